"""What a report is written from: every result of the library that it shows, worked out once."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

import attrs

from ocgscore.assessments import Assessments
from ocgscore.consistency.study import Consistency
from ocgscore.explain import Explanations
from ocgscore.network.keyplayers import KeyPlayers
from ocgscore.network.measures import GroupsTable
from ocgscore.network.model import OcgMap
from ocgscore.ranking import Ranking
from ocgscore.report.run import Run
from ocgscore.review.coverage import Coverage
from ocgscore.review.history import History
from ocgscore.robustness.acceptability import Acceptability
from ocgscore.robustness.gaps import Gaps
from ocgscore.scoring import MeasureScores, Scores
from ocgscore.table import Column

USUAL_TOP: Final = 10


@attrs.frozen
class Source:
    """A file that the report rests on.

    Parameters
    ----------
    what : str
        ``assessments``, ``last meeting``, ``map``, ``register``, ``scored together``, ``rules``, or ``matrix`` for one
        from a file, which its fingerprint identifies.
    name : str
        As it is called, without its folder.
    sha256 : str
        Of its bytes; empty where there is none.
    """

    what: str
    name: str
    sha256: str


@attrs.frozen
class Rejected:
    """A row that is not in the report.

    Parameters
    ----------
    where : str
        The row of the sheet.
    group : str
        As far as the row says; may be empty.
    problems : tuple of str
        Each with its cell.
    """

    where: str
    group: str
    problems: tuple[str, ...]


@attrs.frozen(eq=False)
class Mapped:
    """The network map of the groups.

    Parameters
    ----------
    network : OcgMap
    measures : GroupsTable
        Of its groups.
    key_players : KeyPlayers or None
        None where the map has too few people for any.
    """

    network: OcgMap
    measures: GroupsTable
    key_players: KeyPlayers | None


@attrs.frozen(eq=False)
class Material:
    """What a report is written from.

    Parameters
    ----------
    run : Run
        The newest assessment of each group, n of them, scored; ranked by `ranking`.
    top : int
        K: how many groups stand above the line of the meeting.
    tried : Acceptability
        The ranking under other numbers; its rows are those of `run`.
    gaps : Gaps
        What to find out first; its rows are those of `run`.
    explanations : Explanations
        Of every row of `run`, in its order, each made when it is asked for.
    title : str
    marking : str
    redacted : bool
        Whether names, reasons and further columns were taken out before anything was worked out.
    sources : tuple of Source
    all_assessments : Assessments
        Every assessment of the sheet, earlier ones of the same group among them.
    before : Run or None
        The newest assessment of each group as it stood at the last meeting, scored on the same matrix.
    steps : History or None
        From one assessment of a group to the next within the sheet; None where no group has two dated assessments.
    mapped : Mapped or None
    agreement : Consistency or None
        Do scorers agree.
    state : Coverage or None
        Is the map of groups complete and current.
    rejected : tuple of Rejected
        Rows with problems, left out.
    as_of : date or None
        The day of the meeting, where it was said.
    pages : int or None
        How many groups, from the first, have a page of their own; None for the usual choice.
    keep : tuple of str
        Where it is redacted, the headings whose columns stay all the same.
    """

    run: Run
    top: int
    tried: Acceptability
    gaps: Gaps
    explanations: Explanations
    title: str
    marking: str
    redacted: bool
    sources: tuple[Source, ...]
    all_assessments: Assessments
    before: Run | None = None
    steps: History | None = None
    mapped: Mapped | None = None
    agreement: Consistency | None = None
    state: Coverage | None = None
    rejected: tuple[Rejected, ...] = ()
    as_of: dt.date | None = None
    pages: int | None = None
    keep: tuple[str, ...] = ()

    @property
    def scores(self) -> Scores:
        """The scores of the n assessments."""
        return self.run.scores

    @property
    def ranking(self) -> Ranking:
        """Their order."""
        return ranking_of(self.run)

    @property
    def measure(self) -> MeasureScores:
        """The scores that rank."""
        return self.scores[self.ranking.by]

    @property
    def further(self) -> tuple[Column, ...]:
        """The columns of the sheet that mean nothing to the matrix: they are shown as they stand."""
        batch = self.scores.assessments
        details = (batch.group, batch.force, batch.assessor, batch.matrix_version)
        named = {column.heading for column in (*details, *batch.rationale.values()) if column is not None}
        taken = {*batch.criterion_columns, *batch.recorded.values(), *batch.replaced, batch.column_of("assessed_on")}
        return tuple(
            column
            for at, column in enumerate(batch.table.columns)
            if at not in taken and column.heading not in named and column.heading.strip()
        )

    @property
    def matrix_named(self) -> str:
        """The matrix as a command names it: by its file where it has one that a terminal takes as it is."""
        files = [source.name for source in self.sources if source.what == "matrix"]
        return files[0] if files and re.fullmatch(r"[\w.-]+", files[0]) else self.scores.assessments.matrix.id

    def group(self, row: int) -> str:
        """Return the id of the group of a row of `run`."""
        return self.scores.assessments.group.row_text(row)


def usual_top(groups: int) -> int:
    """Return how many groups stand above the line where nobody says: 10, or half of them where that is fewer.

    A line below all groups would part nothing.

    Examples
    --------
    >>> usual_top(24), usual_top(9), usual_top(1)
    (10, 5, 1)
    """
    return max(1, min(USUAL_TOP, -(-groups // 2)))


def ranking_of(run: Run) -> Ranking:
    """Return the order of a run that is known to have one."""
    if run.ranking is None:
        raise AssertionError(run)  # a report is gathered from a ranked run alone
    return run.ranking


def page_id(row: int) -> str:
    """Return the id in the report of the page of a group, by its row.

    Examples
    --------
    >>> page_id(0)
    'group-1'
    """
    return f"group-{row + 1}"
