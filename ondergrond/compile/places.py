"""The kernel that finds where a place score may change, so that it need not be asked elsewhere."""

from __future__ import annotations

import numpy as np

from ondergrond.compile.compiled import ONE, ZERO, making
from ondergrond.compile.kernel import (
    B0,
    B1,
    COVERS,
    END,
    FACE,
    FACES,
    FIRST,
    GIVEN,
    GREATEST,
    IMPOSSIBLE,
    LAST,
    OTHER,
    OWN,
    SPREAD,
    THEIRS,
    VARIES,
    WIDTH,
    X0,
    X1,
    Ground,
    IntArray,
    Pack,
    near_pairs,
    scratch,
)


@making
def grown(rows: IntArray) -> IntArray:
    """The same rows of two numbers with room for twice as many."""
    wider = np.empty((2 * rows.shape[0], 2), dtype=np.int64)
    for k in range(rows.shape[0]):
        wider[k, 0], wider[k, 1] = rows[k, 0], rows[k, 1]
    return wider


@making
def _covers(ground: Ground, pack: Pack, d: int, near: IntArray, pairs: int) -> IntArray:
    """Every cover a design may end up with, ascending."""
    if pack.numbers[d, GIVEN] < IMPOSSIBLE:
        return np.full(1, pack.numbers[d, GIVEN], dtype=np.int64)
    zones, steps = ground.zones.shape[0], ground.threshold.shape[3]
    found = np.empty(zones + pairs * (steps + 1), dtype=np.int64)
    for z in range(zones):
        found[z] = pack.covers[pack.numbers[d, COVERS], z]
    count = zones
    for k in range(pairs):
        f, own, theirs = near[k, FACE], near[k, OWN], near[k, THEIRS]
        if ground.rule[own, theirs, 2] == 0 or pack.faces[f, 4] != 0:
            continue
        for step in range(-1, steps):
            gap = ground.rule[own, theirs, 1]
            if step >= 0:
                gap = ground.threshold[own, theirs, 1, step]
            if gap >= IMPOSSIBLE:
                break
            found[count] = ground.boxes[near[k, OTHER], 3] + gap - pack.faces[f, 2]
            count += 1
    found = np.sort(found[:count])
    kept = 0
    for k in range(count):
        if found[k] <= pack.numbers[d, GREATEST] and (kept == 0 or found[k] > found[kept - 1]):
            found[kept] = found[k]
            kept += 1
    return found[:kept]


@making
def jumps(
    ground: Ground,
    pack: Pack,
    d: int,
    near: IntArray,
    pairs: int,
    within: tuple[int, int],
    told: tuple[int, int],
) -> IntArray:
    """The places within first..last where something changes for a design, ascending, some twice;
    the first is ``first``.

    told: 1 for the changes that its start tells, and for those that its end tells, else 0. Places
    are starts for a design of fixed width, else starts or ends, of which one is told.
    """
    zones, steps, axes = ground.zones, ground.threshold.shape[3], ground.axes
    begin, end = pack.numbers[d, FACES], pack.numbers[d, END]
    width = 0 if pack.numbers[d, VARIES] else pack.numbers[d, WIDTH]
    spread = 0
    for k in range(pairs):
        spread += near[k, SPREAD] != 0
    covers = np.empty(0, dtype=np.int64)
    if spread:
        covers = _covers(ground, pack, d, near, pairs)
    most = 2 * (zones.shape[0] * (1 + end - begin) + pairs * (steps + 1) + axes.shape[0])
    places = np.empty(1 + most + 2 * spread * covers.shape[0], dtype=np.int64)
    places[0] = within[0]
    n = 1
    for z in range(zones.shape[0]):
        places[n], places[n + 1] = zones[z, 1], zones[z, 0] + 1 - width
        n += 2
        for f in range(begin, end):
            if pack.faces[f, 6] >= 0:
                places[n] = zones[z, 1] - pack.faces[f, 0]
                places[n + 1] = zones[z, 0] + 1 - pack.faces[f, 1]
                n += 2
    for k in range(pairs):
        own, theirs = near[k, OWN], near[k, THEIRS]
        behind = near[k, B1] - near[k, X0]
        before = near[k, B0] + 1 - near[k, X1]  # one mm too far, as prices count from there
        for step in range(-1, steps):
            limit = ground.rule[own, theirs, 0]
            if step >= 0:
                limit = ground.threshold[own, theirs, 0, step]
            if limit >= IMPOSSIBLE:
                break
            places[n], places[n + 1] = behind + limit, before - limit
            n += 2
        if near[k, SPREAD] != 0:
            for c in range(covers.shape[0]):
                below = covers[c] + pack.faces[near[k, FACE], 3] - ground.boxes[near[k, OTHER], 3]
                limit = -(-below * near[k, SPREAD] // 1000)
                places[n], places[n + 1] = behind + limit, before - limit
                n += 2
    for a in range(axes.shape[0]):
        places[n], places[n + 1] = axes[a] - width // 2, axes[a] - width // 2 + 1
        n += 2
    # Those told by the start and those told by the end stand in turn, but for the axes.
    kept = 1
    either = n - 2 * axes.shape[0]
    for k in range(1, n):
        if within[0] < places[k] <= within[1] and (k >= either or told[(k - 1) % 2] != 0):
            places[kept] = places[k]
            kept += 1
    return np.sort(places[:kept])


@making
def jumps_of(
    ground: Ground, pack: Pack, starts: tuple[int, int], ends: tuple[int, int]
) -> tuple[IntArray, IntArray]:
    """As ``jumps``, of the starts and of the ends of a single design of variable width that begins
    within ``starts`` and ends within ``ends``.
    """
    near, _ = scratch(ground, pack)
    pairs = near_pairs(ground, pack, ZERO, starts, ends, near)
    return (
        jumps(ground, pack, ZERO, near, pairs, starts, (ONE, ZERO)),
        jumps(ground, pack, ZERO, near, pairs, ends, (ZERO, ONE)),
    )


@making
def every_jump(ground: Ground, pack: Pack) -> IntArray:
    """The jumps of all designs, of fixed width, over their starts: (N, 2) design and place."""
    designs = pack.numbers.shape[0]
    found = np.empty((128 * designs + 128, 2), dtype=np.int64)
    count = 0
    near, _ = scratch(ground, pack)
    for d in range(designs):
        first, last, width = pack.numbers[d, FIRST], pack.numbers[d, LAST], pack.numbers[d, WIDTH]
        if first > last:
            continue
        pairs = near_pairs(ground, pack, d, (first, last), (first + width, last + width), near)
        places = jumps(ground, pack, d, near, pairs, (first, last), (ONE, ONE))
        while count + places.shape[0] > found.shape[0]:
            found = grown(found)
        for p in range(places.shape[0]):
            if p == 0 or places[p] != places[p - 1]:
                found[count, 0], found[count, 1] = d, places[p]
                count += 1
    return found[:count]
