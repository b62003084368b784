"""Explanations as data for a program, and their flips as a table.

The JSON form is an object with ``provenance`` and ``explanations`` (and ``marking`` at the head and ``marking_foot`` at
the foot, where there is one); the JSON Lines form is one explanation a line. Exact numbers are text, ``"12"`` or
``"21/8"``, which `fractions.Fraction` reads; ``shown`` is the same as displayed. An explanation has:

``group``, ``row`` (from 0), ``where``, ``assessed_on``, ``force``, ``assessor``
    Which assessment it is; the last three only where the sheet gives them.
``provenance``
    The matrix, the ranking measure, the input and the library, in one line.
``rank``
    ``by`` (the measure), ``best``, ``worst``, ``of``; null where nothing ranks.
``levels``
    For each criterion: ``criterion``, ``title``, ``section``, ``weight``, ``known``, ``low``, ``high`` (what it
    contributes: value times weight) and ``possible`` (each level still possible: ``code``, ``label``, ``value``,
    ``anchor``).
``cells``, ``rationale``
    By criterion: the address of the cell that gave its level, and the reason, where the sheet gives one.
``steps``
    Every measure, after those it is made of: a result with ``title``, ``formula``, ``working_low``, ``working_high``
    (the formula with the values put in), ``whole`` (the same as parts), ``floor`` and ``ceiling`` (where the lower band
    begins, and the band above the higher one; null where there is none) and, where the matrix has a rule for unknowns,
    ``published`` (``score``, ``band``; both null where the rule leaves it undefined).
``flips``
    Every single change to a level now ruled out that moves a band or the rank: ``criterion``, ``level`` (the code
    changed to), ``direction`` and an outcome, with the ``bands`` that move.
``unknowns``
    For each criterion not known exactly: ``criterion``, ``shares`` (by measure: what it contributes to the width; they
    add up to high - low), ``could_change``, ``could_settle`` and ``would_settle`` (the measures whose band it alone
    could change; of those, the ones that some level and that every level settles), and ``if_known``: for each level
    still possible its ``level`` (code) and an outcome, with the ``bands`` of every measure that depends on it.

A result is ``measure``, ``low``, ``high``, ``shown``, and where it has bands ``band_low``, ``band_high``. A part is
``name``, ``operation`` (level, measure, number, sum, product, mean, max, min, grid), ``low``, ``high``, and where it is
made of others ``parts`` and, for a mean, ``divisor``. An outcome is ``score`` (the result of the ranking measure; null
where it does not depend on the criterion), ``rank`` (``best``, ``worst``; null where nothing ranks), ``rank_moves`` and
``bands`` (each ``measure``, ``band_low``, ``band_high``).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Final, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.assessments import Assessments
from ocgscore.explain import DOWN, UP, Changes, Explanations, explain_batch, one_row
from ocgscore.explain.shelf import distinct_pairs
from ocgscore.report.explanation_data import Data, Documents
from ocgscore.report.results import constant, provenance, provenance_text
from ocgscore.report.run import Run
from ocgscore.table import Column, OutputSet, Table, format_of, table_bytes

Ints: TypeAlias = npt.NDArray[np.int64]
BYTE: Final = 2**8  # level and band positions are below it
WHOLE: Final = ("json", "jsonl")  # the formats that hold explanations; the others hold the table of flips
SEVERAL: Final = "--latest keeps the newest of a group; or leave out the rows you do not mean"


@attrs.frozen(eq=False)
class Explained:
    """A batch explained, or one assessment in it.

    Parameters
    ----------
    run : Run
        The batch, scored and ranked.
    explanations : Explanations
    """

    run: Run
    explanations: Explanations

    @classmethod
    def of(cls, run: Run, group: str | None = None) -> Explained:
        """Explain every assessment of a run, or the only one of a group.

        Raises
        ------
        RequestError
            No such group, or several assessments of it.
        """
        whole = explain_batch(run.scores, None if run.ranking is None else run.ranking.by)
        if group is None:
            return cls(run, whole)
        row = one_row(run.scores.assessments, group, SEVERAL)
        return cls(run, whole[row : row + 1])

    def chunks(self, format_: str) -> Iterator[bytes]:
        """Yield the explanations (json, jsonl) or the table of flips (any other format) as the bytes of a file."""
        if format_ not in WHOLE:
            table = attrs.evolve(flips_table(self.explanations), marking=self.run.table.marking)
            yield from table_bytes(table, format_, self._provenance())
        else:
            lines = self._json() if format_ == "json" else self._json_lines()
            yield from (line.encode(errors="backslashreplace") for line in lines)

    def _provenance(self) -> dict[str, str]:
        return provenance(self.run.scores, self.run.ranking)

    def _json(self) -> Iterator[str]:
        marking = self.run.table.marking
        yield "{\n"
        if marking:
            yield f'"marking": {_text(marking)},\n'
        yield f'"provenance": {_text(self._provenance())},\n"explanations": [\n'
        lead = ""
        for document in self._documents():
            yield lead + _text(document)
            lead = ",\n"
        yield f'\n],\n"marking_foot": {_text(marking)}\n}}\n' if marking else "\n]\n}\n"

    def _json_lines(self) -> Iterator[str]:
        marking = self.run.table.marking
        frame = [{"marking": marking}] if marking else []
        yield from (f"{_text(line)}\n" for line in chain(frame, self._documents(), frame))

    def _documents(self) -> Iterator[Data]:
        documents, made_by = Documents(), provenance_text(self.run.scores, self.run.ranking)
        return ({**documents.of(explanation), "provenance": made_by} for explanation in self.explanations)


def write_explained(explained: Explained, out: str, inputs: Sequence[str]) -> None:
    """Write explanations to a file, whole or not at all, and never over an input.

    Parameters
    ----------
    explained : Explained
    out : str
        The ending picks the format: .json and .jsonl for whole explanations, any other for the table of flips.
    inputs : sequence of str
        What was read.

    Raises
    ------
    FileUseError
        A destination that is an input, or that cannot be written.
    """
    with OutputSet(inputs=inputs) as outputs:
        outputs.write(out, explained.chunks(format_of(out)))


def _text(data: object) -> str:
    return json.dumps(data, ensure_ascii=False)


# -- the table of flips ------------------------------------------------------------------------------------------------


def flips_table(explanations: Explanations) -> Table:
    """Return every flip as a table: a row for each band, and for the rank, that a change of level would move.

    Parameters
    ----------
    explanations : Explanations

    Returns
    -------
    Table
        Columns ``group``, ``cell``, ``criterion``, ``level`` and ``changed_to`` (codes), ``direction``, ``what``
        (``"risk band"``, ``"rank"``), ``before`` and ``after`` (as displayed), ``provenance``. By row of the sheet,
        then criterion, level, and what moves: the rank last.

    Examples
    --------
    >>> from ocgscore import assess, score
    >>> from ocgscore.explain import explain_batch
    >>> scores = score(assess([{"group": "A", "weapons": "high"}], "group-threat-derbyshire"))
    >>> table = flips_table(explain_batch(scores))
    >>> [column.row_text(0) for column in table.columns[:9]]
    ['A', 'rows[1].weapons', 'weapons', 'high', 'nil', 'down', 'peak band', 'High', 'Nil–High']
    """
    moved = _Moved.of(explanations)
    columns = [
        *moved.where(),
        *moved.change(),
        *moved.effect(),
        constant("provenance", provenance_text(explanations.scores, explanations.ranking), len(moved.row)),
    ]
    return Table("flips", tuple(columns), np.arange(1, len(moved.row) + 1, dtype=np.int64))


@attrs.frozen(eq=False)
class _Moved:
    """What flips move, a row for each thing moved: measures are numbered as in the matrix, the rank comes last."""

    explanations: Explanations
    row: Ints
    criterion: Ints
    level: Ints
    up: Ints
    what: Ints
    low: Ints  # the lower band, or the best rank, after the change
    high: Ints

    @classmethod
    def of(cls, explanations: Explanations) -> _Moved:
        parts = [_moved(found.take(found.flips())) for found in explanations.changes()]
        empty = [np.zeros((7, 0), np.int64)]
        return cls(explanations, *np.concatenate([*empty, *parts], axis=1))

    @property
    def batch(self) -> Assessments:
        return self.explanations.scores.assessments

    def where(self) -> Iterator[Column]:
        """Yield the columns that say which cell is changed."""
        group = self.batch.group
        yield Column("group", group.values, group.codes[self.row])
        yield _coded("cell", self.batch.address, self.row, self.criterion)

    def change(self) -> Iterator[Column]:
        """Yield the columns that say what is changed to what."""
        criteria = self.batch.matrix.criteria
        codes = [[level.code for level in criterion.levels] for criterion in criteria]

        def level(criterion: int, ends: int) -> str:
            low, high = (codes[criterion][end] for end in divmod(ends, BYTE))
            return low if low == high else f"{low}–{high}"

        lowest, highest = (
            array[self.row, self.criterion].astype(np.int64) for array in (self.batch.lowest, self.batch.highest)
        )
        yield Column("criterion", [criterion.id for criterion in criteria], self.criterion.astype(np.int32))
        yield _coded("level", level, self.criterion, lowest * BYTE + highest)
        yield _coded("changed_to", lambda criterion, to: codes[criterion][to], self.criterion, self.level)
        yield Column("direction", [DOWN, UP], self.up.astype(np.int32))

    def effect(self) -> Iterator[Column]:
        """Yield the columns that say what moves, from where and to where."""
        scores, ranking = self.explanations.scores, self.explanations.ranking
        measures, span = scores.assessments.matrix.measures, len(scores) + BYTE
        best, worst = (0, 0) if ranking is None else (ranking.best, ranking.worst)
        low = _with_ranks(scores.band_low, best)[self.what, self.row]
        high = _with_ranks(scores.band_high, worst)[self.what, self.row]

        def text(what: int, both: int) -> str:
            ends = divmod(both, span)
            low, high = (measures[what].bands[end].label for end in ends) if what < len(measures) else map(str, ends)
            return low if low == high else f"{low}–{high}"

        yield Column("what", [*(f"{measure.id} band" for measure in measures), "rank"], self.what.astype(np.int32))
        yield _coded("before", text, self.what, low * span + high)
        yield _coded("after", text, self.what, self.low * span + self.high)


def _moved(flips: Changes) -> Ints:
    """Return row, criterion, level, direction, what moves, and where to: a column for each thing moved."""
    flip, what = np.nonzero(np.vstack([flips.band_moves, flips.rank_moves]).T)
    best, worst = (0 if ranks is None else ranks for ranks in (flips.best, flips.worst))
    to = (_with_ranks(bands, ranks)[what, flip] for bands, ranks in ((flips.band_low, best), (flips.band_high, worst)))
    return np.array([*(array[flip] for array in (flips.row, flips.criterion, flips.level, flips.up)), what, *to])


def _with_ranks(bands: npt.NDArray[np.uint8], ranks: Ints | int) -> Ints:
    """Return bands by measure, and ranks behind them."""
    joined = np.empty((len(bands) + 1, bands.shape[1]), np.int64)
    joined[:-1], joined[-1] = bands, ranks
    return joined


def _coded(heading: str, text: Callable[[int, int], str], first: Ints, second: Ints) -> Column:
    """Return a column of texts made of pairs of numbers, each distinct pair's made once."""
    pairs, codes = distinct_pairs(first, second)
    return Column(heading, [text(*pair) for pair in pairs], codes.astype(np.int32))
