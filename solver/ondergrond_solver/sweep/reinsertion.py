"""Better rows, by taking columns out of a row and putting them or others back in.

A local search over sequences of columns: a few columns are taken out, and the items that are open
then go in one by one, each where it costs least with any of its columns (`insertion`). The ways
through the new sequence (`ways`) say where all columns lie best. Nothing is proven here.
"""

from __future__ import annotations

import time

import numpy as np

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.reinsertion_kernels import (
    BEGUN,
    BEST,
    CHANGED,
    FIRST,
    FOUND,
    FROM_NOTHING,
    HERE,
    NEXT,
    WORK,
    Board,
    filled,
    score_of,
    search,
)
from ondergrond_solver.sweep.tables import BIG, Cells, Tables, least_shares
from ondergrond_solver.sweep.ways import make_line, make_ways, mirrored, row_of

_SEED = 1
_FIRST_WORK = 3_000
_IDLE = 4_000
"""Columns followed or compared, some microseconds each. The search ends when it has done the first
of them and, besides, twice what the best row took to find, but no more than asked. After so many
idle ones it begins again, from the first row and from nothing in turn."""
_LOOK = 5_000
"""Work between two looks at the clock."""
_STARTS = 20
"""Orders of the items tried for a row from nothing."""


class Reinsertion:
    """The search, over the columns of `tables`; the numbers it draws are the same every time.

    deadline: of `time.monotonic`. value: (m,) what items are thought to cost, as multipliers tell;
    where None, what they cost at least.
    """

    def __init__(
        self, tables: Tables, place: IntArray, deadline: float, value: IntArray | None = None
    ) -> None:
        self.tables = tables
        self.deadline = deadline
        self.constant = tables.grid.problem.constant
        self.board = make_board(tables, place, value)

    @property
    def work(self) -> int:
        """What was done so far, counted; see `_FIRST_WORK`."""
        return int(self.board.told[WORK])

    def first(self) -> Cells | None:
        """A row from nothing; None where no try succeeds."""
        for _ in range(_STARTS):
            self.board.size[NEXT] = 0
            if filled(self.board, NEXT, BIG) and score_of(self.board, NEXT, self.constant) < BIG:
                return row_of(self.board.ways)
        return None

    def score(self, sequence: list[int]) -> int:
        """The score of the best way through a sequence, which is then in `ways`; or `BIG`."""
        self.board.size[NEXT] = len(sequence)
        self.board.sequences[NEXT, : len(sequence)] = sequence
        return int(score_of(self.board, NEXT, self.constant))

    def improved(self, row: Cells, work: int) -> Cells:
        """The best row found near `row`, for about so much work at most.

        It scores no more than the best way through the columns of `row`, which may be worse than
        `row` itself: ways are good, not proven.
        """
        board = self.board
        score = self.score([c for c, _, _ in row])
        if score >= BIG:
            return row
        for line in (FIRST, BEST, HERE):
            board.sequences[line], board.size[line] = board.sequences[NEXT], board.size[NEXT]
            board.score[line] = score
        board.told[[BEGUN, FOUND, CHANGED]], board.told[FROM_NOTHING] = self.work, 0
        while time.monotonic() < self.deadline:
            stop = self.work + _LOOK
            if search(board, work, _FIRST_WORK, _IDLE, self.constant, stop):
                break
        score_of(board, BEST, self.constant)
        return row_of(board.ways)


def make_board(tables: Tables, place: IntArray, value: IntArray | None) -> Board:
    """What a search among the columns of `tables` works in, with starts as in `place`.

    value: see `Reinsertion`.
    """
    items = len(tables.skip)
    line = make_line(tables, place, np.arange(tables.columns))
    live = line.last >= 0
    covers = tables.covers & live[:, None]
    # What an item costs at least: its share of its cheapest column.
    least = np.minimum(least_shares(covers, line.own), tables.skip)
    least = np.minimum(least, BIG // 64)
    item, columns = np.nonzero(covers.T)
    value = least if value is None else value
    return Board(
        ways=make_ways(line, items),
        back=make_ways(mirrored(line), items),
        item_at=np.searchsorted(item, np.arange(items + 1)),
        columns=np.ascontiguousarray(columns),
        usable=np.flatnonzero(live),
        mask=tables.mask,
        skip=tables.skip,
        least=least,
        value=value,
        worth=tables.covers @ value,
        order=np.where(tables.free, 0, tables.order),
        items=np.arange(items),
        turn=np.zeros(items + 1, dtype=np.int64),
        reverse=np.zeros(items, dtype=np.int64),
        sequences=np.zeros((4, items + 1), dtype=np.int64),
        size=np.zeros(4, dtype=np.int64),
        score=np.zeros(4, dtype=np.int64),
        told=np.zeros(5, dtype=np.int64),
        seed=np.array([_SEED], dtype=np.uint64),
    )
