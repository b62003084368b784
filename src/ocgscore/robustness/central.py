"""Central weights: with which weights a group comes first; and how surely it does with them."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import numpy as np

from ocgscore.chance import Ints
from ocgscore.robustness.drawing import BLOCK
from ocgscore.robustness.engine import Counted, Engine
from ocgscore.robustness.places import FINE, Numbers

OFTEN: Final = 100  # first in at least one draw of so many
MOST_EACH: Final = 2_000  # draws for one group's confidence factor


def central_weights(engine: Engine, counted: Counted) -> dict[int, dict[int, float]]:
    """Return for each group that was ever first the mean of the weights with which it was.

    Parameters
    ----------
    engine : Engine
    counted : Counted

    Returns
    -------
    dict of int to dict of int to float
        By row, then criterion: its share from 0 to 1 among the criteria it is added together with. Empty where no
        weights are drawn.
    """
    if not engine.plan.blocks:
        return {}
    whole = 2**engine.plan.bits
    return {
        row: {c: int(sums[row]) / (int(counted.firsts[row]) * whole) for c, sums in counted.first_shares.items()}
        for row in np.flatnonzero(counted.firsts).tolist()
    }


def mean_weights(engine: Engine, counted: Counted) -> dict[int, float]:
    """Return the mean share of each criterion with a drawn weight, over all draws."""
    whole = counted.draws * 2**engine.plan.bits
    return {criterion: int(sums[-1]) / whole for criterion, sums in counted.first_shares.items()}


def confidence_factors(
    engine: Engine, counted: Counted, central: Mapping[int, Mapping[int, float]]
) -> dict[int, float]:
    """Return how often each group is first with its own central weights, over what else is uncertain.

    Only for groups first in at least 1 % of the draws: fewer draws would make an unsure mean of weights.

    Returns
    -------
    dict of int to float
        By row, from 0 to 1; those who tie share.
    """
    rows = [row for row in central if counted.first[row] * OFTEN >= counted.draws]  # shared firsts: at most 100 rows
    if not rows:
        return {}
    else_uncertain = bool(engine.drawer.unknown) or any(e.values_drawn for e in engine.plan.entries.values())
    blocks = min(counted.draws // len(rows), MOST_EACH) // BLOCK or 1

    def confidence(row: int) -> float:
        shares = on_lattice(engine, central[row])
        if not else_uncertain:
            return _first(engine.evaluator.scores(engine.drawer.block(0, shares))[:1], row)
        parts = [_first(engine.evaluator.scores(engine.drawer.block(n, shares)), row) for n in range(blocks)]
        return sum(parts) / blocks

    with ThreadPoolExecutor(engine.threads) as pool:
        return dict(zip(rows, pool.map(confidence, rows), strict=True))


def on_lattice(engine: Engine, weights: Mapping[int, float]) -> dict[int, Ints]:
    """Turn weights into whole units that add up, the largest remainders rounded up."""
    shares: dict[int, Ints] = {}
    whole = 2**engine.plan.bits
    for block in engine.plan.blocks:
        exact = np.array([weights[criterion] * whole for criterion in block.criteria])
        units = np.floor(exact).astype(np.int64)
        short = whole - int(units.sum())
        units[np.argsort(units - exact, kind="stable")[:short]] += 1
        shares |= {c: np.full(BLOCK, unit) for c, unit in zip(block.criteria, units.tolist(), strict=True)}
    return shares


def _first(scores: Numbers, row: int) -> float:
    """Return the share of draws in which a group is first; those who tie share."""
    level = scores == scores.max(axis=1, keepdims=True)
    parts = FINE // np.count_nonzero(level, axis=1)
    return int(parts[level[:, row]].sum()) / FINE / len(scores)
