"""Coverage: every claim met exactly as the model says, and what becomes of what lies there.

(Model, section 2: exact cover, two halves of a network for both sides, optional claims, beds.)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ondergrond.check.street import Bed, Street
from ondergrond.check.violations import Code, Violation
from ondergrond.claims import Claim, Mobility, NetworkClaim
from ondergrond.layout import Column, Layout, Member


class Fate(NamedTuple):
    """Ids of what is left out, of what lay there and goes, and of what lay there and moves."""

    skipped: frozenset[str]
    removed: frozenset[str]
    relocated: frozenset[str]


class Meeting(NamedTuple):
    """A member that meets a claim, and where."""

    place: int
    column: Column
    member: Member


def coverage(street: Street, layout: Layout) -> tuple[list[Violation], Fate]:
    """What is met wrongly, and the fate of every claim that is not simply met."""
    violations: list[Violation] = []
    met: dict[str, list[Meeting]] = {}
    staying: set[str] = set()
    for index, column in enumerate(layout.columns):
        if column.technique == "stay":
            violations += _stay_violations(street, column, staying)
            continue
        for member in column.members:
            met.setdefault(member.claim, []).append(Meeting(index, column, member))
    gone = {
        thing.claim.id: thing.claim
        for bed in street.beds
        if not bed.ids & staying
        for thing in bed.things
    }
    relocated = {name for name, claim in gone.items() if claim.may is Mobility.RELOCATABLE}
    removed = street.replaced | (gone.keys() - relocated)
    skipped = set()
    for claim in street.claims.values():
        meetings = met.get(claim.id, [])
        if not claim.lies or claim.id in relocated:
            if not meetings and claim.optional:
                skipped.add(claim.id)
            else:
                violations += _meeting_violations(claim, meetings)
        elif meetings:
            violations.append(_laid_anew(street, claim, staying))
    fate = Fate(frozenset(skipped), frozenset(removed), frozenset(relocated))
    violations += _list_violations("skipped", layout.skipped, fate.skipped)
    violations += _list_violations("removed", layout.removed, fate.removed)
    violations += _list_violations("relocated", layout.relocated, fate.relocated)
    return violations, fate


def _stay_violations(street: Street, column: Column, staying: set[str]) -> list[Violation]:
    """Whether a stay column is one whole bed, once, exactly where it lies; notes it as staying."""
    names = [member.claim for member in column.members]
    bed = next((bed for bed in street.beds if bed.ids & set(names)), None)
    if bed is None:
        return [
            _wrong(Code.STAY, "bed", names[0], f"{names[0]} is no bed: it cannot stay as a column")
        ]
    if sorted(names) != sorted(bed.ids):
        whole = ", ".join(sorted(bed.ids))
        message = f"a bed stays as one or goes as one: {whole}; the column holds {', '.join(names)}"
        staying |= bed.ids
        return [_wrong(Code.STAY, "bed", names[0], message)]
    if bed.ids & staying:
        return [_wrong(Code.COVERAGE, "stay", names[0], f"the bed of {names[0]} stays twice")]
    staying |= bed.ids
    return _moved(bed, column)


def _moved(bed: Bed, column: Column) -> list[Violation]:
    """Where a bed that stays lies elsewhere than today."""
    violations = []
    at_rest = {thing.claim.id: thing for thing in bed.things}
    for member in column.members:
        thing = at_rest[member.claim]
        serves = thing.claim.serves.sides if isinstance(thing.claim, NetworkClaim) else ()
        box, rest = member.box, thing.box
        for edge in ("start", "end", "top", "bottom"):
            wanted, actual = getattr(rest, edge), getattr(box, edge)
            if wanted != actual:
                message = (
                    f"{member.claim} stays, so its {edge} is where it lies: {wanted} mm, not "
                    f"{actual} mm"
                )
                found = Violation(Code.STAY, edge, member.claim, "", wanted, actual, message)
                violations.append(found)
        if set(member.serves) != set(serves):
            message = f"{member.claim} stays, so it serves what it serves today"
            violations.append(_wrong(Code.STAY, "serves", member.claim, message))
    if not violations and column.box != bed.hull:
        message = f"the box of the column is not the hull of the bed of {column.members[0].claim}"
        violations.append(_wrong(Code.STAY, "box", column.members[0].claim, message))
    return violations


def _meeting_violations(claim: Claim, meetings: list[Meeting]) -> list[Violation]:
    """Whether a claim that must be met is met once, or in two halves that make a whole."""
    name = claim.id
    sides = claim.serves.sides if isinstance(claim, NetworkClaim) else ()
    if not meetings:
        return [_wrong(Code.COVERAGE, "met", name, f"{name} is not met by any column")]
    if len(meetings) == 1:
        if _same(meetings[0].member.serves, sides):
            return []
        served = " and ".join(meetings[0].member.serves) or "no side"
        wanted = " and ".join(sides) or "no side"
        message = f"{name} is to serve {wanted}; its only column serves {served}"
        return [_wrong(Code.COVERAGE, "serves", name, message)]
    halves = sorted(meeting.member.serves for meeting in meetings)
    if halves != [("left",), ("right",)] or sides != ("left", "right"):
        message = (
            f"{name} is met by {len(meetings)} columns; once is asked, or a half for each side"
        )
        return [_wrong(Code.COVERAGE, "met", name, message)]
    return _half_violations(claim, meetings)


def _half_violations(claim: Claim, meetings: list[Meeting]) -> list[Violation]:
    """What two halves of a network may not be."""
    name = claim.id
    one, other = meetings
    reasons = []
    if claim.optional:
        reasons.append("it is optional")
    if not claim.lies and claim.axis is not None:
        reasons.append("its axis is locked")
    if one.place == other.place:
        reasons.append("both halves are in one column")
    if "stack" in (one.column.technique, other.column.technique):
        reasons.append("in a stack it serves both sides")
    if _size(one.member) != _size(other.member):
        reasons.append("the halves differ in size")
    return [
        _wrong(Code.COVERAGE, "halves", name, f"{name} cannot be met in two halves: {reason}")
        for reason in reasons
    ]


def _laid_anew(street: Street, claim: Claim, staying: set[str]) -> Violation:
    """The violation of a column for a claim that no new column can meet."""
    if claim.id in street.replaced:
        why = "is replaced"
    elif claim.id in staying:
        why = "stays where it lies"
    else:
        why = "is removed" if claim.may is Mobility.REMOVABLE else "is fixed"
    message = f"{claim.id} {why}, yet a new column holds it"
    return _wrong(Code.COVERAGE, "met", claim.id, message)


def _list_violations(name: str, said: Iterable[str], wanted: frozenset[str]) -> list[Violation]:
    """One violation for each id that a list of the layout lacks, has too much, or has twice."""
    listed = list(said)
    violations = [
        _wrong(Code.COVERAGE, name, claim, f"{claim} is {name}, but the layout does not list it")
        for claim in sorted(wanted - set(listed))
    ]
    violations += [
        _wrong(Code.COVERAGE, name, claim, f"the layout lists {claim} as {name}, which it is not")
        for claim in sorted(set(listed) - wanted)
    ]
    violations += [
        _wrong(Code.COVERAGE, name, claim, f"the layout lists {claim} as {name} more than once")
        for claim in sorted(set(listed) & wanted)
        if listed.count(claim) > 1
    ]
    return violations


def _same(served: tuple[str, ...], sides: tuple[str, ...]) -> bool:
    return len(served) == len(sides) and set(served) == set(sides)


def _size(member: Member) -> tuple[int, int]:
    return member.box.width, member.box.bottom - member.box.top


def _wrong(code: Code, rule: str, name: str, message: str) -> Violation:
    return Violation(code, rule, name, "", None, None, message)
