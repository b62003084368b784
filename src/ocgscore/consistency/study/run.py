"""From a batch of assessments to everything that can be said of its consistency, in the order it is read."""

from __future__ import annotations

import datetime as dt
from typing import Final

import attrs
import numpy as np

from ocgscore.assessments import Assessments
from ocgscore.consistency.batch import Rated, rate
from ocgscore.consistency.design import Design, design_of
from ocgscore.consistency.differential import Differential, differential
from ocgscore.consistency.effects import Totals
from ocgscore.consistency.panel import PanelComparison, against_panel
from ocgscore.consistency.ratings import Ratings
from ocgscore.consistency.repeats import Repeats, repeats
from ocgscore.consistency.scale_use import Heaping, ScaleUse, heaping, scale_use
from ocgscore.consistency.severity import Severities, severities
from ocgscore.consistency.shared import SharedDepartures, shared_departures
from ocgscore.consistency.state import DataState, state_of
from ocgscore.consistency.study.appendix import Appendix, appendix_of
from ocgscore.consistency.study.effects import SoWhat, so_what
from ocgscore.consistency.study.headline import Agreement, TotalAgreement, criterion_agreement, total_agreement
from ocgscore.errors import Problem, RequestError, did_you_mean, drawing_problems, whole_number_problems
from ocgscore.scoring import score

TOP: Final = 10
DRAWS: Final = 500


@attrs.frozen(eq=False)
class Measured:
    """What rests on a measure's totals.

    Parameters
    ----------
    total : TotalAgreement
    heaping : Heaping or None
        None where the measure has no band edges to heap on.
    so_what : SoWhat
    repeats : Repeats
    panel : PanelComparison or None
    """

    total: TotalAgreement
    heaping: Heaping | None
    so_what: SoWhat
    repeats: Repeats
    panel: PanelComparison | None


@attrs.frozen
class Unmeasured:
    """Why nothing is said of totals."""

    reason: str


@attrs.frozen(eq=False)
class Consistency:
    """How consistent the scores of a batch are.

    Parameters
    ----------
    rated : Rated
        The batch and what of it is compared.
    design : Design
        Who can be compared at all, and how well: read it first.
    criteria : tuple of Agreement
        In the order of the matrix.
    severities : Severities
    shared : SharedDepartures
        Of criteria, on units scored in common.
    differential : Differential
        Of criteria, at equal totals: also where no unit is scored in common.
    scale_use : ScaleUse
    state : DataState
    measured : Measured or Unmeasured
    appendix : Appendix or None
    top, draws, seed : int
    """

    rated: Rated
    design: Design
    criteria: tuple[Agreement, ...]
    severities: Severities
    shared: SharedDepartures
    differential: Differential
    scale_use: ScaleUse
    state: DataState
    measured: Measured | Unmeasured
    appendix: Appendix | None
    top: int
    draws: int
    seed: int

    @property
    def ratings(self) -> Ratings:
        """What is compared."""
        return self.rated.ratings


def consistency(  # noqa: PLR0913 - each is one part of the question
    assessments: Assessments,
    by: str = "force",
    *,
    measure: str | None = None,
    panel: str | None = None,
    as_of: dt.date | None = None,
    top: int = TOP,
    draws: int = DRAWS,
    seed: int = 1,
    appendix: bool = False,
) -> Consistency:
    """Say whether scorers agree, who scores high or low, on which criteria, and what it changes.

    Parameters
    ----------
    assessments : Assessments
        A calibration exercise (several scorers, the same units), operational assessments (each its own), or both.
    by : {"force", "assessor", "assessment"}
        Who is a scorer.
    measure : str, optional
        The measure whose totals are compared; the matrix's ranking measure by default.
    panel : str, optional
        A scorer to compare all others with.
    as_of : date, optional
        The date that ages of scores are counted to; the newest in the batch by default.
    top, draws, seed : int
        For the chance of being in the top N when severities are taken off.
    appendix : bool
        Work out the appendix too.

    Returns
    -------
    Consistency

    Raises
    ------
    RequestError
        No such measure, scorer or way of comparing; draws, a seed or a top out of range.
    AssessmentError
        Which of a scorer's assessments of a unit is the newest cannot be told.

    Notes
    -----
    Sources of each statistic stand with the function that works it out; docs/explanation/consistency.md tells why
    these and not others.

    Examples
    --------
    >>> from ocgscore import assess
    >>> rows = [{"group": "A", "force": force, "violence": "low"} for force in ("North", "East")]
    >>> found = consistency(assess(rows, "sleipnir-2000"))
    >>> found.design.verdict, found.criteria[1].alpha.text(), found.criteria[1].exact.text()
    ('too weak', 'undefined', '1.00')
    """
    problems = [*drawing_problems(draws, seed, usual=DRAWS), *whole_number_problems("top", top, 1, 10**9)]
    if problems:
        raise RequestError(problems)
    rated = rate(assessments, by)
    ratings = rated.ratings
    design = design_of(ratings)
    criteria = tuple(criterion_agreement(ratings, at) for at in range(len(ratings.scales)))
    severe = severities(ratings)
    shared, departures, use = shared_departures(ratings), differential(ratings), scale_use(ratings)
    state = state_of(assessments, rated.scorer, rated.scorers, as_of)
    totals, measured = _measured(rated, measure, panel, top=top, draws=draws, seed=seed)
    more = appendix_of(ratings, totals) if appendix else None
    return Consistency(
        rated, design, criteria, severe, shared, departures, use, state, measured, more, top, draws, seed
    )


def _measured(
    rated: Rated, measure: str | None, panel: str | None, *, top: int, draws: int, seed: int
) -> tuple[Totals | None, Measured | Unmeasured]:
    matrix = rated.assessments.matrix
    if panel is not None and panel not in rated.scorers:
        hint = did_you_mean(panel, rated.scorers) or f"they are {', '.join(rated.scorers) or 'not named'}"
        raise RequestError(Problem("panel", panel, "one of the scorers", hint))
    if measure is None and matrix.ranks_by is None:
        names = ", ".join(one.id for one in matrix.measures)
        if panel is not None:
            hint = f"name a measure to compare totals of (--measure): {names}"
            raise RequestError(Problem(matrix.name, None, "a measure that ranks", hint))
        return None, Unmeasured(f"{matrix.name} ranks by no measure; name one (--measure): {names}")
    whole = Totals.of(score(rated.assessments), rated.scorer, rated.scorers, measure)
    ratings = rated.ratings
    totals = Totals.of(score(rated.assessments.take(ratings.row)), ratings.scorer, ratings.scorers, whole.by)
    return totals, Measured(
        total_agreement(ratings, totals),
        _heaping(totals),
        so_what(ratings, totals, top=min(top, max(len(totals), 1)), draws=draws, seed=seed),
        repeats(whole),
        None if panel is None else against_panel(totals, panel),
    )


def _heaping(totals: Totals) -> Heaping | None:
    if not totals.cuts:
        return None
    exact = np.flatnonzero(totals.exact)
    return heaping(totals.measured.low[exact], totals.cuts, totals.scorer[exact], totals.scorers)
