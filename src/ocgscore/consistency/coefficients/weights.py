"""How much credit a pair of different levels gets: agreement weights over the whole scale.

A weight is 1 for equal levels and falls as they part. What is called ordinal here is Gwet's definition, and is named
so: it is not Krippendorff's ordinal metric, and the two give different numbers on the same ratings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, Literal, TypeAlias, get_args

import numpy as np
import numpy.typing as npt

from ocgscore.consistency.ratings import FEWEST_LEVELS, Floats
from ocgscore.errors import Problem, RequestError, did_you_mean, whole_number_problems

WeightName: TypeAlias = Literal["unweighted", "linear", "quadratic", "gwet-ordinal"]
CreditName: TypeAlias = WeightName | Literal["adjacent"]
NAMES: Final[tuple[str, ...]] = get_args(WeightName)
MOST_LEVELS: Final = 1000


def _gwet_ordinal(gap: Floats, levels: int) -> Floats:
    """Return 1 less the pairs among the levels from one to the other, as a share of those among all."""
    return 1 - gap * (gap + 1) / (levels * (levels - 1))


CREDIT: Final[Mapping[str, Callable[[Floats, int], Floats]]] = {
    "unweighted": lambda gap, _levels: (gap == 0).astype(np.float64),
    "linear": lambda gap, levels: 1 - gap / (levels - 1),
    "quadratic": lambda gap, levels: 1 - (gap / (levels - 1)) ** 2,
    "gwet-ordinal": _gwet_ordinal,
}


def agreement_weights(name: WeightName, levels: int) -> Floats:
    """Return the agreement weights of a scale.

    Parameters
    ----------
    name : {"unweighted", "linear", "quadratic", "gwet-ordinal"}
    levels : int, 2 to 1,000
        How many levels the whole scale has, used or not.

    Returns
    -------
    ndarray of float64, shape (levels, levels)
        Symmetric, 0 to 1, with 1 on the diagonal.

    Raises
    ------
    RequestError
        Weights of no such name, or fewer than two levels.

    Notes
    -----
    Cohen (1968); Gwet (2014) Handbook of Inter-Rater Reliability, 4th ed., ch. 3.

    Examples
    --------
    >>> agreement_weights("quadratic", 3).tolist()
    [[1.0, 0.75, 0.0], [0.75, 1.0, 0.75], [0.0, 0.75, 1.0]]
    >>> agreement_weights("gwet-ordinal", 4)[0].round(3).tolist()
    [1.0, 0.833, 0.5, 0.0]
    """
    problems = [*_name_problems(name), *whole_number_problems("levels", levels, FEWEST_LEVELS, MOST_LEVELS)]
    if problems:
        raise RequestError(problems)
    return CREDIT[name](_gaps(levels), levels)


def credit_of(name: CreditName, levels: int) -> Floats:
    """Return agreement weights, or ``"adjacent"``: 1 for levels that are equal or next to each other, else 0.

    Examples
    --------
    >>> credit_of("adjacent", 3).tolist()
    [[1.0, 1.0, 0.0], [1.0, 1.0, 1.0], [0.0, 1.0, 1.0]]
    """
    if name == "adjacent":
        return (_gaps(levels) <= 1).astype(np.float64)
    return agreement_weights(name, levels)


def weights_from_disagreement(disagreement: npt.ArrayLike) -> Floats:
    """Return agreement weights from what each confusion costs.

    Parameters
    ----------
    disagreement : array of float, shape (q, q)
        0 on the diagonal, nowhere negative; only ratios matter. It need not be symmetric.

    Returns
    -------
    ndarray of float64, shape (q, q)
        ``1 - v / max(v)``.

    Raises
    ------
    RequestError
        Costs that are not square, finite, non-negative and 0 on the diagonal only as a whole.

    Notes
    -----
    Cohen (1968) Psychological Bulletin 70:213-220.

    Examples
    --------
    >>> weights_from_disagreement([[0, 1], [4, 0]]).tolist()
    [[1.0, 0.75], [0.0, 1.0]]
    """
    cost = np.asarray(disagreement, np.float64)
    if cost.ndim != 2 or cost.shape[0] != cost.shape[1] or len(cost) < FEWEST_LEVELS:
        raise RequestError(Problem("disagreement", f"shape {cost.shape}", "a square table of two levels or more"))
    sound = np.isfinite(cost).all() and (cost >= 0).all() and not np.diag(cost).any() and cost.any()
    if not sound:
        expected = "a table of costs: finite, 0 on the diagonal, nowhere negative, somewhere above 0"
        raise RequestError(Problem("disagreement", str(cost.tolist()), expected))
    weights: Floats = 1 - cost / cost.max()
    return weights


def _gaps(levels: int) -> Floats:
    """Return how many levels lie between each two, the higher included."""
    at = np.arange(levels, dtype=np.float64)
    return np.abs(at[:, None] - at)


def _name_problems(name: object) -> Iterator[Problem]:
    if name not in NAMES:
        hint = did_you_mean(str(name), NAMES) or f"there are {', '.join(NAMES)}"
        yield Problem("weights", str(name), "a kind of agreement weights", hint)
