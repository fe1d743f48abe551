"""The streets of the library as they lie, under the rule sets that come with the program."""

from __future__ import annotations

import time
from functools import cache
from pathlib import Path

import pytest

from ondergrond.bodies import given_cover, profile_classes
from ondergrond.check import Code, check_layout, check_street
from ondergrond.claims import NetworkClaim
from ondergrond.io import load_profile, load_rules
from ondergrond.rules import RuleSet
from tests.check.hands import layout, slot

PROFILES = sorted((Path(__file__).resolve().parents[2] / "profiles").glob("*.yaml"))


@cache
def rules(name: str) -> RuleSet:
    """A rule set, read once."""
    return load_rules(name)


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: path.stem)
def test_a_library_street_is_judged_pair_by_pair(path: Path) -> None:
    profile = load_profile(path)
    report = check_street(profile, rules(profile.rules))
    assert not {v.code for v in report.violations} & {Code.PROFILE, Code.RULES}
    lying = {claim.id for claim in profile.claims if claim.lies}
    pairs = [(v.left, v.right) for v in report.violations]
    pairs += [(note.left, note.right) for note in report.notes]
    for left, right in pairs:
        assert {left.split(":")[0], right.split(":")[0]} & lying
    for violation in report.violations:
        assert violation.source, violation
        assert violation.message.endswith(("short", "lie", "too deep", "street"))


def test_real_streets_break_assumed_gaps_as_they_lie() -> None:
    for name in ("groningen-klic", "maasgouw-klic"):
        profile = load_profile(next(path for path in PROFILES if path.stem == name))
        report = check_street(profile, rules(profile.rules))
        assert any(v.code is Code.GAP for v in report.violations)


def test_a_layout_under_shipped_rules_tells_the_source_of_what_it_breaks() -> None:
    profile = load_profile(next(path for path in PROFILES if path.stem == "alley-7m"))
    shipped = rules(profile.rules)
    planned = next(
        claim
        for claim in profile.claims
        if isinstance(claim, NetworkClaim)
        and not claim.lies
        and given_cover(claim, shipped) is None
    )
    made = layout(
        profile, slot(planned.id, 0, 0), rules=shipped.restricted(profile_classes(profile))
    )
    found = [v for v in check_layout(made).violations if v.code is Code.COVER]
    assert [violation.left for violation in found] == [planned.id]
    assert found[0].source


def test_a_large_street_is_checked_in_milliseconds() -> None:
    profile = load_profile(next(path for path in PROFILES if path.stem == "rotterdam-boulevard"))
    shipped = rules(profile.rules).restricted(profile_classes(profile))
    best = 1.0
    for _ in range(5):
        start = time.process_time()
        check_street(profile, shipped)
        best = min(best, time.process_time() - start)
    assert best < 0.05
