"""The command in processes of its own: pipes, terminals, code pages, Ctrl-C, and speed of help."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.io.test_profilefile import SOUND

COMMAND = [sys.executable, "-m", "ondergrond.cli"]


def run(*args: str, **kwargs: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*COMMAND, *args], capture_output=True, timeout=120, **kwargs)


def environment(**changes: str) -> dict[str, str]:
    return {**os.environ, **changes}


def test_a_pipe_gets_plain_text_without_escape_codes() -> None:
    colourful = environment(FORCE_COLOR="1", CLICOLOR_FORCE="1", TERM="xterm-256color")
    done = run("profiles", "show", "leiden-rack", env=colourful)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\x1b" not in done.stdout
    assert "footway" in done.stdout.decode()


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "ascii", "utf-8"])
def test_any_code_page_gets_its_signs(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "street.yaml"
    path.write_text(SOUND.replace("id: gas", "id: gas\n    label: ≥ é 漢", 1), encoding="utf-8")
    env = environment(PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    done = run("profiles", "show", str(path), env=env)
    assert (done.returncode, done.stderr) == (0, b"")
    dash = "–" if encoding in ("cp1252", "utf-8") else "-"
    assert f"0.00 {dash} 2.50" in done.stdout.decode(encoding)
    broken = run("solve", "straße-é", env=env)
    assert broken.returncode == 2
    assert b"Traceback" not in broken.stderr


def test_json_is_one_ascii_document_on_stdout_whatever_happens(tmp_path: Path) -> None:
    path = tmp_path / "street.yaml"
    path.write_text(SOUND.replace("width: 10 m", "width: 9 m"), encoding="utf-8")
    env = environment(PYTHONIOENCODING="ascii")
    for args in (("solve", str(path)), ("solve",), ("check", str(path)), ("rules", "show", "é")):
        done = run(*args, "--json", env=env)
        assert done.returncode == 2
        assert json.loads(done.stdout.decode("ascii"))["verdict"] == "error"
        assert done.stderr.strip()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_a_terminal_gets_tables_with_colours() -> None:
    import pty

    ours, theirs = pty.openpty()
    env = environment(TERM="xterm-256color", COLUMNS="100")
    env.pop("NO_COLOR", None)
    with subprocess.Popen(
        [*COMMAND, "profiles", "validate", "leiden-rack"], stdout=theirs, env=env
    ) as process:
        os.close(theirs)
        shown = b""
        try:
            while chunk := os.read(ours, 65536):
                shown += chunk
        except OSError:
            pass  # how a pseudo-terminal says that nobody writes any more
        os.close(ours)
        assert process.wait(timeout=60) == 0
    assert b"\x1b[1;32mleiden-rack: sound" in shown


@pytest.mark.skipif(sys.platform == "win32", reason="a closed pipe is another error there")
def test_a_reader_that_goes_away_ends_the_command_quietly() -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    with os.fdopen(theirs, "wb") as stdout:
        done = subprocess.run(
            [*COMMAND, "profiles", "list"], stdout=stdout, stderr=subprocess.PIPE, timeout=60
        )
    assert done.stderr == b""
    assert done.returncode == 141


ENDLESS = """
import sys, time
from ondergrond.cli import main, solve

def endless(*_, **__):
    from ondergrond.cli.interrupt import interruptible
    return interruptible(sleep)

def sleep():
    print("working", file=sys.stderr, flush=True)
    time.sleep(600)

solve._solved = endless
main(["solve", "leiden-rack", "--json"])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C reaches a whole console there")
def test_ctrl_c_ends_the_command_though_an_engine_goes_on() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", ENDLESS], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == b"working\n"
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=30)
    assert process.returncode == 130
    assert stderr == b"interrupted\n"
    assert json.loads(stdout)["reason"] == "interrupted"


def test_help_imports_nothing_that_takes_long() -> None:
    script = (
        "import sys\n"
        "from ondergrond.cli import main\n"
        "main(['solve', '--help'], standalone_mode=False)\n"
        "heavy = {'numpy', 'numba', 'ortools', 'matplotlib', 'shapely', 'pydantic', 'yaml'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=60)
    assert done.stdout.decode().splitlines()[-1] == "[]"


def test_reading_imports_neither_engines_nor_drawing() -> None:
    script = (
        "import sys\n"
        "from ondergrond.cli import main\n"
        "main(['profiles', 'validate', 'leiden-rack'], standalone_mode=False)\n"
        "print(sorted({'numba', 'ortools', 'matplotlib', 'shapely'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=60)
    assert done.stdout.decode().splitlines()[-1] == "[]"
