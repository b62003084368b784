"""Files and columns: what was in a sheet, where each cell stood, and how to write it out again.

Nothing here knows what a matrix is.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ocgscore.table.files import OutputSet
    from ocgscore.table.model import Cell, Codes, Column, Table, cell_text, column_letters
    from ocgscore.table.reading import read_table
    from ocgscore.table.source import format_of
    from ocgscore.table.writing import table_bytes, write_table

__all__ = [
    "Cell",
    "Codes",
    "Column",
    "OutputSet",
    "Table",
    "cell_text",
    "column_letters",
    "format_of",
    "read_table",
    "table_bytes",
    "write_table",
]

_HOMES = {
    "format_of": "source",
    "OutputSet": "files",
    "read_table": "reading",
    "table_bytes": "writing",
    "write_table": "writing",
}


def __getattr__(name: str) -> Any:
    """Import a name's module when the name is first asked for: who reads no table pays for none."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES.get(name, 'model')}"), name)
    globals()[name] = value
    return value
