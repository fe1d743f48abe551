"""What is wanted of an imported street: a fragment of a profile, laid over what was found.

A programme is YAML with the keys of a profile but ``name`` and ``width``: those are the street's.
Its claims and fixtures are added, its zones take the place of those found, every other key is
taken as it stands. ``replaces`` may name an imported claim.
"""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import NamedTuple

from ondergrond.errors import Problem, ProfileFileError
from ondergrond.io import yamlnodes
from ondergrond.io.draft import Draft
from ondergrond.io.found import FoundStreet
from ondergrond.io.profilefile import MOST_BYTES
from ondergrond.io.profileyaml import length_text, profile_to_yaml
from ondergrond.io.textfile import UnreadableFileError, read_text
from ondergrond.io.yamlnodes import Listing, Mapping, Scalar, YamlSyntaxError, dotted
from ondergrond.profile import StreetProfile, ZoneKind
from ondergrond.quantity import parse_length

NOT_WANTED = {
    "name": "the street has its name from the section; take this out",
    "width": "the section decides how wide the street is; take this out",
}


class Programme(NamedTuple):
    """The text of a programme. file: as the user named it."""

    file: str
    text: str


class Planned(NamedTuple):
    """A street with its programme. warnings: what was fitted to make the two go together."""

    profile: StreetProfile
    warnings: tuple[str, ...]


def read_programme(path: str | FilePath) -> Programme:
    """The programme in a file. Raises ``ProfileFileError`` where there is no such text."""
    try:
        text = read_text(FilePath(path), most_bytes=MOST_BYTES, what="a programme")
    except UnreadableFileError as error:
        raise ProfileFileError(str(path), [Problem(error.line, "", error.message)]) from None
    return Programme(str(path), text)


def with_programme(street: FoundStreet, programme: Programme) -> Planned:
    """The profile of a street with what is wanted of it.

    The programme's zones are fitted to the street's width: the stretch zone takes the difference.

    Raises:
        ProfileFileError: with everything that is wrong in the programme, by its own lines.
        ValueError: what was found is no sound street.
    """
    found = street.profile()
    root = _root(programme)
    problems = [
        Problem(root.key_lines[key], key, message)
        for key, message in NOT_WANTED.items()
        if key in root.entries
    ]
    if problems:
        raise ProfileFileError(programme.file, problems)
    warnings = _fit_zones(root, found.width, programme.file)
    draft = Draft(_laid_over(found, root))
    findings = {Problem(line, dotted(path), message) for path, line, message in draft.findings}
    if findings or draft.profile is None:
        raise ProfileFileError(programme.file, findings)
    return Planned(draft.profile, tuple(warnings))


def _root(programme: Programme) -> Mapping:
    try:
        root = yamlnodes.compose(programme.text)
    except YamlSyntaxError as error:
        raise ProfileFileError(programme.file, [Problem(error.line, "", error.message)]) from None
    if not isinstance(root, Mapping):
        message = "a programme has keys such as 'claims:' and 'zones:'"
        raise ProfileFileError(programme.file, [Problem(None, "", message)])
    return root


def _laid_over(found: StreetProfile, root: Mapping) -> Mapping:
    """The tree of the street with the programme's nodes in it, at their own lines."""
    tree = yamlnodes.compose(profile_to_yaml(found))
    assert isinstance(tree, Mapping)
    tree.remarks = root.remarks
    for key, node in root.entries.items():
        mine = tree.entries.get(key)
        adds = key in ("claims", "fixtures")
        if adds and isinstance(mine, Listing) and isinstance(node, Listing):
            node.items = [*mine.items, *node.items]
        tree.entries[key] = node
        tree.key_lines[key] = root.key_lines[key]
    return tree


def _fit_zones(root: Mapping, width: int, file: str) -> list[str]:
    """Make the programme's zones as wide as the street; what is wrong in them is told later."""
    node = root.entries.get("zones")
    if not isinstance(node, Listing) or not node.items:
        return []
    widths, kinds = [], []
    for item in node.items:
        entries = item.entries if isinstance(item, Mapping) else {}
        wide, kind = entries.get("width"), entries.get("kind")
        if not isinstance(wide, Scalar) or not isinstance(kind, Scalar):
            return []
        try:
            widths.append(parse_length(wide.text))
        except ValueError:
            return []
        kinds.append(kind.text)
    change = width - sum(widths)
    if not change:
        return []
    stretch = _stretch(root, widths, kinds)
    if stretch is None:
        return []
    zone = node.items[stretch]
    if widths[stretch] + change <= 0:
        message = (
            f"the zones add up to {sum(widths) / 1000:g} m, the section is {width / 1000:g} m: the "
            f"{kinds[stretch]} cannot become {-change / 1000:g} m narrower"
        )
        raise ProfileFileError(file, [Problem(node.line, "zones", message)])
    assert isinstance(zone, Mapping)
    wide = zone.entries["width"]
    assert isinstance(wide, Scalar)
    was, now = length_text(widths[stretch]), length_text(widths[stretch] + change)
    wide.text = now
    return [
        f"the {kinds[stretch]} was made {now} instead of {was}, so that the zones fit the section"
    ]


def _stretch(root: Mapping, widths: list[int], kinds: list[str]) -> int | None:
    """The zone that takes the difference, as ``StreetProfile.stretch_zone`` has it."""
    stated = root.entries.get("stretch")
    if stated is not None:
        text = stated.text.strip() if isinstance(stated, Scalar) else ""
        return int(text) if text.isdecimal() and int(text) < len(widths) else None
    roads = [i for i, kind in enumerate(kinds) if kind == ZoneKind.CARRIAGEWAY]
    return max(roads or range(len(widths)), key=lambda i: (widths[i], -i))
