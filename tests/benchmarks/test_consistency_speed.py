"""How fast agreement is, as ratios to baselines run beside it: ``pytest tests/benchmarks --benchmark-only``.

Nothing here asserts a time. The baseline is the krippendorff package where it is installed (``pip install --group
oracles``), and otherwise the coincidence matrix made unit by unit in plain Python on a twentieth of the data.
"""

from __future__ import annotations

import time
import tracemalloc

import numpy as np
import pytest

from ocgscore import assess, load_matrix
from ocgscore.consistency.alpha import alpha
from ocgscore.consistency.counts import rating_counts
from ocgscore.consistency.replicates import bootstrapped, jackknifed
from ocgscore.consistency.study import consistency

UNITS, SCORERS, LEVELS = 5_000, 12, 5


@pytest.fixture(scope="module")
def table():
    """5,000 units by 12 scorers, 60 % of the ratings missing; int16, -1 where missing."""
    chance = np.random.default_rng(20261127)
    true = chance.integers(0, LEVELS, (UNITS, 1)) + chance.integers(-1, 2, (UNITS, SCORERS))
    return np.where(chance.random(true.shape) < 0.6, -1, np.clip(true, 0, LEVELS - 1)).astype(np.int16)


@pytest.fixture(scope="module")
def by_package(table):
    """Return what the krippendorff package does with the same ratings."""
    krippendorff = pytest.importorskip("krippendorff")
    data = np.where(table < 0, np.nan, table).T.astype(float)
    domain = list(range(LEVELS))
    return lambda: krippendorff.alpha(reliability_data=data, level_of_measurement="ordinal", value_domain=domain)


def test_ordinal_alpha_against_the_krippendorff_package(versus, table, by_package):
    """At least 4 times faster: a ratio of 0.25 or less."""
    assert alpha(rating_counts(table, LEVELS)).value == pytest.approx(by_package(), abs=1e-9)
    versus("ordinal alpha of 5,000 units by 12 scorers", lambda: alpha(rating_counts(table, LEVELS)), by_package, 41)


def test_a_thousand_bootstrap_replicates_against_the_package_in_a_loop(versus, table, by_package):
    """At least 50 times faster than looping it: the baseline does 20 of the 1,000, so a ratio of 1 or less is 50 times."""

    def looped():
        for _ in range(20):
            by_package()

    versus("1,000 replicates against 20 of the loop's", lambda: bootstrapped(rating_counts(table, LEVELS)), looped, 7)


def test_the_jackknife_against_one_alpha(versus, table):
    """Leaving out each of 5,000 units: a few times one alpha, and not 5,000 times."""
    counts = rating_counts(table, LEVELS)
    versus("the jackknife", lambda: jackknifed(counts), lambda: alpha(counts), 21)


def test_a_whole_study_of_43_forces_and_5_000_groups_in_memory(benchmark, capsys):
    """Every tenth group scored by a second force; 16 criteria. Within 1 GiB."""
    matrix, chance = load_matrix("ocg-tactical"), np.random.default_rng(5)
    owners = chance.integers(0, 43, 5_000)
    rows = []
    for group, owner in enumerate(owners.tolist()):
        true = chance.normal(2, 1.2)
        for force in (owner, (owner + 1 + group // 10 % 42) % 43)[: 1 + (group % 10 == 0)]:
            levels = np.clip(np.rint(true + chance.normal(0, 0.7, len(matrix.criteria))), 0, 4).astype(int)
            rows.append(
                {"group": f"g{group:04}", "force": f"force {force:02}"}
                | {c.id: c.levels[v].code for c, v in zip(matrix.criteria, levels.tolist(), strict=True)}
            )
    batch = assess(rows, matrix)
    found = benchmark.pedantic(lambda: consistency(batch, appendix=True), rounds=1, iterations=1)
    assert len(found.ratings.scorers) == 43
    tracemalloc.start()
    start = time.perf_counter()
    consistency(batch, appendix=True)
    took, peak = time.perf_counter() - start, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    with capsys.disabled():
        print(f"\na whole study of {len(batch)} assessments: {took:.1f} s traced, peak {peak / 2**20:.0f} MiB")
