"""The first run on a computer: all kernels compiled at once, on as many processors as there are.

Compiling takes far longer than solving, and nothing of it depends on the problem. Each of some
processes compiles its share of the kernels (`entries`) into the folder that all of them, and every
later run, take compiled kernels from. Whatever fails here is compiled when it is called, so a
computer that cannot start processes is slower the first time, and nothing else.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
import time
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


def prepare() -> None:
    """Compile all kernels, unless that was done before; returns when it is done.

    Of several processes that ask at the same time one does it, the others wait for it.
    """
    folder = cache_folder()
    settings: Any = numba.config
    if is_prepared() or folder is None or settings.DISABLE_JIT:
        return
    announce()
    ends = time.monotonic() + _LONGEST
    busy = folder / _BUSY
    while not is_prepared() and time.monotonic() < ends:
        if not _claimed(busy):
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
    """Whether this process is the one that compiles: it has made the file that says so."""
    try:
        if time.time() - busy.stat().st_mtime > _SILENT:
            busy.unlink(missing_ok=True)
    except OSError:
        pass  # there is none
    try:
        busy.touch(exist_ok=False)
    except OSError:
        return False
    return True


def _compiled(busy: Path, ends: float) -> bool:
    """Whether every process compiled its share in time."""
    many = min(len(SHARES), _processors())
    if many == 1 or not sys.executable or getattr(sys, "frozen", False):
        return False  # nothing to gain, or no interpreter to start
    package = Path(__file__).resolve().parents[2]
    paths = os.pathsep.join(filter(None, [str(package), os.environ.get("PYTHONPATH")]))
    line = f"from {__name__} import compile_shares; compile_shares"
    running: list[subprocess.Popen[bytes]] = []
    try:
        for first in range(many):
            running.append(
                subprocess.Popen(
                    [sys.executable, "-c", f"{line}({first}, {many})"],
                    env={**os.environ, "PYTHONPATH": paths},
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            )
        while any(one.poll() is None for one in running) and time.monotonic() < ends:
            busy.touch()
            time.sleep(0.05)
        return all(one.poll() == 0 for one in running)
    except OSError:
        return False
    finally:
        for one in running:
            one.kill()
            one.wait()


def _processors() -> int:
    """How many processors this process may use."""
    mine = getattr(os, "sched_getaffinity", None)
    return (os.cpu_count() or 1) if mine is None else len(mine(0))


def compile_shares(first: int, every: int) -> None:
    """Compile the kernels of every so-manieth of the shares into the folder."""
    gc.disable()  # looking for garbage takes a tenth, and finds little
    for share in SHARES[first::every]:
        for one, words in share.items():
            part(one).compile(types_of(words))
