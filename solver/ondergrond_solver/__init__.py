"""ondergrond_solver: an exact optimiser for a proven row of columns on a line."""

from ondergrond_solver.evaluate import evaluate, skipped_items
from ondergrond_solver.problem import (
    EXEMPT,
    FORBIDDEN,
    NO_STEP,
    Column,
    Item,
    PairTables,
    Problem,
    Segment,
)
from ondergrond_solver.problem_json import problem_from_json, problem_to_json
from ondergrond_solver.solution import EngineError, Limits, Placed, Row, Solution, Verdict
from ondergrond_solver.solving import solve
from ondergrond_solver.validation import ProblemError

__all__ = [
    "EXEMPT",
    "FORBIDDEN",
    "NO_STEP",
    "Column",
    "EngineError",
    "Item",
    "Limits",
    "PairTables",
    "Placed",
    "Problem",
    "ProblemError",
    "Row",
    "Segment",
    "Solution",
    "Verdict",
    "evaluate",
    "problem_from_json",
    "problem_to_json",
    "skipped_items",
    "solve",
]
