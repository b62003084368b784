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

_SHEET: Final = re.compile(rb"<(?:\w+:)?sheet\s[^>]*?\bname=\"([^\"]*)\"")
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
    try:
        with zipfile.ZipFile(io.BytesIO(load(path).raw)) as archive, archive.open("xl/workbook.xml") as index:
            found = _SHEET.findall(index.read(MOST_INDEX))
    except (zipfile.BadZipFile, KeyError, OSError, EOFError, RuntimeError, NotImplementedError, ValueError):
        return []
    return [unescape(name.decode("utf-8", "replace")) for name in found]


def sheet_called(path: PathLike, name: str) -> str | None:
    """Return the sheet of a workbook that is called so, in any case; None where there is none, or it is no workbook.

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
    return next((one for one in sheet_names(path) if one.strip().casefold() == name), None)
