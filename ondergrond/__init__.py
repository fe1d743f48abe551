"""Proven best cross-sections for what lies under a street.

The public names are loaded when they are first used, so that `import ondergrond` and
`ondergrond --help` stay fast; `PUBLIC` says where each comes from.

`solve`, `check` and `explain` name both a module and the function in it. Here they are always the
function; import from the module to reach its other names: `from ondergrond.check import ...`.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ondergrond.check import check
    from ondergrond.claims import (
        ContainerClaim,
        ContainerDemand,
        Dimensions,
        Form,
        Mobility,
        Network,
        NetworkClaim,
        ReserveClaim,
        ReserveDemand,
        Serves,
        State,
        StorageClaim,
        StorageDemand,
        TreeClaim,
        TreeDemand,
    )
    from ondergrond.explain import explain
    from ondergrond.explanation import Explanation
    from ondergrond.io import load_layout, load_profile, load_rules
    from ondergrond.layout import (
        Box,
        Column,
        Figures,
        GapNote,
        Layout,
        Member,
    )
    from ondergrond.profile import (
        Boundaries,
        Boundary,
        Fixture,
        FixtureKind,
        Ground,
        Groundwater,
        Pavement,
        StreetProfile,
        Techniques,
        Zone,
        ZoneKind,
    )
    from ondergrond.result import SolveResult
    from ondergrond.rules import (
        RuleSet,
    )
    from ondergrond.solve import solve

__version__ = "0.2.0.dev0"

PUBLIC = {
    "ContainerClaim": "ondergrond.claims",
    "ContainerDemand": "ondergrond.claims",
    "Dimensions": "ondergrond.claims",
    "Form": "ondergrond.claims",
    "Mobility": "ondergrond.claims",
    "Network": "ondergrond.claims",
    "NetworkClaim": "ondergrond.claims",
    "ReserveClaim": "ondergrond.claims",
    "ReserveDemand": "ondergrond.claims",
    "Serves": "ondergrond.claims",
    "State": "ondergrond.claims",
    "StorageClaim": "ondergrond.claims",
    "StorageDemand": "ondergrond.claims",
    "TreeClaim": "ondergrond.claims",
    "TreeDemand": "ondergrond.claims",
    "Box": "ondergrond.layout",
    "Column": "ondergrond.layout",
    "Figures": "ondergrond.layout",
    "GapNote": "ondergrond.layout",
    "Layout": "ondergrond.layout",
    "Member": "ondergrond.layout",
    "Boundaries": "ondergrond.profile",
    "Boundary": "ondergrond.profile",
    "Fixture": "ondergrond.profile",
    "FixtureKind": "ondergrond.profile",
    "Ground": "ondergrond.profile",
    "Groundwater": "ondergrond.profile",
    "Pavement": "ondergrond.profile",
    "StreetProfile": "ondergrond.profile",
    "Techniques": "ondergrond.profile",
    "Zone": "ondergrond.profile",
    "ZoneKind": "ondergrond.profile",
    "RuleSet": "ondergrond.rules",
    "SolveResult": "ondergrond.result",
    "Explanation": "ondergrond.explanation",
    "load_layout": "ondergrond.io",
    "load_profile": "ondergrond.io",
    "load_rules": "ondergrond.io",
    "check": "ondergrond.check",
    "explain": "ondergrond.explain",
    "solve": "ondergrond.solve",
}
"""Every public name and the module it comes from."""

__all__ = [
    "Boundaries",
    "Boundary",
    "Box",
    "Column",
    "ContainerClaim",
    "ContainerDemand",
    "Dimensions",
    "Explanation",
    "Figures",
    "Fixture",
    "FixtureKind",
    "Form",
    "GapNote",
    "Ground",
    "Groundwater",
    "Layout",
    "Member",
    "Mobility",
    "Network",
    "NetworkClaim",
    "Pavement",
    "ReserveClaim",
    "ReserveDemand",
    "RuleSet",
    "Serves",
    "SolveResult",
    "State",
    "StorageClaim",
    "StorageDemand",
    "StreetProfile",
    "Techniques",
    "TreeClaim",
    "TreeDemand",
    "Zone",
    "ZoneKind",
    "__version__",
    "check",
    "explain",
    "load_layout",
    "load_profile",
    "load_rules",
    "solve",
]


# Hidden from type checkers, which would take every misspelt name for one that is there.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name not in PUBLIC:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(importlib.import_module(PUBLIC[name]), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *PUBLIC})


class _Package(ModuleType):
    """The package, on which importing the module `solve` leaves the function `solve`."""

    def __setattr__(self, name: str, value: object) -> None:
        if name in PUBLIC and isinstance(value, ModuleType):
            value = getattr(value, name)
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
