"""The kernels against the plainest reading of what they compute."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from ondergrond.compile.gapprice import GapPrices
from ondergrond.compile.kernel import IMPOSSIBLE, best_covers, facing_steps
from tests.rulesets import small_rules

pytestmark = pytest.mark.kernel

CLASSES = ("telecom", "gas-low", "sewer-foul", "manhole", "storage", "foundation")


def tables(prices: GapPrices) -> tuple[Any, ...]:
    """Rule tables for all pairs of CLASSES, row by row."""
    n = len(CLASSES)
    rule = np.zeros((n * n, 4), dtype=np.int64)
    threshold = np.full((n * n, 2, 8), IMPOSSIBLE, dtype=np.int64)
    price = np.zeros((n * n, 2, 8), dtype=np.int64)
    reach = np.zeros(n * n, dtype=np.int64)
    for a, first in enumerate(CLASSES):
        for b, second in enumerate(CLASSES):
            row = a * n + b
            gap = prices.rules.gap(first, second)
            sides = (
                prices.stairs(first, second),
                prices.stairs(first, second, vertical=True),
            )
            over_price = gap.over_price if gap.over == "priced" else 0
            rule[row] = (sides[0].hard, sides[1].hard, gap.over != "never", over_price)
            reach[row] = max(gap.hard, gap.preferred)
            for axis, stairs in enumerate(sides):
                for k, step in enumerate(stairs.steps):
                    threshold[row, axis, k] = step.threshold
                    price[row, axis, k] = step.weighted
    return rule, threshold, price, reach


@pytest.mark.parametrize("seed", range(12))
def test_no_cover_is_cheaper_than_the_one_the_kernel_takes(seed: int) -> None:
    draw = random.Random(seed)
    prices = GapPrices(small_rules(), "balanced")
    n = len(CLASSES)
    faces = []
    classes = []
    for _ in range(draw.randint(1, 3)):
        x0, z0 = draw.randint(-100, 100), draw.randint(0, 80)
        faces.append((x0, x0 + draw.randint(40, 300), z0, z0 + draw.randint(40, 200), 0, 0))
        classes.append(draw.randrange(5))
    if draw.random() < 0.5:
        faces.append((-50, 250, 0, 150, 1, 0))
        classes.append(CLASSES.index("manhole"))
    boxes = []
    others = []
    for number in range(draw.randint(1, 4)):
        for _ in range(draw.randint(1, 2)):
            x, z = draw.randint(0, 1500), draw.randint(0, 900)
            boxes.append((x, x + draw.randint(0, 400), z, z + draw.randint(50, 400), number))
            others.append(draw.randrange(n))
    pairs = np.array(
        [[(a * n + b, 1000 if b == n - 1 else 0) for b in others] for a in classes], dtype=np.int64
    )
    starts = np.array(sorted(draw.sample(range(1600), 5)), dtype=np.int64)
    least = np.array([draw.randint(0, 700) for _ in starts], dtype=np.int64)
    greatest, per_cover, wet, wet_from = 900, draw.randint(0, 3), draw.randint(0, 2), 400
    scores, covers = best_covers(
        starts,
        starts + 200,
        least,
        greatest,
        per_cover,
        wet,
        wet_from,
        np.array(faces, dtype=np.int64),
        np.array(boxes, dtype=np.int64),
        pairs,
        *tables(prices),
    )
    for p, start in enumerate(starts.tolist()):
        expected = min(
            (
                (plain(prices, faces, classes, boxes, others, start, cover), cover)
                for cover in range(least[p], greatest + 1)
            ),
            key=lambda found: (
                found[0] + per_cover * found[1] + wet * max(0, found[1] - wet_from),
                found[1],
            ),
        )
        if expected[0] >= IMPOSSIBLE:
            assert scores[p] >= IMPOSSIBLE
        else:
            depth = per_cover * expected[1] + wet * max(0, expected[1] - wet_from)
            assert (scores[p], covers[p]) == (expected[0] + depth, expected[1])


def plain(
    prices: GapPrices,
    faces: Sequence[tuple[int, ...]],
    classes: list[int],
    boxes: Sequence[tuple[int, ...]],
    others: list[int],
    start: int,
    cover: int,
) -> int:
    """What a column pays against all obstacles: of each its worst two faces."""
    worst: dict[int, int] = {}
    for (o0, o1, top, bottom, number), other in zip(boxes, others, strict=True):
        for (x0, x1, z0, z1, from_ground, _), cls in zip(faces, classes, strict=True):
            gap_x = max(o0 - start - x1, start + x0 - o1)
            gap_z = max(top - cover - z1, (0 if from_ground else cover + z0) - bottom)
            is_foundation = CLASSES[other] == "foundation"
            spread = not is_foundation or cover + z1 - bottom <= gap_x
            paid = prices.between(CLASSES[cls], CLASSES[other], gap_x, gap_z, spread)
            amount = IMPOSSIBLE if paid is None else paid.weighted
            worst[number] = max(worst.get(number, 0), amount)
    return min(IMPOSSIBLE, sum(worst.values()))


@pytest.mark.parametrize("seed", range(12))
def test_at_every_gap_two_sides_pay_what_their_worst_faces_pay(seed: int) -> None:
    draw = random.Random(seed)
    prices = GapPrices(small_rules(), "balanced")
    n = len(CLASSES)
    sides = np.full((2, 4, 2), -1, dtype=np.int64)
    for side in range(2):
        for k in range(draw.randint(1, 4)):
            sides[side, k] = (draw.randrange(n), draw.randint(-200, 200))
    stairs = [[prices.stairs(a, b) for b in CLASSES] for a in CLASSES]
    hards = np.array([[s.hard for s in row] for row in stairs], dtype=np.int64)
    steps = np.zeros((n, n, 8, 2), dtype=np.int64)
    for a, row in enumerate(stairs):
        for b, found in enumerate(row):
            for k, step in enumerate(found.steps):
                steps[a, b, k] = (step.threshold, step.weighted)
    hard = np.array([[draw.choice([0, 150])]], dtype=np.int64)
    asked = int(hard[0, 0])
    threshold, price = facing_steps(sides[:1], sides[1:], hards, steps, hard)
    for gap in range(0, 900, 7):
        worst = 0
        possible = gap >= asked
        for a, inset_a in sides[0].tolist():
            for b, inset_b in sides[1].tolist():
                if a >= 0 and b >= 0:
                    step_at = stairs[a][b].at(gap + inset_a + inset_b)
                    possible = possible and step_at is not None
                    worst = max(worst, 0 if step_at is None else step_at.weighted)
        assert possible == (gap >= hard[0, 0])
        if possible:
            first = int(np.argmax(threshold[0, 0] > gap))
            assert price[0, 0, first] == worst


def test_more_steps_than_the_table_holds_make_it_wider() -> None:
    count = 70
    steps = np.array([[[(10 * (k + 1), 1000 - k) for k in range(count)]]], dtype=np.int64)
    sides = np.array([[(0, 0)]], dtype=np.int64)
    hard = np.zeros((1, 1), dtype=np.int64)
    threshold, price = facing_steps(sides, sides, np.zeros((1, 1), dtype=np.int64), steps, hard)
    assert threshold[0, 0, :count].tolist() == [10 * (k + 1) for k in range(count)]
    assert price[0, 0, :count].tolist() == [1000 - k for k in range(count)]
    assert price[0, 0, count:].tolist() == [0] * (price.shape[2] - count)
