"""The sheets on the state of the map, the network and consistency, where the report was given what they rest on."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs

from ocgscore.report.meeting.workbook.consistency import consistency_listing
from ocgscore.report.meeting.workbook.listing import Field, Listing, table_listing, words
from ocgscore.report.meeting.workbook.sheets import Book
from ocgscore.report.network.keyplayers import key_players_table
from ocgscore.report.network.measured import measured_table
from ocgscore.report.review.coverage import coverage_document

if TYPE_CHECKING:
    from ocgscore.consistency.study import Consistency
    from ocgscore.report.meeting.material import Mapped
    from ocgscore.review.coverage import Coverage
    from ocgscore.table import Table

TAB: Final = "3F7D4E"
BY: Final = "betweenness"
RANKS: Final = {"rank_best": "Betweenness rank: best", "rank_worst": "Betweenness rank: worst"}
PLAYERS: Final = {
    "set": "Set", "person": "Person", "name": "Name", "groups": "Groups", "roles": "Roles", "links": "Links",
    "before": "Share of pairs joined by no path", "after": "The same with the set left out",
    "lost": "Less than with the key players", "certainty": "Certainty",
}  # fmt: skip
NETWORK_SAID: Final = (
    "What the links and members on the map say of each group, by betweenness: how often it stands on the shortest way "
    "between two others. A blank is undefined; the note says why. The map shows what was recorded, not all there is."
)
PLAYERS_SAID: Final = (
    "The people whose removal would break the map apart most, and beside them those with the most links and the "
    "highest betweenness: a list to look into, not a list of targets."
)
STATE_SAID: Final = "How many groups; what the counts mean stands below them."


def add_given(book: Book, state: Coverage | None, mapped: Mapped | None, agreement: Consistency | None) -> None:
    """Write the sheets there is something for.

    Parameters
    ----------
    book : Book
    state : Coverage or None
        Makes ``State``, ``Work list`` and ``Findings``.
    mapped : Mapped or None
        Makes ``Network`` and ``Key players``.
    agreement : Consistency or None
        Makes ``Consistency``.
    """
    if state is not None:
        _add_state(book, state)
    if mapped is not None:
        _add_network(book, mapped)
    if agreement is not None:
        book.add(consistency_listing(agreement), TAB)


def _add_state(book: Book, state: Coverage) -> None:
    document = coverage_document(state)
    day = state.as_of.isoformat()
    book.add(_turned(document.tables["coverage"], f"State of the map on {day}", document.said["meanings"]), TAB)
    lead = ("Groups that want attention, the most pressing first: place, why, and the cell to look at.",)
    book.add(table_listing("Work list", "What to assess next", lead, document.tables["worklist"]), TAB)
    lead = ("What contradicts itself or is missing in the register and the assessments.",)
    book.add(table_listing("Findings", "What to mend", lead, document.tables["findings"]), TAB)


def _turned(table: Table, title: str, meanings: list[str]) -> Listing:
    """Return the counts of all together, a row each: no force stands beside another."""
    by, _, *counts, reason = (column.cells() for column in table.columns)
    (whole,) = (at for at, kind in enumerate(by) if kind == "all")
    headings = [words(heading) for heading in table.headings[2:-1]]
    fields = [Field("Count", headings), Field("All", [cells[whole] for cells in counts])]
    said = dict.fromkeys(str(text) for text in reason if text)
    notes = tuple(text.replace("_", " ") for text in (*said, *meanings))
    return Listing("State", title, (STATE_SAID,), tuple(fields), notes=notes)


def _add_network(book: Book, mapped: Mapped) -> None:
    table = measured_table(mapped.measures, mapped.network, BY)
    titles = {name: column.measure.title for name, column in mapped.measures.columns.items()} | RANKS
    only = [heading for heading in table.headings if heading != "provenance" and any(_cells(table, heading))]
    listing = table_listing("Network", "The groups on the map", (NETWORK_SAID,), table, only)
    fields = [
        _measured(field, titles.get(heading, field.heading))
        for heading, field in zip(only, listing.fields, strict=True)
    ]
    book.add(attrs.evolve(listing, fields=tuple(fields), kept=3), TAB)
    if mapped.key_players is not None:
        players = key_players_table(mapped.key_players, mapped.network)
        listing = table_listing("Key players", "Key players on the map", (PLAYERS_SAID,), players, list(PLAYERS))
        fields = [_measured(field, said) for field, said in zip(listing.fields, PLAYERS.values(), strict=True)]
        book.add(attrs.evolve(listing, fields=tuple(fields)), TAB)


def _measured(field: Field, heading: str) -> Field:
    """Return a column under its title; its numbers are shown to two digits where any of them has a fraction."""
    broken = any(isinstance(cell, Decimal) for cell in field.cells)
    return attrs.evolve(field, heading=heading, look={"num_format": "0.00"} if broken else field.look)


def _cells(table: Table, heading: str) -> list[bool]:
    return [cell is not None for cell in table.columns[table.headings.index(heading)].cells()]
