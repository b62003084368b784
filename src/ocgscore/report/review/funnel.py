"""Funnel plot of rates: each force by its population, with limits, and never a table in the order of rates."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import attrs

from ocgscore.report.canvas.axis import Axis
from ocgscore.report.canvas.canvas import (
    EDGE,
    RIGHT,
    SIZE,
    Block,
    Frame,
    about,
    all_fitted,
    box,
    fitted,
    gap,
    named,
    paragraph,
    rule,
    sheet,
    upright,
    words,
)
from ocgscore.report.canvas.labels import Area, Place, anchor, beside, leader, nearest
from ocgscore.report.canvas.marks import mark
from ocgscore.report.picture.drawing import INK, path, tag
from ocgscore.report.picture.text import width
from ocgscore.report.review.people import People
from ocgscore.review.rates import ForceRate, PeerSet, Rates, limits
from ocgscore.review.rates.words import LIMITS, LOOK, by_chance, spreads
from ocgscore.words import counted

LEFT: Final = 76.0
TOP: Final = 8.0
END: Final = RIGHT - 34
HIGH: Final = 380.0
LOW: Final = 230.0  # height of a plot where there are several
ALL_NAMED: Final = 20  # fewer forces than this are all named; of more, those outside the limits
NAME: Final = 260.0  # widest
SHORT_NAME: Final = 150.0  # the same where they are many
FARTHEST: Final = 100.0  # of a label from its dot
CLOSE: Final = 12.0  # a dot so near to the end of a label seems to be its own
CURVE: Final = 160  # points of a limit
STEEP: Final = 2.2  # the scale of rates ends at no more than so many times the highest rate
WIDENED: Final = "1.5 3"
APART: Final = 3.0  # between paragraphs
KEY: Final = (
    "Ring: within the limits; grey square: outside the 95 % limits (dashed); black diamond: outside the 99.8 % limits "
    "(full). Level line: the overall rate. In brackets: the count."
)
KEY_WIDENED: Final = "Dotted: the 99.8 % limits widened by the spread of the forces."


def rate_funnel(rates: Rates, frame: Frame | None = None) -> str:
    """Draw the rate of each force against its population, one plot for each set of peers.

    Parameters
    ----------
    rates : Rates
    frame : Frame, optional
        What stands round the picture: subject, source, protective marking.

    Returns
    -------
    str
        SVG, as wide as the text on a page of A4. Forces without a rate, or without limits, are named below the plots
        with the reason.

    Notes
    -----
    All plots have one scale of rates; the scale of population is by doublings where the largest force is many times
    the smallest. Spiegelhalter, D. J. (2005). Funnel plots for comparing institutional performance. Statistics in
    Medicine 24, 1185-1202.

    Examples
    --------
    >>> from ocgscore.review.rates import population_of, rates
    >>> from ocgscore.table import Table
    >>> rows = [{"force": name, "population": 900_000} for name in ("North", "East", "West")]
    >>> found = rates({"North": 40, "East": 45, "West": 90}, population_of(Table.from_rows(rows)), "active groups")
    >>> svg = rate_funnel(found)
    >>> "Counting rule: active groups" in svg, "<title>West: 90 groups, 100.0 per 1,000,000 people" in svg
    (True, True)
    """
    frame = frame or Frame()
    plots = _plots(rates)
    titled = len(rates.peers) > 1
    blocks = [block for plot in plots for block in plot.blocks(titled=titled)]
    notes = list(_notes(rates, plots))
    rule_said = f"Counting rule: {rates.rule}"
    told = [rule_said, *notes, *(f"{_said(one, rates)}." for one in rates.compared)]
    below = [part for note in notes for part in (gap(APART), paragraph(note))]
    question = f"{rates.what[0].upper()}{rates.what[1:]} beside population: where to look"
    return sheet(question, frame, [*blocks, paragraph(rule_said, bold=True), *below], " ".join(told))


def _plots(rates: Rates) -> list[_Plot]:
    drawn = [one for one in rates.peers if not one.reason]
    if not drawn:
        return []
    high = HIGH if len(drawn) == 1 else LOW
    top = _top(rates)
    return [_Plot.of(rates, one, Axis(0.0, top, TOP + high, TOP)) for one in drawn]


def _top(rates: Rates) -> float:
    """Return the end of the scale of rates: all rates are on it, and the limits as far as that leaves room."""
    highest = max(float(one.rate or 0) for one in rates.compared)
    limit = max(one.rated(one.limits[1].upper, rates.per) or 0.0 for one in rates.compared if one.limits)
    return max(highest * 1.08, min(limit * 1.08, highest * STEEP))


def _notes(rates: Rates, plots: Sequence[_Plot]) -> Iterator[str]:
    yield LOOK
    if plots:
        yield f"{KEY} {KEY_WIDENED}" if any(plot.peers.overdispersed for plot in plots) else KEY
        yield LIMITS
        yield by_chance(rates)
    else:
        yield "There is no plot: no set of peers has limits."
    yield from spreads(rates)
    yield from _far(rates)
    yield from (note for plot in plots for note in plot.unplaced)
    yield from _left_out(rates)


def _far(rates: Rates) -> Iterator[str]:
    """Yield which forces are outside even the widened limits."""
    if not any(one.widened for one in rates.forces):
        return
    for at, level in ((1, "95 %"), (2, "99.8 %")):
        names = [named(one.name) for one in rates.forces if one.outside_widened == at]
        if names:
            yield f"Outside even the widened {level} limits: {', '.join(names)}."
    if not any(one.outside_widened for one in rates.forces):
        yield "Outside the widened limits: none."


def _left_out(rates: Rates) -> Iterator[str]:
    """Yield the forces that are in no plot, by reason."""
    reasons: dict[str, list[str]] = {}
    for one in rates.forces:
        if one.limits is None:
            reasons.setdefault(one.reason, []).append(_shortly(one, rates))
    for reason, said in reasons.items():
        yield f"Not in a plot, {reason}: {'; '.join(said)}."


def _shortly(one: ForceRate, rates: Rates) -> str:
    if one.count is None:
        return f"{named(one.name)} undefined"
    rate = "rate undefined" if one.rate is None else f"{rates.shown(one.rate)} per {rates.per:,} people"
    return f"{named(one.name)} {rates.counted(one.count)}, {rate}"


def _said(one: ForceRate, rates: Rates) -> str:
    rate = f"{rates.shown(one.rate)} per {rates.per:,} people"
    where = f"{one.standing} limits".replace(" ", " the ", 1) if one.outside else "within the limits"
    return f"{named(one.name)}: {rates.counted(one.count or 0)}, {rate}, {where}"


def _away(dot: Place, area: Area) -> float:
    return math.dist(dot, nearest(dot, area))


@attrs.frozen
class _Plot:
    """One set of peers: the scales, and where each force and each label is."""

    rates: Rates
    peers: PeerSet
    forces: Sequence[ForceRate]
    across: People
    up: Axis
    labels: tuple[tuple[ForceRate, str, Area | None], ...] = ()

    @classmethod
    def of(cls, rates: Rates, peers: PeerSet, up: Axis) -> _Plot:
        forces = [one for one in rates.compared if one.peers == peers.name]
        across = People.of([one.population or 0 for one in forces], LEFT, END)
        plot = cls(rates, peers, forces, across, up)
        return attrs.evolve(plot, labels=plot.placed())

    def _at(self, one: ForceRate) -> tuple[float, float]:
        return self.across.at(one.population or 0), self.up.at(float(one.rate or 0))

    @property
    def overall(self) -> float:
        return float(self.peers.rate or 0)

    @property
    def bottom(self) -> float:
        return self.up.start

    def placed(self) -> tuple[tuple[ForceRate, str, Area | None], ...]:
        """Return the forces to be named, each with its label and where that is clear of all dots and labels."""
        few = len(self.forces) < ALL_NAMED
        chosen = [one for one in self.forces if few or one.outside]
        chosen.sort(key=lambda one: (-(one.outside or 0), -abs(float(one.rate or 0) - self.overall), one.force))
        shorts = all_fitted([one.name for one in chosen], NAME if few else SHORT_NAME)
        labels = [f"{short} ({one.count:,})" for one, short in zip(chosen, shorts, strict=True)]
        dots = [(self._at(one), width(label, SIZE)) for one, label in zip(chosen, labels, strict=True)]
        areas = beside(dots, [*map(self._at, self.forces)], (LEFT + 2, TOP, RIGHT, self.bottom - 1))
        return tuple(
            (one, label, area if area and self._plain(one, area) else None)
            for one, label, area in zip(chosen, labels, areas, strict=True)
        )

    def _plain(self, one: ForceRate, area: Area) -> bool:
        """Whether a label can be taken for no other force's: beside its dot, or not far off and beside no other's."""
        if not leader(self._at(one), area):
            return True
        beside_it = (at for at in map(self._at, self.forces) if area[1] <= at[1] <= area[3])
        return _away(self._at(one), area) <= FARTHEST and all(_away(at, area) > CLOSE for at in beside_it)

    @property
    def unplaced(self) -> list[str]:
        """The forces that should be named and for whose name there is no room, in words."""
        left = [_said(one, self.rates) for one, _, area in self.labels if not area]
        return [f"Not named in the plot for want of room: {'; '.join(left)}."] if left else []

    def blocks(self, *, titled: bool) -> list[Block]:
        """Return the plot, under the name of the peers where there are several sets."""
        rate = f"{self.rates.shown(self.peers.rate)} {self.rates.unit}"
        said = f"{counted(len(self.forces), 'force')}, together {self.rates.counted(self.peers.count)}: {rate}"
        line = f"{named(self.peers.name)}: {said}" if titled else f"{said[0].upper()}{said[1:]}"
        return [paragraph(line, bold=titled), gap(4.0), self.drawn()]

    def drawn(self) -> Block:
        """Return the plot itself."""
        marks = [about(_said(one, self.rates), mark(one.outside or 0, *self._at(one))) for one in self.forces]
        parts = [*self._grid(), *self._limits(), *self._labels(), *marks]
        return Block("".join(parts), self.bottom + 44)

    def _grid(self) -> Iterator[str]:
        for value, text in self.up.marks():
            yield rule(LEFT, self.up.at(value), RIGHT, self.up.at(value), "#e3e3e3")
            yield words(text, LEFT - 6, self.up.at(value), "end")
        for people, text in self.across.marks():
            yield rule(self.across.at(people), self.bottom, self.across.at(people), self.bottom + 4)
            yield words(text, self.across.at(people), self.bottom + 12, "middle")
        yield rule(LEFT, self.bottom, RIGHT, self.bottom)
        yield words(self.across.title, (LEFT + RIGHT) / 2, self.bottom + 29, "middle")
        yield upright(fitted(self.rates.unit, self.bottom - TOP), EDGE + 6, (self.bottom + TOP) / 2, "middle")
        yield rule(LEFT, self.up.at(self.overall), RIGHT, self.up.at(self.overall), INK, 1.2)

    def _limits(self) -> Iterator[str]:
        """Yield the limits, each as far as it is on the sheet."""
        people = self.across.steps(CURVE)
        expected = [self.overall * each / self.rates.per for each in people]
        pairs = [limits(each) for each in expected]
        lines = [([pair[0] for pair in pairs], "5 3"), ([pair[1] for pair in pairs], "")]
        if self.peers.overdispersed:
            times = (self.peers.phi_winsorised or 1.0) ** 0.5
            wide = [pair[1].widened(each, times) for pair, each in zip(pairs, expected, strict=True)]
            lines.append((wide, WIDENED))
        for line, dashes in lines:
            yield from self._curve(people, [pair.lower for pair in line], dashes)
            yield from self._curve(people, [pair.upper for pair in line], dashes)

    def _curve(self, people: Sequence[float], counts: Iterable[float | None], dashes: str) -> Iterator[str]:
        rates = [None if n is None else n * self.rates.per / each for n, each in zip(counts, people, strict=True)]
        line = [
            (self.across.at(each), self.up.at(rate))
            for each, rate in zip(people, rates, strict=True)
            if rate is not None and self.up.holds(rate)
        ]
        if len(line) > 1:
            yield tag("path", d=path(line), fill="none", stroke="#555555", stroke_width=1.2, stroke_dasharray=dashes)

    def _labels(self) -> Iterator[str]:
        for one, label, area in self.labels:
            if area:
                yield from self._label(one, label, area)

    def _label(self, one: ForceRate, label: str, area: Area) -> Iterator[str]:
        dot = self._at(one)
        if leader(dot, area):
            yield rule(*dot, *nearest(dot, area), "#8a8a8a", 0.8)
        left, top, right, bottom = area
        yield box(left, top + 1, right - left, bottom - top - 2, "#ffffff", "none", fill_opacity="0.85")
        x, end = anchor(dot, area)
        yield words(label, x, (top + bottom) / 2, end)
