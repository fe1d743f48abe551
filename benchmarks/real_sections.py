"""Real sections: a hundred of them through KLIC deliveries, as they lie and with a redevelopment.

    python -m benchmarks.real_sections               all of it, published in docs/data.md
    python -m benchmarks.real_sections --suite narrow    the same on 9 m, as in an old centre
    python -m benchmarks.real_sections --dry 10      ten sections, nothing published
    python -m benchmarks.real_sections --speed       one section, and a hundred, of the largest one

The deliveries are Kadaster's samples; the folder is ../shared/data/klic, or --data DIR. Sections
are 25 m long, square to the pipes, through points at equal distances along all lines of a
delivery; a section counts as a street when at least five things and three themes lie on it.
Whether anything fits plays no part in the choice.
"""

from __future__ import annotations

import argparse
import math
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ondergrond.bodies import rule_errors
from ondergrond.check import check_street
from ondergrond.io.klic import Cut, Importer, read_delivery, section_near
from ondergrond.io.profilefile import parse_profile
from ondergrond.io.programme import Programme, read_programme, with_programme
from ondergrond.io.rulefile import load_rules
from ondergrond.io.section import Point, Section
from ondergrond.io.sectionfile import along
from ondergrond.io.streetyaml import street_to_yaml
from ondergrond.profile import StreetProfile
from ondergrond.rules import RuleSet
from ondergrond.solve import solve

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT.parent / "shared" / "data" / "klic"
PAGE = ROOT / "docs" / "data.md"
PROGRAMME = Path(__file__).with_name("redevelopment.yaml")
END = "<!-- end of table -->"

LARGEST = "Levering_22C001966_3.zip"
SHARES = {
    "Levering_19G558958_1.zip": 33,
    LARGEST: 34,
    "Levering_22O000518_1.zip": 33,
}
"""Sections of each delivery. The synthetic one is no street: its objects lie by themselves."""

ACROSS = 25_000
THINGS, THEMES = 5, 3
"""What must lie on a section for it to be a street."""

APART = 2.0
"""Middles of sections are at least this far from each other (m)."""

TIME_LIMIT = 300.0
"""Seconds for each section."""

ENGINE = "cpsat"
"""One engine for all, to compare like with like."""

NARROW = (5_500, 19_500)
"""The middle 14 m of a section: as wide as an ordinary street (mm from its start)."""

NARROWEST = (8_000, 17_000)
"""The middle 9 m of a section: as wide as a street in an old centre."""


class Case(NamedTuple):
    """What is done with a section. part: of it (None: all).  moves: distribution networks may."""

    name: str
    part: tuple[int, int] | None
    moves: bool


class Suite(NamedTuple):
    """Cases under one programme, published in one table. name: in the mark of its table.

    number: of sections (None: all hundred).
    """

    name: str
    programme: Path
    cases: tuple[Case, ...]
    number: int | None = None

    @property
    def begin(self) -> str:
        """The line above its table."""
        more = "" if self.name == "street" else f" --suite {self.name}"
        return f"<!-- table: written by python -m benchmarks.real_sections{more} -->"

    @property
    def head(self) -> tuple[str, ...]:
        """The titles of its columns."""
        names = (case.name for case in self.cases)
        return ("delivery", "section", "objects", "things", "broken today", *names)


SUITES = {
    "street": Suite(
        "street",
        PROGRAMME,
        (
            Case("25 m", None, True),
            Case("14 m", NARROW, True),
            Case("14 m, nothing moves", NARROW, False),
        ),
    ),
    "narrow": Suite(
        "narrow",
        PROGRAMME.with_name("redevelopment-narrow.yaml"),
        (Case("9 m", NARROWEST, True), Case("9 m, nothing moves", NARROWEST, False)),
        number=24,
    ),
}

VERDICTS = ("optimal", "feasible", "infeasible", "unknown")
SUMMARY = ("case", *VERDICTS, "without a breach", "most breaches", "s")


@dataclass(frozen=True)
class Outcome:
    """What the redevelopment comes to. breaches: None without a layout.  seconds: of processor."""

    verdict: str
    breaches: int | None
    seconds: float

    @property
    def cell(self) -> str:
        """The text in the table: the verdict, and breaches where there are any."""
        if not self.breaches:
            return self.verdict
        return f"{self.verdict}, {self.breaches} breach{'' if self.breaches == 1 else 'es'}"


@dataclass(frozen=True)
class Row:
    """One section: what lies there, what is wrong with it today, and what each case comes to."""

    delivery: str
    section: str
    objects: int
    things: int
    today: int
    outcomes: tuple[Outcome, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """The texts of the table's columns."""
        counts = (str(self.objects), str(self.things), str(self.today))
        return (self.delivery, self.section, *counts, *(one.cell for one in self.outcomes))


def streets_of(importer: Importer, number: int) -> list[Cut]:
    """So many sections through a delivery, spread over all its lines; fewer where it has fewer."""
    points = _points(importer, 40 * number)
    found: list[Cut] = []
    middles: list[Point] = []
    for point in points:
        if any(math.dist(point, other) < APART for other in middles):
            continue
        try:
            near = section_near(importer.delivery, importer.segments, point, ACROSS)
        except ValueError:
            continue
        section = Section(f"{near.middle[0]:.0f}-{near.middle[1]:.0f}", near.start, near.end)
        cut = importer.cut(section)
        themes = {met.network.theme for met in cut.mets}
        if len(cut.street.claims) >= THINGS and len(themes) >= THEMES:
            found.append(cut)
            middles.append(point)
    step = len(found) / number if len(found) > number else 1.0
    return [found[int(index * step)] for index in range(min(number, len(found)))]


def _points(importer: Importer, number: int) -> list[Point]:
    """Points at equal distances along all lines of a delivery, in the order of its lines."""
    segments = importer.segments
    lengths = [
        math.dist(a, b) for a, b in zip(segments.start.tolist(), segments.end.tolist(), strict=True)
    ]
    step = sum(lengths) / number
    points: list[Point] = []
    before = 0.0
    for start, end, length in zip(segments.start, segments.end, lengths, strict=True):
        while length and len(points) * step < before + length:
            share = (len(points) * step - before) / length
            x, y = start + share * (end - start)
            points.append((float(x), float(y)))
        before += length
    return points


def row_of(
    cut: Cut,
    importers: tuple[Importer, Importer],
    programme: Programme,
    rules: RuleSet,
    cases: tuple[Case, ...],
) -> Row:
    """Hold a section against the rules as it lies, and solve it with the redevelopment.

    importers: of the delivery, where things move and where nothing does.
    """
    written = parse_profile(street_to_yaml(cut.street)).profile
    assert written == cut.street.profile()
    assert not rule_errors(written, rules)
    today = check_street(written, rules)
    section = cut.street.section
    assert section is not None
    outcomes = []
    for _, part, moves in cases:
        case = section if part is None else section.part(*part)
        street = importers[0 if moves else 1].cut(case).street
        began = time.process_time()
        planned = with_programme(street, programme).profile
        result = solve(planned, rules, time_limit=TIME_LIMIT, engine=ENGINE)
        breaches = None if result.layout is None else len(result.layout.breaches)
        outcomes.append(Outcome(result.verdict, breaches, time.process_time() - began))
    number = importers[0].delivery.number
    counts = (len(cut.mets), len(cut.street.claims), len(today.violations))
    return Row(number, section.name, *counts, tuple(outcomes))


def all_rows(data: Path, number: int | None, suite: Suite) -> list[Row]:
    """Every section of every delivery, told as it comes."""
    rules = load_rules("nen7171-style")
    programme = read_programme(suite.programme)
    rows = []
    for file, share in SHARES.items():
        delivery = read_delivery(data / file)
        importers = (Importer(delivery, rules), Importer(delivery, rules, moves=False))
        count = share if number is None else max(1, number // len(SHARES))
        for cut in streets_of(importers[0], count):
            rows.append(row_of(cut, importers, programme, rules, suite.cases))
            spent = " ".join(f"{one.seconds:.1f}" for one in rows[-1].outcomes)
            print("  ".join(rows[-1].cells), f"({spent} s)", flush=True)
    return rows


def summary(rows: list[Row], cases: tuple[Case, ...]) -> list[str]:
    """What the sections come to, a line for each case."""
    broken = sum(row.today > 0 for row in rows)
    things = sorted(row.things for row in rows)
    lines = [
        f"{len(rows)} sections, all of them valid profiles, with {things[0]} to {things[-1]} "
        f"things (the middle one {things[len(things) // 2]}). {broken} break the rules as they "
        "lie today.",
        "",
        f"| {' | '.join(SUMMARY)} |",
        "| --- " * len(SUMMARY) + "|",
    ]
    for index, case in enumerate(cases):
        outcomes = [row.outcomes[index] for row in rows]
        verdicts = Counter(one.verdict for one in outcomes)
        breaches = [one.breaches for one in outcomes if one.breaches is not None]
        counts = [str(verdicts[name]) for name in VERDICTS]
        seconds = sum(one.seconds for one in outcomes)
        cells = [case.name, *counts, str(breaches.count(0)), str(max(breaches, default=0))]
        lines.append(f"| {' | '.join(cells)} | {seconds:.0f} |")
    lines += ["", f"Engine {ENGINE}, at most {TIME_LIMIT:g} s on the clock for each."]
    return lines


def table(rows: list[Row], head: tuple[str, ...]) -> str:
    """The rows as a table in Markdown."""
    lines = [head, ("---",) * len(head), *(row.cells for row in rows)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def publish(rows: list[Row], suite: Suite, page: Path = PAGE) -> None:
    """Put the table into the page, in place of the one that stands there."""
    text = page.read_text(encoding="utf-8")
    before, rest = text.split(suite.begin)
    _, after = rest.split(END, 1)
    body = "\n".join(summary(rows, suite.cases)) + "\n\n" + table(rows, suite.head)
    whole = f"{before}{suite.begin}\n{body}\n{END}{after}"
    page.write_text(whole, encoding="utf-8", newline="\n")


def speed(data: Path) -> None:
    """Time and memory of one section and of a hundred through the largest delivery."""
    for number in (1, 100):
        script = f"from benchmarks.real_sections import *; cuts(Path({str(data)!r}), {number})"
        done = subprocess.run(
            [sys.executable, "-c", script], check=True, capture_output=True, text=True, cwd=ROOT
        )
        print(f"{number} section{'s' if number > 1 else ''} of {LARGEST}: {done.stdout.strip()}")


def cuts(data: Path, number: int) -> None:
    """Read the largest delivery, cut it so often and write the profiles; print what it took."""
    began, wall = time.process_time(), time.perf_counter()
    importer = Importer(read_delivery(data / LARGEST), load_rules("nen7171-style"))
    read = time.process_time() - began
    rings = importer.delivery.asked[0][0]
    xs, ys = [p[0] for p in rings], [p[1] for p in rings]
    line = [(min(xs), (min(ys) + max(ys)) / 2), (max(xs), (min(ys) + max(ys)) / 2)]
    every = int(math.dist(*line) * 1000 / max(1, number - 1)) if number > 1 else 10**9
    size = sum(len(street_to_yaml(importer.cut(one).street)) for one in along(line, every, ACROSS))
    took, lasted = time.process_time() - began, time.perf_counter() - wall
    print(
        f"{took:.2f} s of processor ({read:.2f} s to read), {lasted:.2f} s on the clock, "
        f"{_memory()} at most, {size / 1000:.0f} kB of YAML"
    )


def _memory() -> str:
    """The most memory this process has had; Windows does not tell."""
    try:
        import resource
    except ImportError:
        return "unknown memory"
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"


def profile_of(cut: Cut) -> StreetProfile:
    """The profile of a section, for those who look closer."""
    return cut.street.profile()


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=SAMPLES)
    parser.add_argument("--dry", type=int, metavar="N", help="N sections, nothing published")
    parser.add_argument("--speed", action="store_true")
    parser.add_argument("--suite", choices=SUITES, default="street")
    arguments = parser.parse_args()
    if arguments.speed:
        speed(arguments.data)
        return
    suite = SUITES[arguments.suite]
    number = suite.number if arguments.dry is None else arguments.dry
    rows = all_rows(arguments.data, number, suite)
    print("\n".join(summary(rows, suite.cases)))
    if arguments.dry is None:
        publish(rows, suite)
        print(f"written to {PAGE}")


if __name__ == "__main__":
    main()
