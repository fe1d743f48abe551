"""The kernels against the plainest reading of what they compute."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import pytest

from ondergrond.compile.facing import facing_steps
from ondergrond.compile.gapprice import NUMBER, GapPrices
from ondergrond.compile.kernel import IMPOSSIBLE, Ground, Pack, judged
from tests.rulesets import small_rules

pytestmark = pytest.mark.kernel

CLASSES = ("telecom", "gas-low", "sewer-foul", "manhole", "storage", "foundation")


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
    starts = np.array(sorted(draw.sample(range(1600), 5)), dtype=np.int64)
    least = [draw.randint(0, 700) for _ in starts]
    greatest, per_cover, wet, wet_from = 900, draw.randint(0, 3), draw.randint(0, 2), 400
    tables = prices.tables(CLASSES, CLASSES)
    number_of = [NUMBER[name] for name in CLASSES]
    ground = Ground(
        zones=np.array([(-5000, 5000)], dtype=np.int64),
        boxes=np.array(
            [
                (*box, number_of[b], 1000 if CLASSES[b] == "foundation" else 0)
                for box, b in zip(boxes, others, strict=True)
            ],
            dtype=np.int64,
        ),
        uses=np.zeros((0, 1), dtype=np.int64),
        axes=np.zeros(0, dtype=np.int64),
        rule=tables.rule,
        threshold=tables.threshold,
        price=tables.price,
        reach=tables.reach,
    )
    # The same design five times, each with a least cover of its own.
    pack = Pack(
        numbers=np.array(
            [
                (0, 2000, 200, 0, IMPOSSIBLE, greatest, per_cover, wet, wet_from, d, 0, len(faces))
                for d in range(5)
            ],
            dtype=np.int64,
        ),
        covers=np.array(least, dtype=np.int64).reshape(5, 1),
        surface=np.zeros((5, 2, 1), dtype=np.int64),
        crossings=np.zeros((5, 2, 2, 1), dtype=np.int64),
        faces=np.array(
            [(*face[:5], number_of[a], -1) for face, a in zip(faces, classes, strict=True)],
            dtype=np.int64,
        ),
    )
    scores, covers = judged(ground, pack, np.arange(5), starts, starts + 200)
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
    hard = np.array([[draw.choice([0, 150])]], dtype=np.int64)
    asked = int(hard[0, 0])
    first_side = np.zeros(1, dtype=np.int64)
    classes = np.array([NUMBER[name] for name in CLASSES], dtype=np.int64)
    threshold, price = facing_steps(
        sides[:1], sides[1:], first_side, first_side, classes,
        *prices.tables(CLASSES, CLASSES)[:3], hard,
    )  # fmt: skip
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


def test_there_is_room_for_as_many_steps_as_two_sides_have() -> None:
    """Many faces, each a little further inside and dearer than the one before it."""
    count = 70
    rule = np.zeros((count, count, 4), dtype=np.int64)
    threshold = np.full((count, count, 2, 2), IMPOSSIBLE, dtype=np.int64)
    price = np.zeros((count, count, 2, 2), dtype=np.int64)
    for k in range(count):
        threshold[0, k, 0, 0], price[0, k, 0, 0] = 10 * (k + 1), 1000 - k
    right = np.array([[(0, 0)]], dtype=np.int64)
    left = np.array([[(k, 0) for k in range(count)]], dtype=np.int64)
    only = np.zeros(1, dtype=np.int64)
    found, paid = facing_steps(
        right, left, only, only, np.arange(count), rule, threshold, price,
        np.zeros((1, 1), dtype=np.int64),
    )  # fmt: skip
    assert found.shape == paid.shape == (1, 1, count + 1)
    assert found[0, 0, :count].tolist() == [10 * (k + 1) for k in range(count)]
    assert paid[0, 0].tolist() == [*(1000 - k for k in range(count)), 0]
