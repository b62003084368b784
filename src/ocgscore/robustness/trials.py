"""The same ranking under milder and harder tests, side by side."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

import attrs
import numpy as np

from ocgscore.robustness.acceptability import Acceptability, Tau, agreement
from ocgscore.robustness.engine import Engine
from ocgscore.robustness.uncertainty import Uncertainty

DRAWS: Final = 1_000
SURE: Final = 0.95
NEAR: Final = Fraction(1, 4)


@attrs.frozen
class Trial:
    """How far the ranking stands when only some things are uncertain.

    Parameters
    ----------
    name : str
        What is tried besides the unknown levels, which no draw can do without.
    uncertainty : Uncertainty
    tau : Tau or None
        None where it is undefined.
    sure : int
        How many groups are among the first K in at least 95 % of the draws.
    draws : int
    """

    name: str
    uncertainty: Uncertainty
    tau: Tau | None
    sure: int
    draws: int


def trials(found: Acceptability, *, draws: int = DRAWS) -> tuple[Trial, ...]:
    """Put the ranking to five tests, from nothing but the unknown levels to any weights and to any level values.

    Parameters
    ----------
    found : Acceptability
        Whose batch, measure, K, seed and convention for unknown levels are taken.
    draws : int
        Draws for each test; never more than `found` asked for.

    Returns
    -------
    tuple of Trial
        Unknown levels alone; with weights within 25 % of those stated; with weights in the stated order of importance;
        with any weights; with any level values.

    Examples
    --------
    >>> from ocgscore import assess, score
    >>> from ocgscore.robustness import acceptability
    >>> rows = [{"group": g, "corruption": level} for g, level in (("A", "high"), ("B", "low"))]
    >>> [trial.name for trial in trials(acceptability(score(assess(rows, "sleipnir-2000")), draws=128))]
    ['nothing else', 'weights within 25 %', 'weights in the stated order', 'any weights', 'any level values']
    """
    fewer = min(draws, found.request.draws)
    return tuple(_tried(found, name, uncertainty, fewer) for name, uncertainty in _tests(found.request.uncertainty))


def _tests(given: Uncertainty) -> Iterator[tuple[str, Uncertainty]]:
    stated = attrs.evolve(given, weights="stated", values="stated")
    yield "nothing else", stated
    yield "weights within 25 %", attrs.evolve(stated, weights=NEAR)
    yield "weights in the stated order", attrs.evolve(stated, weights="order")
    yield "any weights", attrs.evolve(stated, weights="any")
    yield "any level values", attrs.evolve(stated, values="any")


def _tried(found: Acceptability, name: str, uncertainty: Uncertainty, draws: int) -> Trial:
    request = attrs.evolve(found.request, uncertainty=uncertainty, draws=draws)
    engine = Engine(found.scores, request, places=False)
    counted = engine.run()
    sure = int(np.count_nonzero(counted.hits / counted.draws >= SURE))
    return Trial(name, uncertainty, agreement(engine, counted), sure, counted.draws)
