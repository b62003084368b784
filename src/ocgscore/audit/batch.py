"""What an audit finds in a batch of assessments: data only."""

from __future__ import annotations

from fractions import Fraction

import attrs

from ocgscore.audit.figures import Maybe, Undefined
from ocgscore.matrix import Criterion, Measure


@attrs.frozen
class Correlation:
    """Spearman's rank correlation of two criteria.

    Parameters
    ----------
    one, two : Criterion
    rows : int
        Assessments in which both are known.
    rho : float or Undefined
    added : bool
        Whether some measure adds the two together.
    """

    one: Criterion
    two: Criterion
    rows: int
    rho: Maybe[float]
    added: bool


@attrs.frozen
class EffectiveNumber:
    """How many unrelated criteria the answers amount to.

    Parameters
    ----------
    criteria : int
        k, the criteria that vary.
    value : float or Undefined
        ``k**2 / sum(rho**2)`` over the k by k correlation matrix: k where nothing is correlated, 1 where all is one.
    if_unrelated : float or Undefined
        What chance alone would be expected to leave of it in as many assessments, were the criteria unrelated.
    """

    criteria: int
    value: Maybe[float]
    if_unrelated: Maybe[float]


@attrs.frozen
class AxisCorrelation:
    """Spearman's rank correlation of the two axes of a product or a grid, over certain scores."""

    measure: Measure
    axes: tuple[str, str]
    rows: int
    rho: Maybe[float]


@attrs.frozen
class ScaleUse:
    """How often each level of a criterion is given.

    Parameters
    ----------
    criterion : Criterion
    force : str or None
        Of one force; None for the whole batch.
    counts : tuple of int
        Of each level, lowest first.
    narrowed, unknown : int
        Answers that are a range, and answers of which nothing is known.
    """

    criterion: Criterion
    force: str | None
    counts: tuple[int, ...]
    narrowed: int
    unknown: int

    @property
    def known(self) -> int:
        """How many answers are one level."""
        return sum(self.counts)

    @property
    def unused(self) -> tuple[str, ...]:
        """Labels of the levels that nobody gave."""
        levels = zip(self.criterion.levels, self.counts, strict=True)
        return tuple(level.label for level, count in levels if not count)

    @property
    def middle(self) -> Maybe[Fraction]:
        """The share of the known answers that are the middle level, or one of the two middle levels."""
        size = len(self.counts)
        if size < 3:
            return Undefined("two levels have no middle")
        if not self.known:
            return Undefined("no answer is known")
        return Fraction(sum(self.counts[(size - 1) // 2 : size // 2 + 1]), self.known)


@attrs.frozen
class Heaping:
    """Assessments just above and just below the cut between two bands.

    Parameters
    ----------
    measure : Measure
    band : str
        The band that starts at the cut.
    cut : Fraction
    window : Fraction
        How far from the cut is "just": what one answer, one level up, typically adds where it crosses the cut.
    above, below : int
        Assessments with a certain score from the cut to less than a window above it, and from a window below it to less
        than the cut.
    expected : Fraction or Undefined
        The share above, were nothing done near the cut: from the scores that can occur in the two windows and, where
        there are enough, from how scores thin out between the next window below and the next above.
    p_value : float or Undefined
        Exact two-sided binomial.
    """

    measure: Measure
    band: str
    cut: Fraction
    window: Fraction
    above: int
    below: int
    expected: Maybe[Fraction]
    p_value: Maybe[float]


@attrs.frozen
class BatchAudit:
    """What a batch of assessments shows of the matrix in use.

    Parameters
    ----------
    assessments : int
    rows_correlated : int
        Assessments that the correlations rest on: all, or a seeded sample of a very large batch.
    correlations : tuple of Correlation
        Every pair of criteria, in the order of the matrix.
    chance_limit : float or Undefined
        The correlation that unrelated criteria would pass, somewhere among all the pairs, in 1 batch of 20.
    effective : EffectiveNumber
    axes : tuple of AxisCorrelation
    scale_use : tuple of ScaleUse
        A criterion's whole batch first, then each force.
    heaping : tuple of Heaping
    """

    assessments: int
    rows_correlated: int
    correlations: tuple[Correlation, ...]
    chance_limit: Maybe[float]
    effective: EffectiveNumber
    axes: tuple[AxisCorrelation, ...]
    scale_use: tuple[ScaleUse, ...]
    heaping: tuple[Heaping, ...]
