"""The names of a workbook's sheets, without reading them."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape
from typing import TYPE_CHECKING, Final

from ocgscore.table.source import format_of, load

if TYPE_CHECKING:
    from ocgscore.table.files import PathLike

_SHEET: Final = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_NAME: Final = re.compile(rb"\bname=\"([^\"]*)\"")
_HIDDEN: Final = re.compile(rb"\bstate=\"(?:hidden|veryHidden)\"")
MOST_INDEX: Final = 1 << 20  # bytes of a workbook's index that are looked at


def sheet_names(path: PathLike) -> list[str]:
    """Return the names of a workbook's sheets; none where it is no workbook, which its reader will say.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from ocgscore.table import Table, write_table
    >>> path = pathlib.Path(tempfile.mkdtemp(), "book.xlsx")
    >>> write_table(Table.from_rows([{"id": "p1"}]), path)
    >>> sheet_names(path)
    ['Table']
    """
    return [name for name, _ in _sheets(path)]


def _sheets(path: PathLike) -> list[tuple[str, bool]]:
    """Return the name of each sheet, and whether it is hidden."""
    try:
        with zipfile.ZipFile(io.BytesIO(load(path).raw)) as archive, archive.open("xl/workbook.xml") as index:
            tags = _SHEET.findall(index.read(MOST_INDEX))
    except (zipfile.BadZipFile, KeyError, OSError, EOFError, RuntimeError, NotImplementedError, ValueError):
        return []
    named = [(tag, _NAME.search(tag)) for tag in tags]
    return [(unescape(name[1].decode("utf-8", "replace")), bool(_HIDDEN.search(tag))) for tag, name in named if name]


def sheet_called(path: PathLike, name: str) -> str | None:
    """Return the visible sheet of a workbook that is called so, in any case; None where there is none, or no workbook.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from ocgscore.table import Table, write_table
    >>> path = pathlib.Path(tempfile.mkdtemp(), "book.xlsx")
    >>> write_table(Table.from_rows([{"id": "p1"}]), path)
    >>> sheet_called(path, "table"), sheet_called(path, "register")
    ('Table', None)
    """
    if format_of(path) != "xlsx":
        return None
    listed = (one for one, hidden in _sheets(path) if not hidden)
    return next((one for one in listed if one.strip().casefold() == name), None)
