"""The table of the library: every profile solved, with its least width.

    python -m benchmarks.library                     solve all, publish in docs/library.md
    python -m benchmarks.library leiden-rack ...     solve these, print their rows only

The table holds what the program said and how long it took on this machine, nothing typed by hand.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.widths import strict
from ondergrond.claims import Claim, Mobility
from ondergrond.io.profilefile import load_profile
from ondergrond.io.rulefile import load_rules
from ondergrond.profile import StreetProfile
from ondergrond.resources import Shelf, names
from ondergrond.result import LeastWidth
from ondergrond.solve import least_width, solve

TIME_LIMIT = 60.0
"""Seconds each profile may take, with 2 cores."""

PAGE = Path(__file__).resolve().parent.parent / "docs" / "library.md"
BEGIN = "<!-- table: written by python -m benchmarks.library -->"
END = "<!-- end of table -->"

HEAD = (
    "profile",
    "width",
    "claims",
    "can move",
    "lie there",
    "rack",
    "least width",
    "spare",
    "without breach",
    "verdict",
    "score EUR/m",
    "cost EUR/m",
    "breaches",
    "deviations",
    "seconds",
)


def movable(claims: Iterable[Claim]) -> int:
    """How many of the claims can move: planned ones and relocatable ones."""
    return sum(not claim.lies or claim.may is Mobility.RELOCATABLE for claim in claims)


def horizontal(profile: StreetProfile) -> StreetProfile:
    """The street without racks."""
    techniques = profile.techniques.model_copy(update={"rack": "forbidden"})
    return profile.model_copy(update={"techniques": techniques})


@dataclass(frozen=True)
class Row:
    """One line of the table; ``cells`` are its texts in the order of ``HEAD``."""

    cells: tuple[str, ...]

    @classmethod
    def of(cls, name: str) -> Row:
        """Solve the library profile ``name`` and find its least widths."""
        profile = load_profile(name)
        rules = load_rules(profile.rules)
        began = time.perf_counter()
        result = solve(profile, rules, time_limit=TIME_LIMIT)
        seconds = time.perf_counter() - began
        layout = result.layout
        least = _proven(least_width(profile, rules, engine="cpsat"))
        kept = _proven(least_width(profile, strict(rules), engine="cpsat"))
        verdict = result.verdict
        if verdict == "feasible" and result.score is not None and result.bound is not None:
            verdict += f" (bound {euros(result.bound)})"  # type: ignore[assignment]
        return cls(
            (
                name,
                metres(profile.width),
                str(len(profile.claims)),
                str(movable(profile.claims)),
                str(sum(claim.lies for claim in profile.claims)),
                "yes" if profile.techniques.rack == "allowed" else "no",
                "none" if least is None else metres(least),
                "" if least is None else f"{100 * (profile.width - least) / least:.1f} %",
                "none" if kept is None else metres(kept),
                verdict,
                "" if layout is None else euros(layout.score),
                "" if layout is None else euros(layout.cost),
                "" if layout is None else str(len(layout.breaches)),
                "" if layout is None else str(len(layout.deviations)),
                f"{seconds:.1f}",
            )
        )


def _proven(least: LeastWidth) -> int | None:
    """The width, mm; raises ``RuntimeError`` where it is not proven: the table has facts only."""
    if not least.proven:
        raise RuntimeError(f"a least width is not proven: {least.reason}")
    return least.width


def metres(mm: int) -> str:
    """A length in metres to the millimetre, without needless zeros."""
    return f"{mm / 1000:.3f}".rstrip("0").rstrip(".") + " m"


def euros(su: int) -> str:
    """Score units as euro per metre of street, to the cent."""
    return f"{su / 10_000:.2f}"


def table(rows: Iterable[Row]) -> str:
    """The rows as a table in Markdown."""
    lines = [HEAD, ("---",) * len(HEAD), *(row.cells for row in rows)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def read_table(page: Path = PAGE) -> dict[str, dict[str, str]]:
    """The published table: profile -> column -> text."""
    text = page.read_text(encoding="utf-8")
    lines = text[text.index(BEGIN) + len(BEGIN) : text.index(END)].strip().splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0]: dict(zip(cells[0], row, strict=True)) for row in cells[2:]}


def write_table(rows: Iterable[Row], page: Path = PAGE) -> None:
    """Put the rows into the page, in place of the table that stands there."""
    text = page.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    page.write_text(f"{before}{BEGIN}\n{table(rows)}\n{END}{after}", encoding="utf-8", newline="\n")


def main(arguments: list[str]) -> None:
    """Solve what is asked for; print rows as they come, and publish when it was all."""
    say = partial(print, flush=True)
    rows = []
    for name in arguments or names(Shelf.PROFILES):
        rows.append(Row.of(name))
        say("  ".join(rows[-1].cells))
    if not arguments:
        write_table(rows)
        say(f"written to {PAGE}")


if __name__ == "__main__":
    main(sys.argv[1:])
