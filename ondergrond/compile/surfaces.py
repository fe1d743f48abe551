"""Surfaces: what the zones above a column ask of it: cover, pavement, reopenings, and whether it
may lie there (docs/model.md, sections 4 and 5).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ondergrond.compile.amounts import Ledger
from ondergrond.compile.design import Design
from ondergrond.compile.kernel import IMPOSSIBLE, IntArray
from ondergrond.quantity import half_up


@dataclass(frozen=True)
class Surfaces:
    """The zones of a street. A range of zones is (first, last) by index, both inclusive."""

    ledger: Ledger

    @cached_property
    def _edges(self) -> tuple[IntArray, IntArray]:
        ranges = self.ledger.profile.zone_ranges
        return (
            np.array([start for start, _ in ranges], dtype=np.int64),
            np.array([end for _, end in ranges], dtype=np.int64),
        )

    def touched(self, starts: IntArray, ends: IntArray) -> tuple[IntArray, IntArray]:
        """First and last zone each body touches; last < first where it touches none."""
        lefts, rights = self._edges
        return (
            np.searchsorted(rights, starts, side="right"),
            np.searchsorted(lefts, ends, side="left") - 1,
        )

    def judge(self, design: Design, starts: IntArray, ends: IntArray) -> tuple[IntArray, IntArray]:
        """Least cover (-1 where the column may not lie, 0 without a rule) and weighted price of the
        surface, at each place.
        """
        first, last = self.touched(starts, ends)
        least = np.empty(len(starts), dtype=np.int64)
        price = np.empty(len(starts), dtype=np.int64)
        known: dict[tuple[int, int], tuple[int, int]] = {}
        for index, span in enumerate(zip(first.tolist(), last.tolist(), strict=True)):
            if span not in known:
                known[span] = self._span(design, *span)
            least[index], price[index] = known[span]
        weight = self.ledger.rules.weight(self.ledger.profile.preset, "zones")
        for face in design.faces:
            if face.zone_cls is None:
                continue
            right = ends if design.varies else starts + face.x1
            first, last = self.touched(starts + face.x0, right)
            used: dict[tuple[int, int], int | None] = {}
            for index, span in enumerate(zip(first.tolist(), last.tolist(), strict=True)):
                if span not in used:
                    used[span] = self.use(face.zone_cls, *span)
                paid = used[span]
                if paid is None:
                    price[index] = IMPOSSIBLE
                elif price[index] < IMPOSSIBLE:
                    price[index] += weight * paid
        return least, price

    def _span(self, design: Design, first: int, last: int) -> tuple[int, int]:
        zones = self.ledger.profile.zones[first : last + 1]
        least = max((design.cover.least.get(zone.kind, 0) for zone in zones), default=0)
        weigh = self.ledger.rules.weight
        preset = self.ledger.profile.preset
        trench, openings = self.amounts(design, first, last)
        return least, weigh(preset, "laying") * trench + weigh(preset, "reopenings") * sum(openings)

    def amounts(self, design: Design, first: int, last: int) -> tuple[int, tuple[int, ...]]:
        """Trench pavement of a column over a range of zones, and reopenings of each of its
        networks (su, unweighted).
        """
        prices = self.ledger.rules.prices
        zones = self.ledger.profile.zones[first : last + 1]
        pavement = max((prices.pavement[zone.surface] for zone in zones), default=0)
        nuisance = max(
            (prices.pavement[zone.surface] * prices.nuisance[zone.kind] for zone in zones),
            default=0,
        )
        openings = tuple(half_up(share * nuisance / 100) for share in design.surface.openings)
        return pavement * design.surface.trench, openings

    def use(self, cls: str, first: int, last: int) -> int | None:
        """Price (su) of a class lying under a range of zones, the largest; None where one forbids
        it.
        """
        table = self.ledger.rules.zone_use[cls].price
        worst = 0
        for zone in self.ledger.profile.zones[first : last + 1]:
            paid = table[zone.kind]
            if paid is None:
                return None
            worst = max(worst, paid)
        return worst
