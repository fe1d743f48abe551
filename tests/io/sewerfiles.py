"""A small sewer set in GWSW-HydX, for the street of ``mapfiles``: it runs north with its sewers."""

from __future__ import annotations

import zipfile
from pathlib import Path

from tests.io.mapfiles import EAST, NORTH

NODES = "UNI_IDE;RST_IDE;PUT_IDE;KNP_XCO;KNP_YCO;MVD_NIV;KNP_BRE;KNP_LEN;KNP_TYP"
LINKS = "UNI_IDE;KN1_IDE;KN2_IDE;VRB_TYP;BOB_KN1;BOB_KN2;INZ_TYP;PRO_IDE;STA_OBJ"
SIZES = "PRO_IDE;PRO_MAT;PRO_VRM;PRO_BRE;PRO_HGT;TAB_BRE;TAB_HGT"


def node(name: str, x: float, y: float, ground: str, manhole: str = "800") -> str:
    place = f"{EAST + x:.2f};{NORTH + y:.2f}"
    return f"{name};gemengd;{name};{place};{ground};{manhole};{manhole};INS"


TABLES = {
    "Knooppunt": [
        NODES,
        node("a1", 6.0, -40, "1,20"), node("a2", 6.0, 40, "1.60"),
        node("b1", 7.6, -40, "1.20"), node("b2", 7.6, 40, "1.60"),
        node("c1", 12.0, -40, ""), node("c2", 12.0, 0, "1.40", "1000"),
    ],
    "Verbinding": [
        LINKS,
        "combined;a1;a2;GSL;-1.30;-0.90;GMD;EI400;",
        "storm;b1;b2;GSL;-0.10;-0.10;HWA;PVC315;",
        "foul;c1;c2;GSL;-0.50;-0.60;DWA;PVC250;",
        "weir;a1;b1;OVS;;;NVT;;",
        "design;a2;c1;GSL;0;0;HWA;PVC315;ONT",
        "lost;a1;nowhere;GSL;0;0;HWA;PVC315;",
    ],
    "Profiel": [
        SIZES,
        "EI400;BET;EIV;400;600;;", "PVC315;PVC;RND;315;;;", "PVC250;PVC;RND;250;;;",
    ],
}  # fmt: skip


def write_folder(path: Path, **tables: list[str]) -> Path:
    """The set as a folder of CSV files; a table may be given instead of that of the set."""
    path.mkdir(exist_ok=True)
    for name, rows in {**TABLES, **tables}.items():
        text = "\n".join(rows) + "\n"
        (path / f"{name}.csv").write_text(text, encoding="utf-8")
    return path


def write_zip(path: Path) -> Path:
    """The set as a zip."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, rows in TABLES.items():
            archive.writestr(f"set/{name}.csv", "\n".join(rows))
    return path
