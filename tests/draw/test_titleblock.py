"""What the title block and the notes say."""

from __future__ import annotations

import pytest

from ondergrond.check import check_street, gap_notes
from ondergrond.draw import layout_figure
from ondergrond.draw.gaps import described, numbered_marks
from ondergrond.draw.titleblock import gap_text
from ondergrond.layout import GapNote, Layout
from ondergrond.rules import Provenance
from ondergrond.scene import street_scene
from ondergrond.words import Phrases
from tests.draw.layouts import (
    LYING,
    Builder,
    alley,
    corners,
    dense,
    network,
    quay,
    renewal,
    residential,
    street,
)
from tests.draw.test_drawing import texts
from tests.rulesets import small_rules

EN = Phrases("en")


def test_an_optimal_layout_says_that_it_is_proven() -> None:
    shown = texts(layout_figure(alley()))
    assert {"optimal", "proven best on the grid", "421.33 EUR/m", "€ 581"} <= shown


def test_a_feasible_layout_shows_how_far_it_may_be_from_the_best() -> None:
    shown = texts(layout_figure(residential()))
    assert {"feasible", "gap ≤ 1.6 %", "bound 415.00 EUR/m"} <= shown


def test_score_and_bound_have_their_unit() -> None:
    """They stood in score units, 4.150.999 beside a cost of € 581; and no bound is rounded up."""
    layout = residential().model_copy(update={"score": 40_213_300, "bound": 40_150_999})
    shown = texts(layout_figure(layout, lang="nl"))
    assert {"4.021,33 EUR/m", "ondergrens 4.015,09 EUR/m"} <= shown


def test_a_missing_bound_is_unknown_and_not_nought() -> None:
    assert gap_text(renewal(), EN) == "how far from the best is unknown"


def test_the_weighing_is_told_in_dutch() -> None:
    """ "weging balanced" stood on the Dutch drawing; a weighing of one's own keeps its name."""
    assert "weging evenwichtig" in texts(layout_figure(alley(), lang="nl"))
    profile = alley().profile.model_copy(update={"preset": "stadhuis"})
    own = alley().model_copy(update={"profile": profile})
    assert "weging stadhuis" in texts(layout_figure(own, lang="nl"))


@pytest.mark.parametrize(
    ("score", "bound", "expected"),
    [(1000, 900, "gap ≤ 10.0 %"), (-1000, -1100, "gap ≤ 10.0 %"), (1, 0, "gap ≤ 100.0 %"),
     (1, -1, "gap > 100 %"),
     (10**7, 10**7 - 1000, "gap ≤ 0.01 %")],
)  # fmt: skip
def test_the_gap_is_a_share_of_the_size_of_the_score(score: int, bound: int, expected: str) -> None:
    layout = residential().model_copy(update={"score": score, "bound": bound})
    assert gap_text(layout, EN) == expected


@pytest.mark.parametrize(
    ("bound", "expected"),
    [(9_999_600, "gap ≤ 0.01 %"), (9_998_999, "gap ≤ 0.02 %"), (9_989_999, "gap ≤ 0.2 %"),
     (9_849_760, "gap ≤ 1.6 %"), (10**7, "gap ≤ 0.00 %")],
)  # fmt: skip
def test_the_gap_is_never_told_smaller_than_it_is(bound: int, expected: str) -> None:
    """1.5024 % stood there as at most 1.5 %, and 0.004 % as at most nought."""
    layout = residential().model_copy(update={"score": 10**7, "bound": bound})
    assert gap_text(layout, EN) == expected


def with_basis(layout: Layout, *basis: str) -> Layout:
    records = tuple(
        Provenance.model_validate(
            {"source": "s", "basis": one, "confidence": "low", "status": "advisory", "path": "p",
             "file": "f"}
        )
        for one in basis
    )  # fmt: skip
    rules = layout.rules.model_copy(update={"provenance": records})
    return layout.model_copy(update={"rules": rules})


def test_assumed_rule_values_are_counted() -> None:
    layout = with_basis(alley(), "assumption", "published", "assumption")
    assert "assumed: 2 of 3" in texts(layout_figure(layout))
    assert "aangenomen: 2 van 3" in texts(layout_figure(layout, lang="nl"))


def test_a_rule_set_without_assumptions_says_so() -> None:
    assert "none assumed" in texts(layout_figure(with_basis(alley(), "published")))
    assert "no sources given" in texts(layout_figure(with_basis(alley())))


def test_breaches_and_deviations_are_listed_with_both_names_and_the_measure() -> None:
    shown = texts(layout_figure(renewal()))
    assert "2 / 3" in shown
    assert "1  iep (tree trunk) – afval: 65 < 120 cm" in shown
    assert "5  dwa-nieuw (manhole) – hwa-nieuw: 75 < 100 cm" in shown
    assert "2: 55 < 80 cm" in shown


def test_faces_that_are_no_claims_have_names() -> None:
    shown = texts(layout_figure(quay()))
    assert "2  kerb – water: 2 < 8 cm" in shown
    assert "1  kelder-4 – telecom: 24.5 < 30 cm" in shown


def test_gaps_to_boundaries_and_upright_ones_are_named() -> None:
    shown = texts(layout_figure(corners(), lang="nl"))
    assert any(t.endswith("bak – erfgrens rechts: 275 < 300 cm") for t in shown)
    assert any(t.endswith("kruising – duiker: 39 < 50 cm (verticaal)") for t in shown)


def test_more_marks_than_can_be_shown_are_counted() -> None:
    shown = texts(layout_figure(dense()))
    listed = sum("< 50 cm" in text for text in shown)
    assert f"and {45 - listed} more, see the report" in shown


def test_what_is_left_out_is_said() -> None:
    layout = alley().model_copy(update={"skipped": ("drinkwater",)})
    assert "left out: drinkwater" in texts(layout_figure(layout))


@pytest.mark.parametrize(
    ("kind", "direction", "wanted", "more"),
    [("deviation", "horizontal", 250, " (assumed)"), ("breach", "horizontal", 140, ""),
     ("breach", "vertical", 200, " (assumed, vertical)")],
)  # fmt: skip
def test_a_gap_says_that_what_was_asked_is_an_assumption(
    kind: str, direction: str, wanted: int, more: str
) -> None:
    """ "50 < 100 cm" stood there as if a norm asked it."""
    profile = street(
        name="s", zones=[("footway", 6000)],
        claims=[network("gas", "gas-low", **LYING), network("water", "water")],
    )  # fmt: skip
    builder = Builder(profile).single("gas", 2000, 600, stay=True).single("water", 2250, 600)
    note = {"kind": kind, "left": "gas", "right": "water", "rule": "gas-low|water", "gap": 130,
            "direction": direction, "wanted": wanted, "price": 1}  # fmt: skip
    builder.notes.append(GapNote.model_validate(note))
    shown = texts(layout_figure(builder.layout()))
    measure = f"{EN.centimetres(130)} < {EN.centimetres(wanted)} cm"
    assert f"1  gas – water: {measure}{more}" in shown


def test_a_gap_of_a_street_as_it_lies_has_the_source_of_the_gap_that_is_broken() -> None:
    """What lies there may break the hard gap or the load spread, which have sources of their
    own.
    """
    profile = street(
        name="s", zones=[("footway", 6000)],
        claims=[network("gas", "gas-low", cover="0.6 m", **LYING),
                network("water", "water", cover="0.6 m", **{**LYING, "axis": 2140})],
    )  # fmt: skip
    rules = small_rules()
    gap = rules.gaps["gas-low|water"]
    why = {**gap.why, "hard": 1, "minimum": 0}
    rules = rules.model_copy(
        update={"gaps": {**rules.gaps, "gas-low|water": gap.model_copy(update={"why": why})}}
    )
    (note,) = gap_notes(check_street(profile, rules).violations)
    assert note.wanted == gap.hard
    (item,) = numbered_marks(street_scene(profile, rules, [note]))
    assert described(item, street_scene(profile, rules), EN).endswith(" < 5 cm (assumed)")
    load = note.model_copy(update={"rule": "load_spread", "wanted": 300})
    rules = rules.model_copy(update={"why": {"load_spread": 1}})
    assert load.provenance(rules) == rules.provenance[1]
