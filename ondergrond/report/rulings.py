"""Rules as tables: values with where they come from and what they were inherited from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from ondergrond.report.blocks import Block, Line, Table
from ondergrond.rules import RuleSet


class Ruling(Protocol):
    """What a report needs of one explained value; the reader of rule files has it."""

    @property
    def field(self) -> str:
        """Its place in the rule set."""

    @property
    def text(self) -> str:
        """The value with its unit."""

    @property
    def low(self) -> str | None:
        """The lower end of its range."""

    @property
    def high(self) -> str | None:
        """The upper end of its range."""

    @property
    def source(self) -> str:
        """Who says so."""

    @property
    def basis(self) -> str:
        """Published, practice or assumption."""

    @property
    def confidence(self) -> str:
        """High, medium or low."""

    @property
    def note(self) -> str | None:
        """Why."""

    @property
    def inherited_from(self) -> str | None:
        """Groups and rule set it was inherited from; None where it is the set's own."""


def ruling_blocks(rules: RuleSet, names: Sequence[str], rulings: Sequence[Ruling]) -> list[Block]:
    """What a rule set says of one class, or of two."""
    headers = ("value", "is", "range", "basis", "source", "inherited from", "note")
    rows = tuple(
        (
            one.field,
            one.text,
            " to ".join(end for end in (one.low, one.high) if end is not None),
            f"{one.basis}, {one.confidence}",
            one.source,
            one.inherited_from or "",
            one.note or "",
        )
        for one in rulings
    )
    return [
        Line(f"{' and '.join(names)} in {rules.name}: {rules.title}"),
        Table("", headers, rows),
    ]


def set_blocks(rules: RuleSet, counts: Mapping[str, int]) -> list[Block]:
    """A rule set as a whole: what it inherits, and what its values rest on."""
    inherits = " <- ".join(rules.inherits) if rules.inherits else "nothing"
    rows = tuple((basis, str(count)) for basis, count in counts.items())
    return [
        Line(f"{rules.name}: {rules.title}"),
        Line(f"inherits {inherits}; prices of {rules.prices.price_year}"),
        Table("", ("basis of its values", "number"), rows, frozenset({1})),
        Line("'ondergrond rules show water heat' shows one pair, 'rules show heat' one class"),
    ]


def list_table(sets: Sequence[tuple[str, str, str]]) -> Table:
    """Rule sets: name, what it inherits, title."""
    return Table("", ("rule set", "inherits", ""), tuple(sets))
