"""A map drawn: as people where they fit on a sheet, as groups where they do not."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import attrs
import numpy as np

from ocgscore.errors import FileUseError, Problem, RequestError, did_you_mean, same_id_hint
from ocgscore.network.between import Network
from ocgscore.network.grades import Grades
from ocgscore.report.picture.facts import Facts
from ocgscore.report.picture.groups import LARGEST, Joined, groups_scene, joined, most_connected, strongest
from ocgscore.report.picture.page import page
from ocgscore.report.picture.people import MOST_LINES, people_scene
from ocgscore.report.picture.scene import Place, Scene, across
from ocgscore.report.picture.sheet import Words, sheet
from ocgscore.report.picture.text import clean, cut
from ocgscore.table import OutputSet
from ocgscore.version import __version__
from ocgscore.words import counted

LEVELS: Final = ("person", "group")
ENDINGS: Final = (".svg", ".html", ".htm")
MOST_PEOPLE: Final = 1500
MOST_GROUPS: Final = 150
LONGEST_MARKING: Final = 90
JOINED: Final = {
    "cross": ("pair of groups with linked members", "pairs of groups with linked members"),
    "shared": ("pair of groups with members in common", "pairs of groups with members in common"),
    "alliance": ("alliance", "alliances"),
    "rivalry": ("rivalry", "rivalries"),
    "tension": ("tension", "tensions"),
}


@attrs.frozen(eq=False)
class Picture:
    """A map drawn.

    Parameters
    ----------
    facts : Facts
        What was to be drawn.
    scene : Scene
        What was drawn.
    words : Words
        What is written round it.
    level : str
        ``"person"`` or ``"group"``.
    keys : mapping of str to int
        The number of each key player, by id.
    """

    facts: Facts
    scene: Scene
    words: Words
    level: str
    keys: Mapping[str, int]

    def svg(self) -> str:
        """Return the picture as an SVG document: no script, nothing fetched."""
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{sheet(self.scene, self.words)}\n'

    def html(self) -> str:
        """Return a page of the picture and its tables, in one file."""
        return page(sheet(self.scene, self.words), self.words, self.facts, self.keys)

    def chunks(self, ending: str) -> Iterator[bytes]:
        """Yield the picture as the bytes of a file with an ending."""
        yield (self.svg() if ending == ".svg" else self.html()).encode()


def draw(
    network: Network,
    *,
    key_players: Iterable[str] = (),
    level: str | None = None,
    marking: str = "",
    grades: Grades | None = None,
) -> Picture:
    """Draw a map.

    Parameters
    ----------
    network : OcgMap or networkx graph
    key_players : iterable of str
        Ids of people to mark, in the order of their numbers.
    level : str, optional
        ``"person"`` draws people in their groups, ``"group"`` groups as dots; by default people where there are some
        and at most 1,500. Of more than 150 groups, those joined to most others are drawn; of very many
        links between groups, the strongest. The picture says what it leaves out.
    marking : str
        Protective marking; the map's own by default.
    grades : Grades, optional
        What a grade is worth; with it, links less than certain are dashed.

    Returns
    -------
    Picture
        The same, byte for byte, for the same map on any machine.

    Raises
    ------
    RequestError
        If there is nothing to draw at that level, too much of it, or a key player is not in the map.

    Examples
    --------
    >>> from ocgscore.network.model import Group, Link, Member, OcgMap, Person
    >>> two = OcgMap((Person("1", "Ann"), Person("2", "Bob")), (Group("X"),), (Member("1", "X"),), (Link("1", "2"),))
    >>> picture = draw(two, key_players=["2"])
    >>> picture.level, picture.words.counts
    ('person', '2 people, 1 link, 1 group; 1 key player marked')
    """
    facts = Facts.of(network, grades)
    keys = numbered(facts, key_players)
    drawn = level_of(facts, level)
    if drawn == "person":
        notes = list(cut_note("links", facts.ties.undirected().size))
        return Picture(facts, people_scene(facts, keys), words_of(facts, marking, keys, notes), drawn, keys)
    scene, notes = drawn_groups(facts, keys, MOST_GROUPS)
    notes = [*_too_many(facts, level), *notes]
    return Picture(facts, scene, words_of(facts, marking, keys, notes), drawn, keys)


def drawn_groups(
    facts: Facts, keys: Mapping[str, int], most: int, *, place: Place = across, largest: float = LARGEST
) -> tuple[Scene, list[str]]:
    """Return the picture of so many groups at most, and what it leaves out."""
    every = joined(facts)
    kept = most_connected(facts, every, most)
    inside = [one.among(kept) for one in every]
    shown = [strongest(one, int(kept.sum())) for one in inside]
    notes = [*_group_notes(facts, int(kept.sum())), *_line_notes(every, inside, shown)]
    return groups_scene(facts, keys, kept, shown, place=place, largest=largest), notes


def cut_note(what: str, count: int) -> Iterator[str]:
    """Yield that of so many only the strongest are drawn, where they are too many."""
    if count > MOST_LINES:
        yield f"Only the {MOST_LINES:,} strongest of {count:,} {what} are drawn."


def _line_notes(every: Sequence[Joined], inside: Sequence[Joined], shown: Sequence[Joined]) -> Iterator[str]:
    """Yield what the picture of groups leaves out of what joins them."""
    away = [
        f"{len(part.low):,} of {counted(len(whole.low), *JOINED[whole.kind])}"
        for whole, part in zip(every, inside, strict=True)
        if len(part.low) < len(whole.low)
    ]
    if away:
        yield f"Between the groups drawn are {', '.join(away)}."
    for part, drawn in zip(inside, shown, strict=True):
        if len(drawn.low) < len(part.low):
            what = counted(len(part.low), *JOINED[part.kind])
            yield f"Of {what}, only the {len(drawn.low):,} strongest are drawn."


def numbered(facts: Facts, key_players: Iterable[str]) -> dict[str, int]:
    """Return the number of each key player by id; complain of one who is not in the map."""
    keys = {str(id_): number for number, id_ in enumerate(dict.fromkeys(key_players), 1)}
    known = {str(node) for node in facts.ties.nodes}
    strange = [id_ for id_ in keys if id_ not in known]
    if strange:
        expected, ids = "the id of a person in the map", sorted(known)
        raise RequestError(Problem("key players", id_, expected, same_id_hint(id_, ids)) for id_ in strange)
    return keys


def level_of(facts: Facts, asked: str | None) -> str:
    """Return the level to draw; complain where there is nothing at that level, or too much."""
    people, groups = len(facts.names), len(facts.group_names)
    if asked is not None and asked not in LEVELS:
        raise RequestError(Problem("level", asked, "person or group", did_you_mean(asked, LEVELS)))
    if not people and not groups:
        raise RequestError(Problem(facts.network.name or "map", None, "anybody to draw", "is it the right file?"))
    level = asked or ("person" if 0 < people <= MOST_PEOPLE else "group")
    if level == "group" and not groups:
        hint = f"{counted(people, 'person', 'people')} are too many for one picture: draw a part of the map"
        raise RequestError(Problem("level group", None, "a group to draw", hint if asked is None else "draw people"))
    if level == "person" and people > MOST_PEOPLE:
        got, most = (
            counted(people, "person", "people"),
            f"at most {MOST_PEOPLE:,} people, which still can be told apart",
        )
        raise RequestError(Problem("level person", got, most, "leave --level out to draw the groups"))
    return level


def _too_many(facts: Facts, asked: str | None) -> Iterator[str]:
    people = len(facts.names)
    if asked is None and people:
        yield f"{people:,} people are too many to draw one by one (the most is {MOST_PEOPLE:,}): this shows groups."


def _group_notes(facts: Facts, drawn: int) -> Iterator[str]:
    groups = len(facts.group_names)
    if drawn < groups:
        yield (
            f"Only {drawn:,} of {groups:,} groups are drawn, those joined to most others; {groups - drawn:,} are left "
            "out, with all that joins them."
        )
    alone = int(np.count_nonzero(facts.belonging.counts == 0))
    if alone:
        yield f"{counted(alone, 'person', 'people')} in no group {'is' if alone == 1 else 'are'} not shown."


def words_of(facts: Facts, marking: str, keys: Mapping[str, int], notes: Sequence[str]) -> Words:
    """Return what is written round a picture."""
    network = facts.network
    name = Path(network.name).name
    all_of = [(len(facts.names), "person", "people"), (facts.ties.undirected().size, "link", "links")]
    all_of.append((len(facts.group_names), "group", "groups"))
    counts = [counted(*one) for one in all_of if one[0]]
    counts += [counted(ties.size, *JOINED[kind]) for kind, ties in facts.relations if ties.size]
    said = ", ".join(counts) + (f"; {counted(len(keys), 'key player')} marked" if keys else "")
    source = f"ocgscore {__version__}" + (f" · {name}" if name else "")
    source += f" · sha256 {network.sha256[:16]}" if network.sha256 else ""
    source += f" · grades: {facts.grades}" if facts.grades else ""
    title = f"People, groups and links: {cut(clean(name), 60)}" if name else "People, groups and links"
    return Words(title, said, tuple(notes), source, cut(clean(marking or network.marking), LONGEST_MARKING))


def picture_ending(out: str) -> str:
    """Return the ending of a picture's name, in small letters.

    Raises
    ------
    FileUseError
        If it is none of a picture's.

    Examples
    --------
    >>> picture_ending("Map.SVG")
    '.svg'
    """
    ending = os.path.splitext(out)[1].casefold()  # noqa: PTH122 - also of "", which is no path
    if ending not in ENDINGS:
        raise FileUseError(
            Problem(repr(out), None, "the ending of a picture", "name it .svg for a drawing or .html for a page")
        )
    return ending


def write_picture(picture: Picture, out: str, inputs: Sequence[str]) -> None:
    """Write a picture, whole or not at all, and never over an input.

    Parameters
    ----------
    picture : Picture
    out : str
        Ending in .svg or .html.
    inputs : sequence of str
        What was read.

    Raises
    ------
    FileUseError
        A name without a picture's ending, a destination that is an input, or that cannot be written.
    """
    with OutputSet(inputs=inputs) as outputs:
        outputs.write(out, picture.chunks(picture_ending(out)))
