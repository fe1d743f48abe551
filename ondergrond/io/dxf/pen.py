"""The pen: entities on NLCS layers, made when they are first used. Depth points down, y up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ondergrond.io.dxf import nlcs
from ondergrond.io.dxf.nlcs import Element, Status
from ondergrond.layout import Box
from ondergrond.palettes import PALETTES, Palette

if TYPE_CHECKING:
    from ezdxf.document import Drawing

Point = tuple[float, float]
"""x and y in the drawing, mm; y = -depth."""

TEXT = 2.5
SMALL_TEXT = 1.8
"""Heights of text on paper, mm (two of the usual series 1.8, 2.5, 3.5)."""

STYLE = "ONDERGROND"
"""Name of the text style and of the dimension style."""


class Pen:
    """Draws on layers ``STATUS-DISCIPLINE-OBJECT-ELEMENT``.

    scale: model mm per mm of paper.  palette: whose colours the layers of networks have.
    """

    def __init__(self, document: Drawing, scale: int, palette: Palette = "nlcs") -> None:
        self.document = document
        self.scale = scale
        self.palette = palette
        self.space = document.modelspace()

    def on(
        self, thing: nlcs.Thing, element: Element, status: Status, treatment: str = ""
    ) -> dict[str, object]:
        """Attributes that put an entity on its layer, which is made where it is not there."""
        layer = nlcs.layer(thing, element, status, treatment)
        if layer.name not in self.document.layers:
            self._line_type(layer.line)
            made = self.document.layers.add(
                layer.name, color=layer.colour, linetype=layer.line, lineweight=layer.weight
            )
            if self.palette == "klic" and (kind := nlcs.KINDS.get(thing.name)) is not None:
                text = PALETTES["klic"][kind]
                made.rgb = (int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16))
        return {"layer": layer.name}

    def _line_type(self, name: str) -> None:
        if name in self.document.linetypes:
            return
        parts = nlcs.pattern(name)
        total = sum(abs(part) for part in parts)
        self.document.linetypes.add(name, [total, *parts], description=f"NLCS {name}, dashes only")

    def box(self, box: Box, on: dict[str, object]) -> None:
        """The outline of a box of the street."""
        self.outline(corners(box), on)

    def outline(self, points: Sequence[Point], on: dict[str, object]) -> None:
        """A closed line."""
        self.space.add_lwpolyline(points, close=True, dxfattribs=on)

    def line(self, points: Sequence[Point], on: dict[str, object]) -> None:
        """An open line."""
        self.space.add_lwpolyline(points, dxfattribs=on)

    def lines(self, runs: Iterable[Sequence[Point]], on: dict[str, object]) -> None:
        """Several open lines."""
        for run in runs:
            self.line(run, on)

    def circle(self, middle: Point, radius: float, on: dict[str, object]) -> None:
        """A circle."""
        self.space.add_circle(middle, radius, dxfattribs=on)

    def hatch(self, points: Sequence[Point], name: str, size: float, on: dict[str, object]) -> None:
        """A hatch of a pattern inside a closed line. size: factor to the pattern's own size."""
        hatch = self.space.add_hatch(dxfattribs=on)
        if name == "SOLID":
            hatch.set_solid_fill(color=256)
        else:
            hatch.set_pattern_fill(name, color=256, scale=size)
        hatch.paths.add_polyline_path(points, is_closed=True)

    def disc(self, middle: Point, radius: float, on: dict[str, object]) -> None:
        """A filled circle."""
        hatch = self.space.add_hatch(dxfattribs=on)
        hatch.set_solid_fill(color=256)
        hatch.paths.add_edge_path().add_arc(middle, radius, 0, 360)

    def text(
        self,
        at: Point,
        text: str,
        on: dict[str, object],
        *,
        height: float = TEXT,
        turned: bool = False,
        across: str = "LEFT",
    ) -> None:
        """A line of text. height: on paper, mm.  turned: reads upward.

        across: where ``at`` is: ``LEFT``, ``CENTER``, ``RIGHT`` of the base line, ``MIDDLE``.
        """
        from ezdxf.enums import TextEntityAlignment

        entity = self.space.add_text(
            text,
            height=height * self.scale,
            rotation=90 if turned else 0,
            dxfattribs={**on, "style": STYLE},
        )
        entity.set_placement(at, align=TextEntityAlignment[across])

    def across(
        self, start: Point, end: Point, y: float, on: dict[str, object], *, style: str = STYLE
    ) -> None:
        """A horizontal dimension from ``start`` to ``end``, its line at height y."""
        dimension = self.space.add_linear_dim(
            base=(0, y), p1=start, p2=end, angle=0, dimstyle=style, dxfattribs=on
        )
        dimension.render()

    def down(
        self, start: Point, end: Point, x: float, on: dict[str, object], *, style: str = STYLE
    ) -> None:
        """A vertical dimension from ``start`` to ``end``, its line at x."""
        dimension = self.space.add_linear_dim(
            base=(x, 0), p1=start, p2=end, angle=90, dimstyle=style, dxfattribs=on
        )
        dimension.render()

    def ordinate(self, at: Point, shift: Point, on: dict[str, object]) -> None:
        """The distance of a point from the left boundary, written at ``at + shift``."""
        dimension = self.space.add_ordinate_x_dim(
            feature_location=at, offset=shift, dimstyle=STYLE, dxfattribs=on, origin=(0, 0)
        )
        dimension.render()


def corners(box: Box) -> list[Point]:
    """The corners of a box, counter-clockwise from the lower left."""
    left, right, top, bottom = box.start, box.end, -box.top, -box.bottom
    return [(left, bottom), (right, bottom), (right, top), (left, top)]


def crossed(box: Box) -> list[list[Point]]:
    """The two diagonals of a box."""
    low_left, low_right, high_right, high_left = corners(box)
    return [[low_left, high_right], [low_right, high_left]]
