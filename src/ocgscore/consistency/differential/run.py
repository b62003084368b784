"""Run the tests of every scorer on every criterion, twice, and adjust them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

import attrs
import numpy as np

from ocgscore.consistency.differential.model import Departure, Differential, Overall
from ocgscore.consistency.mantel import (
    METHOD,
    NOT_SHARED,
    NOT_VARYING,
    ChiSquareTest,
    Margins,
    Sums,
    against_rest,
    each_test,
    row_means_of,
)
from ocgscore.consistency.ratings import Flags, Floats, Ints, Levels, Ratings, Scale

FEWEST: Final = 10  # complete scorings by the scorer, and by the others
LEVEL: Final = 0.05
FEW_COMPLETE: Final = 0.5  # share of scorings that are complete, below which a notice says so
REASONS: Final = {
    NOT_SHARED: "no total occurs both in this scorer's scorings and in those of others",
    NOT_VARYING: "at every total that this scorer shares with others, all levels are equal",
}


def differential(ratings: Ratings) -> Differential:
    """Find the criteria that a scorer scores differently from all others at an equal total.

    Parameters
    ----------
    ratings : Ratings
        Each scorer's scorings of its own units; no unit need be scored by two.

    Returns
    -------
    Differential
        A departure is undefined, with the reason, where a side has fewer than 10 complete scorings, no total occurs on
        both sides, or the criterion does not vary.

    Notes
    -----
    What it cannot see: it compares a scorer's criteria with one another. A scorer who is high on every criterion alike
    is invisible to it, whether by severity or because its groups are worse.

    The strata are the exact totals of level positions over all criteria, the one studied included, of scorings whose
    every level is known. The test is Mantel's (1963), as for items of several levels in Zwick, R., Donoghue, J. R. &
    Grima, A. (1993), Assessment of differential item functioning for performance tasks, J. Educ. Meas. 30, 233-251;
    the standardised mean difference is that of Dorans, N. J. & Schmitt, A. P. (1991), ETS RR-91-47, weighted by the
    focal scorer's scorings. p is adjusted over all tests after Benjamini, Y. & Hochberg, Y. (1995), J. R. Stat. Soc. B
    57, 289-300. Then, once: for a scorer with flagged criteria, these are dropped from the total that its other
    criteria are matched on (never the criterion studied from its own), its tests are run again, and all are adjusted
    again. A unit scored by several scorers counts once for each.

    Examples
    --------
    >>> scales = [Scale(name, name.title(), ("low", "medium", "high")) for name in ("violence", "reach", "harm")]
    >>> north = [[at % 3, at // 3 % 3, at // 9 % 3] for at in range(27)]
    >>> south = [[max(violence - 1, 0), reach, harm] for violence, reach, harm in north]
    >>> units, scorers = [f"U{at}" for at in range(54)], ["North"] * 27 + ["South"] * 27
    >>> found = differential(Ratings.of(units, scorers, north + south, scales))
    >>> departure = found.departures[0]
    >>> departure.criterion, departure.scorer, departure.direction, round(departure.steps, 2), departure.flagged
    ('violence', 'North', 'higher', 0.53, True)
    """
    data = _Complete.of(ratings)
    total = data.levels.sum(1, dtype=np.int64)
    margins = [
        Margins.of(total, data.scorer, data.levels[:, at], len(ratings.scorers)) for at in range(len(ratings.scales))
    ]
    first = _adjusted([data.against_rest(at, found) for at, found in enumerate(margins)])
    second = _adjusted(_purified(data, total, first))
    purified = tuple(ratings.scorers[at] for at, flags in enumerate(_flags(first).T) if flags.any())
    overall = tuple(
        Overall(scale.id, row_means_of(found)) for scale, found in zip(ratings.scales, margins, strict=True)
    )
    return Differential(
        departures=tuple(departure for row in second for departure in row),
        overall=overall,
        scorings=len(ratings),
        complete=len(data.scorer),
        left_out=len(ratings) - len(data.scorer),
        tests=sum(departure.p is not None for row in second for departure in row),
        purified=purified,
        method=f"{METHOD}; strata are exact totals; Benjamini-Hochberg over all tests; purified once",
        total=_total_said(ratings.scales),
        notices=tuple(_notices(ratings, len(data.scorer))),
    )


Rows: TypeAlias = list[list[Departure]]  # by criterion, then by scorer


@attrs.frozen(eq=False)
class _Complete:
    """The scorings of which every level is known: the scorer and the levels of each."""

    ratings: Ratings
    scorer: Ints
    levels: Levels
    own: Ints  # how many each scorer has, shape (f,)
    spread: Floats  # standard deviation of each criterion's positions, shape (k,)

    @classmethod
    def of(cls, ratings: Ratings) -> _Complete:
        whole = ratings.known.all(1)
        levels = ratings.levels[whole]
        spread = levels.std(0, ddof=1) if len(levels) > 1 else np.zeros(len(ratings.scales))
        own = np.bincount(ratings.scorer[whole], minlength=len(ratings.scorers))
        return cls(ratings, ratings.scorer[whole], levels, own, spread)

    def against_rest(self, criterion: int, margins: Margins) -> list[Departure]:
        """Test every scorer on one criterion, matched on all criteria."""
        sums = against_rest(margins)
        tests = each_test(sums, len(self.scorer))
        matched = len(self.ratings.scales)
        return [self.departure(criterion, at, matched, test, sums, at) for at, test in enumerate(tests)]

    def one(self, criterion: int, scorer: int, matched: int, total: Ints) -> Departure:
        """Test one scorer on one criterion, matched on a total of its own."""
        own = (self.scorer == scorer).astype(np.int64)
        sums = against_rest(Margins.of(total, own, self.levels[:, criterion], 2))
        return self.departure(criterion, scorer, matched, each_test(sums, len(own))[1], sums, 1)

    def departure(
        self, criterion: int, scorer: int, matched: int, test: ChiSquareTest, sums: Sums, at: int
    ) -> Departure:
        focal = int(self.own[scorer])
        names = self.ratings.scales[criterion].id, self.ratings.scorers[scorer]
        undefined = Departure(*names, focal, len(self.scorer) - focal, test.strata, matched)
        reason = self._reason(criterion, undefined) or REASONS.get(test.reason, "")
        if reason or test.observed is None or test.expected is None:
            return attrs.evolve(undefined, reason=reason)
        steps = float(sums.difference[at])
        return attrs.evolve(
            undefined,
            steps=steps,
            standardised=steps / float(self.spread[criterion]),
            direction=_direction(steps, test.observed - test.expected),
            chi_square=test.chi_square,
            p=test.p,
        )

    def _reason(self, criterion: int, asked: Departure) -> str:
        """Say why there is nothing to test, if so."""
        if len(self.ratings.scorers) < 2:
            return "one scorer: there is no other to compare with"
        for count, whose in ((asked.focal, asked.scorer), (asked.reference, "the others")):
            if count < FEWEST:
                return f"{count} complete scorings by {whose}: at least {FEWEST} are needed"
        return "" if self.spread[criterion] > 0 else "the criterion never varies"


def _direction(steps: float, surplus: float) -> str:
    signs = {int(np.sign(round(number, 9))) for number in (steps, surplus)}
    if len(signs) > 1:
        return "mixed"
    return {1: "higher", 0: "level", -1: "lower"}[signs.pop()]


def _purified(data: _Complete, total: Ints, first: Rows) -> Rows:
    """Run the tests of each scorer with flagged criteria again, without these in the total of its others."""
    found = [[attrs.evolve(departure, flagged_first=departure.flagged) for departure in row] for row in first]
    for scorer, flags in enumerate(_flags(first).T):
        rest = total - data.levels[:, flags].sum(1, dtype=np.int64)
        for criterion, own in enumerate(flags.tolist()):
            matched = len(flags) - int(flags.sum()) + own
            if 2 <= matched < len(flags):
                again = data.one(criterion, scorer, matched, rest + data.levels[:, criterion] if own else rest)
                found[criterion][scorer] = attrs.evolve(again, flagged_first=own)
    return found


def _flags(rows: Rows) -> Flags:
    """Return what is flagged; bool, shape (k, f)."""
    return np.array([[departure.flagged for departure in row] for row in rows], np.bool_)


def _adjusted(rows: Rows) -> Rows:
    """Adjust the p of every test that is defined, together, and flag the small ones."""
    tested = [departure.p for row in rows for departure in row if departure.p is not None]
    adjusted = iter(benjamini_hochberg(tested))
    return [[_with(departure, adjusted) for departure in row] for row in rows]


def _with(departure: Departure, adjusted: Iterator[float]) -> Departure:
    if departure.p is None:
        return departure
    value = next(adjusted)
    return attrs.evolve(departure, adjusted=value, flagged=value <= LEVEL)


def benjamini_hochberg(p: Sequence[float]) -> list[float]:
    """Adjust p-values so that flagging those up to a share flags, on average, at most that share wrongly.

    Examples
    --------
    >>> [round(value, 3) for value in benjamini_hochberg([0.01, 0.04, 0.03, 0.5])]
    [0.04, 0.053, 0.053, 0.5]
    """
    values = np.asarray(p, np.float64)
    order = np.argsort(values, kind="stable")
    scaled = values[order] * (len(values) / np.arange(1, len(values) + 1))
    adjusted = np.empty_like(values)
    adjusted[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return [float(value) for value in adjusted]


def _total_said(scales: Sequence[Scale]) -> str:
    lengths = sorted({len(scale) for scale in scales})
    if len(lengths) == 1:
        return f"the sum of level positions over all {len(scales)} criteria, the one studied included"
    return (
        f"the sum of level positions (not of points) over all {len(scales)} criteria, the one studied included; "
        f"criteria have {lengths[0]} to {lengths[-1]} levels, and a longer scale counts for more in it"
    )


def _notices(ratings: Ratings, complete: int) -> Iterator[str]:
    if complete < FEW_COMPLETE * len(ratings):
        known = ratings.known.sum(0).tolist()
        least = min(range(len(known)), key=lambda at: (known[at], at))
        yield (
            f"only {complete} of {len(ratings)} scorings have every level known, and only these are used; "
            f"{ratings.scales[least].title} is known in fewest, {known[least]}"
        )
    if len(ratings.scorers) == 2:
        yield "with two scorers, each test of one is the mirror image of the other's"
