"""Trees of parts of a problem: each part is closed by bounds and rows, or cut in two."""

from __future__ import annotations

import heapq
import logging
import time
from dataclasses import dataclass

import numpy as np

from ondergrond_solver.engines.grid import Grid, make_row
from ondergrond_solver.evaluate import evaluate, skipped_items
from ondergrond_solver.problem import IntArray
from ondergrond_solver.solution import Row, Solution
from ondergrond_solver.sweep.bands import Cuts, make_bands, more_cuts
from ondergrond_solver.sweep.branching import Cut, cut_for, cut_of_widest, halves, part_of
from ondergrond_solver.sweep.memory import Memory
from ondergrond_solver.sweep.reduction import CHEAP, Reduction
from ondergrond_solver.sweep.reinsertion import Reinsertion
from ondergrond_solver.sweep.rows import FoundRow, best_row
from ondergrond_solver.sweep.tables import BIG, Cells, make_tables
from ondergrond_solver.sweep.ways import placed

ENDLESS = 2**54
"""Above every score a valid problem can have (`validation.LARGEST_SCORE` is 2^53)."""

_AIM = 50
_RISE = 2
_FARTHEST = 1_000
_WITHIN = 4
"""The first tree looks at scores up to 1 / 50 of all multipliers above the bound, each next twice
as far. A row that is found in no more than so many times that is the ceiling from then on."""
_CLIMB = 4
_FAR = 8
"""Narrow runs for a first row may score up to a hundredth above the bound, then so many times as
far; from 1 / 8 above it reinsertion comes first."""
_BEGIN = 12_000
_BEGIN_PAIR = 25
_END = 40_000
"""Work of reinsertion for a first row, but so much for each pair of items where that is more; and
for a last one."""
_MOST_FINER = 30_000
_APART = 5
"""States of runs with more and more bands, before a part is cut; no run may have so many times as
many of a number of items as the first one had at most."""
_NARROW = 30
_WIDTH = 300
_WIDEST = 3_000
"""States kept per number of items: for a first row, then, and where no more is remembered."""
_CROWD = 2
_NEARLY = 30_000
"""Ten times as many are kept, though no more than the second, where no number of items had so many
times as many as were kept."""
_EFFORT = 2_000_000
"""States, times columns that may follow each, for which a part counts as one more."""
_FEW = 10_000
_LOOK = 100
"""With so few live cells a run that keeps so many states is tried before more is tightened."""
_FIRST_PASSES = 40
_ROUND_PASSES = 20
_MOST_ROUNDS = 6
_PASSES = 5
_MEMORY_PASSES = 8
"""Multiplier steps: before anything, per round of tightening, per part, and with a memory."""

_log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class Node:
    """A part of the problem: what is left of it, what its relaxed rows remember, and where states
    are told apart.
    """

    left: Reduction
    items: tuple[int, ...] = ()
    cuts: Cuts = frozenset()
    multiplier: IntArray | None = None


class TreeSearch:
    """One solve: the best row so far and the parts of the problem that are open.

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
        self.problem = grid.problem
        self.deadline = deadline
        self.most_nodes = nodes
        self.feasibility_only = feasibility_only
        priced = not feasibility_only
        self.root = Reduction(make_tables(grid, priced), ENDLESS, priced)
        self.aim = ENDLESS
        self.floor = -ENDLESS
        self.open: list[tuple[int, int, Node]] = []
        self.row: Row | None = None
        self.spare = spare
        self.sought = feasibility_only
        self.again = False
        self.multiplier: IntArray | None = None  # of a tree of one part, for the next tree
        self.stuck = False
        self.score: int | None = None
        self.passes = 0
        self.states = 0
        self.effort = 0
        self.nodes = 0
        self.pushed = 0
        self.cut: Cut | None = None

    def run(self) -> Solution:
        """Trees of parts, each allowed to score more than the one before, until a row is best."""
        root = self.root
        if root.impossible:
            return self.answer()
        self.floor = root.proven
        step = max(int(np.abs(root.multiplier).sum()) // _AIM, 1_000)
        endless = step * _FARTHEST
        while not self.finished():
            if self.multiplier is not None:
                root.adopt(self.multiplier)
                self.multiplier = None
            far = self.feasibility_only or step > endless
            self.aim = ENDLESS if far else self.floor + step
            if self.score is not None and self.score <= self.floor + _WITHIN * step:
                self.aim = self.score
            self.tree(part_of(root))
            if self.again:
                self.again, self.open = False, []
                continue
            if self.open:
                break
            # Nothing scores below the aim but the row that was found on the way.
            self.floor = max(self.floor, self.ceiling)
            step *= _RISE
        self.end()
        return self.answer()

    def tree(self, left: Reduction) -> None:
        """Parts in order of their bounds, until none is open or a limit is met."""
        self.push(Node(left))
        fresh = True
        while self.open and not self.finished():
            bound, _, node = self.open[0]
            effort = self.effort
            done = bound >= self.ceiling or self.closed(node, fresh)
            # A tree of a single part says no more than that its ceiling was not the right one.
            if not (fresh and (done or self.again)):
                self.nodes += 1 + (self.effort - effort) // _EFFORT
            if fresh and (done or self.again):
                self.multiplier = node.left.multiplier
            if self.again or (not done and time.monotonic() > self.deadline):
                break
            heapq.heappop(self.open)
            if not done:
                self.branch(node)
            fresh = False

    @property
    def ceiling(self) -> int:
        """Only rows that score below it are looked for."""
        return self.aim if self.score is None else min(self.aim, self.score)

    @property
    def bound(self) -> int:
        """No row scores below it."""
        least = self.open[0][0] if self.open else self.floor
        return max(self.floor, min(least, self.ceiling))

    @property
    def proven(self) -> bool:
        """Whether no row scores below the best one known."""
        return self.floor >= (ENDLESS if self.score is None else self.score)

    def finished(self) -> bool:
        """Whether the answer is known or a limit is met."""
        if self.feasibility_only and self.row is not None:
            return True
        limited = self.stuck or self.nodes >= self.most_nodes
        return self.proven or limited or time.monotonic() > self.deadline

    def push(self, node: Node) -> None:
        """A part to look at; those with the lowest bound come first, then the latest."""
        if not self.shut(node.left):
            self.pushed += 1
            heapq.heappush(self.open, (node.left.proven, -self.pushed, node))

    def begin(self) -> None:
        """A first row where a tree does not give one at once: by narrow runs where it is near the
        bound, else by reinsertion too. The tree begins again if that makes a better ceiling.
        """
        self.sought = True
        left, aim = self.root, self.aim
        self.aim = ENDLESS
        left.link()
        left.raise_bound(None, _FIRST_PASSES, CHEAP)
        near = left.proven + max(abs(left.proven) // _FAR, 1_000)
        memory = Memory(left, ())
        self.climb(memory, near)
        if self.score is None or self.score > near:
            items = len(left.tables.skip)
            self.reinsert(near, max(_BEGIN, _BEGIN_PAIR * items * items))
            self.climb(memory, ENDLESS)
        self.aim = aim
        within = aim + (_WITHIN - 1) * (aim - self.floor)
        self.again = self.score is not None and self.score <= within
        self.floor = max(self.floor, left.proven)

    def climb(self, memory: Memory, most: int) -> None:
        """Narrow runs over states, each allowed to score more than the one before."""
        proven = self.root.proven
        step = max(abs(proven) // 100, 1_000)
        looked = proven
        while proven + step <= most and looked < self.ceiling:
            if time.monotonic() > self.deadline:
                break
            looked = proven + step
            self.rows(memory, min(looked, self.ceiling), _NARROW)
            step *= _CLIMB

    def reinsert(self, near: int, work: int) -> None:
        """A row by reinsertion, from the one known or any that stands, or from nothing."""
        left = self.root
        search = Reinsertion(left.tables, left.tables.place, self.deadline)
        row = self.row or self.spare
        cells = search.cells(row) if row else search.first()
        if cells is not None:
            self.true(left, search.improved(cells, near, work))
        self.say("reinsertion: %d columns followed", left, search.work)

    def end(self) -> None:
        """The best row known made better where it is not proven, whatever was aimed at."""
        if self.row is None or self.proven or self.feasibility_only:
            return
        self.floor, self.open, self.aim = self.bound, [], ENDLESS
        self.reinsert(-ENDLESS, _END)

    def closed(self, node: Node, fresh: bool) -> bool:
        """Raise the bound of a part and look for rows; whether nothing better is left in it."""
        left = node.left
        left.lower(self.ceiling)
        if fresh:
            self.tighten(left)
        else:
            left.wake()
            if not self.shut(left):
                left.raise_bound(self.goal, _PASSES)
            if self.shut(left):
                return True
            left.fix()
        if self.shut(left):
            return True
        width = _WIDTH if self.score is not None else _NARROW
        memory, relaxed = self.remember(node)
        while not self.shut(left) and time.monotonic() < self.deadline:
            ceiling = self.ceiling
            found = self.rows(memory, left.ceiling, width, node.cuts)
            left.proven = max(left.proven, found.bound)
            if found.exact and self.settled(found):
                return True
            left.lower(self.ceiling)
            if self.ceiling != ceiling:
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
            if self.score is None and not self.sought:
                self.begin()
                if self.again:
                    return False
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
        most = self.states + _MOST_FINER
        width = min(width, max(_WIDTH, _APART * found.crowd))
        while self.states < most and time.monotonic() < self.deadline:
            if self.settled(found):
                break
            more = more_cuts(left.tables, memory.windows, found.bands, found.row)
            cuts = node.cuts | more
            again = self.rows(memory, left.ceiling, width, cuts)
            if not again.exact:
                break
            node.cuts, found = cuts, again
            left.proven = max(left.proven, found.bound)
            left.lower(self.ceiling)
        return found

    def settled(self, found: FoundRow) -> bool:
        """Whether an exact run leaves nothing better than the best row known."""
        return found.value is None or found.value == self.score

    def remember(self, node: Node) -> tuple[Memory, IntArray]:
        """A backward pass with memory, some multiplier steps on, and its relaxed row."""
        left = node.left
        while True:
            memory = Memory(left, node.items)
            start = left.multiplier if node.multiplier is None else node.multiplier
            goal = self.goal or left.proven + abs(left.proven) // 20 + 1_000
            passes = _MEMORY_PASSES if node.items else 1
            value, relaxed = memory.improve(start, goal, passes)
            self.passes += passes
            left.proven = max(left.proven, value)
            node.multiplier = memory.multiplier
            self.say("remembers %d of %d: bound %d", left, len(node.items), len(start), value)
            if self.shut(left) or not node.items:
                return memory, relaxed
            dead = memory.dead(left.ceiling)
            if 8 * int(dead.sum()) < left.live:
                return memory, relaxed
            self.say("%d of them dead", left, int(dead.sum()))
            left.place[dead] = BIG
            left.settle()
            if left.impossible:
                return memory, relaxed

    @property
    def goal(self) -> int | None:
        """What bounds may rise to; None where nothing is known."""
        return self.ceiling if self.ceiling < ENDLESS else None

    def shut(self, left: Reduction) -> bool:
        """Whether no row of a part scores below the best one known."""
        return left.impossible or left.proven >= self.ceiling

    def tighten(self, left: Reduction) -> None:
        """Multiplier steps and removals, as long as they pay; where little is left, runs too."""
        left.fix()
        self.say("cleared", left)
        for done in range(_MOST_ROUNDS):
            if self.shut(left):
                break
            proven, live = left.proven, left.live
            gap = left.ceiling - proven
            left.raise_bound(self.goal, _ROUND_PASSES)
            if self.shut(left):
                break
            left.fix()
            self.say("tightened", left)
            if self.shut(left) or (left.proven - proven < gap // 12 and left.live > 0.85 * live):
                break
            if done == 0 and self.score is None and left.live < _FEW:
                self.look(left)

    def look(self, left: Reduction) -> None:
        """A run where it costs less than a round: an easy street needs no more.

        A bound of states that were cut counts only with a row. Alone it would say that a tree is as
        good as exhausted where it is time to seek a row elsewhere.
        """
        memory, _ = self.remember(Node(left))
        if self.shut(left):
            return
        found = self.rows(memory, left.ceiling, _LOOK)
        if found.exact or self.score is not None:
            left.proven = max(left.proven, found.bound)
        left.lower(self.ceiling)
        if self.score is not None and not self.shut(left):
            left.fix()

    def branch(self, node: Node) -> None:
        """Two parts for one."""
        left = node.left
        cut = self.cut or cut_of_widest(left, left.network.windows)
        self.say("cut %s", left, cut)
        if cut is None:
            # Every item ends in one place, and there are still more sets of columns than are kept.
            self.stuck = True
            self.push(node)
            return
        for part in halves(left, cut):
            part.proven = max(part.proven, left.proven)
            part.sleep()
            self.push(Node(part, node.items, node.cuts, node.multiplier))

    def rows(self, memory: Memory, limit: int, width: int, cuts: Cuts = frozenset()) -> FoundRow:
        """One run over states; takes the row it finds."""
        left = memory.left
        bands = make_bands(left.tables, cuts)
        found = best_row(memory, min(limit, self.ceiling), width, bands)
        self.states += found.states
        self.effort += found.states * left.tables.columns
        score = self.true(left, found.row) if found.value is not None else None
        if found.value is not None and score != found.value:
            # Columns that are no neighbours pay too: place the same sequence with that in mind.
            placed_row = placed(left.tables, left.tables.place, [c for c, _, _ in found.row])
            if placed_row is not None:
                self.true(left, placed_row)
        self.say("rows by %d, %d cuts: %d states, value %s, true %s, exact %s", left,
                 width, len(cuts), found.states, found.value, score, found.exact)  # fmt: skip
        return found

    def true(self, left: Reduction, cells: Cells) -> int | None:
        """What a row of (column, start, width in cells) really scores; takes it if it is better."""
        source, grid = left.tables.source, left.tables.grid
        row = make_row([grid.place(int(source[c]), k, u) for c, k, u in cells])
        try:
            score = evaluate(self.problem, row)
        except ValueError:
            return None  # Columns that are no neighbours are too near, which a relaxed row allows.
        if self.score is None or score < self.score:
            self.take(row, score)
        return score

    def take(self, row: Row, score: int) -> None:
        """A better row: only rows that score below it are looked for from now on."""
        self.row, self.score = row, score

    def say(self, text: str, left: Reduction, *values: object) -> None:
        """One line of progress for whoever listens to the log."""
        if not _log.isEnabledFor(logging.DEBUG):
            return
        _log.debug(
            f"{text}; node %d, %d open, score %s, bound %d, %d columns, %d cells, %d links",
            *values, self.nodes, len(self.open), self.score, left.proven, left.tables.columns,
            left.live, int(left.linked.sum()),
        )  # fmt: skip

    def answer(self) -> Solution:
        """What is known, as a solution."""
        work = {
            "sweep nodes": float(self.nodes),
            "sweep passes": float(self.passes + self.root.passes),
            "sweep states": float(self.states),
        }
        proven = self.proven or self.root.impossible
        if self.row is None or self.score is None:
            if proven:
                return Solution("infeasible", engine="sweep", established_by=("sweep",), work=work)
            return Solution(
                "unknown",
                bound=None if self.feasibility_only else self.bound,
                engine="sweep",
                reason="sweep reached its limit before it found a row",
                work=work,
            )
        optimal = proven and not self.feasibility_only
        limited = "sweep reached its limit before the proof"
        return Solution(
            "optimal" if optimal else "feasible",
            score=self.score,
            bound=None if self.feasibility_only else min(self.bound, self.score),
            row=self.row,
            skipped=skipped_items(self.problem, self.row),
            engine="sweep",
            established_by=("sweep",) if optimal else (),
            reason="" if optimal or self.feasibility_only else limited,
            work=work,
        )
