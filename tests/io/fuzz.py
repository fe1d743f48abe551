"""Every import with mutated inputs: what becomes of them, counted.

    python -m tests.io.fuzz --count 2000

An input with something wrong in it ends with exit code 2 and a message, or with the result of the
sound one, or with another result and a new warning. ``silent`` counts other results without one:
values that may be right by themselves (a width of 2.6 m for one of 2.4 m).
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from click.testing import CliRunner

from ondergrond.cli import main
from ondergrond.io import parse_profile
from ondergrond.profile import StreetProfile
from tests.io.klic.making import EAST, NORTH, STREET, WEST, delivery, zipped
from tests.io.mapfiles import gml, street, write_sqlite
from tests.io.mutations import Mutation, mutated
from tests.io.sewerfiles import TABLES
from tests.io.test_streetmix import document

LONGEST = 10.0
"""No input may take longer than this, seconds of processor time."""

PLACE = ("--section", "154996,463000,155017,463000")
DELIVERED = ("--section", f"{WEST},{NORTH},{EAST},{NORTH}")


class Format(NamedTuple):
    """A format: the command that reads it, a sound input, and how it becomes a file.

    write: makes the file(s) in a folder, from the content, and returns the argument.
    """

    command: tuple[str, ...]
    sound: Callable[[Path], bytes]
    write: Callable[[Path, bytes], Path]
    more: tuple[str, ...] = ()


@dataclass
class Outcomes:
    """What became of mutated inputs, by way; the slowest; and examples of what should not be."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    slowest: float = 0.0
    silent: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


def _plain(name: str) -> Callable[[Path, bytes], Path]:
    def write(folder: Path, content: bytes) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    return write


def _in_zip(folder: Path, content: bytes) -> Path:
    path = folder / "map.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bgt_alles.gml", content)
    return path


def _zip_bytes(folder: Path) -> bytes:
    return _in_zip(folder, gml(street()).encode()).read_bytes()


def _sqlite(head: bytes = b"") -> Callable[[Path], bytes]:
    def sound(folder: Path) -> bytes:
        path = folder / "sound.sqlite"
        path.unlink(missing_ok=True)
        return write_sqlite(path, head=head).read_bytes()

    return sound


_MARK = b"\n=====\n"


def _tables(_: Path) -> bytes:
    """The tables of a sewer set behind one another."""
    return _MARK.join("\n".join(rows).encode() for rows in TABLES.values())


def _folder(folder: Path, content: bytes) -> Path:
    """The tables, divided again; what is lost of them is lost."""
    path = folder / "set"
    path.mkdir(exist_ok=True)
    for old in path.iterdir():
        old.unlink()
    for name, part in zip(TABLES, content.split(_MARK), strict=False):
        (path / f"{name}.csv").write_bytes(part)
    return path


def _delivery(version: str) -> Callable[[Path], bytes]:
    return lambda _: delivery(STREET, version).encode()


def _in_delivery(folder: Path, content: bytes) -> Path:
    return zipped(folder / "delivery.zip", content)


def _delivery_bytes(folder: Path) -> bytes:
    return _in_delivery(folder, _delivery("2.0")(folder)).read_bytes()


FORMATS: dict[str, Format] = {
    "klic-2.0": Format(("klic",), _delivery("2.0"), _in_delivery, DELIVERED),
    "klic-1.2.1": Format(("klic",), _delivery("1.2.1"), _in_delivery, DELIVERED),
    "klic-zip": Format(("klic",), _delivery_bytes, _plain("delivery.zip"), DELIVERED),
    "bgt-gml": Format(("bgt",), lambda _: gml(street()).encode(), _in_zip, PLACE),
    "bgt-zip": Format(("bgt",), _zip_bytes, _plain("map.zip"), PLACE),
    "bgt-sqlite": Format(("bgt",), _sqlite(), _plain("map.sqlite"), PLACE),
    "bgt-gpkg": Format(
        ("bgt",), _sqlite(b"GP\0\1\x40\x71\0\0"), _plain("map.gpkg"), PLACE
    ),
    "hydx": Format(("hydx",), _tables, _folder, PLACE),
    "streetmix": Format(
        ("streetmix",),
        lambda _: json.dumps(document(33, 2, 0.3), indent=1).encode(),
        _plain("street.json"),
    ),
}  # fmt: skip
"""The formats that are imported."""


class _Run(NamedTuple):
    code: int
    profile: StreetProfile | None
    warnings: frozenset[str]
    output: str
    seconds: float


def _run(form: Format, folder: Path, content: bytes) -> _Run:
    out = folder / "street.yaml"
    out.unlink(missing_ok=True)
    source = form.write(folder, content)
    start = time.process_time()
    result = CliRunner().invoke(main, ["import", *form.command, str(source), *form.more,
                                       "-o", str(out)])  # fmt: skip
    seconds = time.process_time() - start
    profile, warnings = None, []
    if result.exit_code == 0:
        text = out.read_text(encoding="utf-8")
        profile = parse_profile(text).profile
        lines = (*result.output.splitlines(), *text.splitlines())
        warnings = [line.strip(" #") for line in lines if "warning" in line.lower()]
        warnings += [line for line in text.splitlines() if "Left out" in line]
        warnings += [line for line in text.splitlines() if "# missing" in line]
    return _Run(result.exit_code, profile, frozenset(warnings), result.output, seconds)


def fuzz(name: str, count: int, seed: int, folder: Path) -> Outcomes:
    """So many mutated inputs of a format."""
    form = FORMATS[name]
    sound = form.sound(folder)
    wanted = _run(form, folder, sound)
    assert wanted.code == 0, wanted.output
    random = Random(f"{name} {seed}")
    outcomes = Outcomes()
    for number in range(count):
        mutation = mutated(sound, random)
        run = _run(form, folder, mutation.data)
        verdict = _verdict(run, wanted)
        outcomes.counts[mutation.way, verdict] += 1
        outcomes.slowest = max(outcomes.slowest, run.seconds)
        if verdict == "silent":
            outcomes.silent.append(_told(number, mutation, run, wanted))
        elif verdict == "broken" or run.seconds > LONGEST:
            outcomes.broken.append(f"{number} {mutation.way} {mutation.what}: {run.output[-600:]}")
    return outcomes


def _verdict(run: _Run, wanted: _Run) -> str:
    if "Traceback" in run.output or run.code not in (0, 2):
        return "broken"
    if run.code == 2:
        return "refused" if run.output.strip() else "broken"
    if run.profile == wanted.profile:
        return "same"
    return "warned" if run.warnings - wanted.warnings else "silent"


def _told(number: int, mutation: Mutation, run: _Run, wanted: _Run) -> str:
    assert run.profile is not None
    assert wanted.profile is not None
    now, before = run.profile.model_dump(), wanted.profile.model_dump()
    differs = [f"{key} {_apart(before[key], now[key])}" for key in now if now[key] != before[key]]
    return f"{number} {mutation.way} {mutation.what}: {'; '.join(differs)}"


def _apart(before: Any, now: Any) -> str:
    """Where two values differ, short."""
    if isinstance(before, list | tuple) and isinstance(now, list | tuple):
        if len(before) != len(now):
            return f"{len(before)} -> {len(now)}"
        return ", ".join(_apart(a, b) for a, b in zip(before, now, strict=True) if a != b)
    if isinstance(before, dict) and isinstance(now, dict):
        keys = [key for key in before if before[key] != now.get(key)]
        return ", ".join(f"{key} {_apart(before[key], now.get(key))}" for key in keys)
    return f"{before} -> {now}"


def command() -> None:
    """Print what becomes of mutated inputs, a table for each format."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--silent", action="store_true", help="show what changed without a word")
    parser.add_argument("formats", nargs="*", default=list(FORMATS))
    options = parser.parse_args()
    print(f"{'format':12}{'way':10}" + "".join(f"{v:>9}" for v in VERDICTS) + f"{'slowest':>10}")
    for name in options.formats:
        with tempfile.TemporaryDirectory() as folder:
            outcomes = fuzz(name, options.count, options.seed, Path(folder))
        for way in ("cut", "swapped", "encoding", "type"):
            row = "".join(f"{outcomes.counts[way, verdict]:>9}" for verdict in VERDICTS)
            print(f"{name:12}{way:10}{row}")
        row = "".join(
            f"{sum(n for (_, v), n in outcomes.counts.items() if v == verdict):>9}"
            for verdict in VERDICTS
        )
        print(f"{name:12}{'all':10}{row}{outcomes.slowest:>8.2f} s", flush=True)
        for line in (*outcomes.broken[:10], *(outcomes.silent if options.silent else ())):
            print(f"  {line}")


VERDICTS = ("refused", "same", "warned", "silent", "broken")

if __name__ == "__main__":
    command()
