"""Worker processes and the command itself: killed, out of memory, out of time, interrupted."""

from __future__ import annotations

import json
import os
import platform
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from benchmarks.kills import children, kill_at_random
from ondergrond.batch import BatchError
from ondergrond.batch.ledger import Ledger
from ondergrond.batch.memory import resident
from ondergrond.batch.outcome import Outcome, Task
from ondergrond.batch.pool import Pool
from tests.batch.streets import batch, settings, street, table, write_lines

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
ROOT = Path(__file__).resolve().parents[2]


def command(source: Path, out: Path, *more: str) -> list[str]:
    """The command line of a quick batch."""
    start = f"import sys; sys.path[:] = {sys.path!r}; from ondergrond.cli import main; main()"
    options = ["--engine", "greedy", "--least-width", "none", "--workers", "1", *more]
    return [sys.executable, "-c", start, "batch", str(source), "--out", str(out), *options]


def gone(pid: int, seconds: float) -> bool:
    """Whether a process ends within so many seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="glibc alone keeps much")
def test_what_the_allocator_keeps_is_given_back() -> None:
    """A worker that had a large street kept 130 MB of it while it did small ones."""
    start = """
import os
from ondergrond.batch.memory import give_back, resident
blocks = [b"x" * 60_000 for _ in range(2_000)]
last = b"x" * 60_000
del blocks
before = resident(os.getpid())
give_back()
print(before - resident(os.getpid()))
"""
    told = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:] = {sys.path!r}{start}"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert int(told.stdout) > 100_000_000


class Kills:
    """Kills workers while they are at work. times: how often a task's first worker is killed."""

    def __init__(self, pool: Pool, times: int) -> None:
        self.pool = pool
        self.times = times

    def answers(self, tasks: Iterator[Task]) -> Iterator[Outcome | None]:
        """The pool's answers, with a kill after each of the first ones."""
        for outcome in self.pool.answers(tasks):
            yield outcome
            if outcome is not None and self.times:
                self.times -= 1
                os.kill(self.pool._workers[0].process.pid, signal.SIGKILL)

    def close(self) -> None:
        """End the pool."""
        self.pool.close()


@posix
def test_workers_that_are_killed_are_replaced_and_nothing_is_lost(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", [street(n) for n in range(30)])
    batch(source, tmp_path / "whole").run()
    pool = Pool(settings(), 1, 10**10, tmp_path / "log")
    batch(source, tmp_path / "out", Kills(pool, 2)).run()
    assert table(tmp_path / "out") == table(tmp_path / "whole")


@posix
def test_a_profile_that_does_not_heed_the_clock_is_given_up_after_two_tries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its worker is stopped by a signal, as one that hangs in a library."""
    monkeypatch.setattr("ondergrond.batch.pool.GRACE", 0.5)
    pool = Pool(settings(wall_seconds=1.0), 1, 10**10, tmp_path / "log")
    stopped: set[int] = set()
    answers = []
    try:
        for answer in pool.answers(iter([Task("k", "json", json.dumps(street(1)))])):
            answers += [answer] if answer is not None else []
            for worker in pool._workers:
                if worker.process.pid not in stopped:
                    os.kill(worker.process.pid, signal.SIGSTOP)
                    stopped.add(worker.process.pid)
                    worker.ready = True  # or the time to begin would not count
    finally:
        pool.close()
    assert len(stopped) >= 2
    assert [one.key for one in answers] == ["k"]
    assert answers[0].failed
    assert "given up after 2 tries: took more than 1.5 s" in answers[0].row["error"]


@posix
def test_a_worker_that_is_ended_with_nothing_at_hand_leaves_the_others_their_tasks(
    tmp_path: Path,
) -> None:
    """The batch ended as if the input had changed, with tasks to try again still open."""
    pool = Pool(settings(), 1, 10**10, tmp_path / "log")
    answers = []
    try:
        for answer in pool.answers(iter([Task("k", "json", json.dumps(street(1)))])):
            if answer is not None:
                answers.append(answer.key)
                if len(answers) == 1:
                    pool._again.append(Task("again", "json", json.dumps(street(2))))
                    pool._workers[0].kill("took more than it may")
    finally:
        pool.close()
    assert answers == ["k", "again"]


def test_a_profile_over_its_memory_is_given_up_after_two_tries(tmp_path: Path) -> None:
    """No worker starts in 20 MB, so every task is blamed on its worker twice."""
    pool = Pool(settings(), 1, 20 * 10**6, tmp_path / "log")
    # Nothing is read so fast that it is done before memory is looked at.
    slow = json.dumps([0] * 20_000_000)
    tasks = iter([Task("k", "json", slow)])
    try:
        answers = [one for one in _ready_first(pool, tasks) if one is not None]
    finally:
        pool.close()
    assert [one.key for one in answers] == ["k"]
    assert answers[0].failed
    assert "given up after 2 tries: took more than 20 MB" in answers[0].row["error"]


def _ready_first(pool: Pool, tasks: Iterator[Task]) -> Iterator[Outcome | None]:
    """Answers of a pool that blames a task for what its worker does before it is ready."""
    from ondergrond.batch import pool as module

    for answer in pool.answers(tasks):
        for worker in pool._workers:
            worker.ready = True
        yield answer
    assert module.TRIES == 2


def test_workers_that_cannot_start_end_the_batch_with_the_place_to_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ondergrond.batch.pool._START", "raise SystemExit('no {path!r:.0}')")
    pool = Pool(settings(), 1, 10**10, tmp_path / "workers.log")
    try:
        with pytest.raises(BatchError, match=r"before they are ready.*workers\.log"):
            list(pool.answers(iter([Task("k", "json", "{}")])))
    finally:
        pool.close()


def test_memory_of_a_process_is_told() -> None:
    used = resident(os.getpid())
    assert used is not None
    assert 20 * 10**6 < used < 10**11
    assert resident(2**22 + 1) is None


@posix
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_a_killed_parent_takes_its_workers_along_and_leaves_no_lock(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", [street(n) for n in range(200)])
    out = tmp_path / "out"
    parent = subprocess.Popen(command(source, out), stderr=subprocess.DEVNULL)
    try:
        workers: list[int] = []
        until = time.monotonic() + 60
        while not workers and time.monotonic() < until:
            workers = children(parent.pid)
            time.sleep(0.02)
        second = subprocess.run(command(source, out), capture_output=True, text=True, timeout=120)
        assert second.returncode == 2, second.stderr
        assert "another batch is at work" in second.stderr
    finally:
        parent.kill()
        parent.wait()
    assert workers
    assert all(gone(pid, 20) for pid in workers)
    batch(source, tmp_path / "whole").run()
    batch(source, out).run()
    assert table(out) == table(tmp_path / "whole")


@posix
def test_ctrl_c_ends_with_130_and_keeps_what_is_done(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", [street(n) for n in range(3000)])
    out = tmp_path / "out"
    parent = subprocess.Popen(command(source, out), stderr=subprocess.PIPE, text=True)
    assert parent.stderr is not None
    for line in parent.stderr:
        if line.startswith("solving"):
            break
    time.sleep(4.0)
    parent.send_signal(signal.SIGINT)
    _, said = parent.communicate(timeout=60)
    assert parent.returncode == 130, said
    assert "the same command continues" in said
    with closing(Ledger(out)) as ledger:
        states = ledger.states()
    assert states["done"] > 0
    assert sum(states.values()) == 3000


@posix
@pytest.mark.long
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_parents_and_workers_killed_at_random_end_with_the_same_table(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", [street(n) for n in range(400)])
    # By the same command: what a row's key is made of includes every rule set that it may name.
    began = time.monotonic()
    subprocess.run(command(source, tmp_path / "whole"), check=True, timeout=300)
    # On a fast computer the batch was over before the first kill.
    longest = max(0.3, (time.monotonic() - began) / 3)
    kills = kill_at_random(command(source, tmp_path / "out"), random.Random(5), 12, longest)
    assert sum(kills.values()) >= 3
    subprocess.run(command(source, tmp_path / "out"), check=True, timeout=300)
    assert table(tmp_path / "out") == table(tmp_path / "whole")


def test_the_command_tells_what_it_needs(tmp_path: Path) -> None:
    wrong: list[tuple[list[Any], str]] = [
        ([str(tmp_path / "none.jsonl"), "--out", str(tmp_path)], "no such file"),
        ([str(tmp_path), "--out", str(tmp_path), "--memory", "10"], "write it like 1500MB"),
        ([str(tmp_path), "--out", str(tmp_path), "--format", "svg"], "--format needs --draw"),
        ([str(tmp_path), "--out", str(tmp_path), "--draw", "worst:x"], "write worst:10"),
        (
            [str(tmp_path), "--out", str(tmp_path), "--cluster", "tcp://x:1", "--workers", "2"],
            "are told to Dask",
        ),
    ]
    from click.testing import CliRunner

    from ondergrond.cli import main

    for arguments, said in wrong:
        result = CliRunner().invoke(main, ["batch", *arguments])
        assert result.exit_code == 2, result.output
        assert said in result.output
