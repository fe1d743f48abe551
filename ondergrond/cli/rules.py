"""``ondergrond rules``: rule sets, and where their values come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ondergrond import __version__
from ondergrond.cli import options
from ondergrond.cli.ends import BAD_INPUT, OK, message

if TYPE_CHECKING:
    from ondergrond.io.rulefile_explain import Explained
    from ondergrond.report.blocks import Block
    from ondergrond.rules import RuleSet

DEFAULT = "nen7171-style"
"""The rule set a profile has when it names none."""

LIST = """\
The rule sets that come with the program.

\b
Example:
  ondergrond rules list
"""

SHOW = """\
What a rule set says, where each value comes from and what it inherits.

With two names: what the two ask of each other, gaps and crossings. With one: what holds for it
alone. Names are network kinds (water, heat, gas-low ...), bodies (tree-trunk, root-zone, storage,
rack ...), places (facade, kerb, foundation ...) or records (tree, storage, prices, street, rack).
Without names: the rule set as a whole.

\b
Examples:
  ondergrond rules show water heat
  ondergrond rules show heat --rules town.toml
  ondergrond rules show --rules narrow-streets
"""

VALIDATE = """\
Everything that is wrong in rule sets: gaps in the data, values without source, minimum below hard.

\b
Examples:
  ondergrond rules validate town.toml
  ondergrond rules validate nen7171-style
"""


@click.group("rules", short_help="Rule sets: list, look up, validate.")
def group() -> None:
    """Rule sets: list, look up, validate."""


@group.command("list", help=LIST, short_help="The rule sets that come with the program.")
@options.as_json
@options.debug
def list_sets(as_json: bool) -> int:
    """See ``LIST``."""
    from ondergrond.cli.show import show, show_json
    from ondergrond.io import list_rules, load_rules
    from ondergrond.report.rulings import list_table

    sets = [(name, load_rules(name)) for name in list_rules()]
    if as_json:
        rows = [
            {"rules": name, "title": one.title, "inherits": list(one.inherits)}
            for name, one in sets
        ]
        show_json({"version": __version__, "rules": rows})
    else:
        show([list_table([(name, ", ".join(one.inherits), one.title) for name, one in sets])])
    return OK


@group.command("show", help=SHOW, short_help="What holds for a class or a pair, and why.")
@click.argument("names", nargs=-1, metavar="[NAME [NAME]]")
@click.option(
    "--rules",
    metavar="R",
    default=DEFAULT,
    show_default=True,
    help="Rule set: a name or a .toml file.",
)
@options.as_json
@options.debug
def show_rules(names: tuple[str, ...], rules: str, as_json: bool) -> int:
    """See ``SHOW``."""
    from ondergrond.cli.show import show, show_json
    from ondergrond.io import load_rules

    if len(names) > 2:
        raise click.UsageError("one or two names: 'ondergrond rules show water heat'")
    rule_set = load_rules(rules)
    if as_json:
        show_json(_document(rule_set, names))
    else:
        show(_blocks(rule_set, names))
    return OK


def _blocks(rules: RuleSet, names: tuple[str, ...]) -> list[Block]:
    from ondergrond.io.rulefile_explain import basis_counts
    from ondergrond.report.rulings import ruling_blocks, set_blocks

    if not names:
        return set_blocks(rules, basis_counts(rules))
    return ruling_blocks(rules, names, _explained(rules, names))


def _document(rules: RuleSet, names: tuple[str, ...]) -> dict[str, object]:
    from ondergrond.io.rulefile_explain import basis_counts

    document: dict[str, object] = {"version": __version__, "rules": rules.name}
    if not names:
        return {**document, "title": rules.title, "basis": basis_counts(rules)}
    rows = []
    for one in _explained(rules, names):
        value = one.value if isinstance(one.value, int | str | None) else str(one.value)
        rows.append({**one._asdict(), "value": value, "inherited_from": one.inherited_from})
    return {**document, "names": list(names), "values": rows}


def _explained(rules: RuleSet, names: tuple[str, ...]) -> tuple[Explained, ...]:
    from ondergrond.io.rulefile_explain import UnknownClassError, explain_class, explain_pair

    try:
        if len(names) == 2:
            return explain_pair(rules, names[0], names[1])
        return explain_class(rules, names[0])
    except UnknownClassError as error:
        raise click.BadParameter(str(error), param_hint="NAME") from None


@group.command("validate", help=VALIDATE, short_help="Everything that is wrong in rule sets.")
@click.argument("files", nargs=-1, required=True, metavar="RULES...")
@options.as_json
@options.debug
def validate(files: tuple[str, ...], as_json: bool) -> int:
    """See ``VALIDATE``."""
    from ondergrond.cli.show import show, show_json
    from ondergrond.errors import InputFileError, Problem
    from ondergrond.io import load_rules
    from ondergrond.report.blocks import Line
    from ondergrond.report.documents import validation_document
    from ondergrond.resources import UnknownResourceError

    found: list[tuple[str, Problem]] = []
    for file in files:
        try:
            load_rules(file)
        except InputFileError as error:
            found += [(error.file, problem) for problem in error.problems]
            message("\n".join(error.lines))
        except UnknownResourceError as error:
            found.append((file, Problem(None, "", str(error))))
            message(str(error))
        else:
            if not as_json:
                show([Line(f"{file}: sound", "good")])
    if as_json:
        show_json(validation_document(__version__, files, found))
    return BAD_INPUT if found else OK
