"""What each person counts for: 1, or a weight such as a role's or a group's risk score, as exact whole numbers."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Final, TypeAlias

import attrs

from ocgscore.errors import Problem
from ocgscore.network.keyplayers.named import nearest
from ocgscore.network.ties import Ties

Weight: TypeAlias = "int | float | Decimal | Fraction"
MOST: Final = 2**53  # all weights together, in whole units: what a float still counts one by one


@attrs.frozen(eq=False)
class Weights:
    """What each person counts for, in units small enough for every weight to be whole.

    Parameters
    ----------
    units : list of int, length n
        In the order of the network's nodes; 0 or more.
    unit : Fraction
        What one of them is worth.
    given : bool
        Whether weights were given; without any everybody counts 1.

    Examples
    --------
    >>> pair = Ties.of("abc", [("a", "b")])
    >>> weights = Weights.of(pair, {"a": 0.5, "b": 2})
    >>> weights.units, weights.unit
    ([1, 4, 2], Fraction(1, 2))
    """

    units: list[int]
    unit: Fraction = Fraction(1)
    given: bool = False

    @classmethod
    def of(cls, ties: Ties, weights: Mapping[Hashable, Weight] | None) -> Weights:
        """Take sound weights for a network; whoever has none counts 1."""
        if weights is None:
            return cls([1] * len(ties))
        exact = [_exact(weights.get(node, 1)) for node in ties.nodes]
        whole = lcm(*{weight.denominator for weight in exact})
        return cls([int(weight * whole) for weight in exact], Fraction(1, whole), given=True)

    @property
    def total(self) -> int:
        """All weights together, in units."""
        return sum(self.units)

    @property
    def squares(self) -> int:
        """All weights squared, together, in squared units."""
        return sum(weight * weight for weight in self.units)


def weight_problems(ties: Ties, weights: Mapping[Hashable, Weight] | None, least: int = 0) -> Iterator[Problem]:
    """Yield what is wrong with weights; `least` is how many people must have one above 0."""
    if weights is None:
        return
    wrong = False
    for node, weight in weights.items():
        where = f"weight of {node}"
        if node not in ties.place:
            yield Problem(where, str(node), "a person of the network", nearest(node, ties))
        elif not _sound(weight):
            wrong = True
            yield Problem(where, str(weight), "a number from 0", "0 leaves a person out of the count")
    if wrong:
        return
    found = Weights.of(ties, weights)
    counting = sum(weight > 0 for weight in found.units)
    if counting < least:
        whom = "somebody" if least == 1 else f"{least} people or more: those chosen, and two others"
        got = f"{counting} people with a weight above 0"
        yield Problem("weights", got, f"a weight above 0 for {whom}", "give more people a weight, or choose fewer")
    if found.total >= MOST:
        heaviest = max(weights, key=lambda node: _exact(weights[node]))
        got = f"{weights[heaviest]} for {heaviest}"
        hint = "give all weights in a larger unit, or with fewer digits"
        yield Problem("weights", got, f"weights that add up to less than {MOST:,} of their smallest unit", hint)


def _exact(weight: Weight) -> Fraction:
    """Return a weight as it was written: 0.1 is a tenth."""
    return Fraction(weight) if isinstance(weight, int | Fraction | Decimal) else Fraction(repr(float(weight)))


def _sound(weight: object) -> bool:
    try:
        return not isinstance(weight, bool) and 0 <= float(weight) < float("inf")  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False
