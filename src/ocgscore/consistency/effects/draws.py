"""How sure it is who is among the first N, while severities are known only so well: drawn, from a seed."""

from __future__ import annotations

import math
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.chance import Chance
from ocgscore.consistency.effects.totals import Totals, check_shift
from ocgscore.consistency.ratings import Floats, Ints
from ocgscore.errors import Problem, RequestError, drawing_problems, whole_number_problems

DRAWS: Final = 500
AT_ONCE: Final = 2**21  # totals held at a time
OPEN: Final = (0.05, 0.95)
SLACK: Final = 1e-9  # of the largest eigenvalue: rounding may leave the smallest a little below 0
METHOD: Final = "share of draws of the scorers' shifts, normal with the covariance given"


@attrs.frozen(eq=False)
class TopChances:
    """Who is among the first N when what scorers add is taken off.

    Those who tie at the last of the N places share the places left, here and in every draw.

    Parameters
    ----------
    top : int
        N.
    row : ndarray of intp, shape (u,)
        The rows compared: groups with an exact total and a scorer. All arrays below are aligned with it.
    chance : ndarray of float64, shape (u,)
        P(top N): the share of draws in which the group is among the first N.
    raw, adjusted : ndarray of float64, shape (u,)
        Its share of the first N places by raw totals, and by totals less the estimated shift.
    overlap : float or None
        How many of the N places the two have in common; None with `reason` where nothing was compared.
    open : ndarray of intp
        Rows whose chance is from 5 to 95 %.
    not_exact, unnamed : int
        How many were left out for an open total, and for having no scorer.
    draws, seed : int
    method : str
    reason : str
        Why nothing was compared; empty where something was.
    """

    top: int
    row: npt.NDArray[np.intp]
    chance: Floats
    raw: Floats
    adjusted: Floats
    overlap: float | None
    open: npt.NDArray[np.intp]
    not_exact: int
    unnamed: int
    draws: int
    seed: int
    method: str = METHOD
    reason: str = ""

    @property
    def largest_error(self) -> float:
        """The Monte-Carlo standard error that no chance exceeds: that of one half."""
        return math.sqrt(0.25 / self.draws)


def top_chances(
    totals: Totals, shift: npt.ArrayLike, covariance: npt.ArrayLike, *, top: int, draws: int = DRAWS, seed: int = 1
) -> TopChances:
    """Say how likely each group is among the first N, from draws of what scorers add.

    Parameters
    ----------
    totals : Totals
        Of n groups, a row a group.
    shift : array of float64, shape (f,)
        Points that each scorer adds to the measure: positive where it scores high.
    covariance : array of float64, shape (f, f)
        Of the shift, in squared points; it may be singular, as where severities add up to 0.
    top : int
        N, from 1.
    draws : int
        From 1 to 1,000,000.
    seed : int
        From 0 to 2**63 - 1.

    Returns
    -------
    TopChances

    Raises
    ------
    RequestError
        With everything wrong with the request at once.

    Notes
    -----
    Words of 64 random bits become uniform numbers by their upper 53 bits, pairs of these normal numbers by Box and
    Muller's transform, and these a shift by the symmetric square root of the covariance (from its eigenvalues, the
    negative ones of rounding taken as 0), which does not depend on the choice of eigenvectors. The first draws of a
    longer run are those of a shorter one.

    References
    ----------
    Box, G. E. P. & Muller, M. E. (1958). A note on the generation of random normal deviates. Annals of Mathematical
    Statistics 29:610-611.

    Examples
    --------
    >>> from ocgscore import assess, load_matrix, score
    >>> names = [criterion.id for criterion in load_matrix("sleipnir-2000").criteria]
    >>> rows = [{"group": g, **dict.fromkeys(names, at)} for g, at in zip("ABC", ["low", "medium", "high"])]
    >>> totals = Totals.of(score(assess(rows, "sleipnir-2000")), [0, 1, 0], ["East", "North"])
    >>> found = top_chances(totals, [0, 0], [[0, 0], [0, 300**2]], top=1)
    >>> found.raw.tolist(), found.open.tolist(), found.chance.round(1).tolist()  # B is 380 points below C
    ([0.0, 0.0, 1.0], [1, 2], [0.0, 0.1, 0.9])
    """
    points = check_shift(totals, shift)
    root, problems = _square_root(covariance, len(points))
    problems += drawing_problems(draws, seed, usual=DRAWS)
    problems += whole_number_problems("top", top, 1, 2**31, hint="10 is a good number")
    if root is None or problems:
        raise RequestError(problems)
    u = len(totals.usable)
    if u <= top:
        return _undefined(totals, top, draws, seed)
    chance = _drawn(totals, points, root, top, draws, seed)
    raw, adjusted = (_top_shares(each[None], top)[0] for each in (totals.raw(), totals.adjusted(points)))
    still_open = totals.usable[(chance >= OPEN[0]) & (chance <= OPEN[1])]
    overlap = float(np.minimum(raw, adjusted).sum())
    left_out = totals.not_exact, totals.unnamed
    return TopChances(top, totals.usable, chance, raw, adjusted, overlap, still_open, *left_out, draws, seed)


def normals(chance: Chance, rows: int, columns: int) -> Floats:
    """Return independent standard normal numbers by Box and Muller's transform; float64, shape (rows, columns)."""
    half = -(-columns // 2)
    uniform = (chance.words(rows, 2, half) >> np.uint64(11)).astype(np.float64) * 2.0**-53
    radius = np.sqrt(-2.0 * np.log1p(-uniform[:, 0]))  # 1 - u is never 0
    angle = 2.0 * math.pi * uniform[:, 1]
    return np.concatenate([radius * np.cos(angle), radius * np.sin(angle)], axis=1)[:, :columns]


def _square_root(covariance: npt.ArrayLike, f: int) -> tuple[Floats | None, list[Problem]]:
    """Return the symmetric square root of a covariance, or what is wrong with it."""
    given = np.asarray(covariance, np.float64)
    expected = f"a covariance of {f} shifts"
    if given.shape != (f, f) or not np.isfinite(given).all():
        got = f"shape {given.shape}" if given.shape != (f, f) else "a number that is not finite"
        return None, [Problem("covariance", got, expected, "a row and a column for each scorer")]
    largest = float(np.abs(given).max(initial=0.0))
    values, vectors = np.linalg.eigh((given + given.T) / 2)
    if np.abs(given - given.T).max(initial=0.0) > SLACK * largest or values.min(initial=0.0) < -SLACK * f * largest:
        hint = "it is symmetric, and no weighted sum of shifts has a variance below 0"
        return None, [Problem("covariance", "a matrix that is no covariance", expected, hint)]
    root: Floats = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
    return root, []


def _drawn(totals: Totals, points: Floats, root: Floats, top: int, draws: int, seed: int) -> Floats:
    """Return the share of draws in which each usable row is among the first."""
    u = len(totals.usable)
    chance = Chance.of(seed, 0)
    hits = np.zeros(u)
    block = max(1, AT_ONCE // max(u, len(points)))
    for start in range(0, draws, block):
        some = points + normals(chance, min(block, draws - start), len(points)) @ root
        hits += _top_shares(totals.adjusted(some), top).sum(axis=0)
    return np.minimum(hits / draws, 1.0)


def _top_shares(values: Ints, top: int) -> Floats:
    """Return each one's share of the first places in each of d draws; float64, shape (d, u)."""
    u = values.shape[1]
    line = np.partition(values, u - top, axis=1)[:, u - top, None]
    above, level = values > line, values == line
    left = top - np.count_nonzero(above, axis=1)
    share = left / np.count_nonzero(level, axis=1)
    found: Floats = np.where(level, share[:, None], above.astype(np.float64))
    return found


def _undefined(totals: Totals, top: int, draws: int, seed: int) -> TopChances:
    u = len(totals.usable)
    reason = f"{u} group{'s have' if u != 1 else ' has'} an exact total and a scorer: no more than the top {top}"
    none, rows = np.zeros(0), np.zeros(0, np.intp)
    left_out = totals.not_exact, totals.unnamed
    return TopChances(top, rows, none, none, none, None, rows, *left_out, draws, seed, reason=reason)
