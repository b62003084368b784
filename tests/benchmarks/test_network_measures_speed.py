"""How fast everything is measured at once, as ratios to baselines run beside it: ``pytest tests/benchmarks --benchmark-only``.

Nothing here asserts a time. 5,000 groups, 50,000 people, 150,000 links; the promise is a peak under 2 GiB.
"""

from __future__ import annotations

import resource
import subprocess
import sys

import pytest

from ocgscore.network.between import ties_of
from ocgscore.network.grades import illustrative
from ocgscore.network.measures import measured_groups, measured_people, over_draws
from ocgscore.network.paths.betweenness import betweenness
from ocgscore.network.paths.distances import distances
from ocgscore.network.uncertain import drawn_networks
from ocgscore.network.writing.files import write_map
from ocgscore.report.network.measured import measured_table
from ocgscore.table import table_bytes

SOURCES = 100  # few, so that what is measured is more than the sampling of paths
DRAWS = 20


@pytest.mark.parametrize("ours", [measured_people, measured_groups], ids=lambda ours: ours.__name__)
def test_all_measures_against_the_shortest_paths_alone(versus, large_map, ours):
    """All of people was 2.2 times the paths from 100 of them, all of groups 0.2 times."""
    ties = ties_of(large_map)
    paths = lambda: (betweenness(ties, sources=SOURCES), distances(ties, sources=SOURCES))  # noqa: E731
    versus(ours.__name__, lambda: ours(large_map, sources=SOURCES), paths, rounds=3)


def test_writing_the_table_against_measuring(versus, large_map):
    """Writing was 0.2 times the measuring."""
    found = measured_people(large_map, sources=SOURCES)
    versus(
        "writing csv",
        lambda: sum(map(len, table_bytes(measured_table(found, large_map, "betweenness"), "csv"))),
        lambda: measured_people(large_map, sources=SOURCES),
        rounds=3,
    )


@pytest.mark.parametrize(("level", "measure"), [("person", "constraint"), ("group", "density")])
def test_a_measure_over_draws_against_drawing_alone(versus, large_map, level, measure):
    """Constraint of people was 3.9 times the drawing, density of groups 4.0 times."""
    grades = illustrative()
    ties = ties_of(large_map, grades=grades)
    versus(
        f"{DRAWS} draws of {measure}",
        lambda: over_draws(large_map, level, measures=[measure], grades=grades, draws=DRAWS),
        lambda: [drawn.degree.sum() for drawn in drawn_networks(ties, DRAWS)],
        rounds=3,
    )


def test_the_whole_command_stays_under_two_gibibytes(large_map, tmp_path, capsys, benchmark):
    """The peak was 0.44 GiB with csv, 0.65 GiB with xlsx."""
    write_map(large_map, tmp_path / "map.json")
    command = [sys.executable, "-m", "ocgscore", "network", "measures", "map.json", "--out", "out.csv"]
    ran = benchmark.pedantic(lambda: subprocess.run(command, cwd=tmp_path, check=False, capture_output=True), rounds=1)
    assert ran.returncode == 0, ran.stderr.decode()
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20
    with capsys.disabled():
        print(f"\nnetwork measures at full size: peak {peak:.2f} GiB")
    assert peak < 2
