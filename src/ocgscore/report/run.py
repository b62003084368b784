"""One run of the main job: a batch scored and ranked, what must be said of it, and the files it becomes."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import attrs
import numpy as np

from ocgscore.assessments import Assessments, Sifted, latest
from ocgscore.errors import FileUseError, Problem
from ocgscore.ranking import Dominance, Ranking, dominance, rank
from ocgscore.report.results import provenance, scored_table
from ocgscore.scoring import Scores, score
from ocgscore.scoring.recorded import recorded_differences
from ocgscore.table import Column, OutputSet, Table, format_of, table_bytes

SHOWN_DIFFERENCES: Final = 10  # of a sheet's own totals, cell by cell; the rest are counted


@attrs.frozen(eq=False)
class Run:
    """A batch, scored and ranked.

    Parameters
    ----------
    scores : Scores
    ranking : Ranking or None
        None where the matrix ranks nothing by itself and no measure was named.
    table : Table
        The sheet with its results.
    notices : tuple of str
        What the user should know: hidden rows, other versions, totals that differ.
    """

    scores: Scores
    ranking: Ranking | None
    table: Table
    notices: tuple[str, ...]

    @classmethod
    def of(
        cls, assessments: Assessments, *, by: str | None = None, newest_only: bool = False, marking: str = ""
    ) -> Run:
        """Score and rank a batch.

        Parameters
        ----------
        assessments : Assessments
        by : str, optional
            The measure to rank by; the matrix's own by default.
        newest_only : bool
            Keep only the newest assessment of each group.
        marking : str
            A protective marking for what is written; the sheet's own by default.
        """
        batch = latest(assessments) if newest_only else assessments
        scores = score(batch)
        ranking = rank(scores, by) if by or batch.matrix.ranks_by else None
        table = scored_table(scores, ranking)
        marked = attrs.evolve(table, marking=marking or table.marking)
        return cls(scores, ranking, marked, tuple(_notices(scores, ranking)))

    @cached_property
    def pairs(self) -> Dominance | None:
        """What the order of each pair rests on; None where nothing ranks."""
        return None if self.ranking is None else dominance(self.scores, self.ranking.by)

    def chunks(self, format_: str) -> Iterator[bytes]:
        """Yield the result as the bytes of a file of a format (``"csv"``, ``"xlsx"``, ...)."""
        yield from table_bytes(self.table, format_, provenance(self.scores, self.ranking))


def _notices(scores: Scores, ranking: Ranking | None) -> Iterator[str]:
    assessments = scores.assessments
    yield from assessments.notices
    differing = recorded_differences(scores)
    yield from map(str, differing[:SHOWN_DIFFERENCES])
    if assessments.recorded:
        said = (
            f"differ in {len(differing)} of its cells, listed above"
            if differing
            else "agree with those worked out here"
        )
        yield f"the sheet's own totals {said}; the new ones take their place"
    groups = int(np.count_nonzero(np.bincount(assessments.group.text_codes())))
    if ranking is not None and groups < len(assessments):
        yield (
            f"{len(assessments)} assessments of {groups} group{'s' if groups > 1 else ''}: each is ranked by itself; "
            "--latest keeps the newest of each group"
        )
    if scores.published_defined is not None and not scores.published_defined.all():
        count = int((~scores.published_defined).sum())
        rows = "1 row" if count == 1 else f"{count} rows"
        yield (
            f"the published score of {rows} is undefined: the source's rule counts a level that is unknown, not one "
            "narrowed to a range"
        )


def write_run(
    run: Run,
    sifted: Sifted,
    *,
    inputs: Sequence[str | os.PathLike[str]],
    out: str | None,
    rejects: str | None,
    record: str | None,
    options: Mapping[str, Any],
) -> None:
    """Write a run's files: all of them, or none.

    Parameters
    ----------
    run : Run
    sifted : Sifted
        Where `run` came from; its rejected rows go to `rejects`.
    inputs : sequence of path
        The sheet, then whatever else was read: none is ever written over.
    out, rejects, record : str or None
        Destinations; None for those not wanted.
    options : mapping
        What the user asked for, for the record.

    Raises
    ------
    FileUseError
        A destination that is an input or another destination, or that cannot be written.
    """
    with OutputSet(inputs=inputs) as outputs:
        if out is not None:
            outputs.write(out, run.chunks(format_of(out)))
        if rejects is not None:
            table = attrs.evolve(rejects_table(sifted), marking=run.table.marking)
            outputs.write(rejects, table_bytes(table, format_of(rejects), provenance(run.scores, run.ranking)))
        if record is not None:
            facts = run_record(run, sifted, os.fspath(inputs[0]), options)
            outputs.write(
                record, [f"{json.dumps(facts, indent=2, ensure_ascii=False)}\n".encode(errors="backslashreplace")]
            )


def check_destinations(*, out: str | None, rejects: str | None, record: str | None) -> None:
    """Refuse destinations that could never be written, before the work that would be lost.

    Raises
    ------
    FileUseError
        A name without a known ending, or ``-``.
    """
    for path in (out, rejects, record):
        if path in ("-", ""):
            raise FileUseError(Problem(repr(path), None, "the name of a file to write to", "name one"))
    for path in (out, rejects):
        if path is not None:
            format_of(path)


def rejects_table(sifted: Sifted) -> Table:
    """Return the refused rows as they stood, with their problems in a column behind them."""
    kept = [at for at, heading in enumerate(sifted.rejected.headings) if heading.strip().casefold() == "problems"]
    return sifted.rejected.without_columns(kept).with_columns([Column.from_cells("problems", sifted.reasons)])


def run_record(run: Run, sifted: Sifted, source: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return a run's provenance: inputs, matrix, options and counts; the same run gives the same record."""
    facts = provenance(run.scores)
    return {
        "ocgscore": facts["ocgscore"],
        "matrix": {key: facts[f"matrix_{key}"] for key in ("version", "status", "fingerprint")}
        | {"id": facts["matrix"]},
        "inputs": [{"name": source, "sha256": facts["input_sha256"]}],
        "options": dict(options),
        "seed": None,
        "rows_read": sifted.rows_read,
        "rows_rejected": len(sifted.rejected),
        "assessments_scored": len(run.scores),
        "ranked_by": None if run.ranking is None else run.ranking.by,
        "pairs": None if run.pairs is None else run.pairs.counts(),
    }
