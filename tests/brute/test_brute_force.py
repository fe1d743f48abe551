"""Brute force from profile and rules against compilation and engine: same verdict, same score."""

from __future__ import annotations

import pytest

from ondergrond.check import check_layout
from ondergrond.profile import StreetProfile
from ondergrond.rules import RuleSet
from ondergrond.solve import solve
from tests.brute.brute import brute_force
from tests.rulesets import small_rules
from tests.streets import GRID, random_rules, random_street

QUICK, ALL = 60, 300
"""How many streets the quick test goes through, and the long one."""


def rules_of(seed: int) -> RuleSet:
    """Every third street lies under the small rule set, the others each under one of their own."""
    return random_rules(seed) if seed % 3 else small_rules()


def assert_same_answer(profile: StreetProfile, rules: RuleSet) -> None:
    """Verdict and score agree, and the checker has nothing to say."""
    found = brute_force(profile, rules, GRID)
    result = solve(profile, rules, engine="cpsat", resolution=GRID, refine=False)
    assert (result.verdict, result.score) == (found.verdict, found.score), found.row
    if result.layout is not None:
        assert check_layout(result.layout).violations == ()


@pytest.mark.parametrize("seed", range(QUICK))
def test_brute_force_gives_the_same_verdict_and_score(seed: int) -> None:
    assert_same_answer(random_street(seed), rules_of(seed))


def test_steps_at_the_same_millimetre_are_one() -> None:
    """Of 16 to 18 mm in three parts the first ends at 16 mm too, where the breaches end.

    Once both steps came into the problem, which the solver refused.
    """
    assert_same_answer(random_street(244), rules_of(244))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(QUICK, ALL))
def test_brute_force_gives_the_same_verdict_and_score_on_many_more_streets(seed: int) -> None:
    assert_same_answer(random_street(seed), rules_of(seed))


def test_a_street_with_nothing_to_lay_has_the_empty_layout() -> None:
    profile = StreetProfile.model_validate(
        {
            "name": "two containers that stay",
            "width": 8000,
            "zones": [{"kind": "footway", "width": 8000}],
            "claims": [
                {
                    "id": name,
                    "state": "existing",
                    "axis": axis,
                    "container": {"width": 1200, "depth": 1500},
                }
                for name, axis in (("a", 2000), ("b", 6000))
            ],
        }
    )
    result = solve(profile, small_rules(), engine="cpsat", resolution=GRID)
    assert (result.verdict, result.score) == ("optimal", 0)
