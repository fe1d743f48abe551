"""Sections as people give them: a text, a file of many, or a line with one every so many metres."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from ondergrond.errors import InputFileError, Problem
from ondergrond.io.found import clean
from ondergrond.io.section import Point, Section, square_to
from ondergrond.io.textfile import UnreadableFileError, read_text
from ondergrond.io.wkb import Shape, WkbError, read_wkb

MOST_BYTES = 20_000_000
"""A file of sections is at most 20 MB."""

MOST_SECTIONS = 5_000
"""Sections of one run."""

STRAIGHT = 0.05
"""A drawn section may bend this much (m) and still be taken for straight."""

_COLUMNS = ("x1", "y1", "x2", "y2")
_NAMES = ("name", "naam", "id", "section", "doorsnede")


class SectionFileError(InputFileError):
    """A file of sections, or of a line, cannot be used."""


def parse_numbers(text: str) -> list[float]:
    """Numbers separated by commas, semicolons or spaces; ``ValueError`` for anything else."""
    parts = [part for part in re.split(r"[,;\s]+", text.strip()) if part]
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        raise ValueError(f"'{clean(text)}' is no list of numbers such as '0,0,10,10'") from None
    if not all(map(math.isfinite, numbers)):
        raise ValueError(f"'{clean(text)}' holds something that is no finite number")
    return numbers


def parse_point(text: str) -> Point:
    """A place from ``"x,y"``. Raises ``ValueError`` with the right form."""
    numbers = parse_numbers(text)
    if len(numbers) != 2:
        raise ValueError(f"a place is 'x,y' in RD metres, not {len(numbers)} numbers")
    return numbers[0], numbers[1]


def parse_section(text: str, name: str = "section") -> Section:
    """A section from ``"x1,y1,x2,y2"``. Raises ``ValueError`` with the right form."""
    numbers = parse_numbers(text)
    if len(numbers) != 4:
        raise ValueError(f"a section is 'x1,y1,x2,y2' in RD metres, not {len(numbers)} numbers")
    return Section(name, (numbers[0], numbers[1]), (numbers[2], numbers[3]))


def parse_line(text: str) -> tuple[Point, ...]:
    """A line from ``"x1,y1,x2,y2,..."``. Raises ``ValueError`` with the right form."""
    numbers = parse_numbers(text)
    if len(numbers) < 4 or len(numbers) % 2:
        raise ValueError(f"a line is 'x1,y1,x2,y2,...' in RD metres, not {len(numbers)} numbers")
    return tuple(zip(numbers[::2], numbers[1::2], strict=True))


def read_sections(path: str | Path) -> list[Section]:
    """The sections in a CSV file (x1, y1, x2, y2 and optionally name) or a map layer of lines.

    A layer is anything GDAL reads (GeoPackage, GeoJSON, Shapefile) in RD; a line's first and last
    point are taken, and it must be straight. Names are made unique, as files are named by them.

    Raises:
        SectionFileError: with everything that is wrong, by line or by feature.
        MissingExtraError: a layer was given and the extra ``gis`` is not installed.
    """
    file = Path(path)
    is_text = file.suffix.lower() in (".csv", ".txt")
    rows = _rows_of_csv(file) if is_text else _rows_of_layer(file)
    if not rows:
        raise SectionFileError(str(path), [Problem(None, "", "the file holds no section")])
    if len(rows) > MOST_SECTIONS:
        message = f"{len(rows)} sections; at most {MOST_SECTIONS} in one run"
        raise SectionFileError(str(path), [Problem(None, "", message)])
    sections, problems = [], []
    taken: set[str] = set()
    for place, name, line in rows:
        try:
            _refuse_bends(line)
            sections.append(Section(_unique(name, taken), line[0], line[-1]))
        except ValueError as error:
            problems.append(place._replace(message=str(error)))
    if problems:
        raise SectionFileError(str(path), problems)
    return sections


def read_line(text: str) -> tuple[Point, ...]:
    """The line to follow: ``"x1,y1,x2,y2,..."``, or the one line in a map layer.

    Raises ``ValueError`` for a text that is neither, ``SectionFileError`` for a file that holds
    none or several.
    """
    if not re.search(r"[A-Za-z]", text) and not _is_file(text):
        return parse_line(text)
    rows = _rows_of_layer(Path(text))
    if len(rows) != 1:
        message = f"the file holds {len(rows)} lines; one to follow is needed"
        raise SectionFileError(text, [Problem(None, "", message)])
    return rows[0][2]


def _is_file(text: str) -> bool:
    """Whether a text is the name of a file; many numbers are longer than any name may be."""
    try:
        return Path(text).exists()
    except OSError:
        return False


def along(line: Sequence[Point], every: int, across: int, name: str = "section") -> list[Section]:
    """Sections of ``across`` mm square to a line, one at its start and every ``every`` mm on.

    The left boundary of each lies to the left of who follows the line; at a bend the segment that
    begins there counts. Raises ``ValueError`` for a line of no length and for more than
    ``MOST_SECTIONS``.
    """
    steps = [(p, q, math.dist(p, q)) for p, q in pairwise(line) if math.dist(p, q)]
    length = sum(size for _, _, size in steps)
    if not length:
        raise ValueError("a line of no length cannot be followed")
    step = every / 1000
    count = int(length / step + 1e-9) + 1
    if count > MOST_SECTIONS:
        raise ValueError(f"{count} sections; at most {MOST_SECTIONS} in one run")
    digits = len(str(int(length)))
    sections = []
    before = 0.0
    number = 0
    for index, (p, q, size) in enumerate(steps):
        last = index == len(steps) - 1
        while number < count and (number * step < before + size - 1e-9 or last):
            share = min(1.0, (number * step - before) / size)
            at = (p[0] + share * (q[0] - p[0]), p[1] + share * (q[1] - p[1]))
            distance = f"{number * step:0{digits + 2}.1f}".removesuffix(".0")
            sections.append(square_to(at, (q[0] - p[0], q[1] - p[1]), across, f"{name}-{distance}"))
            number += 1
        before += size
    return sections


_Row = tuple[Problem, str, tuple[Point, ...]]
"""Where it stands (for messages), its name, its points."""


def _rows_of_csv(path: Path) -> list[_Row]:
    try:
        text = read_text(path, most_bytes=MOST_BYTES, what="a list of sections")
    except UnreadableFileError as error:
        raise SectionFileError(str(path), [Problem(error.line, "", error.message)]) from None
    first = text.splitlines()[0] if text.strip() else ""
    delimiter = ";" if ";" in first else "\t" if "\t" in first else ","
    try:
        table = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise SectionFileError(str(path), [Problem(None, "", f"no CSV: {error}")]) from None
    if not table:
        return []
    head = [cell.strip().lower() for cell in table[0]]
    if any(column not in head for column in _COLUMNS):
        message = f"the first line names the columns {', '.join(_COLUMNS)} and, if wanted, name"
        raise SectionFileError(str(path), [Problem(1, "", message)])
    places = [head.index(column) for column in _COLUMNS]
    named = next((head.index(name) for name in _NAMES if name in head), None)
    rows: list[_Row] = []
    problems = []
    for number, cells in enumerate(table[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        try:
            x1, y1, x2, y2 = (_number(cells, place, head[place]) for place in places)
        except ValueError as error:
            problems.append(Problem(number, "", str(error)))
            continue
        name = cells[named] if named is not None and named < len(cells) else ""
        rows.append(
            (Problem(number, "", ""), name or f"{path.stem}-{number - 1}", ((x1, y1), (x2, y2)))
        )
    if problems:
        raise SectionFileError(str(path), problems)
    return rows


def _number(cells: list[str], place: int, column: str) -> float:
    text = cells[place].strip() if place < len(cells) else ""
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        raise ValueError(f"{column} is '{clean(text)}', which is no number") from None
    if not math.isfinite(value):
        raise ValueError(f"{column} is '{clean(text)}', which is no finite number")
    return value


def _rows_of_layer(path: Path) -> list[_Row]:
    shapes = read_layer(path)
    rows: list[_Row] = []
    for number, (name, shape) in enumerate(shapes, start=1):
        for line in shape.lines:
            if len(line) > 1:
                rows.append(
                    (Problem(None, f"feature {number}", ""), name or f"{path.stem}-{number}", line)
                )
    return rows


def read_layer(path: Path) -> list[tuple[str, Shape]]:
    """Name (empty where there is none) and geometry of every feature of a map layer in RD.

    Raises:
        SectionFileError: no such file, nothing GDAL reads, another projection, a broken geometry.
        MissingExtraError: the extra ``gis`` is not installed.
    """
    from ondergrond.io.extras import pyogrio

    if not path.is_file():
        raise SectionFileError(str(path), [Problem(None, "", "there is no such file")])
    try:
        meta, _, geometry, fields = pyogrio().raw.read(path, force_2d=True)
    except Exception as error:  # GDAL raises kinds of its own, by driver
        message = f"this is no layer that can be read: {clean(str(error))}"
        raise SectionFileError(str(path), [Problem(None, "", message)]) from None
    crs = str(meta.get("crs") or "")
    if crs and "28992" not in crs and "Amersfoort / RD" not in crs:
        message = f"the layer is in {clean(crs, 60)}; save it in RD (EPSG:28992)"
        raise SectionFileError(str(path), [Problem(None, "", message)])
    named = _name_column(list(meta["fields"]))
    shapes = []
    for index, data in enumerate(geometry if geometry is not None else ()):
        text = "" if named is None else str(fields[named][index])
        try:
            shapes.append((text, read_wkb(bytes(data)) if data is not None else Shape()))
        except WkbError as error:
            problem = Problem(None, f"feature {index + 1}", str(error))
            raise SectionFileError(str(path), [problem]) from None
    return shapes


def _name_column(fields: list[Any]) -> int | None:
    lower = [str(field).lower() for field in fields]
    return next((lower.index(name) for name in _NAMES if name in lower), None)


def _refuse_bends(line: Sequence[Point]) -> None:
    if len(line) == 2:
        return
    (x0, y0), (x1, y1) = line[0], line[-1]
    size = math.hypot(x1 - x0, y1 - y0)
    for x, y in line[1:-1]:
        off = abs((x - x0) * (y1 - y0) - (y - y0) * (x1 - x0)) / size if size else math.inf
        if off > STRAIGHT:
            raise ValueError(f"a section is straight; this line bends {off:.2f} m")


def _unique(name: str, taken: set[str]) -> str:
    """A name that files can have too, not taken yet."""
    plain = re.sub(r"[^\w.-]+", "-", clean(name, 60), flags=re.ASCII).strip("-.") or "section"
    found, number = plain, 1
    while found.lower() in taken:
        number += 1
        found = f"{plain}-{number}"
    taken.add(found.lower())
    return found
