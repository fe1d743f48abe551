"""Which rules a layout falls short of, of all faces: a note speaks only of the two that count."""

from __future__ import annotations

from ondergrond.compile import Street
from ondergrond.compile.design import Design
from ondergrond.explain.references import pair
from ondergrond.layout import Column, Layout


def design_of(street: Street, column: Column) -> tuple[int, Design]:
    """The design a column of a layout was made of, with its index.

    Raises ``LookupError`` where the street has no such design.
    """
    wanted = {(m.claim, m.serves, m.trunk and m.trunk[0] - column.box.start, m.barrier, m.layers)
              for m in column.members}  # fmt: skip
    for index, design in enumerate(street.designs):
        parts = {(p.claim, p.serves, p.trunk and p.trunk[0], p.barrier, p.layers)
                 for p in design.parts}  # fmt: skip
        fits = design.varies or design.width == column.box.width
        alike = (design.technique, design.working, design.facade) == (
            column.technique, column.working, column.facade,
        )  # fmt: skip
        if parts == wanted and fits and alike:
            return index, design
    raise LookupError(f"no design for {[m.claim for m in column.members]}")


def breached_pairs(street: Street, layout: Layout) -> tuple[str, ...]:
    """The pairs of classes (``a|b``) that are nearer than their minimum anywhere in a layout."""
    designs = [design_of(street, column)[1] for column in layout.columns]
    found: set[str] = set()
    for i, left in enumerate(designs):
        for j in range(i + 1, len(designs)):
            right = designs[j]
            if left.stays and right.stays:
                continue
            gap = layout.columns[j].box.start - layout.columns[i].box.end
            for a in left.faces:
                reach = 0 if left.varies else left.width - a.x1
                for b in right.faces:
                    rule = street.rules.gap(a.cls, b.cls)
                    if gap + reach + b.x0 < rule.minimum:
                        found.add(pair(a.cls, b.cls))
    for column, design in zip(layout.columns, designs, strict=True):
        if not design.stays:
            found |= _beside_obstacles(street, column, design)
    return tuple(sorted(found))


def _beside_obstacles(street: Street, column: Column, design: Design) -> set[str]:
    found = set()
    for obstacle in street.field.obstacles:
        for face in design.faces:
            start = column.box.start + face.x0
            end = column.box.end if design.varies else column.box.start + face.x1
            top = 0 if face.from_ground else column.box.top + face.z0
            bottom = column.box.top + face.z1
            for other in obstacle.faces:
                box = other.box
                gap_x = max(box.start - end, start - box.end)
                gap_z = max(box.top - bottom, top - box.bottom)
                below = (bottom - box.bottom) * street.rules.load_spread
                spread = not obstacle.is_foundation or below <= 1000 * gap_x
                paid = street.prices.between(face.cls, other.cls, gap_x, gap_z, spread)
                if paid is not None and paid.breach:
                    found.add(pair(face.cls, other.cls))
    return found
