"""The way back: from a row of columns to a layout with its terms, costs and notes."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from ondergrond.bodies import profile_classes
from ondergrond.claims import ContainerClaim, NetworkClaim, StorageClaim, TreeClaim
from ondergrond.compile.design import Design, Part
from ondergrond.compile.items import removal_price
from ondergrond.compile.notes import Notes
from ondergrond.compile.stays import going
from ondergrond.compile.street import Street
from ondergrond.layout import Box, Column, Figures, Layout, Member, Verdict
from ondergrond.quantity import half_up
from ondergrond.rules import MONEY_TERMS, NETWORKS, RuleSet
from ondergrond_solver import Row


class Laid(NamedTuple):
    """A design at its place: start, width and cover (mm)."""

    design: Design
    start: int
    width: int
    cover: int

    @property
    def end(self) -> int:
        """Right face, mm."""
        return self.start + self.width


def row_layout(
    street: Street,
    row: Row,
    origin: list[int],
    *,
    verdict: Verdict,
    bound: int | None,
    engine: str,
    resolution: int,
    seconds: float,
    version: str,
    whole_rules: bool = False,
) -> Layout:
    """The layout a row of the street's problem stands for. ``origin`` tells the design of each
    column.

    Everything is computed anew from the designs at their places; that it adds up to the solver's
    score is the caller's check. With ``whole_rules`` it carries the street's rule set as it is, not
    the part that concerns it.
    """
    laid = _laid(street, row, origin)
    laid.sort(key=lambda one: (one.start, one.end))
    books = _Books(street)
    for one in laid:
        books.enter(one)
    met = frozenset[int]().union(*(one.design.items for one in laid))
    skipped, removed, relocated = books.leave_out(laid, met)
    notes = Notes(street, laid)
    books.terms.update(notes.amounts())
    terms = {term: amount for term, amount in books.terms.items() if amount}
    score = sum(
        street.rules.weight(street.profile.preset, term) * amount for term, amount in terms.items()
    )
    found = notes.notes()
    return Layout(
        verdict="optimal" if verdict == "optimal" else "feasible",
        score=score,
        bound=bound,
        engine=engine,
        resolution=resolution,
        solve_seconds=seconds,
        version=version,
        profile=street.profile,
        rules=street.rules if whole_rules else _own_rules(street),
        columns=tuple(_column(one) for one in laid),
        skipped=skipped,
        removed=removed,
        relocated=relocated,
        terms=terms,
        cost=sum(terms.get(term, 0) for term in MONEY_TERMS),
        parties={party: su for party, su in sorted(books.parties.items()) if su},
        notes=found,
        figures=Figures(
            width_taken=sum(one.width for one in laid),
            root_area=sum(
                one.width * one.design.height
                for one in laid
                if not one.design.stays and one.design.parts[0].trunk is not None
            ),
            storage_area=sum(
                one.width * one.design.height * street.rules.storage.void // 100
                for one in laid
                if one.design.varies
            ),
            breaches=sum(note.kind == "breach" for note in found),
            deviations=sum(note.kind == "deviation" for note in found),
        ),
    )


def _own_rules(street: Street) -> RuleSet:
    return street.rules.restricted(profile_classes(street.profile))


def _laid(street: Street, row: Row, origin: list[int]) -> list[Laid]:
    designs = [street.designs[origin[placed.column]] for placed in row]
    new = [
        (design, placed.start, placed.width)
        for design, placed in zip(designs, row, strict=True)
        if not design.stays
    ]
    covers = street.field.covers(
        [design for design, _, _ in new],
        np.array([start for _, start, _ in new], dtype=np.int64),
        np.array([start + width for _, start, width in new], dtype=np.int64),
    ).tolist()
    return [
        *(Laid(*one, cover) for one, cover in zip(new, covers, strict=True)),
        *(
            Laid(design, design.first, design.width, design.cover.given or 0)
            for design in designs
            if design.stays
        ),
    ]


def _column(one: Laid) -> Column:
    return Column(
        technique=one.design.technique,
        box=Box(start=one.start, end=one.end, top=one.cover, bottom=one.cover + one.design.height),
        members=tuple(_member(one, part) for part in one.design.parts),
        working=one.design.working,
        facade=one.design.facade,
    )


def _member(one: Laid, part: Part) -> Member:
    start = one.start + part.x
    width = one.width if one.design.varies else part.width
    top = one.cover + part.z
    trunk = None
    if part.trunk is not None:
        trunk = (one.start + part.trunk[0], one.start + part.trunk[1])
    return Member(
        claim=part.claim,
        box=Box(start=start, end=start + width, top=top, bottom=top + part.height),
        serves=part.serves,
        trunk=trunk,
        barrier=part.barrier,
        layers=part.layers,
    )


class _Books:
    """Adds up the terms of a layout, and who pays them. All in su per metre of street,
    unweighted.
    """

    def __init__(self, street: Street) -> None:
        self.street = street
        self.claims = {claim.id: claim for claim in street.profile.claims}
        self.terms: Counter[str] = Counter()
        self.parties: Counter[str] = Counter()

    def enter(self, one: Laid) -> None:
        """A column at its place, without its gaps."""
        if one.design.stays:
            return
        design = one.design
        rules = self.street.rules
        for part in design.parts:
            if part.kind is not None:
                self._network(one, part)
            else:
                self._other(one, part)
        if design.technique == "rack":
            rack = rules.racks[self.street.profile.techniques.rack_case]
            levels = {rules.networks[part.kind or ""].level for part in design.parts}
            bottom = one.cover + design.height
            amount = rack.fixed + rack.per_level * len(levels)
            amount += rack.per_mm * design.height + rack.depth * bottom
            self._pay("rack", rack.party, amount)
        if design.dewatered:
            self._shared(one)
        surfaces = self.street.field.surfaces
        _, openings = surfaces.amounts(design, *surfaces.under(one.start, one.end))
        networks = [part for part in design.parts if part.kind is not None]
        for part, amount in zip(networks, openings, strict=True):
            self._pay("reopenings", rules.networks[part.kind or ""].party, amount)
        for face in design.faces:
            if face.zone_cls is not None:
                right = one.end if design.varies else one.start + face.x1
                under = surfaces.under(one.start + face.x0, right)
                self.terms["zones"] += surfaces.use(face.zone_cls, *under) or 0

    def _pay(self, term: str, party: str, amount: int) -> None:
        self.terms[term] += amount
        if term in MONEY_TERMS:
            self.parties[party] += amount

    def _network(self, one: Laid, part: Part) -> None:
        ledger, rules = self.street.ledger, self.street.rules
        rule = rules.networks[part.kind or ""]
        if one.design.technique == "rack":
            rack = rules.racks[self.street.profile.techniques.rack_case]
            self._pay("laying", rule.party, ledger.laying(part, rack.laying_percent))
        else:
            bottom = one.cover + part.z + part.height
            self._pay("laying", rule.party, ledger.laying(part) + rule.depth * bottom)
        fixed, per_mm = ledger.services(part)
        axis = one.start + part.x + part.width // 2
        for side in part.serves:
            distance = axis if side == "left" else self.street.profile.width - axis
            self._pay("services", rule.party, fixed + per_mm * distance)

    def _other(self, one: Laid, part: Part) -> None:
        claim = self.claims[part.claim]
        rules = self.street.rules
        if isinstance(claim, TreeClaim):
            rule = rules.tree
            amount = half_up(rule.planting * 1000 / Fraction(claim.tree.spacing))
            self._pay("trees", rule.party, amount + 2 * rule.barrier * part.barrier)
            area = one.width * part.height
            self.terms["root-volume"] -= half_up(Fraction(rule.value * area) / 10**6)
        elif isinstance(claim, StorageClaim):
            store = rules.storage
            per_mm = half_up(Fraction(store.price * part.height) / 10**6)
            value = half_up(Fraction(store.value * part.height * store.void) / 10**8)
            self._pay("storage", store.party, per_mm * one.width)
            self.terms["storage-volume"] -= value * one.width
        elif isinstance(claim, ContainerClaim):
            self._pay("laying", rules.storage.party, rules.prices.container)
        else:
            self.terms["reserve-value"] -= rules.prices.reserve

    def _shared(self, one: Laid) -> None:
        """What a column with networks pays once: trench pavement and groundwater."""
        networks = [part for part in one.design.parts if part.kind is not None]
        payer = min(networks, key=lambda part: (NETWORKS.index(part.kind or ""), part.claim))
        party = self.street.rules.networks[payer.kind or ""].party
        surfaces = self.street.field.surfaces
        trench, _ = surfaces.amounts(one.design, *surfaces.under(one.start, one.end))
        self._pay("laying", party, trench)
        water = self.street.profile.ground.groundwater
        if water is not None:
            wet = max(0, one.cover + one.design.height - water.high)
            self._pay("groundwater", party, self.street.rules.prices.dewatering * wet)

    def leave_out(
        self, laid: list[Laid], met: frozenset[int]
    ) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """Enter what is skipped, removed and relocated; return their ids in the order of the
        profile.
        """
        street = self.street
        skipped: set[str] = set()
        replaced = street.profile.replaced
        removed = set(replaced)
        relocated: set[str] = set()
        for index, demand in enumerate(street.demands.items):
            claim = self.claims[demand.claim]
            if index not in met and claim.optional:
                skipped.add(claim.id)
                self.terms["skipped"] += claim.skip_price
        staying = {one.design.items for one in laid if one.design.stays}
        for bed in street.demands.beds:
            if street.demands.of_bed(bed) not in staying:
                relocated.update(claim.id for claim in bed.relocatable)
                removed.update(claim.id for claim in bed.removable)
                self.terms.update(going(street.ledger, bed))
                for claim in bed.relocatable:
                    rule = street.rules.networks[claim.network]
                    self.parties[rule.party] += rule.relocation
        for claim_id in removed:
            claim = self.claims[claim_id]
            amount = removal_price(claim, street.rules)
            if claim_id in replaced:
                self.terms["removal"] += amount
            party = (
                street.rules.networks[claim.network].party
                if isinstance(claim, NetworkClaim)
                else street.rules.tree.party
            )
            self.parties[party] += amount

        def ordered(ids: set[str]) -> tuple[str, ...]:
            return tuple(claim.id for claim in street.profile.claims if claim.id in ids)

        return ordered(skipped), ordered(removed), ordered(relocated)
