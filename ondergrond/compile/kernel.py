"""The kernels of the place score: what designs pay at their places, at the best depth there.

Compiled with numba because a street has some 20 to 120 designs x 300 stretches of x, each with its
own choice of depth among dozens of thresholds. One call does all designs of a street. All arrays
are int64; distances in mm, prices in weighted score units.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ondergrond.compile.compiled import ZERO, inlined, kernel, making

IntArray = npt.NDArray[np.int64]

IMPOSSIBLE = 2**60
"""Price of what may not be."""

# Columns of ``Pack.numbers``.
FIRST, LAST, WIDTH, VARIES, GIVEN, GREATEST, PER_COVER, WET, WET_FROM, COVERS, FACES, END = range(
    12
)


class Ground(NamedTuple):
    """A street's zones and obstacles, and what its rules ask.

    zones: (Z, 2) starts and ends.  boxes: (G, 7) faces of the obstacles, those of one together:
    start, end, top, bottom, number of the obstacle, class, load spread (mm per 1000 mm; 0: no
    foundation).  uses: (U, Z) price of a class under a zone, ``IMPOSSIBLE`` where forbidden.
    axes: (A,) of the obstacles that connections cross or belong to, ascending.
    rule, threshold, price, reach: by two classes, as ``gapprice.Tables``.
    """

    zones: IntArray
    boxes: IntArray
    uses: IntArray
    axes: IntArray
    rule: IntArray
    threshold: IntArray
    price: IntArray
    reach: IntArray


class Pack(NamedTuple):
    """Designs, as the kernels want them.

    numbers: (D, 12) first and last start, width, whether it varies, the cover given
    (``IMPOSSIBLE``: none), greatest cover, price per mm of cover (>= 0), price per mm of cover
    beyond the next number (>= 0), that cover, row of ``covers``, first face, face after the last.
    covers: (T, Z) least cover under each zone.  surface: (D, 2, Z) price of trench and of
    reopenings under each zone.  crossings: (D, 2, 2, A + 1) with obstacles on its left, on its
    right: price and how many are impossible, of all obstacles before the a-th.  faces: (F, 7) x0
    from the start, x1 from the start (from the end where the width varies), z0, z1 from the top,
    whether it reaches up to the ground, class, row of ``Ground.uses`` (-1: no zone rules).
    """

    numbers: IntArray
    covers: IntArray
    surface: IntArray
    crossings: IntArray
    faces: IntArray


@kernel
def _stairs(gap: int, hard: int, threshold: IntArray, price: IntArray) -> int:
    """The price of a gap: the first step whose threshold lies above it; none below ``hard``."""
    if gap < hard:
        return IMPOSSIBLE
    for step in range(threshold.shape[0]):
        if gap < threshold[step]:
            return int(price[step])
    return 0


@kernel
def _on_surface(
    ground: Ground,
    pack: Pack,
    d: int,
    places: tuple[int, int],
    starts: IntArray,
    ends: IntArray,
    prices: IntArray,
    least: IntArray,
) -> None:
    """Enter what the zones ask of a design at some places (from the first of ``places`` to before
    the second): a price, and the least cover.
    """
    zones, covers, varies = ground.zones, pack.numbers[d, COVERS], pack.numbers[d, VARIES]
    for p in range(*places):
        cover = trench = openings = 0
        for z in range(zones.shape[0]):
            if starts[p] < zones[z, 1] and ends[p] > zones[z, 0]:
                cover = max(cover, pack.covers[covers, z])
                trench = max(trench, pack.surface[d, 0, z])
                openings = max(openings, pack.surface[d, 1, z])
        prices[p], least[p] = trench + openings, cover
    for f in range(pack.numbers[d, FACES], pack.numbers[d, END]):
        use = pack.faces[f, 6]
        if use < 0:
            continue
        for p in range(*places):
            left = starts[p] + pack.faces[f, 0]
            right = (ends[p] if varies else starts[p]) + pack.faces[f, 1]
            dearest = 0
            for z in range(zones.shape[0]):
                if left < zones[z, 1] and right > zones[z, 0]:
                    dearest = max(dearest, ground.uses[use, z])
            prices[p] = min(IMPOSSIBLE, prices[p] + dearest)


@kernel
def _crossed(
    ground: Ground,
    pack: Pack,
    d: int,
    places: tuple[int, int],
    starts: IntArray,
    ends: IntArray,
    prices: IntArray,
) -> None:
    """Add the price of crossings with obstacles. A column lies left or right of an obstacle by its
    middle; storage, being wide, is crossed on whichever side of the obstacle any of it lies.
    """
    axes, crossings, varies = ground.axes, pack.crossings, pack.numbers[d, VARIES]
    last = axes.shape[0]
    for p in range(*places):
        start, end = (starts[p], ends[p]) if varies else (starts[p] + ends[p], starts[p] + ends[p])
        passed = ahead = 0
        for a in range(last):
            axis = axes[a] if varies else 2 * axes[a]
            passed += axis < end
            ahead += axis <= start
        if crossings[d, 0, 1, passed] + crossings[d, 1, 1, last] - crossings[d, 1, 1, ahead] > 0:
            prices[p] = IMPOSSIBLE
        elif prices[p] < IMPOSSIBLE:
            prices[p] += crossings[d, 0, 0, passed]
            prices[p] += crossings[d, 1, 0, last] - crossings[d, 1, 0, ahead]


# Columns of the pairs of faces that are near: the face's own number and that of the obstacle's, how
# the first reaches from start and end of the column (mm), the range in x of the second, the gap
# from which nothing is paid, load spread, number of the obstacle, the two classes, whether one may
# lie over the other, the vertical hard gap, the price of lying over, how the first reaches from the
# top of the column, whether up to the ground, the range in depth of the second.
FACE, OTHER, X0, X1, B0, B1, REACH, SPREAD, OF, OWN, THEIRS = range(11)
OVER, UNDER, CROSSING, Z0, Z1, GROUND, TOP, BOTTOM = range(11, 19)

# Columns of the pairs that pay something at a place: which pair, its horizontal price and gap.
WHICH, LEVEL, GAP = range(3)


@making
def scratch(ground: Ground, pack: Pack) -> tuple[IntArray, IntArray]:
    """Room for the pairs of faces of any of the designs, and for those that pay something."""
    most = 1
    for d in range(pack.numbers.shape[0]):
        most = max(most, pack.numbers[d, END] - pack.numbers[d, FACES])
    most *= ground.boxes.shape[0]
    return np.empty((most, 19), dtype=np.int64), np.empty((most, 3), dtype=np.int64)


@kernel
def near_pairs(
    ground: Ground,
    pack: Pack,
    d: int,
    starts: tuple[int, int],
    ends: tuple[int, int],
    near: IntArray,
) -> int:
    """Fill ``near`` with the pairs (face, obstacle's face) that may pay something where the design
    begins within ``starts`` and ends within ``ends``, those of one obstacle together; return how
    many there are.
    """
    first, last, varies = pack.numbers[d, FACES], pack.numbers[d, END], pack.numbers[d, VARIES]
    least, greatest = pack.numbers[d, GIVEN], pack.numbers[d, GREATEST]
    if least < IMPOSSIBLE:
        greatest = least
    else:
        row = pack.numbers[d, COVERS]
        for z in range(ground.zones.shape[0]):
            least = min(least, pack.covers[row, z])
    count = 0
    for g in range(ground.boxes.shape[0]):
        b0, b1 = ground.boxes[g, 0], ground.boxes[g, 1]
        theirs, spread = ground.boxes[g, 5], ground.boxes[g, 6]
        for f in range(first, last):
            x0, x1, own = pack.faces[f, 0], pack.faces[f, 1], pack.faces[f, 5]
            right = (ends[1] if varies else starts[1]) + x1
            reach = ground.reach[own, theirs, 0]
            if spread == 0 and max(b0 - right, starts[0] + x0 - b1) >= reach:
                continue
            if ground.rule[own, theirs, 2] != 0 and ground.rule[own, theirs, 3] == 0:
                top = 0 if pack.faces[f, 4] else least + pack.faces[f, 2]
                above = ground.boxes[g, 2] - greatest - pack.faces[f, 3]
                if max(top - ground.boxes[g, 3], above) >= ground.reach[own, theirs, 1]:
                    continue  # far enough above or below, wherever it lies
            near[count, FACE], near[count, OTHER] = f, g
            near[count, X0], near[count, X1] = x0, x1
            near[count, B0], near[count, B1] = b0, b1
            near[count, REACH], near[count, SPREAD] = reach, spread
            near[count, OF] = ground.boxes[g, 4]
            near[count, OWN], near[count, THEIRS] = own, theirs
            near[count, OVER] = ground.rule[own, theirs, 2]
            near[count, UNDER] = ground.rule[own, theirs, 1]
            near[count, CROSSING] = ground.rule[own, theirs, 3]
            near[count, Z0], near[count, Z1] = pack.faces[f, 2], pack.faces[f, 3]
            near[count, GROUND] = pack.faces[f, 4]
            near[count, TOP], near[count, BOTTOM] = ground.boxes[g, 2], ground.boxes[g, 3]
            count += 1
    return count


@inlined
def _against(
    ground: Ground, cover: int, enough: int, near: IntArray, active: IntArray, count: int
) -> int:
    """What a column with its top at ``cover`` pays against obstacles: of each its worst two faces.
    From ``enough`` on the exact amount does not matter.
    """
    total = 0
    worst = 0
    for i in range(count):
        k = active[i, WHICH]
        spread = near[k, SPREAD]
        paid = active[i, LEVEL]
        bottom = cover + near[k, Z1]
        if spread != 0 and (bottom - near[k, BOTTOM]) * spread > 1000 * active[i, GAP]:
            paid = IMPOSSIBLE
        if paid > worst and near[k, OVER] != 0:
            top = 0 if near[k, GROUND] else cover + near[k, Z0]
            over = near[k, CROSSING] + _stairs(
                max(near[k, TOP] - bottom, top - near[k, BOTTOM]),
                near[k, UNDER],
                ground.threshold[near[k, OWN], near[k, THEIRS], 1],
                ground.price[near[k, OWN], near[k, THEIRS], 1],
            )
            paid = min(paid, over)
        if paid >= IMPOSSIBLE:
            return IMPOSSIBLE
        worst = max(worst, paid)
        if i + 1 == count or near[active[i + 1, WHICH], OF] != near[k, OF]:
            total += worst
            worst = 0
            if total >= enough:
                break
    return int(total)


@inlined
def _unavoidable(near: IntArray, active: IntArray, count: int) -> int:
    """What is paid against obstacles at any cover, at least."""
    total = 0
    worst = 0
    for i in range(count):
        k = active[i, WHICH]
        paid = active[i, LEVEL]
        if near[k, OVER] != 0:
            paid = min(paid, near[k, CROSSING])
        worst = max(worst, paid)
        if i + 1 == count or near[active[i + 1, WHICH], OF] != near[k, OF]:
            total += worst
            worst = 0
    return int(total)


@inlined
def _next_cover(
    ground: Ground, cover: int, greatest: int, near: IntArray, active: IntArray, count: int
) -> int:
    """The next cover below ``cover`` at which a vertical gap reaches a step that saves something;
    ``IMPOSSIBLE`` where there is none.
    """
    found = IMPOSSIBLE
    steps = ground.threshold.shape[3]
    for i in range(count):
        k = active[i, WHICH]
        if near[k, OVER] == 0 or near[k, GROUND] != 0:
            continue
        own, theirs = near[k, OWN], near[k, THEIRS]
        base = near[k, BOTTOM] - near[k, Z0]
        for step in range(-1, steps - 1):
            gap = near[k, UNDER]
            if step >= 0:
                gap = ground.threshold[own, theirs, 1, step]
            if gap >= IMPOSSIBLE:
                break
            if base + gap <= cover:
                continue
            over = near[k, CROSSING] + ground.price[own, theirs, 1, step + 1]
            if near[k, SPREAD] != 0 or over < active[i, LEVEL]:
                if base + gap <= greatest:
                    found = min(found, base + gap)
                break
    return found


@inlined
def _paying(
    ground: Ground,
    pack: Pack,
    d: int,
    start: int,
    end: int,
    greatest: int,
    near: IntArray,
    count: int,
    active: IntArray,
    suspect: int,
) -> int:
    """Fill ``active`` with the pairs that pay something at a place, whatever the cover; return how
    many there are, or -1 - k where the k-th forbids the place at any cover.

    suspect: the pair that is asked first: what forbids a place forbids the next one, too, mostly.
    """
    varies = pack.numbers[d, VARIES]
    pairs = 0
    for i in range(-1 if count > 0 else 0, count):
        k = i if i >= 0 else suspect
        right = (end if varies else start) + near[k, X1]
        gap = max(near[k, B0] - right, start + near[k, X0] - near[k, B1])
        spread = near[k, SPREAD]
        level = 0
        if gap < near[k, REACH]:
            own, theirs = near[k, OWN], near[k, THEIRS]
            level = _stairs(
                gap,
                ground.rule[own, theirs, 0],
                ground.threshold[own, theirs, 0],
                ground.price[own, theirs, 0],
            )
            if level >= IMPOSSIBLE and near[k, OVER] == 0:
                return -1 - k
        if i < 0:
            continue
        if level == 0:
            if spread == 0:
                continue
            deepest = greatest + near[k, Z1] - near[k, BOTTOM]
            if deepest * spread <= 1000 * gap:
                continue
        active[pairs, WHICH], active[pairs, LEVEL], active[pairs, GAP] = k, level, gap
        pairs += 1
    return pairs


@kernel
def _best_covers(
    ground: Ground,
    pack: Pack,
    d: int,
    places: tuple[int, int],
    starts: IntArray,
    ends: IntArray,
    scores: IntArray,
    covers: IntArray,
    near: IntArray,
    count: int,
    active: IntArray,
) -> None:
    """Find the cheapest cover of a design at some places (of equals the shallowest). ``scores`` and
    ``covers`` hold what is paid besides and the least cover; what is paid in all and the cover
    taken come in their place, ``IMPOSSIBLE`` and -1 where the design may not lie.

    The price grows with depth but for the steps of vertical gaps, so only the least cover and the
    covers at which a vertical gap reaches a step need a look.
    """
    given, deepest = pack.numbers[d, GIVEN], pack.numbers[d, GREATEST]
    per_cover, wet = pack.numbers[d, PER_COVER], pack.numbers[d, WET]
    wet_from = pack.numbers[d, WET_FROM]
    suspect = 0
    for p in range(*places):
        cover, greatest = covers[p], deepest
        if given < IMPOSSIBLE:
            cover, greatest = (given, given) if cover <= given <= deepest else (0, -1)
        besides = scores[p]
        scores[p], covers[p] = IMPOSSIBLE, -1
        if besides >= IMPOSSIBLE or cover > greatest:
            continue
        pairs = _paying(ground, pack, d, starts[p], ends[p], greatest, near, count, active, suspect)
        if pairs < 0:
            suspect = -1 - pairs
            continue
        best = IMPOSSIBLE
        least = _unavoidable(near, active, pairs)
        while cover < IMPOSSIBLE:
            deep = per_cover * cover + wet * max(0, cover - wet_from)
            if deep + least >= best:
                break  # deeper ones cost more, whatever the obstacles ask
            against = 0
            if pairs > 0:
                against = _against(ground, cover, best - deep, near, active, pairs)
            if against < best - deep:
                best = deep + against
                scores[p], covers[p] = besides + best, cover
            if against == 0:
                break  # deeper is never cheaper
            cover = _next_cover(ground, cover, greatest, near, active, pairs)


@making
def judged(
    ground: Ground, pack: Pack, which: IntArray, starts: IntArray, ends: IntArray
) -> tuple[IntArray, IntArray]:
    """(P,) prices and covers of designs at places: what a design pays there, services' slope
    excepted, at its cheapest cover, and that; ``IMPOSSIBLE`` and -1 where it may not lie. Places of
    one design together are quickest.
    """
    many = which.shape[0]
    scores = np.empty(many, dtype=np.int64)
    covers = np.empty(many, dtype=np.int64)
    near, active = scratch(ground, pack)
    p = ZERO
    while p < many:
        d, after = which[p], p + 1
        first, last, least, most = starts[p], starts[p], ends[p], ends[p]
        while after < many and which[after] == d:
            first, last = min(first, starts[after]), max(last, starts[after])
            least, most = min(least, ends[after]), max(most, ends[after])
            after += 1
        count = near_pairs(ground, pack, d, (first, last), (least, most), near)
        _on_surface(ground, pack, d, (p, after), starts, ends, scores, covers)
        _crossed(ground, pack, d, (p, after), starts, ends, scores)
        _best_covers(ground, pack, d, (p, after), starts, ends, scores, covers, near, count, active)
        p = after
    return scores, covers
