"""What a user gets: the wheel, installed in a fresh environment outside the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from ondergrond import __version__
from ondergrond.resources import Shelf, names

ROOT = Path(__file__).resolve().parent.parent

# One environment for all of them, where tests run in several processes.
pytestmark = [pytest.mark.long, pytest.mark.xdist_group("wheel")]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)],
        cwd=ROOT,
        check=True,
        timeout=300,
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def scripts(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of a fresh environment that has the wheel and what it needs."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=True)
    folder = home / ("Scripts" if os.name == "nt" else "bin")
    constraints = str(ROOT / "constraints.txt")
    subprocess.run(
        [folder / "python", "-m", "pip", "install", "-q", "-c", constraints, str(wheel)],
        cwd=home,
        check=True,
        timeout=900,
    )
    return folder


def run(scripts: Path, *arguments: str) -> str:
    """Run the installed `ondergrond` outside the checkout; returns what it printed."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    done = subprocess.run(
        [scripts / "ondergrond", *arguments],
        cwd=scripts,
        env=clean,
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
    )
    assert done.returncode == 0, (
        f"ondergrond {arguments} ended with {done.returncode}: {done.stderr}"
    )
    return done.stdout


def test_the_wheel_holds_both_packages_and_the_data_and_nothing_else(wheel: Path) -> None:
    files = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in files} == {
        "ondergrond",
        "ondergrond_solver",
        f"ondergrond-{__version__}.dist-info",
    }
    for shelf in Shelf:
        shipped = {Path(name).stem for name in files if f"_data/{shelf.value[0]}/" in name}
        assert shipped == set(names(shelf))
    assert "ondergrond/py.typed" in files
    assert "ondergrond_solver/py.typed" in files


def test_an_installation_lists_the_rule_sets_it_brought(scripts: Path) -> None:
    listed = run(scripts, "rules", "list")
    assert all(name in listed for name in names(Shelf.RULES))


def test_an_installation_solves_a_library_profile(scripts: Path) -> None:
    answer = json.loads(run(scripts, "solve", "leiden-rack", "--json"))
    assert answer["verdict"] in {"optimal", "feasible"}
    assert answer["version"] == __version__
