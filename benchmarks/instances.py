"""Instances as files, so that anyone can compete, and the best that is known of each.

    python -m benchmarks.instances export --family tight --seed 1 --to folder
    python -m benchmarks.instances judge --in folder rows.json

A file is the JSON form of a `Problem` (see ``ondergrond_solver.problem_json``). ``rows.json`` maps
names of instances to rows, a row being a list of ``[column, start, width]`` in mm; judge says what
they score and how that compares.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import click

from benchmarks.families import FAMILIES, RESOLUTION
from ondergrond_solver import Placed, Problem, evaluate, problem_from_json, problem_to_json

ROOT: Final = Path(__file__).resolve().parent.parent
STORE: Final = ROOT / "benchmarks" / "results"
"""Where runs are kept; not under version control."""

BEST_KNOWN: Final = ROOT / "benchmarks" / "best-known.json"


@dataclass(frozen=True)
class Named:
    """A problem by its name and the fingerprint of its text."""

    name: str
    text: str
    fingerprint: str

    @property
    def problem(self) -> Problem:
        """The problem."""
        return problem_from_json(self.text)


@cache
def sources_key(*patterns: str) -> str:
    """Eight hexadecimal digits that change with any file of the project that matches a pattern."""
    digest = hashlib.sha256()
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
            digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


def drawn(
    family: str, seed: int, count: int | None = None, resolution: int = RESOLUTION
) -> Iterator[Named]:
    """The first instances of a family and seed, from the store where they were drawn before.

    count: None for as many as a full run takes.  resolution: mm; another than that of the families
    compiles the same streets on another grid.
    """
    key = sources_key("benchmarks/families/*.py", "ondergrond/compile/*.py", "rules/*.toml")
    folder = STORE / "instances" / f"{key}-{resolution}"
    folder.mkdir(parents=True, exist_ok=True)
    chosen = FAMILIES[family]
    for index in range(chosen.count if count is None else count):
        name = f"{family}-{seed}-{index:03}"
        path = folder / f"{name}.json"
        if not path.is_file():
            instance = chosen.instance(seed, index)
            problem = instance.problem
            if resolution != RESOLUTION:
                problem = instance.compiled(resolution)
            path.write_text(problem_to_json(problem), encoding="utf-8", newline="\n")
        text = path.read_text(encoding="utf-8")
        yield Named(name, text, hashlib.sha256(text.encode()).hexdigest()[:12])


def best_known() -> dict[str, dict[str, Any]]:
    """What is known: name -> fingerprint, verdict, score, bound, by, row."""
    if not BEST_KNOWN.is_file():
        return {}
    known = json.loads(BEST_KNOWN.read_text(encoding="utf-8"))
    return dict(known)


def write_best_known(known: dict[str, dict[str, Any]]) -> None:
    """Write the file, one instance a line, so that a change shows as a changed line."""
    lines = [f"{json.dumps(name)}: {json.dumps(known[name])}" for name in sorted(known)]
    BEST_KNOWN.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8", newline="\n")


def improved(
    entry: dict[str, Any] | None, instance: Named, engine: str, said: dict[str, Any]
) -> dict[str, Any]:
    """The entry of best-known with one more answer, whose row has been judged.

    An entry of another fingerprint is of another instance and is dropped. ``by`` are the engines
    that proved the verdict.
    """
    if entry is None or entry["fingerprint"] != instance.fingerprint:
        entry = {
            "fingerprint": instance.fingerprint,
            "verdict": "unknown",
            "score": None,
            "bound": None,
            "by": [],
            "row": [],
        }
    entry = dict(entry)
    score, bound = said["score"], said["bound"]
    if score is not None and (entry["score"] is None or score < entry["score"]):
        entry |= {"score": score, "row": said["row"]}
        if entry["verdict"] == "unknown":
            entry["verdict"] = "feasible"
    if bound is not None and (entry["bound"] is None or bound > entry["bound"]):
        entry["bound"] = bound
    if said["verdict"] in ("optimal", "infeasible"):
        entry["verdict"] = said["verdict"]
        entry["by"] = sorted({*entry["by"], engine})
    return entry


@click.group()
def main() -> None:
    """Instances as files."""


@main.command()
@click.option("--family", type=click.Choice(list(FAMILIES)), required=True)
@click.option("--seed", type=int, required=True)
@click.option("--count", type=int, help="How many; all of a full run without.")
@click.option("--to", "folder", type=click.Path(path_type=Path), required=True)
def export(family: str, seed: int, count: int | None, folder: Path) -> None:
    """Write the instances of a family, and what is known of them."""
    if reason := FAMILIES[family].missing():
        raise click.ClickException(reason)
    folder.mkdir(parents=True, exist_ok=True)
    known, about = best_known(), {}
    for instance in drawn(family, seed, count):
        (folder / f"{instance.name}.json").write_text(instance.text, encoding="utf-8", newline="\n")
        entry = known.get(instance.name)
        if entry is not None and entry["fingerprint"] == instance.fingerprint:
            about[instance.name] = entry
    text = json.dumps(about, indent=1)
    (folder / "best-known.json").write_text(text + "\n", encoding="utf-8", newline="\n")
    click.echo(f"Written to {folder}, with what is known of {len(about)} of them.")


@main.command()
@click.option(
    "--in", "folder", type=click.Path(path_type=Path, exists=True, file_okay=False), required=True
)
@click.argument("rows", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def judge(folder: Path, rows: Path) -> None:
    """Say what rows score, against the best known."""
    known = json.loads((folder / "best-known.json").read_text(encoding="utf-8"))
    wrong = 0
    for name, row in json.loads(rows.read_text(encoding="utf-8")).items():
        path = folder / f"{name}.json"
        if not path.is_file():
            raise click.ClickException(f"there is no {path}")
        problem = problem_from_json(path.read_text(encoding="utf-8"))
        best = known.get(name, {}).get("score")
        try:
            score = evaluate(problem, tuple(Placed(*placed) for placed in row))
        except ValueError as error:
            wrong += 1
            click.echo(f"{name}: not valid: {error}")
            continue
        word = "no score known" if best is None else f"best known {best}, {score - best:+}"
        click.echo(f"{name}: {score} ({word})")
    if wrong:
        raise SystemExit(3)


if __name__ == "__main__":
    main()
