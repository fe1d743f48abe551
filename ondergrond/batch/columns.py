"""The columns of the table of results, and how a row of the ledger fills them.

In the ledger lengths are mm and money is score units; the table has the unit in the name of the
column, money in EUR per metre of street.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable
from typing import Any

from ondergrond.batch.ledger import Line
from ondergrond.io.wkb import line_wkb
from ondergrond.quantity import SU_PER_EURO
from ondergrond.rules import MONEY_TERMS, PENALTY_TERMS, VALUE_TERMS, RuleSet

TEXT, WHOLE, NUMBER, YES, BYTES = "text", "whole", "number", "yes", "bytes"
"""Kinds of columns: text, 64-bit integers, doubles, yes or no, bytes."""

TIMES = ("seconds", "compile_seconds", "solve_seconds")
"""The columns that differ from run to run."""

_HEAD = (
    ("row", WHOLE),
    ("id", TEXT),
    ("name", TEXT),
    ("verdict", TEXT),
    ("fit", TEXT),
    ("confirmed", YES),
    ("established_by", TEXT),
    ("width_mm", WHOLE),
    ("claims", WHOLE),
    ("score_eur_m", NUMBER),
    ("bound_eur_m", NUMBER),
    ("cost_eur_m", NUMBER),
)
_TAIL = (
    ("width_taken_mm", WHOLE),
    ("root_volume_m3_m", NUMBER),
    ("storage_m3_m", NUMBER),
    ("breaches", WHOLE),
    ("deviations", WHOLE),
    ("worst_rule", TEXT),
    ("worst_short_mm", WHOLE),
    ("breach_rules", TEXT),
    ("deviation_rules", TEXT),
    ("least_width_mm", WHOLE),
    ("least_width_proven", YES),
    ("shortage_mm", WHOLE),
    ("racks", WHOLE),
    ("skipped", TEXT),
    ("seconds", NUMBER),
    ("compile_seconds", NUMBER),
    ("solve_seconds", NUMBER),
    ("engine", TEXT),
    ("resolution_mm", WHOLE),
    ("reason", TEXT),
    ("error", TEXT),
    ("key", TEXT),
    ("geometry", BYTES),
)


def parties_of(rules: Iterable[RuleSet]) -> tuple[str, ...]:
    """Everyone who may have to pay under these rule sets, sorted."""
    found: set[str] = set()
    for one in rules:
        found |= {network.party for network in one.networks.values()}
        found |= {one.tree.party, one.storage.party}
        found |= {rack.party for rack in one.racks.values()}
    return tuple(sorted(found))


def columns(parties: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Name and kind of every column, in order."""
    cost = [(f"cost_{_slug(term)}_eur_m", NUMBER) for term in MONEY_TERMS]
    other = [(f"score_{_slug(t)}_eur_m", NUMBER) for t in (*PENALTY_TERMS, *VALUE_TERMS)]
    paid = [(f"party_{_slug(party)}_eur_m", NUMBER) for party in parties]
    return (*_HEAD, *cost, *other, *paid, *_TAIL)


def filled(line: Line, row: dict[str, Any]) -> dict[str, Any]:
    """The values of one row; columns it does not have are empty."""
    known = {name for name, _ in (*_HEAD, *_TAIL)}
    values: dict[str, Any] = {name: row[name] for name in row.keys() & known}
    values |= {
        "row": line.number,
        "id": line.id,
        "name": line.name if line.name is not None else row.get("name"),
        "key": line.key,
        "geometry": line.line or _section(row.get("section")),
        "width_mm": row.get("width"),
        "resolution_mm": row.get("resolution"),
        "worst_short_mm": row.get("worst_short"),
        "least_width_mm": row.get("least_width"),
        "shortage_mm": row.get("shortage"),
        "score_eur_m": _euro(row.get("score")),
        "bound_eur_m": _euro(row.get("bound")),
        "cost_eur_m": _euro(row.get("cost")),
        "skipped": ", ".join(row.get("skipped", ())) or None,
        "breach_rules": _counted(row.get("breach_rules")),
        "deviation_rules": _counted(row.get("deviation_rules")),
    }
    if "figures" in row:
        figures = row["figures"]
        values["width_taken_mm"] = figures["width_taken"]
        values["root_volume_m3_m"] = figures["root_area"] / 1e6
        values["storage_m3_m"] = figures["storage_area"] / 1e6
        values["breaches"], values["deviations"] = figures["breaches"], figures["deviations"]
        terms = row["terms"]
        for term in MONEY_TERMS:
            values[f"cost_{_slug(term)}_eur_m"] = _euro(terms.get(term, 0))
        for term in (*PENALTY_TERMS, *VALUE_TERMS):
            values[f"score_{_slug(term)}_eur_m"] = _euro(terms.get(term, 0))
        for party, su in row["parties"].items():
            values[f"party_{_slug(party)}_eur_m"] = _euro(su)
    return values


def _section(ends: list[int] | None) -> bytes | None:
    """The section a profile says it lies at, as a line: mm to m."""
    if ends is None:
        return None
    x0, y0, x1, y1 = (value / 1000 for value in ends)
    try:
        return line_wkb(((x0, y0), (x1, y1)))
    except struct.error:
        return None


def _euro(su: int | None) -> float | None:
    return None if su is None else su / SU_PER_EURO


def _counted(counts: dict[str, int] | None) -> str | None:
    """``gas-low|heat 2, heat|water 1``."""
    return ", ".join(f"{name} {count}" for name, count in (counts or {}).items()) or None


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
