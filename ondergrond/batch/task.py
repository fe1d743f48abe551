"""One profile solved, as one row: what workers do, here and on a cluster."""

from __future__ import annotations

import gzip
import json
import time
from typing import Any

from ondergrond.batch.bindings import binding
from ondergrond.batch.outcome import Outcome, Task, error_row
from ondergrond.batch.settings import Settings, rules_digest
from ondergrond.errors import Problem, ProfileFileError
from ondergrond.io import parse_profile
from ondergrond.io.profilejson import parse_profile_json
from ondergrond.layout import Layout
from ondergrond.profile import StreetProfile
from ondergrond.result import SolveResult
from ondergrond.rules import RuleSet
from ondergrond.solve import BRIEF, DisagreementError, UnsoundProfileError, least_width, solve

NAMELESS = "street"
"""What a profile is called while it is solved: its name is no part of the work."""


def run_task(task: Task, settings: Settings) -> Outcome:
    """Read, solve and check one profile. Whatever is wrong with it ends up in its row."""
    began = time.perf_counter()
    try:
        profile = _profile(task)
        rules = _rules(profile, settings)
        outcome = _answered(task, profile, rules, settings, began + settings.wall_seconds)
    except ProfileFileError as error:
        outcome = Outcome(task.key, error_row("; ".join(_short(error))))
    except UnsoundProfileError as error:
        outcome = Outcome(task.key, error_row(str(error).replace("\n", "; ")))
    except MemoryError:
        raise
    except Exception as error:  # a defect on one street must not stop the others
        row = error_row(f"internal error: {type(error).__name__}: {error}")
        told = str(error) if isinstance(error, DisagreementError) else ""
        outcome = Outcome(task.key, row, contradiction=told, failed=True)
    outcome.row["seconds"] = round(time.perf_counter() - began, 4)
    return outcome


def _short(error: ProfileFileError) -> list[str]:
    lines = []
    for one in error.problems:
        where = "" if one.line is None else f"line {one.line}: "
        lines.append(f"{where}{one.path}: {one.message}" if one.path else where + one.message)
    return lines


def _profile(task: Task) -> StreetProfile:
    if task.form == "yaml":
        return parse_profile(task.text).profile
    text = task.text
    if '"name":' not in text or "name" not in json.loads(text):
        comma = "" if text == "{}" else ","
        text = f'{{"name":"{NAMELESS}"{comma}{text[1:]}'
    return parse_profile_json(text)


def _rules(profile: StreetProfile, settings: Settings) -> RuleSet:
    if settings.override is not None:
        return settings.override
    if profile.rules not in settings.rules:
        known = ", ".join(sorted(settings.rules))
        message = f"rules: there is no rule set '{profile.rules}'; known: {known}"
        raise ProfileFileError("profile", [Problem(None, "", message)])
    return settings.rules[profile.rules]


def _answered(
    task: Task, profile: StreetProfile, rules: RuleSet, settings: Settings, until: float
) -> Outcome:
    """until: of ``time.perf_counter``, the end of what the backstop leaves."""
    result = solve(
        profile,
        rules,
        technique=settings.technique,
        preset=settings.preset,
        engine=settings.engine,
        resolution=settings.resolution,
        nodes=settings.nodes,
        backstop=settings.wall_seconds,
        whole_rules=True,
    )
    row = _row(profile, result)
    late = time.perf_counter() >= until and result.verdict in ("feasible", "unknown")
    if late:
        row["reason"] = f"stopped by the clock after {settings.wall_seconds:g} s"
    contradiction = ""
    if result.verdict == "infeasible" and not result.confirmed and settings.sampled(task.key):
        contradiction = _confirm(row, profile, rules, settings, until)
    if settings.least_width == "all" or (settings.least_width == "tight" and row["fit"] != "fits"):
        late |= not _measured(row, profile, rules, settings, until)
    layout = b"" if result.layout is None else packed(task.key, result.layout, _digest(rules))
    return Outcome(task.key, row, layout, _digest(rules), contradiction, failed=late)


_DIGESTS: dict[int, tuple[RuleSet, str]] = {}


def _digest(rules: RuleSet) -> str:
    """As ``rules_digest``, once for every rule set object."""
    found = _DIGESTS.get(id(rules))
    if found is None or found[0] is not rules:
        found = _DIGESTS[id(rules)] = (rules, rules_digest(rules))
    return found[1]


def packed(key: str, layout: Layout, rules: str) -> bytes:
    """A layout as a line of JSON in a gzip member. The rule set, the same in all, is named."""
    text = layout.model_dump_json(by_alias=True, exclude={"rules"}, exclude_defaults=True)
    line = f'{{"key":"{key}","rules_digest":"{rules}","layout":{text}}}\n'
    return gzip.compress(line.encode(), compresslevel=1, mtime=0)


def _row(profile: StreetProfile, result: SolveResult) -> dict[str, Any]:
    layout = result.layout
    row: dict[str, Any] = {
        "verdict": result.verdict,
        "fit": _fit(result),
        "established_by": ",".join(result.established_by),
        "score": result.score,
        "bound": result.bound,
        "engine": result.engine,
        "resolution": result.resolution,
        "reason": result.reason,
        "width": profile.width,
        "claims": len(profile.claims),
        "compile_seconds": round(result.compile_seconds, 4),
        "solve_seconds": round(result.solve_seconds, 4),
    }
    if profile.name != NAMELESS:  # of JSON the ledger has it
        row["name"] = profile.name
    if profile.location is not None:
        row["section"] = [*profile.location.left, *profile.location.right]
    if result.verdict == "infeasible":
        row["confirmed"] = result.confirmed
    if layout is not None:
        row |= {
            "cost": layout.cost,
            "terms": layout.terms,
            "parties": layout.parties,
            "figures": layout.figures.model_dump(),
            "skipped": list(layout.skipped),
            "racks": sum(column.technique == "rack" for column in layout.columns),
            **binding(layout),
        }
    return row


def _fit(result: SolveResult) -> str:
    if result.layout is None:
        return {"infeasible": "does not fit"}.get(result.verdict, "unknown")
    return "fits with breaches" if result.layout.breaches else "fits"


def _confirm(
    row: dict[str, Any], profile: StreetProfile, rules: RuleSet, settings: Settings, until: float
) -> str:
    """Ask another engine about a street that one calls infeasible; returns a contradiction."""
    other = "sweep" if row["established_by"] == "cpsat" else "cpsat"
    second = solve(
        profile,
        rules,
        technique=settings.technique,
        preset=settings.preset,
        engine=other,
        resolution=1,
        backstop=max(1.0, until - time.perf_counter()),
    )
    row["asked"] = True
    if second.layout is not None:
        return (
            f"{row['established_by']} says that the street is infeasible, "
            f"but {other} has a checked layout for it"
        )
    if second.verdict == "infeasible":
        row["established_by"] += "," + ",".join(second.established_by)
        row["confirmed"] = True
    return ""


def _measured(
    row: dict[str, Any], profile: StreetProfile, rules: RuleSet, settings: Settings, until: float
) -> bool:
    """The least width with any layout at all, and how much the street is short of it; False where
    the clock ended that.
    """
    least = least_width(
        profile,
        rules,
        technique=settings.technique,
        engine="sweep" if settings.engine == "sweep" else "auto",
        time_limit=max(1.0, until - time.perf_counter()),
        limits=BRIEF,
    )
    row["least_width"] = least.width
    row["least_width_proven"] = least.proven
    if least.width is not None and (row["verdict"] != "infeasible" or least.width > profile.width):
        row["shortage"] = max(0, least.width - profile.width)
    return least.proven or time.perf_counter() < until
