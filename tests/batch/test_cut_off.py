"""A batch cut off wherever it writes: the disk full, a folder read-only, or the process gone."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ondergrond.batch import BatchError, run
from ondergrond.batch.ledger import Ledger
from ondergrond.batch.summary import Summary
from tests.batch.streets import batch, street, table, write_lines

ROWS = 7
CHUNK = 3

EVERY = pytest.mark.parametrize(
    ("first", "step"), [(2, 4), pytest.param(1, 1, marks=pytest.mark.long)]
)
"""Some of the writes, and all of them where there is time."""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_lines(tmp_path / "in.jsonl", [*(street(n) for n in range(ROWS)), "{"])


@pytest.fixture
def expected(source: Path, tmp_path: Path) -> list[dict[str, Any]]:
    batch(source, tmp_path / "whole").run()
    return table(tmp_path / "whole")


class Counted:
    """Leaves the picture out, which takes most of the time, and runs something before the n-th
    write: an fsync, a rename or a commit.
    """

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, at: int, act: Callable[[str], None]
    ) -> None:
        self.count = 0
        self.at = at
        self.act = act
        monkeypatch.setattr(run, "CHUNK", CHUNK)
        monkeypatch.setattr(Summary, "_picture", lambda _, path: path.write_bytes(b"picture"))
        for name in ("fsync", "replace"):
            self.wrap(monkeypatch, os, name)
        self.wrap(monkeypatch, Ledger, "commit")

    def wrap(self, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str) -> None:
        whole = getattr(owner, name)

        def counted(*arguments: Any, **more: Any) -> Any:
            self.count += 1
            if self.count == self.at:
                self.act(name)
            return whole(*arguments, **more)

        monkeypatch.setattr(owner, name, counted)


def again(source: Path, out: Path) -> None:
    """The same command once more, without the picture."""
    with pytest.MonkeyPatch.context() as patch:
        Counted(patch, 0, lambda _: None)
        batch(source, out).run()


def _writes(source: Path, out: Path) -> int:
    with pytest.MonkeyPatch.context() as patch:
        counted = Counted(patch, 0, lambda _: None)
        batch(source, out).run()
    return counted.count


def _full(name: str) -> None:
    if name == "commit":
        raise BatchError("the disk is full: the ledger. What is done is kept")
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "results")


@EVERY
def test_a_full_disk_at_every_write_says_so_and_can_be_gone_on_from(
    source: Path, tmp_path: Path, expected: list[dict[str, Any]], first: int, step: int
) -> None:
    writes = _writes(source, tmp_path / "count")
    assert writes > 15
    for at in range(first, writes + 1, step):
        out = tmp_path / f"out-{at}"
        with pytest.MonkeyPatch.context() as patch:
            Counted(patch, at, _full)
            with pytest.raises(BatchError, match=r"the disk is full.*What is done is kept"):
                batch(source, out).run()
        again(source, out)
        assert table(out) == expected, f"write {at}"
        assert not list(out.rglob(".*part*")), f"write {at}"


def test_a_ledger_without_room_says_that_the_disk_is_full(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    error = ledger.told(sqlite3.OperationalError("database or disk is full"))
    ledger.close()
    assert "the disk is full" in str(error)
    assert "What is done is kept" in str(error)


class Gone(BaseException):
    """As if the process were gone: nobody catches it."""


@EVERY
def test_an_end_at_every_write_loses_nothing_and_doubles_nothing(
    source: Path, tmp_path: Path, expected: list[dict[str, Any]], first: int, step: int
) -> None:
    def gone(_: str) -> None:
        raise Gone

    writes = _writes(source, tmp_path / "count")
    for at in range(first, writes + 1, step):
        out = tmp_path / f"out-{at}"
        with pytest.MonkeyPatch.context() as patch:
            Counted(patch, at, gone)
            with pytest.raises(Gone):
                batch(source, out).run()
        again(source, out)
        assert table(out) == expected, f"write {at}"


DRIVER = """
import os, signal, sys
sys.path[:] = {path!r}
from pathlib import Path
import pytest
from tests.batch.streets import batch
from tests.batch.test_cut_off import Counted
at = int(sys.argv[3])
with pytest.MonkeyPatch.context() as patch:
    Counted(patch, at, lambda _: os.kill(os.getpid(), signal.SIGKILL))
    batch(Path(sys.argv[1]), Path(sys.argv[2])).run()
"""


def _killed_at(source: Path, out: Path, at: int) -> int:
    program = DRIVER.format(path=sys.path)
    done = subprocess.run(
        [sys.executable, "-c", program, str(source), str(out), str(at)],
        timeout=120, capture_output=True,
    )  # fmt: skip
    return done.returncode


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
def test_a_process_killed_at_a_write_is_gone_on_from(
    source: Path, tmp_path: Path, expected: list[dict[str, Any]]
) -> None:
    assert _killed_at(source, tmp_path / "out", 9) == -9
    batch(source, tmp_path / "out").run()
    assert table(tmp_path / "out") == expected


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
def test_a_process_killed_at_every_write_in_turn_ends_with_the_same_table(
    source: Path, tmp_path: Path, expected: list[dict[str, Any]]
) -> None:
    """One folder: each run is killed at a later write, and goes on from what the last one left."""
    out = tmp_path / "out"
    for at in range(1, _writes(source, tmp_path / "count") + 1):
        _killed_at(source, out, at)
    batch(source, out).run()
    assert table(out) == expected


def test_a_folder_that_may_not_be_written_is_told_so(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(tmp_path / "out"))

    monkeypatch.setattr(Path, "mkdir", refused)
    with pytest.raises(BatchError, match="cannot be written"):
        batch(source, tmp_path / "out").run()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write")
def test_a_read_only_folder_is_told_so_and_loses_nothing(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    batch(source, out).run()
    (out / "ledger.sqlite").chmod(0o400)
    out.chmod(0o500)
    try:
        with pytest.raises(BatchError, match="cannot be written"):
            batch(source, out).run()
    finally:
        out.chmod(0o700)
        (out / "ledger.sqlite").chmod(0o600)
    batch(source, out).run()
