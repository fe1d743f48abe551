"""How the map layer looks: lines by whether the street fits, in QGIS's own format (QML)."""

from __future__ import annotations

from typing import NamedTuple


class Look(NamedTuple):
    """A class of streets on the map. colour: r,g,b; width: mm on paper; dash: QGIS's pen style."""

    fit: str
    colour: tuple[int, int, int]
    width: float
    dash: str = "solid"


LOOKS = (
    Look("fits", (0, 114, 178), 0.6),
    Look("fits with breaches", (230, 159, 0), 0.9),
    Look("does not fit", (204, 0, 51), 1.2),
    Look("unknown", (120, 120, 120), 0.9, "dash"),
    Look("error", (0, 0, 0), 0.9, "dot"),
)
"""Told apart by people who are colour-blind (after Okabe and Ito, 2008), and in print by width."""


def hex_colour(look: Look) -> str:
    """``#rrggbb``."""
    red, green, blue = look.colour
    return f"#{red:02x}{green:02x}{blue:02x}"


def _category(number: int, look: Look) -> str:
    return f'<category render="true" symbol="{number}" value="{look.fit}" label="{look.fit}"/>'


def _symbol(number: int, look: Look) -> str:
    options = {
        "line_color": ",".join(map(str, (*look.colour, 255))),
        "line_style": look.dash,
        "line_width": f"{look.width:g}",
        "line_width_unit": "MM",
        "capstyle": "round",
        "joinstyle": "round",
    }
    new = "".join(f'<Option name="{k}" value="{v}" type="QString"/>' for k, v in options.items())
    old = "".join(f'<prop k="{k}" v="{v}"/>' for k, v in options.items())  # QGIS before 3.20
    return (
        f'<symbol type="line" name="{number}" alpha="1" clip_to_extent="1" force_rhr="0">'
        f'<layer class="SimpleLine" enabled="1" locked="0" pass="{number}">'
        f'<Option type="Map">{new}</Option>{old}</layer></symbol>'
    )


QML = (
    "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    '<qgis version="3.22" styleCategories="Symbology">'
    '<renderer-v2 type="categorizedSymbol" attr="fit" symbollevels="0" enableorderby="0" '
    'forceraster="0"><categories>'
    + "".join(_category(number, look) for number, look in enumerate(LOOKS))
    + "</categories><symbols>"
    + "".join(_symbol(number, look) for number, look in enumerate(LOOKS))
    + "</symbols></renderer-v2><layerGeometryType>1</layerGeometryType></qgis>\n"
)
"""The style: one category for each class."""
