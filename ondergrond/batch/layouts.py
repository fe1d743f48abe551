"""Layouts of a batch: JSON lines in compressed chunks, each line readable on its own."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

from ondergrond.batch.durable import write_whole
from ondergrond.batch.errors import BatchError
from ondergrond.batch.ledger import Done, Ledger
from ondergrond.batch.outcome import Outcome
from ondergrond.bodies import profile_classes
from ondergrond.layout import Layout
from ondergrond.rules import RuleSet

FOLDER = "layouts"
"""Folder of the chunks; the rule sets, the same for many, are in ``rules`` beside it."""


def chunk_path(folder: Path, chunk: int) -> Path:
    """The file of a chunk."""
    return folder / FOLDER / f"{chunk:06d}.jsonl.gz"


def write_chunk(folder: Path, chunk: int, outcomes: Sequence[Outcome]) -> list[Done]:
    """Write the layouts of these outcomes as one chunk; what the ledger is to enter of them.

    Raises ``OSError``.
    """
    done = []
    start = 0
    for one in outcomes:
        state = "failed" if one.failed else "done"
        place: tuple[int | None, ...] = (None, None, None)
        if one.layout:
            place = (chunk, start, len(one.layout))
            start += len(one.layout)
        done.append(Done(one.key, state, one.row, one.rules, *place))
    if start:
        write_whole(chunk_path(folder, chunk), b"".join(one.layout for one in outcomes))
    return done


def write_rules(folder: Path, digest: str, rules: RuleSet) -> None:
    """Keep a rule set that layouts name. Raises ``OSError``."""
    path = folder / "rules" / f"{digest}.json"
    if not path.exists():
        write_whole(path, rules.model_dump_json().encode())


def read_layout(folder: Path, ledger: Ledger, number: int) -> Layout | None:
    """The layout of a row, complete with profile and rules; None where it has none.

    Raises ``BatchError`` where the files do not hold what the ledger says.
    """
    found = ledger.layout_of(number)
    if found is None:
        return None
    line, digest, chunk, start, length = found
    try:
        with chunk_path(folder, chunk).open("rb") as stream:
            stream.seek(start)
            data = json.loads(gzip.decompress(stream.read(length)))["layout"]
        rules = RuleSet.model_validate_json((folder / "rules" / f"{digest}.json").read_bytes())
    except (OSError, ValueError, EOFError) as error:
        raise BatchError(f"the layout of '{line.id}' cannot be read: {error}") from None
    if line.name is not None:
        data["profile"]["name"] = line.name
    if line.description is not None:
        data["profile"]["description"] = line.description
    layout = Layout.model_validate({**data, "rules": rules})
    return layout.model_copy(update={"rules": rules.restricted(profile_classes(layout.profile))})
