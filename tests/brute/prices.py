"""The place score of a column and the price of a pair of columns (docs/model.md, 3 to 7)."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from ondergrond.bodies import given_cover
from ondergrond.claims import NetworkClaim, TreeClaim
from ondergrond.profile import StreetProfile, ZoneKind
from ondergrond.quantity import half_up
from ondergrond.rules import TERMS, GapRule, RuleSet
from tests.brute.gaps import (
    Paid,
    Weights,
    face_against_obstacle,
    placed,
    relevant_tops,
    step_price,
    thresholds,
    worst,
)
from tests.brute.lying import obstacles
from tests.brute.things import Obstacle, Shape

Terms = Counter[str]
"""Amounts by score term, su, unweighted."""

BETTER_DEEPER = ("breaches", "deviations", "over")
"""The only terms of a place that lying deeper can make smaller."""


class Place(NamedTuple):
    """A column in its place at its best depth: its top (mm), and what it costs."""

    top: int
    terms: Terms
    score: int


class Prices:
    """A street and its rules, and what shapes cost in it.

    every_depth: try every whole top instead of the ones where a price can change (slow; to prove
    that it makes no difference).
    """

    def __init__(self, profile: StreetProfile, rules: RuleSet, every_depth: bool = False) -> None:
        self.profile = profile
        self.rules = rules
        self.every_depth = every_depth
        self.obstacles = obstacles(profile, rules)
        weight = {term: rules.weight(profile.preset, term) for term in TERMS}
        self.weight = weight
        self.weights = Weights(weight["breaches"], weight["deviations"], weight["over"])
        self.zones = [
            (start, end, zone.kind, zone.surface)
            for zone, (start, end) in zip(profile.zones, profile.zone_ranges, strict=True)
        ]
        self._laying: dict[tuple[str, int, int], int] = {}
        self._touched: dict[tuple[int, int], tuple[int, ...]] = {}
        self._tops: dict[Shape, set[int]] = {}
        self._rules: dict[tuple[str, str], GapRule] = {}
        self._range: dict[tuple[Shape, tuple[int, ...]], tuple[int, int] | None] = {}
        self._zone_terms: dict[tuple[Shape, tuple[int, ...]], Terms] = {}

    @cached_property
    def annuity(self) -> Fraction:
        """Present value of 1 a year over the horizon."""
        return self.rules.annuity

    def weigh(self, terms: Terms) -> int:
        """The score of these amounts."""
        return sum(self.weight[term] * amount for term, amount in terms.items())

    def touched(self, start: int, end: int) -> tuple[int, ...]:
        """Indexes of the zones an x-range touches."""
        found = self._touched.get((start, end))
        if found is None:
            found = tuple(i for i, (a, b, _, _) in enumerate(self.zones) if start < b and end > a)
            self._touched[start, end] = found
        return found

    def gap(self, a: str, b: str) -> GapRule:
        """The rule of two classes."""
        if (a, b) not in self._rules:
            self._rules[a, b] = self.rules.gap(a, b)
        return self._rules[a, b]

    # --- a column in its place -------------------------------------------------------------------

    def place(self, shape: Shape, start: int) -> Place | None:
        """The column at its best depth with its left edge at ``start``; None if it may not be."""
        if shape.stays:  # wherever it lies, a little outside the street too
            return Place(0, Counter(), 0)
        if not self._in_the_street(shape, start):
            return None
        zones = self.touched(start, start + shape.width)
        terms = self._where_it_lies(shape, start, zones)
        if terms is None:
            return None
        tops = self._tops_at(shape, zones)
        best: Place | None = None
        for top in tops:
            deep = self._how_deep(shape, start, top)
            if deep is None:
                continue
            score = self.weigh(terms) + self.weigh(deep)
            if best is None or score < best.score:
                best = Place(top, added(terms, deep), score)
            if not (self.every_depth or any(deep[term] for term in BETTER_DEEPER)):
                break
        return best

    def _in_the_street(self, shape: Shape, start: int) -> bool:
        end, width = start + shape.width, self.profile.width
        if start < 0 or end > width:
            return False
        if shape.window is not None and not shape.window[0] <= start <= end <= shape.window[1]:
            return False
        if shape.what != "rack":
            return True
        rack = self.rules.racks[self.profile.techniques.rack_case]
        if "left" in shape.working and start - rack.strip < 0:
            return False
        if "right" in shape.working and end + rack.strip > width:
            return False
        if shape.facade == "left":
            return start <= rack.facade
        return shape.facade is None or width - end <= rack.facade

    def _where_it_lies(self, shape: Shape, start: int, zones: tuple[int, ...]) -> Terms | None:
        """The terms that do not depend on the depth."""
        terms = Counter(self._by_zones(shape, zones))
        forbidden = self._zone_rules(shape, start)
        if forbidden is None:
            return None
        terms["zones"] += forbidden
        crossings = self._order_against_obstacles(shape, start)
        if crossings is None:
            return None
        terms["order"] += crossings
        for m in shape.members:
            rule = self.rules.networks[m.claim.network]
            n = per_side(m.claim)
            for side in m.sides:
                axis = start + m.start + m.width // 2
                distance = axis if side == "left" else self.profile.width - axis
                slope = half_up(n * rule.service_per_mm / 100)
                terms["services"] += half_up(n * rule.service / 100) + slope * distance
        return terms

    def _by_zones(self, shape: Shape, zones: tuple[int, ...]) -> Terms:
        """The terms that depend on nothing but the zones the column touches."""
        key = (shape, zones)
        if key not in self._zone_terms:
            self._zone_terms[key] = self._by_zones_afresh(shape, zones)
        return self._zone_terms[key]

    def _by_zones_afresh(self, shape: Shape, zones: tuple[int, ...]) -> Terms:
        terms: Terms = Counter()
        rules, prices = self.rules, self.rules.prices
        rack = rules.racks[self.profile.techniques.rack_case]
        for m in shape.members:
            rule = rules.networks[m.claim.network]
            percent = rack.laying_percent if shape.what == "rack" else 100
            terms["laying"] += half_up(
                (rule.laying + rule.laying_per_mm * m.width)
                * rules.renewals(rule.lifetime)
                * Fraction(percent, 100)
            )
            share = rack.opening_percent if shape.what == "rack" else 100
            reopened = max(
                Fraction(prices.pavement[self.zones[z][3]] * prices.nuisance[self.zones[z][2]], 100)
                for z in zones
            )
            terms["reopenings"] += half_up(
                rule.openings
                * self.annuity
                * reopened
                * (m.width + 2 * rule.margin)
                * Fraction(share, 100)
            )
        if shape.members and self.profile.works == "trench":
            margin = max(rules.networks[m.claim.network].margin for m in shape.members)
            pavement = max(prices.pavement[self.zones[z][3]] for z in zones)
            terms["laying"] += pavement * (shape.width + 2 * margin)
        if shape.what == "container":
            terms["laying"] += prices.container
        if shape.what == "rack":
            terms["rack"] += rack.fixed + rack.per_level * shape.levels + rack.per_mm * shape.height
        if shape.what == "tree":
            tree = rules.tree
            terms["trees"] += half_up(Fraction(tree.planting * 1000, shape.spacing))
            terms["trees"] += 2 * tree.barrier if shape.barrier else 0
            area = Fraction(tree.value * shape.width * shape.height, 10**6)
            terms["root-volume"] -= half_up(area)
        if shape.what == "storage":
            storage = rules.storage
            per_mm = half_up(Fraction(storage.price * shape.height, 10**6))
            terms["storage"] += per_mm * shape.width
            value = half_up(Fraction(storage.value * shape.height * storage.void, 10**8))
            terms["storage-volume"] -= value * shape.width
        if shape.what == "reserve":
            terms["reserve-value"] -= prices.reserve
        return terms

    def _zone_rules(self, shape: Shape, start: int) -> int | None:
        total = 0
        for face in shape.zoned:
            table = self.rules.zone_use.get(face.cls)
            if table is None:
                continue
            paid = [
                table.price[self.zones[z][2]]
                for z in self.touched(start + face.start, start + face.end)
            ]
            if any(price is None for price in paid):
                return None
            total += max((price for price in paid if price is not None), default=0)
        return total

    def _how_deep(self, shape: Shape, start: int, top: int) -> Terms | None:
        """The terms that depend on the depth."""
        terms: Terms = Counter()
        if shape.members:
            for m in shape.members:
                if shape.what != "rack":
                    depth = self.rules.networks[m.claim.network].depth
                    terms["laying"] += depth * (top + m.top + m.height)
            water = self.profile.ground.groundwater
            if water is not None:
                below = max(0, top + shape.height - water.high)
                terms["groundwater"] += self.rules.prices.dewatering * below
        if shape.what == "rack":
            rack = self.rules.racks[self.profile.techniques.rack_case]
            terms["rack"] += rack.depth * (top + shape.height)
        for obstacle in self.obstacles:
            paid = self._against(shape, start, top, obstacle)
            if paid is None:
                return None
            terms["breaches"] += paid.breach
            terms["deviations"] += paid.deviation
            terms["over"] += paid.over
        return terms

    def _against(self, shape: Shape, start: int, top: int, obstacle: Obstacle) -> Paid | None:
        payments = []
        for face in shape.faces:
            a = placed(face, start, top)
            for f in obstacle.faces:
                paid = face_against_obstacle(
                    a,
                    f,
                    self.gap(a.cls, f.cls),
                    self.rules.prices,
                    self.rules.load_spread,
                    self.weights,
                )
                if paid is None:
                    return None
                payments.append(paid)
        return worst(payments, self.weights)

    # --- depth -----------------------------------------------------------------------------------

    def _tops_at(self, shape: Shape, zones: tuple[int, ...]) -> list[int]:
        """The tops to try, ascending: the least, and every one where a price can fall."""
        key = (shape, zones)
        if key not in self._range:
            kinds = [self.zones[z][2] for z in zones]
            self._range[key] = self._least_and_greatest(shape, kinds)
        depth = self._range[key]
        if depth is None or depth[0] > depth[1]:
            return []
        least, greatest = depth
        if self.every_depth:
            return list(range(least, greatest + 1))
        if shape not in self._tops:
            self._tops[shape] = {
                top
                for obstacle in self.obstacles
                for top in relevant_tops(shape, obstacle, self.rules.gaps, self.rules.prices)
            }
        return [least, *sorted(top for top in self._tops[shape] if least < top <= greatest)]

    def _least_and_greatest(self, shape: Shape, kinds: list[ZoneKind]) -> tuple[int, int] | None:
        """Least and greatest top; None where none will do."""
        rules = self.rules
        if shape.what == "network":
            claim = shape.members[0].claim
            given = given_cover(claim, rules)
            if given is not None:
                return given, given
            deepest = rules.networks[claim.network].deepest
            return self._cover(claim, kinds), deepest - shape.height
        if shape.what == "stack":
            return self._stack_range(shape, kinds)
        if shape.what == "rack":
            rack = rules.racks[self.profile.techniques.rack_case]
            return max(rack.cover[kind] for kind in kinds), rack.deepest - shape.height
        if shape.what == "storage":
            limit = rules.storage.deepest
            water = self.profile.ground.groundwater
            if water is not None:
                limit = min(limit, water.high - rules.storage.above_water)
            return max(rules.storage.cover[kind] for kind in kinds), limit - shape.height
        return shape.top, shape.top

    def _cover(self, claim: NetworkClaim, kinds: list[ZoneKind]) -> int:
        return max(self.rules.networks[claim.network].cover[kind] for kind in kinds)

    def _stack_range(self, shape: Shape, kinds: list[ZoneKind]) -> tuple[int, int] | None:
        a, b = shape.members
        offset = b.top
        greatest = min(
            self.rules.networks[m.claim.network].deepest - m.top - m.height for m in (a, b)
        )
        cover_a, cover_b = given_cover(a.claim, self.rules), given_cover(b.claim, self.rules)
        if cover_a is not None:
            if cover_b is None and cover_a + offset < self._cover(b.claim, kinds):
                return None
            return (cover_a, cover_a) if cover_a <= greatest else None
        if cover_b is not None:
            top = cover_b - offset
            return (top, top) if self._cover(a.claim, kinds) <= top <= greatest else None
        least = max(self._cover(a.claim, kinds), self._cover(b.claim, kinds) - offset)
        return least, greatest

    # --- order -----------------------------------------------------------------------------------

    def crossing(self, claim: NetworkClaim, classes: tuple[str, ...]) -> int | None:
        """What connections of a network on one side pay to cross these; None: impossible."""
        n = per_side(claim)
        total = 0
        for cls in classes:
            price = self.rules.crossings[claim.network].price[cls]
            if price is None:
                if n > 0:
                    return None
            else:
                total += half_up(n * price / 100)
        return total

    def _order_against_obstacles(self, shape: Shape, start: int) -> int | None:
        total = 0
        for obstacle in self.obstacles:
            if obstacle.axis is None:
                continue
            payments: list[int | None] = []
            obstacle_left, obstacle_right = self._sides_of(obstacle.axis, shape, start)
            if obstacle.network is not None:
                sides = obstacle.network.serves.sides
                if (obstacle_right and "left" in sides) or (obstacle_left and "right" in sides):
                    both = obstacle_left and obstacle_right and len(sides) == 2
                    crossing = self.crossing(obstacle.network, shape.crossed)
                    payments += [crossing, crossing] if both else [crossing]
            for m in shape.members:
                if (obstacle_left and "left" in m.sides) or (obstacle_right and "right" in m.sides):
                    payments.append(self.crossing(m.claim, obstacle.crossed))
            for paid in payments:
                if paid is None:
                    return None
                total += paid
        return total

    def _sides_of(self, axis: int, shape: Shape, start: int) -> tuple[bool, bool]:
        """Whether an obstacle with this axis lies left, and whether it lies right, of a column.

        By the middle of the column, where equal neither; storage is wide and may lie between the
        obstacle and both boundaries.
        """
        end = start + shape.width
        if shape.what == "storage":
            return axis < end, axis > start
        return 2 * axis < start + end, 2 * axis > start + end

    def order(self, k: Shape, l: Shape) -> int | None:  # noqa: E741
        """What k left of l pays for connections that cross and wishes unmet; None: forbidden."""
        total = 0
        crossings = [self.crossing(m.claim, k.crossed) for m in l.members if "left" in m.sides]
        crossings += [self.crossing(m.claim, l.crossed) for m in k.members if "right" in m.sides]
        for paid in crossings:
            if paid is None:
                return None
            total += paid
        if "rack" in (k.what, l.what):
            return total
        for a in k.members:
            for b in l.members:
                if len(a.sides) != 1 or a.sides != b.sides:
                    continue
                rank_a = self.rules.networks[a.claim.network].rank
                rank_b = self.rules.networks[b.claim.network].rank
                if rank_a is None or rank_b is None:
                    continue
                near, far = (rank_a, rank_b) if a.sides == ("left",) else (rank_b, rank_a)
                if near > far:
                    total += self.rules.prices.wish
        return total

    # --- a pair of columns -----------------------------------------------------------------------

    def pair(self, k: Shape, l: Shape, gap: int) -> Terms | None:  # noqa: E741
        """What k left of l pays at this gap; None where it is impossible. Never for two stays."""
        if gap < 0 or gap < self.strip(k, l):
            return None
        order = self.order(k, l)
        if order is None:
            return None
        payments = []
        for a in k.faces:
            for b in l.faces:
                rule = self.gap(a.cls, b.cls)
                distance = (k.width - a.end) + gap + b.start
                payments.append(
                    step_price(distance, rule.hard, rule.minimum, rule.preferred, self.rules.prices)
                )
        paid = worst(payments, self.weights)
        if paid is None:
            return None
        return Counter(order=order, breaches=paid.breach, deviations=paid.deviation)

    def strip(self, k: Shape, l: Shape) -> int:  # noqa: E741
        """The access strip that a rack among k, left, and l, right, asks between them."""
        strip = self.rules.racks[self.profile.techniques.rack_case].strip
        asked = "right" in k.working and not l.stays
        asked = asked or ("left" in l.working and not k.stays)
        return strip if asked else 0

    def pair_thresholds(self, k: Shape, l: Shape) -> set[int]:  # noqa: E741
        """Every gap (>= 0) at which the price of the pair may change."""
        found = {0, self.strip(k, l)}
        for a in k.faces:
            for b in l.faces:
                rule = self.gap(a.cls, b.cls)
                between = (k.width - a.end) + b.start
                steps = thresholds(rule.hard, rule.minimum, rule.preferred, self.rules.prices)
                found |= {step - between for step in steps}
        return {gap for gap in found if gap >= 0}

    # --- what is paid once -----------------------------------------------------------------------

    def gone(self, claim_id: str, moved: bool) -> Terms:
        """What moving or removing an existing claim costs."""
        claim = self.profile.claim(claim_id)
        if isinstance(claim, TreeClaim):
            return Counter(removal=self.rules.tree.removal)
        assert isinstance(claim, NetworkClaim), "no price is known for removing a container"
        rule = self.rules.networks[claim.network]
        return Counter(relocation=rule.relocation) if moved else Counter(removal=rule.removal)


def per_side(claim: NetworkClaim) -> Fraction:
    """Connections per 100 m on each side the claim serves."""
    sides = len(claim.serves.sides)
    return claim.connections / sides if sides else Fraction(0)


def added(a: Terms, b: Terms) -> Terms:
    """The sum of two counters, negative amounts kept."""
    total: Terms = Counter(a)
    total.update(b)
    return total
