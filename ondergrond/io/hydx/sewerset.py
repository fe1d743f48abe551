"""Reading a sewer set: its nodes, links and profiles.

Nodes (``Knooppunt``) have coordinates and ground level, links (``Verbinding``) inverts at both
ends, profiles (``Profiel``) inside sizes. Levels are m above one datum (NAP).
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from ondergrond.errors import InputFileError, Problem
from ondergrond.io.archive import Entry, entries, opened
from ondergrond.io.found import clean
from ondergrond.io.section import RD_X, RD_Y, Point
from ondergrond.quantity import half_up

MOST_BYTES = 200_000_000
"""A table is at most 200 MB."""

MOST_ROWS = 2_000_000
TABLES = ("Knooppunt", "Verbinding", "Profiel")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_WANTED = re.compile(rf"(?:^|/)(?:{'|'.join(TABLES)})\.csv$", re.IGNORECASE)

KINDS = frozenset({"GSL", "OPL", "ITR", "DRL", "OVS", "PMP"})
"""Kinds of links (``VRB_TYP``): closed, open, infiltrating, orifice, weir, pump."""

STATES = frozenset({"", "ACT", "ONT", "EXJ", "NRM"})
"""States of links (``STA_OBJ``) that are met in sets."""

LEAST, LARGEST = 50, 6_000
"""No sewer is narrower than the first or wider or higher than the second, mm."""


class HydxFileError(InputFileError):
    """A sewer set cannot be used."""


class Node(NamedTuple):
    """A node: place (RD, m), ground level (m, None: unknown), size of its manhole (mm)."""

    place: Point
    ground: float | None
    width: int | None


class Link(NamedTuple):
    """A link between two nodes, with inverts at both ends (m)."""

    id: str
    kind: str
    carries: str
    state: str
    ends: tuple[str, str]
    inverts: tuple[float | None, float | None]
    profile: str


class Size(NamedTuple):
    """Inside width and height (mm) and material of a profile."""

    width: int
    height: int
    material: str


@dataclass(frozen=True)
class SewerSet:
    """A sewer set. source: the name of its folder or zip."""

    source: str
    nodes: dict[str, Node]
    links: tuple[Link, ...]
    sizes: dict[str, Size]
    warnings: tuple[str, ...] = ()

    def shifted(self, dx: float, dy: float) -> SewerSet:
        """The same set, moved (m): sets with coordinates of their own are put on the map so."""
        nodes = {
            name: node._replace(place=(node.place[0] + dx, node.place[1] + dy))
            for name, node in self.nodes.items()
        }
        return SewerSet(self.source, nodes, self.links, self.sizes, self.warnings)

    @property
    def on_map(self) -> bool:
        """Whether any of its nodes is a place in RD."""
        return any(
            RD_X[0] <= x <= RD_X[1] and RD_Y[0] <= y <= RD_Y[1]
            for x, y in (node.place for node in self.nodes.values())
        )

    def line(self, link: Link) -> tuple[Point, Point] | None:
        """The line of a link; None where an end is no node."""
        ends = [self.nodes.get(end) for end in link.ends]
        if ends[0] is None or ends[1] is None or ends[0].place == ends[1].place:
            return None
        return ends[0].place, ends[1].place


def read_hydx(path: str | Path) -> SewerSet:
    """The sewer set in a folder or zip of CSV files.

    Raises:
        HydxFileError: a table is missing or has not its columns, or values that cannot be read;
            with everything that is wrong.
    """
    file = Path(path)
    rows: dict[str, list[dict[str, str]]] = {}
    problems: list[Problem] = []
    odd: list[str] = []
    for entry in _tables(file):
        name = next(t for t in TABLES if entry.name.lower().endswith(f"{t}.csv".lower()))
        if name in rows:
            message = f"there are two tables {name}.csv; give the folder or zip of one set"
            problems.append(Problem(None, "", message))
        rows[name] = list(_rows(entry, name, problems, odd))
    missing = [name for name in TABLES if name not in rows]
    if missing:
        message = f"{', '.join(f'{name}.csv' for name in missing)} is missing from the set"
        problems.append(Problem(None, "", message))
    if problems:
        raise HydxFileError(str(path), problems)
    read = _Reader(str(path))
    made = SewerSet(
        file.name,
        read.nodes(rows["Knooppunt"]),
        tuple(read.links(rows["Verbinding"])),
        read.sizes(rows["Profiel"]),
        (*odd, *read.warnings),
    )
    if read.problems:
        raise HydxFileError(str(path), read.problems)
    if lonely := sorted(made.nodes.keys() - {end for link in made.links for end in link.ends}):
        told = f"{len(lonely)} nodes have no link, such as {clean(lonely[0], 40)}"
        made = replace(made, warnings=(*made.warnings, told))
    if not made.links or not made.nodes:
        raise HydxFileError(str(path), [Problem(None, "", "the set has no links or no nodes")])
    return made


def _tables(path: Path) -> list[Entry]:
    if not path.is_dir():
        return entries(path, _WANTED, "a sewer set (Knooppunt.csv, Verbinding.csv, Profiel.csv)")
    found = [p for p in sorted(path.iterdir()) if _WANTED.search(p.name)]
    return [entry for one in found for entry in entries(one, _WANTED, "a table of a sewer set")]


_COLUMNS = {
    "Knooppunt": ("UNI_IDE", "KNP_XCO", "KNP_YCO", "MVD_NIV"),
    "Verbinding": ("UNI_IDE", "KN1_IDE", "KN2_IDE", "VRB_TYP", "BOB_KN1", "BOB_KN2", "PRO_IDE"),
    "Profiel": ("PRO_IDE", "PRO_VRM", "PRO_BRE"),
}


def _rows(
    entry: Entry, name: str, problems: list[Problem], odd: list[str]
) -> Iterator[dict[str, str]]:
    """The rows of a table by column; a table without its columns is a problem.

    odd: is told of rows that are longer or shorter than the first line.
    """
    if entry.size > MOST_BYTES:
        problems.append(Problem(None, entry.name, f"a table is at most {MOST_BYTES} bytes"))
        return
    with opened(entry) as stream:
        content = stream.read(MOST_BYTES + 1)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        message = f"line {line} is no UTF-8 text; save the table as UTF-8"
        problems.append(Problem(None, entry.name, message))
        return
    if odd_letter := _UNPRINTABLE.search(text):
        line = text.count("\n", 0, odd_letter.start()) + 1
        message = f"line {line} holds control character U+{ord(odd_letter.group()):04X}"
        problems.append(Problem(None, entry.name, message))
        return
    try:
        table = csv.reader(io.StringIO(text), delimiter=";", strict=False)
        head = [cell.strip().upper() for cell in next(table, [])]
        lost = [column for column in _COLUMNS[name] if column not in head]
        if lost:
            message = f"the first line has no {', '.join(lost)}; columns are divided by ';'"
            problems.append(Problem(None, entry.name, message))
            return
        for number, cells in enumerate(table, start=2):
            if number > MOST_ROWS:
                problems.append(Problem(None, entry.name, f"more than {MOST_ROWS} rows"))
                return
            if any(cell.strip() for cell in cells):
                if len(cells) != len(head):
                    odd.append(f"{entry.name}:{number} has {len(cells)} of {len(head)} cells")
                row = {k: v.strip() for k, v in zip(head, cells, strict=False)}
                yield {**row, "": f"{entry.name}:{number}"}
    except csv.Error as error:
        problems.append(Problem(None, entry.name, f"no CSV: {clean(str(error))}"))


class _Reader:
    """Turns rows into nodes, links and sizes, and keeps what is wrong."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.warnings: list[str] = []

    def _number(self, row: dict[str, str], column: str) -> float | None:
        text = row.get(column, "")
        if not text:
            return None
        try:
            value = float(text.replace(",", "."))
        except ValueError:
            value = math.nan
        if not math.isfinite(value) or abs(value) > 1e7:
            message = f"{column} is '{clean(text, 40)}', which is no number to be used"
            self.problems.append(Problem(None, row[""], message))
            return None
        return value

    def nodes(self, rows: list[dict[str, str]]) -> dict[str, Node]:
        nodes: dict[str, Node] = {}
        for row in rows:
            name = row.get("UNI_IDE", "")
            x, y = self._number(row, "KNP_XCO"), self._number(row, "KNP_YCO")
            if x is None or y is None:
                if not any(problem.path == row[""] for problem in self.problems):
                    self.warnings.append(f"node {clean(name, 40)} has no coordinates")
                continue
            if name in nodes:
                self.warnings.append(f"node {clean(name, 40)} stands twice; the first counts")
                continue
            width = self._number(row, "KNP_BRE")
            nodes[name] = Node((x, y), self._number(row, "MVD_NIV"), _mm(width))
        return nodes

    def links(self, rows: list[dict[str, str]]) -> Iterator[Link]:
        for row in rows:
            told = f"link {clean(row.get('UNI_IDE', ''), 40)}"
            kind, state = row.get("VRB_TYP", "").upper(), row.get("STA_OBJ", "").upper()
            if not row.get("UNI_IDE"):
                self.warnings.append(f"{row['']}: a link has no id")
            if kind not in KINDS:
                self.warnings.append(f"{told} is of kind '{clean(kind, 20)}', which is not known")
            if state not in STATES:
                self.warnings.append(f"{told} is in state '{clean(state, 20)}'; existing is taken")
            yield Link(
                row.get("UNI_IDE", ""),
                row.get("VRB_TYP", "").upper(),
                row.get("INZ_TYP", "").upper(),
                row.get("STA_OBJ", "").upper(),
                (row.get("KN1_IDE", ""), row.get("KN2_IDE", "")),
                (self._number(row, "BOB_KN1"), self._number(row, "BOB_KN2")),
                row.get("PRO_IDE", ""),
            )

    def sizes(self, rows: list[dict[str, str]]) -> dict[str, Size]:
        """Round, egg-shaped and rectangular profiles by width and height; others by their table."""
        sizes: dict[str, Size] = {}
        for row in rows:
            material = row.get("PRO_MAT", "").upper()
            width, height = _mm(self._number(row, "PRO_BRE")), _mm(self._number(row, "PRO_HGT"))
            if height is None and row.get("PRO_VRM", "").upper() != "RND":
                height = _mm(self._last(row.get("TAB_BRE", "")))
            if width is None:
                widest, highest = self._most(row, "TAB_BRE"), self._most(row, "TAB_HGT")
                if widest and highest:  # tables are in m
                    width, height = round(widest * 1000), round(highest * 1000)
            if (
                width is not None
                and min(width, height or width) >= LEAST
                and (max(width, height or width) <= LARGEST)
            ):
                sizes.setdefault(row.get("PRO_IDE", ""), Size(width, height or width, material))
        return sizes

    @staticmethod
    def _last(text: str) -> float | None:
        parts = text.replace(",", ".").split()
        try:
            return float(parts[-1]) if len(parts) == 1 else None
        except ValueError:
            return None

    @staticmethod
    def _most(row: dict[str, str], column: str) -> float | None:
        try:
            values = [float(part) for part in row.get(column, "").replace(",", ".").split()]
        except ValueError:
            return None
        return max((v for v in values if math.isfinite(v) and v > 0), default=None)


def _mm(value: float | None) -> int | None:
    """A size in whole mm; None for 0 or less, which means unknown."""
    return None if value is None or not 0 < value < 1e6 else half_up_mm(value)


def half_up_mm(value: float) -> int:
    """A number of mm as a whole one, halves away from zero."""
    return half_up(Fraction(value))
