"""Stacks: two networks above each other in one trench (model, section 6)."""

from __future__ import annotations

from ondergrond.bodies import given_cover
from ondergrond.check.street import Street, hull
from ondergrond.check.violations import Code, Violation, centimetres
from ondergrond.claims import Mobility, NetworkClaim
from ondergrond.layout import Column
from ondergrond.rules import StackRule


def stack_violations(street: Street, column: Column) -> list[Violation]:
    """What is wrong with a stack: who may be in it, one middle, one distance, sides served.

    The members of the column are two networks, the upper one first.
    """
    upper, lower = column.members
    above, below = street.claims[upper.claim], street.claims[lower.claim]
    assert isinstance(above, NetworkClaim)
    assert isinstance(below, NetworkClaim)
    if street.profile.techniques.stack != "allowed":
        return [_wrong("techniques.stack", column, "the profile allows no stacks")]
    rules = [
        rule
        for rule in street.book.rules.stacks
        if (rule.upper, rule.lower) == (above.network.value, below.network.value)
    ]
    if not rules:
        kinds = f"{above.network.value} above {below.network.value}"
        return [_wrong("stacks", column, f"no rule allows a stack of {kinds}")]
    violations = []
    for claim in (above, below):
        reason = _refusal(claim)
        if reason is not None:
            violations.append(_wrong("member", column, f"{claim.id} may not be in it: {reason}"))
    if upper.box.start + upper.box.end != lower.box.start + lower.box.end:
        violations.append(_wrong("middle", column, "its two networks have different middles"))
    violations += _distance_violations(street, column, above, below, rules)
    if column.box != hull([upper.box, lower.box]):
        violations.append(_wrong("box", column, "its box is not the hull of its two networks"))
    return violations


def _refusal(claim: NetworkClaim) -> str | None:
    """Why a network may not be in a stack. The axis of what lies there is no lock."""
    if claim.lies and claim.may is not Mobility.RELOCATABLE:
        return "it is neither planned nor relocatable"
    if claim.axis is not None and not claim.lies:
        return "its axis is locked"
    if claim.within is not None:
        return "it has a window"
    return "it has a manhole" if claim.manhole is not None else None


def _distance_violations(
    street: Street,
    column: Column,
    above: NetworkClaim,
    below: NetworkClaim,
    rules: list[StackRule],
) -> list[Violation]:
    """The vertical gap: exactly the rule's; where both covers are stated at least that."""
    upper, lower = column.members
    gap = lower.box.top - upper.box.bottom
    stated = [given_cover(claim, street.book.rules) for claim in (above, below)]
    free = None not in stated
    if any(gap == rule.gap or (free and gap >= rule.gap) for rule in rules):
        return []
    rule = min(rules, key=lambda rule: rule.gap)
    word = "at least" if free else "exactly"
    message = (
        f"{upper.claim} lies {centimetres(gap)} above {lower.claim} in one trench; the stack rule "
        f"asks {word} {centimetres(rule.gap)}"
    )
    source = street.book.source(rule, "gap")
    return [
        Violation(
            Code.STACK, f"stack.{rule.upper}/{rule.lower}.gap", upper.claim, lower.claim, rule.gap,
            gap, message, *source,
        )
    ]  # fmt: skip


def _wrong(rule: str, column: Column, what: str) -> Violation:
    upper, lower = (member.claim for member in column.members)
    message = f"the stack of {upper} above {lower}: {what}"
    return Violation(Code.STACK, rule, upper, lower, None, None, message)
