"""What a review is written as: one table, several sheets of a workbook, or the whole as JSON."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs
import numpy as np

from ocgscore.assessments import Assessments
from ocgscore.errors import Problem, RequestError, did_you_mean
from ocgscore.report.results import SHORT, constant, matrix_facts
from ocgscore.table import Cell, Column, OutputSet, Table, format_of, table_bytes
from ocgscore.table.json_writing import json_whole
from ocgscore.version import __version__

DIGESTS: Final = ("fingerprint", "sha256")


@attrs.frozen(eq=False)
class ReviewDocument:
    """A review, ready to be written.

    Parameters
    ----------
    name : str
        ``coverage``, ``verify``, ``history``, ``disruptions`` or ``demand``.
    facts : dict
        What is needed to make the same again: inputs, options, matrix, library version.
    said : dict
        What the review says in words: rules, definitions, notices.
    tables : dict of str to Table
        By name, the main one first; made with `plain_table`.
    marking : str

    Examples
    --------
    >>> table = plain_table("counts", ("force", "groups"), [("North", 3)])
    >>> document = ReviewDocument("coverage", {"as_of": "2026-03-31"}, {}, {"counts": table}, "")
    >>> print(b"".join(document.chunks("csv")).decode())
    force,groups,provenance
    North,3,as_of 2026-03-31
    <BLANKLINE>
    """

    name: str
    facts: dict[str, Any]
    said: dict[str, Any]
    tables: dict[str, Table]
    marking: str

    def table(self, name: str | None = None) -> Table:
        """Return one table with its provenance and marking; the main one by default.

        Raises
        ------
        RequestError
            No table of that name.
        """
        chosen = name or next(iter(self.tables))
        if chosen not in self.tables:
            hint = did_you_mean(chosen, self.tables) or f"it has {', '.join(self.tables)}"
            raise RequestError(Problem("--table", chosen, f"a table of {self.name}", hint))
        return self._marked(self.tables[chosen])

    def json(self) -> bytes:
        """Return the whole as JSON: provenance, what is said, and every table as a list of rows."""
        return b"".join(json_whole({"provenance": self.facts, **self.said}, self.tables, self.marking))

    def chunks(self, format_: str, table: str | None = None) -> Iterator[bytes]:
        """Yield the review as the bytes of a file: json and xlsx hold every table, the others one."""
        if format_ == "json":
            yield self.json()
        elif format_ == "xlsx":
            from ocgscore.table.xlsx_writing import workbook_chunks

            said = {name: _in_a_cell(value) for name, value in (self.facts | self.said).items()}
            yield from workbook_chunks([attrs.evolve(one, marking=self.marking) for one in self.tables.values()], said)
        else:
            facts = {name: str(value) for name, value in self.facts.items()}
            yield from table_bytes(self.table(table), format_, facts)

    def write(
        self,
        out: str | None,
        inputs: Sequence[str | os.PathLike[str]],
        table: str | None = None,
        pictures: Mapping[str, str] | None = None,
    ) -> None:
        """Write the review, and pictures of it; all files together or none.

        Parameters
        ----------
        out : str or None
            Its ending picks the format; None for the pictures alone.
        inputs : sequence of path
        table : str, optional
            The table for a format that holds one.
        pictures : mapping of str to str, optional
            SVG by path.

        Raises
        ------
        FileUseError
            A file that is an input, or that cannot be written.
        RequestError
            No table of that name.
        """
        with OutputSet(inputs=inputs) as outputs:
            if out is not None:
                outputs.write(out, self.chunks(format_of(out), table))
            for path, picture in (pictures or {}).items():
                outputs.write(path, [picture.encode()])

    def _marked(self, table: Table) -> Table:
        text = " ".join(
            f"{name} {str(value)[:SHORT] if name.endswith(DIGESTS) else value}" for name, value in self.facts.items()
        )
        return attrs.evolve(
            table.with_columns([constant("provenance", text, len(table))]), marking=self.marking, sha256=""
        )


def _in_a_cell(value: object) -> str:
    """Return what is said as the text of one cell: a list a line each, a mapping likewise."""
    if isinstance(value, Mapping):
        return "\n".join(f"{name}: {one}" for name, one in value.items())
    return "\n".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def plain_table(name: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Table:
    """Return rows under their headings as a table; in a workbook its sheet has its name.

    Examples
    --------
    >>> plain_table("work_list", ("group", "place"), [("A", 1)]).sheet
    'Work list'
    """
    listed = list(rows)
    cells = zip(*listed, strict=True) if listed else ((),) * len(headings)
    columns = tuple(Column.from_cells(heading, column) for heading, column in zip(headings, cells, strict=True))
    numbers = np.arange(1, len(listed) + 1, dtype=np.int64)
    return Table(name, columns, numbers, sheet=name.replace("_", " ").capitalize(), cells=False)


def sheet_facts(assessments: Assessments) -> dict[str, Any]:
    """Return what identifies the matrix, the sheet of assessments and the library."""
    return {
        **matrix_facts(assessments.matrix),
        "assessments_sha256": assessments.table.sha256,
        "ocgscore": __version__,
    }


def common_marking(given: str, tables: Iterable[Table], *others: str) -> str:
    """Return the marking to use: the one given, or those of the inputs.

    Examples
    --------
    >>> common_marking("", [])
    ''
    """
    found = [*(table.marking for table in tables), *others]
    return given or "; ".join(dict.fromkeys(marking for marking in found if marking))
