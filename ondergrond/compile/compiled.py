"""Compilation of the kernels of this room, kept on disk from one run to the next.

As the solver keeps its own (decision 0012), and below its folder: numba looks only at the file of a
kernel, not at the files of the kernels it calls, so the folder is named after a hash of all sources
of this room. Where nothing can be written, kernels are compiled each time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from ondergrond_solver.sweep.compiled import ONE, ZERO, cache_folder, inlined, kept_in

__all__ = ["ONE", "ZERO", "folder", "inlined", "kernel", "making"]

Function = TypeVar("Function", bound=Callable[..., Any])


@cache
def folder() -> Path | None:
    """The folder of the compiled kernels of these sources; None where none can be written."""
    above = cache_folder()
    if above is None:
        return None
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).resolve().parent.glob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    found = above / f"compile-{digest.hexdigest()[:16]}"
    try:
        found.mkdir(exist_ok=True)
    except OSError:
        return None
    return found


def kernel(function: Function) -> Function:
    """Compile ``function``, which makes no arrays, when it is first called, or take it from the
    folder.
    """
    return kept_in(folder(), function)


def making(function: Function) -> Function:
    """The same for a kernel that makes arrays; see the solver's."""
    return kept_in(folder(), function, makes=True)
