"""The answer for one street as blocks: verdict, slots, breaches, cost, figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ondergrond.claims import NetworkClaim
from ondergrond.explanation import Explanation
from ondergrond.layout import Column, GapNote, Layout, Member
from ondergrond.quantity import SU_PER_CENT, ceil_div
from ondergrond.report.blocks import Block, Line, Table, Tone
from ondergrond.report.explained import brief_blocks
from ondergrond.report.phrases import counted, say
from ondergrond.result import SolveResult
from ondergrond.rules import MONEY_TERMS, TERMS, RuleSet
from ondergrond.words import Language, Phrases

_TONES: dict[str, Tone] = {"optimal": "good", "feasible": "fair", "infeasible": "bad"}


def answer_blocks(
    result: SolveResult,
    lang: Language = "en",
    files: Sequence[str] = (),
    explanation: Explanation | None = None,
    profile: str = "PROFILE",
) -> list[Block]:
    """Everything to say about a result; files: what was written; explanation: its short form;
    profile: the street as the user named it.
    """
    words = Phrases(lang)
    blocks: list[Block] = [
        Line(line, _TONES.get(result.verdict, "fair")) for line in verdict_lines(result, words)
    ]
    if result.layout is not None:
        blocks += layout_blocks(result.layout, words)
    if explanation is not None:
        blocks += brief_blocks(explanation, profile, lang)
    seconds = words.number(result.compile_seconds + result.solve_seconds, 2)
    solved = say("solved", lang, engine=result.engine, seconds=seconds, version=result.version)
    blocks.append(Line(solved, "faint"))
    if files:
        blocks.append(Line(say("written", lang, files=", ".join(files))))
    return blocks


def verdict_lines(result: SolveResult, words: Phrases) -> list[str]:
    """The verdict with what it rests on, in one or two lines."""
    lang = words.lang
    if result.verdict == "infeasible":
        engines = ", ".join(result.established_by) or result.engine
        key = "confirmed" if result.confirmed else "unconfirmed"
        told = say("infeasible", lang, grid=result.resolution)
        return [f"{told}; {say(key, lang, engines=engines)}"]
    if result.verdict == "unknown":
        return [say("unknown", lang, reason=result.reason or say("no-reason", lang))]
    lines = [say(result.verdict, lang, grid=result.resolution)]
    if result.verdict == "feasible":
        lines = [f"{lines[0]}; {_gap(result, words)}"]
        if result.reason:
            lines.append(result.reason)
    if result.layout is not None:
        lines.append(_fits(result.layout, lang))
    return lines


def _gap(result: SolveResult, words: Phrases) -> str:
    if result.bound is None or result.score is None:
        return say("no-bound", words.lang)
    gap = result.score - result.bound
    tenths = ceil_div(1000 * gap, max(1, abs(result.score)))
    up = ceil_div(gap, SU_PER_CENT) * SU_PER_CENT  # what may still be won is an upper bound
    return say("gap", words.lang, gap=words.euros(up), percent=words.number(tenths / 10, 1))


def _fits(layout: Layout, lang: Language) -> str:
    if not layout.notes:
        return say("fits", lang)
    breaches = counted("breach", "breaches", len(layout.breaches), lang)
    deviations = counted("deviation", "deviations", len(layout.deviations), lang)
    return say("fits-with", lang, breaches=breaches, deviations=deviations)


def layout_blocks(layout: Layout, words: Phrases) -> list[Block]:
    """A layout as tables, without its verdict."""
    lang, profile = words.lang, layout.profile
    blocks: list[Block] = [
        Line(
            say(
                "street",
                lang,
                name=profile.name,
                width=words.metres(profile.width),
                rules=layout.rules.name,
                preset=words.own("preset", profile.preset),
            )
        ),
        Line(say("score", lang, score=words.euros(layout.score), cost=words.euros(layout.cost))),
        slots_table(layout, words),
    ]
    for key in ("skipped", "removed", "relocated"):
        if claims := getattr(layout, key):
            blocks.append(Line(say(key, lang, claims=", ".join(claims))))
    for kind, notes in (("breaches", layout.breaches), ("deviations", layout.deviations)):
        if notes:
            blocks.append(notes_table(words(f"title.{kind}"), notes, layout.rules, words))
    blocks += [terms_table(layout, words), parties_table(layout, words)]
    blocks += [figures_table(layout, words), Line(_assumed(layout.rules, lang), "faint")]
    return blocks


# --- slots ----------------------------------------------------------------------------------------


def slots_table(layout: Layout, words: Phrases) -> Table:
    """Every slot from left to right: a row for each claim, for a rack one for its frame too."""
    keys = ("claim", "technique", "x-range", "axis", "cover", "bottom", "serves")
    rows: list[tuple[str, ...]] = []
    for column in layout.columns:
        if column.technique == "rack":
            rows.append(_frame_row(column, words))
        rows += [_slot_row(layout, column, member, words) for member in column.members]
    return Table(
        words("title.slots"),
        tuple(words(f"title.{key}") for key in keys),
        tuple(rows),
        frozenset({2, 3, 4, 5}),
        say("lengths", words.lang),
    )


def _frame_row(column: Column, words: Phrases) -> tuple[str, ...]:
    box = column.box
    side = "" if column.facade is None else words(f"side.{column.facade}")
    return (
        words("body.rack"),
        words("technique.rack"),
        _range(box.start, box.end, words),
        words.metres(box.axis),
        words.metres(box.top),
        words.metres(box.bottom),
        side,
    )


def _slot_row(layout: Layout, column: Column, member: Member, words: Phrases) -> tuple[str, ...]:
    claim = layout.profile.claim(member.claim)
    box, serves = member.box, member.serves
    side = "both" if len(serves) == 2 else serves[0] if serves else "none"
    axis = box.axis if member.trunk is None else (member.trunk[0] + member.trunk[1]) // 2
    name = claim.name if column.technique != "rack" else f"  {claim.name}"
    if member.barrier:
        name += f" ({words('title.barrier')})"
    return (
        name,
        words(f"technique.{column.technique}"),
        _range(box.start, box.end, words),
        words.metres(axis),
        words.metres(box.top),
        words.metres(box.bottom),
        words(f"side.{side}") if isinstance(claim, NetworkClaim) else "",
    )


def _range(start: int, end: int, words: Phrases) -> str:
    return f"{words.metres(start)} – {words.metres(end)}"


# --- breaches and deviations --------------------------------------------------------------------


def notes_table(title: str, notes: Sequence[GapNote], rules: RuleSet, words: Phrases) -> Table:
    """Gaps that are too small, in centimetres, with price and whether the rule is assumed."""
    keys = ("pair", "rule", "there-is", "wanted", "price", "source")
    headers = [words(f"title.{key}") for key in keys]
    headers[2] += " (cm)"
    headers[3] += " (cm)"
    headers[4] += " (EUR/m)"
    rows = [
        (
            f"{note.left} – {note.right}",
            _rule_name(note, words),
            words.centimetres(note.gap),
            words.centimetres(note.wanted),
            words.euros(note.price),
            _source(note, rules, words),
        )
        for note in notes
    ]
    return Table(title, tuple(headers), tuple(rows), frozenset({2, 3, 4}))


def _rule_name(note: GapNote, words: Phrases) -> str:
    pair = " | ".join(words.class_(name) for name in note.rule.split("|"))
    return pair if note.direction == "horizontal" else f"{pair}, {words('title.vertical')}"


def _source(note: GapNote, rules: RuleSet, words: Phrases) -> str:
    provenance = note.provenance(rules)
    if provenance is None:
        return ""
    return words("title.assumed") if provenance.basis == "assumption" else provenance.source


# --- money, figures -----------------------------------------------------------------------------


def terms_table(layout: Layout, words: Phrases) -> Table:
    """Every term with its amount; with weights where the preset has any."""
    preset = layout.profile.preset
    shown = [(term, layout.terms[term]) for term in TERMS if layout.terms.get(term)]
    weights = {term: layout.rules.weight(preset, term) for term, _ in shown}
    weighted = any(weight != 1 for weight in weights.values())
    headers = [words("title.term"), "EUR/m"]
    if weighted:
        headers += [words("title.weight"), words("title.score")]
    rows = []
    for term, amount in shown:
        row = [words(f"term.{term}"), words.euros(amount)]
        if weighted:
            row += [words.number(weights[term]), words.euros(weights[term] * amount)]
        rows.append(tuple(row))
    cost = sum(amount for term, amount in shown if term in MONEY_TERMS)
    note = f"{words('title.cost')} {words.euros(cost)}, {words('title.score')} "
    note += words.euros(layout.score)
    return Table(
        f"{words('title.score')} ({words('title.per-metre')})",
        tuple(headers),
        tuple(rows),
        frozenset({1, 2, 3}),
        note,
    )


def parties_table(layout: Layout, words: Phrases) -> Table:
    """The cost by who pays, dearest first."""
    parties = sorted(layout.parties.items(), key=lambda pair: (-pair[1], pair[0]))
    rows = [(words.own("party", party), words.euros(cost)) for party, cost in parties]
    title = f"{words('title.cost')} ({words('title.per-metre')})"
    return Table(title, (words("title.party"), "EUR/m"), tuple(rows), frozenset({1}))


def figures_table(layout: Layout, words: Phrases) -> Table:
    """What the layout comes to."""
    return Table(words("title.figures"), ("", ""), tuple(_figures(layout, words)), frozenset({1}))


def _figures(layout: Layout, words: Phrases) -> Iterator[tuple[str, str]]:
    figures, width = layout.figures, layout.profile.width
    share = words.number(100 * figures.width_taken / width, 0)
    yield (words("title.width-taken"), f"{words.metres(figures.width_taken)} m ({share} %)")
    for key, area in (
        ("root-volume", figures.root_area),
        ("storage-volume", figures.storage_area),
    ):
        if area:
            yield (words(f"title.{key}"), f"{words.number(area / 1_000_000, 2)} m³/m")


def _assumed(rules: RuleSet, lang: Language) -> str:
    assumed = sum(one.basis == "assumption" for one in rules.provenance)
    return say("all-assumed", lang, assumed=assumed, all=len(rules.provenance))
