"""Many profiles at once: resumable, one row each. ``docs/batch.md`` tells how to use it."""

from __future__ import annotations

from ondergrond.batch.errors import BatchError, BusyError, ContradictionError
from ondergrond.batch.run import Batch, Progress, default_workers
from ondergrond.batch.settings import Settings

__all__ = [
    "Batch",
    "BatchError",
    "BusyError",
    "ContradictionError",
    "Progress",
    "Settings",
    "default_workers",
]
