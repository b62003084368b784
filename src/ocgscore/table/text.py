"""From bytes to text, with a file's owner told what to do where that fails."""

from __future__ import annotations

import codecs
import csv
import io
from typing import TYPE_CHECKING

from ocgscore.table.source import Source, kind_of

if TYPE_CHECKING:
    from ocgscore.errors import TableError

BYTE_ORDER_MARK = codecs.BOM_UTF8
SAVE_AS = 'in Excel choose Save As, "CSV UTF-8"'
WIDEST_BLANK = 4_096  # bytes looked at first: stripping a large file would copy it
FIELD_LIMIT = 2**31 - 1  # the most the csv module takes on Windows
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)


def check_text(source: Source) -> None:
    """Refuse bytes that are plainly not UTF-8 text: empty, UTF-16, or another kind of file.

    Raises
    ------
    TableError
        With what the file seems to be.
    """
    raw = source.raw
    if not raw[:WIDEST_BLANK].removeprefix(BYTE_ORDER_MARK).strip() and not raw.removeprefix(BYTE_ORDER_MARK).strip():
        raise source.fault("an empty file", "a table", "was it saved, and is it the right one?")
    if raw.startswith(_WIDE_MARKS):
        raise source.fault("UTF-16 text", "UTF-8 text", SAVE_AS)
    kind = kind_of(raw)
    if kind:
        raise source.fault(kind, "text", "give the file the ending that fits its content, or save it as a table")
    place = raw.find(b"\0")
    if place >= 0:
        hint = "if it is a text file, " + SAVE_AS
        raise source.fault(f"a file with a NUL byte (byte {place + 1})", "text", hint)


def not_utf8(source: Source, delimiter: str = ",") -> TableError:
    """Return the error for a file that is not UTF-8, naming its first bad byte and the row it is in."""
    try:
        source.raw.decode("utf-8")
    except UnicodeDecodeError as error:
        place = error.start
    before = source.raw[:place].decode("utf-8").removeprefix("\ufeff")
    raise_field_limit()
    row = sum(1 for _ in csv.reader(io.StringIO(f"{before}?", newline=""), delimiter=delimiter))
    byte = source.raw[place : place + 1]
    got = f"the byte 0x{byte.hex().upper()} (in Windows-1252 {byte.decode('cp1252', 'replace')!r})"
    return source.fault(got, "UTF-8 text", SAVE_AS, at=f" row {row}")


def raise_field_limit() -> None:
    """Let the csv module take cells of any length.

    The limit is the whole process's. It is only ever raised and never put back: a second thread may be
    reading.
    """
    if csv.field_size_limit() < FIELD_LIMIT:
        csv.field_size_limit(FIELD_LIMIT)
