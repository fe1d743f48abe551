"""Sections of the made-up city: a profile, where it lies, and its name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from random import Random
from typing import Any, NamedTuple

from ondergrond.city.below import lying
from ondergrond.city.plan import Line, Place, places
from ondergrond.city.programme import Programme, techniques, wanted
from ondergrond.city.surface import StreetType, Surface, street_type, surface


class Section(NamedTuple):
    """A section of a street.

    id: unique in the city.  profile: the document of a street profile, keys and values as in YAML.
    line: its axis in RD (m), left of the profile on the left hand.
    """

    id: str
    profile: dict[str, Any]
    line: Line


def city(count: int, seed: int) -> Iterator[Section]:
    """``count`` sections (at least 1), the same for the same arguments on every machine."""
    for place in places(count, seed):
        yield _section(place, seed)


def _section(place: Place, seed: int) -> Section:
    band = 0 if place.ring < 0.3 else 1 if place.ring < 0.65 else 2
    section = Random(f"city {seed} {place.street} {place.piece}")
    kind = _type(place.street, band, place.ring, seed)
    # What a street keeps is drawn anew for every stretch of ten pieces: no street is one work.
    stretch = f"city {seed} {place.street} {band} {place.piece // 10}"
    street = surface(kind, Random(f"{stretch} surface"), section)
    programme = _programme(place.district, seed)
    there = lying(street, Random(f"{stretch} below"), section)
    claims = there + wanted(street, there, programme, Random(f"{stretch} wanted"), section)
    allowed = techniques(street, programme, Random(f"{stretch} techniques"))
    name = f"{kind.name} {place.street}, section {place.piece}"
    return Section(
        f"{place.street}-{place.piece}",
        _document(name, street, claims, allowed, programme),
        place.line,
    )


@lru_cache(maxsize=4096)
def _type(street: str, band: int, ring: float, seed: int) -> StreetType:
    return street_type(ring, Random(f"city {seed} {street} {band} type"))


@lru_cache(maxsize=4096)
def _programme(district: str, seed: int) -> Programme:
    return Programme.of(district, seed)


def _document(
    name: str,
    street: Surface,
    claims: list[dict[str, Any]],
    allowed: dict[str, str],
    programme: Programme,
) -> dict[str, Any]:
    document: dict[str, Any] = {
        "name": name,
        "width": f"{street.width} cm",
        "boundaries": {"left": street.type.left, "right": street.type.right},
        "ground": {
            "groundwater": {"high": f"{street.water} cm", "low": f"{street.water + 60} cm"},
            "soil": street.soil,
        },
        "zones": [
            {"kind": kind, "width": f"{width} cm", **({"pavement": pavement} if pavement else {})}
            for kind, width, pavement in street.zones
        ],
        "claims": claims,
        "techniques": allowed,
        "works": programme.works,
        "preset": programme.preset,
    }
    if street.fixtures:
        document["fixtures"] = street.fixtures
    return document
