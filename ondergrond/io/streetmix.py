"""A street sketched in Streetmix, as a street profile: zones, boundaries and wished-for trees.

Before schema 30 widths are stored in feet of 0.3048 m, or of 0.3 m where the street was drawn in
metric units (the editor's own migration); from 30 on they are metres. A sketch has no map, no
depths and nothing below the ground.
"""

from __future__ import annotations

import json
import math
from fractions import Fraction
from pathlib import Path
from typing import Any

from ondergrond.claims import Claim, TreeClaim, TreeDemand
from ondergrond.errors import InputFileError, Problem
from ondergrond.io.found import Found, FoundStreet, clean, free_id
from ondergrond.io.jsonkeys import first_twice
from ondergrond.io.textfile import UnreadableFileError, read_text
from ondergrond.profile import Boundaries, Boundary, Pavement, Zone, ZoneKind
from ondergrond.quantity import LONGEST, half_up

MOST_BYTES = 5_000_000
MOST_SEGMENTS = 60

IN_METRES = 30
"""The schema version from which widths are metres."""

FOOT, METRIC_FOOT = Fraction(3048, 10), Fraction(300)
"""A foot, and the foot of metric streets before schema 30, mm."""

METRIC = 2
"""``units`` of a metric street before schema 30."""

ROOT_VOLUME, SPACING = 12_000_000_000, 10_000
"""Of a tree in a sketch nobody knows these; taken, mm³ and mm."""

_ZONES: dict[str, ZoneKind] = {
    "sidewalk": ZoneKind.FOOTWAY,
    "sidewalk-bench": ZoneKind.FOOTWAY,
    "sidewalk-bike-rack": ZoneKind.FOOTWAY,
    "sidewalk-lamp": ZoneKind.FOOTWAY,
    "sidewalk-wayfinding": ZoneKind.FOOTWAY,
    "sidewalk-tree": ZoneKind.TREE_STRIP,
    "transit-shelter": ZoneKind.FOOTWAY,
    "brt-station": ZoneKind.FOOTWAY,
    "outdoor-dining": ZoneKind.FOOTWAY,
    "utilities": ZoneKind.FOOTWAY,
    "scooter-drop-zone": ZoneKind.FOOTWAY,
    "bike-lane": ZoneKind.CYCLEWAY,
    "scooter": ZoneKind.CYCLEWAY,
    "bikeshare": ZoneKind.PARKING,
    "drive-lane": ZoneKind.CARRIAGEWAY,
    "turn-lane": ZoneKind.CARRIAGEWAY,
    "temporary": ZoneKind.CARRIAGEWAY,
    "parking-lane": ZoneKind.PARKING,
    "flex-zone": ZoneKind.PARKING,
    "flex-zone-curb": ZoneKind.PARKING,
    "food-truck": ZoneKind.PARKING,
    "parklet": ZoneKind.PARKING,
    "bus-lane": ZoneKind.BUSWAY,
    "brt-lane": ZoneKind.BUSWAY,
    "light-rail": ZoneKind.TRAMWAY,
    "streetcar": ZoneKind.TRAMWAY,
    "train": ZoneKind.TRAMWAY,
    "divider": ZoneKind.VERGE,
}
"""The zone of each type of segment; what is drawn on it does not change the ground."""

_GREEN = frozenset({"planting-strip", "bush", "flowers", "big-tree", "palm-tree", "planter-box",
                    "median", "grass"})  # fmt: skip
_TREES = frozenset({"big", "big-tree", "palm-tree", "small"})
"""Variants of dividers with planting, and of segments with a tree."""

_BOUNDARIES: dict[str, Boundary] = {
    "narrow": Boundary.FACADE,
    "wide": Boundary.FACADE,
    "residential": Boundary.FACADE,
    "arcade": Boundary.FACADE,
    "parking-structure": Boundary.FACADE,
    "mall": Boundary.FACADE,
    "compound-wall": Boundary.PLOT,
    "grass": Boundary.PLOT,
    "fence": Boundary.PLOT,
    "parking-lot": Boundary.PLOT,
    "waterfront": Boundary.WATER,
    "beach": Boundary.WATER,
    "under-elevated": Boundary.OPEN,
}


class StreetmixFileError(InputFileError):
    """A Streetmix street cannot be used."""


def read_streetmix(path: str | Path) -> FoundStreet:
    """The street in a JSON file of Streetmix, whatever its schema version.

    Raises:
        StreetmixFileError: no such file, no JSON, another kind of document, or segments that
            cannot be; with everything that is wrong.
    """
    file = str(path)
    document = _document(Path(path), file)
    street, name = _street(document, file)
    scale, told = _scale(street, file)
    problems: list[Problem] = []
    segments = _segments(street, scale, problems)
    if problems:
        raise StreetmixFileError(file, problems)
    zones = _zones(segments)
    width = sum(found.thing.width for found in zones)
    if width > LONGEST:
        raise _refused(file, f"the segments add up to {width / 1000:g} m: no street is so wide")
    boundaries, odd = _boundaries(street)
    warnings = [*odd, *_width_warnings(street, scale, width)]
    return FoundStreet(
        name=clean(name, 120) or Path(path).stem.partition(".")[0] or "street",
        width=width,
        zones=tuple(zones),
        boundaries=boundaries,
        claims=tuple(_trees(segments)),
        sources=(f"Streetmix {Path(path).name}, {told}",),
        warnings=tuple(warnings),
    )


def _refused(file: str, message: str) -> StreetmixFileError:
    return StreetmixFileError(file, [Problem(None, "", message)])


def _document(path: Path, file: str) -> dict[str, Any]:
    try:
        text = read_text(path, most_bytes=MOST_BYTES, what="a Streetmix street")
    except UnreadableFileError as error:
        raise StreetmixFileError(file, [Problem(error.line, "", error.message)]) from None
    try:
        document = json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        message = f"this is no JSON ({error.msg}); download the street as JSON"
        raise StreetmixFileError(file, [Problem(error.lineno, "", message)]) from None
    except (RecursionError, ValueError) as error:
        raise _refused(
            file, f"this is no street: {clean(str(error)) or 'nested too deep'}"
        ) from None
    if not isinstance(document, dict):
        raise _refused(file, "this JSON is no Streetmix street: it is no object")
    return document


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys stand once."""
    if (twice := first_twice(pairs)) is not None:
        raise ValueError(f"the key '{clean(twice, 40)}' stands twice in one object")
    return dict(pairs)


def _street(document: dict[str, Any], file: str) -> tuple[dict[str, Any], str]:
    """The street itself, also where it is wrapped as the editor's server does; and its name."""
    if "project" in document:
        raise _refused(file, "this is a StreetPlan project, not a Streetmix street")
    data = document.get("data")
    street = data.get("street") if isinstance(data, dict) else document
    if not isinstance(street, dict) or "segments" not in street:
        raise _refused(file, "this JSON is no Streetmix street: there is no data.street.segments")
    name = document.get("name") or street.get("name") or ""
    return street, name if isinstance(name, str) else ""


def _scale(street: dict[str, Any], file: str) -> tuple[Fraction, str]:
    """Millimetres in a unit of width, and that in words."""
    version = street.get("schemaVersion")
    if isinstance(version, bool) or not isinstance(version, int) or not 1 <= version <= 1000:
        raise _refused(file, "data.street.schemaVersion is missing or no number; it says the units")
    if version >= IN_METRES:
        return Fraction(1000), f"schema {version}, widths in metres"
    if street.get("units") == METRIC:
        return METRIC_FOOT, f"schema {version}, widths in feet of 0.3 m (a metric street)"
    return FOOT, f"schema {version}, widths in feet"


class _Segment:
    """One segment: type, variant, width (mm)."""

    def __init__(self, kind: str, variant: str, width: int) -> None:
        self.kind, self.variant, self.width = kind, variant, width

    @property
    def words(self) -> frozenset[str]:
        return frozenset(self.variant.split("|"))

    @property
    def has_tree(self) -> bool:
        return self.kind in ("sidewalk-tree", "divider") and bool(self.words & _TREES)

    @property
    def what(self) -> str:
        return clean(f"{self.kind} ({self.variant})" if self.variant else self.kind, 80)

    def zone(self) -> Zone:
        """Its zone, of no width yet."""
        kind = _ZONES.get(self.kind, ZoneKind.CARRIAGEWAY)
        pavement: Pavement | None = None
        if self.kind == "divider":
            if not self.words & _GREEN:
                return Zone(kind=ZoneKind.CARRIAGEWAY, width=1)
            kind = ZoneKind.TREE_STRIP if self.has_tree else ZoneKind.VERGE
            pavement = Pavement.PLANTING if self.words & {"bush", "flowers"} else None
        if kind is ZoneKind.TRAMWAY and "grass" in self.words:
            pavement = Pavement.GRASS
        return Zone(kind=kind, width=1, pavement=pavement)


def _segments(street: dict[str, Any], scale: Fraction, problems: list[Problem]) -> list[_Segment]:
    rows = street["segments"]
    if not isinstance(rows, list) or not rows:
        problems.append(Problem(None, "segments", "there is no segment; a street has one at least"))
        return []
    if len(rows) > MOST_SEGMENTS:
        message = f"{len(rows)} segments; a profile has {MOST_SEGMENTS} zones at most"
        problems.append(Problem(None, "segments", message))
        return []
    segments = []
    reach = Fraction(0)
    for index, row in enumerate(rows):
        path = f"segments[{index}]"
        if not isinstance(row, dict) or not isinstance(row.get("type"), str):
            problems.append(Problem(None, path, "a segment has a type and a width"))
            continue
        width = row.get("width")
        if isinstance(width, bool) or not isinstance(width, int | float):
            problems.append(
                Problem(None, f"{path}.width", f"{clean(repr(width), 40)} is no number")
            )
            continue
        mm = 0
        if not isinstance(width, float) or math.isfinite(width):
            size = Fraction(width) * scale
            if 0 < size <= LONGEST:
                before, reach = reach, reach + size
                mm = half_up(reach) - half_up(before)  # edges are rounded: no drift
        if mm < 1:
            told = clean(repr(width), 40)
            problems.append(Problem(None, f"{path}.width", f"{told} is no width of a segment"))
            continue
        variant = row.get("variantString")
        segments.append(_Segment(row["type"], variant if isinstance(variant, str) else "", mm))
    return segments


def _zones(segments: list[_Segment]) -> list[Found[Zone]]:
    """Zones from left to right; neighbours of one kind and pavement are one."""
    found: list[Found[Zone]] = []
    for segment in segments:
        zone = segment.zone()
        warnings: tuple[str, ...] = ()
        if not segment.variant:
            warnings = (f"the '{clean(segment.kind, 40)}' has no variant: trees may be missing",)
        if segment.kind not in _ZONES:
            warnings = (f"'{clean(segment.kind, 40)}' is not known; taken for a carriageway",)
        last = found[-1] if found else None
        if last is not None and last.thing == zone.model_copy(update={"width": last.thing.width}):
            found[-1] = last._replace(
                thing=zone.model_copy(update={"width": last.thing.width + segment.width}),
                measured=(*last.measured, segment.what)[:6],
                warnings=(*last.warnings, *warnings),
            )
            continue
        told = zone.model_copy(update={"width": segment.width})
        found.append(
            Found(told, (segment.what,), (), ("pavement, that of its kind",), "", warnings)
        )
    return found


def _trees(segments: list[_Segment]) -> list[Found[Claim]]:
    """A wished-for row for every segment with trees."""
    found: list[Found[Claim]] = []
    taken: set[str] = set()
    x = 0
    for segment in segments:
        if segment.has_tree:
            claim = TreeClaim(
                id=free_id("trees", taken),
                label="trees",
                optional=True,
                tree=TreeDemand(root_volume=ROOT_VOLUME, spacing=SPACING),
                note=f"drawn at {x / 1000:g} to {(x + segment.width) / 1000:g} m",
            )
            missing = "root volume 12 m3 and spacing 10 m are taken"
            found.append(Found(claim, (segment.what,), (), (missing,)))
        x += segment.width
    return found


def _boundaries(street: dict[str, Any]) -> tuple[Found[Boundaries], list[str]]:
    """What stands at both sides, and what of it was not known."""
    sides, told, warnings = {}, [], []
    stated = street.get("boundary")
    for side in ("left", "right"):
        own = stated.get(side) if isinstance(stated, dict) else None
        variant = own.get("variant") if isinstance(own, dict) else None
        variant = variant or street.get(f"{side}BuildingVariant")
        text = clean(variant, 40) if isinstance(variant, str) else ""
        sides[side] = _BOUNDARIES.get(text, Boundary.FACADE)
        if text in _BOUNDARIES:
            told.append(f"{side} {text}")
        else:
            warnings.append(f"{side} '{text}' is taken for a facade" if text else
                            f"{side}: nothing is drawn; a facade is taken")  # fmt: skip
    return Found(Boundaries(**sides), tuple(told)), warnings


def _width_warnings(street: dict[str, Any], scale: Fraction, width: int) -> list[str]:
    stated = street.get("width")
    if isinstance(stated, bool) or not isinstance(stated, int | float):
        return ["the sketch does not tell how wide the street is; its segments count"]
    if not -LONGEST < stated < LONGEST:
        return ["the width of the sketch is no number of metres or feet; its segments count"]
    mm = half_up(Fraction(stated) * scale)
    if abs(mm - width) <= 5:
        return []
    return [
        f"the segments add up to {width / 1000:g} m, the street was set to {mm / 1000:g} m; the "
        "segments count"
    ]
