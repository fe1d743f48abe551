"""What an import did with every object, as a table: read, used, left out and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from ondergrond.report.blocks import Table


class LeftOut(Protocol):
    """Objects of one class left out for one reason; the importer's own type has it."""

    @property
    def kind(self) -> str:
        """The class of the objects."""

    @property
    def reason(self) -> str:
        """Why they were left out."""

    @property
    def number(self) -> int:
        """How many of them."""

    @property
    def example(self) -> str:
        """The id of one of them."""


def count_table(
    title: str, read: Mapping[str, int], used: Mapping[str, int], left_out: Iterable[LeftOut]
) -> Table:
    """A row for each class with its counts, and one for each reason why objects of it are out."""
    by_kind: dict[str, list[LeftOut]] = {}
    for row in left_out:
        by_kind.setdefault(row.kind, []).append(row)
    rows: list[tuple[str, ...]] = []
    for kind in sorted(read):
        reasons = by_kind.get(kind, [])
        out = sum(one.number for one in reasons)
        counts = (str(read[kind]), str(used.get(kind, 0)), str(out))
        first = reasons[0] if reasons else None
        rows.append((kind, *counts, *_reason(first, alone=len(reasons) == 1)))
        rows += [("", "", "", "", *_reason(one, alone=False)) for one in reasons[1:]]
    headers = ("class", "read", "used", "left out", "because it", "such as")
    return Table(title, headers, tuple(rows), frozenset({1, 2, 3}))


def _reason(row: LeftOut | None, alone: bool) -> tuple[str, str]:
    if row is None:
        return "", ""
    return (str(row.reason) if alone else f"{row.number} x {row.reason}"), row.example
