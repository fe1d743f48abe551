"""The first run on a computer: all kernels compiled at once, on as many processors as there are.

Compiling takes far longer than solving, and nothing of it depends on the problem. Each of some
processes compiles its share of the kernels (`entries`) into the folder that all of them, and every
later run, take compiled kernels from. Whatever fails here is compiled when it is called, so a
computer that cannot start processes is slower the first time, and nothing else.
"""

from __future__ import annotations

import atexit
import gc
import logging
import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import numba

from ondergrond_solver.sweep.compiled import announce, cache_folder, is_prepared, mark_prepared
from ondergrond_solver.sweep.entries import SHARES, part, types_of

_LONGEST = 300.0
"""After so long (s) the kernels are compiled where they are called, whatever happens elsewhere."""

_BUSY = "preparing"
"""Name of the file that tells other processes that one of them is at it; it is touched again and
again, so one that is older than `_SILENT` (s) is of a process that was killed.
"""
_SILENT = 10.0

_PASSING = 2.0
"""Windows refuses a file that another process is just deleting: no longer than so (s)."""

_log = logging.getLogger(__name__)


def prepare() -> None:
    """Compile all kernels, unless that was done before; returns when it is done.

    Of several processes that ask at the same time one does it, the others wait for it.
    """
    folder = cache_folder()
    settings: Any = numba.config
    if is_prepared() or folder is None or settings.DISABLE_JIT:
        return
    announce()
    try:
        _prepare(folder / _BUSY, time.monotonic() + _LONGEST)
    except OSError as error:
        _log.debug("kernels are compiled when they are called: %s", error)


def _prepare(busy: Path, ends: float) -> None:
    """Compile all kernels, or wait for the process that does.

    Raises OSError where files cannot be made or processes not started.
    """
    refused: float | None = None
    while not is_prepared() and time.monotonic() < ends:
        try:
            mine, refused = _claimed(busy), None
        except PermissionError:
            refused = refused or time.monotonic()
            if time.monotonic() > refused + _PASSING:
                raise
            mine = False
        if not mine:
            time.sleep(0.05)
            continue
        try:
            # Whoever had the file before may have ended between the two looks.
            if is_prepared() or _compiled(busy, ends):
                mark_prepared()
        finally:
            busy.unlink(missing_ok=True)
        return


def begin() -> None:
    """Begin to `prepare` and return: whoever has something else to do meanwhile does it."""
    if not is_prepared():
        threading.Thread(target=prepare, name="preparing", daemon=True).start()


def _claimed(busy: Path) -> bool:
    """Whether this process is the one that compiles: it has made the file that says so.

    Raises OSError where it cannot be made.
    """
    try:
        if time.time() - busy.stat().st_mtime > _SILENT:
            busy.unlink(missing_ok=True)
    except FileNotFoundError:
        pass
    try:
        busy.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def _compiled(busy: Path, ends: float) -> bool:
    """Whether every process compiled its share in time.

    Raises OSError where one cannot be started.
    """
    many = min(len(SHARES), _processors())
    if many == 1 or not sys.executable or getattr(sys, "frozen", False):
        return False  # nothing to gain, or no interpreter to start
    running: list[subprocess.Popen[bytes]] = []
    over = threading.Event()

    def interrupted() -> None:
        over.set()
        _end(running)
        busy.unlink(missing_ok=True)

    atexit.register(interrupted)  # `begin` has a thread of a kind that is not waited for
    try:
        for first in range(many):
            running.append(_begun(first, many, busy.parent))
        while any(one.poll() is None for one in running) and time.monotonic() < ends:
            if over.is_set():
                return False
            with suppress(OSError):
                busy.touch()
            time.sleep(0.05)
        return all(one.poll() == 0 for one in running)
    finally:
        _end(running)
        atexit.unregister(interrupted)


def _end(running: list[subprocess.Popen[bytes]]) -> None:
    for one in running:
        one.kill()
        one.wait()
        if one.stdin is not None:
            one.stdin.close()


def _begun(first: int, every: int, folder: Path) -> subprocess.Popen[bytes]:
    """A process that compiles some shares; it finds all packages where this process does, and ends
    when this one does, however that ends.
    """
    lines = (
        f"import sys; sys.path[:] = {sys.path!r}",
        f"from {__name__} import compile_shares",
        f"compile_shares({first}, {every}, {str(folder)!r})",
    )
    return subprocess.Popen(
        [sys.executable, "-P", "-c", "\n".join(lines)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _processors() -> int:
    """How many processors this process may use."""
    mine = getattr(os, "sched_getaffinity", None)
    return (os.cpu_count() or 1) if mine is None else len(mine(0))


def compile_shares(first: int, every: int, folder: str) -> None:
    """Compile the kernels of every so-manieth of the shares into the folder, in a process of its
    own. Raises SystemExit where this process would take another folder.
    """
    if cache_folder() != Path(folder):
        raise SystemExit(1)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.disable()  # looking for garbage takes a tenth, and finds little
    for share in SHARES[first::every]:
        for one, words in share.items():
            part(one).compile(types_of(words))


def _end_with_parent() -> None:
    """End this process when nobody holds the other end of its input any more."""
    sys.stdin.buffer.read()
    os._exit(1)
