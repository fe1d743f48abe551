"""Uncertain rule values: those with a low and a high end on which a street's answer can rest."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import Any, Literal, NamedTuple

from ondergrond.claims import Form, NetworkClaim, StorageClaim, TreeClaim
from ondergrond.explain.conditions import Conditions
from ondergrond.explain.references import gap_reference, quoted
from ondergrond.explanation import Asked, Level, Reference, Unit
from ondergrond.profile import StreetProfile
from ondergrond.rules import PLACE_CLASSES, GapRule, Rule, RuleSet

End = Literal["low", "high"]
"""An end of a range, by number."""

Side = Literal["eased", "strained"]
"""An end of a range, by what it does: asks the least or the most room."""

TRUNKS = ("tree-trunk", "tree-trunk-barrier", "root-zone", "root-zone-barrier")

RACK_PRICES = frozenset(
    {"fixed", "per_level", "per_mm", "depth", "laying_percent", "opening_percent", "party", "why"}
)
"""What of a rack decides no distance."""

EASIER_HIGH = frozenset({"deepest", "facade", "void", "layer", "depth"})
"""Fields that ask less room the higher they are; all others ask more."""

MIXED = frozenset({"tree.depth", "tree.above_water", "tree.inset", "storage.layer", "racks.beam"})
"""Values that ask more room in one way and less in another (a deeper root zone is narrower), so
that nothing is concluded about one from what several do together."""


class Cell(NamedTuple):
    """Where a value stands: table of the rule set, row (empty where it has none), field or
    ``field.key``.
    """

    table: str
    row: str
    field: str


@dataclass(frozen=True)
class Range:
    """A rule value with its ends, at all cells where it stands.

    value, low, high: in ``unit``.  pairs: of a gap, those it holds for.  kinds: of a network rule,
    the kinds.  mixed: see ``MIXED``.
    """

    reference: Reference
    value: int
    low: int
    high: int
    cells: tuple[Cell, ...]
    ask: Asked
    unit: Unit = "mm"
    party: str = ""
    pairs: tuple[str, ...] = ()
    kinds: frozenset[str] = frozenset()
    mixed: bool = False

    def end(self, side: Side) -> End:
        """Which end by number asks the least or the most room."""
        field = self.cells[0].field.partition(".")[0]
        return "high" if (field in EASIER_HIGH) == (side == "eased") else "low"

    def at(self, rules: RuleSet, end: End) -> RuleSet:
        """The rules with this value at an end of its range."""
        return _written(rules, [(self, self.low if end == "low" else self.high)])


def with_ends(rules: RuleSet, ranges: Iterable[Range], side: Side) -> RuleSet:
    """The rules with all of these values at the end that asks the least or the most room."""
    return _written(rules, [(r, r.low if r.end(side) == "low" else r.high) for r in ranges])


def uncertain_values(profile: StreetProfile, rules: RuleSet, level: Level) -> list[Range]:
    """Every value with a range that can decide whether a street keeps a level: gaps, covers,
    sizes, and what trees, storage, racks and stacks measure. Prices decide nothing here.
    """
    classes = Conditions(profile, rules, level).classes(profile)
    found = [
        *_gaps(profile, rules, level, classes),
        *_networks(profile, rules, classes),
        *_trees(profile, rules),
        *_storage(profile, rules),
        *_racks(profile, rules),
        *_stacks(profile, rules, classes),
        *_street(profile, rules),
    ]
    return [one for one in found if one.low != one.high]


# --- where they stand -----------------------------------------------------------------------------


def _gaps(
    profile: StreetProfile, rules: RuleSet, level: Level, classes: Collection[str]
) -> Iterator[Range]:
    lying = {
        claim.network.value
        for claim in profile.claims
        if isinstance(claim, NetworkClaim) and claim.lies
    }
    still = lying | set(PLACE_CLASSES)
    rows: dict[tuple[int, str], list[str]] = {}
    for a, b in combinations_with_replacement(sorted(classes), 2):
        if {a, b} <= set(PLACE_CLASSES):
            continue
        gap = rules.gaps[f"{a}|{b}"]
        over = gap.over != "never" and not still.isdisjoint((a, b))
        for field in (level, f"over_{level}") if over else (level,):
            if field in gap.why:
                rows.setdefault((gap.why[field], field), []).append(f"{a}|{b}")
    for (index, field), pairs in rows.items():
        names = {cls for one in pairs for cls in one.split("|")}
        vertical = field != level
        yield _range(
            rules,
            index,
            gap_reference(rules, pairs[0], level, vertical=vertical),
            getattr(rules.gaps[pairs[0]], field),
            [Cell("gaps", pair, field) for pair in pairs],
            "municipality" if names & {*PLACE_CLASSES, *TRUNKS} else "norm",
            pairs=tuple(pairs),
        )


def _networks(profile: StreetProfile, rules: RuleSet, classes: Collection[str]) -> Iterator[Range]:
    claims = [one for one in profile.claims if isinstance(one, NetworkClaim)]
    rows: dict[tuple[int, str], list[Cell]] = {}
    sunk: set[str] = set()
    for claim in claims:
        kind = claim.network.value
        if kind not in classes:
            continue
        fields = ["deepest"]
        if claim.cover is None and claim.invert is None:
            fields += dict.fromkeys(f"cover.{zone.kind.value}" for zone in profile.zones)
            if claim.lies:
                sunk.add(kind)  # how deep it lies is the rule's, so it may come to lie in the way
        if claim.size is None:
            fields.append("size")
        if claim.form is Form.PAIR:
            fields.append("pair_gap")
        for field in fields:
            index = rules.networks[kind].why.get(field)
            if index is not None:
                cell = Cell("networks", kind, field)
                cells = rows.setdefault((index, field.partition(".")[0]), [])
                if cell not in cells:
                    cells.append(cell)
    for (index, field), cells in rows.items():
        kinds = frozenset(cell.row for cell in cells)
        rule = rules.networks[cells[0].row]
        path = f"networks.{cells[0].field.replace('_', '-')} {cells[0].row}"
        value = _read(rule, cells[0].field)
        reference = quoted(rules, rule, cells[0].field, path, value)
        mixed = field == "cover" and not kinds.isdisjoint(sunk)
        party = rule.party
        yield _range(
            rules, index, reference, value, cells, "operator", party=party, kinds=kinds, mixed=mixed
        )


def _trees(profile: StreetProfile, rules: RuleSet) -> Iterator[Range]:
    trees = [one for one in profile.claims if isinstance(one, TreeClaim)]
    if not trees:
        return
    fields = {"depth", "shallowest", "above_water", "inset"}
    if profile.ground.groundwater is None:
        fields.discard("above_water")
    if any(one.tree.trunk is None for one in trees):
        fields.add("trunk")
    if any(one.tree.least is None for one in trees):
        fields.add("least")
    yield from _of_record(rules, "tree", rules.tree, sorted(fields))


def _storage(profile: StreetProfile, rules: RuleSet) -> Iterator[Range]:
    claims = [one for one in profile.claims if isinstance(one, StorageClaim)]
    if not claims:
        return
    fields = ["layer", "void", "deepest"]
    fields += dict.fromkeys(f"cover.{zone.kind.value}" for zone in profile.zones)
    if profile.ground.groundwater is not None:
        fields.append("above_water")
    if any(one.storage.least is None for one in claims):
        fields.append("least")
    yield from _of_record(rules, "storage", rules.storage, fields)


def _racks(profile: StreetProfile, rules: RuleSet) -> Iterator[Range]:
    """The three cases are the range of what nobody has dimensioned in public."""
    if profile.techniques.rack != "allowed":
        return
    case = profile.techniques.rack_case
    low, base, high = rules.racks["low"], rules.racks[case], rules.racks["high"]
    zones = {zone.kind.value for zone in profile.zones}
    for field in type(base).model_fields:
        if field in RACK_PRICES:
            continue
        table = getattr(base, field)
        keys = [f"{field}.{key}" for key in table] if isinstance(table, dict) else [field]
        for key in keys:
            if field == "cover" and key.partition(".")[2] not in zones:
                continue
            path = f"racks.{key.replace('_', '-')} {case}"
            value = _read(base, key)
            ends = [_read(low, key), value, _read(high, key)]
            if key in base.why:
                origin = rules.provenance[base.why[key]]
                ends += [end for end in (origin.low, origin.high) if end is not None]
            yield Range(
                reference=quoted(rules, base, key, path, value),
                value=value,
                low=min(ends),
                high=max(ends),
                cells=(Cell("racks", case, key),),
                ask="designer",
                mixed=f"racks.{field}" in MIXED,
            )


def _stacks(profile: StreetProfile, rules: RuleSet, classes: Collection[str]) -> Iterator[Range]:
    if profile.techniques.stack != "allowed":
        return
    for index, rule in enumerate(rules.stacks):
        why = rule.why.get("gap")
        if why is not None and {rule.upper, rule.lower} <= set(classes):
            path = f"stacks.gap {rule.upper}|{rule.lower}"
            reference = quoted(rules, rule, "gap", path, rule.gap)
            cells = [Cell("stacks", str(index), "gap")]
            yield _range(rules, why, reference, rule.gap, cells, "norm")


def _street(profile: StreetProfile, rules: RuleSet) -> Iterator[Range]:
    founded = any(fixture.kind.value == "foundation" for fixture in profile.fixtures)
    for field, path, matters, unit in (
        ("load_spread", "street.load-spread", founded, "mm/m"),
        ("kerb_depth", "street.kerb-depth", bool(profile.kerbs), "mm"),
    ):
        index = rules.why.get(field)
        if index is not None and matters:
            origin, value = rules.provenance[index], getattr(rules, field)
            reference = Reference(rule=path, value=value, source=origin.source, basis=origin.basis)
            cells = [Cell("street", "", field)]
            yield _range(rules, index, reference, value, cells, "municipality", unit=unit)


def _of_record(rules: RuleSet, table: str, rule: Any, fields: Iterable[str]) -> Iterator[Range]:
    rows: dict[int, list[Cell]] = {}
    for field in fields:
        if field in rule.why:
            rows.setdefault(rule.why[field], []).append(Cell(table, "", field))
    for index, cells in rows.items():
        field = cells[0].field
        path = f"{table}.{field.replace('_', '-')}"
        yield _range(
            rules,
            index,
            quoted(rules, rule, field, path, _read(rule, field)),
            _read(rule, field),
            cells,
            "municipality",
            unit="%" if field in ("least", "void") else "mm",
            mixed=f"{table}.{field}" in MIXED,
        )


def _range(
    rules: RuleSet,
    index: int,
    reference: Reference,
    value: int,
    cells: list[Cell],
    ask: Asked,
    **more: Any,
) -> Range:
    origin = rules.provenance[index]
    return Range(
        reference=reference,
        value=value,
        low=value if origin.low is None else origin.low,
        high=value if origin.high is None else origin.high,
        cells=tuple(cells),
        ask=ask,
        **more,
    )


# --- reading and writing --------------------------------------------------------------------------


def _read(rule: Rule, field: str) -> int:
    name, _, key = field.partition(".")
    value = getattr(rule, name)
    return int(value[key] if key else value)


def _written(rules: RuleSet, values: Iterable[tuple[Range, int]]) -> RuleSet:
    """The rules with values in other cells, made with one copy of each record."""
    cells: dict[tuple[str, str], dict[str, int]] = {}
    for one, value in values:
        for cell in one.cells:
            cells.setdefault((cell.table, cell.row), {})[cell.field] = value
    update: dict[str, Any] = {}
    for (table, row), fields in cells.items():
        if table == "street":
            update |= fields
        elif table == "stacks":
            stacks = list(update.get("stacks", rules.stacks))
            stacks[int(row)] = _changed(stacks[int(row)], fields)
            update["stacks"] = tuple(stacks)
        elif not row:
            update[table] = _changed(getattr(rules, table), fields)
        else:
            rows = update.setdefault(table, dict(getattr(rules, table)))
            rows[row] = (
                _with_gap(rows[row], fields) if table == "gaps" else (_changed(rows[row], fields))
            )
    return rules.model_copy(update=update)


def _changed(rule: Any, fields: dict[str, int]) -> Any:
    update: dict[str, Any] = {}
    for field, value in fields.items():
        name, _, key = field.partition(".")
        if key:
            update[name] = update.get(name, getattr(rule, name)) | {key: value}
        else:
            update[name] = value
    return rule.model_copy(update=update)


def _with_gap(gap: GapRule, fields: dict[str, int]) -> GapRule:
    """A gap with some of its values changed, the others of the same three made to keep order."""
    update: dict[str, int] = {}
    for field, value in fields.items():
        prefix = "over_" if field.startswith("over_") else ""
        order = [f"{prefix}{level}" for level in ("hard", "minimum", "preferred")]
        at = order.index(field)
        for name in order[:at]:
            update[name] = min(update.get(name, getattr(gap, name)), value)
        for name in order[at + 1 :]:
            update[name] = max(update.get(name, getattr(gap, name)), value)
        update[field] = value
    return gap.model_copy(update=update)
