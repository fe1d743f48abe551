"""Streets from real maps: three hundred sections on each, and what they are made of.

    python -m benchmarks.map_sections            all of it, published in docs/data.md
    python -m benchmarks.map_sections --dry 30   thirty sections on each, nothing published

The maps are samples of the BGT; the folder is ../shared/data, or --data DIR. Sections of 30 m are
cut square to the road through the middles of edges of carriageways, drawn by chance with a fixed
seed; what lies there plays no part in the choice.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from ondergrond.io.bgt import BgtMap, cut, read_map, section_near
from ondergrond.io.bgt.objects import Kind
from ondergrond.io.profilefile import parse_profile
from ondergrond.io.section import Point
from ondergrond.io.streetyaml import street_to_yaml

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT.parent / "shared" / "data"
PAGE = ROOT / "docs" / "data.md"
BEGIN = "<!-- table: written by python -m benchmarks.map_sections -->"
END = "<!-- end of the map's table -->"
MAPS = {"Delft, SQLite": "bgt-delft", "Otterlo, GML": "bgt-otterlo/otterlo.zip"}
SECTIONS, ACROSS, SEED = 300, 30_000, 1


@dataclass
class Row:
    """What became of the sections of one map."""

    name: str
    objects: int
    reading: float
    valid: int = 0
    refused: int = 0
    zones: int = 0
    bare: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    cutting: float = 0.0

    def cells(self) -> list[str]:
        """The row of the table."""
        ends = ", ".join(f"{name} {count}" for name, count in self.ends.most_common())
        made = self.valid + self.refused
        return [
            self.name, str(self.objects), f"{self.reading:.1f} s", f"{self.valid} of {made}",
            f"{self.bare} of {self.zones}", ends, f"{1000 * self.cutting / max(1, made):.0f} ms",
        ]  # fmt: skip


HEADS = ["map", "objects", "reading", "valid profiles", "zones nobody tells", "ends", "a section"]


def places(bgt: BgtMap, count: int) -> list[Point]:
    """Middles of edges of carriageways, by chance."""
    random = Random(SEED)
    rings = [
        thing.shape.rings[0]
        for thing in bgt.objects
        if thing.kind is Kind.ROAD
        and thing.values.get("function", "").startswith("rijbaan")
        and thing.level == "0"
        and "ended" not in thing.values
        and thing.shape.rings
    ]
    found = []
    for _ in range(count):
        ring = random.choice(rings)
        index = random.randrange(len(ring) - 1)
        (x0, y0), (x1, y1) = ring[index], ring[index + 1]
        found.append(((x0 + x1) / 2, (y0 + y1) / 2))
    return found


def measured(name: str, path: Path, count: int) -> Row:
    """The sections of one map; processor time."""
    start = time.process_time()
    bgt = read_map([path])
    row = Row(name, len(bgt.objects), time.process_time() - start)
    start = time.process_time()
    for place in places(bgt, count):
        try:
            street = cut(bgt, section_near(bgt, place, ACROSS))
        except ValueError:  # hardly any street here
            row.refused += 1
            continue
        profile = street.profile()
        assert parse_profile(street_to_yaml(street)).profile == profile
        row.valid += 1
        row.zones += len(street.zones)
        row.bare += sum(bool(zone.warnings) for zone in street.zones)
        row.ends.update((profile.boundaries.left.value, profile.boundaries.right.value))
    row.cutting = time.process_time() - start
    return row


def main() -> None:
    """Measure, print, and publish."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=SAMPLES)
    parser.add_argument("--dry", type=int, metavar="N")
    options = parser.parse_args()
    rows = [
        measured(name, options.data / path, options.dry or SECTIONS) for name, path in MAPS.items()
    ]
    lines = [HEADS, ["---"] * len(HEADS), *(row.cells() for row in rows)]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    print(table)
    if options.dry is None:
        text = PAGE.read_text(encoding="utf-8")
        head, _, rest = text.partition(BEGIN)
        tail = rest.partition(END)[2]
        PAGE.write_text(f"{head}{BEGIN}\n{table}\n{END}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
