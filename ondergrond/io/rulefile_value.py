"""One value of a rule file: its number in the program's unit, its range, and where it comes from.

What is wrong is told to a ``Teller`` (place, message), never raised; a value that is wrong is
``Broken``, so that nobody calls it missing as well.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, NamedTuple, cast, get_args

from ondergrond.io.rulefile_schema import Quantity
from ondergrond.quantity import half_up
from ondergrond.rules import Provenance

OWN_ESTIMATE = "own estimate"
"""The source of an assumption that rests on no text."""

Basis = Literal["published", "practice", "assumption"]
Confidence = Literal["high", "medium", "low"]
Status = Literal["normative", "advisory"]

CHOICES: Mapping[str, tuple[str, ...]] = {
    "basis": get_args(Basis),
    "confidence": get_args(Confidence),
    "status": get_args(Status),
}
"""The keys that take one of a few words."""

ABOUT_KEYS = ("unit", "source", "basis", "confidence", "status", "note")
VALUE_KEYS = ("value", *ABOUT_KEYS, "low", "high")

NORM_REFUSED = (
    "this claims to be a value of NEN 7171-1, a paid norm; name a public source, "
    "or say that it is an assumption"
)

_NORM = re.compile(r"\bNEN[\s_-]*7171(?!-style)", re.IGNORECASE)
_CLAIM = re.compile(
    r"(?<!not )(?<!no value )\b"
    r"(?:from|according to|values? of|as in|by|per|conform|volgens|uit|cf\.?)"
    r"\s+(?:the\s+|de\s+)?NEN[\s_-]*7171(?!-style)",
    re.IGNORECASE,
)
_OWN: Mapping[str, str] = {"basis": "assumption", "confidence": "low"}
_MAGNITUDE = 15
"""Powers of ten beyond which a number is a slip of the pen."""


class Broken(NamedTuple):
    """Stands for a value that was written and cannot be used: it is wrong, not missing."""


Value = int | Fraction | str | Broken | None
About = Mapping[str, Any]
Sources = Mapping[str, Mapping[str, str]]
Teller = Callable[[str, str], None]


class Row(NamedTuple):
    """A value that is written: the names it holds for, the resolved value, where it comes from."""

    names: tuple[str, ...]
    value: Value
    why: Provenance


def claims_the_norm(text: str) -> bool:
    """Whether the name of a source is the paid norm's."""
    return _NORM.search(text) is not None


def nearest(name: str, known: Iterable[str]) -> str:
    """``did you mean x?`` or the names there are, to end a message about an unknown name."""
    names = sorted(known)
    if near := difflib.get_close_matches(name, names, n=1, cutoff=0.6):
        return f"did you mean '{near[0]}'?"
    if len(names) > 12:
        return f"one of {len(names)}, such as {', '.join(names[:6])}"
    return f"one of: {', '.join(names)}" if names else "none is known here"


def shown(value: Any) -> str:
    """What a person wrote, as a message quotes it."""
    if isinstance(value, Decimal):
        return str(value)[:40]
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, int) and abs(value) >= 10**_MAGNITUDE:
        return "a very large number"
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."


def join(path: str, key: str) -> str:
    """The place of a key in a table."""
    return f"{path}.{key}" if path else key


class ValueReader:
    """Reads values of one file. file: where they are written; sources: known to this file."""

    def __init__(self, file: Path, sources: Sources, wrong: Teller) -> None:
        self.file = file
        self.sources = sources
        self._tell = wrong
        self._count = 0

    def _wrong(self, path: str, message: str) -> None:
        self._count += 1
        self._tell(path, message)

    # --- what is said about values ----------------------------------------------------------------

    def known_keys(self, path: str, table: Mapping[str, Any], known: Iterable[str]) -> None:
        """Tell every key of a table that is not known."""
        names = set(known)
        for key in table:
            if key not in names:
                self._wrong(join(path, key), f"'{key}' is unknown here; {nearest(key, names)}")

    def text(self, path: str, value: Any) -> str | None:
        """Text that is not empty, or None."""
        if value is None:
            return None
        if isinstance(value, str) and value.strip():
            return value
        self._wrong(path, f"this is text, not {shown(value)}")
        return None

    def choice(self, path: str, name: str, value: str | None) -> None:
        """Tell a word that is none of those a key takes."""
        if value is not None and value not in CHOICES[name]:
            known = ", ".join(CHOICES[name])
            self._wrong(path, f"{shown(value)} is no {name}; one of: {known}")

    def about(self, path: str, table: Mapping[str, Any]) -> About:
        """The keys of ``ABOUT_KEYS`` that a table has, checked."""
        fields: dict[str, str] = {}
        for key in ABOUT_KEYS:
            text = self.text(join(path, key), table.get(key))
            if text is not None:
                fields[key] = text
                if key in CHOICES:
                    self.choice(join(path, key), key, text)
        source = fields.get("source")
        if source is not None and source != OWN_ESTIMATE and source not in self.sources:
            refused = f"; {NORM_REFUSED}" if claims_the_norm(source) else ""
            hint = nearest(source, (*self.sources, OWN_ESTIMATE))
            self._wrong(join(path, "source"), f"'{source}' is no key of [sources]; {hint}{refused}")
        if "note" in fields and _CLAIM.search(fields["note"]):
            self._wrong(join(path, "note"), NORM_REFUSED)
        return fields

    # --- a value ----------------------------------------------------------------------------------

    def row(
        self,
        quantity: Quantity,
        path: str,
        value: Any,
        names: tuple[str, ...],
        outer: Sequence[About],
    ) -> Row:
        """The row of a value, written bare or as a table.

        outer: what the tables around it say, the outermost first.
        """
        self._count = 0
        written: dict[str, Any] = value if isinstance(value, dict) else {"value": value}
        self.known_keys(path, written, VALUE_KEYS)
        scopes = (*outer, self.about(path, written))
        unit = next((scope["unit"] for scope in reversed(scopes) if "unit" in scope), None)
        numbers: dict[str, Value] = {
            key: self._number(quantity, path, key, written[key], unit)
            for key in ("value", "low", "high")
            if key in written
        }
        if "value" not in written:
            self._wrong(path, "a value is missing: write it bare or as { value = ..., ... }")
        self._check_range(quantity, path, numbers)
        why = self._provenance(path, scopes, numbers)
        if why is None or self._count:
            return Row(names, Broken(), self._unused(path))
        return Row(names, numbers["value"], why)

    def _unused(self, path: str) -> Provenance:
        """The provenance of a value that cannot be used; only its place is ever told."""
        return Provenance.model_construct(
            source=OWN_ESTIMATE,
            basis="assumption",
            confidence="low",
            status="advisory",
            path=path,
            file=self.file.stem,
        )

    def _number(
        self, quantity: Quantity, path: str, key: str, value: Any, unit: str | None
    ) -> Value:
        place = path if key == "value" else join(path, key)
        if isinstance(value, str):
            return self._word(quantity, place, key, value)
        if not quantity.units:
            self._wrong(place, f"{quantity.noun} is text, not {shown(value)}")
            return None
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            self._wrong(place, f"{quantity.noun} is a number, not {shown(value)}")
            return None
        number = Decimal(value)
        if not number.is_finite() or (number and abs(number.adjusted()) > _MAGNITUDE):
            self._wrong(place, f"{shown(value)} is no number that makes sense here")
            return None
        if unit is None:
            self._wrong(place, f'the unit is missing; write unit = "{quantity.shown}"')
            return None
        if unit not in quantity.units:
            known = " or ".join(f"'{name}'" for name in quantity.units)
            self._wrong(place, f"'{unit}' is no unit of {quantity.noun} here; use {known}")
            return None
        exact = Fraction(number) * quantity.units[unit]
        return self._bounded(quantity, place, exact, f"{value} {unit}")

    def _word(self, quantity: Quantity, place: str, key: str, value: str) -> Value:
        if key == "value" and value in quantity.words:
            return quantity.words[value]
        if quantity.form == "text" and not quantity.words:
            if value.strip():
                return value.strip()
            self._wrong(place, f"{quantity.noun} is missing")
        elif quantity.units and (match := re.match(r"\s*([+-]?[\d.,]+)", value)):
            self._wrong(
                place,
                f"write the number and its unit apart: value = {match.group(1)}, "
                f'unit = "{quantity.shown}"',
            )
        else:
            known = f"; {nearest(value, quantity.words)}" if quantity.words else ""
            self._wrong(place, f"{shown(value)} is not {quantity.noun}{known}")
        return None

    def _bounded(self, quantity: Quantity, place: str, number: Fraction, written: str) -> Value:
        if number < quantity.least:
            low = "below zero" if number < 0 else "too small"
            self._wrong(place, f"{written} is {low} for {quantity.noun}")
        elif number > quantity.most:
            self._wrong(place, f"{written} is too large for {quantity.noun}")
        elif quantity.form == "fraction":
            return number
        elif quantity.form == "round":
            return half_up(number)
        elif number.denominator != 1:
            what = "mm" if quantity.units.get("mm") == 1 else quantity.shown
            self._wrong(place, f"{written} is no whole number of {what}")
        elif quantity.even and number % 2:
            self._wrong(
                place,
                f"{written} is odd; sizes are even mm so that every axis lies on a whole mm: "
                f"write {int(number) + 1} mm",
            )
        else:
            return int(number)
        return None

    def _check_range(self, quantity: Quantity, path: str, numbers: Mapping[str, Value]) -> None:
        ends = [key for key in ("low", "high") if key in numbers]
        if ends and quantity.form in ("fraction", "text"):
            what = quantity.noun
            self._wrong(path, f"low and high are not kept for {what}; say it in the note")
            return
        value = numbers.get("value")
        for key in ends:
            end = numbers[key]
            if not isinstance(end, int) or not isinstance(value, int):
                continue
            if (end > value) if key == "low" else (end < value):
                side = "above" if key == "low" else "below"
                self._wrong(join(path, key), f"{key} lies {side} the value; low <= value <= high")

    # --- provenance -------------------------------------------------------------------------------

    def _provenance(
        self, path: str, scopes: Sequence[About], numbers: Mapping[str, Value]
    ) -> Provenance | None:
        """Source, basis, confidence, status and note of a value.

        Naming a source starts afresh: basis, confidence and note of tables further out than the one
        that names it do not count; what is not said then is what ``[sources]`` says of it.
        """
        chain: list[About] = []
        for scope in reversed(scopes):
            chain.append(scope)
            if "source" in scope:
                break
        source = chain[-1].get("source")
        if source is None:
            self._wrong(path, f'the source is missing: a key of [sources], or "{OWN_ESTIMATE}"')
            return None
        if source != OWN_ESTIMATE and source not in self.sources:
            return None  # told where the source is named
        own = _OWN if source == OWN_ESTIMATE else self.sources[source]
        said: dict[str, str | None] = {
            key: next((scope[key] for scope in (*chain, own) if key in scope), None)
            for key in ("basis", "confidence", "note")
        }
        said["status"] = next((s["status"] for s in reversed(scopes) if "status" in s), None)
        for name, known in CHOICES.items():
            if said[name] is None:
                self._wrong(path, f"the {name} is missing; one of: {', '.join(known)}")
        if said["basis"] == "assumption" and not said["note"]:
            self._wrong(path, 'an assumption needs its reason: note = "..."')
        if said["basis"] in ("published", "practice") and source == OWN_ESTIMATE:
            self._wrong(
                path,
                f'basis "{said["basis"]}" needs a key of [sources]; '
                f'"{OWN_ESTIMATE}" is an assumption',
            )
        low, high = numbers.get("low"), numbers.get("high")
        return Provenance.model_construct(
            source=source,
            basis=cast(Basis, said["basis"]),
            confidence=cast(Confidence, said["confidence"]),
            status=cast(Status, said["status"]),
            low=low if isinstance(low, int) else None,
            high=high if isinstance(high, int) else None,
            note=said["note"],
            path=path,
            file=self.file.stem,
        )
