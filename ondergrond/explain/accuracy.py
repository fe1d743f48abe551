"""Assets that lie elsewhere than they are drawn: gaps in doubt, and where a trial trench pays."""

from __future__ import annotations

from ondergrond.bodies import network_body
from ondergrond.claims import Dimensions, Form, NetworkClaim, TreeClaim
from ondergrond.explain.conditions import must_be_met
from ondergrond.explain.trials import Best, Trials
from ondergrond.explanation import Doubt, Trench
from ondergrond.layout import Box, Layout
from ondergrond.profile import StreetProfile
from ondergrond.rules import RuleSet


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
                proven=sure.proven and (worth is None or best.proven),
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
