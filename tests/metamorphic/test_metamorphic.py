"""Relations between answers: of mirrored, permuted, rewritten, widened and changed streets."""

from __future__ import annotations

from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ondergrond.bodies import profile_classes
from ondergrond.io import parse_profile
from ondergrond.profile import StreetProfile
from ondergrond.result import SolveResult
from ondergrond.rules import RuleSet
from ondergrond.solve import solve
from tests.metamorphic.transforms import (
    droppable,
    in_other_units,
    mirrored,
    permuted,
    with_a_gap_raised,
    without,
)
from tests.streets import GRID, random_rules, random_street

SEEDS = st.integers(min_value=0, max_value=999_999)

NOTHING_FITS = 2**60
"""Stands for the score where no layout exists: worse than any."""


def answer(profile: StreetProfile, rules: RuleSet, resolution: int = GRID) -> SolveResult:
    """The proven answer on the grid."""
    result = solve(profile, rules, engine="cpsat", resolution=resolution, refine=False)
    assert result.verdict in ("optimal", "infeasible"), result.reason
    return result


def score(profile: StreetProfile, rules: RuleSet, resolution: int = GRID) -> int:
    """The lowest score on the grid."""
    found = answer(profile, rules, resolution).score
    return NOTHING_FITS if found is None else found


@given(SEEDS)
@settings(max_examples=15)
def test_a_mirrored_street_scores_the_same(seed: int) -> None:
    profile, rules = random_street(seed), random_rules(seed)
    assert score(mirrored(profile), rules) == score(profile, rules)


@given(SEEDS)
@settings(max_examples=15)
def test_the_order_of_the_claims_does_not_matter(seed: int) -> None:
    profile, rules = random_street(seed), random_rules(seed)
    assert score(permuted(profile, Random(seed)), rules) == score(profile, rules)


@given(SEEDS)
@settings(max_examples=10)
def test_lengths_written_in_other_units_give_the_same_street_and_score(seed: int) -> None:
    profile, rules = random_street(seed), random_rules(seed)
    rewritten = parse_profile(in_other_units(profile, Random(seed)), "street.yaml").profile
    assert rewritten == profile
    assert score(rewritten, rules) == score(profile, rules)


@given(SEEDS)
@settings(max_examples=8)
def test_a_nested_finer_resolution_never_raises_the_score(seed: int) -> None:
    profile, rules = random_street(seed, claims=(1, 3)), random_rules(seed)
    coarse, fine, finest = (score(profile, rules, resolution) for resolution in (50, 10, 5))
    assert coarse >= fine >= finest


@given(SEEDS, st.integers(min_value=1, max_value=900))
@settings(max_examples=12)
def test_a_wider_stretch_zone_never_loses_feasibility(seed: int, wider: int) -> None:
    profile, rules = random_street(seed, claims=(2, 3)), random_rules(seed)
    narrow = solve(profile, rules, engine="cpsat", resolution=GRID)
    assume(narrow.layout is not None)
    wide = solve(profile.widened(profile.width + wider), rules, engine="cpsat", resolution=GRID)
    assert wide.layout is not None


@given(SEEDS, st.data())
@settings(max_examples=15)
def test_dropping_a_claim_without_value_that_rides_in_no_rack_never_raises_the_score(
    seed: int, data: st.DataObject
) -> None:
    profile, rules = random_street(seed, claims=(2, 5)), random_rules(seed)
    whole = answer(profile, rules)
    assume(whole.layout is not None)
    assert whole.layout is not None
    assert whole.score is not None
    candidates = droppable(profile, whole.layout)
    assume(candidates)
    dropped = data.draw(st.sampled_from(candidates))
    assert score(without(profile, dropped), rules) <= whole.score


@given(SEEDS, st.data())
@settings(max_examples=15)
def test_raising_a_gap_never_lowers_the_score(seed: int, data: st.DataObject) -> None:
    profile, rules = random_street(seed, claims=(2, 5)), random_rules(seed)
    classes = sorted(profile_classes(profile))
    pair = sorted(data.draw(st.tuples(st.sampled_from(classes), st.sampled_from(classes))))
    raised = with_a_gap_raised(rules, "|".join(pair), Random(seed))
    assert score(profile, raised) >= score(profile, rules)
