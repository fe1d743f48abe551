"""Reading a text file a person handed in, without ever trusting it.

The size is looked at before the content, anything that is no regular file is refused, and bytes
that are no UTF-8 text are told from each other: another encoding, or no text at all.
"""

from __future__ import annotations

import difflib
import re
from pathlib import Path

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What YAML 1.1 does not allow in a text (its production [1] c-printable)."""

_WIDE = ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))


class UnreadableFileError(Exception):
    """A file that holds no usable text; line: counted from 1, None for the file as a whole."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


def read_text(path: Path, *, most_bytes: int, what: str) -> str:
    """The text of a UTF-8 file (with or without BOM) of at most ``most_bytes`` bytes.

    what: the noun for messages, with its article (``a street profile``).

    Raises:
        UnreadableFileError: no such file, a directory or device, no permission, too large, another
            encoding, or no text; the message says what would be right.
    """
    try:
        if path.is_dir():
            raise UnreadableFileError(f"this is a directory; {what} is a file in it")
        if not path.exists():
            raise UnreadableFileError("there is no such file" + _similar(path))
        if not path.is_file():
            raise UnreadableFileError(f"this is no regular file; {what} is a text file")
        size = path.stat().st_size
        if size <= most_bytes:
            with path.open("rb") as stream:
                content = stream.read(most_bytes + 1)
            size = max(size, len(content))
    except PermissionError:
        raise UnreadableFileError("this file may not be read by you (permission denied)") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableFileError(f"this file cannot be read: {reason}") from None
    if size > most_bytes:
        raise UnreadableFileError(
            f"the file is {_megabytes(size)} MB, {what} is at most {_megabytes(most_bytes)} MB"
        )
    return _decoded(content, what)


def _decoded(content: bytes, what: str) -> str:
    for mark, name in _WIDE:
        if content.startswith(mark):
            raise UnreadableFileError(f"the file is saved as {name}; save it as UTF-8")
    if b"\0" in content:
        raise UnreadableFileError(f"this is no text (it holds binary data); {what} is a text file")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        byte = content[error.start]
        raise UnreadableFileError(
            f"byte {byte:#04x} is no UTF-8 text; save the file as UTF-8 (not as Latin-1 or 'ANSI')",
            line,
        ) from None
    if match := _UNPRINTABLE.search(text):
        line = text.count("\n", 0, match.start()) + 1
        raise UnreadableFileError(
            f"control character U+{ord(match.group()):04X} is no text; take it out", line
        )
    return text


def _similar(path: Path) -> str:
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return f": there is no directory {path.parent}"
    near = difflib.get_close_matches(path.name, names, n=1, cutoff=0.7)
    return f"; did you mean {path.with_name(near[0])}?" if near else ""


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f}".removesuffix(".0")
