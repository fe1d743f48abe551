"""Every candidate rack (docs/model.md section 6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import NamedTuple

from ondergrond.bodies import Body, given_cover, network_body
from ondergrond.claims import NetworkClaim, Serves
from ondergrond.layout import Side
from ondergrond.profile import StreetProfile
from ondergrond.rules import NETWORKS, RACK_LEVELS, RackRule, RuleSet
from tests.brute.shapes import covered, is_halved, movable
from tests.brute.things import Face, Item, Member, Shape

Group = tuple[str, Serves]
"""A level and the side served."""


class Rider(NamedTuple):
    """A network that rides: its level, the sides it serves here, and the beam it stands on."""

    claim: NetworkClaim
    level: str
    sides: tuple[Side, ...]
    beam: Side


def rack_shapes(profile: StreetProfile, rules: RuleSet) -> list[Shape]:
    """All racks of the case the profile names, each once."""
    if profile.techniques.rack != "allowed":
        return []
    rack = rules.racks[profile.techniques.rack_case]
    groups = _groups(profile, rules)
    found: dict[str, Shape] = {}
    for full in (True, False):
        kept = {key: g if full else [c for c in g if _is_core(c)] for key, g in groups.items()}
        for side in ("left", "right"):
            for riders in _along_facade(kept, side):
                away: Side = "right" if side == "left" else "left"
                _add(found, _single_sided(riders, rack, rules, working=away, facade=side))
        for riders in _transport(kept):
            for working in ("left", "right"):
                _add(found, _single_sided(riders, rack, rules, working=working, facade=None))
        for riders in _double_sided(kept):
            _add(found, _double(riders, rack, rules))
    return list(found.values())


def _add(found: dict[str, Shape], shape: Shape | None) -> None:
    if shape is not None:
        found[shape.name] = shape


def _groups(profile: StreetProfile, rules: RuleSet) -> dict[Group, list[NetworkClaim]]:
    groups: dict[Group, list[NetworkClaim]] = {}
    for claim in movable(profile):
        if not isinstance(claim, NetworkClaim) or not claim.rack:
            continue
        level = rules.networks[claim.network].level
        locked = not claim.lies and (claim.axis is not None or claim.within is not None)
        if level is None or locked or claim.manhole is not None:
            continue
        if given_cover(claim, rules) is None:
            groups.setdefault((level, claim.serves), []).append(claim)
    return groups


def _is_core(claim: NetworkClaim) -> bool:
    return not claim.lies and not claim.optional


def _subsets(keys: Iterable[Group]) -> Iterator[tuple[Group, ...]]:
    ordered = list(keys)
    for size in range(1, len(ordered) + 1):
        yield from combinations(ordered, size)


def _along_facade(groups: dict[Group, list[NetworkClaim]], side: Side) -> Iterator[list[Rider]]:
    here = [key for key in groups if key[1] in (Serves(side), Serves.BOTH, Serves.NONE)]
    for chosen in _subsets(here):
        members = [(claim, key[0]) for key in chosen for claim in groups[key]]
        if len(members) < 2 or all(claim.serves is Serves.NONE for claim, _ in members):
            continue
        for all_both in (True, False):
            yield [
                Rider(
                    claim,
                    level,
                    claim.serves.sides if all_both or not is_halved(claim) else (side,),
                    "left",
                )
                for claim, level in members
            ]


def _transport(groups: dict[Group, list[NetworkClaim]]) -> Iterator[list[Rider]]:
    for chosen in _subsets(key for key in groups if key[1] is Serves.NONE):
        riders = [Rider(claim, key[0], (), "left") for key in chosen for claim in groups[key]]
        if len(riders) >= 2:
            yield riders


def _double_sided(groups: dict[Group, list[NetworkClaim]]) -> Iterator[list[Rider]]:
    levels = sorted({level for level, _ in groups}, key=RACK_LEVELS.index)
    for size in range(1, len(levels) + 1):
        for chosen in combinations(levels, size):
            members = [(c, key[0]) for key in groups if key[0] in chosen for c in groups[key]]
            if not {Serves.LEFT, Serves.RIGHT} <= {claim.serves for claim, _ in members}:
                continue
            for rest in ("left", "right"):
                yield [
                    Rider(claim, level, claim.serves.sides, _beam(claim, rest))
                    for claim, level in members
                ]


def _beam(claim: NetworkClaim, rest: Side) -> Side:
    if claim.serves is Serves.LEFT:
        return "left"
    return "right" if claim.serves is Serves.RIGHT else rest


def _single_sided(
    riders: list[Rider], rack: RackRule, rules: RuleSet, working: Side, facade: Side | None
) -> Shape | None:
    """Post on the side away from the working side; bodies stand on the one beam."""
    one_beam = [rider._replace(beam=working) for rider in riders]
    post = 0 if working == "right" else rack.beam
    return _rack(one_beam, rack, rules, rack.post + rack.beam, post, (working,), facade)


def _double(riders: list[Rider], rack: RackRule, rules: RuleSet) -> Shape | None:
    width = 2 * rack.beam + rack.post
    return _rack(riders, rack, rules, width, rack.beam, ("left", "right"), None)


def _rack(
    riders: list[Rider],
    rack: RackRule,
    rules: RuleSet,
    width: int,
    post: int,
    working: tuple[Side, ...],
    facade: Side | None,
) -> Shape | None:
    """The rack with these riders, its post starting at ``post``; None where a beam is too short."""
    ordered = sorted(riders, key=lambda r: (NETWORKS.index(r.claim.network.value), r.claim.id))
    bodies = {rider.claim.id: network_body(rider.claim, rules) for rider in ordered}
    members: list[Member] = []
    used = [level for level in RACK_LEVELS if any(rider.level == level for rider in riders)]
    bottom = rack.cover_plate
    for index, level in enumerate(used):
        bottom += rack.level_gap[f"{used[index - 1]}/{level}"] if index else rack.top_gap
        bottom += max(bodies[rider.claim.id].height for rider in ordered if rider.level == level)
        for beam in ("left", "right"):
            standing = [r for r in ordered if (r.level, r.beam) == (level, beam)]
            placed = _on_beam(standing, bodies, beam, bottom, post, rack)
            if placed is None:
                return None
            members += placed
    height = bottom + rack.bottom_gap + rack.base_plate
    frame = Face("rack", 0, width, 0, height)
    bodies_faces = tuple(
        Face(m.claim.network.value, m.start, m.start + m.width, m.top, m.top + m.height)
        for m in members
    )
    covers: frozenset[Item] = frozenset(
        item for rider in riders for item in covered(rider.claim, rider.sides)
    )
    return Shape(
        what="rack",
        name=_name(members, working, facade),
        covers=covers,
        width=width,
        height=height,
        faces=(frame, *bodies_faces),
        crossed=("rack",),
        anchor=width // 2,
        zoned=(frame,),
        members=tuple(members),
        working=working,
        facade=facade,
        levels=len(used),
    )


def _name(members: list[Member], working: tuple[Side, ...], facade: Side | None) -> str:
    """A name no two different racks share."""
    riders = " ".join(f"{m.claim.id}({'+'.join(m.sides)})@{m.start}" for m in members)
    return f"rack[{riders}] worked on from {'+'.join(working)} along {facade}"


def _on_beam(
    riders: list[Rider],
    bodies: dict[str, Body],
    beam: Side,
    bottom: int,
    post: int,
    rack: RackRule,
) -> list[Member] | None:
    """The bodies of one level on one beam, from the post outward; None where they do not fit."""
    members = []
    out = 0
    for rider in riders:
        body = bodies[rider.claim.id]
        out += rack.lateral
        start = post + rack.post + out if beam == "right" else post - out - body.width
        out += body.width
        members.append(
            Member(rider.claim, start, body.width, bottom - body.height, body.height, rider.sides)
        )
    return members if out <= rack.beam else None
