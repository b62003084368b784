"""Every score that a measure can take, and by how many combinations of levels: exact, without trying them all.

Parts of a formula that share nothing are independent, so their counts combine value by value: sixteen criteria of five
levels have 152,587,890,625 combinations and a few hundred scores. What several parts share (a criterion, or a whole
measure) is held at each of its values in turn, and the counts are added up.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from operator import add, mul
from typing import Final, TypeAlias

import attrs
import numpy as np

from ocgscore.audit.columns import Columns
from ocgscore.audit.parts import criteria_of, parts_of
from ocgscore.matrix.program import Const, Lookup, Node, Op, Program, Ref, Term

Counts: TypeAlias = dict[int, int]  # numerator: how many combinations of levels give it
COMBINED: Final[Mapping[str, Callable[[int, int], int]]] = {"add": add, "mul": mul, "max": max, "min": min}
MOST_WORK: Final = 1_500_000  # values combined for one measure
MOST_ENUMERATED: Final = 2**18  # combinations tried one by one where the parts of a formula share too much
VISIT: Final = 30  # what calling on a part costs, in values combined


@attrs.define
class Distribution:
    """Counts the combinations of levels behind each numerator of a program.

    Parameters
    ----------
    program : Program
    """

    program: Program
    _found: dict[int, Counts | None] = attrs.field(factory=dict)
    _work: int = 0

    def measure(self, position: int) -> Counts | None:
        """Return a measure's counts; None where they would take too much work."""
        if position not in self._found:
            self._found[position] = self.node(self.program.measures[position].node)
        return self._found[position]

    def node(self, node: Node) -> Counts | None:
        """Return the counts of any part of a formula over the criteria it reaches; None where too much work."""
        if isinstance(node, Ref):
            return self.measure(node.measure)
        counts = self.combined(node)
        return self.enumerated(node) if counts is None else counts

    def combined(self, node: Node) -> Counts | None:
        """Return the counts of a part, put together from those of its own parts; None where too much work."""
        atoms = atoms_of(self.program, node)
        if any(self.measure(atom.measure) is None for atom in atoms if isinstance(atom, Ref)):
            return None
        self._work = 0
        try:
            return _Counting(self, atoms).counts(node, {})
        except OverflowError:
            return None

    def enumerated(self, node: Node) -> Counts | None:
        """Return the counts of a part by trying every combination; None where there are more than `MOST_ENUMERATED`."""
        criteria = sorted(criteria_of(self.program, node))
        sizes = [len(self.program.values[criterion]) for criterion in criteria]
        if math.prod(sizes) > MOST_ENUMERATED:
            return None
        values = [np.array(self.program.values[criterion], np.int64) for criterion in criteria]
        axes = np.meshgrid(*values, indexing="ij")
        columns = dict(zip(criteria, (axis.ravel() for axis in axes), strict=True))
        scores, counts = np.unique(Columns(self.program, columns, math.prod(sizes)).node(node), return_counts=True)
        return dict(zip(scores.tolist(), counts.tolist(), strict=True))

    def spend(self, work: int) -> None:
        """Take some of the work allowed for one part; OverflowError where there is none left."""
        self._work += work
        if self._work > MOST_WORK:
            raise OverflowError

    def known(self, atom: Term | Ref) -> Counts:
        """Return the counts of an atom."""
        if isinstance(atom, Term):
            return dict(Counter(self.program.values[atom.criterion]))
        return self._found[atom.measure] or {}


Atom: TypeAlias = Term | Ref


@attrs.define
class _Counting:
    """Counts one part of a formula, its atoms being free of each other."""

    distribution: Distribution
    atoms: frozenset[Atom]
    shared: dict[int, tuple[Atom, ...]] = attrs.field(factory=dict)

    def counts(self, node: Node, fixed: Mapping[Atom, int]) -> Counts:
        self.distribution.spend(VISIT)
        if isinstance(node, Const):
            return {node.value: 1}
        if isinstance(node, Term | Ref):
            return self._atom(node, fixed)
        total: Counter[int] = Counter()
        for held, ways in self._assignments(node, fixed):
            parts = [self.counts(part, {**fixed, **held}) for part in parts_of(node)]
            for value, count in self._combined(node, parts).items():
                total[value] += ways * count
        return dict(total)

    def _atom(self, atom: Atom, fixed: Mapping[Atom, int]) -> Counts:
        if atom in fixed:
            return {fixed[atom]: 1}
        if atom in self.atoms:
            return self.distribution.known(atom)
        assert isinstance(atom, Ref)  # noqa: S101 - every criterion is an atom or inside one
        return self.counts(self.distribution.program.measures[atom.measure].node, fixed)

    def _assignments(self, node: Op | Lookup, fixed: Mapping[Atom, int]) -> Iterator[tuple[dict[Atom, int], int]]:
        """Yield every way of holding what the parts of a node share, and how many combinations each stands for."""
        if id(node) not in self.shared:
            self.shared[id(node)] = self._shared(node)
        held = [atom for atom in self.shared[id(node)] if atom not in fixed]
        for chosen in product(*(self.distribution.known(atom).items() for atom in held)):
            yield dict(zip(held, (value for value, _ in chosen), strict=True)), math.prod(ways for _, ways in chosen)

    def _shared(self, node: Op | Lookup) -> tuple[Atom, ...]:
        uses = Counter(atom for part in parts_of(node) for atom in self._leaves(part))
        return tuple(sorted((atom for atom, times in uses.items() if times > 1), key=repr))

    def _leaves(self, node: Node) -> frozenset[Atom]:
        if isinstance(node, Term | Ref) and node in self.atoms:
            return frozenset({node})
        inner = [self.distribution.program.measures[node.measure].node] if isinstance(node, Ref) else parts_of(node)
        return frozenset().union(*map(self._leaves, inner))

    def _combined(self, node: Op | Lookup, parts: Sequence[Counts]) -> Counts:
        if isinstance(node, Lookup):
            return self._looked_up(node, parts)
        result = parts[0]
        for part in parts[1:]:
            self.distribution.spend(len(result) * len(part))
            result = _convolved(COMBINED[node.kind], result, part)
        return result

    def _looked_up(self, node: Lookup, parts: Sequence[Counts]) -> Counts:
        found: Counter[int] = Counter()
        rows, columns = (
            banded(self.distribution.program, axis, part)
            for axis, part in zip((node.rows, node.columns), parts, strict=True)
        )
        for (row, ways), (column, others) in product(rows.items(), columns.items()):
            found[node.cells[row][column]] += ways * others
        return dict(found)


def _convolved(combine: Callable[[int, int], int], some: Counts, others: Counts) -> Counts:
    found: Counts = {}
    for one, ways in some.items():
        for two, more in others.items():
            value = combine(one, two)
            found[value] = found.get(value, 0) + ways * more
    return found


def banded(program: Program, measure: int, counts: Counts) -> Counts:
    """Return how many combinations fall in each band that occurs, by its number."""
    bands: Counter[int] = Counter()
    for numerator, ways in counts.items():
        bands[program.measures[measure].band(numerator)] += ways
    return dict(bands)


def atoms_of(program: Program, node: Node) -> frozenset[Atom]:
    """Return the criteria and measures that a part is made of, taken apart only as far as they share criteria."""
    atoms = _named(node)
    place = {measure: at for at, measure in enumerate(program.order)}
    while crossing := _crossing(program, atoms):
        last = max(crossing, key=lambda ref: place[ref.measure])  # a measure may be made of those before it
        atoms = atoms - {last} | _named(program.measures[last.measure].node)
    return atoms


def _named(node: Node) -> frozenset[Atom]:
    if isinstance(node, Term | Ref):
        return frozenset({node})
    return frozenset().union(*map(_named, parts_of(node)))


def _crossing(program: Program, atoms: frozenset[Atom]) -> list[Ref]:
    """Return the measures among the atoms that share a criterion with another atom."""
    uses = Counter(criterion for atom in atoms for criterion in criteria_of(program, atom))
    return [
        atom
        for atom in atoms
        if isinstance(atom, Ref) and any(uses[criterion] > 1 for criterion in criteria_of(program, atom))
    ]
