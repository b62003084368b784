"""Variance components by the analogous analysis of variance, whatever is missing: Henderson's method I.

For every effect A the uncorrected sum of squares T_A = sum over its cells of (sum of observations)^2 / n_a has the
expectation N mean^2 + sum over effects B of k(A, B) var(B), where k(A, B) = sum over cells a of sum over cells b of
n_ab^2 / n_a. As many equations as unknowns: solved exactly, in fractions, so that a system that is singular is seen to
be so and perfect agreement gives 0, not almost 0.

References
----------
Henderson, C. R. (1953). Estimation of variance and covariance components. Biometrics 9:226-252.
Searle, S. R., Casella, G. & McCulloch, C. E. (1992). Variance Components, section 5.3. Wiley.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.consistency.ratings import Floats, Ints
from ocgscore.consistency.variance.cells import EACH, Cells, Design, Places, numbered, summed
from ocgscore.errors import Problem, RequestError

RESIDUAL: Final = "residual"
MOST_EXACT: Final = 64  # distinct sizes of cells: beyond, a common denominator costs more than it is worth
CONDITION: Final = 1e10


@attrs.frozen(eq=False)
class Solution:
    """Estimated components, or the effects that cannot be told apart.

    Parameters
    ----------
    value : tuple of float, one for each effect and the residual
        As estimated, so that one may be negative; empty where the system is singular.
    confounded : tuple of str
        The effects that the design does not tell apart; empty where it does.
    without : ndarray of float64, shape (levels, effects + 1), or None
        The components without each level of a factor in turn; NaN in the rows where they are singular.
    """

    value: tuple[float, ...]
    confounded: tuple[str, ...]
    without: Floats | None = None


def henderson(
    values: npt.ArrayLike, factors: Mapping[str, npt.ArrayLike], effects: Mapping[str, Sequence[str]]
) -> dict[str, float]:
    """Estimate variance components of any crossing and nesting, balanced or not, all effects random.

    Parameters
    ----------
    values : array of numbers, shape (N,)
        Observations.
    factors : mapping of str to array, shape (N,)
        The level of each factor at which each observation was made: numbers or names.
    effects : mapping of str to sequence of str
        Each effect as its factors; one that is nested has the factors it is nested in: raters nested in tasks are
        ``("task", "rater")``. What is left is the residual and need not be named.

    Returns
    -------
    dict of str to float
        The component of each effect in squared units of the observations, and of ``"residual"``. As estimated: one
        may be negative.

    Raises
    ------
    RequestError
        No observations, arrays of other lengths, a factor that is not given, effects that the observations do not tell
        apart.

    Notes
    -----
    Henderson's method I (1953); in a balanced design the analysis of variance. Missing observations must be missing by
    chance: an effect whose levels were met by chosen levels of another takes up the other's variance.

    Examples
    --------
    >>> person, item = [0, 0, 1, 1, 2, 2], ["a", "b", "a", "b", "a", "b"]
    >>> found = henderson([1, 2, 3, 4, 6, 5], {"p": person, "i": item}, {"p": ["p"], "i": ["i"]})
    >>> {name: round(value, 3) for name, value in found.items()}
    {'p': 3.667, 'i': -0.167, 'residual': 0.667}
    """
    numbers, codes = _read(values, factors, effects)
    solution = solve(numbers, Design(codes), effects)
    if solution.confounded:
        names = ", ".join(solution.confounded)
        raise RequestError(Problem("effects", names, "effects these observations tell apart", "leave one of them out"))
    return dict(zip([*effects, RESIDUAL], solution.value, strict=True))


def solve(
    values: Floats,
    design: Design,
    effects: Mapping[str, Sequence[str]],
    leave_out: str | None = None,
) -> Solution:
    """Set up and solve the equations, and, if asked, those without each level of one factor."""
    sets = [*(frozenset(effect) for effect in effects.values()), frozenset([*design.factors, EACH])]
    equations = [_Equation.of(values, design, each, sets, leave_out) for each in (frozenset[str](), *sets)]
    mean, *others = equations
    rows = [[*(k - of_mean for k, of_mean in zip(row.k, mean.k, strict=True)), row.t - mean.t] for row in others]
    found, confounded = _solved(rows)
    if confounded:
        return Solution((), tuple([*effects, RESIDUAL][at] for at in confounded))
    without = None if leave_out is None else _solved_without(mean, others)
    return Solution(tuple(map(float, found)), (), without)


@attrs.frozen(eq=False)
class _Equation:
    """One sum of squares, what is expected of it, and both without each level of a factor.

    `t` and `k` are exact; `t_without` has shape (levels,), `k_without` shape (levels, effects).
    """

    t: Fraction
    k: list[Fraction]
    t_without: Floats
    k_without: Floats

    @classmethod
    def of(
        cls,
        values: Floats,
        design: Design,
        effect: frozenset[str],
        others: Sequence[frozenset[str]],
        factor: str | None,
    ) -> _Equation:
        a = design.cells(effect)
        total = a.total(values)
        pairs = [_squares(design, effect, other) for other in others]
        t, k = _ratio(total**2, a.count), [_ratio(squares, a.count) for squares in pairs]
        if factor is None:
            return cls(t, k, np.zeros(0), np.zeros((0, 0)))
        out = _LeaveOut.of(design, effect, factor)
        t_without = float(t) + out.change(total**2, (total[out.a] - out.part.total(values)) ** 2)
        k_without = [
            float(whole)
            + (
                -out.size  # the sum over cells of n_a^2 / n_a: all observations
                if other <= effect
                else out.change(squares, squares[out.a] - _squares_gone(design, effect, other, factor))
            )
            for whole, squares, other in zip(k, pairs, others, strict=True)
        ]
        return cls(t, k, t_without, np.stack(k_without, axis=1))


@attrs.frozen(eq=False)
class _LeaveOut:
    """What each level of a factor has in the cells of an effect.

    `part` are the cells of the effect within a level; `a` is the cell and `level` the level of each; `count` are the
    sizes of the cells `a`, `size` those of the levels.
    """

    part: Cells
    a: Places
    level: Places
    count: Ints
    size: Ints

    @classmethod
    def of(cls, design: Design, effect: frozenset[str], factor: str) -> _LeaveOut:
        part, a, level = design.cells(effect | {factor}), design.cells(effect), design.cells({factor})
        return cls(part, a.of[part.sample], level.of[part.sample], a.count, level.count)

    def change(self, before: Floats, after: Floats) -> Floats:
        """Return by how much a sum over cells of a numerator over n changes without each level.

        `before` are the numerators of the cells, `after` those of the cells within a level once it is gone.
        """
        left = self.count[self.a] - self.part.count
        now = np.divide(after, left, out=np.zeros(len(left)), where=left > 0)
        return summed(self.level, now - (before / self.count)[self.a], len(self.size))


def _squares(design: Design, effect: frozenset[str], other: frozenset[str]) -> Floats:
    """Return the sum over the cells b of n_ab^2, for each cell a."""
    a, both = design.cells(effect), design.cells(effect | other)
    return summed(a.of[both.sample], both.count.astype(np.float64) ** 2, len(a))


def _squares_gone(design: Design, effect: frozenset[str], other: frozenset[str], factor: str) -> Floats:
    """Return by how much that sum shrinks without a level, for each cell a within the level."""
    part, both, each = (design.cells(cells) for cells in (effect | {factor}, effect | other, effect | other | {factor}))
    before = both.count[both.of[each.sample]]
    gone = each.count * (2.0 * before - each.count)  # n^2 - (n - m)^2 where m of n go
    return summed(part.of[each.sample], gone, len(part))


def _ratio(numerators: Floats, counts: Ints) -> Fraction:
    """Return the sum of numerators over counts: exact where whole numbers come in few sizes."""
    sizes, size = np.unique(counts, return_inverse=True)
    sums = summed(size, numerators, len(sizes))
    if len(sizes) > MOST_EXACT:
        return Fraction(math.fsum((sums / sizes).tolist()))
    return sum((Fraction(total) / n for total, n in zip(sums.tolist(), sizes.tolist(), strict=True)), Fraction(0))


def _solved(rows: list[list[Fraction]]) -> tuple[list[Fraction], list[int]]:
    """Return the solution by elimination, and the unknowns that are not determined."""
    pivots: list[int] = []
    size = len(rows)
    for column in range(size):
        at = len(pivots)
        pivot = next((row for row in range(at, size) if rows[row][column]), None)
        if pivot is None:
            continue
        rows[at], rows[pivot] = rows[pivot], rows[at]
        rows[at] = [entry / rows[at][column] for entry in rows[at]]
        for row in range(size):
            if row != at and (factor := rows[row][column]):
                rows[row] = [entry - factor * lead for entry, lead in zip(rows[row], rows[at], strict=True)]
        pivots.append(column)
    free = [column for column in range(size) if column not in pivots]
    tied = [column for at, column in enumerate(pivots) if any(rows[at][other] for other in free)]
    return [row[size] for row in rows], sorted([*free, *tied])


def _solved_without(mean: _Equation, others: list[_Equation]) -> Floats:
    """Return the solutions without each level of the factor; NaN where there is none."""
    k = np.stack([row.k_without - mean.k_without for row in others], axis=1)
    t = np.stack([row.t_without - mean.t_without for row in others], axis=1)
    size = np.abs(k).max(axis=2)
    size[size == 0] = 1  # a row of noughts stays one, and singular
    k, t = k / size[..., None], t / size
    good = np.linalg.cond(k) < CONDITION
    found = np.full(t.shape, np.nan)
    found[good] = np.linalg.solve(k[good], t[good, :, None])[..., 0]
    return found


def _read(
    values: npt.ArrayLike, factors: Mapping[str, npt.ArrayLike], effects: Mapping[str, Sequence[str]]
) -> tuple[Floats, dict[str, Ints]]:
    numbers = np.asarray(values, np.float64)
    columns = {name: np.asarray(column) for name, column in factors.items()}
    problems = [
        Problem(f"factors {name}", f"shape {column.shape}", f"{numbers.size} levels", "one for each observation")
        for name, column in columns.items()
        if column.shape != numbers.shape
    ]
    problems += [
        Problem(f"effects {name}", factor, "a factor that is given", f"given are {', '.join(factors)}")
        for name, effect in effects.items()
        for factor in effect
        if factor not in factors
    ]
    if numbers.ndim != 1 or not numbers.size or not np.isfinite(numbers).all():
        hint = "leave missing ones out"
        problems.append(Problem("values", f"shape {numbers.shape}", "a row of finite numbers", hint))
    if not factors or not all(effects.values()) or RESIDUAL in effects:
        hint = "give each effect its factors; the residual is what is left"
        problems.append(Problem("effects", ", ".join(effects), "effects of at least one factor", hint))
    if problems:
        raise RequestError(problems)
    return numbers, {name: numbered(column) for name, column in columns.items()}
