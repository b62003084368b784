"""The picture of groups: each a dot as large as its membership, joined by all that joins groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import attrs
import numpy as np

from ocgscore.network.groups.pairs import crossing_pairs, shared_pairs
from ocgscore.network.ties import Flags, Floats, Ints
from ocgscore.report.picture.facts import Facts
from ocgscore.report.picture.paths import beside, relation_text
from ocgscore.report.picture.people import MOST_LINES, widths
from ocgscore.report.picture.scene import Dot, Line, Place, Scene, across, trimmed
from ocgscore.report.picture.text import label
from ocgscore.words import counted

SMALLEST: Final = 7.0
LARGEST: Final = 30.0
LINKS: Final = 4  # lines for links, for each group
LEAST_LINES: Final = 100


@attrs.frozen(eq=False)
class Joined:
    """What joins groups, of one kind.

    Parameters
    ----------
    kind : str
    low, high : ndarray of int64, shape (p,)
        The groups.
    strength, chance : ndarray of float64, shape (p,)
    """

    kind: str
    low: Ints
    high: Ints
    strength: Floats
    chance: Floats

    def among(self, kept: Flags) -> Joined:
        """Return what joins the groups marked, numbered anew."""
        number = np.cumsum(kept) - 1
        inside = self.where(kept[self.low] & kept[self.high])
        return attrs.evolve(inside, low=number[inside.low], high=number[inside.high])

    def where(self, marked: Flags) -> Joined:
        """Return those marked."""
        return Joined(self.kind, self.low[marked], self.high[marked], self.strength[marked], self.chance[marked])


def joined(facts: Facts) -> list[Joined]:
    """Return everything that joins groups: crossing links, shared members, and each kind of relation."""
    shared = shared_pairs(facts.belonging.person, facts.belonging.group, len(facts.group_names))
    cross = crossing_pairs(facts.ties.undirected(), facts.belonging)
    found = [
        Joined(kind, pairs.low, pairs.high, pairs.counts.astype(np.float64), np.ones(len(pairs)))
        for kind, pairs in (("cross", cross), ("shared", shared))
    ]
    return found + [Joined(kind, ties.tails, ties.heads, ties.strength, ties.chance) for kind, ties in facts.relations]


def strongest(found: Joined, groups: int) -> Joined:
    """Return what joins groups, the weaker left out where there is more than a picture shows.

    Links are so many that they hide the rest; of them, fewer are drawn. Those of one strength stay or go together, but
    for the strongest: if even they are too many, the first of them.
    """
    most = min(MOST_LINES, max(LEAST_LINES, LINKS * groups)) if found.kind == "cross" else MOST_LINES
    if len(found.low) <= most:
        return found
    beyond = np.sort(found.strength)[-most - 1]
    above = found.strength > beyond
    first = np.cumsum(found.strength == beyond) <= MOST_LINES
    return found.where(above if above.any() else (found.strength == beyond) & first)


def most_connected(facts: Facts, among: Sequence[Joined], most: int) -> Flags:
    """Return the groups to draw: those joined to most others, then of most members, then the first by name.

    Returns
    -------
    ndarray of bool, shape (g,)
    """
    count = len(facts.group_names)
    pairs = np.unique(np.concatenate([one.low * count + one.high for one in among])) if among else np.zeros(0, np.int64)
    others = np.bincount(np.concatenate([pairs // max(count, 1), pairs % max(count, 1)]), minlength=count)
    order = np.lexsort((np.arange(count), -facts.belonging.sizes, -others))
    kept = np.zeros(count, np.bool_)
    kept[order[:most]] = True
    return kept


def groups_scene(
    facts: Facts,
    keys: Mapping[str, int],
    kept: Flags,
    among: Sequence[Joined],
    *,
    place: Place = across,
    largest: float = LARGEST,
) -> Scene:
    """Return the picture of groups.

    Parameters
    ----------
    facts : Facts
    keys : mapping of str to int
        The number of each key player, by id.
    kept : ndarray of bool, shape (g,)
        The groups to draw.
    among : sequence of Joined
        The lines to draw, between groups numbered among those.
    place : callable
        Says where each box stands.
    largest : float
        Radius of the group of most members.
    """
    numbers = np.flatnonzero(kept).tolist()
    dots = _dots(facts, keys, numbers, largest)
    boxes = np.array([dot.box for dot in dots]).reshape(-1, 2)
    pairs = np.concatenate([np.zeros((0, 2), np.int64), *(np.column_stack([one.low, one.high]) for one in among)])
    at = place(boxes, pairs, np.zeros((0, 2), np.int64))
    marks = at - np.array([[0.0, dot.lift] for dot in dots]).reshape(-1, 2)
    lines = list(_lines(facts, among, dots, marks, numbers))
    plain = tuple(line for line in lines if line.kind in ("cross", "shared"))
    return Scene(dots, marks, plain, tuple(line for line in lines if line.kind not in ("cross", "shared")), ())


def _dots(facts: Facts, keys: Mapping[str, int], numbers: Sequence[int], largest: float) -> tuple[Dot, ...]:
    held: dict[int, list[int]] = {}
    for node, groups in zip(facts.ties.nodes, facts.groups_of, strict=True):
        for group in groups if str(node) in keys else ():
            held.setdefault(group, []).append(keys[str(node)])
    sizes = facts.belonging.sizes
    grown = np.sqrt(sizes / max(int(sizes.max(initial=0)), 1)) * (largest - SMALLEST) + SMALLEST
    dots = []
    for number in numbers:
        size, name, id_ = int(sizes[number]), facts.group_names[number], str(facts.belonging.groups[number])
        marked = tuple(sorted(held.get(number, [])))
        about = [name if name == id_ else f"{name}, id {id_}", counted(size, "member")]
        about += [f"key players {', '.join(map(str, marked))}"] if marked else []
        inside = str(size) if size and grown[number] >= 9 else ""
        dots.append(Dot(float(grown[number]), label(name), "; ".join(about), "", (number,), inside, marked, whole=True))
    return tuple(dots)


def _lines(
    facts: Facts, among: Sequence[Joined], dots: Sequence[Dot], at: Floats, numbers: Sequence[int]
) -> Iterator[Line]:
    seen: dict[tuple[int, int], int] = {}
    for found in among:
        wide = widths(found.strength) if found.kind in ("cross", "shared") else np.full(len(found.low), 1.4)
        for nth, (one, other) in enumerate(zip(found.low.tolist(), found.high.tolist(), strict=True)):
            seen[one, other] = turn = seen.get((one, other), -1) + 1
            start, end = beside(at[one], at[other], turn)
            ends = trimmed(start, end, dots[one].reach, dots[other].reach)
            about = _about(facts, found.kind, (numbers[one], numbers[other]), float(found.strength[nth]))
            yield Line(found.kind, *ends, float(wide[nth]), about, dashed=bool(found.chance[nth] < 1))


def _about(facts: Facts, kind: str, ends: tuple[int, int], strength: float) -> str:
    if kind not in ("cross", "shared"):
        return relation_text(facts, kind, *ends, strength)
    one, other = (facts.group_names[end] for end in ends)
    what = counted(int(strength), "shared member") if kind == "shared" else counted(int(strength), "link")
    return f"{one} – {other}: {what}"
