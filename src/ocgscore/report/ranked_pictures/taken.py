"""What the pictures of a ranking are drawn from, taken from scores, their order and how far it survives."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise

from ocgscore.ranking import Ranking
from ocgscore.report.canvas.canvas import Frame
from ocgscore.report.ranked_pictures.cells import GridAxis, GridGroup, Verdicts
from ocgscore.report.ranked_pictures.grid_axes import Axes, axes_of, why_no_grid
from ocgscore.report.ranked_pictures.groups import RankedGroup, Scale
from ocgscore.report.ranked_pictures.place_bars import PlaceShares, Tried, places_for
from ocgscore.report.ranked_pictures.risk_grid import risk_grid
from ocgscore.robustness.acceptability import Acceptability
from ocgscore.scoring import Scores


def ranked_groups(scores: Scores, ranking: Ranking, rows: Iterable[int]) -> list[RankedGroup]:
    """Return groups as they are ranked.

    Parameters
    ----------
    scores : Scores
        Of n assessments.
    ranking : Ranking
        Of the same.
    rows : iterable of int
        Which of them.

    Examples
    --------
    >>> from ocgscore import assess, rank, score
    >>> scores = score(assess([{"group": "A", "corruption": "high"}], "sleipnir-2000"))
    >>> ranked_groups(scores, rank(scores), [0])[0].said
    '1 A: 76–760'
    """
    measure, group = scores[ranking.by], scores.assessments.group
    return [
        RankedGroup(
            name=group.row_text(row),
            rank=ranking.text(row),
            best=int(ranking.best[row]),
            worst=int(ranking.worst[row]),
            low=int(measure.low[row]) / measure.denominator,
            high=int(measure.high[row]) / measure.denominator,
            score=measure.score_text(row),
            band=measure.band_text(row),
        )
        for row in rows
    ]


def scale_of(scores: Scores, by: str) -> Scale:
    """Return the scale of a measure: all that any assessment can reach.

    Examples
    --------
    >>> from ocgscore import assess, score
    >>> scale_of(score(assess([{"group": "A", "corruption": "low"}], "sleipnir-2000")), "total")
    Scale(title='Total', low=0.0, high=760.0, bands=())
    """
    matrix = scores.assessments.matrix
    measure, compiled = matrix.measure(by), matrix.program.measures[matrix.measure_position(by)]
    low, high = compiled.low / compiled.denominator, compiled.high / compiled.denominator
    return Scale(measure.title, low, high, tuple((float(band.start), band.label) for band in measure.bands))


def risk_grid_of(scores: Scores, ranking: Ranking, frame: Frame | None = None) -> str | None:
    """Draw the risk grid of a batch.

    Parameters
    ----------
    scores : Scores
    ranking : Ranking
        Of the same.
    frame : Frame, optional

    Returns
    -------
    str or None
        SVG; None where the ranking is not made of two banded measures: `grid_axes.why_no_grid` says why.

    Examples
    --------
    >>> from ocgscore import assess, rank, score
    >>> scores = score(assess([{"group": "A", "physical": "3"}], "ocg-tactical"))
    >>> svg = risk_grid_of(scores, rank(scores))
    >>> "they may be in more than half of the cells: A." in svg, "Total harm" in svg
    (True, True)
    """
    matrix = scores.assessments.matrix
    axes = axes_of(matrix, ranking.by)
    if axes is None or why_no_grid(matrix, ranking.by):
        return None
    down, across = (GridAxis(one.title, tuple(band.label for band in one.bands)) for one in (axes.rows, axes.columns))
    return risk_grid(down, across, grid_groups(scores, ranking, axes), _verdicts(axes), frame)


def _verdicts(axes: Axes) -> Verdicts | None:
    if axes.verdict is None:
        return None
    cells = [
        [axes.cell(row, column) for column in range(len(axes.columns.bands))] for row in range(len(axes.rows.bands))
    ]
    labels = tuple(tuple(label for label, _ in row) for row in cells)
    return Verdicts(axes.verdict.title, labels, tuple(tuple(step for _, step in row) for row in cells))


def grid_groups(scores: Scores, ranking: Ranking, axes: Axes) -> list[GridGroup]:
    """Return all groups, in order of rank, with the bands of both measures that they may be in."""
    down, across, group = scores[axes.rows.id], scores[axes.columns.id], scores.assessments.group
    return [
        GridGroup(
            group.row_text(row),
            (int(down.band_low[row]), int(down.band_high[row])),
            (int(across.band_low[row]), int(across.band_high[row])),
        )
        for row in ranking.order().tolist()
    ]


def place_shares(tried: Acceptability, ranking: Ranking, rows: Iterable[int]) -> list[PlaceShares]:
    """Return how often groups take the places of `place_bars.places_for`; nothing where places were not counted."""
    if tried.places is None:
        return []
    ends = [end for _, end in places_for(tried.request.top)]
    reached = [tried.places.first(end) / tried.draws for end in ends]
    name, found = tried.scores.assessments.group.row_text, []
    for row in rows:
        upto = [0.0, *(min(float(share[row]), 1.0) for share in reached), 1.0]
        shares = tuple(max(high - low, 0.0) for low, high in pairwise(upto))
        found.append(PlaceShares(name(row), ranking.text(row), shares))
    return found


def tried_of(tried: Acceptability) -> Tried:
    """Return what was tried, in words."""
    said = tried.request.uncertainty
    return Tried(
        top=tried.request.top,
        what=(
            ("weights", said.weights_text()),
            ("level values", said.values_text()),
            ("unknown levels", said.unknowns_text()),
        ),
        draws=0 if tried.exact else tried.draws,
        margin=Fraction(0) if tried.exact else Fraction(200 * tried.largest_error),
    )
