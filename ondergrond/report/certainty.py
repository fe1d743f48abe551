"""How sure an answer is, as blocks: which values decide, which gaps are in doubt."""

from __future__ import annotations

from collections.abc import Iterator

from ondergrond.explanation import Robustness, Trench, Uncertain
from ondergrond.report.blocks import Block, Line, Table
from ondergrond.report.phrases import say
from ondergrond.report.quoting import pair_of, pairs_of, rule_of
from ondergrond.words import Phrases


def robustness_blocks(found: Robustness, words: Phrases) -> Iterator[Block]:
    """How sure the answer is."""
    lang = words.lang
    ends = {
        name: say("not-found" if told is None else "yes" if told else "no", lang)
        for name, told in (("low", found.low), ("base", found.base), ("high", found.high))
    }
    level = say(f"level.{found.level}", lang)
    yield Line(say(f"sure.{found.fits}", lang, level=level, n=found.tried, **ends))
    if found.values:
        yield Line(_obtain_first(found, words))
        yield _values_table(found, words)
    elif found.fits == "some" and not found.proven:
        yield Line(say("values-unknown", lang), "fair")
    if found.doubts:
        yield _doubts_table(found, words)
    if found.trenches:
        yield _trenches_table(found, words)


def _obtain_first(found: Robustness, words: Phrases) -> str:
    """Which number to obtain first, and how it decides."""
    first = found.values[0]
    key = "alone" if first.decides else "together" if first.together else "part"
    if not found.proven and key != "alone":
        key += ".open"
    text = say(
        f"obtain-first.{key}",
        words.lang,
        value=_value_name(first, words),
        who=_asked(first, words),
        n=len(found.values),
    )
    if key == "alone" and not found.proven:
        text += f" {say('values-open', words.lang)}"
    if not all(one.proven_low and one.proven_high for one in found.values):
        text += f" {say('widths-open', words.lang)}"
    return text


def _asked(one: Uncertain, words: Phrases) -> str:
    return say(f"ask.{one.ask}", words.lang, party=words.own("party", one.party))


def _value_name(one: Uncertain, words: Phrases) -> str:
    """The value in words: of a gap with the pairs it holds for."""
    if not one.pairs:
        return rule_of(one.reference, words)
    return f"{one.reference.rule.partition(' ')[0]} {pairs_of(one.pairs, words)}"


def _amount(value: int, one: Uncertain, words: Phrases) -> str:
    if one.unit == "mm":
        return f"{words.metres(value)} m"
    return f"{value} {one.unit}"


def _width(width: int | None, proven: bool, words: Phrases) -> str:
    """A least width, or that there is none, or that this was not established."""
    if width is None:
        return say("no-width" if proven else "not-found", words.lang)
    text = f"{words.metres(width)} m"
    return text if proven else f"{text} {say('width.open', words.lang)}"


def _values_table(found: Robustness, words: Phrases) -> Table:
    lang = words.lang
    keys = ("rule", "value", "low", "high", "width-low", "width-high", "", "ask")
    rows = tuple(
        (
            _value_name(one, words),
            _amount(one.value, one, words),
            _amount(one.low, one, words),
            _amount(one.high, one, words),
            _width(one.width_low, one.proven_low, words),
            _width(one.width_high, one.proven_high, words),
            say("decides" if one.decides else "together", lang)
            if one.decides or one.together
            else "",
            _asked(one, words),
        )
        for one in found.values
    )
    headers = tuple(words(f"title.{key}") if key else "" for key in keys)
    return Table(words("title.uncertain"), headers, rows, frozenset({1, 2, 3, 4, 5}))


def _doubts_table(found: Robustness, words: Phrases) -> Table:
    keys = ("asset", "pair", "rule", "accuracy", "there-is", "least", "wanted")
    rows = tuple(
        (
            one.asset,
            one.other,
            pair_of(one.rule, words),
            *(words.centimetres(mm) for mm in (one.accuracy, one.gap, one.least, one.wanted)),
        )
        for one in found.doubts
    )
    headers = tuple(words(f"title.{key}") for key in keys)
    return Table(words("title.doubts"), headers, rows, frozenset({3, 4, 5, 6}), "cm")


def _trenches_table(found: Robustness, words: Phrases) -> Table:
    rows = tuple(
        (one.asset, words.centimetres(one.accuracy), _worth(one, words)) for one in found.trenches
    )
    headers = (words("title.asset"), f"{words('title.accuracy')} (cm)", "EUR/m")
    return Table(words("title.trenches"), headers, rows, frozenset({1, 2}))


def _worth(one: Trench, words: Phrases) -> str:
    if one.worth is None:
        return say("no-sure-layout" if one.proven else "not-found", words.lang)
    text = words.euros(one.worth)
    return text if one.proven else f"{text} {say('width.open', words.lang)}"
