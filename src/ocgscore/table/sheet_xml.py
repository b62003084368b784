"""What openpyxl's quick reading does not tell of a sheet: merged and hidden cells, uncalculated formulas."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_COLUMNS = 16_384
# An element's name may carry a prefix: <x:row>. These elements hold nothing but attributes and known
# children, and XML escapes every < inside an attribute or a text, so that patterns find them as a parser
# would, at a tenth of its time.
MOST_ROWS = 1_048_576  # of a worksheet
_NUMBERED_ROW = re.compile(rb"<(?:\w+:)?row\b[^<>]*?\br=[\"']([^\"'<>]*)[\"']")
_ROW = re.compile(rb"<(?:\w+:)?row\b([^<>]*\bhidden=[^<>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^<>]*\bhidden=[^<>]*)>")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b([^<>]*)>")
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b([^<>]*)>\s*<(?:\w+:)?f\b(?:[^<>]*/>|[^<>]*>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\b([^<>]*)>([^<]*))?"
)
_FILTER = re.compile(rb"<(?:\w+:)?filterColumn\b")
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|is)\b")
_ATTRIBUTE = re.compile(rb"""(\w+)\s*=\s*["']([^"']*)["']""")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@attrs.frozen
class Merged:
    """A merged range; rows from 1, columns from 0."""

    reference: str
    first_row: int
    last_row: int
    first_column: int


@attrs.frozen
class SheetFacts:
    """What a sheet's XML says beside its values.

    Parameters
    ----------
    merged : tuple of Merged
    hidden_rows, hidden_columns : tuple of int
        Rows from 1, columns from 0, rising.
    uncalculated : tuple of str
        The cells, or runs of cells in a column (``"D2:D50"``), whose formula has no result.
    filtered : bool
        A filter has been set.
    misplaced_row : str
        The first row number that is none, too large, or not above the one before it; empty where all are in order.
    """

    merged: tuple[Merged, ...] = ()
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    uncalculated: tuple[str, ...] = ()
    filtered: bool = False
    misplaced_row: str = ""


def facts_of(xml: bytes, *, hollow: bool = False) -> SheetFacts:
    """Read a sheet's XML for what stands beside its values.

    Parameters
    ----------
    xml : bytes
        The sheet's part of the workbook.
    hollow : bool
        ``<v></v>`` below a formula is a result of empty text, as XlsxWriter writes it, and not the want of a
        result, as openpyxl writes it.

    Examples
    --------
    >>> facts_of(b'<row r="2" hidden="1"><c r="A2"><f>1+1</f></c></row><mergeCell ref="B1:C1"/>')
    SheetFacts(merged=(Merged(reference='B1:C1', first_row=1, last_row=1, first_column=1),), hidden_rows=(2,),
    hidden_columns=(), uncalculated=('A2',), filtered=False, misplaced_row='')
    """
    xml = _as_utf8(xml)
    return SheetFacts(
        merged=tuple(_merged(xml)),
        hidden_rows=tuple(sorted(_hidden_rows(xml))),
        hidden_columns=tuple(sorted(_hidden_columns(xml))),
        uncalculated=tuple(_runs(_uncalculated(xml, hollow=hollow))),
        filtered=_FILTER.search(xml) is not None,
        misplaced_row=_misplaced_row(xml),
    )


def has_values(xml: bytes) -> bool:
    """Whether any cell of a sheet holds anything.

    Examples
    --------
    >>> has_values(b"<sheetData/>"), has_values(b'<c r="A1"><v>3</v></c>')
    (False, True)
    """
    return _VALUE.search(_as_utf8(xml)) is not None


def _as_utf8(xml: bytes) -> bytes:
    if xml.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return xml.decode("utf-16").encode()
    return xml


def _attributes(found: bytes) -> dict[str, str]:
    return {key.decode(): value.decode("utf-8", "replace") for key, value in _ATTRIBUTE.findall(found)}


def _is_hidden(attributes: dict[str, str]) -> bool:
    return attributes.get("hidden") in {"1", "true"}


def _number(text: str | None) -> int:
    return int(text) if text is not None and text.isdecimal() and len(text) < 9 else 0


def _hidden_rows(xml: bytes) -> Iterator[int]:
    for match in _ROW.finditer(xml):
        attributes = _attributes(match[1])
        if _is_hidden(attributes) and "r" in attributes:
            yield _number(attributes["r"])


def _misplaced_row(xml: bytes) -> str:
    """Return the number of the first row that a reader would lose, or fill a million rows up to."""
    last = 0
    for match in _NUMBERED_ROW.finditer(xml):
        text = match[1].decode("utf-8", "replace")
        number = _number(text)
        if not last < number <= MOST_ROWS:
            return text
        last = number
    return ""


def _hidden_columns(xml: bytes) -> set[int]:
    hidden: set[int] = set()
    for match in _COLUMN.finditer(xml):
        attributes = _attributes(match[1])
        if _is_hidden(attributes):
            first, last = _number(attributes.get("min")), _number(attributes.get("max"))
            hidden.update(range(max(first, 1) - 1, min(last, MOST_COLUMNS)))
        if len(hidden) == MOST_COLUMNS:
            break  # all there are; a sheet that says so thousands of times need not be heard out
    return hidden


def _merged(xml: bytes) -> Iterator[Merged]:
    for match in _MERGED.finditer(xml):
        reference = _attributes(match[1]).get("ref", "")
        corners = [_corner(part) for part in reference.split(":")]
        if all(corners):
            rows, columns = zip(*(corner for corner in corners if corner), strict=True)
            yield Merged(reference, min(rows), max(rows), min(columns))


def _corner(reference: str) -> tuple[int, int] | None:
    """Return the row (from 1) and column (from 0) of a reference such as ``B7``."""
    match = _REFERENCE.fullmatch(reference.replace("$", ""))
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column - 1


def written_by_openpyxl(properties: bytes) -> bool:
    """Whether a workbook's ``docProps/app.xml`` gives openpyxl's version, and not Excel's (12 and later).

    Examples
    --------
    >>> versions = [b"<AppVersion>3.1</AppVersion>", b"<AppVersion>16.0300</AppVersion>"]
    >>> list(map(written_by_openpyxl, versions))
    [True, False]
    """
    version = re.search(rb"<AppVersion>(\d+)", properties)
    return version is None or int(version[1][:4]) < 12


def _uncalculated(xml: bytes, *, hollow: bool) -> Iterator[str]:
    """Yield the cells with a formula and no result."""
    for match in _FORMULA.finditer(xml):
        cell, tag, result = match.groups()
        attributes = _attributes(cell)
        text = attributes.get("t") == "str" or (hollow and not (tag or b"").endswith(b"/"))
        if not result and (tag is None or not text):
            yield attributes.get("r", "?")


def _runs(references: Iterator[str]) -> Iterator[str]:
    """Yield single references, and runs down a column as one range."""
    runs: dict[str, list[tuple[int, int]]] = {}
    for reference in references:
        match = _REFERENCE.fullmatch(reference)
        if match is None:
            yield reference
            continue
        column = runs.setdefault(match[1], [])
        row = int(match[2])
        if column and column[-1][1] == row - 1:
            column[-1] = (column[-1][0], row)
        else:
            column.append((row, row))
    for letters, found in runs.items():
        for first, last in found:
            yield f"{letters}{first}" if first == last else f"{letters}{first}:{letters}{last}"
