"""What the engines are given besides the problem (`Limits`) and what they hand back."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

Verdict = Literal["optimal", "feasible", "infeasible", "unknown"]


class Placed(NamedTuple):
    """A chosen column: its index in `Problem.columns`, its start (mm) and its width (mm)."""

    column: int
    start: int
    width: int

    @property
    def end(self) -> int:
        """The end of the column (mm)."""
        return self.start + self.width


Row = tuple[Placed, ...]
"""Chosen columns from left to right: by start, then by column index."""


MOST_ROWS = 3_000_000
"""Rows tried to see whether any stands, where nothing else is asked."""


class EngineError(Exception):
    """An engine returned something that the definition of the problem refuses.

    This is a defect of the engine or of the solver underneath it, never of the problem.
    """


class DisagreementError(EngineError):
    """Two engines contradict each other about a problem."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much work may be done. Work is counted, so that a result does not depend on the machine.

    deterministic_time: work of the ``cpsat`` engine, > 0, in CP-SAT's own deterministic units (in
        the order of a second of one core each); all its runs for one answer together.
    wall_seconds: backstop, > 0; the only limit that is not deterministic.
    workers: CP-SAT workers, >= 1. More than one gives up determinism.
    greedy_passes: how often the ``greedy`` engine may extend a sequence by a column, >= 0, after
        its first construction; some 10 to 50 microseconds each.
    sweep_nodes: how many parts of the problem the ``sweep`` engine may look at, >= 0; some 50 to
        1,000 milliseconds each; one whose runs look at very many states counts as several. A
        problem that closes without being cut counts none.
    sweep_rows: how many rows ``sweep`` may try to see whether any stands, >= 1, where that is all
        that is asked; some 1 to 5 microseconds each.

    Raises ValueError when a value is out of range.
    """

    deterministic_time: float = 60.0
    wall_seconds: float = 300.0
    workers: int = 1
    greedy_passes: int = 4_000
    sweep_nodes: int = 100_000
    sweep_rows: int = MOST_ROWS

    def __post_init__(self) -> None:
        if not (self.deterministic_time > 0 and self.wall_seconds > 0):
            raise ValueError("deterministic_time and wall_seconds must be above 0.")
        if min(self.workers, self.sweep_rows) < 1 or min(self.greedy_passes, self.sweep_nodes) < 0:
            raise ValueError(
                "workers and sweep_rows must be at least 1, "
                "greedy_passes and sweep_nodes at least 0."
            )

    def since(self, began: float) -> Limits:
        """The same, less the wall clock since a time of ``time.monotonic``."""
        left = self.wall_seconds - (time.monotonic() - began)
        return replace(self, wall_seconds=max(0.01, left))


@dataclass(frozen=True, slots=True)
class Solution:
    """The answer of an engine.

    verdict: ``optimal`` (proven on the grid), ``feasible`` (a row without such proof),
        ``infeasible`` (no row exists, says `established_by`), ``unknown`` (see `reason`).
    score: of `row`; None without one.
    bound: no row scores below this; None when nothing is known. Equals `score` when optimal.
    row: the chosen columns from left to right; empty without a row, and when every item is
        skipped.
    skipped: indexes of the items no column of the row covers, ascending.
    engine: the engine that gave the row or the verdict.
    established_by: for ``infeasible``, the engines that say so; two are worth more than one. For
        ``optimal``, those that proved it alone; empty where one gave the bound, another the row.
    reason: why the verdict is ``unknown`` (or merely ``feasible``); empty otherwise.
    work: counted work by name, e.g. ``{"cpsat deterministic time": 0.12, "cpsat branches": 40}``.
    """

    verdict: Verdict
    score: int | None = None
    bound: int | None = None
    row: Row = ()
    skipped: tuple[int, ...] = ()
    engine: str = ""
    established_by: tuple[str, ...] = ()
    reason: str = ""
    work: Mapping[str, float] = field(default_factory=dict)

    @property
    def has_row(self) -> bool:
        """Whether there is a row (which may be empty: every item skipped)."""
        return self.score is not None
