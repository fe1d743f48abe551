"""One thing in the street as a claim of the profile, with what is known of it."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from ondergrond.bodies import network_body
from ondergrond.claims import Claim, Form, Mobility, NetworkClaim
from ondergrond.claims import Network as Kind
from ondergrond.io.found import Found, clean, free_id
from ondergrond.io.klic.bundles import Bundle, contents_kinds
from ondergrond.io.klic.delivery import CABLES, CONTAINERS, Delivery
from ondergrond.io.klic.depths import Laid, laid
from ondergrond.io.klic.sizing import Sizing, sizing_of
from ondergrond.io.klic.themes import kind_of, mobility_of, strictest
from ondergrond.rules import RuleSet
from ondergrond.words import word

ACCURACY = {"tot30cm": 300, "tot50cm": 500, "tot100cm": 1000}
"""Accuracy of a place (mm) by the code of IMKL's value list NauwkeurigheidXY."""

STATUSES = frozenset({"functional", "projected", "disused"})
"""IMKL's value list ConditionOfFacility."""

UNTOLD_ACCURACY = 1000
"""Where none is told (mm): the dig-risk zone of CROW 500, 1.0 m each side of a located line."""

PLANNED_WITHIN = 1000
"""A projected thing is laid this near (mm) to where it is drawn: the accuracy of places."""


class Thing(NamedTuple):
    """A claim with what is known of it. point: id of the depth that was used."""

    found: Found[Claim]
    point: str


def thing_of(
    bundle: Bundle,
    delivery: Delivery,
    rules: RuleSet,
    width: int,
    taken: set[str],
    moves: bool = True,
) -> Thing | None:
    """The claim for one thing; None where its body is wider than the street (it lies along it).

    width: of the street, mm.  taken: ids in use; the new one is added.  moves: whether
    distribution networks may be relocated.
    """
    outer = bundle.outer
    kind, warnings = _kind(bundle)
    size = sizing_of(bundle, kind, rules)
    base: dict[str, Any] = {"id": "x", "network": kind.value, **size.keys}
    body = network_body(_claim(base), rules)
    offset = outer.crossing.offset
    measured = [f"axis at {offset / 1000:.2f} m", *size.measured]
    missing = list(size.missing)
    notes = [*warnings, *size.warnings]
    if not outer.crossing.is_square:
        room = outer.crossing.true_width(body.width)
        if room >= width:
            return None
        base["size"] = f"{room} mm x {body.height} mm"
        base["form"] = Form.SINGLE.value
        degrees = _degrees(outer.crossing.sine)
        notes.append(
            f"crosses at {degrees} degrees: {body.width} mm wide, {room} mm on the section"
        )
    if body.width > width:
        return None
    if outer.straight:
        notes.append("its line is a stand-in (fictitious) for one nobody measured")
    depth = laid(outer, delivery, body.height)
    measured += depth.measured
    missing += depth.missing
    notes += depth.warnings
    status, odd, untold = _status(bundle)
    notes += odd
    missing += untold
    default = list(depth.default)
    base.update(_state(status, kind, body.width, offset, width))
    if not moves and base["state"] == "existing":
        base["mobility"] = Mobility.FIXED.value
    missing += _mobility_words(base)
    if depth.cover is not None and _keeps_depth(base, depth):
        base["cover"] = f"{min(depth.cover, 20_000)} mm"
    accuracy, told = _accuracy(bundle)
    if base["state"] != "planned":
        base["accuracy"] = f"{accuracy} mm"
        text = f"accuracy of the place {accuracy / 1000:g} m"
        if told:
            measured.append(text)
        else:
            missing.append(f"{text}, the dig-risk zone of CROW 500")
    base["id"] = free_id(kind.value, taken)
    base["label"] = _label(kind, size, bundle, dead=base["state"] == "abandoned")
    base["note"] = _note(bundle, size, depth)
    source = f"{delivery.title}: {_sources(bundle)}"
    found: Found[Claim] = Found(
        _claim(base), tuple(measured), tuple(default), tuple(missing), source, tuple(notes),
        frozenset(met.feature.id for met in (*bundle.members, *bundle.contents)),
    )  # fmt: skip
    return Thing(found, depth.point)


def _claim(keys: dict[str, Any]) -> NetworkClaim:
    return NetworkClaim.model_validate(keys)


def _kind(bundle: Bundle) -> tuple[Kind, tuple[str, ...]]:
    """The kind of a thing: of a container that of its contents; an empty duct or casing is one."""
    own, warnings = kind_of(bundle.outer.feature, bundle.outer.network)
    told = list(warnings)
    if bundle.outer.feature.kind in CONTAINERS:
        kinds = contents_kinds(bundle)
        for met in bundle.contents:
            told += [text for text in kind_of(met.feature, met.network)[1] if text not in told]
        if kinds:
            return strictest(kinds), tuple(told)
        return (own if bundle.outer.feature.kind == "Kabelbed" else Kind.DUCT), tuple(told)
    kinds = [kind_of(met.feature, met.network)[0] for met in bundle.members]
    return (strictest(kinds) if len(kinds) > 1 else own), tuple(told)


def _status(bundle: Bundle) -> tuple[str, list[str], list[str]]:
    """The status of the whole, with warnings and what is missing.

    In use where any part of it is: a main in a dead casing is renewed, not gone.
    """
    outer = bundle.outer.feature
    statuses = [met.feature.status for met in (*bundle.members, *bundle.contents)]
    told = [status for status in (outer.status or "functional", *statuses) if status]
    used = any(status not in ("projected", "disused") for status in told)
    taken = "functional" if used else outer.status
    words = "in use" if used else taken
    warnings = []
    if outer.status and outer.status not in STATUSES:
        warnings.append(f"its status is '{outer.status}', which is not known; taken as in use")
    others = {status for status in statuses if status} - {outer.status or "functional"}
    if others:
        own, inside = outer.status or "not told", ", ".join(sorted(others))
        warnings.append(f"its status is {own}, of what lies in it {inside}; taken as {words}")
    return taken, warnings, [] if outer.status else ["status: in use"]


def _state(status: str, kind: Kind, body: int, offset: int, width: int) -> dict[str, Any]:
    """State, place and mobility: in use, out of use, or projected by its operator."""
    if status == "projected":
        window = _window(offset, body, width)
        return {"state": "planned", "within": [f"{end} mm" for end in window]}
    if status == "disused":
        return {"state": "abandoned", "axis": f"{offset} mm"}
    mobility = mobility_of(kind, body)
    if not body // 2 + body % 2 <= offset <= width - body // 2 - body % 2:
        mobility = Mobility.FIXED
    return {"state": "existing", "axis": f"{offset} mm", "mobility": mobility.value}


def _window(offset: int, body: int, width: int) -> tuple[int, int]:
    """Where a projected thing may be laid: near its place, in the street, and with room for it."""
    reach = max(PLANNED_WITHIN, body // 2 + 1)
    low, high = max(0, offset - reach), min(width, offset + reach)
    low = max(0, min(low, high - body))
    return low, min(width, max(high, low + body))


def _mobility_words(keys: dict[str, Any]) -> list[str]:
    if keys["state"] == "planned":
        return ["room it may be laid in: 1 m from where it is drawn"]
    if keys["state"] == "abandoned":
        return []
    return [f"what may happen to it: {keys['mobility']}, as a rule of thumb for its kind"]


def _keeps_depth(keys: dict[str, Any], depth: Laid) -> bool:
    """Whether a depth is stated: of what stays, and where it was measured.

    What moves is laid anew at the depth the rules ask, and a stated cover would bind that too.
    """
    return keys.get("mobility") == "fixed" or keys["state"] == "abandoned" or bool(depth.point)


def _accuracy(bundle: Bundle) -> tuple[int, bool]:
    """The worst accuracy told of its parts (mm), and whether any was told."""
    codes = [ACCURACY.get(met.feature.accuracy) for met in (*bundle.members, *bundle.contents)]
    told = [code for code in codes if code is not None]
    return (max(told), True) if told else (UNTOLD_ACCURACY, False)


def _label(kind: Kind, size: Sizing, bundle: Bundle, *, dead: bool) -> str:
    parts = [word(f"network.{kind.value}").partition(",")[0]]
    if size.short:
        parts.append(size.short)
    pressure = bundle.outer.feature.pressure
    if kind is Kind.GAS_HIGH and pressure:
        parts.append(f"{pressure:g} bar")
    if dead:
        parts.append("(out of use)")
    return clean(" ".join(parts), 80)


def _note(bundle: Bundle, size: Sizing, depth: Laid) -> str:
    """In a line, what drawings and reports need: source, what is measured, what is assumed."""
    parts = [f"KLIC {bundle.outer.feature.id}", *size.measured, *depth.measured, *depth.default]
    parts += [f"{text.partition(' ')[0]} assumed" for text in size.missing]
    return clean("; ".join(parts), 500)


def _sources(bundle: Bundle) -> str:
    outer = bundle.outer.feature
    names = f"{outer.kind} {outer.id} of {bundle.outer.network.theme or 'no theme'}"
    others = [*bundle.beside, *bundle.contents]
    if not others:
        return names
    counts: dict[str, int] = {}
    for met in others:
        counts[met.feature.kind] = counts.get(met.feature.kind, 0) + 1
    holds = ", ".join(f"{number} {kind}" for kind, number in sorted(counts.items()))
    dead = sum(met.feature.status == "disused" for met in others)
    out = f", {dead} of them out of use" if dead else ""
    return f"{names}, {'with' if outer.kind in CABLES else 'holding'} {holds}{out}"


def _degrees(sine: float) -> int:
    return round(math.degrees(math.asin(min(1.0, sine))))
