"""Answers as JSON documents: one object, the same top-level keys whatever the verdict.

Lengths are integers in mm, money and score integers in su (1/10,000 euro per metre of street); a
value that is not known is null, never 0.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ondergrond.errors import Problem
from ondergrond.explanation import Explanation
from ondergrond.layout import GapNote, Layout
from ondergrond.result import SolveResult


def answer_document(
    result: SolveResult, files: Sequence[str] = (), explanation: Explanation | None = None
) -> dict[str, Any]:
    """The document of a result; explanation: its short form, where something is short."""
    layout = result.layout
    return {
        **_frame(result.verdict, result.version),
        "score": result.score,
        "cost": None if layout is None else layout.cost,
        "bound": result.bound,
        "breaches": [] if layout is None else _notes(layout.breaches),
        "deviations": [] if layout is None else _notes(layout.deviations),
        "established_by": list(result.established_by),
        "reason": result.reason,
        "engine": result.engine,
        "resolution": result.resolution,
        "compile_seconds": round(result.compile_seconds, 6),
        "solve_seconds": round(result.solve_seconds, 6),
        "layout": None if layout is None else layout_object(layout),
        "explanation": None if explanation is None else explanation_object(explanation),
        "files": list(files),
    }


def explanation_document(found: Explanation, files: Sequence[str] = ()) -> dict[str, Any]:
    """The document of an explanation (``docs/explain.md``)."""
    layout = found.layout
    return {
        **_frame(found.verdict, found.version),
        "score": None if layout is None else layout.score,
        "cost": None if layout is None else layout.cost,
        "bound": None if layout is None else layout.bound,
        "breaches": [] if layout is None else _notes(layout.breaches),
        "deviations": [] if layout is None else _notes(layout.deviations),
        "solve_seconds": round(found.seconds, 6),
        **explanation_object(found),
        "layout": None if layout is None else layout_object(layout),
        "files": list(files),
    }


def explanation_object(found: Explanation) -> dict[str, Any]:
    """An explanation as JSON data, without the layouts of its chain, remedies and choices."""
    data = found.model_dump(
        mode="json",
        exclude={
            "layout": True,
            "chain": {"layout"},
            "remedies": {"__all__": {"layout"}},
            "choices": {"__all__": {"layout"}},
        },
    )
    widths = data.pop("widths")
    levels = ("preferred", "minimum", "hard")
    least = {level: widths[level]["width"] for level in levels}
    least["consents"] = [
        {k: one[k] for k in ("width", "consents", "breaches", "proven")}
        for one in widths["consents"]
    ]
    proofs = {level: {k: widths[level][k] for k in _PROOF} for level in levels}
    return {
        **{key: value for key, value in data.items() if key != "shortage"},
        "width_mm": widths["street"],
        "least_width_mm": least,
        "least_width_proofs": proofs,
        "shortage_mm": data["shortage"],
    }


_PROOF = ("proven", "established_by", "at_limit")


def error_document(
    version: str, reason: str, errors: Sequence[tuple[str, Problem]] = ()
) -> dict[str, Any]:
    """The document of a failure. errors: every problem with the file it is in."""
    return {**_frame("error", version), "reason": reason, "errors": _problems(errors)}


def check_document(
    version: str, checks: Sequence[dict[str, Any]], errors: Sequence[tuple[str, Problem]]
) -> dict[str, Any]:
    """The document of a check. verdict: ``sound``, ``violated``, or ``error`` (a file unusable)."""
    sound = all(one["ok"] for one in checks)
    verdict = "error" if errors else "sound" if sound else "violated"
    return {
        "verdict": verdict,
        "version": version,
        "checks": list(checks),
        "errors": _problems(errors),
    }


def validation_document(
    version: str, files: Sequence[str], errors: Sequence[tuple[str, Problem]]
) -> dict[str, Any]:
    """The document of a validation. verdict: ``sound`` or ``error``."""
    return {
        "verdict": "error" if errors else "sound",
        "version": version,
        "files": list(files),
        "errors": _problems(errors),
    }


def layout_object(layout: Layout) -> dict[str, Any]:
    """A layout as JSON data (keys of the profile as in YAML)."""
    data: dict[str, Any] = json.loads(layout.to_json())
    return data


def json_text(document: dict[str, Any]) -> str:
    """A document as one line-broken JSON text in ASCII, so that no code page can spoil it."""
    return json.dumps(document, indent=1, ensure_ascii=True) + "\n"


def _frame(verdict: str, version: str) -> dict[str, Any]:
    return {
        "verdict": verdict,
        "version": version,
        "score": None,
        "cost": None,
        "bound": None,
        "breaches": [],
        "deviations": [],
        "established_by": [],
        "reason": None,
        "engine": None,
        "solve_seconds": None,
        "layout": None,
    }


def _problems(errors: Sequence[tuple[str, Problem]]) -> list[dict[str, Any]]:
    return [
        {"file": file, "line": one.line, "path": one.path, "message": one.message}
        for file, one in errors
    ]


def _notes(notes: Sequence[GapNote]) -> list[dict[str, Any]]:
    return [note.model_dump(mode="json") for note in notes]
