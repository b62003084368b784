"""Severity caterpillar: who scores lower or higher than the others, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from ocgscore.report.agreement.pictures.reasons import Reasons
from ocgscore.report.canvas.axis import Axis, symmetric
from ocgscore.report.canvas.canvas import (
    EDGE,
    LEADING,
    RIGHT,
    SIZE,
    Block,
    Frame,
    about,
    all_fitted,
    gap,
    named,
    paragraph,
    rule,
    sheet,
    stacked,
    words,
    wrapped,
)
from ocgscore.report.canvas.values import (
    count_problems,
    refuse,
    twice_problems,
    value_problems,
    with_interval,
)
from ocgscore.report.picture.drawing import GREY, INK, path, tag
from ocgscore.words import counted

QUESTION: Final = "Who scores lower or higher than the others?"
NAMES: Final = 150.0  # width
START: Final = 172.0  # of the scale
END: Final = 448.0
NUMBERS: Final = 466.0
ROW: Final = 18.0
LEAST: Final = 0.1  # a scale reaches at least so far
APART: Final = "Scorers of different parts cannot be compared: no unit links them, and each part has a 0 of its own."
NOUGHT: Final = "0 is the mean of these scorers; one far out moves it. Line: 95 % interval; hollow mark: no interval."


@attrs.frozen
class ScorerSeverity:
    """How far one scorer stands from the others of its component.

    Parameters
    ----------
    name : str
    value : float or None
        In the unit that the picture is told. None where undefined.
    low, high : float or None
        Ends of the 95 % interval; None where there is none.
    units : int
        Units the value rests on.
    component : int
        Values are comparable within one component and nowhere else.
    reason : str
        Why there is no value, or no interval.
    """

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    units: int = 0
    component: int = 0
    reason: str = ""

    def __attrs_post_init__(self) -> None:
        where = f"severity of {self.name!r}"
        refuse(
            [
                *value_problems(where, self.value, self.low, self.high, self.reason),
                *count_problems(f"{where} units", self.units),
            ]
        )

    @property
    def said(self) -> str:
        """The scorer in words."""
        number = f"undefined: {self.reason}" if self.value is None else with_interval(self.value, self.low, self.high)
        return f"{named(self.name)}: {number}; {counted(self.units, 'unit')}"


def caterpillar(scorers: Sequence[ScorerSeverity], unit: str, left: str, right: str, frame: Frame | None = None) -> str:
    """Draw each scorer's severity with its interval, a panel for each component.

    Parameters
    ----------
    scorers : sequence of ScorerSeverity
        In any order: they are drawn by value, the undefined last.
    unit : str
        What a value is measured in: ``"logits"``, ``"points"``.
    left, right : str
        What a negative and a positive value mean: ``"scores higher than the others"``.
    frame : Frame, optional

    Returns
    -------
    str
        SVG.

    Raises
    ------
    RequestError
        Two scorers of one name.

    Examples
    --------
    >>> two = [ScorerSeverity("North", 0.4, 0.1, 0.7, units=12), ScorerSeverity("East", -0.4, -0.7, -0.1, units=12)]
    >>> svg = caterpillar(two, "logits", "scores higher", "scores lower")
    >>> svg.index("East") < svg.index("North"), "0.40 (0.10 to 0.70)" in svg
    (True, True)
    """
    refuse(twice_problems("scorers", (scorer.name for scorer in scorers)))
    frame = frame or Frame()
    if len(scorers) < 2:
        return _nobody(scorers, frame)
    panels = _panels(scorers)
    ordered = [one for panel in panels for one in panel.scorers]
    ends = [end for one in ordered for end in (one.value, one.low, one.high) if end is not None]
    reach = symmetric(ends, LEAST)
    names = [one.name for one in ordered]
    reasons = Reasons.of((one.reason for one in ordered if one.value is None), RIGHT - START - 60, SIZE)
    drawing = _Drawing(
        Axis(-reach, reach, START, END),
        dict(zip(names, all_fitted(names, NAMES), strict=True)),
        reasons,
        unit,
        (left, right),
    )
    notes = [NOUGHT] * bool(ends) + [APART] * (sum(panel.compared for panel in panels) > 1)
    about = [f"{left} to the left, {right} to the right, in {unit}.", *notes, *(panel.said for panel in panels)]
    blocks = [*map(drawing.panel, panels), gap(4.0), *map(paragraph, notes), *reasons.blocks()]
    return sheet(QUESTION, frame, blocks, " ".join(about))


def _nobody(scorers: Sequence[ScorerSeverity], frame: Frame) -> str:
    said = "There is no scorer to show."
    if scorers:
        said = f"There is only one scorer, and nobody to compare it with. {scorers[0].said}."
    return sheet(QUESTION, frame, [paragraph(said)], said)


@attrs.frozen
class _Panel:
    """Scorers drawn together; `compared` where at least one has a value."""

    title: str
    scorers: tuple[ScorerSeverity, ...]
    compared: bool

    @property
    def said(self) -> str:
        return f"{self.title}: {'; '.join(one.said for one in self.scorers)}."


def _panels(scorers: Sequence[ScorerSeverity]) -> list[_Panel]:
    """Return a panel for each component in which there is a value, and one for all other scorers."""
    compared = sorted({one.component for one in scorers if one.value is not None})
    panels = []
    for at, component in enumerate(compared, 1):
        members = tuple(sorted((one for one in scorers if one.component == component), key=_by_value))
        which = f"Panel {at}: " if len(compared) > 1 else ""
        panels.append(_Panel(f"{which}{counted(len(members), 'scorer')} linked with each other", members, True))
    rest = tuple(sorted((one for one in scorers if one.component not in compared), key=_by_value))
    return [*panels, _Panel("Without a severity", rest, False)] if rest else panels


def _by_value(scorer: ScorerSeverity) -> tuple[bool, float, str]:
    return scorer.value is None, scorer.value or 0.0, scorer.name


@attrs.frozen
class _Drawing:
    """What all panels have in common."""

    axis: Axis
    shorts: dict[str, str]
    reasons: Reasons
    unit: str
    sides: tuple[str, str]

    def panel(self, panel: _Panel) -> Block:
        """Return one panel: those with a value beside the scale, then those without."""
        defined = [one for one in panel.scorers if one.value is not None]
        rest = stacked(map(self._row, panel.scorers[len(defined) :]))
        head = stacked([gap(4.0), paragraph(panel.title, bold=True)])
        if not defined:
            units = words("units", RIGHT, head.high - SIZE * LEADING / 2, "end")
            return stacked([Block(head.drawn + units, head.high), rest, gap(6.0)])
        high = ROW * len(defined)
        grid = [rule(self.axis.at(at), 0.0, self.axis.at(at), high, "#dddddd") for at, _ in self.axis.marks()]
        nought = rule(self.axis.at(0.0), 0.0, self.axis.at(0.0), high, INK, 1.2)
        rows = stacked(map(self._row, defined))
        body = Block("".join([*grid, nought, rows.drawn]), high)
        return stacked([head, self._sides(), body, self._scale(), rest, gap(6.0)])

    def _sides(self) -> Block:
        """Return what the two sides mean, and the heads of the columns."""
        half = (END - START) / 2 - 22
        lefts, rights = (wrapped(side, SIZE, half) for side in self.sides)
        rows, high = max(len(lefts), len(rights)), SIZE * LEADING
        last = (rows - 0.5) * high
        drawn = [
            words(line, x, (rows - len(lines) + row + 0.5) * high, anchor)
            for lines, x, anchor in ((lefts, START + 14, "start"), (rights, END - 14, "end"))
            for row, line in enumerate(lines)
        ]
        heads = [words("severity (95 % interval)", NUMBERS, last), words("units", RIGHT, last, "end")]
        arrows = [_arrow(START, last, 10.0), _arrow(END, last, -10.0)]
        return Block("".join([*drawn, *heads, *arrows]), high * rows + 3)

    def _row(self, scorer: ScorerSeverity) -> Block:
        middle = ROW / 2
        name = words(self.shorts[scorer.name], EDGE, middle)
        units = words(f"{scorer.units:,}", RIGHT, middle, "end")
        if scorer.value is None:
            mark = words(self.reasons.said(scorer.reason), START, middle, font_style="italic")
            return Block(about(scorer.said, name, mark, units), ROW)
        said = words(with_interval(scorer.value, scorer.low, scorer.high), NUMBERS, middle)
        return Block(about(scorer.said, name, *self._mark(scorer, scorer.value, middle), said, units), ROW)

    def _mark(self, scorer: ScorerSeverity, value: float, middle: float) -> Iterator[str]:
        hollow = scorer.low is None or scorer.high is None
        if scorer.low is not None and scorer.high is not None:
            yield rule(self.axis.at(scorer.low), middle, self.axis.at(scorer.high), middle, INK, 1.6)
        fill = "#ffffff" if hollow else INK
        yield tag("circle", cx=self.axis.at(value), cy=middle, r=4.0, fill=fill, stroke=INK, stroke_width=1.4)

    def _scale(self) -> Block:
        line = rule(START, 0.5, END, 0.5, GREY)
        drawn = [words(text, self.axis.at(at), 10.0, "middle") for at, text in self.axis.marks()]
        ticks = [rule(self.axis.at(at), 0.5, self.axis.at(at), 4.5, GREY) for at, _ in self.axis.marks()]
        unit = words(f"severity in {self.unit}", (START + END) / 2, 25.0, "middle")
        return Block("".join([line, *ticks, *drawn, unit]), 34.0)


def _arrow(tip: float, middle: float, back: float) -> str:
    """Return an arrow as long as `back`, which is negative for an arrow that points to the right."""
    head = tip + back / 2
    shape = path([(tip, middle), (head, middle - 3.5), (head, middle + 3.5)], closed=True)
    return tag("path", d=shape, fill=INK) + rule(head, middle, tip + back, middle)
