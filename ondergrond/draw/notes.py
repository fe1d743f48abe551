"""Notes below the section: the gaps by number, and what was left out or taken away."""

from __future__ import annotations

from dataclasses import dataclass

from ondergrond.draw import colours
from ondergrond.draw.gaps import Numbered, described
from ondergrond.draw.sheet import Sheet, line_height, shortened, text_width
from ondergrond.scene import Scene
from ondergrond.words import Phrases

SIZE = 6.0
WIDEST = 92.0
"""A note is shortened to this much paper, mm."""

APART = 4.0


@dataclass(frozen=True)
class Note:
    """A line with its colour."""

    text: str
    colour: str = colours.INK


def notes_of(scene: Scene, items: list[Numbered], phrases: Phrases) -> list[Note]:
    """Every line, in order of weight: breaches, deviations, what is left out."""
    notes = [Note(described(item, scene, phrases), item.colour) for item in items]
    unmarked = len(scene.marks) - len(items)
    if unmarked > 0:
        notes.append(Note(phrases("drawing.more").format(unmarked)))
    if scene.layout is not None and scene.layout.skipped:
        names = ", ".join(scene.profile.claim(c).name for c in scene.layout.skipped)
        notes.insert(0, Note(f"{phrases('state.skipped')}: {names}", colours.BREACH))
    return notes


def note_columns(notes: list[Note], room: float) -> tuple[int, float]:
    """How many columns fit in ``room`` mm, and how wide each is."""
    if not notes:
        return 1, room
    widest = min(WIDEST, max(text_width(note.text, SIZE) for note in notes))
    count = max(1, int((room + APART) / (widest + APART)))
    return count, (room + APART) / count - APART


def notes_height(notes: list[Note], room: float) -> float:
    """Paper all notes take, mm."""
    count, _ = note_columns(notes, room)
    return -(-len(notes) // count) * line_height(SIZE)


def draw_notes(sheet: Sheet, notes: list[Note], left: float, top: float, room: float) -> None:
    """The notes in as many columns as ``room`` mm allow, filled one after the other."""
    count, width = note_columns(notes, room)
    rows = -(-len(notes) // count)
    for index, note in enumerate(notes):
        column, row = divmod(index, rows)
        x = left + column * (width + APART)
        y = top + (row + 0.5) * line_height(SIZE)
        sheet.text(x, y, shortened(note.text, SIZE, width), size=SIZE, colour=note.colour)
