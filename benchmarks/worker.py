"""One engine in a process of its own, asked over standard input, answering on standard output.

    python -m benchmarks.worker sweep

A line in is ``{"problem": <document of problem_json, as text>, "limit": seconds}``; a line out is
an `Answer`. The first line out, before any question, tells the versions and how long warming up
took. Clock and processor time are read around the call of the engine and nothing else: not around
reading the problem, starting the process or compiling kernels.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any, Final

from benchmarks.opponents import CannotExpressError
from ondergrond_solver import (
    Column,
    Item,
    Limits,
    PairTables,
    Problem,
    Segment,
    Solution,
    problem_from_json,
    solve,
)

Engine = Callable[[Problem, float], Solution]
"""Takes a problem and a limit in seconds."""

ENDLESS: Final = 1e9
"""Deterministic time that never ends a run: here the clock decides."""


def _own(name: str, workers: int = 1) -> Engine:
    def run(problem: Problem, seconds: float) -> Solution:
        limits = Limits(deterministic_time=ENDLESS, wall_seconds=seconds, workers=workers)
        return solve(problem, name, limits=limits)

    return run


def _highs(problem: Problem, seconds: float) -> Solution:
    from benchmarks.opponents.highs import solve_highs

    return solve_highs(problem, Limits(wall_seconds=seconds))


def _didppy(problem: Problem, seconds: float) -> Solution:
    from benchmarks.opponents.didp import solve_didp

    return solve_didp(problem, Limits(wall_seconds=seconds))


@dataclass(frozen=True)
class Contestant:
    """What can be compared: how it is called, on how many cores, on what libraries it stands."""

    run: Engine
    cores: int
    libraries: tuple[str, ...]


CONTESTANTS: Final = {
    "sweep": Contestant(_own("sweep"), 1, ("numba",)),
    "auto": Contestant(_own("auto"), 1, ("numba", "ortools")),
    "cpsat": Contestant(_own("cpsat"), 1, ("ortools",)),
    "cpsat-2": Contestant(_own("cpsat", 2), 2, ("ortools",)),
    "greedy": Contestant(_own("greedy"), 1, ("ortools",)),
    "highs": Contestant(_highs, 1, ("highspy",)),
    "didppy": Contestant(_didppy, 1, ("didppy",)),
}
"""Everything that can be compared, by name. ``cpsat-2`` is cpsat with two workers."""


@dataclass(frozen=True)
class Answer:
    """What an engine said, and what it took.

    verdict: that of a `Solution`, or ``refused`` (cannot express the problem) or ``error``.
    wall, cpu: seconds by the clock and of this process's processor time.
    peak: the greatest memory (MB) this process had so far; None where it cannot be told.
    """

    verdict: str
    score: int | None
    bound: int | None
    row: list[tuple[int, int, int]]
    reason: str
    wall: float
    cpu: float
    peak: float | None


def answer(engine: Engine, problem: Problem, seconds: float) -> Answer:
    """Ask an engine and time it. What it raises becomes a verdict; the row is not judged here."""
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        solution = engine(problem, seconds)
    except CannotExpressError as error:
        solution, verdict, reason = Solution("unknown"), "refused", str(error)
    except Exception as error:
        solution, verdict, reason = Solution("unknown"), "error", repr(error)
    else:
        verdict, reason = str(solution.verdict), solution.reason
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return Answer(
        verdict,
        solution.score,
        solution.bound,
        [(placed.column, placed.start, placed.width) for placed in solution.row],
        reason,
        wall,
        cpu,
        peak_memory(),
    )


def peak_memory() -> float | None:
    """The greatest memory of this process so far (MB); None where Python cannot tell (Windows)."""
    with contextlib.suppress(ImportError):
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return float(peak) / (2**20 if sys.platform == "darwin" else 2**10)
    return None


def warm_up(engine: Engine) -> float:
    """Let an engine solve small problems, so that libraries are loaded and kernels compiled.

    Returns the seconds this took.
    """
    began = time.perf_counter()
    for problem in (_small(skip=None), _small(skip=50)):
        answer(engine, problem, 60.0)
    return time.perf_counter() - began


def _small(skip: int | None) -> Problem:
    """Three columns and a group, with a gap, steps, an order price and a variable width."""
    place = (Segment(0, 900, 0, 1),)
    return Problem(
        length=1000,
        resolution=10,
        items=(Item("a"), Item("b"), Item("c", skip)),
        columns=(
            Column("a", frozenset({0}), 100, 100, place, 0),
            Column("b", frozenset({1}), 60, 60, place, 1),
            Column("c", frozenset({2}), 200, 400, place, 1, width_price=-2),
            Column("ab", frozenset({0, 1}), 150, 150, (Segment(0, 850, 80, 1),), 0),
        ),
        pairs=PairTables.from_lists(
            [[50, 60], [60, 70]], [[0, 5], [0, 0]], {(0, 1): [(100, 40), (200, 10)]}
        ),
    )


def main(name: str) -> None:
    """Answer questions until standard input ends."""
    # What a library prints, in C too, must not come between the answers.
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def say(line: dict[str, Any]) -> None:
        channel.write(json.dumps(line) + "\n")
        channel.flush()

    contestant = CONTESTANTS[name]
    seconds = warm_up(contestant.run)
    versions = {library: version(library) for library in contestant.libraries}
    say({"versions": versions, "warm_up": seconds})
    for line in sys.stdin:
        question = json.loads(line)
        problem = problem_from_json(question["problem"])
        say(asdict(answer(contestant.run, problem, question["limit"])))


if __name__ == "__main__":
    main(sys.argv[1])
