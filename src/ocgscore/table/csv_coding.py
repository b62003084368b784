"""Coding the cells of one column: each distinct text gets a number, in order of first appearance.

Most columns of a large file hold few distinct short texts. Those are recognised eight bytes at a time with
numpy, without becoming Python strings; a text not seen before, or too long, goes through a dictionary. A
column whose cells are mostly distinct, such as an identifier, is put off until its end and told apart by
sorting.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias, overload

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.table.model import Cell, Codes, Column

Words: TypeAlias = npt.NDArray[np.uint64]
Offsets: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]

DELETE = 0x7F  # the first byte past the printed ASCII characters
WORD = 8  # bytes
MOST_WORDS = 8  # of a cell recognised by its words; longer cells go through the dictionary
PAD = bytes(WORD * MOST_WORDS)  # behind a chunk, so that words may be read past its last cell
SLOT_BITS = 14
MOST_KNOWN = 1 << (SLOT_BITS - 2)  # a quarter of the slots: most texts are found at the first look
MOST_PROBES = 6
FIRST_LOOK = 256  # new cells of a chunk coded before the others are looked at again
MIXED_ROWS = 1_024  # a chunk of fewer rows does not show whether a column is an identifier

_MASKS = np.array([(1 << (8 * kept)) - 1 for kept in range(WORD + 1)], np.uint64)
_MULTIPLIERS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93,
     0xA0761D6478BD642F, 0xE7037ED1A0B428DB, 0x8EBC6AF09C88C6E3, 0x589965CC75374CC3], np.uint64
)  # fmt: skip


class Kept:
    """A file's bytes, and behind them the cells that do not stand in it as they read, such as quoted ones.

    Examples
    --------
    >>> kept = Kept(b"A,B")
    >>> kept.put_aside(b"C"), kept.whole()
    (3, b'A,BC')
    """

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self._aside = bytearray()
        self._whole = raw

    def put_aside(self, more: bytes) -> int:
        """Add bytes, and return where in the whole they begin."""
        place = len(self.raw) + len(self._aside)
        self._aside += more
        return place

    def whole(self) -> bytes:
        """Return the file and what was put aside."""
        if len(self._whole) < len(self.raw) + len(self._aside):
            self._whole = self.raw + self._aside
        return self._whole


@attrs.frozen(eq=False)
class Cut:
    """The cells of one column in one chunk of a file.

    Parameters
    ----------
    data : bytes
        The bytes that hold them, with at least as many more behind the last cell as `PAD` has.
    starts, lengths : ndarray of int64, shape (n,)
        Where each cell begins in `data`, and its bytes.
    offset : int
        Where `data` begins in the file.
    limit, aside : int
        Where in `data` the file's own bytes end; what comes behind was put aside at `aside`, see `Kept`.
    """

    data: bytes = attrs.field(repr=False)
    starts: Offsets
    lengths: Offsets
    offset: int
    limit: int
    aside: int

    def places(self) -> Offsets:
        """Return where the cells begin in the file and what was put aside."""
        return self.starts + np.where(self.starts < self.limit, self.offset, self.aside - self.limit)

    def single_bytes(self) -> npt.NDArray[np.uint8] | None:
        """Return the cells as one byte each, nought for an empty one; None where a cell is longer."""
        if int(self.lengths.max(initial=0)) > 1:
            return None
        single: npt.NDArray[np.uint8] = np.frombuffer(self.data, np.uint8)[self.starts] * (self.lengths == 1)
        return single

    def words(self) -> list[Words] | None:
        """Return the cells as 8-byte words, nought behind each cell's end; None where a cell is too long."""
        longest = int(self.lengths.max(initial=0))
        if longest > WORD * MOST_WORDS:
            return None
        # A view of the bytes in which the i-th word begins at the i-th byte.
        every: Words = np.ndarray((len(self.data) - WORD + 1,), "<u8", self.data, strides=(1,))
        words = [every[self.starts] & _MASKS.take(self.lengths, mode="clip")]
        words.extend(
            every[self.starts + begin] & _MASKS[np.minimum(np.maximum(self.lengths - begin, 0), WORD)]
            for begin in range(WORD, longest, WORD)
        )
        return words

    def texts(self, rows: Offsets | slice = slice(None)) -> list[str]:
        """Return the cells of some rows as Python strings."""
        starts = self.starts[rows]
        return _texts(self.data, starts, starts + self.lengths[rows])


class CutTexts(Sequence[Cell]):
    """Texts left in the file's bytes until they are asked for.

    Examples
    --------
    >>> texts = CutTexts(b"A,B", np.array([0, 2]), np.array([1, 1]))
    >>> list(texts), texts[1]
    (['A', 'B'], 'B')
    """

    def __init__(self, raw: bytes, starts: Offsets, lengths: Offsets) -> None:
        self._raw = raw
        self._starts = starts
        self._ends = starts + lengths

    def __len__(self) -> int:
        """Return the number of texts."""
        return len(self._starts)

    @overload
    def __getitem__(self, place: int) -> Cell: ...

    @overload
    def __getitem__(self, place: slice) -> list[Cell]: ...

    def __getitem__(self, place: int | slice) -> Cell | list[Cell]:
        """Return one text, or a list of them."""
        if isinstance(place, slice):
            return list(_texts(self._raw, self._starts[place], self._ends[place]))
        return self._raw[int(self._starts[place]) : int(self._ends[place])].decode()

    def __iter__(self) -> Iterator[Cell]:
        """Iterate over the texts."""
        return iter(_texts(self._raw, self._starts, self._ends))

    def clean(self) -> bool:
        """Whether every text begins and ends with a printed ASCII character (others might be white space)."""
        if not (self._ends > self._starts).all():
            return False
        data = np.frombuffer(self._raw, np.uint8)
        edges = (data[self._starts], data[self._ends - 1])
        return all(bool(((edge > ord(" ")) & (edge < DELETE)).all()) for edge in edges)

    def beginning_with(self, first: Bools) -> Offsets:
        """Return the positions of the texts whose first byte is marked among the 256."""
        filled = np.flatnonzero(self._ends > self._starts)
        return filled[first[np.frombuffer(self._raw, np.uint8)[self._starts[filled]]]]


class Coder:
    """The codes of one column, chunk by chunk.

    Parameters
    ----------
    kept : Kept
        The file, in which the texts of an identifier column are left.

    Examples
    --------
    >>> coder = Coder(Kept(b""))
    >>> coder.add_texts(["high", "low"])
    >>> coder.add_texts(["low", "none"])
    >>> column = coder.column("physical")
    >>> list(column.values), column.codes.tolist()
    (['high', 'low', 'none'], [0, 1, 1, 2])
    """

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self._numbers = _Numbers()
        self._known = _WordTable()
        self._single = np.full(1 << 8, -1, np.int32)
        self._parts: list[Codes] = []
        self._put_off: list[_PutOff] = []

    def add_texts(self, cells: Sequence[str]) -> None:
        """Code cells that are Python strings already."""
        self._settle()
        self._parts.append(self._of_texts(cells))

    def add(self, cut: Cut) -> None:
        """Code cells that are still bytes."""
        single = None if self._put_off else cut.single_bytes()
        if single is not None:
            self._parts.append(self._of_single_bytes(cut, single))
            return
        words = cut.words()
        if words is None:
            self.add_texts(cut.texts())
            return
        hashes = _mixed(words)
        if self._put_off or (not self._parts and _mostly_distinct(hashes)):
            # By its places in the file: the chunk, and the arrays of its other columns, can then be let go.
            self._put_off.append(_PutOff(cut.places(), cut.lengths.copy(), words, hashes))
        else:
            self._parts.append(self._of_words(cut, words, hashes))

    def column(self, heading: str) -> Column:
        """Return the whole column."""
        sorted_out = _told_apart(self._put_off)
        if sorted_out is not None:
            codes, first = sorted_out
            places = np.concatenate([part.places for part in self._put_off])[first]
            lengths = np.concatenate([part.lengths for part in self._put_off])[first]
            return Column(heading, CutTexts(self._kept.whole(), places, lengths), _frozen(codes))
        self._settle()
        codes = np.concatenate(self._parts) if self._parts else np.zeros(0, np.int32)
        return Column(heading, list(self._numbers), _frozen(codes))

    def _settle(self) -> None:
        """Code what was put off, one text after the other."""
        put_off, self._put_off = self._put_off, []
        for part in put_off:
            whole = self._kept.whole()
            cut = Cut(whole, part.places, part.lengths, 0, len(whole), 0)
            self._parts.append(self._of_words(cut, part.words, part.hashes))

    def _of_texts(self, cells: Sequence[str]) -> Codes:
        return np.fromiter(map(self._numbers.__getitem__, cells), np.int32, len(cells))

    def _of_single_bytes(self, cut: Cut, single: npt.NDArray[np.uint8]) -> Codes:
        """Code cells of at most one byte, as the codes of levels mostly are, through a table of the 256 bytes."""
        codes = self._single[single]
        new = np.flatnonzero(codes < 0)
        if len(new):
            _, first = np.unique(single[new], return_index=True)
            learnt = new[np.sort(first)]
            self._single[single[learnt]] = self._of_texts(cut.texts(learnt))
            codes = self._single[single]
        return codes

    def _of_words(self, cut: Cut, words: list[Words], hashes: Words) -> Codes:
        codes = self._known.find(hashes, words)
        new = np.flatnonzero(codes < 0)
        few = FIRST_LOOK
        while len(new):
            # What the first few teach is seldom new in the rest.
            look, new = new[:few], new[few:]
            codes[look] = self._of_texts(cut.texts(look))
            self._known.learn(codes, look, hashes, words)
            codes[new] = self._known.find(hashes[new], [word[new] for word in words])
            new = new[codes[new] < 0]
            few *= 2
        return codes


@attrs.frozen(eq=False)
class _PutOff:
    """The cells of an identifier column in one chunk: their places in the file, words and hashes."""

    places: Offsets
    lengths: Offsets
    words: list[Words]
    hashes: Words

    def word(self, i: int) -> Words:
        """Return the cells' i-th words, nought where all cells are shorter."""
        return self.words[i] if i < len(self.words) else np.zeros_like(self.hashes)


class _Numbers(dict[str, int]):
    """The code of each distinct text, a new text taking the next code."""

    def __missing__(self, text: str) -> int:
        code = self[text] = len(self)
        return code


class _WordTable:
    """Codes by words: a hash table looked up for a whole chunk at a time.

    A text may be absent though it has a code (the table is full, or its neighbourhood is); never is a wrong
    code found, for all words are compared.
    """

    def __init__(self) -> None:
        self._codes = np.full(1 << SLOT_BITS, -1, np.int32)
        self._keys: list[Words] = []
        self._count = 0

    def find(self, hashes: Words, words: list[Words]) -> Codes:
        """Return the code of each cell, -1 where it is not known."""
        slots = _slots(hashes)
        codes = self._codes[slots]
        wrong = np.flatnonzero(~self._matches(slots, words) & (codes >= 0))
        codes[wrong] = -1
        for _ in range(MOST_PROBES):
            if not len(wrong):
                break
            slots[wrong] = (slots[wrong] + 1) & (len(self._codes) - 1)
            found = self._codes[slots[wrong]]
            right = self._matches(slots[wrong], [word[wrong] for word in words]) & (found >= 0)
            codes[wrong[right]] = found[right]
            wrong = wrong[~right & (found >= 0)]
        return codes

    def learn(self, codes: Codes, new: Offsets, hashes: Words, words: list[Words]) -> None:
        """Remember the texts of the rows in `new`, as far as there is room."""
        while len(self._keys) < len(words):
            self._keys.append(np.zeros(len(self._codes), np.uint64))
        _, first = np.unique(codes[new], return_index=True)
        for row in new[first[: MOST_KNOWN - self._count]].tolist():
            self._put(int(codes[row]), int(_slots(hashes[row : row + 1])[0]), [word[row] for word in words])

    def _put(self, code: int, slot: int, words: list[np.uint64]) -> None:
        for step in range(MOST_PROBES):
            place = (slot + step) % len(self._codes)
            if self._codes[place] < 0:
                self._codes[place] = code
                self._count += 1
                for key, word in zip(self._keys, words, strict=False):
                    key[place] = word
                return

    def _matches(self, slots: Offsets, words: list[Words]) -> Bools:
        """Whether the words of each slot are those given, the shorter side ending in nought."""
        same = np.ones(len(slots), bool)
        for i in range(max(len(self._keys), len(words))):
            left = self._keys[i][slots] if i < len(self._keys) else np.uint64(0)
            right = words[i] if i < len(words) else np.uint64(0)
            same &= left == right
        return same


def _slots(hashes: Words) -> Offsets:
    return (hashes >> np.uint64(64 - SLOT_BITS)).astype(np.int64)


def _mixed(words: list[Words]) -> Words:
    """Return one number for the words of each cell; equal cells have equal numbers."""
    mixed: Words = words[0] * _MULTIPLIERS[0]
    for word, multiplier in zip(words[1:], _MULTIPLIERS[1:], strict=False):
        # A word of nought adds nothing: a cell has one number, however long the others of its chunk are.
        mixed ^= word * multiplier
    return mixed


def _mostly_distinct(hashes: Words) -> bool:
    """Whether at least half of a chunk's cells are distinct."""
    if len(hashes) < MIXED_ROWS:
        return False
    ordered = np.sort(hashes)
    return int(np.count_nonzero(ordered[1:] != ordered[:-1])) * 2 >= len(hashes)


def _told_apart(put_off: list[_PutOff]) -> tuple[Codes, Offsets] | None:
    """Return codes in order of first appearance, and the first row of each.

    None if there is nothing to tell apart, or if two texts have one hash.
    """
    if not put_off:
        return None
    hashes = np.concatenate([part.hashes for part in put_off])
    ordered = np.sort(hashes)
    if (ordered[1:] != ordered[:-1]).all():  # different numbers, so different texts
        return np.arange(len(hashes), dtype=np.int32), np.arange(len(hashes))
    _, first, group = np.unique(hashes, return_index=True, return_inverse=True)
    for i in range(max(len(part.words) for part in put_off)):
        word = np.concatenate([part.word(i) for part in put_off])
        if (word != word[first[group]]).any():
            return None
    rank = np.empty(len(first), np.int32)
    rank[np.argsort(first)] = np.arange(len(first), dtype=np.int32)
    return rank[group], np.sort(first)


def _texts(data: bytes, starts: Offsets, ends: Offsets) -> list[str]:
    return [data[start:end].decode() for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]


def _frozen(codes: Codes) -> Codes:
    codes.flags.writeable = False
    return codes
