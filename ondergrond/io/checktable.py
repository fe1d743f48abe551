"""What is wrong in streets as they lie, as rows: for a table (CSV) and for the map (GeoPackage)."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from ondergrond.io.mapexport import Feature, MapLayer, save_layers
from ondergrond.io.section import section_of
from ondergrond.layout import Box
from ondergrond.profile import StreetProfile
from ondergrond.rules import RuleSet
from ondergrond.scene import faces_named, street_scene

SHORTEST_LINE = 50
"""A violation is drawn on the map over this length at least (mm): a gap of nothing is no line."""

COLUMNS: dict[str, type] = {
    "street": str, "file": str, "code": str, "severity": str, "rule": str, "left": str,
    "right": str, "there_is_cm": float, "wanted_cm": float, "short_cm": float, "vertical": bool,
    "from_m": float, "to_m": float, "message": str, "source": str, "assumed": bool,
}  # fmt: skip
"""The columns of the table and the attributes on the map."""

STREETS: dict[str, type] = {
    "street": str, "file": str, "width_m": float, "things": int, "violations": int,
    "hard": int, "worst_cm": float,
}  # fmt: skip


class Violation(Protocol):
    """What a row needs of a violation; the checker's own type has it."""

    @property
    def code(self) -> str:
        """The kind of rule that is broken."""

    @property
    def severity(self) -> str:
        """``hard`` or ``minimum``."""

    @property
    def rule(self) -> str:
        """The class pair, or the rule's field."""

    @property
    def left(self) -> str:
        """The body, or the left one of a pair."""

    @property
    def right(self) -> str:
        """The right one; empty where one thing alone breaks the rule."""

    @property
    def wanted(self) -> int | None:
        """What the rule asks, mm."""

    @property
    def actual(self) -> int | None:
        """What there is, mm."""

    @property
    def short(self) -> int | None:
        """Their difference, mm."""

    @property
    def vertical(self) -> bool:
        """Whether it was measured in depth."""

    @property
    def message(self) -> str:
        """A sentence."""

    @property
    def source(self) -> str:
        """Where the rule's value comes from."""

    @property
    def assumed(self) -> bool:
        """Whether that value is an assumption."""


class StreetFindings:
    """A street as it lies and what is wrong in it. file: as the user named it.

    rows: a dictionary for each violation with the keys of ``COLUMNS``, worst first.
    """

    def __init__(
        self,
        file: str,
        profile: StreetProfile,
        rules: RuleSet,
        violations: Sequence[Violation],
    ) -> None:
        self.file = file
        self.profile = profile
        scene = street_scene(profile, rules)
        ordered = sorted(
            violations, key=lambda one: (one.severity != "hard", -(one.short or 0), one.left)
        )
        self.rows = []
        self.spans: list[tuple[int, int]] = []
        for one in ordered:
            lefts = faces_named(scene, one.left)
            span = _span(lefts, faces_named(scene, one.right), profile.width)
            self.spans.append(span)
            self.rows.append(self._row(one, span))

    def _row(self, one: Violation, span: tuple[int, int]) -> dict[str, str | float | bool | None]:
        return {
            "street": self.profile.name,
            "file": self.file,
            "code": str(one.code),
            "severity": one.severity,
            "rule": one.rule,
            "left": one.left,
            "right": one.right,
            "there_is_cm": _cm(one.actual),
            "wanted_cm": _cm(one.wanted),
            "short_cm": _cm(one.short),
            "vertical": one.vertical,
            "from_m": span[0] / 1000,
            "to_m": span[1] / 1000,
            "message": one.message,
            "source": one.source,
            "assumed": one.assumed,
        }

    @property
    def worst(self) -> float | None:
        """The largest shortage, cm; None where nothing is short."""
        told = [row["short_cm"] for row in self.rows if isinstance(row["short_cm"], float)]
        return max(told, default=None)

    @property
    def hard(self) -> int:
        """How many violations are below what is possible."""
        return sum(row["severity"] == "hard" for row in self.rows)


def save_table(streets: Iterable[StreetFindings], path: str | os.PathLike[str]) -> Path:
    """Write every violation as a line of CSV (UTF-8 with a mark, so that Excel reads it too).

    Raises ``OSError`` where the file cannot be written.
    """
    target = Path(path)
    with target.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, list(COLUMNS))
        writer.writeheader()
        for street in streets:
            for row in street.rows:
                writer.writerow({key: _plain(value) for key, value in row.items()})
    return target


def save_map(streets: Iterable[StreetFindings], path: str | os.PathLike[str]) -> int:
    """Write violations and sections as a GeoPackage in RD; returns how many streets are on it.

    A street without a location is not; where none has one, nothing is written.

    Raises:
        MissingExtraError: pyogrio is not installed.
        OSError: the file cannot be written.
    """
    lines, sections = [], []
    for street in streets:
        location = street.profile.location
        if location is None:
            continue
        section = section_of(location)
        values: dict[str, str | int | float | bool | None] = {
            "street": street.profile.name,
            "file": street.file,
            "width_m": street.profile.width / 1000,
            "things": sum(claim.lies for claim in street.profile.claims),
            "violations": len(street.rows),
            "hard": street.hard,
            "worst_cm": street.worst,
        }
        sections.append(Feature((section.start, section.end), values))
        for row, (start, end) in zip(street.rows, street.spans, strict=True):
            lack = max(0, SHORTEST_LINE - (end - start))
            ends = (section.place(start - lack // 2), section.place(end + lack - lack // 2))
            lines.append(Feature(ends, dict(row)))
    if sections:
        layers = (
            MapLayer("violations", "LineString", COLUMNS, tuple(lines)),
            MapLayer("sections", "LineString", STREETS, tuple(sections)),
        )
        save_layers(layers, path)
    return len(sections)


def _span(lefts: Sequence[Box], rights: Sequence[Box], width: int) -> tuple[int, int]:
    """Where on the section two things are too near: between their nearest faces.

    A thing alone: where it lies. Things that are not drawn (a street as a whole): everywhere.
    """
    if not lefts and not rights:
        return 0, width
    if not lefts or not rights:
        boxes = lefts or rights
        return _inside(min(box.start for box in boxes), max(box.end for box in boxes), width)
    a, b = min(
        ((a, b) for a in lefts for b in rights),
        key=lambda pair: max(pair[1].start - pair[0].end, pair[0].start - pair[1].end),
    )
    if max(b.start - a.end, a.start - b.end) >= 0:
        ends = sorted((a.start, a.end, b.start, b.end))
        return _inside(ends[1], ends[2], width)
    return _inside(max(a.start, b.start), min(a.end, b.end), width)


def _inside(start: int, end: int, width: int) -> tuple[int, int]:
    return min(max(start, 0), width), min(max(end, 0), width)


def _cm(mm: int | None) -> float | None:
    return None if mm is None else mm / 10


def _plain(value: str | float | bool | None) -> str:
    """A value in a CSV; text that a spreadsheet would take for a formula is quoted with '."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    text = str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text
