"""The official colours of networks, held as data with their sources named.

Two tables: the themes of the KLIC exchange (IMKL) and the national CAD standard (NLCS). Colours are
``#rrggbb``. Pictures and drawings for CAD take them from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from ondergrond.claims import Network

Palette = Literal["klic", "nlcs"]
"""Which official palette: the themes of the KLIC exchange, or the national CAD standard."""

KLIC_SOURCE = "Geonovum, IMKL visualisation 3.0.0, SLD of cables and pipes (stroke per theme)"
KLIC_THEMES: dict[str, str] = {
    "buisleidingGevaarlijkeInhoud": "#ff7f00",
    "datatransport": "#00ff00",
    "gasHogeDruk": "#ffaf3c",
    "gasLageDruk": "#ffd750",
    "petrochemie": "#b64a00",
    "laagspanning": "#960000",
    "middenspanning": "#c80000",
    "hoogspanning": "#ff0000",
    "landelijkHoogspanningsnet": "#ff0000",
    "water": "#0000ff",
    "warmte": "#008080",
    "rioolOnderOverOfOnderdruk": "#800080",
    "rioolVrijverval": "#ba38a8",
    "wees": "#918a6f",
    "overig": "#6f5c10",
}
"""Stroke colour per IMKL theme, all states alike: ``KLIC_SOURCE``."""

THEME_OF: dict[Network, str] = {
    Network.TELECOM: "datatransport",
    Network.COAX: "datatransport",
    Network.FIBRE: "datatransport",
    Network.LOW_VOLTAGE: "laagspanning",
    Network.MEDIUM_VOLTAGE: "middenspanning",
    Network.HIGH_VOLTAGE: "hoogspanning",
    Network.TRANSMISSION_VOLTAGE: "landelijkHoogspanningsnet",
    Network.PUBLIC_LIGHTING: "laagspanning",
    Network.GAS_LOW: "gasLageDruk",
    Network.GAS_HIGH: "gasHogeDruk",
    Network.WATER: "water",
    Network.WATER_TRANSPORT: "water",
    Network.HEAT: "warmte",
    Network.COLD: "warmte",
    Network.SEWER_FOUL: "rioolVrijverval",
    Network.SEWER_COMBINED: "rioolVrijverval",
    Network.SEWER_STORM: "rioolVrijverval",
    Network.SEWER_INFILTRATION: "rioolVrijverval",
    Network.SEWER_PRESSURE: "rioolOnderOverOfOnderdruk",
    Network.HAZARDOUS_PIPELINE: "buisleidingGevaarlijkeInhoud",
    Network.PETROCHEMICAL: "petrochemie",
    Network.ORPHAN: "wees",
    Network.OTHER: "overig",
    Network.DUCT: "overig",
}
"""The IMKL theme of each network kind; IMKL has no theme of its own for cold, lighting and
ducts."""


class NlcsObject(NamedTuple):
    """An NLCS object: group and name, AutoCAD colour number for new work, that as hex, line type.

    Colours and line types of the networks are the same for new and for existing work; what is
    removed has the line type of the same name with ``V-`` before it.
    """

    name: str
    number: int
    colour: str
    line: str


NLCS_SOURCE = (
    "digiGO, NLCS 5.02, object tables KL and RI (columns kl_n and lt_n, new work) and the table of "
    "line colours; CC BY 4.0"
)
NLCS_OBJECTS: dict[Network, NlcsObject] = {
    Network.TELECOM: NlcsObject("KL-DATA_TELECOM", 90, "#00ff00", "KL-TELECOM-SO"),
    Network.COAX: NlcsObject("KL-DATA_CAI", 90, "#00ff00", "KL-CAI-SO"),
    Network.FIBRE: NlcsObject("KL-DATA_GLASVEZEL", 90, "#00ff00", "KL-GLASVEZEL-SO"),
    Network.LOW_VOLTAGE: NlcsObject("KL-ET_LS", 190, "#7f00ff", "KL-LS-SO"),
    Network.MEDIUM_VOLTAGE: NlcsObject("KL-ET_MS", 130, "#00ffff", "KL-MS-SO"),
    Network.HIGH_VOLTAGE: NlcsObject("KL-ET_HS", 10, "#ff0000", "KL-HS-SO"),
    Network.TRANSMISSION_VOLTAGE: NlcsObject("KL-ET_ZHS", 10, "#ff0000", "KL-ZHS-SO"),
    Network.PUBLIC_LIGHTING: NlcsObject("KL-ET", 10, "#ff0000", "KL-ELECTRICITEIT-SO"),
    Network.GAS_LOW: NlcsObject("KL-GAS_LD", 50, "#ffff00", "KL-GAS_LD-SO"),
    Network.GAS_HIGH: NlcsObject("KL-GAS_HD", 30, "#ff7f00", "KL-GAS_HD-SO"),
    Network.WATER: NlcsObject("KL-WATER", 170, "#0000ff", "KL-WATER-SO"),
    Network.WATER_TRANSPORT: NlcsObject("KL-WATER_TRANSPORTLEIDING", 170, "#0000ff", "KL-WATER-SO"),
    Network.HEAT: NlcsObject("KL-WARMTENET", 80, "#3fff00", "KL-WARMTENET-SO"),
    Network.COLD: NlcsObject("KL-KOUDENET", 130, "#00ffff", "KL-KOUDENET-SO"),
    Network.SEWER_FOUL: NlcsObject("RI-DWA_RIOOLLEIDING", 20, "#ff3f00", "RI-DWA-SO"),
    Network.SEWER_COMBINED: NlcsObject("RI-GWA_RIOOLLEIDING", 30, "#ff7f00", "RI-GWA-SO"),
    Network.SEWER_STORM: NlcsObject("RI-HWA", 150, "#007fff", "RI-HWA-SO"),
    Network.SEWER_INFILTRATION: NlcsObject("RI-ITR", 50, "#ffff00", "RI-ITR-SO"),
    Network.SEWER_PRESSURE: NlcsObject("RI-PERSLEIDING", 210, "#ff00ff", "RI-PERS-SO"),
    Network.HAZARDOUS_PIPELINE: NlcsObject("KL-BRANDSTOF", 40, "#ffbf00", "KL-BRANDSTOF-SO"),
    Network.PETROCHEMICAL: NlcsObject("KL-CHEMIE", 40, "#ffbf00", "KL-CHEMIE-SO"),
    Network.ORPHAN: NlcsObject("KL-WEESLEIDING", 130, "#00ffff", "KL-WEESLEIDING-SO"),
    Network.OTHER: NlcsObject("RI-OVERIG", 10, "#ff0000", "RI-OVERIG-SO"),
    Network.DUCT: NlcsObject("KL-MANTELBUIS", 7, "#000000", "CONTINUOUS"),
}
"""The NLCS object of each network kind: ``NLCS_SOURCE``. Number 7 is white on a black screen and
black on paper; lighting has no cable of its own in KL and takes the group of electricity."""

PALETTES: dict[Palette, Mapping[Network, str]] = {
    "klic": {kind: KLIC_THEMES[theme] for kind, theme in THEME_OF.items()},
    "nlcs": {kind: item.colour for kind, item in NLCS_OBJECTS.items()},
}
"""Colour of each network kind by palette."""
