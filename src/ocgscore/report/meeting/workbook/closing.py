"""The sheets ``Matrix`` and ``Provenance``: what was scored with what, for whoever checks it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from ocgscore.report.meeting.blocks import Block, Facts, Page, Points, Words
from ocgscore.report.meeting.sections.method import method_section
from ocgscore.report.meeting.sections.provenance import SOURCE, provenance_section
from ocgscore.report.meeting.warned import warnings_of
from ocgscore.report.meeting.workbook.listing import Field, Listing
from ocgscore.report.meeting.workbook.sheets import Book
from ocgscore.report.template.matrix import NAME, MatrixPage

if TYPE_CHECKING:
    from ocgscore.report.meeting.material import Material

PROVENANCE_SAID: Final = "What is needed to make the same report again: the same files and options give the same bytes."


def add_matrix(book: Book, material: Material) -> None:
    """Write the sheet ``Matrix``: criteria with their levels, measures with their bands, source and status."""
    matrix = material.scores.assessments.matrix
    MatrixPage(book.book.add_worksheet(NAME), matrix, book.style, book.marking, filled_in=False).write()


def add_provenance(book: Book, material: Material) -> None:
    """Write the sheet ``Provenance``: what was scored with what, and what the method leaves open."""
    provenance, method = provenance_section(material), method_section(material)
    blocks = [block for block in provenance.blocks if not isinstance(block, Page) or block.id != SOURCE]
    facts = [
        *said_in(blocks, provenance.title),
        ("Where the matrix comes from", f"stands on the sheet {NAME}"),
        (method.title, method.lead),
        *said_in(method.blocks, method.title),
    ]
    fields = (
        Field("What", [what for what, _ in facts], {"text_wrap": True}, width=40),
        Field("Is", [said for _, said in facts], {"text_wrap": True}, width=110),
    )
    lead = (provenance.lead, f"{warnings_of(material)[0]} {PROVENANCE_SAID}")
    book.add(Listing("Provenance", provenance.title, lead, fields))


def said_in(blocks: Iterable[Block], title: str) -> Iterator[tuple[str, str]]:
    """Yield what blocks say in words: the title of each and what it says, a row each.

    Parameters
    ----------
    blocks : iterable of Block
        Listings and pictures are left out.
    title : str
        Of what says nothing of its own.

    Examples
    --------
    >>> list(said_in([Words("One."), Facts((("Seed", "1"),)), Page("p", "More", (Points(("Two.",)),))], "Method"))
    [('Method', 'One.'), ('Seed', '1'), ('More', 'Two.')]
    """
    for block in blocks:
        if isinstance(block, Facts):
            yield from block.said
        elif isinstance(block, Points):
            yield from ((title, said) for said in block.said)
        elif isinstance(block, Words):
            yield title, block.said
        elif isinstance(block, Page):
            yield from said_in(block.blocks, block.title)
