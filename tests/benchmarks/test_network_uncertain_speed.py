"""How fast doubt is reckoned, as ratios to baselines run beside it: ``pytest tests/benchmarks --benchmark-only``.

Nothing here asserts a time. 5,000 groups, 50,000 people, 150,000 links; the promise is a peak under 2 GiB.
"""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from ocgscore.network.between import ties_of
from ocgscore.network.grades import illustrative
from ocgscore.network.local.cores import core_numbers
from ocgscore.network.local.holes import structural_holes
from ocgscore.network.uncertain import drawn_networks, uncertain
from ocgscore.testing import synthetic_map

DRAWS = 20
MANY = """
import resource
import numpy as np
from ocgscore.network.between import ties_of
from ocgscore.network.grades import illustrative
from ocgscore.network.uncertain import uncertain
from ocgscore.testing import synthetic_map
ties = ties_of(synthetic_map(1), grades=illustrative())
degree = lambda drawn: (drawn.degree.astype(float), np.ones(len(drawn), bool))
uncertain(ties, {str(number): degree for number in range(16)}, draws=100, level=0.5)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""  # half of 100 draws lie beyond the ends: as many are kept as of 1,000 draws at the usual level


def degree(ties):
    return ties.degree.astype(np.float64), np.ones(len(ties), np.bool_)


def core_number(ties):
    return core_numbers(ties).values.astype(np.float64), np.ones(len(ties), np.bool_)


def effective_size(ties):
    found = structural_holes(ties).effective_size
    return found.values, found.defined


def constraint(ties):
    found = structural_holes(ties).constraint
    return found.values, found.defined


@pytest.mark.parametrize("measure", [degree, core_number, effective_size, constraint], ids=lambda one: one.__name__)
def test_a_measure_with_its_intervals_and_ranks_against_its_values_alone(versus, large_map, measure):
    ties = ties_of(large_map, grades=illustrative())
    versus(
        f"{DRAWS} draws of {measure.__name__}",
        lambda: uncertain(ties, {"": measure}, draws=DRAWS),
        lambda: [measure(drawn) for drawn in drawn_networks(ties, DRAWS)],
        rounds=3,
    )


def test_inventing_a_map_against_putting_it_in_arrays(versus, large_map):
    versus("an invented map", synthetic_map, lambda: ties_of(large_map, grades=illustrative()), rounds=3)


def test_sixteen_measures_over_as_many_draws_as_usual_stay_under_two_gibibytes(benchmark, capsys):
    command = [sys.executable, "-c", MANY]
    ran = benchmark.pedantic(lambda: subprocess.run(command, check=False, capture_output=True), rounds=1)
    assert ran.returncode == 0, ran.stderr.decode()
    peak = int(ran.stdout) / 2**20
    with capsys.disabled():
        print(f"\n16 measures over draws at full size: peak {peak:.2f} GiB")
    assert peak < 2
