"""The street profile: the cross-section a person describes, from boundary to boundary.

x runs in mm from the left boundary (0) to the right one (``width``); depth in mm below local ground
level, positive downward; ground is level. Models are frozen and validated field by field here;
``profile_errors`` adds what only shows across fields. Reading YAML, with lines, is ``io``'s work.
"""

from __future__ import annotations

from enum import StrEnum
from math import isqrt
from typing import Literal, NamedTuple

from pydantic import Field

from ondergrond.claims import Claim, Model, NetworkClaim, ReserveClaim, State
from ondergrond.quantity import Coordinate, Depth, Length, Size


class ZoneKind(StrEnum):
    """What a strip of the surface is for."""

    FOOTWAY = "footway"
    CYCLEWAY = "cycleway"
    CARRIAGEWAY = "carriageway"
    BUSWAY = "busway"
    TRAMWAY = "tramway"
    PARKING = "parking"
    VERGE = "verge"
    TREE_STRIP = "tree-strip"
    SQUARE = "square"
    QUAY = "quay"
    GARDEN = "garden"
    WATER = "water"


ROADS = frozenset({ZoneKind.CARRIAGEWAY, ZoneKind.BUSWAY, ZoneKind.PARKING, ZoneKind.TRAMWAY})
"""Zones that are kerbed off from the others: where one meets another kind, a kerb stands."""


class Pavement(StrEnum):
    """What covers a zone."""

    TILES = "tiles"
    BRICKS = "bricks"
    ASPHALT = "asphalt"
    CONCRETE = "concrete"
    GRASS = "grass"
    PLANTING = "planting"
    GRAVEL = "gravel"
    RAIL = "rail"
    NONE = "none"


DEFAULT_PAVEMENT = {
    ZoneKind.FOOTWAY: Pavement.TILES,
    ZoneKind.CYCLEWAY: Pavement.ASPHALT,
    ZoneKind.CARRIAGEWAY: Pavement.ASPHALT,
    ZoneKind.BUSWAY: Pavement.ASPHALT,
    ZoneKind.TRAMWAY: Pavement.RAIL,
    ZoneKind.PARKING: Pavement.BRICKS,
    ZoneKind.VERGE: Pavement.GRASS,
    ZoneKind.TREE_STRIP: Pavement.PLANTING,
    ZoneKind.SQUARE: Pavement.BRICKS,
    ZoneKind.QUAY: Pavement.BRICKS,
    ZoneKind.GARDEN: Pavement.PLANTING,
    ZoneKind.WATER: Pavement.NONE,
}
"""The pavement a zone has when the profile does not say."""


class Boundary(StrEnum):
    """What stands at an end of the profile: a facade, a garden plot, water (a quay), or nothing."""

    FACADE = "facade"
    PLOT = "plot"
    WATER = "water-edge"
    OPEN = "open"


SLACK = 20
"""Width and location of a street may differ by this much (mm): both were rounded somewhere."""


class Boundaries(Model):
    """What stands left (x = 0) and right (x = width)."""

    left: Boundary = Boundary.FACADE
    right: Boundary = Boundary.FACADE


class Groundwater(Model):
    """Highest and lowest groundwater level, depth below ground (mm)."""

    high: Depth
    low: Depth


class Ground(Model):
    """The ground: groundwater (None: unknown, then it binds nothing) and soil (for the drawing)."""

    groundwater: Groundwater | None = None
    soil: Literal["sand", "clay", "peat", "loam", "made"] = "sand"


class Zone(Model):
    """A strip of surface: kind, width (mm), pavement (None: the kind's default)."""

    kind: ZoneKind
    width: Size
    pavement: Pavement | None = None
    name: str | None = Field(default=None, max_length=60)

    @property
    def surface(self) -> Pavement:
        """The pavement stated or the default of the kind."""
        return self.pavement or DEFAULT_PAVEMENT[self.kind]


class FixtureKind(StrEnum):
    """Fixed things that are nobody's claim."""

    CELLAR = "cellar"
    FOUNDATION = "foundation"
    QUAY_WALL = "quay-wall"


class Fixture(Model):
    """A fixed thing: x-range ``from``..``to`` (mm, may reach outside the street at a boundary) and
    depth range ``top``..``bottom`` (mm). A foundation spreads its load from its bottom edges.
    """

    id: str = Field(min_length=1, max_length=60, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    kind: FixtureKind
    start: Length = Field(alias="from")
    end: Length = Field(alias="to")
    top: Depth = 0
    bottom: Size
    note: str | None = Field(default=None, max_length=500)


class Techniques(Model):
    """Which techniques the designer allows besides horizontal slots.

    ``rack_case`` picks the rack data: low, base or high (no rack has been dimensioned in public).
    """

    rack: Literal["allowed", "forbidden"] = "forbidden"
    stack: Literal["allowed", "forbidden"] = "forbidden"
    rack_case: Literal["low", "base", "high"] = "base"


class Location(Model):
    """Where the section lies on the map: its left and right boundary, RD (EPSG:28992), x and y."""

    left: tuple[Coordinate, Coordinate]
    right: tuple[Coordinate, Coordinate]

    @property
    def length(self) -> int:
        """The distance between the two, mm."""
        (x0, y0), (x1, y1) = self.left, self.right
        return isqrt((x1 - x0) ** 2 + (y1 - y0) ** 2)


BOUNDARY_NAMES = ("boundary-left", "boundary-right")
"""What the boundaries of a street are called in layouts and notes; no claim may be."""

DEFAULT_RULES = "nen7171-style"
"""The rule set of a profile that names none."""


class StreetProfile(Model):
    """A street, its ground, zones, what lies in it, and what is wanted of it.

    width: boundary to boundary (mm); the zones add up to it.  stretch: index of the zone that takes
    the difference when the street is thought wider or narrower (None: the widest carriageway, else
    the widest zone).  works: ``street`` when the whole street is open anyway, ``trench`` when every
    trench pays its pavement.  rules: name of the rule set.  preset: weighing of the score terms.
    location: where on the map it lies (None: unknown, or a street that is thought up).
    """

    name: str = Field(min_length=1, max_length=120)
    description: str | None = Field(default=None, max_length=4000)
    width: Size
    boundaries: Boundaries = Boundaries()
    ground: Ground = Ground()
    zones: tuple[Zone, ...] = Field(min_length=1, max_length=60)
    fixtures: tuple[Fixture, ...] = ()
    claims: tuple[Claim, ...] = Field(default=(), max_length=200)
    techniques: Techniques = Techniques()
    works: Literal["street", "trench"] = "street"
    stretch: int | None = None
    rules: str = DEFAULT_RULES
    preset: str = "balanced"
    location: Location | None = None

    def claim(self, claim_id: str) -> Claim:
        """The claim with this id; ``KeyError`` when there is none."""
        return {claim.id: claim for claim in self.claims}[claim_id]

    @property
    def zone_ranges(self) -> tuple[tuple[int, int], ...]:
        """Start and end of every zone (mm), left to right."""
        ranges = []
        x = 0
        for zone in self.zones:
            ranges.append((x, x + zone.width))
            x += zone.width
        return tuple(ranges)

    @property
    def kerbs(self) -> tuple[int, ...]:
        """Where kerbs stand (mm): between a road zone (``ROADS``) and any zone that is none."""
        found = []
        x = 0
        for left, right in zip(self.zones, self.zones[1:], strict=False):
            x += left.width
            if (left.kind in ROADS) != (right.kind in ROADS):
                found.append(x)
        return tuple(found)

    @property
    def stretch_zone(self) -> int:
        """Index of the zone that grows or shrinks with the street."""
        if self.stretch is not None:
            return self.stretch
        widths = [zone.width for zone in self.zones]
        roads = [i for i, zone in enumerate(self.zones) if zone.kind is ZoneKind.CARRIAGEWAY]
        return max(roads or range(len(widths)), key=lambda i: (widths[i], -i))

    @property
    def replaced(self) -> frozenset[str]:
        """Ids of what planned claims take the place of: gone in every layout."""
        return frozenset(
            claim.replaces
            for claim in self.claims
            if isinstance(claim, NetworkClaim) and claim.replaces is not None
        )

    def widened(self, width: int) -> StreetProfile:
        """The same street, ``width`` mm wide: the stretch zone takes the difference.

        Whatever has its axis (or, for a window or fixture, its end) left of the middle of the
        stretch zone keeps its distance to the left boundary, the rest to the right one, so a thing
        in a footway moves with its footway. A street of another width lies nowhere on the map.
        Raises ``ValueError`` when nothing would be left of the stretch zone.
        """
        change = width - self.width
        index = self.stretch_zone
        zone = self.zones[index]
        if zone.width + change <= 0:
            least = self.width - zone.width + 1
            raise ValueError(
                f"the street cannot be {width / 1000:g} m wide: its {zone.kind.value} of "
                f"{zone.width / 1000:g} m takes the difference, so {least / 1000:g} m is the least"
            )
        start, end = self.zone_ranges[index]

        def moved(x: int) -> int:
            return x if 2 * x < start + end else x + change

        claims = []
        for claim in self.claims:
            update: dict[str, object] = {}
            if claim.axis is not None:
                update["axis"] = moved(claim.axis)
            if claim.within is not None:
                first, last = moved(claim.within[0]), moved(claim.within[1])
                # Ends that pass each other leave no room; a window has a millimetre.
                update["within"] = (
                    (first, last) if first < last else (max(0, last), max(0, last) + 1)
                )
            claims.append(claim.model_copy(update=update))
        fixtures = []
        for fixture in self.fixtures:
            shift = (
                moved(fixture.start) - fixture.start
                if _left_heavy(fixture, start + end)
                else change
            )
            fixtures.append(
                fixture.model_copy(
                    update={"start": fixture.start + shift, "end": fixture.end + shift}
                )
            )
        zones = list(self.zones)
        zones[index] = zone.model_copy(update={"width": zone.width + change})
        return self.model_copy(
            update={
                "width": width,
                "zones": tuple(zones),
                "claims": tuple(claims),
                "fixtures": tuple(fixtures),
                "location": self.location if change == 0 else None,
            }
        )


def _left_heavy(fixture: Fixture, twice_middle: int) -> bool:
    return fixture.start + fixture.end < twice_middle


class ProfileError(NamedTuple):
    """Something wrong across fields: where (path into the document), what, what would be right."""

    path: tuple[str | int, ...]
    message: str


def profile_errors(profile: StreetProfile) -> list[ProfileError]:
    """Everything wrong in a profile that no single field shows; empty when it is sound.

    Checks that need no rule set: zones that do not add up, duplicate ids, references to nothing,
    axes and windows outside the street, groundwater upside down, a stretch zone that is not there.
    """
    errors: list[ProfileError] = []
    errors += _zone_errors(profile)
    errors += _id_errors(profile)
    errors += _position_errors(profile)
    errors += _reference_errors(profile)
    return errors


def _zone_errors(profile: StreetProfile) -> list[ProfileError]:
    errors = []
    total = sum(zone.width for zone in profile.zones)
    if total != profile.width:
        off = abs(profile.width - total)
        word = "missing" if total < profile.width else "too much"
        errors.append(
            ProfileError(
                ("zones",),
                f"the zones add up to {total / 1000:g} m, the street is "
                f"{profile.width / 1000:g} m: {off / 1000:g} m {word}",
            )
        )
    water = profile.ground.groundwater
    if water is not None and water.high > water.low:
        errors.append(
            ProfileError(
                ("ground", "groundwater"),
                f"the highest groundwater ({water.high / 1000:g} m below ground) lies deeper than "
                f"the lowest ({water.low / 1000:g} m); swap them",
            )
        )
    if profile.location is not None and abs(profile.location.length - profile.width) > SLACK:
        errors.append(
            ProfileError(
                ("location",),
                f"left and right are {profile.location.length / 1000:g} m apart on the map, the "
                f"street is {profile.width / 1000:g} m wide",
            )
        )
    if profile.stretch is not None and not 0 <= profile.stretch < len(profile.zones):
        errors.append(
            ProfileError(
                ("stretch",),
                f"there is no zone {profile.stretch}; zones count from 0 to "
                f"{len(profile.zones) - 1}",
            )
        )
    return errors


def _id_errors(profile: StreetProfile) -> list[ProfileError]:
    errors = []
    seen: dict[str, str] = {}
    named: list[tuple[str, int, str]] = [("claims", i, c.id) for i, c in enumerate(profile.claims)]
    named += [("fixtures", i, f.id) for i, f in enumerate(profile.fixtures)]
    for section, index, name in named:
        if name in BOUNDARY_NAMES:
            message = f"'{name}' is what a boundary of the street is called; take another id"
            errors.append(ProfileError((section, index, "id"), message))
        elif name in seen:
            errors.append(
                ProfileError((section, index, "id"), f"'{name}' is taken already by {seen[name]}")
            )
        else:
            seen[name] = f"{section}[{index}]"
    return errors


def _position_errors(profile: StreetProfile) -> list[ProfileError]:
    errors = []
    width = f"the street runs from 0 to {profile.width / 1000:g} m"
    for index, claim in enumerate(profile.claims):
        if claim.axis is not None and not 0 <= claim.axis <= profile.width:
            errors.append(
                ProfileError(
                    ("claims", index, "axis"),
                    f"an axis at {claim.axis / 1000:g} m is outside the street; {width}",
                )
            )
        if claim.within is not None:
            for end, x in enumerate(claim.within):
                if not 0 <= x <= profile.width:
                    errors.append(
                        ProfileError(
                            ("claims", index, "within", end),
                            f"a window to {x / 1000:g} m reaches outside the street; {width}",
                        )
                    )
        if isinstance(claim, ReserveClaim) and claim.reserve.width > profile.width:
            errors.append(
                ProfileError(
                    ("claims", index, "reserve", "width"),
                    f"a reserve {claim.reserve.width / 1000:g} m wide does not fit; {width}",
                )
            )
    for index, fixture in enumerate(profile.fixtures):
        if fixture.start >= fixture.end:
            errors.append(ProfileError(("fixtures", index, "to"), "'to' must lie right of 'from'"))
        if fixture.end < 0 or fixture.start > profile.width:
            errors.append(
                ProfileError(
                    ("fixtures", index, "from"), f"the whole fixture is outside the street; {width}"
                )
            )
        if fixture.bottom <= fixture.top:
            errors.append(
                ProfileError(("fixtures", index, "bottom"), "the bottom must lie below the top")
            )
    return errors


def _reference_errors(profile: StreetProfile) -> list[ProfileError]:
    errors = []
    claims = {claim.id: claim for claim in profile.claims}
    taken: dict[str, str] = {}
    for index, claim in enumerate(profile.claims):
        if not isinstance(claim, NetworkClaim) or claim.replaces is None:
            continue
        path = ("claims", index, "replaces")
        target = claims.get(claim.replaces)
        if target is None:
            errors.append(ProfileError(path, f"there is no claim '{claim.replaces}' to replace"))
        elif target.state is State.PLANNED:
            errors.append(
                ProfileError(
                    path, f"'{target.id}' is planned; only what lies there can be replaced"
                )
            )
        elif target.id in taken:
            errors.append(
                ProfileError(path, f"'{target.id}' is replaced already by '{taken[target.id]}'")
            )
        taken.setdefault(claim.replaces, claim.id)
    return errors
