"""Measures of people or groups as a table: who they are, every measure with its error, and why cells are blank."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import attrs
import numpy as np

from ocgscore.network.groups.joining import NOTE, PREFIX, Joined, group_ids
from ocgscore.network.groups.measures import MEASURES as OF_GROUPS
from ocgscore.network.groups.proposals import Proposals
from ocgscore.network.measures import GROUP_MEASURES, Drawn, GroupsTable, Measured, PeopleTable
from ocgscore.network.measures.table import ranked_by
from ocgscore.network.model import OcgMap
from ocgscore.network.ties import Flags, Floats, Ints
from ocgscore.report.network.mapped import (
    PROVENANCE,
    joined_table,
    map_provenance,
    map_provenance_text,
    proposals_table,
)
from ocgscore.report.results import constant
from ocgscore.table import Cell, Column, Table, table_bytes

if TYPE_CHECKING:
    from ocgscore.network.uncertain import Uncertain

Found: TypeAlias = PeopleTable | GroupsTable

PARTS: Final = ("", "_error", "_mean", "_low", "_high", "_rank_best", "_rank_worst", "_in_top")
DIGITS: Final = Context(prec=6, rounding=ROUND_HALF_UP)


def number_cell(value: float | None) -> Cell:
    """Return a number as it is written: whole, or to six significant digits; None where undefined.

    Examples
    --------
    >>> number_cell(3.0), number_cell(2 / 3), number_cell(12345678.9), number_cell(None)
    (3, Decimal('0.666667'), 12345700, None)
    """
    if value is None:
        return None
    shown = DIGITS.plus(Decimal(str(value)))
    return int(value) if value.is_integer() else int(shown) if shown == shown.to_integral_value() else shown


def measured_table(found: Found, network: OcgMap, by: str, drawn: Drawn | None = None) -> Table:
    """Return measures as a table, ranked.

    Parameters
    ----------
    found : PeopleTable or GroupsTable
    network : OcgMap
        The map that was measured.
    by : str
        What ranks the rows, highest first; over draws its mean does.
    drawn : Drawn, optional
        Some of the measures over draws.

    Returns
    -------
    Table
        Of a person ``person``, ``name``, ``force``, ``groups``, ``role`` and ``standing``; of a group ``group``,
        ``name`` and ``force``. Then each measure under its name, with ``…_error`` behind it where it was sampled, and
        over draws ``…_mean``, ``…_low``, ``…_high``, ``…_rank_best``, ``…_rank_worst`` and ``…_in_top``. Then
        ``rank_best`` and ``rank_worst`` by the measure that ranks, ``note`` with the reasons for blanks, and
        ``provenance``.

    Raises
    ------
    RequestError
        If there is no such measure, or it is a label.
    """
    cells = [*_heads(found, network), *_measure_cells(found, drawn)]
    if drawn is None:
        ranked = found.ranked(by)
        cells += [("rank_best", _ranks(ranked.best)), ("rank_worst", _ranks(ranked.worst))]
    cells.append(("note", [_note(found, position) for position in range(len(found))]))
    order = rows_in_order(found, by, drawn)
    columns = [Column.from_cells(heading, [column[position] for position in order]) for heading, column in cells]
    columns.append(constant("provenance", map_provenance_text(network) + _drawn_text(drawn), len(found)))
    numbers = np.arange(1, len(found) + 1, dtype=np.int64)
    return Table("measures", tuple(columns), numbers, cells=False, marking=network.marking)


def _drawn_text(drawn: Drawn | None) -> str:
    """Return what the provenance of a row says of draws."""
    if drawn is None:
        return ""
    return f" draws {drawn.draws} seed {drawn.seed} top {drawn.top} grades {drawn.grades or 'none'}"


def rows_in_order(found: Found, by: str, drawn: Drawn | None) -> list[int]:
    """Return the positions of the rows, the highest first by the measure, or by its mean over draws."""
    ranked = found.ranked(by) if drawn is None else ranked_by(drawn[by].mean, drawn[by].defined > 0)
    order: list[int] = ranked.order.tolist()
    return order


def _heads(found: Found, network: OcgMap) -> Iterator[tuple[str, list[Cell]]]:
    people = isinstance(found, PeopleTable)
    records = {record.id: record for record in (network.people if people else network.groups)}
    yield "person" if people else "group", list(map(str, found.nodes))
    yield "name", [records[str(node)].name or None for node in found.nodes]
    yield "force", [records[str(node)].force or None for node in found.nodes]
    if isinstance(found, PeopleTable):
        yield "groups", ["; ".join(map(str, groups)) or None for groups in found.groups]
        yield "role", [role or None for role in found.roles]
        yield "standing", [standing or None for standing in found.standings]


def _measure_cells(found: Found, drawn: Drawn | None) -> Iterator[tuple[str, list[Cell]]]:
    for name, column in found.columns.items():
        yield name, [number_cell(value) for value in column.as_list()]
        if not column.exact:
            yield f"{name}_error", _where(column.error, column.defined)
        if drawn is not None and name in drawn.columns:
            yield from drawn_cells(name, drawn[name])


def drawn_cells(name: str, column: Uncertain) -> Iterator[tuple[str, list[Cell]]]:
    """Yield the columns of one measure over draws."""
    known = column.defined > 0
    for part in ("mean", "low", "high"):
        yield f"{name}_{part}", _where(getattr(column, part), known)
    yield f"{name}_rank_best", _ranks(np.where(known, column.rank_best, 0))
    yield f"{name}_rank_worst", _ranks(np.where(known, column.rank_worst, 0))
    yield f"{name}_in_top", _where(column.in_top, known)


def _where(values: Floats, defined: Flags) -> list[Cell]:
    pairs = zip(values.tolist(), defined.tolist(), strict=True)
    return [number_cell(float(value)) if known else None for value, known in pairs]


def _ranks(ranks: Ints) -> list[Cell]:
    return [int(rank) or None for rank in ranks.tolist()]


def _note(found: Found, position: int) -> str | None:
    said = (f"{why}: no {', '.join(names)}" for why, names in found.why(position).items())
    return "; ".join(said) or None


def measured_provenance(
    found: Found, network: OcgMap, by: str, drawn: Drawn | None = None
) -> dict[str, dict[str, Any] | str | int]:
    """Return what a reader needs to make the same measures again, and what each of them is.

    Parameters
    ----------
    found : PeopleTable or GroupsTable
    network : OcgMap
    by : str
    drawn : Drawn, optional

    Returns
    -------
    dict
        The map and the library, ``ranked_by``, ``seed``, ``distances``, over draws ``draws``, ``top`` and ``grades``,
        and under ``measures`` of each measure its title, unit and definition, what a blank means, the engine, and
        whether it is exact.
    """
    facts: dict[str, Any] = {**map_provenance(network), "ranked_by": by, "seed": found.seed}
    in_steps = not isinstance(found, PeopleTable) or found.hops
    facts["distances"] = "steps" if in_steps else "1/strength"
    if drawn is not None:
        facts |= {"draws": drawn.draws, "top": drawn.top, "drawn": list(drawn.columns), "grades": drawn.grades or None}
    return facts | {"measures": {name: _definition(column) for name, column in found.columns.items()}}


def _definition(column: Measured) -> dict[str, Any]:
    measure = column.measure
    blanks = sorted({reason for reason in column.reasons if reason})
    return {
        "title": measure.title,
        "unit": measure.unit,
        "definition": measure.says,
        "undefined": measure.undefined,
        "blank_because": blanks,
        "engine": column.engine,
        "exact": column.exact,
        "largest_error": number_cell(float(column.error.max(initial=0))),
    }


def flat(facts: Mapping[str, Any]) -> dict[str, str]:
    """Return provenance with the definition of each measure as one text: what a sheet of two columns can hold."""
    plain = {name: str(value) for name, value in facts.items() if name not in {"measures", "drawn"}}
    for name, said in facts.get("measures", {}).items():
        sampled = "exact" if said["exact"] else f"standard error up to {said['largest_error']}"
        blank = f" Blank: {said['undefined']}." if said["undefined"] else ""
        how = f"{said['engine']}, {sampled}"
        plain[name] = f"{said['title']} ({said['unit']}): {said['definition']}. Worked out by {how}.{blank}"
    return plain


def joined_measures(joined: Joined, found: GroupsTable, network: OcgMap, drawn: Drawn | None = None) -> Table:
    """Return a scored table with everything that is measured of its groups behind it.

    Parameters
    ----------
    joined : Joined
        The scored table with what `group_measures` finds.
    found : GroupsTable
        Of the same map.
    network : OcgMap
    drawn : Drawn, optional
        Of the same groups.

    Returns
    -------
    Table
        As `joined` has it, with the other `GROUP_MEASURES` as ``map_…`` columns, over draws ``map_…_mean`` and so on,
        before ``map_note`` and ``map_provenance``; columns of an earlier join are replaced.
    """
    table = joined_table(joined, network)
    place = {str(group): position for position, group in enumerate(found.nodes)}
    at = [place.get(id_) for id_ in group_ids(table)]
    more = {f"{PREFIX}{heading}": cells for heading, cells in _more_cells(found, drawn)}
    added = [_spread(heading, cells, at) for heading, cells in more.items()]
    said = table.columns[table.headings.index(NOTE)].cells()
    notes = [note if position is None else _note(found, position) for note, position in zip(said, at, strict=True)]
    added += [Column.from_cells(NOTE, notes), table.columns[table.headings.index(PROVENANCE)]]
    earlier = {f"{PREFIX}{name}{part}" for name in GROUP_MEASURES for part in PARTS} - {
        f"{PREFIX}{m}" for m in OF_GROUPS
    }
    ends = {*earlier, NOTE, PROVENANCE}
    return table.without_columns([at for at, name in enumerate(table.headings) if name in ends]).with_columns(added)


def _more_cells(found: GroupsTable, drawn: Drawn | None) -> Iterator[tuple[str, list[Cell]]]:
    """Yield the columns that a join with `group_measures` alone does not give."""
    for heading, cells in _measure_cells(found, drawn):
        if heading not in OF_GROUPS:
            yield heading, cells


def _spread(heading: str, cells: list[Cell], at: list[int | None]) -> Column:
    return Column.from_cells(heading, [None if position is None else cells[position] for position in at])


@attrs.frozen(eq=False)
class MeasuresRun:
    """One run of the measures: what was read, what was found, and how it is shown.

    Parameters
    ----------
    network : OcgMap
    found : PeopleTable or GroupsTable
    drawn : Drawn or None
        The measure that ranks, over draws.
    joined : Joined or None
        A scored table with what the map says of its groups.
    proposals : Proposals or None
        Levels that the map would support, where rules were given.
    by : str
        The measure that ranks.
    shown : int
        How many a reader is shown.
    marking : str
    """

    network: OcgMap
    found: Found
    drawn: Drawn | None
    joined: Joined | None
    proposals: Proposals | None
    by: str
    shown: int
    marking: str

    @property
    def place(self) -> dict[str, int]:
        """The position of each person or group by id."""
        return {str(node): position for position, node in enumerate(self.found.nodes)}

    @property
    def results(self) -> tuple[str, ...]:
        """What there is to show: ``"measures"`` unless only proposals were asked for, then ``"proposals"`` if any."""
        measured = () if self.proposals is not None and self.joined is None else ("measures",)
        return measured if self.proposals is None else (*measured, "proposals")

    @property
    def said(self) -> str:
        """What the first result is, in a few words."""
        if self.results[0] == "proposals":
            return f"Levels that the map would support, {len(self.proposals.rows) if self.proposals else 0} rows"
        if self.joined is not None:
            return f"{len(self.joined.table)} scored rows with the measures of their groups"
        return f"{len(self.found)} {'people' if isinstance(self.found, PeopleTable) else 'groups'} measured"

    def table(self, result: str) -> Table:
        """Return a result as a table: the measures, the scored table with the measures behind it, or the proposals."""
        if result == "proposals" and self.proposals is not None:
            table = proposals_table(self.proposals, self.network)
        elif self.joined is not None and isinstance(self.found, GroupsTable):
            table = joined_measures(self.joined, self.found, self.network, self.drawn)
        else:
            table = measured_table(self.found, self.network, self.by, self.drawn)
        return attrs.evolve(table, marking=self.marking or table.marking)

    def chunks(self, result: str, format_: str) -> Iterator[bytes]:
        """Yield a result as the bytes of a file of a format (``"csv"``, ``"xlsx"``, ...)."""
        if result == "proposals" and self.proposals is not None:
            facts: Mapping[str, Any] = map_provenance(self.network) | {"note": self.proposals.note}
        else:
            facts = measured_provenance(self.found, self.network, self.by, self.drawn)
        yield from table_bytes(self.table(result), format_, facts if format_ == "json" else flat(facts))
