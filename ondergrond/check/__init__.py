"""The independent checker: its own reading of ``docs/model.md``, from profile and rules alone.

It imports the domain alone: the sizes of bodies, rounding and yearly rates are read with the same
code as by compilation, everything else is worked out anew. What engines find is believed only when
it passes here.

- ``check_layout(layout)`` gives a ``Report`` of every violation, with the checker's own numbers;
- ``assert_sound(layout)`` raises ``LayoutRefused`` with all violations;
- ``check_street(profile, rules)`` judges an existing street as it lies;
- ``check(subject, rules)`` is whichever of the two fits.
"""

from __future__ import annotations

from ondergrond.check.sound import assert_sound, check_layout, check_street
from ondergrond.check.violations import (
    Code,
    LayoutRefused,
    Report,
    Severity,
    Violation,
    gap_notes,
)
from ondergrond.layout import Layout
from ondergrond.profile import StreetProfile
from ondergrond.rules import RuleSet

__all__ = [
    "Code",
    "LayoutRefused",
    "Report",
    "Severity",
    "Violation",
    "assert_sound",
    "check",
    "check_layout",
    "check_street",
    "gap_notes",
]


def check(subject: Layout | StreetProfile, rules: RuleSet | None = None) -> Report:
    """The report on a layout (which holds its rules), or on an existing street under ``rules``.

    Raises ``TypeError`` for a street without rules.
    """
    if isinstance(subject, Layout):
        return check_layout(subject)
    if rules is None:
        raise TypeError("a street is checked under a rule set: check(profile, rules)")
    return check_street(subject, rules)
