"""Explanations: why a street does not fit, what would help, what binds, and how sure that is.

Plain data, made by ``ondergrond.explain`` and shown by reports and drawings. Its JSON form is
versioned (``SCHEMA``). Lengths are mm, money and score are su (1/10,000 euro per metre of street).
Nothing in it is estimated: every figure is that of a street that was solved again, and what a
limit left open says so (``proven`` is False, or the value is None).
"""

from __future__ import annotations

from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from ondergrond.layout import Layout, Verdict

SCHEMA: Final = "ondergrond-explanation/1"
"""Name and version of the JSON form of an explanation."""

Level = Literal["hard", "minimum", "preferred"]
"""Which of the three gaps of every pair is kept: below *hard* is impossible, *minimum* no breach,
*preferred* no deviation."""

LEVELS: Final[tuple[Level, ...]] = ("hard", "minimum", "preferred")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Reference(_Frozen):
    """A rule value as one would quote it.

    rule: its place in the rule set, such as ``gaps.minimum heat|water``.  value: in mm, None where
    it is no length.  source, basis: who says so and on what ground (empty: the profile itself).
    """

    rule: str
    value: int | None = None
    source: str = ""
    basis: str = ""


# --- widths -------------------------------------------------------------------------------------


class Needed(_Frozen):
    """The least width of a street at which something holds.

    width: mm; None where no width within twice the street's own is enough, or where none was found.
    shortage: what the street lacks (0: nothing); None with ``width``.
    proven: a layout exists at ``width`` and none 1 mm below it (or ``at_limit``).
    established_by: the engines that say there is none 1 mm below.
    at_limit: the stretch zone is gone at this width, so the street cannot be thought narrower.
    consents: pairs of classes (``a|b``) of which less than the minimum is consented to.
    breaches: with consents, in how many places a layout of that width falls short of them; it
    exists, while 1 mm below there is none that falls short of these pairs only, however often.
    """

    width: int | None
    shortage: int | None
    proven: bool
    established_by: tuple[str, ...] = ()
    at_limit: bool = False
    consents: tuple[str, ...] = ()
    breaches: int | None = None


class Widths(_Frozen):
    """The least widths of a street (``street``: its own).

    preferred: no deviation, minimum: no breach, hard: physically.  consents: with consent between
    one pair of kinds of things only, whichever makes the street narrowest (where the street is too
    narrow for no breach at all), and with consent to the pairs that the best layout breaches (where
    it does); widest first.
    """

    street: int
    preferred: Needed
    minimum: Needed
    hard: Needed
    consents: tuple[Needed, ...] = ()

    def at(self, level: Level) -> Needed:
        """The least width that keeps a level."""
        return {"hard": self.hard, "minimum": self.minimum, "preferred": self.preferred}[level]


class Link(_Frozen):
    """A link of a chain: a body, or the gap between two.

    start, end: x in the street at its least width, mm.  name: of a body its claims; of a gap the
    names of the two things.  reference: the rule of a gap.  claims: ids of the bodies.
    """

    kind: Literal["body", "gap"]
    name: str
    start: int
    end: int
    claims: tuple[str, ...] = ()
    reference: Reference | None = None

    @property
    def size(self) -> int:
        """Width of the body or of the gap, mm."""
        return self.end - self.start


class Chain(_Frozen):
    """The critical chain: bodies and gaps, from one fixed thing to another, that add up exactly.

    level: the gaps that are kept.  width: the least width of the street.  left, right: the things
    it spans.  links: from left to right, without slack.  layout: the street at its least width;
    its links stand where the chain says.
    """

    level: Level
    width: int
    left: str
    right: str
    links: tuple[Link, ...]
    layout: Layout | None = Field(default=None, repr=False)


# --- conflict -----------------------------------------------------------------------------------

ConditionKind = Literal[
    "claim", "existing", "fixture", "gap", "zone", "window", "groundwater", "crossing"
]


class Condition(_Frozen):
    """A member of a conflict: something that could be set aside.

    kind: ``claim`` (is planned), ``existing`` (lies there), ``fixture``, ``gap`` (a row of the rule
    set), ``zone`` (a class forbidden under a kind of zone), ``window`` (a claim's window or axis),
    ``groundwater``, ``crossing`` (of house connections with a class, impossible).
    name: of claims, fixtures and windows the id; of a gap where it is written, with a pair it holds
    for; else the two names, joined by ``|``.  pairs: of a gap the pairs ``a|b`` of this street that
    it holds for.  rank: when it gives way, smaller first (``gives-way`` of the rule set).
    """

    kind: ConditionKind
    name: str
    rank: int
    reference: Reference | None = None
    pairs: tuple[str, ...] = ()


class Impossible(_Frozen):
    """A claim that has no place, whatever the others do.

    reason: ``groundwater``, ``blocked`` (by what lies or stands there), ``zone`` (too wide for the
    zones it may lie in), ``window``, ``depth`` (its bottom would be too deep), ``gap``, ``width``
    (it is wider than the street) or ``other``.
    needs, there_is: mm, in depth for ``groundwater`` and ``depth``, else in width; None where that
    says nothing.
    because: the minimal set of conditions, the claim itself left out.
    """

    claim: str
    reason: Literal["groundwater", "blocked", "zone", "window", "depth", "gap", "width", "other"]
    needs: int | None = None
    there_is: int | None = None
    because: tuple[Condition, ...] = ()


class Conflict(_Frozen):
    """A minimal set of conditions that cannot hold together.

    With everything else set aside there is no layout; set any one member aside as well, and there
    is.  level: the gaps in force.  proven: each member was found necessary by solving without it.
    established_by: the engines that say there is no layout.
    """

    level: Level
    members: tuple[Condition, ...]
    proven: bool
    established_by: tuple[str, ...] = ()


# --- remedies and consents ------------------------------------------------------------------------


class Item(_Frozen):
    """One place where a rule is not met, in the language of norms.

    left, right: the things (``layout.GapNote`` tells how they are named).  reference: rule, value
    and source.  there_is: the gap, mm.  shortage: value - there_is.  direction: of the gap.
    consent: the parties that must consent.
    """

    left: str
    right: str
    reference: Reference
    there_is: int
    shortage: int
    direction: Literal["horizontal", "vertical"]
    consent: tuple[str, ...]


ActionKind = Literal[
    "rack", "stack", "consent", "barrier", "relocate", "remove", "leave-out", "smaller", "twin",
    "free-window", "other-side", "free-depth", "allow-zone", "allow-crossing", "one-side",
    "two-layers", "drain", "nearer-water", "shallow-roots",
]  # fmt: skip


class Action(_Frozen):
    """One change of a remedy.

    claim: id of what it is done to (empty: the street).  rule: ``a|b`` of a consent, ``class|zone``
    of a zone that is opened, ``kind|class`` of a crossing that is, ``tree`` or ``storage`` where it
    is done to all of these that are planned.  pairs: of a consent, the pairs ``a|b`` it speaks of.
    percent: the share of root volume or storage that is left.  side: of ``one-side``, the side
    that is still served; of ``other-side`` the one where it may lie.  amount: mm; of ``drain`` how
    much lower the highest groundwater, of ``nearer-water`` what is left between it and roots or
    storage (``there_was``: what the rule asks), of ``shallow-roots`` the least depth of the root
    zone.
    """

    kind: ActionKind
    claim: str = ""
    rule: str = ""
    pairs: tuple[str, ...] = ()
    percent: int | None = None
    side: Literal["", "left", "right"] = ""
    amount: int | None = None
    there_was: int | None = None


class Remedy(_Frozen):
    """A change after which the street fits, solved and checked.

    number: as it is asked for.  actions: one, or two where no single one is enough.
    score, cost: of the best layout after it.  score_change, cost_change: against the best layout
    without it; None where there is none.  proven: the layout is proven best, so the price is exact;
    else it costs at most this.  consents: what someone must consent to in this layout.
    """

    number: int
    actions: tuple[Action, ...]
    score: int
    cost: int
    score_change: int | None
    cost_change: int | None
    proven: bool
    consents: tuple[Item, ...] = ()
    layout: Layout = Field(repr=False)


class Negotiation(_Frozen):
    """What someone must consent to in a layout, and what that buys.

    places: where the rule is not met.  verdict_without, score_without, cost_without: the best
    layout that keeps this rule everywhere (None: there is none, or none was found).
    buys: score_without - score; None with it.  proven: both layouts are proven best.
    """

    kind: Literal["breach", "deviation"]
    rule: str
    direction: Literal["horizontal", "vertical"]
    places: tuple[Item, ...]
    consent: tuple[str, ...]
    verdict_without: Verdict
    score_without: int | None
    cost_without: int | None
    buys: int | None
    proven: bool


# --- what binds -----------------------------------------------------------------------------------


class Slack(_Frozen):
    """How far a claim can move in the layout while the others make way (mm).

    The order and the techniques stay, and no gap becomes smaller than its minimum, or than it is
    where it is below that.
    """

    claim: str
    to_left: int
    to_right: int


class Worth(_Frozen):
    """What a little room is worth, solved again.

    kind: ``width`` (the street wider) or ``gap`` (minimum and preferred of a pair smaller).
    change: mm.  score_change, cost_change: of the best layout; None where none was found.
    proven: both layouts are proven best.
    """

    kind: Literal["width", "gap"]
    rule: str = ""
    change: int
    score_change: int | None
    cost_change: int | None
    proven: bool


# --- how sure -------------------------------------------------------------------------------------


Unit = Literal["mm", "%", "mm/m"]
"""Of a rule value that decides whether something fits."""

Asked = Literal["norm", "operator", "trial-trench", "municipality", "designer"]
"""Who can tell a value: the norm or a handbook, the operator, a trial trench, the municipality, who
designs the rack."""


class Uncertain(_Frozen):
    """A rule value with a range that matters here.

    value, low, high: in ``unit``.  pairs: of a gap, the pairs ``a|b`` of this street it holds for.
    width_low, width_high: least width of the street (mm) with this value alone at its low and its
    high end; None where none is enough.  proven_low, proven_high: it is established; else the width
    is the best known, or None.  decides: with this value alone at an end the answer to "does it
    fit" changes.  together: no value alone does that, but those of this list do together,
    and without any one of them the others do not.  ask: who can tell the value.
    """

    reference: Reference
    value: int
    low: int
    high: int
    unit: Unit = "mm"
    pairs: tuple[str, ...] = ()
    width_low: int | None
    width_high: int | None
    proven_low: bool = True
    proven_high: bool = True
    decides: bool
    together: bool = False
    ask: Asked
    party: str = ""


class Doubt(_Frozen):
    """A gap of the layout that need not survive the stated accuracy of what lies there.

    asset: id of the existing claim, ``accuracy`` its half-width (mm).  gap: as drawn.  least: what
    may be left of it.  wanted: the minimum.
    """

    asset: str
    other: str
    rule: str
    accuracy: int
    gap: int
    least: int
    wanted: int


class Trench(_Frozen):
    """Where a trial trench pays.

    score_sure: score of the best layout that keeps all distances wherever the asset lies within its
    accuracy; None where there is none.  worth: what knowing the place saves per metre of street at
    most (su); None where no layout is sure, so that it must be known.  proven: that is established;
    else a better layout may be sure, or one at all.
    """

    asset: str
    accuracy: int
    score_sure: int | None
    worth: int | None
    proven: bool


class Robustness(_Frozen):
    """How sure the answer is.

    level: the gaps that are asked.  low, base, high: whether the street fits with all uncertain
    values at the end that asks the least room, as they are, and at the end that asks the most (for
    a greatest depth the ends are the other way round); None: not established.  fits: under all,
    some or none of the three.  tried: how many values have a range.  values: those that matter, the
    one to obtain first at the head.  proven: every question behind ``values`` was answered, so
    there are no more of them, and of those that decide together none can be left out.
    doubts, trenches: of existing assets with a stated accuracy.
    """

    level: Level
    low: bool | None
    base: bool | None
    high: bool | None
    fits: Literal["all", "some", "none", "unknown"]
    tried: int = 0
    values: tuple[Uncertain, ...] = ()
    proven: bool = True
    doubts: tuple[Doubt, ...] = ()
    trenches: tuple[Trench, ...] = ()


# --- choices --------------------------------------------------------------------------------------


class Difference(_Frozen):
    """One thing in which a layout differs from another.

    kind: ``swap`` (the two columns named in ``claims`` change places), ``between`` (these columns
    lie between ``left`` and ``right`` now, empty at the end of the row), ``rack``, ``stack`` (these
    claims share one), ``single`` (these leave theirs for slots of their own), ``stays``, ``moves``,
    ``removed`` (of what lies there), ``left-out``, ``taken-in``, ``two-columns``, ``one-column``
    (how a claim serves both sides).  A column is named by its claims, joined by ``+``, with
    ``/left`` or ``/right`` where a claim has one on either side.
    """

    kind: Literal[
        "swap", "between", "rack", "stack", "single", "stays", "moves", "removed", "left-out",
        "taken-in", "two-columns", "one-column",
    ]  # fmt: skip
    claims: tuple[str, ...]
    left: str = ""
    right: str = ""


class Choice(_Frozen):
    """A layout of another kind than the others.

    kind: ``best``; ``horizontal`` (no rack), ``no-stack``; ``rack``, ``stack`` (with exactly one);
    ``order`` (``first`` lies left of ``second``, unlike in the best).  kept: the level at which it
    is the best of its kind: ``minimum`` where breaches were left out, as the best has none.
    proven: the best of its kind.  differs: in what it differs from the best.  moved: claims that
    lie elsewhere than in the layout compared with, mm (``id/left``, ``id/right`` of one that has a
    column on either side); empty without.  ``least-change``: the best where a mm of that costs
    1 EUR/m.
    """

    kind: Literal["best", "horizontal", "no-stack", "rack", "stack", "order", "least-change"]
    first: str = ""
    second: str = ""
    kept: Level = "hard"
    proven: bool
    score: int
    cost: int
    differs: tuple[Difference, ...] = ()
    moved: dict[str, int] = {}
    layout: Layout = Field(repr=False)


# --- the whole ------------------------------------------------------------------------------------

Situation = Literal["infeasible", "breaches", "deviations", "fits", "unknown"]
"""``infeasible``: no layout keeps the hard gaps; ``breaches``: none keeps all minima;
``deviations``: none keeps all preferred gaps; ``fits``: some layout keeps all of them."""


class Explanation(_Frozen):
    """Everything found about one street.

    situation: see ``Situation``.  level: the gaps the explanation speaks of: those that cannot be
    kept, or ``preferred`` where all can.  shortage: what the street lacks at that level, mm.
    verdict, layout: the best layout of the street as it is asked.  established_by: the engines that
    say that no layout keeps the level; fewer than two is unconfirmed (``profile`` needs no engine).
    Parts that were not asked for are empty or None.  remedies_enough: so many changes were found
    to be enough; remedies_priced: the first of them, those that give something up last, which have
    a price.  remedies_decided: of every change that was to be tried it was established whether it
    is enough.  pairs_tried: no single remedy was found, so pairs were looked for.
    solves: how many streets were solved for this.  reason: why something was left open.
    """

    schema_version: Literal["ondergrond-explanation/1"] = SCHEMA
    name: str
    version: str
    situation: Situation
    level: Level
    shortage: int | None
    verdict: Verdict
    established_by: tuple[str, ...] = ()
    widths: Widths
    impossible: tuple[Impossible, ...] = ()
    chain: Chain | None = None
    conflict: Conflict | None = None
    remedies: tuple[Remedy, ...] = ()
    remedies_enough: int = 0
    remedies_priced: int = 0
    remedies_decided: bool = True
    pairs_tried: bool = False
    negotiation: tuple[Negotiation, ...] = ()
    slack: tuple[Slack, ...] = ()
    worth: tuple[Worth, ...] = ()
    robustness: Robustness | None = None
    choices: tuple[Choice, ...] = ()
    layout: Layout | None = Field(default=None, repr=False)
    solves: int
    seconds: float
    reason: str = ""
