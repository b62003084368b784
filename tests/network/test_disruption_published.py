"""The published removal curves of Cavallaro et al. (2020), PLoS ONE 15(8):e0236476, at every step.

The steps checked one by one, and the data, are in the shared folder. The sum of a whole curve, from the authors' own
result files (lcucav/criminal-nets, disruption/results), checks the steps between.

What decides these curves is who goes first of equals. The authors' betweenness, degree and Katz sort the nodes stably and
take from the end: the last in the order of their file goes first. Their collective influence is sorted as a structured
array, which breaks ties by its other field: the highest id goes first. That makes all sixteen curves reproduce, the two
of collective influence in the phone calls too, which are marked as irreproducible elsewhere.

One step of one curve rests on no rule: equals by Katz (1.4436, 1.25 and 1.1224, the same positions in the network) were
told apart by rounding in their sixteenth digit, and here go by the rule.
"""

from __future__ import annotations

import csv

import networkx as nx
import pytest

from ocgscore.network.disruption import Strategy, removal_curve

NAMES = {"Betweenness": "betweenness", "Degree": "degree", "Katz": "katz", "Collective Influence": "influence"}
FILES = {"montagna_meeting": "montagna_meetings", "montagna_phone_calls": "montagna_phonecalls"}
NOISE = 1  # at the 45th removal: three people in the largest component where the authors have two
SUMS = {
    ("montagna_meeting", "sequential"): {
        "Betweenness": 1017,
        "Degree": 1071,
        "Katz": 1175,
        "Collective Influence": 1203,
    },
    ("montagna_meeting", "block"): {
        "Betweenness": 285,
        "Degree": 260,
        "Katz": 280 + NOISE,
        "Collective Influence": 293,
    },
    ("montagna_phone_calls", "sequential"): {
        "Betweenness": 513,
        "Degree": 459,
        "Katz": 468,
        "Collective Influence": 753,
    },
    ("montagna_phone_calls", "block"): {"Betweenness": 156, "Degree": 135, "Katz": 138, "Collective Influence": 161},
}
CASES = [(data, how, name) for (data, how), sums in SUMS.items() for name in sums]


def published_order(graph, name):
    """Return who goes first of equals in the authors' program."""
    if name == "Collective Influence":
        return sorted(graph, key=lambda node: -int(node[1:]))
    return list(graph)[::-1]


def published_rows(path, data, how, name):
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if (
                row["dataset"] == data
                and row["measure"].endswith(f"{how}, {name}")
                and "fraction after" in row["measure"]
            ):
                yield int(row["node"].removeprefix("step ")), float(row["published"])


@pytest.mark.parametrize(("data", "how", "name"), CASES)
def test_the_published_curve_reproduces_at_every_step(shared_data, data, how, name):
    folder = shared_data("networks")
    graph = nx.read_graphml(folder / FILES[data] / f"{FILES[data]}.graphml")
    every = 1 if how == "sequential" else 5
    order = published_order(graph, name)
    curve = removal_curve(
        graph, Strategy(NAMES[name], recompute=every, hops=True, precedence=order), steps=len(graph) - 5
    )
    rows = list(published_rows(folder / "expected" / "published.csv", data, how, name))
    assert len(rows) == (6 if how == "sequential" else 3)
    for step, share in rows:
        assert float(curve.share(step)) == pytest.approx(share, abs=1e-9), step
    assert curve.sizes[:-1:every].sum() == SUMS[data, how][name]
