"""The picture of people: each a dot, each group an outline round its members."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from ocgscore.network.ties import Flags, Floats, Ints
from ocgscore.report.picture.facts import Facts
from ocgscore.report.picture.paths import relation_lines
from ocgscore.report.picture.scene import (
    LEADING,
    NAME_LEADING,
    NAME_SIZE,
    PAD,
    Dot,
    Line,
    Outline,
    Place,
    Scene,
    across,
    rounded_hull,
    trimmed,
)
from ocgscore.report.picture.text import label, width
from ocgscore.words import counted

RADII: Final = {"principal": 9.0, "significant": 7.0, "": 6.5, "peripheral": 5.0}
THIN: Final = 0.9
MOST_LINES: Final = 6000  # more make only black
THINNEST: Final = 0.6
THICKEST: Final = 2.8
ARM: Final = 5.0  # half the width of an arm where it leaves its group
BOLD: Final = 1.08  # times as wide as plain letters


def people_scene(facts: Facts, keys: Mapping[str, int], *, place: Place = across, named: Flags | None = None) -> Scene:
    """Return the picture of people.

    Parameters
    ----------
    facts : Facts
    keys : mapping of str to int
        The number of each key player, by id.
    place : callable
        Says where each box stands.
    named : ndarray of bool, shape (n,), optional
        Whose names are written; everybody's by default.
    """
    dots = person_dots(facts, keys, named)
    sizes = [name_size(size) for size in facts.belonging.sizes.tolist()]
    names = _names(facts)
    boxes = np.array([dot.box for dot in dots] + list(map(_name_box, names, sizes))).reshape(-1, 2)
    at = place(boxes, _pairs(facts), _belongs(facts))
    marks = at[: len(dots)] - np.array([[0.0, dot.lift] for dot in dots]).reshape(-1, 2)
    outlines = tuple(
        _outlines(facts, dots, marks, list(zip(names, sizes, at[len(dots) :], boxes[len(dots) :], strict=True)))
    )
    lines = tuple(_lines(facts, dots, marks))
    return Scene(dots, marks, lines, relation_lines(facts, outlines), outlines)


def _pairs(facts: Facts) -> Ints:
    return np.column_stack([facts.ties.tails, facts.ties.heads])


def _belongs(facts: Facts) -> Ints:
    """Return who belongs where, each group's name a member of it: so that nothing stands on the name."""
    names = np.arange(len(facts.group_names))
    belonging = facts.belonging
    return np.concatenate(
        [np.column_stack([belonging.person, belonging.group]), np.column_stack([names + len(facts.names), names])]
    )


def _names(facts: Facts) -> list[tuple[str, ...]]:
    """Return the name of each group with the number of its members, in lines."""
    sizes = facts.belonging.sizes.tolist()
    return [
        (*lines[:-1], f"{lines[-1]} ({size})") for lines, size in zip(map(label, facts.group_names), sizes, strict=True)
    ]


def name_size(members: int) -> float:
    """Return how large the letters of a group's name are: larger for a large group, which is seen from farther.

    Examples
    --------
    >>> name_size(0), name_size(16), name_size(149)
    (12.0, 13.0, 30.0)
    """
    return min(30.0, NAME_SIZE + max(0.0, (members - 12) / 4))


def _name_box(lines: Sequence[str], size: float) -> tuple[float, float]:
    return max(width(line, size) for line in lines) * BOLD + 8, size * NAME_LEADING * len(lines) + 6


def person_dots(facts: Facts, keys: Mapping[str, int], named: Flags | None = None) -> tuple[Dot, ...]:
    """Return the mark of each person, with its name where it is one of those named: of everybody by default."""
    degree = (facts.ties.undirected()).degree.tolist()
    dots = []
    for at, (node, name, standing, groups) in enumerate(
        zip(facts.ties.nodes, facts.names, facts.standing, facts.groups_of, strict=True)
    ):
        key = keys.get(str(node), 0)
        said = [name if name == str(node) else f"{name}, id {node}"]
        said += [f"key player {key}"] if key else []
        said += [standing] if standing else []
        said += ["in " + ", ".join(facts.group_names[group] for group in groups)] if groups else []
        said += [counted(degree[at], "link")]
        radius = RADII.get(standing, RADII[""]) + (3.0 if key else 0.0)
        number, marked = (str(key), (key,)) if key else ("", ())
        lines = label(name) if named is None or named[at] else ()
        dots.append(Dot(radius, lines, "; ".join(said), standing, tuple(groups), number, marked))
    return tuple(dots)


def _lines(facts: Facts, dots: Sequence[Dot], at: Floats) -> list[Line]:
    """Return the links, the weakest first so that the strongest lie on top."""
    ties = facts.ties
    one_way = np.ones(ties.size, np.bool_)
    if ties.directed:
        count = len(ties)
        one_way = ~np.isin(ties.tails * count + ties.heads, ties.heads * count + ties.tails)
    drawn = np.flatnonzero(one_way | (ties.tails < ties.heads))
    wide = widths(ties.strength)
    lines = []
    for tie in drawn[np.argsort(ties.strength[drawn], kind="stable")][-MOST_LINES:].tolist():
        one, other = int(ties.tails[tie]), int(ties.heads[tie])
        arrow = ties.directed and bool(one_way[tie])
        ends = trimmed(at[one], at[other], dots[one].reach, dots[other].reach + (2.0 if arrow else 0.0))
        about = f"{facts.names[one]} {'→' if arrow else '–'} {facts.names[other]}"
        about += f"; strength {ties.strength[tie]:g}" if ties.weighted else ""
        chance = float(ties.chance[tie])
        about += f"; chance {chance:.2g}" if chance < 1 else ""
        lines.append(Line("link", *ends, float(wide[tie]), about, dashed=chance < 1, arrow=arrow))
    return lines


def widths(strength: Floats) -> Floats:
    """Return the width of each line: by the square root of its strength, all alike where none differs."""
    if not len(strength) or not (strength != strength[0]).any():
        return np.full(len(strength), THIN)
    wide: Floats = THINNEST + (THICKEST - THINNEST) * np.sqrt(strength / strength.max())
    return wide


def _outlines(
    facts: Facts,
    dots: Sequence[Dot],
    marks: Floats,
    names: Sequence[tuple[tuple[str, ...], float, Floats, Floats]],
) -> Iterator[Outline]:
    """Yield the outline of each group: round its name and its own members, with arms to those it shares."""
    for number, (name, size, at, box) in enumerate(names):
        members = facts.belonging.members(number)
        shared = facts.belonging.counts[members] > 1
        own, others = members[~shared].tolist(), members[shared].tolist()
        corners = _round(own, dots, marks, at, box)
        arms = tuple(_arm(dots[member].reach + PAD / 2, marks[member], marks[own], at) for member in others)
        place = float(at[0]), float(at[1])
        yield Outline(number, corners, arms, name, place, size, _about(facts, number), empty=not len(members))


def _round(members: Sequence[int], dots: Sequence[Dot], marks: Floats, name: Floats, box: Floats) -> Floats:
    """Return the outline round members, the labels below them, and a name."""
    at = marks[members]
    reach = np.array([dots[member].reach + PAD for member in members])
    low = at + np.array([[0.0, LEADING * len(dots[member].lines)] for member in members]).reshape(-1, 2)
    ends = name + np.array([[-0.5, 0.0], [0.5, 0.0]]) * (box - box[1])
    return rounded_hull(np.concatenate([at, low, ends]), np.concatenate([reach, reach, np.full(2, box[1] / 2 + 3)]))


def _arm(reach: float, at: Floats, own: Floats, name: Floats) -> Floats:
    """Return an arm round a shared member, narrowing to the nearest member of the group's own or to its name."""
    ends = np.concatenate([own, name[None, :]])
    apart = ends - at
    nearest = ends[int((apart[:, 0] * apart[:, 0] + apart[:, 1] * apart[:, 1]).argmin())]
    return rounded_hull(np.array([at, nearest]), np.array([reach, ARM]))


def _about(facts: Facts, number: int) -> str:
    id_, name = str(facts.belonging.groups[number]), facts.group_names[number]
    said = name if name == id_ else f"{name}, id {id_}"
    return f"{said}; {counted(int(facts.belonging.sizes[number]), 'member')}"
