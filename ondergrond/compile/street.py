"""A street compiled: the solver's problem, and the way back from a row to a layout."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from functools import cached_property

from ondergrond.compile.amounts import Ledger
from ondergrond.compile.design import Design
from ondergrond.compile.gapprice import GapPrices
from ondergrond.compile.items import Demands, find_demands, removal_price
from ondergrond.compile.obstacles import find_obstacles
from ondergrond.compile.pairs import Pairs
from ondergrond.compile.place import Field, place_segments
from ondergrond.compile.racks import rack_designs
from ondergrond.compile.singles import single_designs
from ondergrond.compile.stacks import stack_designs
from ondergrond.compile.stays import going, stay_designs
from ondergrond.compile.surfaces import Surfaces
from ondergrond.compile.widths import spans
from ondergrond.profile import StreetProfile
from ondergrond.quantity import ceil_div
from ondergrond.rules import RuleSet
from ondergrond_solver import Column, Item, Problem, Segment


@dataclass(frozen=True)
class Street:
    """A profile under a rule set: everything about it that does not depend on the resolution.

    Raises ``KeyError`` from its properties where the profile does not suit the rule set (tell the
    user beforehand with ``rule_errors``), and ``TooManyGroupsError`` for racks with too many kinds
    of
    networks.

    places: a store of place scores, shared by streets that differ in nothing but what is planned.
    """

    profile: StreetProfile
    rules: RuleSet
    places: dict[Hashable, tuple[Segment, ...]] | None = None

    @cached_property
    def ledger(self) -> Ledger:
        """Prices."""
        return Ledger(self.profile, self.rules)

    @cached_property
    def prices(self) -> GapPrices:
        """Step prices."""
        return GapPrices.of(self.rules, self.profile.preset)

    @cached_property
    def demands(self) -> Demands:
        """What must be met."""
        return find_demands(self.profile, self.rules)

    @cached_property
    def field(self) -> Field:
        """Obstacles and zones."""
        obstacles = find_obstacles(self.profile, self.rules)
        return Field(self.ledger, self.prices, obstacles, Surfaces(self.ledger))

    @cached_property
    def designs(self) -> tuple[Design, ...]:
        """Every column that could be."""
        return (
            *single_designs(self.ledger, self.demands),
            *stack_designs(self.ledger, self.demands),
            *rack_designs(self.ledger, self.demands),
            *stay_designs(self.ledger, self.demands),
        )

    def flat(self, design: Design) -> int:
        """Weighted price of a design anywhere (su)."""
        return sum(
            self.rules.weight(self.profile.preset, term) * su for term, su in design.flat.items()
        )

    @cached_property
    def constant(self) -> int:
        """What every layout pays (weighted su): the beds as if they all went, and what is
        replaced.
        """
        weigh = self.rules.weight
        preset = self.profile.preset
        total = 0
        for bed in self.demands.beds:
            if bed.relocatable:
                amounts = going(self.ledger, bed)
                total += sum(weigh(preset, term) * su for term, su in amounts.items())
        for claim_id in sorted(self.profile.replaced):
            total += weigh(preset, "removal") * removal_price(
                self.profile.claim(claim_id), self.rules
            )
        return total

    @cached_property
    def _segments(self) -> dict[int, tuple[Segment, ...]]:
        return {}

    def _place(self, index: int) -> tuple[Segment, ...]:
        """Place score of a design of fixed width; the same at every resolution, so kept."""
        if index not in self._segments:
            design = self.designs[index]
            if self.places is None:
                self._segments[index] = self._placed(design)
            else:
                if design.identity not in self.places:
                    self.places[design.identity] = self._placed(design)
                self._segments[index] = self.places[design.identity]
        return self._segments[index]

    def _placed(self, design: Design) -> tuple[Segment, ...]:
        flat = self.flat(design)
        if design.stays:
            return (Segment(max(0, design.first), max(0, design.first), flat, 0),)
        return place_segments(self.field, design, flat)

    def problem(self, resolution: int) -> tuple[Problem, list[int]]:
        """The solver's problem on a grid of ``resolution`` mm, and the design of each of its
        columns.

        Designs that have no place at all are left out.
        """
        columns: list[Column] = []
        origin: list[int] = []
        for index, design in enumerate(self.designs):
            for column in self._columns(index, design, resolution):
                columns.append(column)
                origin.append(index)
        used = sorted(set(origin))
        pairs = Pairs(self.ledger, self.prices)
        classes, tables = pairs.tables([self.designs[index] for index in used])
        class_of = dict(zip(used, classes, strict=True))
        columns = [
            _with_class(column, class_of[index])
            for column, index in zip(columns, origin, strict=True)
        ]
        problem = Problem(
            length=self.profile.width,
            resolution=resolution,
            items=tuple(Item(demand.name, demand.skip) for demand in self.demands.items),
            columns=tuple(columns),
            pairs=tables,
            constant=self.constant,
            stretch=sum(self.profile.zone_ranges[self.profile.stretch_zone]) // 2,
        )
        return problem, origin

    def _columns(self, index: int, design: Design, resolution: int) -> list[Column]:
        if design.varies:
            return self._varying_columns(design, resolution)
        place = self._place(index)
        if not place:
            return []
        if design.stays:
            # A bed may reach a little outside the street; the row knows only what lies inside.
            start = max(0, design.first)
            width = max(1, min(self.profile.width, design.first + design.width) - start)
            return [
                Column(design.name, design.items, width, width, place, anchor=-start % resolution)
            ]
        anchor = -design.first % resolution if design.pinned else design.anchor
        return [Column(design.name, design.items, design.width, design.width, place, anchor=anchor)]

    def _varying_columns(self, design: Design, resolution: int) -> list[Column]:
        least = ceil_div(design.width, resolution) * resolution
        most = design.width_max // resolution * resolution
        if least > most:
            return []
        weigh = self.rules.weight
        per_width = sum(
            weigh(self.profile.preset, term) * su for term, su in design.per_width.items()
        )
        constant = self.flat(design) + per_width * (least - design.width)
        if least == most:
            # Of a single width: the end's part of the price belongs to the start.
            return [
                Column(design.name, design.items, least, most, place)
                for span in spans(self.field, design, least, most, constant)
                if (place := _folded(span.place, span.end_place, least))
            ]
        return [
            Column(
                design.name,
                design.items,
                least,
                most,
                span.place,
                width_price=per_width,
                end_place=span.end_place,
            )
            for span in spans(self.field, design, least, most, constant)
        ]


def _folded(
    place: tuple[Segment, ...], end_place: tuple[Segment, ...], width: int
) -> tuple[Segment, ...]:
    found = []
    for a in place:
        for b in end_place:
            first, last = max(a.first, b.first - width), min(a.last, b.last - width)
            if first <= last:
                found.append(Segment(first, last, a.score + b.score, 0))
    return tuple(sorted(found))


def _with_class(column: Column, gap_class: int) -> Column:
    return replace(column, gap_class=gap_class)
