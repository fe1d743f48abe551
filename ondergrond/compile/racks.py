"""Racks: which networks could ride together, and how they stand (docs/model.md, section 6)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from operator import attrgetter
from typing import NamedTuple

from ondergrond.bodies import network_body
from ondergrond.claims import Mobility, NetworkClaim, Serves
from ondergrond.compile.amounts import Ledger, a_side
from ondergrond.compile.design import CoverRule, Design, Face, Part, Surface
from ondergrond.compile.items import Demands, can_split
from ondergrond.compile.tariff import Connections, Opening
from ondergrond.layout import Side
from ondergrond.rules import NETWORKS, RACK_LEVELS

MOST_GROUPS = 10
"""Groups of one rack; with more the number of candidate sets (2 to this power) would be silly."""


class TooManyGroupsError(ValueError):
    """A street asks more kinds of networks of one rack than the model has candidates for."""


class Rider:
    """A network on a beam, and all that is the same of it in every rack in which it serves these
    sides. One object for each network and sides: sets of riders are told apart by identity.

    serves: the sides its claim serves.  rank: what riders of a level are sorted by.
    connections: per 100 m and side; ``calls`` the same as the tariff wants it.  laying, services:
    amounts, the services where its axis lies at 0; slope: su per mm of axis.  margin: of its trench
    (mm).
    """

    def __init__(
        self, ledger: Ledger, demands: Demands, claim: NetworkClaim, sides: tuple[Side, ...]
    ) -> None:
        rules = ledger.rules
        rack = rules.racks[ledger.profile.techniques.rack_case]
        rule = rules.networks[claim.network]
        body = network_body(claim, rules)
        self.claim = claim.id
        self.kind = claim.network.value
        self.serves = claim.serves
        self.rank = _rank(claim)
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
        self._standing: dict[tuple[int, int], tuple[Part, Face]] = {}

    def at(self, x: int, bottom: int) -> tuple[Part, Face]:
        """It as a part and as a face, ``x`` from the start and standing ``bottom`` below the top of
        a rack; racks with the same levels share them.
        """
        known = self._standing.get((x, bottom))
        if known is None:
            z = bottom - self.height
            known = self._standing[x, bottom] = (
                Part(
                    self.claim, x, z, self.width, self.height, self.kind, self.sides,
                    self.connections,
                ),
                Face(self.kind, self.claim, x, x + self.width, z, bottom),
            )  # fmt: skip
        return known


class Candidate(NamedTuple):
    """A set of riders by beam; the beam towards the left and the one towards the right of the
    post.
    """

    left_beam: tuple[Rider, ...]
    right_beam: tuple[Rider, ...]
    facade: Side | None

    @property
    def working(self) -> tuple[Side, ...]:
        """The sides it is worked on from: those with a beam."""
        return ("left",) * bool(self.left_beam) + ("right",) * bool(self.right_beam)  # type: ignore[return-value]


def rack_designs(ledger: Ledger, demands: Demands) -> Iterator[Design]:
    """Every rack that could stand in the street, each set of riders once."""
    if ledger.profile.techniques.rack != "allowed":
        return
    claims = [c for c in demands.movable if isinstance(c, NetworkClaim) and may_ride(c, ledger)]
    riders, builder = _Riders(ledger, demands), _Builder(ledger)
    seen = set()
    for candidate in _candidates(claims, riders):
        if candidate in seen:
            continue
        seen.add(candidate)
        design = builder.built(candidate)
        if design is not None:
            yield design


def may_ride(claim: NetworkClaim, ledger: Ledger) -> bool:
    """Whether a network that can be laid may also ride in a rack."""
    free = claim.lies or (claim.axis is None and claim.within is None)
    plain = claim.cover is None and claim.invert is None and claim.manhole is None
    return claim.rack and free and plain and ledger.rules.networks[claim.network].level is not None


def _is_core(claim: NetworkClaim) -> bool:
    return not claim.optional and claim.may is not Mobility.RELOCATABLE


class _Riders:
    """The riders of a street, made when they are first asked for."""

    def __init__(self, ledger: Ledger, demands: Demands) -> None:
        self.ledger, self.demands = ledger, demands
        self._known: dict[tuple[str, tuple[Side, ...]], Rider] = {}

    def of(self, claim: NetworkClaim, sides: tuple[Side, ...]) -> Rider:
        """A network that serves these sides."""
        key = (claim.id, sides)
        if key not in self._known:
            self._known[key] = Rider(self.ledger, self.demands, claim, sides)
        return self._known[key]


def _candidates(claims: list[NetworkClaim], riders: _Riders) -> Iterator[Candidate]:
    networks = riders.ledger.rules.networks
    for taken in (claims, [claim for claim in claims if _is_core(claim)]):
        groups: dict[tuple[str, Serves], list[NetworkClaim]] = {}
        for claim in sorted(taken, key=_rank):
            level = networks[claim.network].level or ""
            groups.setdefault((level, claim.serves), []).append(claim)
        yield from _along_facade(groups, riders, "left")
        yield from _along_facade(groups, riders, "right")
        yield from _transport(groups, riders)
        yield from _double_sided(groups, riders)


def _rank(claim: NetworkClaim) -> tuple[int, str]:
    return NETWORKS.index(claim.network.value), claim.id


def _subsets(groups: list[list[Rider]], name: str) -> Iterator[tuple[Rider, ...]]:
    """Any set of groups that holds two riders or more."""
    if len(groups) > MOST_GROUPS:
        raise TooManyGroupsError(
            f"a rack ({name}) could carry {len(groups)} groups of networks, {MOST_GROUPS} at most. "
            "Say 'rack: false' for networks that shall not ride"
        )
    for chosen in product((False, True), repeat=len(groups)):
        riders = [r for group, is_in in zip(groups, chosen, strict=True) if is_in for r in group]
        if len(riders) >= 2:
            yield _sorted(riders)


def _along_facade(
    groups: dict[tuple[str, Serves], list[NetworkClaim]], riders: _Riders, side: Side
) -> Iterator[Candidate]:
    taking = [
        group
        for (_, serves), group in groups.items()
        if serves in (Serves(side), Serves.BOTH, Serves.NONE)
    ]
    # Those for both sides all serve both, or all that can be split serve this one alone.
    only: tuple[Side, ...] = (side,)
    beams = [
        [
            [riders.of(c, only if split and can_split(c) else c.serves.sides) for c in group]
            for group in taking
        ]
        for split in (False, True)
    ]
    name = f"along the {side} facade"
    for both, own in zip(*(_subsets(groups, name) for groups in beams), strict=True):
        for beam in (both, own):
            if any(rider.serves is not Serves.NONE for rider in beam):
                # Worked on from the street, so the beam points away from the facade.
                yield Candidate((), beam, side) if side == "left" else Candidate(beam, (), side)


def _transport(
    groups: dict[tuple[str, Serves], list[NetworkClaim]], riders: _Riders
) -> Iterator[Candidate]:
    none = [
        [riders.of(claim, ()) for claim in group]
        for (_, serves), group in groups.items()
        if serves is Serves.NONE
    ]
    for beam in _subsets(none, "for transport"):
        yield Candidate(beam, (), None)
        yield Candidate((), beam, None)


def _double_sided(
    groups: dict[tuple[str, Serves], list[NetworkClaim]], riders: _Riders
) -> Iterator[Candidate]:
    levels = [level for level in RACK_LEVELS if any(key[0] == level for key in groups)]
    for chosen in product((False, True), repeat=len(levels)):
        taken = {level for level, is_in in zip(levels, chosen, strict=True) if is_in}
        left: list[Rider] = []
        right: list[Rider] = []
        rest: list[Rider] = []
        for (level, serves), group in groups.items():
            if level in taken:
                side = {Serves.LEFT: left, Serves.RIGHT: right}.get(serves, rest)
                side += [riders.of(claim, claim.serves.sides) for claim in group]
        if left and right:
            yield Candidate(_sorted(left + rest), _sorted(right), None)
            yield Candidate(_sorted(left), _sorted(right + rest), None)


def _sorted(riders: list[Rider]) -> tuple[Rider, ...]:
    return tuple(sorted(riders, key=_rank_of))


_rank_of = attrgetter("rank")


class _Builder:
    """Makes designs of candidates."""

    def __init__(self, ledger: Ledger) -> None:
        self.street = ledger.profile.width
        self.rule = ledger.rules.racks[ledger.profile.techniques.rack_case]
        self.pays_trench = ledger.profile.works == "trench"
        levels = list(enumerate(RACK_LEVELS))
        self.level_gaps = [
            [self.rule.level_gap[f"{upper}/{lower}"] if i < j else 0 for j, lower in levels]
            for i, upper in levels
        ]
        self.per_cover = {"rack": self.rule.depth}

    def built(self, candidate: Candidate) -> Design | None:
        """The design of a candidate; None where a beam is too short."""
        rule = self.rule
        standing = self._standing(candidate)
        if standing is None:
            return None
        order, parts, faces, levels, height = standing
        width = rule.post + rule.beam * len(candidate.working)
        frame = Face("rack", "rack", 0, width, 0, height, "rack")
        first, last = self._place(candidate, width)
        services = 0
        for rider, part in zip(order, parts, strict=True):
            services += rider.services + rider.slope * (part.x + part.width // 2)
        hardware = rule.fixed + rule.per_level * levels + (rule.per_mm + rule.depth) * height
        calling = [rider for rider in order if rider.calls[1]]
        trench = 0
        if self.pays_trench:
            trench = width + 2 * max([rider.margin for rider in order])
        return Design(
            technique="rack",
            name="rack of " + ", ".join([rider.claim for rider in order]),
            items=frozenset().union(*[rider.items for rider in order]),
            width=width,
            height=height,
            faces=(frame, *faces),
            parts=tuple(parts),
            cover=CoverRule(rule.cover, None, rule.deepest - height),
            first=first,
            last=last,
            flat={
                "laying": sum([rider.laying for rider in order]),
                "services": services,
                "rack": hardware,
            },
            per_cover=self.per_cover,
            slope=sum([rider.slope for rider in order]),
            surface=Surface(tuple([rider.opening for rider in order]), trench),
            dewatered=True,
            things=("rack",),
            to_left=tuple([rider.calls for rider in calling if "left" in rider.sides]),
            to_right=tuple([rider.calls for rider in calling if "right" in rider.sides]),
            working=candidate.working,
            facade=candidate.facade,
        )

    def _place(self, candidate: Candidate, width: int) -> tuple[int, int]:
        """First and last start: the access strips lie in the street, and a rack along a facade
        near it.
        """
        rule = self.rule
        first = rule.strip if candidate.left_beam else 0
        last = self.street - width - (rule.strip if candidate.right_beam else 0)
        if candidate.facade == "left":
            last = min(last, rule.facade)
        elif candidate.facade == "right":
            first = max(first, self.street - rule.facade - width)
        return first, last

    def _standing(
        self, candidate: Candidate
    ) -> tuple[list[Rider], list[Part], list[Face], int, int] | None:
        """Where the riders stand: they in the order of their parts, these, their faces, the number
        of levels used and the height of the rack; None where a beam is too short.
        """
        rule = self.rule
        left, right = candidate.left_beam, candidate.right_beam
        levels = sorted({rider.level for rider in left + right})
        post = rule.beam if left else 0
        order: list[Rider] = []
        parts: list[Part] = []
        faces: list[Face] = []
        z = rule.cover_plate + rule.top_gap
        for index, level in enumerate(levels):
            if index:
                z += self.level_gaps[levels[index - 1]][level]
            on_left = [rider for rider in left if rider.level == level]
            on_right = [rider for rider in right if rider.level == level]
            z += max([rider.height for rider in on_left + on_right])
            for beam, points_left in ((on_left, True), (on_right, False)):
                reach = 0
                for rider in beam:
                    near = reach + rule.lateral
                    reach = near + rider.width
                    part, face = rider.at(
                        post - reach if points_left else post + rule.post + near, z
                    )
                    order.append(rider)
                    parts.append(part)
                    faces.append(face)
                if reach > rule.beam:
                    return None
        return order, parts, faces, len(levels), z + rule.bottom_gap + rule.base_plate
