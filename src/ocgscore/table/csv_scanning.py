"""Large, regular text files, cut into cells with numpy instead of the csv module.

A chunk in which every line has as many delimiters as the headings, and no quote, needs no parser: its cells
are the bytes between the delimiters. Any other chunk goes through the csv module; and if a cell holds a line
end, so that lines are not rows, the whole file does.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.table.csv_coding import PAD, Coder, Cut
from ocgscore.table.records import CARRIAGE_RETURN, LINE_FEED

if TYPE_CHECKING:
    from ocgscore.table.csv_rows import Evener

CHUNK_ROWS = 4_096  # small enough for a chunk and what is made of it to stay in the processor's cache

Offsets = npt.NDArray[np.int64]


@attrs.frozen(eq=False)
class Scan:
    """One scan of a file's rows.

    Parameters
    ----------
    raw : bytes
        The file.
    starts : ndarray of int64
        Where each of its data rows begins.
    delimiter : str
        What parts its cells.
    evener : Evener
        Brings rows to the headings' width, and keeps what it finds.
    """

    raw: bytes = attrs.field(repr=False)
    starts: Offsets
    delimiter: str
    evener: Evener

    def coders(self) -> list[Coder] | None:
        """Return the coded columns, or None if lines are not rows."""
        coders = [Coder(self.raw) for _ in range(self.evener.width)]
        for begin in range(0, len(self.starts), CHUNK_ROWS):
            end = min(begin + CHUNK_ROWS, len(self.starts))
            cuts = self._cuts(begin, end)
            if cuts is not None:
                for coder, cut in zip(coders, cuts, strict=True):
                    coder.add(cut)
            elif not self._parse(begin, end, coders):
                return None
        return coders

    def _bytes(self, begin: int, end: int) -> bytes:
        stop = int(self.starts[end]) if end < len(self.starts) else len(self.raw)
        return self.raw[int(self.starts[begin]) : stop]

    def _cuts(self, begin: int, end: int) -> list[Cut] | None:
        """Return a chunk's columns as cuts, or None if the chunk is not regular."""
        chunk = self._bytes(begin, end)
        if b'"' in chunk or not _is_utf8(chunk):
            return None
        if not chunk.endswith(b"\n"):
            chunk += b"\n"
        data = np.frombuffer(chunk, np.uint8)
        found = np.flatnonzero((data == ord(self.delimiter)) | (data == LINE_FEED))
        if len(found) != (end - begin) * self.evener.width:
            return None
        stops: Offsets = found.reshape(end - begin, self.evener.width)
        if (data[stops[:, -1]] != LINE_FEED).any():
            return None
        return _columns(chunk + PAD, stops, int(self.starts[begin]))

    def _parse(self, begin: int, end: int, coders: list[Coder]) -> bool:
        """Read a chunk with the csv module; False if its lines are not rows."""
        try:
            text = io.StringIO(self._bytes(begin, end).decode(), newline="")
            rows = list(csv.reader(text, delimiter=self.delimiter, strict=True))
        except (csv.Error, UnicodeDecodeError):
            return False
        if len(rows) != end - begin:
            return False
        self.evener.even(rows, begin)
        for coder, cells in zip(coders, zip(*rows, strict=True), strict=True):
            coder.add_texts(cells)
        return True


def _columns(data: bytes, stops: Offsets, offset: int) -> list[Cut]:
    """Return the cells between the stops of each row, column by column."""
    after = np.empty_like(stops)
    after.ravel()[1:] = stops.ravel()[:-1] + 1
    after[0, 0] = 0
    starts = np.ascontiguousarray(after.T)
    lengths = np.ascontiguousarray(stops.T) - starts
    if b"\r" in data:
        last = np.frombuffer(data, np.uint8)[stops[:, -1] - 1]
        lengths[-1] -= (last == CARRIAGE_RETURN) & (lengths[-1] > 0)
    return [Cut(data, *column, offset) for column in zip(starts, lengths, strict=True)]


def _is_utf8(chunk: bytes) -> bool:
    if chunk.isascii():
        return True
    try:
        chunk.decode()
    except UnicodeDecodeError:
        return False
    return True
