"""What links scorers: the units that several of them scored, and what that leaves to be compared.

Severities of two scorers can be told apart from differences between their units only where a chain of commonly scored
units joins the two: they are identified within a connected component of the unit by scorer graph and nowhere else.
Sharing criteria joins nobody. In the additive model rating = unit + severity + noise the variance of the difference of
two severities is the noise variance times the effective resistance between the two scorers, in a graph where a unit
scored by m scorers adds a conductance of 1/m between each two of them [1]_.

References
----------
.. [1] Doyle, P. G. & Snell, J. L. (1984). Random Walks and Electric Networks. Mathematical Association of America.
   The weights 1/m are what is left of the normal equations when the units are eliminated from them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Final, TypeVar

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.consistency.ratings import Flags, Floats, Ints, Ratings
from ocgscore.errors import Problem, RequestError
from ocgscore.network.keyplayers.pieces import Pieces
from ocgscore.network.paths.components import components
from ocgscore.network.ties import Ties

T = TypeVar("T", np.int64, np.float64)
AT_ONCE: Final = 2**22
MOST_SCORERS: Final = 2_000  # compared pair by pair: a dense table of so many squared


@attrs.frozen(eq=False, slots=False)
class Links:
    """Which scorers scored the same units.

    Parameters
    ----------
    scorers : tuple of str, length f
    units : int
        Units scored by anybody.
    common : ndarray of int64, shape (f, f)
        How many units both scored; on the diagonal how many one scored.
    conductance : ndarray of float64, shape (f, f)
        The sum of 1/m over the units that both scored, m being the number of scorers of each; 0 on the diagonal.

    Examples
    --------
    >>> from ocgscore.consistency.ratings import Scale
    >>> scale = Scale("harm", "Harm", ("low", "high"))
    >>> whose = ["North", "East", "East", "West", "South"]
    >>> links = Links.of(Ratings.of(["A", "A", "B", "B", "C"], whose, [[0], [1], [0], [0], [1]], [scale]))
    >>> links.components.tolist(), links.articulation()
    ([0, 0, 1, 0], ('East',))
    """

    scorers: tuple[str, ...]
    units: int
    common: Ints
    conductance: Floats

    def __attrs_post_init__(self) -> None:
        self.common.flags.writeable = self.conductance.flags.writeable = False

    @classmethod
    def of(cls, ratings: Ratings) -> Links:
        """Find the links of some ratings, whatever the levels.

        Raises
        ------
        RequestError
            More than 2,000 scorers.
        """
        f = len(ratings.scorers)
        if f > MOST_SCORERS:
            hint = "compare forces, or a part of the assessors"
            raise RequestError(Problem("scorers", f"{f:,}", f"at most {MOST_SCORERS:,} to compare", hint))
        common = np.zeros(f * f, np.int64)
        conductance = np.zeros(f * f)
        for m, one, other in scored_in_common(ratings):
            both = np.bincount(ratings.scorer[one] * f + ratings.scorer[other], minlength=f * f)
            common += both
            conductance += both / m
        own = np.diag(np.bincount(ratings.scorer, minlength=f))
        return cls(ratings.scorers, len(ratings.units), _both_ways(common, f) + own, _both_ways(conductance, f))

    @cached_property
    def ties(self) -> Ties:
        """The scorers as a network, two of them tied where they scored a unit in common."""
        tails, heads = np.nonzero(np.triu(self.common, 1))
        ones = np.ones(len(tails))
        return Ties(self.scorers, tails.astype(np.int64), heads.astype(np.int64), ones, ones.copy())

    @cached_property
    def components(self) -> Ints:
        """The connected component of each scorer, from 0 in the order of its first; int64, shape (f,)."""
        found = components(self.ties)
        found.flags.writeable = False
        return found

    @property
    def connected(self) -> bool:
        """Whether every scorer is linked to every other; False where there is only one scorer."""
        return len(self.scorers) > 1 and not self.components.any()

    def members(self) -> list[tuple[str, ...]]:
        """Return the scorers of each component."""
        count = int(self.components.max(initial=-1)) + 1
        return [
            tuple(self.scorers[at] for at in np.flatnonzero(self.components == part).tolist()) for part in range(count)
        ]

    def articulation(self) -> tuple[str, ...]:
        """Return the scorers without whom others would no longer be linked to each other."""
        pieces = Pieces(self.ties, [1] * len(self.scorers))
        size = np.bincount(self.components)[self.components] if self.scorers else np.zeros(0, np.int64)
        whole = (size - 1) ** 2 - size**2
        return tuple(self.scorers[at] for at in np.flatnonzero(np.array(pieces.change) < whole).tolist())

    @cached_property
    def inverse(self) -> Floats:
        """The generalised inverse of the Laplacian, component by component; float64, shape (f, f), 0 across.

        Times the noise variance it is the covariance of severities that are centred within their component.
        """
        found = np.zeros_like(self.conductance)
        for part in range(int(self.components.max(initial=-1)) + 1):
            at = np.flatnonzero(self.components == part)
            block = self.conductance[np.ix_(at, at)]
            flat = np.full(block.shape, 1 / len(at))
            # the Laplacian is singular along the constant vector alone: add it, invert, take it off again
            found[np.ix_(at, at)] = np.linalg.inv(np.diag(block.sum(axis=1)) - block + flat) - flat
        found.flags.writeable = False
        return found

    def linked(self) -> Flags:
        """Return which pairs lie in one component; bool, shape (f, f)."""
        found: Flags = self.components[:, None] == self.components
        return found

    def resistance(self) -> Floats:
        """Return the effective resistance between scorers; float64, shape (f, f), inf across components.

        The variance of the difference of two severities is this times the noise variance of one rating.
        """
        own = np.diag(self.inverse)
        return np.where(self.linked(), own[:, None] + own - 2 * self.inverse, np.inf)


def components_of(ratings: Ratings) -> Ints:
    """Return the connected component of each scorer; int64, shape (f,), from 0 in the order of its first scorer."""
    return Links.of(ratings).components


def _both_ways(pairs: npt.NDArray[T], f: int) -> npt.NDArray[T]:
    square = pairs.reshape(f, f)
    found: npt.NDArray[T] = square + square.T
    return found


def scored_in_common(ratings: Ratings) -> Iterator[tuple[int, Ints, Ints]]:
    """Yield every two scorings of one unit: how many scorers the unit has, and the positions of both scorings.

    The scorer of the first stands before that of the second; a few million pairs at a time.
    """
    for together in scored_together(ratings, AT_ONCE):
        m = together.shape[1]
        one, other = np.triu_indices(m, 1)
        for part in np.array_split(together, max(1, len(together) * len(one) // AT_ONCE)):
            yield m, part[:, one].ravel(), part[:, other].ravel()


def scored_together(ratings: Ratings, most: int) -> Iterator[Ints]:
    """Yield the positions of scorings of one unit, a row a unit, units of as many scorers together.

    Parameters
    ----------
    ratings : Ratings
    most : int
        About how many scorings to yield at a time.

    Yields
    ------
    ndarray of int64, shape (units, m), m >= 2
    """
    scorers_of = np.bincount(ratings.unit, minlength=len(ratings.units))
    of_each = scorers_of[ratings.unit]
    for m in np.unique(scorers_of).tolist():
        if m > 1:
            together = np.flatnonzero(of_each == m).reshape(-1, m)  # scorings stand in the order of (unit, scorer)
            yield from np.array_split(together, max(1, together.size // max(most, 1)))
