"""The function from record batch to record batch, made for one matrix."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from ocgscore.assessments import sift
from ocgscore.errors import AssessmentError, Problem, RequestError, TableError, did_you_mean
from ocgscore.matrix import Matrix, load_matrix
from ocgscore.report.batches.columns import measure_arrays, result_fields, shared_arrays
from ocgscore.report.batches.plan import Plan, plan_of
from ocgscore.scoring import score
from ocgscore.table.source import missing_extra

if TYPE_CHECKING:
    import pyarrow as pa

    from ocgscore.assessments import Sifted

RAISE, COLUMN = PROBLEMS = ("raise", "column")
SHOWN: Final = 200  # characters of what Arrow says
NAME: Final = "batch"


@attrs.frozen(eq=False)
class ArrowScorer:
    """Scores record batches against one matrix; get one from `arrow_scorer`.

    It keeps no state, can be pickled, and gives each row what it would give that row in any other batch.

    Parameters
    ----------
    matrix : Matrix
    problems : str
        ``"raise"`` or ``"column"``.
    numerators : bool
    """

    matrix: Matrix
    problems: str = RAISE
    numerators: bool = False

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return a batch with its scores behind its own columns, as many rows in the same order.

        Parameters
        ----------
        batch : pyarrow.RecordBatch
            n assessments, a row each; n may be 0.

        Returns
        -------
        pyarrow.RecordBatch
            With the schema that `schema` gives for that of the batch.

        Raises
        ------
        AssessmentError
            The columns do not fit the matrix; or, with ``problems="raise"``, a row cannot be scored: every such cell.
        TableError
            A heading stands twice, a column that holds levels, ids or dates is no plain column, or a text is not UTF-8.
        RequestError
            What is given is no record batch.
        """
        import pyarrow as pa

        if not isinstance(batch, pa.RecordBatch):
            hint = "give a table's pieces one by one: scorer.each(table.to_batches())"
            raise RequestError(Problem(NAME, type(batch).__name__, "a pyarrow.RecordBatch", hint))
        plan = self._plan(batch.schema)
        try:
            batch.validate(full=True)
        except pa.ArrowInvalid as error:
            raise TableError(
                Problem(NAME, str(error)[:SHOWN], "sound columns, texts in UTF-8", "write the text again as UTF-8")
            ) from error
        sifted = sift(plan.table(batch, addressed=self.problems == RAISE), self.matrix, repeats=True)
        if sifted.problems and self.problems == RAISE:
            raise AssessmentError(sifted.problems)
        own = [batch.column(at) for at in plan.kept]
        return pa.RecordBatch.from_arrays([*own, *self._results(sifted)], schema=plan.output)

    def each(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield every batch of a run with its scores: what Spark's ``mapInArrow`` takes."""
        return map(self, batches)

    def schema(self, schema: pa.Schema) -> pa.Schema:
        """Return the schema that comes out where this one goes in; it depends on nothing in the rows.

        Parameters
        ----------
        schema : pyarrow.Schema

        Returns
        -------
        pyarrow.Schema
            The own fields as they are, without those of an earlier result, then the results; the metadata are kept.

        Raises
        ------
        AssessmentError, TableError
            The columns do not fit the matrix; with every problem.
        """
        return self._plan(schema).output

    def notices(self, schema: pa.Schema) -> tuple[str, ...]:
        """Return what the owner of columns like these should know: the criteria that have none."""
        return self._plan(schema).notices

    def _plan(self, schema: pa.Schema) -> Plan:
        return plan_of(self.matrix, schema, NAME, tuple(self._fields()))

    def _fields(self) -> Iterator[pa.Field]:
        import pyarrow as pa

        yield from result_fields(self.matrix, numerators=self.numerators)
        if self.problems == COLUMN:
            yield pa.field("problems", pa.string())

    def _results(self, sifted: Sifted) -> list[pa.Array]:
        scores = score(sifted.accepted)
        measures = zip(self.matrix.measures, self.matrix.program.measures, strict=True)
        arrays = [
            array
            for measure, compiled in measures
            for array in measure_arrays(scores[measure.id], compiled, numerators=self.numerators)
        ]
        arrays += shared_arrays(scores)
        if self.problems == RAISE:
            return arrays
        spread, reasons = _spread(sifted)
        return [*(arrays if spread is None else [array.take(spread) for array in arrays]), reasons]


def arrow_scorer(matrix: Matrix | str, *, problems: str = RAISE, numerators: bool = False) -> ArrowScorer:
    """Return a function from record batch to record batch that scores each row.

    It serves every engine that can hand over Arrow: DuckDB, Dask, polars, Spark's ``mapInArrow``. A row's scores depend
    on nothing but the row, so it does not matter how a table is split. What depends on the whole is left to the whole:
    there are no ranks (see `with_ranks`), and an assessment entered twice is not noticed.

    Parameters
    ----------
    matrix : Matrix or str
        A matrix, or what `load_matrix` takes.
    problems : str
        What a row that cannot be scored does. ``"raise"``: the batch raises `AssessmentError`, with all its problems.
        ``"column"``: the row stays, its results are null, and a last column ``problems`` says why; it is null in a
        sound row.
    numerators : bool
        Give, behind each measure's results, ``m_low_numerator`` and ``m_high_numerator``, int64: the exact scores
        before they are divided by the measure's denominator and rounded. Ranks are worked out from these.

    Returns
    -------
    ArrowScorer
        Called with a `pyarrow.RecordBatch` it returns one; ``.schema(schema)`` gives the schema in advance,
        ``.each(batches)`` scores a run of them. It can be pickled.

    Raises
    ------
    MissingExtraError
        If pyarrow is not installed.
    RequestError
        No such matrix, or `problems` is neither word.

    Notes
    -----
    The columns are those of `scored_table` without ranks. Scores are ``decimal128`` with the digits that the measure
    declares, rounded half up once: 18 digits in all, which engines hold in one machine word, or 38 where the matrix can
    reach more. Bands and ``provenance`` are strings, ``completeness`` is ``decimal128(3, 2)``. ``m_published`` is null
    where the source's rule does not say.

    Examples
    --------
    >>> import pyarrow as pa
    >>> scorer = arrow_scorer("sleipnir-2000")
    >>> batch = pa.record_batch({"group": ["A", "B"], "corruption": ["high", None], "note": [b"x", b"y"]})
    >>> scored = scorer(batch)
    >>> scored.schema.names[:5], scored["total_low"].to_pylist(), scored["total_high"].to_pylist()
    (['group', 'corruption', 'note', 'total_low', 'total_high'], [Decimal('76'), Decimal('0')],
     [Decimal('760'), Decimal('760')])
    >>> scored.schema == scorer.schema(batch.schema)
    True
    """
    try:
        import pyarrow  # noqa: F401, ICN001 - only whether it is there
    except ModuleNotFoundError as error:
        raise missing_extra("arrow_scorer", "pyarrow", "arrow") from error
    if problems not in PROBLEMS:
        hint = did_you_mean(problems, PROBLEMS) or "choose one of these"
        raise RequestError(Problem("problems", str(problems), f"one of {', '.join(PROBLEMS)}", hint))
    return ArrowScorer(matrix if isinstance(matrix, Matrix) else load_matrix(matrix), problems, numerators)


def _spread(sifted: Sifted) -> tuple[pa.Array | None, pa.Array]:
    """Return for each row where its results stand among the sound rows' (None: all are sound), and its problems."""
    import pyarrow as pa

    if not sifted.problems:
        return None, pa.nulls(sifted.rows_read, pa.string())
    bad = np.zeros(sifted.rows_read, np.bool_)
    bad[sifted.rejected.row_numbers - 1] = True
    said = np.full(sifted.rows_read, None, object)
    said[bad] = sifted.reasons
    return pa.array(np.cumsum(~bad) - 1, mask=bad), pa.array(said, pa.string())
