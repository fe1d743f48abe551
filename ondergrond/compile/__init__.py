"""Compilation: profile and rule set to the solver's problem, and the row back to a layout.

One of three separate readings of ``docs/model.md`` (the others are ``check`` and the brute force
of the tests).
"""

from ondergrond.compile.answer import row_layout
from ondergrond.compile.racks import TooManyGroupsError
from ondergrond.compile.street import Street

__all__ = ["Street", "TooManyGroupsError", "row_layout"]
