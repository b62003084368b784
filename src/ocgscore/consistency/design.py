"""What a set of scorings can tell about its scorers, whatever the levels, and what further scorings would add.

The verdict comes first because everything that follows rests on it: severities of scorers who are not linked cannot be
told apart from differences between their units, whatever a program prints.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, Literal, TypeAlias

import attrs
import numpy as np

from ocgscore.chance import Chance
from ocgscore.consistency.additive import Additive
from ocgscore.consistency.links import Links
from ocgscore.consistency.ratings import Flags, Floats, Ratings

Verdict: TypeAlias = Literal["one scorer", "not connected", "too weak", "connected"]
TINY: Final = 0.01
WEAK: Final = 0.25  # level steps: a larger standard error of a difference tells forces apart only by luck
FEWEST_COMMON: Final = 5  # units a link should rest on; fewer, and one odd group decides
ASSUMED_UNIT: Final = 0.10  # variance of a scorer's departure on one unit, in squared level steps; assumed
ASSUMED_CRITERION: Final = 0.35  # and on one criterion of one unit
TRIED: Final = 25  # random designs averaged
EXTRA: Final = (5, 10, 20)


@attrs.frozen(eq=False)
class Design:
    """Who scored what, and how well that tells scorers apart.

    Parameters
    ----------
    links : Links
    verdict : {"one scorer", "not connected", "too weak", "connected"}
        ``"too weak"`` where the standard error of some difference is above 0.25 level steps.
    reason : str
        The verdict in a sentence.
    noise : float
        Standard deviation of the mean level of one scoring around unit and scorer, in level steps.
    noise_from : str
        Where that comes from: the data, or an assumption.
    standard_error : ndarray of float64, shape (f, f)
        Of the difference of two scorers' mean levels, in level steps; inf across components.
    """

    links: Links
    verdict: Verdict
    reason: str
    noise: float
    noise_from: str
    standard_error: Floats

    @property
    def worst(self) -> float | None:
        """The largest standard error of a difference; None where scorers are not linked."""
        if not self.links.connected:
            return None
        return float(self.standard_error.max())

    def against_mean(self) -> Floats:
        """Return the standard error of each scorer against the mean of its component, in level steps; (f,)."""
        found: Floats = self.noise * np.sqrt(np.maximum(np.diag(self.links.inverse), 0.0))
        return found

    def needed(self) -> list[tuple[str, str]]:
        """Return the fewest links that would connect all: pairs of scorers, one from each of two components.

        Of each component the scorer with the most units, since it has most to offer for a re-scoring.
        """
        own = np.diag(self.links.common)
        chosen = []
        for part in range(int(self.links.components.max(initial=-1)) + 1):
            at = np.flatnonzero(self.links.components == part)
            chosen.append(self.links.scorers[int(at[np.argmax(own[at])])])
        return list(pairwise(chosen))


@attrs.frozen
class Option:
    """What a number of further scorings would buy.

    Parameters
    ----------
    name : {"common vignettes", "random partners", "panel", "ring"}
    what : str
    extra : int
        Further scorings by (or of the groups of) each scorer.
    scorings : int
        Further scorings in all.
    against_mean : float
        Standard error against the mean of all, of the scorer for whom it is largest, in level steps.
    worst_pair : float
        The largest standard error of a difference between two scorers.
    """

    name: str
    what: str
    extra: int
    scorings: int
    against_mean: float
    worst_pair: float


def design_of(ratings: Ratings) -> Design:
    """Say what a set of scorings can tell about its scorers.

    Parameters
    ----------
    ratings : Ratings

    Returns
    -------
    Design
        The noise is estimated from scorings whose levels are all known; where they leave no degree of freedom it is
        assumed, 0.10 + 0.35/k squared level steps for k criteria, and `noise_from` says so.

    Examples
    --------
    >>> from ocgscore.consistency.ratings import Scale
    >>> scale = Scale("harm", "Harm", ("low", "medium", "high"))
    >>> design_of(Ratings.of(["A", "B"], ["North", "East"], [[2], [1]], [scale])).reason
    'not connected: 2 scorers in 2 parts without a unit in common, so no severity can be compared across them'
    """
    links = Links.of(ratings)
    noise, noise_from = _noise(ratings)
    errors = noise * np.sqrt(links.resistance())
    errors.flags.writeable = False
    verdict, reason = _verdict(links, float(errors.max(initial=0.0)))
    return Design(links, verdict, reason, noise, noise_from, errors)


def _noise(ratings: Ratings) -> tuple[float, str]:
    complete: Flags = np.all(ratings.known, axis=1)
    if complete.any():
        whole = ratings.take(complete)
        found = Additive.of(whole, whole.levels.mean(axis=1, dtype=np.float64)).noise
        if found:
            return math.sqrt(found), "estimated from these scorings"
    assumed = ASSUMED_UNIT + ASSUMED_CRITERION / max(len(ratings.scales), 1)
    return math.sqrt(assumed), "assumed: the scorings in common are too few, or too alike, to estimate it"


def _verdict(links: Links, worst: float) -> tuple[Verdict, str]:
    count = len(links.scorers)
    if count < 2:
        return "one scorer", f"{'one scorer' if count else 'no scorer'}: there is nobody to compare with"
    if not links.connected:
        parts = int(links.components.max()) + 1
        text = (
            f"not connected: {count} scorers in {parts} parts without a unit in common, so no severity can be compared"
        )
        return "not connected", f"{text} across them"
    if worst > WEAK:
        return (
            "too weak",
            f"too weak: some two scorers differ by a figure with a standard error of {worst:.2f} level steps",
        )
    digits = ".2f" if worst >= TINY else ".2g"
    return "connected", f"connected: differences have a standard error of {worst:{digits}} level steps at most"


def options(design: Design, extra: tuple[int, ...] = EXTRA) -> list[Option]:
    """Price further scorings, of four designs and several sizes, on top of the links there are.

    Parameters
    ----------
    design : Design
        With or without links; its noise prices the scorings.
    extra : tuple of int
        Further scorings for each scorer.

    Returns
    -------
    list of Option
        By size, then design. Empty where there are fewer than two scorers.

    Notes
    -----
    Effective resistances of the graph with the new links in it (see `links`). Random partners are averaged over 25
    drawn designs that link everybody. The panel is one scorer more.

    Examples
    --------
    >>> from ocgscore.consistency.ratings import Scale
    >>> scales = [Scale(str(at), str(at), ("low", "high")) for at in range(12)]
    >>> apart = Ratings.of([str(at) for at in range(12)], [f"force {at}" for at in range(12)], [[0] * 12] * 12, scales)
    >>> [f"{option.name} {option.against_mean:.2f}" for option in options(design_of(apart), (10,))]
    ['common vignettes 0.11', 'random partners 0.12', 'panel 0.15', 'ring 0.16']
    """
    f = len(design.links.scorers)
    if f < 2:
        return []
    return [option for size in extra for option in _priced(design, f, size)]


def common_vignettes(design: Design, size: int) -> Option:
    """Price so many vignettes scored by every scorer, on top of the links there are."""
    f = len(design.links.scorers)
    every = np.full((f, f), size / f)
    return _option(design, "common vignettes", f"{size} vignettes, all scored by everybody", size, size * f, [every])


def _priced(design: Design, f: int, size: int) -> Iterator[Option]:
    yield common_vignettes(design, size)
    every = size * f
    drawn = [_partners(f, size, at) for at in range(TRIED)]
    what = f"{size} own groups of each re-scored by other scorers drawn by lot"
    yield _option(design, "random partners", what, size, every, drawn)
    star = np.zeros((f + 1, f + 1))
    star[f, :f] = star[:f, f] = size / 2
    yield _option(design, "panel", f"{size} groups of each re-scored by one panel", size, every, [star])
    ring = np.zeros((f, f))
    for at in range(f):
        ring[at, (at + 1) % f] += size / 2
        ring[(at + 1) % f, at] += size / 2
    yield _option(design, "ring", f"{size} groups of each re-scored by the next scorer", size, every, [ring])


def _partners(f: int, size: int, draw: int) -> Floats:
    """Draw for each scorer so many partners, one for each group re-scored."""
    drawn = Chance.of(1, draw).below(np.full(f * size, f - 1), 1).reshape(f, size)
    one = np.repeat(np.arange(f), size)
    other = drawn.ravel() + (drawn.ravel() >= one)  # never oneself
    found = np.zeros((f, f))
    np.add.at(found, (one, other), 0.5)
    return found + found.T


def _option(design: Design, name: str, what: str, size: int, scorings: int, added: list[Floats]) -> Option:
    f = len(design.links.scorers)
    means, worst = [], []
    for conductance in added:
        own = np.zeros(conductance.shape)
        own[:f, :f] = design.links.conductance
        covariance = _covariance(conductance + own, f)
        if covariance is not None:
            variance = np.diag(covariance)
            means.append(math.sqrt(float(variance.max())))
            worst.append(math.sqrt(float((variance[:, None] + variance - 2 * covariance).max())))
    against_mean, pair = (design.noise * sum(of) / max(len(of), 1) for of in (means, worst))
    return Option(name, what, size, scorings, against_mean, pair)


def _covariance(conductance: Floats, f: int) -> Floats | None:
    """Return the covariance of the first f severities, centred, over the noise variance; None where not connected."""
    conductance = conductance - np.diag(np.diag(conductance))
    laplacian = np.diag(conductance.sum(axis=1)) - conductance
    size = len(laplacian)
    if np.linalg.matrix_rank(laplacian) < size - 1:
        return None
    inverse = np.linalg.inv(laplacian + 1 / size) - 1 / size
    centred = np.eye(f) - 1 / f
    found: Floats = centred @ inverse[:f, :f] @ centred
    return found
