"""The best layout of a small street by enumeration, from profile and rules alone.

Everything docs/model.md allows on the grid is looked at: every way of meeting the claims (`ways`),
and for each every combination of variants and positions, which is every sequence (`search`).
"""

from __future__ import annotations

from collections import Counter
from typing import Literal, NamedTuple

from ondergrond.profile import StreetProfile
from ondergrond.rules import RuleSet
from tests.brute.prices import Prices, Terms, added
from tests.brute.search import Search, Value
from tests.brute.things import Shape
from tests.brute.ways import ways


class Answer(NamedTuple):
    """The best layout on the grid: score, amounts by term (zeros left out), columns left to right.

    ways: how many ways of meeting the claims there were; nodes: partial layouts looked at.
    """

    verdict: Literal["optimal", "infeasible"]
    score: int | None
    terms: dict[str, int]
    row: tuple[str, ...]
    ways: int
    nodes: int


def brute_force(
    profile: StreetProfile, rules: RuleSet, resolution: int = 50, every_depth: bool = False
) -> Answer:
    """The lowest score of any layout on the grid, or infeasible when there is no layout on it."""
    prices = Prices(profile, rules, every_depth)
    search = Search(prices, resolution)
    candidates = []
    for way in ways(prices, resolution):
        slots = [search.values(slot) for slot in way.slots]
        if all(values.score.size for values in slots):
            once = prices.weigh(way.terms)
            candidates.append((once + sum(int(v.score.min()) for v in slots), once, way))
    candidates.sort(key=lambda candidate: candidate[0])
    best: tuple[int, Terms, tuple[Value, ...]] | None = None
    for least, once, way in candidates:
        below = best[0] if best is not None else 2**50
        if least >= below:
            break
        found = search.cheapest(way.slots, below - once)
        if found is not None:
            best = (once + found.score, way.terms, found.row)
    if best is None:
        return Answer("infeasible", None, {}, (), len(candidates), search.nodes)
    score, once_terms, row = best
    terms = row_terms(prices, row, once_terms)
    assert prices.weigh(terms) == score, "the tables and the terms must tell the same"
    described = tuple(described_row(prices, row))
    amounts = {term: amount for term, amount in sorted(terms.items()) if amount}
    return Answer("optimal", score, amounts, described, len(candidates), search.nodes)


def row_terms(prices: Prices, row: tuple[Value, ...], once: Terms) -> Terms:
    """The amounts of all terms of a row, each priced afresh."""
    total = Counter(once)
    ordered = in_order(row)
    for shape, start in ordered:
        place = prices.place(shape, start)
        assert place is not None
        total = added(total, place.terms)
    for i, (k, start_k) in enumerate(ordered):
        for l, start_l in ordered[i + 1 :]:  # noqa: E741
            if k.stays and l.stays:
                continue
            paid = prices.pair(k, l, start_l - start_k - k.width)
            assert paid is not None
            total = added(total, paid)
    return total


def in_order(row: tuple[Value, ...]) -> list[tuple[Shape, int]]:
    """The columns from left to right."""
    return sorted(((v.shape, v.start) for v in row), key=lambda column: column[1])


def described_row(prices: Prices, row: tuple[Value, ...]) -> list[str]:
    """The columns for a reader: what, from where to where, and the top."""
    described = []
    for shape, start in in_order(row):
        place = prices.place(shape, start)
        assert place is not None
        described.append(f"{shape.name} {start}..{start + shape.width} top {place.top}")
    return described
