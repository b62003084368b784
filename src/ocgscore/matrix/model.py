"""The model of a matrix: criteria with ordered levels, measures with bands, and where every number comes from."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeVar

import attrs

from ocgscore.errors import Problem, RequestError, did_you_mean
from ocgscore.matrix.formula import Call, Formula, Name

if TYPE_CHECKING:
    from ocgscore.matrix.program import Program

SUBJECTS: Final = ("group", "individual", "vulnerability", "theme", "disruption")
STATUSES: Final = ("published", "secondary", "adapted", "illustrative")


@attrs.frozen
class Level:
    """One level of a criterion.

    Parameters
    ----------
    code, label : str
        What an assessor writes: the short form and the word.
    value : Decimal
        What the level counts; 0 or more.
    anchor : str
        The wording that says when this level applies.
    """

    code: str
    label: str
    value: Decimal
    anchor: str


@attrs.frozen
class Section:
    """A named part of the matrix, such as harm or likelihood."""

    id: str
    title: str


@attrs.frozen
class Criterion:
    """One question an assessor answers by choosing a level.

    Parameters
    ----------
    id, title : str
        Either may head a column of a sheet.
    section : str
        Id of the section it belongs to.
    question : str
        What the assessor is asked.
    levels : tuple of Level
        Lowest first, values strictly rising; 2 to 254 of them.
    weight : Decimal
        The criterion's name in a formula stands for value times weight.
    unknown_counts_as : Decimal or None
        The value a published rule gives a wholly unknown level; None where the source fixes none.
    """

    id: str
    title: str
    section: str
    question: str
    levels: tuple[Level, ...]
    weight: Decimal = Decimal(1)
    unknown_counts_as: Decimal | None = None


@attrs.frozen
class Band:
    """A named stretch of a measure: from `start` (included) up to `below` (excluded; None for no upper end)."""

    label: str
    start: Decimal
    below: Decimal | None = None


@attrs.frozen
class Measure:
    """A number worked out from criteria and other measures.

    Parameters
    ----------
    id, title : str
        `id` names the output columns (``risk_low``, ``risk_band_high``).
    formula : Formula
        See `ocgscore.matrix.formula`.
    bands : tuple of Band
        Lowest first, without gap or overlap; empty where the measure is not banded.
    digits : int
        Digits shown after the point; rounding is half up and happens only at display.
    cells : tuple of tuple of Decimal
        For a grid: a row for each band of the row measure, lowest first; empty otherwise.
    note : str
        What a reader must know about it.
    """

    id: str
    title: str
    formula: Formula
    bands: tuple[Band, ...] = ()
    digits: int = 0
    cells: tuple[tuple[Decimal, ...], ...] = ()
    note: str = ""

    @property
    def is_grid(self) -> bool:
        """Whether the measure is a look-up table of two banded measures."""
        return isinstance(self.formula, Call) and self.formula.function == "grid"


@attrs.frozen
class Change:
    """An entry of the matrix's history."""

    version: str
    note: str
    date: str = ""


@attrs.frozen(repr=False)
class Matrix:
    """A threat, risk or harm matrix, proved sound when it was loaded.

    Get one from `load_matrix`; two matrices with the same `fingerprint` score every assessment alike and read alike.

    Parameters
    ----------
    id, version, title : str
        `version` is a semantic version.
    subject : str
        What is assessed: group, individual, vulnerability, theme or disruption.
    status : str
        published, secondary, adapted or illustrative.
    source, licence : str
        Where the numbers and the wording come from, and what may be done with them.
    sections : tuple of Section
    criteria : tuple of Criterion
    measures : tuple of Measure
    ranks_by : str or None
        Id of the measure that ranks; None where the matrix ranks nothing by itself.
    changes : tuple of Change
        Newest first.

    Examples
    --------
    >>> from ocgscore import load_matrix
    >>> matrix = load_matrix("sleipnir-2000")
    >>> len(matrix.criteria), matrix.criterion("violence").weight, matrix.ranks_by
    (19, Decimal('18'), 'total')
    """

    id: str
    version: str
    title: str
    subject: str
    status: str
    source: str
    licence: str
    sections: tuple[Section, ...]
    criteria: tuple[Criterion, ...]
    measures: tuple[Measure, ...]
    ranks_by: str | None = None
    changes: tuple[Change, ...] = ()

    def __repr__(self) -> str:
        """Return a short description: the whole is `ocgscore.matrix.canonical_json`."""
        return f"Matrix({self.name}, {len(self.criteria)} criteria, {len(self.measures)} measures)"

    @cached_property
    def fingerprint(self) -> str:
        """The sha256 of the canonical JSON form, as 64 hex digits."""
        from ocgscore.matrix.canonical import canonical_json

        return hashlib.sha256(canonical_json(self).encode()).hexdigest()

    @cached_property
    def program(self) -> Program:
        """The measures as exact integer arithmetic."""
        from ocgscore.matrix.program import compile_program

        return compile_program(self)

    @property
    def name(self) -> str:
        """The id and version, as in ``ocg-tactical@1.0.0``."""
        return f"{self.id}@{self.version}"

    def criterion(self, id: str) -> Criterion:  # noqa: A002 - the field's own word
        """Return a criterion by id; `RequestError` where there is none."""
        return _named(self.name, self.criteria, id, "criterion")

    def measure(self, id: str) -> Measure:  # noqa: A002 - the field's own word
        """Return a measure by id; `RequestError` where there is none."""
        return _named(self.name, self.measures, id, "measure")

    def measure_position(self, id: str) -> int:  # noqa: A002 - the field's own word
        """Return the position of a measure in `measures`; `RequestError` where there is none."""
        return self.measures.index(self.measure(id))


Named = TypeVar("Named", "Criterion", "Measure")


def _named(matrix: str, things: tuple[Named, ...], wanted: str, kind: str) -> Named:
    for thing in things:
        if thing.id == wanted:
            return thing
    known = [thing.id for thing in things]
    hint = did_you_mean(wanted, known) or f"it has {', '.join(known)}"
    raise RequestError(Problem(matrix, wanted, f"a {kind} of this matrix", hint))


def weighted(criterion: Criterion, value: Decimal) -> Fraction:
    """Return value times weight, exactly: what the criterion's name stands for in a formula."""
    return Fraction(value) * Fraction(criterion.weight)


def grid_axes(matrix: Matrix, measure: Measure) -> tuple[Measure, Measure] | None:
    """Return the row and column measures of a grid; None where it does not name two banded measures."""
    banded = {m.id: m for m in matrix.measures if m.bands}
    arguments = measure.formula.arguments if isinstance(measure.formula, Call) else ()
    axes = [banded.get(a.id) if isinstance(a, Name) else None for a in arguments]
    rows, columns = axes if len(axes) == 2 else (None, None)
    return None if rows is None or columns is None else (rows, columns)
