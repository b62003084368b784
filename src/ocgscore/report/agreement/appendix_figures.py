"""The figures of the appendix."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ocgscore.consistency.pairwise import Pairwise
from ocgscore.consistency.ratings import Ratings
from ocgscore.consistency.study.appendix import Appendix
from ocgscore.report.agreement.figure import Figure


def appendix_figures(ratings: Ratings, found: Appendix) -> Iterator[Figure]:
    """Yield variance components, the D-study, pairs of scorers, Kendall's W and Gwet's AC2."""
    yield from _variance(found)
    if found.pairwise is not None:
        yield from _pairs(found.pairwise)
    if found.concordance is not None:
        one = found.concordance
        yield Figure.of("appendix", "Kendall's W, corrected for ties", one.w)
        yield Figure.of("appendix", "mean Spearman correlation", one.mean_spearman)
        for name, value in (
            ("chi-square of W", one.chi_square),
            ("degrees of freedom of W", one.df),
            ("p of W", one.p),
        ):
            reason = "" if value is not None else one.w.reason
            yield Figure.plain("appendix", name, value, units=one.units, method="large-sample test", reason=reason)
    for scale, ac in zip(ratings.scales, found.gwet, strict=True):
        yield Figure.of("appendix", "Gwet's AC2, quadratic weights", ac, scale.id)


def _variance(found: Appendix) -> Iterator[Figure]:
    of = found.variance
    for component in of.components:
        yield Figure.of("appendix", "variance component", component.variance, component.name)
        reason = component.variance.reason if component.share is None else ""
        yield Figure.plain(
            "appendix", "share of the variance", component.share, subject=component.name, units=of.units,
            method="negative components counted as 0", reason=reason,
        )  # fmt: skip
    for precision in found.dstudy.precisions:
        subject = f"{precision.scorers} scorer{'s' if precision.scorers > 1 else ''}"
        for name, value in (
            ("E rho squared", precision.relative),
            ("Phi", precision.absolute),
            ("standard error of order", precision.relative_error),
            ("standard error of level", precision.absolute_error),
        ):
            reason = "" if value is not None else "neither units nor errors vary"
            yield Figure.plain(
                "appendix", name, value, subject=subject, units=of.units, method=found.dstudy.method, reason=reason
            )
    for name, value in (
        ("scorers needed for E rho squared of .80", found.dstudy.relative_needed),
        ("scorers needed for Phi of .80", found.dstudy.absolute_needed),
    ):
        reason = "" if value is not None else found.dstudy.reason or "no number of scorers is enough"
        yield Figure.plain("appendix", name, value, units=of.units, method=found.dstudy.method, reason=reason)


def _pairs(pairs: Pairwise) -> Iterator[Figure]:
    for one, other in zip(*(at.tolist() for at in np.triu_indices(len(pairs.scorers), 1)), strict=True):
        common, names = int(pairs.common[one, other]), {"subject": pairs.scorers[one], "other": pairs.scorers[other]}
        apart = float(pairs.difference[one, other]) if common else None
        reason = "" if common else pairs.reason(one, other)
        method = "mean over criteria, then units"
        yield Figure.plain(
            "appendix", "difference in level steps", apart, units=common, method=method, reason=reason, **names
        )
        kappa = float(pairs.kappa[one, other]) if pairs.kappa_criteria[one, other] else None
        method = f"mean over {int(pairs.kappa_criteria[one, other])} criteria"
        reason = pairs.reason(one, other)
        yield Figure.plain("appendix", "quadratic kappa", kappa, units=common, method=method, reason=reason, **names)
