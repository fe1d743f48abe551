"""Step prices, column against column and column against obstacle (docs/model.md section 3)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ondergrond.rules import GapRule, Prices
from tests.brute.things import Face, Obstacle, Shape


class Paid(NamedTuple):
    """What two faces pay, su, unweighted."""

    breach: int = 0
    deviation: int = 0
    over: int = 0


class Weights(NamedTuple):
    """How often breaches, deviations and lying over count."""

    breaches: int
    deviations: int
    over: int

    def weigh(self, paid: Paid) -> int:
        """What a payment counts for in the score."""
        return (
            self.breaches * paid.breach + self.deviations * paid.deviation + self.over * paid.over
        )


NOTHING = Paid()


def step_price(gap: int, hard: int, minimum: int, preferred: int, prices: Prices) -> Paid | None:
    """The step price of a gap; None where it is impossible."""
    if gap < hard:
        return None
    if gap < minimum:
        n = prices.breach_steps
        j = max(j for j in range(n) if hard + (minimum - hard) * j // n <= gap)
        return Paid(breach=prices.breach * (2 * n - j) // n)
    if gap < preferred:
        n = prices.deviation_steps
        j = max(j for j in range(n) if minimum + (preferred - minimum) * j // n <= gap)
        return Paid(deviation=prices.deviation * (n - j) // n)
    return NOTHING


def thresholds(hard: int, minimum: int, preferred: int, prices: Prices) -> set[int]:
    """Every gap at which the step price may change."""
    n, m = prices.breach_steps, prices.deviation_steps
    found = {hard + (minimum - hard) * j // n for j in range(n)}
    found |= {minimum + (preferred - minimum) * j // m for j in range(m)}
    return found | {hard, minimum, preferred}


def worst(payments: Iterable[Paid | None], weights: Weights) -> Paid | None:
    """The dearest of several payments, of equals the one with the larger breach; None if any is."""
    found = NOTHING
    for paid in payments:
        if paid is None:
            return None
        if (weights.weigh(paid), paid.breach) > (weights.weigh(found), found.breach):
            found = paid
    return found


def face_against_obstacle(
    a: Face,
    f: Face,
    rule: GapRule,
    prices: Prices,
    load_spread: int,
    weights: Weights,
) -> Paid | None:
    """What a face of a column pays a face of an obstacle, both in absolute positions."""
    gx = max(f.start - a.end, a.start - f.end)
    gz = max(f.top - a.bottom, a.top - f.bottom)
    beside = step_price(gx, rule.hard, rule.minimum, rule.preferred, prices)
    if f.cls == "foundation" and (a.bottom - f.bottom) * load_spread > 1000 * gx:
        beside = None
    if beside == NOTHING:
        return beside
    above = None
    if rule.over != "never":
        above = step_price(gz, rule.over_hard, rule.over_minimum, rule.over_preferred, prices)
    if above is not None and rule.over == "priced":
        above = above._replace(over=rule.over_price)
    if beside is None or above is None:
        return above if beside is None else beside
    return beside if weights.weigh(beside) <= weights.weigh(above) else above


def placed(face: Face, start: int, top: int) -> Face:
    """A face of a shape where its column starts at ``start`` with its top at ``top``."""
    return Face(
        face.cls,
        face.start + start,
        face.end + start,
        0 if face.grounded else face.top + top,
        face.bottom + top,
    )


def relevant_tops(
    shape: Shape, obstacle: Obstacle, gaps: dict[str, GapRule], prices: Prices
) -> set[int]:
    """The tops at which a vertical gap below one of the obstacle's faces reaches a step.

    Lying deeper lowers a place score nowhere else: every depth price grows, gaps above shrink.
    """
    found = set()
    for f in obstacle.faces:
        for a in shape.faces:
            rule = gaps["|".join(sorted((a.cls, f.cls)))]
            if rule.over != "never" and not a.grounded:
                for gap in thresholds(
                    rule.over_hard, rule.over_minimum, rule.over_preferred, prices
                ):
                    found.add(f.bottom + gap - a.top)
    return found
