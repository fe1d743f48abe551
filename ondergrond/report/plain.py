"""Blocks as plain text, for pipes and files: aligned columns, no colour, no escape codes."""

from __future__ import annotations

from collections.abc import Iterable

from ondergrond.report.blocks import Block, Line, Table

_ASCII = str.maketrans(
    {
        "–": "-",
        "—": "-",
        "−": "-",
        "×": "x",
        "≥": ">=",
        "≤": "<=",
        "²": "2",
        "³": "3",
        "€": "EUR",
        "…": "...",
        "ø": "d",
        "’": "'",
        "‘": "'",
        "→": "->",
    }
)
"""How signs are written where a code page does not have them."""


def plain_text(blocks: Iterable[Block]) -> str:
    """The blocks as text that ends with a line break; empty for no blocks."""
    parts: list[str] = []
    for block in blocks:
        if isinstance(block, Line):
            parts.append(block.text)
        else:
            parts += ["", *_table_lines(block), ""]
    text = "\n".join(part.rstrip() for part in parts).strip("\n")
    return f"{_single_spaced(text)}\n" if text else ""


def encodable(text: str, encoding: str | None) -> str:
    """The text as a stream of this encoding can take it: signs spelt out, the rest as ``?``."""
    name = encoding or "ascii"
    try:
        text.encode(name)
    except (UnicodeEncodeError, LookupError):
        known = "ascii" if _unknown(name) else name
        kept = "".join(c if _fits(c, known) else c.translate(_ASCII) for c in text)
        return kept.encode(known, "replace").decode(known)
    return text


def _fits(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _unknown(encoding: str) -> bool:
    try:
        "".encode(encoding)
    except LookupError:
        return True
    return False


def _single_spaced(text: str) -> str:
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text


def _table_lines(table: Table) -> list[str]:
    headed = any(table.headers)
    rows = (table.headers, *table.rows) if headed else table.rows
    widths = [max((len(row[i]) for row in rows), default=0) for i in range(len(table.headers))]
    lines = [table.title] if table.title else []
    for number, row in enumerate(rows):
        cells = [
            cell.rjust(width) if i in table.right else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  " + "  ".join(cells).rstrip())
        if headed and number == 0:
            lines.append("  " + "  ".join("-" * width for width in widths))
    if table.note:
        lines.append(f"  {table.note}")
    return lines
