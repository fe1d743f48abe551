"""How sure an answer is: rule values at the ends of their ranges, and assets that lie elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import Literal

from ondergrond.bodies import network_body
from ondergrond.claims import Dimensions, Form, NetworkClaim, TreeClaim
from ondergrond.explain.conditions import Conditions, must_be_met
from ondergrond.explain.conflict import Shrinking, find_conflict
from ondergrond.explain.least import needed_width
from ondergrond.explain.references import gap_reference, quoted
from ondergrond.explain.trials import Best, Trials
from ondergrond.explanation import Doubt, Level, Reference, Robustness, Trench, Uncertain
from ondergrond.layout import Box, Layout
from ondergrond.profile import StreetProfile
from ondergrond.rules import PLACE_CLASSES, GapRule, RuleSet

End = Literal["low", "high"]

MOST_VALUES = 12
"""Values that are tried one by one."""


@dataclass(frozen=True)
class Range:
    """A rule value with a range. classes: what it is about; pairs: of a gap, those it holds for."""

    reference: Reference
    value: int
    low: int
    high: int
    classes: frozenset[str]
    change: Callable[[RuleSet, int], RuleSet]
    ask: Literal["norm", "operator", "trial-trench", "municipality"]
    party: str = ""
    pairs: tuple[str, ...] = ()

    def at(self, rules: RuleSet, end: End) -> RuleSet:
        """The rules with this value at an end of its range."""
        return self.change(rules, self.low if end == "low" else self.high)


def uncertain_values(profile: StreetProfile, rules: RuleSet, level: Level) -> list[Range]:
    """The lengths a street's answer rests on that have a range: gaps at a level, assumed sizes."""
    return [*_gaps(profile, rules, level), *_sizes(profile, rules)]


def _gaps(profile: StreetProfile, rules: RuleSet, level: Level) -> Iterator[Range]:
    rows: dict[int, list[str]] = {}
    classes = Conditions(profile, rules, level).classes(profile)
    for a, b in combinations_with_replacement(sorted(classes), 2):
        index = rules.gaps[f"{a}|{b}"].why.get(level)
        if index is not None:
            rows.setdefault(index, []).append(f"{a}|{b}")
    for index, pairs in rows.items():
        origin = rules.provenance[index]
        value = getattr(rules.gaps[pairs[0]], level)
        low = value if origin.low is None else origin.low
        high = value if origin.high is None else origin.high
        if low == high:
            continue
        names = frozenset(cls for one in pairs for cls in one.split("|"))
        local = names & {*PLACE_CLASSES, "tree-trunk", "tree-trunk-barrier", "root-zone"}
        yield Range(
            gap_reference(rules, pairs[0], level),
            value,
            low,
            high,
            names,
            _gap_changer(tuple(pairs), level),
            "municipality" if local else "norm",
            pairs=tuple(pairs),
        )


def _gap_changer(pairs: Sequence[str], level: Level) -> Callable[[RuleSet, int], RuleSet]:
    def changed(rules: RuleSet, value: int) -> RuleSet:
        gaps = {pair: _with_gap(rules.gaps[pair], level, value) for pair in pairs}
        return rules.model_copy(update={"gaps": rules.gaps | gaps})

    return changed


def _with_gap(gap: GapRule, level: Level, value: int) -> GapRule:
    """A gap with one of its three at a value, the others made to keep their order."""
    three = {"hard": gap.hard, "minimum": gap.minimum, "preferred": gap.preferred}
    order = list(three)
    for name in order[: order.index(level)]:
        three[name] = min(three[name], value)
    for name in order[order.index(level) :]:
        three[name] = value if name == level else max(three[name], value)
    return gap.model_copy(update=three)


def _sizes(profile: StreetProfile, rules: RuleSet) -> Iterator[Range]:
    assumed = {
        claim.network.value
        for claim in profile.claims
        if isinstance(claim, NetworkClaim) and claim.size is None
    }
    for kind in sorted(assumed):
        rule = rules.networks[kind]
        index = rule.why.get("size")
        if index is None:
            continue
        origin = rules.provenance[index]
        low = rule.size if origin.low is None else origin.low
        high = rule.size if origin.high is None else origin.high
        if low != high:
            reference = quoted(rules, rule, "size", f"networks.size {kind}", rule.size)
            classes = frozenset({kind})
            change = _size_changer(kind)
            yield Range(reference, rule.size, low, high, classes, change, "operator", rule.party)


def _size_changer(kind: str) -> Callable[[RuleSet, int], RuleSet]:
    def changed(rules: RuleSet, value: int) -> RuleSet:
        rule = rules.networks[kind].model_copy(update={"size": value})
        return rules.model_copy(update={"networks": rules.networks | {kind: rule}})

    return changed


def robustness(
    trials: Trials, profile: StreetProfile, level: Level, best: Best, *, most: int = MOST_VALUES
) -> Robustness:
    """Whether the answer holds at the ends of what is uncertain, and which value decides."""
    values = uncertain_values(profile, trials.rules, level)
    base = _answer(trials, profile, trials.rules, level)
    ends: dict[End, RuleSet] = {"low": trials.rules, "high": trials.rules}
    for end in ends:
        for one in values:
            ends[end] = one.at(ends[end], end)
    low = base if not values else _answer(trials, profile, ends["low"], level)
    high = base if not values else _answer(trials, profile, ends["high"], level)
    told = {low, base, high}
    return Robustness(
        level=level,
        low=low,
        base=base,
        high=high,
        fits="unknown"
        if None in told
        else "all"
        if told == {True}
        else "none"
        if told == {False}
        else "some",
        values=_deciding(trials, profile, level, values, base, low, high, ends["high"], most),
        doubts=() if best.layout is None else gaps_in_doubt(best.layout),
        trenches=trial_trenches(trials, profile, best),
    )


def _answer(trials: Trials, profile: StreetProfile, rules: RuleSet, level: Level) -> bool | None:
    verdict = trials.fits(profile, rules, level=level).verdict
    return None if verdict == "unknown" else verdict == "fits"


def _deciding(
    trials: Trials,
    profile: StreetProfile,
    level: Level,
    values: list[Range],
    base: bool | None,
    low: bool | None,
    high: bool | None,
    rules_high: RuleSet,
    most: int,
) -> tuple[Uncertain, ...]:
    """The values that take part in what is short, each tried alone at its ends."""
    if base is False and low is not False:
        conflict = find_conflict(trials, profile, level)
    elif base and high is False:
        conditions = Conditions(profile, rules_high, level)
        conflict = Shrinking(trials, conditions).conflict(conditions.all)
    elif base is False:
        conflict = find_conflict(trials, profile, level)
    else:
        return ()
    if conflict is None:
        return ()
    pairs = {pair for member in conflict.members for pair in member.pairs}
    claims = {member.name for member in conflict.members if member.kind in ("claim", "existing")}
    kinds = {
        claim.network.value
        for claim in profile.claims
        if isinstance(claim, NetworkClaim) and claim.id in claims
    }
    taking_part = [
        one
        for one in values
        if pairs.intersection(one.pairs) or (not one.pairs and one.classes & kinds)
    ]
    found = []
    for one in taking_part[:most]:
        if trials.late:
            break
        ends = [_answer(trials, profile, one.at(trials.rules, end), level) for end in _ENDS]
        found.append(
            _uncertain(trials, profile, level, one, any(e is not None and e != base for e in ends))
        )
    found.sort(key=lambda one: (not one.decides, -_spread(one)))
    return tuple(found)


_ENDS: tuple[End, ...] = ("low", "high")


def _uncertain(
    trials: Trials, profile: StreetProfile, level: Level, one: Range, decides: bool
) -> Uncertain:
    widths = []
    for end in _ENDS:
        rules = one.at(trials.rules, end)
        widths.append(needed_width(trials, profile, level, rules=rules, confirm=False).width)
    return Uncertain(
        reference=one.reference,
        value=one.value,
        low=one.low,
        high=one.high,
        width_low=widths[0],
        width_high=widths[1],
        decides=decides,
        ask=one.ask,
        party=one.party,
    )


def _spread(one: Uncertain) -> int:
    if one.width_low is None or one.width_high is None:
        return 0 if one.width_low == one.width_high else 10**6
    return abs(one.width_high - one.width_low)


# --- existing assets ----------------------------------------------------------------------------


def gaps_in_doubt(layout: Layout) -> tuple[Doubt, ...]:
    """The gaps beside what lies there that its stated accuracy may eat up: those that keep their
    minimum as drawn, and need not where the asset lies.
    """
    found = []
    columns = [column for column in layout.columns if column.technique != "stay"]
    for claim in layout.profile.claims:
        stays = claim.lies and claim.id not in (*layout.removed, *layout.relocated)
        if not stays or not claim.accuracy or not isinstance(claim, NetworkClaim | TreeClaim):
            continue
        box, cls = _asset(claim, layout)
        for column in columns:
            for member in column.members:
                other = layout.profile.claim(member.claim)
                if not isinstance(other, NetworkClaim):
                    continue
                rule = "|".join(sorted((cls, other.network.value)))
                gap = max(member.box.start - box.end, box.start - member.box.end)
                wanted = layout.rules.gaps[rule].minimum
                if gap >= 0 and wanted <= gap < wanted + claim.accuracy:
                    found.append(
                        Doubt(
                            asset=claim.id,
                            other=member.claim,
                            rule=rule,
                            accuracy=claim.accuracy,
                            gap=gap,
                            least=gap - claim.accuracy,
                            wanted=wanted,
                        )
                    )
    return tuple(found)


def _asset(claim: NetworkClaim | TreeClaim, layout: Layout) -> tuple[Box, str]:
    """Where an asset lies, in x (its depth does not matter here), and its class."""
    assert claim.axis is not None
    if isinstance(claim, NetworkClaim):
        width, cls = network_body(claim, layout.rules).width, claim.network.value
    else:
        trunk = claim.tree.trunk if claim.tree.trunk is not None else layout.rules.tree.trunk
        width, cls = trunk, "tree-trunk"
    start = claim.axis - width // 2
    return Box(start=start, end=start + width, top=0, bottom=1), cls


def trial_trenches(trials: Trials, profile: StreetProfile, best: Best) -> tuple[Trench, ...]:
    """For every asset with a stated accuracy: the best layout that holds wherever it lies."""
    found = []
    for claim in profile.claims:
        if not (claim.lies and claim.accuracy and isinstance(claim, NetworkClaim)):
            continue
        if must_be_met(claim) or best.layout is None or trials.late:
            continue
        if claim.id in (*best.layout.removed, *best.layout.relocated):
            continue
        sure = trials.best(_blurred(profile, trials.rules, claim))
        worth = None if sure.layout is None else max(0, sure.layout.score - best.layout.score)
        if worth == 0:
            continue
        found.append(
            Trench(
                asset=claim.id,
                accuracy=claim.accuracy,
                score_sure=None if sure.layout is None else sure.layout.score,
                worth=worth,
                proven=best.proven and sure.proven,
            )
        )
    return tuple(sorted(found, key=lambda one: -(one.worth if one.worth is not None else 2**60)))


def _blurred(profile: StreetProfile, rules: RuleSet, claim: NetworkClaim) -> StreetProfile:
    """The street in which an asset takes all the room in which it may lie."""
    assert claim.accuracy is not None
    body = network_body(claim, rules)
    size = Dimensions(width=body.width + 2 * claim.accuracy, height=body.height)
    wide = claim.model_copy(update={"size": size, "form": Form.SINGLE})
    if claim.manhole is not None:
        wide = wide.model_copy(update={"manhole": claim.manhole + 2 * claim.accuracy})
    claims = tuple(wide if one.id == claim.id else one for one in profile.claims)
    return profile.model_copy(update={"claims": claims})
