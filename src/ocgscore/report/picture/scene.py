"""What a picture is made of, before it is a file: dots, lines and outlines, with their places."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

import attrs
import numpy as np

from ocgscore.network.layout import directions, hull, lay_out
from ocgscore.network.ties import Floats, Ints
from ocgscore.report.picture.text import width

SIZE: Final = 9.0  # of a label's letters
NAME_SIZE: Final = 12.0  # of a small group's name
NAME_LEADING: Final = 1.15  # of the size of a name's letters
LEADING: Final = 10.0
ROOMY: Final = (1040.0, 580.0)  # what a sheet of A4 leaves for the picture at full size
MOST: Final = 1.4  # times as far apart
WIDE: Final = 1.6  # width over height of what a sheet leaves
WIDER: Final = 1.5  # times as wide again, where the sheet would stay empty on both sides
PAD: Final = 9.0  # between a member and its group's outline


@attrs.frozen(eq=False)
class Dot:
    """A person, or a group drawn as one.

    Parameters
    ----------
    radius : float
    lines : tuple of str
        Its label.
    about : str
        What a pointer held over it shows.
    standing : str
    groups : tuple of int
        The numbers of the groups it belongs to, or its own number for a group.
    inside : str
        Text in the middle: the number of members, or of a key player.
    keys : tuple of int
        Its number among the key players, or those of a group's members.
    whole : bool
        True for a group drawn as one dot.
    """

    radius: float
    lines: tuple[str, ...]
    about: str
    standing: str = ""
    groups: tuple[int, ...] = ()
    inside: str = ""
    keys: tuple[int, ...] = ()
    whole: bool = False

    @property
    def reach(self) -> float:
        """How far its mark reaches from its middle, rings among it."""
        return self.radius + (4.0 if self.keys and not self.whole else 0.0)

    @property
    def box(self) -> tuple[float, float]:
        """Width and height of mark and label, with the room around them."""
        wide = max((width(line, SIZE) for line in self.lines), default=0.0)
        room = 34.0 if self.whole else 8.0
        return max(wide, 2 * self.reach) + room, 2 * self.reach + LEADING * len(self.lines) + room

    @property
    def lift(self) -> float:
        """How far the mark stands above the middle of the box."""
        return LEADING * len(self.lines) / 2


@attrs.frozen(eq=False)
class Line:
    """What joins two dots, or two groups.

    Parameters
    ----------
    kind : str
        ``"link"``, ``"shared"``, ``"cross"``, ``"alliance"``, ``"rivalry"`` or ``"tension"``.
    start, end : tuple of float
    width : float
    about : str
    dashed : bool
        Less than certain.
    arrow : bool
        From start to end only.
    sign_at : float
        How far along a relation its sign stands, from 0 to 1.
    """

    kind: str
    start: tuple[float, float]
    end: tuple[float, float]
    width: float
    about: str
    dashed: bool = False
    arrow: bool = False
    sign_at: float = 0.5


@attrs.frozen(eq=False)
class Outline:
    """A group round its members.

    Parameters
    ----------
    number : int
        Picks colour, hatching and dashes.
    corners : ndarray of float64, shape (k, 2)
    name : str
    name_at : tuple of float
        The middle of the name's base line.
    about : str
    empty : bool
        True for a group without a member in the map.
    """

    number: int
    corners: Floats
    arms: tuple[Floats, ...]
    name: tuple[str, ...]
    name_at: tuple[float, float]
    size: float
    about: str
    empty: bool = False


@attrs.frozen(eq=False)
class Scene:
    """Everything in the picture.

    Parameters
    ----------
    dots : tuple of Dot
    at : ndarray of float64, shape (n, 2)
        The middle of each dot's mark.
    lines, relations : tuple of Line
    outlines : tuple of Outline
    """

    dots: tuple[Dot, ...]
    at: Floats
    lines: tuple[Line, ...]
    relations: tuple[Line, ...]
    outlines: tuple[Outline, ...]

    @property
    def rim(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of everything; a square of nothing where there is nothing."""
        corners = [shape for outline in self.outlines for shape in (outline.corners, *outline.arms)]
        half = np.array([dot.box for dot in self.dots]).reshape(-1, 2) / 2
        middles = self.at + np.array([[0.0, dot.lift] for dot in self.dots]).reshape(-1, 2)
        corners += [middles - half, middles + half]
        every = np.concatenate(corners)
        if not len(every):
            return 0.0, 0.0, 100.0, 100.0
        (left, top), (right, bottom) = every.min(axis=0).tolist(), every.max(axis=0).tolist()
        return left, top, right, bottom


Place: TypeAlias = Callable[[Floats, Ints, Ints], Floats]


def across(boxes: Floats, pairs: Ints, belongs: Ints) -> Floats:
    """Return where to draw each box on a sheet laid across, as `lay_out` takes them."""
    return spread(lay_out(boxes, pairs, belongs), boxes)


def spread(at: Floats, boxes: Floats) -> Floats:
    """Move everything apart so that a small picture fills its sheet.

    Parameters
    ----------
    at : ndarray of float64, shape (n, 2)
        The middle of each box.
    boxes : ndarray of float64, shape (n, 2)

    Examples
    --------
    >>> spread(np.array([[10.0, 10.0], [110.0, 10.0]]), np.full((2, 2), 20.0)).tolist()
    [[14.0, 14.0], [154.0, 14.0]]
    """
    if not len(at):
        return at
    wide, high = (at + boxes / 2).max(axis=0).tolist()
    more = min(MOST, max(1.0, min(ROOMY[0] / wide, ROOMY[1] / high)))
    across = min(WIDER, max(1.0, high / wide * WIDE))
    farther: Floats = at * np.array([more * across, more])
    return farther


def rounded_hull(at: Floats, reach: Floats) -> Floats:
    """Return the outline round discs.

    Parameters
    ----------
    at : ndarray of float64, shape (k, 2)
    reach : ndarray of float64, shape (k,)
        Radius of each disc.
    """
    round_ = directions()
    return hull((at[:, None, :] + round_[None, :, :] * reach[:, None, None]).reshape(-1, 2))


def trimmed(start: Floats, end: Floats, first: float, last: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return a stretch without its first and last so many units; as it was where nothing would be left."""
    along = end - start
    length = float(np.sqrt(along[0] * along[0] + along[1] * along[1]))
    if length <= first + last + 1:
        first = last = 0.0
    unit = along / max(length, 1e-9)
    one, other = start + unit * first, end - unit * last
    return (float(one[0]), float(one[1])), (float(other[0]), float(other[1]))


def leaving(corners: Floats, middle: Floats, towards: Floats) -> float:
    """Return how far from its middle a straight way leaves an outline; 0 where it does not."""
    along = towards - middle
    length = float(np.sqrt(along[0] * along[0] + along[1] * along[1]))
    if length == 0 or len(corners) < 3:
        return 0.0
    unit = along / length
    edge = np.roll(corners, -1, axis=0) - corners
    away = corners - middle
    across = unit[0] * edge[:, 1] - unit[1] * edge[:, 0]
    parallel = np.abs(across) < 1e-9
    across = np.where(parallel, 1.0, across)
    far = (away[:, 0] * edge[:, 1] - away[:, 1] * edge[:, 0]) / across
    along_edge = (away[:, 0] * unit[1] - away[:, 1] * unit[0]) / across
    met = ~parallel & (along_edge >= 0) & (along_edge <= 1) & (far > 0)
    return float(far[met].max()) if met.any() else 0.0
