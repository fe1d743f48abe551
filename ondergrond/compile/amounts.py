"""Amounts of the score terms that a design pays by itself (docs/model.md, section 5)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from ondergrond.claims import NetworkClaim
from ondergrond.compile.design import Part, Surface
from ondergrond.profile import StreetProfile
from ondergrond.quantity import half_up_ratio
from ondergrond.rules import RuleSet


@dataclass(frozen=True)
class Ledger:
    """Prices of one street under one rule set; all amounts in su per metre of street."""

    profile: StreetProfile
    rules: RuleSet

    @cached_property
    def _renewals(self) -> dict[int, Fraction]:
        return {}

    @cached_property
    def _openings(self) -> dict[tuple[str, int, int], Fraction]:
        return {}

    @cached_property
    def _crossed(self) -> dict[tuple[str, int, int, str], int | None]:
        return {}

    def laying(self, part: Part, percent: int | None = None) -> int:
        """Laying a network with its renewals, without what its depth adds; ``percent`` in a
        rack.
        """
        rule = self.rules.networks[part.kind or ""]
        if rule.lifetime not in self._renewals:
            self._renewals[rule.lifetime] = self.rules.renewals(rule.lifetime)
        renewals = self._renewals[rule.lifetime]
        price = rule.laying + rule.laying_per_mm * part.width
        share, whole = (1, 1) if percent is None else (percent, 100)
        return half_up_ratio(price * renewals.numerator * share, renewals.denominator * whole)

    def services(self, part: Part) -> tuple[int, int]:
        """Of one side served: the part that does not depend on the distance, and su per mm of
        it.
        """
        rule = self.rules.networks[part.kind or ""]
        count, per = part.connections.numerator, part.connections.denominator * 100
        slope = rule.service_per_mm
        return (
            half_up_ratio(count * rule.service, per),
            half_up_ratio(count * slope.numerator, per * slope.denominator),
        )

    def opening(self, part: Part, percent: int = 100) -> Fraction:
        """Present value of reopening a part, per su/mm of nuisance-weighted pavement, exact."""
        rule = self.rules.networks[part.kind or ""]
        width = part.width + 2 * rule.margin
        key = (part.kind or "", width, percent)
        known = self._openings.get(key)
        if known is None:
            known = rule.openings * self.rules.annuity * width * percent / 100
            self._openings[key] = known
        return known

    def surface(self, parts: tuple[Part, ...], width: int, percent: int = 100) -> Surface:
        """What the networks among ``parts`` pay for the pavement above a column of ``width`` mm."""
        margins = [self.rules.networks[part.kind].margin for part in parts if part.kind]
        trench = 0
        if self.profile.works == "trench" and margins:
            trench = width + 2 * max(margins)
        return Surface(tuple(self.opening(part, percent) for part in parts if part.kind), trench)

    def crossing(self, part: Part, thing: str) -> int | None:
        """Price of a part's connections on one side crossing a thing; None where impossible."""
        if part.kind is None:
            return 0
        return self.crossed(part.kind, part.connections, thing)

    def crossed(self, kind: str, connections: Fraction, thing: str) -> int | None:
        """Price of a network's connections on one side crossing a thing; None where impossible."""
        count, per = connections.numerator, connections.denominator
        if count == 0:
            return 0
        key = (kind, count, per, thing)
        if key not in self._crossed:
            price = self.rules.crossings[kind].price[thing]
            self._crossed[key] = None if price is None else half_up_ratio(count * price, per * 100)
        return self._crossed[key]


def network_part(
    claim: NetworkClaim,
    width: int,
    height: int,
    sides: tuple[str, ...],
    x: int = 0,
    z: int = 0,
) -> Part:
    """The part a network is in a column in which it serves ``sides``."""
    served = tuple(side for side in claim.serves.sides if side in sides)
    connections = claim.connections / max(1, len(claim.serves.sides))
    return Part(
        claim.id,
        x,
        z,
        width,
        height,
        kind=claim.network.value,
        serves=served,
        connections=connections,
    )
