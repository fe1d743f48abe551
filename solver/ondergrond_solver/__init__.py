"""ondergrond_solver: an exact optimiser for a proven row of columns on a line.

The door is `solve`; what it takes is a `Problem` (see `ondergrond_solver.problem` for the
definition), what it gives a `Solution`. Importing this package imports no engine and no
OR-Tools. Three jobs on one machine, with release dates, deadlines and set-up times:

    >>> from ondergrond_solver import Column, Item, PairTables, Problem, Segment, solve
    >>> jobs = {"cut": (30, 0, 100), "paint": (20, 10, 60), "dry": (40, 0, 110)}
    >>> problem = Problem(
    ...     length=120,
    ...     resolution=1,
    ...     items=tuple(Item(name) for name in jobs),
    ...     columns=tuple(
    ...         Column(name, frozenset({i}), time, time,
    ...                # May start from its release date, early enough; a minute later costs 1.
    ...                place=(Segment(release, due - time, score=0, slope=1),), gap_class=i)
    ...         for i, (name, (time, release, due)) in enumerate(jobs.items())
    ...     ),
    ...     pairs=PairTables.from_lists([[0, 5, 9], [5, 0, 9], [2, 2, 0]]),
    ... )
    >>> solution = solve(problem)
    >>> solution.verdict, solution.score
    ('optimal', 89)
    >>> [(problem.columns[placed.column].name, placed.start) for placed in solution.row]
    [('cut', 0), ('paint', 35), ('dry', 64)]
"""

from ondergrond_solver.evaluate import evaluate, skipped_items
from ondergrond_solver.leastlength import LeastLength, least_length, stretched
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
from ondergrond_solver.solution import (
    DisagreementError,
    EngineError,
    Limits,
    Placed,
    Row,
    Solution,
    Verdict,
)
from ondergrond_solver.solving import solve
from ondergrond_solver.validation import ProblemError


def is_prepared() -> bool:
    """Whether the first ``sweep`` of this computer lies behind us: nothing is left to compile."""
    from ondergrond_solver.sweep.compiled import is_prepared as prepared

    return prepared()


def begin_preparing() -> None:
    """Begin to compile what ``sweep`` needs, on other processors, where this computer has not done
    so before. Returns at once; a ``sweep`` waits for it.
    """
    if not is_prepared():
        from ondergrond_solver.sweep.preparing import begin

        begin()


__all__ = [
    "EXEMPT",
    "FORBIDDEN",
    "NO_STEP",
    "Column",
    "DisagreementError",
    "EngineError",
    "Item",
    "LeastLength",
    "Limits",
    "PairTables",
    "Placed",
    "Problem",
    "ProblemError",
    "Row",
    "Segment",
    "Solution",
    "Verdict",
    "begin_preparing",
    "evaluate",
    "is_prepared",
    "least_length",
    "problem_from_json",
    "problem_to_json",
    "skipped_items",
    "solve",
    "stretched",
]
