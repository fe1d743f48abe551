"""Drawings for CAD: the section of a layout as DXF, on layers of the NLCS."""

from __future__ import annotations

from ondergrond.io.dxf.drawing import SCALES, dxf_document, save_dxf

__all__ = ["SCALES", "dxf_document", "save_dxf"]
