"""From resolved cells to a ``RuleSet``, and the checks that need more than one value.

Every field of the rule set knows the index of its provenance; only rows that hold are in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar, cast

from ondergrond.errors import Problem
from ondergrond.io.rulefile_read import RuleFile
from ondergrond.io.rulefile_resolve import Cell, Cells, examples
from ondergrond.io.rulefile_schema import (
    CROSSED,
    PAVEMENT,
    RACK_CASES,
    SHEET,
    SHEETS,
    USERS,
    ZONE,
    value_text,
)
from ondergrond.io.rulefile_value import Row
from ondergrond.rules import (
    NETWORKS,
    Crossing,
    GapRule,
    NetworkRule,
    Prices,
    Provenance,
    RackRule,
    Rule,
    RuleSet,
    StackRule,
    StorageRule,
    TreeRule,
    ZoneUse,
)

AnyRule = TypeVar("AnyRule", bound=Rule)

GAP_FIELDS = tuple(sheet.path[1] for sheet in SHEETS if sheet.path[0] == "gaps")


class Builder:
    """Builds one rule set. Cells must be complete (``rulefile_resolve.required``)."""

    def __init__(self, cells: Mapping[str, Cells]) -> None:
        self.cells = cells
        self.index: dict[int, int] = {}
        self.provenance: list[Provenance] = []

    def rule_set(self, files: Sequence[RuleFile]) -> RuleSet:
        """The rule set of a chain of files (the one that inherits nothing first)."""
        last = files[-1]
        why: dict[str, int] = {}
        street = self._fields("street", why=why)
        presets: dict[str, dict[str, int]] = {p: {} for file in files for p in file.presets}
        for (preset, term), row in self.cells["presets"].items():
            presets[preset][term] = self._take(row, f"presets.{preset}.{term}", why)
        gives_way = {
            name: self._take(row, f"gives-way.{name}", why)
            for (name,), row in self.cells["gives-way"].items()
        }
        return RuleSet.model_construct(
            name=last.path.stem,
            title=last.title or last.path.stem,
            inherits=tuple(file.path.stem for file in reversed(files[:-1])),
            networks={kind: self._network(kind) for kind in NETWORKS},
            zone_use=self._tables(ZoneUse, "zone-use", USERS, ZONE.names),
            gaps={f"{a}|{b}": self._gap((a, b)) for a, b in self.cells["gaps.hard"]},
            crossings=self._tables(Crossing, "crossings", NETWORKS, CROSSED),
            racks={case: self._rack(case) for case in RACK_CASES},
            stacks=tuple(self._stacks()),
            tree=self._tree(),
            storage=self._storage(),
            prices=self._prices(),
            presets=presets,
            gives_way=gives_way,
            why=why,
            provenance=tuple(self.provenance),
            **street,
        )

    def _take(self, row: Row, field: str, why: dict[str, int]) -> Any:
        """The value of a row, its provenance noted for a field."""
        key = id(row)
        if key not in self.index:
            self.index[key] = len(self.provenance)
            self.provenance.append(row.why)
        why[field] = self.index[key]
        return row.value

    def _record(self, cls: type[AnyRule], fields: dict[str, Any], why: dict[str, int]) -> AnyRule:
        """A record without validating again what was validated value by value."""
        construct: Callable[..., Any] = cls.model_construct
        return cast(AnyRule, construct(why=why, **fields))

    def _fields(self, section: str, *names: str, why: dict[str, int]) -> dict[str, Any]:
        """The plain fields of a section: of sheets whose dimensions the names fill exactly."""
        fields: dict[str, Any] = {}
        for sheet in SHEETS:
            if sheet.path[0] == section and len(sheet.dimensions) == len(names):
                field = sheet.path[1].replace("-", "_")
                fields[field] = self._take(self.cells[sheet.name][names], field, why)
        return fields

    def _table(
        self, sheet: str, outer: Cell, names: Iterable[str], field: str, why: dict[str, int]
    ) -> dict[str, Any]:
        cells = self.cells[sheet]
        return {n: self._take(cells[(*outer, n)], f"{field}.{n}", why) for n in names}

    def _tables(
        self, cls: type[AnyRule], sheet: str, classes: Iterable[str], names: Iterable[str]
    ) -> dict[str, AnyRule]:
        tables: dict[str, AnyRule] = {}
        for name in classes:
            why: dict[str, int] = {}
            price = self._table(sheet, (name,), names, "price", why)
            tables[name] = self._record(cls, {"price": price}, why)
        return tables

    def _network(self, kind: str) -> NetworkRule:
        why: dict[str, int] = {}
        fields = self._fields("networks", kind, why=why)
        fields["cover"] = self._table("networks.cover", (kind,), ZONE.names, "cover", why)
        casings = {c[1:]: row for c, row in self.cells["networks.casing"].items() if c[0] == kind}
        fields["casing"] = {
            f"{form}/{nominal}": self._take(casings[form, nominal], f"casing.{form}/{nominal}", why)
            for form, nominal in sorted(casings, key=lambda key: (key[0], int(key[1])))
        }
        return self._record(NetworkRule, fields, why)

    def _gap(self, pair: Cell) -> GapRule:
        """A pair's rule; ``hard`` and ``minimum`` written for a value stand for the pair's own."""
        why: dict[str, int] = {}
        fields: dict[str, Any] = {}
        for name in GAP_FIELDS:
            field = name.replace("-", "_")
            value = self._take(self.cells[f"gaps.{name}"][pair], field, why)
            if isinstance(value, str) and name != "over":
                value = fields[("over_" if name.startswith("over-") else "") + value]
            fields[field] = value
        return self._record(GapRule, fields, why)

    def _rack(self, case: str) -> RackRule:
        why: dict[str, int] = {}
        fields = self._fields("racks", case, why=why)
        fields["cover"] = self._table("racks.cover", (case,), ZONE.names, "cover", why)
        gaps = {cell[1:]: r for cell, r in self.cells["racks.level-gap"].items() if cell[0] == case}
        fields["level_gap"] = {
            f"{a}/{b}": self._take(row, f"level_gap.{a}/{b}", why) for (a, b), row in gaps.items()
        }
        return self._record(RackRule, fields, why)

    def _stacks(self) -> Iterable[StackRule]:
        for (upper, lower), row in sorted(self.cells["stacks"].items()):
            why: dict[str, int] = {}
            gap = self._take(row, "gap", why)
            yield self._record(StackRule, {"upper": upper, "lower": lower, "gap": gap}, why)

    def _tree(self) -> TreeRule:
        why: dict[str, int] = {}
        return self._record(TreeRule, self._fields("tree", why=why), why)

    def _storage(self) -> StorageRule:
        why: dict[str, int] = {}
        fields = self._fields("storage", why=why)
        fields["cover"] = {
            zone: self._take(self.cells["storage.cover"][(zone,)], f"cover.{zone}", why)
            for zone in ZONE.names
        }
        return self._record(StorageRule, fields, why)

    def _prices(self) -> Prices:
        why: dict[str, int] = {}
        fields = self._fields("prices", why=why)
        for name, names in (("pavement", PAVEMENT.names), ("nuisance", ZONE.names)):
            fields[name] = self._table(f"prices.{name}", (), names, name, why)
        return self._record(Prices, fields, why)


# --- what only shows across values --------------------------------------------------------------


def contradictions(files: Sequence[RuleFile], cells: Mapping[str, Cells]) -> list[Problem]:
    """Values that do not go together, once per pair of rows that say them; cells may have gaps."""
    found = [
        *_upside_down(files, cells, "gaps.hard", "gaps.minimum"),
        *_upside_down(files, cells, "gaps.minimum", "gaps.preferred"),
        *_upside_down(files, cells, "gaps.over-hard", "gaps.over-minimum"),
        *_upside_down(files, cells, "gaps.over-minimum", "gaps.over-preferred"),
        *_upside_down(files, cells, "prices.deviation", "prices.breach"),
        *_upside_down(files, cells, "tree.shallowest", "tree.depth"),
        *_too_shallow(files, cells),
        *_cheaper_breaches(files, cells),
    ]
    if not any("balanced" in file.presets for file in files):
        found.append(
            files[-1].problem(
                "presets", "the preset 'balanced' is missing; profiles that name none use it"
            )
        )
    return found


def _upside_down(
    files: Sequence[RuleFile], cells: Mapping[str, Cells], lower: str, upper: str
) -> Iterable[Problem]:
    """Problems where a value that may not be below another one is."""
    quantity = SHEET[upper].quantity
    clashes: dict[tuple[int, int], list[Cell]] = {}
    told: dict[tuple[int, int], tuple[Row, Row, int, int]] = {}
    for cell, high in cells[upper].items():
        low = cells[lower].get(cell)
        if low is None or not isinstance(high.value, int):
            continue
        floor = _number(cells, lower, cell)
        if floor is not None and high.value < floor:
            told.setdefault((id(low), id(high)), (low, high, floor, high.value))
            clashes.setdefault((id(low), id(high)), []).append(cell)
    for key, found in clashes.items():
        low, high, least, value = told[key]
        where = f" ({examples(found)})" if found != [()] else ""
        yield _told(
            files,
            (high, low),
            f"{SHEET[upper].path[-1]} {value_text(value, quantity)} of '{high.why.path}' in "
            f"{high.why.file} is below {SHEET[lower].path[-1]} {value_text(least, quantity)} of "
            f"'{low.why.path}' in {low.why.file}{where}; it may not be less",
        )


def _number(cells: Mapping[str, Cells], sheet: str, cell: Cell) -> int | None:
    """The number in a cell, ``hard`` and ``minimum`` of a gap followed; None where missing."""
    row = cells[sheet].get(cell)
    if row is not None and isinstance(row.value, int):
        return row.value
    if row is None or not isinstance(row.value, str):
        return None
    prefix = "gaps.over-" if sheet.startswith("gaps.over-") else "gaps."
    return _number(cells, f"{prefix}{row.value}", cell)


def _cheaper_breaches(files: Sequence[RuleFile], cells: Mapping[str, Cells]) -> Iterable[Problem]:
    """Problems where a preset makes the least breach cheaper than the dearest deviation: then a
    smaller gap would be the better one.
    """
    prices = [
        row.value
        for name in ("breach", "breach-steps", "deviation")
        if (row := cells[f"prices.{name}"].get(())) is not None and isinstance(row.value, int)
    ]
    if len(prices) < 3 or prices[0] < prices[2]:
        return
    breach, steps, deviation = prices
    money = SHEET["prices.breach"].quantity
    for preset in dict.fromkeys(name for file in files for name in file.presets):
        weights, rows = {"breaches": 1, "deviations": 1}, []
        for term in weights:
            row = cells["presets"].get((preset, term))
            if row is not None and isinstance(row.value, int):
                weights[term] = row.value
                rows.append(row)
        least = weights["breaches"] * (breach * (steps + 1) // steps)
        most = weights["deviations"] * deviation
        if rows and least < most:
            yield _told(
                files,
                rows,
                f"under the preset '{preset}' the least breach costs {value_text(least, money)}, "
                f"less than a deviation of {value_text(most, money)}: raise 'breaches', or lower "
                "'deviations'",
            )


def _too_shallow(files: Sequence[RuleFile], cells: Mapping[str, Cells]) -> Iterable[Problem]:
    """Problems where the bottom may go no deeper than where the top must lie in some zone."""
    checks: tuple[tuple[str, str, Callable[[Cell], Cell]], ...] = (
        ("networks.cover", "networks.deepest", lambda cell: cell[:1]),
        ("racks.cover", "racks.deepest", lambda cell: cell[:1]),
        ("storage.cover", "storage.deepest", lambda _: ()),
    )
    for covers, limits, owner in checks:
        worst: dict[int, tuple[int, int, Row, Row, Cell]] = {}
        for cell, cover in cells[covers].items():
            limit = cells[limits].get(owner(cell))
            if limit is None or not isinstance(limit.value, int):
                continue
            if isinstance(cover.value, int) and limit.value <= cover.value:
                found = (cover.value, limit.value, limit, cover, cell)
                known = worst.get(id(limit))
                if known is None or known[0] < cover.value:
                    worst[id(limit)] = found
        for top, bottom, limit, cover, cell in worst.values():
            yield _told(
                files,
                (limit, cover),
                f"'{limit.why.path}' lets the bottom go to "
                f"{value_text(bottom, SHEET[limits].quantity)}, but the top lies at "
                f"{value_text(top, SHEET[covers].quantity)} ({'.'.join(cell)}, "
                f"'{cover.why.path}'); make it deeper",
            )


def _told(files: Sequence[RuleFile], rows: Sequence[Row], message: str) -> Problem:
    """The problem at the first of the rows that the last file wrote, else at the first row."""
    last = files[-1]
    own = [row for row in rows if row.why.file == last.path.stem]
    if own:
        return last.problem(own[0].why.path, message)
    return Problem(None, rows[0].why.path, message)
