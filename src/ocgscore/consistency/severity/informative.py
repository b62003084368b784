"""Which ratings say anything about severity, and which levels are in use."""

from __future__ import annotations

from typing import Final

import attrs
import numpy as np

from ocgscore.consistency.ratings import Flags, Ints, Levels
from ocgscore.consistency.severity.model import Facets, Structure

KEPT, ONE, LOWEST, HIGHEST, SAME = range(5)
WHY: Final = {
    ONE: "it has a single informative level",
    LOWEST: "all its informative levels are the lowest in use, which any severity above some point explains",
    HIGHEST: "all its informative levels are the highest in use, which any severity below some point explains",
    SAME: "nothing varies: all informative levels are the same",
}
NOTHING_KNOWN: Final = "it has no known level"
NOTHING_LEFT: Final = "every unit it scored has one known level, or all its levels at one end of what is in use"


@attrs.frozen(eq=False)
class Informative:
    """What is left once what carries no information is left out.

    Parameters
    ----------
    facets : Facets or None
        None where nothing is left.
    units, scorers, criteria : ndarray of int64
        Which they are, as positions in what was given; in the order of the facets.
    extreme_units : int
        Units left out because all their levels are at one end.
    reasons : dict of int to str
        Why a scorer was left out.
    """

    facets: Facets | None
    units: Ints
    scorers: Ints
    criteria: Ints
    extreme_units: int
    reasons: dict[int, str]


def informative(unit: Ints, scorer: Ints, levels: Levels, kinds: Ints, *, population: bool = False) -> Informative:
    """Leave out what carries no information, until nothing more does.

    Parameters
    ----------
    unit, scorer : ndarray of int64, shape (r,)
    levels : ndarray of int16, shape (r, k)
        -1 where nothing is known.
    kinds : ndarray of int64, shape (k,)
        Criteria of one number share their thresholds.
    population : bool
        Whether units are a sample from a population: then every unit says something about it and is kept.

    Notes
    -----
    A unit, a scorer or a criterion with all its levels at one end of those in use has its maximum at infinity and tells
    nothing about the others; neither does one with a single level. Leaving it out may make another extreme, or a level
    unused.
    """
    levels = levels.copy()
    ratings = np.bincount(scorer, (levels >= 0).sum(axis=1))
    reasons = {who: NOTHING_KNOWN for who in np.unique(scorer).tolist() if not ratings[who]}
    extreme_units = 0
    while True:
        counted = [flags.astype(np.int64) for flags in _known_and_ends(levels, kinds)]
        by_unit = _status(*(np.bincount(unit, flags.sum(axis=1)) for flags in counted))
        by_scorer = _status(*(np.bincount(scorer, flags.sum(axis=1)) for flags in counted))
        if population:
            by_unit[:] = KEPT
        by_criterion = _status(*(flags.sum(axis=0) for flags in counted))
        if not (by_unit.any() or by_scorer.any() or by_criterion.any()):
            break
        extreme_units += int(np.count_nonzero(by_unit >= LOWEST))
        reasons |= {who: WHY[by_scorer[who]] for who in np.flatnonzero(by_scorer).tolist()}
        levels[(by_unit[unit] > KEPT) | (by_scorer[scorer] > KEPT)] = -1
        levels[:, by_criterion > KEPT] = -1
    rows = (levels >= 0).any(axis=1)
    units, left = np.unique(unit[rows]), np.unique(scorer[rows])
    gone = np.setdiff1d(scorer, left).tolist()
    reasons |= {who: NOTHING_LEFT for who in gone if who not in reasons}
    criteria = np.flatnonzero((levels >= 0).any(axis=0))
    return Informative(_facets(unit, scorer, levels, kinds), units, left, criteria, extreme_units, reasons)


def _known_and_ends(levels: Levels, kinds: Ints) -> tuple[Flags, Flags, Flags]:
    """Return where a level is known, where it is the lowest in use of its kind, and where the highest."""
    known = levels >= 0
    low, high = np.zeros_like(known), np.zeros_like(known)
    for kind in np.unique(kinds).tolist():
        some = kinds == kind
        used = levels[:, some][known[:, some]]
        if used.size:
            low[:, some], high[:, some] = levels[:, some] == used.min(), levels[:, some] == used.max()
    return known, low & known, high & known


def _status(known: Ints, low: Ints, high: Ints) -> Ints:
    """Say what keeps each from being informative; 0 where nothing does, or nothing of it is left."""
    found = np.where(high == known, HIGHEST, KEPT)
    found[low == known] = LOWEST
    found[(low == known) & (high == known)] = SAME
    found[known == 1] = ONE
    found[known == 0] = KEPT
    return found


def _facets(unit: Ints, scorer: Ints, levels: Levels, kinds: Ints) -> Facets | None:
    known = levels >= 0
    rows, columns = known.any(axis=1), known.any(axis=0)
    if not rows.any():
        return None
    left = levels[np.ix_(rows, columns)]
    structures, start = [], 0
    for kind in np.unique(kinds[columns]).tolist():
        criteria = np.flatnonzero(kinds[columns] == kind)
        given = left[:, criteria]
        used = np.unique(given[given >= 0]).astype(np.int64)
        structures.append(Structure(criteria, used, slice(start, start + len(used) - 2)))
        start += len(used) - 2
    numbered = [np.unique(at[rows], return_inverse=True)[1].astype(np.int64) for at in (unit, scorer)]
    return Facets(numbered[0], numbered[1], left, tuple(structures))
