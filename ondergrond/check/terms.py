"""Terms: every amount of the score and who pays it, from profile and rules (model, section 5)."""

from __future__ import annotations

from collections import Counter

from ondergrond.check.coverage import Fate
from ondergrond.check.order import connections_a_side
from ondergrond.check.racks import used_levels
from ondergrond.check.rulebook import rounded, value_of
from ondergrond.check.street import Street
from ondergrond.claims import (
    ContainerClaim,
    NetworkClaim,
    ReserveClaim,
    StorageClaim,
    TreeClaim,
)
from ondergrond.layout import Column, Layout, Member
from ondergrond.rules import MONEY_TERMS, NETWORKS


class Ledger:
    """Amounts by term and money by party, su per metre of street, unweighted."""

    def __init__(self) -> None:
        self._terms: Counter[str] = Counter()
        self._parties: Counter[str] = Counter()

    def pay(self, term: str, amount: int, party: str | None = None) -> None:
        """Adds an amount to a term; the party is who pays it where it is money."""
        self._terms[term] += amount
        if party is not None:
            self._parties[party] += amount

    @property
    def terms(self) -> dict[str, int]:
        """Every term that is not zero."""
        return {term: amount for term, amount in self._terms.items() if amount}

    @property
    def parties(self) -> dict[str, int]:
        """Every party that pays something."""
        return {party: amount for party, amount in self._parties.items() if amount}

    @property
    def cost(self) -> int:
        """The sum of the money terms."""
        return sum(self._terms[term] for term in MONEY_TERMS)


def ledger(street: Street, layout: Layout, fate: Fate) -> Ledger:
    """All terms but zones, order, over, deviations and breaches, which other modules find."""
    book = Ledger()
    for column in layout.columns:
        if column.technique != "stay":
            _column_terms(street, column, book)
    _fate_terms(street, fate, book)
    return book


def _column_terms(street: Street, column: Column, book: Ledger) -> None:
    networks: list[tuple[NetworkClaim, Member]] = []
    for member in column.members:
        claim = street.claims[member.claim]
        if isinstance(claim, NetworkClaim):
            networks.append((claim, member))
        elif isinstance(claim, TreeClaim):
            _tree_terms(street, claim, member, book)
        elif isinstance(claim, StorageClaim):
            _storage_terms(street, member, book)
        elif isinstance(claim, ReserveClaim):
            book.pay("reserve-value", -street.book.rules.prices.reserve)
        else:
            assert isinstance(claim, ContainerClaim)
            rules = street.book.rules
            book.pay("laying", rules.prices.container, rules.storage.party)
    if networks:
        _trench_terms(street, column, networks, book)
    for claim, member in networks:
        _network_terms(street, column, claim, member, book)
    if column.technique == "rack":
        rule = street.book.rack()
        amount = (
            rule.fixed
            + rule.per_level * len(used_levels(street, column))
            + rule.per_mm * (column.box.bottom - column.box.top)
            + rule.depth * column.box.bottom
        )
        book.pay("rack", amount, rule.party)


def _trench_terms(
    street: Street,
    column: Column,
    networks: list[tuple[NetworkClaim, Member]],
    book: Ledger,
) -> None:
    """What a column with networks pays once: pavement of its trench, and groundwater.

    The party is that of its first network by kind, then id.
    """
    prices = street.book.rules.prices
    first = min(networks, key=lambda pair: (NETWORKS.index(pair[0].network.value), pair[0].id))
    party = street.book.network(first[0].network.value).party
    if street.profile.works == "trench":
        touched = street.touched(column.box.start, column.box.end)
        dearest = max(
            (value_of(prices.pavement, strip.pavement, "pavement") for strip in touched), default=0
        )
        margin = max(street.book.network(claim.network.value).margin for claim, _ in networks)
        book.pay("laying", dearest * (column.box.width + 2 * margin), party)
    if street.water is not None:
        below = max(0, column.box.bottom - street.water)
        book.pay("groundwater", prices.dewatering * below, party)


def _network_terms(
    street: Street, column: Column, claim: NetworkClaim, member: Member, book: Ledger
) -> None:
    """Laying, services and expected reopenings of one network in one column."""
    rules = street.book.rules
    rule = street.book.network(claim.network.value)
    rides = column.technique == "rack"
    width = member.box.width
    # laying
    top, bottom = street.book.renewals(rule.lifetime)
    percent = street.book.rack().laying_percent if rides else 100
    amount = rounded((rule.laying + rule.laying_per_mm * width) * top * percent, bottom * 100)
    if not rides:
        amount += rule.depth * member.box.bottom
    book.pay("laying", amount, rule.party)
    # services
    count, per = connections_a_side(claim)
    slope = rule.service_per_mm
    fixed = rounded(count * rule.service, per * 100)
    per_mm = rounded(count * slope.numerator, per * slope.denominator * 100)
    for side in member.serves:
        distance = member.box.axis if side == "left" else street.width - member.box.axis
        book.pay("services", fixed + per_mm * distance, rule.party)
    # reopenings
    prices = rules.prices
    dearest = max(
        (
            value_of(prices.pavement, strip.pavement, "pavement")
            * value_of(prices.nuisance, strip.kind, "nuisance")
            for strip in street.touched(column.box.start, column.box.end)
        ),
        default=0,
    )
    share = street.book.rack().opening_percent if rides else 100
    top, bottom = street.book.reopening(claim.network.value, width, share)
    amount = rounded(top * dearest, bottom)
    book.pay("reopenings", amount, rule.party)


def _tree_terms(street: Street, claim: TreeClaim, member: Member, book: Ledger) -> None:
    """Planting, barriers, and the value of the root volume."""
    rule = street.book.rules.tree
    amount = rounded(rule.planting * 1000, claim.tree.spacing)
    if member.barrier:
        amount += 2 * rule.barrier
    book.pay("trees", amount, rule.party)
    depth = member.box.bottom - member.box.top
    book.pay("root-volume", -rounded(rule.value * member.box.width * depth, 10**6))


def _storage_terms(street: Street, member: Member, book: Ledger) -> None:
    """Crates, and the value of what they hold."""
    rule = street.book.rules.storage
    height = member.box.bottom - member.box.top
    width = member.box.width
    book.pay("storage", rounded(rule.price * height, 10**6) * width, rule.party)
    book.pay("storage-volume", -rounded(rule.value * height * rule.void, 10**8) * width)


def _fate_terms(street: Street, fate: Fate, book: Ledger) -> None:
    """What moving, removing and leaving out costs; an old container goes for nothing."""
    for name in fate.skipped:
        book.pay("skipped", street.claims[name].skip_price)
    for name in fate.relocated | fate.removed:
        claim = street.claims[name]
        if isinstance(claim, NetworkClaim):
            rule = street.book.network(claim.network.value)
            if name in fate.relocated:
                book.pay("relocation", rule.relocation, rule.party)
            else:
                book.pay("removal", rule.removal, rule.party)
        elif isinstance(claim, TreeClaim):
            tree = street.book.rules.tree
            book.pay("removal", tree.removal, tree.party)
