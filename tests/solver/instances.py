"""Instances for the tests of the solver: small ones for brute force, street-like ones for speed."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise

from ondergrond_solver import (
    EXEMPT,
    FORBIDDEN,
    Column,
    Item,
    PairTables,
    Problem,
    Segment,
)


def small_problem(seed: int) -> Problem:
    """A random problem that brute force can enumerate: every feature of the definition turns up."""
    rng = random.Random(seed)
    resolution = rng.choice([1, 5, 10, 10])
    length = rng.randint(8, 16) * resolution + rng.randrange(resolution)
    n_items = rng.randint(1, 4)
    n_classes = rng.randint(1, 3)
    pairs = _small_pairs(rng, n_classes, resolution)
    items = tuple(
        Item(f"i{i}", rng.choice([None, None, rng.randint(-20, 80)])) for i in range(n_items)
    )
    twins = rng.random() < 0.4
    columns = [
        _small_column(rng, f"single {i}", frozenset({i}), length, resolution, n_classes)
        for i in range(n_items)
        for _ in range(rng.choice([1, 1, 2]))
    ]
    if twins and n_items > 1:
        first = columns[0]
        items = (items[0], items[0], *items[2:])
        columns = [c for c in columns if not c.covers & {0, 1}]
        columns += [replace(first, name=f"twin {i}", covers=frozenset({i})) for i in (0, 1)]
    for _ in range(rng.choice([0, 0, 1, 2])):
        covers = frozenset(rng.sample(range(n_items), rng.randint(1, min(3, n_items))))
        columns.append(_small_column(rng, "group", covers, length, resolution, n_classes))
    return Problem(length, resolution, items, tuple(columns), pairs, rng.randint(-50, 50))


def _small_pairs(rng: random.Random, n: int, resolution: int) -> PairTables:
    hard = [[rng.randint(0, 2 * resolution) for _ in range(n)] for _ in range(n)]
    order = [[rng.choice([0, 0, rng.randint(-15, 30)]) for _ in range(n)] for _ in range(n)]
    for a in range(n):
        for b in range(a, n):
            if rng.random() < 0.12:
                hard[a][b] = hard[b][a] = EXEMPT
            elif rng.random() < 0.15:
                order[a][b] = FORBIDDEN
    steps = {}
    for a in range(n):
        for b in range(n):
            if rng.random() < 0.6:
                depth = rng.randint(1, 3)
                low = max(hard[a][b], 0)
                thresholds = sorted(rng.sample(range(low + 1, low + 6 * resolution), depth))
                prices = sorted((rng.randint(0, 40) for _ in range(depth)), reverse=True)
                steps[a, b] = list(zip(thresholds, prices, strict=True))
    return PairTables.from_lists(hard, order, steps)


def _small_column(
    rng: random.Random,
    name: str,
    covers: frozenset[int],
    length: int,
    resolution: int,
    n_classes: int,
) -> Column:
    width_min = rng.randint(1, 4 * resolution)
    variable = rng.random() < 0.3
    width_max = width_min + (rng.randint(1, 3 * resolution) if variable else 0)
    return Column(
        name=name,
        covers=covers,
        width_min=width_min,
        width_max=width_max,
        place=_small_segments(rng, length),
        gap_class=rng.randrange(n_classes),
        anchor=rng.randint(-resolution, 2 * resolution),
        width_price=rng.randint(-3, 3) if variable else 0,
        end_place=_small_segments(rng, length) if variable and rng.random() < 0.5 else None,
    )


def _small_segments(rng: random.Random, length: int) -> tuple[Segment, ...]:
    cuts = sorted(rng.sample(range(-2, length + 2), rng.choice([2, 4, 6])))
    return tuple(
        Segment(first, last - rng.randint(1, 2), rng.randint(-20, 20), rng.randint(-3, 3))
        for first, last in pairwise(cuts)
        if rng.random() < 0.85 and last - 2 >= first
    )


def tight_street(
    seed: int, n_items: int, resolution: int, slack: float = 1.25, n_classes: int = 8
) -> Problem:
    """A random tight street of single columns: zones, services, breaches, preferred orders."""
    return _street(seed, n_items, 0, 0, resolution, slack, n_classes)


def rack_street(
    seed: int, n_items: int, n_racks: int, resolution: int, n_stays: int = 2, slack: float = 0.9
) -> Problem:
    """A random street in which groups of items may ride in a rack, and some assets may stay."""
    return _street(seed, n_items, n_racks, n_stays, resolution, slack, 8)


def _street(
    seed: int,
    n_items: int,
    n_racks: int,
    n_stays: int,
    resolution: int,
    slack: float,
    n_classes: int,
) -> Problem:
    rng = random.Random(seed)
    # Two classes more: racks, with a wide strip to all, and stays, exempt among themselves.
    rack, stay, n = n_classes, n_classes + 1, n_classes + 2
    hard = [[0] * n for _ in range(n)]
    order = [[0] * n for _ in range(n)]
    steps = {}
    for a in range(n):
        for b in range(a, n):
            gap = rng.choice([100, 150, 200, 300]) + (500 if b == rack or a == rack else 0)
            minimum = gap + rng.choice([50, 100, 200])
            preferred = minimum + rng.choice([100, 200, 300])
            breach, wish = rng.randint(3000, 9000), rng.randint(100, 900)
            pair = [(gap + (minimum - gap) * s // 3, breach * (4 - s) // 3) for s in (1, 2, 3)] + [
                (minimum + (preferred - minimum) * s // 2, wish * (3 - s) // 2) for s in (1, 2)
            ]
            for x, y in ((a, b), (b, a)):
                hard[x][y] = gap
                steps[x, y] = pair
                order[x][y] = rng.randint(50, 1500) if rng.random() < 0.08 else 0
            if a < n_classes and rng.random() < 0.02 and a != b:
                order[a][b] = FORBIDDEN
    hard[stay][stay] = EXEMPT
    widths = [rng.choice([60, 110, 110, 160, 250, 400, 500, 900]) for _ in range(n_items)]
    classes = [rng.randrange(n_classes) for _ in range(n_items)]
    length = int(slack * (sum(widths) + n_items * 330)) // 100 * 100
    cuts = [0, *sorted(rng.sample(range(500, length - 500), 5)), length]
    columns = [
        _street_column(rng, f"single {i}", {i}, widths[i], classes[i], cuts) for i in range(n_items)
    ]
    for r in range(n_racks):
        size = rng.randint(2, min(6, n_items))
        first = rng.randrange(n_items - size + 1)
        covers = set(range(first, first + size))
        width = rng.choice([500, 600, 800])
        columns.append(_street_column(rng, f"rack {r}", covers, width, rack, cuts, 600 * size))
    for i in rng.sample(range(n_items), n_stays):
        start = rng.randrange(0, length - widths[i])
        place = (Segment(start, start, -rng.randint(500, 3000)),)
        columns.append(
            Column(
                f"stay {i}", frozenset({i}), widths[i], widths[i], place, stay, -start % resolution
            )
        )
    items = tuple(Item(f"item {i}") for i in range(n_items))
    return Problem(
        length, resolution, items, tuple(columns), PairTables.from_lists(hard, order, steps)
    )


def _street_column(
    rng: random.Random,
    name: str,
    covers: set[int],
    width: int,
    gap_class: int,
    cuts: list[int],
    base: int = 0,
) -> Column:
    slope = rng.choice([-2, -1, 0, 0, 1, 2])
    level = rng.randint(0, 2000) + base
    place = []
    for first, last in pairwise(cuts):
        kind = rng.random()
        if last - width > first and kind > 0.1:
            price = level + rng.choice([0, 300, 900, 2500])
            place.append(Segment(first, last - width, price, slope))
        if last < cuts[-1]:
            # Straddling the border between two zones is allowed, at a price.
            low = max(first, last - width) + 1
            place.append(Segment(low, last - 1, level + 3000, slope))
    place = [s for s in place if s.first <= s.last and s.last + width <= cuts[-1]]
    place = [
        s
        for s, before in zip(place, [None, *place], strict=False)
        if before is None or s.first > before.last
    ]
    variable = rng.random() < 0.1 and len(covers) == 1
    return Column(
        name,
        frozenset(covers),
        width,
        width + 300 if variable else width,
        tuple(place),
        gap_class,
        width // 2,
        -3 if variable else 0,
    )
