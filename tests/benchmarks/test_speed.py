"""How fast, as ratios to a baseline run beside it: ``pytest tests/benchmarks --benchmark-only``.

Nothing here asserts a time. The baselines and what was expected of each are in the docstrings.
"""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest

from ocgscore import load_matrix, parse_matrix, read_assessments, score
from ocgscore.matrix import canonical_json

ROWS = 1_000_000


def test_all_measures_in_memory_against_copying_the_same_bytes(versus, batch_of):
    """All measures of ocg-tactical with bounds and bands: within 25 times `np.copyto` of the bytes in and out."""
    batch = batch_of(load_matrix("ocg-tactical"), ROWS)
    scores = score(batch)
    arrays = [batch.lowest, batch.highest, scores.low, scores.high, scores.band_low, scores.band_high]
    copies = [np.empty_like(array) for array in arrays]

    def copy():
        for target, array in zip(copies, arrays, strict=True):
            np.copyto(target, array)

    versus("all measures, a million assessments, against copying the bytes", lambda: score(batch), copy)


def test_one_weighted_sum_against_scikit_criteria(versus, batch_of):
    """One weighted sum with bounds: at least 20 times faster than scikit-criteria's plain one (a ratio of 0.05)."""
    skcriteria = pytest.importorskip("skcriteria", reason="scikit-criteria is the baseline")
    simple = pytest.importorskip("skcriteria.agg.simple")
    text = canonical_json(load_matrix("ocg-tactical"))
    raw = json.loads(text)
    names = ", ".join(criterion["id"] for criterion in raw["criteria"])
    raw |= {"measures": [{"id": "total", "title": "Total", "formula": f"sum({names})"}], "ranks_by": "total"}
    matrix = parse_matrix(json.dumps(raw), "one sum", ".json")
    batch = batch_of(matrix, ROWS)
    values = np.array([[float(level.value) for level in c.levels] for c in matrix.criteria])
    weights = [float(criterion.weight) for criterion in matrix.criteria]
    plain = np.take_along_axis(values.T, batch.lowest.astype(np.intp), axis=0)
    decision = skcriteria.mkdm(plain, [1] * 16, weights=weights)
    sum_model = simple.WeightedSumModel()
    versus(
        "one weighted sum with bounds, against scikit-criteria",
        lambda: score(batch),
        lambda: sum_model.evaluate(decision),
        15,
    )


CSV_PASS = """
import csv, sys
with open(sys.argv[1], newline="", encoding="utf-8") as a, open(sys.argv[2], "w", newline="", encoding="utf-8") as b:
    csv.writer(b).writerows(csv.reader(a))
"""
ARROW_PASS = "import sys, pyarrow.csv as c; c.write_csv(c.read_csv(sys.argv[1]), sys.argv[2])"


def ran(*command):
    subprocess.run([sys.executable, *map(str, command)], check=True, capture_output=True)


@pytest.mark.parametrize("baseline", [CSV_PASS, ARROW_PASS], ids=["csv", "pyarrow"])
def test_a_csv_to_a_scored_csv(versus, big_csv, tmp_path, baseline):
    """A million rows: within 1.5 times a bare csv pass; with pyarrow, within 1.5 times its own read and write."""
    if baseline is ARROW_PASS:
        pytest.importorskip("pyarrow")
    out, theirs = tmp_path / "out.csv", tmp_path / "theirs.csv"
    versus(
        f"a million-row csv scored, against {'a csv' if baseline is CSV_PASS else 'a pyarrow'} pass",
        lambda: ran("-m", "ocgscore", "score", big_csv, "--matrix", "ocg-tactical", "--out", out),
        lambda: ran("-c", baseline, big_csv, theirs),
        3,
    )


PEAK = """
import resource, subprocess, sys
subprocess.run([sys.executable, *sys.argv[1:]], check=True, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_the_memory_of_a_csv_to_a_scored_csv(benchmark, big_csv, tmp_path, capsys):
    """A million rows in under 1 GiB."""
    pytest.importorskip("resource", reason="peak memory is read from POSIX's accounts")
    # by way of a small process: the peak of a child counts the process it was forked from
    scoring = ["-m", "ocgscore", "score", str(big_csv), "--matrix", "ocg-tactical", "--out", str(tmp_path / "out.csv")]
    command = [sys.executable, "-c", PEAK, *scoring]
    peaks = []
    benchmark.pedantic(
        lambda: peaks.append(int(subprocess.run(command, check=True, capture_output=True).stdout)),
        rounds=1,
        iterations=1,
    )
    with capsys.disabled():
        print(f"\na million-row csv scored: at most {max(peaks) / 1024:.0f} MiB")


def test_import_against_numpy(versus):
    """`import ocgscore`: within 1.5 times `import numpy` (it imports neither numpy nor networkx)."""
    versus(
        "import ocgscore, against import numpy",
        lambda: ran("-c", "import ocgscore"),
        lambda: ran("-c", "import numpy"),
        15,
    )


def test_help_against_click(versus):
    """`ocgscore --help`: within 1.3 times `import click`."""
    versus(
        "ocgscore --help, against import click",
        lambda: ran("-m", "ocgscore", "--help"),
        lambda: ran("-c", "import click"),
        15,
    )


def test_a_workbook_against_openpyxl(versus, tmp_path):
    """A 5,000-row workbook read and scored: within 1.3 times openpyxl's own reading."""
    openpyxl = pytest.importorskip("openpyxl")
    matrix = load_matrix("ocg-tactical")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["group", "force", "assessor", "assessed_on", *(criterion.title for criterion in matrix.criteria)])
    chance = np.random.default_rng(2)
    for number, levels in enumerate(chance.integers(0, 5, (5_000, 16)).tolist()):
        sheet.append([f"OCG-{number:05d}", "Northmoor", f"Assessor {number % 30}", "2026-07-01", *map(str, levels)])
    path = tmp_path / "book.xlsx"
    book.save(path)

    def read():
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        for row in book.active.iter_rows(values_only=True):
            tuple(row)
        book.close()

    versus(
        "a 5,000-row workbook read and scored, against openpyxl", lambda: score(read_assessments(path, matrix)), read
    )
