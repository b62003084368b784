"""The fast kernel: a program's integer arithmetic over columns of level codes.

Any part of a formula whose criteria have few joint combinations becomes one table over those combinations (six
criteria of five levels: 15,625 entries), so that sum, mean, max, product and band cost one look-up a row. What is left
is added, multiplied or compared as int64 columns, in chunks that stay in the processor's cache.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.matrix.program import CompiledMeasure, Const, Lookup, Node, Op, Program, Ref, Term

Ints: TypeAlias = npt.NDArray[np.int64]
Bytes: TypeAlias = npt.NDArray[np.uint8]
Index: TypeAlias = npt.NDArray[np.intp]
Packed: TypeAlias = npt.NDArray[np.unsignedinteger]
Pack: TypeAlias = tuple[tuple[int, int], ...]  # (criterion, its number of levels)

JOINT: Final = 2**16  # most entries of a joint table: larger ones fall out of the second-level cache
LEAST_JOINT: Final = 2**8  # every criterion by itself fits: it has at most 255 levels
BYTE: Final = 2**8
UFUNCS: Final[Mapping[str, np.ufunc]] = {
    "add": np.add,
    "mul": np.multiply,
    "max": np.maximum,
    "min": np.minimum,
}
CHUNK: Final = 2**17  # rows worked on at a time: columns of them stay in the cache


@attrs.frozen(eq=False)
class Joint:
    """A part of a formula as one table over the levels of a few criteria, the last criterion fastest.

    `packs` groups the criteria, each with its number of levels, so that the combinations of a group fit a byte.
    """

    criteria: tuple[int, ...]
    packs: tuple[Pack, ...]
    table: Ints


@attrs.frozen(eq=False)
class Combined:
    """``add``, ``mul``, ``max`` or ``min`` over steps."""

    kind: str
    steps: tuple[Step, ...]


Step: TypeAlias = Const | Ref | Lookup | Joint | Combined


@attrs.frozen(eq=False)
class MeasureStep:
    """How one measure is worked out, and its bands by table where the whole measure is one table."""

    step: Step
    cuts: tuple[int, ...]
    band_table: Bytes | None


class Kernel:
    """Scores columns of level codes with one matrix's program.

    Parameters
    ----------
    program : Program
    rows : int
        About how many rows it will score: joint tables larger than that would cost more to make than they save.
    published : bool
        Give each criterion one level more: the value that a published rule gives an unknown, at position L after its
        L levels (only where there is such a rule).
    """

    def __init__(self, program: Program, *, rows: int = JOINT, published: bool = False) -> None:
        self._joint_size = min(max(rows, LEAST_JOINT), JOINT)
        self._values = [
            np.array(values if extra is None or not published else (*values, extra), np.int64)
            for values, extra in zip(program.values, program.published, strict=True)
        ]
        self._steps = {position: self._measure(program.measures[position]) for position in program.order}

    def run(self, codes: Bytes, numerators: Ints, bands: Bytes) -> None:
        """Score every row.

        Parameters
        ----------
        codes : ndarray of uint8, shape (n, k)
            Level positions; fastest in Fortran order.
        numerators : ndarray of int64, shape (m, n)
            Filled with each measure's numerators.
        bands : ndarray of uint8, shape (m, n)
            Filled with each measure's band numbers; 0 throughout for a measure without bands.
        """
        for start in range(0, len(codes), CHUNK):
            stop = start + CHUNK
            _Chunk(codes[start:stop].T, numerators[:, start:stop], bands[:, start:stop]).run(self._steps)

    def _measure(self, measure: CompiledMeasure) -> MeasureStep:
        step = self._prepared(measure.node)
        band_table = _bands(step.table, measure.cuts) if isinstance(step, Joint) else None
        return MeasureStep(step, measure.cuts, band_table)

    def _prepared(self, node: Node) -> Step:
        """Turn the largest parts that fit into joint tables."""
        criteria = _criteria(node)
        if criteria and self._size(criteria) <= self._joint_size:
            return self._joint(node, criteria)
        match node:
            case Const() | Ref() | Lookup():
                return node
            case Op(kind="mul"):
                return Combined("mul", tuple(self._prepared(argument) for argument in node.arguments))
            case Op():
                groups = self._packed(node.arguments)
                parts = (group[0] if len(group) == 1 else Op(node.kind, tuple(group)) for group in groups)
                return Combined(node.kind, tuple(self._prepared(part) for part in parts))
        raise TypeError(node)  # a lone Term has at most 255 levels, and so is a joint table

    def _packed(self, arguments: Sequence[Node]) -> Iterator[list[Node]]:
        """Group arguments so that each group's criteria fit one joint table."""
        group: list[Node] = []
        held: set[int] = set()
        for argument in arguments:
            criteria = _criteria(argument)
            if not criteria or self._size(criteria) > self._joint_size:
                yield [argument]
                continue
            if self._size(held | criteria) > self._joint_size:
                yield group
                group, held = [], set()
            group.append(argument)
            held |= criteria
        if group:
            yield group

    def _size(self, criteria: Collection[int]) -> int:
        return math.prod(len(self._values[criterion]) for criterion in criteria)

    def _joint(self, node: Node, criteria: frozenset[int]) -> Joint:
        ordered = tuple(sorted(criteria))
        axes = np.meshgrid(*(self._values[criterion] for criterion in ordered), indexing="ij")
        at = dict(zip(ordered, (axis.ravel() for axis in axes), strict=True))
        table = np.ascontiguousarray(np.broadcast_to(_over(node, at), axes[0].size))
        return Joint(ordered, tuple(_byte_packs(ordered, axes[0].shape)), table)


def _criteria(node: Node) -> frozenset[int] | None:
    """Return the criteria a part depends on, or None where it depends on another measure."""
    match node:
        case Const():
            return frozenset()
        case Term():
            return frozenset({node.criterion})
        case Op():
            parts = [_criteria(argument) for argument in node.arguments]
            return None if None in parts else frozenset().union(*(part or () for part in parts))
    return None


def _over(node: Node, values: Mapping[int, Ints]) -> Ints:
    """Evaluate a part that depends on criteria only, over columns of their values."""
    match node:
        case Const():
            return np.array(node.value, np.int64)
        case Term():
            return values[node.criterion]
        case Op():
            return _reduced(node.kind, [_over(argument, values) for argument in node.arguments])
    raise TypeError(node)


def _reduced(kind: str, parts: Sequence[Ints]) -> Ints:
    result = parts[0]
    for part in parts[1:]:
        result = UFUNCS[kind](result, part)
    return result


def _bands(numerators: Ints, cuts: Sequence[int]) -> Bytes:
    bands = np.zeros(numerators.shape, np.uint8)
    for cut in cuts:  # adding comparisons beats a search where bands are few
        bands += numerators >= cut
    return bands


def _byte_packs(criteria: Sequence[int], sizes: Sequence[int]) -> Iterator[Pack]:
    """Group criteria so that the level combinations of each group fit a byte."""
    pack: list[tuple[int, int]] = []
    for criterion, size in zip(criteria, sizes, strict=True):
        if pack and size * math.prod(held for _, held in pack) > BYTE:
            yield tuple(pack)
            pack = []
        pack.append((criterion, size))
    yield tuple(pack)


@attrs.define(eq=False)
class _Chunk:
    """One chunk of rows; the row indices into joint tables are shared between measures."""

    codes: Bytes
    numerators: Ints
    bands: Bytes
    indices: dict[tuple[int, ...], Index] = attrs.field(factory=dict)

    def run(self, steps: Mapping[int, MeasureStep]) -> None:
        for position, measure in steps.items():
            out = self.numerators[position]
            self._fill(out, measure.step)
            if isinstance(measure.step, Joint) and measure.band_table is not None:
                np.take(measure.band_table, self._index(measure.step), out=self.bands[position], mode="clip")
            else:
                self.bands[position] = _bands(out, measure.cuts)

    def _fill(self, out: Ints, step: Step) -> None:
        """Work out a step straight into the result: a column less to make and to copy."""
        match step:
            case Joint():
                np.take(step.table, self._index(step), out=out, mode="clip")
            case Combined():
                self._fill(out, step.steps[0])
                for part in step.steps[1:]:
                    UFUNCS[step.kind](out, self._column(part), out=out)
            case _:
                out[:] = self._column(step)

    def _column(self, step: Step) -> Ints:
        match step:
            case Const():
                return np.array(step.value, np.int64)
            case Ref():
                column: Ints = self.numerators[step.measure]
                return column
            case Lookup():
                cells = np.array(step.cells, np.int64)
                index = self.bands[step.rows].astype(np.intp) * cells.shape[1] + self.bands[step.columns]
                found: Ints = np.take(cells.ravel(), index, mode="clip")
                return found
        worked_out: Ints = np.empty(self.numerators.shape[1], np.int64)
        self._fill(worked_out, step)
        return worked_out

    def _index(self, joint: Joint) -> Index:
        """Return each row's position in a joint table, worked out once a chunk."""
        if joint.criteria not in self.indices:
            self.indices[joint.criteria] = self._packed(joint.packs).astype(np.intp)
        return self.indices[joint.criteria]

    def _packed(self, packs: Sequence[Pack]) -> Packed:
        """Pack levels into one number a row: in bytes as far as they go, which is many times quicker than wider."""
        if len(packs) == 1:
            return self._packed_bytes(packs[0])
        whole = self._packed_bytes(packs[0]).astype(np.uint16)
        for pack in packs[1:]:
            whole *= np.uint16(math.prod(size for _, size in pack))
            whole += self._packed_bytes(pack).astype(np.uint16)
        return whole

    def _packed_bytes(self, pack: Pack) -> Packed:
        (first, _), *others = pack
        packed: Packed = self.codes[first]
        for number, (criterion, size) in enumerate(others):
            packed = np.multiply(packed, np.uint8(size), out=packed if number else None)
            packed += self.codes[criterion]
        return packed
