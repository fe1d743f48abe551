"""Streets made by hand: one carriageway between two facades, and their explanation."""

from __future__ import annotations

from typing import Any

from ondergrond.explain import explain
from ondergrond.explain.trials import Trials
from ondergrond.explanation import Explanation
from ondergrond.profile import StreetProfile
from ondergrond.rules import RuleSet
from tests.rulesets import small_rules


def street(width: int, *claims: dict[str, Any], **more: Any) -> StreetProfile:
    """One carriageway between two facades (small rules: gas asks 120 of gas, 300 of a facade)."""
    document = {
        "name": "a street",
        "width": width,
        "zones": [{"kind": "carriageway", "width": width}],
        "claims": list(claims),
    }
    return StreetProfile.model_validate(document | more)


def gas(name: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "network": "gas-low", "size": "100 mm", **more}


TWO = (gas("one"), gas("two"))
"""Physically 150 + 100 + 40 + 100 + 150 = 540, without breach 300 + 100 + 120 + 100 + 300 = 920,
without deviation 450 + 100 + 200 + 100 + 450 = 1300."""


def explained(profile: StreetProfile, rules: RuleSet | None = None, **more: Any) -> Explanation:
    return explain(profile, small_rules() if rules is None else rules, **more)


class Stopped(Trials):
    """Trials of which time is up after so many streets (None: never)."""

    def __init__(self, rules: RuleSet, after: int | None = None) -> None:
        super().__init__(rules)
        self.after = after

    @property
    def late(self) -> bool:
        """Whether so many have been solved."""
        return self.after is not None and self.solves >= self.after
