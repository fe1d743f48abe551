"""Streets made from other streets whose answers are related."""

from __future__ import annotations

import re
from decimal import Decimal
from random import Random
from typing import Any

from ondergrond.claims import Claim, ContainerClaim, NetworkClaim, Serves
from ondergrond.io import profile_to_yaml
from ondergrond.layout import Layout
from ondergrond.profile import Boundaries, StreetProfile
from ondergrond.rules import GapRule, RuleSet

MIRRORED = {Serves.LEFT: Serves.RIGHT, Serves.RIGHT: Serves.LEFT}

UNITS = {"mm": Decimal(1), "cm": Decimal(10), "dm": Decimal(100), "m": Decimal(1000)}


def mirrored(profile: StreetProfile) -> StreetProfile:
    """The street as seen from its other end."""
    width = profile.width
    stretch = None if profile.stretch is None else len(profile.zones) - 1 - profile.stretch
    return profile.model_copy(
        update={
            "boundaries": Boundaries(left=profile.boundaries.right, right=profile.boundaries.left),
            "zones": profile.zones[::-1],
            "stretch": stretch,
            "claims": tuple(_mirrored_claim(claim, width) for claim in profile.claims),
            "fixtures": tuple(
                f.model_copy(update={"start": width - f.end, "end": width - f.start})
                for f in profile.fixtures
            ),
        }
    )


def _mirrored_claim(claim: Claim, width: int) -> Claim:
    update: dict[str, Any] = {}
    if claim.axis is not None:
        update["axis"] = width - claim.axis
    if claim.within is not None:
        update["within"] = (width - claim.within[1], width - claim.within[0])
    if isinstance(claim, NetworkClaim):
        update["serves"] = MIRRORED.get(claim.serves, claim.serves)
    return claim.model_copy(update=update)


def permuted(profile: StreetProfile, random: Random) -> StreetProfile:
    """The same street with its claims in another order."""
    claims = list(profile.claims)
    random.shuffle(claims)
    return profile.model_copy(update={"claims": tuple(claims)})


def in_other_units(profile: StreetProfile, random: Random) -> str:
    """The street as YAML with every length written in a random unit, some with decimal commas."""

    def rewritten(match: re.Match[str]) -> str:
        if re.search(r"per\s+$", match.string[: match.start()]):  # the length of a rate stays 100 m
            return match[0]
        mm = Decimal(match["number"]) * UNITS[match["unit"]]
        unit = random.choice(list(UNITS))
        number = f"{(mm / UNITS[unit]).normalize():f}"
        before = match.string[: match.start()].rpartition("\n")[2]
        alone = match.string[match.end() : match.end() + 1] == "\n"
        if alone and re.fullmatch(r"\s*(- )?[\w-]+: ", before):  # in { } a comma ends the value
            number = number.replace(".", random.choice(".,"))
        return f"{number} {unit}"

    length = r"(?<![\w.])(?P<number>-?\d+(\.\d+)?) (?P<unit>mm|m)\b"
    return re.sub(length, rewritten, profile_to_yaml(profile))


def droppable(profile: StreetProfile, layout: Layout) -> list[str]:
    """Claims without value that ride in no rack of the layout, replace nothing and stay in place of
    nothing.
    """
    riding = {
        member.claim
        for column in layout.columns
        if column.technique == "rack"
        for member in column.members
    }
    return [
        claim.id
        for claim in profile.claims
        if (isinstance(claim, NetworkClaim | ContainerClaim) or claim.lies)
        and claim.id not in riding
        and claim.id not in profile.replaced
        and not (isinstance(claim, NetworkClaim) and claim.replaces is not None)
    ]


def without(profile: StreetProfile, claim_id: str) -> StreetProfile:
    """The street without one claim."""
    claims = tuple(claim for claim in profile.claims if claim.id != claim_id)
    return profile.model_copy(update={"claims": claims})


def with_a_gap_raised(rules: RuleSet, key: str, random: Random) -> RuleSet:
    """The rules with the horizontal and vertical gaps of one pair of classes raised a little."""
    old = rules.gaps[key]
    hard = old.hard + random.choice((0, 0, 37, 110))
    minimum = max(hard, old.minimum + random.choice((0, 0, 50, 230)))
    preferred = max(minimum, old.preferred + random.choice((0, 60, 400)))
    over_hard = old.over_hard + random.choice((0, 0, 45))
    over_minimum = max(over_hard, old.over_minimum + random.choice((0, 80)))
    over_preferred = max(over_minimum, old.over_preferred + random.choice((0, 90)))
    raised = GapRule(
        **old.model_dump()
        | {
            "hard": hard,
            "minimum": minimum,
            "preferred": preferred,
            "over_hard": over_hard,
            "over_minimum": over_minimum,
            "over_preferred": over_preferred,
        }
    )
    return rules.model_copy(update={"gaps": {**rules.gaps, key: raised}})
