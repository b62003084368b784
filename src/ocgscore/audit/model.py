"""What an audit finds: data only, every figure with what it rests on."""

from __future__ import annotations

import math
from fractions import Fraction

import attrs

from ocgscore.audit.batch import BatchAudit
from ocgscore.audit.figures import Maybe, Share, Undefined
from ocgscore.matrix import Criterion, Matrix, Measure


@attrs.frozen
class BandShare:
    """How much of all level combinations a band holds."""

    band: str
    share: Share


@attrs.frozen
class Reachable:
    """The scores that a measure can take.

    Parameters
    ----------
    measure : Measure
    combinations : int
        Combinations of levels of the criteria that the measure depends on; 1 for a measure that depends on none.
    exact : bool
        Whether every combination was counted; where False, `distinct` is the least that it can be.
    distinct : int
        How many different scores occur.
    least, greatest : Fraction
        Both are always exact.
    step : Fraction or Undefined
        The finest spacing: the largest number of which every difference between two scores is a multiple.
    never : int or Undefined
        How many steps from `least` to `greatest` no combination reaches.
    widest_gap : tuple of (Fraction, Fraction) or Undefined
        The two neighbouring scores furthest apart, the lowest such pair.
    bands : tuple of BandShare
        Lowest first; empty where the measure has no bands.
    """

    measure: Measure
    combinations: int
    exact: bool
    distinct: int
    least: Fraction
    greatest: Fraction
    step: Maybe[Fraction]
    never: Maybe[int]
    widest_gap: tuple[Fraction, Fraction] | Undefined
    bands: tuple[BandShare, ...]


@attrs.frozen
class PairOrder:
    """How a rating orders random pairs, beside their true order.

    Parameters
    ----------
    measure : Measure
    rating : str
        ``"score"`` or ``"band"``.
    answers : str
        ``"independent"``, or ``"opposed"``: the truer one axis runs high, the truer the other runs low.
    correct, tied, reversed : Share or Undefined
        Pairs rated in their true order, rated alike, and rated the other way round; they add up to 1. Pairs whose
        truth is equal are left out.
    """

    measure: Measure
    rating: str
    answers: str
    correct: Share | Undefined
    tied: Share | Undefined
    reversed: Share | Undefined


@attrs.frozen
class Influence:
    """What one criterion does to one measure.

    Parameters
    ----------
    measure : Measure
    criterion : Criterion
    weight_share : Fraction
        Its stated weight as a share of the weights of all criteria that the measure depends on.
    swing_low, swing_high : Fraction
        How far the score moves from the criterion's lowest to its highest level, with every other criterion at its
        lowest, and at its highest.
    variance_share : Share or Undefined
        ``Var(E[score | level]) / Var(score)`` under levels that are equally likely: Sobol's first-order index.
    redraw : Share or Undefined
        The chance that answering the criterion afresh puts the assessment in another band.
    one_up : Share or Undefined
        The chance that one level up, where there is one, puts it in another band.
    """

    measure: Measure
    criterion: Criterion
    weight_share: Fraction
    swing_low: Fraction
    swing_high: Fraction
    variance_share: Share | Undefined
    redraw: Share | Undefined
    one_up: Share | Undefined


@attrs.frozen
class OrdinalProduct:
    """A product of scores, or a grid of bands: which results it has.

    Parameters
    ----------
    measure : Measure
        Where it stands.
    kind : str
        ``"product"`` or ``"grid"``.
    factors : tuple of str
        What is multiplied, or the rows and the columns of the grid.
    sizes : tuple of int
        How many different scores (for a grid: bands) each factor has.
    distinct : int or Undefined
        How many different results the cells have.
    never : int or Undefined
        How many steps of the finest spacing between the least and the greatest result never occur.
    ties : Share or Undefined
        The share of pairs of different cells whose results are equal.
    """

    measure: Measure
    kind: str
    factors: tuple[str, ...]
    sizes: tuple[int, ...]
    distinct: Maybe[int]
    never: Maybe[int]
    ties: Share | Undefined

    @property
    def cells(self) -> int:
        """How many combinations of factor scores there are."""
        return math.prod(self.sizes)


@attrs.frozen
class Direction:
    """Whether a measure ranks alike when every scale is turned round and the lowest score comes first.

    Parameters
    ----------
    measure : Measure
    opposite : Share or Undefined
        Random pairs that the two ways of scoring put in opposite orders.
    one_tied : Share or Undefined
        Random pairs that only one of the two tells apart.
    """

    measure: Measure
    opposite: Share | Undefined
    one_tied: Share | Undefined


@attrs.frozen
class UnknownRule:
    """What giving unknown a number does to one measure.

    Parameters
    ----------
    measure : Measure
    reversed_low, reversed_high : Share
        Random pairs of profiles, each answer equally likely to be any level or unknown, that change their order when
        unknown counts as the lowest value instead, and as the highest.
    all_unknown : Fraction or Undefined
        What the rule publishes for a profile of which nothing is known.
    all_lowest, all_second : Fraction
        The scores of a profile that is known to be at the lowest level throughout, and at the second lowest.
    """

    measure: Measure
    reversed_low: Share
    reversed_high: Share
    all_unknown: Maybe[Fraction]
    all_lowest: Fraction
    all_second: Fraction


@attrs.frozen
class UnknownSpread:
    """How many random pairs a measure cannot order while some levels are unknown.

    Parameters
    ----------
    measure : Measure
    unknown : Fraction
        The chance that a level is unknown.
    undecided : Share
        Pairs whose intervals overlap: neither is certainly above the other, nor are both certain and equal.
    band_uncertain : Share or Undefined
        Assessments whose interval reaches more than one band.
    """

    measure: Measure
    unknown: Fraction
    undecided: Share
    band_uncertain: Share | Undefined


@attrs.frozen(repr=False)
class Audit:
    """Everything an audit of a matrix found; get one from `audit_matrix`.

    Parameters
    ----------
    matrix : Matrix
    draws, seed : int
        What was asked for; every estimated share says how many draws it rests on.
    findings : tuple of str
        What deserves attention, in sentences.
    reachable : tuple of Reachable
        One a measure, in the order of the matrix.
    pairs : tuple of PairOrder
    influence : tuple of Influence
        Measure by measure, the criteria in the order of the matrix.
    products : tuple of OrdinalProduct
    directions : tuple of Direction
    unknown_rules : tuple of UnknownRule
        Empty where the matrix gives unknown no number.
    unknown_spread : tuple of UnknownSpread
    batch : BatchAudit or None
        None without assessments.
    """

    matrix: Matrix
    draws: int
    seed: int
    findings: tuple[str, ...]
    reachable: tuple[Reachable, ...]
    pairs: tuple[PairOrder, ...]
    influence: tuple[Influence, ...]
    products: tuple[OrdinalProduct, ...]
    directions: tuple[Direction, ...]
    unknown_rules: tuple[UnknownRule, ...]
    unknown_spread: tuple[UnknownSpread, ...]
    batch: BatchAudit | None

    def __repr__(self) -> str:
        """Return a short description: the whole would fill pages."""
        return f"Audit({self.matrix.name}, {len(self.findings)} findings)"
