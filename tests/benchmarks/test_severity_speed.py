"""How fast severities are, as ratios to baselines run beside them: ``pytest tests/benchmarks --benchmark-only``.

Nothing here asserts a time. The baselines and what was expected of each are in the docstrings.
"""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from ocgscore.consistency import Ratings, Scale
from ocgscore.consistency.severity import severities
from ocgscore.consistency.severity.estimating import fitted
from ocgscore.consistency.severity.newton import maximise

UNITS, LEVELS, SEED = 5_000, 5, 20261127
STEPS = np.concatenate([[0.0], np.cumsum([-1.5, -0.5, 0.5, 1.5])])


def made(unit, scorer, criteria):
    """Synthetic ratings by the model."""
    chance = np.random.default_rng(SEED)
    severity = np.linspace(-0.5, 0.5, int(scorer.max()) + 1)
    place = (chance.normal(0, 1, int(unit.max()) + 1)[unit] - severity[scorer])[:, None]
    levels = np.zeros((len(unit), criteria), np.int16)
    for column, difficulty in enumerate(np.linspace(-0.5, 0.5, criteria)):
        share = np.exp(np.arange(LEVELS)[:, None] * (place[:, 0] - difficulty) - STEPS[:, None])
        below = (share / share.sum(axis=0)).cumsum(axis=0)[:-1]
        levels[:, column] = (chance.random(len(unit)) > below).sum(axis=0)
    scales = [Scale(f"c{at}", f"c{at}", tuple(map(str, range(LEVELS)))) for at in range(criteria)]
    return Ratings.of([f"{at:05}" for at in unit.tolist()], [f"{at:02}" for at in scorer.tolist()], levels, scales)


@pytest.fixture(scope="module")
def sparse():
    """5,000 units by 12 scorers on 10 criteria: every unit scored once, one in five by another scorer too."""
    chance = np.random.default_rng(SEED)
    first = chance.integers(0, 12, UNITS)
    again = chance.choice(UNITS, UNITS // 5, replace=False)
    other = (first[again] + chance.integers(1, 12, len(again))) % 12
    return made(np.concatenate([np.arange(UNITS), again]), np.concatenate([first, other]), 10)


def facets_of(ratings):
    kinds = np.full(len(ratings.scales), LEVELS)
    return fitted(ratings.unit, ratings.scorer, ratings.levels, kinds).fit.facets


def dense(facets):
    """Newton's method with the units among the parameters: one square matrix of all of them in each step."""
    units, scorers, criteria = facets.units, facets.scorers, facets.criteria
    size, used = units + scorers + criteria + LEVELS - 2, np.arange(LEVELS)
    row, criterion = np.nonzero(facets.levels >= 0)
    level = facets.levels[row, criterion]
    at = np.column_stack([facets.unit[row], units + facets.scorer[row], units + scorers + criterion])
    sign, beta = np.array([1.0, -1.0, -1.0]), np.zeros(size)
    inner = units + scorers + criteria + np.arange(LEVELS - 2)
    for _ in range(10):
        raw = used * (beta[at] @ sign)[:, None] - np.concatenate([[0], beta[inner], [0]])
        share = np.exp(raw - raw.max(axis=1, keepdims=True))
        share /= share.sum(axis=1, keepdims=True)
        mean = share @ used
        variance = share @ used**2 - mean**2
        gradient, information = np.zeros(size), np.zeros((size, size))
        lean = share[:, 1:-1] * (used[1:-1] - mean[:, None])
        for one in range(3):
            np.add.at(gradient, at[:, one], sign[one] * (level - mean))
            for other in range(3):
                np.add.at(information, (at[:, one], at[:, other]), sign[one] * sign[other] * variance)
            for place, column in zip(inner, lean.T, strict=True):
                np.add.at(information[place], at[:, one], -sign[one] * column)
        information[:, inner] = information[inner].T
        gradient[inner] = (share[:, 1:-1] - (level[:, None] == used[1:-1])).sum(axis=0)
        information[np.ix_(inner, inner)] = np.diag(share[:, 1:-1].sum(axis=0)) - share[:, 1:-1].T @ share[:, 1:-1]
        free = np.delete(np.arange(size), [units, units + scorers])  # one severity and one difficulty stay at 0
        step = np.zeros(size)
        step[free] = np.linalg.solve(information[np.ix_(free, free)], gradient[free])
        beta += step
        if np.abs(step).max() < 1e-8:
            break
    severity = beta[units : units + scorers]
    return severity - severity.mean()


def test_severities_against_a_dense_newton_on_an_eighth_of_the_units(versus, sparse):
    """The same estimates; all of the units here, an eighth of them there: with all, one step needs a matrix of 200 MB.

    Expected 0.3 to 0.7, with standard errors and fits besides: the baseline's steps are cubic in the units.
    """
    part = facets_of(sparse.take(sparse.unit < UNITS // 8))
    assert dense(part) == pytest.approx(maximise(part).parameters.severity, abs=1e-7)
    versus("severities of 60,000 ratings, baseline on 7,500", lambda: severities(sparse), lambda: dense(part), rounds=5)


def test_the_newton_alone_against_a_dense_one_on_the_same_units(versus, sparse):
    """An eighth of the units on both sides: what eliminating them gains. Expected 0.03 to 0.1."""
    part = facets_of(sparse.take(sparse.unit < UNITS // 8))
    versus("Newton on 7,500 ratings", lambda: maximise(part), lambda: dense(part), rounds=5)


def test_memory_of_43_scorers_of_5000_units_on_12_criteria(benchmark, capsys):
    """2,580,000 ratings; 1 GiB is promised."""
    ratings = made(np.repeat(np.arange(UNITS), 43), np.tile(np.arange(43), UNITS), 12)
    benchmark.pedantic(severities, (ratings,), rounds=1)
    tracemalloc.start()
    found = severities(ratings)
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    assert len(found.components) == 1
    assert peak < 1024
    with capsys.disabled():
        print(
            f"\nseverities of 2,580,000 ratings: {peak:.0f} MiB at most beside the ratings' own {ratings.levels.nbytes / 2**20:.0f}"
        )
