"""Counting what many designs have of the same things, so that prices are sums of products."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from ondergrond.compile.kernel import IntArray

Key = TypeVar("Key")


def counted(rows: Sequence[tuple[Key, ...]], index: dict[Key, int]) -> IntArray:
    """(rows, keys) how often each key stands in each row; new keys are entered in ``index``."""
    columns = [index.setdefault(key, len(index)) for keys in rows for key in keys]
    at = np.repeat(np.arange(len(rows)), [len(keys) for keys in rows])
    cells = at * len(index) + np.array(columns, dtype=np.int64)
    counts = np.bincount(cells, minlength=len(rows) * len(index))
    return counts.reshape(len(rows), len(index)).astype(np.int64, copy=False)
