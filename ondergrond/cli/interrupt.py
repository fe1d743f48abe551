"""Ctrl-C while an engine works.

An engine computes outside Python and does not look up when Ctrl-C is pressed. So it works in a
thread, the main thread waits, and on Ctrl-C the program ends without it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from ondergrond.cli.ends import StillWorkingError

Answer = TypeVar("Answer")

GLANCE = 0.2
"""Seconds between two looks: on Windows a wait without end cannot be interrupted."""


def interruptible(
    work: Callable[[], Answer], meanwhile: Callable[[], object] | None = None
) -> Answer:
    """What ``work`` returns or raises.

    meanwhile: done in the main thread while ``work`` goes on; for imports that are needed later.

    Raises:
        StillWorkingError: interrupted; the work goes on, and the program has to end without it.
    """
    answers: list[Answer] = []
    failures: list[BaseException] = []

    def run() -> None:
        try:
            answers.append(work())
        except BaseException as error:
            failures.append(error)

    thread = threading.Thread(target=run, name="solve", daemon=True)
    try:
        thread.start()
        if meanwhile is not None:
            meanwhile()
        while thread.is_alive():
            thread.join(GLANCE)
    except KeyboardInterrupt:
        raise StillWorkingError from None
    if failures:
        raise failures[0]
    return answers[0]
