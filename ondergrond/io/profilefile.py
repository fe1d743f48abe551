"""Street profiles from YAML, with all errors at once, each with its line and the right form.

Reading goes in steps, and no step hides the findings of the next: the text becomes nodes with lines
(``yamlnodes``), the keys are held against the models (``shape``), pydantic validates the fields and
``profile_errors`` looks across them, around what is wrong (``draft``).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path as FilePath

from ondergrond import resources
from ondergrond.errors import Problem, ProfileFileError
from ondergrond.io import yamlnodes
from ondergrond.io.draft import Draft
from ondergrond.io.textfile import UnreadableFileError, read_text
from ondergrond.io.yamlnodes import Mapping, Node, Path, Scalar, YamlSyntaxError, dotted, line_of
from ondergrond.profile import ProfileError, StreetProfile

MOST_BYTES = 1_000_000
"""A profile file is at most 1 MB."""

MOST_PROBLEMS = 200
"""Problems shown of one file; nobody reads more."""


class ProfileDocument:
    """A sound profile that still knows where it was written.

    file: as the user named it, or the path of the library profile.  profile: what it says.
    """

    def __init__(self, file: str, profile: StreetProfile, root: Mapping) -> None:
        self.file = file
        self.profile = profile
        self._root = root

    def line(self, path: Path) -> int:
        """The line (from 1) of a place in the document, or of the nearest place around it."""
        return line_of(self._root, path)

    def problems(self, errors: Iterable[ProfileError]) -> tuple[Problem, ...]:
        """Errors found later (in the light of a rule set, say) with their lines."""
        return tuple(
            Problem(self.line(error.path), dotted(error.path), error.message) for error in errors
        )

    def refuse(self, errors: Iterable[ProfileError]) -> None:
        """Raise ``ProfileFileError`` with these errors, if there are any."""
        if problems := self.problems(errors):
            raise ProfileFileError(self.file, problems)


def load_profile(path_or_name: str | FilePath) -> StreetProfile:
    """The profile in a YAML file, or the library profile of that name.

    Raises:
        ProfileFileError: with everything that is wrong, as ``file:line: path: what, the remedy``.
    """
    return read_profile(path_or_name).profile


def read_profile(path_or_name: str | FilePath) -> ProfileDocument:
    """As ``load_profile``, keeping the lines for errors that are found later."""
    path = locate_profile(path_or_name)
    file = str(path)
    try:
        text = read_text(path, most_bytes=MOST_BYTES, what="a street profile")
    except UnreadableFileError as error:
        raise ProfileFileError(file, [Problem(error.line, "", error.message)]) from None
    return parse_profile(text, file)


def locate_profile(path_or_name: str | FilePath) -> FilePath:
    """The file of a profile: a path where it has a suffix or a folder, else a library name.

    Raises:
        ProfileFileError: no library profile has that name.
    """
    path = FilePath(path_or_name)
    text = str(path_or_name)
    if isinstance(path_or_name, FilePath) or path.suffix or "/" in text or "\\" in text:
        return path
    try:
        return resources.find(resources.Shelf.PROFILES, text)
    except resources.UnknownResourceError as error:
        if text and path.exists():
            return path
        message = f"{error}; the name of a file ends in .yaml"
        raise ProfileFileError(text or "''", [Problem(None, "", message)]) from None


def parse_profile(text: str, file: str = "profile") -> ProfileDocument:
    """The profile a YAML text holds; file: what messages call it.

    Raises:
        ProfileFileError: with everything that is wrong.
    """
    try:
        root = yamlnodes.compose(text)
    except YamlSyntaxError as error:
        raise ProfileFileError(file, [Problem(error.line, "", error.message)]) from None
    if not isinstance(root, Mapping):
        raise ProfileFileError(file, [Problem(*_no_mapping(root))])
    draft = Draft(root)
    problems = {Problem(line, dotted(path), message) for path, line, message in draft.findings}
    if problems or draft.profile is None:
        raise ProfileFileError(file, _fewer(problems))
    return ProfileDocument(file, draft.profile, root)


def _no_mapping(root: Node | None) -> tuple[int | None, str, str]:
    right = "a street profile has keys such as 'name:', 'width:' and 'zones:'"
    if root is None or (isinstance(root, Scalar) and root.is_empty):
        return (None, "", f"the file is empty; {right}")
    kind = "text" if isinstance(root, Scalar) else "a list"
    return (root.line, "", f"the file holds {kind} and no keys; {right}")


def _fewer(problems: set[Problem]) -> list[Problem]:
    ordered = sorted(problems, key=lambda problem: (problem.line or 0, problem.path))
    if len(ordered) > MOST_PROBLEMS:
        note = f"{len(ordered)} problems; here are the first {MOST_PROBLEMS}"
        return [Problem(None, "", note), *ordered[:MOST_PROBLEMS]]
    return ordered


__all__ = [
    "MOST_BYTES",
    "ProfileDocument",
    "load_profile",
    "locate_profile",
    "parse_profile",
    "read_profile",
]
