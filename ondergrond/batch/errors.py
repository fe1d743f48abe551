"""What ends a batch before it is finished."""

from __future__ import annotations


class BatchError(RuntimeError):
    """The batch cannot go on; the message says why and what to do. What is done is kept."""


class BusyError(BatchError):
    """Another batch is at work in the same folder."""


class ContradictionError(BatchError):
    """Two engines contradict each other on a street: a defect, and no result can be trusted."""
