"""``ondergrond explain``: why a street does not fit, what would help, and what binds."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ondergrond.cli import options
from ondergrond.cli.ends import OK, UNKNOWN, VIOLATED, message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ondergrond.explanation import Explanation
    from ondergrond.io import ProfileDocument
    from ondergrond.layout import Layout
    from ondergrond.rules import RuleSet
    from ondergrond.words import Language

Shown = TypeVar("Shown")
"""A remedy or a choice."""

HELP = """\
Explain a street: what is short and why, what would help, what binds, how sure that is.

PROFILE is a YAML file, or the name of a library profile. Every figure is that of a street that was
solved again; nothing is estimated. docs/explain.md reads three answers with you.

\b
Examples:
  ondergrond explain leiden-rack --technique horizontal
  ondergrond explain street.yaml --preset trees
  ondergrond explain street.yaml --out why            draws the critical chain
  ondergrond explain street.yaml --remedy 2 --out why  draws that remedy
  ondergrond explain street.yaml --from today.layout.json
  ondergrond explain street.yaml --json > why.json
"""


@click.command("explain", help=HELP, short_help="Why a street does not fit, and what would help.")
@click.argument("profile")
@options.rules
@options.width
@options.technique
@options.preset
@click.option("--quick", is_flag=True, help="Leave out how sure it is and the other choices.")
@click.option(
    "--from",
    "given",
    metavar="LAYOUT",
    help="A layout (JSON) from which the least change is wanted.",
)
@click.option(
    "--time-limit",
    type=options.SecondsType(),
    metavar="S",
    help="Seconds for everything after reading; what it leaves open says so. [default: 300]",
)
@options.folder("Folder for drawings and layouts (JSON).")
@click.option(
    "--remedy",
    type=click.IntRange(1),
    metavar="N",
    help="With --out: draw the street after this remedy instead of the chain.",
)
@click.option(
    "--choice",
    type=click.IntRange(1),
    metavar="N",
    help="With --out: draw this choice instead of the chain.",
)
@options.formats
@options.lang
@options.as_json
@options.debug
def command(
    profile: str,
    rules: str | None,
    quick: bool,
    given: str | None,
    time_limit: float | None,
    out: Path | None,
    remedy: int | None,
    choice: int | None,
    formats: tuple[str, ...] | None,
    lang: Language,
    as_json: bool,
    **what_if: Any,
) -> int:
    """See ``HELP``."""
    from ondergrond.cli.inputs import read_street
    from ondergrond.cli.show import show, show_json
    from ondergrond.cli.solve import fitting, make_folder
    from ondergrond.io import load_layout
    from ondergrond.report.documents import explanation_document
    from ondergrond.report.explained import explanation_blocks

    asked = {"--format": formats, "--remedy": remedy, "--choice": choice}
    for name, value in asked.items():
        if value is not None and out is None:
            raise click.UsageError(f"{name} needs --out: without it nothing is written")
    if remedy is not None and choice is not None:
        raise click.UsageError("--remedy and --choice cannot go together; give one of them")
    for name, needs in {"--from": given, "--choice": choice}.items():
        if quick and needs is not None:
            raise click.UsageError(f"{name} is about the choices, and --quick leaves them out")
    document, rule_set = read_street(profile, rules)
    fitting(document, rule_set, what_if)
    before = None if given is None else load_layout(given)
    if out is not None:
        make_folder(out)
    found = _explained(document, rule_set, what_if, quick, before, time_limit)
    files: list[str] = []
    if out is not None:
        stem = out / Path(document.file).stem
        files = _drawn(found, stem, remedy, choice, formats or ("svg",), lang)
    if as_json:
        show_json(explanation_document(found, files))
    else:
        show(explanation_blocks(found, lang, files))
    return {"infeasible": VIOLATED, "unknown": UNKNOWN}.get(found.situation, OK)


def _explained(
    document: ProfileDocument,
    rules: RuleSet,
    what_if: dict[str, Any],
    quick: bool,
    before: Layout | None,
    time_limit: float | None,
) -> Explanation:
    from ondergrond.cli.interrupt import interruptible
    from ondergrond.explain import explain
    from ondergrond.solve import UnsoundProfileError, narrowed

    if sys.stderr.isatty():
        message(f"explaining {document.profile.name} ...")
    try:
        profile = narrowed(document.profile, **what_if)
        return interruptible(
            lambda: explain(
                profile,
                rules,
                sure=not quick,
                choices=not quick,
                given=before,
                time_limit=time_limit,
            ),
            None,
        )
    except UnsoundProfileError as error:
        document.refuse(error.errors)
        raise


def _drawn(
    found: Explanation,
    stem: Path,
    remedy: int | None,
    choice: int | None,
    formats: tuple[str, ...],
    lang: Language,
) -> list[str]:
    """Write what was asked for, or else the chain in the street at its least width; where there is
    none, the best layout.
    """
    from ondergrond.cli.solve import told_of_older, written
    from ondergrond.report.explained import chain_title, choice_title, remedy_title
    from ondergrond.words import Phrases

    chain, what, words = None, "", Phrases(lang)
    if remedy is not None:
        helps = _numbered(found.remedies, remedy, "remedy")
        layout, what = helps.layout, remedy_title(helps, words)
        name = f"{stem.name}.remedy-{remedy}"
    elif choice is not None:
        chosen = _numbered(found.choices, choice, "choice")
        layout, what = chosen.layout, choice_title(chosen, choice, words)
        name = f"{stem.name}.choice-{choice}"
    elif found.chain is not None and found.chain.layout is not None:
        layout, chain, name = found.chain.layout, found.chain, f"{stem.name}.chain"
        what = chain_title(found.chain, words)
    elif found.layout is not None:  # not the file that solve writes
        layout, name = found.layout, f"{stem.name}.explained"
    else:
        for part in ("chain", "explained"):
            told_of_older(stem.with_name(f"{stem.name}.{part}"))
        return []
    return written(layout, stem.with_name(name), formats, lang, chain, what)


def _numbered(things: Sequence[Shown], number: int, noun: str) -> Shown:
    if number > len(things):
        count = f"there are {len(things)}" if things else "there is none"
        raise click.BadParameter(f"there is no {noun} {number}; {count}", param_hint=f"--{noun}")
    return things[number - 1]
