"""The sentences of reports, in English and Dutch; single words are in ``ondergrond.words``."""

from __future__ import annotations

from ondergrond.report.reasons import REASONS
from ondergrond.words import LANGUAGES, Language

_SENTENCES: dict[str, tuple[str, str]] = {
    "optimal": (
        "optimal: no layout on the {grid} mm grid scores better",
        "optimaal: geen ligging op het raster van {grid} mm scoort beter",
    ),
    "feasible": ("feasible, not proven best", "haalbaar, niet bewezen als beste"),
    "gap": (
        "the best may score {gap} EUR/m better ({percent} %)",
        "de beste kan {gap} EUR/m beter scoren ({percent} %)",
    ),
    "no-bound": (
        "how much better the best may be is unknown",
        "hoeveel beter de beste is, is onbekend",
    ),
    "infeasible": (
        "infeasible: no layout keeps the hard rules, decided at {grid} mm",
        "past niet: geen ligging houdt zich aan de harde regels, beslist op {grid} mm",
    ),
    "confirmed": ("confirmed by {engines}", "bevestigd door {engines}"),
    "unconfirmed": (
        "found by {engines} alone, unconfirmed",
        "alleen gevonden door {engines}, niet bevestigd",
    ),
    "unknown": ("unknown: {reason}", "onbekend: {reason}"),
    "no-reason": ("neither a layout nor a proof that there is none", "geen ligging en geen bewijs"),
    "fits": ("all rules are kept", "alle regels zijn gehaald"),
    "fits-with": ("fits with {breaches} and {deviations}", "past met {breaches} en {deviations}"),
    "breach": ("1 breach", "1 overschrijding"),
    "breaches": ("{n} breaches", "{n} overschrijdingen"),
    "deviation": ("1 deviation", "1 afwijking"),
    "deviations": ("{n} deviations", "{n} afwijkingen"),
    "street": (
        "{name}, {width} m wide; rules {rules}, preset {preset}",
        "{name}, {width} m breed; regels {rules}, weging {preset}",
    ),
    "score": (
        "score {score} EUR/m, cost {cost} EUR/m (per metre of street, present value)",
        "score {score} EUR/m, kosten {cost} EUR/m (per meter straat, contante waarde)",
    ),
    "solved": (
        "{engine}, {seconds} s; ondergrond {version}",
        "{engine}, {seconds} s; ondergrond {version}",
    ),
    "skipped": ("left out: {claims}", "vervallen: {claims}"),
    "removed": ("removed: {claims}", "verwijderd: {claims}"),
    "relocated": ("moved: {claims}", "verlegd: {claims}"),
    "lengths": ("lengths in m", "maten in m"),
    "assumed": (
        "assumed: the rule value is an own estimate, no published value",
        "aangenomen: de regelwaarde is een eigen schatting, geen gepubliceerde waarde",
    ),
    "all-assumed": (
        "{assumed} of {all} rule values that this street carries are assumed",
        "{assumed} van {all} regelwaarden van deze straat zijn aangenomen",
    ),
    "written": ("written: {files}", "geschreven: {files}"),
    "sound-layout": (
        "{file}: sound; every rule and every amount checked",
        "{file}: in orde; elke regel en elk bedrag gecontroleerd",
    ),
    "sound-street": (
        "{file}: as it lies, no minimum gap is broken",
        "{file}: zoals het ligt is geen minimummaat overschreden",
    ),
    "violated": ("{file}: {n} violations", "{file}: {n} overtredingen"),
    "many-violated": (
        "{n} streets as they lie: {bad} break a minimum, {hard} of them a hard rule",
        "{n} straten zoals ze liggen: {bad} halen een minimum niet, {hard} daarvan een harde regel",
    ),
    "violated-1": ("{file}: 1 violation", "{file}: 1 overtreding"),
}


def say(key: str, lang: Language, **values: object) -> str:
    """The sentence for a key, filled in. Raises ``KeyError`` for a key that is not there."""
    pair = _SENTENCES[key] if key in _SENTENCES else REASONS[key]
    return pair[LANGUAGES.index(lang)].format(**values)


def counted(noun: str, plural: str, n: int, lang: Language) -> str:
    """``1 breach``, ``2 breaches``."""
    return say(noun if n == 1 else plural, lang, n=n)
