"""What a comparison of counts between forces consists of."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import attrs

from ocgscore.review.rates.poisson import Limits
from ocgscore.scoring import UNDEFINED, rounded
from ocgscore.table import Table

LEVELS: Final = ("95 %", "99.8 %")
MANY: Final = 10  # a rate from which on one digit behind the point will do
UNNAMED: Final = "(no force named)"


@attrs.frozen
class ForceRate:
    """One force: its count, its rate, and where chance alone would keep it.

    Parameters
    ----------
    force : str
        Empty for what was counted without a force.
    region, peers : str
        Empty where the population table does not say.
    count : int or None
        None where no count was given.
    population : int or None
        None where the population table lacks the force.
    rate : Fraction or None
        Exact; per `Rates.per` people.
    expected : Fraction or None
        The count it would have at the overall rate of its peers, itself among them.
    limits, widened : tuple of Limits, or None
        Of 95 % and 99.8 %, in counts, for its population at the overall rate; those widened only where its peers
        differ by more than chance allows.
    reason : str
        Why there is no rate; where there is one, why there are no limits.
    """

    force: str
    region: str = ""
    peers: str = ""
    count: int | None = None
    population: int | None = None
    rate: Fraction | None = None
    expected: Fraction | None = None
    limits: tuple[Limits, Limits] | None = None
    widened: tuple[Limits, Limits] | None = None
    reason: str = ""

    @property
    def name(self) -> str:
        """The force as it is shown."""
        return self.force or UNNAMED

    @property
    def outside(self) -> int | None:
        """How many of the two pairs of limits it is outside of: 0, 1 or 2; None without limits."""
        return _outside(self.count, self.limits)

    @property
    def outside_widened(self) -> int | None:
        """The same for the widened limits; None where there are none."""
        return _outside(self.count, self.widened)

    @property
    def side(self) -> int:
        """On which side it is outside of the 95 % limits: -1 below, 1 above, 0 within or without limits."""
        return 0 if self.limits is None or self.count is None else self.limits[0].side(self.count)

    @property
    def standing(self) -> str:
        """Where it stands against the limits: ``within``, ``above 95 %``, ``below 99.8 %`` or ``undefined``."""
        return _standing(self.outside, self.side)

    @property
    def standing_widened(self) -> str:
        """The same for the widened limits; ``not needed`` where there are limits and none are widened."""
        if self.limits is not None and self.widened is None:
            return "not needed"
        return _standing(self.outside_widened, self.side)

    def rated(self, counts: float | None, per: int) -> float | None:
        """Return a limit as a rate; None where there is none."""
        return None if counts is None or self.population is None else counts * per / self.population


@attrs.frozen
class PeerSet:
    """Forces that are compared with one another.

    Parameters
    ----------
    name : str
    forces : tuple of str
        Those with a count and a population, by name.
    count, population : int
        Their sums.
    rate : Fraction or None
        The overall rate, a ratio of sums; None where no force has a rate.
    phi : float or None
        Dispersion: the mean square of how far each count is from the expected one, in standard deviations; 1 is what
        chance alone gives.
    phi_winsorised : float or None
        The same with the outermost tenth on each side drawn in, so that one odd force does not make it.
    phi_limit : float or None
        What chance alone seldom exceeds.
    reason : str
        Why there are no limits.
    phi_reason : str
        Why there is no dispersion.
    """

    name: str
    forces: tuple[str, ...]
    count: int
    population: int
    rate: Fraction | None = None
    phi: float | None = None
    phi_winsorised: float | None = None
    phi_limit: float | None = None
    reason: str = ""
    phi_reason: str = ""

    @property
    def overdispersed(self) -> bool:
        """Whether its forces differ by more than chance allows, even without the outermost."""
        return self.phi_winsorised is not None and self.phi_limit is not None and self.phi_winsorised > self.phi_limit


@attrs.frozen
class Rates:
    """Counts beside population and peers.

    Parameters
    ----------
    rule : str
        The counting rule: what was counted, as a sentence.
    what : str
        What was counted, in a word, several of them: ``"groups"``.
    per : int
        People that the rates are for.
    forces : tuple of ForceRate
        By name; never by rate.
    peers : tuple of PeerSet
        By name.
    notices : tuple of str
    source : Table or None
        The population table.
    """

    rule: str
    what: str
    per: int
    forces: tuple[ForceRate, ...]
    peers: tuple[PeerSet, ...]
    notices: tuple[str, ...] = ()
    source: Table | None = None

    @property
    def total(self) -> int:
        """The sum of all counts, those without a rate among them."""
        return sum(one.count or 0 for one in self.forces)

    @property
    def compared(self) -> tuple[ForceRate, ...]:
        """The forces that have limits."""
        return tuple(one for one in self.forces if one.limits is not None)

    @property
    def digits(self) -> int:
        """How many digits of a rate are worth showing: one, or two where all rates are below 10."""
        return 1 if max((one.rate or 0 for one in self.forces), default=0) >= MANY else 2

    def shown(self, rate: Fraction | None) -> str:
        """Return a rate as it is shown: rounded once, half up, or the word ``undefined``."""
        return UNDEFINED if rate is None else f"{rounded(rate, self.digits):,}"

    def counted(self, number: int) -> str:
        """Return a count with what was counted."""
        return f"{number:,} {self.what.removesuffix('s') if number == 1 else self.what}"

    @property
    def unit(self) -> str:
        """What a rate is, in words: ``"groups per 1,000,000 people"``."""
        return f"{self.what} per {self.per:,} people"


def _outside(count: int | None, limits: tuple[Limits, Limits] | None) -> int | None:
    if count is None or limits is None:
        return None
    return sum(pair.side(count) != 0 for pair in limits)


def _standing(outside: int | None, side: int) -> str:
    if outside is None:
        return "undefined"
    return f"{'above' if side > 0 else 'below'} {LEVELS[outside - 1]}" if outside else "within"
