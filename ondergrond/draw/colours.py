"""Colours of a picture besides those of the networks (``ondergrond.palettes``): ground, surface,
marks.

Colours are ``#rrggbb``. What is not a network has no official colour and takes one of this
project's own.
"""

from __future__ import annotations

INK = "#1c1f22"
FAINT = "#8b9096"
HAIRLINE = "#b9bdc1"
PAPER = "#ffffff"
"""Lines and text, secondary lines, guides, and the sheet itself."""

SOIL = {
    "sand": "#f7f0dd",
    "clay": "#ece6e0",
    "peat": "#e9e0d2",
    "loam": "#f1e7d3",
    "made": "#eeebe6",
}
"""Tint of the ground by soil."""

WATER = "#4f8fc4"
WATER_TINT = "#d5e6f3"
WET_TINT = "#c9dcea"
SURFACE = {
    "tiles": "#d9d6cf",
    "bricks": "#d3a58d",
    "asphalt": "#6f7276",
    "concrete": "#c4c7c9",
    "grass": "#a7c77a",
    "planting": "#86b06a",
    "gravel": "#cfc6b2",
    "rail": "#a9a39a",
    "none": "#ece6da",
}
"""Fill of the surface layer by pavement."""

ROOTS = "#4f8a3c"
ROOTS_TINT = "#dcebcf"
CROWN = "#8fbf74"
TRUNK = "#7a5a3c"
BARRIER = "#5b3a1e"
STORAGE = "#3b6f9e"
STORAGE_TINT = "#dbe8f2"
RESERVE = "#7b5ea7"
CONTAINER = "#5f6b73"
CONTAINER_TINT = "#e3e6e8"
STEEL = "#4a5560"
STEEL_TINT = "#cfd5da"
MASONRY = "#b98a73"
MASONRY_TINT = "#ead9cf"
MANHOLE = "#5a5f66"
BREACH = "#d3122a"
DEVIATION = "#e07b00"
MOVE = "#5c2d91"


def mixed(colour: str, other: str, share: float) -> str:
    """``share`` (0..1) of ``other`` mixed into ``colour``."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def edge_of(colour: str) -> str:
    """A darker shade for the outline, so that light colours stand out on light ground."""
    return mixed(colour, "#000000", 0.45)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
