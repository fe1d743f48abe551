"""A thinned problem on which good multipliers are found quickly.

Cells are taken together in groups: a group scores as its best cell, distances are rounded to
the nearest whole group (at least one). That is no relaxation, so nothing it says is taken as a
bound: only its multipliers are used, and their bound is measured on the full grid.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ondergrond_solver.problem import IntArray
from ondergrond_solver.sweep.relaxation import possible_links
from ondergrond_solver.sweep.tables import BIG, BoolArray, Tables


def thinned(
    tables: Tables, base: IntArray, linked: BoolArray, factor: int
) -> tuple[Tables, IntArray, BoolArray]:
    """Tables, scores and links with `factor` cells in one."""
    lag = np.maximum((tables.lag + factor // 2) // factor, 1)
    lag = np.where(linked, lag, tables.far)
    # Of levels that begin in the same group the last is the cheapest.
    for s in range(lag.shape[2] - 1):
        same = (lag[:, :, s + 1 :] == lag[:, :, s : s + 1]).any(axis=2)
        lag[:, :, s] = np.where(same, tables.far, lag[:, :, s])
    scores = _grouped(base, factor)
    u_min = -(-tables.u_min // factor)
    thin = replace(
        tables,
        place=scores,
        end_place=_grouped(tables.end_place, factor),
        u_min=u_min,
        u_max=np.maximum(tables.u_max // factor, u_min),
        unit=tables.unit * factor,
        levels=(lag, tables.price),
    )
    return thin, scores, possible_links(thin)


def _grouped(scores: IntArray, factor: int) -> IntArray:
    n, cells = scores.shape
    groups = -(-cells // factor)
    padded = np.full((n, groups * factor), BIG, dtype=np.int64)
    padded[:, :cells] = scores
    return np.ascontiguousarray(padded.reshape(n, groups, factor).min(axis=2))
