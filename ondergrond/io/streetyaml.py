"""An imported street written as a profile with comments: measured, default, missing.

The file is a profile like any other: reading it gives the profile that was found, with what was
added as its programme.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import BaseModel

from ondergrond.io.found import Found, FoundStreet, clean
from ondergrond.io.profileyaml import dumped, length_text, plain_mapping
from ondergrond.io.tally import LeftOut
from ondergrond.profile import StreetProfile

WIDTH = 100
"""Characters of a line."""

GIVEN = ("name", "description", "width", "boundaries", "ground", "zones", "fixtures", "claims")
"""Keys a source may say something of, in the order of the file; the others follow as they are."""


def street_to_yaml(
    street: FoundStreet, profile: StreetProfile | None = None, programme: str | None = None
) -> str:
    """The YAML text of an imported street.

    profile: the street with its programme (``programme.with_programme``); None: what was found
    alone.  programme: the name of that file, for the comments.
    """
    whole = profile if profile is not None else street.profile()
    known = _remarks(street)
    mapping = plain_mapping(whole)
    lines = _heading(street)
    for key in (*GIVEN, *(key for key in mapping if key not in GIVEN)):
        if key not in mapping:
            continue
        if key in ("zones", "fixtures", "claims"):
            lines += [f"{key}:", *_items(mapping[key], getattr(whole, key), known, programme)]
        else:
            lines += [*_comment(known.get(key, ()), ""), dumped({key: mapping[key]}).rstrip("\n")]
    return "\n".join(lines) + "\n"


def _heading(street: FoundStreet) -> list[str]:
    texts = [f"Imported from {', '.join(street.sources)}." if street.sources else "Imported."]
    if street.section is not None:
        (x0, y0), (x1, y1) = street.section.start, street.section.end
        texts.append(
            f"Section from RD ({x0:.3f}, {y0:.3f}) to ({x1:.3f}, {y1:.3f}); "
            "x is measured from the first."
        )
    texts.append(
        "Of each thing: measured = the source says it of this thing; default = it says so for all "
        "of the kind; missing = nobody says it, and what is taken instead."
    )
    texts += [f"WARNING: {text}" for text in street.warnings]
    texts += [_left_out(row) for row in street.left_out]
    return _comment([clean(text, 600) for text in texts], "")


def _left_out(row: LeftOut) -> str:
    return f"Left out: {row.number} {row.kind} ({row.reason}), such as {row.example}."


def _remarks(street: FoundStreet) -> dict[Any, tuple[Any, ...]]:
    """Comments by key of the file, by id of a thing, and by equal zone."""
    known: dict[Any, tuple[Any, ...]] = {"boundaries": street.boundaries.remarks}
    if street.ground is not None:
        known["ground"] = street.ground.remarks
    things: Sequence[Found[Any]] = (*street.fixtures, *street.claims)
    known.update({("id", found.thing.id): found.remarks for found in things})
    known.update({("zone", index): found.remarks for index, found in enumerate(street.zones)})
    known["zones"] = tuple(found.thing for found in street.zones)
    return known


def _items(
    mappings: list[Any], models: Iterable[BaseModel], known: dict[Any, Any], programme: str | None
) -> list[str]:
    lines = []
    told = False
    for index, (mapping, model) in enumerate(zip(mappings, models, strict=True)):
        name = getattr(model, "id", None)
        if name is not None:
            remarks = known.get(("id", name))
        else:
            found = known["zones"]
            same = index < len(found) and found[index] == model
            remarks = known[("zone", index)] if same else None
        if remarks is None and programme is not None and not told:
            told = True
            lines += _comment([f"From {clean(programme)}:"], "  ")
        lines += _comment(remarks or (), "  ")
        lines += textwrap.indent(dumped([mapping]).rstrip("\n"), "  ").split("\n")
    return lines


def _comment(texts: Iterable[str], indent: str) -> list[str]:
    lines = []
    for text in texts:
        lines += textwrap.wrap(
            text,
            WIDTH,
            initial_indent=f"{indent}# ",
            subsequent_indent=f"{indent}#   ",
            break_long_words=False,
            break_on_hyphens=False,
        )
    return lines


def section_text(street: FoundStreet) -> str:
    """The street in a line for people: its name, width and number of things."""
    count = len(street.claims) + len(street.fixtures)
    things = f"{count} thing{'' if count == 1 else 's'}"
    return f"{street.name}: {length_text(street.width)} wide, {things}"
