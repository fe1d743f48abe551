"""Engines side by side: a process each, one instance after the other, every engine in turn.

Results go to a file, a line for each instance and engine, as they come; what stands there already
(same instance, limit, and sources of the engine) is not run again.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from benchmarks.instances import ROOT, Named, sources_key
from ondergrond_solver import Placed, Problem, evaluate

PATIENCE: Final = 30.0
"""Seconds over twice its limit after which an engine is ended from outside."""

WARM_UP: Final = 600.0
"""Seconds an engine may take to start: the first time, kernels are compiled."""


class Worker:
    """An engine in a process of its own; started anew when it has died or been ended."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._process: subprocess.Popen[str] | None = None
        self._lines: queue.Queue[str] = queue.Queue()
        self.versions: dict[str, str] = {}

    def ask(self, text: str, limit: float) -> dict[str, Any]:
        """The answer to a problem; ``unknown`` when none comes in time, ``error`` when its process
        has died.
        """
        process = self._started()
        assert process.stdin is not None
        question = json.dumps({"problem": text, "limit": limit})
        try:
            process.stdin.write(question + "\n")
            process.stdin.flush()
            line = self._lines.get(timeout=2 * limit + PATIENCE)
        except (OSError, queue.Empty):
            line = ""
        if line:
            return dict(json.loads(line))
        code = None
        with contextlib.suppress(subprocess.TimeoutExpired):
            code = process.wait(timeout=1)
        why = f"ended from outside {PATIENCE:.0f} s over twice its limit"
        self.stop()
        return {
            "verdict": "unknown" if code is None else "error",
            "score": None,
            "bound": None,
            "row": [],
            "reason": why if code is None else f"the process ended with {code}",
            "wall": limit,
            "cpu": limit,
            "peak": None,
        }

    def _started(self) -> subprocess.Popen[str]:
        if self._process is None:
            self._lines = queue.Queue()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "benchmarks.worker", self.name],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                cwd=ROOT,
                env=_environment(),
            )
            assert self._process.stdout is not None
            feed = (self._process.stdout, self._lines)
            threading.Thread(target=_pump, args=feed, daemon=True).start()
            hello = self._lines.get(timeout=WARM_UP)
            if not hello:
                raise RuntimeError(f"{self.name} did not start; its message stands above")
            self.versions = json.loads(hello)["versions"]
        return self._process

    def stop(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):  # what it was asked last may not have left
                    if stream is not None:
                        stream.close()


def _environment() -> dict[str, str]:
    """This process's environment, with the checkout first on the path and one thread a library."""
    path = [str(ROOT), str(ROOT / "solver"), os.environ.get("PYTHONPATH", "")]
    threads = {"OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
    return {**os.environ, **threads, "PYTHONPATH": os.pathsep.join(path)}


def _pump(stream: IO[str], lines: queue.Queue[str]) -> None:
    """Lines from a stream into a queue; an empty one when the stream has ended."""
    for line in stream:
        lines.put(line)
    lines.put("")


@dataclass(frozen=True)
class Judged:
    """An answer whose row has been evaluated here, far from the engine.

    limit: seconds within which a proof counts.  given: seconds by the clock the engine was given;
    more than the limit where processor time is what counts and the processor is shared.
    """

    instance: str
    fingerprint: str
    engine: str
    limit: float
    given: float
    key: str
    commit: str
    versions: dict[str, str]
    said: dict[str, Any]

    def proven(self, clock: str) -> bool:
        """Whether the verdict is a proof that came within the limit, by ``wall`` or ``cpu``."""
        timely = float(self.said[clock]) <= self.limit
        return timely and self.said["verdict"] in ("optimal", "infeasible")

    def seconds(self, clock: str) -> float:
        """What counts, by ``wall`` or ``cpu``: the time of a proof, without one the whole limit.

        By ``cpu``, an engine that the clock cut off before it had its limit of processor time
        counts with what it had: nobody knows more than that it would have taken longer.
        """
        took = float(self.said[clock])
        cut_off = clock == "cpu" and float(self.said["wall"]) >= self.given
        return took if self.proven(clock) or (cut_off and took < self.limit) else self.limit


def judged_row(problem: Problem, said: dict[str, Any]) -> dict[str, Any]:
    """The answer, turned into an ``error`` where its row or its words do not hold."""
    if said["score"] is None:
        return said
    try:
        score = evaluate(problem, tuple(Placed(*placed) for placed in said["row"]))
    except ValueError as error:
        return {**said, "verdict": "error", "score": None, "bound": None, "reason": str(error)}
    if score != said["score"]:
        reason = f"it says {said['score']}, its row scores {score}"
        return {**said, "verdict": "error", "score": None, "bound": None, "reason": reason}
    return said


def contradictions(answers: Iterable[Judged]) -> list[str]:
    """What cannot all be true of one instance: a bound above a row, a row where there is none."""
    answers = list(answers)
    wrong = [f"{a.engine}: {a.said['reason']}" for a in answers if a.said["verdict"] == "error"]
    rows = [a for a in answers if a.said["score"] is not None]
    if not rows:
        return wrong
    best = min(rows, key=lambda a: a.said["score"])
    for a in answers:
        bound = a.said["bound"]
        if a.said["verdict"] == "infeasible":
            wrong.append(f"{a.engine} says infeasible, {best.engine} has a row")
        elif bound is not None and bound > best.said["score"]:
            wrong.append(
                f"{a.engine} has bound {bound}, {best.engine} a row of {best.said['score']}"
            )
    return wrong


class Race:
    """Runs of engines on instances, kept in a file."""

    def __init__(self, engines: Iterable[str], limit: float, store: Path, slack: float = 1) -> None:
        """slack: how many times the limit an engine is given by the clock."""
        self.engines = list(engines)
        self.limit = limit
        self.given = slack * limit
        self.store = store
        self.workers = {name: Worker(name) for name in self.engines}
        self.commit = commit()
        self.known = {(run.instance, run.engine): run for run in self._read()}

    def _read(self) -> Iterator[Judged]:
        """Runs in the file that would come out the same today."""
        if not self.store.is_file():
            return
        for line in self.store.read_text(encoding="utf-8").splitlines():
            run = Judged(**json.loads(line))
            if (run.limit, run.given) == (self.limit, self.given) and run.key == engine_key(
                run.engine
            ):
                yield run

    def run(self, instances: Iterable[Named]) -> Iterator[tuple[Named, list[Judged]]]:
        """Each instance with the answers of all engines, in their order."""
        try:
            for instance in instances:
                yield instance, [self._one(instance, engine) for engine in self.engines]
        finally:
            for worker in self.workers.values():
                worker.stop()

    def _one(self, instance: Named, engine: str) -> Judged:
        known = self.known.get((instance.name, engine))
        if known is not None and known.fingerprint == instance.fingerprint:
            return known
        said = judged_row(instance.problem, self.workers[engine].ask(instance.text, self.given))
        run = Judged(
            instance.name,
            instance.fingerprint,
            engine,
            self.limit,
            self.given,
            engine_key(engine),
            self.commit,
            self.workers[engine].versions,
            said,
        )
        self.store.parent.mkdir(parents=True, exist_ok=True)
        with self.store.open("a", encoding="utf-8", newline="\n") as file:
            file.write(json.dumps(run.__dict__) + "\n")
        return run


def engine_key(engine: str) -> str:
    """What an engine's runs depend on: its sources."""
    home = "solver/ondergrond_solver"
    if engine in ("highs", "didppy"):
        return sources_key("benchmarks/opponents/*.py")
    if engine.startswith("cpsat"):
        parts = ("cpsat*", "grid", "windows", "symmetry")
        return sources_key(f"{home}/problem.py", *(f"{home}/engines/{part}.py" for part in parts))
    return sources_key(f"{home}/**/*.py")


def commit() -> str:
    """The commit of the checkout, with a + where files differ from it; empty outside one."""
    try:
        head = _git("rev-parse", "--short=8", "HEAD")
        changed = _git("status", "--porcelain", "--untracked-files=no")
    except (OSError, subprocess.CalledProcessError):
        return ""
    return head + ("+" if changed else "")


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout.strip()
