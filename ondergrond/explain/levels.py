"""Rule sets at a level: what counts as impossible is raised to the minimum or the preferred gap."""

from __future__ import annotations

from collections.abc import Collection

from ondergrond.explanation import Level
from ondergrond.rules import GapRule, RuleSet


def raised(gap: GapRule, level: Level) -> GapRule:
    """A gap rule under which what is below the level is impossible."""
    if level == "hard":
        return gap
    if level == "minimum":
        return gap.model_copy(update={"hard": gap.minimum, "over_hard": gap.over_minimum})
    return gap.model_copy(
        update={
            "hard": gap.preferred,
            "minimum": gap.preferred,
            "over_hard": gap.over_preferred,
            "over_minimum": gap.over_preferred,
        }
    )


def rules_at(rules: RuleSet, level: Level, but: Collection[str] = ()) -> RuleSet:
    """The rules with every gap raised to a level, but for the pairs (``a|b``) named."""
    if level == "hard":
        return rules
    gaps = {pair: gap if pair in but else raised(gap, level) for pair, gap in rules.gaps.items()}
    return rules.model_copy(update={"gaps": gaps})
