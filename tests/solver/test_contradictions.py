"""The command that looks for contradictions between the engines, and that it would see one."""

from __future__ import annotations

import sys

import pytest

from benchmarks import contradictions
from ondergrond_solver import Placed, Solution


def test_what_two_engines_say_is_compared() -> None:
    row = (Placed(0, 0, 1),)
    optimal = Solution("optimal", score=5, bound=5, row=row, engine="a")
    worse = Solution("optimal", score=6, bound=6, row=row, engine="b")
    found = Solution("feasible", score=4, bound=1, row=row, engine="b")
    never = Solution("infeasible", engine="b")
    late = Solution("unknown", engine="b")
    assert contradictions.contradiction(optimal, worse) == "optimal 5 against optimal 6"
    assert contradictions.contradiction(optimal, found) == "a says at least 5, b has 4"
    assert contradictions.contradiction(found, never) == "b says infeasible, b has a row of 4"
    assert contradictions.contradiction(optimal, late) == ""
    assert contradictions.contradiction(optimal, optimal) == ""


def test_a_drawn_problem_is_valid_and_drawn_again_the_same() -> None:
    for number in range(12):
        problem = contradictions.drawn(number)
        assert problem.validate() == []
        assert contradictions.drawn(number) == problem


@pytest.mark.long
def test_the_engines_do_not_contradict_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["contradictions", "--count", "250", "--first", "20000"])
    assert contradictions.main() == 0
