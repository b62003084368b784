"""What scoring over Arrow costs, alone and in other engines: ``pytest tests/benchmarks --benchmark-only``.

Nothing here asserts a time. The engines' baseline is our own command on the same file, run beside them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from ocgscore import load_matrix, read_assessments, score
from ocgscore.report.batches import arrow_scorer, with_ranks

ROOT = Path(__file__).parents[2]
ROWS = 1_000_000
SEED = 20261123
BATCH = 131_072
MATRIX = "ocg-tactical"
NEEDED = {"polars": ["polars"], "duckdb": ["duckdb"], "dask": ["dask"], "spark": ["pyspark", "pandas"]}


@pytest.fixture(scope="session")
def big_parquet(tmp_path_factory):
    """A million synthetic assessments: 19 columns, one level in ten unknown."""
    path = tmp_path_factory.mktemp("big") / "big.parquet"
    chance = np.random.default_rng(SEED)
    levels = pa.array(["0", "1", "2", "3", "4", "?"])
    columns = {
        "group": [f"OCG-{row:07d}" for row in range(ROWS)],
        "force": pa.array([f"Force {f}" for f in range(4)]).take(pa.array(chance.integers(0, 4, ROWS))),
        "assessed_on": pa.array([f"2026-07-{d:02d}" for d in range(1, 29)]).take(
            pa.array(chance.integers(0, 28, ROWS))
        ),
    }
    for criterion in load_matrix(MATRIX).criteria:
        columns[criterion.id] = levels.take(pa.array(chance.choice(6, ROWS, p=[0.18] * 5 + [0.1])))
    parquet.write_table(pa.table(columns), path, row_group_size=BATCH)
    return path


@pytest.mark.parametrize("rows", [ROWS, BATCH, 10_000])
def test_record_batches_in_memory_against_scoring_alone(versus, big_parquet, rows):
    """Cells read, checked, scored and turned into columns, against `score` of codes that are ready-made."""
    batches = parquet.read_table(big_parquet).combine_chunks().to_batches(max_chunksize=rows)
    ready, scorer = read_assessments(big_parquet, MATRIX), arrow_scorer(MATRIX)
    name = f"a million rows in batches of {rows:,}, against scoring alone"
    versus(name, lambda: list(scorer.each(batches)), lambda: score(ready), 3)


def test_with_ranks_against_scoring_the_batches(versus, big_parquet):
    """Ranking a gathered million: two sorts and two searches."""
    batches = parquet.read_table(big_parquet).to_batches()
    scorer = arrow_scorer(MATRIX, numerators=True)
    scored = pa.Table.from_batches(scorer.each(batches))
    versus(
        "a million ranked after gathering, against scoring them",
        lambda: with_ranks(scored, "risk"),
        lambda: list(scorer.each(batches)),
        3,
    )


def passed_through(source, target, through):
    """Read, change and write a Parquet file a batch at a time."""
    file = parquet.ParquetFile(source)
    first = through(pa.RecordBatch.from_pylist([], file.schema_arrow))
    with parquet.ParquetWriter(target, first.schema) as writer:
        for batch in file.iter_batches(BATCH):
            writer.write_batch(through(batch))


def test_a_parquet_file_scored_against_one_passed_through(versus, big_parquet, tmp_path):
    """pyarrow reads and writes both ways; the result has 27 columns more."""
    scorer = arrow_scorer(MATRIX)
    versus(
        "a million rows of Parquet scored, against passing them through",
        lambda: passed_through(big_parquet, tmp_path / "ours.parquet", scorer),
        lambda: passed_through(big_parquet, tmp_path / "theirs.parquet", lambda batch: batch),
        3,
    )


def ran(*command):
    paths = [str(ROOT / "src"), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths), "SPARK_LOCAL_IP": "127.0.0.1"}
    subprocess.run([sys.executable, *map(str, command)], check=True, capture_output=True, env=environment)


@pytest.mark.parametrize("engine", NEEDED)
def test_an_engine_against_our_own_command(versus, big_parquet, tmp_path, engine):
    """The example of the engine, start-up, problems, numerators and ranks included, against ``ocgscore score``."""
    absent = [package for package in NEEDED[engine] if find_spec(package) is None]
    if absent or (engine == "spark" and shutil.which("java") is None):
        pytest.skip(f"{engine} is not installed")
    script = ROOT / "examples" / "engines" / f"{engine}_run.py"
    versus(
        f"a million rows of Parquet through {engine}, against our own command",
        lambda: ran(script, big_parquet, MATRIX, tmp_path / "theirs.parquet"),
        lambda: ran("-m", "ocgscore", "score", big_parquet, "--matrix", MATRIX, "--out", tmp_path / "ours.parquet"),
        3,
    )
