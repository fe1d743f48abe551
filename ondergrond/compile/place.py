"""The place score: what a design pays by where it lies (docs/model.md, sections 3, 4 and 5).

Over the starts of a column the score is piecewise linear: it jumps where a body begins or ends to
touch a zone, where a distance to an obstacle reaches a step, where the middle passes an obstacle's
axis; between jumps only services grow or shrink. So it is enough to evaluate it once between two
jumps. All designs of a street are packed into a few arrays and done in one call of a kernel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise, repeat
from typing import NamedTuple

import numpy as np

from ondergrond.compile.amounts import Ledger
from ondergrond.compile.counting import counted
from ondergrond.compile.design import Design
from ondergrond.compile.gapprice import NUMBER, GapPrices
from ondergrond.compile.kernel import IMPOSSIBLE, LAST, WIDTH, Ground, IntArray, Pack, judged
from ondergrond.compile.obstacles import Obstacle
from ondergrond.compile.places import every_jump
from ondergrond.compile.surfaces import Surfaces
from ondergrond.compile.tariff import Connections
from ondergrond.quantity import LONGEST
from ondergrond_solver import Segment

UNLIMITED = 4 * LONGEST
"""A cover nothing reaches (mm)."""


class _Packed(NamedTuple):
    """Designs, and as the kernels want them."""

    designs: tuple[Design, ...]
    ground: Ground
    pack: Pack


@dataclass(frozen=True)
class Field:
    """A street's obstacles and zones, ready to judge any design anywhere."""

    ledger: Ledger
    prices: GapPrices
    obstacles: tuple[Obstacle, ...]
    surfaces: Surfaces

    def judge(self, design: Design, starts: IntArray, ends: IntArray) -> tuple[IntArray, IntArray]:
        """Weighted place score and cover of a design at each place: everything it pays that
        depends on where it lies, services' slope excepted. ``IMPOSSIBLE`` where it may not lie.
        """
        which = np.zeros(len(starts), dtype=np.int64)
        return judged(*self.packed([design]), which, starts, ends)

    def covers(self, designs: Sequence[Design], starts: IntArray, ends: IntArray) -> IntArray:
        """The cover of each design at its place; -1 where it may not lie."""
        if not designs:
            return starts
        for kept in self._kept:
            number = {id(design): d for d, design in enumerate(kept.designs)}
            if all(id(design) in number for design in designs):
                which = np.array([number[id(design)] for design in designs], dtype=np.int64)
                return judged(kept.ground, kept.pack, which, starts, ends)[1]
        which = np.arange(len(designs), dtype=np.int64)
        return judged(*self.packed(designs), which, starts, ends)[1]

    @cached_property
    def _kept(self) -> list[_Packed]:
        """What ``segments`` packed last, if anything: a layout asks for some of these designs."""
        return []

    def segments(
        self, designs: Sequence[Design], constants: Sequence[int]
    ) -> list[tuple[Segment, ...]]:
        """The place scores of designs of fixed width as segments over their starts; ``constants``
        are what they pay anywhere (weighted su), ``slope`` what services add per mm of start.
        """
        if not designs:
            return []
        ground, pack = self.packed(designs)
        self._kept[:] = [_Packed(tuple(designs), ground, pack)]
        which, starts = np.ascontiguousarray(every_jump(ground, pack).T)
        scores, _ = judged(ground, pack, which, starts, starts + pack.numbers[which, WIDTH])
        # Neighbours that pay the same are one segment; it ends where the next one begins.
        kept = np.flatnonzero(
            np.diff(which, prepend=-1).astype(bool) | np.diff(scores, prepend=-1).astype(bool)
        )
        which, starts, scores = which[kept], starts[kept], scores[kept]
        lasts = np.where(
            np.diff(which, append=-1) == 0, np.roll(starts, -1) - 1, pack.numbers[which, LAST]
        )
        lies = scores < IMPOSSIBLE
        which, starts, lasts, scores = which[lies], starts[lies], lasts[lies], scores[lies]
        weight = self.ledger.weight("services")
        slope = np.array([weight * design.slope for design in designs], dtype=np.int64)[which]
        scores += np.array(constants, dtype=np.int64)[which] + slope * starts
        rows = zip(starts.tolist(), lasts.tolist(), scores.tolist(), slope.tolist(), strict=True)
        # Tens of thousands a second: no call of Python for each of them.
        every = tuple(map(tuple.__new__, repeat(Segment), rows))
        ends = np.searchsorted(which, np.arange(len(designs) + 1)).tolist()
        return [every[first:last] for first, last in pairwise(ends)]

    # --- what the kernels want -------------------------------------------------------------------

    def packed(self, designs: Sequence[Design]) -> tuple[Ground, Pack]:
        """Designs, and the street with the rules they need."""
        classes = {face.cls for design in designs for face in design.faces}
        tables = self.prices.tables(classes, self._classes)
        use_rows: dict[str, int] = {}
        faces: list[tuple[int, ...]] = []
        numbers: list[tuple[int, ...]] = []
        cover_rows: dict[int, int] = {}
        covers: list[list[int]] = []
        water = self.ledger.profile.ground.groundwater
        wet = high = 0
        if water is not None:
            high = water.high
            wet = self.ledger.weight("groundwater") * self.ledger.rules.prices.dewatering
        weighed: dict[int, int] = {}
        for one in designs:
            varies, first_face = one.varies, len(faces)
            for cls, _, x0, x1, z0, z1, zone_cls, from_ground in one.faces:
                use = -1 if zone_cls is None else use_rows.setdefault(zone_cls, len(use_rows))
                faces.append((x0, 0 if varies else x1, z0, z1, from_ground, NUMBER[cls], use))
            least, given, greatest = one.cover
            row = cover_rows.setdefault(id(least), len(covers))
            if row == len(covers):
                covers.append(self.surfaces.covers(least))
            per_cover = id(one.per_cover)
            if per_cover not in weighed:
                weighed[per_cover] = self.ledger.weighed(one.per_cover.items())
            numbers.append((
                one.first, one.last, one.width, varies,
                IMPOSSIBLE if given is None else given,
                UNLIMITED if greatest is None else greatest,
                weighed[per_cover],
                wet if one.dewatered else 0,
                high - one.height if one.dewatered else 0,
                row, first_face, len(faces),
            ))  # fmt: skip
        ground = Ground(
            zones=self._zones,
            boxes=self._boxes,
            uses=np.array([self._uses(cls) for cls in use_rows], dtype=np.int64).reshape(
                len(use_rows), len(self._zones)
            ),
            axes=self._axes,
            rule=tables.rule,
            threshold=tables.threshold,
            price=tables.price,
            reach=tables.reach,
        )
        return ground, Pack(
            numbers=_table(numbers, 12),
            covers=np.array(covers, dtype=np.int64),
            surface=self.surfaces.prices(designs),
            crossings=self._crossings(designs),
            faces=_table(faces, 7),
        )

    @cached_property
    def _zones(self) -> IntArray:
        return np.stack(self.surfaces.edges, axis=1)

    @cached_property
    def _classes(self) -> tuple[str, ...]:
        return tuple({face.cls: None for o in self.obstacles for face in o.faces})

    @cached_property
    def _boxes(self) -> IntArray:
        """Faces of the obstacles, as ``Ground.boxes``."""
        spread = self.ledger.rules.load_spread
        rows = [
            (
                f.box.start, f.box.end, f.box.top, f.box.bottom, number, NUMBER[f.cls],
                spread if obstacle.is_foundation else 0,
            )
            for number, obstacle in enumerate(self.obstacles)
            for f in obstacle.faces
        ]  # fmt: skip
        return np.array(rows, dtype=np.int64).reshape(len(rows), 7)

    @cached_property
    def _known_uses(self) -> dict[str, list[int]]:
        return {}

    def _uses(self, cls: str) -> list[int]:
        if cls not in self._known_uses:
            self._known_uses[cls] = self.surfaces.uses(cls)
        return self._known_uses[cls]

    # --- crossings with obstacles ----------------------------------------------------------------

    @cached_property
    def crossed(self) -> tuple[Obstacle, ...]:
        """The obstacles that house connections can cross or belong to, by their axes."""
        return tuple(
            sorted((o for o in self.obstacles if o.thing is not None), key=lambda o: o.axis)
        )

    @cached_property
    def _axes(self) -> IntArray:
        return np.array([o.axis for o in self.crossed], dtype=np.int64)

    def _crossings(self, designs: Sequence[Design]) -> IntArray:
        """As ``Pack.crossings``: of a design left and right of the obstacles, weighted."""
        found = np.zeros((len(designs), 2, 2, len(self.crossed) + 1), dtype=np.int64)
        if not self.crossed:
            return found
        things: dict[str, int] = {}
        met = counted([one.things for one in designs], things)
        sides = (
            ("right", [one.to_left for one in designs]),
            ("left", [one.to_right for one in designs]),
        )
        for place, (other, calls) in enumerate(sides):
            kinds: dict[Connections, int] = {}
            calling = counted(calls, kinds)
            amounts = calling @ self._stacked([self._calling(one) for one in kinds])
            amounts += met @ self._stacked([self._called(thing, other) for thing in things])
            amounts = amounts.reshape(len(designs), 2, len(self.crossed))
            np.cumsum(amounts, axis=2, out=found[:, place, :, 1:])
        found[:, :, 0] *= self.ledger.weight("order")
        return found

    def _stacked(self, amounts: list[IntArray]) -> IntArray:
        """Amounts at every obstacle, as rows."""
        return np.array(amounts, dtype=np.int64).reshape(len(amounts), 2 * len(self.crossed))

    @cached_property
    def _known_crossings(self) -> dict[object, IntArray]:
        return {}

    def _calling(self, connections: Connections) -> IntArray:
        """(2, crossed) price of house connections over every obstacle, and whether impossible."""
        known = self._known_crossings.get(connections)
        if known is None:
            crossed = self.ledger.tariff.crossed
            known = _priced([crossed(connections, o.thing or "") for o in self.crossed])
            self._known_crossings[connections] = known
        return known

    def _called(self, thing: str, side: str) -> IntArray:
        """The same of the house connections of every obstacle towards a side, over a thing."""
        known = self._known_crossings.get((thing, side))
        if known is None:
            known = _priced(
                [
                    0
                    if o.calls is None or side not in o.serves
                    else self.ledger.tariff.crossed(o.calls, thing)
                    for o in self.crossed
                ]
            )
            self._known_crossings[thing, side] = known
        return known

    def crossings_with(self, design: Design, obstacle: Obstacle, side: str) -> int:
        """Price (su) of the crossings between a new column and an obstacle on its ``side``, where
        none is impossible.
        """
        assert obstacle.thing is not None
        crossed = self.ledger.tariff.crossed
        total = 0
        for calls in design.to_left if side == "left" else design.to_right:
            total += crossed(calls, obstacle.thing) or 0
        other = "right" if side == "left" else "left"
        if obstacle.calls is not None and other in obstacle.serves:
            for thing in design.things:
                total += crossed(obstacle.calls, thing) or 0
        return total


def _table(rows: list[tuple[int, ...]], width: int) -> IntArray:
    numbers = np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=width * len(rows))
    return numbers.reshape(len(rows), width)


def _priced(prices: list[int | None]) -> IntArray:
    rows = [[price or 0 for price in prices], [price is None for price in prices]]
    return np.array(rows, dtype=np.int64)
