"""One street from several sources: the surface from the map, what lies below from the others.

The map says where the street begins and ends; everything else is cut on that. Where a sewer set is
given, its sewers take the place of the same ones in the KLIC delivery, because it knows their
inverts. Where sources disagree, the profile says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from ondergrond.bodies import network_body
from ondergrond.claims import Claim, NetworkClaim, State, TreeClaim
from ondergrond.io.bgt import BgtMap
from ondergrond.io.bgt import cut as cut_map
from ondergrond.io.found import Found, FoundStreet, free_id
from ondergrond.io.hydx import SewerSet, sewers_on
from ondergrond.io.section import Section
from ondergrond.io.tally import LeftOut
from ondergrond.profile import Fixture
from ondergrond.rules import RuleSet

SAME = 1_000
"""Sewers of two sources whose axes lie this near to each other (mm) may be one."""

APART = 300
"""From this far apart (mm) the two sources are said to disagree: the accuracy asked of both."""

TRUNK = 300
"""A cable or pipe with its axis so near to a tree's (mm) runs under its trunk, says the map."""

MARGIN = 1_000
"""What a delivery draws up to this far (mm) behind a boundary of the map lies in the street: the
accuracy of a line of which nobody tells it (CROW 500 takes as much)."""

BEYOND = 5_000
"""The delivery is cut this far (mm) beyond the boundaries for what lies in the margin: no body
there sticks out of the cut (pipes are 4 m wide at most), so none is fixed or left out for that."""

Cutter = Callable[[Section], FoundStreet]
"""Cuts a source by a section that is as long as the street is wide."""


class Reason(StrEnum):
    """Why a thing of one source is not in the street. The list is closed."""

    BETTER = "is told better by the sewer set"


@dataclass(frozen=True)
class Sources:
    """What a street is made from. klic: cuts the delivery (None: there is none).

    rules: for sizes; needed where there is a delivery or a sewer set.
    """

    bgt: BgtMap
    klic: Cutter | None = None
    sewers: SewerSet | None = None
    rules: RuleSet | None = None


@dataclass
class _Mix:
    """Things of several sources, their ids made unique."""

    taken: set[str] = field(default_factory=set)
    claims: list[Found[Claim]] = field(default_factory=list)
    fixtures: list[Found[Fixture]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def add(self, street: FoundStreet) -> None:
        self.claims += [self._named(found) for found in street.claims]
        self.fixtures += [self._named(found) for found in street.fixtures]
        self.warnings += street.warnings
        self.sources += street.sources
        self.left_out += street.left_out

    def _named(self, found: Found[Any]) -> Found[Any]:
        wanted = found.thing.id
        name = free_id(wanted, self.taken)
        if name == wanted:
            return found
        return found._replace(thing=found.thing.model_copy(update={"id": name}))


def combine(sources: Sources, section: Section) -> FoundStreet:
    """The street that a section crosses.

    Raises:
        ValueError: no road of the map lies on the section.
    """
    base = cut_map(sources.bgt, section)
    assert base.section is not None
    mix = _Mix()
    if sources.klic is not None:
        below = sources.klic(base.section)
        mix.add(below)
        assert sources.rules is not None
        wide = sources.klic(base.section.part(-BEYOND, base.width + BEYOND))
        _add_margins(mix, wide, base.width, sources.rules)
    if sources.sewers is not None:
        assert sources.rules is not None
        sewers = sewers_on(sources.sewers, base.section, mix.taken, sources.rules)
        mix.sources.append(f"GWSW-HydX {sources.sewers.source}")
        mix.warnings += sources.sewers.warnings[:20]
        _add_sewers(mix, *sewers, klic=sources.klic is not None)
    mix.add(base)
    mix.claims.sort(key=lambda found: (found.thing.axis or 0, found.thing.id))
    mix.warnings += _under_trees(mix.claims)
    return replace(
        base,
        claims=tuple(mix.claims),
        fixtures=tuple(mix.fixtures),
        sources=tuple(mix.sources),
        warnings=tuple(dict.fromkeys(mix.warnings)),
        left_out=tuple(mix.left_out),
    )


def _add_margins(mix: _Mix, wide: FoundStreet, width: int, rules: RuleSet) -> None:
    """What the delivery draws just behind the map's boundaries, put along them.

    A cable along a facade is drawn behind it as easily as before it, and leaving it out would be
    the worse mistake of the two. A casing and its pipe with the boundary between them are one thing
    here too.  wide: cut from ``BEYOND`` before the street to as far after it.  width: of the
    street, mm.
    """
    inside = list(mix.claims)
    for one in wide.claims:
        claim = one.thing
        if not isinstance(claim, NetworkClaim):
            continue
        place = _place(claim) - BEYOND
        behind = max(-place, place - width)
        cut = [found for found in inside if found.parts & one.parts]
        if behind > MARGIN or any(found.parts == one.parts for found in cut):
            continue
        if behind <= 0 and not cut:
            continue
        mix.claims = [found for found in mix.claims if found not in cut]
        if behind <= 0:
            mix.claims.append(_moved(one, -BEYOND, cut[0].thing.id))
            continue
        side = "left" if place < 0 else "right"
        where = f"{behind / 1000:.2f} m behind the {side} boundary of the map"
        body = network_body(claim, rules).width
        if body > width:
            mix.warnings.append(
                f"{one.source}, {where}, is {body} mm wide and does not fit in the street: "
                "left out; look where it lies"
            )
            continue
        update = _along(claim, side, width, body)
        update["id"] = free_id(claim.network.value, mix.taken)
        found = one._replace(
            thing=claim.model_copy(update=update),
            measured=tuple(told for told in one.measured if not told.startswith("axis at")),
            warnings=(*one.warnings, f"drawn {where}; put along it"),
        )
        mix.claims.append(found)


def _moved(found: Found[Claim], shift: int, name: str) -> Found[Claim]:
    """The same thing, measured from elsewhere."""
    claim = found.thing
    update: dict[str, Any] = {"id": name}
    if claim.axis is not None:
        update["axis"] = claim.axis + shift
    if claim.within is not None:
        update["within"] = (claim.within[0] + shift, claim.within[1] + shift)
    measured = tuple(
        f"axis at {(claim.axis + shift) / 1000:.2f} m"
        if claim.axis is not None and told.startswith("axis at")
        else told
        for told in found.measured
    )
    return found._replace(thing=claim.model_copy(update=update), measured=measured)


def _place(claim: NetworkClaim) -> int:
    """Where a thing is drawn, mm: its axis, or the middle of its window."""
    if claim.axis is not None:
        return claim.axis
    assert claim.within is not None
    return sum(claim.within) // 2


def _along(claim: NetworkClaim, side: str, width: int, body: int) -> dict[str, Any]:
    """The axis along a boundary; of what is planned, the part of its window in the street."""
    if claim.within is None:
        return {"axis": body // 2 if side == "left" else width - body // 2}
    low, high = (min(max(end - BEYOND, 0), width) for end in claim.within)
    return {"within": (min(low, width - body), max(high, body))}


def _add_sewers(
    mix: _Mix, found: list[Found[Claim]], left_out: tuple[LeftOut, ...], *, klic: bool
) -> None:
    """The sewers of the set; the same ones of the delivery go, and differences are told."""
    mix.left_out += left_out
    twins = _twins(found, mix.claims)
    gone = [twin.thing.id for twin in twins.values()]
    told = []
    for sewer in found:
        twin = twins.get(sewer.thing.id)
        if twin is not None:
            told.append(sewer._replace(warnings=(*sewer.warnings, *_differences(sewer, twin))))
        elif klic:
            alone = "the KLIC delivery has no sewer here"
            told.append(sewer._replace(warnings=(*sewer.warnings, alone)))
        else:
            told.append(sewer)
    kept = [one for one in mix.claims if one.thing.id not in gone]
    for index, one in enumerate(kept):
        if _is_sewer(one.thing):
            alone = "the sewer set has no sewer here"
            kept[index] = one._replace(warnings=(*one.warnings, alone))
    if gone:
        mix.left_out.append(LeftOut("Rioolleiding", Reason.BETTER, len(gone), gone[0]))
    mix.claims = [*kept, *told]


def _is_sewer(claim: Claim) -> bool:
    """A gravity sewer in use: those a sewer set has."""
    return (
        isinstance(claim, NetworkClaim)
        and claim.state is State.EXISTING
        and claim.network.value.startswith("sewer-")
        and claim.network.value != "sewer-pressure"
    )


def _twins(sewers: list[Found[Claim]], claims: list[Found[Claim]]) -> dict[str, Found[Claim]]:
    """The sewer of the delivery that is the same one, by the id of that of the set.

    Over all pairs those of one kind first, then the nearest.
    """
    pairs = [
        (sewer.thing, one)
        for sewer in sewers
        for one in claims
        if _is_sewer(one.thing) and _apart(sewer.thing, one.thing) <= SAME
    ]
    pairs.sort(key=lambda pair: _likeness(pair[0], pair[1].thing))
    twins: dict[str, Found[Claim]] = {}
    gone: set[str] = set()
    for sewer, one in pairs:
        if sewer.id not in twins and one.thing.id not in gone:
            twins[sewer.id] = one
            gone.add(one.thing.id)
    return twins


def _likeness(one: Claim, other: Claim) -> tuple[bool, int, str, str]:
    """The order in which pairs are taken for one sewer; the likest is least."""
    assert isinstance(one, NetworkClaim)
    assert isinstance(other, NetworkClaim)
    return one.network is not other.network, _apart(one, other), one.id, other.id


def _apart(one: Claim, other: Claim) -> int:
    assert one.axis is not None
    assert other.axis is not None
    return abs(one.axis - other.axis)


def _differences(sewer: Found[Claim], twin: Found[Claim]) -> list[str]:
    """What the sewer set and the delivery say differently of one sewer."""
    ours, theirs = sewer.thing, twin.thing
    assert isinstance(ours, NetworkClaim)
    assert isinstance(theirs, NetworkClaim)
    told = []
    if (apart := _apart(ours, theirs)) > APART:
        told.append(f"KLIC has it {apart / 1000:.2f} m aside, at {(theirs.axis or 0) / 1000:.2f} m")
    if theirs.network is not ours.network:
        told.append(f"KLIC calls it {theirs.network.value}")
    if theirs.size is not None and str(theirs.size) != str(ours.size):
        told.append(f"KLIC gives it {theirs.size}, the sewer set {ours.size}")
    return told


def _under_trees(claims: list[Found[Claim]]) -> list[str]:
    """Things that run under a trunk of the map: one of the two does not lie where it is drawn."""
    things = [one.thing for one in claims if one.thing.lies]
    trees = [thing for thing in things if isinstance(thing, TreeClaim)]
    return [
        f"{thing.id} runs under the trunk of {tree.id}; one of them lies elsewhere"
        for tree in trees
        for thing in things
        if isinstance(thing, NetworkClaim) and _apart(tree, thing) < TRUNK
    ]
