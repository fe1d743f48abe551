"""``ondergrond check`` over many sections: table, map and drawings of what is wrong today."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyogrio
import pytest
from click.testing import CliRunner, Result

from ondergrond.check import Code, Violation, check_street, gap_notes
from ondergrond.cli import main
from ondergrond.io import load_rules, parse_profile
from ondergrond.io.checktable import StreetFindings, save_map, save_table
from ondergrond.scene import faces_named, street_scene

STREET = """\
name: {name}
width: 10 m
boundaries: {{left: facade, right: open}}
zones: [{{kind: footway, width: 10 m}}]
claims:
  - {{id: gas, network: gas-low, size: 100 mm, state: existing, axis: 2 m, cover: 1 m}}
  - {{id: water, network: water, size: 100 mm, state: existing, axis: {water}}}
  - {{id: lv, network: low-voltage, size: 50 mm, state: existing, axis: 0.2 m, cover: 0.3 m}}
"""
PLACE = "location: {left: [150000, 450000], right: [150010, 450000]}\n"


def run(*args: object) -> Result:
    result = CliRunner().invoke(main, ["check", *(str(arg) for arg in args)])
    assert "Traceback" not in result.output
    return result


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "streets"
    made.mkdir()
    for name, water, place in (("a", "2.2 m", PLACE), ("b", "2.12 m", PLACE), ("c", "5 m", "")):
        text = STREET.format(name=name, water=water) + place
        (made / f"{name}.yaml").write_text(text, encoding="utf-8")
    return made


def findings(water: str, place: str = PLACE) -> StreetFindings:
    profile = parse_profile(STREET.format(name="a", water=water) + place).profile
    rules = load_rules("nen7171-style")
    return StreetFindings("a.yaml", profile, rules, check_street(profile, rules).violations)


def test_a_folder_of_streets_leaves_a_table_a_map_and_drawings(
    folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    result = run(folder, "--out", out, "--format", "svg,png")
    assert result.exit_code == 3
    assert "1 of 3 streets know no location" in result.stderr
    assert "3 streets as they lie: 3 break a minimum" in result.stdout
    assert {path.name for path in out.iterdir()} == {
        *(f"{name}.as-it-lies.{suffix}" for name in "abc" for suffix in ("svg", "png")),
        *("violations.csv", "violations.gpkg"),
    }
    with (out / "violations.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    (gap,) = [row for row in rows if row["rule"] == "gas-low|water" and row["street"] == "a"]
    assert (gap["there_is_cm"], gap["wanted_cm"], gap["short_cm"]) == ("10", "30", "20")
    assert (gap["from_m"], gap["to_m"], gap["severity"]) == ("2.05", "2.15", "minimum")
    assert {row["rule"] for row in rows} >= {"low-voltage.cover", "facade|low-voltage"}
    layers = {name for name, _ in pyogrio.list_layers(out / "violations.gpkg")}
    assert layers == {"violations", "sections"}
    meta, _, _, fields = pyogrio.raw.read(out / "violations.gpkg", layer="sections")
    assert "28992" in str(meta["crs"])
    assert list(fields[list(meta["fields"]).index("street")]) == ["a", "b"]


def test_json_names_the_files_and_the_direction(folder: Path, tmp_path: Path) -> None:
    result = run(folder / "a.yaml", "--out", tmp_path / "out", "--json")
    document = json.loads(result.stdout)
    assert [Path(name).name for name in document["files"]] == [
        *("violations.csv", "violations.gpkg", "a.as-it-lies.svg"),
    ]
    assert {one["vertical"] for one in document["checks"][0]["violations"]} == {False}


def test_two_files_of_one_name_have_drawings_apart(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "A.yaml").write_bytes((folder / "a.yaml").read_bytes())
    out = tmp_path / "out"
    assert run(folder / "a.yaml", other / "A.yaml", "--out", out).exit_code == 3
    assert {path.name for path in out.glob("*.svg")} == {"a.as-it-lies.svg", "A-2.as-it-lies.svg"}


def test_a_street_as_it_lies_does_not_overwrite_its_layout(folder: Path, tmp_path: Path) -> None:
    """Its drawing had the name of the one that ``solve`` leaves in the same folder."""
    solved = tmp_path / "a.svg"
    solved.write_text("solved", encoding="utf-8")
    assert run(folder / "a.yaml", "--out", tmp_path).exit_code == 3
    assert solved.read_text(encoding="utf-8") == "solved"
    assert (tmp_path / "a.as-it-lies.svg").exists()


def test_what_cannot_be_written_or_listed_ends_with_2(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "no profile" in run(tmp_path / "empty").stderr
    assert "--format needs --out" in run(folder, "--format", "png").stderr
    (tmp_path / "out" / "a.as-it-lies.svg").mkdir(parents=True)
    result = run(folder / "a.yaml", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr


def test_where_a_violation_lies_is_between_its_two_things() -> None:
    near = findings("2.2 m")
    spans = {row["rule"]: span for row, span in zip(near.rows, near.spans, strict=True)}
    assert spans["gas-low|water"] == (2050, 2150)
    assert spans["facade|low-voltage"] == (0, 175)
    assert spans["low-voltage.cover"] == (175, 225)
    overlapping = findings("2.05 m")
    assert overlapping.spans[0] == (2000, 2050)
    assert overlapping.hard == 1
    assert overlapping.worst is not None


def test_the_worst_comes_first_and_marks_stand_between_the_faces() -> None:
    profile = parse_profile(STREET.format(name="a", water="2.12 m")).profile
    rules = load_rules("nen7171-style")
    notes = gap_notes(check_street(profile, rules).violations)
    assert notes[0].rule == "gas-low|water"
    scene = street_scene(profile, rules, notes)
    assert scene.marks[0].left == faces_named(scene, "gas")[0]
    assert scene.marks[0].right == faces_named(scene, "water")[0]


def test_a_note_keeps_its_direction_and_what_is_no_gap_makes_none() -> None:
    over = Violation(Code.GAP, "a|b", "x", "y", 200, 50, "m", severity="minimum", vertical=True)
    alone = Violation(Code.COVER, "heat.cover", "x", "", 800, 600, "m")
    (note,) = gap_notes([over, alone])
    assert (note.direction, note.gap, note.wanted) == ("vertical", 50, 200)


def test_a_text_that_a_spreadsheet_would_run_is_only_text(tmp_path: Path) -> None:
    profile = parse_profile(STREET.format(name="'=1+1'", water="2.2 m")).profile
    rules = load_rules("nen7171-style")
    made = StreetFindings("a", profile, rules, check_street(profile, rules).violations)
    assert "'=1+1" in save_table([made], tmp_path / "t.csv").read_text(encoding="utf-8-sig")


def test_no_street_with_a_location_leaves_no_map(tmp_path: Path) -> None:
    assert save_map([findings("2.2 m", "")], tmp_path / "m.gpkg") == 0
    assert not (tmp_path / "m.gpkg").exists()
