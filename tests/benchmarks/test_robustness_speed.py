"""How fast robustness is, as ratios to baselines run beside it: ``pytest tests/benchmarks --benchmark-only``.

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
from ocgscore.robustness import acceptability

GROUPS, CRITERIA, DRAWS = 5_000, 16, 10_000
SHEET = """
import sys
import numpy as np
from ocgscore import load_matrix
chance = np.random.default_rng(1)
levels = chance.integers(0, 5, (5_000, 16)).tolist()
with open(sys.argv[1], "w") as file:
    file.write(",".join(["group", *(c.id for c in load_matrix("ocg-tactical").criteria)]) + "\\n")
    file.writelines(f"G{n}," + ",".join(map(str, row)) + "\\n" for n, row in enumerate(levels))
"""


def one_sum():
    """The sixteen criteria of ocg-tactical in one weighted sum."""
    raw = json.loads(canonical_json(load_matrix("ocg-tactical")))
    names = ", ".join(criterion["id"] for criterion in raw["criteria"])
    raw |= {"measures": [{"id": "total", "title": "Total", "formula": f"sum({names})"}], "ranks_by": "total"}
    return parse_matrix(json.dumps(raw), "one sum", ".json")


@pytest.fixture(scope="module")
def sheet(tmp_path_factory):
    """5,000 groups of which everything is known."""
    path = tmp_path_factory.mktemp("robustness") / "known.csv"
    subprocess.run([sys.executable, "-c", SHEET, path], check=True)
    return path


@pytest.fixture(scope="module")
def known(sheet):
    return score(read_assessments(sheet, one_sum()))


@pytest.fixture(scope="module")
def product():
    """The float32 matrix product of the same shapes, into memory already there."""
    chance = np.random.default_rng(1)
    levels = chance.random((GROUPS, CRITERIA), dtype=np.float32)
    weights = chance.random((CRITERIA, DRAWS), dtype=np.float32)
    room = np.empty((GROUPS, DRAWS), np.float32)
    return lambda: np.matmul(levels, weights, out=room)


def test_all_ranks_against_a_matrix_product(versus, known, product):
    """5,000 groups x 16 criteria x 10,000 draws, every place: within 60 times the float32 matrix product."""
    versus(
        "all-rank acceptability, against the float32 matrix product",
        lambda: acceptability(known, values="stated", draws=DRAWS),
        product,
        5,
    )


def test_top_ranks_against_a_matrix_product(versus, known, product):
    """The same, only who is among the first 10: within 25 times the float32 matrix product."""
    versus(
        "top-10 acceptability, against the float32 matrix product",
        lambda: acceptability(known, values="stated", draws=DRAWS, places=False),
        product,
        5,
    )


def test_all_ranks_against_pysensmcda(versus, known):
    """The same as all ranks, against PySensMCDA's simulation of the dot product: at least 10 times faster (0.1)."""
    smaa = pytest.importorskip("pysensmcda.smaa", reason="PySensMCDA is the baseline")
    levels = known.assessments.lowest.astype(np.float64)

    def theirs():
        dot = lambda matrix, weights, _: matrix @ weights  # noqa: E731
        return smaa.simulate(
            dot, levels, np.ones(CRITERIA), num_samples=DRAWS, reverse_ranking=True, store="accumulate", seed=1
        )

    versus(
        "all-rank acceptability, against PySensMCDA",
        lambda: acceptability(known, values="stated", draws=DRAWS),
        theirs,
        3,
    )


def test_all_that_can_be_uncertain_against_a_matrix_product(versus, product, batch_of):
    """ocg-tactical's product of two sums, one level in five unknown, any weights and values: for the record."""
    scores = score(batch_of(load_matrix("ocg-tactical"), GROUPS))
    versus(
        "acceptability with unknown levels and values of a product, against the float32 matrix product",
        lambda: acceptability(scores, draws=DRAWS),
        product,
        3,
    )


RUN = """
import sys
from pathlib import Path
from ocgscore import parse_matrix, read_assessments, score
from ocgscore.robustness import acceptability
scores = score(read_assessments(sys.argv[1], parse_matrix(sys.stdin.read(), "one sum", ".json")))
acceptability(scores, values="stated", draws=10_000)
print(next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is read from /proc")
def test_the_memory_of_all_ranks(benchmark, sheet, capsys):
    """The same in a process of its own: under 1 GiB."""
    text, peaks = canonical_json(one_sum()), []

    def once():
        command = [sys.executable, "-c", RUN, sheet]
        found = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
        peaks.append(int(found.stdout.split()[1]))

    benchmark.pedantic(once, rounds=1, iterations=1)
    with capsys.disabled():
        print(f"\nall-rank acceptability: at most {max(peaks) / 1024:.0f} MiB")
