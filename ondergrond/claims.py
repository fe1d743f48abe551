"""Claims: who asks for room below the street.

A claim is one of six things: a network (cable, pipe, duct, bundle, pipe pair), a tree row, water
storage, a reserve, or an underground waste container. All lengths are mm, all positions are
mm from the left boundary, all depths mm below local ground level. Which keys a user may write, and
what they mean, is said at each field; cross-field rules (ids, windows, the street's width) live in
``profile``.
"""

from __future__ import annotations

import re
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    model_validator,
)
from pydantic_core import PydanticCustomError

from ondergrond.quantity import Depth, Length, Money, Percent, Rate, Size, Volume, parse_length


class Network(StrEnum):
    """Network kinds: one per IMKL theme, finer where rules differ (DESIGN section 2)."""

    TELECOM = "telecom"
    COAX = "coax"
    FIBRE = "fibre"
    LOW_VOLTAGE = "low-voltage"
    MEDIUM_VOLTAGE = "medium-voltage"
    HIGH_VOLTAGE = "high-voltage"
    TRANSMISSION_VOLTAGE = "transmission-voltage"
    PUBLIC_LIGHTING = "public-lighting"
    GAS_LOW = "gas-low"
    GAS_HIGH = "gas-high"
    WATER = "water"
    WATER_TRANSPORT = "water-transport"
    HEAT = "heat"
    COLD = "cold"
    SEWER_FOUL = "sewer-foul"
    SEWER_COMBINED = "sewer-combined"
    SEWER_STORM = "sewer-storm"
    SEWER_INFILTRATION = "sewer-infiltration"
    SEWER_PRESSURE = "sewer-pressure"
    HAZARDOUS_PIPELINE = "hazardous-pipeline"
    PETROCHEMICAL = "petrochemical"
    ORPHAN = "orphan"
    OTHER = "other"
    DUCT = "duct"


class Form(StrEnum):
    """How a network claim is built: one body, two equal pipes side by side, two in one casing."""

    SINGLE = "single"
    PAIR = "pair"
    TWIN = "twin"
    BUNDLE = "bundle"


class State(StrEnum):
    """Existing things lie in the street today, abandoned ones out of use; planned are wanted."""

    EXISTING = "existing"
    PLANNED = "planned"
    ABANDONED = "abandoned"


class Mobility(StrEnum):
    """What may happen to a thing that lies there: nothing, moving or removal, each at a price."""

    FIXED = "fixed"
    RELOCATABLE = "relocatable"
    REMOVABLE = "removable"


class Serves(StrEnum):
    """Whose houses a network serves: those along the left or right boundary, both, or none."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"
    NONE = "none"

    @property
    def sides(self) -> tuple[Literal["left", "right"], ...]:
        """The sides served, left first."""
        if self is Serves.BOTH:
            return ("left", "right")
        if self is Serves.LEFT:
            return ("left",)
        return ("right",) if self is Serves.RIGHT else ()


class Model(BaseModel):
    """Frozen, refuses unknown keys; YAML keys use hyphens, Python names underscores."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=lambda name: name.replace("_", "-"),
        populate_by_name=True,
    )


Problem = tuple[str, str]
"""A field (as it is written in YAML) and what is wrong with it."""


def _refuse(problems: list[Problem]) -> None:
    """Raise one validation error that names every field it is about (read back by the loader)."""
    if problems:
        text = "; ".join(f"{field}: {message}" for field, message in problems)
        raise PydanticCustomError("coherence", "{text}", {"text": text, "problems": problems})


class Dimensions(Model):
    """The size of a network's body as it was stated.

    Exactly one of: ``diameter`` (outer, mm), ``nominal`` (a DN number; the casing is looked up in
    the rule set), or ``width`` with ``height`` (a cable bed, mm).
    """

    diameter: Size | None = None
    nominal: int | None = Field(default=None, gt=0, le=4000)
    width: Size | None = None
    height: Size | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = [self.nominal is not None, self.diameter is not None]
        ways.append(self.width is not None or self.height is not None)
        if sum(ways) != 1 or (self.width is None) != (self.height is None):
            _refuse(
                [
                    (
                        "size",
                        "give one of: a diameter ('110 mm'), a nominal size ('DN100'), or a width "
                        "with a height ('400 mm x 100 mm')",
                    )
                ]
            )
        return self

    def __str__(self) -> str:
        if self.nominal is not None:
            return f"DN{self.nominal}"
        if self.diameter is not None:
            return f"{self.diameter} mm"
        return f"{self.width} x {self.height} mm"


def parse_dimensions(value: Any) -> Any:
    """``"110 mm"``, ``"DN100"`` or ``"400 mm x 100 mm"`` as ``Dimensions`` keys."""
    if not isinstance(value, str):
        return value
    if match := re.fullmatch(r"\s*DN\s*(\d{1,4})\s*", value, re.IGNORECASE):
        return {"nominal": int(match.group(1))}
    parts = re.split(r"\s*[x×]\s*", value.strip())
    if len(parts) == 2:
        return {"width": parse_length(parts[0]), "height": parse_length(parts[1])}
    try:
        return {"diameter": parse_length(value)}
    except ValueError as error:
        raise ValueError(f"{error} (a size is '110 mm', 'DN100' or '400 mm x 100 mm')") from None


class _Claim(Model):
    """What every claim has.

    id: unique in the profile.  label: what drawings print (default: the id).
    optional: may be left out; then its value is lost and ``skip_price`` is paid.
    within: window of the whole body (start, end), mm; ``axis``: its axis lies exactly there, mm.
    note: free text: what is measured, what assumed; shown with the claim.
    accuracy: half-width of the position's uncertainty, mm (existing things).
    """

    id: str = Field(min_length=1, max_length=60, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    label: str | None = Field(default=None, max_length=80)
    optional: bool = False
    skip_price: Money = Field(default=0, ge=0)
    within: tuple[Length, Length] | None = None
    axis: Length | None = None
    note: str | None = Field(default=None, max_length=500)
    state: State = State.PLANNED
    mobility: Mobility | None = None
    accuracy: Depth | None = None

    @property
    def name(self) -> str:
        """What people read: the label, or the id."""
        return self.label or self.id

    @property
    def lies(self) -> bool:
        """Whether it lies in the street today (existing or abandoned)."""
        return self.state is not State.PLANNED

    @property
    def stays_fixed(self) -> bool:
        """Lies there and may neither move nor be removed."""
        return self.lies and self.may is Mobility.FIXED

    @property
    def may(self) -> Mobility:
        """The mobility stated, or the default: abandoned things are removable, others fixed."""
        if self.mobility is not None:
            return self.mobility
        return Mobility.REMOVABLE if self.state is State.ABANDONED else Mobility.FIXED

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        _refuse(self._problems())
        return self

    def _problems(self) -> list[Problem]:
        """What does not go together in this claim; kinds of claims add their own."""
        lies, planned = self.lies, not self.lies
        rows = [
            (
                lies and self.axis is None,
                "axis",
                "what lies in the street needs its axis, such as 'axis: 1.9 m'",
            ),
            (
                lies and self.optional,
                "optional",
                "only a planned claim can be optional; use mobility for what lies there",
            ),
            (
                lies and self.within is not None,
                "within",
                "a window is for planned claims; what lies there has an axis",
            ),
            (
                planned and self.mobility is not None,
                "mobility",
                "mobility is for what lies there; a planned claim is free to move",
            ),
            (
                planned and self.within is not None and self.axis is not None,
                "within",
                "give a window or an axis, not both",
            ),
            (
                self.within is not None and self.within[0] >= self.within[1],
                "within",
                "the window is empty: its first end must lie left of its second",
            ),
            (
                bool(self.skip_price) and not self.optional,
                "skip-price",
                "a skip price needs 'optional: true'",
            ),
            (
                self.state is State.ABANDONED and self.mobility is Mobility.RELOCATABLE,
                "mobility",
                "an abandoned thing is fixed or removable; nobody moves it",
            ),
        ]
        return [(field, message) for wrong, field, message in rows if wrong]


class NetworkClaim(_Claim):
    """A cable, pipe, duct, bundle or pipe pair.

    size: None takes the rule set's default for the kind (then assumed).
    serves: whose houses; connections: their number per 100 m of street, over all served sides.
    cover: ground to top of body, mm, overrides the rule; invert: depth of a sewer's inside bottom,
    mm (taken as the bottom of the body).  At most one of them.
    manhole: width across the street of a local widening, mm.
    bed: claims with the same bed stay or move as one.  replaces: id of what it takes the place of.
    rack: may ride in a rack where racks are allowed.
    """

    network: Network
    size: Annotated[Dimensions, BeforeValidator(parse_dimensions)] | None = None
    form: Form = Form.SINGLE
    serves: Serves = Serves.NONE
    connections: Rate = Fraction(0)
    cover: Depth | None = None
    invert: Depth | None = None
    manhole: Size | None = None
    bed: str | None = Field(default=None, max_length=60)
    replaces: str | None = None
    rack: bool = True

    def _problems(self) -> list[Problem]:
        problems = super()._problems()
        if self.cover is not None and self.invert is not None:
            problems.append(("invert", "give the cover or the invert, not both"))
        if self.connections and self.serves is Serves.NONE:
            problems.append(("serves", "connections need a side: left, right or both"))
        if self.replaces is not None and (self.lies or self.optional):
            problems.append(
                ("replaces", "only a planned claim that is not optional can replace something")
            )
        if self.form is Form.PAIR and self.size is not None and self.size.width is not None:
            problems.append(("size", "each pipe of a pair has a diameter, or a nominal size"))
        if self.bed is not None and not self.lies:
            problems.append(("bed", "a bed is for what lies there"))
        return problems


class TreeDemand(Model):
    """A row of trees: rootable volume of each (mm³), their distance along the street (mm).

    least: share of the volume that must be reached, percent (None: the rule set's).
    trunk: diameter of the trunk foot, mm (None: the rule set's).  barrier: whether a root barrier
    may, must or must not be used.
    """

    root_volume: Volume
    spacing: Size
    least: Percent | None = None
    trunk: Size | None = None
    barrier: Literal["allowed", "required", "forbidden"] = "allowed"


class TreeClaim(_Claim):
    """A tree row.

    Of an existing tree only the trunk (around ``axis``) keeps its distance: its roots went where
    the soil let them, and no drawing says where.
    """

    tree: TreeDemand

    def _problems(self) -> list[Problem]:
        problems = super()._problems()
        if self.may is Mobility.RELOCATABLE and self.state is State.EXISTING:
            problems.append(
                ("mobility", "an existing tree is fixed or removable; a tree row is not moved")
            )
        return problems


MOST_RAIN = 1000
"""A metre of rain (mm) is a slip of the pen: no design storm comes near it."""


class StorageDemand(Model):
    """Rainwater storage: rain (mm) falling on a catchment (mm of street width).

    least: share of that volume that must be reached, percent (None: the rule set's).
    layers: greatest number of crate layers.
    """

    rain: Annotated[Size, Field(le=MOST_RAIN)]
    catchment: Size
    least: Percent | None = None
    layers: Literal[1, 2] = 2

    @model_validator(mode="before")
    @classmethod
    def _numbers_from_text(cls, value: Any) -> Any:
        if isinstance(value, dict) and isinstance(value.get("layers"), str):
            return {
                **value,
                "layers": {"1": 1, "2": 2}.get(value["layers"].strip(), value["layers"]),
            }
        return value


class StorageClaim(_Claim):
    """Rainwater storage in crates."""

    storage: StorageDemand

    def _problems(self) -> list[Problem]:
        if self.lies:
            return [("state", "storage that lies there is described as a fixture of kind cellar")]
        problems = super()._problems()
        if self.axis is not None:
            problems.append(
                ("axis", "storage varies in width; give it a window ('within'), not an axis")
            )
        return problems


class ReserveDemand(Model):
    """Room kept free for later: width, and depth range (mm)."""

    width: Size
    top: Depth
    bottom: Size

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.bottom <= self.top:
            _refuse([("bottom", "the bottom must lie below the top")])
        return self


class ReserveClaim(_Claim):
    """A reserve."""

    reserve: ReserveDemand

    def _problems(self) -> list[Problem]:
        if self.lies:
            return [("state", "a reserve is always planned: nothing lies there yet")]
        return super()._problems()


class ContainerDemand(Model):
    """An underground waste container: width across the street and depth of its pit (mm)."""

    width: Size
    depth: Size


class ContainerClaim(_Claim):
    """An underground waste container."""

    container: ContainerDemand

    def _problems(self) -> list[Problem]:
        problems = super()._problems()
        if self.lies and self.may is not Mobility.FIXED:
            problems.append(
                ("mobility", "an existing container is fixed; to move it, plan one elsewhere")
            )
        return problems


_KEYS = ("network", "tree", "storage", "reserve", "container")


def _which(value: Any) -> str | None:
    """The key that tells what a claim is."""
    if isinstance(value, dict):
        for key in _KEYS:
            if key in value:
                return key
    else:
        for key in _KEYS:
            if hasattr(value, key):
                return key
    return None


Claim = Annotated[
    Annotated[NetworkClaim, Tag("network")]
    | Annotated[TreeClaim, Tag("tree")]
    | Annotated[StorageClaim, Tag("storage")]
    | Annotated[ReserveClaim, Tag("reserve")]
    | Annotated[ContainerClaim, Tag("container")],
    Discriminator(
        _which,
        custom_error_type="claim_kind",
        custom_error_message="a claim needs one of: network, tree, storage, reserve, container",
    ),
]
"""Any claim; the key that is present tells which."""
