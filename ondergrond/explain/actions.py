"""Actions: what could be changed about a street, and the street after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ondergrond.claims import (
    Claim,
    Form,
    Mobility,
    NetworkClaim,
    Serves,
    State,
    StorageClaim,
    TreeClaim,
)
from ondergrond.compile.amounts import Ledger
from ondergrond.compile.racks import may_ride
from ondergrond.explanation import Action, ActionKind, Conflict
from ondergrond.profile import StreetProfile
from ondergrond.rules import RuleSet

GIVES_UP = frozenset({"leave-out", "smaller", "one-side"})
"""Actions after which something that was wanted is not there, or less of it."""

DRAINED = range(100, 1001, 100)
"""How much lower drainage may bring the highest groundwater, what is tried (mm)."""

WATER_STEP = 50
"""Steps in which roots and storage come nearer to the groundwater than the rule asks (mm)."""

ROOTS_STEP, LEAST_ROOTS = 100, 300
"""Steps in which a root zone is shallower than the rule asks, and the least that is tried: most
roots are in the upper decimetres, and nothing grows in less (mm; own estimate)."""


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
            yield from _other_side(changed.profile, changed.profile.claim(member.name))
        elif member.kind == "zone":
            yield Idea((Action(kind="allow-zone", rule=member.name),))
        elif member.kind == "crossing":
            yield Idea((Action(kind="allow-crossing", rule=member.name),))
    claims = [changed.profile.claim(m.name) for m in conflict.members if m.kind == "claim"]
    kinds = {member.kind for member in conflict.members}
    if "crossing" in kinds:
        yield from _one_side(claims)
    if "groundwater" in kinds:
        yield from _wet(changed, claims)


def _other_side(profile: StreetProfile, claim: Claim) -> Iterator[Idea]:
    """The window or axis of a claim mirrored in the street."""
    at = claim.within if claim.within is not None else (claim.axis or 0, claim.axis or 0)
    side = "right" if sum(at) <= profile.width else "left"
    if sum(at) != profile.width:
        yield Idea((Action(kind="other-side", claim=claim.id, side=side),))  # type: ignore[arg-type]


def _one_side(claims: list[Claim]) -> Iterator[Idea]:
    """Connections of one side only, where they cannot cross to the other."""
    for claim in claims:
        if isinstance(claim, NetworkClaim) and claim.connections and claim.serves is Serves.BOTH:
            yield Idea((Action(kind="one-side", claim=claim.id, side="left"),))
            yield Idea((Action(kind="one-side", claim=claim.id, side="right"),))


def _wet(changed: Changed, claims: list[Claim]) -> Iterator[Idea]:
    """What can be done about groundwater that stands too high for roots or storage."""
    yield Idea(tuple(Action(kind="drain", amount=mm) for mm in DRAINED))
    tree, storage = changed.rules.tree, changed.rules.storage
    rows, crates = (_whose(changed.profile, claims, cls) for cls in (TreeClaim, StorageClaim))
    for whose, asked in ((rows, tree.above_water), (crates, storage.above_water)):
        nearer = range((asked - 1) // WATER_STEP * WATER_STEP, -1, -WATER_STEP)
        yield from _by_degrees("nearer-water", whose, asked, nearer)
    shallower = range(tree.shallowest - ROOTS_STEP, LEAST_ROOTS - 1, -ROOTS_STEP)
    yield from _by_degrees("shallow-roots", rows, tree.shallowest, shallower)


def _whose(
    profile: StreetProfile, claims: list[Claim], cls: type[TreeClaim | StorageClaim]
) -> dict[str, str]:
    """Whose rule is eased, as an action names it: that of the one tree row or storage planned, or
    of all that are, for the rule is that of all; empty where none of the claims is one.
    """
    if not any(isinstance(claim, cls) for claim in claims):
        return {}
    planned = [one.id for one in profile.claims if isinstance(one, cls) and not one.lies]
    if len(planned) == 1:
        return {"claim": planned[0]}
    return {"rule": "tree" if cls is TreeClaim else "storage"}


def _by_degrees(
    kind: ActionKind, whose: dict[str, str], asked: int, amounts: range
) -> Iterator[Idea]:
    """An idea that comes in degrees (mm), where there is anyone it is done to."""
    if whose and amounts:
        yield Idea(
            tuple(
                Action.model_validate({"kind": kind, "amount": mm, "there_was": asked, **whose})
                for mm in amounts
            )
        )


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
        if claim.storage.layers == 1:
            yield Idea((Action(kind="two-layers", claim=claim.id),))
        share = claim.storage.least if claim.storage.least is not None else rules.storage.least
        yield from _smaller(claim.id, share)
    elif isinstance(claim, NetworkClaim):
        if claim.cover is not None or claim.invert is not None:
            yield Idea((Action(kind="free-depth", claim=claim.id),))
        nominal = None if claim.size is None else claim.size.nominal
        twins = rules.networks[claim.network].casing
        if claim.form is Form.PAIR and f"twin/{nominal}" in twins:
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
        case "allow-crossing":
            kind, thing = action.rule.split("|")
            row = rules.crossings[kind]
            crossed = row.model_copy(update={"price": row.price | {thing: 0}})
            rules = rules.model_copy(update={"crossings": rules.crossings | {kind: crossed}})
        case "drain":
            profile = _drained(profile, action.amount or 0)
        case "nearer-water" | "shallow-roots":
            rules = _wetter(profile, rules, action)
        case "other-side":
            width = profile.width
            profile = _with_claim(profile, action.claim, lambda one: _mirrored(one, width))
        case _:
            profile = _with_claim(profile, action.claim, lambda one: _altered(one, action))
    return Changed(profile, rules, but, (*changed.actions, action))


def _drained(profile: StreetProfile, lower: int) -> StreetProfile:
    """The street with its highest groundwater so much lower (mm)."""
    water = profile.ground.groundwater
    assert water is not None
    high = water.high + lower
    lowered = water.model_copy(update={"high": high, "low": max(water.low, high)})
    ground = profile.ground.model_copy(update={"groundwater": lowered})
    return profile.model_copy(update={"ground": ground})


def _wetter(profile: StreetProfile, rules: RuleSet, action: Action) -> RuleSet:
    """The rules that let roots or storage come nearer to the water, or roots be shallower."""
    of = action.rule
    if not of:
        of = "tree" if isinstance(profile.claim(action.claim), TreeClaim) else "storage"
    field = "shallowest" if action.kind == "shallow-roots" else "above_water"
    eased = getattr(rules, of).model_copy(update={field: action.amount})
    return rules.model_copy(update={of: eased})


def _mirrored(claim: Claim, width: int) -> Claim:
    """A claim with its window or axis on the other side of the street."""
    update: dict[str, object] = {}
    if claim.within is not None:
        update["within"] = (width - claim.within[1], width - claim.within[0])
    if claim.axis is not None:
        update["axis"] = width - claim.axis
    return claim.model_copy(update=update)


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
        case "free-depth":
            update = {"cover": None, "invert": None}
        case "one-side":
            update = {"serves": Serves(action.side)}
        case "two-layers":
            assert isinstance(claim, StorageClaim)
            update = {"storage": claim.storage.model_copy(update={"layers": 2})}
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
