"""The folder of compiled kernels: one for each state of the sources, and none where none can be."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ondergrond_solver.sweep import compiled

ROOT = Path(__file__).resolve().parents[2]

SOLVES = """
import logging, sys
logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(message)s")
from ondergrond_solver import Column, Item, PairTables, Problem, Segment, solve
column = Column("a", frozenset({0}), 3, 3, (Segment(0, 7, 4),))
found = solve(Problem(10, 1, (Item("a"),), (column,), PairTables.from_lists([[0]])), "sweep")
print(found.verdict, found.score)
"""


def run(folder: Path, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SOLVES],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "solver")]),
            "NUMBA_CACHE_DIR": str(folder),
            **environment,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_folder_is_named_after_sources_versions_and_flags(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    folders = set()
    for value in ("0", "1"):
        monkeypatch.setenv("NUMBA_BOUNDSCHECK", value)
        folders.add(compiled.cache_folder.__wrapped__())
    assert len(folders) == 2
    assert all(folder is not None and folder.parent == tmp_path for folder in folders)


def test_the_same_sources_in_another_place_have_a_folder_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They had one together, in which numba found nothing of the other: a first run was taken for
    prepared, and compiled all by itself without a word.
    """
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "cache"))
    here = Path(compiled.__file__)
    copy = tmp_path / "elsewhere" / "ondergrond_solver"
    shutil.copytree(here.parents[1], copy)
    folder = compiled.cache_folder.__wrapped__()
    monkeypatch.setattr(compiled, "__file__", str(copy / "sweep" / here.name))
    assert compiled.cache_folder.__wrapped__() != folder


def test_where_nothing_can_be_written_there_is_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "file"))
    assert compiled.cache_folder.__wrapped__() is None
    monkeypatch.setattr(compiled, "cache_folder", lambda: None)

    def double(x: int) -> int:
        return 2 * x

    assert compiled.kernel(double)(4) == 8
    assert not compiled.is_prepared()
    compiled.mark_prepared()


@pytest.mark.long
def test_two_first_runs_at_once_do_no_harm_and_the_next_needs_no_compiling(tmp_path: Path) -> None:
    first = [run(tmp_path), run(tmp_path)]
    for process in first:
        out, err = process.communicate(timeout=300)
        assert (out.splitlines()[-1], err) == ("optimal 4", "")
    again = run(tmp_path)
    out, _ = again.communicate(timeout=100)
    assert out.splitlines() == ["optimal 4"]


@pytest.mark.long
def test_kernels_stay_within_their_arrays(tmp_path: Path) -> None:
    """Once with bounds checks, in a fresh folder."""
    process = subprocess.run(
        [
            sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider",
            "tests/solver/test_sweep.py", "tests/solver/test_leastlength.py",
            "tests/solver/test_memory.py",
            "-k", "kernel or gap or small_problem or moves or streets or cuts or row",
        ],
        cwd=ROOT,
        env={**os.environ, "NUMBA_BOUNDSCHECK": "1", "NUMBA_CACHE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=900,
    )  # fmt: skip
    assert process.returncode == 0, process.stdout[-3000:]
