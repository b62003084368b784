"""The pictures of a consistency study, each answering one question, as SVG files in a folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from ocgscore.consistency.coefficients.benchmarks import KRIPPENDORFF
from ocgscore.consistency.pairwise import pairwise
from ocgscore.consistency.study import Agreement, Consistency, Unmeasured
from ocgscore.consistency.study.appendix import most_crossed
from ocgscore.consistency.variance import variance_components
from ocgscore.errors import FileUseError, Problem
from ocgscore.report.agreement.pictures.bars import Bands, CriterionAgreement, criterion_bars
from ocgscore.report.agreement.pictures.caterpillar import ScorerSeverity, caterpillar
from ocgscore.report.agreement.pictures.funnel import Overall, ScorerMean, funnel
from ocgscore.report.agreement.pictures.heat import Difference, difference_map
from ocgscore.report.agreement.pictures.link_graph import link_graph
from ocgscore.report.agreement.pictures.link_layout import Link, LinkedScorer
from ocgscore.report.agreement.pictures.moves import Moves, band_moves
from ocgscore.report.agreement.pictures.variance import Part, Variation, variance_bar
from ocgscore.report.canvas.canvas import Frame
from ocgscore.report.results import SHORT
from ocgscore.table import OutputSet
from ocgscore.version import __version__

MOST_PAIRED: Final = 50  # scorers in the map of differences


def pictures(found: Consistency, marking: str = "") -> dict[str, str]:
    """Return the pictures of a study: SVG by file name.

    Parameters
    ----------
    found : Consistency
    marking : str
        A protective marking for the head and foot of each.

    Returns
    -------
    dict of str to str
        ``links.svg``, ``agreement.svg``, ``severity.svg``, ``differences.svg``, ``bands.svg``, ``funnel.svg``,
        ``variance.svg``. What is undefined is said in the picture, with the reason.
    """
    frame = _frame(found, marking)
    drawn: dict[str, Callable[[Consistency, Frame], str]] = {
        "links": _links,
        "agreement": _agreement,
        "severity": _severity,
        "differences": _differences,
        "bands": _bands,
        "funnel": _funnel,
        "variance": _variance,
    }
    return {f"{name}.svg": draw(found, frame) for name, draw in drawn.items()}


def write_pictures(
    found: Consistency, folder: str, marking: str, inputs: Sequence[str | os.PathLike[str]]
) -> list[str]:
    """Write the pictures into a folder, which is made where there is none: all of them or none.

    Returns
    -------
    list of str
        Their paths.

    Raises
    ------
    FileUseError
        Something that is no folder, or that cannot be written to.
    """
    drawn = pictures(found, marking)
    place = Path(folder)
    try:
        place.mkdir(exist_ok=True)
    except OSError as error:
        hint = "name a folder, or a new one in a folder that is there"
        raise FileUseError(Problem(folder, None, f"a folder to write to ({error.strerror})", hint)) from error
    paths = [str(place / name) for name in drawn]
    with OutputSet(inputs=inputs) as outputs:
        for path, svg in zip(paths, drawn.values(), strict=True):
            outputs.write(path, [svg.encode()])
    return paths


def _frame(found: Consistency, marking: str) -> Frame:
    assessments = found.rated.assessments
    matrix = assessments.matrix
    subject = f"{matrix.title}: {len(found.ratings)} assessments by {len(found.ratings.scorers)} scorers"
    source = f"{matrix.name} ({matrix.status}) #{matrix.fingerprint[:SHORT]}"
    if assessments.table.sha256:
        source += f" input#{assessments.table.sha256[:SHORT]}"
    return Frame(subject, f"{source} ocgscore {__version__}", marking or assessments.table.marking)


def _links(found: Consistency, frame: Frame) -> str:
    links = found.design.links
    cut = set(links.articulation())
    scorers = [
        LinkedScorer(name, int(links.common[at, at]), int(links.components[at]), name in cut)
        for at, name in enumerate(links.scorers)
    ]
    pairs = zip(*(at.tolist() for at in np.nonzero(np.triu(links.common, 1))), strict=True)
    between = [Link(links.scorers[one], links.scorers[other], int(links.common[one, other])) for one, other in pairs]
    return link_graph(scorers, between, frame)


def _agreement(found: Consistency, frame: Frame) -> str:
    total = [] if isinstance(found.measured, Unmeasured) else [found.measured.total.agreement]
    bands = Bands(KRIPPENDORFF.name, tuple((band.low, band.label.split(", ")[-1]) for band in KRIPPENDORFF.bands))
    return criterion_bars(_named_apart([*found.criteria, *total]), bands, frame)


def _named_apart(every: list[Agreement]) -> list[CriterionAgreement]:
    """Return rows of the picture; titles that stand twice get their ids."""
    titles = [one.title for one in every]
    return [
        CriterionAgreement(
            one.title if titles.count(one.title) == 1 else f"{one.title} ({one.id})",
            one.alpha.value,
            one.alpha.low,
            one.alpha.high,
            one.exact.value,
            one.adjacent.value,
            one.alpha.units,
            one.alpha.pairs,
            one.alpha.reason,
        )
        for one in every
    ]


def _severity(found: Consistency, frame: Frame) -> str:
    scorers = [
        ScorerSeverity(
            one.scorer,
            one.severity.value,
            one.severity.low,
            one.severity.high,
            one.severity.units,
            one.component,
            one.severity.reason,
        )
        for one in found.severities.scorers
    ]
    return caterpillar(scorers, "logits", "scores higher than the others", "scores lower than the others", frame)


def _differences(found: Consistency, frame: Frame) -> str:
    names = found.ratings.scorers
    if len(names) > MOST_PAIRED:
        return difference_map(names, [], frame)  # says that there are too many
    pairs = pairwise(found.ratings)
    between = [
        Difference(names[one], names[other], float(pairs.difference[one, other]), int(pairs.common[one, other]))
        for one, other in zip(*(at.tolist() for at in np.nonzero(np.triu(pairs.common, 1))), strict=True)
    ]
    return difference_map(names, between, frame)


def _bands(found: Consistency, frame: Frame) -> str:
    what = ("as scored", "severity taken off")
    if isinstance(found.measured, Unmeasured):
        return band_moves(Moves((), (), *what, found.measured.reason), frame)
    so_what = found.measured.so_what
    if so_what.adjusted is None:
        return band_moves(Moves((), (), *what, so_what.refused), frame)
    moves = so_what.adjusted.moves
    return band_moves(Moves(moves.bands, tuple(map(tuple, moves.counts.tolist())), *what, moves.reason), frame)


def _funnel(found: Consistency, frame: Frame) -> str:
    if isinstance(found.measured, Unmeasured):
        return funnel([], Overall(0.0, None, found.measured.reason), "total", frame)
    totals, ratings = found.measured.so_what.totals, found.ratings
    alone = (np.bincount(ratings.unit, minlength=len(ratings.units)) == 1)[ratings.unit]
    kept = totals.exact & alone  # a unit that others scored too shows more than a mean of raw scores can
    points, whose = totals.measured.low[kept] / totals.measured.denominator, totals.scorer[kept]
    counts, sums = (np.bincount(whose, of, minlength=len(totals.scorers)) for of in (None, points))
    means = [
        ScorerMean(
            name, total / count if count else None, count, "" if count else "no exact total of a group of its own"
        )
        for name, count, total in zip(totals.scorers, counts.tolist(), sums.tolist(), strict=True)
    ]
    sd = float(points.std(ddof=1)) if len(points) > 1 else None
    overall = Overall(
        float(points.mean()) if len(points) else 0.0, sd, "" if sd is not None else "fewer than two totals"
    )
    return funnel(means, overall, f"{totals.measured.measure.title}, points", frame)


def _variance(found: Consistency, frame: Frame) -> str:
    appendix = found.appendix
    components = variance_components(most_crossed(found.ratings)) if appendix is None else appendix.variance
    parts = tuple(
        Part(one.name, one.variance.value, one.variance.low, one.variance.high, one.variance.reason)
        for one in components.components
    )
    variation = Variation(parts, components.units, components.scorers, components.criteria, components.caution)
    return variance_bar(variation, frame)
