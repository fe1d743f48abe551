"""Blocks on a terminal, with rich."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from rich import box
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from ondergrond.report.blocks import Block, Line, Table, Tone
from ondergrond.report.plain import encodable

_STYLES: dict[Tone, str] = {
    "plain": "",
    "good": "bold green",
    "fair": "bold yellow",
    "bad": "bold red",
    "faint": "dim",
}


def print_blocks(blocks: Iterable[Block], stream: TextIO, *, width: int | None = None) -> None:
    """Print blocks on a terminal; where its code page lacks a sign, that sign is spelt out."""
    console = Console(file=stream, emoji=False, markup=False, highlight=False, width=width)
    for block in blocks:
        if isinstance(block, Line):
            console.print(Text(encodable(block.text, stream.encoding), _STYLES[block.tone]))
        else:
            console.print(_table(block, stream.encoding))


def _table(table: Table, encoding: str | None) -> RichTable:
    wide = (encoding or "").lower().replace("-", "").startswith("utf")
    drawn = RichTable(
        title=Text(encodable(table.title, encoding), "bold") if table.title else None,
        show_header=any(table.headers),
        title_justify="left",
        caption=Text(encodable(table.note, encoding)) if table.note else None,
        caption_justify="left",
        box=box.SIMPLE_HEAD if wide else box.ASCII,
    )
    for index, header in enumerate(table.headers):
        drawn.add_column(
            Text(encodable(header, encoding)), justify="right" if index in table.right else "left"
        )
    for row in table.rows:
        drawn.add_row(*(Text(encodable(cell, encoding)) for cell in row))
    return drawn
