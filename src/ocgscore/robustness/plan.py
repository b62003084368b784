"""How a measure is laid out on whole numbers, so that drawn weights and values give exact scores.

A weight is drawn as a share, a whole number of units of ``2**-bits``, of what the criteria added together can
contribute between all lowest and all highest levels (their swing). Scores are then whole numbers, and neither the
order of the sums nor the number of threads can change a rank.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

import attrs

from ocgscore.errors import Problem, RequestError
from ocgscore.matrix import Matrix
from ocgscore.matrix.formula import names_in
from ocgscore.matrix.program import OutgrownError, Program, compile_program
from ocgscore.robustness.form import Grid, Part, Product, Sum, opened, sums_in
from ocgscore.robustness.uncertainty import Uncertainty

BITS: Final = 16
LEAST_BITS, MOST_BITS = 8, 30
FEWEST_STEPS: Final = 64  # units that a weight's spread must hold at least
DOUBLE: Final = 2**53  # whole numbers up to here are exact in 64-bit floating point
LARGEST: Final = 2**62


@attrs.frozen
class Block:
    """Criteria whose weights are traded against each other, because they are added together.

    Parameters
    ----------
    criteria : tuple of int
        By position.
    shares : tuple of Fraction
        Each one's stated share of what they contribute together between all lowest and all highest levels; they add
        up to 1.
    """

    criteria: tuple[int, ...]
    shares: tuple[Fraction, ...]


@attrs.frozen
class Entry:
    """How a criterion enters: its lowest level's value, and what it rises above that.

    Parameters
    ----------
    stated : tuple of int
        By level, the matrix's own value times weight.
    rises : tuple of int
        By level, what a level adds above the lowest: times the drawn share where the weight is drawn, as it is where
        nothing is. Where values are drawn, the same for all but the lowest: times the drawn value (and share).
    weight_drawn, values_drawn : bool
    """

    stated: tuple[int, ...]
    rises: tuple[int, ...]
    weight_drawn: bool
    values_drawn: bool

    @property
    def drawn(self) -> bool:
        """Whether anything of it is drawn."""
        return self.weight_drawn or self.values_drawn


@attrs.frozen
class Plan:
    """A measure ready to be drawn.

    Parameters
    ----------
    whole : Sum
    entries : dict of int to Entry
        By criterion, for those the measure is made of.
    blocks : tuple of Block
        Empty where weights are as stated or no criteria are added together.
    cuts : tuple of int
        Least numerators of the bands 1, 2, ...
    denominator : int
        What numerators are over.
    bits : int
        The finest step of a share is ``2**-bits``.
    top : int
        No numerator exceeds it.
    """

    whole: Sum
    entries: Mapping[int, Entry]
    blocks: tuple[Block, ...]
    cuts: tuple[int, ...]
    denominator: int
    bits: int
    top: int

    @property
    def linear(self) -> bool:
        """Whether the measure is one sum of criteria."""
        return not self.whole.parts

    @property
    def varied(self) -> bool:
        """Whether any weight or level value is drawn."""
        return any(entry.drawn for entry in self.entries.values())


def plan_measure(matrix: Matrix, measure: int, uncertainty: Uncertainty) -> Plan:
    """Lay a measure out on the finest whole numbers that stay exact.

    Parameters
    ----------
    matrix : Matrix
    measure : int
        Position of the measure.
    uncertainty : Uncertainty

    Returns
    -------
    Plan

    Raises
    ------
    RequestError
        The measure's numbers leave no room for the arithmetic to stay exact.
    """
    blocks = () if uncertainty.weights == "stated" else weight_blocks(matrix.program, measure)
    needed = _needed_bits(blocks, uncertainty)
    reached, at = _reached(matrix, measure)
    for bits in range(needed, _least_bits(needed) - 1, -1):
        with contextlib.suppress(OutgrownError):  # fewer bits may do
            plan = _laid_out(reached, at, uncertainty, blocks, bits)
            if plan.top < DOUBLE or (not plan.varied and plan.top <= LARGEST):
                return plan
    got = f"numbers as long as those of {matrix.measures[measure].id}"
    hint = "use fewer decimal places, smaller values or fewer factors, or leave weights and values as stated"
    raise RequestError(Problem(matrix.name, got, "small enough to be varied exactly", hint))


def _reached(matrix: Matrix, measure: int) -> tuple[Matrix, int]:
    """Return the matrix with no more measures than one is made of, and its place among them: others may be longer."""
    wanted = {matrix.measures[measure].id}
    while True:
        kept = [each for each in matrix.measures if each.id in wanted]
        ids = {each.id for each in matrix.measures}
        more = wanted.union(*(ids.intersection(names_in(each.formula)) for each in kept))
        if more == wanted:
            return attrs.evolve(matrix, measures=tuple(kept)), kept.index(matrix.measures[measure])
        wanted = more


def _least_bits(needed: int) -> int:
    """A spread that needs fine steps cannot do with coarser ones."""
    return LEAST_BITS if needed == BITS else needed


def weight_blocks(program: Program, measure: int) -> tuple[Block, ...]:
    """Return the groups of criteria that are added together somewhere in a measure, directly or through other measures.

    Parameters
    ----------
    program : Program
    measure : int
        Position of the measure.

    Returns
    -------
    tuple of Block
        By first criterion. A criterion that is added to no other has no weight to trade and is in none.
    """
    together: dict[int, dict[int, Fraction]] = {}
    for each in sums_in(opened(program, measure)):
        if len(each.terms) < 2:
            continue
        swings = {c: Fraction(by * (program.values[c][-1] - program.values[c][0])) for c, by in each.terms}
        total = sum(swings.values())
        merged = {criterion: swing / total for criterion, swing in swings.items()}
        for block in {id(together[c]): together[c] for c in swings if c in together}.values():
            for criterion, share in block.items():
                merged[criterion] = merged.get(criterion, Fraction(0)) + share
        together |= dict.fromkeys(merged, merged)
    blocks = {id(block): block for block in together.values()}.values()
    return tuple(sorted(map(_block, blocks), key=lambda block: block.criteria))


def _block(shares: Mapping[int, Fraction]) -> Block:
    total, criteria = sum(shares.values()), tuple(sorted(shares))
    return Block(criteria, tuple(shares[criterion] / total for criterion in criteria))


def _needed_bits(blocks: tuple[Block, ...], uncertainty: Uncertainty) -> int:
    """A spread of a small weight must still hold enough units to be drawn evenly."""
    if not isinstance(uncertainty.weights, Fraction):
        return BITS
    narrowest = min((share for block in blocks for share in block.shares), default=Fraction(1)) * uncertainty.weights
    return min(max(BITS, math.ceil(math.log2(FEWEST_STEPS / narrowest))), MOST_BITS)


def _laid_out(matrix: Matrix, measure: int, uncertainty: Uncertainty, blocks: tuple[Block, ...], bits: int) -> Plan:
    shares = {c: share for block in blocks for c, share in zip(block.criteria, block.shares, strict=True)}
    finer = _finer(matrix.program, shares, uncertainty, bits)
    program = compile_program(matrix, finer)
    entries = {
        c: _entry(program.values[c], shares.get(c), values_drawn=uncertainty.values == "any", bits=bits)
        for c in program.reached(measure)
    }
    whole, compiled = opened(program, measure), program.measures[measure]
    top = _top(whole, entries, blocks, bits)
    return Plan(whole, entries, blocks, compiled.cuts, compiled.denominator, bits, top)


def _finer(program: Program, shares: Mapping[int, Fraction], uncertainty: Uncertainty, bits: int) -> list[int]:
    """Return for each criterion how much finer its integers must be for every drawn contribution to be whole."""
    finer = []
    for criterion, values in enumerate(program.values):
        share = shares.get(criterion)
        rises = [value - values[0] for value in values]
        if share is not None:
            kept = rises[-1:] if uncertainty.values == "any" and len(values) > 2 else rises
            finer.append(2**bits * math.lcm(*((rise / share).denominator for rise in map(Fraction, kept))))
        else:
            finer.append(2**bits if uncertainty.values == "any" and len(values) > 2 else 1)
    return finer


def _entry(stated: tuple[int, ...], share: Fraction | None, *, values_drawn: bool, bits: int) -> Entry:
    rises = [value - stated[0] for value in stated]
    drawn = values_drawn and len(stated) > 2  # two levels have nothing between them
    if drawn:
        rises[1:] = rises[-1:] * (len(rises) - 1)
    unit = (1 if share is None else share) * (2**bits if drawn or share is not None else 1)
    return Entry(stated, tuple(int(rise / unit) for rise in map(Fraction, rises)), share is not None, drawn)


def _top(whole: Sum, entries: Mapping[int, Entry], blocks: tuple[Block, ...], bits: int) -> int:
    """Return the greatest numerator any draw can reach, inner ones included."""
    block_of = {criterion: number for number, block in enumerate(blocks) for criterion in block.criteria}

    def top(each: Sum) -> int:
        own, best = each.constant, dict[int, int]()
        for criterion, by in each.terms:
            entry = entries[criterion]
            if criterion in block_of:  # a sum over shares is greatest where one of them is all
                block = block_of[criterion]
                best[block] = max(best.get(block, 0), by * entry.rises[-1] * 2**bits)
                own += by * entry.stated[0]
            else:
                own += by * entry.stated[-1]
        return own + sum(best.values()) + sum(by * inner(part) for part, by in each.parts)

    def inner(part: Part) -> int:
        if isinstance(part, Grid):
            return max(*map(max, part.cells), top(part.rows), top(part.columns))
        tops = [top(argument) for argument in part.arguments]
        return math.prod(tops) if isinstance(part, Product) else max(tops)

    return top(whole)
