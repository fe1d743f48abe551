"""Riders: the networks on the beams of racks, and shelves: those that share a level of one."""

from __future__ import annotations

from operator import attrgetter

from ondergrond.bodies import network_body
from ondergrond.claims import NetworkClaim, Serves
from ondergrond.compile.amounts import Ledger, a_side
from ondergrond.compile.design import Face, Part
from ondergrond.compile.items import Demands, can_split
from ondergrond.compile.tariff import Connections, Opening
from ondergrond.layout import Side
from ondergrond.rules import NETWORKS, RACK_LEVELS


class Rider:
    """A network on a beam, and all that is the same of it in every rack in which it serves these
    sides. One object for each network and sides; its ``bit`` tells it from the others, so that a
    set of riders is a number.

    rank: what riders of a level are sorted by.  connections: per 100 m and side; ``calls`` the same
    as the tariff wants it.  laying, services: amounts, the services where its axis lies at 0;
    slope: su per mm of axis.  margin: of its trench (mm).
    """

    def __init__(
        self,
        ledger: Ledger,
        demands: Demands,
        claim: NetworkClaim,
        sides: tuple[Side, ...],
        bit: int,
    ) -> None:
        rules = ledger.rules
        rack = rules.racks[ledger.profile.techniques.rack_case]
        rule = rules.networks[claim.network]
        body = network_body(claim, rules)
        self.bit = bit
        self.claim = claim.id
        self.kind = claim.network.value
        self.rank = rank(claim)
        self.level = RACK_LEVELS.index(rule.level or "")
        self.width, self.height = body.width, body.height
        self.sides = tuple(side for side in claim.serves.sides if side in sides)
        self.items = demands.of(claim, sides if sides else None)
        self.connections = a_side(claim)
        self.calls: Connections = (
            self.kind, self.connections.numerator, self.connections.denominator,
        )  # fmt: skip
        self.laying = ledger.tariff.laying(self.kind, self.width, rack.laying_percent)
        fixed, per_mm = ledger.tariff.services(self.calls)
        self.services = fixed * len(self.sides)
        self.services += per_mm * ledger.profile.width * ("right" in self.sides)
        self.slope = per_mm * (("left" in self.sides) - ("right" in self.sides))
        self.margin = rule.margin
        self.opening: Opening = (self.kind, self.width + 2 * rule.margin, rack.opening_percent)


def rank(claim: NetworkClaim) -> tuple[int, str]:
    """What the networks of a level are sorted by, from the post outward."""
    return NETWORKS.index(claim.network.value), claim.id


class Riders:
    """The riders of a street, made when they are first asked for.

    serving: the bits of those whose claim serves a side.  on_level: the bits of those on each
    level.
    """

    def __init__(self, ledger: Ledger, demands: Demands) -> None:
        self.ledger, self.demands = ledger, demands
        self.serving = 0
        self.on_level = [0] * len(RACK_LEVELS)
        self._known: dict[tuple[str, tuple[Side, ...]], Rider] = {}

    def of(self, claims: list[NetworkClaim], only: tuple[Side, ...] | None = None) -> int:
        """The bits of networks that serve all their sides, or, those that can be split, ``only``
        some.
        """
        bits = 0
        for claim in claims:
            sides = only if only is not None and can_split(claim) else claim.serves.sides
            rider = self._known.get((claim.id, sides))
            if rider is None:
                bit = 1 << len(self._known)
                rider = Rider(self.ledger, self.demands, claim, sides, bit)
                self._known[claim.id, sides] = rider
                self.on_level[rider.level] |= bit
                if claim.serves is not Serves.NONE:
                    self.serving |= bit
            bits |= rider.bit
        return bits

    def on_beam(self, bits: int) -> list[Rider]:
        """Riders by their bits, from the post outward."""
        return sorted([one for one in self._known.values() if one.bit & bits], key=_rank_of)


_rank_of = attrgetter("rank")


class Shelf:
    """The riders of one level, and what they are together in every rack in which they stand so.

    places: where each starts (mm from the start of the rack), and which it is; those of the left
    beam first.  height: of the highest.  names: their claims.  margin: the largest.  The rest as
    of a ``Design``.
    """

    def __init__(self, places: list[tuple[int, Rider]]) -> None:
        riders = [rider for _, rider in places]
        self.places = places
        self.height = max([rider.height for rider in riders])
        self.names = ", ".join([rider.claim for rider in riders])
        self.items = frozenset().union(*[rider.items for rider in riders])
        self.laying = sum([rider.laying for rider in riders])
        axes = [x + rider.width // 2 for x, rider in places]
        self.services = sum(
            [one.services + one.slope * axis for one, axis in zip(riders, axes, strict=True)]
        )
        self.slope = sum([rider.slope for rider in riders])
        self.margin = max([rider.margin for rider in riders])
        self.openings = tuple([rider.opening for rider in riders])
        calling = [rider for rider in riders if rider.calls[1]]
        self.to_left = tuple([rider.calls for rider in calling if "left" in rider.sides])
        self.to_right = tuple([rider.calls for rider in calling if "right" in rider.sides])
        self._standing: dict[int, tuple[tuple[Part, ...], tuple[Face, ...]]] = {}

    def at(self, bottom: int) -> tuple[tuple[Part, ...], tuple[Face, ...]]:
        """Its riders as parts and as faces, standing ``bottom`` below the top of a rack; racks with
        the same levels above share them.
        """
        known = self._standing.get(bottom)
        if known is None:
            parts, faces = [], []
            for x, one in self.places:
                top, end = bottom - one.height, x + one.width
                parts.append(Part(
                    one.claim, x, top, one.width, one.height, one.kind, one.sides, one.connections
                ))  # fmt: skip
                faces.append(Face(one.kind, one.claim, x, end, top, bottom))
            known = self._standing[bottom] = tuple(parts), tuple(faces)
        return known
