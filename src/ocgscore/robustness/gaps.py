"""Gaps: which unknowns are worth finding out first, by what learning them is expected to change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final, TypeAlias, TypeVar, overload

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.errors import Problem, RequestError
from ocgscore.matrix import Criterion, Level
from ocgscore.ranking import Ranking, rank, ranking_measure
from ocgscore.robustness.gap_costs import Cost, CostKey, costs_of
from ocgscore.robustness.gap_line import Line
from ocgscore.robustness.gap_outcomes import Chances, Ints
from ocgscore.robustness.gap_values import Worths, worths
from ocgscore.robustness.uncertainty import number_problems
from ocgscore.robustness.unknowns import UNKNOWNS
from ocgscore.scoring import Scores

Rows: TypeAlias = npt.NDArray[np.intp]
DRAWS: Final = 2_000
SEED: Final = 1
TOP: Final = 10
T = TypeVar("T", bound=np.generic)


@attrs.frozen
class Gap:
    """One unknown, and what learning it is expected to change.

    Parameters
    ----------
    row : int
        The assessment, 0-based.
    group : str
    criterion : Criterion
    lowest, highest : Level
        The lowest and the highest level still possible.
    answers, settling : int
        How many levels are possible, and how many of them would make the band certain (0 where it is certain now).
    chance_band : Fraction
        The chance that the most likely band is another once this is known; 0 where the measure has no bands.
    chance_line : Fraction
        The chance that the group crosses the top K line: from more likely in than not to less, or the other way.
    chance_settles_band : Fraction
        The chance that the band is certain once this is known, where it is not now.
    expected_change : Fraction
        By how many points of score the expected score moves, up or down, on average.
    cost, value_per_cost : Fraction or None
        None where no costs were given.
    standard_error : float
        The largest standard error of the chances that the verdicts on the band and the line rest on; 0 where all were
        counted and none drawn.
    change_error : float
        The standard error of `expected_change`; 0 where it was counted.
    address : str
        The cell to fill in.
    """

    row: int
    group: str
    criterion: Criterion
    lowest: Level
    highest: Level
    answers: int
    settling: int
    chance_band: Fraction
    chance_line: Fraction
    chance_settles_band: Fraction
    expected_change: Fraction
    cost: Fraction | None
    standard_error: float
    change_error: float
    address: str

    @property
    def value(self) -> Fraction:
        """The expected number of verdicts changed: `chance_band` and `chance_line` together, from 0 to 2."""
        return self.chance_band + self.chance_line

    @property
    def value_per_cost(self) -> Fraction | None:
        """The value for each unit of cost."""
        return None if self.cost is None else self.value / self.cost


@attrs.frozen(eq=False, repr=False)
class Gaps(Sequence[Gap]):
    """The unknowns that a ranking rests on, the one to find out first first; a sequence of `Gap`.

    Parameters
    ----------
    scores : Scores
    ranking : Ranking
    top : int
        K.
    unknowns : str
    draws, seed : int
    row, criterion : ndarray of intp, shape (g,)
        Of each unknown; read-only, as are the other arrays.
    answers, settling : ndarray of int64, shape (g,)
    chance_band, chance_line, chance_settles_band, expected_change : tuple of Fraction
    cost : tuple of Fraction, or None
    standard_error, change_error : ndarray of float64, shape (g,)
        See `Gap`.
    """

    scores: Scores
    ranking: Ranking
    top: int
    unknowns: str
    draws: int
    seed: int
    row: Rows
    criterion: Rows
    answers: Ints
    settling: Ints
    chance_band: tuple[Fraction, ...]
    chance_line: tuple[Fraction, ...]
    chance_settles_band: tuple[Fraction, ...]
    expected_change: tuple[Fraction, ...]
    cost: tuple[Fraction, ...] | None
    standard_error: npt.NDArray[np.float64]
    change_error: npt.NDArray[np.float64]

    def __repr__(self) -> str:
        """Return a short description: the unknowns would fill pages."""
        return f"Gaps({len(self)} unknowns of {len(self.scores)} assessments, by {self.ranking.by}, top {self.top})"

    def __len__(self) -> int:
        """Return the number of unknowns."""
        return len(self.row)

    @overload
    def __getitem__(self, at: int) -> Gap: ...

    @overload
    def __getitem__(self, at: slice) -> list[Gap]: ...

    def __getitem__(self, at: int | slice) -> Gap | list[Gap]:
        """Return one unknown, 0 being the one to find out first; or several by a slice."""
        places = range(len(self))[at]
        return self._gap(places) if isinstance(places, int) else [self._gap(place) for place in places]

    def _gap(self, place: int) -> Gap:
        batch, row, position = self.scores.assessments, int(self.row[place]), int(self.criterion[place])
        criterion = batch.matrix.criteria[position]
        return Gap(
            row=row,
            group=batch.group.row_text(row),
            criterion=criterion,
            lowest=criterion.levels[batch.lowest[row, position]],
            highest=criterion.levels[batch.highest[row, position]],
            answers=int(self.answers[place]),
            settling=int(self.settling[place]),
            chance_band=self.chance_band[place],
            chance_line=self.chance_line[place],
            chance_settles_band=self.chance_settles_band[place],
            expected_change=self.expected_change[place],
            cost=None if self.cost is None else self.cost[place],
            standard_error=float(self.standard_error[place]),
            change_error=float(self.change_error[place]),
            address=batch.address(row, position),
        )

    def __iter__(self) -> Iterator[Gap]:
        """Iterate over the unknowns, the one to find out first first."""
        return (self[at] for at in range(len(self)))


def gaps(
    scores: Scores,
    by: str | None = None,
    *,
    top: int | None = None,
    unknowns: str = "uniform",
    costs: Mapping[CostKey, Cost] | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Gaps:
    """Rank the unknowns of a batch by what learning each of them is expected to change.

    Learning an unknown is worth what it is expected to change (Howard 1966): here the verdict on the group's band (the
    band it most likely has; of two as likely, the lower) and the verdict on the top K line (in, where it is at least
    as likely in as out). The value of an unknown is the expected number of these two verdicts that it changes.

    A group's own completions are counted one by one, exactly, where they are 4,096 or fewer; otherwise a sample of
    `draws` is drawn, and scored with each level of the criterion in question. Where the unknowns of other groups can
    move the top K line, they are drawn together `draws` times. The standard errors are in the result.

    Parameters
    ----------
    scores : Scores
        n assessments.
    by : str, optional
        A measure; the matrix's own ranking measure by default.
    top : int, optional
        K, from 1 to n; 10, or n where there are fewer, by default.
    unknowns : str
        An unknown level is taken to be ``"uniform"`` (every possible level alike) or as often as the ``"batch"`` has
        it.
    costs : mapping, optional
        What finding out costs, above 0, by criterion id, or by (group id, criterion id), which goes before; values are
        weighed against it. See `ocgscore.robustness.gap_costs.read_costs` for a file.
    draws : int
        1 or more.
    seed : int
        From 0 to 2**63 - 1; the same seed gives the same result.

    Returns
    -------
    Gaps
        Every unknown that the measure depends on, by value (for its cost), then by expected change (for its cost), then
        in the order of the sheet.

    Raises
    ------
    RequestError
        No measure to rank by, or numbers that cannot be: all of them at once.
    AssessmentError
        Costs that are missing, of something unknown, or not above 0.

    References
    ----------
    R. A. Howard, "Information value theory", IEEE Transactions on Systems Science and Cybernetics 2 (1966) 22-26.

    Examples
    --------
    >>> from ocgscore import assess, score
    >>> rows = [{"group": "A", "physical": "3", "psychological": "?"}, {"group": "B", "physical": "2"}]
    >>> full = dict.fromkeys("financial community_environment victim_vulnerability geographic_scope".split(), "2")
    >>> found = gaps(score(assess([full | row for row in rows], "ocg-tactical")), "harm", top=1)
    >>> [(gap.group, gap.criterion.id, str(gap.value)) for gap in found]
    [('A', 'psychological', '3/5'), ('B', 'psychological', '3/5')]
    """
    chosen = ranking_measure(scores, by)
    problems = list(number_problems(draws=draws, seed=seed, top=top, groups=len(scores)))
    if unknowns not in UNKNOWNS:
        problems.append(Problem("unknowns", str(unknowns), f"one of {', '.join(UNKNOWNS)}", "choose one of these"))
    if problems:
        raise RequestError(problems)
    batch, result, wanted = scores.assessments, scores[chosen], min(TOP, len(scores)) if top is None else top
    chances = Chances.of(batch, batch.matrix.measure_position(chosen), unknowns, draws=draws, seed=seed)
    found = worths(chances, result, Line.of(chances, result, wanted))
    cost = None if costs is None else costs_of(costs, batch, found.row, found.criterion)
    order = _order(found, cost)
    return Gaps(
        scores=scores,
        ranking=rank(scores, chosen),
        top=wanted,
        unknowns=unknowns,
        draws=draws,
        seed=seed,
        row=_read_only(found.row[order]),
        criterion=_read_only(found.criterion[order]),
        answers=_read_only(found.answers[order]),
        settling=_read_only(found.settling[order]),
        chance_band=_taken(found.chance_band, order),
        chance_line=_taken(found.chance_line, order),
        chance_settles_band=_taken(found.chance_settles_band, order),
        expected_change=_taken(found.expected_change, order),
        cost=None if cost is None else _taken(cost, order),
        standard_error=_read_only(found.standard_error[order]),
        change_error=_read_only(found.change_error[order]),
    )


def _order(found: Worths, cost: Sequence[Fraction] | None) -> Rows:
    """Return the places of the unknowns by value, then by expected change, both for their cost, then as they stand."""
    values = [band + line for band, line in zip(found.chance_band, found.chance_line, strict=True)]
    columns = [found.expected_change, values]
    if cost is not None:
        columns = [[worth / price for worth, price in zip(column, cost, strict=True)] for column in columns]
    return np.lexsort([_falling(column) for column in columns])


def _falling(values: Sequence[Fraction]) -> Ints:
    """Return for each value its place among the distinct ones, the greatest first: few are, so few are compared."""
    place = {value: at for at, value in enumerate(sorted(set(values), reverse=True))}
    return np.array([place[value] for value in values], np.int64)


def _taken(values: Sequence[Fraction], order: Rows) -> tuple[Fraction, ...]:
    return tuple(values[place] for place in order.tolist())


def _read_only(array: npt.NDArray[T]) -> npt.NDArray[T]:
    array.flags.writeable = False
    return array
