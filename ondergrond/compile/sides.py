"""Sides: what columns show to the columns beside them (docs/model.md, section 3)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ondergrond.compile.design import Design
from ondergrond.compile.kernel import IntArray

Side = tuple[tuple[str, int], ...]
"""Classes a column shows on one side, each with its least inset from the column's face (mm,
negative where it reaches outside)."""


def sides_of(design: Design) -> tuple[Side, Side]:
    """What a design shows to its left and to its right."""
    width = design.width
    if len(design.faces) == 1:
        (face,) = design.faces
        return ((face.cls, face.x0),), ((face.cls, width - face.x1),)
    lefts: dict[str, int] = {}
    rights: dict[str, int] = {}
    for cls, _, left, end, _, _, _, _ in design.faces:
        right = width - end
        if cls not in lefts:
            lefts[cls], rights[cls] = left, right
            continue
        if left < lefts[cls]:
            lefts[cls] = left
        if right < rights[cls]:
            rights[cls] = right
    return tuple(sorted(lefts.items())), tuple(sorted(rights.items()))


def side_table(
    sides: Sequence[Side], names: Sequence[str], behind: IntArray | None
) -> tuple[IntArray, IntArray]:
    """For the kernel: which of the sides that differ in what counts each side is, and (S, k, 2)
    class (its place in ``names``) and inset of every face of those, padded with -1.

    behind: as ``GapPrices.behind`` of ``names``, None: all faces count. Most networks in a rack
    stand so far behind its frame, or behind one another, that nobody will ever keep a distance for
    them.
    """
    place = {cls: i for i, cls in enumerate(names)}
    enough = [] if behind is None else behind.tolist()
    index: dict[tuple[tuple[int, int], ...], int] = {}
    which = []
    for side in sides:
        if not enough:
            every = tuple([(place[cls], inset) for cls, inset in side])
            which.append(index.setdefault(every, len(index)))
            continue
        foremost: list[tuple[int, int]] = []
        for cls, inset in side:
            one = place[cls]
            for front, other in foremost:
                if inset >= other + enough[front][one]:
                    break
            else:
                behind_it = enough[one]
                foremost = [face for face in foremost if face[1] < inset + behind_it[face[0]]]
                foremost.append((one, inset))
        which.append(index.setdefault(tuple(foremost), len(index)))
    most = max(map(len, index))
    padding = [(-1, -1)] * most
    rows = [[*side, *padding][:most] for side in index]
    return np.array(which, dtype=np.int64), np.array(rows, dtype=np.int64)
