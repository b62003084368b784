"""Columns that look like recorded results, though their headings name no measure."""

from __future__ import annotations

from typing import Final

import numpy as np

from ocgscore.matrix import Matrix, level_key
from ocgscore.scoring.recorded import read_number
from ocgscore.table import Column, cell_text

MOST_ROWS: Final = 500  # looked at


def looks_recorded(column: Column, matrix: Matrix) -> bool:
    """Return whether most of a column's cells that are not blank are numbers, or most name bands of the matrix.

    Parameters
    ----------
    column : Column
        Some of its rows are looked at, from the first to the last.
    matrix : Matrix

    Examples
    --------
    >>> from ocgscore import load_matrix
    >>> matrix = load_matrix("ocg-tactical")
    >>> [looks_recorded(Column.from_cells("", cells), matrix) for cells in (["41", 7, "n/k"], ["P1", "p2"], ["note"])]
    [True, True, False]
    """
    rows = np.unique(np.linspace(0, max(len(column.codes) - 1, 0), MOST_ROWS).astype(np.intp))
    values = [column.row_value(row) for row in rows.tolist()] if len(column.codes) else []
    cells = [(value, level_key(cell_text(value))) for value in values]
    held = [(value, key) for value, key in cells if key]
    labels = {level_key(band.label) for measure in matrix.measures for band in measure.bands}
    numbers = sum(read_number(value) is not None for value, _ in held)
    bands = sum(key in labels for _, key in held)
    return 2 * max(numbers, bands) > len(held)


def said(headings: tuple[str, ...]) -> str:
    """Return the sentence about such columns.

    Examples
    --------
    >>> said(("Overall risk", "RAG"))
    'Not checked, for no measure is recognised in their headings: Overall risk, RAG (name them with --column)'
    """
    whose, them = ("its heading", "it") if len(headings) == 1 else ("their headings", "them")
    listed = ", ".join(headings)
    return f"Not checked, for no measure is recognised in {whose}: {listed} (name {them} with --column)"
