"""The summary of a batch: how many fit, where it is tightest, what binds most often."""

from __future__ import annotations

import heapq
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ondergrond import __version__
from ondergrond.batch.durable import whole, write_whole
from ondergrond.batch.ledger import Line
from ondergrond.batch.style import LOOKS, hex_colour
from ondergrond.quantity import SU_PER_EURO

JSON, MARKDOWN, PICTURE = "summary.json", "summary.md", "histogram.png"
"""The files."""

MOST_BOTTLENECKS = 100
"""Streets in the ranking."""

FITS = tuple(look.fit for look in LOOKS)
"""Every class of streets, the good ones first."""


class Summary:
    """What is counted while the rows pass by; memory does not grow with them."""

    def __init__(self) -> None:
        self.rows = 0
        self.distinct: int | None = None
        self.fit: Counter[str] = Counter()
        self.verdicts: Counter[str] = Counter()
        self.states: Counter[str] = Counter()
        self.rules: Counter[str] = Counter()
        self.near: Counter[str] = Counter()
        self.networks: Counter[str] = Counter()
        self.breaches: Counter[int] = Counter()
        self.shortages: Counter[int] = Counter()
        self.costs: Counter[int] = Counter()
        self.confirmed = 0
        self.asked = 0
        self.seconds = 0.0
        self._worst: list[tuple[tuple[int, ...], dict[str, Any]]] = []

    def watch(
        self, results: Iterable[tuple[Line, dict[str, Any], str]]
    ) -> Iterator[tuple[Line, dict[str, Any]]]:
        """Pass rows on, and count them."""
        for line, row, state in results:
            self._count(line, row, state)
            yield line, row

    def _count(self, line: Line, row: dict[str, Any], state: str) -> None:
        self.rows += 1
        self.states[state] += 1
        self.fit[row.get("fit", "unknown")] += 1
        self.verdicts[row.get("verdict", "unknown")] += 1
        self.seconds += row.get("seconds", 0.0)
        self.confirmed += bool(row.get("confirmed"))
        self.asked += bool(row.get("asked"))
        for rule, count in row.get("breach_rules", {}).items():
            self.rules[rule] += count
        for rule, count in row.get("deviation_rules", {}).items():
            self.near[rule] += count
        for network, count in row.get("breach_networks", {}).items():
            self.networks[network] += count
        if "figures" in row:
            self.breaches[row["figures"]["breaches"]] += 1
            self.costs[row["cost"] // SU_PER_EURO // 100 * 100] += 1
        if row.get("shortage"):
            self.shortages[row["shortage"] // 100 * 100] += 1
        if row.get("fit") in ("does not fit", "fits with breaches"):
            self._rank(line, row)

    def _rank(self, line: Line, row: dict[str, Any]) -> None:
        """Keep the worst: does not fit before breaches, then by shortage, then by price."""
        # Not even twice the width is enough where an infeasible street has no least width.
        endless = 10**9 if row.get("least_width", 0) is None else 0
        price = row.get("terms", {}).get("breaches", 0)
        order = (row["fit"] == "does not fit", row.get("shortage") or endless, price, -line.number)
        entry = {
            "row": line.number,
            "id": line.id,
            "name": line.name if line.name is not None else row.get("name"),
            "fit": row["fit"],
            "shortage_mm": row.get("shortage"),
            "breaches": row.get("figures", {}).get("breaches"),
            "breach_price_eur_m": price / SU_PER_EURO if price else None,
            "worst_rule": row.get("worst_rule"),
        }
        heapq.heappush(self._worst, (order, entry))
        if len(self._worst) > MOST_BOTTLENECKS:
            heapq.heappop(self._worst)

    @property
    def bottlenecks(self) -> list[dict[str, Any]]:
        """The worst streets, worst first."""
        return [entry for _, entry in sorted(self._worst, key=lambda one: one[0], reverse=True)]

    @property
    def proven(self) -> float | None:
        """Share of the streets with a proven verdict (optimal, infeasible); None of none."""
        answered = self.rows - self.verdicts["error"]
        if not answered:
            return None
        return (self.verdicts["optimal"] + self.verdicts["infeasible"]) / answered

    def document(self) -> dict[str, Any]:
        """Everything as JSON data."""
        return {
            "version": __version__,
            "rows": self.rows,
            "distinct": self.distinct,
            "fit": {name: self.fit[name] for name in FITS},
            "verdicts": dict(sorted(self.verdicts.items())),
            "proven": self.proven,
            "failed": self.states["failed"],
            "infeasible": {
                "by_one_engine": self.verdicts["infeasible"] - self.confirmed,
                "confirmed": self.confirmed,
                "asked_a_second_engine": self.asked,
            },
            "bottlenecks": self.bottlenecks,
            "breaches_by_rule": dict(self.rules.most_common()),
            "breaches_by_network": dict(self.networks.most_common()),
            "deviations_by_rule": dict(self.near.most_common()),
            "streets_by_breaches": dict(sorted(self.breaches.items())),
            "streets_by_shortage_mm": dict(sorted(self.shortages.items())),
            "streets_by_cost_eur_m": dict(sorted(self.costs.items())),
            "worker_seconds": round(self.seconds, 1),
        }

    def write(self, folder: Path) -> None:
        """Leave the summary as JSON, as text and as a picture. Raises ``OSError``."""
        text = json.dumps(self.document(), indent=1) + "\n"
        write_whole(folder / JSON, text.encode())
        write_whole(folder / MARKDOWN, self.markdown().encode())
        with whole(folder / PICTURE) as part:
            self._picture(part)

    def markdown(self) -> str:
        """The summary for people."""
        lines = ["# Summary", "", *self._counts(), ""]
        lines += [
            "## Bottlenecks",
            "",
            "Does not fit first, then by what is short, then by the price of the breaches.",
            "",
        ]
        head = ("row", "id", "name", "fit", "short mm", "breaches", "worst rule")
        keys = ("row", "id", "name", "fit", "shortage_mm", "breaches", "worst_rule")
        worst = [[_cell(one[key]) for key in keys] for one in self.bottlenecks[:25]]
        lines += _table(head, worst)
        for title, counts in (
            ("Rules that are breached", self.rules),
            ("Networks in breaches", self.networks),
            ("Rules that cost a deviation", self.near),
        ):
            rows = [[_cell(name), str(count)] for name, count in counts.most_common(15)]
            lines += ["", f"## {title}", "", *_table(("what", "times"), rows)]
        return "\n".join(lines) + "\n"

    def _counts(self) -> list[str]:
        rows = [[name, str(self.fit[name]), _share(self.fit[name], self.rows)] for name in FITS]
        lines = _table(("streets", "number", "share"), [["all", str(self.rows), ""], *rows])
        if self.proven is not None:
            lines += ["", f"Proven (optimal, or infeasible): {100 * self.proven:.1f} %."]
        alone = self.verdicts["infeasible"] - self.confirmed
        if alone:
            lines += [
                "",
                f"Of the infeasible ones {self.confirmed} are confirmed by a second "
                f"engine; {alone} are said by one alone and count as unconfirmed.",
            ]
        if self.states["failed"]:
            lines += [
                "",
                f"{self.states['failed']} were given up, or ended by the clock: see 'error' and "
                "'reason' in the table.",
            ]
        return lines

    def _picture(self, path: Path) -> None:
        """Three histograms: classes, breaches of a street, cost of a metre."""
        from matplotlib.figure import Figure

        figure = Figure(figsize=(11, 3.6), layout="constrained")
        classes, breaches, costs = figure.subplots(1, 3)
        counts = [self.fit[name] for name in FITS]
        bars = classes.barh(FITS[::-1], counts[::-1], color=[hex_colour(o) for o in LOOKS[::-1]])
        classes.bar_label(bars, padding=2, fontsize=8)
        classes.margins(x=0.15)
        classes.set_title(f"{self.rows} streets")
        _bars(breaches, self.breaches, 1, "breaches in a street", "#e69f00")
        width = 100
        while len({cost // width for cost in self.costs}) > 40:
            width *= 2
        coarse: Counter[int] = Counter()
        for cost, count in self.costs.items():
            coarse[cost // width * width] += count
        _bars(costs, coarse, width, "cost, EUR per metre of street", "#0072b2")
        figure.savefig(path, dpi=110, format="png")


def _bars(axes: Any, counts: Counter[int], width: int, label: str, colour: str) -> None:
    shift = 0.0 if width == 1 else width / 2
    axes.bar([x + shift for x in counts], list(counts.values()), width * 0.9, color=colour)
    axes.set_xlabel(label)
    axes.set_ylabel("streets")
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.yaxis.get_major_locator().set_params(integer=True)


def _table(head: tuple[str, ...], rows: list[list[str]]) -> list[str]:
    if not rows:
        return ["None."]
    lines = [" | ".join(head), " | ".join("---" for _ in head), *(" | ".join(r) for r in rows)]
    return [f"| {line} |" for line in lines]


def _cell(value: object) -> str:
    return "" if value is None else str(value).replace("|", "\\|").replace("\n", " ")


def _share(part: int, of: int) -> str:
    return f"{100 * part / of:.1f} %" if of else ""
