"""How likely each level of an unknown is taken to be: alike, or as often as the batch has it."""

from __future__ import annotations

from fractions import Fraction
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from ocgscore.assessments import Assessments
from ocgscore.errors import Problem, RequestError

Ints: TypeAlias = npt.NDArray[np.int64]
UNKNOWNS: Final = ("uniform", "batch")


def level_counts(assessments: Assessments, unknowns: str = "uniform") -> tuple[Ints, ...]:
    """Return for each criterion how much each of its levels counts when an unknown is drawn.

    Parameters
    ----------
    assessments : Assessments
        n assessments against a matrix of k criteria.
    unknowns : str
        ``"uniform"``: every level counts 1. ``"batch"``: each counts as often as it is known in the batch.

    Returns
    -------
    tuple of ndarray of int64
        k arrays, each as long as the criterion has levels.

    Raises
    ------
    RequestError
        `unknowns` is neither of the two.

    Examples
    --------
    >>> from ocgscore import assess
    >>> batch = assess([{"group": g, "violence": v} for g, v in zip("ABC", ["low", "low", "?"])], "sleipnir-2000")
    >>> level_counts(batch, "batch")[1].tolist()
    [0, 2, 0, 0]
    """
    if unknowns not in UNKNOWNS:
        raise RequestError(Problem("unknowns", str(unknowns), f"one of {', '.join(UNKNOWNS)}", "choose one of these"))
    levels = [len(criterion.levels) for criterion in assessments.matrix.criteria]
    if unknowns == "uniform":
        return tuple(np.ones(number, np.int64) for number in levels)
    return tuple(
        np.bincount(lowest[lowest == highest], minlength=number).astype(np.int64)
        for lowest, highest, number in zip(assessments.lowest.T, assessments.highest.T, levels, strict=True)
    )


def level_chances(counts: Ints, lowest: int, highest: int) -> tuple[Fraction, ...]:
    """Return the chance of each level from `lowest` to `highest`: in proportion to the counts.

    Where none of the levels still possible counts anything (the batch knows none of them), they are taken as alike.

    Parameters
    ----------
    counts : ndarray of int64
        Of one criterion, from `level_counts`.
    lowest, highest : int
        Positions of the lowest and the highest level still possible.

    Returns
    -------
    tuple of Fraction
        ``highest - lowest + 1`` chances that add up to 1.

    Examples
    --------
    >>> level_chances(np.array([0, 2, 1, 1]), 1, 2)
    (Fraction(2, 3), Fraction(1, 3))
    >>> level_chances(np.array([0, 2, 0, 0]), 2, 3)
    (Fraction(1, 2), Fraction(1, 2))
    """
    kept = possible_counts(counts, lowest, highest).tolist()
    return tuple(Fraction(count, sum(kept)) for count in kept)


def possible_counts(counts: Ints, lowest: int, highest: int) -> Ints:
    """Return the counts of the levels still possible; ones where all of them are 0."""
    kept = counts[lowest : highest + 1]
    return kept if kept.any() else np.ones_like(kept)
