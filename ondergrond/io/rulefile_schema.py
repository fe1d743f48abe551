"""What a rule file can say: its sheets, the quantities in them, the units they are written in.

A *sheet* is a table for one quantity, such as ``[gaps.minimum]``; its rows are named by
*dimensions*: classes, zones, pavements, rack cases. A sheet without dimensions is one value.
``docs/rules.md`` shows the format, ``ondergrond.rules`` what the numbers mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Literal, NamedTuple

from ondergrond.profile import Pavement, ZoneKind
from ondergrond.quantity import LONGEST, SU_PER_EURO
from ondergrond.rules import CLASSES, GIVING, NETWORKS, RACK_LEVELS, TERMS

RULE_CLASSES = tuple(dict.fromkeys(CLASSES))
"""Every class once (``water`` names a network and a boundary)."""

CROSSED = (*NETWORKS, "rack", "root-zone", "storage", "reserve", "container")
"""What a house connection can cross (docs/model.md section 7)."""

USERS = (*NETWORKS, "rack", "tree-trunk", "root-zone", "storage", "reserve", "container")
"""The classes that have zone rules (docs/model.md section 5)."""

FORMS = ("single", "twin")
"""How casings are made; a pair is two single ones."""

RACK_CASES = ("low", "base", "high")

CHOICES_OVER = ("never", "priced", "free")

Units = Mapping[str, Fraction]


class Quantity(NamedTuple):
    """A kind of value and the ways to write it.

    noun: for messages.  units: what a unit is worth in the resolved value's own unit (empty: the
    value is text).  shown: the unit people read.  form: ``exact`` whole after conversion or an
    error, ``round`` half up, ``fraction`` kept exact, ``text``.  least, most: admissible resolved
    values.  words: text that stands for a value; ``None`` means forbidden or not there.
    even: whether the resolved value must be even.
    """

    noun: str
    units: Units
    shown: str
    form: Literal["exact", "round", "fraction", "text"]
    least: int = 0
    most: int = LONGEST
    words: Mapping[str, int | str | None] = MappingProxyType({})
    even: bool = False


def _units(**factors: int) -> Units:
    return {name: Fraction(value) for name, value in factors.items()}


_MM = _units(mm=1, cm=10, m=1000)
_DEAREST = 10**6 * SU_PER_EURO
_SLOPES = {
    "EUR/m per m": Fraction(10),
    "EUR/m per mm": Fraction(SU_PER_EURO),
    "EUR/m2": Fraction(10),
}
_COUNT = _units(count=1)

LENGTH = Quantity("a length", _MM, "m", "exact")
WIDTH = Quantity("a length above zero", _MM, "m", "exact", least=1)
DIAMETER = WIDTH._replace(noun="a diameter", shown="mm")
EVEN_WIDTH = WIDTH._replace(noun="an even size", least=2, even=True)
SIZE = EVEN_WIDTH._replace(shown="mm")
MINIMUM_GAP = LENGTH._replace(words={"hard": "hard"})
PREFERRED_GAP = LENGTH._replace(words={"minimum": "minimum"})
MONEY = Quantity("a price", {"EUR/m": Fraction(SU_PER_EURO)}, "EUR/m", "round", most=_DEAREST)
PER_WIDTH = Quantity("a price per width", _SLOPES, "EUR/m per mm", "round", most=_DEAREST)
PER_DEPTH = PER_WIDTH._replace(noun="a price per depth", shown="EUR/m per m")
PER_AREA = PER_WIDTH._replace(noun="a price per area", shown="EUR/m2")
EACH = Quantity("a price", {"EUR each": Fraction(SU_PER_EURO)}, "EUR each", "round", most=_DEAREST)
EACH_PER_M = Quantity("a price per distance", {"EUR each per m": Fraction(10)}, "EUR each per m",
                      "fraction", most=_DEAREST)  # fmt: skip
PER_VOLUME = Quantity("a price per volume", {"EUR/m3": Fraction(SU_PER_EURO)}, "EUR/m3", "round",
                      most=_DEAREST)  # fmt: skip
RATE = Quantity(
    "a number of times a year", {"per year": Fraction(1)}, "per year", "fraction", most=10
)
DISCOUNT = Quantity("a yearly percentage", {"%": Fraction(1, 100)}, "%", "fraction", most=1)
PERCENT = Quantity("a percentage", _units(**{"%": 1}), "%", "exact", most=10_000)
SHARE = PERCENT._replace(noun="a share", least=1, most=100)
YEARS = Quantity("a number of years", _units(years=1), "years", "exact", least=1, most=500)
YEAR = Quantity("a calendar year", _units(year=1), "year", "exact", least=1950, most=2200)
STEPS = Quantity("a number", _COUNT, "count", "exact", least=1, most=100)
WEIGHT = Quantity("a weight", _COUNT, "count", "exact", most=1000)
RANK = Quantity("a rank", _COUNT, "count", "exact", most=1000, words={"none": None})
SPREAD = Quantity("a slope", _units(**{"mm per m": 1}), "mm per m", "exact", least=1, most=100_000)
TEXT = Quantity("a name", {}, "", "text")
OVER = Quantity("a word", {}, "", "text", words={word: word for word in CHOICES_OVER})
LEVEL = Quantity("a level", {}, "", "text", words={**{n: n for n in RACK_LEVELS}, "none": None})
USE = MONEY._replace(words={"free": 0, "forbidden": None})
CROSSING = EACH._replace(words={"free": 0, "impossible": None})


class Dimension(NamedTuple):
    """What names the rows of a sheet.

    names: the members.  groups: the table of ``[groups]`` whose names may stand for several of them
    (None: only the members themselves and ``any``).
    """

    noun: str
    names: tuple[str, ...]
    groups: Literal["classes", "zones"] | None = None


NETWORK = Dimension("network", NETWORKS, "classes")
CLASS = Dimension("class", RULE_CLASSES, "classes")
USER = Dimension("class", USERS, "classes")
CROSSED_CLASS = Dimension("class", CROSSED, "classes")
ZONE = Dimension("zone", tuple(zone.value for zone in ZoneKind), "zones")
PAVEMENT = Dimension("pavement", tuple(p.value for p in Pavement))
CASE = Dimension("rack case", RACK_CASES)
UPPER = Dimension("rack level", RACK_LEVELS)
FORM = Dimension("form", FORMS)
NOMINAL = Dimension("nominal size", ())
PRESET = Dimension("preset", ())
TERM = Dimension("score term", TERMS)
GIVER = Dimension("kind of condition", GIVING)


class Sheet(NamedTuple):
    """One quantity and what its rows are named by.

    shape: ``pairs`` one value per unordered pair (a.b and b.a are the same), ``levels`` per rack
    level and a lower one, ``sparse`` only what is written, ``full`` every combination.
    """

    path: tuple[str, ...]
    quantity: Quantity
    dimensions: tuple[Dimension, ...] = ()
    shape: Literal["full", "pairs", "levels", "sparse"] = "full"

    @property
    def name(self) -> str:
        """The sheet as it is written in a file: ``gaps.minimum``."""
        return ".".join(self.path)


def _sheets() -> tuple[Sheet, ...]:
    network: dict[str, Quantity] = {
        "deepest": WIDTH, "size": SIZE, "pair-gap": LENGTH, "laying": MONEY,
        "laying-per-mm": PER_WIDTH, "depth": PER_DEPTH, "margin": LENGTH, "lifetime": YEARS,
        "service": EACH, "service-per-mm": EACH_PER_M, "openings": RATE, "relocation": MONEY,
        "removal": MONEY, "party": TEXT, "level": LEVEL, "rank": RANK,
    }  # fmt: skip
    gap: dict[str, Quantity] = {
        "hard": LENGTH, "minimum": MINIMUM_GAP, "preferred": PREFERRED_GAP, "over": OVER,
        "over-hard": LENGTH, "over-minimum": MINIMUM_GAP, "over-preferred": PREFERRED_GAP,
        "over-price": MONEY,
    }  # fmt: skip
    rack: dict[str, Quantity] = {
        "post": EVEN_WIDTH, "beam": EVEN_WIDTH, "cover-plate": LENGTH, "base-plate": LENGTH,
        "top-gap": LENGTH, "bottom-gap": LENGTH, "lateral": LENGTH, "deepest": WIDTH,
        "facade": LENGTH, "strip": LENGTH, "fixed": MONEY, "per-level": MONEY, "per-mm": PER_DEPTH,
        "depth": PER_DEPTH, "laying-percent": PERCENT, "opening-percent": PERCENT, "party": TEXT,
    }  # fmt: skip
    single: dict[str, dict[str, Quantity]] = {
        "tree": {
            "depth": WIDTH, "shallowest": WIDTH, "above-water": LENGTH, "trunk": EVEN_WIDTH,
            "inset": LENGTH, "least": SHARE, "widths": STEPS, "planting": EACH, "removal": MONEY,
            "barrier": MONEY, "value": PER_VOLUME, "party": TEXT,
        },
        "storage": {
            "layer": WIDTH, "void": SHARE, "above-water": LENGTH, "deepest": WIDTH, "least": SHARE,
            "price": PER_VOLUME, "value": PER_VOLUME, "party": TEXT,
        },
        "prices": {
            "breach": MONEY, "breach-steps": STEPS, "deviation": MONEY, "deviation-steps": STEPS,
            "wish": MONEY, "dewatering": PER_DEPTH, "reserve": MONEY, "container": MONEY,
            "horizon": YEARS, "discount": DISCOUNT, "price-year": YEAR,
        },
        "street": {"load-spread": SPREAD, "kerb-depth": LENGTH},
    }  # fmt: skip
    sheets = [Sheet(("networks", "cover"), LENGTH, (NETWORK, ZONE))]
    sheets += [Sheet(("networks", name), q, (NETWORK,)) for name, q in network.items()]
    sheets.append(Sheet(("networks", "casing"), DIAMETER, (NETWORK, FORM, NOMINAL), "sparse"))
    sheets.append(Sheet(("zone-use",), USE, (USER, ZONE)))
    sheets += [Sheet(("gaps", name), q, (CLASS, CLASS), "pairs") for name, q in gap.items()]
    sheets.append(Sheet(("crossings",), CROSSING, (NETWORK, CROSSED_CLASS)))
    sheets += [Sheet(("racks", name), q, (CASE,)) for name, q in rack.items()]
    sheets.append(Sheet(("racks", "cover"), LENGTH, (CASE, ZONE)))
    sheets.append(Sheet(("racks", "level-gap"), LENGTH, (CASE, UPPER, UPPER), "levels"))
    sheets.append(Sheet(("stacks",), LENGTH, (NETWORK, NETWORK), "sparse"))
    for section, fields in single.items():
        sheets += [Sheet((section, name), q) for name, q in fields.items()]
    sheets.append(Sheet(("storage", "cover"), LENGTH, (ZONE,)))
    sheets.append(Sheet(("prices", "pavement"), PER_AREA, (PAVEMENT,)))
    sheets.append(Sheet(("prices", "nuisance"), PERCENT, (ZONE,)))
    sheets.append(Sheet(("gives-way",), STEPS, (GIVER,)))
    sheets.append(Sheet(("presets",), WEIGHT, (PRESET, TERM), "sparse"))
    return tuple(sheets)


SHEETS = _sheets()
"""Every sheet of a rule file, in the order in which problems are told."""

SHEET = {sheet.name: sheet for sheet in SHEETS}
"""A sheet by its name."""

SECTIONS = tuple(dict.fromkeys(sheet.path[0] for sheet in SHEETS))
"""The tables at the top of a rule file that hold sheets."""


def number_text(value: int | Fraction, quantity: Quantity) -> str:
    """A resolved number in the unit people read, without its unit, without loss: ``0.05``."""
    number = Fraction(value) / quantity.units[quantity.shown]
    if number.denominator == 1:
        return str(number.numerator)
    scaled = number * 10**12
    if scaled.denominator != 1:
        return f"{number.numerator}/{number.denominator}"
    sign = "-" if scaled < 0 else ""
    whole, rest = divmod(abs(scaled.numerator), 10**12)
    return f"{sign}{whole}.{rest:012d}".rstrip("0")


def value_text(value: int | Fraction | str | None, quantity: Quantity) -> str:
    """A resolved value as people read it: ``1.5 m``, ``free``, ``forbidden``, ``telecom``."""
    for word, meaning in quantity.words.items():
        if meaning == value:
            return word
    if value is None or isinstance(value, str):
        return str(value)
    return f"{number_text(value, quantity)} {quantity.shown}"
