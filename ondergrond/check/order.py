"""Order: house connections that cross columns and obstacles, and wishes (model, section 7)."""

from __future__ import annotations

from typing import NamedTuple

from ondergrond.check.faces import block_class, column_name
from ondergrond.check.rulebook import rounded
from ondergrond.check.street import Street
from ondergrond.check.violations import Code, Violation
from ondergrond.claims import Claim, NetworkClaim, StorageClaim, TreeClaim
from ondergrond.layout import Column, Layout, Side


def connections_a_side(claim: NetworkClaim) -> tuple[int, int]:
    """House connections per 100 m on each side the claim serves: numerator and denominator."""
    number = claim.connections
    return number.numerator, number.denominator * max(1, len(claim.serves.sides))


def order_amount(street: Street, layout: Layout) -> tuple[int, list[Violation]]:
    """What the order of all columns and obstacles pays (su), and where it is impossible."""
    judge = _Judge(street)
    standing = [(one, judge.passing(one), one.technique == "stay") for one in layout.columns]
    for index, (_, left, stays) in enumerate(standing):
        for _, right, other_stays in standing[index + 1 :]:
            if not (stays and other_stays):
                judge.columns(left, right)
    fixed = [obstacle.claim for obstacle in street.obstacles if obstacle.claim is not None]
    for column, passing, stays in standing:
        if not stays:
            for claim in fixed:
                judge.obstacle(column, passing, claim)
    return judge.amount, judge.violations


class _Passing(NamedTuple):
    """A column as others' house connections meet it: its networks with connections to each side
    (for those without any no order is impossible), what a connection across it crosses (class and
    name of each thing), and of every network that serves one side only that side and its rank.
    """

    to_left: list[NetworkClaim]
    to_right: list[NetworkClaim]
    crossed: list[tuple[str, str]]
    ranked: list[tuple[Side, int]]


class _Judge:
    """Adds up crossings and wishes."""

    def __init__(self, street: Street) -> None:
        self.street = street
        self.amount = 0
        self.violations: list[Violation] = []
        self._prices: dict[tuple[str, str], int | None] = {}

    def passing(self, column: Column) -> _Passing:
        """What matters of a column here."""
        to_left, to_right, crossed, ranked = [], [], [], []
        is_rack = column.technique == "rack"
        if is_rack:
            crossed.append(("rack", column_name(column)))
        for member in column.members:
            claim = self.street.claims[member.claim]
            if not is_rack:
                crossed.append((_crossed_class(claim), claim.id))
            if not isinstance(claim, NetworkClaim):
                continue
            sides = member.serves
            if claim.connections:
                if "left" in sides:
                    to_left.append(claim)
                if "right" in sides:
                    to_right.append(claim)
            if len(sides) == 1 and not is_rack:
                rank = self.street.book.network(claim.network.value).rank
                if rank is not None:
                    ranked.append((sides[0], rank))
        return _Passing(to_left, to_right, crossed, ranked)

    def columns(self, left: _Passing, right: _Passing) -> None:
        """Two columns: connections both ways, and the wishes of their networks."""
        for claim in right.to_left:
            self.crossings(claim, left.crossed)
        for claim in left.to_right:
            self.crossings(claim, right.crossed)
        if left.ranked and right.ranked:
            self.wishes(left, right)

    def obstacle(self, column: Column, passing: _Passing, claim: Claim) -> None:
        """A new column and a claim that is fixed: connections both ways.

        The column lies left or right of the claim's axis by its middle. Storage, being wide, is
        crossed by what leaves the axis towards any part of it.
        """
        assert claim.axis is not None
        box = column.box
        if isinstance(self.street.claims[column.members[0].claim], StorageClaim):
            left_of, right_of = box.start < claim.axis, box.end > claim.axis
        else:
            middle = box.start + box.end
            left_of, right_of = middle < 2 * claim.axis, middle > 2 * claim.axis
        # Only storage lies on both sides, and storage has no connections.
        for network in passing.to_left if right_of else passing.to_right if left_of else ():
            self.crossings(network, [(_crossed_class(claim), claim.id)])
        if isinstance(claim, NetworkClaim) and claim.connections:
            sides = claim.serves.sides
            for towards in (left_of and "left" in sides, right_of and "right" in sides):
                if towards:
                    self.crossings(claim, passing.crossed)

    def crossings(self, claim: NetworkClaim, crossed: list[tuple[str, str]]) -> None:
        """The connections of one side of a network (there are some) across some things."""
        for name, body in crossed:
            price = self.price(claim, name)
            if price is None:
                self.violations.append(self.impossible(claim, name, body))
            else:
                self.amount += price

    def price(self, claim: NetworkClaim, crossed: str) -> int | None:
        """What the connections of one side of a network pay to cross a class; None: impossible."""
        key = claim.id, crossed
        if key not in self._prices:
            price = self.street.book.crossing(claim.network.value, crossed)
            count, per = connections_a_side(claim)
            self._prices[key] = None if price is None else rounded(count * price, per * 100)
        return self._prices[key]

    def impossible(self, claim: NetworkClaim, crossed: str, body: str) -> Violation:
        """The violation of an order in which connections cross what they cannot."""
        kind = claim.network.value
        rule = self.street.book.rules.crossings[kind]
        source, assumed = self.street.book.source(rule, f"price.{crossed}", "price")
        message = (
            f"house connections of {claim.id} would cross {body}: {kind} cannot cross {crossed}"
        )
        return Violation(
            Code.ORDER, f"crossing.{kind}.{crossed}", claim.id, body, None, None, message, source,
            assumed,
        )  # fmt: skip

    def wishes(self, left: _Passing, right: _Passing) -> None:
        """Networks that serve the same one side: the smaller rank nearer to that facade."""
        for side, near in left.ranked:
            for other, far in right.ranked:
                if side == other and (near > far if side == "left" else near < far):
                    self.amount += self.street.book.rules.prices.wish


def _crossed_class(claim: Claim) -> str:
    if isinstance(claim, NetworkClaim):
        return claim.network.value
    return "root-zone" if isinstance(claim, TreeClaim) else block_class(claim)
