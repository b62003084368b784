"""Large text files, cut into cells with numpy instead of the csv module.

A line that has as many delimiters as the headings, and no quote, needs no parser: its cells are the bytes between
the delimiters. The other lines go through the csv module. If a cell holds a line end, so that lines are not rows,
the whole file does.
"""

from __future__ import annotations

import csv
import io
from itertools import chain
from typing import TYPE_CHECKING

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.table.csv_coding import PAD, Coder, Cut, Kept
from ocgscore.table.records import CARRIAGE_RETURN, LINE_FEED

if TYPE_CHECKING:
    from ocgscore.table.csv_rows import Evener

CHUNK_ROWS = 4_096  # small enough for a chunk and what is made of it to stay in the processor's cache
QUOTE = ord('"')

Offsets = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@attrs.frozen(eq=False)
class Scan:
    """One scan of a file's rows.

    Parameters
    ----------
    kept : Kept
        The file's bytes.
    starts : ndarray of int64
        Where each of its data rows begins.
    delimiter : str
        What parts its cells.
    evener : Evener
        Brings rows to the headings' width, and keeps what it finds.
    """

    kept: Kept
    starts: Offsets
    delimiter: str
    evener: Evener

    def coders(self) -> list[Coder] | None:
        """Return the coded columns, or None if lines are not rows."""
        coders = [Coder(self.kept) for _ in range(self.evener.width)]
        for begin in range(0, len(self.starts), CHUNK_ROWS):
            cuts = self._cuts(begin, min(begin + CHUNK_ROWS, len(self.starts)))
            if cuts is None:
                return None
            for coder, cut in zip(coders, cuts, strict=True):
                coder.add(cut)
        return coders

    def _cuts(self, begin: int, end: int) -> list[Cut] | None:
        """Return a chunk's columns as cuts, or None if its lines are not rows."""
        offset = int(self.starts[begin])
        chunk = self.kept.raw[offset : int(self.starts[end]) if end < len(self.starts) else None]
        if not _is_utf8(chunk):
            return None
        if not chunk.endswith(b"\n"):
            chunk += b"\n"
        data = np.frombuffer(chunk, np.uint8)
        lines = np.append(self.starts[begin + 1 : end] - offset, len(chunk))
        if (data[lines - 1] != LINE_FEED).any():  # a line that a carriage return alone ends
            return None
        found = np.flatnonzero((data == ord(self.delimiter)) | (data == LINE_FEED))
        regular = self._regular(data, found, lines)
        if regular.all():
            stops = found.reshape(end - begin, self.evener.width)
            return _columns(chunk + PAD, _after(stops), stops, offset)
        return self._mixed(chunk, found, lines, regular, begin)

    def _regular(self, data: npt.NDArray[np.uint8], found: Offsets, lines: Offsets) -> Bools:
        """Return which lines have the headings' number of cells and no quote."""
        width = self.evener.width
        if len(found) == len(lines) * width and (found[width - 1 :: width] == lines - 1).all():
            regular = np.ones(len(lines), bool)
        else:
            regular = np.diff(np.searchsorted(found, lines), prepend=0) == width
        regular[np.searchsorted(lines, np.flatnonzero(data == QUOTE), side="right")] = False
        return regular

    def _mixed(self, chunk: bytes, found: Offsets, lines: Offsets, regular: Bools, begin: int) -> list[Cut] | None:
        """Return the columns of a chunk some of whose lines have to be parsed."""
        first = np.append(0, lines[:-1])
        odd = np.flatnonzero(~regular)
        rows = self._parsed(chunk, first[odd], lines[odd])
        if rows is None:
            return None
        self.evener.even(rows, (odd + begin).tolist())
        cells = [cell.encode() for cell in chain.from_iterable(rows)]
        parsed = b"".join(cells)
        counts = np.diff(np.searchsorted(found, lines), prepend=0)
        stops = np.empty((len(lines), self.evener.width), np.int64)
        stops[regular] = found[np.repeat(regular, counts)].reshape(-1, self.evener.width)
        starts = np.append(first[:, None], stops[:, :-1] + 1, axis=1)
        ends = np.cumsum([len(cell) for cell in cells]) + len(chunk)
        stops[odd] = ends.reshape(len(odd), -1)
        starts[odd] = np.append(len(chunk), ends[:-1]).reshape(len(odd), -1)
        # What was parsed stands behind the chunk, as if it were part of the file.
        aside = self.kept.put_aside(parsed)
        return _columns(chunk + parsed + PAD, starts, stops, int(self.starts[begin]), len(chunk), aside)

    def _parsed(self, chunk: bytes, first: Offsets, lines: Offsets) -> list[list[str]] | None:
        """Return some lines' rows, or None if they are more or fewer: then a cell holds a line end."""
        picked = b"".join(chunk[a:b] for a, b in zip(first.tolist(), lines.tolist(), strict=True))
        text = io.StringIO(picked.decode(), newline="")
        try:
            rows = list(csv.reader(text, delimiter=self.delimiter, strict=True))
        except csv.Error:
            return None
        return rows if len(rows) == len(lines) else None


def _after(stops: Offsets) -> Offsets:
    """Return where the cells begin whose ends are given."""
    after = np.empty_like(stops)
    after.ravel()[1:] = stops.ravel()[:-1] + 1
    after[0, 0] = 0
    return after


def _columns(
    data: bytes, starts: Offsets, stops: Offsets, offset: int, limit: int | None = None, aside: int = 0
) -> list[Cut]:
    """Return the cells of a chunk column by column."""
    begins = np.ascontiguousarray(starts.T)
    lengths = np.ascontiguousarray(stops.T) - begins
    if b"\r" in data:
        # No parsed cell ends so: a carriage return that is no part of a line end would be a line end of its own.
        last = np.frombuffer(data, np.uint8)[stops[:, -1] - 1]
        lengths[-1] -= last == CARRIAGE_RETURN
    here = len(data) if limit is None else limit
    return [Cut(data, *column, offset, here, aside) for column in zip(begins, lengths, strict=True)]


def _is_utf8(chunk: bytes) -> bool:
    if chunk.isascii():
        return True
    try:
        chunk.decode()
    except UnicodeDecodeError:
        return False
    return True
