"""Surfaces: what the zones above a column ask of it: cover, pavement, reopenings, and whether it
may lie there (docs/model.md, sections 4 and 5).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ondergrond.compile.amounts import Ledger
from ondergrond.compile.counting import counted
from ondergrond.compile.design import Design
from ondergrond.compile.kernel import IMPOSSIBLE, IntArray
from ondergrond.compile.tariff import Opening


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

    def under(self, start: int, end: int) -> tuple[int, int]:
        """As ``touched``, of one body."""
        lefts, rights = self._edge_lists
        return bisect_right(rights, start), bisect_left(lefts, end) - 1

    @cached_property
    def _edge_lists(self) -> tuple[list[int], list[int]]:
        lefts, rights = self.edges
        return lefts.tolist(), rights.tolist()

    @cached_property
    def _kinds(self) -> list[str]:
        return [zone.kind.value for zone in self.ledger.profile.zones]

    @cached_property
    def _pavements(self) -> list[int]:
        """su per mm of the pavement of every zone."""
        pavement = self.ledger.rules.prices.pavement
        return [pavement[zone.surface] for zone in self.ledger.profile.zones]

    @cached_property
    def _nuisances(self) -> list[int]:
        """The pavement x nuisance percent of every zone."""
        nuisance = self.ledger.rules.prices.nuisance
        return [
            paved * nuisance[kind] for paved, kind in zip(self._pavements, self._kinds, strict=True)
        ]

    # --- for the kernels: the dearest of several zones counts, so each zone has its own price -----

    def covers(self, table: Mapping[str, int]) -> list[int]:
        """The least cover under every zone; 0 where the table has none."""
        return [table.get(kind, 0) for kind in self._kinds]

    def prices(self, designs: Sequence[Design]) -> IntArray:
        """(D, 2, Z) weighted price of the trench and of the reopenings of each design under every
        zone.
        """
        trenches = np.array([one.surface.trench for one in designs], dtype=np.int64)
        openings: dict[Opening, int] = {}
        counts = counted([one.surface.openings for one in designs], openings)
        reopened = self.ledger.tariff.reopened
        paid = [[reopened(one, paved) for paved in self._nuisances] for one in openings]
        prices = np.array(paid, dtype=np.int64).reshape(len(openings), len(self._kinds))
        found = np.empty((len(designs), 2, len(self._kinds)), dtype=np.int64)
        np.multiply.outer(self.ledger.weight("laying") * trenches, self._pavements, out=found[:, 0])
        np.multiply(self.ledger.weight("reopenings"), counts @ prices, out=found[:, 1])
        return found

    def uses(self, cls: str) -> list[int]:
        """Weighted price of a class under every zone, ``IMPOSSIBLE`` where it is forbidden."""
        table = self.ledger.rules.zone_use[cls].price
        weight = self.ledger.weight("zones")
        paid = [table[kind] for kind in self._kinds]
        return [IMPOSSIBLE if one is None else weight * one for one in paid]

    # --- for a layout: what is paid at one place -------------------------------------------------

    def amounts(self, design: Design, first: int, last: int) -> tuple[int, tuple[int, ...]]:
        """Trench pavement of a column over a range of zones, and reopenings of each of its
        networks (su, unweighted).
        """
        pavement = max(self._pavements[first : last + 1], default=0)
        nuisance = max(self._nuisances[first : last + 1], default=0)
        reopened = self.ledger.tariff.reopened
        return (
            pavement * design.surface.trench,
            tuple(reopened(one, nuisance) for one in design.surface.openings),
        )

    def use(self, cls: str, first: int, last: int) -> int | None:
        """Price (su) of a class lying under a range of zones, the largest; None where one forbids
        it.
        """
        table = self.ledger.rules.zone_use[cls].price
        paid = [table[kind] for kind in self._kinds[first : last + 1]]
        known = [one for one in paid if one is not None]
        return max(known, default=0) if len(known) == len(paid) else None
