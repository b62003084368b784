"""One assessment entered twice, and ids that look like one group's: what would rank a group on the wrong row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from ocgscore.assessments.headings import Layout
from ocgscore.assessments.model import Dates
from ocgscore.errors import Problem
from ocgscore.table import Column, Table

SHOWN: Final = 4  # rows or ids named in a message
LOOKED_AT: Final = 200_000  # distinct ids: beyond this a register, not an analyst's typing, made the sheet


def repeated(table: Table, layout: Layout, dates: Dates) -> Iterator[tuple[int, Problem]]:
    """Yield every row of an assessment entered more than once, with its problem.

    One group may be assessed often, but not twice by one assessor of one force on one date; force and assessor are
    compared in any case. Each of the rows is refused: which of them is right cannot be told.

    Parameters
    ----------
    table : Table
    layout : Layout
    dates : ndarray of datetime64, shape (n,)
    """
    groups = table.columns[layout.group].text_codes()
    if len(groups) and int(groups.max()) + 1 == len(groups):
        return  # every row is of another group
    who = [table.columns[at] for name in ("force", "assessor") if (at := layout.details.get(name)) is not None]
    keys: list[npt.NDArray[np.integer]] = [groups, *(_folded(column) for column in who)]
    keys.append(np.unique(dates.view(np.int64), return_inverse=True)[1])
    for rows in _runs(keys):
        if not table.columns[layout.group].row_text(rows[0]):
            continue  # a missing id is a problem already, and no group
        for row in rows:
            others = [other for other in rows if other != row]
            yield row, _problem(table, layout, row, others, dates[row])


def _runs(keys: Sequence[npt.NDArray[np.integer]]) -> Iterator[list[int]]:
    """Yield the rows of each key that stands more than once."""
    order = np.lexsort(keys[::-1])
    same = np.logical_and.reduce([key[order][1:] == key[order][:-1] for key in keys])
    edges = np.flatnonzero(np.diff(np.concatenate([[False], same, [False]]).astype(np.int8)))
    for start, stop in edges.reshape(-1, 2).tolist():
        yield sorted(order[start : stop + 1].tolist())


def _problem(table: Table, layout: Layout, row: int, others: Sequence[int], date: np.datetime64) -> Problem:
    said = {name: table.columns[at].row_text(row) for name, at in layout.details.items()}
    by = f"by {said['assessor']}" if said.get("assessor") else "by an unnamed assessor"
    of = f" of {said['force']}" if said.get("force") else ""
    on = "without a date" if np.isnat(date) else f"on {np.datetime_as_string(date, 'D')}"
    places = ", ".join(table.row_address(other) for other in others[:SHOWN])
    more = f" and {len(others) - SHOWN} more" if len(others) > SHOWN else ""
    hint = f"see {places}{more}: keep the right one, or tell them apart by assessor or assessed_on"
    group = table.columns[layout.group].row_text(row)
    return Problem(table.place(row, layout.group), group, f"assessed only once {by}{of} {on}", hint)


def look_alikes(column: Column) -> Iterator[str]:
    """Yield a notice where ids differ only in case or spacing: they are taken as different groups."""
    if len(column.values) > LOOKED_AT:
        return
    spellings: dict[str, set[str]] = defaultdict(set)
    for text in column.texts():
        spellings["".join(text.casefold().split())].add(text)
    alike = sorted(" and ".join(sorted(map(repr, found))) for found in spellings.values() if len(found) > 1)
    if alike:
        more = f"; and {len(alike) - SHOWN} more" if len(alike) > SHOWN else ""
        listed = "; ".join(alike[:SHOWN])
        yield f"ids that differ only in case or spacing are taken as different: {listed}{more}"


def _folded(column: Column) -> npt.NDArray[np.int64]:
    """Return codes by which cells of the same text, in any case, are equal."""
    number: dict[str, int] = {}
    codes = [number.setdefault(text.casefold(), len(number)) for text in column.texts()]
    return np.array(codes or [0], np.int64)[column.codes]
