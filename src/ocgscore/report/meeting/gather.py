"""Gathering what a report is written from: each result worked out once, from what was read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

import attrs

from ocgscore.assessments import Assessments
from ocgscore.consistency.study import consistency
from ocgscore.errors import Problem, RequestError
from ocgscore.explain import explain_batch
from ocgscore.network.keyplayers import key_players
from ocgscore.network.measures import measured_groups
from ocgscore.network.model import OcgMap
from ocgscore.report.meeting.material import Mapped, Material, Rejected, Source, ranking_of, usual_top
from ocgscore.report.review.document import common_marking
from ocgscore.report.run import Run
from ocgscore.review.coverage import Rules, coverage
from ocgscore.review.history import History, history
from ocgscore.review.register import Register
from ocgscore.robustness.acceptability import acceptability
from ocgscore.robustness.gaps import gaps
from ocgscore.scoring import score

DRAWS: Final = 10_000
KEY_PLAYERS: Final = 3
LEFT: Final = 2  # people who must remain for there to be a pair


@attrs.frozen(eq=False)
class Review:
    """What the section on the state of the map is worked out from.

    Parameters
    ----------
    register : Register
    as_of : date
    rules : Rules
    """

    register: Register
    as_of: dt.date
    rules: Rules = attrs.field(factory=Rules)


def gather(  # noqa: PLR0913 - each is one part of the report
    batch: Assessments,
    *,
    by: str | None = None,
    top: int | None = None,
    last: Assessments | None = None,
    network: OcgMap | None = None,
    together: Assessments | None = None,
    review: Review | None = None,
    rejected: Sequence[Rejected] = (),
    as_of: dt.date | None = None,
    pages: int | None = None,
    sources: Sequence[Source] = (),
    title: str = "",
    marking: str = "",
    redacted: bool = False,
    keep: Sequence[str] = (),
    draws: int = DRAWS,
    seed: int = 1,
) -> Material:
    """Work out everything that a report shows.

    Parameters
    ----------
    batch : Assessments
        Any number of each group: the newest counts.
    by : str, optional
        The measure that ranks; the matrix's own by default.
    top : int, optional
        K: the line of the meeting; 10 by default, or half of the groups where that is fewer.
    last : Assessments, optional
        The sheet as it stood at the last meeting, against the same matrix.
    network : OcgMap, optional
        Who connects the groups.
    together : Assessments, optional
        What several forces scored: a calibration exercise, or assessments of the same groups.
    review : Review, optional
        The register of identified groups and the day.
    rejected : sequence of Rejected
        Rows with problems that are not in `batch`.
    as_of : date, optional
        The day of the meeting; that of the review by default.
    pages : int, optional
        How many groups, from the first, have a page of their own; all up to 200 by default.
    sources : sequence of Source
        The files.
    title : str
    marking : str
        Those of the sheets, the map and the register by default.
    redacted : bool
        Whether names and reasons have been taken out of all of the above.
    keep : sequence of str
        The headings whose columns were kept all the same.
    draws, seed : int
        For how far the ranking survives other numbers.

    Returns
    -------
    Material

    Raises
    ------
    AssessmentError
        Where the newest assessment of a group cannot be told.
    RequestError
        No such measure, or none for a matrix that ranks nothing by itself.

    Examples
    --------
    >>> from ocgscore import assess
    >>> rows = [{"group": name, "corruption": level} for name, level in [("A", "high"), ("B", "low")]]
    >>> material = gather(assess(rows, "sleipnir-2000"), draws=100)
    >>> material.measure.score_text(0), len(material.gaps)
    ('76–760', 36)
    """
    sheets = [one.table for one in (batch, last, together) if one is not None]
    tables = sheets if review is None else [*sheets, review.register.table]
    marking = common_marking(marking, tables, "" if network is None else network.marking)
    run = Run.of(batch, by=by, newest_only=True, marking=marking)
    if pages is not None and pages < 0:
        raise RequestError(Problem("pages", str(pages), "a whole number from 0", "leave it out for all up to 200"))
    top = usual_top(len(run.scores)) if top is None else top
    tried = acceptability(run.scores, by, top=top, draws=draws, seed=seed)
    by = tried.request.by
    run = Run.of(batch, by=by, newest_only=True, marking=marking) if run.ranking is None else run
    before = None if last is None else Run.of(last, by=by, newest_only=True)
    return Material(
        run=run,
        top=tried.request.top,
        tried=tried,
        gaps=gaps(run.scores, by, top=tried.request.top, seed=seed),
        explanations=explain_batch(run.scores, ranking_of(run).by),
        title=title,
        marking=marking,
        redacted=redacted,
        keep=tuple(keep),
        sources=tuple(sources),
        all_assessments=batch,
        before=before,
        steps=_steps(batch, by),
        mapped=None if network is None else _mapped(network),
        agreement=None if together is None else consistency(together, measure=by, top=tried.request.top, seed=seed),
        state=None if review is None else coverage(review.register, score(batch), review.as_of, review.rules, by=by),
        rejected=tuple(rejected),
        as_of=review.as_of if review else as_of,
        pages=pages,
    )


def _steps(batch: Assessments, by: str) -> History | None:
    found = history(batch, by=by)
    return found if len(found.steps) else None


def _mapped(network: OcgMap) -> Mapped:
    enough = len(network.people) >= KEY_PLAYERS + LEFT
    return Mapped(network, measured_groups(network), key_players(network, KEY_PLAYERS) if enough else None)
