"""The options with which imports from maps are told where to cut, and where to write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from ondergrond.cli.options import LengthType

if TYPE_CHECKING:
    from ondergrond.io.found import FoundStreet
    from ondergrond.io.section import Section

F = TypeVar("F", bound=Callable[..., Any])

ACROSS = 25_000
"""Length (mm) of sections whose ends nobody gave: wider than most streets between facades."""

EVERY = 10_000
"""Distance (mm) between the sections along a line."""


class Where(NamedTuple):
    """What was said of where to cut; as the options have it."""

    section: str | None
    sections: Path | None
    along: str | None
    every: int
    near: str | None
    across: int


def where(command: F) -> F:
    """The options for where to cut, as ``where_...`` arguments; ``asked`` gathers them."""
    for option in reversed(
        (
            click.option(
                "--section",
                "where_section",
                metavar="X1,Y1,X2,Y2",
                help="One section, from the left boundary to the right one; RD metres.",
            ),
            click.option(
                "--sections",
                "where_sections",
                type=click.Path(path_type=Path),
                metavar="FILE",
                help="Many: a CSV with x1, y1, x2, y2, name, or a GeoPackage with lines.",
            ),
            click.option(
                "--along",
                "where_along",
                metavar="LINE",
                help="Sections square to a line: 'x1,y1,x2,y2,...' or a file with one line.",
            ),
            click.option(
                "--every",
                "where_every",
                type=LengthType(),
                default=EVERY,
                metavar="LENGTH",
                help="Distance between those sections.  [default: 10 m]",
            ),
            click.option(
                "--near",
                "where_near",
                metavar="X,Y",
                help="One section through this place, square to what lies there.",
            ),
            click.option(
                "--across",
                "where_across",
                type=LengthType(),
                default=ACROSS,
                metavar="LENGTH",
                help="Length of the sections of --along and --near.  [default: 25 m]",
            ),
        )
    ):
        command = option(command)
    return command


def output(command: F) -> F:
    """The options for the result: ``output``, ``programme``, ``name``."""
    for option in reversed(
        (
            click.option(
                "-o",
                "--output",
                type=click.Path(path_type=Path),
                required=True,
                metavar="FILE",
                help="The profile to write; of many sections a folder for them.",
            ),
            click.option(
                "--programme",
                type=click.Path(path_type=Path),
                metavar="FILE",
                help="What is wanted of the street: claims, zones, ground ... in YAML.",
            ),
            click.option("--name", metavar="TEXT", help="What the street is called."),
        )
    ):
        command = option(command)
    return command


def asked(options: dict[str, Any]) -> Where:
    """Take the options of ``where`` out of a command's arguments."""
    return Where(**{field: options.pop(f"where_{field}") for field in Where._fields})


def sections_of(asked_for: Where, cut_near: Callable[[Any, int], Section]) -> list[Section]:
    """The sections that were asked for; where none was, the one ``cut_near(None, across)`` makes.

    cut_near: makes the section through a place (None: where the importer thinks best), square to
    what lies there; raises ``ValueError`` where nothing does.

    Raises:
        click.UsageError: two ways at once, or a text that is no section.
        SectionFileError: a file of sections cannot be used.
    """
    from ondergrond.io.sectionfile import (
        along,
        parse_point,
        parse_section,
        read_line,
        read_sections,
    )

    ways = {
        "--section": asked_for.section,
        "--sections": asked_for.sections,
        "--along": asked_for.along,
        "--near": asked_for.near,
    }
    given = [name for name, value in ways.items() if value is not None]
    if len(given) > 1:
        raise click.UsageError(f"{' and '.join(given)} cannot go together; give one of them")
    try:
        if asked_for.section is not None:
            return [parse_section(asked_for.section)]
        if asked_for.sections is not None:
            return read_sections(asked_for.sections)
        if asked_for.along is not None:
            return along(read_line(asked_for.along), asked_for.every, asked_for.across)
        place = None if asked_for.near is None else parse_point(asked_for.near)
        return [cut_near(place, asked_for.across)]
    except ValueError as error:
        from ondergrond.errors import InputFileError

        if isinstance(error, InputFileError):
            raise
        raise click.BadParameter(str(error), param_hint=given[0] if given else None) from None


class Written(NamedTuple):
    """A profile that was written. warnings: of the street, and of its programme."""

    path: Path
    street: FoundStreet
    warnings: tuple[str, ...]


def write_streets(
    streets: list[FoundStreet],
    output_path: Path,
    programme: Path | None,
    name: str | None,
    *,
    many: bool,
) -> list[Written]:
    """Write one profile, or a folder with one per street; messages go to stderr.

    many: a folder, because several sections were asked for, however few could be cut.

    Raises:
        ProfileFileError: the programme is not sound, or does not go with the street.
        click.UsageError: a street is no sound profile, or the result cannot be written there.
    """
    from ondergrond.cli.ends import message
    from ondergrond.errors import InputFileError
    from ondergrond.io.programme import read_programme, with_programme
    from ondergrond.io.streetyaml import section_text, street_to_yaml

    wanted = None if programme is None else read_programme(programme)
    written = []
    for street in streets:
        if name is not None:
            known = street.section.name if street.section is not None else ""
            street = street.renamed(f"{name} {known}".strip() if many else name)
        try:
            planned = None if wanted is None else with_programme(street, wanted)
            text = street_to_yaml(
                street, planned and planned.profile, None if wanted is None else wanted.file
            )
        except ValueError as error:
            if isinstance(error, InputFileError):
                raise
            raise click.UsageError(f"{street.name}: {error}") from None
        path = output_path
        if many:
            assert street.section is not None
            path = output_path / f"{street.section.name}.yaml"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            reason = error.strerror or str(error)
            raise click.BadParameter(
                f"{path} cannot be written: {reason}", param_hint="--output"
            ) from None
        warnings = (*street.all_warnings, *(planned.warnings if planned else ()))
        lines = [f"{path}: {section_text(street)}", *(f"  warning: {one}" for one in warnings)]
        message("\n".join(lines))
        written.append(Written(path, street, warnings))
    return written


def written_document(written: list[Written]) -> list[dict[str, Any]]:
    """What was written, for ``--json``."""
    return [
        {
            "file": str(one.path),
            "name": one.street.name,
            "section": None if one.street.section is None else one.street.section.name,
            "width": one.street.width,
            "claims": len(one.street.claims),
            "fixtures": len(one.street.fixtures),
            "warnings": list(one.warnings),
        }
        for one in written
    ]


def show_written(written: list[Written], as_json: bool) -> None:
    """With ``--json`` the one document of an import: its version and the streets it wrote."""
    if as_json:
        from ondergrond import __version__
        from ondergrond.cli.show import show_json

        show_json({"version": __version__, "streets": written_document(written)})
