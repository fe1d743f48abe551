"""Items: what a street asks to be met, and who may meet it (docs/model.md, section 2)."""

from __future__ import annotations

from dataclasses import dataclass, field

from ondergrond.claims import Claim, Mobility, NetworkClaim, Serves, TreeClaim
from ondergrond.compile.beds import Bed, find_beds
from ondergrond.layout import Side
from ondergrond.profile import StreetProfile
from ondergrond.rules import RuleSet

LEFT: tuple[Side, ...] = ("left",)
RIGHT: tuple[Side, ...] = ("right",)


@dataclass(frozen=True, slots=True)
class Demand:
    """One item of the problem: a claim (or one side of it), or a bed of removable things."""

    name: str
    claim: str
    sides: tuple[Side, ...]
    skip: int | None


@dataclass(frozen=True)
class Demands:
    """All items of a street, with the claims that can be laid and the beds that lie there."""

    items: tuple[Demand, ...]
    movable: tuple[Claim, ...]
    beds: tuple[Bed, ...]
    _index: dict[tuple[str, tuple[Side, ...]], int] = field(repr=False)

    def of(self, claim: Claim, sides: tuple[Side, ...] | None = None) -> frozenset[int]:
        """Indexes of the items met by a column in which the claim serves ``sides`` (default:
        all).
        """
        wanted = claim.serves.sides if isinstance(claim, NetworkClaim) else ()
        served = wanted if sides is None else sides
        whole = self._index.get((claim.id, wanted))
        if whole is not None:
            return frozenset({whole})
        return frozenset(self._index[claim.id, (side,)] for side in served)

    def of_bed(self, bed: Bed) -> frozenset[int]:
        """Indexes of the items a bed meets by staying."""
        if bed.relocatable:
            return frozenset().union(*(self.of(claim) for claim in bed.relocatable))
        return frozenset({self._index[bed.removable[0].id, ()]})


def can_split(claim: Claim) -> bool:
    """Whether a claim for both sides may be met by two columns, one a side."""
    return (
        isinstance(claim, NetworkClaim)
        and claim.serves is Serves.BOTH
        and not claim.optional
        and not (claim.axis is not None and not claim.lies)
    )


def find_demands(profile: StreetProfile, rules: RuleSet) -> Demands:
    """What must be met, in the order of the profile, then removable beds.

    Skip prices are weighted by the profile's preset: they enter the problem as they are.
    """
    weigh_skip = rules.weight(profile.preset, "skipped")
    weigh_removal = rules.weight(profile.preset, "removal")
    replaced = profile.replaced
    beds = find_beds(profile, rules)
    items: list[Demand] = []
    movable: list[Claim] = []
    for claim in profile.claims:
        if claim.id in replaced or (claim.lies and claim.may is not Mobility.RELOCATABLE):
            continue
        movable.append(claim)
        skip = weigh_skip * claim.skip_price if claim.optional else None
        sides = claim.serves.sides if isinstance(claim, NetworkClaim) else ()
        if can_split(claim):
            items.append(Demand(f"{claim.id}/left", claim.id, LEFT, None))
            items.append(Demand(f"{claim.id}/right", claim.id, RIGHT, None))
        else:
            items.append(Demand(claim.id, claim.id, sides, skip))
    for bed in beds:
        if not bed.relocatable:
            price = sum(removal_price(claim, rules) for claim in bed.removable)
            first = bed.removable[0].id
            items.append(Demand(f"bed {first}", first, (), weigh_removal * price))
    index = {(item.claim, item.sides): i for i, item in enumerate(items)}
    return Demands(tuple(items), tuple(movable), beds, index)


def removal_price(claim: Claim, rules: RuleSet) -> int:
    """Price of taking something out of the ground (su per metre); a container has none."""
    if isinstance(claim, NetworkClaim):
        return rules.networks[claim.network].removal
    return rules.tree.removal if isinstance(claim, TreeClaim) else 0
