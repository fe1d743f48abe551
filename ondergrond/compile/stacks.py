"""Stacks: two networks above each other in one trench (docs/model.md, section 6)."""

from __future__ import annotations

from collections.abc import Iterator

from ondergrond.bodies import given_cover, network_body
from ondergrond.claims import NetworkClaim
from ondergrond.compile.amounts import Ledger, crossing_parts, network_part
from ondergrond.compile.design import CoverRule, Design
from ondergrond.compile.items import Demands
from ondergrond.compile.singles import network_faces, services_at_start
from ondergrond.rules import StackRule


def stack_designs(ledger: Ledger, demands: Demands) -> Iterator[Design]:
    """Every pair of networks that a stack rule lets share a trench."""
    if ledger.profile.techniques.stack != "allowed":
        return
    networks = [c for c in demands.movable if isinstance(c, NetworkClaim) and _may_stack(c)]
    for rule in ledger.rules.stacks:
        for upper in networks:
            for lower in networks:
                if (
                    upper is not lower
                    and upper.network.value == rule.upper
                    and lower.network.value == rule.lower
                ):
                    yield from _stack(ledger, demands, rule, upper, lower)


def _may_stack(claim: NetworkClaim) -> bool:
    free = claim.lies or (claim.axis is None and claim.within is None)
    return free and claim.manhole is None


def _stack(
    ledger: Ledger, demands: Demands, rule: StackRule, upper: NetworkClaim, lower: NetworkClaim
) -> Iterator[Design]:
    rules = ledger.rules
    above, below = network_body(upper, rules), network_body(lower, rules)
    offset = above.height + rule.gap
    stated, stated_below = given_cover(upper, rules), given_cover(lower, rules)
    if stated is not None and stated_below is not None:
        if stated_below - stated < offset:
            return
        offset = stated_below - stated
    width = max(above.width, below.width)
    parts = (
        network_part(
            upper, above.width, above.height, upper.serves.sides, (width - above.width) // 2
        ),
        network_part(
            lower, below.width, below.height, lower.serves.sides, (width - below.width) // 2, offset
        ),
    )
    flat = {"laying": 0, "services": 0}
    slope = depth = 0
    for part in parts:
        network = rules.networks[part.kind or ""]
        fixed, per_mm = ledger.services(part)
        flat["laying"] += ledger.laying(part) + network.depth * (part.z + part.height)
        flat["services"] += services_at_start(part, fixed, per_mm, ledger.profile.width)
        slope += per_mm * (("left" in part.serves) - ("right" in part.serves))
        depth += network.depth
    yield Design(
        technique="stack",
        name=f"{upper.id} over {lower.id}",
        items=demands.of(upper) | demands.of(lower),
        width=width,
        height=max(above.height, offset + below.height),
        faces=network_faces(upper, parts[0]) + network_faces(lower, parts[1]),
        parts=parts,
        cover=_cover(ledger, upper, lower, offset),
        first=0,
        last=ledger.profile.width - width,
        flat=flat,
        per_cover={"laying": depth},
        slope=slope,
        surface=ledger.surface(parts, width),
        dewatered=True,
        things=(upper.network.value, lower.network.value),
        to_left=crossing_parts(parts, "left"),
        to_right=crossing_parts(parts, "right"),
    )


def _cover(ledger: Ledger, upper: NetworkClaim, lower: NetworkClaim, offset: int) -> CoverRule:
    """The cover of the column, which is the upper body's.

    Each body keeps its own least cover unless its cover is stated, and always its deepest bottom.
    """
    rules = ledger.rules
    above, below = rules.networks[upper.network], rules.networks[lower.network]
    stated, stated_below = given_cover(upper, rules), given_cover(lower, rules)
    given = stated if stated is not None or stated_below is None else stated_below - offset
    least: dict[str, int] = {}
    if stated is None:
        least = dict(above.cover)
    if stated_below is None:
        for zone, cover in below.cover.items():
            least[zone] = max(least.get(zone, 0), cover - offset)
    greatest = min(
        above.deepest - network_body(upper, rules).height,
        below.deepest - network_body(lower, rules).height - offset,
    )
    return CoverRule(least, given, greatest)
