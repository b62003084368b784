"""For an engineer with polars: a Parquet file of assessments scored in pieces, then ranked as a whole.

It needs polars besides the extra ``arrow``. Problems in a row stand in its column ``problems``::

    python examples/engines/polars_run.py groups.parquet ocg-tactical scored.parquet
"""

from __future__ import annotations

import sys

import polars as pl
import pyarrow as pa

from ocgscore.report.batches import ArrowScorer, arrow_scorer, with_ranks


def scored_frame(frame: pl.DataFrame, scorer: ArrowScorer) -> pl.DataFrame:
    """Return a piece with its scores: polars hands over Arrow, and takes it back."""
    batches = frame.to_arrow().to_batches()
    schema = scorer.schema(frame.to_arrow().schema)
    return pl.DataFrame(pl.from_arrow(pa.Table.from_batches(scorer.each(batches), schema)))


def main(source: str, matrix: str, target: str) -> None:
    """Score `source` with `matrix` and write `target`."""
    scorer = arrow_scorer(matrix, problems="column", numerators=True)
    frame = pl.scan_parquet(source)
    schema = scored_frame(frame.head(0).collect(), scorer).schema
    scored = frame.map_batches(lambda piece: scored_frame(piece, scorer), schema=schema, streamable=True)
    ranked = with_ranks(scored.collect(engine="streaming").to_arrow(), scorer.matrix.ranks_by or "")
    pl.DataFrame(pl.from_arrow(ranked)).write_parquet(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
