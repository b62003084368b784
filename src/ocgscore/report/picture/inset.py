"""A map drawn into a page of text: upright, so small that it fits, and so large that every name still reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Final

import attrs
import numpy as np

from ocgscore.errors import Described, Problem, RequestError
from ocgscore.network.between import Network
from ocgscore.network.layout import lay_out
from ocgscore.network.ties import Flags, Floats, Ints
from ocgscore.report.picture.drawing import number, tag
from ocgscore.report.picture.facts import Facts
from ocgscore.report.picture.groups import LARGEST
from ocgscore.report.picture.legend import legend
from ocgscore.report.picture.people import people_scene, person_dots
from ocgscore.report.picture.picture import cut_note, drawn_groups, level_of, numbered, words_of
from ocgscore.report.picture.scene import Scene
from ocgscore.report.picture.sheet import Words, document, layers, marked
from ocgscore.words import counted

SHOWN: Final = (166.0, 225.0)  # millimetres that a page of text leaves on A4
WIDE: Final = 600.0  # units across them: the letters of a name are then 7.06 points
HIGH: Final = 813.0  # units that they leave down the page
EDGE: Final = 4.0
DENSEST: Final = 0.4  # share of the page that labels and marks may take before a layout is not even tried
LARGER: Final = 1.5  # times as large, for a small map
BELOW: Final = 14.0  # between picture and legend
MARKED: Final = 30.0  # a marking above, and one below
SHAPES: Final = (1.2, 1.6)  # height over width asked of the layout; what comes of it differs from map to map
GROUPS: Final = (100, 80, 65, 50, 40, 30, 24, 18, 13, 9, 4, 1)  # drawn at most: the first number that fits
MANY: Final = 13  # groups beyond which their dots are small
SMALL: Final = 13.0
CLOSER: Final = 22.0  # less room about a group than on a sheet of its own


@attrs.frozen
class Inset:
    """A map drawn into a page.

    Parameters
    ----------
    svg : str
        The whole ``<svg>`` element.
    level : str
        ``"person"`` or ``"group"``.
    notes : tuple of str
        What is left out of it, a sentence each.
    """

    svg: str
    level: str
    notes: tuple[str, ...]


def inset(network: Network, *, key_players: Iterable[str] = (), level: str | None = None, marking: str = "") -> Inset:
    """Draw a map for a page of text: no letter of a name is smaller than 7 points on A4.

    People are drawn where they fit: with all names, else with those of key players, of principals and of members of
    several groups. Where they do not, groups are, as many as fit.

    Parameters
    ----------
    network : OcgMap or networkx graph
    key_players : iterable of str
        Ids of people to mark, in the order of their numbers.
    level : str, optional
        ``"group"`` draws groups though people would fit.
    marking : str
        Protective marking; the map's own by default.

    Returns
    -------
    Inset
        The same, byte for byte, for the same map on any machine.

    Raises
    ------
    RequestError
        If there is nothing to draw at that level, too many people in no group, or a key player is not in the map.

    Examples
    --------
    >>> from ocgscore.network.model import Group, Link, Member, OcgMap, Person
    >>> two = OcgMap((Person("1", "Ann"), Person("2", "Bob")), (Group("X"),), (Member("1", "X"),), (Link("1", "2"),))
    >>> drawn = inset(two, key_players=["2"])
    >>> drawn.level, drawn.notes
    ('person', ())
    """
    facts = Facts.of(network, None)
    keys = numbered(facts, key_players)
    first = level_of(facts, level)
    for scene, notes, what in _pictures(facts, keys, first):
        words = words_of(facts, marking, keys, notes)
        drawn = _drawn(scene, words)
        if drawn:
            return Inset(drawn, what, tuple(notes))
    got = f"{counted(len(facts.names), 'person', 'people')} and no group that fits"
    most = "what can be read on a page of A4"
    raise RequestError(Problem("picture", Described(got), most, "ocgscore network draw makes a larger one"))


def _pictures(facts: Facts, keys: Mapping[str, int], first: str) -> Iterator[tuple[Scene, list[str], str]]:
    if first == "person":
        yield from _people(facts, keys)
    yield from _groups(facts, keys)


def _people(facts: Facts, keys: Mapping[str, int]) -> Iterator[tuple[Scene, list[str], str]]:
    """Yield pictures of people, the best first."""
    cut = list(cut_note("links", facts.ties.undirected().size))
    for named, notes in _namings(facts, keys):
        boxes = np.array([dot.box for dot in person_dots(facts, keys, named)])
        if boxes.prod(axis=1).sum() <= DENSEST * WIDE * HIGH:
            for shape in SHAPES:
                place = partial(_upright, shape=shape)
                yield people_scene(facts, keys, place=place, named=named), [*notes, *cut], "person"


def _namings(facts: Facts, keys: Mapping[str, int]) -> Iterator[tuple[Flags | None, list[str]]]:
    yield None, []
    several = facts.belonging.counts > 1
    told = [
        str(node) in keys or standing == "principal"
        for node, standing in zip(facts.ties.nodes, facts.standing, strict=True)
    ]
    yield several | np.array(told), ["Named are key players, principals and members of several groups."]


def _upright(boxes: Floats, pairs: Ints, belongs: Ints, *, shape: float) -> Floats:
    """Return where to draw each box: laid out across, on its side, and stood up, which keeps boxes apart."""
    at: Floats = lay_out(boxes[:, ::-1], pairs, belongs, shape=shape)[:, ::-1]
    return at


def _groups(facts: Facts, keys: Mapping[str, int]) -> Iterator[tuple[Scene, list[str], str]]:
    """Yield pictures of groups, of ever fewer."""
    for most in dict.fromkeys(min(most, len(facts.group_names)) for most in GROUPS):
        if most:
            many = most > MANY
            place = partial(_across, closer=CLOSER if many else 0.0)
            scene, notes = drawn_groups(facts, keys, most, place=place, largest=SMALL if many else LARGEST)
            yield scene, notes, "group"


def _across(boxes: Floats, pairs: Ints, belongs: Ints, *, closer: float) -> Floats:
    return lay_out(boxes - closer, pairs, belongs, shape=WIDE / HIGH)


def _drawn(scene: Scene, words: Words) -> str:
    """Return a picture as SVG; empty where it does not fit."""
    left, top, right, bottom = scene.rim
    said, legend_high = legend(scene, WIDE - 2 * EDGE)
    above = EDGE + (MARKED if words.marking else 0.0)
    below = BELOW + legend_high + above
    room = WIDE - 2 * EDGE, HIGH - above - below
    larger = min(LARGER, room[0] / (right - left), room[1] / (bottom - top))
    if larger < 1:
        return ""
    high = above + (bottom - top) * larger + below
    move = (WIDE - (right + left) * larger) / 2, above - top * larger
    placed = f"translate({number(move[0])} {number(move[1])}) scale({larger:.3f})"
    key = f"translate({number(EDGE)} {number(high - above - legend_high)})"
    parts = [tag("g", layers(scene), transform=placed), tag("g", said, transform=key)]
    if words.marking:
        parts += [marked(words.marking, WIDE / 2, at) for at in (20.0, high - 10.0)]
    return document(parts, words, scene, (WIDE, high), (f"{SHOWN[0]:g}mm", f"{SHOWN[0] * high / WIDE:.1f}mm"))
