"""Gaps: what the faces of two columns, or of a column and an obstacle, ask and pay (model, 3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ondergrond.check.faces import Face, column_faces, column_name
from ondergrond.check.rulebook import Asked, Price, RuleBook
from ondergrond.check.street import ENDLESS, Street
from ondergrond.check.violations import Code, Violation, centimetres
from ondergrond.layout import Column, GapNote, Layout


class Reading(NamedTuple):
    """What one pair of faces pays (su, unweighted), and for which distance."""

    price: Price
    over: int
    asked: Asked
    vertical: bool
    gap: int
    left: str
    right: str


class Standing(NamedTuple):
    """A column with its faces and how far they reach to both sides (mm), and whether it stays."""

    column: Column
    name: str
    faces: list[Face]
    start: int
    end: int
    stays: bool


class Nearness(NamedTuple):
    """What all gaps of a layout come to: violations, notes, and three terms (su, unweighted)."""

    violations: list[Violation]
    notes: list[GapNote]
    breaches: int
    deviations: int
    over: int


def nearness(street: Street, layout: Layout) -> Nearness:
    """Every pair of columns, and every new column against every obstacle."""
    violations: list[Violation] = []
    counted: list[Reading] = []
    standing = [_standing(street, column) for column in layout.columns]
    book = street.book
    for index, left in enumerate(standing):
        for right in standing[index + 1 :]:
            if left.stays and right.stays:
                continue
            if right.column.box.start < left.column.box.end:
                violations += _overlap(left, right)
            if left.column.working or right.column.working:
                violations += _strip(street, left, right)
            if right.start - left.end < book.widest:
                violations += _between(book, left, right, counted)
    for column in standing:
        if column.stays:
            continue
        violations += _strip_in_street(street, column)
        for obstacle in street.obstacles:
            violations += _against(book, column, obstacle.faces, counted)
    notes = [note for reading in counted if (note := as_note(reading)) is not None]
    return Nearness(
        violations,
        notes,
        breaches=sum(reading.price.breach for reading in counted),
        deviations=sum(reading.price.deviation for reading in counted),
        over=sum(reading.over for reading in counted),
    )


def as_note(reading: Reading) -> GapNote | None:
    """The breach or deviation a pair of faces is, or None where its step price is zero."""
    price, asked = reading.price, reading.asked
    if not price.breach and not price.deviation:
        return None
    if price.breach:
        wanted = asked.over_minimum if reading.vertical else asked.minimum
    else:
        wanted = asked.over_preferred if reading.vertical else asked.preferred
    return GapNote(
        kind="breach" if price.breach else "deviation",
        left=reading.left,
        right=reading.right,
        rule=asked.pair,
        direction="vertical" if reading.vertical else "horizontal",
        gap=reading.gap,
        wanted=wanted,
        price=price.breach or price.deviation,
    )


def _standing(street: Street, column: Column) -> Standing:
    faces = column_faces(column, street.claims)
    start = min([column.box.start, *[face.start for face in faces]])
    end = max([column.box.end, *[face.end for face in faces]])
    return Standing(column, column_name(column), faces, start, end, column.technique == "stay")


# --- column against column ----------------------------------------------------------------------


def _overlap(left: Standing, right: Standing) -> list[Violation]:
    """Two columns of which the right one begins before the left one ends."""
    gap = right.column.box.start - left.column.box.end
    message = f"{left.name} and {right.name} overlap by {centimetres(-gap)}"
    return [Violation(Code.OVERLAP, "columns", left.name, right.name, 0, gap, message)]


def _strip(street: Street, left: Standing, right: Standing) -> list[Violation]:
    """The access strip between two columns: no new column stands in it."""
    needed = ("right" in left.column.working and right.column.technique != "stay") or (
        "left" in right.column.working and left.column.technique != "stay"
    )
    if not needed:
        return []
    rule = street.book.rack()
    gap = right.column.box.start - left.column.box.end
    if gap >= rule.strip:
        return []
    message = (
        f"{left.name} and {right.name} {apart_words(gap)}; rack.strip asks "
        f"{centimetres(rule.strip)} to work from: {centimetres(rule.strip - gap)} short"
    )
    source = street.book.source(rule, "strip")
    return [
        Violation(
            Code.STRIP, "rack.strip", left.name, right.name, rule.strip, gap, message, *source
        )
    ]


def _strip_in_street(street: Street, standing: Standing) -> list[Violation]:
    """The access strip of a rack lies in the street."""
    column, name = standing.column, standing.name
    violations = []
    for side in column.working:
        rule = street.book.rack()
        room = column.box.start if side == "left" else street.width - column.box.end
        if room >= rule.strip:
            continue
        pair = ("boundary-left", name) if side == "left" else (name, "boundary-right")
        message = (
            f"between {pair[0]} and {pair[1]} there are {centimetres(room)}; rack.strip asks "
            f"{centimetres(rule.strip)} to work from: {centimetres(rule.strip - room)} short"
        )
        source = street.book.source(rule, "strip")
        violations.append(
            Violation(Code.STRIP, "rack.strip", *pair, rule.strip, room, message, *source)
        )
    return violations


def _between(
    book: RuleBook, left: Standing, right: Standing, counted: list[Reading]
) -> list[Violation]:
    """Faces of two columns: distances in x only, whatever the depths. Adds the pair that counts."""
    violations = []
    worst: Reading | None = None
    for a in left.faces:
        for b in right.faces:
            gap = b.start - a.end
            asked = book.asked(a.kind, b.kind)
            if gap >= asked.preferred:
                continue
            price = book.step_price(gap, asked.hard, asked.minimum, asked.preferred)
            if price is None:
                violations.append(too_near(book, asked, a.name, b.name, gap, False))
                continue
            reading = Reading(price, 0, asked, False, gap, a.name, b.name)
            if worst is None or _weighed(book, reading) > _weighed(book, worst):
                worst = reading
    if worst is not None:
        counted.append(worst)
    return violations


def _weighed(book: RuleBook, reading: Reading) -> tuple[int, int, int, int]:
    """By what the pair of faces that counts is found: the largest, the first of equals."""
    price = reading.price
    return weighed_price(book, price, reading.over), price.breach, price.deviation, reading.over


def weighed_price(book: RuleBook, price: Price, over: int) -> int:
    """What a pair of faces adds to the score (su)."""
    breaches, deviations, overs = book.gap_weights
    return breaches * price.breach + deviations * price.deviation + overs * over


def apart_words(gap: int) -> str:
    """A distance as sentences tell it: so far apart, or overlapping by so much."""
    return f"are {centimetres(gap)} apart" if gap >= 0 else f"overlap by {centimetres(-gap)}"


def too_near(
    book: RuleBook, asked: Asked, left: str, right: str, gap: int, vertical: bool
) -> Violation:
    """The violation of a hard gap."""
    name = "over_hard" if vertical else "hard"
    wanted = asked.over_hard if vertical else asked.hard
    direction = "vertically" if vertical else "horizontally"
    message = (
        f"{left} and {right} {apart_words(gap)} {direction}; {asked.pair} asks "
        f"{centimetres(wanted)} (hard): {centimetres(wanted - gap)} short"
    )
    source = book.gap_source(asked.pair, name)
    found = Violation(Code.GAP, asked.pair, left, right, wanted, gap, message, *source)
    return found._replace(vertical=vertical)


# --- column against obstacle --------------------------------------------------------------------


def _against(
    book: RuleBook, standing: Standing, obstacle: Sequence[Face], counted: list[Reading]
) -> list[Violation]:
    """Faces of a column and an obstacle: horizontally or vertically far enough."""
    violations = []
    worst: Reading | None = None
    for face in standing.faces:
        for fixed in obstacle:
            sideways = max(fixed.start - face.end, face.start - fixed.end)
            if sideways >= book.widest and fixed.kind != "foundation":
                continue
            found = apart(book, face, fixed, sideways)
            if isinstance(found, Violation):
                violations.append(found)
            elif worst is None or _weighed(book, found) > _weighed(book, worst):
                worst = found
    if worst is not None:
        counted.append(worst)
    return violations


def apart(book: RuleBook, face: Face, fixed: Face, sideways: int) -> Reading | Violation:
    """What a face pays beside or over a fixed face, whichever is cheaper; or why it is impossible.

    sideways: their horizontal distance gx (mm). Impossible is told in the direction in which less
    is short.
    """
    asked = book.asked(face.kind, fixed.kind)
    left, right = _sides(face, fixed)
    price = book.step_price(sideways, asked.hard, asked.minimum, asked.preferred)
    held = spread_distance(book, face, fixed) if fixed.kind == "foundation" else 0
    beside = None
    if price is not None and sideways >= held:
        beside = Reading(price, 0, asked, False, sideways, left, right)
        if not weighed_price(book, price, 0):
            return beside
    over = _over(book, face, fixed, asked, left, right)
    if beside is None:
        if over is not None:
            return over
        if price is not None:
            return _loaded(book, left, right, held, sideways)
        downward = max(fixed.top - face.bottom, face.top - fixed.bottom)
        vertical = _may_lie_over(asked, fixed) and (
            asked.over_hard - downward < asked.hard - sideways
        )
        return too_near(book, asked, left, right, downward if vertical else sideways, vertical)
    if over is None:
        return beside
    cheaper = weighed_price(book, over.price, over.over) < weighed_price(book, beside.price, 0)
    return over if cheaper else beside


def _over(
    book: RuleBook, face: Face, fixed: Face, asked: Asked, left: str, right: str
) -> Reading | None:
    """What lying over or under a fixed face pays; None where it is impossible."""
    if not _may_lie_over(asked, fixed):
        return None
    downward = max(fixed.top - face.bottom, face.top - fixed.bottom)
    price = book.step_price(downward, asked.over_hard, asked.over_minimum, asked.over_preferred)
    if price is None:
        return None
    over = asked.over_price if asked.over == "priced" else 0
    return Reading(price, over, asked, True, downward, left, right)


def _may_lie_over(asked: Asked, fixed: Face) -> bool:
    """Whether the rule allows it; nothing lies over or under what reaches to any depth."""
    return asked.over != "never" and fixed.bottom < ENDLESS


def _sides(face: Face, fixed: Face) -> tuple[str, str]:
    """The names of the two, the left one first; the new face is left where both are equally far."""
    if face.start + face.end <= fixed.start + fixed.end:
        return face.name, fixed.name
    return fixed.name, face.name


def spread_distance(book: RuleBook, face: Face, foundation: Face) -> int:
    """The least whole distance (mm) at which a face stays above the load-spread line.

    ``(a.bottom - f.bottom) * load_spread <= 1000 * gx`` for the smallest whole gx.
    """
    below = face.bottom - foundation.bottom
    return -((-below * book.rules.load_spread) // 1000)


def _loaded(book: RuleBook, left: str, right: str, held: int, sideways: int) -> Violation:
    message = (
        f"{left} and {right} are {centimetres(sideways)} apart; so deep below the foundation "
        f"load_spread asks {centimetres(held)}: {centimetres(held - sideways)} short"
    )
    source = book.source(book.rules, "load_spread")
    return Violation(Code.LOAD, "load_spread", left, right, held, sideways, message, *source)
