"""What the checker found, as blocks: each violation with rule, pair, centimetres and source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ondergrond.report.blocks import Block, Line, Table
from ondergrond.report.phrases import say
from ondergrond.words import Language, Phrases


class Violation(Protocol):
    """What a report needs of a violation; the checker's own type has it."""

    @property
    def code(self) -> str:
        """The kind of rule that is broken."""

    @property
    def rule(self) -> str:
        """The class pair, or the rule's field."""

    @property
    def left(self) -> str:
        """The body, or the left one of a pair."""

    @property
    def right(self) -> str:
        """The right one of a pair; empty where one thing alone breaks the rule."""

    @property
    def severity(self) -> str:
        """``hard`` or ``minimum``."""

    @property
    def short(self) -> int | None:
        """By how much it is too little, mm; None where nothing is measured."""

    @property
    def message(self) -> str:
        """A sentence with what there is and what is wanted."""

    @property
    def source(self) -> str:
        """Where the rule's value comes from; empty where it is no rule value."""

    @property
    def assumed(self) -> bool:
        """Whether that value is an assumption."""


def violation_blocks(
    file: str, kind: str, violations: Sequence[Violation], lang: Language = "en"
) -> list[Block]:
    """One file's findings. kind: ``layout``, or ``street`` as it lies today."""
    if not violations:
        return [Line(say(f"sound-{kind}", lang, file=file), "good")]
    words = Phrases(lang)
    key = "violated-1" if len(violations) == 1 else "violated"
    rows = tuple(
        (str(one.code), _pair(one), one.rule, one.message, _source(one, words))
        for one in violations
    )
    keys = ("pair", "rule", "finding", "source")
    headers = ("code", *(words(f"title.{key}") for key in keys))
    return [
        Line(say(key, lang, file=file, n=len(violations)), "bad"),
        Table("", headers, rows),
    ]


def summary_blocks(streets: Sequence[Sequence[Violation]], lang: Language = "en") -> list[Block]:
    """What many streets have in common: how often each rule is broken, and the worst of it."""
    words = Phrases(lang)
    by_rule: dict[str, list[tuple[int, Violation]]] = {}
    for index, violations in enumerate(streets):
        for one in violations:
            by_rule.setdefault(one.rule, []).append((index, one))
    rows = []
    for rule, found in sorted(by_rule.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        places = len({index for index, _ in found})
        worst = max((one.short or 0 for _, one in found), default=0)
        rows.append((rule, str(len(found)), str(places), words.centimetres(worst)))
    bad = sum(bool(violations) for violations in streets)
    hard = sum(any(one.severity == "hard" for one in violations) for violations in streets)
    line = Line(
        say("many-violated", lang, n=len(streets), bad=bad, hard=hard), "bad" if bad else "good"
    )
    if not rows:
        return [line]
    headers = tuple(words(f"title.{key}") for key in ("rule", "times", "streets", "worst"))
    return [line, Table("", headers, tuple(rows), frozenset({1, 2, 3}))]


def _pair(one: Violation) -> str:
    return f"{one.left} – {one.right}" if one.right else one.left


def _source(one: Violation, words: Phrases) -> str:
    assumed = words("title.assumed")
    return one.source or (assumed if one.assumed else "")
