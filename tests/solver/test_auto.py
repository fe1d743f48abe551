"""Turns of the engine ``auto``: nothing found is lost, and nothing counts as said by two."""

from __future__ import annotations

from typing import Any

import pytest

from ondergrond_solver import Limits, Problem, solve
from ondergrond_solver.engines import auto
from ondergrond_solver.solution import Solution
from tests.solver.instances import tight_street

UNKNOWN = Solution("unknown", engine="sweep", reason="not found")
NONE = Solution("infeasible", engine="sweep", established_by=("sweep",))


def in_turn(monkeypatch: pytest.MonkeyPatch, *answers: Solution) -> None:
    """Sweep says these, one after the other, and then that it does not know; cpsat never knows."""
    left = list(answers)
    monkeypatch.setattr(auto, "solve_sweep", lambda *_: left.pop(0) if left else UNKNOWN)
    monkeypatch.setattr(
        auto, "solve_greedy", lambda *_: Solution("unknown", engine="greedy", reason="none")
    )
    monkeypatch.setattr(
        auto, "solve_cpsat", lambda *_: Solution("unknown", engine="cpsat", reason="limit")
    )


def test_a_row_that_only_the_easier_question_found_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """It was asked whether any row stands, and the row that did was thrown away."""
    problem = tight_street(1, 5, 30)
    row = solve(problem, "sweep", feasibility_only=True)
    in_turn(monkeypatch, UNKNOWN, row)
    found = auto.solve_auto(problem, Limits())
    assert found.verdict == "feasible"
    assert found.row == row.row


@pytest.mark.parametrize("before", [(), (UNKNOWN,), (UNKNOWN, UNKNOWN)])
def test_every_infeasible_of_sweep_is_asked_of_cpsat(
    monkeypatch: pytest.MonkeyPatch, before: tuple[Solution, ...]
) -> None:
    """That of a later turn was not."""
    in_turn(monkeypatch, *before, NONE)
    asked: list[Limits] = []

    def cpsat(_: Problem, limits: Limits, __: Any, any_row: bool) -> Solution:
        asked.append(limits)
        if any_row:
            return Solution("infeasible", engine="cpsat", established_by=("cpsat",))
        return Solution("unknown", engine="cpsat", work={"cpsat deterministic time": 3.0})

    monkeypatch.setattr(auto, "solve_cpsat", cpsat)
    found = auto.solve_auto(tight_street(1, 5, 30), Limits(deterministic_time=10.0))
    assert (found.verdict, found.established_by) == ("infeasible", ("sweep", "cpsat"))
    assert asked[-1].deterministic_time == 10.0 - 3.0 * (len(asked) - 1)
