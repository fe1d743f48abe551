"""What the tests of the command line share."""

from __future__ import annotations

import pytest

from ondergrond_solver.sweep.compiled import mark_prepared


@pytest.fixture(scope="session", autouse=True)
def prepared() -> None:
    """No test meets the message of a first run, whichever of them is first."""
    mark_prepared()
