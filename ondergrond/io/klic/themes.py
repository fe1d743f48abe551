"""From IMKL's themes and classes to the network kinds of the profile."""

from __future__ import annotations

from ondergrond.claims import Mobility
from ondergrond.claims import Network as Kind
from ondergrond.io.klic.delivery import CONTAINERS, Feature, Network

THEMES: dict[str, Kind] = {
    "datatransport": Kind.TELECOM,
    "laagspanning": Kind.LOW_VOLTAGE,
    "middenspanning": Kind.MEDIUM_VOLTAGE,
    "hoogspanning": Kind.HIGH_VOLTAGE,
    "landelijkHoogspanningsnet": Kind.TRANSMISSION_VOLTAGE,
    "gasLageDruk": Kind.GAS_LOW,
    "gasHogeDruk": Kind.GAS_HIGH,
    "buisleidingGevaarlijkeInhoud": Kind.HAZARDOUS_PIPELINE,
    "petrochemie": Kind.PETROCHEMICAL,
    "rioolVrijverval": Kind.SEWER_COMBINED,
    "rioolOnderOverOfOnderdruk": Kind.SEWER_PRESSURE,
    "warmte": Kind.HEAT,
    "water": Kind.WATER,
    "wees": Kind.ORPHAN,
    "overig": Kind.OTHER,
}
"""IMKL's 15 themes (value list Thema 1.2.1)."""

TELECOMS = {"coaxial": Kind.COAX, "opticalFiber": Kind.FIBRE}
SEWERS = {
    "sanitary": Kind.SEWER_FOUL,
    "combined": Kind.SEWER_COMBINED,
    "storm": Kind.SEWER_STORM,
    "reclaimed": Kind.SEWER_STORM,
}
"""Kinds by what a cable is made of, and by the water in a sewer."""

EXPECTED: dict[str, frozenset[str]] = {
    "Elektriciteitskabel": frozenset(
        {"laagspanning", "middenspanning", "hoogspanning", "landelijkHoogspanningsnet"}
    ),
    "Telecommunicatiekabel": frozenset({"datatransport"}),
    "OlieGasChemicalienPijpleiding": frozenset(
        {"gasLageDruk", "gasHogeDruk", "buisleidingGevaarlijkeInhoud", "petrochemie"}
    ),
    "Rioolleiding": frozenset({"rioolVrijverval", "rioolOnderOverOfOnderdruk"}),
    "Waterleiding": frozenset({"water"}),
    "ThermischePijpleiding": frozenset({"warmte"}),
}
"""Themes a class belongs to; any theme may have orphans, other things, beds and casings."""

TRANSPORT_MAIN = 400
"""Diameter (mm) from which a water main is taken for a transport main (own estimate)."""

HIGHEST_LOW_VOLTAGE = 1000
"""Volts; more is no low voltage (IEC 60038 has the same limit)."""

HIGHEST_MEDIUM_VOLTAGE = 36_000
"""Volts; more is high voltage (own estimate after common use)."""

BY_CLASS = {
    "Telecommunicatiekabel": Kind.TELECOM,
    "OlieGasChemicalienPijpleiding": Kind.GAS_LOW,
    "Rioolleiding": Kind.SEWER_COMBINED,
    "Waterleiding": Kind.WATER,
    "ThermischePijpleiding": Kind.HEAT,
}
"""What an object is by its class; of electricity the voltage tells."""

ELECTRIC = (
    Kind.TRANSMISSION_VOLTAGE,
    Kind.HIGH_VOLTAGE,
    Kind.MEDIUM_VOLTAGE,
    Kind.LOW_VOLTAGE,
    Kind.PUBLIC_LIGHTING,
)
HIGHER = frozenset({Kind.TRANSMISSION_VOLTAGE, Kind.HIGH_VOLTAGE, Kind.MEDIUM_VOLTAGE})
TELECOM = (Kind.FIBRE, Kind.COAX, Kind.TELECOM)
GRAVITY = frozenset(
    {Kind.SEWER_COMBINED, Kind.SEWER_FOUL, Kind.SEWER_STORM, Kind.SEWER_INFILTRATION}
)
CABLE_KINDS = frozenset({*ELECTRIC, *TELECOM})

MOVED = frozenset(
    {
        *TELECOM,
        Kind.LOW_VOLTAGE,
        Kind.PUBLIC_LIGHTING,
        Kind.MEDIUM_VOLTAGE,
        Kind.GAS_LOW,
        Kind.WATER,
        Kind.DUCT,
    }
)
"""Distribution networks, which are moved in a redevelopment as a rule (own estimate)."""

WIDEST_MOVED = 250
"""Pipes wider than this (mm) are not moved (own estimate): they serve more than the street."""


def kind_of(feature: Feature, network: Network) -> tuple[Kind, tuple[str, ...]]:
    """The network kind of an object, and what its class and its theme disagree about."""
    kind = THEMES.get(network.theme, Kind.OTHER)
    warnings = []
    if network.theme not in THEMES:
        warnings.append(f"theme '{network.theme or 'none'}' is not known; taken as other")
    expected = EXPECTED.get(feature.kind)
    strays = network.theme in ("wees", "overig") or network.theme not in THEMES
    if expected is not None and network.theme not in expected and not strays:
        kind = _kind_of_class(feature)
        warnings.append(
            f"class {feature.kind} in a network of theme {network.theme}: taken as {kind.value}"
        )
    if kind is Kind.TELECOM:
        kind = TELECOMS.get(feature.material, kind)
    elif kind is Kind.SEWER_COMBINED:
        kind = SEWERS.get(feature.material, kind)
    elif kind is Kind.HEAT and feature.material == "koelwater":
        kind = Kind.COLD
    elif kind is Kind.WATER and feature.kind not in CONTAINERS:
        wide = feature.size is not None and (feature.size.mm or 0) >= TRANSPORT_MAIN
        kind = Kind.WATER_TRANSPORT if wide or feature.delivery == "transport" else kind
    elif kind is Kind.LOW_VOLTAGE:
        if _only_lighting(feature.text):
            kind = Kind.PUBLIC_LIGHTING
        if (feature.voltage or 0) > HIGHEST_LOW_VOLTAGE:
            warnings.append(f"{feature.voltage:g} V in a network of theme {network.theme}")
    elif kind in HIGHER and feature.voltage is not None:
        if feature.voltage <= HIGHEST_LOW_VOLTAGE:
            warnings.append(f"{feature.voltage:g} V in a network of theme {network.theme}")
        elif kind is Kind.MEDIUM_VOLTAGE and feature.voltage > HIGHEST_MEDIUM_VOLTAGE:
            kind = Kind.HIGH_VOLTAGE
            warnings.append(
                f"{feature.voltage:g} V in a network of theme {network.theme}: "
                f"taken as {kind.value}"
            )
    return kind, tuple(warnings)


def _kind_of_class(feature: Feature) -> Kind:
    """What an object is by its class alone, where its theme is that of something else."""
    if feature.kind == "Elektriciteitskabel":
        volts = feature.voltage or 0
        if volts > HIGHEST_LOW_VOLTAGE:
            return Kind.MEDIUM_VOLTAGE if volts <= HIGHEST_MEDIUM_VOLTAGE else Kind.HIGH_VOLTAGE
        return Kind.LOW_VOLTAGE
    return BY_CLASS[feature.kind]


def _only_lighting(text: str) -> bool:
    """Whether a description says public lighting (OV) and nothing besides."""
    return text.endswith("functie OV") or "openbare verlichting" in text.lower()


def strictest(kinds: list[Kind]) -> Kind:
    """Of cables that lie together the one whose rules ask most: highest voltage, then telecom."""
    for kind in (*ELECTRIC, *TELECOM):
        if kind in kinds:
            return Kind.TELECOM if kind in TELECOM and len(set(kinds)) > 1 else kind
    return kinds[0]


def mobility_of(kind: Kind, width: int) -> Mobility:
    """What may happen to what lies there, as a rule of thumb; nobody tells (own estimate)."""
    moved = kind in MOVED and (kind in CABLE_KINDS or width <= WIDEST_MOVED)
    return Mobility.RELOCATABLE if moved else Mobility.FIXED
