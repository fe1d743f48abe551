"""Drawings of a selection of a batch's streets."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ondergrond.cli.ends import message

if TYPE_CHECKING:
    from ondergrond.batch.ledger import Ledger
    from ondergrond.batch.summary import Summary
    from ondergrond.words import Language

MOST = 1000
"""Drawings of one run; each takes a second."""


def selection_of(text: str) -> int | tuple[str, ...]:
    """``worst:10`` as 10, anything else as ids."""
    if text.startswith("worst:"):
        number = text.removeprefix("worst:")
        if not number.isdigit() or not 0 < int(number) <= MOST:
            raise click.BadParameter(f"'{text}': write worst:10", param_hint="--draw")
        return int(number)
    ids = tuple(part.strip() for part in text.split(",") if part.strip())
    if not 0 < len(ids) <= MOST:
        raise click.BadParameter(f"name 1 to {MOST} ids", param_hint="--draw")
    return ids


def draw_selection(
    selection: int | tuple[str, ...],
    summary: Summary,
    folder: Path,
    formats: tuple[str, ...],
    lang: Language,
) -> list[str]:
    """Draw streets, and leave their layouts beside the drawings; returns the files.

    The worst are those of the ranking that have a layout. A street without one gets a message.
    """
    from ondergrond.batch.errors import BatchError
    from ondergrond.batch.layouts import read_layout
    from ondergrond.batch.ledger import Ledger
    from ondergrond.draw import draw_layout
    from ondergrond.io import save_layout

    drawings = folder / "drawings"
    files: list[str] = []
    taken: set[str] = set()
    try:
        drawings.mkdir(exist_ok=True)
        with closing(Ledger(folder)) as ledger:
            for row, number in _rows(selection, summary, ledger):
                layout = None if number is None else read_layout(folder, ledger, number)
                if layout is None:
                    message(f"{row}: there is no such row, or it has no layout")
                    continue
                stem = "".join(c if c.isalnum() or c in "-_." else "_" for c in row)
                stem = f"{stem}-{number}" if stem.casefold() in taken else stem
                taken.add(stem.casefold())
                save_layout(layout, drawings / f"{stem}.layout.json")
                for path in (drawings / f"{stem}.{one}" for one in formats):
                    draw_layout(layout, path, lang=lang)
                    files.append(str(path))
    except BatchError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(
            f"{error.filename or drawings} cannot be written: {error.strerror or error}"
        ) from None
    return files


def _rows(
    selection: int | tuple[str, ...], summary: Summary, ledger: Ledger
) -> list[tuple[str, int | None]]:
    """Id and number of what was selected; without a number where there is no such row."""
    if isinstance(selection, int):
        worst = [one for one in summary.bottlenecks if one["breaches"] is not None]
        return [(str(one["id"]), int(one["row"])) for one in worst[:selection]]
    rows: list[tuple[str, int | None]] = []
    for row in selection:
        rows += [(row, number) for number in ledger.numbers_of(row)] or [(row, None)]
    return rows
