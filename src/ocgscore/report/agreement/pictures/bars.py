"""Agreement per criterion: alpha with its interval on a named scale of words, and how many pairs agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from ocgscore.errors import Described, Problem
from ocgscore.report.agreement.pictures.reasons import Reasons
from ocgscore.report.canvas.axis import Axis
from ocgscore.report.canvas.canvas import (
    EDGE,
    LEADING,
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
    rule,
    sheet,
    stacked,
    words,
)
from ocgscore.report.canvas.fills import filled
from ocgscore.report.canvas.labels import in_rows
from ocgscore.report.canvas.values import (
    count_problems,
    number_problems,
    plainly,
    refuse,
    twice_problems,
    value_problems,
    with_interval,
)
from ocgscore.report.picture.drawing import GREY, INK, path, tag
from ocgscore.report.picture.text import width
from ocgscore.words import counted

QUESTION: Final = "On which criteria do scorers agree?"
NAMES: Final = 146.0  # width
START: Final = 162.0  # of the scale
END: Final = 330.0
NUMBERS: Final = 342.0
BAR: Final = 472.0
BAR_WIDE: Final = 88.0
SHARES: Final = 566.0
ROW: Final = 22.0
LOWEST: Final = -0.2  # of the scale, where there is anything below 0
LINE: Final = SIZE * LEADING
DARKEST: Final = 205  # of the bands, of 255: the higher a band the lighter
COLUMNS: Final = (
    (("alpha", "(95 % interval)"), NUMBERS, "start"),
    (("pairs", "that agree"), BAR, "start"),
    (("exact /", "adjacent"), SHARES, "start"),
    (("units",), RIGHT, "end"),
)
READ: Final = (
    "Dot: alpha; line: its 95 % interval; an arrow: beyond the scale; hollow: no interval. A band is earned "
    "by the left end of the line, not by the dot. 1 is perfect agreement, 0 is what chance would give."
)
PAIRS: Final = "Bar: pairs of scores of one unit at the same level (black), one level apart (hatched), further (white)."


@attrs.frozen
class CriterionAgreement:
    """How far scorers agree on one criterion.

    Parameters
    ----------
    name : str
    value : float or None
        Alpha, at most 1. None where undefined.
    low, high : float or None
        Ends of the 95 % interval; None where there is none.
    exact, adjacent : float or None
        Share of pairs of ratings at the same level, and at most one level apart, 0 to 1; None where there is no pair.
    units, pairs : int
    reason : str
        Why there is no alpha, or no interval.
    """

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    exact: float | None = None
    adjacent: float | None = None
    units: int = 0
    pairs: int = 0
    reason: str = ""

    def __attrs_post_init__(self) -> None:
        where = f"agreement on {self.name!r}"
        refuse([*value_problems(where, self.value, self.low, self.high, self.reason), *self._problems(where)])

    def _problems(self, where: str) -> Iterator[Problem]:
        yield from number_problems(f"{where} value", self.value, most=1.0)
        for name, count in (("units", self.units), ("pairs", self.pairs)):
            yield from count_problems(f"{where} {name}", count)
        for name, share in (("exact", self.exact), ("adjacent", self.adjacent)):
            yield from number_problems(f"{where} {name}", share, 0.0, 1.0)
        if (self.exact is None) != (self.adjacent is None) or (self.exact or 0.0) > (self.adjacent or 0.0):
            found = Described(f"{self.exact} beside {self.adjacent}")
            yield Problem(f"{where} exact", found, "a share within the adjacent, which counts equal levels too")

    @property
    def shares(self) -> str:
        """The two shares in per cent."""
        if self.exact is None or self.adjacent is None:
            return "no pair"
        return f"{plainly(self.exact * 100, 0)} / {plainly(self.adjacent * 100, 0)}"

    @property
    def said(self) -> str:
        """The criterion in words."""
        alpha = f"undefined: {self.reason}" if self.value is None else with_interval(self.value, self.low, self.high)
        shares = self.shares if self.exact is None else f"{self.shares} % exact / adjacent"
        return (
            f"{named(self.name)}: alpha {alpha}; {shares}; {counted(self.units, 'unit')}, {counted(self.pairs, 'pair')}"
        )


@attrs.frozen
class Bands:
    """A published scale of words for a coefficient.

    Parameters
    ----------
    name : str
        Whose it is: it is always said.
    bands : tuple of (float, str)
        Where each begins and what it is called, lowest first; the first begins at -1 or wherever nothing is below.
    """

    name: str
    bands: tuple[tuple[float, str], ...]

    def __attrs_post_init__(self) -> None:
        where = f"scale {self.name!r}"
        starts = [start for start, _ in self.bands]
        faults = [fault for start in starts for fault in number_problems(where, start, -1.0, 1.0)]
        if not self.name.strip() or not starts or sorted(set(starts)) != starts:
            faults.append(Problem(where, str(starts), "a named scale with at least one band, from the lowest up"))
        refuse(faults)


def criterion_bars(criteria: Sequence[CriterionAgreement], bands: Bands, frame: Frame | None = None) -> str:
    """Draw alpha and its interval per criterion over the bands of a scale, and the shares of pairs that agree.

    Parameters
    ----------
    criteria : sequence of CriterionAgreement
        Drawn in this order.
    bands : Bands
    frame : Frame, optional

    Returns
    -------
    str
        SVG.

    Raises
    ------
    RequestError
        Two criteria of one name.

    Examples
    --------
    >>> scale = Bands("Krippendorff 2004", ((-1.0, "too low"), (0.667, "tentative"), (0.8, "reliable")))
    >>> svg = criterion_bars([CriterionAgreement("Harm", 0.71, 0.5, 0.9, 0.6, 0.95, units=12, pairs=60)], scale)
    >>> "0.71 (0.50 to 0.90)" in svg, "60 / 95" in svg, "Krippendorff 2004" in svg
    (True, True, True)
    """
    refuse(twice_problems("criteria", (one.name for one in criteria)))
    frame = frame or Frame()
    if not criteria:
        return sheet(QUESTION, frame, [paragraph("There is no criterion to show.")], "There is no criterion to show.")
    drawing = _Drawing.of(criteria, bands)
    rows = stacked(map(drawing.row, criteria))
    body = Block(drawing.grid(rows.high) + rows.drawn, rows.high)
    blocks = [drawing.heads(), body, drawing.scale(), drawing.key(), paragraph(READ), paragraph(PAIRS)]
    said = " ".join(
        [
            *(f"{one.said}." for one in criteria),
            f"Bands of {bands.name}: {'; '.join(label for _, label in bands.bands)}.",
        ]
    )
    return sheet(QUESTION, frame, [*blocks, *drawing.reasons.blocks()], said)


@attrs.frozen
class _Drawing:
    """What all rows have in common."""

    axis: Axis
    bands: Bands
    shorts: dict[str, str]
    reasons: Reasons

    @classmethod
    def of(cls, criteria: Sequence[CriterionAgreement], bands: Bands) -> _Drawing:
        numbers = [end for one in criteria for end in (one.value, one.low) if end is not None]
        low = LOWEST if min(numbers, default=0.0) < 0 else 0.0
        names = [one.name for one in criteria]
        shorts = dict(zip(names, all_fitted(names, NAMES), strict=True))
        reasons = Reasons.of((one.reason for one in criteria if one.value is None), BAR - START - 8, SIZE)
        return cls(Axis(low, 1.0, START, END), bands, shorts, reasons)

    def _bands(self) -> list[tuple[float, float, str]]:
        """Return where each band that is on the scale begins and ends, and its shade."""
        starts = [max(start, self.axis.low) for start, _ in self.bands.bands]
        ends = [*starts[1:], 1.0]
        shades = _greys(len(starts))
        return [(start, end, shade) for start, end, shade in zip(starts, ends, shades, strict=True) if end > start]

    def heads(self) -> Block:
        """Return the heads of the columns, and the bounds of the bands above the scale."""
        bounds = [start for start, _, _ in self._bands()[1:]]
        texts = [plainly(bound, 3).rstrip("0").rstrip(".") for bound in bounds]
        spans = [
            (self.axis.at(bound) - width(text, SIZE) / 2, self.axis.at(bound) + width(text, SIZE) / 2)
            for bound, text in zip(bounds, texts, strict=True)
        ]
        rows = in_rows(spans)
        high = LINE * (max(rows, default=0) + 2)
        drawn = [
            words(text, self.axis.at(bound), high - LINE * (row + 0.5), "middle")
            + rule(self.axis.at(bound), high - LINE * row, self.axis.at(bound), high, GREY)
            for bound, text, row in zip(bounds, texts, rows, strict=True)
        ]
        heads = [
            words(line, x, high - LINE * (len(lines) - row - 0.5), anchor)
            for lines, x, anchor in COLUMNS
            for row, line in enumerate(lines)
        ]
        return Block("".join([*drawn, *heads]), high)

    def grid(self, high: float) -> str:
        """Return the bands behind the rows."""
        grounds = [
            box(self.axis.at(start), 0.0, self.axis.at(end) - self.axis.at(start), high, shade, "none")
            for start, end, shade in self._bands()
        ]
        bounds = [
            rule(self.axis.at(start), 0.0, self.axis.at(start), high, GREY, dashes="3 2")
            for start, _, _ in self._bands()[1:]
        ]
        return "".join([*grounds, *bounds, box(START, 0.0, END - START, high, "none", GREY)])

    def row(self, one: CriterionAgreement) -> Block:
        """Return one criterion."""
        middle = ROW / 2
        name = words(self.shorts[one.name], EDGE, middle)
        shares = [words(one.shares, SHARES, middle), words(f"{one.units:,}", RIGHT, middle, "end")]
        bar = "".join(_stacked_bar(one, middle))
        if one.value is None:
            white = box(START + 1, 2.0, BAR - START - 6, ROW - 4, "#ffffff", "none")
            alpha = white + words(self.reasons.said(one.reason), START + 4, middle, font_style="italic")
        else:
            number = words(with_interval(one.value, one.low, one.high), NUMBERS, middle)
            alpha = "".join([*self._interval(one, middle), self._dot(one, one.value, middle), number])
        return Block(about(one.said, name, alpha, bar, *shares), ROW)

    def _interval(self, one: CriterionAgreement, middle: float) -> Iterator[str]:
        if one.low is None or one.high is None:
            return
        yield rule(self.axis.at(one.low), middle, self.axis.at(one.high), middle, INK, 1.8)
        for end, back in ((one.low, 6.0), (one.high, -6.0)):
            if not self.axis.holds(end):
                tip = self.axis.at(end)
                head = [(tip, middle), (tip + back, middle - 4), (tip + back, middle + 4)]
                yield tag("path", d=path(head, closed=True), fill=INK)

    def _dot(self, one: CriterionAgreement, value: float, middle: float) -> str:
        x, fill = self.axis.at(value), "#ffffff" if one.low is None else INK
        if not self.axis.holds(value):
            head = [(x, middle), (x + 9, middle - 5), (x + 9, middle + 5)]
            return tag("path", d=path(head, closed=True), fill=fill, stroke=INK, stroke_width=1.4)
        return tag("circle", cx=x, cy=middle, r=4.2, fill=fill, stroke=INK, stroke_width=1.4)

    def scale(self) -> Block:
        """Return the scales below the rows."""
        marks = [at for at in self.axis.marks() if at[0] >= LOWEST - 1e-9]
        drawn = [words(text, self.axis.at(at), 10.0, "middle") for at, text in marks]
        ticks = [rule(self.axis.at(at), 0.0, self.axis.at(at), 4.0, GREY) for at, _ in marks]
        title = words("alpha", (START + END) / 2, 25.0, "middle")
        shares = [words(text, BAR + BAR_WIDE * at, 10.0, "middle") for at, text in ((0.0, "0"), (1.0, "100 %"))]
        return Block("".join([*drawn, *ticks, title, *shares]), 34.0)

    def key(self) -> Block:
        """Return what the shades are called, as many to a line as fit."""
        parts = [f"Bands of {self.bands.name}, from left to right:", *(label for _, label in self.bands.bands)]
        shades = ["", *_greys(len(self.bands.bands))]
        return flow(parts, shades)


def _greys(count: int) -> list[str]:
    """Return so many greys, from dark to white."""
    levels = [DARKEST + (255 - DARKEST) * at // max(count - 1, 1) for at in range(count)]
    return [f"#{level:02x}{level:02x}{level:02x}" for level in levels]


def _stacked_bar(one: CriterionAgreement, middle: float) -> Iterator[str]:
    """Yield the bar of pairs; nothing where there is no pair."""
    if one.exact is None or one.adjacent is None:
        return
    top, high = middle - 6, 12.0
    exact, adjacent = one.exact * BAR_WIDE, one.adjacent * BAR_WIDE
    yield box(BAR, top, BAR_WIDE, high, "#ffffff", "none")
    yield box(BAR + exact, top, adjacent - exact, high, filled("adjacent"), INK, stroke_width=0.6)
    yield box(BAR, top, exact, high, "#333333", "none")
    yield box(BAR, top, BAR_WIDE, high, "none", INK, stroke_width=0.8)
