"""What is done with columns like these: which are read, which pass through, and what comes out."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.assessments.headings import read_layout
from ocgscore.assessments.long import is_long
from ocgscore.errors import AssessmentError, Problem
from ocgscore.matrix import Matrix, heading_key
from ocgscore.report.batches.columns import NUMERATOR_PARTS
from ocgscore.table import Column, Table
from ocgscore.table.grid import sound
from ocgscore.table.parquet_reading import arrow_columns

if TYPE_CHECKING:
    import pyarrow as pa

TURN_IT: Final = "turn it first: the levels of one assessment may lie in several batches"
REMEMBERED: Final = 32  # kinds of batch: one run has one
LONGEST_ID: Final = 60  # characters of an id worth repeating in a message


@attrs.frozen(eq=False)
class BatchTable(Table):
    """The columns of a batch that are read. A row's number in a batch says little: an address names the group too.

    Parameters
    ----------
    ids : pyarrow.Array or None
        The group of each row of the batch; None where problems stand in the row itself, and need no address but the
        heading.
    """

    ids: pa.Array | None = attrs.field(kw_only=True)

    def address(self, row: int, column: int) -> str:
        """Return the address of a cell, such as ``batch[17].physical of 'WB-001'``."""
        if self.ids is None:
            return self.columns[column].heading
        id_ = self.ids[int(self.row_numbers[row]) - 1].as_py()
        named = id_ is not None and str(id_).strip()
        return super().address(row, column) + (f" of {str(id_)[:LONGEST_ID]!r}" if named else "")


@attrs.frozen(eq=False)
class Plan:
    """How batches of one schema are read.

    Parameters
    ----------
    name : str
        What a batch is called in messages.
    group : int
        The column of ids.
    read : tuple of int
        The columns of ids, levels and dates.
    kept : tuple of int
        The columns that come out as they went in.
    output : pyarrow.Schema
    notices : tuple of str
    """

    name: str
    group: int
    read: tuple[int, ...]
    kept: tuple[int, ...]
    output: pa.Schema
    notices: tuple[str, ...]

    def table(self, batch: pa.RecordBatch, *, addressed: bool) -> BatchTable:
        """Return the columns that scores depend on; with `addressed`, problems say which row they are of.

        Of an id it matters only whether there is one: the ids of a batch are as many as its rows, and none is made into
        a Python string but those that a message needs.
        """
        ids = batch.column(self.group)
        named = Column(batch.schema.names[self.group], ["an id", None], _blank(ids).astype(np.int32))
        others = [at for at in self.read if at != self.group]
        columns = dict(zip(others, _cells(self.name, batch.select(others)), strict=True)) | {self.group: named}
        numbers = np.arange(1, batch.num_rows + 1, dtype=np.int64)
        return BatchTable(
            self.name, tuple(columns[at] for at in self.read), numbers, cells=False, ids=ids if addressed else None
        )


@lru_cache(maxsize=REMEMBERED)
def plan_of(matrix: Matrix, schema: pa.Schema, name: str, results: tuple[pa.Field, ...]) -> Plan:
    """Return the plan for a schema.

    Raises
    ------
    AssessmentError, TableError
        With every problem of its headings.
    """
    headings = schema.names
    import pyarrow as pa

    # a row that is blank nowhere: what is at fault can only be a heading
    sound(Table(name, tuple(Column.from_cells(h, ["-"]) for h in headings), np.ones(1, np.int64), cells=False))
    empty = Table(name, tuple(Column.from_cells(h, []) for h in headings), np.zeros(0, np.int64), cells=False)
    if is_long(empty):
        raise AssessmentError(Problem(name, "a table of one row a level", "one of one row an assessment", TURN_IT))
    layout, problems = read_layout(empty, matrix)
    if layout is None:
        raise AssessmentError(problems)
    read = {at for at in (layout.group, layout.details.get("assessed_on"), *layout.criteria) if at is not None}
    _cells(name, schema.empty_table().select(sorted(read)))
    made = {f"{measure.id}_{part}" for measure in matrix.measures for part in NUMERATOR_PARTS}
    replaced = layout.replaced | {at for at, heading in enumerate(headings) if heading_key(heading) in made}
    kept = tuple(at for at in range(len(headings)) if at not in replaced)
    output = pa.schema([*(schema.field(at) for at in kept), *results], schema.metadata)
    return Plan(name, layout.group, tuple(sorted(read)), kept, output, layout.notices)


def _cells(name: str, columns: pa.Table | pa.RecordBatch) -> tuple[Column, ...]:
    """Return columns as a Parquet file's are read; `TableError` names those that are not plain."""
    import pyarrow as pa

    table = pa.Table.from_batches([columns]) if isinstance(columns, pa.RecordBatch) else columns
    return arrow_columns(name, table)


def _blank(ids: pa.Array) -> npt.NDArray[np.bool_]:
    """Return which cells are blank once they are stripped, as `cell_text` has it."""
    import pyarrow as pa
    from pyarrow import compute, types

    ids = ids.dictionary_decode() if types.is_dictionary(ids.type) else ids
    if not (types.is_string(ids.type) or types.is_large_string(ids.type) or types.is_string_view(ids.type)):
        blank: npt.NDArray[np.bool_] = ids.is_null().to_numpy(zero_copy_only=False)
        return blank
    texts = ids.cast(pa.large_string()).fill_null("")
    stripped = compute.utf8_trim_whitespace(texts)
    return np.asarray(compute.equal(stripped, "").to_numpy(zero_copy_only=False), np.bool_)
