"""The kernel of the place score: what a design pays against obstacles at its best depth.

Compiled with numba because a street has some 60 designs x 700 stretches of x, each with its own
choice of depth among dozens of thresholds (measured: 4 s vectorised over all depths, 0.02 s
compiled). All arrays are int64; distances in mm, prices in weighted score units.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

IntArray = npt.NDArray[np.int64]

IMPOSSIBLE = 2**60
"""Price of what may not be."""


@njit(cache=True)
def _stairs(gap: int, hard: int, threshold: IntArray, price: IntArray) -> int:
    """The price of a gap: the first step whose threshold lies above it; none below ``hard``."""
    if gap < hard:
        return IMPOSSIBLE
    for step in range(threshold.shape[0]):
        if gap < threshold[step]:
            return int(price[step])
    return 0


@njit(cache=True)
def _face_price(
    pair: IntArray,
    gap_x: int,
    gap_z: int,
    below: int,
    rule: IntArray,
    threshold: IntArray,
    price: IntArray,
) -> int:
    """What one face pays against one face of an obstacle: the cheaper of horizontal and
    vertical.
    """
    index = pair[0]
    best = IMPOSSIBLE
    if pair[1] == 0 or below * pair[1] <= 1000 * gap_x:
        best = _stairs(gap_x, rule[index, 0], threshold[index, 0], price[index, 0])
    if rule[index, 2] != 0 and best > 0:
        over = _stairs(gap_z, rule[index, 1], threshold[index, 1], price[index, 1])
        if over < IMPOSSIBLE and over + rule[index, 3] < best:
            best = over + rule[index, 3]
    return best


@njit(cache=True)
def obstacle_price(
    start: int,
    end: int,
    cover: int,
    faces: IntArray,
    obstacles: IntArray,
    pairs: IntArray,
    rule: IntArray,
    threshold: IntArray,
    price: IntArray,
    chosen: IntArray,
    count: int,
    enough: int,
) -> int:
    """What a column at ``start``..``end`` with its top at ``cover`` pays against the first
    ``count`` obstacles of ``chosen``: of each its worst two faces. From ``enough`` on the exact
    amount does not matter.

    faces: (F, 6): x0 from the start, x1 from the start (or from the end when the last entry is 1),
    z0, z1 from the top, 1 when it reaches up to the ground.  obstacles: (G, 5): start, end, top,
    bottom, number of the obstacle, faces of one obstacle together.  pairs: (F, G, 2): row of the
    rule tables, and load spread (mm per 1000, 0: no foundation).  rule: (R, 4): hard, vertical
    hard, whether over, price of over. threshold, price: (R, 2, S) horizontal and vertical steps.
    chosen: first and last+1 face of obstacles.
    """
    total = 0
    for k in range(count):
        worst = 0
        for g in range(chosen[k, 0], chosen[k, 1]):
            for f in range(faces.shape[0]):
                left = start + faces[f, 0]
                right = (end if faces[f, 5] else start) + faces[f, 1]
                bottom = cover + faces[f, 3]
                top = 0 if faces[f, 4] else cover + faces[f, 2]
                gap_x = max(obstacles[g, 0] - right, left - obstacles[g, 1])
                gap_z = max(obstacles[g, 2] - bottom, top - obstacles[g, 3])
                paid = _face_price(
                    pairs[f, g], gap_x, gap_z, bottom - obstacles[g, 3], rule, threshold, price
                )
                if paid >= IMPOSSIBLE:
                    return IMPOSSIBLE
                worst = max(worst, paid)
        total += worst
        if total >= enough:
            return total
    return total


@njit(cache=True)
def _relevant(
    start: int,
    end: int,
    faces: IntArray,
    obstacles: IntArray,
    pairs: IntArray,
    reach: IntArray,
    chosen: IntArray,
) -> int:
    """Fill ``chosen`` with the obstacles near enough to matter; return how many there are."""
    count = 0
    g = 0
    while g < obstacles.shape[0]:
        last = g
        near = False
        while last < obstacles.shape[0] and obstacles[last, 4] == obstacles[g, 4]:
            for f in range(faces.shape[0]):
                left = start + faces[f, 0]
                right = (end if faces[f, 5] else start) + faces[f, 1]
                gap_x = max(obstacles[last, 0] - right, left - obstacles[last, 1])
                if pairs[f, last, 1] != 0 or gap_x < reach[pairs[f, last, 0]]:
                    near = True
            last += 1
        if near:
            chosen[count, 0] = g
            chosen[count, 1] = last
            count += 1
        g = last
    return count


@njit(cache=True)
def best_covers(
    starts: IntArray,
    ends: IntArray,
    least: IntArray,
    greatest: int,
    per_cover: int,
    wet: int,
    wet_from: int,
    faces: IntArray,
    obstacles: IntArray,
    pairs: IntArray,
    rule: IntArray,
    threshold: IntArray,
    price: IntArray,
    reach: IntArray,
) -> tuple[IntArray, IntArray]:
    """The cheapest cover of a design at each of P places, and what depth and obstacles come to.

    starts, ends: (P,) mm.  least: (P,) least cover, -1 where the place is forbidden.  greatest:
    greatest cover.  per_cover: price per mm of cover (>= 0).  wet: price per mm of cover beyond
    ``wet_from`` (>= 0).  reach: (R,) horizontal distance from which a rule pays nothing.  Others as
    in ``obstacle_price``.

    Returns (P,) scores (``IMPOSSIBLE`` where nothing goes) and (P,) covers; of equals the
    shallowest. The price grows with depth but for the steps of vertical gaps, so only the least
    cover and the covers at which a vertical gap reaches a step need a look.
    """
    n = starts.shape[0]
    scores = np.full(n, IMPOSSIBLE, dtype=np.int64)
    covers = np.full(n, -1, dtype=np.int64)
    chosen = np.zeros((obstacles.shape[0] + 1, 2), dtype=np.int64)
    for p in range(n):
        if least[p] < 0 or least[p] > greatest:
            continue
        count = _relevant(starts[p], ends[p], faces, obstacles, pairs, reach, chosen)
        against = obstacle_price(
            starts[p], ends[p], least[p], faces, obstacles, pairs, rule, threshold, price, chosen,
            count, IMPOSSIBLE,
        )  # fmt: skip
        if against < IMPOSSIBLE:
            scores[p] = per_cover * least[p] + wet * max(0, least[p] - wet_from) + against
            covers[p] = least[p]
        if against == 0:
            continue  # deeper is never cheaper
        candidates = [least[p]]
        for k in range(count):
            for g in range(chosen[k, 0], chosen[k, 1]):
                for f in range(faces.shape[0]):
                    row = pairs[f, g, 0]
                    if rule[row, 2] == 0:
                        continue
                    for step in range(-1, threshold.shape[2]):
                        gap = rule[row, 1] if step < 0 else threshold[row, 1, step]
                        if gap >= IMPOSSIBLE:
                            break
                        if not faces[f, 4]:
                            cover = obstacles[g, 3] + gap - faces[f, 2]
                            if least[p] < cover <= greatest:
                                candidates.append(cover)
        candidates.sort()
        last = least[p]
        for cover in candidates:
            if cover == last:
                continue
            last = cover
            score = per_cover * cover + wet * max(0, cover - wet_from)
            if score >= scores[p]:
                break  # deeper ones cost more, whatever the obstacles ask
            against = obstacle_price(
                starts[p], ends[p], cover, faces, obstacles, pairs, rule, threshold, price, chosen,
                count, scores[p] - score,
            )  # fmt: skip
            if against < scores[p] - score:
                scores[p] = score + against
                covers[p] = cover
    return scores, covers


@njit(cache=True)
def facing_steps(
    rights: IntArray, lefts: IntArray, hards: IntArray, steps: IntArray, hard: IntArray
) -> tuple[IntArray, IntArray]:
    """Step prices of all pairs of sides that face each other: at every gap the worst two faces
    count.

    rights, lefts: (n, k, 2) class and inset (mm) of the faces of n sides, padded with class -1.
    hards: (c, c) hard gap of two classes.  steps: (c, c, s, 2) threshold and price of their steps,
    padded with price 0.  hard: (n, n) what is asked anyway; raised in place, negative left alone.

    Returns (n, n, m) thresholds, ascending, padded with 2**62, and prices, padded with 0. Prices
    fall as a gap grows, so below a threshold the worst two faces pay the highest price of all steps
    that reach at least as far: one pass from the farthest step inward.
    """
    n = hard.shape[0]
    most = rights.shape[1] * lefts.shape[1] * steps.shape[2]
    threshold = np.empty(most, dtype=np.int64)
    price = np.empty(most, dtype=np.int64)
    out_threshold = np.full((n, n, 32), 2**62, dtype=np.int64)
    out_price = np.zeros((n, n, 32), dtype=np.int64)
    for i in range(n):
        for j in range(n):
            if hard[i, j] < 0:
                continue
            count = 0
            least = hard[i, j]
            for a in range(rights.shape[1]):
                if rights[i, a, 0] < 0:
                    break
                for b in range(lefts.shape[1]):
                    if lefts[j, b, 0] < 0:
                        break
                    x, y = rights[i, a, 0], lefts[j, b, 0]
                    inset = rights[i, a, 1] + lefts[j, b, 1]
                    least = max(least, hards[x, y] - inset)
                    for k in range(steps.shape[2]):
                        if steps[x, y, k, 1] > 0:
                            threshold[count] = steps[x, y, k, 0] - inset
                            price[count] = steps[x, y, k, 1]
                            count += 1
            hard[i, j] = least
            found = 0
            while True:
                # The farthest step that costs more than what is already asked there.
                best = -1
                asked = out_price[i, j, found - 1] if found else 0
                for k in range(count):
                    if price[k] <= asked or threshold[k] <= least:
                        continue
                    if (
                        best < 0
                        or threshold[k] > threshold[best]
                        or (threshold[k] == threshold[best] and price[k] > price[best])
                    ):
                        best = k
                if best < 0:
                    break
                if found == out_threshold.shape[2] - 1:
                    wider = np.full((n, n, 2 * found + 2), 2**62, dtype=np.int64)
                    wider[:, :, : found + 1] = out_threshold
                    out_threshold = wider
                    dearer = np.zeros((n, n, 2 * found + 2), dtype=np.int64)
                    dearer[:, :, : found + 1] = out_price
                    out_price = dearer
                out_threshold[i, j, found] = threshold[best]
                out_price[i, j, found] = price[best]
                found += 1
            out_threshold[i, j, :found] = out_threshold[i, j, :found][::-1].copy()
            out_price[i, j, :found] = out_price[i, j, :found][::-1].copy()
    return out_threshold, out_price
