"""The ledger of a batch: a SQLite file that the parent alone writes.

Rows are the lines of the input; works are the profiles to solve, each once, however many rows have
it. A work is queued, running, done or failed. The file stays locked while a batch runs; the lock
is the operating system's, so it is gone when the process is, however that ended.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from ondergrond.batch.errors import BatchError, BusyError

NAME = "ledger.sqlite"
"""The file, in the folder of the results."""

FORMAT = "ondergrond-batch/1"
"""Name and version of the form of the ledger."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE IF NOT EXISTS row (
  number INTEGER PRIMARY KEY, id TEXT, key TEXT, name TEXT, description TEXT, line BLOB);
CREATE INDEX IF NOT EXISTS by_key ON row (key);
CREATE TABLE IF NOT EXISTS work (
  key TEXT PRIMARY KEY, state TEXT NOT NULL, outcome TEXT, rules TEXT,
  chunk INTEGER, start INTEGER, length INTEGER) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_state ON work (state);
"""


class Line(NamedTuple):
    """A row of the input as the ledger keeps it. line: WKB."""

    number: int
    id: str
    key: str
    name: str | None
    description: str | None
    line: bytes | None


class Done(NamedTuple):
    """A finished work. chunk, start, length: where its layout is; None without one."""

    key: str
    state: str
    outcome: dict[str, Any]
    rules: str
    chunk: int | None
    start: int | None
    length: int | None


class Ledger:
    """An open ledger, locked for this process.

    Raises ``BusyError`` where another process has it, ``BatchError`` where it cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        try:
            self._connection = sqlite3.connect(self.path, timeout=0.5, isolation_level=None)
        except sqlite3.Error as error:
            raise self.told(error) from None
        try:
            run = self._connection.execute
            run("PRAGMA locking_mode = EXCLUSIVE")
            run("PRAGMA journal_mode = DELETE")  # the one journal that network shares bear
            run("PRAGMA synchronous = FULL")
            run("BEGIN EXCLUSIVE")
            for statement in _SCHEMA.split(";"):
                run(statement)
            self._format()
            self.commit()
        except sqlite3.Error as error:
            self.close()
            raise self.told(error) from None
        except BaseException:
            self.close()
            raise

    def _format(self) -> None:
        run = self._connection.execute
        found = run("SELECT value FROM meta WHERE name = 'format'").fetchone()
        if found is not None and found[0] != FORMAT:
            raise BatchError(
                f"{self.path} has the form '{found[0]}', this program writes '{FORMAT}'; "
                "choose another folder"
            )
        run("INSERT OR IGNORE INTO meta VALUES ('format', ?)", (FORMAT,))

    def told(self, error: sqlite3.Error) -> BatchError:
        """SQLite's error as a message with the remedy."""
        text = str(error)
        if "locked" in text:
            return BusyError(
                f"another batch is at work in {self.path.parent}; wait for it, or choose another "
                "folder"
            )
        if "full" in text:
            return BatchError(
                f"the disk is full: {self.path} cannot be written. What is done is kept; make room "
                "and give the same command again"
            )
        if "readonly" in text or "unable to open" in text:
            return BatchError(
                f"{self.path} cannot be written; give --out a folder of your own. "
                "What is done is kept"
            )
        if "not a database" in text or "malformed" in text:
            return BatchError(f"{self.path} is no ledger, or damaged; choose another folder")
        return BatchError(f"{self.path} cannot be used: {text}. Give the same command again")

    def close(self) -> None:
        """Give up what is not committed, and the lock."""
        with suppress(sqlite3.Error):
            self._connection.close()

    def begin(self) -> None:
        """Start what ``commit`` makes lasting."""
        if not self._connection.in_transaction:
            self._run("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Everything since ``begin`` is on the disk, or nothing of it."""
        if self._connection.in_transaction:
            self._run("COMMIT")

    def _run(self, sql: str, values: Iterable[Any] = ()) -> sqlite3.Cursor:
        try:
            return self._connection.execute(sql, tuple(values))
        except sqlite3.Error as error:
            raise self.told(error) from None

    # --- rows and their works -------------------------------------------------------------------

    def take_rows(self, rows: Iterable[tuple[Line, dict[str, Any] | None]], retry: bool) -> None:
        """Make these the rows of the batch, in one commit; their works are queued unless known.

        With each row comes its outcome where reading alone settled it (an error), else None.
        retry: whether works that failed before are queued again.
        """
        self.begin()
        self._run("DELETE FROM row")
        for line, outcome in rows:
            self._run("INSERT INTO row VALUES (?, ?, ?, ?, ?, ?)", line)
            state, text = ("queued", None) if outcome is None else ("done", json.dumps(outcome))
            self._run(
                "INSERT OR IGNORE INTO work (key, state, outcome) VALUES (?, ?, ?)",
                (line.key, state, text),
            )
        self._run("UPDATE work SET state = 'queued' WHERE state = 'running'")
        if retry:
            self._run("UPDATE work SET state = 'queued', outcome = NULL WHERE state = 'failed'")
        self.commit()

    def start(self, key: str) -> bool:
        """Mark a work as running; False where it is not queued (any more)."""
        self.begin()
        sql = "UPDATE work SET state = 'running' WHERE key = ? AND state = 'queued'"
        return self._run(sql, (key,)).rowcount == 1

    def finish(self, done: Done) -> None:
        """Enter a finished work; a second answer for it changes nothing."""
        self.begin()
        self._run(
            "UPDATE work SET state = ?, outcome = ?, rules = ?, chunk = ?, start = ?, length = ? "
            "WHERE key = ? AND state NOT IN ('done', 'failed')",
            (done.state, json.dumps(done.outcome), *done[3:], done.key),
        )

    def states(self) -> dict[str, int]:
        """How many rows have a work in each state."""
        sql = "SELECT work.state, COUNT(*) FROM row JOIN work USING (key) GROUP BY work.state"
        return dict(self._run(sql).fetchall())

    def rows_of(self, key: str) -> int:
        """How many rows have this work."""
        return int(self._run("SELECT COUNT(*) FROM row WHERE key = ?", (key,)).fetchone()[0])

    def ids_of(self, key: str) -> list[str]:
        """The ids of the rows that have this work, the first ten."""
        sql = "SELECT id FROM row WHERE key = ? ORDER BY number LIMIT 10"
        return [one for (one,) in self._run(sql, (key,))]

    def works(self) -> dict[str, int]:
        """How many works of these rows are in each state."""
        sql = "SELECT state, COUNT(*) FROM work WHERE key IN (SELECT key FROM row) GROUP BY state"
        return dict(self._run(sql).fetchall())

    def last_chunk(self) -> int:
        """The greatest number of a chunk of layouts, 0 without one."""
        return int(self._run("SELECT COALESCE(MAX(chunk), 0) FROM work").fetchone()[0])

    def results(self) -> Iterator[tuple[Line, dict[str, Any], str]]:
        """Every row with its outcome and state, in the order of the input."""
        sql = (
            "SELECT number, id, row.key, name, description, line, outcome, state "
            "FROM row JOIN work USING (key) ORDER BY number"
        )
        for *line, outcome, state in self._run(sql):
            yield Line(*line), json.loads(outcome) if outcome else {}, state

    def numbers_of(self, row: str) -> list[int]:
        """The numbers of the rows with an id; ids need not differ."""
        sql = "SELECT number FROM row WHERE id = ? ORDER BY number"
        return [number for (number,) in self._run(sql, (row,))]

    def layout_of(self, number: int) -> tuple[Line, str, int, int, int] | None:
        """Where the layout of a row is: line, rules, chunk, start, length."""
        sql = (
            "SELECT number, id, row.key, name, description, line, rules, chunk, start, length "
            "FROM row JOIN work USING (key) WHERE number = ?"
        )
        found = self._run(sql, (number,)).fetchone()
        if found is None or found[7] is None:
            return None
        return Line(*found[:6]), *found[6:]
