"""The unknowns worth finding out as a table: one row each, the one to find out first first."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import Final

import numpy as np

from ocgscore.report.results import constant, provenance, provenance_text
from ocgscore.robustness.gaps import Gaps
from ocgscore.scoring import rounded
from ocgscore.table import Cell, Column, Table

CHANCE_DIGITS: Final = 4
FINER: Final = 2  # digits that an expected change has more than the score it is a change of
GIVEN: Final = Context(prec=28, rounding=ROUND_HALF_UP)
SIGNIFICANT: Final = Context(prec=4, rounding=ROUND_HALF_UP)  # for what has no scale of its own: costs are in any unit


def gaps_table(gaps: Gaps) -> Table:
    """Return the unknowns as a table.

    Parameters
    ----------
    gaps : Gaps

    Returns
    -------
    Table
        ``group``, ``criterion``, ``lowest`` and ``highest`` (codes of the levels still possible), ``chance_band``
        (blank where the measure has no bands), ``chance_line``, ``chance_settles_band``, ``expected_change``,
        ``value``, ``cost`` and ``value_per_cost`` (blank without costs), ``standard_error``, ``change_error``,
        ``address`` and ``provenance``.

    Examples
    --------
    >>> from ocgscore import assess, score
    >>> from ocgscore.robustness.gaps import gaps
    >>> table = gaps_table(gaps(score(assess([{"group": "A", "violence": "high"}], "sleipnir-2000"))))
    >>> len(table), table.columns[1].row_text(0)
    (18, 'corruption')
    """
    columns = [Column.from_cells(heading, cells) for heading, cells in _columns(gaps)]
    columns.append(constant("provenance", gaps_provenance_text(gaps), len(gaps)))
    rows = np.arange(1, len(gaps) + 1, dtype=np.int64)
    return Table("gaps", tuple(columns), rows, cells=False, marking=gaps.scores.assessments.table.marking)


def gaps_provenance(gaps: Gaps) -> dict[str, str]:
    """Return what a reader needs to make the same list again."""
    options = {"top": gaps.top, "unknowns": gaps.unknowns, "draws": gaps.draws, "seed": gaps.seed}
    return provenance(gaps.scores, gaps.ranking) | {name: str(value) for name, value in options.items()}


def gaps_provenance_text(gaps: Gaps) -> str:
    """Return the provenance as one cell."""
    options = f"top {gaps.top} unknowns {gaps.unknowns} draws {gaps.draws} seed {gaps.seed}"
    return f"{provenance_text(gaps.scores, gaps.ranking)} {options}"


def _columns(gaps: Gaps) -> Iterator[tuple[str, list[Cell]]]:
    measure = gaps.scores[gaps.ranking.by].measure
    listed = list(gaps)
    digits = measure.digits + FINER
    yield "group", [gap.group for gap in listed]
    yield "criterion", [gap.criterion.id for gap in listed]
    yield "lowest", [gap.lowest.code for gap in listed]
    yield "highest", [gap.highest.code for gap in listed]
    yield "chance_band", [rounded(gap.chance_band, CHANCE_DIGITS) if measure.bands else None for gap in listed]
    yield "chance_line", [rounded(gap.chance_line, CHANCE_DIGITS) for gap in listed]
    yield (
        "chance_settles_band",
        [rounded(gap.chance_settles_band, CHANCE_DIGITS) if measure.bands else None for gap in listed],
    )
    yield "expected_change", [rounded(gap.expected_change, digits) for gap in listed]
    yield "value", [rounded(gap.value, CHANCE_DIGITS) for gap in listed]
    yield "cost", [None if gap.cost is None else plain_cost(gap.cost) for gap in listed]
    yield (
        "value_per_cost",
        [None if gap.value_per_cost is None else _divided(gap.value_per_cost, SIGNIFICANT) for gap in listed],
    )
    yield "standard_error", [rounded(Fraction(gap.standard_error), CHANCE_DIGITS) for gap in listed]
    yield "change_error", [rounded(Fraction(gap.change_error), digits) for gap in listed]
    yield "address", [gap.address for gap in listed]


def plain_cost(cost: Fraction) -> Decimal:
    """Return a cost as it was given.

    Examples
    --------
    >>> print(plain_cost(Fraction(5, 2)), plain_cost(Fraction(30_000_000)))
    2.5 30000000
    """
    return _divided(cost, GIVEN)


def _divided(value: Fraction, context: Context) -> Decimal:
    """Return a fraction to the digits of a context, rounded half up once, whole numbers written out."""
    divided = context.divide(Decimal(value.numerator), Decimal(value.denominator))
    return Decimal(f"{divided.normalize():f}")
