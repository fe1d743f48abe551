"""Captions: what drawings print beside a thing of the scene."""

from __future__ import annotations

from ondergrond.claims import Form, NetworkClaim, ReserveClaim, StorageClaim, TreeClaim
from ondergrond.scene import Thing
from ondergrond.words import Phrases


def kind_and_size(thing: Thing, phrases: Phrases) -> tuple[str, str]:
    """The kind of a thing and its size as drawings print them; of a tree that stands there already
    the trunk's.
    """
    claim, box = thing.claim, thing.box
    across = phrases.metres(box.width)
    high = phrases.metres(box.bottom - box.top)
    if isinstance(claim, NetworkClaim):
        return phrases(f"network.{claim.network.value}"), _network_size(claim, thing, phrases)
    if isinstance(claim, TreeClaim):
        trunk = _starred(f"ø{thing.diameter}", thing)
        size = f"{across} × {high} m, {trunk}" if thing.has_root_zone else trunk
        return phrases("body.tree"), size
    if isinstance(claim, StorageClaim):
        return phrases("body.storage"), f"{across} × {high} m"
    name = "body.reserve" if isinstance(claim, ReserveClaim) else "body.container"
    return phrases(name), f"{across} × {high} m"


def _network_size(claim: NetworkClaim, thing: Thing, phrases: Phrases) -> str:
    """As it was stated (DN with the casing's diameter); marked where it is the rule set's."""
    size = claim.size
    if size is not None and size.width is not None:
        text = f"{size.width}×{size.height}"
    elif size is not None and size.nominal is not None:
        text = f"DN{size.nominal} (ø{thing.diameter})"
    else:
        text = f"ø{thing.diameter}"
    if claim.form is Form.PAIR:
        text = f"2× {text}"
    elif claim.form is not Form.SINGLE:
        text = f"{text} {phrases(f'drawing.{claim.form.value}')}"
    return _starred(text, thing)


def cover(thing: Thing, phrases: Phrases) -> str:
    """The cover in metres; marked where something lies there and nobody stated it."""
    text = phrases.metres(thing.box.top)
    return f"{text}*" if thing.cover_assumed else text


def _starred(text: str, thing: Thing) -> str:
    return f"{text}*" if thing.size_assumed else text
