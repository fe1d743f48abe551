"""A street profile as tables: its zones, and what lies in it or is wanted of it."""

from __future__ import annotations

from ondergrond.claims import (
    Claim,
    ContainerClaim,
    NetworkClaim,
    ReserveClaim,
    StorageClaim,
    TreeClaim,
)
from ondergrond.profile import StreetProfile
from ondergrond.report.blocks import Block, Line, Table
from ondergrond.report.phrases import say
from ondergrond.words import Language, Phrases


def profile_blocks(profile: StreetProfile, lang: Language = "en") -> list[Block]:
    """The profile as a heading, its description, zones and claims."""
    words = Phrases(lang)
    blocks: list[Block] = [
        Line(
            say(
                "street",
                lang,
                name=profile.name,
                width=words.metres(profile.width),
                rules=profile.rules,
                preset=words.own("preset", profile.preset),
            )
        )
    ]
    if profile.description:
        blocks.append(Line(profile.description.strip(), "faint"))
    blocks += [zones_table(profile, words), claims_table(profile, words)]
    return blocks


def library_table(profiles: list[tuple[str, StreetProfile]], lang: Language = "en") -> Table:
    """The library: a row for each profile."""
    words = Phrases(lang)
    headers = (words("title.profile"), words("title.width"), words("title.claim"), "")
    rows = tuple(
        (name, words.metres(profile.width), str(len(profile.claims)), profile.name)
        for name, profile in profiles
    )
    return Table("", headers, rows, frozenset({1, 2}), say("lengths", lang))


def zones_table(profile: StreetProfile, words: Phrases) -> Table:
    """Zones from left to right."""
    headers = (
        words("title.zone"),
        words("title.x-range"),
        words("title.width"),
        words("title.pavement"),
    )
    rows = tuple(
        (
            zone.name or words(f"zone.{zone.kind.value}"),
            f"{words.metres(start)} – {words.metres(end)}",
            words.metres(zone.width),
            words(f"pavement.{zone.surface.value}"),
        )
        for zone, (start, end) in zip(profile.zones, profile.zone_ranges, strict=True)
    )
    return Table("", headers, rows, frozenset({1, 2}), say("lengths", words.lang))


def claims_table(profile: StreetProfile, words: Phrases) -> Table:
    """Claims as they were written, with what they are and where they lie or may lie."""
    keys = ("claim", "kind", "size", "state", "place", "serves")
    rows = tuple(
        (
            claim.name,
            words.class_(_kind(claim)),
            _size(claim, words),
            words(f"state.{claim.state.value}"),
            _place(claim, words),
            words(f"side.{claim.serves.value}") if isinstance(claim, NetworkClaim) else "",
        )
        for claim in profile.claims
    )
    return Table("", tuple(words(f"title.{key}") for key in keys), rows)


def _kind(claim: Claim) -> str:
    match claim:
        case NetworkClaim():
            return claim.network.value
        case TreeClaim():
            return "tree"
        case StorageClaim():
            return "storage"
        case ReserveClaim():
            return "reserve"
        case ContainerClaim():
            return "container"


def _size(claim: Claim, words: Phrases) -> str:
    match claim:
        case NetworkClaim():
            size = "" if claim.size is None else str(claim.size)
            if claim.form == "single":
                return size
            return f"{words(f'drawing.{claim.form.value}')} {size}".strip()
        case TreeClaim():
            volume = words.number(claim.tree.root_volume / 1_000_000_000, 1)
            return f"{volume} m³ / {words.metres(claim.tree.spacing)} m"
        case StorageClaim():
            return f"{claim.storage.rain} mm x {words.metres(claim.storage.catchment)} m"
        case ReserveClaim():
            return f"{words.metres(claim.reserve.width)} m"
        case ContainerClaim():
            return f"{words.metres(claim.container.width)} m"


def _place(claim: Claim, words: Phrases) -> str:
    if claim.axis is not None:
        return words.metres(claim.axis)
    if claim.within is not None:
        return " – ".join(words.metres(x) for x in claim.within)
    return ""
