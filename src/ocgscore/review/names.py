"""Names of forces and regions: one spelling each, and the code of each row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.review.records import folded

Ints = npt.NDArray[np.int64]


@attrs.frozen(eq=False)
class Names:
    """The distinct names of a field, in order; the empty one last.

    Parameters
    ----------
    names : tuple of str
        Of several spellings the most frequent; of two as frequent the first in order.
    alike : tuple of tuple of str
        The spellings of each name that has several.
    """

    names: tuple[str, ...]
    alike: tuple[tuple[str, ...], ...]
    _at: Mapping[str, int]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Names:
        """Gather the names of a run of cells.

        Examples
        --------
        >>> Names.of(["North", "south", "NORTH", "", "North"]).names
        ('North', 'south', '')
        """
        spellings: dict[str, Counter[str]] = {}
        for text, count in Counter(texts).items():
            spellings.setdefault(folded(text), Counter())[" ".join(text.split())] += count
        chosen = {key: min(found, key=lambda text: (-found[text], text)) for key, found in spellings.items()}
        keys = sorted(chosen, key=lambda key: (not key, key))
        alike = tuple(tuple(sorted(spellings[key])) for key in keys if len(spellings[key]) > 1)
        return cls(tuple(chosen[key] for key in keys), alike, {key: at for at, key in enumerate(keys)})

    def codes(self, texts: Sequence[str]) -> Ints:
        """Return the position in `names` of each text."""
        return np.array([self._at[folded(text)] for text in texts], np.int64)
