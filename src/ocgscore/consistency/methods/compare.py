"""The comparison of two methods: group by group, pair by pair, overall and by level of harm."""

from __future__ import annotations

import math
from typing import Final

import attrs
import numpy as np

from ocgscore.consistency.effects.totals import Totals
from ocgscore.consistency.estimate import Estimate
from ocgscore.consistency.methods.agreement import Agreement, agreement
from ocgscore.consistency.methods.matching import RULE, Matched, matched
from ocgscore.consistency.methods.outlying import (
    RULE_ASSESSMENTS,
    RULE_GROUPS,
    THRESHOLD,
    OutlyingAssessment,
    OutlyingGroup,
    from_line,
    outlying_assessments,
)
from ocgscore.consistency.ratings import Floats, Ints

SPREAD: Final = "pooled standard deviation within groups, share of the measure's range"


@attrs.frozen
class LevelAgreement:
    """Agreement among the groups of one band of the first measure.

    Parameters
    ----------
    band : int
        Position of the band.
    label : str
    by_means : Agreement
        Of the groups whose mean total under the first method is in this band.
    by_pairs : Agreement
        Of the pairs whose assessment under the first method is in this band.
    """

    band: int
    label: str
    by_means: Agreement
    by_pairs: Agreement


@attrs.frozen(eq=False)
class MethodComparison:
    """Two methods over the same groups.

    Parameters
    ----------
    first, second : str
        The measures: ``"ocg-harm@1.0.0 harm"``.
    groups : tuple of str, length g
        Groups with an exact total under both methods, in order.
    means : ndarray of float64, shape (g, 2)
        Their mean totals under each, as shares of the measures' ranges.
    by_means, by_pairs : Agreement
        Overall.
    levels : tuple of LevelAgreement
        A band of the first measure each; none where it has none.
    pairs : tuple of Matched
    spread : tuple of Estimate
        How far assessments of one group lie apart under each method.
    outlying : tuple of tuple of OutlyingAssessment
        Under each method.
    tested : tuple of int
        How many assessments under each method had others enough to be tested.
    outlying_groups : tuple of OutlyingGroup
        The farthest first.
    only_first, only_second : tuple of str
        Groups with an exact total under one method alone.
    not_exact : tuple of int
        Assessments left out under each method because unknown levels leave their total open.
    matching, rule_assessments, rule_groups : str
        How pairs were matched, and what is called outlying.
    """

    first: str
    second: str
    groups: tuple[str, ...]
    means: Floats
    by_means: Agreement
    by_pairs: Agreement
    levels: tuple[LevelAgreement, ...]
    pairs: tuple[Matched, ...]
    spread: tuple[Estimate, Estimate]
    outlying: tuple[tuple[OutlyingAssessment, ...], tuple[OutlyingAssessment, ...]]
    tested: tuple[int, int]
    outlying_groups: tuple[OutlyingGroup, ...]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    not_exact: tuple[int, int]
    matching: str = RULE
    rule_assessments: str = RULE_ASSESSMENTS
    rule_groups: str = RULE_GROUPS


def compare_methods(first: Totals, second: Totals) -> MethodComparison:
    """Compare two methods over the same groups; assessments may be repeated, unequal in number and unpaired.

    Parameters
    ----------
    first, second : Totals
        Under each method. The bands of the first are the levels of harm.

    Returns
    -------
    MethodComparison
        Agreement is undefined, with the reason, for fewer than 5 groups and where all tie. Intervals are by the
        jackknife over groups.

    Examples
    --------
    >>> from ocgscore import assess, load_matrix, score
    >>> names = [criterion.id for criterion in load_matrix("ocg-threat").criteria]
    >>> rows = [{"group": f"G{at}", **dict(zip(names, ["high"] * at + ["low"] * (16 - at)))} for at in range(16)]
    >>> scores = score(assess(rows, "ocg-threat"))
    >>> one, other = (Totals.of(scores, [-1] * 16, [], measure) for measure in ("threat", "criminality"))
    >>> found = compare_methods(one, other)
    >>> found.by_means.spearman.text(), found.levels[0].by_means.spearman.text(), len(found.pairs)
    ('0.94', '1.00', 16)
    """
    ours, theirs = _means(first), _means(second)
    groups = tuple(sorted(ours.keys() & theirs.keys()))
    means = np.array([(ours[name].share, theirs[name].share) for name in groups], np.float64).reshape(-1, 2)
    pairs = matched(first, second)
    found = outlying_assessments(first), outlying_assessments(second)
    return MethodComparison(
        first=_name(first),
        second=_name(second),
        groups=groups,
        means=means,
        by_means=_of_means(means),
        by_pairs=_of_pairs(first, second, pairs),
        levels=_levels(first, second, np.array([ours[name].band for name in groups], np.int64), means, pairs),
        pairs=pairs,
        spread=(_spread(first), _spread(second)),
        outlying=(found[0][0], found[1][0]),
        tested=(found[0][1], found[1][1]),
        outlying_groups=_outlying_groups(groups, means, ours, theirs),
        only_first=tuple(sorted(ours.keys() - theirs.keys())),
        only_second=tuple(sorted(theirs.keys() - ours.keys())),
        not_exact=(first.not_exact, second.not_exact),
    )


@attrs.frozen
class _Mean:
    """One group's mean total under one method: as a share of the range, its band, and the rows it is of."""

    share: float
    band: int
    rows: tuple[int, ...]


def _means(totals: Totals) -> dict[str, _Mean]:
    rows: dict[str, list[int]] = {}
    for row in np.flatnonzero(totals.exact).tolist():
        rows.setdefault(totals.groups[row], []).append(row)
    return {name: _mean(totals, some) for name, some in rows.items()}


def _mean(totals: Totals, rows: list[int]) -> _Mean:
    n, whole = len(rows), sum(totals.measured.low[rows].tolist())
    span = max(totals.greatest - totals.least, 1)
    # one division of whole numbers: means that are equal stay equal
    return _Mean((whole - n * totals.least) / (n * span), sum(whole >= n * cut for cut in totals.cuts), tuple(rows))


def _of_means(means: Floats) -> Agreement:
    return agreement(means[:, 0], means[:, 1], np.arange(len(means)), "group means")


def _of_pairs(first: Totals, second: Totals, pairs: tuple[Matched, ...]) -> Agreement:
    ours, theirs = ([getattr(pair, side) for pair in pairs] for side in ("first", "second"))
    low, others = first.measured.low[np.array(ours, np.intp)], second.measured.low[np.array(theirs, np.intp)]
    return agreement(low, others, first.group[np.array(ours, np.intp)], "matched pairs")


def _levels(
    first: Totals, second: Totals, band: Ints, means: Floats, pairs: tuple[Matched, ...]
) -> tuple[LevelAgreement, ...]:
    return tuple(
        LevelAgreement(
            at,
            label,
            _of_means(means[band == at]),
            _of_pairs(first, second, tuple(pair for pair in pairs if first.measured.band_low[pair.first] == at)),
        )
        for at, label in enumerate(first.bands)
    )


def _spread(totals: Totals) -> Estimate:
    """Return the spread within groups, from those assessed more than once."""
    exact = np.flatnonzero(totals.exact)
    _, which, counts = np.unique(totals.group[exact], return_inverse=True, return_counts=True)
    repeated = counts > 1
    if not repeated.any():
        return Estimate.undefined("no group has two assessments with an exact total", SPREAD)
    span = max(totals.greatest - totals.least, 1)
    shares = (totals.measured.low[exact] - totals.least) / span
    left = shares - (np.bincount(which, shares) / counts)[which]
    degrees = int((counts - 1).sum())
    pairs = int((counts * (counts - 1) // 2).sum())
    return Estimate(math.sqrt(float(left @ left) / degrees), SPREAD, units=int(repeated.sum()), pairs=pairs)


def _outlying_groups(
    groups: tuple[str, ...], means: Floats, ours: dict[str, _Mean], theirs: dict[str, _Mean]
) -> tuple[OutlyingGroup, ...]:
    expected, distance = from_line(means[:, 0], means[:, 1])
    order = np.argsort(-np.abs(distance), kind="stable").tolist()
    return tuple(
        OutlyingGroup(
            groups[at],
            float(means[at, 0]),
            float(means[at, 1]),
            float(expected[at]),
            float(distance[at]),
            ours[groups[at]].rows,
            theirs[groups[at]].rows,
        )
        for at in order
        if abs(distance[at]) > THRESHOLD
    )


def _name(totals: Totals) -> str:
    return f"{totals.scores.assessments.matrix.name} {totals.by}"
