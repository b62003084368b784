"""Products of ordinal scores and grids: which results never occur, what ties, whether the scale's direction matters.

Thomas, Bratvold and Bickel, "The risk of using risk matrices", SPE Economics & Management 6(2), 2014: whether a scale
rises or falls is a convention, and a product of two scales ranks differently under the two.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import Final

import numpy as np

from ocgscore.audit.columns import Columns
from ocgscore.audit.distribution import Distribution
from ocgscore.audit.figures import Share, Undefined
from ocgscore.audit.model import Direction, OrdinalProduct
from ocgscore.audit.pairs import Answers, orders
from ocgscore.audit.parts import criteria_of, is_additive, products_in, uses_grid
from ocgscore.audit.reachable import spacing
from ocgscore.matrix import Matrix, grid_axes
from ocgscore.matrix.program import Const, Node, Op, Ref, Term

MOST_CELLS: Final = 1_000_000
SIGNS: Final = {"add": " + ", "mul": " * "}
UNCOUNTED = Undefined("a factor has too many different scores to try them all")
SHARED = Undefined("its factors share a criterion, so not every pair of their scores can occur")


def ordinal_products(matrix: Matrix, distribution: Distribution) -> Iterator[OrdinalProduct]:
    """Yield every product of two or more scores, and every grid, in the order of the measures.

    Parameters
    ----------
    matrix : Matrix
    distribution : Distribution
        Of its program.

    Yields
    ------
    OrdinalProduct
    """
    for position, measure in enumerate(matrix.measures):
        axes = grid_axes(matrix, measure)
        if measure.is_grid and axes is not None:
            results = Counter(cell for row in measure.cells for cell in row)
            numbers = {int(value * matrix.program.measures[position].denominator): n for value, n in results.items()}
            sizes = tuple(len(axis.bands) for axis in axes)
            yield OrdinalProduct(measure, "grid", tuple(axis.id for axis in axes), sizes, *_figures(numbers))
        for factors in products_in(matrix.program.measures[position].node):
            yield _product(matrix, position, factors, distribution)


def _product(matrix: Matrix, position: int, factors: Sequence[Node], distribution: Distribution) -> OrdinalProduct:
    names = tuple(part_text(matrix, factor) for factor in factors)
    counts = [distribution.node(factor) for factor in factors]
    scores = [sorted(of) for of in counts if of is not None]
    sizes = tuple(map(len, scores))
    measure = matrix.measures[position]
    reached = [criteria_of(matrix.program, factor) for factor in factors]
    if sum(map(len, reached)) > len(frozenset().union(*reached)):
        return OrdinalProduct(measure, "product", names, sizes, SHARED, SHARED, SHARED)
    if len(scores) < len(factors) or math.prod(sizes) > MOST_CELLS:
        return OrdinalProduct(measure, "product", names, sizes, UNCOUNTED, UNCOUNTED, UNCOUNTED)
    return OrdinalProduct(measure, "product", names, sizes, *_figures(Counter(map(math.prod, product(*scores)))))


def _figures(results: dict[int, int]) -> tuple[int, int | Undefined, Share | Undefined]:
    """Return distinct results, steps that never occur, and the share of pairs of different cells that tie."""
    cells = sum(results.values())
    tied = sum(n * (n - 1) for n in results.values())
    ties = Share(Fraction(tied, cells * (cells - 1))) if cells > 1 else Undefined("there is only one cell")
    return len(results), spacing(results, 1)[1], ties


def part_text(matrix: Matrix, node: Node) -> str:
    """Return a part of a formula in the ids of its criteria and measures; fixed numbers are left out.

    Examples
    --------
    >>> from ocgscore import load_matrix
    >>> part_text(load_matrix("ocg-tactical"), Op("mul", (Ref(0), Ref(1))))
    'harm * likelihood'
    """
    match node:
        case Term():
            return matrix.criteria[node.criterion].id
        case Ref():
            return matrix.measures[node.measure].id
        case Op():
            parts = [part_text(matrix, part) for part in node.arguments if not isinstance(part, Const)]
            return SIGNS[node.kind].join(parts) if node.kind in SIGNS else f"{node.kind}({', '.join(parts)})"
    return matrix.id


def directions(matrix: Matrix, answers: Answers) -> Iterator[Direction]:
    """Yield for each measure whether turning every scale round, lowest score first, leaves its ranking as it is.

    Each level value v of a criterion becomes ``highest + lowest - v``; what was worst now has the lowest number. A
    weighted sum ranks alike both ways, always. For other formulas random pairs are tried.

    Parameters
    ----------
    matrix : Matrix
    answers : Answers
        Random pairs.

    Yields
    ------
    Direction
    """
    program = matrix.program
    turned = {at: np.array([max(of) + min(of) - v for v in of], np.int64) for at, of in enumerate(program.values)}
    rows = answers.levels.shape[1]
    falling = Columns(program, {at: of[answers.levels[at]] for at, of in turned.items()}, rows)
    rising = answers.rated()
    for at, measure in enumerate(matrix.measures):
        node = program.measures[at].node
        if uses_grid(program, node):
            looked_up = Undefined("a grid is looked up: its cells have no other direction")
            yield Direction(measure, looked_up, looked_up)
        elif is_additive(program, node):
            yield Direction(measure, Share(Fraction(0)), Share(Fraction(0)))
        else:
            up, down = orders(rising.measure(at)), -orders(falling.measure(at))
            opposite, one_tied = int((up * down < 0).sum()), int(((up == 0) != (down == 0)).sum())
            yield Direction(measure, Share.counted(opposite, len(up)), Share.counted(one_tied, len(up)))
