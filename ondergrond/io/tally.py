"""Accounts of an import: what came in is what was used and what was left out, with the reason.

Each importer has its own closed list of reasons, a ``StrEnum`` whose values are sentences without
a full stop. Nothing may disappear: ``Tally.open`` must be empty when the import is done.
"""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import Any, NamedTuple


class LeftOut(NamedTuple):
    """Objects of one class left out for one reason. number of them; example: the id of one."""

    kind: str
    reason: StrEnum
    number: int
    example: str


class Tally:
    """Counts per class of object: read, used, and left out by reason.

    Every object that is read is either used or left out, once.
    """

    def __init__(self) -> None:
        self.read: Counter[str] = Counter()
        self.used: Counter[str] = Counter()
        self._left: dict[tuple[str, StrEnum], tuple[int, str]] = {}

    def copy(self) -> Tally:
        """The same accounts, to go on with apart."""
        other = Tally()
        other.read = self.read.copy()
        other.used = self.used.copy()
        other._left = self._left.copy()
        return other

    def reads(self, kind: str, count: int = 1) -> None:
        """So many objects of this class came in."""
        self.read[kind] += count

    def uses(self, kind: str, count: int = 1) -> None:
        """So many of them are in the result."""
        self.used[kind] += count

    def leaves_out(self, kind: str, reason: StrEnum, example: str) -> None:
        """One of them is not in the result. example: its id; the first one is kept."""
        count, first = self._left.get((kind, reason), (0, example))
        self._left[kind, reason] = (count + 1, first)

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """What was left out, by class and reason."""
        return tuple(
            LeftOut(kind, reason, count, example)
            for (kind, reason), (count, example) in sorted(self._left.items())
        )

    @property
    def open(self) -> dict[str, int]:
        """Classes whose counts do not add up: read minus used minus left out."""
        gone: Counter[str] = Counter()
        for row in self.left_out:
            gone[row.kind] += row.number
        kinds = self.read.keys() | self.used.keys() | gone.keys()
        rest = {kind: self.read[kind] - self.used[kind] - gone[kind] for kind in kinds}
        return {kind: number for kind, number in sorted(rest.items()) if number}

    def document(self) -> list[dict[str, Any]]:
        """The accounts as plain data: a row for each class with its reasons."""
        rows = []
        for kind in sorted(self.read):
            reasons = [
                {"reason": str(row.reason), "count": row.number, "example": row.example}
                for row in self.left_out
                if row.kind == kind
            ]
            counts = {"read": self.read[kind], "used": self.used[kind]}
            rows.append({"class": kind, **counts, "left_out": reasons})
        return rows
