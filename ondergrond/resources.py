"""The rule sets and library profiles that come with the program, found by name.

In a checkout they are the files of `rules/` and `profiles/` at its root, so that an edit counts at
once; in an installation they are the copies the wheel brought. The checkout comes first: an
editable install holds copies too, and those are as old as the installation.
"""

from __future__ import annotations

import difflib
from enum import Enum
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


class Shelf(Enum):
    """A kind of resource: the name of its folder and the suffix of its files."""

    RULES = ("rules", ".toml")
    PROFILES = ("profiles", ".yaml")

    @property
    def suffix(self) -> str:
        """The suffix of this shelf's files, with its dot."""
        return self.value[1]

    @property
    def noun(self) -> str:
        """What one resource on this shelf is called in a message."""
        return {"rules": "rule set", "profiles": "library profile"}[self.value[0]]

    @property
    def folder(self) -> Path:
        """The folder this shelf is read from: the checkout's own, else the wheel's copy."""
        name = self.value[0]
        checkout = _PACKAGE.parent
        if (checkout / "pyproject.toml").is_file() and (checkout / name).is_dir():
            return checkout / name
        return _PACKAGE / "_data" / name


class UnknownResourceError(LookupError):
    """No resource of that name; the message lists the nearest names."""

    def __init__(self, shelf: Shelf, name: str) -> None:
        known = names(shelf)
        near = difflib.get_close_matches(name, known, n=3, cutoff=0.5) or known
        super().__init__(
            f"there is no {shelf.noun} called {name!r}; "
            + (f"did you mean {' or '.join(near)}?" if near else "none came with this program")
        )
        self.shelf = shelf
        self.name = name


def names(shelf: Shelf) -> list[str]:
    """The names of all resources on a shelf, sorted; a name is a file name without suffix."""
    return sorted(path.stem for path in shelf.folder.glob(f"*{shelf.suffix}"))


def find(shelf: Shelf, name: str) -> Path:
    """The file of a named resource.

    A name is never taken for a path: only what `names` lists is found.

    Raises:
        UnknownResourceError: nothing on the shelf has this name.
    """
    if name not in names(shelf):
        raise UnknownResourceError(shelf, name)
    return shelf.folder / f"{name}{shelf.suffix}"
