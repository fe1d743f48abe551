"""Which row holds for which cell: specificity within a file, and files over what they inherit.

A row stands for every combination of what its names stand for. Row A is *narrower* than row B when
each name of A stands for no more than the name of B in its place, and one for less. In one file
the narrowest row holds; where two rows hold and neither is narrower, the file is ambiguous and must
write the cell itself. A file's rows, whichever, go before those it inherits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, combinations_with_replacement, product

from ondergrond.errors import Problem
from ondergrond.io.rulefile_read import Groups, RuleFile
from ondergrond.io.rulefile_schema import SHEETS, Dimension, Sheet
from ondergrond.io.rulefile_value import Broken, Row
from ondergrond.rules import RACK_LEVELS

Cell = tuple[str, ...]
Cells = dict[Cell, Row]

_EXAMPLES = 4
"""Cells a message names before it says how many more there are."""


def resolve(files: Sequence[RuleFile]) -> tuple[dict[str, Cells], list[list[Problem]]]:
    """The row that holds in every cell of every sheet, and the problems of each file.

    files: from the one that inherits nothing to the one that is asked for. Problems: ambiguity and
    asymmetry by the file that has them; gaps in the data with the last file.
    """
    problems: list[list[Problem]] = [[] for _ in files]
    resolved: dict[str, Cells] = {}
    for sheet in SHEETS:
        cells: Cells = {}
        groups: dict[str, dict[str, tuple[str, ...]]] = {"classes": {}, "zones": {}}
        for index, file in enumerate(files):
            for table, own in file.groups.items():
                groups[table].update(own)
            if rows := file.rows.get(sheet.name):
                spread = _Spread(sheet, file, groups)
                cells.update(spread.cells(rows))
                problems[index] += spread.problems
        resolved[sheet.name] = cells
        missing = [cell for cell in required(sheet) if cell not in cells]
        if missing:
            problems[-1].append(files[-1].problem(sheet.name, _missing(sheet, missing)))
    return resolved, problems


def required(sheet: Sheet) -> Iterator[Cell]:
    """Every cell a sheet must have a value for."""
    if sheet.shape == "sparse":
        return iter(())
    if sheet.shape == "pairs":
        return combinations_with_replacement(sorted(sheet.dimensions[0].names), 2)
    if sheet.shape == "levels":
        pairs = combinations(RACK_LEVELS, 2)
        return ((case, *pair) for case, pair in product(sheet.dimensions[0].names, pairs))
    return product(*(dimension.names for dimension in sheet.dimensions))


class _Spread:
    """The rows of one file over the cells of one sheet."""

    def __init__(self, sheet: Sheet, file: RuleFile, groups: Groups) -> None:
        self.sheet = sheet
        self.file = file
        self.groups = groups
        self.problems: list[Problem] = []
        self.sets: dict[tuple[int, str], frozenset[str]] = {}

    def cells(self, rows: Sequence[Row]) -> Cells:
        """The narrowest row of each cell; taken from broad to narrow, so that narrower ones win."""
        places = [(row, self._place(row)) for row in rows]
        places.sort(key=lambda entry: -_size(entry[1]))
        written: dict[tuple[frozenset[str], ...], Row] = {}
        holding: dict[Cell, list[tuple[Row, tuple[frozenset[str], ...]]]] = {}
        for row, place in places:
            if (twin := self._twin(written, place)) is not None:
                self._compare(twin, row)
                continue
            written[place] = row
            for cell in self._cells(place):
                rivals = holding.setdefault(cell, [])
                rivals[:] = [rival for rival in rivals if not self._narrower(place, rival[1])]
                rivals.append((row, place))
        self._tell_ambiguous(holding)
        return {cell: rivals[0][0] for cell, rivals in holding.items()}

    def _place(self, row: Row) -> tuple[frozenset[str], ...]:
        return tuple(
            self._members(index, dimension, name)
            for index, (dimension, name) in enumerate(
                zip(self.sheet.dimensions, row.names, strict=True)
            )
        )

    def _members(self, index: int, dimension: Dimension, name: str) -> frozenset[str]:
        key = (index, name)
        if key not in self.sets:
            if name == "any" and dimension.names:
                members = frozenset(dimension.names)
            elif dimension.groups and name in self.groups[dimension.groups]:
                group = self.groups[dimension.groups][name]
                members = frozenset(group) & frozenset(dimension.names)
            else:
                members = frozenset((name,))
            self.sets[key] = members
        return self.sets[key]

    def _twin(
        self, written: dict[tuple[frozenset[str], ...], Row], place: tuple[frozenset[str], ...]
    ) -> Row | None:
        if place in written:
            return written[place]
        return written.get(place[::-1]) if self.sheet.shape == "pairs" else None

    def _compare(self, first: Row, second: Row) -> None:
        """Two rows for the same cells: harmless when they say the same."""
        if first.value == second.value or Broken() in (first.value, second.value):
            return
        what = "both ways round" if self.sheet.shape == "pairs" else "twice"
        self.problems.append(
            self.file.problem(
                second.why.path,
                f"this is written {what} with different values; '{first.why.path}' says otherwise: "
                "keep one of them",
            )
        )

    def _cells(self, place: tuple[frozenset[str], ...]) -> Iterator[Cell]:
        if self.sheet.shape == "pairs":
            a, b = place
            return iter({(p, q) if p <= q else (q, p) for p in a for q in b})
        if self.sheet.shape == "levels":
            order = {level: index for index, level in enumerate(RACK_LEVELS)}
            return (cell for cell in product(*place) if order[cell[1]] < order[cell[2]])
        return product(*place)

    def _narrower(self, a: tuple[frozenset[str], ...], b: tuple[frozenset[str], ...]) -> bool:
        if all(p <= q for p, q in zip(a, b, strict=True)):
            return True
        return self.sheet.shape == "pairs" and a[0] <= b[1] and a[1] <= b[0]

    def _tell_ambiguous(
        self, holding: dict[Cell, list[tuple[Row, tuple[frozenset[str], ...]]]]
    ) -> None:
        clashes: dict[tuple[str, ...], list[Cell]] = {}
        for cell, rivals in holding.items():
            values = {row.value for row, _ in rivals}
            if len(values) > 1 and Broken() not in values:
                key = tuple(row.why.path for row, _ in rivals)
                clashes.setdefault(key, []).append(cell)
        for paths, cells in clashes.items():
            rows = " and ".join(f"'{path}'" for path in paths)
            self.problems.append(
                self.file.problem(
                    paths[0],
                    f"{rows} hold alike for {examples(cells)}, and neither is narrower; "
                    f"write a row for '{'.'.join(cells[0])}' or narrower groups",
                )
            )


def _size(place: tuple[frozenset[str], ...]) -> int:
    size = 1
    for members in place:
        size *= len(members)
    return size


def examples(cells: Sequence[Cell]) -> str:
    """Cells as a message names them: the first few, and how many there are."""
    shown = ", ".join(".".join(cell) for cell in cells[:_EXAMPLES])
    more = len(cells) - _EXAMPLES
    return f"{shown} and {more} more" if more > 0 else shown


def _missing(sheet: Sheet, missing: Sequence[Cell]) -> str:
    if missing == [()]:
        return f"the value is missing; write {sheet.path[-1]} = {{ value = ..., ... }}"
    return f"no value for {examples(missing)}; write rows for them (groups and 'any' are allowed)"
