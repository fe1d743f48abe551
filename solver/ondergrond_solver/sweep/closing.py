"""Closing a part of a problem: its bound is raised and rows are looked for until none is left."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.bands import Cuts, more_cuts
from ondergrond_solver.sweep.branching import Cut, cut_for
from ondergrond_solver.sweep.incumbent import ENDLESS, NARROW, Incumbent
from ondergrond_solver.sweep.memory import Memory
from ondergrond_solver.sweep.reduction import Reduction
from ondergrond_solver.sweep.rows import FoundRow
from ondergrond_solver.sweep.tables import BIG

_MOST_FINER = 30_000
_APART = 5
"""States of runs with more and more bands, before a part is cut; no run may have so many times as
many of a number of items as the first one had at most."""
_WIDTH = 300
_WIDEST = 3_000
"""States kept per number of items where a row is known, and where no more is remembered."""
_CROWD = 2
_NEARLY = 30_000
"""Ten times as many are kept, though no more than the second, where no number of items had so many
times as many as were kept."""
_FEW = 10_000
_LOOK = 100
"""With so few live cells a run that keeps so many states is tried before more is tightened."""
_ROUND_PASSES = 20
_MOST_ROUNDS = 6
_PASSES = 5
_MEMORY_PASSES = 8
"""Multiplier steps: per round of tightening, per part, and with a memory."""


@dataclass(slots=True, eq=False)
class Node:
    """A part of the problem: what is left of it, what its relaxed rows remember, and where states
    are told apart.

    multiplier: of its relaxed rows that remember. first: to begin with, those of the tree before.
    """

    left: Reduction
    items: tuple[int, ...] = ()
    cuts: Cuts = frozenset()
    multiplier: IntArray | None = None
    first: IntArray | None = None


class Closing:
    """Closes the parts of one solve under the ceiling of its incumbent, `best`.

    cut: where the part that was looked at last should be cut, if it is not closed.
    """

    def __init__(self, best: Incumbent) -> None:
        self.best = best
        self.cut: Cut | None = None

    def closed(self, node: Node, fresh: bool, seek: Callable[[Reduction, bool], bool]) -> bool:
        """Raise the bound of a part and look for rows; whether nothing better is left in it.

        seek: seeks a better row in what is left of the columns, where runs alone do not close a
        part; whether it has the tree begin again.
        """
        left = node.left
        left.lower(self.best.ceiling)
        if fresh:
            self.tighten(left, node.first)
        else:
            left.wake()
            if not self.shut(left):
                left.raise_bound(self.goal, _PASSES)
            if self.shut(left):
                return True
            left.fix()
        if self.shut(left):
            return True
        width = _WIDTH if self.best.score is not None else NARROW
        memory, relaxed = self.remember(node)
        while not self.shut(left) and time.monotonic() < self.best.deadline:
            ceiling = self.best.ceiling
            found = self.best.rows(memory, left.ceiling, width, node.cuts)
            left.proven = max(left.proven, found.bound)
            if found.exact and self.settled(found):
                return True
            wide = width >= _WIDTH or self.best.score is None
            if wide and not found.exact and seek(left, fresh):
                return False
            left.lower(self.best.ceiling)
            if self.best.ceiling != ceiling:
                if self.shut(left):
                    return True
                left.fix()
                if self.shut(left):
                    return True
                memory, relaxed = self.remember(node)
                width = _WIDTH
                continue
            if found.exact:
                # Only the gaps of columns that are no neighbours are still open.
                found = self.finer(node, memory, found, width)
                if self.settled(found) or self.shut(left):
                    return True
                break
            more = memory.more(relaxed, left.ceiling - left.proven)
            if more != node.items:
                node.items = more
                memory, relaxed = self.remember(node)
            elif width < _WIDEST or found.crowd < _CROWD * width < _CROWD * _NEARLY:
                width *= 10
            else:
                break
        else:
            return self.shut(left)
        self.cut = cut_for(left, memory.windows, found.bands, found.row)
        return False

    def finer(self, node: Node, memory: Memory, found: FoundRow, width: int) -> FoundRow:
        """Runs with ever more bands, until one's row is what it says, or too much is told apart.

        found: an exact run; the answer is the last exact one, of the part's cuts.
        """
        left = memory.left
        most = self.best.states + _MOST_FINER
        width = min(width, max(_WIDTH, _APART * found.crowd))
        while self.best.states < most and time.monotonic() < self.best.deadline:
            if self.settled(found):
                break
            cuts = node.cuts | more_cuts(left.tables, memory.windows, found.bands, found.row)
            if cuts == node.cuts:
                break  # The same run again would find the same.
            again = self.best.rows(memory, left.ceiling, width, cuts)
            if not again.exact:
                break
            node.cuts, found = cuts, again
            left.proven = max(left.proven, found.bound)
            left.lower(self.best.ceiling)
        return found

    def settled(self, found: FoundRow) -> bool:
        """Whether an exact run leaves nothing better than the best row known."""
        return self.best.enough or found.value is None or found.value == self.best.score

    def remember(self, node: Node) -> tuple[Memory, IntArray]:
        """A backward pass with memory, some multiplier steps on, and its relaxed row."""
        left = node.left
        while True:
            memory = Memory(left, node.items)
            start = left.multiplier if node.multiplier is None else node.multiplier
            goal = self.goal or left.proven + abs(left.proven) // 20 + 1_000
            passes = _MEMORY_PASSES if node.items else 1
            value, relaxed = memory.improve(start, goal, passes)
            left.proven = max(left.proven, value)
            node.multiplier = memory.multiplier
            self.best.say("remembers %d of %d: bound %d", left, len(node.items), len(start), value)
            if self.shut(left) or not node.items:
                return memory, relaxed
            dead = memory.dead(left.ceiling)
            if 8 * int(dead.sum()) < left.live:
                return memory, relaxed
            self.best.say("%d of them dead", left, int(dead.sum()))
            left.place[dead] = BIG
            left.settle()
            if left.impossible:
                return memory, relaxed

    @property
    def goal(self) -> int | None:
        """What bounds may rise to; None where nothing is known."""
        return self.best.ceiling if self.best.ceiling < ENDLESS else None

    def shut(self, left: Reduction) -> bool:
        """Whether no row of a part scores below the best one known."""
        return left.impossible or left.proven >= self.best.ceiling

    def tighten(self, left: Reduction, first: IntArray | None) -> None:
        """Multiplier steps and removals, as long as they pay; where little is left, runs too.

        first: multipliers to begin with, if they are better than those of the bound.
        """
        if first is not None:
            left.clear()
            left.adopt(first)
        left.fix()
        self.best.say("cleared", left)
        for done in range(_MOST_ROUNDS):
            if self.shut(left):
                break
            proven, live = left.proven, left.live
            gap = left.ceiling - proven
            left.raise_bound(self.goal, _ROUND_PASSES)
            if self.shut(left):
                break
            left.fix()
            self.best.say("tightened", left)
            if self.shut(left) or (left.proven - proven < gap // 12 and left.live > 0.85 * live):
                break
            if done == 0 and self.best.score is None and left.live < _FEW:
                self.look(left)

    def look(self, left: Reduction) -> None:
        """A run where it costs less than a round: an easy street needs no more.

        A bound of states that were cut counts only with a row. Alone it would say that a tree is as
        good as exhausted where it is time to seek a row elsewhere.
        """
        memory, _ = self.remember(Node(left))
        if self.shut(left):
            return
        found = self.best.rows(memory, left.ceiling, _LOOK)
        if found.exact or self.best.score is not None:
            left.proven = max(left.proven, found.bound)
        left.lower(self.best.ceiling)
        if self.best.score is not None and not self.shut(left):
            left.fix()
