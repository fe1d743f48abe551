"""What an explanation takes, with ``--quick`` and in full, of streets of the library made tight.

    python -m benchmarks.explain                  measure all, publish in docs/explain.md
    python -m benchmarks.explain leiden-rack:5.4  measure this street at this width (m) only
    python -m benchmarks.explain worked           the figures of the three worked streets, published

Seconds are CPU time of this process, after one explanation has warmed the kernels up; wall time
depends on what else the machine does.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Literal

from ondergrond.explain import explain
from ondergrond.explanation import Explanation
from ondergrond.io import load_profile, load_rules
from ondergrond.profile import StreetProfile
from ondergrond.report.blocks import Line
from ondergrond.report.certainty import robustness_blocks
from ondergrond.report.explained import action_text, short_blocks
from ondergrond.solve import narrowed
from ondergrond.words import Phrases

Technique = Literal["horizontal", "rack"]

PAGE = Path(__file__).resolve().parent.parent / "docs" / "explain.md"
BEGIN = "<!-- table: written by python -m benchmarks.explain -->"
END = "<!-- end of table -->"

STREETS = (
    ("woonerf-10m", 10400),
    ("woonerf-10m", 10700),
    ("dyke-street-9m", 9000),
    ("vinex-14m", 14000),
    ("amsterdam-quay", 12000),
    ("den-haag-sewer", 15300),
    ("leiden-rack", 5400),
)
"""Library streets and the widths (mm) at which they are explained."""

WORKED: tuple[tuple[str, int | None, Technique | None], ...] = (
    ("leiden-rack", None, "horizontal"),
    ("woonerf-10m", 10400, None),
    ("amsterdam-quay", None, None),
)
"""The worked streets of the page: name, width (mm) and technique they are explained with."""

WORKED_BEGIN = "<!-- street {number}: written by python -m benchmarks.explain worked -->"
WORKED_END = "<!-- end of street -->"

MOST_REMEDIES = 5
"""Remedies of a worked street that are shown."""

HEAD = (
    "street", "width", "claims", "situation", "short", "quick", "solves", "all", "solves",
    "left open",
)  # fmt: skip


def street(name: str, width: int) -> StreetProfile:
    """A library street, thought so wide (mm)."""
    profile = load_profile(name)
    return profile if width == profile.width else profile.widened(width)


def measured(profile: StreetProfile, *, everything: bool) -> tuple[Explanation, float]:
    """An explanation and the CPU seconds it took."""
    rules = load_rules(profile.rules)
    began = time.process_time()
    found = explain(profile, rules, sure=everything, choices=everything)
    return found, time.process_time() - began


def row(name: str, width: int) -> tuple[str, ...]:
    """One line of the table."""
    profile = street(name, width)
    short, first = measured(profile, everything=False)
    whole, second = measured(profile, everything=True)
    lacks = "none" if short.shortage is None else f"{short.shortage / 10:g} cm"
    return (
        name,
        f"{width / 1000:g} m",
        str(len(profile.claims)),
        short.situation,
        lacks,
        f"{first:.1f} s",
        str(short.solves),
        f"{second:.1f} s",
        str(whole.solves),
        "yes" if whole.reason or short.reason else "no",
    )


def worked(name: str, width: int | None, technique: Technique | None) -> str:
    """What the program says of a worked street: the short form, remedies, and how sure it is."""
    profile = narrowed(load_profile(name), technique, None, width)
    found = explain(profile, load_rules(profile.rules), choices=False)
    words = Phrases("en")
    lines = [f"> {block.text}" for block in short_blocks(found) if isinstance(block, Line)]
    remedies = [
        (
            " + ".join(action_text(action, words) for action in one.actions),
            ("" if one.proven else "at most ") + words.euros(one.score_change or 0),
            words.euros(one.cost_change or 0),
            "; ".join(
                f"{item.left} – {item.right} {words.centimetres(item.there_is)} < "
                f"{words.centimetres(item.reference.value or 0)} cm"
                for item in one.consents
            ),
        )
        for one in found.remedies[:MOST_REMEDIES]
    ]
    if remedies:
        head = ("remedy", "change of score EUR/m", "change of cost EUR/m", "consents")
        rows = [head, ("---",) * len(head), *remedies]
        lines += ["", *("| " + " | ".join(cells) + " |" for cells in rows)]
    if found.robustness is not None:
        lines.append("")
        blocks = robustness_blocks(found.robustness, words)
        lines += [f"> {block.text}" for block in blocks if isinstance(block, Line)]
    broken = [
        f"{line}  " if line.startswith(">") and after.startswith(">") else line
        for line, after in zip(lines, [*lines[1:], ""], strict=True)
    ]
    return "\n".join(broken)


def with_worked(page: str) -> str:
    """The page with the blocks of its worked streets written anew."""
    for number, one in enumerate(WORKED, 1):
        before, rest = page.split(WORKED_BEGIN.format(number=number))
        _, after = rest.split(WORKED_END, 1)
        begin = WORKED_BEGIN.format(number=number)
        page = f"{before}{begin}\n{worked(*one)}\n{WORKED_END}{after}"
    return page


def main(arguments: list[str]) -> None:
    """Measure what is asked for; publish when it was everything."""
    if arguments == ["worked"]:
        page = with_worked(PAGE.read_text(encoding="utf-8"))
        PAGE.write_text(page, encoding="utf-8", newline="\n")
        for one in WORKED:
            print(one[0])
        return
    measured(street(*STREETS[0]), everything=True)
    asked = [argument.split(":") for argument in arguments]
    streets = [(name, round(1000 * float(metres))) for name, metres in asked] or STREETS
    rows = []
    for name, width in streets:
        rows.append(row(name, width))
        print("  ".join(rows[-1]), flush=True)
    if not arguments:
        text = PAGE.read_text(encoding="utf-8")
        before, rest = text.split(BEGIN)
        lines = [HEAD, ("---",) * len(HEAD), *rows]
        table = "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
        page = f"{before}{BEGIN}\n{table}\n{END}{rest.split(END)[1]}"
        PAGE.write_text(page, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
