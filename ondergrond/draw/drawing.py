"""The drawing: a dimensioned section of a street, to scale, as an SVG, PDF or PNG file.

``draw_layout`` draws what was solved, ``draw_street`` what lies there. Both return the page that
was used. The order of the calls below is the order an engineer would draw in.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure

from ondergrond.claims import NetworkClaim, TreeClaim
from ondergrond.draw.blocks import draw_block, draw_fixture
from ondergrond.draw.bodies import draw_network
from ondergrond.draw.colours import FAINT
from ondergrond.draw.critical import draw_critical
from ondergrond.draw.gaps import draw_marks
from ondergrond.draw.ground import draw_ground, draw_levels
from ondergrond.draw.labels import band_places, draw_band
from ondergrond.draw.leaders import draw_leaders, leaders_of
from ondergrond.draw.legend import draw_legend, draw_scale_bar, scale_bar_width
from ondergrond.draw.moves import draw_moves
from ondergrond.draw.notes import draw_notes
from ondergrond.draw.page import HEADERS, PADDING, Page, Plan, plan_page
from ondergrond.draw.racks import draw_rack
from ondergrond.draw.sheet import Area, Sheet, style
from ondergrond.draw.titleblock import TITLE_HEIGHT, draw_title_block
from ondergrond.draw.trees import draw_tree
from ondergrond.draw.zones import draw_chain, draw_surface
from ondergrond.explanation import Chain
from ondergrond.layout import GapNote, Layout
from ondergrond.palettes import Palette
from ondergrond.profile import StreetProfile
from ondergrond.rules import RuleSet
from ondergrond.scene import GONE, Scene, layout_scene, street_scene
from ondergrond.words import Language, Phrases

BULKY_TEXT_OBSTACLE = 12.0
"""What is wider than this on paper (mm) may have a gap's number on it."""


def draw_layout(
    layout: Layout,
    path: str | os.PathLike[str],
    *,
    lang: Language = "en",
    colours: Palette = "klic",
    page: Page = "auto",
    chain: Chain | None = None,
    what: str = "",
) -> str:
    """Draw a layout into a file: SVG, PDF or PNG by its suffix. Returns the page used ("A4" ...).

    chain: a critical chain to be marked; its links must stand in this layout.  what: what the
    drawing shows, below the street's name (empty: the layout).  colours: the official palette,
    ``klic`` (IMKL themes) or ``nlcs``.  page: the smallest paper wanted; a larger one is taken
    where the text would not fit.  Raises ``ValueError`` for another suffix, before anything is
    drawn, and ``OSError`` where the file cannot be written.
    """
    links = () if chain is None else chain.links
    return _write(layout_scene(layout, links, what), path, lang, colours, page)


def draw_street(
    profile: StreetProfile,
    rules: RuleSet,
    path: str | os.PathLike[str],
    *,
    notes: Sequence[GapNote] = (),
    lang: Language = "en",
    colours: Palette = "klic",
    page: Page = "auto",
) -> str:
    """Draw a street as it lies, without what is planned; see ``draw_layout``.

    notes: gaps to be marked and listed, the worst first.
    """
    return _write(street_scene(profile, rules, notes), path, lang, colours, page)


def layout_figure(
    layout: Layout, *, lang: Language = "en", colours: Palette = "klic", page: Page = "auto"
) -> Figure:
    """The drawing of a layout as a matplotlib figure, its size that of the page."""
    with style():
        return _drawn(layout_scene(layout), lang, colours, page).figure


def street_figure(
    profile: StreetProfile,
    rules: RuleSet,
    *,
    lang: Language = "en",
    colours: Palette = "klic",
    page: Page = "auto",
) -> Figure:
    """The drawing of a street as it lies, as a matplotlib figure."""
    with style():
        return _drawn(street_scene(profile, rules), lang, colours, page).figure


def _write(
    scene: Scene, path: str | os.PathLike[str], lang: Language, palette: Palette, page: Page
) -> str:
    target = Path(path)
    if target.suffix.lower() not in (".svg", ".pdf", ".png"):
        raise ValueError(f"'{target.name}': a drawing is written as .svg, .pdf or .png")
    with style():
        sheet = _drawn(scene, lang, palette, page)
        sheet.save(target)
    return sheet.page


def _drawn(scene: Scene, lang: Language, palette: Palette, page: Page) -> Sheet:
    phrases = Phrases(lang)
    plan = plan_page(scene, phrases, palette, page)
    sheet = Sheet(plan.page, plan.zoom)
    view = plan.view
    sheet.rectangle(plan.frame, edge="#1c1f22", line=1.0, layer=8.5)
    draw_ground(sheet, view, scene, phrases)
    draw_surface(sheet, view, scene.profile, scene.above_ground)
    draw_chain(sheet, view, scene.profile, plan.zones, phrases)
    draw_levels(sheet, view, scene, phrases)
    _draw_things(sheet, plan, scene, palette)
    draw_moves(sheet, view, scene)
    if scene.chain:
        draw_critical(sheet, view, scene.chain, phrases)
    drops = _draw_labels(sheet, plan, phrases)
    bodies = [view.area(thing.box) for thing in scene.things if thing.standing not in GONE]
    bodies = [area for area in bodies if area.width <= BULKY_TEXT_OBSTACLE]
    draw_marks(sheet, view, plan.marks, bodies, drops, phrases)
    _draw_foot(sheet, plan, scene, phrases)
    return sheet


def _draw_things(sheet: Sheet, plan: Plan, scene: Scene, palette: Palette) -> None:
    view = plan.view
    for fixture in scene.profile.fixtures:
        draw_fixture(sheet, view, scene, fixture)
    for rack in scene.racks:
        draw_rack(sheet, view, scene, rack)
    for thing in scene.things:
        if isinstance(thing.claim, TreeClaim):
            draw_tree(sheet, view, thing)
        elif isinstance(thing.claim, NetworkClaim):
            draw_network(sheet, view, thing, palette)
        else:
            draw_block(sheet, view, thing)


def _draw_labels(sheet: Sheet, plan: Plan, phrases: Phrases) -> list[float]:
    """The band with its leaders; returns where the leaders drop."""
    frame = plan.frame
    leaders = leaders_of(plan.labels, plan.view)
    drops = [leader.drop for leader in leaders]
    low, high = frame.left + HEADERS, frame.right - PADDING
    order, middles = band_places(plan.labels, drops, plan.band, low, high)
    ends = (frame.left, frame.right)
    draw_leaders(sheet, plan.view, plan.labels, leaders, order, middles, plan.band_top)
    draw_band(sheet, plan.labels, order, middles, plan.band, plan.band_top, ends, phrases)
    return drops


def _draw_foot(sheet: Sheet, plan: Plan, scene: Scene, phrases: Phrases) -> None:
    """Notes, legend with scale bar, and the title block."""
    frame = plan.frame
    left = frame.left + PADDING
    if plan.notes:
        draw_notes(sheet, plan.notes, left, plan.notes_top, frame.width - 2 * PADDING)
    sheet.line([(frame.left, plan.legend_top - 0.5), (frame.right, plan.legend_top - 0.5)],
               edge=FAINT, line=0.4)  # fmt: skip
    draw_scale_bar(sheet, plan.view, left + 3.0, plan.legend_top + 1.8, phrases)
    reserved = scale_bar_width(plan.view.scale)
    draw_legend(sheet, plan.legend, left, plan.legend_top, reserved)
    title = Area(frame.left, frame.bottom - TITLE_HEIGHT, frame.right, frame.bottom)
    draw_title_block(sheet, title, scene, plan.view, phrases)
