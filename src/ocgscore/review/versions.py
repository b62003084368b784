"""Which versions of the matrix the rows of a sheet were made on, and whether those rows are sound under them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.assessments import Assessments, sift
from ocgscore.assessments.versions import OWN, version_code
from ocgscore.errors import AssessmentError, Problem, RequestError
from ocgscore.matrix import Matrix
from ocgscore.table import Table

EARLIER = "earlier"
Ints = npt.NDArray[np.int64]


@attrs.frozen
class Version:
    """A version of the matrix that assessments state.

    Parameters
    ----------
    name : str
        As ``id@version`` where it is at hand, else as stated; empty where nothing is stated.
    matrix : Matrix or None
        None where it is not at hand.
    """

    name: str
    matrix: Matrix | None

    @property
    def key(self) -> str:
        """What it is told apart by: not stating a version counts as the version at hand."""
        return self.name if self.matrix is None else self.matrix.name


def check_earlier(matrix: Matrix, earlier: Sequence[Matrix]) -> None:
    """Refuse an earlier version that is the matrix itself, or that is given twice.

    Raises
    ------
    RequestError
    """
    seen = {matrix.name}
    problems = []
    for one in earlier:
        if one.name in seen:
            hint = "two matrices of one id and version cannot be told apart: raise the version of the changed one"
            problems.append(Problem(EARLIER, one.name, "a version that is given once", hint))
        seen.add(one.name)
    if problems:
        raise RequestError(problems)


def stated_rows(assessments: Assessments, matrix: Matrix, earlier: Sequence[Matrix], one: Matrix) -> Ints:
    """Return the positions of the rows that state one of the earlier versions."""
    column = assessments.matrix_version
    if column is None:
        return np.zeros(0, np.int64)
    states = [_meant(text, matrix, earlier) is one for text in column.texts()]
    return np.flatnonzero(np.array(states or [False], np.bool_)[column.codes]).astype(np.int64)


def read_under(
    table: Table, matrix: Matrix, earlier: Sequence[Matrix], *, repeats: bool = False
) -> tuple[Assessments, list[Problem]]:
    """Read a sheet against a matrix and, where its rows name them, against earlier versions.

    Parameters
    ----------
    table : Table
    matrix : Matrix
        The one that all are read against.
    earlier : sequence of Matrix
        Versions that rows may name in ``matrix_version``.
    repeats : bool
        Take what looks like one assessment entered twice as two.

    Returns
    -------
    assessments : Assessments
        The rows that are sound under the matrix.
    problems : list of Problem
        Those under every version, each saying under which where there are several.

    Raises
    ------
    RequestError
        A version that is the matrix itself, or that is given twice.
    AssessmentError
        Where the headings do not fit the matrix.

    Examples
    --------
    >>> from ocgscore import load_matrix
    >>> table = Table.from_rows([{"group": "A", "corruption": "high"}])
    >>> read_under(table, load_matrix("sleipnir-2000"), [])
    (Assessments(1 against sleipnir-2000@1.0.0), [])
    """
    check_earlier(matrix, earlier)
    sifted = sift(table, matrix, repeats=repeats)
    problems = [under(problem, matrix) if earlier else problem for problem in sifted.problems]
    problems += [problem for one in earlier for problem in _unsound(sifted.accepted, matrix, earlier, one)]
    return sifted.accepted, problems


def _unsound(assessments: Assessments, matrix: Matrix, earlier: Sequence[Matrix], one: Matrix) -> tuple[Problem, ...]:
    rows = stated_rows(assessments, matrix, earlier, one)
    try:
        if len(rows):
            read_again(assessments, rows, one)
    except AssessmentError as error:
        return error.problems
    return tuple(_unknown_criteria(assessments, rows, matrix, one))


def _unknown_criteria(assessments: Assessments, rows: Ints, matrix: Matrix, one: Matrix) -> Iterator[Problem]:
    """Yield a problem for each criterion that rows of an earlier version give a level of, and that it does not have.

    Were such a column passed over, what stands in it would be taken for unknown.
    """
    known = {criterion.id for criterion in one.criteria}
    for at, criterion in enumerate(matrix.criteria):
        column = assessments.criterion_columns[at]
        if column is None or criterion.id in known:
            continue
        top = len(criterion.levels) - 1
        given = rows[(assessments.lowest[rows, at] > 0) | (assessments.highest[rows, at] < top)]
        if len(given):
            first = int(given[0])
            where, got = assessments.table.place(first, column), assessments.table.columns[column].row_text(first)
            expected = f"blank: the version that the row states has no criterion {criterion.title!r}"
            yield under(Problem(where, got, expected, "give the matrix that these rows were made on"), one)


def read_again(assessments: Assessments, rows: Ints, matrix: Matrix) -> Assessments:
    """Read some rows of a sheet against another matrix; problems say under which.

    Raises
    ------
    AssessmentError
    """
    try:
        sifted = sift(assessments.table.take(rows.astype(np.intp)), matrix, repeats=True)
    except AssessmentError as error:  # its headings do not fit
        raise AssessmentError(under(problem, matrix) for problem in error.problems) from None
    if sifted.problems:
        raise AssessmentError(under(problem, matrix) for problem in sifted.problems)
    return sifted.accepted


def under(problem: Problem, matrix: Matrix) -> Problem:
    """Return a problem whose place says under which matrix it is one."""
    return attrs.evolve(problem, where=f"{problem.where} (under {matrix.name})")


def versions_of(assessments: Assessments, earlier: Sequence[Matrix]) -> tuple[Ints, tuple[Version, ...]]:
    """Return for each row the version it was made on, and the versions: in the order of their names."""
    matrix, column = assessments.matrix, assessments.matrix_version
    if column is None:
        return np.zeros(len(assessments), np.int64), (Version("", matrix),)
    made = [_version(text, matrix, earlier) for text in column.texts()]
    used = {made[code].name: made[code] for code in np.unique(column.codes).tolist()}
    names = sorted(used)
    place = {name: at for at, name in enumerate(names)}
    codes = np.array([place.get(one.name, 0) for one in made] or [0], np.int64)[column.codes]
    return codes, tuple(used[name] for name in names)


def _version(text: str, matrix: Matrix, earlier: Sequence[Matrix]) -> Version:
    meant = _meant(text, matrix, earlier)
    if not text:
        return Version("", matrix)
    return Version(text if meant is None else meant.name, meant)


def _meant(text: str, matrix: Matrix, earlier: Sequence[Matrix]) -> Matrix | None:
    """Return the matrix that a cell of ``matrix_version`` means; None where it is not at hand."""
    if not text:
        return matrix
    named = [one for one in (matrix, *earlier) if version_code(text, one) == OWN]
    return named[0] if named else None


def each_version(assessments: Assessments, earlier: Sequence[Matrix]) -> Iterator[tuple[Matrix, Ints]]:
    """Yield each earlier version that rows state, with their positions."""
    for one in earlier:
        rows = stated_rows(assessments, assessments.matrix, earlier, one)
        if len(rows):
            yield one, rows
