"""The incumbent: the best row so far, how better ones are sought, and the ceiling they give."""

from __future__ import annotations

import logging
import weakref

from ondergrond_solver.evaluate import evaluate
from ondergrond_solver.problem import Problem
from ondergrond_solver.solution import EngineError, Row
from ondergrond_solver.sweep.bands import Cuts, make_bands
from ondergrond_solver.sweep.memory import Memory
from ondergrond_solver.sweep.reduction import Reduction
from ondergrond_solver.sweep.reinsertion import Reinsertion
from ondergrond_solver.sweep.row_states import Store, make_store
from ondergrond_solver.sweep.rows import FoundRow, best_row
from ondergrond_solver.sweep.tables import BIG, Cells
from ondergrond_solver.sweep.ways import placed

ENDLESS = 2**54
"""Above every score a valid problem can have (`validation.LARGEST_SCORE` is 2^53)."""

NARROW = 30
"""States kept per number of items where no row is known yet."""

_log = logging.getLogger(__name__)


class Incumbent:
    """The best row known of a problem, None before there is one, and its score.

    deadline: of `time.monotonic`. any_row: any will do, prices do not count. spare: a row that
    stands, however far from the best; better ones are sought from there. aim: no row that scores
    this or more is looked for. states: of all runs. effort: states, times columns that may follow
    each.
    """

    def __init__(self, problem: Problem, deadline: float, any_row: bool, spare: Row | None) -> None:
        self.problem = problem
        self.deadline = deadline
        self.any_row = any_row
        self.spare = spare
        self.row: Row | None = None
        self.score: int | None = None
        self.aim = ENDLESS
        self.states = 0
        self.effort = 0
        self._store: Store | None = None
        self._part: weakref.ref[Reduction] | None = None
        self._placed: set[tuple[int, ...]] = set()  # sequences of grid columns, of that part

    @property
    def ceiling(self) -> int:
        """Only rows that score below it are looked for."""
        return self.aim if self.score is None else min(self.aim, self.score)

    @property
    def enough(self) -> bool:
        """Whether no better row than the one known is asked for."""
        return self.any_row and self.row is not None

    def rows(self, memory: Memory, limit: int, width: int, cuts: Cuts = frozenset()) -> FoundRow:
        """One run over states; takes the row it finds."""
        left = memory.left
        bands = make_bands(left.tables, cuts)
        if self._store is None:
            self._store = make_store(left.tables.grid)
        found = best_row(memory, min(limit, self.ceiling), width, bands, self._store)
        self.states += found.states
        self.effort += found.states * left.tables.columns
        score = self.offer(left, found.row) if found.value is not None else None
        if found.value is not None and score != found.value:
            self.place_again(left, [c for c, _, _ in found.row])
        self.say("rows by %d, %d cuts: %d states, value %s, true %s, exact %s", left,
                 width, len(cuts), found.states, found.value, score, found.exact)  # fmt: skip
        return found

    def place_again(self, left: Reduction, sequence: list[int]) -> None:
        """The columns of a row placed again, with what those that are no neighbours pay in mind.

        Once for each sequence in a part: the next run often finds the same one a cell further.
        """
        if self._part is None or self._part() is not left:
            self._part, self._placed = weakref.ref(left), set()
        key = tuple(left.tables.source[sequence].tolist())
        if key in self._placed:
            return
        self._placed.add(key)
        cells = placed(left.tables, left.tables.place, sequence)
        if cells is not None:
            self.offer(left, cells)

    def reinsert(self, left: Reduction, work: int) -> None:
        """A row by reinsertion of the columns that are left, from the one known or any that stands,
        or from nothing.
        """
        search = Reinsertion(left.tables, left.tables.place, self.deadline, left.multiplier)
        row = self.row or self.spare
        cells = left.tables.found(row) if row else None
        if cells is None:
            cells = search.first()
        if cells is not None:
            self.offer(left, search.improved(cells, work))
        self.say("reinsertion: %d columns followed", left, search.work)

    def offer(self, left: Reduction, cells: Cells) -> int | None:
        """What a row of (column, start, width in cells) really scores; takes it if it is better.

        None where columns that are no neighbours are too near, which a relaxed row allows. A row
        that seems better is scored from the definition. Raises EngineError where that says
        something else than the tables.
        """
        tables = left.tables
        row, in_order = tables.laid(cells)
        told = tables.score(in_order)
        if told >= BIG:
            return None
        if tables.priced and self.score is not None and told >= self.score:
            return told
        score = evaluate(self.problem, row)
        if tables.priced and score != told:
            raise EngineError(f"sweep scores a row {told}, which by definition scores {score}")
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
            f"{text}; score %s, bound %d, %d columns, %d cells, %d links",
            *values, self.score, left.proven, left.tables.columns, left.live,
            int(left.linked.sum()),
        )  # fmt: skip
