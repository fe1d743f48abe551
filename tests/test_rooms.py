"""The rooms of the program and the one direction their imports may take.

cli -> batch, explain -> solve -> compile, check -> domain; compile -> ondergrond_solver;
io, draw and report know the domain only. Every import statement is read from the source, those
inside functions and those for type checkers too (docs/decisions/0001).
"""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import ondergrond

ROOT = Path(__file__).resolve().parent.parent

SOLVER = "ondergrond_solver"

MAY_IMPORT: dict[str, set[str]] = {
    "domain": set(),
    SOLVER: set(),
    "check": {"domain"},
    "compile": {"domain", SOLVER},
    "io": {"domain"},
    "draw": {"domain"},
    "report": {"domain"},
    "solve": {"domain", "compile", "check", SOLVER},
    "explain": {"domain", "compile", "check", "solve", SOLVER},
    "batch": {"domain", "check", "solve", "io"},
    "city": {"domain"},
    "cli": {
        "domain",
        "check",
        "io",
        "draw",
        "report",
        "solve",
        "explain",
        "batch",
        "city",
    },
}
"""Room -> the rooms it may import besides itself. What is not listed is forbidden.

A module under `ondergrond/` that is none of these rooms belongs to the domain, the strictest.
"""


def room_of(module: str) -> str:
    """The room a module of the project belongs to; the package itself is the room "api"."""
    parts = module.split(".")
    if parts[0] == SOLVER:
        return SOLVER
    if len(parts) == 1:
        return "api"
    return parts[1] if parts[1] in MAY_IMPORT else "domain"


def modules() -> dict[str, Path]:
    """Every module of the two packages: dotted name -> file."""
    found: dict[str, Path] = {}
    for base in (ROOT, ROOT / "solver"):
        for package in ("ondergrond", SOLVER):
            for path in (base / package).rglob("*.py"):
                parts = path.relative_to(base).with_suffix("").parts
                found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imported_names(tree: ast.AST, module: str, is_package: bool) -> Iterator[tuple[str, int]]:
    """Every dotted name a module imports, with its line; `from a import b` gives `a.b`.

    Counts import statements at any depth, and `import_module` or `__import__` of a constant.
    """
    package = module.split(".") if is_package else module.split(".")[:-1]
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=aliases):
                for alias in aliases:
                    yield alias.name, node.lineno
            case ast.ImportFrom(module=source, names=aliases, level=level):
                base = package[: len(package) - level + 1] if level else []
                base = base + (source.split(".") if source else [])
                for alias in aliases:
                    yield ".".join([*base, alias.name]), node.lineno
            case ast.Call(func=function, args=[ast.Constant(value=str(name)), *_]):
                called = function.attr if isinstance(function, ast.Attribute) else None
                called = function.id if isinstance(function, ast.Name) else called
                if called in {"import_module", "__import__"}:
                    yield name, node.lineno


def target_room(name: str) -> str | None:
    """The room an imported dotted name reaches; None outside the project."""
    parts = name.split(".")
    if parts[0] not in {"ondergrond", SOLVER}:
        return None
    if parts[0] == "ondergrond" and len(parts) > 1 and parts[1] in ondergrond.PUBLIC:
        return room_of(ondergrond.PUBLIC[parts[1]])
    if parts[0] == "ondergrond" and len(parts) > 1 and name not in KNOWN and len(parts) == 2:
        return "api"  # a plain attribute of the package, such as __version__
    return room_of(name)


MODULES = modules()
KNOWN = set(MODULES) | {".".join(name.split(".")[:2]) for name in MODULES}


def imports_of(module: str) -> list[tuple[str, int]]:
    path = MODULES[module]
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    return list(imported_names(tree, module, path.name == "__init__.py"))


@pytest.mark.parametrize("module", sorted(set(MODULES) - {"ondergrond"}))
def test_a_module_imports_only_what_its_room_may(module: str) -> None:
    room = room_of(module)
    allowed = MAY_IMPORT[room] | {room, "api"}
    wrong = [
        f"{module}:{line} imports {name}"
        for name, line in imports_of(module)
        if (target := target_room(name)) is not None and target not in allowed
    ]
    assert not wrong, f"against the arrows of {room}: {wrong}"


@pytest.mark.parametrize("module", sorted(MODULES))
def test_no_import_is_called_solver_or_rules(module: str) -> None:
    wrong = [name for name, _ in imports_of(module) if name.split(".")[0] in {"solver", "rules"}]
    assert not wrong


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def f():\n    from ondergrond.solve import solve", "ondergrond.solve.solve"),
        ("if TYPE_CHECKING:\n    import ondergrond.io", "ondergrond.io"),
        ("from .. import solve", "ondergrond.solve"),
        ("from . import gaps", "ondergrond.check.gaps"),
        ("from ..compile.columns import x", "ondergrond.compile.columns.x"),
        ("importlib.import_module('ondergrond.solve')", "ondergrond.solve"),
    ],
)
def test_the_scan_sees_every_way_to_import(source: str, expected: str) -> None:
    found = imported_names(ast.parse(source), "ondergrond.check.costs", is_package=False)
    assert [name for name, _ in found] == [expected]


def test_the_scan_counts_a_public_name_as_the_room_it_comes_from() -> None:
    assert target_room("ondergrond.solve") == "solve"
    assert target_room("ondergrond.check") == "check"
    assert target_room("ondergrond.__version__") == "api"
    assert target_room("numpy.linalg") is None


@pytest.mark.parametrize("name", sorted(ondergrond.PUBLIC))
def test_every_public_name_is_there(name: str) -> None:
    home = importlib.import_module(ondergrond.PUBLIC[name])
    assert getattr(ondergrond, name) is getattr(home, name)
    assert name in dir(ondergrond)


@pytest.mark.parametrize("name", ["solve", "check", "explain"])
def test_a_name_shared_by_room_and_function_is_the_function(name: str) -> None:
    script = (
        f"import ondergrond.{name}, ondergrond\n"
        f"from ondergrond import {name}\n"
        f"assert callable({name}) and ondergrond.{name} is {name}\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


def test_all_lists_every_public_name() -> None:
    assert set(ondergrond.__all__) == {*ondergrond.PUBLIC, "__version__"}


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'solution'"):
        _ = ondergrond.solution  # type: ignore[attr-defined]


def test_importing_the_package_loads_no_library() -> None:
    script = (
        "import sys, ondergrond\n"
        "heavy = {'numpy', 'numba', 'ortools', 'matplotlib', 'shapely', 'pydantic', 'yaml'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
