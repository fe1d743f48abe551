"""Pictures of streets: dimensioned sections to scale, in official colours, as SVG, PDF or PNG."""

from __future__ import annotations

from ondergrond.draw.drawing import draw_layout, draw_street, layout_figure, street_figure

__all__ = ["draw_layout", "draw_street", "layout_figure", "street_figure"]
