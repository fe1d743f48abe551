"""``ondergrond import klic`` as a person runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ondergrond.cli import main
from ondergrond.io import load_profile
from tests.io.klic.making import EAST, NORTH, STREET, WEST, delivery, zipped

SECTION = f"{WEST},{NORTH},{EAST},{NORTH}"
WISH = """\
zones:
  - {kind: footway, width: 3 m}
  - {kind: carriageway, width: 6 m}
  - {kind: footway, width: 3 m}
boundaries: {left: facade, right: facade}
claims:
  - {id: heat, network: heat, form: pair, size: DN80, serves: none}
  - {id: foul, network: sewer-foul, size: 315 mm, invert: 2.4 m, replaces: sewer-foul}
"""


def run(*args: object) -> Result:
    result = CliRunner().invoke(main, ["import", "klic", *(str(arg) for arg in args)])
    assert "Traceback" not in result.output
    return result


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    return zipped(tmp_path / "delivery.zip", delivery(STREET))


def test_one_section_is_one_file_that_solves_can_read(packed: Path, tmp_path: Path) -> None:
    out = tmp_path / "street.yaml"
    result = run(packed, "--section", SECTION, "-o", out, "--name", "Dorpsstraat")
    assert result.exit_code == 0
    profile = load_profile(out)
    assert (profile.name, len(profile.claims)) == ("Dorpsstraat", 6)
    assert result.stdout == ""
    assert "precaution zone" in result.stderr
    assert "# measured: axis at 3.00 m; diameter 110 mm" in out.read_text(encoding="utf-8")


def test_with_a_programme_the_street_can_be_solved(packed: Path, tmp_path: Path) -> None:
    wish, out = tmp_path / "wish.yaml", tmp_path / "street.yaml"
    wish.write_text(WISH, encoding="utf-8")
    assert run(packed, "--section", SECTION, "--programme", wish, "-o", out).exit_code == 0
    assert "From" in out.read_text(encoding="utf-8")
    assert load_profile(out).zones[1].width == 14_000
    solved = CliRunner().invoke(main, ["solve", str(out), "--json"])
    assert solved.exit_code == 0
    assert json.loads(solved.stdout)["verdict"] in ("optimal", "feasible")


def test_without_a_section_one_is_cut_square_to_the_pipes(packed: Path, tmp_path: Path) -> None:
    out = tmp_path / "street.yaml"
    assert run(packed, "-o", out, "--across", "18m").exit_code == 0
    profile = load_profile(out)
    assert profile.width == 18_000
    assert profile.location is not None
    (x0, y0), (x1, y1) = profile.location.left, profile.location.right
    assert abs(y0 - y1) <= 1
    assert abs(x1 - x0) == 18_000
    near = run(packed, "-o", out, "--near", f"{WEST + 9},{NORTH}")
    assert near.exit_code == 0
    assert load_profile(out).width == 25_000


def test_many_sections_become_files_in_a_folder(packed: Path, tmp_path: Path) -> None:
    out = tmp_path / "streets"
    line = f"{WEST + 10},{NORTH},{WEST + 10},{NORTH + 30}"
    result = run(packed, "--along", line, "--every", "10m", "--across", "20m", "-o", out, "--json")
    assert result.exit_code == 0
    names = sorted(path.name for path in out.iterdir())
    assert names == [f"section-{metres:02}.yaml" for metres in (0, 10, 20, 30)]
    document = json.loads(result.stdout)
    assert [row["claims"] for row in document["streets"]] == [6] * 4
    rows = {row["class"]: row for row in document["streets"][0]["counts"]}
    assert rows["Elektriciteitskabel"]["left_out"][0]["count"] == 3
    cuts = tmp_path / "cuts.csv"
    cuts.write_text(f"name,x1,y1,x2,y2\nA,{SECTION}\nB,{SECTION}\n", encoding="utf-8")
    assert run(packed, "--sections", cuts, "-o", tmp_path / "two").exit_code == 0
    assert {path.name for path in (tmp_path / "two").iterdir()} == {"A.yaml", "B.yaml"}


def test_counts_show_what_became_of_every_object(packed: Path, tmp_path: Path) -> None:
    result = run(packed, "--section", SECTION, "-o", tmp_path / "a.yaml", "--counts")
    assert "lies in a bed, duct or casing that is counted" in result.stdout


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--section", "1,2,3"], "a section is 'x1,y1,x2,y2'"),
        (["--section", f"{NORTH},{WEST},{NORTH},{EAST}"], "swapped"),
        (["--section", SECTION, "--near", "1,2"], "cannot go together"),
        (["--near", f"{WEST + 5000},{NORTH}"], "no pipe or cable lies within 15 m"),
        (["--along", "a,b"], "no such file"),
        (["--sections", "nothing.csv"], "no such file"),
        (["--section", SECTION, "--programme", "nothing.yaml"], "no such file"),
        (["--section", SECTION, "--rules", "nothing"], "nothing"),
        (["--across", "5"], "5 m?"),
    ],
)
def test_what_cannot_be_done_is_said_and_ends_with_2(
    packed: Path, tmp_path: Path, more: list[str], says: str
) -> None:
    result = run(packed, "-o", tmp_path / "a.yaml", *more)
    assert result.exit_code == 2
    assert says in result.stderr
    assert not (tmp_path / "a.yaml").exists()


def test_no_delivery_and_no_place_to_write_end_with_2(packed: Path, tmp_path: Path) -> None:
    assert run(tmp_path / "nothing.zip", "-o", tmp_path / "a.yaml").exit_code == 2
    result = run(packed, "--section", SECTION, "-o", tmp_path)
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr
    told = CliRunner().invoke(main, ["import", "klic", str(tmp_path), "-o", "x", "--json"])
    assert told.exit_code == 2
    assert json.loads(told.stdout)["errors"]
