"""Every object of a delivery held against one section: met, or left out with the reason."""

from __future__ import annotations

from typing import NamedTuple

from ondergrond.io.klic.cut import Met, Segments
from ondergrond.io.klic.delivery import Delivery, Feature, Reason
from ondergrond.io.section import Crossing, Section


class Meeting(NamedTuple):
    """What a section meets. mets: by offset.  lines: ids of the lines they lie along.

    reasons: of every other cable, pipe, bed, duct and casing, why it is not among them.
    along: what runs along the section, with one offset.  nameless: offsets of lines that no object
    of the delivery lies along.
    """

    mets: tuple[Met, ...]
    lines: frozenset[str]
    reasons: dict[str, Reason]
    along: tuple[tuple[Feature, int], ...]
    nameless: tuple[int, ...]


def meet(delivery: Delivery, segments: Segments, section: Section) -> Meeting:
    """Cut a delivery by a section."""
    crossings, nameless = _by_feature(segments, section)
    mets: list[Met] = []
    reasons: dict[str, Reason] = {}
    along = []
    lines: set[str] = set()
    for feature in delivery.features.values():
        links = [delivery.links[name] for name in feature.links if name in delivery.links]
        network = delivery.networks.get(feature.network)
        met = crossings.get(feature.id, {})
        if not links:
            reasons[feature.id] = Reason.NO_LINE
        elif network is None:
            reasons[feature.id] = Reason.NO_NETWORK
        elif not met:
            reasons[feature.id] = Reason.ELSEWHERE
        elif feature.elevated or all(delivery.links[name].elevated for name in met):
            reasons[feature.id] = Reason.ABOVE
        else:
            across = [
                Met(feature, network, one, delivery.links[name].straight)
                for name, found in met.items()
                for one in found
                if not one.runs_along
            ]
            if not across:
                reasons[feature.id] = Reason.ALONG
                along.append((feature, next(iter(met.values()))[0].offset))
            mets += _once(across)
            lines.update(met)
    mets.sort(key=lambda met: (met.crossing.offset, met.feature.id))
    return Meeting(tuple(mets), frozenset(lines), reasons, tuple(along), nameless)


def _by_feature(
    segments: Segments, section: Section
) -> tuple[dict[str, dict[str, list[Crossing]]], tuple[int, ...]]:
    """Crossings by feature, then by line; and the offsets of lines without a feature."""
    nameless: set[int] = set()
    found: dict[str, dict[str, list[Crossing]]] = {}
    for link, pairs in segments.near(section).items():
        met = [one for pair in pairs for one in section.crossings(pair)]
        unique = section.merged((one.offset / 1000, one.sine) for one in met)
        users = segments.users(link)
        for user in users if unique else ():
            found.setdefault(user, {})[link] = unique
        if not users:
            nameless |= {one.offset for one in unique}
    return found, tuple(sorted(nameless))


def _once(mets: list[Met]) -> list[Met]:
    """Where two lines of one object join on the section it is met once."""
    kept: dict[int, Met] = {}
    for met in mets:
        known = kept.get(met.crossing.offset)
        if known is None or met.crossing.sine > known.crossing.sine:
            kept[met.crossing.offset] = met
    return list(kept.values())
