"""The place score: what a design pays by where it lies (docs/model.md, sections 3, 4 and 5).

Over the starts of a column the score is piecewise linear: it jumps where a body begins or ends to
touch a zone, where a distance to an obstacle reaches a step, where the middle passes an obstacle's
axis; between jumps only services grow or shrink. So it is enough to evaluate it once between two
jumps.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from ondergrond.compile.amounts import Ledger
from ondergrond.compile.design import Design
from ondergrond.compile.gapprice import GapPrices
from ondergrond.compile.kernel import IMPOSSIBLE, IntArray, best_covers
from ondergrond.compile.obstacles import Obstacle
from ondergrond.compile.surfaces import Surfaces
from ondergrond.quantity import LONGEST, ceil_div
from ondergrond_solver import Segment

UNLIMITED = 4 * LONGEST
"""A cover nothing reaches (mm)."""


@dataclass(frozen=True)
class Field:
    """A street's obstacles and zones, ready to judge any design anywhere."""

    ledger: Ledger
    prices: GapPrices
    obstacles: tuple[Obstacle, ...]
    surfaces: Surfaces

    @cached_property
    def boxes(self) -> IntArray:
        """(G, 5) faces of the obstacles, as the kernel wants them."""
        rows = [
            (f.box.start, f.box.end, f.box.top, f.box.bottom, number)
            for number, obstacle in enumerate(self.obstacles)
            for f in obstacle.faces
        ]
        return np.array(rows, dtype=np.int64).reshape(len(rows), 5)

    @cached_property
    def _classes(self) -> list[tuple[str, bool]]:
        return [(f.cls, o.is_foundation) for o in self.obstacles for f in o.faces]

    @cached_property
    def _rule_rows(self) -> dict[tuple[str, str], int]:
        return {}

    @cached_property
    def _tables(self) -> dict[int, tuple[IntArray, IntArray, IntArray, IntArray]]:
        return {}

    @cached_property
    def _pair_rows(self) -> dict[str, IntArray]:
        return {}

    def pairs(self, design: Design) -> IntArray:
        """(F, G, 2) rows of the rule tables and load spreads for a design's faces."""
        rows = [self._pair_row(face.cls) for face in design.faces]
        return np.stack(rows)

    def _pair_row(self, cls: str) -> IntArray:
        known = self._pair_rows.get(cls)
        if known is None:
            spread = self.ledger.rules.load_spread
            pairs = [
                (self._rule_row(cls, other), max(1, spread) if is_foundation else 0)
                for other, is_foundation in self._classes
            ]
            known = np.array(pairs, dtype=np.int64).reshape(len(pairs), 2)
            self._pair_rows[cls] = known
        return known

    def _rule_row(self, a: str, b: str) -> int:
        return self._rule_rows.setdefault((a, b), len(self._rule_rows))

    def rule_tables(self) -> tuple[IntArray, IntArray, IntArray, IntArray]:
        """rule (R, 4), threshold (R, 2, S), price (R, 2, S) and reach (R,) of the kernel, for all
        class pairs asked so far.
        """
        n = max(1, len(self._rule_rows))
        if n in self._tables:
            return self._tables[n]
        depth = self.ledger.rules.prices.breach_steps + self.ledger.rules.prices.deviation_steps + 1
        rule = np.zeros((n, 4), dtype=np.int64)
        threshold = np.full((n, 2, depth), IMPOSSIBLE, dtype=np.int64)
        price = np.zeros((n, 2, depth), dtype=np.int64)
        reach = np.zeros(n, dtype=np.int64)
        for (a, b), row in self._rule_rows.items():
            gap = self.ledger.rules.gap(a, b)
            over_price = gap.over_price if gap.over == "priced" else 0
            level, over = self.prices.stairs(a, b), self.prices.stairs(a, b, vertical=True)
            rule[row] = (
                level.hard,
                over.hard,
                gap.over != "never",
                self.prices.weights[2] * over_price,
            )
            for axis, stairs in enumerate((level, over)):
                for step, (limit, weighted, _, _) in enumerate(stairs.steps):
                    threshold[row, axis, step] = limit
                    price[row, axis, step] = weighted
            reach[row] = max(gap.hard, gap.preferred)
        self._tables[n] = (rule, threshold, price, reach)
        return self._tables[n]

    def jumps(self, design: Design) -> tuple[IntArray, IntArray]:
        """Starts at which something changes, and ends at which something changes (variable widths
        only; for fixed widths every change is told by the start). In no order, some twice.
        """
        width = 0 if design.varies else design.width
        zone_starts, zone_ends = self.surfaces.edges
        starts, ends = [zone_ends], [zone_starts - width + 1]
        for face in design.faces:
            x1 = 0 if design.varies else face.x1
            if face.zone_cls is not None:
                starts.append(zone_ends - face.x0)
                ends.append(zone_starts - x1 + 1)
            before, behind = self._steps(face.cls)
            starts.append(behind - face.x0)
            ends.append(before - x1)
        if any(is_foundation for _, is_foundation in self._classes):
            before, behind = self._spreads(design)
            starts.append(behind)
            ends.append(before)
        axes = np.array([o.axis for o in self.crossed], dtype=np.int64) - width // 2
        for found in (starts, ends):
            found += [axes, axes + 1]
        if design.varies:
            return np.concatenate(starts), np.concatenate(ends)
        return np.concatenate(starts + ends), np.empty(0, dtype=np.int64)

    @cached_property
    def _known_steps(self) -> dict[str, tuple[IntArray, IntArray]]:
        return {}

    def _steps(self, cls: str) -> tuple[IntArray, IntArray]:
        """Where the distance of a class to an obstacle's face reaches a step: ends before it (one
        mm too far, as prices count from there) and starts behind it.
        """
        known = self._known_steps.get(cls)
        if known is None:
            before, behind = [], []
            for (other, _), box in zip(self._classes, self.boxes.tolist(), strict=True):
                stairs = self.prices.stairs(cls, other)
                for limit in (stairs.hard, *(step.threshold for step in stairs.steps)):
                    before.append(box[0] - limit + 1)
                    behind.append(box[1] + limit)
            known = np.array(before, dtype=np.int64), np.array(behind, dtype=np.int64)
            self._known_steps[cls] = known
        return known

    def _spreads(self, design: Design) -> tuple[IntArray, IntArray]:
        """As ``_steps``, where a face of the design meets the load-spread line of a foundation."""
        spread = self.ledger.rules.load_spread
        covers = self._covers(design)
        before, behind = [], []
        for (_, is_foundation), box in zip(self._classes, self.boxes.tolist(), strict=True):
            for face in design.faces if is_foundation else ():
                x1 = 0 if design.varies else face.x1
                depths = {one.z1 for one in design.faces if one.cls == face.cls}
                for limit in {
                    ceil_div((cover + z1 - box[3]) * spread, 1000)
                    for cover in covers
                    for z1 in depths
                }:
                    before.append(box[0] - x1 - limit + 1)
                    behind.append(box[1] + limit - face.x0)
        return np.array(before, dtype=np.int64), np.array(behind, dtype=np.int64)

    def _covers(self, design: Design) -> set[int]:
        """Every cover a design may end up with."""
        if design.cover.given is not None:
            return {design.cover.given}
        covers = {design.cover.least[zone.kind] for zone in self.ledger.profile.zones}
        for face in design.faces:
            for (other, _), box in zip(self._classes, self.boxes, strict=True):
                rule = self.ledger.rules.gap(face.cls, other)
                if rule.over != "never" and not face.from_ground:
                    stairs = self.prices.stairs(face.cls, other, vertical=True)
                    for gap in (stairs.hard, *(step.threshold for step in stairs.steps)):
                        covers.add(int(box[3]) + gap - face.z0)
        greatest = design.cover.greatest
        return {c for c in covers if greatest is None or c <= greatest}

    def judge(self, design: Design, starts: IntArray, ends: IntArray) -> tuple[IntArray, IntArray]:
        """Weighted place score and cover of a design at each place: everything it pays that
        depends on where it lies, services' slope excepted. ``IMPOSSIBLE`` where it may not lie.
        """
        weigh = self.ledger.rules.weight
        preset = self.ledger.profile.preset
        cover = design.cover
        least, ground = self.surfaces.judge(design, starts, ends)
        per_cover = sum(weigh(preset, term) * su for term, su in design.per_cover.items())
        water = self.ledger.profile.ground.groundwater
        wet = wet_from = 0
        if design.dewatered and water is not None:
            wet = weigh(preset, "groundwater") * self.ledger.rules.prices.dewatering
            wet_from = water.high - design.height
        pairs = self.pairs(design)
        rule, threshold, price, reach = self.rule_tables()
        greatest = UNLIMITED if cover.greatest is None else cover.greatest
        if cover.given is not None:
            legal = (least >= 0) & (least <= cover.given) & (cover.given <= greatest)
            least = np.where(legal, cover.given, -1)
            greatest = cover.given
        scores, covers = best_covers(
            starts,
            ends,
            least,
            greatest,
            per_cover,
            wet,
            wet_from,
            kernel_faces(design),
            self.boxes,
            pairs,
            rule,
            threshold,
            price,
            reach,
        )
        order = self._order(design, starts, ends)
        lies = (scores < IMPOSSIBLE) & (ground < IMPOSSIBLE) & (order < IMPOSSIBLE)
        return np.where(lies, scores + ground + order, IMPOSSIBLE), covers

    def _order(self, design: Design, starts: IntArray, ends: IntArray) -> IntArray:
        """Weighted price of crossings with obstacles. A column lies left or right of an obstacle
        by its middle; storage, being wide, is crossed on whichever side of the obstacle any of it
        lies.
        """
        if not self.crossed:
            return np.zeros(len(starts), dtype=np.int64)
        weight = self.ledger.rules.weight(self.ledger.profile.preset, "order")
        lefts, rights = (ends, starts) if design.varies else (starts + ends, starts + ends)
        axes = np.array([o.axis for o in self.crossed]) * (1 if design.varies else 2)
        # The obstacles stand in the order of their axes, so those on one side are a run of them.
        left = np.zeros((2, len(axes) + 1), dtype=np.int64)
        right = np.zeros((2, len(axes) + 1), dtype=np.int64)
        np.cumsum(self._crossing_row(design, "left"), axis=1, out=left[:, 1:])
        np.cumsum(self._crossing_row(design, "right"), axis=1, out=right[:, 1:])
        passed = np.searchsorted(axes, lefts, side="left")
        ahead = np.searchsorted(axes, rights, side="right")
        price, impossible = left[:, passed] + right[:, -1:] - right[:, ahead]
        return np.where(impossible > 0, IMPOSSIBLE, weight * price)

    @cached_property
    def crossed(self) -> tuple[Obstacle, ...]:
        """The obstacles that house connections can cross or belong to, by their axes."""
        return tuple(
            sorted((o for o in self.obstacles if o.thing is not None), key=lambda o: o.axis)
        )

    @cached_property
    def _crossing_rows(self) -> dict[tuple[str, Fraction | str], IntArray]:
        return {}

    def _crossing_row(self, design: Design, side: str) -> IntArray:
        """(2, crossed) price of a design on a side of every obstacle (su), and how many of the
        crossings are impossible; as ``crossings_with``.
        """
        other = "right" if side == "left" else "left"
        rows = [
            self._row((part.kind, part.connections))
            for part in design.parts
            if side in part.serves and part.kind is not None
        ]
        rows += [self._row((thing, other)) for thing in design.things]
        return sum(rows, np.zeros((2, len(self.crossed)), dtype=np.int64))

    def _row(self, key: tuple[str, Fraction | str]) -> IntArray:
        """Of a network's connections (kind, number), or of the connections of the obstacles to a
        side over a thing (thing, side).
        """
        known = self._crossing_rows.get(key)
        if known is None:
            prices: list[int | None] = []
            for o in self.crossed:
                if isinstance(key[1], Fraction):
                    prices.append(self.ledger.crossed(key[0], key[1], o.thing or ""))
                elif o.kind is not None and key[1] in o.serves:
                    prices.append(self.ledger.crossed(o.kind, o.connections, key[0]))
                else:
                    prices.append(0)
            rows = [[price or 0 for price in prices], [price is None for price in prices]]
            known = self._crossing_rows[key] = np.array(rows, dtype=np.int64)
        return known

    def crossings_with(self, design: Design, obstacle: Obstacle, side: str) -> int | None:
        """Price (su) of the crossings between a new column and an obstacle on its ``side``; None
        where one is impossible.
        """
        total = 0
        assert obstacle.thing is not None
        for part in design.parts:
            if side in part.serves:
                price = self.ledger.crossing(part, obstacle.thing)
                if price is None:
                    return None
                total += price
        other = "right" if side == "left" else "left"
        if obstacle.kind is not None and other in obstacle.serves:
            for thing in design.things:
                price = self.ledger.crossed(obstacle.kind, obstacle.connections, thing)
                if price is None:
                    return None
                total += price
        return total


def kernel_faces(design: Design) -> IntArray:
    """(F, 6) faces of a design, as the kernel wants them."""
    return np.array(
        [
            (f.x0, 0 if design.varies else f.x1, f.z0, f.z1, f.from_ground, design.varies)
            for f in design.faces
        ],
        dtype=np.int64,
    )


def place_segments(field: Field, design: Design, constant: int) -> tuple[Segment, ...]:
    """The place score of a design of fixed width as segments over its start; ``constant`` is what
    it pays anywhere (weighted su), ``design.slope`` what services add per mm of start.
    """
    if design.last < design.first:
        return ()
    firsts = stretches(field.jumps(design)[0], design.first, design.last)
    scores, _ = field.judge(design, firsts, firsts + design.width)
    slope = field.ledger.rules.weight(field.ledger.profile.preset, "services") * design.slope
    # Neighbours that pay the same are one segment.
    kept = np.flatnonzero(np.diff(scores, prepend=-1))
    begins, paid = firsts[kept].tolist(), scores[kept].tolist()
    ends = [*(first - 1 for first in begins[1:]), design.last]
    return tuple(
        Segment(first, last, constant + score + slope * first, slope)
        for first, last, score in zip(begins, ends, paid, strict=True)
        if score < IMPOSSIBLE
    )


def stretches(jumps: IntArray, first: int, last: int) -> IntArray:
    """The first places of the stretches of ``first``..``last`` between jumps, ascending."""
    return np.unique(np.append(jumps[(jumps > first) & (jumps <= last)], first))
