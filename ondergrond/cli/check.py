"""``ondergrond check``: layouts, and existing streets as they lie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import click

from ondergrond import __version__
from ondergrond.cli import options
from ondergrond.cli.ends import BAD_INPUT, OK, VIOLATED, message

if TYPE_CHECKING:
    from ondergrond.check import Report
    from ondergrond.errors import InputFileError
    from ondergrond.words import Language

HELP = """\
Check layouts, or existing streets as they lie.

A file that ends in .json is a layout: every gap, depth, rack and amount is recomputed from the
profile and rules it holds. Anything else is a profile (a file or a library name): what lies in the
street today is held against its rules.

\b
Examples:
  ondergrond check out/leiden-rack.layout.json
  ondergrond check groningen-klic
  ondergrond check streets/*.yaml --rules town.toml --json
"""


class Checked(NamedTuple):
    """One file's report. kind: ``layout`` or ``street``."""

    file: str
    kind: str
    report: Report


@click.command("check", help=HELP, short_help="Check layouts, or existing streets as they lie.")
@click.argument("files", nargs=-1, required=True, metavar="PROFILE|LAYOUT...")
@options.rules
@options.lang
@options.as_json
@options.debug
def command(files: tuple[str, ...], rules: str | None, lang: Language, as_json: bool) -> int:
    """See ``HELP``."""
    from ondergrond.errors import InputFileError

    checked: list[Checked] = []
    unusable: list[InputFileError] = []
    for file in files:
        try:
            checked.append(_checked(file, rules))
        except InputFileError as error:
            unusable.append(error)
    if as_json:
        _as_json(checked, unusable)
    else:
        _as_text(checked, lang)
    for broken in unusable:
        message("\n".join(broken.lines))
    if unusable:
        return BAD_INPUT
    return OK if all(one.report.ok for one in checked) else VIOLATED


def _checked(file: str, rules: str | None) -> Checked:
    from ondergrond.check import check_layout, check_street
    from ondergrond.cli.inputs import is_layout, read_street
    from ondergrond.io import load_layout

    if is_layout(file):
        return Checked(file, "layout", check_layout(load_layout(file)))
    document, rule_set = read_street(file, rules)
    return Checked(file, "street", check_street(document.profile, rule_set))


def _as_text(checked: list[Checked], lang: Language) -> None:
    from ondergrond.cli.show import show
    from ondergrond.report.violations import violation_blocks

    for file, kind, report in checked:
        show(violation_blocks(file, kind, report.violations, lang))


def _as_json(checked: list[Checked], unusable: list[InputFileError]) -> None:
    from ondergrond.cli.show import show_json
    from ondergrond.report.documents import check_document

    rows: list[dict[str, Any]] = [
        {
            "file": file,
            "kind": kind,
            "ok": report.ok,
            "violations": [{**one._asdict(), "code": str(one.code)} for one in report.violations],
            "notes": [note.model_dump(mode="json") for note in report.notes],
        }
        for file, kind, report in checked
    ]
    errors = [(error.file, problem) for error in unusable for problem in error.problems]
    show_json(check_document(__version__, rows, errors))
