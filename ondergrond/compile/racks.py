"""Racks: which networks could ride together, and how they stand (docs/model.md, section 6)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from ondergrond.bodies import network_body
from ondergrond.claims import Mobility, NetworkClaim, Serves
from ondergrond.compile.amounts import Ledger, network_part
from ondergrond.compile.design import CoverRule, Design, Face, Part
from ondergrond.compile.items import LEFT, RIGHT, Demands, can_split
from ondergrond.compile.singles import services_at_start
from ondergrond.layout import Side
from ondergrond.rules import NETWORKS, RACK_LEVELS, RackRule

BOTH: tuple[Side, ...] = ("left", "right")

MOST_GROUPS = 10
"""Groups of one rack; with more the number of candidate sets (2 to this power) would be silly."""


class TooManyGroupsError(ValueError):
    """A street asks more kinds of networks of one rack than the model has candidates for."""


class Rider(NamedTuple):
    """A network on a beam, and the sides it serves there."""

    claim: NetworkClaim
    sides: tuple[Side, ...]


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
    riders = [c for c in demands.movable if isinstance(c, NetworkClaim) and may_ride(c, ledger)]
    seen = set()
    for candidate in _candidates(riders, ledger):
        if candidate in seen:
            continue
        seen.add(candidate)
        design = _rack(ledger, demands, candidate)
        if design is not None:
            yield design


def may_ride(claim: NetworkClaim, ledger: Ledger) -> bool:
    """Whether a network that can be laid may also ride in a rack."""
    free = claim.lies or (claim.axis is None and claim.within is None)
    plain = claim.cover is None and claim.invert is None and claim.manhole is None
    return claim.rack and free and plain and ledger.rules.networks[claim.network].level is not None


def _is_core(claim: NetworkClaim) -> bool:
    return not claim.optional and claim.may is not Mobility.RELOCATABLE


def _candidates(riders: list[NetworkClaim], ledger: Ledger) -> Iterator[Candidate]:
    networks = ledger.rules.networks
    for claims in (riders, [claim for claim in riders if _is_core(claim)]):
        groups: dict[tuple[str, Serves], list[NetworkClaim]] = {}
        for claim in sorted(claims, key=_rank):
            level = networks[claim.network].level or ""
            groups.setdefault((level, claim.serves), []).append(claim)
        yield from _along_facade(groups, "left")
        yield from _along_facade(groups, "right")
        yield from _transport(groups)
        yield from _double_sided(groups)


def _rank(claim: NetworkClaim) -> tuple[int, str]:
    return NETWORKS.index(claim.network.value), claim.id


def _subsets(groups: list[list[NetworkClaim]], name: str) -> Iterator[list[NetworkClaim]]:
    if len(groups) > MOST_GROUPS:
        raise TooManyGroupsError(
            f"a rack ({name}) could carry {len(groups)} groups of networks, {MOST_GROUPS} at most. "
            "Say 'rack: false' for networks that shall not ride"
        )
    for chosen in product((False, True), repeat=len(groups)):
        claims = [c for group, is_in in zip(groups, chosen, strict=True) if is_in for c in group]
        if len(claims) >= 2:
            yield sorted(claims, key=_rank)


def _along_facade(
    groups: dict[tuple[str, Serves], list[NetworkClaim]], side: Side
) -> Iterator[Candidate]:
    own = Serves(side)
    taking = [
        group for (_, serves), group in groups.items() if serves in (own, Serves.BOTH, Serves.NONE)
    ]
    only: tuple[Side, ...] = (side,)
    for claims in _subsets(taking, f"along the {side} facade"):
        if all(claim.serves is Serves.NONE for claim in claims):
            continue
        for both_serve in (BOTH, only):
            beam = tuple(
                Rider(
                    claim,
                    claim.serves.sides
                    if claim.serves is not Serves.BOTH or not can_split(claim)
                    else both_serve,
                )
                for claim in claims
            )
            # Worked on from the street, so the beam points away from the facade.
            yield Candidate((), beam, side) if side == "left" else Candidate(beam, (), side)


def _transport(groups: dict[tuple[str, Serves], list[NetworkClaim]]) -> Iterator[Candidate]:
    none = [group for (_, serves), group in groups.items() if serves is Serves.NONE]
    for claims in _subsets(none, "for transport"):
        beam = tuple(Rider(claim, ()) for claim in claims)
        yield Candidate(beam, (), None)
        yield Candidate((), beam, None)


def _double_sided(groups: dict[tuple[str, Serves], list[NetworkClaim]]) -> Iterator[Candidate]:
    levels = [level for level in RACK_LEVELS if any(key[0] == level for key in groups)]
    for chosen in product((False, True), repeat=len(levels)):
        taken = {level for level, is_in in zip(levels, chosen, strict=True) if is_in}
        claims = sorted(
            (c for (level, _), group in groups.items() if level in taken for c in group), key=_rank
        )
        left = [Rider(c, LEFT) for c in claims if c.serves is Serves.LEFT]
        right = [Rider(c, RIGHT) for c in claims if c.serves is Serves.RIGHT]
        rest = [Rider(c, c.serves.sides) for c in claims if c.serves in (Serves.BOTH, Serves.NONE)]
        if left and right:
            yield Candidate(_sorted(left + rest), _sorted(right), None)
            yield Candidate(_sorted(left), _sorted(right + rest), None)


def _sorted(riders: list[Rider]) -> tuple[Rider, ...]:
    return tuple(sorted(riders, key=lambda rider: _rank(rider.claim)))


def _rack(ledger: Ledger, demands: Demands, candidate: Candidate) -> Design | None:
    rules = ledger.rules
    rack = rules.racks[ledger.profile.techniques.rack_case]
    standing = _standing(ledger, candidate, rack)
    if standing is None:
        return None
    parts, levels, height = standing
    width = rack.post + rack.beam * len(candidate.working)
    frame = Face("rack", "rack", 0, width, 0, height, zone_cls="rack")
    faces = tuple(
        Face(p.kind or "", p.claim, p.x, p.x + p.width, p.z, p.z + p.height) for p in parts
    )
    flat = {
        "laying": sum(ledger.laying(part, rack.laying_percent) for part in parts),
        "services": 0,
        "rack": rack.fixed + rack.per_level * levels + rack.per_mm * height + rack.depth * height,
    }
    slope = 0
    for part in parts:
        fixed, per_mm = ledger.services(part)
        flat["services"] += services_at_start(part, fixed, per_mm, ledger.profile.width)
        slope += per_mm * (("left" in part.serves) - ("right" in part.serves))
    first, last = _place(ledger, candidate, rack, width)
    items = frozenset[int]().union(
        *(
            demands.of(rider.claim, rider.sides if rider.sides else None)
            for rider in candidate.left_beam + candidate.right_beam
        )
    )
    return Design(
        technique="rack",
        name="rack of " + ", ".join(part.claim for part in parts),
        items=items,
        width=width,
        height=height,
        faces=(frame, *faces),
        parts=parts,
        cover=CoverRule(least=rack.cover, greatest=rack.deepest - height),
        first=first,
        last=last,
        flat=flat,
        per_cover={"rack": rack.depth},
        slope=slope,
        surface=ledger.surface(parts, width, rack.opening_percent),
        dewatered=True,
        things=("rack",),
        working=candidate.working,
        facade=candidate.facade,
    )


def _place(ledger: Ledger, candidate: Candidate, rack: RackRule, width: int) -> tuple[int, int]:
    """First and last start: the access strips lie in the street, and a rack along a facade near
    it.
    """
    street = ledger.profile.width
    first = rack.strip if "left" in candidate.working else 0
    last = street - width - (rack.strip if "right" in candidate.working else 0)
    if candidate.facade == "left":
        last = min(last, rack.facade)
    elif candidate.facade == "right":
        first = max(first, street - rack.facade - width)
    return first, last


def _standing(
    ledger: Ledger, candidate: Candidate, rack: RackRule
) -> tuple[tuple[Part, ...], int, int] | None:
    """Where the riders stand: their parts, the number of levels used and the height of the rack;
    None where a beam is too short.
    """
    networks = ledger.rules.networks
    riders = candidate.left_beam + candidate.right_beam
    levels = [
        level
        for level in RACK_LEVELS
        if any(networks[rider.claim.network].level == level for rider in riders)
    ]
    post = rack.beam if candidate.left_beam else 0
    parts: list[Part] = []
    z = rack.cover_plate + rack.top_gap
    for index, level in enumerate(levels):
        if index:
            z += rack.level_gap[f"{levels[index - 1]}/{level}"]
        on_level = [
            tuple(r for r in beam if networks[r.claim.network].level == level)
            for beam in (candidate.left_beam, candidate.right_beam)
        ]
        bodies = {r.claim.id: network_body(r.claim, ledger.rules) for b in on_level for r in b}
        z += max(body.height for body in bodies.values())
        for beam, direction in zip(on_level, (-1, 1), strict=True):
            reach = 0
            for rider in beam:
                body = bodies[rider.claim.id]
                near = reach + rack.lateral
                reach = near + body.width
                x = post - reach if direction < 0 else post + rack.post + near
                parts.append(
                    network_part(
                        rider.claim, body.width, body.height, rider.sides, x, z - body.height
                    )
                )
            if reach > rack.beam:
                return None
    return tuple(parts), len(levels), z + rack.bottom_gap + rack.base_plate
