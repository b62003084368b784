"""The proofs a matrix passes before it may score anything: levels rise, bands cover, formulas hold together.

Every fault is found in one go. Faults of form (a name that does not exist) come first; the proofs that need working
formulas (bands, influence, magnitude) run once those are right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from graphlib import CycleError
from itertools import pairwise
from typing import Final

from ocgscore.errors import Problem, did_you_mean
from ocgscore.matrix.formula import FUNCTIONS, Call, Formula, names_in, plain
from ocgscore.matrix.influence import Budget, can_change_something
from ocgscore.matrix.levels import UNKNOWN, LevelReader, heading_key, level_key
from ocgscore.matrix.model import SUBJECTS, Criterion, Matrix, Measure, grid_axes
from ocgscore.matrix.program import LARGEST, OutgrownError, largest_magnitude, measure_order

MOST_LEVELS: Final = 254  # a level is a byte in the kernel, with one value kept for an unknown
SHEET_COLUMNS: Final = ("group", "force", "assessor", "assessed_on", "matrix_version", "criterion", "level")
RESULT_COLUMNS: Final = ("completeness", "rank_best", "rank_worst", "provenance", "problems", "marking")
MEASURE_COLUMNS: Final = ("low", "high", "band_low", "band_high", "published", "band_published")
RESERVED: Final = frozenset({*SHEET_COLUMNS, *RESULT_COLUMNS, *FUNCTIONS, *SUBJECTS})


def prove(matrix: Matrix, name: str) -> Iterator[Problem]:
    """Yield every fault of a matrix.

    Parameters
    ----------
    matrix : Matrix
        As read from its file.
    name : str
        What to call the file in messages.

    Yields
    ------
    Problem
        With its key path.
    """
    faults: list[Fault] = []
    for stage in (FORM_PROOFS, SIZE_PROOFS, SCORE_PROOFS):
        faults = faults or [fault for proof in stage for fault in proof(matrix)]
    for path, got, expected, hint in faults:
        yield Problem(f"{name} {path}", got, expected, hint)


Fault = tuple[str, str | None, str, str]


# -- names ---------------------------------------------------------------------------------------------------------


def _names(matrix: Matrix) -> Iterator[Fault]:
    """Ids are unique, free of the words that mean something already, and belong to sections that exist."""
    ids = [("criteria", c.id) for c in matrix.criteria] + [("measures", m.id) for m in matrix.measures]
    yield from _repeated([(f"{kind}.{id_}", id_) for kind, id_ in ids], "an id used once among criteria and measures")
    yield from _repeated([(f"sections.{s.id}", s.id) for s in matrix.sections], "a section id used once")
    for kind, id_ in ids:
        if id_ in RESERVED:
            yield f"{kind}.{id_}.id", id_, "an id free to use", "it is a column or a function already; choose another"
    sections = [section.id for section in matrix.sections]
    for criterion in matrix.criteria:
        if criterion.section not in sections:
            hint = did_you_mean(criterion.section, sections) or f"the sections are {', '.join(sections)}"
            yield f"criteria.{criterion.id}.section", criterion.section, "a section of this matrix", hint


def _headings(matrix: Matrix) -> Iterator[Fault]:
    """A heading of a sheet leads to one criterion; a result column comes from one measure."""
    seen: dict[str, str] = {}
    for criterion in matrix.criteria:
        for heading in {heading_key(criterion.id), heading_key(criterion.title)}:
            other = seen.setdefault(heading, criterion.id)
            if other != criterion.id:
                path = f"criteria.{criterion.id}.title"
                yield path, criterion.title, f"a title that tells it from criterion {other!r}", "change one of them"
            if heading in RESERVED:
                path = f"criteria.{criterion.id}.title"
                yield path, criterion.title, "a title free to use", "a column of that name means something already"
    columns = [
        (f"measures.{measure.id}", f"{measure.id}_{part}") for measure in matrix.measures for part in MEASURE_COLUMNS
    ]
    columns += [
        (f"criteria.{criterion.id}", name)
        for criterion in matrix.criteria
        for name in {heading_key(criterion.id), heading_key(criterion.title)}
    ]
    yield from _repeated(columns, "a result column that comes from one measure")


def _repeated(named: list[tuple[str, str]], expected: str) -> Iterator[Fault]:
    counts = Counter(value for _, value in named)
    for path, value in named:
        if counts[value] > 1:
            yield path, value, expected, "rename all but one"


def _ranking(matrix: Matrix) -> Iterator[Fault]:
    ids = [measure.id for measure in matrix.measures]
    if matrix.ranks_by is not None and matrix.ranks_by not in ids:
        hint = did_you_mean(matrix.ranks_by, ids) or f"the measures are {', '.join(ids)}"
        yield "ranks_by", matrix.ranks_by, "a measure of this matrix", hint


def _history(matrix: Matrix) -> Iterator[Fault]:
    """The changes list, where there is one, begins with this version and goes back."""
    versions = [change.version for change in matrix.changes]
    if versions and versions[0] != matrix.version:
        yield "changes.#1.version", versions[0], f"this file's version, {matrix.version}", "say what changed in it"
    for newer, older in pairwise(versions):
        if _numbers(newer) <= _numbers(older):
            yield f"changes.{older}.version", older, f"older than {newer}", "list the changes newest first"


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


# -- levels --------------------------------------------------------------------------------------------------------


def _levels(matrix: Matrix) -> Iterator[Fault]:
    for criterion in matrix.criteria:
        path = f"criteria.{criterion.id}"
        if not 2 <= len(criterion.levels) <= MOST_LEVELS:
            yield f"{path}.levels", str(len(criterion.levels)), f"a number of levels from 2 to {MOST_LEVELS}", ""
            continue
        for below, level in pairwise(criterion.levels):
            if level.value <= below.value:
                hint = "list the levels lowest first, each with a higher value"
                expected = f"above the value of the level before it ({plain(below.value)})"
                yield f"{path}.levels.{level.code}.value", plain(level.value), expected, hint
        yield from _unknown_value(criterion, path)
        yield from _spellings(criterion, path)


def _unknown_value(criterion: Criterion, path: str) -> Iterator[Fault]:
    low, high, unknown = criterion.levels[0].value, criterion.levels[-1].value, criterion.unknown_counts_as
    if unknown is not None and not low <= unknown <= high:
        expected = f"between the lowest and the highest value ({plain(low)} and {plain(high)})"
        yield f"{path}.unknown_counts_as", plain(unknown), expected, ""


def _spellings(criterion: Criterion, path: str) -> Iterator[Fault]:
    """No code or label can be taken for another level, for an unknown or for a range."""
    owner: dict[str, str] = {}
    reader = LevelReader(criterion)
    codes = Counter(level_key(level.code) for level in criterion.levels)
    for level in criterion.levels:
        if codes[level_key(level.code)] > 1:
            yield f"{path}.levels.{level.code}.code", level.code, "a code used once in its criterion", "rename one"
            continue
        for part, text in (("code", level.code), ("label", level.label)):
            place, key = f"{path}.levels.{level.code}.{part}", level_key(text)
            other = owner.setdefault(key, level.code)
            if other != level.code:
                yield place, text, f"a {part} that tells this level from {other!r}", "upper and lower case are the same"
            if key in UNKNOWN:
                yield place, text, f"a {part} that cannot be taken for an unknown", "choose another word"
            if reader.read_range(key) is not None:
                yield place, text, f"a {part} that cannot be taken for a range of levels", "choose another word"


# -- formulas ------------------------------------------------------------------------------------------------------


def _formulas(matrix: Matrix) -> Iterator[Fault]:
    known = [c.id for c in matrix.criteria] + [m.id for m in matrix.measures]
    for measure in matrix.measures:
        path = f"measures.{measure.id}.formula"
        for name in dict.fromkeys(names_in(measure.formula)):
            if name not in known:
                yield path, name, "a criterion or a measure of this matrix", did_you_mean(name, known)
        if not any(True for _ in names_in(measure.formula)):
            yield path, "a fixed number", "a formula over criteria or measures", "name at least one"
    try:
        measure_order(matrix.measures)
    except CycleError as error:
        circle = [matrix.measures[position].id for position in error.args[1]]
        hint = "a measure cannot be made of itself"
        yield f"measures.{circle[0]}.formula", " > ".join(circle), "a chain that comes to an end", hint


def _grids(matrix: Matrix) -> Iterator[Fault]:
    for measure in matrix.measures:
        path = f"measures.{measure.id}"
        if not measure.is_grid:
            if measure.cells:
                yield f"{path}.cells", "cells", "a key of a measure that is not a grid", "write formula = 'grid(a, b)'"
            if _inner_grid(measure.formula):
                hint = "give the grid a measure of its own, and name that measure here"
                yield f"{path}.formula", "grid(...)", "a part of a larger formula", hint
            continue
        axes = grid_axes(matrix, measure)
        if axes is None:
            hint = "both must be measures with bands: grid(rows, columns)"
            yield f"{path}.formula", ", ".join(names_in(measure.formula)), "two measures with bands", hint
        else:
            yield from _cells(measure, axes, path)


def _inner_grid(formula: Formula) -> bool:
    if not isinstance(formula, Call):
        return False
    return formula.function == "grid" or any(_inner_grid(argument) for argument in formula.arguments)


def _cells(measure: Measure, axes: tuple[Measure, Measure], path: str) -> Iterator[Fault]:
    rows, columns = axes
    shape = [len(row) for row in measure.cells]
    if shape != [len(columns.bands)] * len(rows.bands):
        wanted = f"{len(rows.bands)} rows of {len(columns.bands)} cells, one for each band"
        yield f"{path}.cells", f"rows of {', '.join(map(str, shape)) or 'nothing'}", wanted, ""
        return
    for r, row in enumerate(measure.cells):
        for c, cell in enumerate(row):
            for before, way in ((measure.cells[r - 1][c] if r else None, "above"), (row[c - 1] if c else None, "left")):
                if before is not None and cell < before:
                    expected = f"at least the cell to its {way} ({plain(before)})".replace("to its above", "above it")
                    yield f"{path}.cells.{r + 1}.{c + 1}", plain(cell), expected, "a grid may never fall"


# -- bands, influence, magnitude -----------------------------------------------------------------------------------


def _bands(matrix: Matrix) -> Iterator[Fault]:
    for measure in matrix.measures:
        if measure.bands:
            path = f"measures.{measure.id}.bands"
            labels = [(f"{path}.{band.label}", level_key(band.label)) for band in measure.bands]
            yield from _repeated(labels, "a label used once among the bands of its measure")
            yield from _joints(measure, path)


def _joints(measure: Measure, path: str) -> Iterator[Fault]:
    for before, band in pairwise(measure.bands):
        place = f"{path}.{band.label}.from"
        if before.below is None:
            hint = f"give {before.label!r} the key below = {plain(band.start)}"
            yield f"{path}.{before.label}.below", None, "the end of a band that has another above it", hint
        elif band.start > before.below:
            yield place, plain(band.start), f"the end of the band before it ({plain(before.below)})", "close the gap"
        elif band.start < before.below:
            hint = "the two bands overlap"
            yield place, plain(band.start), f"the end of the band before it ({plain(before.below)})", hint
    for band in measure.bands:
        if band.below is not None and band.below <= band.start:
            yield f"{path}.{band.label}.below", plain(band.below), f"above its start ({plain(band.start)})", ""
    if measure.bands[-1].below is not None:
        hint = "leave `below` out of the top band"
        yield f"{path}.{measure.bands[-1].label}.below", plain(measure.bands[-1].below), "an open top", hint


def _coverage(matrix: Matrix) -> Iterator[Fault]:
    """The lowest band begins at or below the least score, and every band can be reached."""
    for measure, compiled in zip(matrix.measures, matrix.program.measures, strict=True):
        if not measure.bands:
            continue
        low, high = Fraction(compiled.low, compiled.denominator), Fraction(compiled.high, compiled.denominator)
        path = f"measures.{measure.id}.bands"
        first = measure.bands[0]
        if Fraction(first.start) > low:
            expected = f"at or below the least score of the measure ({_shown(low)})"
            yield f"{path}.{first.label}.from", plain(first.start), expected, "scores below it would have no band"
        for band in measure.bands:
            if Fraction(band.start) > high or (band.below is not None and Fraction(band.below) <= low):
                expected = f"a band that a score can reach (the measure runs from {_shown(low)} to {_shown(high)})"
                yield f"{path}.{band.label}.from", plain(band.start), expected, "move its ends or delete it"


def _influence(matrix: Matrix) -> Iterator[Fault]:
    budget = Budget()
    for position, criterion in enumerate(matrix.criteria):
        if not can_change_something(matrix.program, position, budget):
            hint = "name it in a formula, or delete it; a max or a grid may also hide it always"
            yield f"criteria.{criterion.id}", criterion.id, "a criterion that can change a measure", hint


def _magnitude(matrix: Matrix) -> Iterator[Fault]:
    hint, expected = (
        "use smaller values or weights, or fewer decimal places",
        "small enough to be worked out in 64 bits",
    )
    try:
        program = matrix.program
    except OutgrownError as error:
        yield f"measures.{error}.formula", "a number beyond 1E+77", expected, hint
        return
    for position, measure in enumerate(matrix.measures):
        largest = largest_magnitude(program, position)
        if largest > LARGEST:
            yield f"measures.{measure.id}.formula", f"{Decimal(largest):.3E}", expected, hint


def _shown(value: Fraction) -> str:
    return str(value) if value.denominator == 1 else f"{float(value):.6g}"


Proof = Callable[[Matrix], Iterable[Fault]]
FORM_PROOFS: Final[tuple[Proof, ...]] = (
    _names, _headings, _ranking, _history, _levels, _formulas, _grids, _bands,
)  # fmt: skip
SIZE_PROOFS: Final[tuple[Proof, ...]] = (_magnitude,)  # first: what follows works with the numbers themselves
SCORE_PROOFS: Final[tuple[Proof, ...]] = (_coverage, _influence)
