"""Comma- and tab-separated text.

A large file is cut into cells with numpy wherever it is regular (`ocgscore.table.csv_scanning`), any other
with the csv module; both give the same table.
"""

from __future__ import annotations

import csv
import io
from itertools import chain, islice
from typing import TYPE_CHECKING

import attrs
import numpy as np

from ocgscore.errors import Problem, TableError
from ocgscore.table.csv_coding import Coder, Kept
from ocgscore.table.csv_rows import Evener
from ocgscore.table.csv_scanning import Scan
from ocgscore.table.grid import Head, find_head, is_blank, shortened, sound
from ocgscore.table.model import Table
from ocgscore.table.records import Offsets, Records, line_bounds
from ocgscore.table.text import BYTE_ORDER_MARK, check_text, not_utf8, raise_field_limit

if TYPE_CHECKING:
    from _csv import Reader
    from collections.abc import Iterator

    from ocgscore.table.source import Source

CHUNK_ROWS = 16_384  # rows held as Python lists at a time
SCAN_FROM = 1 << 17  # bytes from which scanning pays


def read_csv(source: Source, *, scan: bool | None = None) -> Table:
    r"""Read comma-separated UTF-8 text.

    Parameters
    ----------
    source : Source
        The file.
    scan : bool, optional
        Whether to scan it with numpy; by default if it is large.

    Raises
    ------
    TableError
        With every problem found.

    Examples
    --------
    >>> from ocgscore.table.source import Source
    >>> table = read_csv(Source("forces.csv", b"group,physical\nA,high\n"))
    >>> table.headings, table.address(0, 1)
    (['group', 'physical'], 'forces.csv!B2')
    """
    return _Parse(source, ",").table(scan=len(source.raw) >= SCAN_FROM if scan is None else scan)


def read_tsv(source: Source, *, scan: bool | None = None) -> Table:
    """Read tab-separated UTF-8 text, quoted as csv is; otherwise as `read_csv`.

    Raises
    ------
    TableError
        With every problem found.
    """
    return _Parse(source, "\t").table(scan=len(source.raw) >= SCAN_FROM if scan is None else scan)


@attrs.frozen(eq=False)
class _Body:
    """The rows below the headings, coded, and where each row of the file lies."""

    coders: list[Coder]
    evener: Evener
    starts: Offsets
    ends: Offsets


@attrs.define
class _Parse:
    """One reading of a file."""

    source: Source
    delimiter: str
    # For each row of a file with quotes: how many lines had been read at its end.
    last_lines: list[int] = attrs.field(factory=list)

    def table(self, *, scan: bool) -> Table:
        """Return the table, or raise every problem."""
        check_text(self.source)
        raise_field_limit()
        try:
            return self._table(scan=scan)
        except UnicodeDecodeError as error:
            raise not_utf8(self.source, self.delimiter) from error
        except csv.Error as error:
            raise TableError(self._csv_problem(str(error))) from error

    def _table(self, *, scan: bool) -> Table:
        rows = self._rows()
        numbered = enumerate(rows, 1)
        first = list(islice(((number, row) for number, row in numbered if not is_blank(row)), 2))
        self._check_delimiter(first)
        head = find_head(first)
        if head is None:
            raise self.source.fault("a file without headings", "a table", "put the headings in the first row")
        waiting = [row for number, row in first if number > head.row]
        # Blank rows between the two were passed over; count from the row that waits.
        begin = first[-1][0] + (0 if waiting else 1)
        body = self._scanned(head, begin) if scan else None
        return self._checked(head, begin, body or self._parsed(head, begin, chain(waiting, rows)))

    def _rows(self) -> Iterator[list[str]]:
        stream = io.BytesIO(self.source.raw)
        stream.seek(self._mark())
        # newline="" leaves line ends inside quoted cells as they are
        text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
        reader = csv.reader(text, delimiter=self.delimiter, strict=True)
        return self._counted(reader) if b'"' in self.source.raw else reader

    def _counted(self, reader: Reader) -> Iterator[list[str]]:
        """Yield the rows, noting how many lines each took: a quoted cell may hold line ends."""
        for row in reader:
            self.last_lines.append(reader.line_num)
            yield row

    def _mark(self) -> int:
        """Return the length of the byte-order mark, if there is one."""
        return len(BYTE_ORDER_MARK) if self.source.raw.startswith(BYTE_ORDER_MARK) else 0

    def _scanned(self, head: Head, begin: int) -> _Body | None:
        """Return the rows as numpy cuts them, or None where lines are not rows."""
        if self.last_lines and self.last_lines[-1] != len(self.last_lines):
            return None
        starts, ends = line_bounds(self.source.raw, self._mark())
        evener = Evener(self.source.name, len(head.cells), begin)
        coders = Scan(Kept(self.source.raw), starts[begin - 1 :], self.delimiter, evener).coders()
        return None if coders is None else _Body(coders, evener, starts, ends)

    def _parsed(self, head: Head, begin: int, rows: Iterator[list[str]]) -> _Body:
        """Return the rows as the csv module reads them, coded a chunk at a time."""
        evener = Evener(self.source.name, len(head.cells), begin)
        kept = Kept(self.source.raw)
        coders = [Coder(kept) for _ in head.cells]
        done = 0
        while chunk := list(islice(rows, CHUNK_ROWS)):
            evener.even(chunk, range(done, done + len(chunk)))
            for coder, cells in zip(coders, zip(*chunk, strict=True), strict=True):
                coder.add_texts(cells)
            done += len(chunk)
        starts, ends = line_bounds(self.source.raw, self._mark())
        if self.last_lines:
            last = np.array(self.last_lines, np.int64)
            starts, ends = starts[np.concatenate([[0], last[:-1]])], ends[last - 1]
        return _Body(coders, evener, starts, ends)

    def _checked(self, head: Head, begin: int, body: _Body) -> Table:
        columns = tuple(coder.column(str(heading)) for coder, heading in zip(body.coders, head.cells, strict=True))
        table = Table(
            self.source.name,
            columns,
            np.arange(begin, begin + len(columns[0].codes), dtype=np.int64),
            byte_order_mark=self._mark() > 0,
            marking=head.marking,
            heading_row=head.row,
        )
        if self.delimiter == ",":
            table = self._with_records(table, begin, body)
        return sound(table, shortened(body.evener.problems, self.source.name))

    def _with_records(self, table: Table, begin: int, body: _Body) -> Table:
        """Add each row's bytes, those of ragged rows brought to the headings' width."""
        head = table.heading_row - 1
        raw = self.source.raw
        every = Records(raw, body.starts[begin - 1 :], body.ends[begin - 1 :])
        patched = {int(every.starts[row]): _mended(every[row], by) for row, by in body.evener.ragged.items()}
        return attrs.evolve(
            table,
            records=attrs.evolve(every, patched=patched),
            raw_headings=raw[int(body.starts[head]) : int(body.ends[head])],
            raw_columns=len(table.columns),
        )

    def _check_delimiter(self, first: list[tuple[int, list[str]]]) -> None:
        """Refuse a file whose headings all stand in one column because another character parts them."""
        if self.delimiter != "," or len(first) < 2 or len(first[0][1]) > 1:
            return
        remedies = {
            ";": ("semicolons", 'save it as "CSV UTF-8 (comma delimited)", or as .xlsx'),
            "\t": ("tabs", "rename it .tsv"),
        }
        for mark, (name, remedy) in remedies.items():
            headings, cells = first[0][1][0].count(mark), ",".join(first[1][1]).count(mark)
            if headings > 0 and cells >= headings:
                raise self.source.fault(f"text parted by {name}", "comma-separated text", remedy)

    def _csv_problem(self, reason: str) -> Problem:
        """Return the problem for quotes that do not pair up, naming the row they stand in."""
        row = 1
        try:
            for _ in self._rows():
                row += 1
        except csv.Error:
            pass
        hint = 'a double quote inside a quoted cell is written twice (""), and every quoted cell is closed'
        return Problem(f"{self.source.name} row {row}", reason, "well-formed CSV", hint)


def _mended(record: bytes, by: list[str] | int) -> bytes:
    """Return a record with the commas it lacks, or its cells without those beyond the headings."""
    if isinstance(by, int):
        return record + b"," * by
    line = io.StringIO(newline="")
    csv.writer(line, lineterminator="").writerow(by)
    return line.getvalue().encode()
