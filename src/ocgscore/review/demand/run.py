"""Work out the demand of a list of groups on a capacity, as it is and under changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import attrs
import numpy as np

from ocgscore.assessments.versions import OTHER, SUPERSEDED, version_code
from ocgscore.errors import AssessmentError, Problem
from ocgscore.ranking import rank
from ocgscore.review.demand.declared import Capacity, Responses
from ocgscore.review.demand.grid import Hours, fitted_together
from ocgscore.review.demand.line import Standing, sides, taken
from ocgscore.review.demand.model import Changes, Demand, Move, NewGroups, Outcome, Scenario
from ocgscore.review.demand.reach import reach
from ocgscore.review.demand.shares import by_band, by_force
from ocgscore.review.demand.standing import standing_of, taken_up, with_new
from ocgscore.scoring import Scores

NAMED = 4


def demand(
    scores: Scores,
    responses: Responses,
    capacity: Capacity,
    *,
    by: str | None = None,
    position: str | None = None,
    changes: Changes | None = None,
    unscored: Sequence[str] = (),
) -> Demand:
    """Work out what a list of groups takes, against what a unit has, and where the line falls.

    This is arithmetic on declared hours, with what unknown levels leave open carried through: see `RULES`.

    Parameters
    ----------
    scores : Scores
        Of the newest assessment of each of n groups.
    responses : Responses
        The hours that a group takes, by its bands.
    capacity : Capacity
        The hours that each team has.
    by : str, optional
        The measure that ranks, and whose bands `responses` names; the matrix's own by default.
    position : str, optional
        The measure of organisational position; by default `organisational_position`, if the matrix has it.
    changes : Changes, optional
        Each is a scenario; none by default.
    unscored : sequence of str
        Groups known to exist and never scored; they are in no list, and the hours they would take are given beside.

    Returns
    -------
    Demand
        Where there are several scenarios, the last is all of them together.

    Raises
    ------
    RecordError
        Declared hours that do not fit the bands.
    AssessmentError
        A group twice, or another matrix's scores of other groups.
    RequestError
        No such measure, team or band.

    Examples
    --------
    >>> from ocgscore import assess, score
    >>> from ocgscore.table import Table
    >>> from ocgscore.review.demand import capacity_of, responses_of
    >>> rows = [{"group": "A", "corruption": "high"}, {"group": "B", "corruption": "low"}]
    >>> batch = assess([{"violence": "nil", **row} for row in rows], "sleipnir-2000")
    >>> responses = responses_of(Table.from_rows([{"hours": 30}]))
    >>> found = demand(score(batch), responses, capacity_of(Table.from_rows([{"team": "Desk", "hours": 40}])))
    >>> found.present.demand.most, found.present.reach.least, found.present.short.least
    (Fraction(60, 1), 1, Fraction(20, 1))
    """
    asked = changes or Changes()
    _check_once(scores)
    hours, other = _fitted(scores, asked.what_if, responses, by, position)
    unit = 10 ** _digits([row.hours for row in responses.rows] + [team.hours for team in capacity.teams])
    first = _List(scores, hours, standing_of(scores, hours), capacity, (), unit)
    last = first if asked.what_if is None or other is None else _as_the_first(first, asked.what_if, other)
    present, ids, ranking = first.outcome(), _ids(scores), rank(scores, hours.by.id)
    places = list(zip(ranking.best.tolist(), ranking.worst.tolist(), ids, strict=True))
    order = sorted(range(len(ids)), key=places.__getitem__)
    scenarios = tuple(
        Scenario(name, outcome, tuple(_moves(present, outcome, ids, order)))
        for name, outcome in _scenarios(first, last, asked)
    )
    return Demand(
        scores=scores,
        responses=responses,
        capacity=capacity,
        digits=len(str(unit)) - 1,
        ranking=ranking,
        order=np.array(order, np.intp),
        present=present,
        scenarios=scenarios,
        forces=by_force(scores, present),
        bands=by_band(present),
        unscored=tuple(unscored),
        notices=tuple(_other_versions(scores)),
    )


@attrs.frozen(eq=False)
class _List:
    """A list of groups and a capacity, before the line is drawn."""

    scores: Scores
    hours: Hours
    standing: Standing
    capacity: Capacity
    new: tuple[NewGroups, ...]
    unit: int

    def changed(self, lost: Sequence[str], new: Sequence[NewGroups]) -> _List:
        standing = with_new(self.standing, self.scores.assessments.matrix, self.hours, new)
        return attrs.evolve(self, standing=standing, capacity=self.capacity.without(lost), new=tuple(new))

    def outcome(self) -> Outcome:
        grid = [[int(hours * self.unit) for hours in row] for row in self.hours.cells]
        capacity = int(self.capacity.hours * self.unit)
        side, hours = sides(self.standing, grid, capacity), taken(self.standing, grid)
        return Outcome(
            matrix=self.scores.assessments.matrix,
            hours=self.hours,
            capacity=self.capacity.hours,
            new=sum(each.count for each in self.new),
            unit=self.unit,
            standing=self.standing,
            taken=hours,
            side=side,
            reach=reach(side, hours, capacity),
        )


def _scenarios(first: _List, last: _List, asked: Changes) -> Iterator[tuple[str, Outcome]]:
    """Yield the scenarios by name: each change by itself, then all together."""
    lost = tuple(dict.fromkeys(first.capacity.team(name).name for name in asked.without))
    for name in lost:
        yield f"without {name}", first.changed([name], ()).outcome()
    for each in asked.new:
        yield _new_name(each), first.changed((), [each]).outcome()
    if last is not first:
        own, other = first.scores.assessments.matrix, last.scores.assessments.matrix
        apart = "the other " if own.name == other.name else ""
        yield f"under {apart}{other.name}", last.outcome()
    if len(lost) + len(asked.new) + (last is not first) > 1:
        yield "all together", last.changed(lost, asked.new).outcome()


def _new_name(new: NewGroups) -> str:
    band = f" in band {new.band}" if new.band else ""
    return f"{new.count} new {'group' if new.count == 1 else 'groups'}{band}"


def _moves(present: Outcome, outcome: Outcome, ids: Sequence[str], order: Sequence[int]) -> Iterator[Move]:
    before, after = present.side.tolist(), outcome.side.tolist()
    return (Move(row, ids[row], before[row], after[row]) for row in order if before[row] != after[row])


def _fitted(
    scores: Scores, what_if: Scores | None, responses: Responses, by: str | None, position: str | None
) -> tuple[Hours, Hours | None]:
    """Fit the declared hours to both matrices; what is wrong under either is raised together."""
    chosen = [each.assessments.matrix for each in (scores, what_if) if each is not None]
    found = fitted_together(responses, chosen, by, position)
    return found[0], found[1] if len(found) > 1 else None


def _as_the_first(first: _List, what_if: Scores, hours: Hours) -> _List:
    """Return the groups under another matrix, in the rows of the first."""
    _check_once(what_if)
    ids = _ids(what_if)
    at = {group: row for row, group in enumerate(ids)}
    wanted = _ids(first.scores)
    known = set(wanted)
    lacking = [group for group in wanted if group not in at] + [group for group in ids if group not in known]
    if lacking:
        expected = f"a group assessed under both {first.scores.assessments.matrix.name} and the other matrix"
        raise AssessmentError(
            Problem(what_if.assessments.table.name, group, expected, "use one sheet for both") for group in lacking
        )
    standing = taken_up(standing_of(what_if, hours), [at[group] for group in wanted])
    return attrs.evolve(first, scores=what_if, hours=hours, standing=standing)


def _ids(scores: Scores) -> list[str]:
    column = scores.assessments.group
    texts = column.texts()
    return [texts[code] for code in column.codes.tolist()]


def _check_once(scores: Scores) -> None:
    """Refuse a group that stands in the batch twice: its hours would count twice."""
    assessments, seen = scores.assessments, set[str]()
    twice = []
    for row, group in enumerate(_ids(scores)):
        if group in seen:
            where = assessments.table.row_address(row)
            twice.append(Problem(where, group, "a group that is assessed once", "keep the newest of each: see latest"))
        seen.add(group)
    if twice:
        raise AssessmentError(twice)


def _digits(hours: Sequence[Fraction]) -> int:
    """Return how many digits behind the point all the hours need; they are decimals."""
    return next(digits for digits in range(20) if all((10**digits) % number.denominator == 0 for number in hours))


def _other_versions(scores: Scores) -> Iterator[str]:
    """Yield a notice where assessments were made on another version of the matrix."""
    assessments = scores.assessments
    matrix, column = assessments.matrix, assessments.matrix_version
    if column is None:
        return
    texts = column.texts()
    counts = np.bincount(column.codes, minlength=len(texts)).tolist()
    codes = [version_code(text, matrix) for text in texts]
    stated = zip(texts, counts, codes, strict=True)
    others = {text: count for text, count, code in stated if count and code in {SUPERSEDED, OTHER}}
    if others:
        named = ", ".join(f"{text} ({count})" for text, count in list(others.items())[:NAMED])
        more = f", and {len(others) - NAMED} more" if len(others) > NAMED else ""
        yield f"assessments made on another version of the matrix are read as {matrix.name}: {named}{more}"
