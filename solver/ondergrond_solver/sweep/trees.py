"""Trees of parts of a problem: each part is closed by bounds and rows, or cut in two."""

from __future__ import annotations

import heapq
import time

import numpy as np

from ondergrond_solver.engines.grid import Grid
from ondergrond_solver.evaluate import skipped_items
from ondergrond_solver.problem import IntArray
from ondergrond_solver.solution import Row, Solution
from ondergrond_solver.sweep.branching import cut_of_widest, halves, part_of
from ondergrond_solver.sweep.closing import Closing, Node
from ondergrond_solver.sweep.incumbent import ENDLESS, Incumbent
from ondergrond_solver.sweep.reduction import Reduction
from ondergrond_solver.sweep.tables import make_tables

LIMITED = "sweep reached its limit before the proof"

_AIM = 50
_RISE = 2
_FARTHEST = 1_000
_WITHIN = 4
"""The first tree looks at scores up to 1 / 50 of all multipliers above the bound, each next twice
as far. A row that is found in no more than so many times that is the ceiling from then on."""
_BEGIN = 12_000
_BEGIN_PAIR = 25
_BETTER = 3_000
_END = 40_000
"""Work of reinsertion for a first row, but so much for each pair of items where that is more; for
a better one than runs found; and for a last one."""
_NEARER = 0.8
"""A tree begins again with a better row that is less than so many times as far from its bound, and
with a first one that is hardly farther than the tree looks."""
_EFFORT = 2_000_000
"""States, times columns that may follow each, for which a part counts as one more."""


class TreeSearch:
    """One solve: its incumbent, `best`, and the parts of the problem that are open.

    deadline: of `time.monotonic`. nodes: parts it may look at. feasibility_only: any row will do.
    spare: a row that stands, however far from the best; better ones are sought from there.
    """

    def __init__(
        self,
        grid: Grid,
        deadline: float,
        nodes: int,
        feasibility_only: bool,
        spare: Row | None = None,
    ) -> None:
        self.most_nodes = nodes
        priced = not feasibility_only
        self.root = Reduction(make_tables(grid, priced), ENDLESS, priced)
        self.best = Incumbent(grid.problem, deadline, feasibility_only, spare)
        self.closing = Closing(self.best)
        self.floor = -ENDLESS
        self.open: list[tuple[int, int, Node]] = []
        self.sought: int | None = None  # the score that reinsertion began or ended with
        self.again = False
        self.multiplier: IntArray | None = None  # of a tree of one part, for the next tree
        self.stuck = False
        self.nodes = 0
        self.pushed = 0

    def run(self) -> Solution:
        """Trees of parts, each allowed to score more than the one before, until a row is best."""
        root, best = self.root, self.best
        if root.impossible:
            return self.answer()
        self.floor = root.proven
        step = max(int(np.abs(root.multiplier).sum()) // _AIM, 1_000)
        endless = step * _FARTHEST
        while not self.finished():
            far = self.best.any_row or step > endless
            best.aim = ENDLESS if far else self.floor + step
            if best.score is not None and best.score <= self.floor + _WITHIN * step:
                best.aim = best.score
            self.tree(part_of(root))
            if self.again:
                self.again, self.open = False, []
                continue
            if self.open:
                break
            # Nothing scores below the aim but the row that was found on the way.
            self.floor = max(self.floor, best.ceiling)
            step *= _RISE
        self.end()
        return self.answer()

    def tree(self, left: Reduction) -> None:
        """Parts in order of their bounds, until none is open or a limit is met."""
        self.push(Node(left, first=self.multiplier))
        self.multiplier, fresh = None, True
        while self.open and not self.finished():
            bound, _, node = self.open[0]
            effort = self.best.effort
            done = bound >= self.best.ceiling or self.closing.closed(node, fresh, self.seek)
            # A tree of a single part says no more than that its ceiling was not the right one.
            if not (fresh and (done or self.again)):
                self.nodes += 1 + (self.best.effort - effort) // _EFFORT
            if fresh and (done or self.again):
                self.multiplier = node.left.multiplier
            if self.again or (not done and time.monotonic() > self.best.deadline):
                break
            heapq.heappop(self.open)
            if not done:
                self.branch(node)
            fresh = False

    @property
    def bound(self) -> int:
        """No row scores below it."""
        least = self.open[0][0] if self.open else self.floor
        return max(self.floor, min(least, self.best.ceiling))

    @property
    def proven(self) -> bool:
        """Whether no row scores below the best one known."""
        return self.floor >= (ENDLESS if self.best.score is None else self.best.score)

    def finished(self) -> bool:
        """Whether the answer is known or a limit is met."""
        if self.best.enough:
            return True
        limited = self.stuck or self.nodes >= self.most_nodes
        return self.proven or limited or time.monotonic() > self.best.deadline

    def push(self, node: Node) -> None:
        """A part to look at; those with the lowest bound come first, then the latest."""
        if not self.closing.shut(node.left):
            self.pushed += 1
            heapq.heappush(self.open, (node.left.proven, -self.pushed, node))

    def seek(self, left: Reduction, fresh: bool) -> bool:
        """A row by reinsertion of the columns that are left: a first one, or a better one than runs
        gave, once for each. Whether it makes so much better a ceiling that the tree should begin
        again; fresh: whether only its first part was looked at.
        """
        best, before = self.best, self.best.score
        if best.any_row or (before is not None and before == self.sought):
            return False
        if before is None:
            items = len(left.tables.skip)
            best.reinsert(left, max(_BEGIN, _BEGIN_PAIR * items * items))
            within = best.aim + (best.aim - self.floor) // 2
        else:
            best.reinsert(left, _BETTER)
            within = left.proven + int(_NEARER * (before - left.proven))
        self.sought = best.score
        self.again = (fresh or before is None) and best.score is not None and best.score < within
        return self.again

    def end(self) -> None:
        """The best row known made better where it is not proven, whatever was aimed at."""
        if self.best.row is None or self.proven or self.best.any_row:
            return
        self.floor, self.open, self.best.aim = self.bound, [], ENDLESS
        self.best.reinsert(self.root, _END)

    def branch(self, node: Node) -> None:
        """Two parts for one."""
        left = node.left
        cut = self.closing.cut or cut_of_widest(left, left.network.windows)
        self.best.say("cut %s; %d parts, %d open", left, cut, self.nodes, len(self.open))
        if cut is None:
            # Every item ends in one place, and there are still more sets of columns than are kept.
            self.stuck = True
            self.push(node)
            return
        for part in halves(left, cut):
            part.proven = max(part.proven, left.proven)
            part.sleep()
            self.push(Node(part, node.items, node.cuts, node.multiplier))

    def answer(self) -> Solution:
        """What is known, as a solution."""
        best = self.best
        work = {
            "sweep nodes": float(self.nodes),
            "sweep states": float(self.best.states),
        }
        proven = self.proven or self.root.impossible
        if best.row is None or best.score is None:
            if proven:
                return Solution("infeasible", engine="sweep", established_by=("sweep",), work=work)
            return Solution(
                "unknown",
                bound=None if self.best.any_row else self.bound,
                engine="sweep",
                reason="sweep reached its limit before it found a row",
                work=work,
            )
        optimal = proven and not self.best.any_row
        return Solution(
            "optimal" if optimal else "feasible",
            score=best.score,
            bound=None if self.best.any_row else min(self.bound, best.score),
            row=best.row,
            skipped=skipped_items(best.problem, best.row),
            engine="sweep",
            established_by=("sweep",) if optimal else (),
            reason="" if optimal or self.best.any_row else LIMITED,
            work=work,
        )
