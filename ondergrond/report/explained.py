"""An explanation as blocks: what is short and why, what would help, what binds, how sure it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ondergrond.explanation import (
    Action,
    Chain,
    Choice,
    Condition,
    Conflict,
    Difference,
    Explanation,
    Impossible,
    Level,
    Negotiation,
    Remedy,
    Slack,
    Widths,
    Worth,
)
from ondergrond.report.blocks import Block, Line, Table, Tone
from ondergrond.report.certainty import robustness_blocks
from ondergrond.report.phrases import say
from ondergrond.report.quoting import pair_of, pairs_of, rule_of, source_of, thing, value_of
from ondergrond.words import Language, Phrases

_TONES: dict[str, Tone] = {"infeasible": "bad", "breaches": "bad", "fits": "good"}


def explanation_blocks(
    found: Explanation, lang: Language = "en", files: Sequence[str] = ()
) -> list[Block]:
    """Everything found about a street; files: what was written."""
    words = Phrases(lang)
    blocks = short_blocks(found, lang)
    if found.chain is not None:
        blocks.append(chain_table(found.chain, words))
    if found.conflict is not None:
        blocks.append(conflict_table(found.conflict, words))
    blocks += _remedy_blocks(found, words)
    if found.negotiation:
        blocks.append(negotiation_table(found.negotiation, words))
    if found.slack:
        blocks.append(slack_table(found.slack, words))
    if found.worth:
        blocks.append(worth_table(found.worth, words))
    if found.robustness is not None:
        blocks += robustness_blocks(found.robustness, words)
    if found.choices:
        blocks.append(choices_table(found.choices, words))
    if found.reason:
        blocks.append(Line(found.reason, "fair"))
    seconds = words.number(found.seconds, 1)
    blocks.append(
        Line(
            say("explained", lang, n=found.solves, seconds=seconds, version=found.version), "faint"
        )
    )
    if files:
        blocks.append(Line(say("written", lang, files=", ".join(files))))
    return blocks


def short_blocks(found: Explanation, lang: Language = "en") -> list[Block]:
    """The short form: the situation, the least widths, and claims that have no place."""
    words = Phrases(lang)
    tone = _TONES.get(found.situation, "fair")
    told = f"{found.name}: {say(f'situation.{found.situation}', lang)}"
    engines = found.established_by
    if engines and engines != ("profile",):
        key = "confirmed" if len(engines) > 1 else "unconfirmed"
        told += f"; {say(key, lang, engines=', '.join(engines))}"
    blocks: list[Block] = [Line(told, tone)]
    blocks.append(Line(widths_line(found.widths, found.shortage, words)))
    blocks += [Line(line, "bad") for one in found.impossible for line in _impossible(one, words)]
    return blocks


def brief_blocks(found: Explanation, profile: str, lang: Language = "en") -> list[Block]:
    """What a result of ``solve`` carries: the short form, and the chain in one line.

    profile: as the user named it, with what else was asked.
    """
    words = Phrases(lang)
    blocks = short_blocks(found, lang)
    if found.chain is not None:
        blocks.append(Line(f"{words('title.chain')}: {chain_line(found.chain, words)}"))
    blocks.append(Line(say("explain-more", lang, profile=profile), "faint"))
    return blocks


def widths_line(widths: Widths, shortage: int | None, words: Phrases) -> str:
    """``without breaches from 14.36 m, physically from 13.02 m; the street has 13.90 m``."""
    lang = words.lang
    parts = []
    levels: tuple[Level, ...] = ("preferred", "minimum", "hard")
    for level in levels:
        if level == "hard":
            for one in widths.consents:
                if one.width is not None:
                    text = say(
                        "width.consent",
                        lang,
                        breaches=say("breach", lang)
                        if one.breaches == 1
                        else say("breaches", lang, n=one.breaches or "?"),
                        pairs=", ".join(pair_of(pair, words) for pair in one.consents),
                        width=words.metres(one.width),
                    )
                    parts.append(text if one.proven else f"{text} {say('width.open', lang)}")
        needed = widths.at(level)
        if needed.width is None and not needed.proven:
            parts.append(say(f"width.unknown.{level}", lang))
            continue
        if needed.width is None:
            text = say(f"width.none.{level}", lang)
        else:
            text = say(f"width.{level}", lang, width=words.metres(needed.width))
        parts.append(text if needed.proven else f"{text} {say('width.open', lang)}")
    line = ", ".join(parts) + "; " + say("width.street", lang, width=words.metres(widths.street))
    if shortage:
        line += f": {say('shortage', lang, shortage=words.centimetres(shortage))}"
    return line


def _impossible(one: Impossible, words: Phrases) -> Iterator[str]:
    text = say(f"impossible.{one.reason}", words.lang, claim=one.claim)
    if one.needs is not None and one.there_is is not None:
        needs, there_is = words.metres(one.needs), words.metres(one.there_is)
        text += f"; {say('needs', words.lang, needs=needs, there_is=there_is)}"
    yield text
    if one.because:
        because = "; ".join(_condition(condition, words) for condition in one.because)
        yield f"  {say('because', words.lang, because=because)}"


# --- chain and conflict --------------------------------------------------------------------------


def chain_table(chain: Chain, words: Phrases) -> Table:
    """A row for every link, with rule and source."""
    keys = ("link", "from", "to", "size-cm", "rule", "value", "source")
    rows = [
        (
            thing(link.name, words),
            words.metres(link.start),
            words.metres(link.end),
            words.centimetres(link.size),
            "" if link.reference is None else rule_of(link.reference, words),
            value_of(link.reference, words),
            source_of(link.reference, words),
        )
        for link in chain.links
    ]
    total = chain.links[-1].end - chain.links[0].start
    note = say(
        "chain-from",
        words.lang,
        left=thing(chain.left, words),
        right=thing(chain.right, words),
        width=words.metres(total),
        street=words.metres(chain.width),
    )
    headers = tuple(words(f"title.{key}") for key in keys)
    return Table(words("title.chain"), headers, tuple(rows), frozenset({1, 2, 3, 5}), note)


def chain_line(chain: Chain, words: Phrases) -> str:
    """The chain in one line: bodies by name, gaps in centimetres."""
    parts = [
        thing(link.name, words) if link.kind == "body" else words.centimetres(link.size)
        for link in chain.links
    ]
    return f"{thing(chain.left, words)} | {' | '.join(parts)} | {thing(chain.right, words)}"


def conflict_table(conflict: Conflict, words: Phrases) -> Table:
    """A row for every member."""
    rows = tuple(
        (
            _condition(one, words),
            "" if one.reference is None else one.reference.rule.split(" ")[0],
            value_of(one.reference, words),
            source_of(one.reference, words),
        )
        for one in conflict.members
    )
    keys = ("condition", "rule", "value", "source")
    note = say("conflict-note", words.lang)
    if not conflict.proven:
        note += f" ({say('not-minimal', words.lang)})"
    headers = tuple(words(f"title.{key}") for key in keys)
    return Table(words("title.conflict"), headers, rows, frozenset({2}), note)


def _condition(one: Condition, words: Phrases) -> str:
    first, _, second = one.name.partition("|")
    pairs = pairs_of(one.pairs, words)
    second = words.own("zone", second) if one.kind == "zone" else words.class_(second)
    return say(
        f"condition.{one.kind}",
        words.lang,
        name=one.name,
        pairs=pairs,
        first=words.class_(first),
        second=second,
    )


# --- remedies ------------------------------------------------------------------------------------


def _remedy_blocks(found: Explanation, words: Phrases) -> Iterator[Block]:
    if not found.remedies:
        if found.conflict is not None:
            key = "no-remedy" if found.remedies_decided else "no-remedy.open"
            yield Line(say(key, words.lang), "bad")
        return
    yield from (Line(line, "fair") for line in _remedies_found(found, words))
    of = "per-metre" if found.remedies[0].score_change is None else "change"
    keys = ("", "remedy", f"score-{of}", f"cost-{of}", "consents")
    headers = tuple(words(f"title.{key}") if key else "" for key in keys)
    rows = tuple(
        (
            str(one.number),
            " + ".join(action_text(action, words) for action in one.actions),
            _price(one.score if one.score_change is None else one.score_change, one, words),
            words.euros(one.cost if one.cost_change is None else one.cost_change),
            _consents(one, words),
        )
        for one in found.remedies
    )
    note = say("remedies-note", words.lang)
    yield Table(words("title.remedies"), headers, rows, frozenset({2, 3}), note)


def _remedies_found(found: Explanation, words: Phrases) -> Iterator[str]:
    """What the table of remedies does not show: that no single one is enough, or that there are
    more.
    """
    paired = any(len(one.actions) == 2 for one in found.remedies)
    if found.pairs_tried and paired:
        key = "pairs-of-remedies" if found.remedies_decided else "pairs-of-remedies.open"
        yield say(key, words.lang)
    elif not found.remedies_decided:
        yield say("remedies-open", words.lang)
    elif found.pairs_tried:
        yield say("no-remedy", words.lang)
    if found.remedies_priced < found.remedies_enough:
        priced, enough = found.remedies_priced, found.remedies_enough
        yield say("remedies-priced", words.lang, priced=priced, n=enough)


def remedy_title(one: Remedy, words: Phrases) -> str:
    """What the drawing of a remedy shows."""
    actions = " + ".join(action_text(action, words) for action in one.actions)
    return f"{words('title.remedy')} {one.number}: {actions}"


def choice_title(one: Choice, number: int, words: Phrases) -> str:
    """What the drawing of a choice shows."""
    kind = say(f"choice.{one.kind}", words.lang, first=one.first, second=one.second)
    return f"{words('title.choice')} {number}: {kind}"


def chain_title(one: Chain, words: Phrases) -> str:
    """What the drawing of a chain shows."""
    level = say(f"level.{one.level}", words.lang)
    return say("least-width-drawn", words.lang, width=words.metres(one.width), level=level)


def action_text(action: Action, words: Phrases) -> str:
    """What is done, in words."""
    rule = action.rule.split(" ")[-1]
    first, _, second = rule.partition("|")
    to_all = f".{rule}" if rule in ("tree", "storage") else ""
    return say(
        f"action.{action.kind}{to_all}",
        words.lang,
        claim=action.claim,
        rule=pairs_of(action.pairs or (rule,), words),
        percent=action.percent,
        first=words.class_(first),
        second=words.own("zone", second),
        crossed=words.class_(second),
        side=words(f"side.{action.side}") if action.side else "",
        cm=words.centimetres(action.amount or 0),
        was=words.centimetres(action.there_was or 0),
    )


def _price(amount: int, one: Remedy, words: Phrases) -> str:
    text = words.euros(amount)
    return text if one.proven else say("at-most", words.lang, amount=text)


def _consents(one: Remedy, words: Phrases) -> str:
    return "; ".join(
        f"{item.left} – {item.right}: {words.centimetres(item.there_is)} < "
        f"{words.centimetres(item.reference.value or 0)} cm"
        for item in one.consents
    )


def negotiation_table(entries: Sequence[Negotiation], words: Phrases) -> Table:
    """A row for every place where a rule is not met."""
    keys = ("kind", "pair", "rule", "wanted", "short", "source", "consent", "buys")
    rows = []
    for entry in entries:
        for index, place in enumerate(entry.places):
            rows.append(
                (
                    words(f"title.{entry.kind}") if index == 0 else "",
                    f"{place.left} – {place.right}",
                    rule_of(place.reference, words),
                    words.centimetres(place.reference.value or 0),
                    words.centimetres(place.shortage),
                    source_of(place.reference, words),
                    ", ".join(words.own("party", party) for party in place.consent),
                    _buys(entry, words) if index == 0 else "",
                )
            )
    headers = [words(f"title.{key}") for key in keys]
    headers[3] += " (cm)"
    headers[4] += " (cm)"
    return Table(words("title.negotiation"), tuple(headers), tuple(rows), frozenset({3, 4, 7}))


def _buys(entry: Negotiation, words: Phrases) -> str:
    if entry.buys is not None:
        text = words.euros(entry.buys)
        return text if entry.proven else f"{text} {say('width.open', words.lang)}"
    key = "no-layout" if entry.verdict_without == "infeasible" else "not-found"
    return say(key, words.lang)


# --- what binds, how sure, choices ---------------------------------------------------------------


def slack_table(slack: Sequence[Slack], words: Phrases) -> Table:
    """How far every claim can move, in centimetres."""
    rows = tuple(
        (one.claim, words.centimetres(one.to_left), words.centimetres(one.to_right))
        for one in slack
    )
    headers = (
        words("title.claim"),
        f"{words('title.to-left')} (cm)",
        f"{words('title.to-right')} (cm)",
    )
    return Table(words("title.slack"), headers, rows, frozenset({1, 2}))


def worth_table(worth: Sequence[Worth], words: Phrases) -> Table:
    """What a little more room changes in score and cost."""
    rows = []
    for one in worth:
        cm = words.centimetres(abs(one.change))
        text = (
            say("width-wider", words.lang, cm=cm)
            if one.kind == "width"
            else say("gap-smaller", words.lang, rule=pair_of(one.rule, words), cm=cm)
        )
        score = say("not-found", words.lang)
        if one.score_change is not None:
            score = words.euros(one.score_change)
            score += "" if one.proven else f" {say('width.open', words.lang)}"
        cost = "" if one.cost_change is None else words.euros(one.cost_change)
        rows.append((text, score, cost))
    keys = ("change", "score-change", "cost-change")
    headers = tuple(words(f"title.{key}") for key in keys)
    return Table(words("title.worth"), headers, tuple(rows), frozenset({1, 2}))


def choices_table(choices: Sequence[Choice], words: Phrases) -> Table:
    """A row for every layout, with the line in what it differs from the best."""
    rows = []
    for number, one in enumerate(choices, 1):
        text = say(f"choice.{one.kind}", words.lang, first=one.first, second=one.second)
        if not one.proven:
            text += f" {say('width.open', words.lang)}"
        if one.moved:
            cm = words.centimetres(sum(abs(mm) for mm in one.moved.values()))
            claims = {name.partition("/")[0] for name in one.moved}
            text += f" ({say('moved-by', words.lang, n=len(claims), cm=cm)})"
        layout = one.layout
        rows.append(
            (
                str(number),
                text,
                "; ".join(difference_text(difference, words) for difference in one.differs),
                words.euros(one.score),
                words.euros(one.cost),
                str(len(layout.breaches)),
                str(len(layout.deviations)),
                " | ".join(
                    "+".join(member.claim for member in column.members) for column in layout.columns
                ),
            )
        )
    keys = ("choice", "differs", "score", "cost", "breaches", "deviations", "slots")
    headers = ("", *(words(f"title.{key}") for key in keys))
    note = say("choices-note", words.lang)
    if any(one.kept == "minimum" for one in choices[1:]):
        note += f"; {say('choices-kept', words.lang)}"
    return Table(words("title.choices"), headers, tuple(rows), frozenset({3, 4, 5, 6}), note)


def difference_text(one: Difference, words: Phrases) -> str:
    """What is different, in words."""
    key = one.kind
    if key == "between" and not (one.left and one.right):
        key = "between.right" if one.left else "between.left"  # type: ignore[assignment]
    claims = list(one.claims)
    if key == "single" and len(claims) == 1:
        key = "single.one"  # type: ignore[assignment]
    return say(
        f"differs.{key}",
        words.lang,
        claims=", ".join(claims),
        first=claims[0],
        last=claims[-1],
        left=one.left,
        right=one.right,
    )
