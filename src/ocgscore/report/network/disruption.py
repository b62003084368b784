"""What removals do to a network as a table: one row a removal, or one a group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

import numpy as np

from ocgscore.network.disruption import Disruption, Efficiency, GroupDisruption
from ocgscore.network.model import OcgMap
from ocgscore.report.results import SHORT, constant
from ocgscore.scoring import rounded
from ocgscore.table import Cell, Column, Table
from ocgscore.version import __version__

DIGITS: Final = 4
FINE_DIGITS: Final = 6  # of efficiencies, which are small in large networks


def disruption_table(found: Disruption, network: OcgMap) -> Table:
    """Return removals as a table, the first row before any.

    Parameters
    ----------
    found : Disruption
    network : OcgMap
        What it was found in.

    Returns
    -------
    Table
        ``removals``, ``removed``, ``largest`` (people in the largest component), ``share_of_start``,
        ``share_of_people``, ``efficiency`` and ``efficiency_error`` (of those who remain; blank where it was not taken
        or is undefined), ``efficiency_kept`` (of the sum at the start), ``random_mean``, ``random_low``,
        ``random_high``; where recovery is assumed ``assumed_removed``, ``assumed_largest``, ``assumed_ties_made`` (so
        far) and ``assumed_efficiency``; and ``provenance``.

    Examples
    --------
    >>> import networkx as nx
    >>> from ocgscore.network.disruption import disrupt
    >>> table = disruption_table(disrupt(nx.star_graph(4)), OcgMap())
    >>> len(table), table.columns[2].cells()
    (6, [5, 1, 1, 1, 1, 0])
    """
    cells = [*_removal_cells(found), *_assumed_cells(found)]
    return _table(cells, disruption_provenance(found, network), network, len(found.curve) + 1)


def group_disruption_table(found: GroupDisruption, network: OcgMap) -> Table:
    """Return the groups as a table, the one whose removal alone leaves least first.

    Parameters
    ----------
    found : GroupDisruption
    network : OcgMap
        What it was found in.

    Returns
    -------
    Table
        ``group``, ``name``, ``members``, ``people_removed``, ``largest_left``, ``damage`` (the part of the largest
        component that goes with it), and for those taken out one after another ``turn``, ``people_gone`` and
        ``largest_then``; ``provenance``.
    """
    return _table([*_group_cells(found, network)], group_provenance(found, network), network, len(found.damage.groups))


def disruption_provenance(found: Disruption, network: OcgMap) -> dict[str, str]:
    """Return what a reader needs to work out the same removals again."""
    strategy, recovery = found.curve.strategy, None if found.recovered is None else found.recovered.recovery
    options: dict[str, object] = {
        "by": strategy.by,
        "recompute": strategy.recompute or "never",
        "distances": "steps" if strategy.hops else "1/strength",
        "steps": len(found.curve),
        "random_orders": found.chance.draws,
        "seed": found.chance.seed,
        "robustness": "undefined" if found.curve.robustness is None else rounded(found.curve.robustness, FINE_DIGITS),
    }
    if recovery is not None:
        options |= {"assumed_recovery": recovery.rule, "assumed_chance": recovery.chance}
    return _facts(network, options)


def group_provenance(found: GroupDisruption, network: OcgMap) -> dict[str, str]:
    """Return what a reader needs to work out the same group removals again."""
    options = {
        "order": "given" if found.curve.given else "greedy",
        "steps": len(found.curve.removed),
        "people_in_several_groups": found.damage.shared,
    }
    return _facts(network, options)


def _facts(network: OcgMap, options: Mapping[str, object]) -> dict[str, str]:
    facts = {"network": network.name, "input_sha256": network.sha256, "ocgscore": __version__}
    return facts | {name: str(value) for name, value in options.items()}


def _table(cells: list[tuple[str, list[Cell]]], facts: dict[str, str], network: OcgMap, rows: int) -> Table:
    columns = [Column.from_cells(heading, column) for heading, column in cells]
    said = " ".join(f"{name} {value[:SHORT] if name == 'input_sha256' else value}" for name, value in facts.items())
    columns.append(constant("provenance", said, rows))
    return Table(
        "disruption", tuple(columns), np.arange(1, rows + 1, dtype=np.int64), cells=False, marking=network.marking
    )


def _removal_cells(found: Disruption) -> Iterator[tuple[str, list[Cell]]]:
    curve, chance = found.curve, found.chance
    steps = range(len(curve) + 1)
    yield "removals", list(steps)
    yield "removed", [None, *map(str, curve.removed)]
    yield "largest", curve.sizes.tolist()
    yield "share_of_start", [rounded(curve.share(step), DIGITS) for step in steps]
    yield "share_of_people", [rounded(curve.share_of_all(step), DIGITS) for step in steps]
    efficiency = found.efficiency
    numbers = range(len(efficiency.steps))
    yield "efficiency", _spaced(efficiency, [efficiency.at(number) for number in numbers], len(steps))
    yield "efficiency_error", _spaced(efficiency, [efficiency.error(number) for number in numbers], len(steps))
    yield "efficiency_kept", _spaced(efficiency, [efficiency.kept(number) for number in numbers], len(steps))
    yield "random_mean", [rounded(chance.mean(step), DIGITS) for step in steps]
    yield "random_low", chance.low.tolist()
    yield "random_high", chance.high.tolist()


def _assumed_cells(found: Disruption) -> Iterator[tuple[str, list[Cell]]]:
    curve, efficiency = found.recovered, found.recovered_efficiency
    if curve is None or efficiency is None:
        return
    rows = len(curve) + 1
    yield "assumed_removed", [None, *map(str, curve.removed)]
    yield "assumed_largest", curve.sizes.tolist()
    yield "assumed_ties_made", np.searchsorted(curve.course.made.born, np.arange(rows), side="right").tolist()
    numbers = range(len(efficiency.steps))
    yield "assumed_efficiency", _spaced(efficiency, [efficiency.at(number) for number in numbers], rows)


def _spaced(efficiency: Efficiency, values: list[float | None], rows: int) -> list[Cell]:
    """Return values in the rows of their steps, blanks between them."""
    cells: list[Cell] = [None] * rows
    for step, value in zip(efficiency.steps.tolist(), values, strict=True):
        cells[step] = None if value is None else rounded(Fraction(value), FINE_DIGITS)
    return cells


def _group_cells(found: GroupDisruption, network: OcgMap) -> Iterator[tuple[str, list[Cell]]]:
    damage, curve = found.damage, found.curve
    order = damage.order.tolist()
    names = {group.id: group.name for group in network.groups}
    turns = {group: turn for turn, group in enumerate(curve.removed, 1)}
    turn = [turns.get(damage.groups[group]) for group in order]
    yield "group", [str(damage.groups[group]) for group in order]
    yield "name", [names.get(str(damage.groups[group])) or None for group in order]
    yield "members", damage.sizes[order].tolist()
    yield "people_removed", damage.removed[order].tolist()
    yield "largest_left", damage.largest[order].tolist()
    yield "damage", [rounded(damage.damage(group), DIGITS) for group in order]
    yield "turn", list(turn)
    yield "people_gone", [None if at is None else int(curve.gone[at]) for at in turn]
    yield "largest_then", [None if at is None else int(curve.sizes[at]) for at in turn]
