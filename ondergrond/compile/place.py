"""The place score: what a design pays by where it lies (docs/model.md, sections 3, 4 and 5).

Over the starts of a column the score is piecewise linear: it jumps where a body begins or ends to
touch a zone, where a distance to an obstacle reaches a step, where the middle passes an obstacle's
axis; between jumps only services grow or shrink. So it is enough to evaluate it once between two
jumps.
"""

from __future__ import annotations

from dataclasses import dataclass
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

    def jumps(self, design: Design) -> tuple[set[int], set[int]]:
        """Starts at which something changes, and ends at which something changes (variable widths
        only; for fixed widths every change is told by the start).
        """
        starts: set[int] = set()
        ends: set[int] = set()
        right = ends if design.varies else starts
        width = 0 if design.varies else design.width

        def touching(x0: int, x1: int) -> None:
            for a, b in self.ledger.profile.zone_ranges:
                starts.add(b - x0)
                right.add(a - x1 + 1)

        touching(0, width)
        for face in design.faces:
            x1 = 0 if design.varies else face.x1
            if face.zone_cls is not None:
                touching(face.x0, x1)
            for (other, is_foundation), box in zip(self._classes, self.boxes, strict=True):
                for limit in self._limits(design, face.cls, other, is_foundation, box):
                    starts.add(int(box[1]) + limit - face.x0)
                    right.add(int(box[0]) - x1 - limit + 1)
        for obstacle in self.obstacles:
            if obstacle.thing is not None:
                at = obstacle.axis - width // 2
                starts.update((at, at + 1))
                right.update((at, at + 1))
        return starts, ends

    def _limits(
        self, design: Design, a: str, b: str, is_foundation: bool, box: IntArray
    ) -> set[int]:
        """Horizontal distances (mm) at which what a class pays against an obstacle's face
        changes.
        """
        stairs = self.prices.stairs(a, b)
        limits = {stairs.hard, *(step.threshold for step in stairs.steps)}
        if is_foundation:
            spread = self.ledger.rules.load_spread
            for cover in self._covers(design):
                for face in design.faces:
                    if face.cls == a:
                        limits.add(ceil_div((cover + face.z1 - int(box[3])) * spread, 1000))
        return limits

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
        weight = self.ledger.rules.weight(self.ledger.profile.preset, "order")
        total = np.zeros(len(starts), dtype=np.int64)
        for obstacle in self.obstacles:
            if obstacle.thing is None:
                continue
            axis = obstacle.axis
            lefts, rights = (ends, starts) if design.varies else (starts + ends, starts + ends)
            twice = 1 if design.varies else 2
            for side, where in (("left", twice * axis < lefts), ("right", twice * axis > rights)):
                price = self.crossings_with(design, obstacle, side)
                if price is None:
                    total[where] = IMPOSSIBLE
                elif price:
                    total[where & (total < IMPOSSIBLE)] += weight * price
        return total

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
    jumps, _ = field.jumps(design)
    firsts = np.array(
        sorted({design.first, *(x for x in jumps if design.first < x <= design.last)}),
        dtype=np.int64,
    )
    lasts = np.append(firsts[1:] - 1, design.last)
    scores, _ = field.judge(design, firsts, firsts + design.width)
    slope = field.ledger.rules.weight(field.ledger.profile.preset, "services") * design.slope
    segments: list[Segment] = []
    for first, last, score in zip(firsts.tolist(), lasts.tolist(), scores.tolist(), strict=True):
        if score >= IMPOSSIBLE:
            continue
        here = Segment(first, last, constant + score + slope * first, slope)
        before = segments[-1] if segments else None
        if (
            before is not None
            and before.last + 1 == first
            and before.at(before.last) + slope == here.score
        ):
            segments[-1] = before._replace(last=last)
        else:
            segments.append(here)
    return tuple(segments)
