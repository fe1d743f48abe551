"""``solve``: verdicts, what-ifs and refusals of the one place that runs compile, engine and
checker."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from ondergrond.check import check_layout
from ondergrond.compile import Street
from ondergrond.profile import StreetProfile
from ondergrond.rules import RuleSet
from ondergrond.solve import UnsoundProfileError, least_width, solve
from ondergrond_solver import Limits, Problem, Solution
from ondergrond_solver import solve as solve_problem
from tests.compile.streets import everything, network
from tests.rulesets import small_rules
from tests.streets import random_street


def alley(width: str = "2 m") -> StreetProfile:
    """A footway between two facades with two gas mains and a water main for both sides."""
    return StreetProfile.model_validate(
        {
            "name": "alley",
            "width": width,
            "zones": [{"kind": "footway", "width": width}],
            "claims": [
                network("gas-west", "gas-low", "left", size="110 mm"),
                network("gas-east", "gas-low", "right", size="110 mm"),
                network("water", "water", "both", size="160 mm"),
            ],
        }
    )


def test_an_optimal_layout_is_checked_and_costs_what_the_engine_says() -> None:
    result = solve(everything(), small_rules(), technique="horizontal", time_limit=60)
    assert result.verdict in ("optimal", "feasible")
    assert result.layout is not None
    assert result.layout.score == result.score
    assert check_layout(result.layout).ok
    assert result.bound is not None
    assert result.bound <= result.score


def test_hard_distances_alone_decide_whether_it_fits() -> None:
    # facade 150 | gas 110 | 40 | gas 110 | 50 | water 160 | 150 facade; the axes are off the grid.
    at_least = 150 + 110 + 40 + 110 + 50 + 160 + 150
    fits = solve(alley(), small_rules(), width=at_least)
    assert fits.verdict == "optimal"
    assert fits.layout is not None
    assert fits.layout.breaches
    assert fits.resolution == 1
    short = solve(alley(), small_rules(), width=at_least - 1)
    assert short.verdict == "infeasible"
    assert short.layout is None
    assert short.score is None
    assert short.established_by


def test_a_stretch_zone_that_is_not_there_is_told_before_it_is_used() -> None:
    profile = alley().model_copy(update={"stretch": 7})
    for asked in (solve, least_width):
        with pytest.raises(UnsoundProfileError, match="stretch"):
            asked(profile, small_rules())
    with pytest.raises(UnsoundProfileError, match="stretch"):
        solve(profile, small_rules(), width=3000)


def test_the_least_width_is_what_the_hard_distances_add_up_to() -> None:
    at_least = 150 + 110 + 40 + 110 + 50 + 160 + 150
    for width in ("2 m", "0.6 m"):
        found = least_width(alley(width), small_rules(), engine="auto")
        assert (found.width, found.bound, found.proven) == (at_least, at_least, True)
        assert found.established_by == ("sweep", "cpsat")
    too_narrow = least_width(alley("0.3 m"), small_rules())
    assert (too_narrow.width, too_narrow.bound) == (None, 601)
    late = least_width(alley(), small_rules(), time_limit=1e-9)
    assert (late.width, late.proven) == (None, False)


@pytest.mark.parametrize("seed", range(6))
def test_cpsat_finds_a_street_fits_at_its_least_width_and_not_below(seed: int) -> None:
    profile, rules = random_street(seed), small_rules()
    least = least_width(profile, rules)
    assert least.proven
    if least.width is None:
        assert not _fits_by_cpsat(profile, rules, 2 * profile.width)
        return
    assert _fits_by_cpsat(profile, rules, least.width)
    if least.established_by == ("sweep",):
        assert not _fits_by_cpsat(profile, rules, least.width - 1)


def _fits_by_cpsat(profile: StreetProfile, rules: RuleSet, width: int) -> bool:
    problem, _ = Street(profile.widened(width), rules).problem(1)
    found = solve_problem(problem, "cpsat", limits=Limits(20, 20), feasibility_only=True)
    assert found.verdict != "unknown"
    return found.has_row


def test_infeasible_on_the_grid_alone_is_told_when_asked_for() -> None:
    result = solve(alley(), small_rules(), width=771, resolution=50, refine=False)
    assert result.verdict == "infeasible"
    assert result.resolution == 50


def test_a_finer_grid_never_costs_more() -> None:
    scores = [solve(alley(), small_rules(), resolution=mm).score for mm in (50, 10, 5, 1)]
    assert all(score is not None for score in scores)
    assert scores == sorted(scores, key=lambda score: -(score or 0))


def test_forbidding_racks_leaves_none() -> None:
    result = solve(everything(), small_rules(), technique="horizontal")
    assert result.layout is not None
    assert all(column.technique != "rack" for column in result.layout.columns)


def test_racks_that_the_profile_forbids_cannot_be_asked_for() -> None:
    with pytest.raises(UnsoundProfileError, match="forbids racks"):
        solve(alley(), small_rules(), technique="rack")


def test_everything_wrong_with_a_profile_comes_at_once() -> None:
    profile = alley().model_copy(update={"width": 3000, "preset": "cheapest"})
    with pytest.raises(UnsoundProfileError) as caught:
        solve(profile, small_rules())
    assert {error.path for error in caught.value.errors} == {("zones",), ("preset",)}


def test_a_width_that_leaves_nothing_of_the_stretch_zone_is_refused() -> None:
    with pytest.raises(ValueError, match=r"cannot be 0.5 m wide"):
        solve(everything(), small_rules(), width=500)


def test_a_resolution_below_a_millimetre_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1 mm"):
        solve(alley(), small_rules(), resolution=0)


def test_the_same_question_has_the_same_answer() -> None:
    first, second = (solve(alley(), small_rules()).layout for _ in range(2))
    assert first is not None
    assert second is not None
    again = second.model_copy(update={"solve_seconds": first.solve_seconds})
    assert first == again


def test_a_short_time_limit_never_turns_into_infeasible() -> None:
    result = solve(everything(), small_rules(), time_limit=0.001)
    assert result.verdict in ("optimal", "feasible", "unknown")
    if result.verdict == "unknown":
        assert result.reason


@pytest.mark.parametrize("seed", range(12))
def test_the_least_width_is_the_same_whoever_is_asked(seed: int) -> None:
    profile = random_street(seed + 500)
    asked = {
        engine: least_width(profile, small_rules(), engine=engine)
        for engine in ("either", "sweep", "cpsat")
    }
    assert all(one.proven for one in asked.values())
    assert len({one.width for one in asked.values()}) == 1


def test_what_sweep_leaves_open_is_asked_of_the_other_engine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    module = importlib.import_module("ondergrond.solve")
    asked = []

    def without_sweep(problem: Problem, engine: str, **more: Any) -> Solution:
        asked.append(engine)
        if engine == "sweep":
            return Solution("unknown", reason="tired")
        return solve_problem(problem, engine, **more)

    monkeypatch.setattr(module, "solve_problem", without_sweep)
    found = least_width(alley(), small_rules())
    monkeypatch.undo()
    assert set(asked) == {"sweep", "cpsat"}
    assert found.width == least_width(alley(), small_rules(), engine="sweep").width
    assert found.established_by == ("cpsat",)
