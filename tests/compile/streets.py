"""Streets for the tests of compilation: small, written out, with every technique in them."""

from __future__ import annotations

from typing import Any

from ondergrond.profile import StreetProfile


def everything(**changes: Any) -> StreetProfile:
    """A 14.2 m street with networks for all sides, a bed, a fixed cable, storage, trees, racks and
    stacks; ``changes`` replace top-level keys."""
    document: dict[str, Any] = {
        "name": "everything",
        "width": "14.2 m",
        "ground": {"groundwater": {"high": "1.2 m", "low": "1.8 m"}},
        "zones": [
            {"kind": "footway", "width": "2.4 m"},
            {"kind": "carriageway", "width": "9.4 m"},
            {"kind": "footway", "width": "2.4 m"},
        ],
        "claims": [
            network("gas", "gas-low", "left", size="110 mm"),
            network("water", "water", "both", size="110 mm"),
            network("telecom", "telecom", "left"),
            network("cable", "low-voltage", "right"),
            network("sewer", "sewer-combined", "both", size="300 mm", manhole="800 mm")
            | {"state": "existing", "axis": "7 m", "mobility": "relocatable"},
            network("mv", "medium-voltage", "none") | {"state": "existing", "axis": "1.5 m"},
            {"id": "crates", "storage": {"rain": "60 mm", "catchment": "14 m"}},
            {
                "id": "elms",
                "tree": {"root-volume": "12 m3", "spacing": "10 m", "least": "60 %"},
                "optional": "true",
            },
        ],
        "techniques": {"rack": "allowed", "stack": "allowed"},
    }
    return StreetProfile.model_validate(document | changes)


def network(name: str, kind: str, serves: str, **more: str) -> dict[str, Any]:
    """A planned network with 12 connections per 100 m where it serves anybody."""
    claim: dict[str, Any] = {"id": name, "network": kind, "serves": serves, **more}
    if serves != "none":
        claim["connections"] = "12 per 100 m"
    return claim
