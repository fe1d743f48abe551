"""The rule set as the checker asks it: quick look-ups, prices of steps, sources of values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Literal, NamedTuple, TypeVar

from ondergrond.rules import NetworkRule, RackRule, Rule, RuleSet

V = TypeVar("V")


class MissingRule(LookupError):  # noqa: N818 - a state of the rule set, not a slip
    """The rule set lacks a value that the layout needs; the argument names it."""


class Asked(NamedTuple):
    """The gap rule of two classes, flat: horizontal and vertical gaps (mm), price of over (su)."""

    pair: str
    hard: int
    minimum: int
    preferred: int
    over: Literal["never", "priced", "free"]
    over_hard: int
    over_minimum: int
    over_preferred: int
    over_price: int


class Price(NamedTuple):
    """What a distance pays: breach and deviation (su, at most one is above zero)."""

    breach: int
    deviation: int


MOST_SHELVED = 32
"""Rule books kept for the next layout."""

MOST_REMEMBERED = 50_000
"""Amounts a rule book keeps."""

FREE = Price(0, 0)
"""Far enough: nothing to pay."""


def rounded(numerator: int, denominator: int) -> int:
    """``numerator / denominator`` to the nearest integer, halves away from zero.

    denominator: above zero. The model's ``half_up``, on integers so that no common divisors of long
    numbers are sought.
    """
    magnitude = (2 * abs(numerator) + denominator) // (2 * denominator)
    return magnitude if numerator >= 0 else -magnitude


class RuleBook:
    """One rule set under one preset. A look-up raises ``MissingRule`` where there is no value."""

    def __init__(self, rules: RuleSet, preset: str, rack_case: str) -> None:
        self.rules = rules
        self.preset = preset
        self.rack_case = rack_case
        self.widest = max(
            (max(rule.preferred, rule.minimum, rule.hard) for rule in rules.gaps.values()),
            default=0,
        )
        """No two faces further apart than this pay or forbid anything (mm, horizontally)."""
        self._asked: dict[tuple[str, str], Asked] = {}
        self._reopening: dict[tuple[str, int, int], tuple[int, int]] = {}
        self._weights: dict[str, int] = {}
        self._renewals: dict[int, tuple[int, int]] = {}

    @classmethod
    def of(cls, rules: RuleSet, preset: str, rack_case: str) -> RuleBook:
        """The book of this very rule set: the same object for one layout after the other."""
        key = (id(rules), preset, rack_case)
        known = _SHELF.get(key)
        if known is None or known.rules is not rules:
            if len(_SHELF) >= MOST_SHELVED:
                _SHELF.clear()
            known = _SHELF[key] = cls(rules, preset, rack_case)
        return known

    # --- gaps -----------------------------------------------------------------------------------

    def asked(self, a: str, b: str) -> Asked:
        """What two classes ask of each other, either way round."""
        found = self._asked.get((a, b))
        if found is None:
            pair = f"{a}|{b}" if a <= b else f"{b}|{a}"
            rule = self.rules.gaps.get(pair)
            if rule is None:
                raise MissingRule(f"gaps.{pair}")
            found = Asked(
                pair,
                rule.hard,
                rule.minimum,
                rule.preferred,
                rule.over,
                rule.over_hard,
                rule.over_minimum,
                rule.over_preferred,
                rule.over_price,
            )
            self._asked[a, b] = self._asked[b, a] = found
        return found

    def step_price(self, gap: int, hard: int, minimum: int, preferred: int) -> Price | None:
        """What a gap pays under (hard, minimum, preferred); None where it is below hard.

        The step price of the model: equality complies; the price falls in steps that start at
        ``hard + (minimum - hard) * j // steps``.
        """
        if gap < hard:
            return None
        if gap >= preferred and gap >= minimum:
            return FREE
        prices = self.rules.prices
        if gap < minimum:
            steps = prices.breach_steps
            step = _step(gap, hard, minimum, steps)
            return Price(prices.breach * (2 * steps - step) // steps, 0)
        steps = prices.deviation_steps
        step = _step(gap, minimum, preferred, steps)
        return Price(0, prices.deviation * (steps - step) // steps)

    def weight(self, term: str) -> int:
        """How often a term counts under the preset."""
        found = self._weights.get(term)
        if found is None:
            weights = self.rules.presets.get(self.preset)
            if weights is None:
                raise MissingRule(f"presets.{self.preset}")
            found = self._weights[term] = weights.get(term, 1)
        return found

    @cached_property
    def gap_weights(self) -> tuple[int, int, int]:
        """The weights of breaches, deviations and lying over."""
        return self.weight("breaches"), self.weight("deviations"), self.weight("over")

    # --- the other rules ------------------------------------------------------------------------

    def network(self, kind: str) -> NetworkRule:
        """The rule of a network kind."""
        return value_of(self.rules.networks, kind, "networks")

    def rack(self) -> RackRule:
        """The rack rule of the case the profile picks."""
        return value_of(self.rules.racks, self.rack_case, "racks")

    def renewals(self, lifetime: int) -> tuple[int, int]:
        """Present value of paying 1 now and at every end of life: numerator and denominator."""
        found = self._renewals.get(lifetime)
        if found is None:
            value = self.rules.renewals(lifetime)
            found = self._renewals[lifetime] = (value.numerator, value.denominator)
        return found

    def reopening(self, kind: str, width: int, percent: int) -> tuple[int, int]:
        """Present value of reopening a network of some width, per su/mm of pavement x nuisance
        percent: numerator and denominator, so many percent of it.
        """
        key = (kind, width, percent)
        found = self._reopening.get(key)
        if found is None:
            if len(self._reopening) >= MOST_REMEMBERED:
                self._reopening.clear()
            rule, value = self.network(kind), self.rules.annuity
            found = self._reopening[key] = (
                rule.openings.numerator * value.numerator * (width + 2 * rule.margin) * percent,
                rule.openings.denominator * value.denominator * 100 * 100,
            )
        return found

    def largest_cover(self, table: dict[str, int], zones: Iterable[str], name: str) -> int:
        """The largest cover of a table over the zones touched (mm); 0 where none is touched."""
        return max((value_of(table, zone, f"{name}.cover") for zone in zones), default=0)

    def zone_price(self, kind: str, zones: Iterable[str]) -> int | None:
        """The largest price over the zones touched (su), None where one is forbidden.

        A class without zone rules lies anywhere for nothing.
        """
        use = self.rules.zone_use.get(kind)
        if use is None:
            return 0
        prices = [value_of(use.price, zone, f"zone_use.{kind}") for zone in zones]
        known = [price for price in prices if price is not None]
        return max(known, default=0) if len(known) == len(prices) else None

    def crossing(self, kind: str, crossed: str) -> int | None:
        """What one house connection of a kind pays to cross a class (su), None: impossible."""
        rule = value_of(self.rules.crossings, kind, "crossings")
        return value_of(rule.price, crossed, f"crossings.{kind}")

    # --- provenance -----------------------------------------------------------------------------

    def source(self, rule: Rule | RuleSet, *fields: str) -> tuple[str, bool]:
        """Where the first of these fields of known provenance comes from; whether it is assumed."""
        for name in fields:
            index = rule.why.get(name)
            if index is not None and 0 <= index < len(self.rules.provenance):
                found = self.rules.provenance[index]
                return f"{found.source} ({found.basis}, {found.file})", found.basis == "assumption"
        return "", False

    def gap_source(self, pair: str, name: str) -> tuple[str, bool]:
        """Where a field of a gap rule comes from."""
        return self.source(self.rules.gaps[pair], name)


def _step(gap: int, low: int, high: int, steps: int) -> int:
    """The largest step whose start is not above the gap (step 0 starts at ``low`` <= gap)."""
    step = steps - 1
    while low + (high - low) * step // steps > gap:
        step -= 1
    return step


def value_of(table: Mapping[str, V], key: str, name: str) -> V:
    """A value of a table of the rule set; raises ``MissingRule`` with the table's name."""
    try:
        return table[key]
    except KeyError:
        raise MissingRule(f"{name}.{key}") from None


_SHELF: dict[tuple[int, str, str], RuleBook] = {}
