"""What a report is made of: lines and tables, before anybody decides how they look."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Tone = Literal["plain", "good", "fair", "bad", "faint"]
"""How a line is meant; a terminal may colour it, plain text does not."""


@dataclass(frozen=True)
class Line:
    """A line of text, with what kind of news it is."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True)
class Table:
    """A table with a title. right: the columns set to the right (numbers)."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[int] = field(default=frozenset())
    note: str = ""


Block = Line | Table
