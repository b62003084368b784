"""The steps from levels to bands, written so that the numbers add up exactly."""

from __future__ import annotations

from typing import TypeAlias

from ocgscore.explain.changes import Positions
from ocgscore.explain.model import Given, Part, Published, Result, Step
from ocgscore.explain.shelf import Shelf
from ocgscore.explain.workings import TIMES, Working, term_text
from ocgscore.matrix import Matrix, plain
from ocgscore.matrix.formula import names_in
from ocgscore.scoring import Scores

Source: TypeAlias = Given | Result
Leaf: TypeAlias = tuple[Part, str, str]
UNDEFINED_PUBLISHED = Published(None, None)


class Steps:
    """The steps of some rows: every measure after those it is made of.

    Parameters
    ----------
    scores : Scores
    shelf : Shelf
    rows : ndarray of intp
    """

    def __init__(self, scores: Scores, shelf: Shelf, rows: Positions) -> None:
        matrix = shelf.matrix
        low, high = scores.low[:, rows], scores.high[:, rows]
        self._results = [shelf.results(measure, low[measure], high[measure]) for measure in range(len(matrix.measures))]
        self._published = _published(scores, shelf, rows)
        names = [*(criterion.id for criterion in matrix.criteria), *shelf.ids]
        self._order = [
            (at, working, [names.index(name) for name in working.names])
            for at, working in ((at, Working.of(matrix, matrix.measures[at])) for at in order_of(matrix))
        ]
        self._leaves: dict[tuple[Source, bool], Leaf] = {}
        self._made: dict[tuple[Result, Published | None, tuple[Source, ...]], Step] = {}

    def of(self, place: int, given: tuple[Given, ...]) -> tuple[Step, ...]:
        """Return the steps of the row at a place, from its levels; steps that read alike are one object."""
        results = [column[place] for column in self._results]
        sources: list[Source] = [*given, *results]
        made = []
        for at, working, needed in self._order:
            published = self._published[at][place] if self._published else None
            made.append(self._step(working, results[at], published, tuple([sources[name] for name in needed])))
        return tuple(made)

    def _step(self, working: Working, result: Result, published: Published | None, sources: tuple[Source, ...]) -> Step:
        key = (result, published, sources)
        found = self._made.get(key)
        if found is None:
            grid = working.measure.is_grid
            parts, lows, highs = zip(*[self._leaf(source, grid) for source in sources], strict=True)
            whole = working.whole(result.low, result.high, parts)
            texts = working.template.format(*lows), working.template.format(*highs)
            found = self._made[key] = Step(result, working.formula, whole, *texts, published)
        return found

    def _leaf(self, source: Source, grid: bool) -> Leaf:
        found = self._leaves.get((source, grid))
        if found is None:
            found = _axis(source) if grid and isinstance(source, Result) else _leaf(source)
            self._leaves[source, grid] = found
        return found


def _published(scores: Scores, shelf: Shelf, rows: Positions) -> list[list[Published]]:
    """Return by measure what the source's own rule makes of each row; empty where there is no such rule."""
    if scores.published is None or scores.published_defined is None:
        return []
    defined = scores.published_defined[rows].tolist()
    return [
        [
            shelf.published(measure, number) if sure else UNDEFINED_PUBLISHED
            for number, sure in zip(numbers, defined, strict=True)
        ]
        for measure, numbers in enumerate(scores.published[:, rows].tolist())
    ]


def order_of(matrix: Matrix) -> list[int]:
    """Return the positions of the measures in the matrix's order, each put off until after those it is made of."""
    at = {measure.id: position for position, measure in enumerate(matrix.measures)}
    ordered: dict[int, None] = {}

    def add(position: int) -> None:
        for name in names_in(matrix.measures[position].formula):
            if name in at and at[name] not in ordered:
                add(at[name])
        ordered[position] = None

    for position in range(len(matrix.measures)):
        if position not in ordered:
            add(position)
    return list(ordered)


def _leaf(source: Source) -> Leaf:
    """Return a criterion or measure as a part, and its lowest and highest value as they stand in a working."""
    if isinstance(source, Result):
        part = Part(source.measure.id, "measure", source.low, source.high)
        return part, term_text(source.low), term_text(source.high)
    criterion = source.criterion
    weight = "" if criterion.weight == 1 else f"{plain(criterion.weight)}{TIMES}"
    low, high = (f"{weight}{plain(criterion.levels[level].value)}" for level in (source.lowest, source.highest))
    return Part(criterion.id, "level", source.low, source.high), low, high


def _axis(source: Result) -> Leaf:
    """Return a measure as a part, and its bands as they stand in the working of a grid."""
    low, high = (f"{source.measure.id} {source.measure.bands[at].label}" for at in (source.band_low, source.band_high))
    return Part(source.measure.id, "measure", source.low, source.high), low, high
