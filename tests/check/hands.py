"""Short ways to write a street and a layout by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ondergrond.check import Report, check_layout
from ondergrond.layout import Box, Column, Figures, Layout, Member, Side
from ondergrond.profile import StreetProfile
from ondergrond.rules import RuleSet
from tests.check.layouts import completed
from tests.rulesets import small_rules

NO_FIGURES = Figures(width_taken=0, root_area=0, storage_area=0, breaches=0, deviations=0)


def street(*claims: dict[str, Any], width: int = 6000, **keys: Any) -> StreetProfile:
    """A square between facades, where racks and stacks are allowed."""
    document = {
        "name": "by hand",
        "width": width,
        "zones": [{"kind": "square", "width": width}],
        "techniques": {"rack": "allowed", "stack": "allowed"},
        "claims": list(claims),
    }
    return StreetProfile.model_validate({**document, **keys})


def net(name: str, kind: str, size: int = 100, **keys: Any) -> dict[str, Any]:
    """A network claim."""
    return {"id": name, "network": kind, "size": {"diameter": size}, **keys}


def slot(
    name: str, start: int, top: int, width: int = 100, height: int | None = None, *serves: Side
) -> Column:
    """A horizontal slot."""
    bottom = top + (width if height is None else height)
    box = Box(start=start, end=start + width, top=top, bottom=bottom)
    return Column(
        technique="single", box=box, members=(Member(claim=name, box=box, serves=serves),)
    )


def tree_column(name: str, start: int, trunk: int) -> Column:
    """A tree row 2000 mm wide, its trunk (300 mm) so far from its left edge."""
    box = Box(start=start, end=start + 2000, top=0, bottom=1000)
    member = Member(claim=name, box=box, trunk=(start + trunk, start + trunk + 300))
    return Column(technique="single", box=box, members=(member,))


def staying(*boxes: tuple[str, int, int, int]) -> Column:
    """A stay column of networks: (claim, start, top, size)."""
    members = [
        Member(claim=name, box=Box(start=x, end=x + size, top=top, bottom=top + size))
        for name, x, top, size in boxes
    ]
    whole = Box(
        start=min(m.box.start for m in members),
        end=max(m.box.end for m in members),
        top=min(m.box.top for m in members),
        bottom=max(m.box.bottom for m in members),
    )
    return Column(technique="stay", box=whole, members=tuple(members))


def layout(
    profile: StreetProfile, *columns: Column, rules: RuleSet | None = None, **lists: Sequence[str]
) -> Layout:
    """A layout with the checker's numbers; lists: skipped, removed, relocated."""
    return completed(
        Layout(
            verdict="feasible", score=0, bound=None, engine="hand", resolution=10,
            solve_seconds=0.0, version="0", profile=profile, rules=rules or small_rules(),
            columns=columns, terms={}, cost=0, parties={}, figures=NO_FIGURES,
            **{name: tuple(ids) for name, ids in lists.items()},  # type: ignore[arg-type]
        )
    )  # fmt: skip


def broken(layout: Layout) -> list[tuple[str, str, str, str]]:
    """Code, rule, left and right of every violation."""
    return named(check_layout(layout))


def named(report: Report) -> list[tuple[str, str, str, str]]:
    """Code, rule, left and right of every violation of a report."""
    return [(v.code.value, v.rule, v.left, v.right) for v in report.violations]
