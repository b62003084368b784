"""Whether a criterion can change anything: the proof that no question on the form is asked in vain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

import attrs

from ocgscore.matrix.program import Const, Lookup, Node, Op, Program, Ref, Term

Pairs: TypeAlias = frozenset[tuple[int, int]]
MOST_WORK: Final = 3_000_000  # pairs combined for one matrix: beyond it a criterion gets the benefit of the doubt


@attrs.define
class Budget:
    """How much work is left for the exact proof; shared by all the criteria of a matrix."""

    left: int = MOST_WORK

    def spend(self, work: int) -> None:
        """Take some of it; OverflowError where there is not enough."""
        if work > self.left:
            raise OverflowError
        self.left -= work


def can_change_something(program: Program, criterion: int, budget: Budget) -> bool:
    """Whether raising one criterion from its lowest to its highest level can change any measure.

    A cheap witness is looked for first (everything else at its lowest, at its highest). Failing that, the pairs of
    values that each part of each formula can take with the criterion low and high are worked out; where none differs,
    no assessment whatever is moved by the criterion. Parts that share a criterion are taken as free of each other, so
    False is a proof, and True is one for formulas that name each criterion once.

    Parameters
    ----------
    program : Program
    criterion : int
        Its position in the matrix.
    budget : Budget
        Spent on the exact proof.

    Returns
    -------
    bool
    """
    lowest, highest = ([pick(values) for values in program.values] for pick in (min, max))
    if _differs(program, criterion, lowest) or _differs(program, criterion, highest):
        return True
    try:
        return any(low != high for pairs in _Paired(program, criterion, budget).measures() for low, high in pairs)
    except OverflowError:
        return True


def _differs(program: Program, criterion: int, others: list[int]) -> bool:
    low, high = others.copy(), others.copy()
    low[criterion], high[criterion] = min(program.values[criterion]), max(program.values[criterion])
    return program.evaluate(low) != program.evaluate(high)


@attrs.define
class _Paired:
    """Works out (value with the criterion lowest, value with it highest) over all other levels."""

    program: Program
    criterion: int
    budget: Budget
    found: dict[int, Pairs] = attrs.field(factory=dict)

    def measures(self) -> Iterator[Pairs]:
        for position in self.program.order:
            measure = self.program.measures[position]
            fixed = measure.low == measure.high  # nothing changes it, so nothing needs working out
            self.found[position] = frozenset({(measure.low, measure.high)}) if fixed else self._node(measure.node)
            yield self.found[position]

    def _node(self, node: Node) -> Pairs:
        match node:
            case Const():
                return frozenset({(node.value, node.value)})
            case Term():
                values = self.program.values[node.criterion]
                if node.criterion == self.criterion:
                    return frozenset({(min(values), max(values))})
                return frozenset((value, value) for value in values)
            case Ref():
                return self.found[node.measure]
            case Lookup():
                return self._lookup(node)
            case Op():
                parts = [self._node(argument) for argument in node.arguments]
                result = parts[0]
                for part in parts[1:]:
                    self.budget.spend(len(result) * len(part))
                    result = _combined(node.kind, result, part)
                return result

    def _lookup(self, node: Lookup) -> Pairs:
        rows, columns = self.program.measures[node.rows], self.program.measures[node.columns]
        across = {(rows.band(a), rows.band(b)) for a, b in self.found[node.rows]}
        down = {(columns.band(a), columns.band(b)) for a, b in self.found[node.columns]}
        return frozenset((node.cells[r][c], node.cells[s][d]) for r, s in across for c, d in down)


def _combined(kind: str, one: Pairs, two: Pairs) -> Pairs:
    if kind == "add":
        return frozenset((a + c, b + d) for a, b in one for c, d in two)
    if kind == "mul":
        return frozenset((a * c, b * d) for a, b in one for c, d in two)
    pick = max if kind == "max" else min
    return frozenset((pick(a, c), pick(b, d)) for a, b in one for c, d in two)
