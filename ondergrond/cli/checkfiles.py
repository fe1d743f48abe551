"""What ``ondergrond check --out`` leaves: a table, a map and drawings of streets as they lie."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ondergrond.cli.ends import message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ondergrond.cli.check import Checked
    from ondergrond.words import Language

TABLE, MAP = "violations.csv", "violations.gpkg"
DRAWN = "as-it-lies"
"""What stands between name and suffix of a drawing: ``solve`` writes the plain name."""


def write_findings(
    checked: Sequence[Checked], out: Path, formats: tuple[str, ...], lang: Language
) -> list[str]:
    """Write what was found; returns the files. Layouts have drawings of their own (``draw``).

    Raises ``click.BadParameter`` where something cannot be written.
    """
    from ondergrond.errors import MissingExtraError
    from ondergrond.io.checktable import StreetFindings, save_map, save_table

    streets = [
        StreetFindings(one.file, one.profile, one.rules, one.report.violations)
        for one in checked
        if one.profile is not None and one.rules is not None
    ]
    if not streets:
        message("--out is for streets as they lie, and there is none among these files")
        return []
    written = []
    try:
        out.mkdir(parents=True, exist_ok=True)
        written.append(str(save_table(streets, out / TABLE)))
        try:
            placed = save_map(streets, out / MAP)
        except MissingExtraError as error:
            message(f"no map was written: {error}")
            placed = -1
        if placed > 0:
            written.append(str(out / MAP))
        if 0 <= placed < len(streets):
            message(
                f"{len(streets) - placed} of {len(streets)} streets know no location: not on a map"
            )
        written += _drawings(checked, out, formats, lang)
    except OSError as error:
        where = error.filename or out
        raise click.BadParameter(
            f"{where} cannot be written: {error.strerror or error}", param_hint="--out"
        ) from None
    return written


def _drawings(
    checked: Sequence[Checked], out: Path, formats: tuple[str, ...], lang: Language
) -> list[str]:
    from ondergrond.check import gap_notes
    from ondergrond.draw import draw_street

    written = []
    taken: set[str] = set()
    for one in checked:
        if one.profile is None or one.rules is None:
            continue
        stem, number = Path(one.file).stem, 1
        name = stem
        while name.lower() in taken:
            number += 1
            name = f"{stem}-{number}"
        taken.add(name.lower())
        for suffix in formats:
            path = out / f"{name}.{DRAWN}.{suffix}"
            notes = gap_notes(one.report.violations)
            draw_street(one.profile, one.rules, path, notes=notes, lang=lang)
            written.append(str(path))
    return written
