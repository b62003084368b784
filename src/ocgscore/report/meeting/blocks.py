"""What a report is made of, before it is a page: sections of paragraphs, facts, listings and pictures.

Everything here is plain text as it will be read, pictures apart: markup is the page's business, and whatever came from
a sheet is text to the last.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

import attrs

NUMBER: Final = "number"
TEXT: Final = "text"


@attrs.frozen
class Bar:
    """An interval drawn in a cell: from the lowest to the highest, on the scale of its column.

    Parameters
    ----------
    low, high : float
        From 0 to 1, as shares of the column's scale; equal where nothing is unknown.
    said : str
        The same in words, such as ``"242 to 506 of 0 to 1200"``: what a screen reader reads.
    """

    low: float
    high: float
    said: str


@attrs.frozen
class Link:
    """A text that leads to a place in the report.

    Parameters
    ----------
    said : str
    to : str
        The id of a `Section` or `Page`.
    """

    said: str
    to: str


@attrs.frozen
class Noted:
    """A text with what is said of it in small letters below.

    Parameters
    ----------
    said : str
    note : str
        Empty where there is nothing to say.
    """

    said: str
    note: str


Value: TypeAlias = str | Bar | Link | Noted


@attrs.frozen
class Heading:
    """The head of a column.

    Parameters
    ----------
    said : str
    kind : {"text", "number"}
        Numbers stand to the right, and sort by `Listing.orders` where that is given.
    first : bool
        Whether the cells name their rows (a row heading).
    """

    said: str
    kind: Literal["text", "number"] = "text"
    first: bool = False


@attrs.frozen
class Listing:
    """A table.

    Parameters
    ----------
    id : str
        Its own in the report.
    caption : str
        What it lists: read first by a screen reader.
    headings : tuple of Heading
    rows : tuple of tuple of Value
        Each as long as `headings`.
    orders : tuple of tuple of float, optional
        By row and column, what a cell sorts by; empty where the texts themselves do.
    note : str
        Said below it.
    """

    id: str
    caption: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Value, ...], ...]
    orders: tuple[tuple[float, ...], ...] = ()
    note: str = ""


@attrs.frozen
class Words:
    """A paragraph; `strong` for one that must not be overlooked."""

    said: str
    strong: bool = False


@attrs.frozen
class Points:
    """A list of short sentences."""

    said: tuple[str, ...]


@attrs.frozen
class Facts:
    """Terms, and what is said of each."""

    said: tuple[tuple[str, str], ...]


@attrs.frozen
class Picture:
    """An SVG drawing, made by this package alone, with its own title and description in it.

    Parameters
    ----------
    svg : str
        The whole ``<svg>`` element, safe to put into a page: all that came from a sheet is escaped in it.
    caption : str
    """

    svg: str
    caption: str = ""


@attrs.frozen
class Page:
    """A part of a section under a heading of its own: one group, or one question.

    Parameters
    ----------
    id : str
        Its own in the report: letters, digits and hyphens.
    title : str
    blocks : tuple of Block
    """

    id: str
    title: str
    blocks: tuple[Block, ...]


Block: TypeAlias = Words | Points | Facts | Listing | Picture | Page


@attrs.frozen
class Section:
    """A section of the report.

    Parameters
    ----------
    id : str
        Its own in the report: letters, digits and hyphens.
    title : str
    lead : str
        What a reader in a hurry must know: one or two sentences.
    blocks : tuple of Block
    """

    id: str
    title: str
    lead: str
    blocks: tuple[Block, ...]


@attrs.frozen
class Report:
    """A report, ready to become a page.

    Parameters
    ----------
    title : str
    subject : str
        What was scored, with what: the line under the title.
    marking : str
        Protective marking for head and foot of every page; empty for none.
    warnings : tuple of str
        What must be known before anything is read: rows left out, a matrix that is an illustration.
    sections : tuple of Section
    day : str
        Of the meeting: with the title at the foot of every page of paper; empty where none was said.
    """

    title: str
    subject: str
    marking: str
    warnings: tuple[str, ...]
    sections: tuple[Section, ...]
    day: str = ""
