"""Marginal maximum likelihood: the units a sample from a normal population, by the EM algorithm on fixed nodes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs
import numpy as np

from ocgscore.consistency.ratings import Floats, Ints
from ocgscore.consistency.severity.model import Facets, Structure, probabilities

NODES: Final = np.linspace(-6, 6, 21)  # logits
NARROWEST: Final = 0.3  # logits, half the distance of two nodes: they cannot show a narrower population
MOST_ROUNDS: Final = 5_000
SMALL_CHANGE: Final = 1e-6  # logits, in one round
LONGEST_STEP: Final = 1.0  # logits
DIFFERENCE: Final = 1e-4  # logits
AT_ONCE: Final = 50_000  # ratings


@attrs.frozen(eq=False)
class Given:
    """The known ratings of one structure, in the order of units.

    Parameters
    ----------
    structure : Structure
    unit, cell, place : ndarray of int64, shape (r,)
        Of each rating; a cell is a scorer, a side and a criterion, a place is the position among the levels in use.
    design : ndarray of float64, shape (cells, p)
        By how much each free parameter lowers what a cell's ratings are about: severities and difficulties add up to 0,
        the last making up for the others, and so do the effects of both sides.
    """

    structure: Structure
    unit: Ints
    cell: Ints
    place: Ints
    design: Floats

    def pieces(self) -> Iterator[slice]:
        """Yield the ratings some at a time."""
        for start in range(0, len(self.unit), AT_ONCE):
            yield slice(start, start + AT_ONCE)


@attrs.frozen(eq=False)
class Marginal:
    """Values of the parameters, in logits.

    Parameters
    ----------
    free : ndarray of float64, shape (p,)
        Severities but the last, difficulties but the last, and the effect of the second side if there are two.
    height : ndarray of float64
        Of the inner levels of all structures.
    mean, deviation : float
        Of the population.
    """

    free: Floats
    height: Floats
    mean: float
    deviation: float

    def all(self) -> Floats:
        """Return all of them in a row."""
        return np.concatenate([self.free, self.height, [self.mean, self.deviation]])

    def chances(self, given: Given, place: Floats) -> tuple[Floats, Floats]:
        """Return the probability of each level in use, and its logarithm, in each cell; float64, shape (l, cells, m).

        Parameters
        ----------
        given : Given
        place : ndarray of float64, shape (m,)
            Of units.
        """
        eta = place - (given.design @ self.free)[:, None]
        heights = np.concatenate([[0.0], self.height[given.structure.at], [0.0]])
        return probabilities(eta, given.structure.used, heights)


def given_in(facets: Facets, side: Ints) -> list[Given]:
    """Return the known ratings of each structure.

    Parameters
    ----------
    facets : Facets
    side : ndarray of int64, shape (n,)
        0 or 1 of each unit; all 0 where units have no sides.
    """
    f, k, two_sided = facets.scorers, facets.criteria, bool(side.any())
    design = np.zeros((f, 2, k, f + k - 2 + two_sided))
    design[..., : f - 1] = contrasts(f)[:, None, None]
    design[..., f - 1 : f + k - 2] = contrasts(k)
    if two_sided:
        design[..., -1] = np.array([-1.0, 1.0])[:, None]
    found = []
    for structure in facets.structures:
        levels, criteria = facets.levels[:, structure.criteria], len(structure.criteria)
        scoring, criterion = np.nonzero(levels >= 0)
        unit = facets.unit[scoring]
        cell = (facets.scorer[scoring] * 2 + side[unit]) * criteria + criterion
        place = np.searchsorted(structure.used, levels[scoring, criterion])
        of_cells = design[:, :, structure.criteria].reshape(-1, design.shape[-1])
        found.append(Given(structure, unit, cell, place, of_cells))
    return found


def contrasts(count: int) -> Floats:
    """Return what each of some numbers that add up to 0 is made of, all but the last being free."""
    return np.vstack([np.eye(count - 1), -np.ones((1, count - 1))])


def maximise_marginal(ratings: list[Given], units: int) -> tuple[Marginal, bool]:
    """Find the maximum of the marginal likelihood.

    Returns
    -------
    Marginal
    bool
        Whether the maximum was found in 5,000 rounds.

    Notes
    -----
    Bock, R. D. & Aitkin, M. (1981), Psychometrika 46:443-459; one step of Newton's method in each round (Lange, K.,
    1995, J. R. Statist. Soc. B 57:425-437). Nodes from -6 to 6 in 21 steps.
    """
    inner = ratings[-1].structure.at.stop
    at, settled = Marginal(np.zeros(ratings[0].design.shape[1]), np.zeros(inner), 0.0, 1.0), False
    for _ in range(MOST_ROUNDS):
        posterior = posteriors(ratings, at, units)
        mean = float((posterior @ NODES).mean())
        deviation = max(float((posterior @ (NODES - mean) ** 2).mean()) ** 0.5, NARROWEST)
        free, height = _items(ratings, at, posterior)
        found = Marginal(free, height, mean, deviation)
        settled = float(np.abs(found.all() - at.all()).max()) < SMALL_CHANGE
        at = found
        if settled:
            break
    return at, settled


def posteriors(ratings: list[Given], at: Marginal, units: int) -> Floats:
    """Return how likely each unit is at each node; float64, shape (n, nodes)."""
    found: Floats = np.tile(-0.5 * ((NODES - at.mean) / at.deviation) ** 2, (units, 1))
    for given in ratings:
        _, logarithm = at.chances(given, NODES)
        for piece in given.pieces():
            unit = given.unit[piece]
            starts = np.flatnonzero(np.diff(unit, prepend=-1))
            found[unit[starts]] += np.add.reduceat(logarithm[given.place[piece], given.cell[piece]], starts)
    found = np.exp(found - found.max(axis=1, keepdims=True))
    found /= found.sum(axis=1, keepdims=True)
    return found


def _items(ratings: list[Given], at: Marginal, posterior: Floats) -> tuple[Floats, Floats]:
    """Return the free parameters and the heights after a step of Newton's method on the expected likelihood."""
    free, size = len(at.free), len(at.free) + len(at.height)
    gradient, information = np.zeros(size), np.zeros((size, size))
    for given in ratings:
        chance, _ = at.chances(given, NODES)
        tally = _tally(given, posterior, chance.shape)
        _add(given, free, chance, tally, gradient, information)
    step = np.clip(np.linalg.pinv(information, hermitian=True) @ gradient, -LONGEST_STEP, LONGEST_STEP)
    return at.free + step[:free], at.height + step[free:]


def _tally(given: Given, posterior: Floats, shape: tuple[int, ...]) -> Floats:
    """Return how often each level is expected to have been given in each cell at each node."""
    key, size = given.place * shape[1] + given.cell, shape[0] * shape[1]
    found = np.zeros((size, len(NODES)))
    for node, likely in enumerate(posterior.T):
        found[:, node] = np.bincount(key, likely[given.unit], size)
    return found.reshape(shape)


def _add(given: Given, free: int, chance: Floats, tally: Floats, gradient: Floats, information: Floats) -> None:
    """Add one structure's part to gradient and information."""
    used, total = given.structure.used.astype(np.float64), tally.sum(axis=0)
    mean = np.tensordot(used, chance, 1)
    variance = np.tensordot(used**2, chance, 1) - mean**2
    gradient[:free] -= (np.tensordot(used, tally, 1) - total * mean).sum(axis=1) @ given.design
    information[:free, :free] += given.design.T @ (given.design * (total * variance).sum(axis=1)[:, None])
    at = slice(free + given.structure.at.start, free + given.structure.at.stop)
    inner = chance[1:-1]
    often = inner * total
    gradient[at] = (often - tally[1:-1]).sum(axis=(1, 2))
    leaning = (often * (used[1:-1, None, None] - mean)).sum(axis=2)
    information[at, :free] = leaning @ given.design
    information[:free, at] = information[at, :free].T
    information[at, at] = np.diag(often.sum(axis=(1, 2))) - np.einsum("iab,jab->ij", often, inner)


def unit_scores(ratings: list[Given], at: Marginal, posterior: Floats) -> Floats:
    """Return what each unit adds to the gradient of the marginal likelihood; float64, shape (n, parameters)."""
    free = len(at.free)
    found = np.zeros((len(posterior), len(at.all())))
    for given in ratings:
        chance, _ = at.chances(given, NODES)
        used, inner = given.structure.used, chance[1:-1]
        mean = np.tensordot(used.astype(np.float64), chance, 1)
        for piece in given.pieces():
            unit, cell, level = given.unit[piece], given.cell[piece], used[given.place[piece]]
            likely = posterior[unit]
            residual = level - (likely * mean[cell]).sum(axis=1)
            starts = np.flatnonzero(np.diff(unit, prepend=-1))
            found[unit[starts], :free] -= np.add.reduceat(residual[:, None] * given.design[cell], starts)
            for column, height in enumerate(range(given.structure.at.start, given.structure.at.stop)):
                surplus = (likely * inner[column][cell]).sum(axis=1) - (level == used[column + 1])
                found[unit[starts], free + height] += np.add.reduceat(surplus, starts)
    away = NODES - at.mean
    found[:, -2] = posterior @ away / at.deviation**2
    found[:, -1] = posterior @ (away**2 - at.deviation**2) / at.deviation**3
    return found


def covariance(ratings: list[Given], at: Marginal, units: int) -> Floats | None:
    """Return the covariance of all parameters, clustered by unit; None where the units do not determine them.

    Notes
    -----
    The cross-products of unit scores between two inverses of the information (Huber 1967), which is found from
    differences of the gradient: exact to six digits, and there are few parameters.
    """
    scores = unit_scores(ratings, at, posteriors(ratings, at, units))
    values, size = at.all(), len(at.all())
    information = np.zeros((size, size))
    for column in range(size):
        for sign in (1, -1):
            moved = values.copy()
            moved[column] += sign * DIFFERENCE
            near = Marginal(moved[: len(at.free)], moved[len(at.free) : -2], float(moved[-2]), float(moved[-1]))
            gradient = unit_scores(ratings, near, posteriors(ratings, near, units)).sum(axis=0)
            information[:, column] -= sign * gradient / (2 * DIFFERENCE)
    if np.linalg.eigvalsh((information + information.T) / 2)[0] <= DIFFERENCE:
        return None
    bread = np.linalg.inv(information)
    return bread @ scores.T @ scores @ bread.T


def weighted_places(ratings: list[Given], at: Marginal, units: int) -> Floats:
    """Return the place of each unit by weighted likelihood, in logits; float64, shape (n,).

    Notes
    -----
    Warm, T. A. (1989), Psychometrika 54:427-450: the score plus half the third moment over the variance is 0.
    """
    place = np.zeros(units)
    for _ in range(200):
        score, variance, third = moments = np.zeros((3, units))
        for given in ratings:
            eta = place[given.unit] - (given.design @ at.free)[given.cell]
            heights = np.concatenate([[0.0], at.height[given.structure.at], [0.0]])
            chance, _ = probabilities(eta, given.structure.used, heights)
            used = given.structure.used.astype(np.float64)
            mean = used @ chance
            moments[0] += np.bincount(given.unit, used[given.place] - mean, units)
            for power in (2, 3):
                central = ((used[:, None] - mean) ** power * chance).sum(axis=0)
                moments[power - 1] += np.bincount(given.unit, central, units)
        step = np.clip((score + third / (2 * variance)) / variance, -LONGEST_STEP, LONGEST_STEP)
        place += step
        if float(np.abs(step).max()) < SMALL_CHANGE:
            break
    return place
