"""Chance in whole numbers: the same seed gives the same numbers anywhere.

Only the raw output of the PCG64 generator is used, which numpy keeps the same from version to version.
"""

from __future__ import annotations

from typing import Final, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.int64]
Shorts: TypeAlias = npt.NDArray[np.uint16]
HALF: Final = np.uint64(32)
WORD: Final = 64


@attrs.frozen(eq=False)
class Chance:
    """A stream of random whole numbers of its own for each block of draws.

    Parameters
    ----------
    seed : int
    block : int
        Number of the block of draws: its numbers do not depend on which blocks were drawn before.
    """

    bits: np.random.PCG64

    @classmethod
    def of(cls, seed: int, block: int) -> Chance:
        """Return the stream of one block of one seed."""
        return cls(np.random.PCG64(np.random.SeedSequence([seed, block])))

    def words(self, *shape: int) -> npt.NDArray[np.uint64]:
        """Return raw 64-bit numbers."""
        count = int(np.prod(shape))
        raw: npt.NDArray[np.uint64] = self.bits.random_raw(count).reshape(shape)
        return raw

    def whole(self, bits: int, *shape: int) -> Ints:
        """Return whole numbers from 0 up to but not including ``2**bits``."""
        return (self.words(*shape) >> np.uint64(WORD - bits)).astype(np.int64)

    def below(self, bounds: Ints, rows: int) -> Ints:
        """Return `rows` rows of whole numbers from 0 up to but not including each bound (at most 2**31)."""
        high = self.words(rows, len(bounds)) >> HALF
        return ((high * bounds.astype(np.uint64)) >> HALF).astype(np.int64)

    def shorts(self, rows: int, columns: int) -> Shorts:
        """Return whole numbers from 0 to 65,535."""
        words = -(-rows * columns // 4)
        raw = self.bits.random_raw(words).astype("<u8", copy=False)
        return raw.view("<u2")[: rows * columns].reshape(rows, columns)
