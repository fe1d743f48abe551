"""Spreading labels along a line: each as near to its place as their widths allow.

The sum of squared shifts is least under ``next - this >= needed distance`` and the two ends: with
the needed distances taken off it is isotonic regression, solved by pooling neighbours that want to
pass each other (pool adjacent violators), then clamped to the ends, which keeps it optimal.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence


def spread(
    wished: Sequence[float], extents: Sequence[float], low: float, high: float
) -> list[float]:
    """Middles of the labels, in order: no two overlap and all lie in low..high.

    wished: where each would like its middle, not decreasing.  extents: width of each.  Raises
    ``ValueError`` where the widths add up to more than ``high - low``.
    """
    if not wished:
        return []
    offsets = [0.0]
    for a, b in itertools.pairwise(extents):
        offsets.append(offsets[-1] + (a + b) / 2)
    first, last = low + extents[0] / 2, high - extents[-1] / 2 - offsets[-1]
    if last < first - 1e-9:
        raise ValueError("the labels are wider than the line")
    blocks: list[tuple[float, int]] = []
    for want, offset in zip(wished, offsets, strict=True):
        mean, count = want - offset, 1
        while blocks and blocks[-1][0] > mean:
            before, size = blocks.pop()
            mean = (before * size + mean * count) / (size + count)
            count += size
        blocks.append((mean, count))
    level = [mean for mean, count in blocks for _ in range(count)]
    return [
        min(max(y, first), max(first, last)) + offset
        for y, offset in zip(level, offsets, strict=True)
    ]
