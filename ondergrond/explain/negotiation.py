"""The negotiation list: who must consent to what, and what that buys."""

from __future__ import annotations

from ondergrond.explain.references import note_item
from ondergrond.explain.trials import Best, Trials
from ondergrond.explanation import Item, Negotiation
from ondergrond.layout import GapNote, Layout
from ondergrond.profile import StreetProfile
from ondergrond.rules import RuleSet


def negotiation_list(
    trials: Trials, profile: StreetProfile, best: Best, *, most: int = 100
) -> tuple[Negotiation, ...]:
    """What must be consented to in the best layout, by rule: breaches first, then the dearest.

    most: rules for which the layout without the consent is solved; the rest are listed without.
    """
    layout = best.layout
    if layout is None:
        return ()
    rules: dict[tuple[str, str, str], list[GapNote]] = {}
    for note in layout.notes:
        rules.setdefault((note.kind, note.rule, note.direction), []).append(note)
    ordered = sorted(
        rules.values(), key=lambda notes: (notes[0].kind, -sum(note.price for note in notes))
    )
    return tuple(
        _entry(trials, profile, best, layout, notes, solve=index < most)
        for index, notes in enumerate(ordered)
    )


def _entry(
    trials: Trials,
    profile: StreetProfile,
    best: Best,
    layout: Layout,
    notes: list[GapNote],
    *,
    solve: bool,
) -> Negotiation:
    first = notes[0]
    without = Best("unknown")
    if solve:
        floor = layout.score if best.proven else None  # keeping a rule can only cost
        without = trials.best(profile, kept(trials.rules, first), floor=floor)
    other = without.layout
    places = tuple(note_item(layout, note) for note in notes)
    return Negotiation(
        kind=first.kind,
        rule=first.rule,
        direction=first.direction,
        places=places,
        consent=_parties(places),
        verdict_without=without.verdict,
        score_without=None if other is None else other.score,
        cost_without=None if other is None else other.cost,
        buys=None if other is None else other.score - layout.score,
        proven=best.proven and without.proven,
    )


def kept(rules: RuleSet, note: GapNote) -> RuleSet:
    """The rules under which the gap a note speaks of may not be smaller than it wants."""
    vertical = "over_" if note.direction == "vertical" else ""
    gap = rules.gaps[note.rule]
    update = {f"{vertical}hard": note.wanted, f"{vertical}minimum": note.wanted}
    if note.kind == "breach":
        update = {f"{vertical}hard": note.wanted}
    return rules.model_copy(
        update={"gaps": rules.gaps | {note.rule: gap.model_copy(update=update)}}
    )


def _parties(places: tuple[Item, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(party for place in places for party in place.consent))
