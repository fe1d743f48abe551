"""Surfaces: what the zones above a column ask of it: cover, pavement, reopenings, and whether it
may lie there (docs/model.md, sections 4 and 5).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from ondergrond.compile.amounts import Ledger
from ondergrond.compile.design import Design
from ondergrond.compile.kernel import IMPOSSIBLE, IntArray
from ondergrond.quantity import half_up_ratio


@dataclass(frozen=True)
class Surfaces:
    """The zones of a street. A range of zones is (first, last) by index, both inclusive."""

    ledger: Ledger

    @cached_property
    def edges(self) -> tuple[IntArray, IntArray]:
        """Starts and ends of the zones."""
        ranges = self.ledger.profile.zone_ranges
        return (
            np.array([start for start, _ in ranges], dtype=np.int64),
            np.array([end for _, end in ranges], dtype=np.int64),
        )

    def touched(self, starts: IntArray, ends: IntArray) -> tuple[IntArray, IntArray]:
        """First and last zone each body touches; last < first where it touches none."""
        lefts, rights = self.edges
        return (
            np.searchsorted(rights, starts, side="right"),
            np.searchsorted(lefts, ends, side="left") - 1,
        )

    def judge(self, design: Design, starts: IntArray, ends: IntArray) -> tuple[IntArray, IntArray]:
        """Least cover (-1 where the column may not lie, 0 without a rule) and weighted price of the
        surface, at each place.
        """
        spans, where = self._spans(starts, ends)
        asked = np.array([self._span(design, *span) for span in spans], dtype=np.int64)
        least, price = asked[where, 0], asked[where, 1]
        weight = self.ledger.rules.weight(self.ledger.profile.preset, "zones")
        for face in design.faces:
            if face.zone_cls is None:
                continue
            right = ends if design.varies else starts + face.x1
            spans, where = self._spans(starts + face.x0, right)
            uses = [self.use(face.zone_cls, *span) for span in spans]
            forbidden = np.array([use is None for use in uses])[where]
            paid = np.array([weight * (use or 0) for use in uses], dtype=np.int64)[where]
            price = np.where(forbidden | (price >= IMPOSSIBLE), IMPOSSIBLE, price + paid)
        return least, price

    def _spans(
        self, starts: IntArray, ends: IntArray
    ) -> tuple[list[tuple[int, int]], npt.NDArray[np.intp]]:
        """The ranges of zones that bodies touch, each once, and which of them each body touches."""
        first, last = self.touched(starts, ends)
        wide = len(self.edges[0]) + 2
        found, where = np.unique(first * wide + last + 1, return_inverse=True)
        return [(one // wide, one % wide - 1) for one in found.tolist()], where.reshape(-1)

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
        pavement, nuisance = self._paved(first, last)
        openings = tuple(
            half_up_ratio(share.numerator * nuisance, share.denominator * 100)
            for share in design.surface.openings
        )
        return pavement * design.surface.trench, openings

    @cached_property
    def _pavings(self) -> dict[tuple[int, int], tuple[int, int]]:
        return {}

    def _paved(self, first: int, last: int) -> tuple[int, int]:
        """The dearest pavement of some zones, and the greatest pavement x nuisance percent."""
        known = self._pavings.get((first, last))
        if known is None:
            prices = self.ledger.rules.prices
            zones = self.ledger.profile.zones[first : last + 1]
            known = self._pavings[first, last] = (
                max((prices.pavement[zone.surface] for zone in zones), default=0),
                max(
                    (prices.pavement[zone.surface] * prices.nuisance[zone.kind] for zone in zones),
                    default=0,
                ),
            )
        return known

    def use(self, cls: str, first: int, last: int) -> int | None:
        """Price (su) of a class lying under a range of zones, the largest; None where one forbids
        it.
        """
        key = (cls, first, last)
        if key not in self._uses:
            self._uses[key] = self._dearest(*key)
        return self._uses[key]

    @cached_property
    def _uses(self) -> dict[tuple[str, int, int], int | None]:
        return {}

    def _dearest(self, cls: str, first: int, last: int) -> int | None:
        table = self.ledger.rules.zone_use[cls].price
        worst = 0
        for zone in self.ledger.profile.zones[first : last + 1]:
            paid = table[zone.kind]
            if paid is None:
                return None
            worst = max(worst, paid)
        return worst
