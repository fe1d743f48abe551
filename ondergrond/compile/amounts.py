"""Amounts of the score terms that a design pays by itself (docs/model.md, section 5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from ondergrond.claims import NetworkClaim
from ondergrond.compile.design import Part, Surface
from ondergrond.compile.tariff import Connections, Tariff
from ondergrond.profile import StreetProfile
from ondergrond.rules import RuleSet


@dataclass(frozen=True)
class Ledger:
    """Prices of one street under one rule set; all amounts in su per metre of street."""

    profile: StreetProfile
    rules: RuleSet

    @cached_property
    def tariff(self) -> Tariff:
        """What the rule set alone decides."""
        return Tariff.of(self.rules)

    @cached_property
    def _weights(self) -> dict[str, int]:
        return {}

    def weight(self, term: str) -> int:
        """How often a term counts under the profile's preset."""
        known = self._weights.get(term)
        if known is None:
            known = self._weights[term] = self.rules.weight(self.profile.preset, term)
        return known

    def weighed(self, amounts: Iterable[tuple[str, int]]) -> int:
        """Amounts by term, each as often as its term counts, added up."""
        total, weights = 0, self._weights
        for term, su in amounts:
            total += (weights[term] if term in weights else self.weight(term)) * su
        return total

    def laying(self, part: Part, percent: int = 100) -> int:
        """Laying a network with its renewals, without what its depth adds; ``percent`` in a
        rack.
        """
        return self.tariff.laying(part.kind or "", part.width, percent)

    def services(self, part: Part) -> tuple[int, int]:
        """Of one side served: the part that does not depend on the distance, and su per mm of
        it.
        """
        return self.tariff.services(connections_of(part))

    def surface(self, parts: tuple[Part, ...], width: int, percent: int = 100) -> Surface:
        """What the networks among ``parts`` pay for the pavement above a column of ``width`` mm."""
        margins = [(part, self.rules.networks[part.kind].margin) for part in parts if part.kind]
        trench = 0
        if self.profile.works == "trench" and margins:
            trench = width + 2 * max(margin for _, margin in margins)
        return Surface(
            tuple((part.kind or "", part.width + 2 * margin, percent) for part, margin in margins),
            trench,
        )

    def crossing(self, part: Part, thing: str) -> int | None:
        """Price of a part's connections on one side crossing a thing; None where impossible."""
        if part.kind is None:
            return 0
        return self.tariff.crossed(connections_of(part), thing)


def connections_of(part: Part) -> Connections:
    """The house connections of a network on one side."""
    number = part.connections
    return (part.kind or "", number.numerator, number.denominator)


def crossing_parts(parts: Iterable[Part], side: str) -> tuple[Connections, ...]:
    """The house connections of some parts towards a side."""
    return tuple(connections_of(p) for p in parts if p.kind and p.connections and side in p.serves)


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
    return Part(
        claim.id,
        x,
        z,
        width,
        height,
        kind=claim.network.value,
        serves=served,
        connections=a_side(claim),
    )


def a_side(claim: NetworkClaim) -> Fraction:
    """Connections per 100 m on each side a network serves."""
    number, sides = claim.connections, len(claim.serves.sides)
    return number if sides < 2 else number / sides
