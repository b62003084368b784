"""Describe a batch of assessments, scorer by scorer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.assessments import Assessments
from ocgscore.assessments.versions import OWN, version_code
from ocgscore.consistency.ratings import Flags, Ints
from ocgscore.consistency.scale_use import alike
from ocgscore.consistency.state.model import Ages, Alike, DataState, Identical, ScorerState, Versions
from ocgscore.errors import Problem, RequestError

QUARTERS: Final = (0, 91, 183, 274, 365, 457, 548, 639, 730)  # days: quarter-years up to two years
SHOWN: Final = 5  # examples of identical profiles, and groups named in each


def state_of(
    assessments: Assessments,
    scorer: Ints,
    scorers: tuple[str, ...],
    as_of: dt.date | np.datetime64 | None = None,
) -> DataState:
    """Describe the state of a batch of assessments, scorer by scorer.

    Parameters
    ----------
    assessments : Assessments
        n assessments against k criteria.
    scorer : ndarray of int64, shape (n,)
        The position in `scorers` of who made each; -1 where that is not known.
    scorers : tuple of str
    as_of : date, datetime or datetime64, optional
        The day on which ages are taken, by the calendar; a time with an offset is turned to UTC. The newest date in the
        batch by default: no clock is read.

    Returns
    -------
    DataState

    Raises
    ------
    RequestError
        Where `scorer` does not fit the assessments or `scorers`, or `as_of` is no date.

    Examples
    --------
    >>> from ocgscore import assess
    >>> rows = [{"group": "A", "assessed_on": "2026-01-05", "violence": "low"},
    ...         {"group": "B", "assessed_on": "2026-03-01", "violence": "high"}]
    >>> state = state_of(assess(rows, "sleipnir-2000"), np.array([0, 0]), ("North",))
    >>> ages = state.scorers[0].ages
    >>> state.as_of, ages.oldest, ages.newest, ages.median, ages.histogram
    ('2026-03-01', 55, 0, 27.5, (2, 0, 0, 0, 0, 0, 0, 0, 0))
    """
    _check(assessments, scorer, scorers, as_of)
    facts = _Facts.of(assessments, as_of)
    by_scorer = np.argsort(scorer, kind="stable")
    edges = np.searchsorted(scorer[by_scorer], np.arange(len(scorers) + 1))
    states = tuple(
        facts.scorer_state(name, by_scorer[start:end])
        for name, start, end in zip(scorers, edges[:-1].tolist(), edges[1:].tolist(), strict=True)
    )
    everyone = facts.scorer_state("", np.arange(len(assessments)))
    times = np.bincount(facts.group)
    return DataState(
        as_of=None if facts.as_of is None else str(facts.as_of),
        edges=QUARTERS,
        criteria=tuple(criterion.id for criterion in assessments.matrix.criteria),
        scorers=states,
        everyone=attrs.evolve(everyone, identical=_together(state.identical for state in states)),
        without_scorer=int((scorer < 0).sum()),
        groups_once=int((times == 1).sum()),
        groups_more=int((times > 1).sum()),
    )


@attrs.frozen(eq=False)
class _Facts:
    """What is asked of the rows of a batch.

    Parameters
    ----------
    assessments : Assessments
    known : ndarray of bool, shape (n, k)
        Where the level is known exactly.
    as_of : datetime64[D] or None
    dated : ndarray of bool, shape (n,)
    age : ndarray of int64, shape (n,)
        In days; below 0 after `as_of`, and 0 without a date.
    names : list of str
        Groups, in order.
    group : ndarray of int64, shape (n,)
        Positions in `names`.
    """

    assessments: Assessments
    known: Flags
    as_of: np.datetime64 | None
    dated: Flags
    age: Ints
    names: list[str]
    group: Ints

    @classmethod
    def of(cls, assessments: Assessments, as_of: dt.date | np.datetime64 | None) -> _Facts:
        days = assessments.assessed_on.astype("datetime64[D]")
        dated = ~np.isnat(days)
        reference = _day(as_of) if as_of is not None else days[dated].max() if dated.any() else None
        age = np.zeros(len(days), np.int64)
        if reference is not None:
            age[dated] = (reference - days[dated]).astype(np.int64)
        texts = assessments.group.texts()
        names = sorted(set(texts))
        place = {name: at for at, name in enumerate(names)}
        group = np.array([place[text] for text in texts] or [0], np.int64)[assessments.group.codes]
        return cls(assessments, assessments.lowest == assessments.highest, reference, dated, age, names, group)

    def scorer_state(self, name: str, rows: Ints) -> ScorerState:
        """Describe some of the rows, all of one scorer."""
        missing = tuple((~self.known[rows]).sum(0).tolist())
        return ScorerState(
            scorer=name,
            n=len(rows),
            ages=self._ages(rows),
            missing=missing,
            missing_shares=tuple(count / len(rows) if len(rows) else None for count in missing),
            versions=self._versions(rows),
            identical=self._identical(rows),
        )

    def _ages(self, rows: Ints) -> Ages:
        dated = rows[self.dated[rows]]
        ages = self.age[dated]
        ages = ages[ages >= 0]
        part = np.searchsorted(QUARTERS, ages, side="right") - 1
        return Ages(
            dated=len(dated),
            undated=len(rows) - len(dated),
            future=len(dated) - len(ages),
            median=float(np.median(ages)) if len(ages) else None,
            oldest=int(ages.max()) if len(ages) else None,
            newest=int(ages.min()) if len(ages) else None,
            histogram=tuple(np.bincount(part, minlength=len(QUARTERS)).tolist()),
        )

    def _versions(self, rows: Ints) -> Versions:
        column, matrix = self.assessments.matrix_version, self.assessments.matrix
        if column is None:
            return Versions(0, 0, len(rows), ())
        counts: dict[str, int] = {}
        times = np.bincount(column.codes[rows], minlength=len(column.values)).tolist()
        for text, count in zip(column.texts(), times, strict=True):
            counts[text] = counts.get(text, 0) + count
        blank = counts.pop("", 0)
        own = sum(counts.pop(text) for text in [*counts] if version_code(text, matrix) == OWN)
        others = tuple((text, count) for text, count in sorted(counts.items()) if count)
        return Versions(own, sum(count for _, count in others), blank, others)

    def _identical(self, rows: Ints) -> Identical:
        whole = rows[self.known[rows].all(1)]
        order, run = alike(np.zeros(len(whole), np.int64), self.assessments.lowest[whole])
        if not len(order):
            return Identical(0, 0, 0, ())
        # each group once in a profile, by profile and then by name
        pairs = np.unique(run * len(self.names) + self.group[whole][order])
        profile, group = np.divmod(pairs, len(self.names))
        groups = np.bincount(profile)
        start = np.cumsum(groups) - groups
        several = np.flatnonzero(groups > 1)
        most = several[np.lexsort((group[start[several]], -groups[several]))][:SHOWN]
        examples = [
            Alike(tuple(self.names[at] for at in group[first : first + min(count, SHOWN)].tolist()), count)
            for first, count in zip(start[most].tolist(), groups[most].tolist(), strict=True)
        ]
        return Identical(len(whole), len(several), int(np.bincount(run)[several].sum()), tuple(examples))


def _together(found: Iterable[Identical]) -> Identical:
    """Add up the identical profiles of each scorer."""
    each = list(found)
    examples = sorted((example for one in each for example in one.examples), key=lambda e: (-e.count, e.groups))
    return Identical(
        sum(one.complete for one in each),
        sum(one.profiles for one in each),
        sum(one.scores for one in each),
        tuple(islice(examples, SHOWN)),
    )


def _day(date: dt.date | np.datetime64) -> np.datetime64:
    """Return the day of a date or a time, the latter in UTC."""
    if isinstance(date, np.datetime64):
        day: np.datetime64 = date.astype("datetime64[D]")
        return day
    if isinstance(date, dt.datetime):
        date = (date if date.tzinfo is None else date.astimezone(dt.UTC)).date()
    return np.datetime64(date, "D")


def _check(
    assessments: Assessments,
    scorer: npt.NDArray[np.integer],
    scorers: Sequence[str],
    as_of: object,
) -> None:
    problems = []
    if scorer.shape != (len(assessments),) or not np.issubdtype(scorer.dtype, np.integer):
        got = f"an array of shape {scorer.shape} and type {scorer.dtype}"
        hint = "give a whole number for each row"
        problems.append(Problem("scorer", got, f"the scorers of {len(assessments)} assessments", hint))
    elif len(scorer) and not (int(scorer.min()) >= -1 and int(scorer.max()) < len(scorers)):
        got = f"{int(scorer.min())} to {int(scorer.max())}"
        hint = "-1 stands for no scorer"
        problems.append(Problem("scorer", got, f"positions among {len(scorers)} scorers", hint))
    if as_of is not None and not (isinstance(as_of, dt.date | np.datetime64) and not np.isnat(_day(as_of))):
        hint = "give a date, or None for the newest in the batch"
        problems.append(Problem("as_of", str(as_of), "a date", hint))
    if problems:
        raise RequestError(problems)
