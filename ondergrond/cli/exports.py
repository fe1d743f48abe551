"""``ondergrond export``: layouts for CAD, for the map, and as tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from ondergrond.cli import options
from ondergrond.cli.ends import OK, VIOLATED
from ondergrond.cli.inputs import is_layout, read_street

if TYPE_CHECKING:
    from ondergrond.io.section import Section
    from ondergrond.layout import Layout
    from ondergrond.scene import Scene
    from ondergrond.words import Language

HELP = """\
Pass a layout on: to CAD (DXF), to the map (GeoPackage, GeoJSON), or as a table (Parquet).

LAYOUT is a file that 'solve --out' or 'solve --json' wrote. It is checked first: a layout that
breaks a rule, or has a wrong amount in it, is not exported.
"""
DXF_HELP = """\
The section as DXF for CAD: NLCS layers, colours and line types, dimensions, hatches.

STREET is a layout (.json), or a profile: then what lies in the street today is drawn.

Model space is in millimetres at 1:1, x from the left boundary, y upward from ground level; paper
space has a sheet at the scale.

\b
Examples:
  ondergrond export dxf out/leiden-rack.layout.json -o street.dxf
  ondergrond export dxf street.layout.json -o straat.dxf --lang nl --scale 100
  ondergrond export dxf imported.yaml -o today.dxf
"""
MAP_HELP = """\
The layout back on the map in RD (EPSG:28992), as {what}.

Layers: section, zones, extents, axes, placements, gaps. The profile's 'location' says where it
lies, or --section does.

\b
Examples:
  ondergrond export {name} street.layout.json -o street.{name}
  ondergrond export {name} street.layout.json -o street.{name} --section 94000,463500,94014.2,463500
"""
PARQUET_HELP = """\
Placements as a Parquet table: a row for every body, of one layout or many.

\b
Example:
  ondergrond export parquet out/*.layout.json -o placements.parquet
"""


@click.group("export", help=HELP, short_help="Layouts for CAD, maps and tables.")
def group() -> None:
    """See ``HELP``."""


def _output(suffix: str) -> Callable[[Any], Any]:
    return click.option(
        "-o",
        "--output",
        type=click.Path(dir_okay=False, path_type=Path),
        required=True,
        metavar="FILE",
        help=f"The file to write, {suffix}.",
    )


@group.command("dxf", help=DXF_HELP, short_help="The section for CAD.")
@click.argument("street")
@_output(".dxf")
@click.option(
    "--scale",
    type=click.Choice(["20", "50", "100", "200"]),
    default="50",
    show_default=True,
    help="1:SCALE; sizes of text and dimensions are for it.",
)
@click.option(
    "--colours",
    type=click.Choice(("nlcs", "klic")),
    default="nlcs",
    show_default=True,
    help="Colours of the networks' layers.",
)
@options.lang
@options.debug
def dxf(
    street: str, output: Path, scale: str, colours: Literal["nlcs", "klic"], lang: Language
) -> int:
    """See ``DXF_HELP``."""
    from ondergrond.io.dxf import save_dxf
    from ondergrond.scene import street_scene

    def write(drawn: Layout | Scene) -> None:
        save_dxf(drawn, output, lang=lang, scale=int(scale), colours=colours)

    if is_layout(street):
        return _export(street, output, ".dxf", lang, write)
    _refuse_suffix(output, ".dxf")
    document, rules = read_street(street, None)
    _written(output, lang, lambda: write(street_scene(document.profile, rules)))
    return OK


def _map_command(name: str, what: str) -> click.Command:
    text = MAP_HELP.format(name=name, what=what)

    @group.command(name, help=text, short_help=f"On the map, as {what}.")
    @click.argument("layout")
    @_output(f".{name}")
    @click.option(
        "--section",
        metavar="X1,Y1,X2,Y2",
        help="Where it lies: its left end and its right one, RD metres.",
    )
    @click.option(
        "--stretch",
        type=options.LengthType(),
        default=10_000,
        metavar="LENGTH",
        help="Length of street that areas and axes are drawn over.  [default: 10 m]",
    )
    @options.lang
    @options.debug
    def command(
        layout: str, output: Path, section: str | None, stretch: int, lang: Language
    ) -> int:
        from ondergrond.io import mapexport

        given = None if section is None else _section(section)

        def write(loaded: Layout) -> None:
            try:
                place = mapexport.layout_section(loaded, given)
            except mapexport.NoSectionError as error:
                raise click.BadParameter(str(error), param_hint="--section") from None
            save = mapexport.save_gpkg if name == "gpkg" else mapexport.save_geojson
            save(loaded, output, place, stretch)

        return _export(layout, output, f".{name}", lang, write)

    return command


gpkg = _map_command("gpkg", "GeoPackage")
geojson = _map_command("geojson", "GeoJSON")


@group.command("parquet", help=PARQUET_HELP, short_help="Placements as a table.")
@click.argument("layouts", nargs=-1, required=True)
@_output(".parquet")
@options.lang
@options.debug
def parquet(layouts: tuple[str, ...], output: Path, lang: Language) -> int:
    """See ``PARQUET_HELP``."""
    from ondergrond.io.parquet import save_parquet

    _refuse_suffix(output, ".parquet")
    sound = []
    for name in layouts:
        loaded = _sound(name, lang)
        if loaded is None:
            return VIOLATED
        sound.append((Path(name).name.removesuffix(".json").removesuffix(".layout"), loaded))
    _written(output, lang, lambda: save_parquet(sound, output))
    return OK


def _export(
    name: str, output: Path, suffix: str, lang: Language, write: Callable[[Layout], None]
) -> int:
    _refuse_suffix(output, suffix)
    loaded = _sound(name, lang)
    if loaded is None:
        return VIOLATED
    _written(output, lang, lambda: write(loaded))
    return OK


def _refuse_suffix(output: Path, suffix: str) -> None:
    if output.suffix.lower() != suffix:
        raise click.BadParameter(f"'{output}' does not end in {suffix}", param_hint="--output")


def _sound(name: str, lang: Language) -> Layout | None:
    """The layout in a file, or None after its violations are shown."""
    from ondergrond.check import check_layout
    from ondergrond.cli.show import show
    from ondergrond.io import load_layout
    from ondergrond.report.violations import violation_blocks

    loaded = load_layout(name)
    report = check_layout(loaded)
    if report.ok:
        return loaded
    show(violation_blocks(name, "layout", report.violations, lang))
    return None


def _written(output: Path, lang: Language, write: Callable[[], object]) -> None:
    from ondergrond.cli.show import show
    from ondergrond.report.blocks import Line
    from ondergrond.report.phrases import say

    try:
        write()
    except OSError as error:
        raise click.BadParameter(
            f"{output} cannot be written: {error.strerror or error}", param_hint="--output"
        ) from None
    show([Line(say("written", lang, files=str(output)))])


def _section(text: str) -> Section:
    from ondergrond.io.sectionfile import parse_section

    try:
        return parse_section(text)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--section") from None
