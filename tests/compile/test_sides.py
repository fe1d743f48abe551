"""Which faces of a side matter, against asking all of them."""

from __future__ import annotations

import random

import pytest

from ondergrond.compile.gapprice import GapPrices
from ondergrond.compile.sides import Side, side_table
from ondergrond.io import load_rules

CLASSES = ("rack", "telecom", "low-voltage", "gas-low", "water", "heat", "sewer-foul", "root-zone")


def asks(prices: GapPrices, side: Side, cls: str, gap: int) -> int | None:
    """What a face of a class pays to a side, ``gap`` mm from its foremost; None: impossible."""
    worst = 0
    for own, inset in side:
        step = prices.stairs(own, cls).at(gap + inset)
        if step is None:
            return None
        worst = max(worst, step.weighted)
    return worst


@pytest.mark.parametrize("seed", range(40))
def test_the_faces_kept_of_a_side_ask_what_all_of_them_ask(seed: int) -> None:
    rng = random.Random(seed)
    prices = GapPrices.of(load_rules("nen7171-style"), "balanced")
    names = sorted(CLASSES)
    sides: list[Side] = [
        tuple((cls, rng.randrange(-100, 1500, 10)) for cls in rng.sample(names, 5))
        for _ in range(6)
    ]
    which, rows = side_table(sides, names, prices.behind(tuple(names)))
    for side, row in zip(sides, which.tolist(), strict=True):
        kept = tuple((names[cls], inset) for cls, inset in rows[row].tolist() if cls >= 0)
        assert set(kept) <= set(side)
        for cls in names:
            for gap in range(0, 3000, 50):
                assert asks(prices, kept, cls, gap) == asks(prices, side, cls, gap)


def test_of_faces_that_ask_the_same_one_is_kept() -> None:
    prices = GapPrices.of(load_rules("nen7171-style"), "balanced")
    names = ("rack", "water")
    far = int(prices.behind(names).max())
    _, rows = side_table([(("rack", 0), ("water", far))], names, prices.behind(names))
    assert rows.tolist() == [[[0, 0]]]
