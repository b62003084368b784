"""Ratings: which scorer gave which unit which level of each criterion, and nothing else.

Everything about agreement is worked out from this. A unit is what was scored (a group, a vignette, a disruption); a
scorer is who scored it (a force, an assessor, a panel). Units and scorers stand in the order of their names and ratings
in the order of (unit, scorer), so that the order of rows in a file changes no result.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.errors import AssessmentError, Problem, RequestError

Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]
Levels: TypeAlias = npt.NDArray[np.int16]
UNKNOWN: Final = -1
FEWEST_LEVELS: Final = 2


@attrs.frozen
class Scale:
    """The whole scale of one criterion, used or not.

    Parameters
    ----------
    id, title : str
    levels : tuple of str
        Labels, lowest first; a level is its position here, from 0.
    """

    id: str
    title: str
    levels: tuple[str, ...]

    def __len__(self) -> int:
        """Return the number of levels."""
        return len(self.levels)


@attrs.frozen(eq=False, repr=False, slots=False)
class Ratings:
    """Scorings of units by scorers on k criteria, at most one of a unit by a scorer; arrays are read-only.

    Build them with `Ratings.of`, or from a batch of assessments with `rate`.

    Parameters
    ----------
    units, scorers : tuple of str
        Names, in order. Everywhere else a unit or a scorer is its position here.
    unit, scorer : ndarray of int64, shape (r,)
        What each scoring is of, and whose; scorings stand in the order of (unit, scorer).
    levels : ndarray of int16, shape (r, k)
        Positions of levels from 0; -1 where the level is not known exactly.
    scales : tuple of Scale, length k
        Criteria, with their whole scales.
    row : ndarray of int64, shape (r,)
        Where each scoring stood in what was given (a row of the batch), from 0.

    Examples
    --------
    >>> scale = Scale("harm", "Harm", ("low", "medium", "high"))
    >>> ratings = Ratings.of(["A", "A", "B"], ["North", "East", "North"], [[2], [1], [-1]], [scale])
    >>> ratings.units, ratings.scorers, ratings.levels[:, 0].tolist()
    (('A', 'B'), ('East', 'North'), [1, 2, -1])
    """

    units: tuple[str, ...]
    scorers: tuple[str, ...]
    unit: Ints
    scorer: Ints
    levels: Levels
    scales: tuple[Scale, ...]
    row: Ints

    def __attrs_post_init__(self) -> None:
        for array in (self.unit, self.scorer, self.levels, self.row):
            array.flags.writeable = False

    @classmethod
    def of(
        cls,
        units: Sequence[str],
        scorers: Sequence[str],
        levels: npt.ArrayLike,
        scales: Sequence[Scale],
        rows: Sequence[int] | npt.NDArray[np.integer] | None = None,
    ) -> Ratings:
        """Put scorings in order and check them.

        Parameters
        ----------
        units, scorers : sequence of str, length r
            Of each scoring.
        levels : array of integers, shape (r, k)
            Positions from 0; -1 for unknown.
        scales : sequence of Scale, length k
        rows : sequence of int, optional
            Where each scoring stood; 0 to r - 1 by default.

        Raises
        ------
        RequestError
            No criterion, fewer than two levels, or arrays that do not fit together.
        AssessmentError
            A level outside its scale, or one unit scored twice by one scorer; every such place at once.
        """
        given = np.asarray(levels)
        _check_shape(units, scorers, given, scales)
        problems = [*_levels_outside(units, scorers, given, scales), *_scored_twice(units, scorers)]
        if problems:
            raise AssessmentError(problems)
        unit_names, unit = _numbered(units)
        scorer_names, scorer = _numbered(scorers)
        order = np.lexsort((scorer, unit))
        where = np.arange(len(unit)) if rows is None else np.asarray(rows)
        return cls(
            unit_names,
            scorer_names,
            unit[order],
            scorer[order],
            given.astype(np.int16)[order],
            tuple(scales),
            where.astype(np.int64)[order],
        )

    def __len__(self) -> int:
        """Return the number of scorings."""
        return len(self.unit)

    def __repr__(self) -> str:
        """Return a short description."""
        return f"Ratings({len(self)} scorings of {len(self.units)} units by {len(self.scorers)} scorers)"

    @property
    def known(self) -> Flags:
        """Where the level is known; bool, shape (r, k)."""
        return self.levels >= 0

    def table(self, criterion: int) -> Levels:
        """Return one criterion as a table of units by scorers; int16, shape (n, f), -1 where nothing is known."""
        return self.spread(self.levels[:, criterion], UNKNOWN)

    def spread(self, values: npt.NDArray[np.generic], missing: int) -> npt.NDArray:  # type: ignore[type-arg]
        """Return a value of each scoring as a table of units by scorers, `missing` where a scorer did not score."""
        found = np.full((len(self.units), len(self.scorers)), missing, values.dtype)
        found[self.unit, self.scorer] = values
        return found

    def take(self, scorings: npt.NDArray[np.integer] | Flags) -> Ratings:
        """Return the scorings chosen, with the units and the scorers that are left in them."""
        unit, scorer = self.unit[scorings], self.scorer[scorings]
        units, at_unit = np.unique(unit, return_inverse=True)
        scorers, at_scorer = np.unique(scorer, return_inverse=True)
        return attrs.evolve(
            self,
            units=tuple(self.units[at] for at in units.tolist()),
            scorers=tuple(self.scorers[at] for at in scorers.tolist()),
            unit=at_unit.astype(np.int64),
            scorer=at_scorer.astype(np.int64),
            levels=self.levels[scorings],
            row=self.row[scorings],
        )


def _numbered(names: Sequence[str]) -> tuple[tuple[str, ...], Ints]:
    """Return the distinct names in order, and the position there of each."""
    distinct = tuple(sorted(set(names)))
    place = {name: at for at, name in enumerate(distinct)}
    return distinct, np.array([place[name] for name in names], np.int64)


def _check_shape(
    units: Sequence[str], scorers: Sequence[str], levels: npt.NDArray[np.generic], scales: Sequence[Scale]
) -> None:
    problems = []
    if not scales:
        problems.append(Problem("scales", None, "a criterion", "give the scale of each column of levels"))
    problems += [
        Problem(f"scales {scale.id}", str(len(scale)), "at least two levels", "a scale of one level cannot differ")
        for scale in scales
        if len(scale) < FEWEST_LEVELS
    ]
    expected = (len(units), len(scales))
    if len(scorers) != len(units) or levels.shape != expected or not np.issubdtype(levels.dtype, np.integer):
        got = f"{len(scorers)} scorers, levels of shape {levels.shape} and type {levels.dtype}"
        hint = "one scorer and one row of whole numbers for each unit named, one column for each scale"
        problems.append(Problem("ratings", got, f"{expected[0]} scorings on {expected[1]} criteria", hint))
    if problems:
        raise RequestError(problems)


def _levels_outside(
    units: Sequence[str], scorers: Sequence[str], levels: npt.NDArray[np.integer], scales: Sequence[Scale]
) -> list[Problem]:
    limits = np.array([len(scale) for scale in scales])
    outside = np.argwhere((levels < UNKNOWN) | (levels >= limits))
    return [
        Problem(
            f"{units[row]} by {scorers[row]}, {scales[column].id}",
            str(int(levels[row, column])),
            f"a level from 0 to {limits[column] - 1}",
            "-1 stands for unknown",
        )
        for row, column in outside.tolist()
    ]


def _scored_twice(units: Sequence[str], scorers: Sequence[str]) -> list[Problem]:
    seen: set[tuple[str, str]] = set()
    problems = []
    for pair in zip(units, scorers, strict=True):
        if pair in seen:
            hint = "keep one, or give them as two scorers"
            problems.append(Problem(f"{pair[0]} by {pair[1]}", "a second scoring", "one scoring by a scorer", hint))
        seen.add(pair)
    return problems
