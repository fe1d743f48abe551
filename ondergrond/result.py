"""The result of asking for a layout: a verdict, and the layout where there is one."""

from __future__ import annotations

from dataclasses import dataclass

from ondergrond.layout import Layout, Verdict


@dataclass(frozen=True)
class SolveResult:
    """What ``solve`` found for one street.

    verdict: ``optimal``, ``feasible``, ``infeasible`` or ``unknown``.  layout: present for the
    first two. score, bound: su per metre of street; None where unknown (a missing bound is not 0).
    established_by: for ``infeasible``, the engines that say so; fewer than two is unconfirmed.
    reason: why the verdict is ``unknown``, or no better than ``feasible``. resolution: the grid of
    the verdict, mm; infeasible is decided at 1 mm unless that was not asked for. compile_seconds,
    solve_seconds: time spent before and in the engines.
    """

    verdict: Verdict
    layout: Layout | None
    score: int | None
    bound: int | None
    established_by: tuple[str, ...]
    reason: str | None
    engine: str
    resolution: int
    compile_seconds: float
    solve_seconds: float
    version: str

    @property
    def confirmed(self) -> bool:
        """Whether more than one engine says so; only asked of ``infeasible``."""
        return len(self.established_by) > 1


@dataclass(frozen=True)
class LeastWidth:
    """The least width at which a street has any layout (see ``least_width``).

    width: mm; None where even twice the width of the street is too little.
    bound: no layout stands in a street narrower than this (mm), those aside in which what keeps its
        distance to one boundary passes what keeps it to the other; equals ``width`` when proven.
    established_by: the engines that say so of one millimetre less (of twice the width, where
        ``width`` is None); fewer than two is unconfirmed; ``profile`` where something would lie
        outside the street, which needs no engine. Empty where there is nothing to prove,
        because the zone that stretches would be gone.
    reason: why it is not proven; empty otherwise.
    """

    width: int | None
    bound: int
    established_by: tuple[str, ...]
    reason: str = ""

    @property
    def proven(self) -> bool:
        """Whether one millimetre less will not do."""
        return self.reason == ""
