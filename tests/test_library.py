"""The library of street profiles: it holds what it promises, and every street is answered."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest

from benchmarks.library import TIME_LIMIT, euros, horizontal, read_table
from benchmarks.widths import strict
from ondergrond.bodies import rule_errors
from ondergrond.claims import (
    Claim,
    ContainerClaim,
    Form,
    Mobility,
    NetworkClaim,
    ReserveClaim,
    State,
    StorageClaim,
    TreeClaim,
)
from ondergrond.io.profilefile import load_profile
from ondergrond.io.rulefile import load_rules
from ondergrond.profile import Boundary, FixtureKind, StreetProfile, profile_errors
from ondergrond.resources import Shelf, find, names
from ondergrond.rules import RuleSet
from ondergrond.solve import solve

NAMES = names(Shelf.PROFILES)

SITUATIONS = (
    "leiden-rack",
    "amsterdam-quay",
    "den-haag-sewer",
    "rotterdam-boulevard",
    "groningen-gas-free",
    "dordrecht-storage",
    "heat-water-18m",
)
"""The situations the library was asked for, one profile each."""

REAL = {"groningen-klic": ("19G558958_1_slim", 8), "maasgouw-klic": ("Levering_22O000518_1.zip", 0)}
"""Profiles transcribed from a real transect -> file and number of the cut."""

CUTS = Path(__file__).resolve().parents[2] / "shared" / "data" / "klic" / "cuts.json"


@cache
def street(name: str) -> StreetProfile:
    return load_profile(name)


@cache
def rules(name: str) -> RuleSet:
    return load_rules(name)


def text(name: str) -> str:
    return find(Shelf.PROFILES, name).read_text(encoding="utf-8")


def movable(claims: tuple[Claim, ...]) -> list[Claim]:
    """What can move: planned claims and relocatable ones."""
    return [claim for claim in claims if not claim.lies or claim.may is Mobility.RELOCATABLE]


# --- what is in it -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_library_profile_loads_without_complaint(name: str) -> None:
    profile = street(name)
    assert profile_errors(profile) == []
    assert rule_errors(profile, rules(profile.rules)) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_library_profile_says_what_is_measured_and_what_is_assumed(name: str) -> None:
    comments = "\n".join(line for line in text(name).splitlines() if line.startswith("#"))
    assert "# Measured" in comments
    assert re.search(r"(?m)(^# |\. )Assumed", comments)
    description = street(name).description
    assert description is not None
    assert "assumed" in description


def test_the_library_is_yaml_and_nothing_else() -> None:
    folder = Shelf.PROFILES.folder
    assert {path.suffix for path in folder.iterdir()} == {".yaml"}


def test_the_library_has_the_situations_asked_for() -> None:
    assert len(NAMES) >= 18
    assert set(SITUATIONS) <= set(NAMES)
    assert set(REAL) <= set(NAMES)


def test_streets_run_from_an_alley_of_7_m_to_a_boulevard_of_40_m() -> None:
    assert street("alley-7m").width == 7000
    assert street("rotterdam-boulevard").width == max(street(n).width for n in NAMES) == 40000


def test_at_least_ten_streets_have_twelve_claims_that_can_move() -> None:
    assert sum(len(movable(street(name).claims)) >= 12 for name in NAMES) >= 10


def test_at_least_five_streets_allow_a_rack() -> None:
    assert sum(street(name).techniques.rack == "allowed" for name in NAMES) >= 5


def test_every_kind_of_claim_state_boundary_and_fixture_occurs() -> None:
    streets = [street(name) for name in NAMES]
    claims = [claim for profile in streets for claim in profile.claims]
    kinds = {NetworkClaim, TreeClaim, StorageClaim, ReserveClaim, ContainerClaim}
    assert {type(claim) for claim in claims} == kinds
    assert {claim.state for claim in claims} == set(State)
    assert {claim.may for claim in claims if claim.lies} == set(Mobility)
    networks = [claim for claim in claims if isinstance(claim, NetworkClaim)]
    assert {claim.form for claim in networks} == set(Form)
    assert any(claim.bed for claim in networks)
    assert any(claim.manhole for claim in networks)
    assert any(claim.replaces for claim in networks)
    assert any(claim.within for claim in claims)
    assert any(claim.optional for claim in claims)
    assert {f.kind for profile in streets for f in profile.fixtures} == set(FixtureKind)
    sides = {side for p in streets for side in (p.boundaries.left, p.boundaries.right)}
    assert sides == set(Boundary)
    assert {profile.works for profile in streets} == {"street", "trench"}
    assert {profile.techniques.rack_case for profile in streets} >= {"low", "base"}
    assert any(profile.techniques.stack == "allowed" for profile in streets)
    assert len({profile.preset for profile in streets}) > 1


# --- the two real ones -------------------------------------------------------------------------


@pytest.mark.parametrize("name", REAL)
def test_a_real_street_has_twelve_existing_things_and_a_programme_on_top(name: str) -> None:
    claims = street(name).claims
    assert sum(claim.lies for claim in claims) >= 12
    planned = [claim for claim in claims if not claim.lies]
    networks = [claim for claim in planned if isinstance(claim, NetworkClaim)]
    assert any(claim.network == "heat" and claim.form is Form.PAIR for claim in networks)
    assert any(claim.replaces and claim.network.startswith("sewer") for claim in networks)
    assert any(isinstance(claim, TreeClaim) for claim in planned)
    assert any(isinstance(claim, StorageClaim) for claim in planned)


@pytest.mark.parametrize("name", REAL)
def test_what_lies_in_a_real_street_lies_where_its_source_has_it(name: str) -> None:
    if not CUTS.is_file():
        pytest.skip(f"the transects are not here: {CUTS}")
    file, number = REAL[name]
    cut = json.loads(CUTS.read_text(encoding="utf-8"))[number]
    assert cut["file"] == file
    assert f"cut number {number} " in text(name)
    shift = re.search(r"x = offset - (\d+\.\d+) m", text(name))
    assert shift is not None
    wanted = {round(1000 * crossing["offset_m"]) for crossing in cut["crossings"]}
    seen = set()
    for claim in street(name).claims:
        if not claim.lies:
            continue
        told = re.match(r"offset (\d+\.\d+) m", claim.note or "")
        assert told is not None, claim.id
        offset = round(1000 * float(told.group(1)))
        assert claim.axis == offset - round(1000 * float(shift.group(1))), claim.id
        seen.add(offset)
    assert seen == wanted


# --- what comes out ----------------------------------------------------------------------------


def test_laid_side_by_side_the_narrow_street_breaches_and_with_a_rack_it_does_not() -> None:
    profile, shipped = street("leiden-rack"), rules("nen7171-style")
    assert profile.techniques.rack == "allowed"
    beside = solve(horizontal(profile), strict(shipped))
    assert beside.verdict == "infeasible"
    assert set(beside.established_by) == {"sweep", "cpsat"}
    racked = solve(profile, shipped)
    assert racked.verdict == "optimal"
    assert racked.layout is not None
    assert not racked.layout.breaches
    assert any(column.technique == "rack" for column in racked.layout.columns)


def test_the_published_table_has_every_street_and_nearly_all_are_proven() -> None:
    rows = read_table()
    assert set(rows) == set(NAMES)
    proven = {name for name, row in rows.items() if row["verdict"] == "optimal"}
    assert set(REAL) <= proven
    assert len(proven) >= 0.875 * len(rows)  # 14 of 16
    assert all(float(row["seconds"]) < TIME_LIMIT for row in rows.values())


def test_at_least_four_streets_are_within_five_percent_of_their_least_width() -> None:
    spare = [row["spare"].removesuffix(" %") for row in read_table().values()]
    assert sum(0 <= float(percent) <= 5 for percent in spare if percent) >= 4


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_the_published_answers_are_what_the_program_says(name: str) -> None:
    published = read_table()[name]
    result = solve(street(name), rules(street(name).rules), time_limit=TIME_LIMIT)
    assert result.verdict == published["verdict"]
    assert result.layout is not None
    assert euros(result.layout.score) == published["score EUR/m"]
    assert euros(result.layout.cost) == published["cost EUR/m"]
    assert str(len(result.layout.breaches)) == published["breaches"]
    assert str(len(result.layout.deviations)) == published["deviations"]
