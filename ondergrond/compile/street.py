"""A street compiled: the solver's problem, and the way back from a row to a layout."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from ondergrond.compile.amounts import Ledger
from ondergrond.compile.design import Design
from ondergrond.compile.gapprice import GapPrices
from ondergrond.compile.items import Demands, find_demands, removal_price
from ondergrond.compile.obstacles import find_obstacles
from ondergrond.compile.pairs import Pairs
from ondergrond.compile.place import Field
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
        return self.ledger.weighed(design.flat.items())

    @cached_property
    def constant(self) -> int:
        """What every layout pays (weighted su): the beds as if they all went, and what is
        replaced.
        """
        total = 0
        for bed in self.demands.beds:
            if bed.relocatable:
                total += self.ledger.weighed(going(self.ledger, bed).items())
        for claim_id in sorted(self.profile.replaced):
            total += self.ledger.weight("removal") * removal_price(
                self.profile.claim(claim_id), self.rules
            )
        return total

    @cached_property
    def _segments(self) -> list[tuple[Segment, ...]]:
        """Place scores of the designs, of variable width left empty; the same at every resolution,
        so kept.
        """
        found: list[tuple[Segment, ...]] = [()] * len(self.designs)
        wanted: list[int] = []
        for index, design in enumerate(self.designs):
            if design.stays:
                at = max(0, design.first)
                found[index] = (Segment(at, at, self.flat(design), 0),)
            elif self.places is not None and design.identity in self.places:
                found[index] = self.places[design.identity]
            elif not design.varies:
                wanted.append(index)
        designs = [self.designs[index] for index in wanted]
        placed = self.field.segments(designs, [self.flat(design) for design in designs])
        for index, design, segments in zip(wanted, designs, placed, strict=True):
            found[index] = segments
            if self.places is not None:
                self.places[design.identity] = segments
        return found

    def problem(self, resolution: int) -> tuple[Problem, list[int]]:
        """The solver's problem on a grid of ``resolution`` mm, and the design of each of its
        columns.

        Designs that have no place at all are left out.
        """
        made: list[tuple[int, list[_Placed]]] = []
        for index, (design, place) in enumerate(zip(self.designs, self._segments, strict=True)):
            if design.varies:
                if varying := self._varying(design, resolution):
                    made.append((index, varying))
            elif place:
                made.append((index, [self._placed(design, place, resolution)]))
        classes, tables = Pairs(self.ledger, self.prices).tables(
            [self.designs[index] for index, _ in made]
        )
        columns: list[Column] = []
        origin: list[int] = []
        for (index, placed), gap_class in zip(made, classes, strict=True):
            design = self.designs[index]
            for one in placed:
                columns.append(
                    Column(
                        design.name,
                        design.items,
                        one.least,
                        one.most,
                        one.place,
                        gap_class,
                        one.anchor,
                        one.width_price,
                        one.end_place,
                    )
                )
                origin.append(index)
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

    def _placed(self, design: Design, place: tuple[Segment, ...], resolution: int) -> _Placed:
        width = design.width
        if design.stays:
            # A bed may reach a little outside the street; the row knows only what lies inside.
            start = max(0, design.first)
            width = max(1, min(self.profile.width, design.first + width) - start)
            return _Placed(width, width, place, -start % resolution)
        anchor = -design.first % resolution if design.pinned else design.anchor
        return _Placed(width, width, place, anchor)

    def _varying(self, design: Design, resolution: int) -> list[_Placed]:
        least = ceil_div(design.width, resolution) * resolution
        most = design.width_max // resolution * resolution
        if least > most:
            return []
        per_width = self.ledger.weighed(design.per_width.items())
        constant = self.flat(design) + per_width * (least - design.width)
        found = spans(self.field, design, least, most, constant)
        if least == most:
            # Of a single width: the end's part of the price belongs to the start.
            folded = (_folded(span.place, span.end_place, least) for span in found)
            return [_Placed(least, most, place) for place in folded if place]
        return [
            _Placed(least, most, span.place, width_price=per_width, end_place=span.end_place)
            for span in found
        ]


class _Placed(NamedTuple):
    """The part of a column that its design and its pairs do not tell."""

    least: int
    most: int
    place: tuple[Segment, ...]
    anchor: int = 0
    width_price: int = 0
    end_place: tuple[Segment, ...] | None = None


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
