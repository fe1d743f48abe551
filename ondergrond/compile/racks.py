"""Racks: which networks could ride together, and how they stand (docs/model.md, section 6)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ondergrond.claims import Mobility, NetworkClaim, Serves
from ondergrond.compile.amounts import Ledger
from ondergrond.compile.design import CoverRule, Design, Face, Part, Surface
from ondergrond.compile.items import Demands
from ondergrond.compile.riders import Rider, Riders, Shelf, rank
from ondergrond.compile.tariff import Connections, Opening
from ondergrond.layout import Side
from ondergrond.rules import RACK_LEVELS

MOST_GROUPS = 10
"""Groups of one rack; with more the number of candidate sets (2 to this power) would be silly."""


class TooManyGroupsError(ValueError):
    """A street asks more kinds of networks of one rack than the model has candidates for."""


class Candidate(NamedTuple):
    """A set of riders by beam (their bits); the beam towards the left and the one towards the right
    of the post.
    """

    left_beam: int
    right_beam: int
    facade: Side | None

    @property
    def working(self) -> tuple[Side, ...]:
        """The sides it is worked on from: those with a beam."""
        return _WORKING[self.left_beam > 0, self.right_beam > 0]


_WORKING: dict[tuple[bool, bool], tuple[Side, ...]] = {
    (True, False): ("left",),
    (False, True): ("right",),
    (True, True): ("left", "right"),
}


def rack_designs(ledger: Ledger, demands: Demands) -> Iterator[Design]:
    """Every rack that could stand in the street, each set of riders once."""
    if ledger.profile.techniques.rack != "allowed":
        return
    claims = [c for c in demands.movable if isinstance(c, NetworkClaim) and may_ride(c, ledger)]
    riders = Riders(ledger, demands)
    candidates = dict.fromkeys(_candidates(claims, riders))
    builder = _Builder(ledger, riders)
    for candidate in candidates:
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


Groups = dict[tuple[str, Serves], list[NetworkClaim]]
"""Networks by level and sides served."""


def _candidates(claims: list[NetworkClaim], riders: Riders) -> Iterator[Candidate]:
    networks = riders.ledger.rules.networks
    for taken in (claims, [claim for claim in claims if _is_core(claim)]):
        groups: Groups = {}
        for claim in sorted(taken, key=rank):
            level = networks[claim.network].level or ""
            groups.setdefault((level, claim.serves), []).append(claim)
        yield from _along_facade(groups, riders, "left")
        yield from _along_facade(groups, riders, "right")
        yield from _transport(groups, riders)
        yield from _double_sided(groups, riders)


def _subsets(groups: list[int], name: str) -> list[int]:
    """Any set of groups (by the bits of their riders) that holds two riders or more."""
    if len(groups) > MOST_GROUPS:
        raise TooManyGroupsError(
            f"a rack ({name}) could carry {len(groups)} groups of networks, {MOST_GROUPS} at most. "
            "Say 'rack: false' for networks that shall not ride"
        )
    found = [0]
    for group in groups:
        found = [bits for one in found for bits in (one, one | group)]
    return [bits for bits in found if bits.bit_count() >= 2]


def _along_facade(groups: Groups, riders: Riders, side: Side) -> Iterator[Candidate]:
    taking = [
        group
        for (_, serves), group in groups.items()
        if serves in (Serves(side), Serves.BOTH, Serves.NONE)
    ]
    # Those for both sides all serve both, or all that can be split serve this one alone.
    name = f"along the {side} facade"
    every = _subsets([riders.of(group) for group in taking], name)
    alone = _subsets([riders.of(group, (side,)) for group in taking], name)
    for both, own in zip(every, alone, strict=True):
        for beam in (both, own):
            if beam & riders.serving:
                # Worked on from the street, so the beam points away from the facade.
                yield Candidate(0, beam, side) if side == "left" else Candidate(beam, 0, side)


def _transport(groups: Groups, riders: Riders) -> Iterator[Candidate]:
    none = [riders.of(group) for (_, serves), group in groups.items() if serves is Serves.NONE]
    for beam in _subsets(none, "for transport"):
        yield Candidate(beam, 0, None)
        yield Candidate(0, beam, None)


def _double_sided(groups: Groups, riders: Riders) -> Iterator[Candidate]:
    sets = [(0, 0, 0)]
    for level in RACK_LEVELS:
        bits = {serves: riders.of(group) for (at, serves), group in groups.items() if at == level}
        if bits:
            one, other = bits.pop(Serves.LEFT, 0), bits.pop(Serves.RIGHT, 0)
            more = sum(bits.values())
            sets = [
                taken
                for left, right, rest in sets
                for taken in ((left, right, rest), (left | one, right | other, rest | more))
            ]
    for left, right, rest in sets:
        if left and right:
            yield Candidate(left | rest, right, None)
            yield Candidate(left, right | rest, None)


class _Hung(NamedTuple):
    """The upper shelves of a rack, which racks that differ below them share: how deep the last one
    reaches (mm from the top of the rack), its level, how many there are, and what is on them.
    """

    bottom: int
    level: int = -1
    levels: int = 0
    names: str = ""
    items: frozenset[int] = frozenset()
    parts: tuple[Part, ...] = ()
    faces: tuple[Face, ...] = ()
    openings: tuple[Opening, ...] = ()
    to_left: tuple[Connections, ...] = ()
    to_right: tuple[Connections, ...] = ()
    laying: int = 0
    services: int = 0
    slope: int = 0
    margin: int = 0


class _Builder:
    """Makes designs of candidates."""

    def __init__(self, ledger: Ledger, riders: Riders) -> None:
        self.riders = riders
        self.street = ledger.profile.width
        self.rule = ledger.rules.racks[ledger.profile.techniques.rack_case]
        self.pays_trench = ledger.profile.works == "trench"
        levels = list(enumerate(RACK_LEVELS))
        self.level_gaps = [
            [self.rule.level_gap[f"{upper}/{lower}"] if i < j else 0 for j, lower in levels]
            for i, upper in levels
        ]
        self.per_cover = {"rack": self.rule.depth}
        self.empty = _Hung(self.rule.cover_plate + self.rule.top_gap)
        self._shelves: dict[tuple[bool, int, int], Shelf | None] = {}
        self._hung: dict[tuple[bool, int, int], _Hung | None] = {}

    def built(self, candidate: Candidate) -> Design | None:
        """The design of a candidate; None where a beam is too short."""
        rule = self.rule
        left_beam, right_beam, facade = candidate
        hung = self.empty
        levels = 0
        for level, riders in enumerate(self.riders.on_level):
            if not (left_beam | right_beam) & riders:
                continue
            levels |= riders
            key = (left_beam > 0, left_beam & levels, right_beam & levels)
            if key not in self._hung:
                shelf = self._shelf(key[0], left_beam & riders, right_beam & riders)
                self._hung[key] = None if shelf is None else self._below(hung, level, shelf)
            known = self._hung[key]
            if known is None:
                return None
            hung = known
        height = hung.bottom + rule.bottom_gap + rule.base_plate
        working = candidate.working
        width = rule.post + rule.beam * len(working)
        first, last = self._place(candidate, width)
        hardware = rule.fixed + rule.per_level * hung.levels + (rule.per_mm + rule.depth) * height
        return Design(
            technique="rack",
            name=f"rack of {hung.names}",
            items=hung.items,
            width=width,
            height=height,
            faces=(Face("rack", "rack", 0, width, 0, height, "rack"), *hung.faces),
            parts=hung.parts,
            cover=CoverRule(rule.cover, None, rule.deepest - height),
            first=first,
            last=last,
            flat={"laying": hung.laying, "services": hung.services, "rack": hardware},
            per_cover=self.per_cover,
            slope=hung.slope,
            surface=Surface(hung.openings, width + 2 * hung.margin if self.pays_trench else 0),
            dewatered=True,
            things=("rack",),
            to_left=hung.to_left,
            to_right=hung.to_right,
            working=working,
            facade=facade,
        )

    def _below(self, above: _Hung, level: int, shelf: Shelf) -> _Hung:
        """One more shelf below those that hang already."""
        gap = self.level_gaps[above.level][level] if above.levels else 0
        bottom = above.bottom + gap + shelf.height
        parts, faces = shelf.at(bottom)
        return _Hung(
            bottom=bottom,
            level=level,
            levels=above.levels + 1,
            names=f"{above.names}, {shelf.names}" if above.levels else shelf.names,
            items=above.items | shelf.items,
            parts=above.parts + parts,
            faces=above.faces + faces,
            openings=above.openings + shelf.openings,
            to_left=above.to_left + shelf.to_left,
            to_right=above.to_right + shelf.to_right,
            laying=above.laying + shelf.laying,
            services=above.services + shelf.services,
            slope=above.slope + shelf.slope,
            margin=max(above.margin, shelf.margin),
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

    def _shelf(self, has_left_beam: bool, left: int, right: int) -> Shelf | None:
        """What stands on a level, by the bits of the riders on the left and on the right beam; None
        where a beam is too short.
        """
        key = (has_left_beam, left, right)
        if key not in self._shelves:
            post = self.rule.beam if has_left_beam else 0
            lefts = self._reaches(self.riders.on_beam(left))
            rights = self._reaches(self.riders.on_beam(right))
            places = [(post - near - one.width, one) for near, one in lefts]
            places += [(post + self.rule.post + near, one) for near, one in rights]
            ends = [near + one.width for near, one in (*lefts, *rights)]
            self._shelves[key] = Shelf(places) if max(ends) <= self.rule.beam else None
        return self._shelves[key]

    def _reaches(self, riders: list[Rider]) -> list[tuple[int, Rider]]:
        """How far from the post each rider of a beam begins (mm), and which it is."""
        found, reach = [], 0
        for rider in riders:
            found.append((reach + self.rule.lateral, rider))
            reach += self.rule.lateral + rider.width
        return found
