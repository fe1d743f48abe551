"""Where the values of a resolved rule set come from: rows for ``ondergrond rules show``.

Data only; how it is printed is the command line's. Every row tells the value as people read it, its
provenance, and what it was inherited from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from ondergrond.io.rulefile_schema import (
    RULE_CLASSES,
    SHEET,
    Sheet,
    number_text,
    value_text,
)
from ondergrond.io.rulefile_value import nearest
from ondergrond.rules import NETWORKS, Provenance, Rule, RuleSet

RECORDS = ("tree", "storage", "prices", "street", "rack")
"""What can be explained besides the classes: records that hold for a whole set."""


class UnknownClassError(LookupError):
    """No class or record of that name; the message lists the nearest."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no class '{name}'; {nearest(name, explainable())}")
        self.name = name


class Explained(NamedTuple):
    """One value and where it comes from.

    field: its place in the resolved set, by sheet (``gaps.minimum``, ``networks.cover.footway``).
    value: resolved (mm, su, percent, count; None: forbidden, impossible or none).  text: the value
    with its unit as people read it (``1.5 m``, ``free``).  low, high: the range, likewise.
    path: where it is written in its file; file: the rule set that wrote it.
    by_groups: the names it was written for, where they stand for more than what was asked
    (``drinking-water.thermal``), else None.  by_set: the file, where another set wrote it.
    """

    field: str
    value: int | Fraction | str | None
    text: str
    low: str | None
    high: str | None
    source: str
    basis: str
    confidence: str
    status: str
    note: str | None
    path: str
    file: str
    by_groups: str | None
    by_set: str | None

    @property
    def inherited_from(self) -> str | None:
        """Groups and rule set it was inherited from, in words; None where it is the set's own."""
        parts = [self.by_groups or "", f"in {self.by_set}" if self.by_set else ""]
        return " ".join(part for part in parts if part) or None


def explainable() -> tuple[str, ...]:
    """Every name that ``explain_class`` knows."""
    return tuple(dict.fromkeys((*RULE_CLASSES, *RECORDS)))


def explain_pair(rules: RuleSet, a: str, b: str) -> tuple[Explained, ...]:
    """What two classes ask of each other: gaps, lying over, house connections, stacks.

    The order of the two does not matter for gaps; crossings and stacks are told both ways round.

    Raises:
        UnknownClassError: one of the names is no class.
    """
    for name in (a, b):
        if name not in RULE_CLASSES:
            raise UnknownClassError(name)
    return tuple(_pair_rows(rules, a, b))


def explain_class(rules: RuleSet, name: str) -> tuple[Explained, ...]:
    """What holds for one class alone (sizes, covers, zones, prices), or for one of ``RECORDS``.

    Raises:
        UnknownClassError: the name is no class and no record.
    """
    if name not in explainable():
        raise UnknownClassError(name)
    return tuple(_class_rows(rules, name))


def basis_counts(rules: RuleSet) -> dict[str, int]:
    """How many values of the files are published, practice and assumption.

    Those that hold, each counted once however many classes it holds for.
    """
    counted = Counter(entry.basis for entry in rules.provenance)
    return {basis: counted[basis] for basis in ("published", "practice", "assumption")}


# --- rows ----------------------------------------------------------------------------------------


def _pair_rows(rules: RuleSet, a: str, b: str) -> Iterator[Explained]:
    gap = rules.gap(a, b)
    for field in type(gap).model_fields:
        if field != "why":
            yield from _row(rules, gap, field, "gaps", (a, b), pair=True)
    for served, crossed in dict.fromkeys(((a, b), (b, a))):
        crossing = rules.crossings.get(served)
        if crossing is not None and crossed in crossing.price:
            yield from _entries(
                rules, crossing, "price", {crossed: crossing.price[crossed]}, "crossings", (served,)
            )
    for stack in rules.stacks:
        if {stack.upper, stack.lower} == {a, b}:
            names = (stack.upper, stack.lower)
            why = rules.provenance[stack.why["gap"]]
            yield _explained(
                rules, SHEET["stacks"], f"stacks.{'.'.join(names)}", stack.gap, why, names
            )


def _class_rows(rules: RuleSet, name: str) -> Iterator[Explained]:
    if name in NETWORKS:
        yield from _record(rules, rules.networks[name], "networks", (name,))
    if name in rules.zone_use:
        use = rules.zone_use[name]
        yield from _entries(rules, use, "price", use.price, "zone-use", (name,))
    if name == "rack":
        for case, rack in rules.racks.items():
            yield from _record(rules, rack, "racks", (case,))
    if name in ("tree", "tree-trunk", "tree-trunk-barrier", "root-zone", "root-zone-barrier"):
        yield from _record(rules, rules.tree, "tree", ())
    if name == "storage":
        yield from _record(rules, rules.storage, "storage", ())
    if name == "prices":
        yield from _record(rules, rules.prices, "prices", ())
    if name in ("street", "foundation"):
        yield from _street(rules, "load_spread", rules.load_spread)
    if name in ("street", "kerb"):
        yield from _street(rules, "kerb_depth", rules.kerb_depth)


def _street(rules: RuleSet, field: str, value: int) -> Iterator[Explained]:
    if field in rules.why:
        name = f"street.{field.replace('_', '-')}"
        yield _explained(rules, SHEET[name], name, value, rules.provenance[rules.why[field]], ())


def _record(
    rules: RuleSet, record: Rule, section: str, names: tuple[str, ...]
) -> Iterator[Explained]:
    for field in type(record).model_fields:
        value = getattr(record, field)
        if field == "why":
            continue
        if isinstance(value, dict):
            sheet = f"{section}.{field.replace('_', '-')}"
            yield from _entries(rules, record, field, value, sheet, names)
        else:
            yield from _row(rules, record, field, section, names)


def _row(
    rules: RuleSet,
    record: Rule,
    field: str,
    section: str,
    names: tuple[str, ...],
    *,
    pair: bool = False,
) -> Iterator[Explained]:
    if field in record.why:
        sheet = f"{section}.{field.replace('_', '-')}"
        case = f"{sheet}.{names[0]}" if section == "racks" else sheet
        why = rules.provenance[record.why[field]]
        value = getattr(record, field)
        yield _explained(rules, SHEET[sheet], case, value, why, names, pair=pair)


def _entries(
    rules: RuleSet,
    record: Rule,
    field: str,
    table: Mapping[str, int | None],
    sheet: str,
    names: tuple[str, ...],
) -> Iterator[Explained]:
    """The entries of a field that is a table; key ``a/b`` is written ``a.b`` in a file."""
    for key, value in table.items():
        index = record.why.get(f"{field}.{key}")
        if index is not None:
            cell = (*names, *key.split("/"))
            shown = (
                cell
                if sheet in ("crossings",) or sheet.startswith("racks.")
                else cell[len(names) :]
            )
            place = ".".join((sheet, *shown))
            yield _explained(rules, SHEET[sheet], place, value, rules.provenance[index], cell)


def _explained(
    rules: RuleSet,
    sheet: Sheet,
    field: str,
    value: int | Fraction | str | None,
    why: Provenance,
    names: tuple[str, ...],
    *,
    pair: bool = False,
) -> Explained:
    written = tuple(why.path.removeprefix(sheet.name).strip(".").split(".")) if names else ()
    own = written == names or (pair and written == names[::-1])
    low, high = (
        None if end is None else f"{number_text(end, sheet.quantity)} {sheet.quantity.shown}"
        for end in (why.low, why.high)
    )
    return Explained(
        field=field,
        value=value,
        text=value_text(value, sheet.quantity),
        low=low,
        high=high,
        source=why.source,
        basis=why.basis,
        confidence=why.confidence,
        status=why.status,
        note=why.note,
        path=why.path,
        file=why.file,
        by_groups=None if own else ".".join(written),
        by_set=None if why.file == rules.name else why.file,
    )
