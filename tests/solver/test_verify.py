"""No engine is taken on its word: what does not hold is an EngineError."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ondergrond_solver import EngineError, Placed, Problem, Solution, solve
from ondergrond_solver.engines import ENGINES
from ondergrond_solver.solution import Limits, Row
from ondergrond_solver.solving import verify
from tests.solver.instances import tight_street

PROBLEM = tight_street(4, 4, 10)
BEST = solve(PROBLEM, "cpsat")
SCORE = BEST.score or 0


def test_the_optimum_itself_holds() -> None:
    assert BEST.verdict == "optimal"
    verify(PROBLEM, BEST)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (replace(BEST, score=SCORE + 1), "its row scores"),
        (replace(BEST, bound=SCORE + 1), "above score"),
        (replace(BEST, bound=SCORE - 1), "says optimal, with bound"),
        (replace(BEST, bound=None), "says optimal, with bound None"),
        (replace(BEST, verdict="infeasible"), "but has a row"),
        (replace(BEST, skipped=(0,)), "wrong skipped"),
        (replace(BEST, row=BEST.row[1:]), "is not valid: Item"),
        (replace(BEST, row=(Placed(99, 0, 1),)), "no column 99"),
        (Solution("optimal", engine="x"), "x says optimal without a scored row"),
        (Solution("unknown", row=BEST.row), "without a scored row"),
    ],
)
def test_a_solution_that_does_not_hold_is_refused(wrong: Solution, reason: str) -> None:
    with pytest.raises(EngineError, match=reason):
        verify(PROBLEM, wrong)


def test_what_an_engine_returns_is_verified(monkeypatch: pytest.MonkeyPatch) -> None:
    def liar(
        problem: Problem, limits: Limits, hint: Row | None, feasibility_only: bool
    ) -> Solution:
        del problem, limits, hint, feasibility_only
        return replace(BEST, score=SCORE - 1, bound=SCORE - 1)

    monkeypatch.setitem(ENGINES, "liar", liar)
    with pytest.raises(EngineError, match="its row scores"):
        solve(PROBLEM, "liar")
