"""The tariff: amounts that depend on the rule set alone, computed once for all streets under it."""

from __future__ import annotations

from fractions import Fraction

from ondergrond.quantity import half_up_ratio
from ondergrond.rules import RuleSet

Opening = tuple[str, int, int]
"""What reopening a network is priced by: its kind, the width of its trench (mm), and which percent
of its own trench it pays."""

Connections = tuple[str, int, int]
"""House connections: kind of network, numerator and denominator of their number per 100 m and side
served."""

MOST_SHARED = 32
"""Rule sets whose tariffs are kept for the next street."""

MOST_KNOWN = 200_000
"""Amounts a tariff keeps; streets of a city ask for some thousands."""


class Tariff:
    """Amounts (su per metre of street) under one rule set, each kept once it is asked for."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self._renewals: dict[int, Fraction] = {}
        self._laying: dict[tuple[str, int, int], int] = {}
        self._services: dict[Connections, tuple[int, int]] = {}
        self._openings: dict[Opening, Fraction] = {}
        self._reopened: dict[tuple[Opening, int], int] = {}
        self._crossed: dict[tuple[Connections, str], int | None] = {}

    @classmethod
    def of(cls, rules: RuleSet) -> Tariff:
        """The tariff of this very rule set: the same object for one street after the other."""
        known = _SHARED.get(id(rules))
        if known is None or known.rules is not rules or known.is_full:
            if len(_SHARED) >= MOST_SHARED:
                _SHARED.clear()
            known = _SHARED[id(rules)] = cls(rules)
        return known

    @property
    def is_full(self) -> bool:
        """Whether it keeps so much that it is better begun anew."""
        return len(self._reopened) + len(self._laying) + len(self._crossed) > MOST_KNOWN

    def laying(self, kind: str, width: int, percent: int) -> int:
        """Laying a body ``width`` mm wide with its renewals, without what its depth adds;
        ``percent`` of it in a rack.
        """
        key = (kind, width, percent)
        known = self._laying.get(key)
        if known is None:
            rule = self.rules.networks[kind]
            if rule.lifetime not in self._renewals:
                self._renewals[rule.lifetime] = self.rules.renewals(rule.lifetime)
            renewals = self._renewals[rule.lifetime]
            price = rule.laying + rule.laying_per_mm * width
            known = self._laying[key] = half_up_ratio(
                price * renewals.numerator * percent, renewals.denominator * 100
            )
        return known

    def services(self, connections: Connections) -> tuple[int, int]:
        """Of one side served: the part that does not depend on the distance, and su per mm of
        it.
        """
        known = self._services.get(connections)
        if known is None:
            kind, count, per = connections
            rule = self.rules.networks[kind]
            slope = rule.service_per_mm
            known = self._services[connections] = (
                half_up_ratio(count * rule.service, per * 100),
                half_up_ratio(count * slope.numerator, per * 100 * slope.denominator),
            )
        return known

    def reopened(self, opening: Opening, paved: int) -> int:
        """Present value of reopening a network under ``paved`` su/mm of pavement x nuisance
        percent.
        """
        key = (opening, paved)
        known = self._reopened.get(key)
        if known is None:
            share = self._openings.get(opening)
            if share is None:
                kind, width, percent = opening
                rate = self.rules.networks[kind].openings
                share = rate * self.rules.annuity * width * percent / 100
                self._openings[opening] = share
            known = self._reopened[key] = half_up_ratio(
                share.numerator * paved, share.denominator * 100
            )
        return known

    def crossed(self, connections: Connections, thing: str) -> int | None:
        """Price of house connections crossing a thing; None where impossible."""
        kind, count, per = connections
        if count == 0:
            return 0
        key = (connections, thing)
        if key not in self._crossed:
            price = self.rules.crossings[kind].price[thing]
            self._crossed[key] = None if price is None else half_up_ratio(count * price, per * 100)
        return self._crossed[key]


_SHARED: dict[int, Tariff] = {}
