"""For an engineer whose data lie on a Spark cluster: ``mapInArrow`` over a Parquet file, ranked in SQL.

It needs pyspark, pandas (PySpark asks for it) and Java 17 besides the extra ``arrow``; on a cluster, ocgscore and
pyarrow on every worker. The result is a folder of Parquet files. Problems in a row stand in its column ``problems``::

    python examples/engines/spark_run.py groups.parquet ocg-tactical scored.parquet
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from pyspark.sql import SparkSession
from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

from ocgscore.report.batches import arrow_scorer

RANK = Path(__file__).with_name("rank.sql").read_text(encoding="utf-8")


def main(source: str, matrix: str, target: str) -> None:
    """Score `source` with `matrix` and write `target`."""
    scorer = arrow_scorer(matrix, problems="column", numerators=True)
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # the workers' Python; on a cluster, the one set up there
    spark = SparkSession.builder.appName("ocgscore").getOrCreate()
    frame = spark.read.parquet(source)
    schema = from_arrow_schema(scorer.schema(to_arrow_schema(frame.schema)))
    frame.mapInArrow(scorer.each, schema).cache().createOrReplaceTempView("scored")
    spark.sql(RANK.replace("risk_", f"{scorer.matrix.ranks_by}_")).write.mode("overwrite").parquet(target)
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
