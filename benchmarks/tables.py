"""Tables of a comparison, and where they stand in the documentation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.race import Judged

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"

LEAST_TIME: Final = 1e-4
"""Seconds; a shorter time counts as this in the geometric mean."""

SOON: Final = 2.0
"""Seconds."""

HEAD: Final = (
    "engine",
    "proven",
    "infeasible",
    "geo. mean",
    "total",
    "p50",
    "p99",
    "worst",
    "peak MB",
    "version",
    "commit",
)


def percentile(values: Sequence[float], share: float) -> float:
    """The least of the values that at least this share of them does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def geometric_mean(values: Sequence[float]) -> float:
    """The geometric mean of times, each taken as `LEAST_TIME` at least."""
    return math.exp(sum(math.log(max(v, LEAST_TIME)) for v in values) / len(values))


def seconds(value: float) -> str:
    """A time with three significant digits: ``4.21 ms``, ``1.53 s``, ``2210 s``."""
    if value < 1:
        return f"{1000 * value:.3g} ms" if value >= 1e-4 else "< 0.1 ms"
    return f"{value:.3g} s" if value < 1000 else f"{value:.0f} s"


def row(engine: str, runs: Sequence[Judged], clock: str) -> tuple[str, ...]:
    """The line of an engine."""
    times = [run.seconds(clock) for run in runs]
    proven = [run for run in runs if run.proven(clock)]
    none = sum(run.said["verdict"] == "infeasible" for run in proven)
    refused = sum(run.said["verdict"] == "refused" for run in runs)
    peaks = [run.said["peak"] for run in runs if run.said["peak"] is not None]
    versions = {f"{name} {number}" for run in runs for name, number in run.versions.items()}
    return (
        f"`{engine}`",
        f"{len(proven)} of {len(runs)}" + (f" ({refused} refused)" if refused else ""),
        str(none),
        seconds(geometric_mean(times)),
        seconds(sum(times)),
        seconds(percentile(times, 0.5)),
        seconds(percentile(times, 0.99)),
        seconds(max(times)),
        f"{max(peaks):.0f}" if peaks else "",
        ", ".join(sorted(versions)),
        ", ".join(sorted({run.commit for run in runs})),
    )


def table(answers: Sequence[Sequence[Judged]], clock: str) -> str:
    """A line for each engine, in Markdown. ``answers``: per instance those of all engines."""
    engines = [run.engine for run in answers[0]]
    lines = [HEAD, ("---",) * len(HEAD)]
    for e, engine in enumerate(engines):
        lines.append(row(engine, [runs[e] for runs in answers], clock))
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def ratios(answers: Sequence[Sequence[Judged]], clock: str) -> list[str]:
    """How the first engine compares with each other one, over what both prove and over all."""
    found = []
    first = [runs[0] for runs in answers]
    for e, other in enumerate(answers[0][1:], start=1):
        pairs = [(a, runs[e]) for a, runs in zip(first, answers, strict=True)]
        both = [
            (a.seconds(clock), b.seconds(clock))
            for a, b in pairs
            if a.proven(clock) and b.proven(clock)
        ]
        every = [(a.seconds(clock), b.seconds(clock)) for a, b in pairs]
        text = f"`{first[0].engine}` against `{other.engine}`: "
        if both:
            total = sum(b for _, b in both) / sum(a for a, _ in both)
            mean = geometric_mean([b for _, b in both]) / geometric_mean([a for a, _ in both])
            slower = sum(a > b for a, b in both)
            text += (
                f"over the {len(both)} instances that both prove, {factor(total)} in total time, "
                f"{factor(mean)} in geometric mean, slower on {slower}; "
            )
        total = sum(b for _, b in every) / sum(a for a, _ in every)
        mean = geometric_mean([b for _, b in every]) / geometric_mean([a for a, _ in every])
        text += f"over all {len(every)}, {factor(total)} and {factor(mean)}."
        found.append(text)
    return found


def factor(value: float) -> str:
    """A ratio of times in words."""
    if value >= 1:
        return f"{value:.3g} times less"
    return f"{1 / value:.3g} times more"


def soon(answers: Sequence[Sequence[Judged]], clock: str) -> list[str]:
    """For each engine how many instances it proves within `SOON`."""
    found = []
    for e, one in enumerate(answers[0]):
        runs = [runs[e] for runs in answers]
        count = sum(run.proven(clock) and run.seconds(clock) <= SOON for run in runs)
        found.append(f"`{one.engine}` proves {count} of {len(runs)} within {seconds(SOON)}.")
    return found


def gaps(answers: Sequence[Sequence[Judged]], clock: str) -> list[str]:
    """For each engine how far the rows it could not prove lie above its own bound."""
    found = []
    for e, one in enumerate(answers[0]):
        open_ = [runs[e] for runs in answers if not runs[e].proven(clock)]
        shares = [
            (run.said["score"] - run.said["bound"]) / max(1, abs(run.said["score"]))
            for run in open_
            if run.said["score"] is not None and run.said["bound"] is not None
        ]
        if not open_:
            continue
        text = f"`{one.engine}` leaves {len(open_)} open"
        tried = [run for run in open_ if run.said["verdict"] in ("feasible", "unknown")]
        if tried and clock == "cpu":
            least, given = min(run.said["cpu"] for run in tried), tried[0].given
            text += (
                f" ({seconds(least)} of processor time or more in {seconds(given)} by the clock)"
            )
        if shares:
            text += (
                f"; of {len(shares)} it has a row and a bound, at most {100 * max(shares):.2g} %"
                f" apart (median {100 * percentile(shares, 0.5):.2g} %)"
            )
        without = sum(run.said["score"] is None for run in open_)
        if without:
            text += f"; of {without} it has no row"
        found.append(text + ".")
    return found


def markers(name: str) -> tuple[str, str]:
    """What a table stands between."""
    return f"<!-- {name}: written by a command -->", f"<!-- end of {name} -->"


def published(name: str, page: Path = PAGE) -> str:
    """What stands between the markers of a table; raises LookupError where the page has none."""
    return _around(name, page)[1].strip()


def publish(name: str, body: str, page: Path = PAGE) -> None:
    """Put a text between the markers of a table; raises LookupError where the page has none."""
    begin, end = markers(name)
    before, _, after = _around(name, page)
    page.write_text(f"{before}{begin}\n{body}\n{end}{after}", encoding="utf-8", newline="\n")


def _around(name: str, page: Path) -> tuple[str, str, str]:
    """What stands before, between and after the markers of a table."""
    begin, end = markers(name)
    before, found, rest = page.read_text(encoding="utf-8").partition(begin)
    between, ended, after = rest.partition(end)
    if not (found and ended):
        raise LookupError(f"{page.name} has no place for this: write '{begin}' and '{end}' there.")
    return before, between, after
