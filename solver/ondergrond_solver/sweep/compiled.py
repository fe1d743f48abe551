"""Compilation of the kernels, kept on disk from one run to the next.

numba keeps compiled code per source file and looks at that file alone: a kernel with a kernel of
another file inlined would run stale when the other file changes. So the folder is named after a
hash of all sources of this package and where they lie, of the versions and of the flags, and
whatever changes begins a new one. numba writes each file under another name and moves it into
place, so processes that compile at the same time do no harm, as long as a kernel has one form: it
numbers the forms of a kernel without a lock. Where nothing can be written, kernels are compiled
each time.

The folder lies below `NUMBA_CACHE_DIR` if that is set, else in the user's cache folder.
"""

from __future__ import annotations

import hashlib
import logging
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar, cast

import numba
import numpy as np

_NAME = "ondergrond-solver"
_MARK = "prepared"
_FLAGS = ("NUMBA_BOUNDSCHECK", "NUMBA_OPT", "NUMBA_DEBUG", "NUMBA_CPU_NAME", "NUMBA_CPU_FEATURES")

ZERO = cast(int, np.int64(0))
ONE = cast(int, np.int64(1))
"""Numbers for kernels to call each other with: for a literal they would be compiled once more."""

_KEPT: dict[str, Any] = {"cache": True, "no_cfunc_wrapper": True}
"""Nobody calls kernels from C, so what that takes is not compiled."""

_lock = Lock()
_log = logging.getLogger("ondergrond_solver")

Function = TypeVar("Function", bound=Callable[..., Any])


@cache
def cache_folder() -> Path | None:
    """The folder of the compiled kernels of these sources; None where none can be written."""
    digest = hashlib.sha256()
    package = Path(__file__).resolve().parent.parent
    for path in sorted(package.rglob("*.py")):
        digest.update(path.relative_to(package).as_posix().encode() + b"\0")
        digest.update(path.read_bytes())
    # numba finds what it compiled by the place of the source, too.
    machine = (sys.version, numba.__version__, platform.machine(), platform.node(), str(package))
    digest.update(repr((machine, [os.environ.get(flag) for flag in _FLAGS])).encode())
    base = os.environ.get("NUMBA_CACHE_DIR")
    folder = (Path(base) if base else _user_folder()) / f"{_NAME}-{digest.hexdigest()[:16]}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return None


def _user_folder() -> Path:
    """Where programs of this user keep what can be made again."""
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return Path(local) if local else Path.home() / "AppData" / "Local"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    cached = os.environ.get("XDG_CACHE_HOME")
    return Path(cached) if cached else Path.home() / ".cache"


def kernel(function: Function) -> Function:
    """Compile `function` when it is first called, or take it from the folder.

    Kernels call each other with the same types everywhere: no literals, not in tuples either. They
    make no arrays and return none. So nobody has to count who refers to one; counted, each row
    taken out of an array costs some 20 ns, as much as adding up a hundred numbers.
    """
    return kept_in(cache_folder(), function)


def merged(function: Function) -> Function:
    """The same for a kernel that becomes part of the machine code of those that call it: to hand
    over its arrays would take as long as what it does.
    """
    return kept_in(cache_folder(), function, merges=True)


def making(function: Function) -> Function:
    """The same for a kernel that makes arrays: to work in, for other kernels, or to return."""
    return kept_in(cache_folder(), function, makes=True)


def kept_in(
    folder: Path | None, function: Function, *, makes: bool = False, merges: bool = False
) -> Function:
    """Compile `function` when it is first called and keep it in a folder, if there is one.

    makes, merges: see `making` and `merged`.
    """
    told: dict[str, Any] = {"_nrt": makes, "forceinline": merges}
    if folder is None:
        return cast(Function, numba.njit(**told)(function))
    # numba looks at its setting only here, when it is told to cache.
    with _lock:
        settings: Any = numba.config
        before = settings.CACHE_DIR
        settings.CACHE_DIR = str(folder)
        try:
            made: Any = numba.njit(**_KEPT, **told)(function)
        finally:
            settings.CACHE_DIR = before
    return cast(Function, made)


def inlined(function: Function) -> Function:
    """Compile `function` as a part of the kernels that call it: no call, for what is asked at
    every place.
    """
    return cast(Function, numba.njit(inline="always")(function))


def is_prepared() -> bool:
    """Whether kernels need no compilation: `sweep` has answered before with these sources."""
    folder = cache_folder()
    return folder is not None and (folder / _MARK).exists()


def announce() -> None:
    """Tell whoever listens to the log that the kernels are about to be compiled."""
    if not is_prepared():
        _log.info("preparing the solver for this machine, once; this may take a minute")


def mark_prepared() -> None:
    """Remember that `sweep` has answered."""
    folder = cache_folder()
    if folder is not None and not (folder / _MARK).exists():
        try:
            (folder / _MARK).touch()
        except OSError:
            _log.debug("the folder %s cannot be written", folder)
