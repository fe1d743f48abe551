"""Proven best cross-sections for what lies under a street.

The public names are loaded when they are first used, so that `import ondergrond` and
`ondergrond --help` stay fast; `PUBLIC` says where each comes from.

`solve` and `check` name both a module and the function in it. Here they are always the function;
import from the module to reach its other names: `from ondergrond.check import ...`.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ondergrond.claims import Network, NetworkClaim
    from ondergrond.profile import StreetProfile, Zone

__version__ = "0.1.0"

PUBLIC = {
    "Network": "ondergrond.claims",
    "NetworkClaim": "ondergrond.claims",
    "StreetProfile": "ondergrond.profile",
    "Zone": "ondergrond.profile",
}
"""Every public name and the module it comes from."""

__all__ = ["Network", "NetworkClaim", "StreetProfile", "Zone", "__version__"]


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
