"""Quoting rules: the value with its source, and who must consent when it is not met."""

from __future__ import annotations

from collections.abc import Iterable

from ondergrond.claims import NetworkClaim, StorageClaim, TreeClaim
from ondergrond.explanation import Item, Level, Reference
from ondergrond.layout import GapNote, Layout
from ondergrond.profile import StreetProfile
from ondergrond.rules import PLACE_CLASSES, Provenance, Rule, RuleSet

OWNER = "owner"
"""The party of what stands on private ground: facades, plots, cellars, foundations."""

MUNICIPALITY = "municipality"
"""The party of kerbs, quays and water edges."""


def pair(a: str, b: str) -> str:
    """The key of two classes in the gap table."""
    return f"{a}|{b}" if a <= b else f"{b}|{a}"


def provenance(rules: RuleSet, rule: Rule, field: str) -> Provenance | None:
    """Where a field's value comes from; None where nobody says."""
    index = rule.why.get(field)
    return None if index is None else rules.provenance[index]


def quoted(rules: RuleSet, rule: Rule, field: str, path: str, value: int | None) -> Reference:
    """A value with its source."""
    origin = provenance(rules, rule, field)
    return Reference(
        rule=path,
        value=value,
        source="" if origin is None else origin.source,
        basis="" if origin is None else origin.basis,
    )


def gap_reference(
    rules: RuleSet, classes: str, level: Level, *, vertical: bool = False
) -> Reference:
    """The rule of a pair (``a|b``) at a level."""
    rule = rules.gaps[classes]
    field = f"over_{level}" if vertical else level
    path = f"gaps.{field.replace('_', '-')} {classes}"
    return quoted(rules, rule, field, path, getattr(rule, field))


def note_item(layout: Layout, note: GapNote) -> Item:
    """A gap note in norm language."""
    level: Level = "minimum" if note.kind == "breach" else "preferred"
    vertical = note.direction == "vertical"
    return Item(
        left=note.left,
        right=note.right,
        reference=gap_reference(layout.rules, note.rule, level, vertical=vertical),
        there_is=note.gap,
        shortage=note.wanted - note.gap,
        direction=note.direction,
        consent=consenting(layout.profile, layout.rules, (note.left, note.right), note.rule),
    )


def consenting(
    profile: StreetProfile, rules: RuleSet, names: Iterable[str], classes: str
) -> tuple[str, ...]:
    """The parties of the two things of a gap, in the order of their names."""
    claims = {claim.id: claim for claim in profile.claims}
    places = [cls for cls in classes.split("|") if cls in PLACE_CLASSES]
    found: list[str] = []
    for name in names:
        claim = claims.get(name.split(":")[0])
        if isinstance(claim, NetworkClaim):
            found.append(rules.networks[claim.network].party)
        elif isinstance(claim, TreeClaim):
            found.append(rules.tree.party)
        elif isinstance(claim, StorageClaim) or claim is not None:
            found.append(rules.storage.party)
        elif name.startswith("rack@"):
            found.append(rules.racks[profile.techniques.rack_case].party)
        else:
            private = any(c in ("facade", "plot", "cellar", "foundation") for c in places)
            found.append(OWNER if private else MUNICIPALITY)
    return tuple(dict.fromkeys(found))
