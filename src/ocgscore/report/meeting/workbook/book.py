"""The workbook of a report: its sheets in the order in which a meeting reads them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ocgscore.report.meeting.sections.provenance import provenance_section
from ocgscore.report.meeting.warned import warnings_of
from ocgscore.report.meeting.workbook.before import Before, add_changes
from ocgscore.report.meeting.workbook.cells import harmless
from ocgscore.report.meeting.workbook.charts import add_charts
from ocgscore.report.meeting.workbook.closing import add_matrix, add_provenance
from ocgscore.report.meeting.workbook.given_sheets import add_given
from ocgscore.report.meeting.workbook.levels import add_explanation, add_levels
from ocgscore.report.meeting.workbook.lists import add_gaps, add_rejects
from ocgscore.report.meeting.workbook.priorities import MAYBE, add_all_measures, add_priorities
from ocgscore.report.meeting.workbook.sheets import Book
from ocgscore.report.template.book import CREATED, OPTIONS
from ocgscore.report.template.style import Style
from ocgscore.table.source import missing_extra

if TYPE_CHECKING:
    from ocgscore.report.meeting.material import Material

TITLE: Final = "Priorities"


def workbook_chunks(material: Material) -> Iterator[bytes]:
    """Yield a report as the bytes of an Excel workbook; the same report gives the same bytes.

    Parameters
    ----------
    material : Material
        Of n groups against k criteria.

    Yields
    ------
    bytes
        Sheets ``Priorities``, ``Charts``, ``All measures``, ``Levels``, ``Explanation``, ``Gaps``; ``Changes`` and
        ``Steps``, ``State``, ``Work list``, ``Findings``, ``Network``, ``Key players`` and ``Consistency`` as far as
        the report was given what they rest on; ``Rejects``, ``Matrix``, ``Provenance``. Scores are numbers, rounded
        half up once to the digits of their measure; whatever came from a sheet is text, never a formula or a link. All
        groups are explained while that takes 40,000 lines at most, then those with a page of their own; the first
        2,000 gaps are listed. A list too wide for letters of 7 points goes over pages beside each other.

    Raises
    ------
    MissingExtraError
        If XlsxWriter is not installed.
    TableError
        A sheet that would be larger than Excel's are.

    Examples
    --------
    >>> from ocgscore import assess
    >>> from ocgscore.report.meeting.gather import gather
    >>> rows = [{"group": name, "corruption": level} for name, level in [("A", "high"), ("B", "low")]]
    >>> b"".join(workbook_chunks(gather(assess(rows, "sleipnir-2000"), draws=100)))[:2]
    b'PK'
    """
    try:
        import xlsxwriter
    except ModuleNotFoundError as error:
        raise missing_extra("report.xlsx", "XlsxWriter", "excel") from error
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, OPTIONS) as made:
        title = one_line(material.title) or TITLE
        book = Book(made, Style(made), one_line(material.marking))
        matrix = material.scores.assessments.matrix
        made.set_properties({"created": CREATED, "title": title, "comments": one_line(matrix.name)})
        fill(book, material, title)
    yield content.getvalue()


def fill(book: Book, material: Material, title: str) -> None:
    """Write the sheets."""
    before = Before.of(material)
    add_priorities(book, material, before, tuple(_lead(material)), title)
    add_charts(book, material)
    add_all_measures(book, material, before)
    add_levels(book, material)
    add_explanation(book, material)
    add_gaps(book, material)
    add_changes(book, material, before)
    add_given(book, material.state, material.mapped, material.agreement)
    add_rejects(book, material)
    add_matrix(book, material)
    add_provenance(book, material)


def one_line(text: str) -> str:
    """Return a text on one line, without control characters."""
    return " ".join(harmless(text).split())


def _lead(material: Material) -> Iterator[str]:
    """Yield what must be known before the list is read."""
    meeting = f"Meeting of {material.as_of}: " if material.as_of else ""
    yield " ".join((f"{meeting}{provenance_section(material).lead}", *warnings_of(material)))
    yield (
        "Lowest and highest, best and worst: what the levels not known leave open; they are equal where nothing does. "
        f"'{MAYBE}' among the first {material.top}: unknown levels decide. Under other numbers: the share of "
        f"{material.tried.draws:,} rankings with other weights and level values in which the group is among the first "
        f"{material.top}."
    )
