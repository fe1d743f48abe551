"""``ondergrond profiles``: the library of street profiles, and checking one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ondergrond import __version__
from ondergrond.cli import options
from ondergrond.cli.ends import BAD_INPUT, OK, message, write

if TYPE_CHECKING:
    from ondergrond.errors import Problem
    from ondergrond.words import Language


LIST = """\
The library profiles: name, width, number of claims, what they show.

\b
Example:
  ondergrond profiles list
"""

SHOW = """\
A profile (file or library name) as tables, or its YAML.

\b
Examples:
  ondergrond profiles show leiden-rack
  ondergrond profiles show leiden-rack --yaml > my-street.yaml
"""

VALIDATE = """\
Everything that is wrong in profiles, as 'file:line: path: what, and what would be right'.

\b
Examples:
  ondergrond profiles validate street.yaml
  ondergrond profiles validate streets/*.yaml --rules town.toml
"""


@click.group("profiles", short_help="The library of street profiles; check your own.")
def group() -> None:
    """The library of street profiles; check your own."""


@group.command("list", help=LIST, short_help="The names of the library profiles.")
@options.lang
@options.as_json
@options.debug
def list_profiles(lang: Language, as_json: bool) -> int:
    """See ``LIST``."""
    from ondergrond import resources
    from ondergrond.cli.show import show, show_json
    from ondergrond.io import load_profile
    from ondergrond.report.street import library_table

    names = resources.names(resources.Shelf.PROFILES)
    profiles = [(name, load_profile(name)) for name in names]
    if as_json:
        rows = [
            {"profile": name, "name": one.name, "width": one.width, "claims": len(one.claims)}
            for name, one in profiles
        ]
        show_json({"version": __version__, "profiles": rows})
    else:
        show([library_table(profiles, lang)])
    return OK


@group.command("show", help=SHOW, short_help="A profile as tables, or its YAML.")
@click.argument("profile")
@click.option("--yaml", "as_yaml", is_flag=True, help="The file itself, to start your own from.")
@options.lang
@options.as_json
@options.debug
def show_profile(profile: str, as_yaml: bool, lang: Language, as_json: bool) -> int:
    """See ``SHOW``."""
    from ondergrond.cli.show import show, show_json
    from ondergrond.io import read_profile
    from ondergrond.report.street import profile_blocks

    if as_yaml and as_json:
        raise click.UsageError("--yaml and --json cannot go together; give one of them")
    document = read_profile(profile)
    if as_yaml:
        write(Path(document.file).read_text(encoding="utf-8-sig"))
    elif as_json:
        data = document.profile.model_dump(mode="json", by_alias=True)
        show_json({"version": __version__, "file": document.file, "profile": data})
    else:
        show(profile_blocks(document.profile, lang))
    return OK


@group.command("validate", help=VALIDATE, short_help="Everything that is wrong in profiles.")
@click.argument("files", nargs=-1, required=True, metavar="PROFILE...")
@options.rules
@options.as_json
@options.debug
def validate(files: tuple[str, ...], rules: str | None, as_json: bool) -> int:
    """See ``VALIDATE``."""
    from ondergrond.cli.inputs import read_street
    from ondergrond.cli.show import show, show_json
    from ondergrond.errors import InputFileError
    from ondergrond.report.blocks import Line
    from ondergrond.report.documents import validation_document

    found: list[tuple[str, Problem]] = []
    for file in files:
        try:
            read_street(file, rules)
        except InputFileError as error:
            found += [(error.file, problem) for problem in error.problems]
            message("\n".join(error.lines))
        else:
            if not as_json:
                show([Line(f"{file}: sound", "good")])
    if as_json:
        show_json(validation_document(__version__, files, found))
    return BAD_INPUT if found else OK
