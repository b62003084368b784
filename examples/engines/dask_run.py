"""For an engineer with Dask: each row group of a Parquet file scored by some worker, the whole then ranked.

It needs dask besides the extra ``arrow``. Problems in a row stand in its column ``problems``::

    python examples/engines/dask_run.py groups.parquet ocg-tactical scored.parquet
"""

from __future__ import annotations

import sys

import dask
import pyarrow as pa
from pyarrow import parquet

from ocgscore.report.batches import ArrowScorer, arrow_scorer, with_ranks


def scored_piece(source: str, row_group: int, scorer: ArrowScorer) -> pa.Table:
    """Return one row group with its scores; a worker runs this."""
    piece = parquet.ParquetFile(source).read_row_group(row_group)
    return pa.Table.from_batches(scorer.each(piece.to_batches()), scorer.schema(piece.schema))


def main(source: str, matrix: str, target: str) -> None:
    """Score `source` with `matrix` and write `target`."""
    scorer = arrow_scorer(matrix, problems="column", numerators=True)
    pieces = range(parquet.ParquetFile(source).num_row_groups)
    tasks = [dask.delayed(scored_piece)(source, piece, scorer) for piece in pieces]
    scored = pa.concat_tables(dask.compute(*tasks))
    parquet.write_table(with_ranks(scored, scorer.matrix.ranks_by or ""), target)


if __name__ == "__main__":
    main(*sys.argv[1:])
