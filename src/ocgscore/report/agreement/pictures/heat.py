"""Signed differences of every two scorers on the units that both scored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

import attrs

from ocgscore.errors import Described, Problem
from ocgscore.report.canvas.canvas import (
    EDGE,
    RIGHT,
    SIZE,
    Block,
    Frame,
    about,
    all_fitted,
    box,
    flow,
    named,
    paragraph,
    sheet,
    upright,
    words,
)
from ocgscore.report.canvas.fills import filled
from ocgscore.report.canvas.values import count_problems, number_problems, refuse, signed, twice_problems
from ocgscore.report.picture.text import width
from ocgscore.words import counted

QUESTION: Final = "Who scores the same units lower or higher than whom?"
READ: Final = (
    "Each cell: mean level given by the row's scorer less that given by the column's, in level steps, on the units "
    "that both scored. Minus: the row scores lower."
)
COUNTS: Final = "Second line of a cell: units in common."
NO_UNIT: Final = "no unit in common"
NAMES: Final = 128.0  # width of the longest name
WIDEST: Final = 62.0  # of a cell
WITH_COUNTS: Final = 15  # scorers up to which each cell has its number of units
MOST: Final = 50  # scorers beyond which a number would be too small to read
MARGIN: Final = 2.6
CORNER: Final = ("Row less column,", "in level steps")
LEAST_SIZE: Final = 10.5  # of numbers, before they are turned
TOLD: Final = 105  # pairs that the description names
# From lower to higher; blue and orange are told apart with any colour vision, and each pair of the same depth by sign.
# By a difference as it is displayed.
STEPS: Final = (
    (-1.0, "#7db8dc", "1.0 lower or more"),
    (-0.5, "#b3d5ea", "0.5 to 0.9 lower"),
    (-0.3, "#dcecf7", "0.3 to 0.4 lower"),
    (0.0, "#ffffff", "within 0.2"),
    (0.3, "#fdebd3", "0.3 to 0.4 higher"),
    (0.5, "#f9cd95", "0.5 to 0.9 higher"),
    (1.0, "#f0a04b", "1.0 higher or more"),
)


@attrs.frozen
class Difference:
    """How far apart two scorers are.

    Parameters
    ----------
    one, other : str
        Names.
    value : float or None
        Mean level of `one` less that of `other` on the units that both scored, in level steps. None where undefined.
    units : int
        Units in common.
    reason : str
        Why there is no value: ``"no unit in common"``.
    """

    one: str
    other: str
    value: float | None
    units: int = 0
    reason: str = ""

    def __attrs_post_init__(self) -> None:
        where = f"difference of {self.one!r} and {self.other!r}"
        refuse(self._problems(where))

    def _problems(self, where: str) -> Iterator[Problem]:
        yield from number_problems(where, self.value)
        yield from count_problems(f"{where} units", self.units)
        if self.value is None and not self.reason.strip():
            yield Problem(f"{where} reason", None, "the reason why there is no value")
        if self.value is not None and self.units == 0:
            yield Problem(f"{where} units", "0", "the number of units in common that the value rests on")
        if self.one == self.other:
            yield Problem(where, Described("a scorer beside itself"), "a pair of scorers")

    def turned(self) -> Difference:
        """Return the same from the other's side."""
        return Difference(self.other, self.one, None if self.value is None else -self.value, self.units, self.reason)


Pairs: TypeAlias = Mapping[tuple[str, str], Difference]


def difference_map(scorers: Sequence[str], differences: Iterable[Difference], frame: Frame | None = None) -> str:
    """Draw the difference of every two scorers, in the order of their names.

    Parameters
    ----------
    scorers : sequence of str
        All of them, in any order.
    differences : iterable of Difference
        One for a pair, from either side and in any order; a pair that is not there has no unit in common.
    frame : Frame, optional

    Returns
    -------
    str
        SVG; a sentence where there are fewer than two scorers, or more than 50.

    Raises
    ------
    RequestError
        A scorer or a pair twice, or a difference of a scorer who is not among them.

    Examples
    --------
    >>> svg = difference_map(["North", "East", "West"], [Difference("North", "East", -0.5, units=12)])
    >>> "+0.5" in svg, "no unit in common (2 pairs)" in svg
    (True, True)
    """
    pairs = _both_ways(scorers, differences)
    frame = frame or Frame()
    if not 2 <= len(scorers) <= MOST:
        said = (
            f"{counted(len(scorers), 'scorer')}: {'too many' if scorers[2:] else 'too few'} for a picture of all pairs."
        )
        return sheet(QUESTION, frame, [paragraph(said)], said)
    table = _Table.of(sorted(scorers), pairs)
    notes = [READ, *([COUNTS] if table.counts else []), *_hatched(table.names, pairs)]
    blocks = [
        table.drawn(),
        flow(["Level steps:", *(label for _, _, label in STEPS)], ["", *(fill for _, fill, _ in STEPS)]),
    ]
    return sheet(QUESTION, frame, [*blocks, *map(paragraph, notes)], " ".join([*notes, *_told(table.names, pairs)]))


def _both_ways(scorers: Sequence[str], differences: Iterable[Difference]) -> Pairs:
    """Return the differences by pair, from both sides."""
    known, pairs, problems = set(scorers), {}, list(twice_problems("scorers", scorers))
    for each in differences:
        where = f"difference of {each.one!r} and {each.other!r}"
        problems += [Problem(where, name, "one of the scorers") for name in (each.one, each.other) if name not in known]
        if (each.one, each.other) in pairs:
            problems.append(Problem(where, Described("a second difference"), "the only one of its pair"))
        pairs[each.one, each.other], pairs[each.other, each.one] = each, each.turned()
    refuse(problems)
    return pairs


def _hatched(names: Sequence[str], pairs: Pairs) -> list[str]:
    """Return what the hatched cells are, if there are any."""
    why = Counter(
        each.reason if each else NO_UNIT for _, _, each in _upper(names, pairs) if each is None or each.value is None
    )
    reasons = "; ".join(f"{reason} ({counted(count, 'pair')})" for reason, count in sorted(why.items()))
    return [f"Hatched: undefined, {reasons}."] if why else []


def _told(names: Sequence[str], pairs: Pairs) -> Iterator[str]:
    """Yield the differences in words, the largest first."""
    found = [each for _, _, each in _upper(names, pairs) if each and each.value is not None]
    found.sort(key=lambda each: -abs(each.value or 0.0))
    if len(found) > TOLD:
        yield f"The {TOLD} largest of {len(found)}:"
    for each in found[:TOLD]:
        yield f"{_said(each.one, each.other, each)}."


def _upper(names: Sequence[str], pairs: Pairs) -> Iterator[tuple[str, str, Difference | None]]:
    for at, one in enumerate(names):
        for other in names[at + 1 :]:
            yield one, other, pairs.get((one, other))


def _said(one: str, other: str, each: Difference | None) -> str:
    pair = f"{named(one)} less {named(other)}"
    if each is None or each.value is None:
        return f"{pair}: undefined, {each.reason if each else NO_UNIT}"
    return f"{pair}: {signed(each.value)} level steps on {counted(each.units, 'unit')} in common"


@attrs.frozen
class _Table:
    """The cells: how large they are and how they are written."""

    names: Sequence[str]
    shorts: tuple[str, ...]
    pairs: Pairs
    left: float
    wide: float
    high: float
    size: float
    turned: bool

    @classmethod
    def of(cls, names: Sequence[str], pairs: Pairs) -> _Table:
        shorts = all_fitted(names, NAMES)
        left = EDGE + max(width(said, SIZE) for said in (*CORNER, *shorts)) + 6
        wide = min(WIDEST, (RIGHT - left) / len(names))
        defined = [each for each in pairs.values() if each.value is not None]
        longest = max((width(_number(each), 1.0) for each in defined), default=1.0)
        if longest * LEAST_SIZE <= wide - 1:
            size = min(SIZE, (wide - 1) / longest)
            return cls(names, shorts, pairs, left, wide, 34.0 if len(names) <= WITH_COUNTS else 18.0, size, False)
        size = min(SIZE, wide - MARGIN)
        longest = max(width(_number(each, turned=True), 1.0) for each in defined)
        return cls(names, shorts, pairs, left, wide, max(longest * size + MARGIN, 16.0), size, True)

    @property
    def counts(self) -> bool:
        """Whether each cell has its number of units."""
        return len(self.names) <= WITH_COUNTS and not self.turned

    @property
    def before_units(self) -> str:
        """What stands before a number of units: "n=" where there is room for it in each cell."""
        most = max((each.units for each in self.pairs.values()), default=0)
        return "n=" if width(f"n={most}", SIZE) <= self.wide - 1 else ""

    def drawn(self) -> Block:
        """Return the table with its names."""
        head = max(30.0, *(width(short, SIZE) for short in self.shorts)) + 8
        columns = [
            about(named(name), upright(short, self.left + (at + 0.5) * self.wide, head - 4))
            for at, (name, short) in enumerate(zip(self.names, self.shorts, strict=True))
        ]
        rows = [
            part
            for at, (name, short) in enumerate(zip(self.names, self.shorts, strict=True))
            for part in self._row(name, short, head + at * self.high)
        ]
        corner = [words(line, EDGE, 10 + at * 15.0) for at, line in enumerate(CORNER)]
        return Block("".join([*corner, *columns, *rows]), round(head + len(self.names) * self.high + 6, 1))

    def _row(self, name: str, short: str, top: float) -> Iterator[str]:
        yield about(named(name), words(short, EDGE, top + self.high / 2))
        for at, other in enumerate(self.names):
            x = self.left + at * self.wide
            if other == name:
                yield box(x, top, self.wide, self.high, "#6b6b6b", "#ffffff", stroke_width=0.8)
            else:
                yield self._cell(name, other, x, top)

    def _cell(self, name: str, other: str, x: float, top: float) -> str:
        each = self.pairs.get((name, other))
        if each is None or each.value is None:
            ground = box(x, top, self.wide, self.high, filled("undefined"), "#ffffff", stroke_width=0.8)
            return about(_said(name, other, each), ground)
        ground = box(x, top, self.wide, self.high, _fill(each.value), "#999999", stroke_width=0.5)
        return about(_said(name, other, each), ground, *self._written(each, x + self.wide / 2, top))

    def _written(self, each: Difference, middle: float, top: float) -> Iterator[str]:
        said = _number(each, turned=self.turned)
        if self.turned:
            yield upright(said, middle, top + self.high / 2, "middle", size=self.size)
        elif self.counts:
            units = f"{self.before_units}{each.units}"
            small = min(SIZE, (self.wide - 1) / width(units, 1.0))
            yield words(said, middle, top + 10, "middle", size=self.size, font_weight="bold")
            yield words(units, middle, top + 25, "middle", size=small)
        else:
            yield words(said, middle, top + self.high / 2, "middle", size=self.size)


def _number(each: Difference, *, turned: bool = False) -> str:
    """Return a difference as a cell shows it; without the nought before the point where it is turned, for room."""
    if each.value is None:
        return ""
    said = signed(each.value, 1)
    return said.replace("0.", ".") if turned and len(said) == len("+0.0") else said


def _fill(value: float) -> str:
    """Return the colour of a difference."""
    shown = float(f"{value:.1f}")
    if shown < 0:
        return next((fill for edge, fill, _ in STEPS[:3] if shown <= edge), STEPS[3][1])
    return next((fill for edge, fill, _ in reversed(STEPS[3:]) if shown >= edge), STEPS[3][1])
