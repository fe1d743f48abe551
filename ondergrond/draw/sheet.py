"""The sheet: a page in millimetres of paper, its primitives, its text measure, and the three files.

Coordinates are mm of paper from the upper left corner, y downward, like depth in a street. Nothing
here knows of streets. The matplotlib figure has no axes: every primitive is one path or one line of
text, which keeps a full drawing under a few hundred artists.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any, Literal, NamedTuple

import matplotlib as mpl
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D

from ondergrond.draw.colours import INK

MM_PER_INCH = 25.4
MM_PER_POINT = MM_PER_INCH / 72
PNG_DPI = 200
SMALLEST_TEXT = 6.0
"""No text on a sheet is smaller (points)."""

LINE_HEIGHT = 1.32
"""Height of a line of text with its breathing space, in units of its size."""

SLACK_MM = 0.35
"""Added to every measured width: renderers round glyphs to pixels, each a little differently."""

PAGES: dict[str, tuple[float, float]] = {
    "A4": (297, 210),
    "A3": (420, 297),
    "A2": (594, 420),
    "A1": (841, 594),
    "A0": (1189, 841),
}
"""Landscape pages, mm."""

Format = Literal["svg", "pdf", "png"]

_STYLE: Any = {
    "svg.fonttype": "path",  # glyphs as outlines: opens alike where DejaVu Sans is not installed
    "svg.hashsalt": "ondergrond",
    "pdf.fonttype": 42,
    "text.usetex": False,
    "text.parse_math": False,
    "text.hinting": "no_hinting",  # advances as measured, at every resolution
    "path.sketch": None,
    "path.simplify": False,
    "hatch.linewidth": 0.3,
    "lines.scale_dashes": False,
}


class Area(NamedTuple):
    """A rectangle on paper: left, top, right, bottom (mm, y downward)."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Width, mm."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Height, mm."""
        return self.bottom - self.top

    def meets(self, other: Area, margin: float = 0.0) -> bool:
        """Whether the two overlap, or come nearer than ``margin`` mm."""
        return (
            self.left < other.right + margin
            and other.left < self.right + margin
            and self.top < other.bottom + margin
            and other.top < self.bottom + margin
        )

    def within(self, other: Area) -> bool:
        """Whether it lies wholly inside the other."""
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )


@lru_cache(maxsize=4)
def _font(bold: bool) -> str:
    """File of the font that travels with matplotlib: the same on every machine, no search."""
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return str(FilePath(mpl.get_data_path()) / "fonts" / "ttf" / name)


@lru_cache(maxsize=256)
def _properties(size: float, bold: bool) -> FontProperties:
    return FontProperties(fname=_font(bold), size=size)


@lru_cache(maxsize=4096)
def _advance(text: str, bold: bool) -> float:
    """Width of a text in units of its size; outlines scale, so one measure serves every size."""
    width, _, _ = text_to_path.get_text_width_height_descent(text, _properties(10, bold), False)
    return float(width) / 10


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width of one line of text, mm, with a little slack."""
    return _advance(text, bold) * size * MM_PER_POINT + SLACK_MM if text else 0.0


def line_height(size: float) -> float:
    """Height a line of text takes, mm."""
    return size * LINE_HEIGHT * MM_PER_POINT


def shortened(text: str, size: float, room: float, bold: bool = False) -> str:
    """The text, or its beginning and an ellipsis where it is wider than ``room`` mm."""
    if text_width(text, size, bold) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if text_width(text[:middle].rstrip() + "…", size, bold) <= room:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…"


@contextmanager
def style() -> Iterator[None]:
    """The settings every drawing is made and written with, whatever the user's own are."""
    with mpl.rc_context(_STYLE):
        yield


class _Line(Text):
    """One line of text that starts at its anchor, so that drawing it needs no layout.

    The general class measures every text anew to align and wrap it; a sheet has measured already,
    and this is most of the time a drawing takes.
    """

    def draw(self, renderer: RendererBase) -> None:
        gc = renderer.new_gc()
        gc.set_foreground(self.get_color())
        x, y = self.get_transform().transform(self.get_position())
        if renderer.flipy():
            y = renderer.get_canvas_width_height()[1] - y
        properties = self.get_fontproperties()
        renderer.draw_text(gc, x, y, self.get_text(), properties, self.get_rotation(), mtext=self)
        gc.restore()
        self.stale = False


Points = Sequence[tuple[float, float]]


class Sheet:
    """A page to draw on.

    figure: the matplotlib figure.  texts: the areas of all text so far, so that later text can
    avoid them.  zoom: everything, text and lines too, is drawn this much larger; width and height
    are then smaller by as much, so that the paper stays what it is.  Draw and save inside
    ``style()``.
    """

    def __init__(self, page: str, zoom: float = 1.0) -> None:
        self.page, self.zoom = page, zoom
        width, height = PAGES[page]
        self.width, self.height = width / zoom, height / zoom
        self.figure = Figure(figsize=(width / MM_PER_INCH, height / MM_PER_INCH), dpi=PNG_DPI)
        self.figure.patch.set_facecolor("white")
        self.texts: list[Area] = []
        self._transform = (
            Affine2D().scale(1, -1).translate(0, self.height).scale(zoom / MM_PER_INCH)
            + self.figure.dpi_scale_trans
        )

    def path(
        self,
        path: Path,
        *,
        fill: str | None = None,
        edge: str | None = None,
        line: float = 0.5,
        dash: tuple[float, ...] | None = None,
        layer: float = 1.0,
        alpha: float | None = None,
        clip: Area | None = None,
    ) -> None:
        """One path. line: width in points; dash: mm on, mm off, ...; layer: higher lies on top."""
        patch = PathPatch(
            path,
            facecolor=fill or "none",
            edgecolor=edge or "none",
            linewidth=line * self.zoom if edge else 0.0,
            linestyle="-"
            if dash is None
            else (0, tuple(d * self.zoom / MM_PER_POINT for d in dash)),
            zorder=layer,
            alpha=alpha,
            transform=self._transform,
            capstyle="butt",
            joinstyle="miter",
        )
        self.figure.add_artist(patch)
        if clip is not None:
            patch.set_clip_path(_rectangle(clip), self._transform)

    def rectangle(self, area: Area, **look: Any) -> None:
        """A filled or outlined rectangle."""
        self.path(_rectangle(area), **look)

    def rectangles(self, areas: Iterable[Area], **look: Any) -> None:
        """Many rectangles of one look."""
        paths = [_rectangle(area) for area in areas]
        if paths:
            self.path(Path.make_compound_path(*paths), **look)

    def polygon(self, points: Points, **look: Any) -> None:
        """A closed shape."""
        codes = [Path.MOVETO, *[Path.LINETO] * (len(points) - 1), Path.CLOSEPOLY]
        self.path(Path([*points, points[0]], codes), **look)

    def line(self, points: Points, **look: Any) -> None:
        """An open line through points."""
        self.lines([points], **look)

    def lines(self, runs: Iterable[Points], **look: Any) -> None:
        """Many open lines of one look; look as in ``path``."""
        vertices: list[tuple[float, float]] = []
        codes: list[Any] = []
        for run in runs:
            vertices += run
            codes += [Path.MOVETO, *[Path.LINETO] * (len(run) - 1)]
        if vertices:
            self.path(Path(vertices, codes), **{"edge": INK, **look})

    def circle(self, x: float, y: float, radius: float, **look: Any) -> None:
        """A circle about (x, y)."""
        self.path(Path.circle((x, y), radius), **look)

    def circles(self, middles: Iterable[tuple[float, float]], radius: float, **look: Any) -> None:
        """Many circles of one look."""
        paths = [Path.circle(middle, radius) for middle in middles]
        if paths:
            self.path(Path.make_compound_path(*paths), **look)

    def arrow(self, start: tuple[float, float], end: tuple[float, float], **look: Any) -> None:
        """A line with a filled head at its end."""
        colour, size = look.pop("edge", INK), look.pop("head", 1.4)
        dx, dy = end[0] - start[0], end[1] - start[1]
        length = math.hypot(dx, dy) or 1.0
        ux, uy = dx / length, dy / length
        neck = (end[0] - ux * size, end[1] - uy * size)
        self.line([start, neck], edge=colour, **look)
        wing = size * 0.36
        head = [
            end,
            (neck[0] - uy * wing, neck[1] + ux * wing),
            (neck[0] + uy * wing, neck[1] - ux * wing),
        ]
        self.polygon(head, fill=colour, layer=look.get("layer", 1.0))

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 7.0,
        colour: str = INK,
        bold: bool = False,
        across: Literal["left", "center", "right"] = "left",
        down: Literal["top", "middle", "bottom"] = "middle",
        upright: bool = True,
        layer: float = 9.0,
    ) -> Area:
        """One line of text; returns the area it takes.

        across, down: where (x, y) lies in the area.  upright: else turned to read upward.
        """
        area = text_area(x, y, text, size, bold=bold, across=across, down=down, upright=upright)
        shift, inset = _BASELINE * size * MM_PER_POINT, SLACK_MM / 2
        if upright:
            start = (area.left + inset, (area.top + area.bottom) / 2 + shift)
        else:
            start = ((area.left + area.right) / 2 + shift, area.bottom - inset)
        artist = _Line(
            *start,
            text,
            color=colour,
            fontproperties=_properties(size * self.zoom, bold),
            ha="left",
            va="baseline",
            rotation=0 if upright else 90,
            rotation_mode="anchor",
            zorder=layer,
            transform=self._transform,
            parse_math=False,
        )
        self.figure.add_artist(artist)
        self.texts.append(area)
        return area

    def save(self, path: FilePath) -> None:
        """Write SVG, PDF or PNG by the suffix of the name; the same bytes for the same drawing.

        Raises ``ValueError`` for another suffix.
        """
        canvas: Any
        kind = path.suffix.lower()
        if kind == ".svg":
            from matplotlib.backends.backend_svg import FigureCanvasSVG

            canvas = FigureCanvasSVG(self.figure)
            canvas.print_svg(path, metadata={"Date": None})
        elif kind == ".pdf":
            from matplotlib.backends.backend_pdf import FigureCanvasPdf

            nothing = {"CreationDate": None, "Producer": None, "Creator": "ondergrond"}
            canvas = FigureCanvasPdf(self.figure)
            canvas.print_pdf(path, metadata=nothing)
        elif kind == ".png":
            from matplotlib.backends.backend_agg import FigureCanvasAgg

            canvas = FigureCanvasAgg(self.figure)
            canvas.print_png(path, metadata={"Software": "ondergrond"})
        else:
            raise ValueError(f"'{path.name}': a drawing is written as .svg, .pdf or .png")


_BASELINE = 0.30
"""How far the baseline lies below the middle of a line's area, in units of the size: ascenders rise
0.76 and descenders reach 0.24 of it."""


def text_area(
    x: float,
    y: float,
    text: str,
    size: float,
    *,
    bold: bool = False,
    across: Literal["left", "center", "right"] = "left",
    down: Literal["top", "middle", "bottom"] = "middle",
    upright: bool = True,
) -> Area:
    """The area one line of text takes when drawn at (x, y); see ``Sheet.text``."""
    width, height = text_width(text, size, bold), line_height(size)
    if not upright:
        width, height = height, width
    left = x - {"left": 0.0, "center": 0.5, "right": 1.0}[across] * width
    top = y - {"top": 0.0, "middle": 0.5, "bottom": 1.0}[down] * height
    return Area(left, top, left + width, top + height)


def _rectangle(area: Area) -> Path:
    corners = [
        (area.left, area.top),
        (area.right, area.top),
        (area.right, area.bottom),
        (area.left, area.bottom),
        (area.left, area.top),
    ]
    return Path(corners, [Path.MOVETO, *[Path.LINETO] * 3, Path.CLOSEPOLY])
