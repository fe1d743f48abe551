"""What binds in a layout: the rules and networks of its breaches and deviations."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ondergrond.layout import GapNote, Layout
from ondergrond.rules import NETWORKS


def binding(layout: Layout) -> dict[str, Any]:
    """Counts for one row.

    breach_rules, deviation_rules: notes for each pair of classes (``gas-low|heat``).
    breach_networks: breaches each kind of network has a part in.  worst_rule, worst_short: the
    breach that is shortest of its minimum, and by how much (mm).
    """
    breaches, deviations = layout.breaches, layout.deviations
    worst = max(breaches, key=lambda note: (note.wanted - note.gap, note.rule), default=None)
    return {
        "breach_rules": _by_rule(breaches),
        "deviation_rules": _by_rule(deviations),
        "breach_networks": _by_network(breaches),
        "worst_rule": None if worst is None else worst.rule,
        "worst_short": None if worst is None else worst.wanted - worst.gap,
    }


def _by_rule(notes: tuple[GapNote, ...]) -> dict[str, int]:
    return dict(sorted(Counter(note.rule for note in notes).items()))


def _by_network(notes: tuple[GapNote, ...]) -> dict[str, int]:
    kinds = Counter(
        kind for note in notes for kind in set(note.rule.split("|")) if kind in NETWORKS
    )
    return dict(sorted(kinds.items()))
