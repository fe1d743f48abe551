"""Conflicts: which few conditions cannot hold together, found by setting the others aside."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ondergrond.bodies import given_cover, network_body, storage_sizes
from ondergrond.claims import Dimensions, NetworkClaim, StorageClaim, TreeClaim
from ondergrond.compile import Street, TooManyGroupsError
from ondergrond.explain.conditions import Conditions, must_be_met
from ondergrond.explain.levels import rules_at
from ondergrond.explain.trials import Trial, Trials
from ondergrond.explanation import Condition, Conflict, Impossible, Level
from ondergrond.profile import StreetProfile
from ondergrond.rules import RuleSet

_REASONS = (
    ("groundwater", "groundwater"),
    ("existing", "blocked"),
    ("fixture", "blocked"),
    ("window", "window"),
    ("zone", "zone"),
    ("crossing", "blocked"),
    ("gap", "gap"),
)
"""Kind of condition -> why a claim has no place, the telling one first."""


class Shrinking:
    """A search for a minimal conflict; every question is asked of the solver."""

    def __init__(self, trials: Trials, conditions: Conditions) -> None:
        self.trials, self.conditions = trials, conditions
        self._known: dict[frozenset[Condition], Trial] = {}

    def asked(self, kept: Collection[Condition], *, confirm: bool = False) -> Trial:
        """Whether the street with only these conditions has a layout."""
        key = frozenset(kept)
        if confirm or key not in self._known:
            profile, rules = self.conditions.street(kept)
            ask = self.trials.confirmed if confirm else self.trials.fits
            self._known[key] = ask(profile, rules)
        return self._known[key]

    def conflict(self, among: Sequence[Condition]) -> Conflict | None:
        """A minimal conflict among conditions that hold no layout together; None where they do."""
        kept = self.conditions.relevant(among)
        if self.asked(kept).verdict != "none":
            return None
        kept, proven = self._shrunk(kept)
        proven &= self._necessary(kept)
        whole = self.asked(kept, confirm=True)
        return Conflict(
            level=self.conditions.level,
            members=tuple(kept),
            proven=proven and whole.verdict == "none",
            established_by=whole.established_by,
        )

    def _shrunk(self, kept: list[Condition]) -> tuple[list[Condition], bool]:
        """Set aside what can be, in the order in which it gives way: many at once, then fewer."""
        proven = True
        at, chunk = 0, max(1, len(kept) // 3)
        while at < len(kept):
            rest = kept[:at] + kept[at + chunk :]
            relevant = self.conditions.relevant(rest)
            verdict = self.asked(relevant).verdict
            if verdict == "none":
                gone = set(kept) - set(relevant)
                at -= sum(one in gone for one in kept[:at])
                kept = relevant
                chunk = min(2 * chunk, max(1, len(kept) - at))
            elif chunk > 1:
                chunk = max(1, chunk // 2)
            else:
                proven &= verdict == "fits"
                at += 1
        return kept, proven

    def _necessary(self, kept: list[Condition]) -> bool:
        """Whether without any one member there is a layout; what is not needed after all goes."""
        index, proven = 0, True
        while index < len(kept):
            verdict = self.asked(kept[:index] + kept[index + 1 :]).verdict
            if verdict == "none":
                del kept[index]
                index = 0
                continue
            proven &= verdict == "fits"
            index += 1
        return proven


def find_conflict(trials: Trials, profile: StreetProfile, level: Level) -> Conflict | None:
    """A minimal conflict of a street at a level; None where it fits, or nothing is proven."""
    conditions = Conditions(profile, trials.rules, level)
    return Shrinking(trials, conditions).conflict(conditions.all)


# --- a claim that has no place ------------------------------------------------------------------


def find_impossible(trials: Trials, profile: StreetProfile, level: Level) -> tuple[Impossible, ...]:
    """The claims that have no place of their own, each with the reason."""
    found = []
    for claim_id in _placeless(profile, rules_at(trials.rules, level)):
        conditions = Conditions(profile, trials.rules, level)
        alone = [one for one in conditions.all if one.kind != "claim" or one.name == claim_id]
        shrinking = Shrinking(trials, conditions)
        conflict = shrinking.conflict(alone)
        if conflict is None:
            continue
        because = tuple(one for one in conflict.members if one.kind != "claim")
        reason = _reason(trials, profile, claim_id, because)
        needs, there_is = _measured(trials, conditions, conflict, claim_id, reason)
        if needs is None or there_is is None or needs <= there_is:
            needs = there_is = None  # it is not this alone
        found.append(
            Impossible(
                claim=claim_id,
                reason=reason,  # type: ignore[arg-type]
                needs=needs,
                there_is=there_is,
                because=because,
            )
        )
    return tuple(found)


def _reason(
    trials: Trials, profile: StreetProfile, claim_id: str, because: tuple[Condition, ...]
) -> str:
    """The telling one of the conditions; without any, the claim is too wide or too high."""
    claim = profile.claim(claim_id)
    if not because and isinstance(claim, NetworkClaim):
        wide = network_body(claim, trials.rules).width > profile.width
        return "width" if wide else "depth"
    kinds = {one.kind for one in because}
    return next((told for kind, told in _REASONS if kind in kinds), "other")


def _placeless(profile: StreetProfile, rules: RuleSet) -> list[str]:
    """Claims of which no column has any place."""
    street = Street(profile, rules)
    try:
        problem, _ = street.problem(1)
    except TooManyGroupsError:
        return []
    covered = frozenset[int]().union(*(column.covers for column in problem.columns))
    ids = [
        demand.claim
        for index, demand in enumerate(street.demands.items)
        if index not in covered and demand.skip is None
    ]
    must = {claim.id for claim in profile.claims if must_be_met(claim)}
    return [claim_id for claim_id in dict.fromkeys(ids) if claim_id in must]


def _measured(
    trials: Trials, conditions: Conditions, conflict: Conflict, claim_id: str, reason: str
) -> tuple[int | None, int | None]:
    """What a claim needs and what there is (mm): in depth, or in width of its body."""
    profile, rules = conditions.street(conflict.members)
    claim = profile.claim(claim_id)
    water = profile.ground.groundwater
    if reason == "groundwater" and water is not None:
        if isinstance(claim, TreeClaim):
            return rules.tree.shallowest + rules.tree.above_water, water.high
        if isinstance(claim, StorageClaim):
            cover = min(rules.storage.cover[zone.kind] for zone in profile.zones)
            return cover + storage_sizes(claim, rules)[0].height + rules.storage.above_water, (
                water.high
            )
        return None, None
    if not isinstance(claim, NetworkClaim):
        return None, None
    body = network_body(claim, rules)
    if reason == "depth":
        rule = rules.networks[claim.network]
        given = given_cover(claim, rules)
        least = min(rule.cover[zone.kind] for zone in profile.zones)
        return (least if given is None else given) + body.height, rule.deepest

    def fits(width: int) -> bool:
        size = Dimensions(width=width, height=body.height)
        thinner = claim.model_copy(update={"size": size, "form": "single", "manhole": None})
        claims = tuple(thinner if one.id == claim_id else one for one in profile.claims)
        return trials.fits(profile.model_copy(update={"claims": claims}), rules).fits

    low, high = 0, body.width
    while high - low > 2:
        middle = (low + high) // 4 * 2
        if middle <= low:
            break
        if fits(middle):
            low = middle
        else:
            high = middle
    return (body.width, low) if low else (body.width, None)
