"""A scored batch as a table: the sheet's own columns, then the scores, bands and ranks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from ocgscore.matrix import Matrix
from ocgscore.ranking import Ranking
from ocgscore.scoring import UNDEFINED, MeasureScores, Scores, distinct, rounded
from ocgscore.table import Cell, Column, Table
from ocgscore.version import __version__

COMPLETENESS_DIGITS = 2
SHORT = 12  # hex digits of a digest that identify it in a cell


def scored_table(scores: Scores, ranking: Ranking | None = None) -> Table:
    """Return a table of the sheet's own columns and, behind them, the results.

    Parameters
    ----------
    scores : Scores
    ranking : Ranking, optional
        Without it there are no rank columns.

    Returns
    -------
    Table
        Behind the input's columns, for each measure ``m``: ``m_low``, ``m_high`` (rounded half up to the measure's
        digits), ``m_band_low``, ``m_band_high`` where it has bands, ``m_published`` (and ``m_band_published``) where
        the matrix gives unknown a number; then ``completeness`` from 0 to 1, ``rank_best``, ``rank_worst`` and
        ``provenance``. Columns of an earlier result in the sheet are replaced, not repeated.

    Examples
    --------
    >>> from ocgscore import assess, rank, score
    >>> scores = score(assess([{"group": "A", "corruption": "high"}], "sleipnir-2000"))
    >>> scored_table(scores, rank(scores)).headings[:5]
    ['group', 'corruption', 'total_low', 'total_high', 'total_published']
    """
    added = [column for id_ in _ids(scores) for column in _measure_columns(scores[id_])]
    criteria = len(scores.assessments.matrix.criteria)
    added.append(
        _integers("completeness", scores.known, lambda known: rounded(Fraction(known, criteria), COMPLETENESS_DIGITS))
    )
    if ranking is not None:
        added.append(_integers("rank_best", ranking.best, int))
        added.append(_integers("rank_worst", ranking.worst, int))
    added.append(constant("provenance", provenance_text(scores, ranking), len(scores)))
    return own_columns(scores).with_columns(added)


def own_columns(scores: Scores) -> Table:
    """Return the sheet without the columns of an earlier result."""
    assessments = scores.assessments
    return assessments.table.without_columns(assessments.replaced)


def matrix_facts(matrix: Matrix) -> dict[str, str]:
    """Return what identifies a matrix in anything that is written."""
    return {
        "matrix": matrix.id,
        "matrix_version": matrix.version,
        "matrix_status": matrix.status,
        "matrix_fingerprint": matrix.fingerprint,
    }


def provenance(scores: Scores, ranking: Ranking | None = None) -> dict[str, str]:
    """Return what a reader needs to make the same result again: matrix, ranking measure, input and library."""
    assessments = scores.assessments
    return {
        **matrix_facts(assessments.matrix),
        "ranked_by": ranking.by if ranking else "",
        "input_sha256": assessments.table.sha256,
        "ocgscore": __version__,
    }


def provenance_text(scores: Scores, ranking: Ranking | None = None) -> str:
    """Return the provenance as one cell: ``ocg-tactical@1.0.0#5157337e78ff by risk input#… ocgscore 0.1.0``."""
    facts = provenance(scores, ranking)
    matrix = f"{facts['matrix']}@{facts['matrix_version']}#{facts['matrix_fingerprint'][:SHORT]}"
    source = f" input#{facts['input_sha256'][:SHORT]}" if facts["input_sha256"] else ""
    ranked = f" by {facts['ranked_by']}" if facts["ranked_by"] else ""
    return f"{matrix}{ranked}{source} ocgscore {facts['ocgscore']}"


def constant(heading: str, value: Cell, rows: int) -> Column:
    """Return a column that holds one value in every row."""
    return Column(heading, [value], np.zeros(rows, np.int32))


def _ids(scores: Scores) -> list[str]:
    return [measure.id for measure in scores.assessments.matrix.measures]


def _measure_columns(result: MeasureScores) -> Iterator[Column]:
    name, labels = result.measure.id, [band.label for band in result.measure.bands]
    yield _integers(f"{name}_low", result.low, result.shown)
    yield _integers(f"{name}_high", result.high, result.shown)
    if labels:
        yield Column(f"{name}_band_low", labels, result.band_low.astype(np.int32))
        yield Column(f"{name}_band_high", labels, result.band_high.astype(np.int32))
    if result.published is not None and result.published_defined is not None and result.band_published is not None:
        plain = _integers(f"{name}_published", result.published, result.shown)
        yield _where_defined(plain, result.published_defined)
        if labels:
            bands = Column(f"{name}_band_published", labels, result.band_published.astype(np.int32))
            yield _where_defined(bands, result.published_defined)


def _where_defined(column: Column, defined: npt.NDArray[np.bool_]) -> Column:
    codes = np.where(defined, column.codes, np.int32(len(column.values))).astype(np.int32)
    return Column(column.heading, [*column.values, UNDEFINED], codes)


def _integers(heading: str, numbers: npt.NDArray[np.integer], shown: Callable[[int], Cell]) -> Column:
    """Code a run of integers, showing each distinct one once."""
    values, codes = distinct(numbers)
    return Column(heading, [shown(number) for number in values.tolist()], codes)
