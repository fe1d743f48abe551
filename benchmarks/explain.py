"""What an explanation takes: parts 1 to 6, then all of them, of streets of the library made tight.

    python -m benchmarks.explain                  measure all, publish in docs/explain.md
    python -m benchmarks.explain leiden-rack:5.4  measure this street at this width (m) only

Seconds are CPU time of this process, after one explanation has warmed the kernels up; wall time
depends on what else the machine does.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from ondergrond.explain import explain
from ondergrond.explanation import Explanation
from ondergrond.io import load_profile, load_rules
from ondergrond.profile import StreetProfile

PAGE = Path(__file__).resolve().parent.parent / "docs" / "explain.md"
BEGIN = "<!-- table: written by python -m benchmarks.explain -->"
END = "<!-- end of table -->"

STREETS = (
    ("woonerf-10m", 10400),
    ("woonerf-10m", 10700),
    ("dyke-street-9m", 9000),
)
"""Library streets and the widths (mm) at which they are explained."""

HEAD = (
    "street", "width", "claims", "situation", "short", "1 to 6", "solves", "all", "solves",
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


def main(arguments: list[str]) -> None:
    """Measure what is asked for; publish when it was everything."""
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
