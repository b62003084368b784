"""For an engineer with DuckDB: a Parquet file of assessments scored batch by batch, ranked in SQL.

It needs duckdb besides the extra ``arrow``. Problems in a row stand in its column ``problems``::

    python examples/engines/duckdb_run.py groups.parquet ocg-tactical scored.parquet
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
import pyarrow as pa

from ocgscore.report.batches import arrow_scorer

RANK = Path(__file__).with_name("rank.sql").read_text(encoding="utf-8")
ROWS = 131_072  # in a batch


def main(source: str, matrix: str, target: str) -> None:
    """Score `source` with `matrix` and write `target`."""
    scorer = arrow_scorer(matrix, problems="column", numerators=True)
    with duckdb.connect() as reading, duckdb.connect() as writing:
        batches = reading.read_parquet(source).to_arrow_reader(ROWS)
        scored = pa.RecordBatchReader.from_batches(scorer.schema(batches.schema), scorer.each(batches))
        writing.register("arriving", scored)
        writing.execute("CREATE TABLE scored AS SELECT * FROM arriving")  # the ranks look at it several times
        writing.sql(RANK.replace("risk_", f"{scorer.matrix.ranks_by}_")).write_parquet(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
