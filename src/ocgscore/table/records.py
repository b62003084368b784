"""The bytes of each row of a comma-separated file, kept so that a row need not be written again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import overload

import attrs
import numpy as np
import numpy.typing as npt

Offsets = npt.NDArray[np.int64]
SCAN_BYTES = 1 << 20  # scanned at a time for line ends: small enough to stay in the processor's cache
LINE_FEED, CARRIAGE_RETURN = 10, 13


@attrs.frozen(eq=False)
class Records(Sequence[bytes]):
    r"""Slices of a file's bytes, one a row, cut only when asked for.

    Parameters
    ----------
    raw : bytes
        The file.
    starts, ends : ndarray of int64, shape (n,)
        Where each row begins, and where it ends without its line end.
    patched : mapping of int to bytes
        Rows that differ from the file's bytes (padded, say), by their place in `starts`' values.

    Examples
    --------
    >>> rows = Records(b"a,b\nc,d\n", np.array([0, 4]), np.array([3, 7]))
    >>> list(rows), rows[1]
    ([b'a,b', b'c,d'], b'c,d')
    """

    raw: bytes = attrs.field(repr=False)
    starts: Offsets
    ends: Offsets
    patched: Mapping[int, bytes] = attrs.field(factory=dict)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.starts)

    @overload
    def __getitem__(self, row: int) -> bytes: ...

    @overload
    def __getitem__(self, row: slice) -> list[bytes]: ...

    def __getitem__(self, row: int | slice) -> bytes | list[bytes]:
        """Return one row's bytes, or a list of them."""
        if isinstance(row, slice):
            return self._cut(row)
        start = int(self.starts[row])
        return self.patched[start] if start in self.patched else self.raw[start : int(self.ends[row])]

    def __iter__(self) -> Iterator[bytes]:
        """Iterate over the rows."""
        return iter(self[:])

    def take(self, rows: npt.NDArray[np.intp]) -> Records:
        """Return the rows chosen (0-based positions); the bytes are shared."""
        return attrs.evolve(self, starts=self.starts[rows], ends=self.ends[rows])

    def _cut(self, rows: slice) -> list[bytes]:
        starts, ends = self.starts[rows], self.ends[rows]
        cut = self._split(starts, ends) or [
            self.raw[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
        ]
        if self.patched:
            cut = [self.patched.get(start, record) for start, record in zip(starts.tolist(), cut, strict=True)]
        return cut

    def _split(self, starts: Offsets, ends: Offsets) -> list[bytes] | None:
        """Return rows that follow one another in the file, which is quicker than cutting each; else None."""
        if not len(starts) or (starts[1:] != ends[:-1] + 1).any():
            return None
        lines = self.raw[int(starts[0]) : int(ends[-1])].split(b"\n")
        return lines if len(lines) == len(starts) else None  # more lines than rows: a quoted cell holds a line end


def take_records(records: Sequence[bytes], rows: npt.NDArray[np.intp]) -> Sequence[bytes]:
    """Return the records of the rows chosen (0-based positions).

    Examples
    --------
    >>> take_records([b"a", b"b"], np.array([1, 0]))
    [b'b', b'a']
    """
    return records.take(rows) if isinstance(records, Records) else [records[row] for row in rows.tolist()]


def line_bounds(raw: bytes, begin: int = 0) -> tuple[Offsets, Offsets]:
    r"""Return where each line of a file starts and where it ends without its line end.

    Lines end as the csv module's do: ``\n``, ``\r\n`` or a lone ``\r``.

    Examples
    --------
    >>> starts, ends = line_bounds(b"a\r\nbb\n\nc")
    >>> starts.tolist(), ends.tolist()
    ([0, 3, 6, 7], [1, 5, 6, 8])
    """
    data = np.frombuffer(raw, np.uint8)
    stops = _places(data, LINE_FEED)
    ends = stops
    if b"\r" in raw:
        paired = (data[stops - 1] == CARRIAGE_RETURN) & (stops > 0)
        ends = stops - paired
        if raw.count(b"\r") > np.count_nonzero(paired):
            returns = np.setdiff1d(_places(data, CARRIAGE_RETURN), ends[paired], assume_unique=True)
            ends = np.sort(np.concatenate([ends, returns]))
            stops = np.sort(np.concatenate([stops, returns]))
    starts = np.concatenate([[begin], stops[stops >= begin] + 1]).astype(np.int64)
    ends = np.append(ends[ends >= begin], len(raw))
    # A last line end is the end of the last line, not the start of another.
    whole = len(starts) - 1 if starts[-1] == len(raw) else len(starts)
    return starts[:whole], ends[:whole]


def _places(data: npt.NDArray[np.uint8], byte: int) -> Offsets:
    """Return every position of a byte."""
    found = [
        np.flatnonzero(data[begin : begin + SCAN_BYTES] == byte) + begin for begin in range(0, len(data), SCAN_BYTES)
    ]
    return np.concatenate(found) if found else np.zeros(0, np.int64)
