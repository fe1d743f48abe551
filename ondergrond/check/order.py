"""Order: house connections that cross columns and obstacles, and wishes (model, section 7)."""

from __future__ import annotations

from ondergrond.check.faces import block_class, column_name
from ondergrond.check.rulebook import rounded
from ondergrond.check.street import Street
from ondergrond.check.violations import Code, Violation
from ondergrond.claims import Claim, NetworkClaim, StorageClaim, TreeClaim
from ondergrond.layout import Column, Layout, Member


def connections_a_side(claim: NetworkClaim) -> tuple[int, int]:
    """House connections per 100 m on each side the claim serves: numerator and denominator."""
    number = claim.connections
    return number.numerator, number.denominator * max(1, len(claim.serves.sides))


def order_amount(street: Street, layout: Layout) -> tuple[int, list[Violation]]:
    """What the order of all columns and obstacles pays (su), and where it is impossible."""
    judge = _Judge(street)
    for index, left in enumerate(layout.columns):
        for right in layout.columns[index + 1 :]:
            if left.technique == "stay" and right.technique == "stay":
                continue
            judge.columns(left, right)
    for column in layout.columns:
        if column.technique != "stay":
            for obstacle in street.obstacles:
                if obstacle.claim is not None:
                    judge.obstacle(column, obstacle.claim)
    return judge.amount, judge.violations


class _Judge:
    """Adds up crossings and wishes."""

    def __init__(self, street: Street) -> None:
        self.street = street
        self.amount = 0
        self.violations: list[Violation] = []
        self._prices: dict[tuple[str, str], int | None] = {}
        self._crossed: dict[int, list[tuple[str, str]]] = {}
        self._served: dict[int, list[tuple[NetworkClaim, Member]]] = {}

    def columns(self, left: Column, right: Column) -> None:
        """Two columns: connections both ways, and the wishes of their networks."""
        for claim, member in self.served(right):
            if "left" in member.serves:
                self.crossings(claim, self.crossed(left))
        for claim, member in self.served(left):
            if "right" in member.serves:
                self.crossings(claim, self.crossed(right))
        if left.technique != "rack" and right.technique != "rack":
            self.wishes(left, right)

    def obstacle(self, column: Column, claim: Claim) -> None:
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
        for network, member in self.served(column):
            if (right_of and "left" in member.serves) or (left_of and "right" in member.serves):
                self.crossings(network, [(_crossed_class(claim), claim.id)])
        if isinstance(claim, NetworkClaim):
            sides = claim.serves.sides
            for towards in (left_of and "left" in sides, right_of and "right" in sides):
                if towards:
                    self.crossings(claim, self.crossed(column))

    def crossings(self, claim: NetworkClaim, crossed: list[tuple[str, str]]) -> None:
        """The connections of one side of a network across some things; impossible only with any."""
        if not claim.connections:
            return
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

    def wishes(self, left: Column, right: Column) -> None:
        """Networks that serve the same one side: the smaller rank nearer to that facade."""
        for first, near in self.served(left):
            for second, far in self.served(right):
                if len(near.serves) != 1 or near.serves != far.serves:
                    continue
                a = self.street.book.network(first.network.value).rank
                b = self.street.book.network(second.network.value).rank
                if a is None or b is None:
                    continue
                wrong = a > b if near.serves == ("left",) else a < b
                if wrong:
                    self.amount += self.street.book.rules.prices.wish

    def served(self, column: Column) -> list[tuple[NetworkClaim, Member]]:
        """The networks of a column that serve a side here."""
        found = self._served.get(id(column))
        if found is None:
            found = self._served[id(column)] = [
                (claim, member)
                for member in column.members
                if member.serves
                and isinstance(claim := self.street.claims[member.claim], NetworkClaim)
            ]
        return found

    def crossed(self, column: Column) -> list[tuple[str, str]]:
        """What a connection across a column crosses: (class, name) of each thing."""
        found = self._crossed.get(id(column))
        if found is None:
            if column.technique == "rack":
                found = [("rack", column_name(column))]
            else:
                claims = [self.street.claims[member.claim] for member in column.members]
                found = [(_crossed_class(claim), claim.id) for claim in claims]
            self._crossed[id(column)] = found
        return found


def _crossed_class(claim: Claim) -> str:
    if isinstance(claim, NetworkClaim):
        return claim.network.value
    return "root-zone" if isinstance(claim, TreeClaim) else block_class(claim)
