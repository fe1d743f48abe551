"""The sentences of explanations, in English and Dutch (see ``phrases.say``)."""

from __future__ import annotations

REASONS: dict[str, tuple[str, str]] = {
    "situation.infeasible": (
        "does not fit: no layout keeps the hard distances",
        "past niet: geen ligging houdt de harde afstanden aan",
    ),
    "situation.breaches": (
        "fits only with breaches: no layout keeps every minimum",
        "past alleen met overschrijdingen: geen ligging houdt elke minimummaat aan",
    ),
    "situation.deviations": (
        "fits without breaches, but no layout keeps every preferred distance",
        "past zonder overschrijding, maar geen ligging houdt elke voorkeursmaat aan",
    ),
    "situation.fits": (
        "fits: some layout keeps every preferred distance",
        "past: er is een ligging die elke voorkeursmaat aanhoudt",
    ),
    "situation.unknown": (
        "whether it fits was not established within the limits",
        "of het past is binnen de grenzen niet vastgesteld",
    ),
    "width.preferred": ("without deviations from {width} m", "zonder afwijkingen vanaf {width} m"),
    "width.minimum": ("without breaches from {width} m", "zonder overschrijdingen vanaf {width} m"),
    "width.consent": (
        "with consent to {breaches} of {pairs} from {width} m",
        "met instemming met {breaches} van {pairs} vanaf {width} m",
    ),
    "width.hard": ("physically from {width} m", "fysiek vanaf {width} m"),
    "width.none.preferred": (
        "without deviations at no width up to twice its own",
        "zonder afwijkingen bij geen breedte tot tweemaal de eigen",
    ),
    "width.none.minimum": (
        "without breaches at no width up to twice its own",
        "zonder overschrijdingen bij geen breedte tot tweemaal de eigen",
    ),
    "width.none.hard": (
        "physically at no width up to twice its own",
        "fysiek bij geen breedte tot tweemaal de eigen",
    ),
    "width.unknown.preferred": (
        "without deviations: width not established",
        "zonder afwijkingen: breedte niet vastgesteld",
    ),
    "width.unknown.minimum": (
        "without breaches: width not established",
        "zonder overschrijdingen: breedte niet vastgesteld",
    ),
    "width.unknown.hard": (
        "physically: width not established",
        "fysiek: breedte niet vastgesteld",
    ),
    "width.open": ("(not proven)", "(niet bewezen)"),
    "width.street": ("the street has {width} m", "de straat heeft {width} m"),
    "shortage": ("{shortage} cm short", "{shortage} cm tekort"),
    "impossible.groundwater": (
        "{claim} has no place: the groundwater stands too high",
        "{claim} heeft geen plaats: het grondwater staat te hoog",
    ),
    "impossible.blocked": (
        "{claim} has no place: what lies or stands there blocks it",
        "{claim} heeft geen plaats: wat er ligt of staat houdt het tegen",
    ),
    "impossible.zone": (
        "{claim} has no place: it is too wide for the zones it may lie in",
        "{claim} heeft geen plaats: het is te breed voor de zones waar het mag liggen",
    ),
    "impossible.window": (
        "{claim} has no place in its window or on its axis",
        "{claim} heeft geen plaats binnen zijn venster of op zijn hartlijn",
    ),
    "impossible.depth": (
        "{claim} has no place: its bottom would lie deeper than the rules allow",
        "{claim} heeft geen plaats: de onderkant zou dieper liggen dan de regels toestaan",
    ),
    "impossible.gap": (
        "{claim} has no place: the distances it must keep leave none",
        "{claim} heeft geen plaats: de aan te houden afstanden laten er geen",
    ),
    "impossible.width": (
        "{claim} has no place: it is wider than the street",
        "{claim} heeft geen plaats: het is breder dan de straat",
    ),
    "impossible.other": ("{claim} has no place", "{claim} heeft geen plaats"),
    "needs": (
        "it needs {needs} m, there is {there_is} m",
        "nodig is {needs} m, er is {there_is} m",
    ),
    "because": ("because of: {because}", "door: {because}"),
    "chain-from": (
        "from {left} to {right}, {width} m, at the least width of {street} m",
        "van {left} tot {right}, {width} m, bij de minimale breedte van {street} m",
    ),
    "conflict-note": (
        "with all else set aside there is no layout; set one of these aside too, and there is",
        "ook als al het andere vervalt is er geen ligging; vervalt een van deze, dan wel",
    ),
    "not-minimal": ("not proven minimal", "niet bewezen minimaal"),
    "condition.claim": ("{name} is planned", "{name} is gepland"),
    "condition.existing": ("{name} lies there", "{name} ligt er"),
    "condition.fixture": ("{name} stands there", "{name} staat er"),
    "condition.gap": ("distance {pairs}", "afstand {pairs}"),
    "condition.zone": ("{first} not under {second}", "{first} niet onder {second}"),
    "condition.window": ("window or axis of {name}", "venster of hartlijn van {name}"),
    "condition.groundwater": ("highest groundwater", "hoogste grondwaterstand"),
    "condition.crossing": (
        "connections of {first} cannot cross {second}",
        "aansluitingen van {first} kunnen {second} niet kruisen",
    ),
    "and-more": ("and {n} pairs more", "en nog {n} paren"),
    "action.rack": ("allow a rack (VKLS)", "een rek (VKLS) toestaan"),
    "action.stack": ("allow stacked trenches", "gestapelde sleuven toestaan"),
    "action.consent": ("consent to less than {rule}", "instemmen met minder dan {rule}"),
    "action.barrier": ("root barriers for {claim}", "wortelschermen voor {claim}"),
    "action.relocate": ("move {claim}", "{claim} verleggen"),
    "action.remove": ("remove {claim}", "{claim} verwijderen"),
    "action.leave-out": ("{claim} elsewhere or not at all", "{claim} elders of niet"),
    "action.smaller": ("{claim} smaller: {percent} %", "{claim} kleiner: {percent} %"),
    "action.twin": ("{claim} as a twin pipe", "{claim} als duobuis"),
    "action.free-window": ("let {claim} lie anywhere", "{claim} overal laten liggen"),
    "action.other-side": (
        "{claim} on the {side} of the street",
        "{claim} aan de andere kant van de straat ({side})",
    ),
    "action.free-depth": (
        "{claim} at another depth than is stated",
        "{claim} op een andere diepte dan opgegeven",
    ),
    "action.allow-crossing": (
        "let connections of {first} cross {crossed} (what that takes is not in the price)",
        "aansluitingen van {first} door {crossed} voeren (wat dat vergt zit niet in de prijs)",
    ),
    "action.one-side": (
        "{claim} serves the {side} only; the other side from elsewhere",
        "{claim} bedient alleen {side}; de andere kant van elders",
    ),
    "action.two-layers": (
        "{claim} in two layers of crates, narrower and deeper",
        "{claim} in twee lagen kratten, smaller en dieper",
    ),
    "action.drain": (
        "drainage: the highest groundwater {cm} cm lower (its cost is not in the price)",
        "drainage: de hoogste grondwaterstand {cm} cm lager (de kosten zitten niet in de prijs)",
    ),
    "action.nearer-water": (
        "{claim} {cm} cm above the highest groundwater instead of {was} cm",
        "{claim} {cm} cm boven de hoogste grondwaterstand in plaats van {was} cm",
    ),
    "action.nearer-water.tree": (
        "all tree rows {cm} cm above the highest groundwater instead of {was} cm",
        "alle bomenrijen {cm} cm boven de hoogste grondwaterstand in plaats van {was} cm",
    ),
    "action.nearer-water.storage": (
        "all water storage {cm} cm above the highest groundwater instead of {was} cm",
        "alle waterberging {cm} cm boven de hoogste grondwaterstand in plaats van {was} cm",
    ),
    "action.shallow-roots": (
        "a root zone of {claim} that is only {cm} cm deep, where the rule asks {was} cm",
        "een wortelzone van {claim} van maar {cm} cm diep, waar de regel {was} cm vraagt",
    ),
    "action.shallow-roots.tree": (
        "root zones of all tree rows that are only {cm} cm deep, where the rule asks {was} cm",
        "wortelzones van alle bomenrijen van maar {cm} cm diep, waar de regel {was} cm vraagt",
    ),
    "action.allow-zone": ("allow {first} under {second}", "{first} onder {second} toestaan"),
    "remedies-note": (
        "first what gives everything its place, then what gives something up; cheapest first. "
        "'--remedy N --out DIR' draws one",
        "eerst wat alles een plaats geeft, dan wat iets opgeeft; goedkoopste eerst. "
        "'--remedy N --out MAP' tekent er een",
    ),
    "no-remedy": (
        "no single remedy, and no pair of remedies that was tried, is enough",
        "geen enkele oplossing, en geen geprobeerd paar, is genoeg",
    ),
    "pairs-of-remedies": (
        "no single remedy is enough; these pairs are",
        "geen enkele oplossing is genoeg; deze paren wel",
    ),
    "no-remedy.open": (
        "no remedy was found; whether none is enough was not established within the limits",
        "geen oplossing gevonden; of er geen genoeg is, is binnen de grenzen niet vastgesteld",
    ),
    "pairs-of-remedies.open": (
        "no single remedy was found, though not all were decided within the limits; these pairs "
        "are enough",
        "geen enkele oplossing gevonden, al zijn niet alle binnen de grenzen beslist; deze paren "
        "zijn genoeg",
    ),
    "remedies-open": (
        "not every remedy was decided within the limits; there may be more, or milder ones",
        "niet elke oplossing is binnen de grenzen beslist; er kunnen er meer zijn, of mildere",
    ),
    "remedies-priced": (
        "{priced} of the {n} changes that are enough were priced",
        "{priced} van de {n} veranderingen die genoeg zijn, zijn doorgerekend",
    ),
    "at-most": ("at most {amount}", "hoogstens {amount}"),
    "no-layout": ("no layout without it", "geen ligging zonder"),
    "not-found": ("not established", "niet vastgesteld"),
    "width-wider": ("street {cm} cm wider", "straat {cm} cm breder"),
    "gap-smaller": ("{rule} {cm} cm smaller", "{rule} {cm} cm kleiner"),
    "sure.all": (
        "keeps the {level} with all {n} uncertain rule values as they are, at the end that asks "
        "the least room, and at the end that asks the most",
        "houdt de {level} aan met alle {n} onzekere regelwaarden zoals ze zijn, aan de kant die de "
        "minste ruimte vraagt, en aan de kant die de meeste vraagt",
    ),
    "sure.none": (
        "does not keep the {level}, even with all {n} uncertain rule values at the end that asks "
        "the least room",
        "houdt de {level} niet aan, ook niet met alle {n} onzekere regelwaarden aan de kant die de "
        "minste ruimte vraagt",
    ),
    "sure.some": (
        "keeps the {level} under some of the rule values ({n} are uncertain): asking the least "
        "room {low}, as they are {base}, asking the most {high}",
        "houdt de {level} soms aan ({n} regelwaarden zijn onzeker): minste ruimte {low}, zoals ze "
        "zijn {base}, meeste ruimte {high}",
    ),
    "sure.unknown": (
        "whether the uncertain rule values matter was not established",
        "of de onzekere regelwaarden uitmaken is niet vastgesteld",
    ),
    "least-width-drawn": (
        "the street at the least width that keeps the {level}: {width} m",
        "de straat op de minste breedte die de {level} houdt: {width} m",
    ),
    "level.hard": ("hard distances", "harde afstanden"),
    "level.minimum": ("minimum distances", "minimummaten"),
    "level.preferred": ("preferred distances", "voorkeursmaten"),
    "yes": ("yes", "ja"),
    "no": ("no", "nee"),
    "decides": ("decides", "beslist"),
    "together": ("decides with the others", "beslist met de andere"),
    "obtain-first.alone": (
        "obtain first: {value} ({who}); at one end of its range it turns the answer by itself",
        "eerst navragen: {value} ({who}); aan een eind van zijn bereik keert die alleen het "
        "antwoord om",
    ),
    "obtain-first.together": (
        "no value turns the answer alone; these {n} together do, and none of them can be left "
        "out. Obtain first: {value} ({who})",
        "geen waarde keert alleen het antwoord om; deze {n} samen wel, en geen ervan kan gemist "
        "worden. Eerst navragen: {value} ({who})",
    ),
    "obtain-first.part": (
        "no value turns the answer; the one that shifts the least width most: {value} ({who})",
        "geen waarde keert het antwoord om; de minste breedte verschuift het meest door: {value} "
        "({who})",
    ),
    "obtain-first.together.open": (
        "no value turns the answer alone; these {n} together do, whether some of them can be left "
        "out was not established. Obtain first: {value} ({who})",
        "geen waarde keert alleen het antwoord om; deze {n} samen wel, of er een deel van gemist "
        "kan worden is niet vastgesteld. Eerst navragen: {value} ({who})",
    ),
    "obtain-first.part.open": (
        "no value was found that turns the answer; of those looked at, the one that shifts the "
        "least width most: {value} ({who})",
        "geen waarde gevonden die het antwoord omkeert; van die bekeken zijn, verschuift de "
        "minste breedte het meest door: {value} ({who})",
    ),
    "widths-open": (
        "(as far as the least widths are established)",
        "(voor zover de minste breedtes zijn vastgesteld)",
    ),
    "values-unknown": (
        "which values turn the answer was not established",
        "welke waarden het antwoord omkeren is niet vastgesteld",
    ),
    "values-open": ("(there may be more such values)", "(er kunnen meer zulke waarden zijn)"),
    "no-width": ("none", "geen"),
    "ask.designer": ("who designs the rack", "de ontwerper van het rek"),
    "ask.norm": ("the norm, or the municipality's handbook", "norm of gemeentelijk handboek"),
    "ask.operator": ("{party}", "{party}"),
    "ask.municipality": ("municipality", "gemeente"),
    "ask.trial-trench": ("trial trench", "proefsleuf"),
    "no-sure-layout": (
        "no layout is sure: it must be known",
        "geen ligging is zeker: het moet bekend zijn",
    ),
    "choice.best": ("the best", "de beste"),
    "choice.horizontal": ("best without racks", "beste zonder rekken"),
    "choice.no-stack": ("best without stacked trenches", "beste zonder gestapelde sleuven"),
    "choice.rack": ("best with one rack", "beste met een rek"),
    "choice.stack": ("best with one stacked trench", "beste met een gestapelde sleuf"),
    "choice.order": ("best with {first} left of {second}", "beste met {first} links van {second}"),
    "choice.least-change": (
        "least change from the layout given",
        "minste verandering t.o.v. de opgegeven ligging",
    ),
    "differs.swap": ("{first} and {last} change places", "{first} en {last} wisselen van plaats"),
    "differs.between": (
        "{claims} between {left} and {right}",
        "{claims} tussen {left} en {right}",
    ),
    "differs.between.left": ("{claims} at the far left", "{claims} uiterst links"),
    "differs.between.right": ("{claims} at the far right", "{claims} uiterst rechts"),
    "differs.rack": ("{claims} together in a rack", "{claims} samen in een rek"),
    "differs.stack": ("{claims} in one trench", "{claims} in een sleuf"),
    "differs.single.one": ("{claims} in a slot of its own", "{claims} in een eigen strook"),
    "differs.removed": ("{claims} removed", "{claims} verwijderd"),
    "differs.single": ("{claims} each in a slot of its own", "{claims} elk in een eigen strook"),
    "differs.stays": ("{claims} stays where it lies", "{claims} blijft liggen"),
    "differs.moves": ("{claims} moves", "{claims} wordt verlegd"),
    "differs.left-out": ("{claims} left out", "{claims} vervalt"),
    "differs.taken-in": ("{claims} has a place", "{claims} krijgt een plaats"),
    "differs.two-columns": (
        "{claims} on both sides, one for each",
        "{claims} aan beide kanten, een per kant",
    ),
    "differs.one-column": (
        "{claims} once, for both sides",
        "{claims} een keer, voor beide kanten",
    ),
    "choices-kept": (
        "no breaches, as in the best; orders of the same score are one choice",
        "zonder overschrijdingen, als in de beste; volgordes met dezelfde score zijn een keuze",
    ),
    "choices-note": (
        "each proven the best of its kind, unless 'not proven'",
        "elk bewezen de beste van zijn soort, tenzij 'niet bewezen'",
    ),
    "moved-by": ("{n} claims moved, {cm} cm together", "{n} claims verplaatst, samen {cm} cm"),
    "explained": (
        "{n} streets solved in {seconds} s; ondergrond {version}",
        "{n} straten berekend in {seconds} s; ondergrond {version}",
    ),
    "explain-more": (
        "more: ondergrond explain {profile}",
        "meer: ondergrond explain {profile}",
    ),
}
"""Key -> (English, Dutch)."""
