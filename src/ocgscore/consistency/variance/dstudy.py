"""How dependable a score is that so many scorers give together, and how many it takes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import attrs

from ocgscore.consistency.variance.components import VarianceComponents
from ocgscore.errors import Problem, RequestError, whole_number_problems

FIXED: Final = "D study, the criteria fixed"
SAMPLED: Final = "D study, criteria drawn from more of the kind"
WANTED: Final = 0.80
MOST: Final = 1_000_000
SLACK: Final = 1e-9
USUAL: Final = tuple(range(1, 11))


@attrs.frozen
class Precision:
    """How dependable the mean over criteria is that so many scorers give together.

    Parameters
    ----------
    scorers : int
    relative, absolute : float or None
        The generalisability coefficient E rho^2 (do units come in the right order) and the dependability coefficient
        Phi (is the level right), 0 to 1; None where neither units nor errors vary.
    relative_error, absolute_error : float
        Standard errors of the mean over criteria, in level steps.
    """

    scorers: int
    relative: float | None
    absolute: float | None
    relative_error: float
    absolute_error: float


@attrs.frozen
class DStudy:
    """What more scorers would bring.

    Parameters
    ----------
    precisions : tuple of Precision
        One for each number of scorers asked for; empty where the components are undefined.
    relative_needed, absolute_needed : int or None
        The fewest scorers that bring E rho^2, and Phi, to .80; None where no number does.
    units, criteria : int
        What it rests on, and criteria in the mean.
    method : str
    reason : str
        Why there is nothing, or why no number of scorers is enough; empty otherwise.
    """

    precisions: tuple[Precision, ...]
    relative_needed: int | None
    absolute_needed: int | None
    units: int
    criteria: int
    method: str
    reason: str = ""


@attrs.frozen
class _Sources:
    """Variance of what is wanted, and of errors: those that stay, and those that so many scorers divide."""

    universe: float
    relative_stays: float
    relative: float
    absolute_stays: float
    absolute: float

    def precision(self, scorers: int) -> Precision:
        relative = self.relative_stays + self.relative / scorers
        absolute = self.absolute_stays + self.absolute / scorers
        coefficients = (self._coefficient(relative), self._coefficient(absolute))
        return Precision(scorers, *coefficients, math.sqrt(relative), math.sqrt(absolute))

    def _coefficient(self, error: float) -> float | None:
        whole = self.universe + error
        return self.universe / whole if whole else None

    def needed(self, stays: float, divided: float) -> int | None:
        """Return the fewest scorers with universe / (universe + error) at what is wanted."""
        room = self.universe * (1 - WANTED) / WANTED - stays
        if room <= 0:
            return None
        fewest = max(1, math.ceil(divided / room - SLACK))
        return fewest if fewest <= MOST else None


def dstudy(
    components: VarianceComponents, scorers: Sequence[int] = USUAL, *, sampled_criteria: int | None = None
) -> DStudy:
    """Work out how dependable a unit's mean level is with other numbers of scorers, each scoring every unit.

    Parameters
    ----------
    components : VarianceComponents
        Negative ones count as 0.
    scorers : sequence of int, each from 1 to 1,000,000
    sampled_criteria : int, optional
        Treat criteria as so many drawn from a universe of them. By default they are those of the matrix, no others,
        and a matrix would be used again with the same ones.

    Raises
    ------
    RequestError
        A number out of range.

    Notes
    -----
    Brennan (2001), Generalizability Theory, chapters 4 and 5: with criteria fixed what a unit is on them
    (unit x criterion) is part of what is wanted, and their own differences are no error:

    - universe score: unit + unit x criterion / n_c
    - relative error: unit x scorer / n_f + residual / (n_f n_c)
    - absolute error: that, and scorer / n_f + scorer x criterion / (n_f n_c)

    Examples
    --------
    >>> from ocgscore.consistency.ratings import Ratings, Scale
    >>> from ocgscore.consistency.variance.components import variance_components
    >>> scale = Scale("harm", "Harm", ("none", "low", "medium", "high"))
    >>> units, whose = ["A", "A", "B", "B", "C", "C"], ["North", "East"] * 3
    >>> study = dstudy(variance_components(Ratings.of(units, whose, [[0], [1], [1], [2], [2], [3]], [scale])), [1, 2])
    >>> [round(one.absolute, 2) for one in study.precisions], study.absolute_needed
    ([0.67, 0.8], 2)
    """
    _check(scorers, sampled_criteria)
    method = FIXED if sampled_criteria is None else SAMPLED
    criteria = components.criteria if sampled_criteria is None else sampled_criteria
    if not components.defined:
        return DStudy((), None, None, components.units, criteria, method, components.reason)
    sources = _fixed(components) if sampled_criteria is None else _sampled(components, criteria)
    relative = sources.needed(sources.relative_stays, sources.relative)
    absolute = sources.needed(sources.absolute_stays, sources.absolute)
    never = "no number of scorers brings it to .80" if absolute is None else ""
    precisions = tuple(map(sources.precision, scorers))
    return DStudy(precisions, relative, absolute, components.units, criteria, method, never)


def _fixed(components: VarianceComponents) -> _Sources:
    n = components.criteria
    relative = _part(components, "unit x scorer") + _part(components, "residual") / n
    scorer = _part(components, "scorer") + _part(components, "scorer x criterion") / n
    universe = _part(components, "unit") + _part(components, "unit x criterion") / n
    return _Sources(universe, 0.0, relative, 0.0, relative + scorer)


def _sampled(components: VarianceComponents, n: int) -> _Sources:
    stays = _part(components, "unit x criterion") / n
    relative = _part(components, "unit x scorer") + _part(components, "residual") / n
    scorer = _part(components, "scorer") + _part(components, "scorer x criterion") / n
    of_criteria = _part(components, "criterion") / n
    return _Sources(_part(components, "unit"), stays, relative, stays + of_criteria, relative + scorer)


def _part(components: VarianceComponents, name: str) -> float:
    """Return a variance to reckon with; 0 where the design has no such component."""
    return (components[name].at_least_nought or 0.0) if name in components else 0.0


def _check(scorers: Sequence[int], sampled_criteria: int | None) -> None:
    problems = [
        problem
        for number in scorers
        for problem in whole_number_problems("scorers", number, 1, MOST, hint="1 to 10 are usual")
    ]
    if not len(scorers):
        problems.append(Problem("scorers", None, "a number of scorers", "1 to 10 are usual"))
    if sampled_criteria is not None:
        problems += whole_number_problems("sampled_criteria", sampled_criteria, 1, MOST, hint="as many as are scored")
    if problems:
        raise RequestError(problems)
