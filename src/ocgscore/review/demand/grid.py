"""The declared hours fitted to a matrix: one number for each band of the ranking measure and of position."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import partial
from itertools import product
from typing import Final, cast

import attrs

from ocgscore.errors import Described, Problem, RecordError, RequestError, did_you_mean
from ocgscore.matrix import Matrix, Measure, level_key
from ocgscore.review.demand.declared import Response, Responses, gathered_responses
from ocgscore.review.records import read_named, read_together

POSITION: Final = "organisational_position"
ANYWHERE: Final = ""  # the one band of a measure that is not banded, or not there


@attrs.frozen
class Hours:
    """The declared hours, band by band.

    Parameters
    ----------
    by : Measure
        The measure that ranks.
    position : Measure or None
        The measure of organisational position; None where the matrix has none.
    bands, positions : tuple of str
        Their bands, lowest first; a single empty one where there are none.
    cells : tuple of tuple of Fraction
        The hours of a group, a row for each of `bands`, a column for each of `positions`.
    """

    by: Measure
    position: Measure | None
    bands: tuple[str, ...]
    positions: tuple[str, ...]
    cells: tuple[tuple[Fraction, ...], ...]


def fitted(responses: Responses, matrix: Matrix, by: str | None = None, position: str | None = None) -> Hours:
    """Fit declared hours to the bands of a matrix.

    Of the rows that cover a pair of bands the one that names most of them holds; a row that names neither holds for
    whatever no other covers.

    Parameters
    ----------
    responses : Responses
    matrix : Matrix
    by : str, optional
        The measure that ranks; the matrix's own by default.
    position : str, optional
        The measure of organisational position; by default `organisational_position`, if the matrix has it.

    Returns
    -------
    Hours

    Raises
    ------
    RecordError
        With every band that the matrix does not have, each at its cell, and every pair of bands for which no hours are
        declared, or for which two rows hold with equal right.
    RequestError
        No such measure, or one that cannot serve.

    Examples
    --------
    >>> from ocgscore import load_matrix
    >>> from ocgscore.table import Table
    >>> from ocgscore.review.demand.declared import responses_of
    >>> rows = [{"band": "Very high", "hours": 40}, {"band": "", "hours": 5}]
    >>> fitted(responses_of(Table.from_rows(rows)), load_matrix("ocg-tactical")).cells[-2:]
    ((Fraction(5, 1), Fraction(5, 1), Fraction(5, 1)), (Fraction(40, 1), Fraction(40, 1), Fraction(40, 1)))
    """
    ranking, beside = measures_of(matrix, by, position)
    fit = _Fit(responses, matrix, ranking, beside)
    problems = [*fit.strange(), *fit.doubtful(), *fit.missing()]
    if problems:
        raise RecordError(problems)
    cells = tuple(tuple(fit.found(band, at)[0].hours for at in fit.positions) for band in fit.bands)
    return Hours(ranking, beside, fit.bands, fit.positions, cells)


def fitted_together(
    responses: Responses, matrices: Sequence[Matrix], by: str | None = None, position: str | None = None
) -> tuple[Hours, ...]:
    """Fit declared hours to the bands of several matrices; `RecordError` with what is wrong under any of them."""
    found = read_together(*(partial(fitted, responses, matrix, by, position) for matrix in matrices))
    return cast("tuple[Hours, ...]", tuple(found))


def read_fitted(path: str, matrices: Sequence[Matrix], by: str | None = None, position: str | None = None) -> Responses:
    r"""Read a table of declared hours that is to fit the bands of some matrices.

    Parameters
    ----------
    path : str
        See `read_responses`.
    matrices : sequence of Matrix
    by, position : str, optional
        See `fitted`.

    Returns
    -------
    Responses

    Raises
    ------
    RecordError
        With every fault, those of the table and those of its bands together.
    RequestError
        No such measure, or one that cannot serve.
    TableError, FileUseError, MissingExtraError
        Where the file cannot be read as a table.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from ocgscore import load_matrix
    >>> path = pathlib.Path(tempfile.mkdtemp(), "responses.csv")
    >>> _ = path.write_text("band,hours\nVery hihg,40\n,many\n")
    >>> read_fitted(str(path), [load_matrix("ocg-tactical")])  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    ocgscore.errors.RecordError: responses.csv!B3 hours: 'many' is not a number of hours; ...
    responses.csv!A2 band: 'Very hihg' is not a band of risk of ocg-tactical@1.0.0; did you mean 'Very high'?
    """
    responses, problems = gathered_responses(read_named(str(path), None, "responses"))
    if not problems:
        fitted_together(responses, matrices, by, position)
        return responses
    fits = [_Fit(responses, matrix, *measures_of(matrix, by, position)) for matrix in matrices]
    raise RecordError([*problems, *(problem for fit in fits for problem in (*fit.strange(), *fit.missing()))])


def measures_of(matrix: Matrix, by: str | None, position: str | None) -> tuple[Measure, Measure | None]:
    """Return the measure that ranks and that of organisational position, if any; `RequestError` where they cannot be.

    Examples
    --------
    >>> from ocgscore import load_matrix
    >>> ranking, position = measures_of(load_matrix("ocg-tactical"), None, None)
    >>> ranking.id, position.id
    ('risk', 'organisational_position')
    """
    chosen = by or matrix.ranks_by
    if chosen is None:
        hint = f"name one of its measures (--by): {', '.join(measure.id for measure in matrix.measures)}"
        raise RequestError(Problem(matrix.name, None, "a measure that ranks", hint))
    ranking = matrix.measure(chosen)
    if position is None:
        own = [measure for measure in matrix.measures if measure.id == POSITION and measure.bands]
        return ranking, own[0] if own and own[0] is not ranking else None
    beside = matrix.measure(position)
    if beside is ranking:
        raise RequestError(Problem("--position", position, "a measure beside the one that ranks", "name another"))
    if not beside.bands:
        banded = ", ".join(measure.id for measure in matrix.measures if measure.bands) or "none"
        raise RequestError(Problem("--position", position, "a measure with bands", f"{matrix.name} has {banded}"))
    return ranking, beside


@attrs.frozen
class _Fit:
    responses: Responses
    matrix: Matrix
    by: Measure
    position: Measure | None

    @property
    def bands(self) -> tuple[str, ...]:
        return tuple(band.label for band in self.by.bands) or (ANYWHERE,)

    @property
    def positions(self) -> tuple[str, ...]:
        return (ANYWHERE,) if self.position is None else tuple(band.label for band in self.position.bands)

    def strange(self) -> Iterator[Problem]:
        """Yield each cell that names a band which the matrix does not have."""
        for row in self.responses.rows:
            yield from self._strange(row.places[0], row.band, self.by)
            yield from self._strange(row.places[1], row.position, self.position)

    def _strange(self, where: str, said: str, measure: Measure | None) -> Iterator[Problem]:
        labels = [] if measure is None else [band.label for band in measure.bands]
        if not said or level_key(said) in map(level_key, labels):
            return
        if measure is None:
            hint = f"{self.matrix.name} has no measure {POSITION}: name one with --position, or clear the cell"
            yield Problem(where, said, "blank", hint)
        elif not labels:
            yield Problem(where, said, "blank", f"{measure.id} of {self.matrix.name} has no bands: clear the cell")
        else:
            hint = did_you_mean(said, labels) or f"it has {', '.join(labels)}; blank stands for any"
            yield Problem(where, said, f"a band of {measure.id} of {self.matrix.name}", hint)

    def missing(self) -> Iterator[Problem]:
        """Yield each pair of bands without hours; once a band, where it has none in any position."""
        for band in self.bands:
            lacking = [position for position in self.positions if not self.found(band, position)]
            for position in [ANYWHERE] if len(lacking) == len(self.positions) else lacking:
                expected = f"a row with the hours for {_said(band, position)} ({self.matrix.name})"
                hint = "add one; a blank band or position stands for any"
                yield Problem(self.responses.table.name, None, expected, hint)

    def doubtful(self) -> Iterator[Problem]:
        """Yield each pair of bands for which two rows hold with equal right."""
        for band, position in product(self.bands, self.positions):
            found = self.found(band, position)
            if len(found) > 1:
                hint = f"{found[0].places[2]} holds for it as well: add a row that names both bands"
                said = Described(_said(band, position))
                yield Problem(found[1].places[2], said, "a pair of bands with one number of hours", hint)

    def found(self, band: str, position: str) -> list[Response]:
        """Return the rows that hold for a pair of bands: one, where the table is sound."""
        covering = [row for row in self.responses.rows if _covers(row.band, band) and _covers(row.position, position)]
        most = max((_named(row) for row in covering), default=0)
        return [row for row in covering if _named(row) == most]


def _said(band: str, position: str) -> str:
    parts = [f"band {band}" if band else "", f"position {position}" if position else ""]
    return ", ".join(part for part in parts if part) or "any group"


def _covers(said: str, band: str) -> bool:
    return not said or level_key(said) == level_key(band)


def _named(row: Response) -> int:
    return bool(row.band) + bool(row.position)
