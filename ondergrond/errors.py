"""What is wrong with something a person handed in: said all at once, with the place and the remedy.

Every reader of files raises a kind of ``InputFileError``; the command line prints it and ends with
exit code 2, without a traceback.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Problem(NamedTuple):
    """One thing wrong in a file.

    line: counted from 1 (None: the file as a whole).  path: the place in the document, such as
    ``claims[3].axis`` (empty: the file as a whole).  message: what is wrong, what would be right.
    """

    line: int | None
    path: str
    message: str


class InputFileError(ValueError):
    """A file cannot be used; carries everything that is wrong with it.

    file: the file as the user named it.  problems: sorted by line, those of the whole file first.
    """

    def __init__(self, file: str, problems: Iterable[Problem]) -> None:
        self.file = file
        self.problems = tuple(sorted(set(problems), key=lambda p: (p.line or 0, p.path, p.message)))
        super().__init__("\n".join(self.lines))

    @property
    def lines(self) -> tuple[str, ...]:
        """One line of text per problem: ``file:line: path: what is wrong, what would be right``."""
        return tuple(
            ": ".join(
                part
                for part in (
                    self.file if problem.line is None else f"{self.file}:{problem.line}",
                    problem.path,
                    problem.message,
                )
                if part
            )
            for problem in self.problems
        )


class ProfileFileError(InputFileError):
    """A street profile cannot be used."""


class LayoutFileError(InputFileError):
    """A layout file cannot be used."""


class MissingExtraError(Exception):
    """A library of an optional extra is not installed; the message says how to get it."""
