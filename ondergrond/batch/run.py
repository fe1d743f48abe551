"""A batch from input to table: read, dispatch, keep, finish; the same call again continues it."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from ondergrond.batch.columns import columns, filled, parties_of
from ondergrond.batch.durable import written
from ondergrond.batch.errors import BatchError, ContradictionError
from ondergrond.batch.layouts import FOLDER, write_chunk, write_rules
from ondergrond.batch.ledger import Ledger, Line
from ondergrond.batch.outcome import Outcome, Task, error_row
from ondergrond.batch.settings import Settings, rules_digest
from ondergrond.batch.summary import Summary
from ondergrond.batch.table import GEOPACKAGE, write_geopackage, write_parquet
from ondergrond.io import extras
from ondergrond.io.profilerows import ProfileRow, ProfileRows

CHUNK = 200
"""Outcomes that are kept together, in one commit."""

SECONDS = 5.0
"""A chunk is kept after this long, however small it is."""


class Solvers(Protocol):
    """Whoever does the work: ``Pool`` or ``Cluster``."""

    def answers(self, tasks: Iterator[Task]) -> Iterator[Outcome | None]:
        """An outcome for every task; None when there is nothing new."""

    def close(self) -> None:
        """Stop all work."""


class Progress(NamedTuple):
    """How far a batch is.

    total, done: rows of the input, and those with an outcome (failed ones too); before: done when
    this run began.  fit: done rows by class, of this run only.  seconds: since the first task.
    stage: ``reading``, ``solving``, ``writing`` or ``finished``.
    """

    stage: str
    total: int
    done: int
    before: int
    fit: dict[str, int]
    seconds: float


@dataclass
class Batch:
    """A batch of profiles.

    rows: the input.  folder: for the results, made where it is missing.  solvers: called once,
    when there is work; gives what does it.  retry: try again what was given up before.
    report: told how far it is, several times a second.
    """

    rows: ProfileRows
    folder: Path
    settings: Settings
    solvers: Callable[[], Solvers]
    retry: bool = False
    report: Callable[[Progress], None] = lambda _: None
    _fit: dict[str, int] = field(default_factory=dict)

    def run(self) -> Summary:
        """Solve what is not solved yet, write the table and the summary.

        Raises:
            BatchError: it cannot go on; what is done is kept, the same call continues.
            BusyError: another batch is at work in this folder.
            ContradictionError: two engines contradict each other on a street.
            InputFileError: the input cannot be read.
            MissingExtraError: a library is not installed.
        """
        extras.pyarrow_parquet()
        with written(self.folder):
            for folder in (self.folder, self.folder / FOLDER, self.folder / "rules"):
                folder.mkdir(parents=True, exist_ok=True)
        with closing(Ledger(self.folder)) as ledger:
            self._say("reading", 0, 0, 0)
            ledger.take_rows(self._lines(), self.retry)
            states = ledger.states()
            total = sum(states.values())
            before = states.get("done", 0) + states.get("failed", 0)
            if total > before:
                self._solve(ledger, total, before)
            self._say("writing", total, total, before)
            with written(self.folder):
                summary = self._finish(ledger)
            self._say("finished", total, total, before)
        return summary

    def _say(self, stage: str, total: int, done: int, before: int, seconds: float = 0.0) -> None:
        self.report(Progress(stage, total, done, before, dict(self._fit), seconds))

    # --- reading --------------------------------------------------------------------------------

    def _key(self, row: ProfileRow) -> str:
        if row.error is not None:
            return hashlib.sha256(f"error {row.number} {row.error}".encode()).hexdigest()[:40]
        return self.settings.key(row.form, row.text)

    def _lines(self) -> Iterator[tuple[Line, dict[str, Any] | None]]:
        for row in self.rows:
            names = row.names
            line = Line(
                row.number,
                row.id,
                self._key(row),
                names.get("name"),
                names.get("description"),
                row.line,
            )
            yield line, None if row.error is None else error_row(row.error)

    def _tasks(self, ledger: Ledger) -> Iterator[Task]:
        """What is queued, in the order of the input; started when it is handed out."""
        for row in self.rows:
            if row.error is None and ledger.start(key := self._key(row)):
                yield Task(key, row.form, row.text)

    # --- solving --------------------------------------------------------------------------------

    def _solve(self, ledger: Ledger, total: int, before: int) -> None:
        with written(self.folder):
            solvers = self.solvers()
        began = time.monotonic()
        keeper = _Keeper(ledger, self.folder, self.settings)
        done = before
        try:
            for outcome in solvers.answers(self._tasks(ledger)):
                if outcome is not None:
                    if outcome.contradiction:
                        raise ContradictionError(_contradicted(outcome, ledger))
                    rows = ledger.rows_of(outcome.key)
                    done += rows
                    fit = outcome.row.get("fit", "unknown")
                    self._fit[fit] = self._fit.get(fit, 0) + rows
                    keeper.take(outcome)
                keeper.keep_when_due()
                self._say("solving", total, done, before, time.monotonic() - began)
            keeper.keep()
        except KeyboardInterrupt:
            keeper.keep()
            raise
        finally:
            solvers.close()
        left = {state for state in ledger.states() if state not in ("done", "failed")}
        if left:
            raise BatchError(
                f"{self.rows.path} changed while the batch was at work; give the same command again"
            )

    # --- the end --------------------------------------------------------------------------------

    def _finish(self, ledger: Ledger) -> Summary:
        summary = Summary()
        summary.distinct = sum(ledger.works().values())
        rules = [self.settings.override] if self.settings.override else self.settings.rules.values()
        table = (filled(line, row) for line, row in summary.watch(ledger.results()))
        placed = write_parquet(table, columns(parties_of(rules)), self.folder)
        if placed:
            write_geopackage(self.folder, self.rows.crs)
        else:
            (self.folder / GEOPACKAGE).unlink(missing_ok=True)
        summary.write(self.folder)
        return summary


class _Keeper:
    """Collects outcomes and keeps them: layouts in a file, then all of it in one commit."""

    def __init__(self, ledger: Ledger, folder: Path, settings: Settings) -> None:
        self.ledger = ledger
        self.folder = folder
        self.waiting: list[Outcome] = []
        self.since = time.monotonic()
        known: Iterable[Any] = settings.rules.values()
        if settings.override is not None:
            known = (settings.override,)
        self.rules = {rules_digest(one): one for one in known}

    def take(self, outcome: Outcome) -> None:
        if not self.waiting:
            self.since = time.monotonic()
        self.waiting.append(outcome)

    def keep_when_due(self) -> None:
        if self.waiting and (len(self.waiting) >= CHUNK or time.monotonic() - self.since > SECONDS):
            self.keep()

    def keep(self) -> None:
        """Everything taken so far is on the disk, and the ledger says so, or neither is."""
        with written(self.folder):
            for digest in {one.rules for one in self.waiting} - {""}:
                write_rules(self.folder, digest, self.rules[digest])
            kept = write_chunk(self.folder, self.ledger.last_chunk() + 1, self.waiting)
        for done in kept:
            self.ledger.finish(done)
        self.ledger.commit()
        self.waiting = []


def _contradicted(outcome: Outcome, ledger: Ledger) -> str:
    ids = ", ".join(ledger.ids_of(outcome.key))
    return (
        f"{ids}: {outcome.contradiction.rstrip('.')}. This is a defect, and no verdict of this "
        "batch can be trusted until it is understood: please report it with this profile"
    )


def default_workers() -> int:
    """A worker for every core."""
    return max(1, os.cpu_count() or 1)
