"""The same batch on a real Dask cluster of this machine, with a worker killed in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ondergrond.batch import BatchError
from ondergrond.batch.cluster import Cluster
from ondergrond.batch.outcome import Outcome, Task
from tests.batch.streets import batch, settings, street, table, write_lines

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


def _dask(*arguments: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(
        [sys.executable, "-m", *arguments, "--no-dashboard"],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers without nannies: its address, and the workers."""
    file = tmp_path / "scheduler.json"
    run = "distributed.cli.dask_scheduler"
    scheduler = _dask(run, "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file))
    workers: list[subprocess.Popen[bytes]] = []
    try:
        until = time.monotonic() + 60
        while not file.exists() and time.monotonic() < until:
            time.sleep(0.1)
        time.sleep(0.5)
        import json

        address = json.loads(file.read_text())["address"]
        work = ("distributed.cli.dask_worker", address, "--no-nanny", "--nthreads", "1")
        workers += [_dask(*work), _dask(*work)]
        yield address, workers
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()


class Killing:
    """A cluster one of whose workers is killed after some answers."""

    def __init__(self, inner: Cluster, victim: subprocess.Popen[bytes], after: int) -> None:
        self.inner = inner
        self.victim = victim
        self.after = after
        self.killed_at: int | None = None

    def answers(self, tasks: Iterator[Task]) -> Iterator[Outcome | None]:
        """The cluster's answers."""
        count = 0
        for outcome in self.inner.answers(tasks):
            count += outcome is not None
            if count == self.after and self.killed_at is None:
                self.victim.send_signal(signal.SIGKILL)
                self.killed_at = count
            yield outcome

    def close(self) -> None:
        """Leave the cluster."""
        self.inner.close()


def test_a_cluster_that_loses_a_worker_gives_the_table_of_one_machine(
    tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    address, workers = cluster
    profiles = [street(n) for n in range(400)]
    source = write_lines(tmp_path / "in.jsonl", [*profiles, "{", {**street(1), "width": 3}])
    batch(source, tmp_path / "here").run()
    solvers = Killing(Cluster(settings(), address), workers[1], after=60)
    batch(source, tmp_path / "there", solvers).run()
    assert solvers.killed_at == 60
    assert table(tmp_path / "there") == table(tmp_path / "here")
    assert not [row for row in table(tmp_path / "there") if row["error"] and row["row"] <= 400]


def test_without_a_scheduler_the_address_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ondergrond.batch.cluster.PATIENCE", 2)
    with pytest.raises(BatchError, match=r"no Dask cluster.*127\.0\.0\.1:9"):
        Cluster(settings(), "tcp://127.0.0.1:9")
