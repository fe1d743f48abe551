"""Layouts from and to JSON files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ondergrond.errors import LayoutFileError, Problem
from ondergrond.io.textfile import UnreadableFileError, read_text
from ondergrond.layout import SCHEMA, Layout

MOST_BYTES = 50_000_000
"""A layout file is at most 50 MB."""

MOST_PROBLEMS = 20
"""Problems shown of one file: nobody mends a layout by hand."""


def load_layout(path: str | Path) -> Layout:
    """The layout in a JSON file: a layout's own document, or what ``solve --json`` prints.

    Only the form is checked here; whether the layout keeps its rules is the checker's to say.

    Raises:
        LayoutFileError: no file, too large, no JSON, another kind or version of document, or keys
            that do not fit.
    """
    file = str(path)
    try:
        text = read_text(Path(path), most_bytes=MOST_BYTES, what="a layout")
    except UnreadableFileError as error:
        raise LayoutFileError(file, [Problem(error.line, "", error.message)]) from None
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise LayoutFileError(file, [_no_json(error, text)]) from None
    except (RecursionError, ValueError) as error:
        message = f"this is no layout: {str(error) or 'it nests too deep'}"
        raise LayoutFileError(file, [Problem(None, "", message)]) from None
    return _layout(_inner(document, file), file)


def save_layout(layout: Layout, path: Path) -> None:
    """Write a layout as JSON. Raises ``OSError`` where that is not possible."""
    path.write_text(layout.to_json() + "\n", encoding="utf-8")


def _no_json(error: json.JSONDecodeError, text: str) -> Problem:
    if not text.strip():
        return Problem(None, "", "the file is empty; a layout is what 'solve --out' writes")
    if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
        return Problem(
            error.lineno, "", "the file ends in the middle: it was cut off; write it again"
        )
    return Problem(error.lineno, "", f"this is no JSON ({error.msg}); a layout is a JSON file")


def _inner(document: Any, file: str) -> dict[str, Any]:
    """The layout object itself, also where it is wrapped in the document of ``solve --json``."""
    if isinstance(document, dict) and "verdict" in document and "layout" in document:
        if document["layout"] is None:
            message = f"this answer holds no layout: its verdict is {document['verdict']!r:.20}"
            raise LayoutFileError(file, [Problem(None, "layout", message)])
        document = document["layout"]
    if not isinstance(document, dict) or "schema_version" not in document:
        message = f"this is no layout: it does not say 'schema_version': '{SCHEMA}'"
        raise LayoutFileError(file, [Problem(None, "", message)])
    version = document["schema_version"]
    if version != SCHEMA:
        message = f"this program reads '{SCHEMA}', and the file holds {version!r:.60}"
        raise LayoutFileError(file, [Problem(None, "schema_version", message)])
    return document


def _layout(document: dict[str, Any], file: str) -> Layout:
    try:
        return Layout.model_validate(document, strict=False)
    except ValidationError as error:
        problems = []
        for one in error.errors(include_url=False, include_input=False)[:MOST_PROBLEMS]:
            path = ".".join(str(step) for step in one["loc"])
            problems.append(Problem(None, path, one["msg"].removeprefix("Value error, ")))
        if error.error_count() > MOST_PROBLEMS:
            problems.append(Problem(None, "", f"{error.error_count()} problems in all"))
        raise LayoutFileError(file, problems) from None
    except (OverflowError, RecursionError) as error:
        raise LayoutFileError(file, [Problem(None, "", f"this is no layout: {error}")]) from None
