"""Which row holds for which cell: specificity within a file, and files over what they inherit.

A row stands for every combination of what its names stand for. Row A is *narrower* than row B when
each name of A stands for no more than the name of B in its place, and one for less.

1. In one file the narrowest row holds. Where two rows hold and neither is narrower, the file is
   ambiguous and must write the cell itself.
2. Between a file and what it inherits the narrower row holds; where neither is narrower (the same
   names, say), the file's own.

So a file overrides a row by naming it again or by a narrower one, and a broad row never wipes out
what an inherited set knows more precisely. A row that holds nowhere at all is a problem.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, combinations_with_replacement, product
from math import prod
from typing import NamedTuple

from ondergrond.errors import Problem
from ondergrond.io.rulefile_read import Groups, RuleFile
from ondergrond.io.rulefile_schema import SHEETS, Dimension, Sheet
from ondergrond.io.rulefile_value import Broken, Row
from ondergrond.rules import RACK_LEVELS

Cell = tuple[str, ...]
Cells = dict[Cell, Row]

Place = tuple[frozenset[str], ...]

_EXAMPLES = 4
"""Cells a message names before it says how many more there are."""


class Placed(NamedTuple):
    """A row and what its names stand for."""

    row: Row
    place: Place


class Layer(NamedTuple):
    """What a file and all it inherits say together.

    held: by sheet, the row that holds in each cell.  groups: every group known.  problems: what is
    wrong with the file itself: ambiguity, asymmetry, rows without effect.
    """

    held: Mapping[str, Mapping[Cell, Placed]]
    groups: Groups
    problems: tuple[Problem, ...]


BOTTOM = Layer({}, {"classes": {}, "zones": {}}, ())
"""What a file inherits that inherits nothing."""


def lay_over(below: Layer, file: RuleFile) -> Layer:
    """The layer of a file over the one it inherits; ``below`` stays as it is."""
    groups = {table: {**own, **file.groups.get(table, {})} for table, own in below.groups.items()}
    held = dict(below.held)
    problems: list[Problem] = []
    for sheet in SHEETS:
        if rows := file.rows.get(sheet.name):
            spread = _Spread(sheet, file, groups)
            held[sheet.name] = spread.laid_over(below.held.get(sheet.name, {}), rows)
            problems += spread.problems
    return Layer(held, groups, tuple(problems))


def cells_of(layer: Layer) -> dict[str, Cells]:
    """The row that holds in every cell of every sheet; gaps in the data are left out.

    Cells come in the order of ``required``, those of sparse sheets sorted.
    """
    resolved: dict[str, Cells] = {}
    for sheet in SHEETS:
        held = layer.held.get(sheet.name, {})
        order = sorted(held) if sheet.shape == "sparse" else required(sheet)
        resolved[sheet.name] = {cell: held[cell].row for cell in order if cell in held}
    return resolved


def gaps_in_the_data(layer: Layer, file: RuleFile) -> list[Problem]:
    """What no file of the chain has a value for, told with the file that was asked for."""
    problems = []
    for sheet in SHEETS:
        held = layer.held.get(sheet.name, {})
        if missing := [cell for cell in required(sheet) if cell not in held]:
            problems.append(file.problem(sheet.name, _missing(sheet, missing)))
    return problems


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

    def laid_over(self, below: Mapping[Cell, Placed], rows: Sequence[Row]) -> dict[Cell, Placed]:
        """This file's rows over what it inherits."""
        held = dict(below)
        kept = self._without_twins(rows)
        idle = {id(placed.row): placed.row for placed in kept}
        winners: dict[int, Placed] = {}
        for cell, own in self._own_cells(kept).items():
            before = held.get(cell)
            if before is None or not self._narrower(before.place, own.place):
                held[cell] = own
                idle.pop(id(own.row), None)
            else:
                winners[id(own.row)] = before
        for key, row in idle.items():
            self._tell_idle(row, winners.get(key))
        return held

    def _without_twins(self, rows: Sequence[Row]) -> list[Placed]:
        """The rows with their places, the broadest first; of two for the same cells the first."""
        written: dict[Place, Row] = {}
        for row in rows:
            place = self._place(row)
            twin = written.get(place)
            if twin is None and self.sheet.shape == "pairs":
                twin = written.get(place[::-1])
            if twin is None:
                written[place] = row
            else:
                self._compare(twin, row)
        placed = [Placed(row, place) for place, row in written.items()]
        return sorted(placed, key=lambda entry: -prod(map(len, entry.place)))

    def _own_cells(self, placed: Sequence[Placed]) -> dict[Cell, Placed]:
        """The narrowest row of each cell in this file: from broad to narrow, so that it is last."""
        holding: dict[Cell, list[Placed]] = {}
        for entry in placed:
            for cell in self._cells(entry.place):
                rivals = holding.setdefault(cell, [])
                rivals[:] = [r for r in rivals if not self._narrower(entry.place, r.place)]
                rivals.append(entry)
        self._tell_ambiguous(holding)
        return {cell: rivals[0] for cell, rivals in holding.items()}

    def _place(self, row: Row) -> Place:
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

    def _cells(self, place: Place) -> Iterator[Cell]:
        if self.sheet.shape == "pairs":
            a, b = place
            return iter({(p, q) if p <= q else (q, p) for p in a for q in b})
        if self.sheet.shape == "levels":
            order = {level: index for index, level in enumerate(RACK_LEVELS)}
            return (cell for cell in product(*place) if order[cell[1]] < order[cell[2]])
        return product(*place)

    def _narrower(self, a: Place, b: Place) -> bool:
        """Whether a row of place ``a`` is narrower than one of place ``b``."""
        if a == b:
            return False
        if all(p <= q for p, q in zip(a, b, strict=True)):
            return True
        return self.sheet.shape == "pairs" and a != b[::-1] and a[0] <= b[1] and a[1] <= b[0]

    def _tell_ambiguous(self, holding: dict[Cell, list[Placed]]) -> None:
        clashes: dict[tuple[str, ...], list[Cell]] = {}
        for cell, rivals in holding.items():
            values = {entry.row.value for entry in rivals}
            if len(values) > 1 and Broken() not in values:
                key = tuple(entry.row.why.path for entry in rivals)
                clashes.setdefault(key, []).append(cell)
        for paths, cells in clashes.items():
            rows = " and ".join(f"'{path}'" for path in paths)
            cells.sort()
            self.problems.append(
                self.file.problem(
                    paths[0],
                    f"{rows} hold alike for {examples(cells)}, and neither is narrower; "
                    f"write a row for '{'.'.join(cells[0])}' or narrower groups",
                )
            )

    def _tell_idle(self, row: Row, winner: Placed | None) -> None:
        if winner is None:
            why = "narrower rows of this file hold wherever it does"
        else:
            by = winner.row.why
            why = f"narrower rows hold wherever it does, such as '{by.path}' in {by.file}"
        message = f"this row changes nothing: {why}; take it out or name what it shall change"
        self.problems.append(self.file.problem(row.why.path, message))


def examples(cells: Sequence[Cell]) -> str:
    """Cells as a message names them: the first few, and how many there are."""
    shown = ", ".join(".".join(cell) for cell in cells[:_EXAMPLES])
    more = len(cells) - _EXAMPLES
    return f"{shown} and {more} more" if more > 0 else shown


def _missing(sheet: Sheet, missing: Sequence[Cell]) -> str:
    if missing == [()]:
        return f"the value is missing; write {sheet.path[-1]} = {{ value = ..., ... }}"
    return f"no value for {examples(missing)}; write rows for them (groups and 'any' are allowed)"
