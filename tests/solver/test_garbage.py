"""What a solve leaves behind."""

from __future__ import annotations

import gc
import weakref

import pytest

from ondergrond_solver import Limits, solve
from ondergrond_solver.sweep import incumbent
from ondergrond_solver.sweep.row_states import Store, make_store
from tests.solver.instances import tight_street


def test_the_states_of_a_solve_are_gone_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tree and what closes its parts once knew each other, so hundreds of megabytes waited for
    the garbage collector: two workers of a batch came to 4 GB.
    """
    kept: list[weakref.ref[object]] = []

    def made(grid: object) -> Store:
        store = make_store(grid)  # type: ignore[arg-type]
        kept.append(weakref.ref(store.pool))
        return store

    monkeypatch.setattr(incumbent, "make_store", made)
    gc.collect()
    gc.disable()
    try:
        solve(tight_street(1, 9, 30), "sweep", limits=Limits(sweep_nodes=2))
        assert kept
        assert all(one() is None for one in kept)
    finally:
        gc.enable()
