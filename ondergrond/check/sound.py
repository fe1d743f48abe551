"""The check of a whole layout, and of a street as it lies."""

from __future__ import annotations

from itertools import combinations_with_replacement

from ondergrond.bodies import profile_classes, rule_errors
from ondergrond.check.comparison import comparison
from ondergrond.check.coverage import coverage
from ondergrond.check.depths import depth_violations
from ondergrond.check.faces import column_name
from ondergrond.check.gaps import nearness
from ondergrond.check.order import order_amount
from ondergrond.check.places import place_violations, zone_amount
from ondergrond.check.racks import all_on_levels, rack_violations
from ondergrond.check.riders import groups, rider_violations
from ondergrond.check.rulebook import MissingRule
from ondergrond.check.shapes import form_violations, shape_violations
from ondergrond.check.stacks import stack_violations
from ondergrond.check.street import Street
from ondergrond.check.terms import ledger
from ondergrond.check.today import today
from ondergrond.check.violations import Code, LayoutRefused, Report, Violation
from ondergrond.claims import NetworkClaim, StorageClaim, TreeClaim
from ondergrond.layout import Figures, GapNote, Layout
from ondergrond.profile import ProfileError, StreetProfile, profile_errors
from ondergrond.rules import RuleSet


def check_layout(layout: Layout) -> Report:
    """Everything a layout says, held against its own profile and rules.

    All hard rules of ``docs/model.md`` and every number: terms, score, cost, parties, notes and
    figures are recomputed. Not checked: the grid, whether the cover is the cheapest, and whether
    the score is the best (only that the bound is not above it, and equals it for ``optimal``).

    Never raises for a wrong layout: a profile, rule set or form in which nothing means anything
    gives a report with these violations alone.
    """
    try:
        wrong = _input_violations(layout.profile, layout.rules)
        if wrong:
            return Report(tuple(wrong))
        street = Street(layout.profile, layout.rules)
        wrong = form_violations(street, layout)
        return Report(tuple(wrong)) if wrong else _judged(street, layout)
    except MissingRule as missing:
        return Report((_missing(missing),))


def check_street(profile: StreetProfile, rules: RuleSet) -> Report:
    """An existing street as it lies: all pairs of things that lie there, and each thing alone.

    A pair of which none is a claim (a cellar at a kerb) is nobody's, and not judged. Violations
    have the severity ``hard`` or ``minimum``; what is below preferred only is a note.
    """
    try:
        wrong = _input_violations(profile, rules)
        return Report(tuple(wrong)) if wrong else today(Street(profile, rules))
    except MissingRule as missing:
        return Report((_missing(missing),))


def assert_sound(layout: Layout) -> None:
    """Raises ``LayoutRefused`` with all violations where a layout is not what it should be."""
    report = check_layout(layout)
    if not report.ok:
        raise LayoutRefused(report.violations)


def _judged(street: Street, layout: Layout) -> Report:
    violations, fate = coverage(street, layout)
    terms = ledger(street, layout, fate)
    riding = groups(street)
    for column in layout.columns:
        if column.technique == "stay":
            continue
        name = column_name(column)
        violations += shape_violations(street, column)
        violations += place_violations(street, column, name)
        violations += depth_violations(street, column)
        if column.technique == "rack":
            violations += rider_violations(street, column, riding)
            if column.working and all_on_levels(street, column):
                violations += rack_violations(street, column)
        elif column.technique == "stack":
            violations += stack_violations(street, column)
        price, forbidden = zone_amount(street, column)
        terms.pay("zones", price)
        violations += forbidden
    near = nearness(street, layout)
    order, impossible = order_amount(street, layout)
    violations += near.violations + impossible
    for term, amount in (
        ("breaches", near.breaches),
        ("deviations", near.deviations),
        ("over", near.over),
        ("order", order),
    ):
        terms.pay(term, amount)
    amounts = terms.terms
    found = Report(
        tuple(violations),
        terms=amounts,
        score=sum(street.book.weight(term) * amount for term, amount in amounts.items()),
        cost=terms.cost,
        parties=terms.parties,
        notes=tuple(near.notes),
        figures=_figures(street, layout, near.notes),
    )
    wrong = comparison(layout, found)
    return Report(
        (*violations, *wrong), found.terms, found.score, found.cost, found.parties, found.notes,
        found.figures,
    )  # fmt: skip


def _figures(street: Street, layout: Layout, notes: list[GapNote]) -> Figures:
    """Width of all columns, stays included; zone width x rootable depth of new trees; what new
    storage holds (the void share of its box, whole mm² a column); counts of notes.
    """
    roots = storage = 0
    for column in layout.columns:
        if column.technique == "stay":
            continue
        for member in column.members:
            box = member.box
            area = box.width * (box.bottom - box.top)
            claim = street.claims[member.claim]
            roots += area if isinstance(claim, TreeClaim) else 0
            void = street.book.rules.storage.void
            storage += area * void // 100 if isinstance(claim, StorageClaim) else 0
    return Figures(
        width_taken=sum(column.box.width for column in layout.columns),
        root_area=roots,
        storage_area=storage,
        breaches=sum(note.kind == "breach" for note in notes),
        deviations=sum(note.kind == "deviation" for note in notes),
    )


def _input_violations(profile: StreetProfile, rules: RuleSet) -> list[Violation]:
    """What is wrong in the profile itself, or in the light of the rules."""
    errors: list[ProfileError] = profile_errors(profile)
    _ask_for_rules(profile, rules)
    errors += rule_errors(profile, rules)
    return [
        Violation(
            Code.PROFILE, ".".join(str(step) for step in error.path), "", "", None, None,
            error.message,
        )
        for error in errors
    ]  # fmt: skip


def _ask_for_rules(profile: StreetProfile, rules: RuleSet) -> None:
    """Raises ``MissingRule`` where a network or a pair of classes of the street has no rule.

    Asked beforehand: what is far apart is never looked up, and no rule must not mean no gap.
    """
    for claim in profile.claims:
        if isinstance(claim, NetworkClaim) and claim.network.value not in rules.networks:
            raise MissingRule(f"networks.{claim.network.value}")
    classes = sorted(profile_classes(profile))
    for a, b in combinations_with_replacement(classes, 2):
        if f"{a}|{b}" not in rules.gaps:
            raise MissingRule(f"gaps.{a}|{b}")


def _missing(missing: MissingRule) -> Violation:
    name = str(missing.args[0])
    message = f"the rule set has no value for {name}, which is needed here"
    return Violation(Code.RULES, name, "", "", None, None, message)
