"""Rule sets, resolved: every number a street is judged by, as integers.

A rule set is data under ``rules/`` (see ``docs/rules.md``); ``io`` reads, inherits and validates
it and hands over a ``RuleSet``, in which nothing is inherited any more. Lengths are mm, money is
su (1/10,000 euro per metre of street), percentages are whole. Nothing here claims to be a value of
NEN 7171-1, which is a paid norm: every number carries its provenance.

A *class* is a string: a network kind, or one of ``BODY_CLASSES`` and ``PLACE_CLASSES``.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from ondergrond.claims import Network

NETWORKS = tuple(kind.value for kind in Network)
"""The classes of networks."""

BODY_CLASSES = (
    "manhole",
    "rack",
    "tree-trunk",
    "tree-trunk-barrier",
    "root-zone",
    "root-zone-barrier",
    "storage",
    "reserve",
    "container",
)
"""Classes of bodies that are no network."""

PLACE_CLASSES = ("facade", "plot", "water-edge", "kerb", "cellar", "foundation", "quay-wall")
"""Classes of what stands at the boundaries and of fixtures: never new, always fixed."""

CLASSES = NETWORKS + BODY_CLASSES + PLACE_CLASSES

RACK_LEVELS = ("telecom", "electricity", "gas", "water", "heat")
"""Levels of a rack from the top ([CD11], [V1] of `[sources]`)."""

MONEY_TERMS = (
    "laying",
    "services",
    "reopenings",
    "groundwater",
    "relocation",
    "removal",
    "rack",
    "trees",
    "storage",
)
"""Score terms that are money; together they are the cost."""

PENALTY_TERMS = ("zones", "over", "order", "deviations", "breaches", "skipped")
"""Score terms that weigh what money does not."""

VALUE_TERMS = ("root-volume", "storage-volume", "reserve-value")
"""Score terms that are value; they enter the score with a minus (their amounts are <= 0)."""

TERMS = MONEY_TERMS + PENALTY_TERMS + VALUE_TERMS

GIVING = (
    "window",
    "reserve",
    "container",
    "tree",
    "storage",
    "network",
    "existing",
    "fixture",
    "assumption",
    "practice",
    "published",
    "normative",
    "groundwater",
)
"""Kinds of conditions a street can be explained by: wishes (windows and claims), what lies or
stands there, rule values by what they rest on, and groundwater."""


def _fraction(value: object) -> Fraction:
    if isinstance(value, Fraction):
        return value
    if isinstance(value, int | str):
        return Fraction(value)
    raise ValueError(f"{value!r} is not an exact number")


Exact = Annotated[
    Fraction,
    BeforeValidator(_fraction),
    PlainSerializer(lambda v: f"{v.numerator}/{v.denominator}"),
]
"""A rational number, exact; ``"9/400"`` in JSON."""


class Rule(BaseModel):
    """Base of all rule records: frozen, strict about keys.

    why: for each field that came from a file, the index of its provenance in
    ``RuleSet.provenance``. Fields that hold tables use ``field.key``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    why: dict[str, int] = {}


AnyRule = TypeVar("AnyRule", bound=Rule)


class Provenance(BaseModel):
    """Where a value comes from.

    source: key of `[sources]`, or text; basis: published, practice or assumption; confidence: high,
    medium or low; status: normative or advisory; low and high: where uncertain, the range in the
    value's own unit (mm, su, percent or count); note: a reason, required for an assumption; path:
    where it was written in that file (``gaps.minimum.heat.water``, or the groups it was inherited
    from: ``gaps.minimum.thermal.drinking-water``); file: the rule set that wrote it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    basis: Literal["published", "practice", "assumption"]
    confidence: Literal["high", "medium", "low"]
    status: Literal["normative", "advisory"]
    low: int | None = None
    high: int | None = None
    note: str | None = None
    path: str
    file: str


class GapRule(Rule):
    """What two classes ask of each other; symmetric.

    hard <= minimum <= preferred: horizontal gap (mm): below hard is impossible, below minimum a
    breach, below preferred a deviation.  over: whether one may lie over the other (new against
    what stays); then the same three of the vertical gap, and ``over_price`` (su, paid when
    ``priced``).
    """

    hard: int
    minimum: int
    preferred: int
    over: Literal["never", "priced", "free"] = "never"
    over_hard: int = 0
    over_minimum: int = 0
    over_preferred: int = 0
    over_price: int = 0


class NetworkRule(Rule):
    """What holds for one network kind.

    cover: ground to top by zone kind (mm).  deepest: greatest depth of the bottom (mm).
    size: default outer diameter (mm), even.  casing: outer diameter by form and nominal size, key
    ``single/100`` or ``twin/100`` (mm).  pair_gap: clear distance inside a pair (mm).
    laying: su; laying_per_mm: su per mm of the body's width; depth: su per mm of depth of the
    bottom. margin: from the body to the edge of its trench, each side (mm).  lifetime: years.
    service: su per connection at no distance; service_per_mm: su per connection per mm of
    distance, exact.  openings: expected reopenings per year per metre of street, exact.
    relocation, removal: su.  party: who pays.  level: level in a rack (None: rides in none). rank:
    wish for the order from facade to kerb, smaller is nearer to the facade (None: no wish).
    """

    cover: dict[str, int]
    deepest: int
    size: int
    casing: dict[str, int] = {}
    pair_gap: int = 0
    laying: int
    laying_per_mm: int
    depth: int
    margin: int
    lifetime: int = Field(ge=1)
    service: int
    service_per_mm: Exact
    openings: Exact
    relocation: int
    removal: int
    party: str
    level: str | None = None
    rank: int | None = None


class ZoneUse(Rule):
    """Where a class may lie: price by zone kind (su; 0 is allowed freely, None is forbidden)."""

    price: dict[str, int | None]


class Crossing(Rule):
    """House connections of a served network that cross a column on their way to the facade.

    price: by crossed class, su per connection; 0 is free, None impossible.
    """

    price: dict[str, int | None]


class RackRule(Rule):
    """A rack in one of the three cases (mm, su). See ``docs/model.md`` for the geometry.

    level_gap: clear vertical distance between two levels, key ``upper/lower`` for every pair of
    levels in order.  lateral: clear distance between post and first body, and between bodies.
    top_gap, bottom_gap: cover plate to first level, last level to base plate.
    facade: greatest distance of the near side of a distribution rack to the facade it serves.
    strip: width of the access strip on a working side.
    fixed, per_level, per_mm: hardware, su; depth: su per mm of depth of the bottom.
    laying_percent: laying of a member compared with its own trench; opening_percent: reopening of a
    member compared with its own trench (whole percent).  party: who pays the hardware.
    """

    post: int
    beam: int
    cover_plate: int
    base_plate: int
    top_gap: int
    bottom_gap: int
    lateral: int
    level_gap: dict[str, int]
    cover: dict[str, int]
    deepest: int
    facade: int
    strip: int
    fixed: int
    per_level: int
    per_mm: int
    depth: int
    laying_percent: int
    opening_percent: int
    party: str


class StackRule(Rule):
    """A pair of network kinds that may share an x-range in one trench, and their vertical gap
    (mm).
    """

    upper: str
    lower: str
    gap: int


class TreeRule(Rule):
    """Trees (mm, su, percent).

    depth: greatest rootable depth; shallowest: least rootable depth that counts as room for roots;
    above_water: rootable ground ends this far above the highest groundwater; trunk: diameter of the
    trunk foot; inset: from the zone's edge to the trunk where the trunk stands left or right in it;
    least: default least share of the volume; widths: number of widths tried from least to target;
    planting: price of one tree, su (1/10,000 euro each); removal: price of removing an existing
    tree row, su per metre of street; barrier: su per side; value: su per m³ of root volume.
    """

    depth: int
    shallowest: int
    above_water: int
    trunk: int
    inset: int
    least: int
    widths: int
    planting: int
    removal: int
    barrier: int
    value: int
    party: str


class StorageRule(Rule):
    """Crates (mm, su, percent): height of a layer, void share, cover by zone, how far the bottom
    stays above the highest groundwater, deepest bottom without groundwater known, default least
    share, price and value in su per m³ (gross for the price, net for the value) per metre of
    street.
    """

    layer: int = Field(ge=1)
    void: int = Field(ge=1)
    cover: dict[str, int]
    above_water: int
    deepest: int
    least: int
    price: int
    value: int
    party: str


class Prices(Rule):
    """Prices that hold for the whole set.

    breach, deviation: su, see the step price in ``docs/model.md``; breach_steps, deviation_steps:
    number of steps.  wish: su for a pair in the order nobody wishes.  pavement: su per mm of width
    reopened or trenched once, by pavement.  nuisance: percent by zone kind, applied to reopenings.
    dewatering: su per mm of depth below the highest groundwater.  reserve: value of a reserve, su.
    container: price of a container, su.  horizon: years; discount: yearly, exact; price_year.
    """

    breach: int
    breach_steps: int = Field(ge=1)
    deviation: int
    deviation_steps: int = Field(ge=1)
    wish: int
    pavement: dict[str, int]
    nuisance: dict[str, int]
    dewatering: int
    reserve: int
    container: int
    horizon: int = Field(ge=1)
    discount: Exact = Field(ge=0)
    price_year: int


class RuleSet(BaseModel):
    """A whole rule set, nothing inherited any more.

    gaps: key ``a|b`` with a <= b alphabetically, all unordered pairs of ``CLASSES``.
    load_spread: a foundation spreads its load this many mm outward per 1000 mm below its bottom.
    kerb_depth: depth of a kerb with its bedding (mm).
    presets: weights (whole, >= 0) of the score terms by preset; a missing term weighs 1.
    gives_way: by kind of condition (``GIVING``), when it gives way in an explanation: smaller ones
    first, so that a conflict is told by what holds longest; a missing one by its place in GIVING.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title: str
    inherits: tuple[str, ...] = ()
    provenance: tuple[Provenance, ...] = ()
    networks: dict[str, NetworkRule]
    zone_use: dict[str, ZoneUse]
    gaps: dict[str, GapRule]
    crossings: dict[str, Crossing]
    racks: dict[str, RackRule]
    stacks: tuple[StackRule, ...] = ()
    tree: TreeRule
    storage: StorageRule
    prices: Prices
    load_spread: int = Field(ge=1)
    kerb_depth: int
    presets: dict[str, dict[str, int]]
    gives_way: dict[str, int] = {}
    why: dict[str, int] = {}

    def gap(self, a: str, b: str) -> GapRule:
        """The rule between two classes, either way round. ``KeyError`` for an unknown class."""
        return self.gaps[f"{a}|{b}" if a <= b else f"{b}|{a}"]

    def weight(self, preset: str, term: str) -> int:
        """How often a term counts under a preset. ``KeyError`` for an unknown preset."""
        return self.presets[preset].get(term, 1)

    def yielding(self, kind: str) -> int:
        """When a kind of condition (of ``GIVING``) gives way in an explanation; smaller first."""
        return self.gives_way.get(kind, GIVING.index(kind) + 1)

    @cached_property
    def annuity(self) -> Fraction:
        """Present value of 1 a year over the horizon, paid at the end of each year: sum of
        (1 + discount)^-t for t = 1 .. horizon, exact.
        """
        step = 1 / (1 + self.prices.discount)
        return sum((step**t for t in range(1, self.prices.horizon + 1)), Fraction(0))

    def renewals(self, lifetime: int) -> Fraction:
        """Present value of paying 1 now and again each ``lifetime`` years within the horizon: sum
        of (1 + discount)^-(j lifetime) for j = 0, 1, .. while j lifetime < horizon, exact.
        """
        step = 1 / (1 + self.prices.discount)
        return sum((step**t for t in range(0, self.prices.horizon, lifetime)), Fraction(0))

    def restricted(self, classes: Iterable[str]) -> RuleSet:
        """The part that concerns these classes: what a layout carries with it. Provenance is kept
        for the remaining values only.
        """
        wanted = set(classes)
        gaps = {key: rule for key, rule in self.gaps.items() if wanted.issuperset(key.split("|"))}
        crossings = {
            name: rule.model_copy(
                update={"price": {k: v for k, v in rule.price.items() if k in wanted}}
            )
            for name, rule in self.crossings.items()
            if name in wanted
        }
        return self.model_copy(
            update={
                "networks": {k: v for k, v in self.networks.items() if k in wanted},
                "zone_use": {k: v for k, v in self.zone_use.items() if k in wanted},
                "gaps": gaps,
                "crossings": crossings,
            }
        )._with_provenance_compacted()

    def _with_provenance_compacted(self) -> RuleSet:
        index: dict[int, int] = {}

        def renumbered(rule: Rule) -> dict[str, int]:
            return {k: index.setdefault(v, len(index)) for k, v in rule.why.items()}

        def compact(rule: AnyRule) -> AnyRule:
            return rule.model_copy(update={"why": renumbered(rule)})

        update: dict[str, object] = {
            "networks": {k: compact(v) for k, v in self.networks.items()},
            "zone_use": {k: compact(v) for k, v in self.zone_use.items()},
            "gaps": {k: compact(v) for k, v in self.gaps.items()},
            "crossings": {k: compact(v) for k, v in self.crossings.items()},
            "racks": {k: compact(v) for k, v in self.racks.items()},
            "stacks": tuple(compact(v) for v in self.stacks),
            "tree": compact(self.tree),
            "storage": compact(self.storage),
            "prices": compact(self.prices),
            "why": {k: index.setdefault(v, len(index)) for k, v in self.why.items()},
        }
        update["provenance"] = tuple(self.provenance[old] for old in index)
        return self.model_copy(update=update)
