"""Formulas as exact integer arithmetic: every measure becomes whole numbers over one denominator.

Decimals become integers over a common denominator when the matrix is loaded, so that scoring adds and multiplies
integers only. The same program drives the fast kernel, the live totals of the workbook and the proofs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from graphlib import TopologicalSorter
from typing import Final, TypeAlias

import attrs

from ocgscore.matrix.formula import Call, Formula, Name, Number, names_in
from ocgscore.matrix.model import Matrix, Measure, weighted

LARGEST: Final = 2**63 - 1
HOPELESS: Final = 2**256  # beyond this no further arithmetic is worth doing
REDUCED: Final[Mapping[str, Callable[[list[int]], int]]] = {"add": sum, "mul": math.prod, "max": max, "min": min}


@attrs.frozen
class Const:
    """A fixed integer."""

    value: int


@attrs.frozen
class Term:
    """The integer value of the level chosen for criterion number `criterion`."""

    criterion: int


@attrs.frozen
class Ref:
    """The numerator of measure number `measure`."""

    measure: int


@attrs.frozen
class Op:
    """``add``, ``mul``, ``max`` or ``min`` over arguments."""

    kind: str
    arguments: tuple[Node, ...]


@attrs.frozen
class Lookup:
    """The cell of a grid at (band of measure `rows`, band of measure `columns`)."""

    rows: int
    columns: int
    cells: tuple[tuple[int, ...], ...]


Node: TypeAlias = Const | Term | Ref | Op | Lookup


@attrs.frozen
class CompiledMeasure:
    """A measure as integers.

    Parameters
    ----------
    node : Node
        The arithmetic; its result is the numerator.
    denominator : int
        What the numerator is over; 1 or more.
    cuts : tuple of int
        For bands 1, 2, ...: the least numerator that reaches it. The band number is how many cuts are reached.
    low, high : int
        The least and greatest numerator any assessment can reach.
    """

    node: Node
    denominator: int
    cuts: tuple[int, ...]
    low: int
    high: int

    def band(self, numerator: int) -> int:
        """Return the number (from 0) of the band that a numerator falls in."""
        return sum(numerator >= cut for cut in self.cuts)


@attrs.frozen
class Program:
    """All the measures of a matrix as integer arithmetic.

    Parameters
    ----------
    values : tuple of tuple of int
        For each criterion the integer value of each level, times its weight, over `denominators`.
    published : tuple of (int or None)
        For each criterion the integer value a published rule gives an unknown.
    denominators : tuple of int
        For each criterion.
    measures : tuple of CompiledMeasure
        In the matrix's order.
    order : tuple of int
        An order of the measures in which each comes after those it is made of.
    """

    values: tuple[tuple[int, ...], ...]
    published: tuple[int | None, ...]
    denominators: tuple[int, ...]
    measures: tuple[CompiledMeasure, ...]
    order: tuple[int, ...]

    def reached(self, measure: int) -> tuple[int, ...]:
        """Return the criteria, by position and in order, that a measure is made of, through other measures or not."""
        return tuple(sorted(self._reached(self.measures[measure].node)))

    def _reached(self, node: Node) -> frozenset[int]:
        match node:
            case Term():
                return frozenset({node.criterion})
            case Ref():
                return self._reached(self.measures[node.measure].node)
            case Lookup():
                axes = (self.measures[axis].node for axis in (node.rows, node.columns))
                return frozenset().union(*map(self._reached, axes))
            case Op():
                return frozenset().union(*map(self._reached, node.arguments))
        return frozenset()

    def evaluate(self, values: Sequence[int]) -> list[int]:
        """Return every measure's numerator for one integer value a criterion: plain Python, exact at any size."""
        found: dict[int, int] = {}
        for position in self.order:
            found[position] = _value(self.measures[position].node, values, found, dict(enumerate(self.measures)))
        return [found[position] for position in range(len(self.measures))]


class OutgrownError(ArithmeticError):
    """A measure whose numbers are far beyond 64 bits; its argument is the measure's id."""


def measure_order(measures: Sequence[Measure]) -> list[int]:
    """Return positions so that each measure comes after those it names.

    Raises
    ------
    graphlib.CycleError
        Where measures go round in a circle; its second argument is the circle.
    """
    at = {measure.id: position for position, measure in enumerate(measures)}
    sorter: TopologicalSorter[int] = TopologicalSorter()
    for position, measure in enumerate(measures):
        sorter.add(position, *(at[name] for name in names_in(measure.formula) if name in at))
    return list(sorter.static_order())


def compile_program(matrix: Matrix, finer: Sequence[int] = ()) -> Program:
    """Turn a matrix's formulas into integer arithmetic.

    Parameters
    ----------
    matrix : Matrix
        With formulas whose names exist, without circles, and with grids of the right shape.
    finer : sequence of int, optional
        For each criterion how many times finer its integers are to be than they need be, so that they have room for
        values between those stated; not at all by default.

    Returns
    -------
    Program
    """
    values, published, denominators = [], [], []
    for criterion, factor in zip(matrix.criteria, finer or [1] * len(matrix.criteria), strict=True):
        exact = [weighted(criterion, level.value) for level in criterion.levels]
        unknown = criterion.unknown_counts_as
        extra = [] if unknown is None else [weighted(criterion, unknown)]
        scale = common_denominator([*exact, *extra]) * factor
        values.append(tuple(int(value * scale) for value in exact))
        published.append(int(extra[0] * scale) if extra else None)
        denominators.append(scale)
    order = measure_order(matrix.measures)
    compiled = _Compiler(matrix, denominators).measures(order, values)
    return Program(tuple(values), tuple(published), tuple(denominators), compiled, tuple(order))


def common_denominator(values: Sequence[Fraction]) -> int:
    """Return the least denominator over which all the values are whole."""
    return math.lcm(*(value.denominator for value in values))


def largest_magnitude(program: Program, position: int) -> int:
    """Return the greatest integer met anywhere while working out a measure, its denominator included."""
    top = [max(v) if p is None else max(*v, p) for v, p in zip(program.values, program.published, strict=True)]
    found: dict[int, int] = {}
    measures = dict(enumerate(program.measures))
    for each in program.order:
        found[each] = _value(program.measures[each].node, top, found, measures)
    node = program.measures[position].node
    inner = max(_value(part, top, found, measures) for part in _parts(node))
    return max(inner, program.measures[position].denominator, *program.measures[position].cuts, 0)


def _parts(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, Op):
        for argument in node.arguments:
            yield from _parts(argument)


def _value(node: Node, values: Sequence[int], found: dict[int, int], measures: Mapping[int, CompiledMeasure]) -> int:
    """Evaluate one node with Python integers."""
    match node:
        case Const():
            return node.value
        case Term():
            return values[node.criterion]
        case Ref():
            return found[node.measure]
        case Lookup():
            row = measures[node.rows].band(found[node.rows])
            return node.cells[row][measures[node.columns].band(found[node.columns])]
        case Op():
            parts = [_value(argument, values, found, measures) for argument in node.arguments]
            return REDUCED[node.kind](parts)


@attrs.define
class _Compiler:
    """Formulas to nodes, one measure after another."""

    matrix: Matrix
    criterion_denominators: list[int]
    done: dict[int, CompiledMeasure] = attrs.field(factory=dict)

    def measures(self, order: list[int], values: list[tuple[int, ...]]) -> tuple[CompiledMeasure, ...]:
        lowest, highest = [min(v) for v in values], [max(v) for v in values]
        low: dict[int, int] = {}
        high: dict[int, int] = {}
        for position in order:
            measure = self.matrix.measures[position]
            node, denominator = self._measure(measure)
            cuts = tuple(math.ceil(Fraction(band.start) * denominator) for band in measure.bands[1:])
            low[position] = _value(node, lowest, low, self.done)
            high[position] = _value(node, highest, high, self.done)
            if max(high[position], denominator) > HOPELESS:
                raise OutgrownError(measure.id)  # before a chain of such measures takes all memory
            self.done[position] = CompiledMeasure(node, denominator, cuts, low[position], high[position])
        return tuple(self.done[position] for position in range(len(self.matrix.measures)))

    def _measure(self, measure: Measure) -> tuple[Node, int]:
        if not measure.is_grid:
            return self._node(measure.formula)
        scale = common_denominator([Fraction(cell) for row in measure.cells for cell in row])
        cells = tuple(tuple(int(Fraction(cell) * scale) for cell in row) for row in measure.cells)
        rows, columns = (self.matrix.measure_position(name) for name in names_in(measure.formula))
        return Lookup(rows, columns, cells), scale

    def _node(self, formula: Formula) -> tuple[Node, int]:
        match formula:
            case Number():
                exact = Fraction(formula.value)
                return Const(exact.numerator), exact.denominator
            case Name():
                return self._name(formula.id)
            case Call(function="*"):
                parts = [self._node(argument) for argument in formula.arguments]
                return Op("mul", tuple(node for node, _ in parts)), math.prod(scale for _, scale in parts)
            case Call(function="mean"):
                return self._mean(formula.arguments)
            case Call(function="max" | "min" as kind):
                return self._aligned(kind, formula.arguments)
        return self._aligned("add", formula.arguments)

    def _name(self, name: str) -> tuple[Node, int]:
        for position, criterion in enumerate(self.matrix.criteria):
            if criterion.id == name:
                return Term(position), self.criterion_denominators[position]
        position = self.matrix.measure_position(name)
        return Ref(position), self.done[position].denominator

    def _aligned(self, kind: str, arguments: tuple[Formula, ...]) -> tuple[Node, int]:
        """Bring the arguments over one denominator, then combine them."""
        parts = [self._node(argument) for argument in arguments]
        scale = math.lcm(*(scale for _, scale in parts))
        nodes = tuple(_times(node, scale // own) for node, own in parts)
        return (nodes[0] if len(nodes) == 1 else Op(kind, nodes)), scale

    def _mean(self, arguments: tuple[Formula, ...]) -> tuple[Node, int]:
        """Add, then leave the division by the total weight to the denominator."""
        node, scale = self._aligned("add", arguments)
        total = sum((Fraction(self._weight(argument)) for argument in arguments), Fraction(0))
        factor = Fraction(total.denominator, scale * total.numerator)
        return _times(node, factor.numerator), factor.denominator

    def _weight(self, argument: Formula) -> Decimal:
        """Return the weight a mean divides by: a criterion's own, 1 for anything else."""
        for criterion in self.matrix.criteria:
            if isinstance(argument, Name) and criterion.id == argument.id:
                return criterion.weight
        return Decimal(1)


def _times(node: Node, factor: int) -> Node:
    return node if factor == 1 else Op("mul", (Const(factor), node))
