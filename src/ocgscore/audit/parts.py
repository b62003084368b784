"""The parts of a measure's formula: what is multiplied, what is added, and the two axes of a product or a grid."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from ocgscore.matrix.program import Const, Lookup, Node, Op, Program, Ref, Term


def parts_of(node: Node) -> tuple[Node, ...]:
    """Return what a node combines: the arguments of an operation, the two axes of a grid."""
    match node:
        case Op():
            return node.arguments
        case Lookup():
            return Ref(node.rows), Ref(node.columns)
    return ()


def criteria_of(program: Program, node: Node) -> frozenset[int]:
    """Return the criteria that a part of a formula depends on, through other measures or not."""
    match node:
        case Term():
            return frozenset({node.criterion})
        case Ref():
            return frozenset(program.reached(node.measure))
    return frozenset().union(*(criteria_of(program, part) for part in parts_of(node)))


def factors_of(node: Node) -> tuple[Node, ...]:
    """Return what a product multiplies, products within it taken apart, fixed numbers left out; else the node alone."""
    if isinstance(node, Op) and node.kind == "mul":
        return tuple(factor for part in node.arguments for factor in factors_of(part))
    return () if isinstance(node, Const) else (node,)


def products_in(node: Node) -> Iterator[tuple[Node, ...]]:
    """Yield the factors of every product of two or more scores within one formula, the outermost first."""
    factors = factors_of(node)
    if isinstance(node, Op) and node.kind == "mul":
        if len(factors) > 1:
            yield factors
        parts = factors
    else:
        parts = node.arguments if isinstance(node, Op) else ()
    for part in parts:
        yield from products_in(part)


def axes_of(program: Program, measure: int) -> tuple[Node, Node] | None:
    """Return the two axes of a measure that is a grid, or the product of two scores; None for any other."""
    node = program.measures[measure].node
    if isinstance(node, Lookup):
        return Ref(node.rows), Ref(node.columns)
    factors = factors_of(node)
    if len(factors) != 2:
        return None
    return factors[0], factors[1]


def is_additive(program: Program, node: Node) -> bool:
    """Whether a part is a weighted sum of criteria: no products of scores, extremes or grids."""
    match node:
        case Const() | Term():
            return True
        case Ref():
            return is_additive(program, program.measures[node.measure].node)
        case Op(kind="add"):
            return all(is_additive(program, part) for part in node.arguments)
        case Op(kind="mul"):
            factors = factors_of(node)
            return len(factors) < 2 and all(is_additive(program, factor) for factor in factors)
    return False


def uses_grid(program: Program, node: Node) -> bool:
    """Whether a part is worked out through a grid."""
    match node:
        case Lookup():
            return True
        case Ref():
            return uses_grid(program, program.measures[node.measure].node)
    return any(uses_grid(program, part) for part in parts_of(node))


def added_pairs(program: Program) -> frozenset[tuple[int, int]]:
    """Return the pairs of criteria, by position and the lower first, that some measure adds to each other."""
    found: set[tuple[int, int]] = set()
    for measure in program.measures:
        for arguments in _sums_in(measure.node):
            reached = [criteria_of(program, argument) for argument in arguments]
            for ones, twos in combinations(reached, 2):
                found.update((min(one, two), max(one, two)) for one in ones for two in twos if one != two)
    return frozenset(found)


def _sums_in(node: Node) -> Iterator[tuple[Node, ...]]:
    if isinstance(node, Op):
        if node.kind == "add":
            yield node.arguments
        for part in node.arguments:
            yield from _sums_in(part)
