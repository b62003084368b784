"""Every figure of a consistency study, in the order it is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from ocgscore.consistency.design import Design, Option
from ocgscore.consistency.severity import Severity
from ocgscore.consistency.study import Consistency, Unmeasured
from ocgscore.report.agreement.appendix_figures import appendix_figures
from ocgscore.report.agreement.figure import Figure
from ocgscore.report.agreement.total_figures import measured_figures

RESISTANCE: Final = "noise times the root of the effective resistance between the two scorers"
PAIRS_SHOWN: Final = 60  # scorers up to which every pair has its row; beyond, pairs with a unit in common


def figures(found: Consistency) -> Iterator[Figure]:
    """Yield every figure of a study: design, agreement, severity, criteria, state, ranking, and the appendix if any."""
    yield from design_figures(found.design)
    yield from _agreement(found)
    yield from _severity(found)
    yield from _criteria(found)
    yield from _state(found)
    if isinstance(found.measured, Unmeasured):
        units = len(found.ratings)
        yield Figure.plain("ranking", "total", None, units=units, method="exact totals", reason=found.measured.reason)
    else:
        yield from measured_figures(found, found.measured)
    if found.appendix is not None:
        yield from appendix_figures(found.ratings, found.appendix)


def design_figures(design: Design) -> Iterator[Figure]:
    """Yield who can be compared, and how well."""
    links, section = design.links, "design"
    units, part = links.units, links.components
    yield Figure.plain(section, "verdict", design.verdict, units=units, method=design.reason)
    yield Figure.plain(section, "units", units, units=units)
    yield Figure.plain(section, "scorers", len(links.scorers), units=units)
    yield Figure.plain(section, "components", int(part.max(initial=-1)) + 1, units=units, method="connected components")
    yield Figure.plain(section, "noise", design.noise, units=units, method=design.noise_from)
    cut, against = set(links.articulation()), design.against_mean().tolist()
    for at, name in enumerate(links.scorers):
        own = int(links.common[at, at])
        yield Figure.plain(
            section, "component", int(part[at]) + 1, subject=name, units=own, method="connected components"
        )
        yield Figure.plain(
            section, "articulation", int(name in cut), subject=name, units=own, method="articulation points"
        )
        if (part == part[at]).sum() > 1:
            yield Figure.plain(
                section, "standard error against the mean", against[at], subject=name, units=own, method=RESISTANCE
            )
    yield from _pairs(design)


def _pairs(design: Design) -> Iterator[Figure]:
    links = design.links
    every = len(links.scorers) <= PAIRS_SHOWN
    for one, other in zip(*(at.tolist() for at in np.triu_indices(len(links.scorers), 1)), strict=True):
        common = int(links.common[one, other])
        if not (common or every):
            continue
        pair = {"subject": links.scorers[one], "other": links.scorers[other]}
        yield Figure.plain("design", "units in common", common, units=common, **pair)
        error = float(design.standard_error[one, other])
        if np.isfinite(error):
            yield Figure.plain(
                "design", "standard error of the difference", error, units=common, method=RESISTANCE, **pair
            )
        else:
            reason = "no chain of units links them"
            yield Figure.plain(
                "design", "standard error of the difference", None, units=0, method=RESISTANCE, reason=reason, **pair
            )


def plan_figures(options: list[Option], design: Design) -> Iterator[Figure]:
    """Yield what further scorings would buy."""
    for option in options:
        subject, what = f"{option.name}, {option.extra} a scorer", f"{option.what}; noise {design.noise_from}"
        for statistic, value in (
            ("further scorings", option.scorings),
            ("standard error against the mean", option.against_mean),
            ("standard error of the worst difference", option.worst_pair),
        ):
            yield Figure.plain("plan", statistic, value, subject=subject, units=option.extra, method=what)


def _agreement(found: Consistency) -> Iterator[Figure]:
    for one in found.criteria:
        yield Figure.of("agreement", "alpha", one.alpha, one.id)
        yield Figure.plain(
            "agreement",
            "band of alpha",
            one.band,
            subject=one.id,
            units=one.alpha.units,
            method="lower end of the interval",
        )
        yield Figure.of("agreement", "same level", one.exact, one.id)
        yield Figure.of("agreement", "within one level", one.adjacent, one.id)


def _severity(found: Consistency) -> Iterator[Figure]:
    for one in found.severities.scorers:
        yield Figure.of("severity", "severity in logits (positive: scores lower)", one.severity, one.scorer)
        yield from _severity_details(one)
    for component in found.severities.components:
        for difficulty in component.difficulties:
            yield Figure.plain(
                "severity",
                "difficulty in logits",
                difficulty.value,
                subject=difficulty.criterion,
                other=f"component {component.number + 1}",
                units=component.units,
                method="many-facet Rasch, joint maximum likelihood",
                reason=difficulty.reason,
            )


def _severity_details(one: Severity) -> Iterator[Figure]:
    why = one.severity.reason
    for statistic, value, method in (
        ("severity before correction, in logits", one.jml, "joint maximum likelihood"),
        ("model standard error", one.model_standard_error, "ratings of a unit taken as independent"),
        ("infit", one.infit, "information-weighted mean square"),
        ("outfit", one.outfit, "mean square of standardised residuals"),
        ("fair average level", one.fair_average, "expected level at the mean of the other facets"),
        ("level steps above the fair mean", one.points, "fair average less its mean over the component"),
    ):
        reason = "" if value is not None else why or "not identified"
        yield Figure.plain(
            "severity", statistic, value, subject=one.scorer, units=one.units, method=method, reason=reason
        )


def _criteria(found: Consistency) -> Iterator[Figure]:
    for shared in found.shared.departures:
        for statistic, value in (
            ("level steps above the others on the same units", shared.steps),
            ("standard error of those steps", shared.standard_error),
            ("p on the same units", shared.p),
            ("p on the same units, Benjamini-Hochberg", shared.adjusted),
            ("flagged on the same units", int(shared.flagged) if shared.steps is not None else None),
        ):
            yield Figure.plain(
                "criteria", statistic, value, subject=shared.criterion, other=shared.scorer, units=shared.units,
                method=found.shared.method, reason=shared.reason,
            )  # fmt: skip
    for one in found.differential.departures:
        method = f"ordinal Mantel and standardised mean difference, matched on {one.matched_on} criteria"
        for statistic, value in (
            ("level steps at equal total", one.steps),
            ("standardised difference at equal total", one.standardised),
            ("p", one.p),
            ("p, Benjamini-Hochberg", one.adjusted),
            ("flagged", int(one.flagged) if one.p is not None else None),
        ):
            yield Figure.plain(
                "criteria", statistic, value, subject=one.criterion, other=one.scorer, units=one.focal, method=method,
                reason=one.reason,
            )  # fmt: skip
    yield from _scale_use(found)


def _scale_use(found: Consistency) -> Iterator[Figure]:
    for use in found.scale_use.levels:
        for label, count in zip(_labels(found, use.criterion), use.counts, strict=True):
            yield Figure.plain(
                "criteria", f"scored {label}", count, subject=use.criterion, other=use.scorer, units=use.n
            )
        yield Figure.of("criteria", "spread of levels beside all scorers'", use.spread, use.criterion, use.scorer)
    for profile in (*found.scale_use.profiles, found.scale_use.profiles_of_all):
        name = profile.scorer or "all scorers"
        yield Figure.plain("criteria", "identical profiles", profile.identical, subject=name, units=profile.complete)
        yield Figure.of("criteria", "halo", profile.halo, name)


def _labels(found: Consistency, criterion: str) -> tuple[str, ...]:
    return next(scale.levels for scale in found.ratings.scales if scale.id == criterion)


def _state(found: Consistency) -> Iterator[Figure]:
    state = found.state
    for one in (*state.scorers, state.everyone):
        name, ages = one.scorer or "all assessments", one.ages
        method = f"days before {state.as_of}"
        for statistic, value in (("median age", ages.median), ("oldest", ages.oldest), ("newest", ages.newest)):
            reason = "" if value is not None else "no assessment with a date up to then"
            yield Figure.plain("state", statistic, value, subject=name, units=ages.dated, method=method, reason=reason)
        for statistic, value in (
            ("undated", ages.undated), ("dated later", ages.future), ("of another matrix version", one.versions.other),
            ("without a matrix version", one.versions.blank), ("groups of one profile", one.identical.scores),
        ):  # fmt: skip
            yield Figure.plain("state", statistic, value, subject=name, units=one.n)
        for criterion, missing in zip(state.criteria, one.missing, strict=True):
            yield Figure.plain("state", "level not known", missing, subject=name, other=criterion, units=one.n)
    left = found.rated
    for statistic, value in (
        ("left out: no scorer named", left.unnamed), ("left out: other matrix version", left.other_version),
        ("left out: no level known", left.unknown), ("left out: not the newest", left.earlier),
    ):  # fmt: skip
        yield Figure.plain("state", statistic, value, units=len(left.assessments))
