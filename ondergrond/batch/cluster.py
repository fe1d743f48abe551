"""The same work on a Dask cluster: profiles go out in small lots, outcomes come back here.

The work is done inside the Dask worker, which may not start children of its own. A lot may run
twice when a worker is lost; it gives the same outcomes, and the ledger takes the first.
"""

from __future__ import annotations

import queue
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Any

from ondergrond import __version__
from ondergrond.batch.errors import BatchError
from ondergrond.batch.outcome import Outcome, Task, error_row
from ondergrond.batch.settings import Settings
from ondergrond.io import extras

LOT = 8
"""Profiles that go out together."""

AHEAD = 3
"""Lots under way for every thread of the cluster."""

GLANCE = 0.5
"""Seconds between two looks at the clock."""

MOST_DROPPED = 5
"""So often in a row the cluster may lose the settings before the batch gives up on it."""

PATIENCE = 30
"""Seconds to find a scheduler, or a first worker."""


def run_tasks(tasks: list[Task], settings: Settings) -> list[Outcome]:
    """What a Dask worker does."""
    from ondergrond.batch.task import run_task

    return [run_task(task, settings) for task in tasks]


class Cluster:
    """A Dask cluster. address: of its scheduler, ``tcp://scheduler:8786``.

    Raises ``MissingExtraError`` without Dask, ``BatchError`` without a scheduler or workers.
    """

    def __init__(self, settings: Settings, address: str) -> None:
        client: Any = extras.distributed().Client
        self.settings = settings
        try:
            self._client = client(address, timeout=PATIENCE, set_as_default=False)
            self._client.wait_for_workers(1, timeout=PATIENCE)
        except (OSError, ValueError, TimeoutError) as error:
            raise BatchError(
                f"there is no Dask cluster with workers at {address}: {error}"
            ) from None
        self._check_versions()
        self._news: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._lots: dict[str, tuple[Any, list[Task], Any]] = {}
        self._settings: Any = None  # on the cluster
        self._dropped = 0

    def _check_versions(self) -> None:
        """Every worker has this version of the program."""
        for address, version in self._client.run(_version, on_error="return").items():
            if version != __version__:
                raise BatchError(
                    f"the Dask worker {address} has ondergrond {version}, this is {__version__}"
                )

    def answers(self, tasks: Iterator[Task]) -> Iterator[Outcome | None]:
        """As ``Pool.answers``."""
        try:
            yield from self._answers(tasks)
        except OSError as error:
            raise _lost(str(error)) from None

    def _answers(self, tasks: Iterator[Task]) -> Iterator[Outcome | None]:
        self._scatter()
        while True:
            while len(self._lots) < AHEAD * self._threads():
                lot = list(islice(tasks, LOT))
                if not lot:
                    break
                self._send(lot)
            if not self._lots:
                return
            try:
                future = self._news.get(timeout=GLANCE)
            except queue.Empty:
                if self._client.status not in ("running", "connecting"):
                    raise _lost("closed") from None
                yield None
                continue
            if future.key in self._lots:
                yield from self._received(future)

    def close(self) -> None:
        """Leave the cluster; what is under way there is not wanted any more."""
        futures = [future for future, _, _ in self._lots.values()]
        with suppress(Exception):  # whatever state the cluster is in: we are leaving
            self._client.cancel(futures, force=True)
        self._client.close(timeout=5)

    def _scatter(self) -> None:
        self._settings = self._client.scatter(self.settings, broadcast=True, hash=False)

    def _threads(self) -> int:
        return max(1, sum(map(int, self._client.nthreads().values())))

    def _send(self, lot: list[Task]) -> None:
        future = self._client.submit(run_tasks, lot, self._settings, pure=False, retries=3)
        self._lots[future.key] = (future, lot, self._settings)
        future.add_done_callback(self._news.put)

    def _received(self, future: Any) -> Iterator[Outcome | None]:
        _, lot, settings = self._lots.pop(future.key)
        if future.status == "finished":
            self._dropped = 0
            for outcome in future.result():
                if outcome.version != __version__:
                    raise BatchError(f"a Dask worker has ondergrond {outcome.version}")
                yield outcome
        elif future.status in ("cancelled", "lost"):
            # The settings went with the workers that had them, and all lots under way with those.
            if settings is self._settings:
                self._dropped += 1
                if self._dropped > MOST_DROPPED:
                    raise BatchError(
                        "the scheduler drops the work (was it restarted?). What is done is kept; "
                        "give the same command again"
                    )
                self._scatter()
            self._send(lot)
            yield None
        elif len(lot) > 1:  # one of them takes workers with it: find out which
            for task in lot:
                self._send([task])
            yield None
        else:
            why = future.exception()
            row = error_row(f"given up: {type(why).__name__}: {why}")
            yield Outcome(lot[0].key, row, failed=True)


def _lost(why: str) -> BatchError:
    return BatchError(
        f"the connection to the scheduler is lost ({why}). What is done is kept; give the same "
        "command again when it is back"
    )


def _version() -> str:
    from ondergrond import __version__

    return __version__
