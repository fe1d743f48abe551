"""How a run ends: every exception as an exit code with a message people can act on."""

from __future__ import annotations

import errno
import sys
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from ondergrond import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ondergrond.errors import Problem

OK, INTERNAL, BAD_INPUT, VIOLATED, UNKNOWN, INTERRUPTED = 0, 1, 2, 3, 4, 130
"""The exit codes."""

REPORT = (
    "This is a defect of ondergrond. Please report it to its maintainers with the command, "
    "the profile and what --debug shows."
)


class OutputClosedError(Exception):
    """Nobody reads our output any more."""


class StillWorkingError(Exception):
    """Interrupted while work goes on in a thread that cannot be stopped.

    No ``KeyboardInterrupt``: click would make an ``Abort`` of it, and what goes on would be lost.
    """


def write(text: str, *, error: bool = False) -> None:
    """Write text to stdout (or stderr) in whatever its code page can hold, and flush.

    Raises ``OutputClosedError`` when nobody reads it any more.
    """
    from ondergrond.report.plain import encodable

    stream = sys.stderr if error else sys.stdout
    try:
        stream.write(encodable(text, stream.encoding))
        stream.flush()
    except OSError as failure:
        if failure.errno in (errno.EPIPE, errno.EINVAL):
            raise OutputClosedError from None
        raise


def message(text: str) -> None:
    """A message for people, on stderr."""
    write(text if text.endswith("\n") else f"{text}\n", error=True)


@dataclass
class End:
    """What to do at the end of a run. work_goes_on: a thread still works; leave without it."""

    as_json: bool
    debug: bool
    work_goes_on: bool = False

    def of(self, error: BaseException) -> int:
        """The exit code for an exception, after its message is out."""
        from ondergrond.errors import InputFileError, MissingExtraError
        from ondergrond.resources import UnknownResourceError

        self.work_goes_on = isinstance(error, StillWorkingError)
        match error:
            case OutputClosedError() | BrokenPipeError() | SystemExit():
                raise error
            case click.exceptions.NoArgsIsHelpError():
                error.show()
                return BAD_INPUT
            case click.ClickException():
                return self._bad_usage(error)
            case click.Abort() | KeyboardInterrupt() | StillWorkingError():
                return self._told(INTERRUPTED, "interrupted")
            case InputFileError():
                return self._bad_file(error)
            case UnknownResourceError() | MissingExtraError():
                return self._told(BAD_INPUT, str(error))
            case _:
                return self._internal(error)

    def _bad_usage(self, error: click.ClickException) -> int:
        if self.as_json:
            self._document(error.format_message())
        error.show(file=sys.stderr)
        return BAD_INPUT

    def _bad_file(self, error: Any) -> int:
        if self.as_json:
            count = len(error.problems)
            reason = f"{error.file}: {count} problem{'s' if count > 1 else ''}"
            self._document(reason, [(error.file, problem) for problem in error.problems])
        message("\n".join(error.lines))
        return BAD_INPUT

    def _internal(self, error: BaseException) -> int:
        reason = f"internal error: {type(error).__name__}: {error}"
        if self.debug:
            message("".join(traceback.format_exception(error)))
        return self._told(INTERNAL, reason, REPORT)

    def _told(self, code: int, reason: str, more: str = "") -> int:
        if self.as_json:
            self._document(reason)
        message(f"{reason}\n{more}" if more else reason)
        return code

    def _document(self, reason: str, errors: Sequence[tuple[str, Problem]] = ()) -> None:
        from ondergrond.report.documents import error_document, json_text

        write(json_text(error_document(__version__, reason, errors)))
