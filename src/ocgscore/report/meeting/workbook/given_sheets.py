"""The sheets on the state of the map, the network and consistency, where the report was given what they rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from ocgscore.report.agreement.document import Document, figure_table
from ocgscore.report.agreement.figure import Figure
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
NETWORK_SAID: Final = (
    "What the links and members on the map say of each group, by betweenness: how often it stands on the shortest way "
    "between two others. A blank is undefined; the note says why. The map shows what was recorded, not all there is."
)
PLAYERS_SAID: Final = (
    "The people whose removal would break the map apart most, and beside them those with the most links and the "
    "highest betweenness: a list to look into, not a list of targets."
)
STATE_SAID: Final = "How many groups; what the counts mean stands below them."
CONSISTENCY_SAID: Final = (
    "The main figures, with what they rest on; of departures on single criteria those that stand out. Where a value is "
    "undefined, the reason says why. The command `ocgscore consistency` gives every figure."
)
MAIN: Final = frozenset(
    {"verdict", "units", "scorers", "standard error against the mean", "severity in logits (positive: scores lower)",
     "level steps above the fair mean"}
)  # fmt: skip
SHOWN: Final = (
    "section", "statistic", "subject", "other", "value", "low", "high", "standard_error", "units", "reason",
)  # fmt: skip
FLAGGED: Final = frozenset({"level steps above the others on the same units", "standard error of those steps"})


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
        _add_consistency(book, agreement)


def _add_state(book: Book, state: Coverage) -> None:
    document = coverage_document(state)
    day = state.as_of.isoformat()
    book.add(_turned(document.tables["coverage"], f"State of the map on {day}", document.said["meanings"]), TAB)
    lead = ("Groups that want attention, the most pressing first: place, why, and the cell to look at.",)
    book.add(table_listing("Work list", "What to assess next", lead, document.tables["worklist"]), TAB)
    lead = ("What contradicts itself or is missing in the register and the assessments.",)
    book.add(table_listing("Findings", "What to mend", lead, document.tables["findings"]), TAB)


def _turned(table: Table, title: str, meanings: list[str]) -> Listing:
    """Return the counts with a row each, and a column in all and for each force and region."""
    by, name, *counts, reason = (column.cells() for column in table.columns)
    headings = table.headings[2:-1]
    columns = zip(by, name, *counts, strict=True)
    fields = [Field("Count", [words(heading) for heading in headings])]
    fields += [Field(_called(str(kind), str(who)), cells) for kind, who, *cells in columns]
    said = dict.fromkeys(str(text) for text in reason if text)
    notes = tuple(text.replace("_", " ") for text in (*said, *meanings))
    return Listing("State", title, (STATE_SAID,), tuple(fields), notes=notes)


def _called(kind: str, who: str) -> str:
    return who.capitalize() if kind == "all" else f"{words(kind)}: {who}"


def _add_network(book: Book, mapped: Mapped) -> None:
    table = measured_table(mapped.measures, mapped.network, BY)
    only = [heading for heading in table.headings if heading != "provenance" and any(_cells(table, heading))]
    book.add(table_listing("Network", "The groups on the map", (NETWORK_SAID,), table, only), TAB)
    if mapped.key_players is not None:
        players = key_players_table(mapped.key_players, mapped.network)
        book.add(table_listing("Key players", "Key players on the map", (PLAYERS_SAID,), players), TAB)


def _cells(table: Table, heading: str) -> list[bool]:
    return [cell is not None for cell in table.columns[table.headings.index(heading)].cells()]


def _add_consistency(book: Book, agreement: Consistency) -> None:
    document = Document.of(agreement)
    flagged = {(one.criterion, one.scorer) for one in agreement.shared.flagged}
    titles = {scale.id: scale.title for scale in agreement.ratings.scales}
    main = [figure for figure in document.figures if _is_main(figure, flagged)]
    chosen = [attrs.evolve(figure, subject=titles.get(figure.subject, figure.subject)) for figure in main]
    because = document.said["because"]
    lead = (f"{because[:1].upper()}{because[1:]}.", CONSISTENCY_SAID)
    book.add(table_listing("Consistency", "Do scorers agree", lead, figure_table(chosen, ""), SHOWN), TAB)


def _is_main(figure: Figure, flagged: set[tuple[str, str]]) -> bool:
    """Whether a figure is one of those that answer the question, and not one of the hundreds behind them."""
    if figure.section == "criteria":
        return (figure.subject, figure.other) in flagged and figure.statistic in FLAGGED
    return (
        figure.section == "agreement"
        or figure.statistic in MAIN
        or (figure.section == "ranking" and not figure.subject)
    )
