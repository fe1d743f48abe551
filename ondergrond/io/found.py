"""What an importer found on a section: things of the profile, each with what is known of it.

An importer makes the profile's own models (zones, fixtures, claims) in mm from the section's start,
and says of each what was measured, what is a default and what is missing. ``streetyaml`` writes
that as a profile with comments; ``programme`` adds what is wanted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any, Generic, NamedTuple, TypeVar

from ondergrond.claims import Claim
from ondergrond.io.section import Section
from ondergrond.io.tally import LeftOut
from ondergrond.profile import Boundaries, Fixture, Ground, StreetProfile, Zone, profile_errors

T = TypeVar("T")

MOST_CLAIMS = 200
"""As ``StreetProfile.claims`` has it."""

_SPACE = re.compile(
    r"[^\x21-\x7e\xa1-\xac\xae-\u1fff\u2010-\u2027\u2030-\u205e\u2070-\ud7ff\uf900-\ufefe\uff01-\ufffc]+"
)
"""White space, and what YAML and terminals had better not see."""


class Found(NamedTuple, Generic[T]):
    """One thing of the profile, and where it comes from.

    thing: the model.  measured: what the source says of this very thing ("diameter 110 mm").
    default: what the source says for all of its kind ("cover 1 m, standard of this network").
    missing: what nobody said, and what is taken instead ("size, 50 mm of the rule set").
    source: file, class and id of the object ("KLIC 22O000518_1, Waterleiding nl.imkl-...").
    warnings: what a person should look at ("crosses at 40 degrees: 110 mm takes 171 mm").
    parts: ids of all objects it is made of, where that is more than one source tells.
    """

    thing: T
    measured: tuple[str, ...] = ()
    default: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    source: str = ""
    warnings: tuple[str, ...] = ()
    parts: frozenset[str] = frozenset()

    @property
    def remarks(self) -> tuple[str, ...]:
        """Everything known of it, as sentences for comments."""
        parts = (("measured", self.measured), ("default", self.default), ("missing", self.missing))
        lines = [f"{word}: {'; '.join(texts)}" for word, texts in parts if texts]
        lines += [f"WARNING: {text}" for text in self.warnings]
        return tuple(clean(line, 600) for line in ([self.source] if self.source else []) + lines)


@dataclass(frozen=True)
class FoundStreet:
    """A street as sources have it; everything in mm from the section's start.

    width: of the street, from boundary to boundary.  zones: add up to it.  section: where on the
    map; None where the source has no map (a Streetmix sketch).  sources: names for the heading.
    warnings: of the street as a whole; those of things stand with them.  left_out: what of the
    source is not in it, with the reason.
    """

    name: str
    width: int
    zones: tuple[Found[Zone], ...]
    boundaries: Found[Boundaries]
    claims: tuple[Found[Claim], ...] = ()
    fixtures: tuple[Found[Fixture], ...] = ()
    ground: Found[Ground] | None = None
    section: Section | None = None
    sources: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = field(default=())

    @property
    def all_warnings(self) -> tuple[str, ...]:
        """Those of the street, then those of its things, each with the thing's id."""
        things: tuple[Found[Any], ...] = (*self.claims, *self.fixtures)
        own = [f"{found.thing.id}: {text}" for found in things for text in found.warnings]
        return (*self.warnings, *own)

    def profile(self) -> StreetProfile:
        """The street profile; raises ``ValueError`` with everything that is wrong with it."""
        if len(self.claims) > MOST_CLAIMS:
            raise ValueError(
                f"{len(self.claims)} things lie on this section; a profile holds {MOST_CLAIMS}: "
                "take a shorter section"
            )
        made = StreetProfile(
            name=clean(self.name, 120) or "street",
            width=self.width,
            boundaries=self.boundaries.thing,
            ground=self.ground.thing if self.ground is not None else Ground(),
            zones=tuple(found.thing for found in self.zones),
            fixtures=tuple(found.thing for found in self.fixtures),
            claims=tuple(found.thing for found in self.claims),
            location=None if self.section is None else self.section.location,
        )
        if errors := profile_errors(made):
            raise ValueError("; ".join(error.message for error in errors))
        return made

    def renamed(self, name: str) -> FoundStreet:
        """The same street by another name."""
        return replace(self, name=name)


def clean(text: str, most: int = 200) -> str:
    """Text of a source made fit for one line: plain spaces, nothing unprintable, not too long."""
    plain = _SPACE.sub(" ", text).strip()
    return plain if len(plain) <= most else f"{plain[: most - 3].rstrip()}..."


def free_id(wanted: str, taken: set[str]) -> str:
    """An id for a claim or fixture that is not taken, near to the one wanted; taken from now on."""
    base = re.sub(r"[^A-Za-z0-9._-]+", "-", wanted).strip("-._")[:50] or "thing"
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    taken.add(name)
    return name
