"""What counts beside population say and do not say, in the same words wherever they are shown."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from ocgscore.review.rates.model import LEVELS, PeerSet, Rates
from ocgscore.scoring import rounded

CHANCE: Final = Fraction(1, 20)  # of being outside the 95 % limits, at most
FEW: Final = 10  # forces, of which one outermost is more than a tenth
LOOK: Final = (
    "A force outside the limits is one to look at, not a bad one, and one within them is not shown to be good. Counts "
    "measure what police chose to look for, map and count, under the counting rule, not how much organised crime "
    "there is."
)
LIMITS: Final = (
    "Limits: where chance alone would keep the count of a force of that population at the overall rate of its peers "
    "(exact Poisson; on each side a chance of 1 in 40 at most to be beyond the 95 % limits, 1 in 1,000 beyond the "
    "99.8 % limits)."
)
DIFFER: Final = (
    "These forces differ by more than chance allows under one rate: the limits assume one rate and so may "
    "put many outside; the widened limits allow for the spread"
)


def by_chance(rates: Rates) -> str:
    """Return how many forces are outside the 95 % limits, and how many chance alone would put there."""
    compared = len(rates.compared)
    found = sum(bool(one.outside) for one in rates.compared)
    average = rounded(compared * CHANCE, 1)
    return (
        f"Outside the {LEVELS[0]} limits: {found} of {compared} forces; chance alone would put {average} or fewer "
        "there on average."
    )


def spread(peers: PeerSet) -> str:
    """Return what the dispersion of one set of peers says, as a sentence or two."""
    if peers.phi is None or peers.phi_winsorised is None or peers.phi_limit is None:
        return f"Spread of {peers.name}: undefined; {peers.phi_reason}."
    said = (
        f"Spread of {peers.name}: variance {peers.phi:.2f} times what chance gives, {peers.phi_winsorised:.2f} with "
        f"the outermost tenth on each side drawn in; chance alone seldom gives more than {peers.phi_limit:.2f}"
    )
    few = len(peers.forces) < FEW
    if peers.overdispersed:
        return f"{said}. {DIFFER}.{' Among so few, one odd force may be all there is to it.' if few else ''}"
    odd = "; it is the outermost alone that differ" if peers.phi > peers.phi_limit else ""
    return f"{said}{odd}."


def spreads(rates: Rates) -> Iterator[str]:
    """Yield what the dispersion of each set of peers says; nothing of those without limits."""
    yield from (spread(one) for one in rates.peers if not one.reason)


def sentences(rates: Rates) -> Iterator[str]:
    """Yield what is to be said beside the numbers, the counting rule first."""
    yield f"Counting rule: {rates.rule}"
    yield LOOK
    if rates.compared:
        yield LIMITS
        yield by_chance(rates)
    yield from spreads(rates)
