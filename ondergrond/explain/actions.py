"""Actions: what could be changed about a street, and the street after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ondergrond.claims import (
    Claim,
    Form,
    Mobility,
    NetworkClaim,
    State,
    StorageClaim,
    TreeClaim,
)
from ondergrond.compile.amounts import Ledger
from ondergrond.compile.racks import may_ride
from ondergrond.explanation import Action, Conflict
from ondergrond.profile import StreetProfile
from ondergrond.rules import RuleSet

GIVES_UP = frozenset({"leave-out", "smaller"})
"""Actions after which something that was wanted is not there, or less of it."""


@dataclass(frozen=True)
class Changed:
    """A street after actions. but: pairs of classes of which a smaller gap is consented to."""

    profile: StreetProfile
    rules: RuleSet
    but: frozenset[str] = frozenset()
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True)
class Idea:
    """Something to try. steps: of what comes in degrees, the mildest first; else one action."""

    steps: tuple[Action, ...]

    @property
    def gives_up(self) -> bool:
        """Whether something that was wanted is lost by it."""
        return self.steps[0].kind in GIVES_UP


def ideas(changed: Changed, conflict: Conflict) -> Iterator[Idea]:
    """What could resolve a conflict: a change that leaves every member as it is cannot."""
    yield from _techniques(changed)
    for member in conflict.members:
        if member.kind == "gap" and conflict.level != "hard":
            yield Idea((Action(kind="consent", rule=member.name, pairs=member.pairs),))
    for member in conflict.members:
        if member.kind in ("claim", "existing"):
            yield from _of_claim(changed.profile.claim(member.name), changed.rules)
        elif member.kind == "window":
            yield Idea((Action(kind="free-window", claim=member.name),))
        elif member.kind == "zone":
            yield Idea((Action(kind="allow-zone", rule=member.name),))


def _techniques(changed: Changed) -> Iterator[Idea]:
    profile, rules = changed.profile, changed.rules
    networks = [claim for claim in profile.claims if isinstance(claim, NetworkClaim)]
    moving = [c for c in networks if not c.lies or c.may is Mobility.RELOCATABLE]
    if profile.techniques.rack == "forbidden":
        ledger = Ledger(profile, rules)
        if sum(may_ride(claim, ledger) for claim in moving) >= 2:
            yield Idea((Action(kind="rack"),))
    if profile.techniques.stack == "forbidden":
        kinds = {claim.network.value for claim in moving}
        if any({rule.upper, rule.lower} <= kinds for rule in rules.stacks):
            yield Idea((Action(kind="stack"),))


def _of_claim(claim: Claim, rules: RuleSet) -> Iterator[Idea]:
    if claim.lies:
        if claim.may is Mobility.FIXED:
            if isinstance(claim, NetworkClaim) and claim.state is State.EXISTING:
                yield Idea((Action(kind="relocate", claim=claim.id),))
            elif isinstance(claim, NetworkClaim | TreeClaim):
                yield Idea((Action(kind="remove", claim=claim.id),))
        return
    if isinstance(claim, TreeClaim):
        if claim.tree.barrier == "forbidden":
            yield Idea((Action(kind="barrier", claim=claim.id),))
        share = claim.tree.least if claim.tree.least is not None else rules.tree.least
        yield from _smaller(claim.id, share)
    elif isinstance(claim, StorageClaim):
        share = claim.storage.least if claim.storage.least is not None else rules.storage.least
        yield from _smaller(claim.id, share)
    elif isinstance(claim, NetworkClaim) and claim.form is Form.PAIR:
        nominal = None if claim.size is None else claim.size.nominal
        if f"twin/{nominal}" in rules.networks[claim.network].casing:
            yield Idea((Action(kind="twin", claim=claim.id),))
    yield Idea((Action(kind="leave-out", claim=claim.id),))


def _smaller(claim: str, share: int) -> Iterator[Idea]:
    shares = [percent for percent in range(90, 0, -10) if percent < share]
    if shares:
        yield Idea(tuple(Action(kind="smaller", claim=claim, percent=p) for p in shares))


def carried_out(changed: Changed, action: Action) -> Changed:
    """The street after one more action."""
    profile, rules = changed.profile, changed.rules
    but = changed.but
    match action.kind:
        case "rack" | "stack":
            techniques = profile.techniques.model_copy(update={action.kind: "allowed"})
            profile = profile.model_copy(update={"techniques": techniques})
        case "consent":
            but = but | set(action.pairs)
        case "leave-out":
            kept = [c for c in profile.claims if c.id != action.claim]
            profile = profile.model_copy(update={"claims": tuple(kept)})
        case "allow-zone":
            cls, zone = action.rule.split("|")
            table = rules.zone_use[cls]
            opened = table.model_copy(update={"price": table.price | {zone: 0}})
            rules = rules.model_copy(update={"zone_use": rules.zone_use | {cls: opened}})
        case _:
            profile = _with_claim(profile, action.claim, lambda one: _altered(one, action))
    return Changed(profile, rules, but, (*changed.actions, action))


def _with_claim(
    profile: StreetProfile, claim_id: str, change: Callable[[Claim], Claim]
) -> StreetProfile:
    claims = tuple(change(one) if one.id == claim_id else one for one in profile.claims)
    return profile.model_copy(update={"claims": claims})


def _altered(claim: Claim, action: Action) -> Claim:
    update: dict[str, object]
    match action.kind:
        case "relocate":
            update = {"mobility": Mobility.RELOCATABLE}
        case "remove":
            update = {"mobility": Mobility.REMOVABLE}
        case "twin":
            update = {"form": Form.TWIN}
        case "free-window":
            update = {"within": None, "axis": None}
        case "barrier":
            assert isinstance(claim, TreeClaim)
            update = {"tree": claim.tree.model_copy(update={"barrier": "allowed"})}
        case _:
            least = {"least": action.percent}
            if isinstance(claim, TreeClaim):
                update = {"tree": claim.tree.model_copy(update=least)}
            else:
                assert isinstance(claim, StorageClaim)
                update = {"storage": claim.storage.model_copy(update=least)}
    return claim.model_copy(update=update)
