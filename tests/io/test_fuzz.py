"""Imports with mutated inputs: refused, the same street, or a warning; soon, and no traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.io.fuzz import FORMATS, LONGEST, fuzz

SILENT = 0.05
"""Share of inputs that may give another street without a new warning: values that are sound by
themselves, such as two widths that changed places. Measured: 1 %."""


def check(name: str, count: int, folder: Path) -> None:
    outcomes = fuzz(name, count, 1, folder)
    assert not outcomes.broken
    assert outcomes.slowest < LONGEST
    assert len(outcomes.silent) <= max(2, SILENT * count), outcomes.silent
    assert sum(outcomes.counts.values()) == count


@pytest.mark.parametrize("name", FORMATS)
def test_a_hundred_mutated_inputs_end_well(name: str, tmp_path: Path) -> None:
    check(name, 100, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("name", FORMATS)
def test_six_hundred_mutated_inputs_end_well(name: str, tmp_path: Path) -> None:
    check(name, 600, tmp_path)
