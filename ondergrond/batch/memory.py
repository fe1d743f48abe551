"""How much memory a process takes, on Linux, macOS and Windows, and giving back what it can."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path
from typing import Any


def resident(pid: int) -> int | None:
    """Bytes of main memory a process takes; None where that cannot be told (it ended, say)."""
    try:
        if sys.platform == "win32":
            return _windows(pid)
        statm = Path(f"/proc/{pid}/statm")
        if statm.exists():
            return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        said = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, timeout=5
        )
        return int(said.stdout) * 1024 if said.stdout.strip() else None
    except (OSError, ValueError, IndexError, subprocess.SubprocessError):
        return None


def give_back() -> None:
    """Give the system what the allocator keeps of memory that is free; glibc alone keeps much.

    After a large street that is a hundred MB, a good part of what a worker takes.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)


def _windows(pid: int) -> int | None:
    """``GetProcessMemoryInfo`` of psapi: WorkingSetSize."""
    assert sys.platform == "win32"
    from ctypes import wintypes

    class Counters(ctypes.Structure):
        _fields_ = (
            ("cb", wintypes.DWORD),
            ("PageFaultCount", wintypes.DWORD),
            ("PeakWorkingSetSize", ctypes.c_size_t),
            ("WorkingSetSize", ctypes.c_size_t),
            ("QuotaPeakPagedPoolUsage", ctypes.c_size_t),
            ("QuotaPagedPoolUsage", ctypes.c_size_t),
            ("QuotaPeakNonPagedPoolUsage", ctypes.c_size_t),
            ("QuotaNonPagedPoolUsage", ctypes.c_size_t),
            ("PagefileUsage", ctypes.c_size_t),
            ("PeakPagefileUsage", ctypes.c_size_t),
        )

    windll: Any = ctypes.WinDLL  # type: ignore[attr-defined, unused-ignore]
    kernel = windll("kernel32", use_last_error=True)
    kernel.OpenProcess.restype = wintypes.HANDLE
    process = kernel.OpenProcess(0x1000 | 0x0010, False, pid)  # QUERY_LIMITED_INFORMATION, VM_READ
    if not process:
        return None
    try:
        counters = Counters()
        counters.cb = ctypes.sizeof(counters)
        psapi = windll("psapi")
        psapi.GetProcessMemoryInfo.argtypes = (
            wintypes.HANDLE,
            ctypes.POINTER(Counters),
            wintypes.DWORD,
        )
        ok = psapi.GetProcessMemoryInfo(process, ctypes.byref(counters), counters.cb)
        return int(counters.WorkingSetSize) if ok else None
    finally:
        kernel.CloseHandle(wintypes.HANDLE(process))
