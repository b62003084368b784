"""What unknown levels do to the order: where a rule gives them a number, and where they widen the score."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

import numpy as np

from ocgscore.audit.columns import Columns
from ocgscore.audit.drawing import Levels, bounded, drawn_levels, scored_columns, stream
from ocgscore.audit.figures import Share, Undefined
from ocgscore.audit.model import UnknownRule, UnknownSpread
from ocgscore.audit.pairs import orders
from ocgscore.matrix import Matrix
from ocgscore.matrix.program import Program

CHANCES: Final = (Fraction(1, 20), Fraction(1, 10), Fraction(1, 4))


def unknown_rules(matrix: Matrix, draws: int, seed: int) -> list[UnknownRule]:
    """Return what giving unknown a number does, for each measure that such a rule reaches.

    Parameters
    ----------
    matrix : Matrix
    draws, seed : int

    Returns
    -------
    list of UnknownRule
        Empty where the matrix has no such rule.

    Examples
    --------
    >>> from ocgscore import load_matrix
    >>> rule = unknown_rules(load_matrix("sleipnir-2000"), 1000, 1)[0]
    >>> rule.all_unknown, rule.all_lowest, rule.all_second
    (Fraction(380, 1), Fraction(0, 1), Fraction(190, 1))
    """
    program = matrix.program
    ruled = {at for at, rule in enumerate(program.published) if rule is not None}
    reached = [at for at in range(len(matrix.measures)) if ruled & set(program.reached(at))]
    if not reached:
        return []
    generator = stream(seed, "unknown rules")
    rows = 2 * bounded(draws, 2 * len(matrix.criteria))
    levels = drawn_levels(generator, [len(of) + (at in ruled) for at, of in enumerate(program.values)], rows)
    counted_as = (
        [rule or 0 for rule in program.published],
        [values[0] for values in program.values],
        [values[-1] for values in program.values],
    )
    columns = [_columns(program, levels, unknown) for unknown in counted_as]
    return [_rule(matrix, at, columns, ruled) for at in reached]


def _columns(program: Program, levels: Levels, unknown: Sequence[int]) -> Columns:
    """Return the measures over levels, the one past a criterion's highest being unknown, counted as given."""
    values = {at: np.array([*of, unknown[at]], np.int64)[levels[at]] for at, of in enumerate(program.values)}
    return Columns(program, values, levels.shape[1])


def _rule(matrix: Matrix, position: int, columns: list[Columns], ruled: set[int]) -> UnknownRule:
    published, lowest, highest = (orders(of.measure(position)) for of in columns)
    low, high = (Share.counted(int((published * other < 0).sum()), len(published)) for other in (lowest, highest))
    program = matrix.program
    unknown, least, second = (
        _profile(matrix, position, values)
        for values in (
            [rule or 0 for rule in program.published],
            [of[0] for of in program.values],
            [of[1] for of in program.values],
        )
    )
    covered = set(program.reached(position)) <= ruled
    all_unknown = unknown if covered else Undefined("the rule does not cover every criterion of the measure")
    return UnknownRule(matrix.measures[position], low, high, all_unknown, least, second)


def _profile(matrix: Matrix, position: int, values: Sequence[int]) -> Fraction:
    return Fraction(matrix.program.evaluate(values)[position], matrix.program.measures[position].denominator)


def unknown_spread(matrix: Matrix, draws: int, seed: int) -> Iterator[UnknownSpread]:
    """Yield how many random pairs cannot be ordered when 5, 10 and 25 % of the levels are unknown.

    Parameters
    ----------
    matrix : Matrix
    draws, seed : int

    Yields
    ------
    UnknownSpread
        Chance by chance, measure by measure.
    """
    sizes = [len(criterion.levels) for criterion in matrix.criteria]
    generator = stream(seed, "unknown spread")
    rows = 2 * bounded(draws, 2 * len(sizes))
    levels = drawn_levels(generator, sizes, rows)
    known = generator.random(levels.shape)
    top = np.array(sizes)[:, None] - 1
    for chance in CHANCES:
        unknown = known < float(chance)  # the same answers grow unknown, more of them each time
        low = scored_columns(matrix.program, np.where(unknown, 0, levels))
        high = scored_columns(matrix.program, np.where(unknown, top, levels))
        for position in range(len(matrix.measures)):
            yield _spread(matrix, position, chance, low, high)


def _spread(matrix: Matrix, position: int, chance: Fraction, low: Columns, high: Columns) -> UnknownSpread:
    least, most = low.measure(position), high.measure(position)
    (one_low, two_low), (one_high, two_high) = np.split(least, 2), np.split(most, 2)
    apart = (one_low > two_high) | (two_low > one_high)
    equal = (one_low == one_high) & (two_low == two_high) & (one_low == two_low)
    undecided = Share.counted(int((~apart & ~equal).sum()), len(apart))
    if not matrix.measures[position].bands:
        return UnknownSpread(matrix.measures[position], chance, undecided, Undefined("the measure has no bands"))
    torn = low.bands(position) != high.bands(position)
    return UnknownSpread(matrix.measures[position], chance, undecided, Share.counted(int(torn.sum()), len(torn)))
