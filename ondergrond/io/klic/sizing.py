"""How large things are: as the delivery tells, else from the rule set and then said to be."""

from __future__ import annotations

from typing import Any, NamedTuple

from ondergrond.claims import Form
from ondergrond.claims import Network as Kind
from ondergrond.io.klic.bundles import Bundle
from ondergrond.io.klic.delivery import CABLES, Feature
from ondergrond.io.klic.themes import CABLE_KINDS, GRAVITY, TELECOM
from ondergrond.rules import RuleSet

TELECOM_CABLE = 25
"""Diameter (mm) of one telecom cable or small duct in a bed of several (own estimate)."""

STACKED = 2
"""Telecom beds are about this many times as wide as high (own estimate)."""

BED_STAND_IN = 50
"""A bed of 5 cm stands for "as wide as what lies in it": operators have it for any number."""


class Sizing(NamedTuple):
    """The size keys of a claim, and where they come from.

    keys: ``size`` (absent: the rule set's) and ``form``.  short: for the label.
    """

    keys: dict[str, Any]
    short: str
    measured: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def sizing_of(bundle: Bundle, kind: Kind, rules: RuleSet) -> Sizing:
    """The size of one thing in the street."""
    feature = bundle.outer.feature
    if feature.kind == "Kabelbed":
        return _bed(bundle, kind, rules)
    if len(bundle.members) > 1:
        return _row(len(bundle.members), kind, rules, "lying together", ())
    if feature.kind in CABLES or feature.kind == "Duct":
        return _plain(feature, kind, rules)
    return _pipe(feature, kind, rules)


def _plain(feature: Feature, kind: Kind, rules: RuleSet) -> Sizing:
    what = "width of the duct" if feature.kind == "Duct" else "diameter of the cable"
    mm = None if feature.size is None else feature.size.mm
    if mm is not None:
        return Sizing({"size": f"{mm} mm"}, f"{mm}", (f"{what} {feature.size_text}",))
    taken = rules.networks[Kind.DUCT if feature.kind == "Duct" else kind].size
    keys = {"size": f"{taken} mm"} if feature.kind == "Duct" and kind is not Kind.DUCT else {}
    return Sizing(keys, "", (), (f"{what} ({feature.size_text}): {taken} mm of the rule set",))


def _pipe(feature: Feature, kind: Kind, rules: RuleSet) -> Sizing:
    mm = None if feature.size is None else feature.size.mm
    if mm is None:
        casing = feature.kind == "Mantelbuis"
        taken = rules.networks[Kind.DUCT if casing else kind].size
        keys = {"size": f"{taken} mm"} if casing and kind is not Kind.DUCT else {}
        what = f"diameter ({feature.size_text}): {taken} mm of the rule set"
        return Sizing(keys, "", (), (what,))
    told = f"diameter {feature.size_text}"
    if kind in GRAVITY and f"single/{mm}" in rules.networks[kind].casing:
        wall = f"wall: the {told} is taken as its inside, the outside is the rule set's"
        return Sizing({"size": f"DN{mm}"}, f"{mm}", (told,), (wall,))
    return Sizing({"size": f"{mm} mm"}, f"{mm}", (told,))


def _bed(bundle: Bundle, kind: Kind, rules: RuleSet) -> Sizing:
    feature = bundle.outer.feature
    drawn = len(bundle.cables)
    told = feature.count
    warnings: tuple[str, ...] = ()
    if told is not None and drawn > told:
        warnings = (f"the bed tells {_cables(told)} or ducts, {drawn} are drawn in it",)
    number = max(told or 0, drawn, 1)
    known = f"{_cables(told)} or ducts told" if told else f"{_cables(drawn)} drawn in it"
    mm = None if feature.size is None else feature.size.mm
    if mm is not None and mm > BED_STAND_IN:
        height = TELECOM_CABLE if kind in TELECOM else rules.networks[kind].size
        measured = (f"width of the bed {feature.size_text}", known)
        missing = (f"height of the bed: {height} mm, a cable",)
        keys = {"size": f"{mm} mm x {height} mm", "form": Form.BUNDLE.value}
        return Sizing(keys, f"bed of {number}", measured, missing, warnings)
    row = _row(number, kind, rules, f"in a bed ({feature.size_text})", (known,))
    return row._replace(warnings=warnings)


def _row(number: int, kind: Kind, rules: RuleSet, where: str, measured: tuple[str, ...]) -> Sizing:
    """Cables that lie together: side by side; telecom, being thin, in layers."""
    if number == 1:
        taken = rules.networks[kind].size
        return Sizing({}, "bed", measured, (f"size {where}: {taken} mm of the rule set",))
    one = rules.networks[kind].size
    across, layers = number, 1
    if kind in TELECOM:
        one = TELECOM_CABLE
        while across > STACKED * layers and _layers(number, across - 1) <= across:
            across -= 1
            layers = _layers(number, across)
    width, height = across * one, layers * one
    text = f"size {where}: {width} x {height} mm taken, {number} of {one} mm"
    if kind not in CABLE_KINDS:
        text += f" as for {kind.value}"
    keys = {"size": f"{width} mm x {height} mm", "form": Form.BUNDLE.value}
    return Sizing(keys, f"{number} cables", measured, (text,))


def _cables(number: int) -> str:
    return f"{number} cable{'' if number == 1 else 's'}"


def _layers(number: int, across: int) -> int:
    return -(-number // across)
