"""What benchmarks share: interleaved runs against a baseline, and the sheets they read."""

from __future__ import annotations

import csv
import statistics
import time

import numpy as np
import pytest

from ocgscore import load_matrix
from ocgscore.assessments import Assessments
from ocgscore.network.between import membership_of, ties_of
from ocgscore.table import Column, Table
from ocgscore.testing import synthetic_map

ROWS = 1_000_000
SEED = 20261123


@pytest.fixture
def versus(benchmark, capsys):
    """Return a function that times ours against a baseline in turn, prints the ratio of medians, and keeps it."""

    def compare(name, ours, baseline, rounds=7):
        ours(), baseline()  # the first run pays for imports, page faults and caches
        times = {"ours": [], "baseline": []}

        def once():
            for which, run in (("baseline", baseline), ("ours", ours)):
                start = time.perf_counter()
                run()
                times[which].append(time.perf_counter() - start)

        benchmark.pedantic(once, rounds=rounds, iterations=1)
        mine, theirs = (statistics.median(times[which]) for which in ("ours", "baseline"))
        benchmark.extra_info["ratio"] = mine / theirs
        with capsys.disabled():
            print(f"\n{name}: {mine / theirs:.2f} times the baseline ({mine:.3f} s against {theirs:.3f} s)")

    return compare


def made_batch(matrix, rows, seed=1):
    """Return assessments in memory, one level in five unknown."""
    chance = np.random.default_rng(seed)
    tops = np.array([len(criterion.levels) - 1 for criterion in matrix.criteria], np.uint8)
    levels = np.minimum(chance.integers(0, 5, (rows, len(tops)), np.uint8), tops)
    unknown = chance.random((rows, len(tops))) < 0.2
    lowest = np.asfortranarray(np.where(unknown, np.uint8(0), levels))
    highest = np.asfortranarray(np.where(unknown, tops, levels))
    group = Column("group", ["G"], np.zeros(rows, np.int32))
    table = Table("memory", (group,), np.arange(rows))
    dates = np.full(rows, "NaT", "datetime64[us]")
    return Assessments(matrix, lowest, highest, group, None, None, None, dates, table, (None,) * len(tops))


@pytest.fixture(scope="session")
def batch_of():
    """Return a function from a matrix and a number of rows to assessments in memory, one level in five unknown."""
    return made_batch


@pytest.fixture(scope="session")
def big_csv(tmp_path_factory):
    """A sheet of a million synthetic assessments: 21 columns, one level in ten unknown."""
    path = tmp_path_factory.mktemp("big") / "big.csv"
    criteria = [criterion.id for criterion in load_matrix("ocg-tactical").criteria]
    chance = np.random.default_rng(SEED)
    levels = np.array(["0", "1", "2", "3", "4", "?"])[chance.choice(6, (ROWS, 16), p=[0.18] * 5 + [0.1])].tolist()
    forces, people = chance.integers(0, 4, ROWS).tolist(), chance.integers(0, 300, ROWS).tolist()
    days = chance.integers(1, 29, ROWS).tolist()
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["group", "force", "assessor", "assessed_on", "region", *criteria])
        for row in range(ROWS):
            who = [f"OCG-{row:07d}", f"Force {forces[row]}", f"Assessor {people[row]}", f"2026-07-{days[row]:02d}"]
            writer.writerow([*who, f"R{forces[row]}", *levels[row]])
    return path


@pytest.fixture(scope="session")
def large_map():
    """An invented map of 5,000 groups, 50,000 people and 150,000 links."""
    return synthetic_map(SEED)


@pytest.fixture(scope="session")
def large(large_map):
    """Its ties."""
    return ties_of(large_map)


@pytest.fixture(scope="session")
def membership(large_map):
    """Who belongs where in it."""
    return membership_of(large_map)
