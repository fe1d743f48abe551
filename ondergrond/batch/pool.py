"""Worker processes on this machine: fed, watched, replaced."""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from ondergrond.batch import wire
from ondergrond.batch.errors import BatchError
from ondergrond.batch.memory import resident
from ondergrond.batch.outcome import Outcome, Task, error_row
from ondergrond.batch.settings import Settings
from ondergrond.batch.worker import READY

AHEAD = 3
"""Tasks a worker has at hand, the running one included."""

GLANCE = 0.25
"""Seconds between two looks at time and memory."""

GRACE = 30.0
"""Seconds beyond its backstop after which a worker is ended: engines heed the clock themselves."""

TRIES = 2
"""A profile that took so many workers with it is given up."""

STARTS = 3
"""So many workers in a row that never get ready end the batch."""

_START = "import sys; sys.path[:] = {path!r}\nfrom ondergrond.batch.worker import main\nmain()"


class _Worker:
    """One process and what it was given. killed: why we ended it, empty when we did not."""

    def __init__(self, settings: Settings, log: BinaryIO, news: queue.SimpleQueue[Any]) -> None:
        program = _START.format(path=sys.path)
        self.process = subprocess.Popen(
            [sys.executable, "-c", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
        )
        self.tasks: deque[Task] = deque()
        self.ready = False
        self.since = time.monotonic()
        self.killed = ""
        self._send(settings)
        threading.Thread(target=self._listen, args=(news,), daemon=True).start()

    def _listen(self, news: queue.SimpleQueue[Any]) -> None:
        assert self.process.stdout is not None
        try:
            while True:
                news.put((self, wire.receive(self.process.stdout)))
        except (EOFError, OSError, ValueError):
            news.put((self, None))

    def _send(self, message: object) -> None:
        assert self.process.stdin is not None
        with suppress(OSError):  # it is gone; its end is on its way to us
            wire.send(self.process.stdin, message)

    def give(self, task: Task) -> None:
        """One more task."""
        if not self.tasks:
            self.since = time.monotonic()
        self.tasks.append(task)
        self._send(task)

    def kill(self, why: str = "") -> None:
        """End it now."""
        self.killed = self.killed or why
        self.process.kill()

    def close(self) -> None:
        """Wait for its end and free what it held."""
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()


class Pool:
    """Workers on this machine.

    count: how many.  memory: most bytes of one of them.  log: file for what they print.
    """

    def __init__(self, settings: Settings, count: int, memory: int, log: Path) -> None:
        self.settings = settings
        self.count = count
        self.memory = memory
        self._log = log.open("ab")
        self._news: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._workers: list[_Worker] = []
        self._again: deque[Task] = deque()
        self._deaths: Counter[str] = Counter()
        self._stillborn = 0

    def answers(self, tasks: Iterator[Task]) -> Iterator[Outcome | None]:
        """An outcome for every task, in the order in which they are done.

        Yields None now and then when there is nothing new, so that the caller can look at the
        clock.  Raises ``BatchError`` when workers cannot be started.
        """
        for _ in range(self.count):
            self._workers.append(self._started())
        looked = 0.0
        while True:
            self._feed(tasks)
            if not any(worker.tasks or worker.killed for worker in self._workers):
                return
            try:
                worker, message = self._news.get(timeout=GLANCE)
            except queue.Empty:
                yield None
            else:
                yield self._heard(worker, message)
            if time.monotonic() - looked > GLANCE:
                looked = time.monotonic()
                self._look()

    def close(self) -> None:
        """End all workers at once."""
        for worker in self._workers:
            worker.kill()
        for worker in self._workers:
            worker.close()
        self._workers = []
        self._log.close()

    def _started(self) -> _Worker:
        try:
            return _Worker(self.settings, self._log, self._news)
        except OSError as error:
            raise BatchError(
                f"a worker cannot be started: {error.strerror or error}. Give --workers a smaller "
                "number; what is done is kept"
            ) from None

    def _feed(self, tasks: Iterator[Task]) -> None:
        for depth in range(AHEAD):
            for worker in self._workers:
                if len(worker.tasks) <= depth and not worker.killed:
                    task = next(tasks, None)
                    if task is None:
                        # What killed a worker comes last, alone, when the rest is safe.
                        if not self._again or worker.tasks:
                            return
                        task = self._again.popleft()
                    worker.give(task)

    def _heard(self, worker: _Worker, message: object) -> Outcome | None:
        if worker not in self._workers:
            return None
        if message is None:
            return self._lost(worker)
        worker.since = time.monotonic()
        if message == READY:
            worker.ready = True
            self._stillborn = 0
            return None
        assert isinstance(message, Outcome)
        worker.tasks.popleft()
        return message

    def _look(self) -> None:
        """End workers that take too long or too much."""
        for worker in self._workers:
            if worker.killed or not worker.tasks:
                continue
            most = self.settings.wall_seconds + GRACE
            if worker.ready and time.monotonic() - worker.since > most:
                worker.kill(f"took more than {most:g} s")
            used = resident(worker.process.pid)
            if used is not None and used > self.memory:
                worker.kill(f"took more than {self.memory / 1e6:.0f} MB")

    def _lost(self, worker: _Worker) -> Outcome | None:
        """Replace a worker that ended, and see to what it was given."""
        worker.close()
        tasks = list(worker.tasks)
        self._workers[self._workers.index(worker)] = self._started()
        if not worker.ready:
            self._stillborn += 1
            if self._stillborn >= STARTS:
                raise BatchError(
                    f"workers end before they are ready (exit code {worker.process.returncode}); "
                    f"what they said is in {self._log.name}"
                )
            self._again.extendleft(reversed(tasks))
            return None
        self._again.extendleft(reversed(tasks[1:]))
        if not tasks:
            return None
        blamed = tasks[0]
        self._deaths[blamed.key] += 1
        if self._deaths[blamed.key] < TRIES:
            self._again.append(blamed)
            return None
        why = worker.killed or f"the worker ended with code {worker.process.returncode}"
        row = error_row(f"given up after {TRIES} tries: {why}")
        return Outcome(blamed.key, row, failed=True)
