"""Rows enumerated from left to right: exact, as far as no bucket had to be cut."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.dominance import dominated
from ondergrond_solver.sweep.label_kernels import extend
from ondergrond_solver.sweep.relaxation import Backward
from ondergrond_solver.sweep.tables import BIG, BitArray, Tables

_ROOM = 1 << 16
_FIELDS = ("covered", "last", "start", "end", "score", "bound", "parent")


@dataclass(frozen=True, slots=True)
class Found:
    """What a run over labels gives.

    score: of the best row found below the limit, or None. row: its (column, start, width in
    cells) from left to right. exact: nothing was cut, so no other row scores below `score` (or
    the limit). open_bound: no row scores below it or below `score`. labels, generated: how many
    were kept, and made.
    """

    score: int | None
    row: tuple[tuple[int, int, int], ...]
    exact: bool
    open_bound: int
    labels: int
    generated: int


Labels = dict[str, Any]
"""One array per field, all of one length; see `label_kernels`."""


def run_labels(
    tables: Tables,
    place: IntArray,
    half: IntArray,
    multiplier: IntArray,
    passed: Backward,
    limit: int,
    width: int,
    most: int,
    quota: int,
    stride: int = BIG,
    deadline: float = math.inf,
) -> Found:
    """Enumerate rows that score below `limit`.

    place: score of the live starts. half: absorbed order prices. passed: the backward pass with
    these and `multiplier`. width: labels kept per number of items covered; most: labels in all;
    quota: labels made per number of items covered. stride: how far above the bounds of a bucket
    its extensions may rise. deadline: by `time.monotonic`. Whatever is cut by these counts in
    `Found.open_bound`.
    """
    search = _Search(tables, place, half, multiplier, passed, limit)
    return search.run(width, most, quota, stride, deadline)


def certain_orders(tables: Tables, half: IntArray) -> IntArray:
    """(n, m) what column a surely pays for an item i to its right, i's own share left out.

    Of the pair (a, c), c covering i, the place score of c holds sum over the items j of a of
    half(c, j, .); the rest of order(a, c), over the items of c, is what a may be charged for each:

        certain(a, i) = min over c of i:  (order(a, c) - sum over j of max half(c, j, .)) / |c|

    At most 0 where i may be skipped, or where a column of i is exempt from a: then nothing is sure.
    """
    n, m = tables.covers.shape
    certain = np.zeros((n, m), dtype=np.int64)
    if not half.size:
        return certain
    absorbed = half.max(axis=2) @ tables.covers.T.astype(np.int64)
    size = np.maximum(tables.covers.sum(axis=1), 1)
    share = (tables.order - absorbed.T) // size
    never = tables.exclusive | (tables.lag.min(axis=2, initial=tables.far) >= tables.cells)
    share = np.where(tables.free, 0, np.where(never, BIG, share))
    for i in range(m):
        least = share[:, tables.covers[:, i]].min(axis=1, initial=BIG)
        certain[:, i] = np.where(least < BIG, least, 0)
    certain[:, tables.skip < BIG] = np.minimum(certain[:, tables.skip < BIG], 0)
    return certain


class _Search:
    def __init__(
        self,
        tables: Tables,
        place: IntArray,
        half: IntArray,
        multiplier: IntArray,
        passed: Backward,
        limit: int,
    ) -> None:
        self.tables = tables
        self.place = place
        self.half = half
        self.multiplier = multiplier
        self.passed = passed
        self.limit = limit
        constant = tables.grid.problem.constant
        self.constant = constant
        self.all_items = constant + int(multiplier.sum())
        cells = place.shape[1]
        live = place < BIG
        some = live.any(axis=1)
        self.first_start = np.where(some, live.argmax(axis=1), cells).astype(np.int64)
        self.last_start = np.where(some, cells - 1 - live[:, ::-1].argmax(axis=1), -1)
        self.hard = tables.lag.min(axis=2, initial=tables.far)
        self.reach = np.where(tables.lag < tables.far, tables.lag, -1).max(axis=2, initial=-1)
        self.fussy = (tables.u_max > 0) & tables.free.any(axis=1)
        least = np.minimum.accumulate(passed.start[:, ::-1], axis=1)[:, ::-1]
        self.least = np.ascontiguousarray(least)
        self.certain = certain_orders(tables, half)
        self.out: Labels = {name: np.empty(_ROOM, dtype=np.int64) for name in _FIELDS}
        self.out["covered"] = np.empty(_ROOM, dtype=np.uint64)
        self._store: Labels = {
            name: np.empty(4096, array.dtype) for name, array in self.out.items()
        }
        self.known: Labels = {name: array[:0] for name, array in self._store.items()}
        self.size = 0
        self.generated = 0
        must = [i for i in range(len(tables.skip)) if tables.skip[i] >= BIG]
        self.must = np.uint64(sum(1 << i for i in must))
        self.best: int | None = None
        self.best_label = -1

    def run(self, width: int, most: int, quota: int, stride: int, deadline: float) -> Found:
        """Buckets by number of items covered: every label comes from a smaller bucket."""
        items = len(self.tables.skip)
        buckets: list[list[Labels]] = [[] for _ in range(items + 1)]
        cuts = [BIG]
        if self.must == 0:
            self._finish(np.zeros(1, np.uint64), np.zeros(1, np.int64), -1)
        made, _ = self._extended(np.array([-1], dtype=np.int64), BIG, self.limit)
        _spread(buckets, made)
        for size in range(1, items + 1):
            if not buckets[size]:
                continue
            labels = _joined(buckets[size])
            buckets[size] = []
            labels = _chosen(labels, np.flatnonzero(labels["bound"] < self.limit))
            late = time.monotonic() > deadline
            room = 0 if late else min(width, max(0, most - self.size))
            labels, cut = _lowest(labels, 6 * room)
            labels, cut_again = _lowest(self._undominated(labels), room)
            cuts += [cut, cut_again]
            if not len(labels["last"]):
                continue
            first = self.size
            self._append(labels)
            self._finish(labels["covered"], labels["score"], first)
            ranked = np.lexsort((np.arange(len(labels["last"])), labels["bound"]))
            bounds = labels["bound"][ranked]
            limit = min(self.limit, int(bounds[-1]) + stride)
            if limit < self.limit:
                cuts.append(limit)
            made, done = self._extended(first + ranked, quota, limit)
            if done < len(ranked):
                cuts.append(int(bounds[done]))
            _spread(buckets, made)
        cut = min(cuts)
        row = self._row(self.best_label) if self.best is not None else ()
        return Found(
            self.best, row, cut >= self.limit, min(cut, self.limit), self.size, self.generated
        )

    def _finish(self, covered: BitArray, score: IntArray, first: int) -> None:
        """Complete rows among labels: what is not covered is skipped."""
        whole = np.flatnonzero((covered & self.must) == self.must)
        for at in whole.tolist():
            bits = int(covered[at])
            total = self.constant + int(score[at])
            total += sum(
                int(price) for i, price in enumerate(self.tables.skip) if not bits >> i & 1
            )
            if total < self.limit:
                self.limit = self.best = total
                self.best_label = first + at if first >= 0 else -1

    def _extended(self, chunk: IntArray, quota: int, limit: int) -> tuple[list[Labels], int]:
        """Labels made from those of `chunk`, in that order, until `quota` is reached."""
        t, p, o, known = self.tables, self.passed, self.out, self.known
        made: list[Labels] = []
        extended, total = 0, 0
        while extended < len(chunk) and total < quota:
            done, written = extend(
                chunk[extended:], limit, self.all_items,
                known["covered"], known["last"], known["start"], known["end"], known["score"],
                known["parent"],
                self.place, t.end_place, t.u_min, t.u_max, t.unit, t.mask, t.lag, t.price,
                t.order, t.free, self.hard, self.reach, self.first_start, self.last_start,
                self.half, self.certain, self.multiplier, p.rest, p.rest_free, p.start,
                self.least, self.fussy,
                o["covered"], o["last"], o["start"], o["end"], o["score"], o["bound"], o["parent"],
            )  # fmt: skip
            if done == 0 and written == 0:
                for name, array in o.items():
                    o[name] = np.empty(2 * len(array), dtype=array.dtype)
                continue
            total += written
            made.append({name: array[:written].copy() for name, array in o.items()})
            extended += done
        self.generated += total
        return made, extended

    def _undominated(self, labels: Labels) -> Labels:
        t, known = self.tables, self.known
        ranked = np.lexsort((labels["score"], labels["end"], labels["last"], labels["covered"]))
        gone = dominated(
            ranked, labels["covered"], labels["last"], labels["start"], labels["end"],
            labels["score"], labels["parent"], known["last"], known["end"], known["parent"],
            t.mask, t.covers, t.lag, t.price, t.order, t.free, self.hard,
            self.first_start, self.last_start, self.fussy,
        )  # fmt: skip
        return _chosen(labels, np.flatnonzero(~gone))

    def _append(self, labels: Labels) -> None:
        count = len(labels["last"])
        if self.size + count > len(self._store["last"]):
            room = max(4096, 2 * (self.size + count))
            store = {name: np.empty(room, dtype=a.dtype) for name, a in self.out.items()}
            for name, array in store.items():
                array[: self.size] = self.known[name]
            self._store = store
        for name, array in self._store.items():
            array[self.size : self.size + count] = labels[name]
        self.size += count
        self.known = {name: array[: self.size] for name, array in self._store.items()}

    def _row(self, label: int) -> tuple[tuple[int, int, int], ...]:
        known, row = self.known, []
        while label >= 0:
            start = int(known["start"][label])
            row.append((int(known["last"][label]), start, int(known["end"][label]) - start))
            label = int(known["parent"][label])
        return tuple(reversed(row))


def _spread(buckets: list[list[Labels]], made: list[Labels]) -> None:
    """Put labels into the bucket of the number of items they cover."""
    for labels in made:
        sizes = np.bitwise_count(labels["covered"]).astype(np.int64)
        for size in np.unique(sizes).tolist():
            buckets[size].append(_chosen(labels, np.flatnonzero(sizes == size)))


def _lowest(labels: Labels, room: int) -> tuple[Labels, int]:
    """The `room` labels of lowest bound in their order, and the lowest bound cut off."""
    count = len(labels["last"])
    if count <= room:
        return labels, BIG
    ranked = np.lexsort((np.arange(count), labels["bound"]))
    return _chosen(labels, np.sort(ranked[:room])), int(labels["bound"][ranked[room]])


def _joined(parts: list[Labels]) -> Labels:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _chosen(labels: Labels, index: IntArray) -> Labels:
    return {name: array[index] for name, array in labels.items()}
