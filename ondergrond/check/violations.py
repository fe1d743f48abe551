"""What the checker finds: violations, the report that holds them, and the refusal of a layout."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, NamedTuple

from ondergrond.layout import Figures, GapNote


class Code(StrEnum):
    """What kind of rule is broken. The list is closed: a new kind of rule gets a new code."""

    PROFILE = "profile"
    """The street profile in the layout contradicts itself or its rules."""
    RULES = "rules"
    """The rule set in the layout lacks a value that is needed."""
    COVERAGE = "coverage"
    """A claim is met too often, not at all, or for the wrong side; a list of ids is wrong."""
    BODY = "body"
    """A body has another size or other parts than its claim and the rules give it."""
    WIDTH = "width"
    """A variable width (storage, tree zone) or the place of a trunk in its zone is not allowed."""
    STAY = "stay"
    """What stays does not lie exactly where it lies today."""
    OUTSIDE = "outside"
    """A body reaches outside the street."""
    WINDOW = "window"
    """A body reaches outside the window of its claim."""
    AXIS = "axis"
    """A body is not at the axis its claim is locked to."""
    OVERLAP = "overlap"
    """Two columns share an x-range, or are not in order from left to right."""
    GAP = "gap"
    """Two bodies are nearer to each other than the hard gap."""
    LOAD = "load"
    """A body lies below the line along which a foundation spreads its load."""
    STRIP = "strip"
    """Something lies in the access strip of a rack."""
    ORDER = "order"
    """House connections would have to cross what they cannot cross."""
    ZONE = "zone"
    """A body lies in a zone that is forbidden for it."""
    COVER = "cover"
    """A body lies shallower than its rule asks, or not at its stated cover."""
    DEPTH = "depth"
    """A body reaches deeper than its rule allows."""
    GROUNDWATER = "groundwater"
    """Roots or storage reach into the groundwater or too near to it."""
    RACK_MEMBER = "rack-member"
    """A network rides in a rack where it may not, or not with these others."""
    RACK_BEAM = "rack-beam"
    """A network in a rack is not on its beam, or on the wrong one; the frame has a wrong width."""
    RACK_GAP = "rack-gap"
    """Two networks on one level of a rack, or a network and the post, are too near."""
    RACK_LEVEL = "rack-level"
    """Levels of a rack are out of order, too near, or their networks do not stand on one bottom."""
    RACK_HEIGHT = "rack-height"
    """A rack is too low for its plates and what it carries."""
    RACK_FACADE = "rack-facade"
    """A distribution rack stands too far from the facade it serves."""
    STACK = "stack"
    """Two networks above each other that may not be, or not like this."""
    TERM = "term"
    """A score term of the layout is not what profile and rules give."""
    SCORE = "score"
    """The score is not the weighted sum of the terms."""
    BOUND = "bound"
    """The bound contradicts the score or the verdict."""
    COST = "cost"
    """The cost is not the sum of the money terms."""
    PARTY = "party"
    """The cost of a party is wrong."""
    NOTE = "note"
    """A breach or deviation is missing, wrong, or there for nothing."""
    FIGURE = "figure"
    """A figure of the layout is wrong."""


Severity = Literal["hard", "minimum"]
"""Hard: impossible. Minimum: below what is asked; only for a street as it lies today."""


class Violation(NamedTuple):
    """One rule that is broken by one thing or one pair.

    code: the kind of rule.  rule: the class pair ``a|b``, or the rule's field (``heat.cover``,
    ``rack.strip``, ``laying`` for a term).  left, right: names of the bodies, as in ``GapNote``
    (right is empty where one thing alone breaks the rule; ``left`` too for a figure of the whole
    layout).  wanted, actual: mm, for terms and prices su, None where nothing is measured.
    vertical: whether a gap was measured in depth instead of sideways.
    message: a sentence.  source: where the rule's value comes from, empty where it is no rule
    value; assumed: whether that is an assumption.
    """

    code: Code
    rule: str
    left: str
    right: str
    wanted: int | None
    actual: int | None
    message: str
    source: str = ""
    assumed: bool = False
    severity: Severity = "hard"
    vertical: bool = False

    @property
    def short(self) -> int | None:
        """By how much it is too little or too much, mm (su of an amount); None: not measured."""
        if self.wanted is None or self.actual is None:
            return None
        return abs(self.wanted - self.actual)


def gap_notes(violations: Iterable[Violation]) -> tuple[GapNote, ...]:
    """The gaps among violations as notes of breaches (without a price), the worst first."""
    gaps = [
        one
        for one in violations
        if one.code in (Code.GAP, Code.LOAD) and one.right and one.short is not None
    ]
    gaps.sort(key=lambda one: (one.severity != "hard", -(one.short or 0), one.left, one.right))
    return tuple(
        GapNote(
            kind="breach",
            left=one.left,
            right=one.right,
            rule=one.rule,
            direction="vertical" if one.vertical else "horizontal",
            gap=one.actual or 0,
            wanted=one.wanted or 0,
            price=0,
        )
        for one in gaps
    )


NO_FIGURES = Figures(width_taken=0, root_area=0, storage_area=0, breaches=0, deviations=0)
"""The figures of nothing."""


@dataclass(frozen=True)
class Report:
    """What a check finds.

    terms, score, cost, parties, notes and figures are the checker's own, recomputed from profile
    and rules (su and mm; terms and parties of zero are left out). They are empty where the layout's
    form is so wrong that they mean nothing. Of a street as it lies there are no terms: violations
    hold what is below hard and minimum, notes what is below preferred.
    """

    violations: tuple[Violation, ...]
    terms: Mapping[str, int] = field(default_factory=dict)
    score: int = 0
    cost: int = 0
    parties: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[GapNote, ...] = ()
    figures: Figures = NO_FIGURES

    @property
    def ok(self) -> bool:
        """Whether nothing is violated."""
        return not self.violations


class LayoutRefused(ValueError):  # noqa: N818 - a refusal is what it is called everywhere
    """A layout breaks rules or says wrong numbers; ``violations`` holds all of them."""

    def __init__(self, violations: Iterable[Violation]) -> None:
        self.violations = tuple(violations)
        lines = [f"the layout is refused: {len(self.violations)} violations"]
        lines += [f"  {violation.code}: {violation.message}" for violation in self.violations]
        super().__init__("\n".join(lines))


def centimetres(mm: int) -> str:
    """A length as messages print it: ``12.3 cm``."""
    return f"{mm / 10:g} cm"
