"""Which kind of uncertainty moves the ranking most."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

from ocgscore.robustness.acceptability import Acceptability, Tau, agreement
from ocgscore.robustness.uncertainty import Request, Uncertainty

DRAWS: Final = 1_000


@attrs.frozen
class Source:
    """How far the ranking stands when only some things are uncertain.

    Parameters
    ----------
    uncertainty : Uncertainty
        Unknown levels are always among what is uncertain: no draw can do without them.
    name : str
        In words.
    tau : Tau or None
        None where it is undefined.
    """

    uncertainty: Uncertainty
    name: str
    tau: Tau | None


def sources(found: Acceptability, *, draws: int = DRAWS) -> tuple[Source, ...]:
    """Split the agreement with the stated ranking by what is uncertain.

    Parameters
    ----------
    found : Acceptability
        Of a request in which weights or level values are uncertain; each is tried without the other.
    draws : int
        Draws for each source; never more than `found` asked for.

    Returns
    -------
    tuple of Source
        Unknown levels alone, then with weights, then with level values, as far as these are uncertain.

    Examples
    --------
    >>> from ocgscore import assess, score
    >>> from ocgscore.robustness import acceptability
    >>> rows = [{"group": g, "corruption": level} for g, level in (("A", "high"), ("B", "low"))]
    >>> [source.name for source in sources(acceptability(score(assess(rows, "sleipnir-2000")), draws=128))]
    ['unknown levels alone', 'unknown levels and weights', 'unknown levels and level values']
    """
    fewer = min(draws, found.request.draws)
    return tuple(
        Source(each, name, agreement(found.scores, attrs.evolve(found.request, uncertainty=each, draws=fewer)))
        for each, name in _alone(found.request)
    )


def _alone(request: Request) -> Iterator[tuple[Uncertainty, str]]:
    all_of_it = request.uncertainty
    if (all_of_it.weights, all_of_it.values) == ("stated", "stated"):
        return
    yield attrs.evolve(all_of_it, weights="stated", values="stated"), "unknown levels alone"
    if "stated" not in (all_of_it.weights, all_of_it.values):
        yield attrs.evolve(all_of_it, values="stated"), "unknown levels and weights"
        yield attrs.evolve(all_of_it, weights="stated"), "unknown levels and level values"
