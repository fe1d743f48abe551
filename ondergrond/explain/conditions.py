"""Conditions: everything about a street that could be set aside, and the street without it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import combinations_with_replacement

from ondergrond.bodies import claim_classes
from ondergrond.claims import (
    Claim,
    Mobility,
    NetworkClaim,
    ReserveClaim,
    StorageClaim,
    TreeClaim,
)
from ondergrond.explain.levels import raised
from ondergrond.explain.references import gap_reference, provenance, quoted
from ondergrond.explanation import Condition, Level, Reference
from ondergrond.profile import Boundary, StreetProfile
from ondergrond.rules import PLACE_CLASSES, Crossing, GapRule, Rule, RuleSet

NO_GAP = GapRule(hard=0, minimum=0, preferred=0, over="free")
"""Two classes that ask nothing of each other."""


def kind_of(claim: Claim) -> str:
    """What a claim is: ``network``, ``tree``, ``storage``, ``reserve`` or ``container``."""
    if isinstance(claim, NetworkClaim):
        return "network"
    if isinstance(claim, TreeClaim):
        return "tree"
    if isinstance(claim, StorageClaim):
        return "storage"
    return "reserve" if isinstance(claim, ReserveClaim) else "container"


def must_be_met(claim: Claim) -> bool:
    """Whether a claim asks for a new place, whatever it costs."""
    return not claim.lies and not claim.optional


def _stands(claim: Claim) -> bool:
    """Whether something that lies there stays, or needs another place."""
    return claim.lies and claim.may is not Mobility.REMOVABLE


class Conditions:
    """The conditions of a street at a level, in the order in which they give way.

    profile, rules: as they are.  Each condition is of the set ``all``; ``street`` gives the street
    in which only some of them are in force, with the hard gaps of its rules at the level.
    """

    def __init__(self, profile: StreetProfile, rules: RuleSet, level: Level) -> None:
        self.profile, self.rules, self.level = profile, rules, level
        self._raised = (
            rules.gaps
            if level == "hard"
            else {pair: raised(gap, level) for pair, gap in rules.gaps.items()}
        )
        self._known: dict[frozenset[tuple[str, str]], RuleSet] = {}
        self.all = tuple(
            sorted(self._found(), key=lambda one: one.rank)  # stable: equals as in the profile
        )

    # --- what there is --------------------------------------------------------------------------

    def _found(self) -> Iterator[Condition]:
        yield from self._claims()
        yield from self._windows()
        classes = self.classes(self.profile)
        yield from self._gaps(classes)
        yield from self._zones(classes)
        yield from self._crossings()
        if self.profile.ground.groundwater is not None:
            rank = self.rules.yielding("groundwater")
            level = self.profile.ground.groundwater.high
            reference = Reference(rule="profile ground.groundwater", value=level)
            yield Condition(kind="groundwater", name="groundwater", rank=rank, reference=reference)

    def _claims(self) -> Iterator[Condition]:
        replaced = self.profile.replaced
        for claim in self.profile.claims:
            if claim.id in replaced:
                continue
            if must_be_met(claim):
                rank = self.rules.yielding(kind_of(claim))
                yield Condition(kind="claim", name=claim.id, rank=rank)
            elif _stands(claim):
                rank = self.rules.yielding("existing")
                yield Condition(kind="existing", name=claim.id, rank=rank)
        for fixture in self.profile.fixtures:
            rank = self.rules.yielding("fixture")
            yield Condition(kind="fixture", name=fixture.id, rank=rank)

    def _windows(self) -> Iterator[Condition]:
        rank = self.rules.yielding("window")
        for claim in self.profile.claims:
            if must_be_met(claim) and (claim.within is not None or claim.axis is not None):
                yield Condition(kind="window", name=claim.id, rank=rank)

    def _gaps(self, classes: Collection[str]) -> Iterator[Condition]:
        """The rows of the rule set behind the gaps: one row may speak of many pairs."""
        rows: dict[tuple[object, int], list[str]] = {}
        for a, b in combinations_with_replacement(sorted(classes), 2):
            if {a, b} <= set(PLACE_CLASSES):
                continue
            name = f"{a}|{b}"
            asked, left = self._raised[name], self._without(name)
            if (asked.hard, asked.over_hard, asked.over) != (left.hard, left.over_hard, left.over):
                gap = self.rules.gaps[name]
                row = (gap.why.get(self.level, name), getattr(gap, self.level))
                rows.setdefault(row, []).append(name)
        for pairs in rows.values():
            gap = self.rules.gaps[pairs[0]]
            origin = provenance(self.rules, gap, self.level)
            yield Condition(
                kind="gap",
                name=pairs[0] if origin is None else f"{origin.path} {pairs[0]}",
                rank=self._rank(gap, self.level),
                reference=gap_reference(self.rules, pairs[0], self.level),
                pairs=tuple(pairs),
            )

    def _without(self, name: str) -> GapRule:
        """What is left of a pair's rule when it is set aside at this level."""
        return NO_GAP if self.level == "hard" else self.rules.gaps[name]

    def _rank(self, rule: Rule, field: str) -> int:
        """A rule value gives way by what it rests on."""
        origin = provenance(self.rules, rule, field)
        if origin is None:
            return self.rules.yielding("published")
        normative = origin.status == "normative"
        return self.rules.yielding("normative" if normative else origin.basis)

    def _zones(self, classes: Collection[str]) -> Iterator[Condition]:
        kinds = dict.fromkeys(zone.kind.value for zone in self.profile.zones)
        for cls in sorted(classes & self.rules.zone_use.keys()):
            rule = self.rules.zone_use[cls]
            for kind in kinds:
                if rule.price[kind] is None:
                    name = f"{cls}|{kind}"
                    field = f"price.{kind}"
                    reference = quoted(self.rules, rule, field, f"zone-use {name}", None)
                    rank = self._rank(rule, field)
                    yield Condition(kind="zone", name=name, rank=rank, reference=reference)

    def _crossings(self) -> Iterator[Condition]:
        serving = {
            claim.network.value
            for claim in self.profile.claims
            if isinstance(claim, NetworkClaim) and claim.connections
        }
        crossed = self.classes(self.profile) | {"rack"}
        for kind in sorted(serving):
            rule = self.rules.crossings[kind]
            for thing, price in rule.price.items():
                if price is None and thing in crossed:
                    name = f"{kind}|{thing}"
                    field = f"price.{thing}"
                    reference = quoted(self.rules, rule, field, f"crossings {name}", None)
                    rank = self._rank(rule, field)
                    yield Condition(kind="crossing", name=name, rank=rank, reference=reference)

    def classes(self, profile: StreetProfile) -> set[str]:
        """The rule classes of what can meet in a street, that of removable things left out."""
        found = {"kerb"} if profile.kerbs else set()
        for boundary in (profile.boundaries.left, profile.boundaries.right):
            if boundary is not Boundary.OPEN:
                found.add(boundary.value)
        for claim in profile.claims:
            if (must_be_met(claim) or _stands(claim)) and claim.id not in profile.replaced:
                found.update(claim_classes(claim))
        found.update(fixture.kind.value for fixture in profile.fixtures)
        if profile.techniques.rack == "allowed":
            found.add("rack")
        return found

    # --- the street with some of them -------------------------------------------------------------

    def relevant(self, kept: Collection[Condition]) -> list[Condition]:
        """Those of the conditions that can still matter: rules of classes that are left."""
        profile = self._profile(kept)
        classes = self.classes(profile)
        serving = {
            claim.network.value
            for claim in profile.claims
            if isinstance(claim, NetworkClaim) and claim.connections
        }
        thirsty = any(isinstance(claim, TreeClaim | StorageClaim) for claim in profile.claims)
        ids = {claim.id for claim in profile.claims}

        def matters(one: Condition) -> bool:
            if one.kind == "gap":
                return any(classes.issuperset(pair.split("|")) for pair in one.pairs)
            if one.kind in ("zone", "crossing"):
                first, _ = one.name.split("|")
                return first in (serving if one.kind == "crossing" else classes)
            if one.kind == "groundwater":
                return thirsty
            return one.kind != "window" or one.name in ids

        return [one for one in kept if matters(one)]

    def street(self, kept: Collection[Condition]) -> tuple[StreetProfile, RuleSet]:
        """The street in which only these conditions are in force (hard gaps at the level)."""
        return self._profile(kept), self._rules(kept)

    def _profile(self, kept: Collection[Condition]) -> StreetProfile:
        names: dict[str, set[str]] = {}
        for one in kept:
            names.setdefault(one.kind, set()).add(one.name)
        stay = names.get("claim", set()) | names.get("existing", set())
        claims = []
        for claim in self.profile.claims:
            if claim.id not in stay:
                continue
            loose = not claim.lies and claim.id not in names.get("window", set())
            if loose and (claim.within is not None or claim.axis is not None):
                claim = claim.model_copy(update={"within": None, "axis": None})
            if isinstance(claim, NetworkClaim) and claim.replaces is not None:
                claim = claim.model_copy(update={"replaces": None})  # what it replaces is gone
            claims.append(claim)
        fixtures = [f for f in self.profile.fixtures if f.id in names.get("fixture", set())]
        update: dict[str, object] = {"claims": tuple(claims), "fixtures": tuple(fixtures)}
        if "groundwater" not in names:
            update["ground"] = self.profile.ground.model_copy(update={"groundwater": None})
        return self.profile.model_copy(update=update)

    def _rules(self, kept: Collection[Condition]) -> RuleSet:
        """The rules, the same object as long as the same ones are in force."""
        force = frozenset(
            (one.kind, one.name) for one in kept if one.kind in ("gap", "zone", "crossing")
        )
        if force not in self._known:
            self._known[force] = self._made(force)
        return self._known[force]

    def _made(self, force: frozenset[tuple[str, str]]) -> RuleSet:
        gaps = dict(self._raised)
        zones = dict(self.rules.zone_use)
        crossings = dict(self.rules.crossings)
        for one in self.all:
            if (one.kind, one.name) in force:
                continue
            if one.kind == "gap":
                gaps.update((pair, self._without(pair)) for pair in one.pairs)
            elif one.kind == "zone":
                cls, zone = one.name.split("|")
                table = zones[cls]
                zones[cls] = table.model_copy(update={"price": table.price | {zone: 0}})
            elif one.kind == "crossing":
                kind, thing = one.name.split("|")
                row: Crossing = crossings[kind]
                crossings[kind] = row.model_copy(update={"price": row.price | {thing: 0}})
        update = {"gaps": gaps, "zone_use": zones, "crossings": crossings}
        return self.rules.model_copy(update=update)
