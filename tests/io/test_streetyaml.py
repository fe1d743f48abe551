"""An imported street as YAML with comments, and with its programme."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import pytest

from ondergrond.claims import Claim, NetworkClaim
from ondergrond.errors import ProfileFileError
from ondergrond.io.found import Found, FoundStreet, clean, free_id
from ondergrond.io.profilefile import parse_profile
from ondergrond.io.programme import Programme, read_programme, with_programme
from ondergrond.io.section import Section
from ondergrond.io.streetyaml import street_to_yaml
from ondergrond.io.tally import LeftOut, Tally
from ondergrond.profile import Boundaries, Boundary, Zone, ZoneKind


class Reason(StrEnum):
    ABOVE = "lies above ground"


def pipe(name: str, axis: int) -> Claim:
    return NetworkClaim.model_validate(
        {"id": name, "network": "gas-low", "state": "existing", "axis": axis, "size": "110 mm"}
    )


def street(*claims: Found[Claim], width: int = 20_000) -> FoundStreet:
    return FoundStreet(
        name="Dorpsstraat",
        width=width,
        zones=(Found(Zone(kind=ZoneKind.SQUARE, width=width), missing=("surface",)),),
        boundaries=Found(Boundaries(left=Boundary.OPEN, right=Boundary.OPEN), missing=("facades",)),
        claims=claims,
        section=Section("s", (150_000.0, 450_000.0), (150_000.0 + width / 1000, 450_000.0)),
        sources=("KLIC 1",),
        warnings=("nothing is known of the surface",),
        left_out=(LeftOut("Kast", Reason.ABOVE, 2, "k1"),),
    )


GAS: Found[Claim] = Found(
    pipe("gas", 5000),
    measured=("axis at 5 m",),
    default=("cover 1 m",),
    missing=("pressure",),
    source="KLIC 1, gas: p1",
    warnings=("crosses at 40 degrees",),
)
WISH = """\
zones:
  - {kind: footway, width: 2 m}
  - {kind: carriageway, width: 6 m}
  - {kind: footway, width: 2 m}
claims:
  - {id: new-gas, network: gas-low, size: 160 mm, replaces: gas}
"""


def test_the_file_reads_back_as_what_was_found() -> None:
    found = street(GAS, Found(pipe("gas-2", 7123)))
    assert parse_profile(street_to_yaml(found)).profile == found.profile()


def test_comments_tell_what_is_measured_default_and_missing() -> None:
    text = street_to_yaml(street(GAS))
    for line in (
        "# Imported from KLIC 1.",
        "# Section from RD (150000.000, 450000.000) to (150020.000, 450000.000)",
        "# WARNING: nothing is known of the surface",
        "# Left out: 2 Kast (lies above ground), such as k1.",
        "  # measured: axis at 5 m",
        "  # default: cover 1 m",
        "  # missing: pressure",
        "  # WARNING: crosses at 40 degrees",
        "# missing: facades",
        "  # missing: surface",
    ):
        assert any(row.startswith(line) for row in text.splitlines()), line


def test_text_of_a_source_cannot_break_out_of_its_comment() -> None:
    nasty = Found(pipe("gas", 5000), source="x\nname: other\r\n\x85width: 1 m\u2028a: b\0")
    found = street(nasty)
    assert parse_profile(street_to_yaml(found)).profile == found.profile()
    assert clean("a\n\tb\0") == "a b"
    assert clean("x" * 300, 10) == "xxxxxxx..."


def test_a_programme_is_added_and_its_zones_are_fitted_to_the_section() -> None:
    planned = with_programme(street(GAS), Programme("wish.yaml", WISH))
    assert [zone.width for zone in planned.profile.zones] == [2000, 16000, 2000]
    assert [claim.id for claim in planned.profile.claims] == ["gas", "new-gas"]
    assert planned.warnings == (
        "the carriageway was made 16 m instead of 6 m, so that the zones fit the section",
    )
    text = street_to_yaml(street(GAS), planned.profile, "wish.yaml")
    assert parse_profile(text).profile == planned.profile
    assert text.count("# From wish.yaml:") == 2
    assert "  # missing: surface" not in text


def test_a_programme_of_claims_alone_leaves_the_zones() -> None:
    wish = "claims:\n  - {id: heat, network: heat, serves: none}\n"
    planned = with_programme(street(GAS), Programme("wish.yaml", wish))
    assert planned.profile.zones == street(GAS).profile().zones
    assert not planned.warnings


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name: x\n", "wish.yaml:1: name: the street has its name"),
        ("claims:\n - {id: a, network: heat}\nwidth: 3 m\n", "wish.yaml:3: width"),
        ("- a\n", "a programme has keys"),
        ("a: [\n", "wish.yaml"),
        ("claims:\n  - {id: gas, network: heat}\n", "wish.yaml:2: .*taken already"),
        ("claims:\n  - {id: a, network: het}\n", "wish.yaml:2: claims.1..network"),
        ("claims:\n  - {id: a, network: heat, replaces: gas-9}\n", "no claim 'gas-9'"),
        ("zones:\n  - {kind: footway, width: 30 m}\nclaims: []\n", None),
        (WISH.replace("2 m", "12 m"), "cannot become 10 m narrower"),
        ("zones:\n  - {kind: footway, width: 3}\n", "has no unit"),
    ],
)
def test_what_is_wrong_in_a_programme_is_told_by_its_own_lines(text: str, says: str | None) -> None:
    programme = Programme("wish.yaml", text)
    if says is None:
        assert with_programme(street(GAS), programme).profile.zones[0].width == 20_000
        return
    with pytest.raises(ProfileFileError, match=says):
        with_programme(street(GAS), programme)


def test_a_programme_that_is_not_there_is_a_problem_of_that_file(tmp_path: Path) -> None:
    with pytest.raises(ProfileFileError, match="no such file"):
        read_programme(tmp_path / "wish.yaml")


def test_a_street_with_too_many_things_or_axes_outside_is_refused() -> None:
    with pytest.raises(ValueError, match="outside"):
        street(Found(pipe("gas", 20_001))).profile()
    many = [Found(pipe(f"g-{i}", 10 * i)) for i in range(201)]
    with pytest.raises(ValueError, match="201 things"):
        street(*many).profile()


def test_ids_are_made_of_names_and_never_twice() -> None:
    taken: set[str] = set()
    assert [free_id(name, taken) for name in ("gas low!", "gas-low", "///", "")] == [
        "gas-low",
        "gas-low-2",
        "thing",
        "thing-2",
    ]


def test_accounts_show_what_has_gone_without_a_reason() -> None:
    tally = Tally()
    tally.reads("Kast", 3)
    tally.uses("Kast")
    tally.leaves_out("Kast", Reason.ABOVE, "k1")
    assert tally.open == {"Kast": 1}
    tally.leaves_out("Kast", Reason.ABOVE, "k2")
    assert tally.open == {}
    assert tally.left_out == (LeftOut("Kast", Reason.ABOVE, 2, "k1"),)
