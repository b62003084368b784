"""A measure as sums of criteria, and what is made of such sums: the form in which other weights and values are tried.

References to other measures are opened and brackets around sums removed, so that criteria that are added together,
directly or through other measures, stand in one `Sum`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TypeAlias

import attrs

from ocgscore.matrix.program import Const, Lookup, Node, Program, Ref, Term


@attrs.frozen
class Sum:
    """``constant + sum of factor x criterion + sum of factor x part``, in integers.

    Parameters
    ----------
    constant : int
    terms : tuple of (int, int)
        (criterion, factor) pairs, each criterion once, by position.
    parts : tuple of (Part, int)
        What cannot be opened into the sum: products, extremes and grids, each with its factor.
    """

    constant: int
    terms: tuple[tuple[int, int], ...]
    parts: tuple[tuple[Part, int], ...]


@attrs.frozen
class Product:
    """Sums multiplied with each other."""

    arguments: tuple[Sum, ...]


@attrs.frozen
class Extreme:
    """The greatest (``"max"``) or least (``"min"``) of sums."""

    kind: str
    arguments: tuple[Sum, ...]


@attrs.frozen
class Grid:
    """The cell at the bands of two sums; the band of a sum is how many of its cuts it reaches."""

    rows: Sum
    columns: Sum
    row_cuts: tuple[int, ...]
    column_cuts: tuple[int, ...]
    cells: tuple[tuple[int, ...], ...]


Part: TypeAlias = Product | Extreme | Grid


def opened(program: Program, measure: int) -> Sum:
    """Return a measure, by position, as a sum with all that can be opened opened, over the measure's denominator.

    Examples
    --------
    >>> from ocgscore import load_matrix
    >>> opened(load_matrix("ocg-tactical").program, 1).terms
    ((6, 1), (7, 1), (8, 1), (9, 1))
    """
    return _opened(program, program.measures[measure].node)


def sums_in(whole: Sum) -> Iterator[Sum]:
    """Yield a sum and every sum inside it, outermost first."""
    yield whole
    for part, _ in whole.parts:
        inner = (part.rows, part.columns) if isinstance(part, Grid) else part.arguments
        for argument in inner:
            yield from sums_in(argument)


def _opened(program: Program, node: Node) -> Sum:
    match node:
        case Const():
            return Sum(node.value, (), ())
        case Term():
            return Sum(0, ((node.criterion, 1),), ())
        case Ref():
            return _opened(program, program.measures[node.measure].node)
        case Lookup():
            rows, columns = (program.measures[axis] for axis in (node.rows, node.columns))
            axes = _opened(program, rows.node), _opened(program, columns.node)
            return _alone(Grid(*axes, rows.cuts, columns.cuts, node.cells))
    arguments = [_opened(program, argument) for argument in node.arguments]
    if node.kind == "add":
        return _added(arguments)
    return _multiplied(arguments) if node.kind == "mul" else _alone(Extreme(node.kind, tuple(arguments)))


def _alone(part: Part) -> Sum:
    return Sum(0, (), ((part, 1),))


def _added(sums: list[Sum]) -> Sum:
    terms: Counter[int] = Counter()
    for each in sums:
        terms.update(dict(each.terms))
    parts = tuple(part for each in sums for part in each.parts)
    return Sum(sum(each.constant for each in sums), tuple(sorted(terms.items())), parts)


def _multiplied(sums: list[Sum]) -> Sum:
    """Take the fixed numbers out of a product; what is left of one sum is opened."""
    factor, varying = 1, []
    for each in sums:
        if each.terms or each.parts:
            varying.append(each)
        else:
            factor *= each.constant
    if not varying:
        return Sum(factor, (), ())
    return _scaled(varying[0] if len(varying) == 1 else _alone(Product(tuple(varying))), factor)


def _scaled(whole: Sum, factor: int) -> Sum:
    if factor == 1:
        return whole
    if factor == 0:
        return Sum(0, (), ())
    terms = tuple((criterion, by * factor) for criterion, by in whole.terms)
    return Sum(whole.constant * factor, terms, tuple((part, by * factor) for part, by in whole.parts))
