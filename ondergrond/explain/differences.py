"""In what a layout differs from another: techniques, what has a place, and the order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ondergrond.explanation import Difference
from ondergrond.layout import Column, Layout

Token = tuple[str, frozenset[tuple[str, tuple[str, ...]]]]
"""A column by its technique and its members with the sides they serve there."""


def differences(base: Layout, other: Layout) -> tuple[Difference, ...]:
    """What one would have to change in ``base`` to come to ``other``, positions left aside; empty
    where nothing differs but positions.
    """
    return (*_presence(base, other), *_techniques(base, other), *_order(base, other))


def token(column: Column) -> Token:
    """What makes a column another one: not where exactly it lies."""
    members = frozenset((member.claim, tuple(sorted(member.serves))) for member in column.members)
    return column.technique, members


def _presence(base: Layout, other: Layout) -> Iterator[Difference]:
    before, after = _claims(base), _claims(other)
    gone = [claim for claim in before if claim not in after]
    come = [claim for claim in after if claim not in before]
    for kind, claims in (
        ("removed", [claim for claim in gone if claim in other.removed]),
        ("left-out", [claim for claim in gone if claim not in other.removed]),
        ("stays", [claim for claim in come if claim in base.removed]),
        ("taken-in", [claim for claim in come if claim not in base.removed]),
    ):
        if claims:
            yield Difference(kind=kind, claims=tuple(claims))  # type: ignore[arg-type]


def _techniques(base: Layout, other: Layout) -> Iterator[Difference]:
    """By technique of the other layout: the claims that are in a column of another kind there."""
    before, after = _columns(base), _columns(other)
    told: set[Token] = set()
    loose: list[str] = []
    for claim, tokens in after.items():
        old = before.get(claim)
        if old is None or old == tokens:
            continue
        for one in tokens:
            technique, _ = one
            if one in old or one in told:
                continue
            names = tuple(_members(other, one))
            if technique in ("rack", "stack"):
                told.add(one)
                yield Difference(kind="rack" if technique == "rack" else "stack", claims=names)
            elif technique == "stay":
                told.add(one)
                yield Difference(kind="stays", claims=names)
            elif any(kind == "stay" for kind, _ in old):
                yield Difference(kind="moves", claims=(claim,))
            elif any(kind in ("rack", "stack") for kind, _ in old):
                loose.append(claim)
            else:
                told.update(tokens)
                sides = "two-columns" if len(tokens) > len(old) else "one-column"
                yield Difference(kind=sides, claims=(claim,))  # type: ignore[arg-type]
    if loose:
        yield Difference(kind="single", claims=tuple(dict.fromkeys(loose)))


def _order(base: Layout, other: Layout) -> Iterator[Difference]:
    """What lies elsewhere among the columns that both have."""
    common = {token(column) for column in base.columns} & {token(c) for c in other.columns}
    before = [column for column in base.columns if token(column) in common]
    after = [column for column in other.columns if token(column) in common]
    apart = [
        at for at, (a, b) in enumerate(zip(before, after, strict=True)) if token(a) != token(b)
    ]
    if not apart:
        return
    if len(apart) == 2:
        first, second = (named(before[at], base) for at in apart)
        yield Difference(kind="swap", claims=(first, second))
        return
    stay = _longest([token(c) for c in before], [token(c) for c in after])
    moved = [column for column in after if token(column) not in stay]
    row = other.columns
    run: list[Column] = []
    for column in moved:
        if run and row.index(column) != row.index(run[-1]) + 1:
            yield _between(other, run)
            run = []
        run.append(column)
    yield _between(other, run)


def _between(layout: Layout, run: list[Column]) -> Difference:
    row = layout.columns
    first, last = row.index(run[0]), row.index(run[-1])
    return Difference(
        kind="between",
        claims=tuple(named(column, layout) for column in run),
        left=named(row[first - 1], layout) if first else "",
        right=named(row[last + 1], layout) if last + 1 < len(row) else "",
    )


def _longest(before: Sequence[Token], after: Sequence[Token]) -> set[Token]:
    """The columns of a longest row that lies in the same order in both."""
    at = {one: index for index, one in enumerate(before)}
    rows: list[list[Token]] = []
    for index, one in enumerate(after):
        longest: list[Token] = []
        for earlier in range(index):
            if at[after[earlier]] < at[one] and len(rows[earlier]) > len(longest):
                longest = rows[earlier]
        rows.append([*longest, one])
    most = max(len(row) for row in rows)
    return set(next(row for row in rows if len(row) == most))


def named(column: Column, layout: Layout) -> str:
    """A column by the ids of its claims; with the side it serves where a claim has two columns."""
    tokens = _columns(layout)
    names = (
        f"{member.claim}/{'/'.join(member.serves)}"
        if len(tokens[member.claim]) > 1
        else member.claim
        for member in column.members
    )
    return "+".join(dict.fromkeys(names))


def _claims(layout: Layout) -> list[str]:
    return list(dict.fromkeys(m.claim for column in layout.columns for m in column.members))


def _columns(layout: Layout) -> dict[str, list[Token]]:
    found: dict[str, list[Token]] = {}
    for column in layout.columns:
        for member in column.members:
            found.setdefault(member.claim, []).append(token(column))
    return {claim: sorted(tokens, key=repr) for claim, tokens in found.items()}


def _members(layout: Layout, one: Token) -> list[str]:
    return next(
        [member.claim for member in column.members]
        for column in layout.columns
        if token(column) == one
    )
