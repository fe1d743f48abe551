"""The second opinion: two engines that must agree, and an error where they do not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ondergrond_solver import EngineError, Solution, solve
from ondergrond_solver.engines import both
from tests.solver.instances import rack_street, small_problem, tight_street


@pytest.mark.parametrize("problem", [tight_street(2, 7, 10), rack_street(0, 7, 8, 20)])
def test_two_proofs_are_told_as_two(problem: object) -> None:
    found = solve(problem, "both")  # type: ignore[arg-type]
    assert (found.verdict, found.engine) == ("optimal", "both")
    assert found.established_by == ("sweep", "cpsat")
    assert any(name.startswith("sweep") for name in found.work)
    assert any(name.startswith("cpsat") for name in found.work)


def test_an_infeasible_problem_is_established_by_both() -> None:
    problem = replace(tight_street(2, 7, 10), length=900)
    problem = replace(problem, columns=tuple(c for c in problem.columns if c.place))
    found = solve(problem, "both")
    assert (found.verdict, found.established_by) == ("infeasible", ("sweep", "cpsat"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"bound": 10**9, "score": 10**9}, "no row scores below"),
        ({"verdict": "infeasible", "score": None, "bound": None, "row": ()}, "says infeasible"),
    ],
)
def test_engines_that_differ_are_an_error(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, object], message: str
) -> None:
    problem = small_problem(3)
    true = solve(problem, "sweep")
    assert true.verdict == "optimal"

    def wrong(*_: object) -> Solution:
        return replace(true, **change)  # type: ignore[arg-type]

    monkeypatch.setattr(both, "solve_sweep", wrong)
    with pytest.raises(EngineError, match=message):
        solve(problem, "both")


def test_an_engine_that_found_nothing_contradicts_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = small_problem(3)
    monkeypatch.setattr(both, "solve_sweep", lambda *_: Solution("unknown", engine="sweep"))
    found = solve(problem, "both")
    assert (found.verdict, found.engine, found.established_by) == ("optimal", "cpsat", ("cpsat",))
