"""One scorer as the reference: how every other scorer's gradings stand to a panel's of the same groups."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.consistency.coefficients.limits import Limits, limits_of_agreement
from ocgscore.consistency.effects.jackknife import mean_over_groups
from ocgscore.consistency.effects.totals import Totals
from ocgscore.consistency.estimate import Estimate
from ocgscore.consistency.ratings import Flags, Floats, Ints
from ocgscore.errors import AssessmentError, Problem, RequestError, did_you_mean

REFERENCE: Final = "the panel's own severity is the reference, not the truth: beside a severe panel all look lenient"
METHOD: Final = "scorer less panel, groups in common"
Rows = npt.NDArray[np.intp]


@attrs.frozen
class CriterionDifference:
    """How one criterion was scored beside the panel.

    Parameters
    ----------
    id, title : str
    difference : Estimate
        Mean of the scorer's level less the panel's, in steps of the scale: positive where the scorer scores higher.
    """

    id: str
    title: str
    difference: Estimate


@attrs.frozen(eq=False)
class AgainstPanel:
    """One scorer's gradings beside the panel's of the same u groups.

    Parameters
    ----------
    scorer : str
    rows, panel_rows : ndarray of intp, shape (u,)
        The rows compared, in the order of the groups' names.
    criteria : tuple of CriterionDifference
    points : Estimate
        Mean of the scorer's total less the panel's, in points of the measure.
    limits : Limits
        Bland and Altman's limits of agreement of these differences.
    changed : Estimate
        Share of the scorer's gradings that the panel put in another band, where unknown levels leave neither open.
    regrade : ndarray of int64, shape (b, b)
        Groups by the scorer's band (rows) and the panel's (columns).
    """

    scorer: str
    rows: Rows
    panel_rows: Rows
    criteria: tuple[CriterionDifference, ...]
    points: Estimate
    limits: Limits
    changed: Estimate
    regrade: Ints


@attrs.frozen
class PanelComparison:
    """Every other scorer beside a panel.

    The panel is what the others are compared with; that makes it the reference and not the truth. Its own severity
    moves every difference here alike.

    Parameters
    ----------
    panel : str
    groups : int
        How many groups the panel scored.
    bands : tuple of str
        Lowest first.
    scorers : tuple of AgainstPanel
        In the order of the scorers' names.
    reference : str
        What the panel is, in words to show beside the numbers.
    """

    panel: str
    groups: int
    bands: tuple[str, ...]
    scorers: tuple[AgainstPanel, ...]
    reference: str = REFERENCE


def against_panel(totals: Totals, panel: str) -> PanelComparison:
    """Compare every scorer with a panel on the groups that both scored.

    Parameters
    ----------
    totals : Totals
        n scorings; of several of a group by a scorer the newest counts.
    panel : str
        The name of a scorer.

    Returns
    -------
    PanelComparison
        Estimates are undefined, with the reason, where a scorer has no group in common with the panel. Intervals are
        by the jackknife over groups.

    Raises
    ------
    RequestError
        No scorer of that name.
    AssessmentError
        Which of a scorer's scorings of a group is the newest cannot be told; every such place at once.

    Examples
    --------
    >>> from ocgscore import assess, load_matrix, score
    >>> names = [criterion.id for criterion in load_matrix("ocg-threat").criteria]
    >>> rows = [{"group": "A", "force": f, **dict.fromkeys(names, at)} for f, at in (("North", "med"), ("ROCU", "low"))]
    >>> totals = Totals.of(score(assess(rows, "ocg-threat")), [0, 1], ["North", "ROCU"], "criminality")
    >>> north = against_panel(totals, "ROCU").scorers[0]
    >>> north.points.value, north.changed.value, north.criteria[0].difference.value
    (8.0, 1.0, 1.0)
    """
    if panel not in totals.scorers:
        hint = did_you_mean(panel, totals.scorers) or f"they are {', '.join(totals.scorers) or 'not named'}"
        raise RequestError(Problem("panel", panel, "one of the scorers", hint))
    newest = _newest(totals)
    at = totals.scorers.index(panel)
    scored = newest.pop(at, {})
    order = sorted((name, place) for place, name in enumerate(totals.scorers) if place != at)
    compared = tuple(_compare(totals, name, newest.get(place, {}), scored) for name, place in order)
    return PanelComparison(panel, len(scored), totals.bands, compared)


def _newest(totals: Totals) -> dict[int, dict[int, int]]:
    """Return by scorer, then group, the row of the newest scoring."""
    rows_of: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row, key in enumerate(zip(totals.scorer.tolist(), totals.group.tolist(), strict=True)):
        if key[0] >= 0:
            rows_of[key].append(row)
    found: dict[int, dict[int, int]] = defaultdict(dict)
    problems = []
    for (scorer, group), rows in sorted(rows_of.items()):
        days = totals.days[rows]
        last = np.flatnonzero(days == days.max()) if len(rows) > 1 else np.array([0])
        if len(last) != 1:  # no date equals a missing one, so that a missing one leaves none
            problems.append(_undecided(totals, rows))
        else:
            found[scorer][group] = rows[int(last[0])]
    if problems:
        raise AssessmentError(problems)
    return found


def _undecided(totals: Totals, rows: list[int]) -> Problem:
    table = totals.scores.assessments.table
    places = " and ".join(table.row_address(row) for row in rows)
    got = f"{totals.groups[rows[0]]} by {totals.scorers[int(totals.scorer[rows[0]])]}"
    return Problem(places, got, "a scoring that is the newest of its group by its scorer", "fill or mend assessed_on")


def _compare(totals: Totals, name: str, scored: dict[int, int], panel: dict[int, int]) -> AgainstPanel:
    common = sorted(scored.keys() & panel.keys())
    rows, beside = (np.array([by[group] for group in common], np.intp) for by in (scored, panel))
    criteria = tuple(
        CriterionDifference(criterion.id, criterion.title, _levels(totals.levels[:, at], rows, beside))
        for at, criterion in enumerate(totals.scores.assessments.matrix.criteria)
    )
    exact = totals.exact[rows] & totals.exact[beside]
    ours, theirs = (totals.measured.low[each][exact] for each in (rows, beside))
    denominator = totals.measured.denominator
    points = _mean((ours - theirs) / denominator, len(rows), "mean difference in points")
    limits = limits_of_agreement(ours / denominator, theirs / denominator)
    return AgainstPanel(name, rows, beside, criteria, points, limits, *_bands(totals, rows, beside))


def _mean(differences: Floats, common: int, what: str) -> Estimate:
    reason = "unknown levels leave it open in every group in common" if common else "no group in common with the panel"
    share = (0.0, 1.0) if what.startswith("share") else (-np.inf, np.inf)
    return mean_over_groups(differences, np.arange(len(differences)), f"{what}, {METHOD}", reason, share)


def _levels(levels: npt.NDArray[np.int16], rows: Rows, beside: Rows) -> Estimate:
    ours, theirs = levels[rows].astype(np.float64), levels[beside].astype(np.float64)
    known: Flags = (ours >= 0) & (theirs >= 0)
    return _mean((ours - theirs)[known], len(rows), "mean difference in levels")


def _bands(totals: Totals, rows: Rows, beside: Rows) -> tuple[Estimate, Ints]:
    b = len(totals.bands)
    if not b:
        return Estimate.undefined("the measure has no bands", METHOD), np.zeros((0, 0), np.int64)
    low, high = totals.measured.band_low.astype(np.int64), totals.measured.band_high
    known = (low[rows] == high[rows]) & (low[beside] == high[beside])
    ours, theirs = low[rows][known], low[beside][known]
    regrade = np.bincount(ours * b + theirs, minlength=b * b).reshape(b, b)
    return _mean((ours != theirs).astype(np.float64), len(rows), "share put in another band by the panel"), regrade
