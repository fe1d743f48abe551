"""The answer in words and tables, in English and Dutch."""

from __future__ import annotations

from typing import Any

import pytest

from ondergrond.layout import Layout
from ondergrond.report.answer import answer_blocks, slots_table, terms_table, verdict_lines
from ondergrond.report.blocks import Line, Table
from ondergrond.report.documents import answer_document, error_document, json_text
from ondergrond.report.phrases import _SENTENCES, say
from ondergrond.report.plain import plain_text
from ondergrond.result import SolveResult
from ondergrond.rules import TERMS
from ondergrond.words import LANGUAGES, Phrases
from tests.check.hands import layout, net, slot, street

EN, NL = Phrases("en"), Phrases("nl")


@pytest.fixture(scope="module")
def tight() -> Layout:
    """Water and heat 10 cm apart: a breach (18 cm wanted); gas within the preferred distance."""
    profile = street(
        net("water", "water", serves="both"),
        net("heat", "heat", label="heat, twin"),
        net("gas", "gas-low"),
    )
    return layout(
        profile,
        slot("water", 1000, 600, 100, None, "left", "right"),
        slot("heat", 1200, 500),
        slot("gas", 1500, 500),
    )


def result(layout: Layout | None = None, **changes: Any) -> SolveResult:
    made: dict[str, Any] = {
        "verdict": "infeasible" if layout is None else "optimal",
        "layout": layout,
        "score": None if layout is None else layout.score,
        "bound": None if layout is None else layout.score,
        "established_by": (),
        "reason": None,
        "engine": "cpsat",
        "resolution": 10,
        "compile_seconds": 0.25,
        "solve_seconds": 1.5,
        "version": "0.1.0",
    }
    return SolveResult(**{**made, **changes})


def tables(blocks: list[Line | Table]) -> dict[str, Table]:
    return {block.title: block for block in blocks if isinstance(block, Table)}


def test_an_optimal_answer_says_on_which_grid_and_what_is_broken(tight: Layout) -> None:
    assert verdict_lines(result(tight), EN) == [
        "optimal: no layout on the 10 mm grid scores better",
        "fits with 1 breach and 1 deviation",
    ]
    assert verdict_lines(result(tight), NL)[1] == "past met 1 overschrijding en 1 afwijking"


def test_a_feasible_answer_says_how_far_the_best_may_be(tight: Layout) -> None:
    near = result(tight, verdict="feasible", score=200_000, bound=190_000, reason="time is up")
    assert verdict_lines(near, EN)[:2] == [
        "feasible, not proven best; the best may score 1.00 EUR/m better (5.0 %)",
        "time is up",
    ]
    far = result(tight, verdict="feasible", bound=None)
    assert "how much better the best may be is unknown" in verdict_lines(far, EN)[0]


def test_what_may_still_be_won_is_never_told_smaller_than_it_is(tight: Layout) -> None:
    """A hundredth of a cent stood there as nothing."""
    barely = result(tight, verdict="feasible", score=200_000, bound=199_999)
    assert "may score 0.01 EUR/m better (0.1 %)" in verdict_lines(barely, EN)[0]


@pytest.mark.parametrize(
    ("engines", "words"),
    [
        (("cpsat",), "found by cpsat alone, unconfirmed"),
        (("cpsat", "sweep"), "confirmed by cpsat, sweep"),
    ],
)
def test_infeasible_says_whether_it_is_confirmed(engines: tuple[str, ...], words: str) -> None:
    (line,) = verdict_lines(result(established_by=engines, resolution=1), EN)
    assert line.startswith("infeasible: no layout keeps the hard rules, decided at 1 mm")
    assert line.endswith(words)


def test_unknown_gives_its_reason() -> None:
    assert verdict_lines(result(verdict="unknown", reason="the limit was reached"), EN) == [
        "unknown: the limit was reached"
    ]
    (without,) = verdict_lines(result(verdict="unknown"), EN)
    assert without == "unknown: neither a layout nor a proof that there is none"


def test_slots_are_in_metres_with_two_decimals(tight: Layout) -> None:
    table = slots_table(tight, EN)
    assert table.headers == ("claim", "technique", "x-range", "axis", "cover", "bottom", "serves")
    assert table.rows[0] == (
        "water", "horizontal", "1.00 – 1.10", "1.05", "0.60", "0.70", "both",
    )  # fmt: skip
    assert [row[0] for row in table.rows] == ["water", "heat, twin", "gas"]
    assert slots_table(tight, NL).rows[0][1:3] == ("horizontaal", "1,00 – 1,10")


def test_breaches_and_deviations_are_in_centimetres_with_price_and_source(tight: Layout) -> None:
    shown = tables(answer_blocks(result(tight)))
    (breach,) = shown["breaches"].rows
    assert breach[:4] == ("water – heat", "heat | drinking water", "10", "18")
    assert breach[5] == "a source for tests"
    (deviation,) = shown["deviations"].rows
    assert deviation[:4] == ("heat – gas", "gas, low pressure | heat", "20", "30")
    assert deviation[5] == "assumed"
    for note, row in ((tight.breaches[0], breach), (tight.deviations[0], deviation)):
        assert row[4] == f"{note.price / 10_000:,.2f}"


def test_terms_are_weighted_where_the_preset_has_weights(tight: Layout) -> None:
    plain = terms_table(tight, EN)
    assert plain.headers == ("term", "EUR/m")
    space = tight.model_copy(
        update={"profile": tight.profile.model_copy(update={"preset": "space"})}
    )
    weighted = terms_table(space, EN)
    assert weighted.headers == ("term", "EUR/m", "weight", "score")
    row = next(row for row in weighted.rows if row[0] == "laying")
    laying = tight.terms["laying"]
    assert row == ("laying", f"{laying / 1e4:,.2f}", "2", f"{2 * laying / 1e4:,.2f}")
    assert len(weighted.rows) == len([term for term in TERMS if tight.terms.get(term)])


def test_the_cost_is_told_by_party_dearest_first(tight: Layout) -> None:
    shown = tables(answer_blocks(result(tight)))["cost (per metre of street)"]
    assert {row[0] for row in shown.rows} == {
        "water company",
        "gas network operator",
        "heat company",
    }
    amounts = [float(row[1].replace(",", "")) for row in shown.rows]
    assert amounts == sorted(amounts, reverse=True)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_made_layout_can_be_told_in_both_languages(lang: Any) -> None:
    from tests.draw import layouts

    for make in (layouts.residential, layouts.renewal, layouts.quay, layouts.boulevard):
        made = make()
        text = plain_text(answer_blocks(result(made), lang, ["a.svg"]))
        for column in made.columns:
            for member in column.members:
                assert made.profile.claim(member.claim).name in text
        assert "a.svg" in text
        assert ("dekking" in text) is (lang == "nl")


def test_a_rack_shows_its_frame_and_its_riders() -> None:
    from tests.draw import layouts

    made = layouts.alley()
    rows = slots_table(made, EN).rows
    frames = [row for row in rows if row[0] == "rack"]
    assert frames
    assert len(frames) == sum(column.technique == "rack" for column in made.columns)
    assert any(row[0].startswith("  ") and row[1] == "rack" for row in rows)


def test_a_document_has_the_same_keys_whatever_the_verdict(tight: Layout) -> None:
    needed = {
        *("verdict", "score", "cost", "breaches", "deviations", "bound", "solve_seconds"),
        *("established_by", "engine", "version", "layout"),
    }
    documents = [answer_document(result(tight)), answer_document(result())]
    documents.append(error_document("0.1.0", "why"))
    for document in documents:
        assert needed <= document.keys()
        assert json_text(document).isascii()
    solved, none, error = documents
    assert solved["layout"]["columns"][0]["members"][0]["claim"] == "water"
    assert (solved["score"], solved["cost"]) == (tight.score, tight.cost)
    assert [note["gap"] for note in solved["breaches"]] == [100]
    assert (none["score"], none["bound"], none["layout"]) == (None, None, None)
    assert error["verdict"] == "error"


def test_every_sentence_has_the_same_gaps_in_both_languages() -> None:
    import string

    for key, pair in _SENTENCES.items():
        names = [{part[1] for part in string.Formatter().parse(text) if part[1]} for text in pair]
        assert names[0] == names[1], key
    with pytest.raises(KeyError):
        say("nothing", "en")
