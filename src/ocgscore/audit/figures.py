"""The figures of an audit: a share with what it rests on, and what takes a figure's place where there is none."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TypeAlias, TypeVar

import attrs


@attrs.frozen
class Undefined:
    """A figure that does not exist here, and why."""

    reason: str


Number = TypeVar("Number", Fraction, float, int)
Maybe: TypeAlias = Number | Undefined


@attrs.frozen
class Share:
    """A share from 0 to 1, exact or estimated.

    Parameters
    ----------
    value : Fraction
    draws : int or None
        How many seeded draws it is estimated from; None where it is exact.
    standard_error : float
        Of the estimate; 0 where the share is exact.
    """

    value: Fraction
    draws: int | None = None
    standard_error: float = 0.0

    @classmethod
    def counted(cls, hits: int, draws: int) -> Share:
        """Return the share of draws that hit, with its binomial standard error.

        Examples
        --------
        >>> Share.counted(1, 4)
        Share(value=Fraction(1, 4), draws=4, standard_error=0.21650635094610965)
        """
        share = Fraction(hits, draws)
        return cls(share, draws, math.sqrt(share * (1 - share) / draws))
