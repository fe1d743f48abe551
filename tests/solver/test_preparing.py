"""The first run: what is compiled, by whom, and what happens when several are first at once."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import numba
import pytest

from ondergrond_solver import Limits, least_length, solve
from ondergrond_solver.engines.grid import make_grid
from ondergrond_solver.sweep import compiled, entries, preparing
from ondergrond_solver.sweep.reinsertion import Reinsertion
from ondergrond_solver.sweep.tables import make_tables
from tests.solver.instances import small_problem, tight_street

ROOT = Path(__file__).resolve().parents[2]

PARTS = {one: words for share in entries.SHARES for one, words in share.items()}

COMPILES = """
import numba.core.event as event
from tests.solver.instances import small_problem
from ondergrond_solver import solve

class Listener(event.Listener):
    def on_start(self, told): print("compiled", told.data["dispatcher"])
    def on_end(self, told): pass

event.register("numba:compile", Listener())
for seed in range(20):
    solve(small_problem(seed), "sweep")
print("solved")
"""

STREETS = """
from ondergrond import load_profile, load_rules
from ondergrond.compile import Street

for name in ("leiden-rack", "vinex-14m", "den-haag-sewer"):
    Street(load_profile(name), load_rules("nen7171-style")).problem(10)
"""


def functions(folder: Path) -> Iterator[tuple[str, ast.FunctionDef]]:
    """All functions of a room, with the names of their modules."""
    for path in folder.glob("*.py"):
        for one in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(one, ast.FunctionDef):
                yield path.stem, one


def is_kernel(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(one, ast.Name) and one.id in ("kernel", "merged", "making", "inlined")
        for one in function.decorator_list
    )


def calls(function: ast.FunctionDef, module: ModuleType) -> Iterator[tuple[Any, ast.Call]]:
    """What a function calls by a name of its module, and how."""
    for one in ast.walk(function):
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Name):
            yield getattr(module, one.func.id, None), one


def kernels_of(room: str) -> dict[Any, entries.Part]:
    """The kernels of a room, as they are called, with their modules and names."""
    folder = Path(str(import_module(room).__file__)).parent
    return {
        getattr(import_module(f"{room}.{module}"), one.name): (module, one.name)
        for module, one in functions(folder)
        if is_kernel(one)
    }


def test_all_kernels_that_python_calls_are_compiled_beforehand() -> None:
    room = "ondergrond_solver.sweep"
    kernels = kernels_of(room)
    called = {
        kernels[what]
        for module, one in functions(ROOT / "solver/ondergrond_solver/sweep")
        if not is_kernel(one)
        for what, _ in calls(one, import_module(f"{room}.{module}"))
        if isinstance(what, Hashable) and what in kernels
    }
    assert set(PARTS) == called


def test_kernels_are_called_with_the_types_they_were_compiled_for() -> None:
    if numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
        pytest.skip("kernels are not compiled")
    for seed in range(12):
        solve(small_problem(seed), "sweep", limits=Limits(sweep_nodes=2))
    for street in (tight_street(0, 12, 10, 1.0), tight_street(1, 12, 10, 1.0)):
        solve(street, "sweep", limits=Limits(sweep_nodes=2))
        least_length(replace(street, stretch=street.length // 2))
        tables = make_tables(make_grid(street))
        Reinsertion(tables, tables.place, 1e18).first()
    for one, words in PARTS.items():
        assert entries.part(one).signatures == [entries.types_of(words)], one


def untyped(value: ast.expr, module: object) -> bool:
    """Whether numba would compile a kernel for this very value: a literal, alone or in a tuple."""
    if isinstance(value, ast.Tuple):
        return any(untyped(one, module) for one in value.elts)
    if isinstance(value, ast.UnaryOp):
        return untyped(value.operand, module)
    if isinstance(value, ast.Name):
        return isinstance(getattr(module, value.id, None), int)
    return isinstance(value, ast.Constant)


@pytest.mark.parametrize("room", ["ondergrond_solver.sweep", "ondergrond.compile"])
def test_kernels_call_each_other_without_literals(room: str) -> None:
    """Every literal makes another form of a kernel; see `compiled_twice`."""
    kernels = kernels_of(room)
    assert len(kernels) > 10
    found = []
    for name, one in functions(Path(str(import_module(room).__file__)).parent):
        module = import_module(f"{room}.{name}")
        if is_kernel(one):
            found += [
                f"{name}:{call.lineno}"
                for what, call in calls(one, module)
                if isinstance(what, Hashable)
                and what in kernels
                and any(untyped(value, module) for value in call.args)
            ]
    assert found == []


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which nothing is compiled yet."""
    for module in (compiled, preparing):
        monkeypatch.setattr(module, "cache_folder", lambda: tmp_path)
    monkeypatch.setattr(numba.config, "DISABLE_JIT", 0)
    return tmp_path


def test_of_those_that_are_first_at_the_same_time_one_compiles_and_the_others_wait(
    fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[float] = []

    def slowly(*_: object) -> bool:
        asked.append(time.monotonic())
        time.sleep(0.3)
        return True

    monkeypatch.setattr(preparing, "_compiled", slowly)
    threads = [threading.Thread(target=preparing.prepare) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(asked) == 1
    assert [path.name for path in fresh.iterdir()] == ["prepared"]


def test_who_gets_its_turn_when_all_is_compiled_does_not_compile_again(
    fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one before ended between two looks: nothing was compiled yet, and nobody was at it."""

    def claimed(_: Path) -> bool:
        (fresh / "prepared").touch()
        return True

    monkeypatch.setattr(preparing, "_claimed", claimed)
    monkeypatch.setattr(preparing, "_compiled", lambda *_: pytest.fail("compiled again"))
    preparing.prepare()


def test_what_is_compiled_in_the_background_is_waited_for(
    fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_end = threading.Event()
    monkeypatch.setattr(preparing, "_compiled", lambda *_: may_end.wait(30))
    preparing.begin()
    while not (fresh / "preparing").exists():
        time.sleep(0.01)
    threading.Timer(0.2, may_end.set).start()
    preparing.prepare()
    assert (fresh / "prepared").exists()


def test_who_was_killed_while_compiling_is_not_waited_for(
    fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparing, "_compiled", lambda *_: True)
    busy = fresh / "preparing"
    busy.touch()
    os.utime(busy, (time.time() - 60, time.time() - 60))
    preparing.prepare()
    assert [path.name for path in fresh.iterdir()] == ["prepared"]


def test_where_compiling_beforehand_fails_nothing_is_marked(
    fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(fresh / "no python"))
    monkeypatch.setattr(preparing, "_processors", lambda: 4)
    preparing.prepare()
    assert list(fresh.iterdir()) == []


def test_a_folder_in_which_nothing_can_be_made_is_not_waited_for(
    fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "touch", refused)
    began = time.monotonic()
    preparing.prepare()
    assert time.monotonic() - began < 30
    assert list(fresh.iterdir()) == []


@pytest.mark.long
def test_after_preparing_nothing_is_left_to_compile(tmp_path: Path) -> None:
    if preparing._processors() == 1:
        pytest.skip("one processor compiles what it calls")
    assert said(COMPILES, tmp_path) == ("solved\n", "")
    assert compiled_twice(tmp_path, 50) == []


@pytest.mark.long
def test_kernels_of_streets_have_one_form(tmp_path: Path) -> None:
    assert said(STREETS, tmp_path) == ("", "")
    assert compiled_twice(tmp_path, 15) == []


def said(lines: str, folder: Path) -> tuple[str, str]:
    """What a process prints that has nothing compiled yet."""
    process = subprocess.run(
        [sys.executable, "-c", lines],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "solver")]),
            "NUMBA_CACHE_DIR": str(folder),
        },
        capture_output=True,
        text=True,
        timeout=400,
    )
    return process.stdout, process.stderr


def compiled_twice(folder: Path, least: int) -> list[str]:
    """Kernels, `least` or more, that a folder has for more than one choice of types.

    Two processes that keep different forms of one kernel at the same time may give both the same
    number, and a later run then takes the one for the other.
    """
    names = Counter(path.name.rsplit(".", 2)[0] for path in folder.rglob("*.nbc"))
    assert len(names) >= least
    return [name for name, times in names.items() if times > 1]
