"""Ranks of a whole that was scored in pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ocgscore.errors import Problem, RequestError
from ocgscore.ranking.order import ranks_between
from ocgscore.report.batches.columns import NUMERATOR_PARTS
from ocgscore.table.source import missing_extra

if TYPE_CHECKING:
    import pyarrow as pa

RANKS = ("rank_best", "rank_worst")


def with_ranks(table: pa.Table, by: str) -> pa.Table:
    """Return a gathered table with the ranks behind it, as `ocgscore.rank` gives them.

    Parameters
    ----------
    table : pyarrow.Table
        All the batches of a run, scored with ``numerators=True``.
    by : str
        The measure to rank by.

    Returns
    -------
    pyarrow.Table
        With ``rank_best`` and ``rank_worst``, int64: competition ranks from 1, best where this row scores its highest
        and every other its lowest, worst the other way round. Null in a row without a score, which counts for nothing.

    Raises
    ------
    RequestError
        The table has no numerators of such a measure.

    Notes
    -----
    Scores shown may be rounded, and rounded scores would tie where the exact ones do not: hence the numerators.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from ocgscore.report.batches import arrow_scorer
    >>> scorer = arrow_scorer("sleipnir-2000", numerators=True)
    >>> whole = pa.record_batch({"group": ["A", "B"], "corruption": ["low", None]})
    >>> gathered = pa.Table.from_batches(scorer.each([whole[:1], whole[1:]]))
    >>> with_ranks(gathered, "total").select(["rank_best", "rank_worst"]).to_pylist()
    [{'rank_best': 1, 'rank_worst': 2}, {'rank_best': 1, 'rank_worst': 2}]
    """
    try:
        import pyarrow as pa
    except ModuleNotFoundError as error:
        raise missing_extra("with_ranks", "pyarrow", "arrow") from error
    low, high = (_column(table, f"{by}_{part}") for part in NUMERATOR_PARTS)
    scored = low.is_valid().to_numpy()
    ranks = ranks_between(*(column.drop_null().to_numpy().astype(np.int64) for column in (low, high)))
    spread = pa.array(np.cumsum(scored) - 1, mask=~scored)
    others = table.drop_columns([name for name in RANKS if name in table.column_names])
    for name, rank in zip(RANKS, ranks, strict=True):
        others = others.append_column(name, pa.array(rank, pa.int64()).take(spread))
    return others


def _column(table: pa.Table, name: str) -> pa.ChunkedArray:
    if table.column_names.count(name) != 1:
        hint = "score with arrow_scorer(matrix, numerators=True) and rank by a measure of the matrix"
        raise RequestError(Problem("table", None, f"a column {name!r}", hint))
    return table.column(name)
