"""The sheets ``Priorities`` and ``All measures``: where every group stands, with what its unknowns leave open."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np

from ocgscore.report.meeting.workbook.before import Before
from ocgscore.report.meeting.workbook.cells import OPEN, number_format, shade, share
from ocgscore.report.meeting.workbook.listing import Field, Listing
from ocgscore.report.meeting.workbook.sheets import Book, Written
from ocgscore.report.review.history_words import moment_cell
from ocgscore.scoring import UNDEFINED, MeasureScores, distinct, rounded

if TYPE_CHECKING:
    from ocgscore.report.meeting.material import Material
    from ocgscore.table import Cell, Column

PERCENT: Final = {"num_format": "0%"}
FINE_PERCENT: Final = {"num_format": "0.0%"}
IN, MAYBE, OUT = "yes", "possibly", "no"
ALL: Final = "All measures"
ALL_SAID: Final = (
    "Every measure of the matrix, by rank: its lowest and highest score and its band, where what is not known leaves "
    "several the lowest and the highest. The sheet Matrix says how each is made. Only the one that ranks takes part in "
    "the order."
)
MOST_IN_A_RULE: Final = 250  # characters of a text that a conditional format compares with


def add_priorities(book: Book, material: Material, before: Before | None, lead: tuple[str, ...], title: str) -> None:
    """Write the sheet.

    Parameters
    ----------
    book : Book
    material : Material
    before : Before or None
        Where groups stood at the last meeting.
    lead : tuple of str
        What was scored with what.
    title : str
        Of the report.
    """
    rows = material.ranking.order().tolist()
    listing = Listing("Priorities", title, lead, tuple(_fields(material, before, rows)), kept=4)
    written = book.add(listing, "7F2704")
    if rows:
        _colour(book, written, material)


def add_all_measures(book: Book, material: Material, before: Before | None) -> None:
    """Write the sheet ``All measures``: every measure of the matrix, and where groups stood at the last meeting."""
    rows = material.ranking.order().tolist()
    fields = (*_placed(material, rows), *_measured(material, rows), *(before.fields(rows) if before else ()))
    book.add(Listing(ALL, ALL, (ALL_SAID,), fields, kept=4))


def subject(material: Material) -> str:
    """Return what is assessed, as a heading."""
    return material.scores.assessments.matrix.subject.capitalize()


def text_field(heading: str, column: Column | None, rows: list[int]) -> Field:
    """Return a column of the sheet's own as a field, of the rows given."""
    texts = ["" for _ in rows] if column is None else [column.row_text(row) for row in rows]
    return Field(heading, [text or None for text in texts])


def line_heading(material: Material) -> str:
    """Return the heading of the column that says who is above the line of the meeting."""
    return f"Among the first {material.top}"


def _fields(material: Material, before: Before | None, rows: list[int]) -> Iterator[Field]:
    scores = material.scores
    batch, criteria = scores.assessments, len(scores.assessments.matrix.criteria)
    yield from _placed(material, rows)
    yield from _ranked(material.measure, rows)
    yield Field(line_heading(material), _line(material, rows))
    tried = [_percent(one) for one in material.tried.p_top[rows].tolist()]
    yield Field(f"Share in the first {material.top} under other numbers", tried, FINE_PERCENT, width=13)
    if before is not None:
        yield Field("Moved", [before.moved(row) for row in rows])
    yield Field("Share of levels known", [share(int(one), criteria) for one in scores.known[rows]], PERCENT, width=11)
    yield Field("Assessed on", [moment_cell(one) for one in batch.assessed_on[rows]], {"align": "left", "indent": 1})


def _placed(material: Material, rows: list[int]) -> Iterator[Field]:
    """Yield the rank, and whose it is: the columns that stay in view."""
    ranking, batch = material.ranking, material.scores.assessments
    yield Field("Rank best", ranking.best[rows].tolist())
    yield Field("Rank worst", ranking.worst[rows].tolist())
    yield text_field(subject(material), batch.group, rows)
    yield text_field("Force", batch.force, rows)


def _measured(material: Material, rows: list[int]) -> Iterator[Field]:
    """Yield every measure, the one that ranks first."""
    measures = material.scores.assessments.matrix.measures
    for measure in sorted(measures, key=lambda one: one.id != material.ranking.by):
        yield from _scored(material.scores[measure.id], rows)


def _line(material: Material, rows: list[int]) -> list[Cell]:
    best, worst = material.ranking.best[rows] <= material.top, material.ranking.worst[rows] <= material.top
    return [IN if surely else MAYBE if may else OUT for surely, may in zip(worst.tolist(), best.tolist(), strict=True)]


def _percent(value: float) -> Decimal:
    return rounded(Fraction(value), 4)


def score_fields(result: MeasureScores, rows: list[int], called: str) -> Iterator[Field]:
    """Yield the lowest and the highest score as they are displayed: rounded once, as numbers.

    Of a grid there is none: what is looked up in it is a band, and its numbers stand for the bands alone.
    """
    if is_banded_grid(result):
        return
    for end, numbers in (("lowest", result.low), ("highest", result.high)):
        values, codes = distinct(numbers[rows])
        shown = [result.shown(value) for value in values.tolist()]
        yield Field(f"{called}: {end}", [shown[code] for code in codes.tolist()], _number(result))


def is_banded_grid(result: MeasureScores) -> bool:
    """Whether a measure is looked up in a grid of bands, so that no number says more than the band."""
    return result.measure.is_grid and bool(result.measure.bands)


def _number(result: MeasureScores) -> dict[str, object]:
    return {"num_format": number_format(result.measure.digits)}


def _ranked(result: MeasureScores, rows: list[int]) -> Iterator[Field]:
    title, labels = result.measure.title, [band.label for band in result.measure.bands]
    yield from score_fields(result, rows, title)
    for heading, bands in zip(band_headings(result), (result.band_low, result.band_high), strict=False):
        yield Field(heading, [labels[band] for band in bands[rows].tolist()])
    if result.published is not None and result.published_defined is not None:
        cells: list[Cell] = [
            result.shown(value) if defined else UNDEFINED
            for value, defined in zip(
                result.published[rows].tolist(), result.published_defined[rows].tolist(), strict=True
            )
        ]
        yield Field(f"{title}: by the source's rule for unknowns", cells, _number(result) | {"align": "right"})


def band_headings(result: MeasureScores) -> list[str]:
    """Return the headings of the two bands of the measure that ranks; none where it has no bands."""
    return [f"{result.measure.title}: {end} band" for end in ("lowest", "highest")] if result.measure.bands else []


def _scored(result: MeasureScores, rows: list[int]) -> Iterator[Field]:
    yield from score_fields(result, rows, result.measure.title)
    if result.measure.bands:
        yield Field(f"{result.measure.title}: band", [result.band_text(row) for row in rows])


def _colour(book: Book, written: Written, material: Material) -> None:
    bands = material.measure.measure.bands
    for heading in band_headings(material.measure):
        for at, band in enumerate(bands):
            _where(book, written, heading, band.label, dict(shade(at, len(bands))))
    line = line_heading(material)
    _where(book, written, line, IN, {"bg_color": "D9D9D9", "bold": True})
    _where(book, written, line, MAYBE, dict(OPEN))
    for heading in (f"Share in the first {material.top} under other numbers", "Share of levels known"):
        written.sheet.conditional_format(*written.cells(heading), _bar())


def _where(book: Book, written: Written, heading: str, text: str, look: dict[str, object]) -> None:
    """Colour the cells of a column that hold a text."""
    if len(text) <= MOST_IN_A_RULE:
        quoted = text.replace('"', '""')
        rule = {"type": "cell", "criteria": "==", "value": f'"{quoted}"', "format": book.book.add_format(look)}
        written.sheet.conditional_format(*written.cells(heading), rule)


def _bar() -> dict[str, object]:
    ends = {"min_type": "num", "min_value": 0, "max_type": "num", "max_value": 1}
    return {"type": "data_bar", "bar_color": "9DB8D2", "bar_solid": True, "data_bar_2010": True, **ends}


def in_band(result: MeasureScores) -> list[tuple[str, int, int]]:
    """Return of each band its label, how many are in it for certain, and how many more may be; the highest first."""
    low, high = result.band_low, result.band_high
    found = []
    for at, band in reversed(list(enumerate(result.measure.bands))):
        surely = int(np.count_nonzero((low == at) & (high == at)))
        found.append((band.label, surely, int(np.count_nonzero((low <= at) & (high >= at))) - surely))
    return found
