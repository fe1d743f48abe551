"""Comparison: the numbers a layout says against those the checker finds itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from ondergrond.check.violations import Code, Report, Violation
from ondergrond.layout import Figures, GapNote, Layout
from ondergrond.rules import TERMS


def comparison(layout: Layout, found: Report) -> list[Violation]:
    """Every number of the layout that differs from the checker's own, which ``found`` holds."""
    violations = [
        _differs(Code.TERM, term, "", wanted, said, f"the term {term}")
        for term, wanted, said in _unequal(found.terms, layout.terms)
    ]
    violations += [
        _differs(Code.TERM, term, "", None, layout.terms[term], f"'{term}', no term of the score,")
        for term in layout.terms
        if term not in TERMS and not layout.terms[term]
    ]
    if layout.score != found.score:
        violations.append(_differs(Code.SCORE, "score", "", found.score, layout.score, "the score"))
    if layout.cost != found.cost:
        violations.append(_differs(Code.COST, "cost", "", found.cost, layout.cost, "the cost"))
    violations += [
        _differs(Code.PARTY, party, "", wanted, said, f"the cost of {party}")
        for party, wanted, said in _unequal(found.parties, layout.parties)
    ]
    violations += _bound_violations(layout)
    violations += _note_violations(layout.notes, found.notes)
    violations += [
        _differs(
            Code.FIGURE, name, "", getattr(found.figures, name), getattr(layout.figures, name),
            f"the figure {name}",
        )
        for name in Figures.model_fields
        if getattr(found.figures, name) != getattr(layout.figures, name)
    ]  # fmt: skip
    return violations


def _unequal(found: Mapping[str, int], said: Mapping[str, int]) -> list[tuple[str, int, int]]:
    """Names whose amounts differ, with both; what is not named is zero."""
    names = sorted({*found, *said})
    return [
        (name, found.get(name, 0), said.get(name, 0))
        for name in names
        if found.get(name, 0) != said.get(name, 0)
    ]


def _bound_violations(layout: Layout) -> list[Violation]:
    bound = layout.bound
    if bound is not None and bound > layout.score:
        message = f"the bound {bound} is above the score {layout.score}"
        return [Violation(Code.BOUND, "bound", "", "", layout.score, bound, message)]
    if layout.verdict == "optimal" and bound != layout.score:
        message = f"optimal means that the bound is the score, {layout.score}; it is {bound}"
        return [Violation(Code.BOUND, "verdict", "", "", layout.score, bound, message)]
    return []


def _note_violations(said: tuple[GapNote, ...], found: tuple[GapNote, ...]) -> list[Violation]:
    """Notes that are missing or there for nothing, each counted as often as it stands there."""
    claimed, true = Counter(said), Counter(found)
    violations = []
    for note in (true - claimed).elements():
        message = f"the layout lacks a {note.kind}: {_told(note)}"
        violations.append(
            Violation(Code.NOTE, note.rule, note.left, note.right, note.wanted, note.gap, message)
        )
    for note in (claimed - true).elements():
        message = f"the layout tells a {note.kind} that is none or another: {_told(note)}"
        violations.append(
            Violation(Code.NOTE, note.rule, note.left, note.right, note.wanted, note.gap, message)
        )
    return violations


def _told(note: GapNote) -> str:
    return (
        f"{note.left} and {note.right}, {note.gap / 10:g} cm {note.direction} where {note.rule} "
        f"wants {note.wanted / 10:g} cm, at {note.price} su"
    )


def _differs(
    code: Code, rule: str, left: str, wanted: int | None, said: int, what: str
) -> Violation:
    message = f"{what} is {said} in the layout; profile and rules make it {wanted or 0}"
    return Violation(code, rule, left, "", wanted, said, message)
