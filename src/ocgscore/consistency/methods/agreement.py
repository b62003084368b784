"""Do two methods put groups in the same order: Spearman's rho and Kendall's tau-b, with intervals over groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import attrs
import numpy as np

from ocgscore.consistency.effects.jackknife import with_interval
from ocgscore.consistency.effects.tau import Numbers, tau_b, why_unordered
from ocgscore.consistency.estimate import Estimate
from ocgscore.consistency.ratings import Ints
from ocgscore.ranking.correlation import spearman

FEWEST_GROUPS: Final = 5
BLOCKS: Final = 100  # of more groups, so many blocks are left out in turn
Statistic = Callable[[Numbers, Numbers], float | None]


@attrs.frozen
class Agreement:
    """How far two methods order the same things alike; both from -1 to 1.

    Parameters
    ----------
    spearman, tau : Estimate
        Spearman's rank correlation and Kendall's tau-b. `units` are groups; `pairs` pairs of assessments, 0 where group
        means are compared.
    """

    spearman: Estimate
    tau: Estimate


def agreement(first: Numbers, second: Numbers, group: Ints, of: str) -> Agreement:
    """Compare two orders of n things that belong to groups.

    Parameters
    ----------
    first, second : ndarray of numbers, shape (n,)
        By each method.
    group : ndarray of int64, shape (n,)
        The group of each; the jackknife leaves out whole groups.
    of : {"group means", "matched pairs"}
        What is compared.

    Returns
    -------
    Agreement
        Undefined, with the reason, for fewer than 5 groups and where all tie.

    Examples
    --------
    >>> found = agreement(np.array([1, 2, 3, 4, 5]), np.array([1, 3, 2, 4, 5]), np.arange(5), "group means")
    >>> found.spearman.text(), found.tau.text(), found.tau.interval_text()
    ('0.90', '0.80', '-0.11 to 1.00')
    """
    rho = _estimate(spearman, first, second, group, f"Spearman's rho of {of}")
    return Agreement(rho, _estimate(tau_b, first, second, group, f"Kendall's tau-b of {of}"))


def _estimate(statistic: Statistic, first: Numbers, second: Numbers, group: Ints, method: str) -> Estimate:
    _, which = np.unique(group, return_inverse=True)
    groups = int(which.max(initial=-1)) + 1
    pairs = len(first) if method.endswith("pairs") else 0
    if groups < FEWEST_GROUPS:
        reason = f"{groups} group{'s' * (groups != 1)}: it takes {FEWEST_GROUPS}"
        return Estimate.undefined(reason, method, units=groups, pairs=pairs)
    value = statistic(first, second)
    if value is None:
        return Estimate.undefined(why_unordered(first, second), method, units=groups, pairs=pairs)
    blocks = min(groups, BLOCKS)
    replicates = [statistic(first[kept], second[kept]) for at in range(blocks) for kept in [which % blocks != at]]
    return with_interval(Estimate(value, method, units=groups, pairs=pairs), replicates, (-1.0, 1.0))
