"""Sewer sets in GWSW-HydX (CSV): existing sewers with their inverts."""

from __future__ import annotations

from ondergrond.io.hydx.sewers import cut, section_near, sewers_on
from ondergrond.io.hydx.sewerset import HydxFileError, SewerSet, read_hydx

__all__ = ["HydxFileError", "SewerSet", "cut", "read_hydx", "section_near", "sewers_on"]
