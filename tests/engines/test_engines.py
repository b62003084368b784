"""The example of each engine, run for real: all give the rows that no engine at all gives.

None of the engines is needed to run ocgscore; each test is skipped where its engine is absent.
"""

import os
import shutil
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from ocgscore import read_table
from ocgscore.report.batches import arrow_scorer, with_ranks

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "engines"
MATRIX = "ocg-tactical"
NEEDED = {
    "polars": ["polars"],
    "duckdb": ["duckdb"],
    "dask": ["dask"],
    "spark": ["pyspark", "pandas"],
}


def absent(engine):
    missing = [package for package in NEEDED[engine] if find_spec(package) is None]
    if engine == "spark" and shutil.which("java") is None:
        missing.append("Java 17")
    return missing


def run(engine, *arguments, folder):
    """Run an engine's example; its output is a file, or a folder of files."""
    if absent(engine):
        pytest.skip(f"{engine} needs {' and '.join(absent(engine))}, which is not installed")
    paths = [str(ROOT / "src"), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths), "SPARK_LOCAL_IP": "127.0.0.1"}
    command = [sys.executable, str(EXAMPLES / f"{engine}_run.py"), *map(str, arguments)]
    found = subprocess.run(command, capture_output=True, cwd=folder, env=environment, check=False, encoding="utf-8")
    assert found.returncode == 0, found.stderr


def rows_of(table):
    """Return a table's rows in an order of their own: engines keep none."""
    return sorted(table.to_pylist(), key=lambda row: str(row["group"]))


@pytest.fixture(scope="session")
def source(tmp_path_factory):
    """The packaged example as Parquet in four row groups, with one level misspelt and one id left out."""
    path = tmp_path_factory.mktemp("engines") / "groups.parquet"
    demo = read_table(ROOT / "examples" / "demo.csv")
    columns = {c.heading: [c.row_text(row) or None for row in range(len(demo))] for c in demo.columns}
    columns["Physical harm"][3] = "hihg"
    columns["group"][9] = None
    parquet.write_table(pa.table(columns), path, row_group_size=7)
    return path


@pytest.fixture(scope="session")
def plain(source):
    """What pyarrow alone makes of it, in one piece."""
    scorer = arrow_scorer(MATRIX, problems="column", numerators=True)
    whole = parquet.read_table(source).combine_chunks()
    return with_ranks(pa.Table.from_batches(scorer.each(whole.to_batches())), "risk")


@pytest.fixture(scope="session")
def by_the_command(source, tmp_path_factory):
    """Seconds that our own command takes for the same file, start-up included."""
    out = tmp_path_factory.mktemp("command")
    command = [sys.executable, "-m", "ocgscore", "score", str(source), "--matrix", MATRIX, "--accept-valid"]
    command += ["--rejects", str(out / "rejects.csv"), "--out", str(out / "scored.parquet")]
    start = time.perf_counter()
    subprocess.run(command, capture_output=True, env=os.environ | {"PYTHONPATH": str(ROOT / "src")}, check=False)
    assert (out / "scored.parquet").exists()
    return time.perf_counter() - start


@pytest.mark.engines
@pytest.mark.parametrize("engine", NEEDED)
def test_every_engine_gives_the_same_rows_and_its_overhead_is_printed(
    engine, source, plain, by_the_command, tmp_path, capsys
):
    start = time.perf_counter()
    run(engine, source, MATRIX, tmp_path / "scored.parquet", folder=tmp_path)
    took = time.perf_counter() - start
    with capsys.disabled():
        print(f"\n{engine}: {took / by_the_command:.1f} times the command on {len(plain)} rows, start-up included")
    found = parquet.read_table(tmp_path / "scored.parquet")
    assert found.column_names == plain.column_names
    assert rows_of(found) == rows_of(plain)
    assert [found.schema.field(name).type for name in ("risk_low", "completeness", "rank_best")] == [
        pa.decimal128(18, 0),
        pa.decimal128(3, 2),
        pa.int64(),
    ]


def test_the_rows_with_problems_are_among_them(plain):
    said = [row for row in plain.to_pylist() if row["problems"]]
    assert [row["problems"].split(":")[0] for row in said] == ["Physical harm", "group"]
    assert all(row["risk_low"] is None and row["rank_best"] is None for row in said)
    assert sum(row["rank_best"] == 1 for row in plain.to_pylist()) > 0


@pytest.mark.parametrize("engine", NEEDED)
def test_the_example_says_for_whom_and_how_to_run_it(engine):
    docstring = (EXAMPLES / f"{engine}_run.py").read_text(encoding="utf-8").split('"""')[1]
    assert f"python examples/engines/{engine}_run.py groups.parquet {MATRIX} scored.parquet" in docstring


def test_the_page_shows_the_examples_as_they_are():
    page = (ROOT / "docs" / "how-to" / "scale-out.md").read_text(encoding="utf-8")
    for engine in NEEDED:
        source = (EXAMPLES / f"{engine}_run.py").read_text(encoding="utf-8")
        body = source[source.index("def main") : source.index('\n\nif __name__ == "__main__"')]
        assert f"```text\n{body}```" in page, engine
    assert f"```text\n{(EXAMPLES / 'rank.sql').read_text(encoding='utf-8')}```" in page
