"""The order of rows in the tables of a map changes nothing that is worked out of them."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

from ocgscore.network.disruption import disrupt
from ocgscore.network.files import read_map
from ocgscore.network.keyplayers import key_players
from ocgscore.network.measures import measured_groups, measured_people
from ocgscore.report.network.disruption import disruption_table
from ocgscore.report.network.keyplayers import key_players_table
from ocgscore.report.network.measured import measured_table

TABLES = {
    "key players": lambda network: key_players_table(key_players(network, 2), network),
    "people": lambda network: measured_table(measured_people(network), network, "betweenness"),
    "groups": lambda network: measured_table(measured_groups(network), network, "betweenness"),
    "removals": lambda network: disruption_table(disrupt(network, steps=5), network),
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_rows_the_other_way_round_give_the_same_table(table):
    one = read_map(Path(__file__).parents[2] / "examples" / "map")
    turned = {kind: getattr(one, kind)[::-1] for kind in ("people", "groups", "members", "links", "relations")}
    first, second = table(one), table(attrs.evolve(one, **turned))
    assert first.headings == second.headings
    for before, after in zip(first.columns, second.columns, strict=True):
        assert list(before.cells()) == list(after.cells()), before.heading
