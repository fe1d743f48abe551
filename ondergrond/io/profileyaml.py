"""A street profile written as YAML again, with units, so that ``load_profile`` reads the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Annotated, Any, get_args, get_origin

import yaml
from pydantic import BaseModel, BeforeValidator

from ondergrond.claims import Dimensions
from ondergrond.io.shape import keys_of
from ondergrond.profile import StreetProfile
from ondergrond.quantity import (
    SU_PER_EURO,
    parse_coordinate,
    parse_length,
    parse_money,
    parse_percent,
    parse_rate,
    parse_volume,
)


def profile_to_yaml(profile: StreetProfile) -> str:
    """The YAML text of a profile: every length with its unit, what is a default left out.

    Reading it gives an equal profile. Lengths from 1 m up are in m, smaller ones in mm.
    """
    return dumped(plain_mapping(profile))


def dumped(data: Any) -> str:
    """Plain data (``plain_mapping``, or lists of it) as YAML text, a claim on a line of its own."""
    flow = None if any(isinstance(value, dict | list) for value in _values(data)) else False
    text = yaml.dump(
        data,
        Dumper=yaml.SafeDumper,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=flow,
        width=100,
    )
    assert isinstance(text, str)
    return text


def _values(data: Any) -> Iterable[Any]:
    return data.values() if isinstance(data, dict) else data


def length_text(mm: int) -> str:
    """A length as people write it: ``2.4 m``, ``110 mm``."""
    return f"{_decimal(mm, 1000)} m" if abs(mm) >= 1000 else f"{mm} mm"


def _rate_text(rate: Fraction) -> str:
    return (
        f"{rate.numerator}/{rate.denominator} per 100 m"
        if rate.denominator > 1
        else f"{rate} per 100 m"
    )


_WRITERS: dict[Callable[[Any], Any], Callable[[Any], str]] = {
    parse_length: length_text,
    parse_coordinate: lambda mm: f"{_decimal(mm, 1000)} m",
    parse_money: lambda su: f"{_euros(su)} EUR/m",
    parse_volume: lambda mm3: f"{_decimal(mm3, 1_000_000_000)} m3",
    parse_percent: lambda percent: f"{percent} %",
    parse_rate: _rate_text,
}
"""How a value is written again, by the function that reads it."""


def _euros(su: int) -> str:
    """Not with three decimals, which could be read as thousands."""
    text = _decimal(su, SU_PER_EURO)
    return f"{text}0" if len(text.partition(".")[2]) == 3 else text


def _decimal(value: int, parts: int) -> str:
    """``value / parts`` as an exact plain decimal; ``parts`` is a power of ten."""
    return f"{(Decimal(value) / parts).normalize():f}"


def plain_mapping(model: BaseModel) -> dict[str, Any]:
    """A model as people write it: its keys with texts, lists and mappings; defaults left out."""
    annotations = keys_of(type(model))
    mapping: dict[str, Any] = {}
    for name, info in type(model).model_fields.items():
        value = getattr(model, name)
        if info.is_required() or value != info.get_default(call_default_factory=True):
            key = info.alias or name
            mapping[key] = _written(value, annotations[key])
    return mapping


def _written(value: Any, annotation: Any) -> Any:
    if isinstance(value, Dimensions):
        return _size(value)
    if isinstance(value, BaseModel):
        return plain_mapping(value)
    if isinstance(value, tuple):
        return [_written(item, annotation) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bool | str):
        return value
    write = _writer(annotation)
    return str(value) if write is None else write(value)


def _size(size: Dimensions) -> str:
    if size.width is not None and size.height is not None:
        return f"{length_text(size.width)} x {length_text(size.height)}"
    if size.diameter is not None:
        return length_text(size.diameter)
    return f"DN{size.nominal}"


def _writer(annotation: Any) -> Callable[[Any], str] | None:
    """The writer of the first reader inside an annotation: ``tuple[Length, Length] | None``."""
    if get_origin(annotation) is Annotated:
        for extra in get_args(annotation)[1:]:
            if isinstance(extra, BeforeValidator) and extra.func in _WRITERS:
                return _WRITERS[extra.func]
    for part in get_args(annotation):
        if (write := _writer(part)) is not None:
            return write
    return None
