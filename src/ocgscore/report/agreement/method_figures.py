"""The figures of two methods over the same groups."""

from __future__ import annotations

from collections.abc import Iterator

from ocgscore.consistency.methods import MethodComparison
from ocgscore.report.agreement.figure import Figure


def method_figures(found: MethodComparison) -> Iterator[Figure]:
    """Yield how two methods agree, overall and by level of harm, and what stands out."""
    yield Figure.plain("methods", "groups under both", len(found.groups), units=len(found.groups))
    yield Figure.plain("methods", "matched pairs", len(found.pairs), units=len(found.groups), method=found.matching)
    each = [("by group means", "", found.by_means), ("by pairs", "", found.by_pairs)]
    for level in found.levels:
        each += [("by group means", level.label, level.by_means), ("by pairs", level.label, level.by_pairs)]
    for how, band, one in each:
        yield Figure.of("methods", f"Spearman {how}", one.spearman, band)
        yield Figure.of("methods", f"Kendall's tau-b {how}", one.tau, band)
    for name, spread in zip((found.first, found.second), found.spread, strict=True):
        yield Figure.of("methods", "spread within a group", spread, name)
    for name, only, open_ in (
        (found.first, found.only_first, found.not_exact[0]),
        (found.second, found.only_second, found.not_exact[1]),
    ):
        units = len(found.groups) + len(only)
        yield Figure.plain("methods", "groups under this method alone", len(only), subject=name, units=units)
        yield Figure.plain("methods", "assessments whose total is not exact", open_, subject=name, units=units)
    yield from _outlying(found)


def _outlying(found: MethodComparison) -> Iterator[Figure]:
    for one in found.outlying_groups:
        units = len(found.groups)
        for statistic, value in (
            ("share under the first", one.first), ("share under the second", one.second),
            ("share expected under the second", one.expected), ("outlying group, robust deviations", one.distance),
        ):  # fmt: skip
            yield Figure.plain("methods", statistic, value, subject=one.group, units=units, method=found.rule_groups)
    for name, those in zip((found.first, found.second), found.outlying, strict=True):
        for assessment in those:
            yield Figure.plain(
                "methods", "outlying assessment, robust deviations", assessment.distance, subject=assessment.group,
                other=f"{name}, {assessment.place}", units=len(found.groups), method=found.rule_assessments,
            )  # fmt: skip
