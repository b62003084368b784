"""What the map says of scored groups, and the levels it would support, as tables with their provenance."""

from __future__ import annotations

import attrs
import numpy as np

from ocgscore.network.groups.joining import Joined, shown
from ocgscore.network.groups.proposals import Proposal, Proposals
from ocgscore.network.model import OcgMap
from ocgscore.report.results import SHORT, constant
from ocgscore.table import Cell, Column, Table
from ocgscore.version import __version__

PROVENANCE = "map_provenance"  # a scored table has a provenance of its own


def map_provenance(network: OcgMap) -> dict[str, str]:
    """Return what a reader needs to make the same result again: the map and the library."""
    return {"map": network.name, "map_sha256": network.sha256, "ocgscore": __version__}


def map_provenance_text(network: OcgMap) -> str:
    """Return the provenance as one cell: ``map.json#5157337e78ff ocgscore 0.1.0``."""
    digest = f"#{network.sha256[:SHORT]}" if network.sha256 else ""
    name = network.name or "map"
    return f"{name}{digest} ocgscore {__version__}"


def rows_table(name: str, headings: tuple[str, ...], rows: list[tuple[Cell, ...]], network: OcgMap) -> Table:
    """Return rows under their headings as a table, the map's provenance in its last column."""
    cells = zip(*rows, strict=True) if rows else ((),) * len(headings)
    columns = [Column.from_cells(heading, column) for heading, column in zip(headings, cells, strict=True)]
    columns.append(constant("provenance", map_provenance_text(network), len(rows)))
    numbers = np.arange(1, len(rows) + 1, dtype=np.int64)
    return Table(name, tuple(columns), numbers, cells=False, marking=network.marking)


def joined_table(joined: Joined, network: OcgMap) -> Table:
    """Return a scored table with the map's columns and, last, ``map_provenance``.

    Parameters
    ----------
    joined : Joined
    network : OcgMap
        The map it was joined with.

    Examples
    --------
    >>> from ocgscore.network.groups.joining import joined
    >>> network = OcgMap()
    >>> joined_table(joined(network, Table.from_rows([{"group": "A"}])), network).headings[-2:]
    ['map_note', 'map_provenance']
    """
    table = joined.table
    kept = table.without_columns([at for at, heading in enumerate(table.headings) if heading == PROVENANCE])
    marked = attrs.evolve(kept, marking=kept.marking or network.marking)
    return marked.with_columns([constant(PROVENANCE, map_provenance_text(network), len(table))])


def proposals_table(proposals: Proposals, network: OcgMap) -> Table:
    """Return proposals as a table: one row a group and criterion.

    Parameters
    ----------
    proposals : Proposals
    network : OcgMap
        The map they were made from.

    Returns
    -------
    Table
        ``group``, ``criterion`` and ``criterion_title`` (blank where no rule was given), ``recorded``, ``proposed`` (a
        level's code) and ``proposed_label``, ``against`` (agrees, differs, narrows, not recorded), ``measure``,
        ``value``, ``evidence``, ``matrix``, ``note`` and ``provenance``.
    """
    headings = (
        *("group", "criterion", "criterion_title", "recorded", "proposed", "proposed_label", "against"),
        *("measure", "value", "evidence", "matrix", "note"),
    )
    rows = [_proposal_cells(row, proposals) for row in proposals.rows]
    return rows_table("proposals", headings, rows, network)


def _proposal_cells(row: Proposal, proposals: Proposals) -> tuple[Cell, ...]:
    criterion, level, matrix = row.criterion, row.level, proposals.matrix
    return (
        row.group,
        criterion.id if criterion else None,
        criterion.title if criterion else None,
        row.recorded or None,
        level.code if level else None,
        level.label if level else None,
        row.against or None,
        row.measure or None,
        shown(row.value),
        row.evidence,
        f"{matrix.name}#{matrix.fingerprint[:SHORT]}",
        proposals.note,
    )
