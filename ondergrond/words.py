"""The words people read, in English and Dutch: one table for reports and drawings.

Code, files and messages are English; a report or drawing can show the Dutch term (``--lang nl``).
A key is ``group.name``, where the name is the value used in profiles, rules and layouts:
``word("network.gas-low", "nl")`` is ``lagedrukgas``. Network words follow the themes of the IMKL
and the Dutch trade; they are translations, no norm.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Language = Literal["en", "nl"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
"""The languages there are words in, the default first."""

_NETWORKS = {
    "telecom": ("telecom", "telecom"),
    "coax": ("coax", "coax"),
    "fibre": ("fibre", "glasvezel"),
    "low-voltage": ("low voltage", "laagspanning"),
    "medium-voltage": ("medium voltage", "middenspanning"),
    "high-voltage": ("high voltage", "hoogspanning"),
    "transmission-voltage": ("transmission voltage", "landelijk hoogspanningsnet"),
    "public-lighting": ("public lighting", "openbare verlichting"),
    "gas-low": ("gas, low pressure", "lagedrukgas"),
    "gas-high": ("gas, high pressure", "hogedrukgas"),
    "water": ("drinking water", "drinkwater"),
    "water-transport": ("water transport main", "watertransport"),
    "heat": ("heat", "warmte"),
    "cold": ("cold", "koude"),
    "sewer-foul": ("foul sewer", "vuilwaterriool"),
    "sewer-combined": ("combined sewer", "gemengd riool"),
    "sewer-storm": ("storm sewer", "hemelwaterriool"),
    "sewer-infiltration": ("infiltration sewer", "infiltratieriool"),
    "sewer-pressure": ("pressure sewer", "persleiding"),
    "hazardous-pipeline": ("hazardous pipeline", "buisleiding gevaarlijke inhoud"),
    "petrochemical": ("petrochemical pipeline", "petrochemische leiding"),
    "orphan": ("orphan line", "wees"),
    "other": ("other", "overig"),
    "duct": ("duct", "mantelbuis"),
}

_BODIES = {
    "manhole": ("manhole", "inspectieput"),
    "rack": ("rack", "VKLS-rek"),
    "tree": ("tree row", "bomenrij"),
    "tree-trunk": ("tree trunk", "stam"),
    "tree-trunk-barrier": ("tree trunk with root barrier", "stam met wortelscherm"),
    "root-zone": ("root zone", "wortelzone"),
    "root-zone-barrier": ("root zone with barrier", "wortelzone met wortelscherm"),
    "root-barrier": ("root barrier", "wortelscherm"),
    "storage": ("water storage", "waterberging"),
    "reserve": ("reserve", "reservering"),
    "container": ("waste container", "ondergrondse container"),
    "facade": ("facade", "gevel"),
    "plot": ("plot boundary", "erfgrens"),
    "water-edge": ("water's edge", "waterkant"),
    "open": ("open", "open"),
    "kerb": ("kerb", "trottoirband"),
    "cellar": ("cellar", "kelder"),
    "foundation": ("foundation", "fundering"),
    "quay-wall": ("quay wall", "kademuur"),
}

_ZONES = {
    "footway": ("footway", "trottoir"),
    "cycleway": ("cycleway", "fietspad"),
    "carriageway": ("carriageway", "rijbaan"),
    "busway": ("busway", "busbaan"),
    "tramway": ("tramway", "trambaan"),
    "parking": ("parking", "parkeerstrook"),
    "verge": ("verge", "berm"),
    "tree-strip": ("tree strip", "boomstrook"),
    "square": ("square", "plein"),
    "quay": ("quay", "kade"),
    "garden": ("garden", "tuin"),
    "water": ("water", "water"),
}

_PAVEMENTS = {
    "tiles": ("tiles", "tegels"),
    "bricks": ("bricks", "klinkers"),
    "asphalt": ("asphalt", "asfalt"),
    "concrete": ("concrete", "beton"),
    "grass": ("grass", "gras"),
    "planting": ("planting", "beplanting"),
    "gravel": ("gravel", "grind"),
    "rail": ("rail", "spoor"),
    "none": ("none", "geen"),
}

_SOILS = {
    "sand": ("sand", "zand"),
    "clay": ("clay", "klei"),
    "peat": ("peat", "veen"),
    "loam": ("loam", "leem"),
    "made": ("made ground", "opgebrachte grond"),
}

_TECHNIQUES = {
    "single": ("horizontal", "horizontaal"),
    "rack": ("rack", "VKLS-rek"),
    "stack": ("stacked trench", "gestapelde sleuf"),
    "stay": ("stays", "blijft liggen"),
}

_STATES = {
    "existing": ("existing", "bestaand"),
    "planned": ("planned", "nieuw"),
    "abandoned": ("abandoned", "buiten gebruik"),
    "moved": ("moved", "verlegd"),
    "removed": ("removed", "verwijderd"),
    "skipped": ("left out", "vervallen"),
}

_SIDES = {
    "left": ("left", "links"),
    "right": ("right", "rechts"),
    "both": ("both", "beide"),
    "none": ("none", "geen"),
}

_VERDICTS = {
    "optimal": ("optimal", "optimaal"),
    "feasible": ("feasible", "haalbaar"),
    "infeasible": ("infeasible", "past niet"),
    "unknown": ("unknown", "onbekend"),
    "error": ("error", "fout"),
}

_TERMS = {
    "laying": ("laying", "aanleg"),
    "services": ("services", "huisaansluitingen"),
    "reopenings": ("reopenings", "opbrekingen"),
    "groundwater": ("groundwater", "bemaling"),
    "relocation": ("relocation", "verleggen"),
    "removal": ("removal", "verwijderen"),
    "rack": ("rack", "VKLS-rek"),
    "trees": ("trees", "bomen"),
    "storage": ("storage", "waterberging"),
    "zones": ("zones", "zones"),
    "over": ("lying over", "boven elkaar"),
    "order": ("order", "volgorde"),
    "deviations": ("deviations", "afwijkingen"),
    "breaches": ("breaches", "overschrijdingen"),
    "skipped": ("left out", "vervallen"),
    "root-volume": ("root volume", "doorwortelbaar volume"),
    "storage-volume": ("storage volume", "bergingsvolume"),
    "reserve-value": ("reserve", "reservering"),
}

_PARTIES = {
    "municipality": ("municipality", "gemeente"),
    "heat": ("heat company", "warmtebedrijf"),
    "water": ("water company", "waterbedrijf"),
    "telecom": ("telecom operator", "telecombedrijf"),
    "gas": ("gas network operator", "gasnetbeheerder"),
    "electricity": ("electricity network operator", "elektriciteitsnetbeheerder"),
    "owner": (
        "owner of the ground or building beside",
        "eigenaar van de aangrenzende grond of bebouwing",
    ),
}

_PRESETS = {
    "balanced": ("balanced", "evenwichtig"),
    "space": ("space", "ruimte"),
    "cost": ("cost", "kosten"),
    "trees": ("trees", "bomen"),
}

_TITLES = {
    "layout": ("layout", "ligging"),
    "profile": ("street profile", "dwarsprofiel"),
    "street": ("street", "straat"),
    "width": ("width", "breedte"),
    "verdict": ("verdict", "uitkomst"),
    "gap-to-bound": ("gap", "marge"),
    "bound": ("bound", "ondergrens"),
    "score": ("score", "score"),
    "cost": ("cost", "kosten"),
    "rules": ("rules", "regelset"),
    "assumed": ("assumed", "aangenomen"),
    "assumed-values": ("rule values are assumed", "regelwaarden zijn aangenomen"),
    "claim": ("claim", "ruimteclaim"),
    "technique": ("technique", "techniek"),
    "x-range": ("x-range", "x-bereik"),
    "axis": ("axis", "hart"),
    "cover": ("cover", "dekking"),
    "bottom": ("bottom", "onderkant"),
    "depth": ("depth", "diepte"),
    "serves": ("serves", "bedient"),
    "slots": ("slots", "plaatsen"),
    "breach": ("breach", "overschrijding"),
    "breaches": ("breaches", "overschrijdingen"),
    "deviation": ("deviation", "afwijking"),
    "deviations": ("deviations", "afwijkingen"),
    "pair": ("pair", "paar"),
    "rule": ("rule", "regel"),
    "there-is": ("there is", "aanwezig"),
    "wanted": ("wanted", "gewenst"),
    "minimum": ("minimum", "minimum"),
    "preferred": ("preferred", "voorkeur"),
    "price": ("price", "prijs"),
    "term": ("term", "post"),
    "weight": ("weight", "gewicht"),
    "amount": ("amount", "bedrag"),
    "party": ("party", "partij"),
    "total": ("total", "totaal"),
    "figures": ("figures", "kerncijfers"),
    "width-taken": ("width taken", "ingenomen breedte"),
    "root-volume": ("root volume", "doorwortelbaar volume"),
    "storage-volume": ("storage", "berging"),
    "groundwater-high": ("highest groundwater", "hoogste grondwaterstand"),
    "groundwater-low": ("lowest groundwater", "laagste grondwaterstand"),
    "ground-level": ("ground level", "maaiveld"),
    "scale": ("scale", "schaal"),
    "metre": ("m", "m"),
    "per-metre": ("per metre of street", "per meter straat"),
    "legend": ("legend", "legenda"),
    "engine": ("engine", "rekenmethode"),
    "resolution": ("resolution", "resolutie"),
    "solved-in": ("solved in", "opgelost in"),
    "established-by": ("established by", "vastgesteld door"),
    "confirmed": ("confirmed", "bevestigd"),
    "unconfirmed": ("unconfirmed", "niet bevestigd"),
    "proven": ("proven best on the grid", "bewezen beste op het raster"),
    "reason": ("reason", "reden"),
    "files": ("files written", "geschreven bestanden"),
    "source": ("source", "bron"),
    "finding": ("finding", "bevinding"),
    "times": ("times", "keer"),
    "streets": ("streets", "straten"),
    "worst": ("worst, cm short", "ergste, cm tekort"),
    "kind": ("kind", "soort"),
    "size": ("size", "maat"),
    "state": ("state", "toestand"),
    "place": ("place", "plaats"),
    "zone": ("zone", "zone"),
    "pavement": ("pavement", "verharding"),
    "horizontal": ("horizontal", "horizontaal"),
    "vertical": ("vertical", "verticaal"),
    "barrier": ("with root barrier", "met wortelscherm"),
    "nothing": ("none", "geen"),
    "link": ("link", "schakel"),
    "from": ("from", "van"),
    "to": ("to", "tot"),
    "size-cm": ("cm", "cm"),
    "value": ("value", "waarde"),
    "chain": ("critical chain", "maatgevende keten"),
    "conflict": ("what cannot hold together", "wat niet samengaat"),
    "condition": ("condition", "voorwaarde"),
    "remedies": ("remedies, solved again", "oplossingen, opnieuw berekend"),
    "remedy": ("remedy", "oplossing"),
    "score-per-metre": ("score EUR/m", "score EUR/m"),
    "cost-per-metre": ("cost EUR/m", "kosten EUR/m"),
    "score-change": ("change of score EUR/m", "verandering van score EUR/m"),
    "cost-change": ("change of cost EUR/m", "verandering van kosten EUR/m"),
    "consents": ("consents", "instemmingen"),
    "negotiation": ("who must consent to what", "wie waarmee moet instemmen"),
    "consent": ("consent of", "instemming van"),
    "short": ("short", "tekort"),
    "buys": ("buys EUR/m", "levert op EUR/m"),
    "slack": ("slack of the claims", "speling van de ruimteclaims"),
    "to-left": ("to the left", "naar links"),
    "to-right": ("to the right", "naar rechts"),
    "worth": ("what a decimetre is worth", "wat een decimeter waard is"),
    "change": ("change", "verandering"),
    "uncertain": ("values that decide", "waarden die beslissen"),
    "low": ("low", "laag"),
    "high": ("high", "hoog"),
    "width-low": ("least width at low", "minimale breedte bij laag"),
    "width-high": ("least width at high", "minimale breedte bij hoog"),
    "ask": ("ask", "navragen bij"),
    "doubts": (
        "gaps that the place of an asset may eat up",
        "maten die de ligging van een object kan opeten",
    ),
    "asset": ("asset", "object"),
    "accuracy": ("accuracy", "nauwkeurigheid"),
    "least": ("at least left", "minstens over"),
    "trenches": ("where a trial trench pays", "waar een proefsleuf loont"),
    "choices": ("choices", "keuzen"),
    "choice": ("choice", "keuze"),
    "differs": ("differs from the best", "verschil met de beste"),
    "edge": ("boundary", "grens"),
    "zone-edge": ("edge of a zone", "rand van een zone"),
    "window": ("edge of its window", "rand van het venster"),
}

_DRAWING = {
    "layout": ("layout, section", "ligging, dwarsprofiel"),
    "as-it-lies": ("existing street, section", "bestaande straat, dwarsprofiel"),
    "water-high": ("high", "hoog"),
    "water-low": ("low", "laag"),
    "groundwater": ("groundwater, highest and lowest", "grondwater, hoogst en laagst"),
    "name": ("name", "naam"),
    "kind-size": ("kind, size", "soort, maat"),
    "from-left": ("from the left", "vanaf links"),
    "former": ("former place", "oude ligging"),
    "pair": ("pair", "paar"),
    "twin": ("twin", "duobuis"),
    "bundle": ("bundle", "bundel"),
    "case-low": ("low case", "lage maten"),
    "case-base": ("base case", "basismaten"),
    "case-high": ("high case", "hoge maten"),
    "stands-planned": ("new", "nieuw"),
    "stands-existing": ("existing, stays", "bestaand, blijft"),
    "stands-abandoned": ("out of use, stays", "buiten gebruik, blijft"),
    "stands-moved": ("moved, new place", "verlegd, nieuwe ligging"),
    "stands-former": ("moved, former place", "verlegd, oude ligging"),
    "stands-removed": ("removed", "verwijderd"),
    "breach": ("breach of a minimum gap", "overschrijding minimale dagmaat"),
    "deviation": ("below the preferred gap", "kleiner dan voorkeursdagmaat"),
    "strip": ("access strip of a rack", "werkstrook langs rek"),
    "load-spread": ("load-spread line", "drukspreidingslijn"),
    "accuracy": ("uncertain position", "onzekere ligging"),
    "size-assumed": ("* size assumed", "* maat aangenomen"),
    "cover-assumed": ("* cover assumed", "* dekking aangenomen"),
    "palette-klic": ("colours: KLIC themes (IMKL 3.0)", "kleuren: KLIC-thema’s (IMKL 3.0)"),
    "palette-nlcs": ("colours: NLCS 5.02", "kleuren: NLCS 5.02"),
    "symbols": (
        "section to scale, ground taken as level; above ground symbols only",
        "doorsnede op schaal, maaiveld vlak aangenomen; bovengronds alleen symbolen",
    ),
    "program": ("drawn by", "getekend door"),
    "things": ("things in the ground", "objecten in de grond"),
    "basis": ("basis of the rule values", "grondslag van de regelwaarden"),
    "assumed-more": ("own estimates, no norm; see the rule set", "eigen schatting, geen norm"),
    "none-assumed": ("none assumed", "geen aangenomen"),
    "no-source": ("no sources given", "geen bronnen vermeld"),
    "of": ("{} of {}", "{} van {}"),
    "more": ("and {} more, see the report", "en nog {}, zie het rapport"),
    "no-bound": ("how far from the best is unknown", "afstand tot de beste onbekend"),
    "preset": ("preset {}", "weging {}"),
    "chain": ("critical chain, gaps in cm", "maatgevende keten, tussenmaten in cm"),
}

_GROUPS: dict[str, dict[str, tuple[str, str]]] = {
    "network": _NETWORKS,
    "body": _BODIES,
    "zone": _ZONES,
    "pavement": _PAVEMENTS,
    "soil": _SOILS,
    "technique": _TECHNIQUES,
    "state": _STATES,
    "side": _SIDES,
    "verdict": _VERDICTS,
    "term": _TERMS,
    "party": _PARTIES,
    "preset": _PRESETS,
    "title": _TITLES,
    "drawing": _DRAWING,
}

WORDS: dict[str, tuple[str, str]] = {
    f"{group}.{name}": pair for group, names in _GROUPS.items() for name, pair in names.items()
}
"""Every word: key ``group.name`` -> (English, Dutch)."""


def word(key: str, lang: Language = "en") -> str:
    """The word for a key. Raises ``KeyError`` for a key that is not in ``WORDS``."""
    return WORDS[key][LANGUAGES.index(lang)]


def word_or_self(group: str, name: str, lang: Language = "en") -> str:
    """The word for a name of a group, or the name itself where rule sets may bring their own.

    Parties and classes are named by rule sets, so not every one can be in the table.
    """
    pair = WORDS.get(f"{group}.{name}")
    return name if pair is None else pair[LANGUAGES.index(lang)]


def class_word(name: str, lang: Language = "en") -> str:
    """The word for a rule class: a network kind, a body or a place (``drinking water``, ``kerb``).

    The class ``water`` is the drinking-water network; open water at a boundary is ``water-edge``.
    """
    return word_or_self("network" if f"network.{name}" in WORDS else "body", name, lang)


def named_in_dutch(group: str, text: str) -> str | None:
    """The name whose Dutch or English word a person wrote instead (``warmte`` -> ``heat``)."""
    wanted = text.strip().casefold()
    for name, pair in _GROUPS[group].items():
        if wanted in (part.casefold() for part in pair):
            return name
    return None


_DUTCH_SIGNS = str.maketrans(",.", ".,")


@dataclass(frozen=True)
class Phrases:
    """Words by key (``phrases("title.axis")``) and numbers the way the language writes them."""

    lang: Language = "en"

    def __call__(self, key: str) -> str:
        """The word for a key of ``WORDS``."""
        return word(key, self.lang)

    def own(self, group: str, name: str) -> str:
        """The word for a name, or the name itself where rule sets bring their own."""
        return word_or_self(group, name, self.lang)

    def class_(self, name: str) -> str:
        """The word for a rule class."""
        return class_word(name, self.lang)

    def number(self, value: float, decimals: int = 0) -> str:
        """A number with separators: 1,234.5 in English, 1.234,5 in Dutch."""
        text = f"{value:,.{decimals}f}"
        return text if self.lang == "en" else text.translate(_DUTCH_SIGNS)

    def metres(self, mm: int) -> str:
        """Metres with two decimals, more where mm ask for it: 1.90, 1.905."""
        return self.number(mm / 1000, 2 if mm % 10 == 0 else 3)

    def centimetres(self, mm: int) -> str:
        """Centimetres, a decimal only where mm ask for it: 23, 23.5."""
        return self.number(mm / 10, 0 if mm % 10 == 0 else 1)

    def euros(self, su: int) -> str:
        """Money per metre of street in euros with cents, from score units."""
        return self.number(su / 10_000, 2)
