"""A worker process: tasks come in on stdin, outcomes go out on stdout.

It ends when stdin does, which the operating system sees to when the parent is gone, however that
ended. What anything prints goes to stderr, so that it cannot get between the messages.
"""

from __future__ import annotations

import gc
import os
import queue
import signal
import sys
import threading
import time
from typing import Any, BinaryIO

from ondergrond.batch import wire
from ondergrond.batch.memory import give_back

READY = "ready"
"""Said once, when everything is imported and tasks can begin."""

_LONG = 0.5
"""Seconds for a profile, after which it is likely to have taken much memory."""


def main() -> None:
    """Work until stdin ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's affair
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    inbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
    settings = wire.receive(sys.stdin.buffer)
    threading.Thread(target=_listen, args=(sys.stdin.buffer, inbox), daemon=True).start()

    from ondergrond.batch.task import run_task

    settle()
    try:
        wire.send(out, READY)
        while True:
            task, began = inbox.get(), time.monotonic()
            wire.send(out, run_task(task, settings))
            if time.monotonic() - began > _LONG:
                give_back()
    except OSError:
        os._exit(0)  # the parent is gone


def settle() -> None:
    """Look for cycles in memory seldom, from here on. What is imported stays; and a street makes
    tens of thousands of tuples that hold no cycles, so looking at the usual rate takes a quarter of
    its compilation.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _listen(stream: BinaryIO, inbox: queue.SimpleQueue[Any]) -> None:
    """Pass tasks on; end the process, whatever it is doing, when no more can come."""
    try:
        while True:
            inbox.put(wire.receive(stream))
    except (EOFError, OSError):
        os._exit(0)
