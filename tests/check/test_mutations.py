"""Mutations: 1 mm beyond one rule is refused by name, exactly at the limit accepted.

And: a layout with one wrong number is refused, whichever number it is.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from ondergrond.check import Code, check_layout
from ondergrond.layout import Figures, Layout
from tests.check.layouts import rich
from tests.check.scenarios import SCENARIOS, Case

FEW, MANY = 6, 30
"""Cases of each scenario in every run, and in the long one (more than 1,000 together)."""


def hold(case: Case) -> None:
    """The layout at the limit is accepted; its twin is refused for exactly what it violates."""
    report = check_layout(case.at_limit)
    assert report.ok, report.violations
    assert case.violated
    found = check_layout(case.beyond).violations
    assert {(v.code, v.rule, v.left, v.right) for v in found} == case.violated
    for violation in found:
        if None not in (violation.wanted, violation.actual) and not case.leaps:
            assert abs((violation.wanted or 0) - (violation.actual or 0)) == 1, violation
        assert violation.severity == "hard"
        assert violation.message


@pytest.mark.parametrize("name", SCENARIOS)
def test_one_mm_beyond_a_rule_is_refused_by_name_and_the_limit_is_accepted(name: str) -> None:
    for seed in range(FEW):
        hold(SCENARIOS[name](Random(f"{name} {seed}")))


@pytest.mark.long
@pytest.mark.parametrize("name", SCENARIOS)
def test_a_thousand_mutations_are_refused_and_their_twins_accepted(name: str) -> None:
    for seed in range(FEW, FEW + MANY):
        hold(SCENARIOS[name](Random(f"{name} {seed}")))


def test_there_are_more_than_a_thousand_mutations() -> None:
    assert len(SCENARIOS) * MANY > 1000


# --- one wrong number ---------------------------------------------------------------------------

WRONG = 200
"""Layouts with one wrong number."""

Wrong = Callable[[Random, Layout], tuple[Layout, Code, str]]
"""A layout with one wrong number, and the code and rule by which it is refused."""


def wrong_term(random: Random, layout: Layout) -> tuple[Layout, Code, str]:
    """One term a unit too high or too low; the terms that are zero count too."""
    term = random.choice([*layout.terms, "skipped", "order", "over"])
    amount = layout.terms.get(term, 0) + random.choice((-1, 1))
    changed = layout.model_copy(update={"terms": {**layout.terms, term: amount}})
    return changed, Code.TERM, term


def missing_term(random: Random, layout: Layout) -> tuple[Layout, Code, str]:
    """A term left out."""
    term = random.choice(list(layout.terms))
    terms = {name: amount for name, amount in layout.terms.items() if name != term}
    return layout.model_copy(update={"terms": terms}), Code.TERM, term


def unknown_term(random: Random, layout: Layout) -> tuple[Layout, Code, str]:
    """A term nobody knows."""
    terms = {**layout.terms, "beauty": random.choice((0, 5))}
    return layout.model_copy(update={"terms": terms}), Code.TERM, "beauty"


def wrong_cost(random: Random, layout: Layout) -> tuple[Layout, Code, str]:
    """The cost a unit off."""
    changed = {"cost": layout.cost + random.choice((-1, 1))}
    return layout.model_copy(update=changed), Code.COST, "cost"


def wrong_score(random: Random, layout: Layout) -> tuple[Layout, Code, str]:
    """The score a unit off."""
    changed = {"score": layout.score + random.choice((-1, 1))}
    return layout.model_copy(update=changed), Code.SCORE, "score"


def wrong_bound(random: Random, layout: Layout) -> tuple[Layout, Code, str]:
    """A bound above the score, or none where the verdict is optimal."""
    if random.random() < 0.5:
        return layout.model_copy(update={"bound": layout.score + 1}), Code.BOUND, "bound"
    bound = random.choice((None, layout.score - 1))
    changed = layout.model_copy(update={"verdict": "optimal", "bound": bound})
    return changed, Code.BOUND, "verdict"


def wrong_party(random: Random, layout: Layout) -> tuple[Layout, Code, str]:
    """One party pays a unit more, or is left out, or one pays that has nothing here."""
    parties = dict(layout.parties)
    party = random.choice([*parties, "the neighbours"])
    if party in parties and random.random() < 0.4:
        del parties[party]
    else:
        parties[party] = parties.get(party, 0) + 1
    return layout.model_copy(update={"parties": parties}), Code.PARTY, party


def wrong_note(random: Random, layout: Layout) -> tuple[Layout, Code, str]:
    """A note left out, told twice, or with one wrong field."""
    notes = list(layout.notes)
    place = random.randrange(len(notes))
    note = notes[place]
    field = random.choice(("gone", "twice", "gap", "wanted", "price", "kind", "left", "direction"))
    other = "breach" if note.kind == "deviation" else "deviation"
    across = "vertical" if note.direction == "horizontal" else "horizontal"
    changes: dict[str, object] = {
        "gap": note.gap - 1, "wanted": note.wanted + 1, "price": note.price - 1,
        "kind": other, "left": "somebody", "direction": across,
    }  # fmt: skip
    if field == "gone":
        del notes[place]
    elif field == "twice":
        notes.append(note)
    else:
        notes[place] = note.model_copy(update={field: changes[field]})
    return layout.model_copy(update={"notes": tuple(notes)}), Code.NOTE, note.rule


def wrong_figure(random: Random, layout: Layout) -> tuple[Layout, Code, str]:
    """One figure a unit too high."""
    name = random.choice(list(Figures.model_fields))
    value = getattr(layout.figures, name) + 1
    figures = layout.figures.model_copy(update={name: value})
    return layout.model_copy(update={"figures": figures}), Code.FIGURE, name


def wrong_list(random: Random, layout: Layout) -> tuple[Layout, Code, str]:
    """An id left out of a list, listed twice, or listed without reason."""
    name = random.choice(("skipped", "removed", "relocated"))
    ids: tuple[str, ...] = getattr(layout, name)
    stays = layout.columns[0].members[0].claim
    extra = stays if stays not in ids else layout.columns[1].members[0].claim
    changed = random.choice((ids[1:], (*ids, ids[0]), (*ids, extra)))
    return layout.model_copy(update={name: changed}), Code.COVERAGE, name


MISTAKES: tuple[Wrong, ...] = (
    wrong_term,
    missing_term,
    unknown_term,
    wrong_cost,
    wrong_score,
    wrong_bound,
    wrong_party,
    wrong_note,
    wrong_figure,
    wrong_list,
)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_layout_with_one_wrong_number_is_refused(mistake: Wrong) -> None:
    for seed in range(WRONG // len(MISTAKES)):
        random = Random(f"{mistake.__name__} {seed}")
        layout = rich(random)
        assert check_layout(layout).ok
        wrong, code, rule = mistake(random, layout)
        found = check_layout(wrong).violations
        assert {violation.code for violation in found} == {code}
        assert rule in {violation.rule for violation in found}
