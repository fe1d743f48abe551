"""Better rows, by taking columns out of a row and putting them or others back in.

A local search over sequences of columns: a few columns are taken out, and the items that are open
then go in one by one, each where it costs least with any of its columns (`insertion`). The ways
through the new sequence (`ways`) say where all columns lie best. Nothing is proven here.
"""

from __future__ import annotations

import random
import time

import numpy as np

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.insertion import insertion
from ondergrond_solver.sweep.tables import BIG, Cells, Tables
from ondergrond_solver.sweep.ways import Ways, make_line, mirrored

_SEED = 1
_NEAR = 2_000
_FIRST_WORK = 8_000
_PATIENCE = 2
_IDLE = 4_000
"""Columns followed or compared, some 10 to 40 microseconds each. With a row that is near enough the
search ends after so many that brought nothing; else when it has done the first of them and,
besides, as often again what the best row took to find, but no more than asked. After so many
idle ones it begins again, from the first row and from nothing in turn."""
_STARTS = 20
"""Orders of the items tried for a row from nothing."""
_STRETCH = 5
_LOOSE = 4
_REACH = 4
"""Taken out are at most so many in a row, anywhere, or to each side of one."""


class Reinsertion:
    """The search, over the columns of `tables`; its random numbers are the same every time.

    deadline: of `time.monotonic`. work: counted, see `_FIRST_WORK`.
    """

    def __init__(self, tables: Tables, place: IntArray, deadline: float) -> None:
        self.tables = tables
        self.deadline = deadline
        self.work = 0
        items = len(tables.skip)
        line = make_line(tables, place, np.arange(tables.columns))
        self.ways = Ways(line, items)
        self.back = Ways(mirrored(line), items)
        self.usable = np.flatnonzero(line.last >= 0).tolist()
        self.skip: list[int] = tables.skip.tolist()
        self.covers = [frozenset(np.flatnonzero(row).tolist()) for row in tables.covers]
        self.by_item = [[c for c in self.usable if i in self.covers[c]] for i in range(items)]
        # What an item costs at least: its share of its cheapest column.
        share = [int(own) // len(met) for own, met in zip(line.own, self.covers, strict=True)]
        self.least = [
            min([share[c] for c in columns] + [skip])
            for columns, skip in zip(self.by_item, self.skip, strict=True)
        ]
        self.order: IntArray = np.where(tables.free, 0, tables.order)
        self.random = random.Random(_SEED)

    def first(self) -> Cells | None:
        """A row from nothing; None where no try succeeds."""
        for _ in range(_STARTS):
            if self.built() is not None:
                return self.ways.row
        return None

    def built(self) -> list[int] | None:
        """A sequence from nothing, whose best way is then in `ways`; None where that fails."""
        sequence = self.filled([], self.shuffled(), BIG)
        return None if sequence is None or self.score(sequence) >= BIG else sequence

    def shuffled(self) -> list[int]:
        """All items, in any order."""
        order = list(range(len(self.skip)))
        self.random.shuffle(order)
        return order

    def improved(self, row: Cells, near: int, work: int) -> Cells:
        """A row that scores no more than `row`; the search is short once it scores `near`, and does
        about `work` at most.
        """
        first = [c for c, _, _ in row]
        first_score = self.score(first)
        if first_score >= BIG:
            return row
        best, best_score = first, first_score
        here, here_score = first, first_score
        begun = found = changed = self.work
        from_nothing = False
        while time.monotonic() < self.deadline:
            if best_score <= near:
                most = found + _NEAR
            else:
                most = begun + min(work, _FIRST_WORK + _PATIENCE * (found - begun))
            if self.work >= most:
                break
            if self.work - changed > _IDLE:
                from_nothing = not from_nothing
                here, changed = (self.built() if from_nothing else None) or first, self.work
                here_score = self.score(here)
                if here_score < best_score:
                    best, best_score, found = here, here_score, self.work
            sequence = self.neighbour(here, here_score + 1)
            if sequence is None or sequence == here:
                continue
            score = self.score(sequence)
            if score > here_score:
                continue
            changed = self.work if score < here_score else changed
            here, here_score = sequence, score
            if score < best_score:
                best, best_score, found = sequence, score, self.work
        self.score(best)
        return self.ways.row

    def neighbour(self, sequence: list[int], limit: int) -> list[int] | None:
        """Another sequence, of a row that may score below `limit`; None where that fails."""
        self.work += 1
        kept = self.loosened(sequence)
        return None if kept is None else self.filled(kept, self.shuffled(), limit)

    def loosened(self, sequence: list[int]) -> list[int] | None:
        """What stays of a sequence when columns are taken out, or make place for another one."""
        size, draw = len(sequence), self.random
        if not size:
            return []
        kind = draw.randrange(10)
        if kind < 2:
            return self.forced(sequence, draw.choice(self.usable))
        if kind < 5:
            length = draw.randint(1, min(_STRETCH, size))
            at = draw.randint(0, size - length)
            out = set(range(at, at + length))
        elif kind < 8:
            out = set(draw.sample(range(size), draw.randint(1, min(_LOOSE, size))))
        else:
            at = draw.randrange(size)
            near = range(max(0, at - _REACH), min(size, at + _REACH + 1))
            out = {at} | {t for t in near if draw.random() < 0.5}
        return [c for t, c in enumerate(sequence) if t not in out]

    def forced(self, sequence: list[int], c: int) -> list[int] | None:
        """A sequence with column c in it, at its best; None where it has no place."""
        out = self.random.randrange(2 * len(sequence))
        kept = [
            a for t, a in enumerate(sequence) if t != out and not self.covers[a] & self.covers[c]
        ]
        if not self.follow(kept, BIG):
            return None
        _, at = insertion(c, self.ways, self.back, self.turn(c, kept), BIG)
        return None if at < 0 else [*kept[:at], c, *kept[at:]]

    def filled(self, sequence: list[int], order: list[int], limit: int) -> list[int] | None:
        """A sequence with its open items put in, or skipped, in that order.

        None where an item has no place, or the row can be seen not to score below `limit`.
        """
        covered = {i for c in sequence for i in self.covers[c]}
        open_items = [i for i in order if i not in covered]
        limit -= self.tables.grid.problem.constant
        while open_items:
            item = open_items.pop(0)
            room = limit - self.crossings(sequence) - sum(self.least[i] for i in open_items)
            if not self.follow(sequence, room - self.least[item]):
                return None
            best, column, at = BIG, -1, -1
            skip = self.skip[item]
            for c in self.by_item[item]:
                if self.covers[c] & covered:
                    continue
                # The other items of a column are worth what they would cost at least.
                others = sum(self.least[i] for i in self.covers[c] if i != item)
                top = min(room, best, self.ways.paid + skip) + others
                total, left = insertion(c, self.ways, self.back, self.turn(c, sequence), top)
                self.work += len(sequence)
                if left >= 0:
                    best, column, at = total - others, c, left
            if column >= 0:
                sequence = [*sequence[:at], column, *sequence[at:]]
                covered |= self.covers[column]
                open_items = [i for i in open_items if i not in covered]
            elif skip >= BIG:
                return None
            else:
                limit -= skip
        return sequence

    def follow(self, sequence: list[int], limit: int) -> bool:
        """Ways through a sequence that pay less than `limit`, from both ends."""
        line = np.array(sequence, dtype=np.int64)
        self.work += len(sequence) + 1
        return self.ways.follow(line, limit) and self.back.follow(line[::-1].copy(), limit)

    def score(self, sequence: list[int]) -> int:
        """The score of the best way through a sequence, which is then in `ways`; or `BIG`."""
        if not self.ways.follow(np.array(sequence, dtype=np.int64)):
            return BIG
        covered = {i for c in sequence for i in self.covers[c]}
        skipped = sum(skip for i, skip in enumerate(self.skip) if i not in covered)
        constant = self.tables.grid.problem.constant
        return min(BIG, self.ways.paid + self.crossings(sequence) + skipped + constant)

    def crossings(self, sequence: list[int]) -> int:
        """The order prices of a sequence."""
        return int(np.triu(self.order[np.ix_(sequence, sequence)], 1).sum()) if sequence else 0

    def turn(self, c: int, sequence: list[int]) -> IntArray:
        """The order prices of column c and a sequence, by the number of columns left of c."""
        turn = np.zeros(len(sequence) + 1, dtype=np.int64)
        if sequence:
            turn[1:] = self.order[sequence, c].cumsum()
            turn[:-1] += self.order[c, sequence][::-1].cumsum()[::-1]
        return turn
