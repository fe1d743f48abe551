"""Sewers from a sewer set: where they cross, how deep, how large, and what is told of the rest."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from ondergrond.bodies import rule_errors
from ondergrond.claims import Network, NetworkClaim
from ondergrond.io import load_rules, parse_profile
from ondergrond.io.hydx import HydxFileError, cut, read_hydx, section_near
from ondergrond.io.section import Section
from ondergrond.io.streetyaml import street_to_yaml
from tests.cli.test_runs import run
from tests.io.mapfiles import at
from tests.io.sewerfiles import TABLES, write_folder, write_zip

DATA = Path(__file__).parents[3] / "shared" / "data" / "gwsw-hydx"
RULES = load_rules("nen7171-style")
ACROSS = Section("across", at(0, 0), at(13, 0))


def sewers(tmp_path: Path, section: Section = ACROSS) -> dict[str, NetworkClaim]:
    found = cut(read_hydx(write_folder(tmp_path / "set")), section, RULES)
    claims = [one.thing for one in found.claims if isinstance(one.thing, NetworkClaim)]
    return {claim.id: claim for claim in claims}


def test_sewers_cross_where_they_run_at_their_interpolated_depth(tmp_path: Path) -> None:
    found = sewers(tmp_path)
    combined = found["sewer-combined-combined"]
    assert (combined.axis, combined.network) == (6_000, Network.SEWER_COMBINED)
    assert (combined.size is not None and combined.size.width, combined.invert) == (400, 2_500)
    storm = found["sewer-storm-storm"]
    assert (storm.axis, str(storm.size), storm.invert) == (7_600, "315 mm", 1_500)


def test_a_depth_that_nobody_tells_is_left_open(tmp_path: Path) -> None:
    found = cut(read_hydx(write_folder(tmp_path / "set")), ACROSS, RULES)
    foul = next(one for one in found.claims if one.thing.id == "sewer-foul-foul")
    assert isinstance(foul.thing, NetworkClaim)
    assert foul.thing.invert is None
    assert "ground level" in foul.missing
    assert foul.thing.manhole == 1_000


def test_walls_are_the_rule_set_s_where_it_has_them(tmp_path: Path) -> None:
    rows = [*TABLES["Profiel"][:1], "EI400;BET;RND;400;;;", *TABLES["Profiel"][2:]]
    found = cut(read_hydx(write_folder(tmp_path / "set", Profiel=rows)), ACROSS, RULES)
    sizes = {one.thing.id: str(getattr(one.thing, "size", "")) for one in found.claims}
    assert sizes["sewer-combined-combined"] == "DN400"
    assert sizes["sewer-storm-storm"] == "315 mm"
    assert rule_errors(found.profile(), RULES) == []


def test_a_concrete_pipe_for_which_the_rule_set_has_no_wall_is_told_so(tmp_path: Path) -> None:
    """It got the casing of plastic, a wall of nothing, and the remark spoke of a wall."""
    rows = [*TABLES["Profiel"][:1], "EI400;BET;RND;400;;;", *TABLES["Profiel"][2:]]
    found = cut(read_hydx(write_folder(tmp_path / "set", Profiel=rows)), ACROSS, RULES)
    combined = next(one for one in found.claims if one.thing.id == "sewer-combined-combined")
    assert any("no wall for DN400" in text and "concrete" in text for text in combined.warnings)


def test_a_manhole_narrower_than_the_body_of_its_pipe_is_left_out_with_a_word(
    tmp_path: Path,
) -> None:
    """It was held against the inside of the pipe, and the profile refused at the next command."""
    sizes = [*TABLES["Profiel"][:-1], "PVC250;BET;RND;700;;;"]
    nodes = [*TABLES["Knooppunt"][:-1], TABLES["Knooppunt"][-1].replace(";1000", ";800")]
    path = write_folder(tmp_path / "set", Profiel=sizes, Knooppunt=nodes)
    found = cut(read_hydx(path), ACROSS, RULES)
    foul = next(one for one in found.claims if one.thing.id == "sewer-foul-foul")
    assert isinstance(foul.thing, NetworkClaim)
    assert foul.thing.manhole is None
    assert any("narrower than its pipe" in text for text in foul.warnings)
    assert rule_errors(found.profile(), RULES) == []


def test_two_tables_of_one_name_are_refused(tmp_path: Path) -> None:
    """The last one counted, and the links of the other were gone."""
    path = write_zip(tmp_path / "set.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("other/Verbinding.csv", "\n".join(TABLES["Verbinding"][:2]))
    with pytest.raises(HydxFileError, match=r"two tables Verbinding\.csv"):
        read_hydx(path)


def test_what_is_no_sewer_here_is_left_out_with_its_reason(tmp_path: Path) -> None:
    found = cut(read_hydx(write_zip(tmp_path / "set.zip")), ACROSS, RULES)
    assert {(row.reason.name, row.example) for row in found.left_out} == {
        ("ELSEWHERE", "weir"),
        ("DESIGN", "design"),
        ("NO_NODE", "lost"),
    }
    assert sum(row.number for row in found.left_out) + len(found.claims) == 6


def test_a_slant_is_told_with_the_room_it_takes(tmp_path: Path) -> None:
    found = cut(
        read_hydx(write_folder(tmp_path / "set")), Section("s", at(0, -8), at(13, 5)), RULES
    )
    storm = next(one for one in found.claims if one.thing.id == "sewer-storm-storm")
    assert any("crosses at 45 degrees: 315 mm takes 446 mm" in text for text in storm.warnings)


def test_near_a_place_the_section_is_square_to_the_nearest_sewer(tmp_path: Path) -> None:
    section = section_near(read_hydx(write_folder(tmp_path / "set")), at(7, 10), 20_000)
    assert abs(section.direction[1]) < 1e-9
    assert section.offset(at(7, 10)) == 10_000


@pytest.mark.parametrize(
    ("table", "rows", "message"),
    [
        ("Knooppunt", ["UNI_IDE;X", "a;1"], "has no KNP_XCO"),
        ("Verbinding", [TABLES["Verbinding"][0], "x;a1;a2;GSL;deep;0;GMD;EI400;"], "BOB_KN1 is"),
        ("Knooppunt", [TABLES["Knooppunt"][0]], "no links or no nodes"),
        ("Knooppunt", [TABLES["Knooppunt"][0], "a;;;NaN;1;1;1;1;1"], "KNP_XCO is 'NaN'"),
    ],
)
def test_what_is_wrong_in_a_table_is_told_with_its_place(
    tmp_path: Path, table: str, rows: list[str], message: str
) -> None:
    path = write_folder(tmp_path / "set", **{table: rows})
    with pytest.raises(HydxFileError, match=message):
        read_hydx(path)


def test_a_set_without_a_table_or_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = write_folder(tmp_path / "set")
    (path / "Profiel.csv").write_bytes("PRO_IDE;é".encode("latin-1"))
    with pytest.raises(HydxFileError, match="no UTF-8"):
        read_hydx(path)
    (path / "Profiel.csv").unlink()
    with pytest.raises(HydxFileError, match=r"Profiel\.csv is missing"):
        read_hydx(path)


def test_the_command_writes_a_profile_that_loads(tmp_path: Path) -> None:
    out = tmp_path / "street.yaml"
    result = run("import", "hydx", write_zip(tmp_path / "s.zip"), "--near", "155006,463001",
                 "-o", out)  # fmt: skip
    assert result.exit_code == 0, result.output
    assert len(parse_profile(out.read_text(encoding="utf-8")).profile.claims) == 2


def test_a_set_that_is_nowhere_says_how_to_put_it_on_the_map(tmp_path: Path) -> None:
    rows = [row.replace(";155", ";400") for row in TABLES["Knooppunt"]]
    path = write_folder(tmp_path / "set", Knooppunt=rows)
    result = run("import", "hydx", path, "-o", tmp_path / "s.yaml")
    assert result.exit_code == 2
    assert "--shift" in result.output


@pytest.mark.skipif(not DATA.is_dir(), reason="no sewer set beside the checkout (../shared/data)")
def test_the_sample_set_gives_valid_streets() -> None:
    sewers_of = read_hydx(DATA).shifted(155_000, 463_000)
    met = 0
    for link in sewers_of.links:
        line = sewers_of.line(link)
        if line is None or link.kind not in ("GSL", "ITR"):
            continue
        place = ((line[0][0] + line[1][0]) / 2, (line[0][1] + line[1][1]) / 2)
        found = cut(sewers_of, section_near(sewers_of, place, 20_000), RULES)
        assert parse_profile(street_to_yaml(found)).profile == found.profile()
        met += bool(found.claims)
    assert met > 70
