"""Which groups have a page of their own: all of them, or those that a meeting will ask about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from ocgscore.report.meeting.blocks import Link
from ocgscore.report.meeting.material import Material, page_id, ranking_of
from ocgscore.report.meeting.sections.groups.pairs import paired
from ocgscore.report.meeting.sections.groups.wording import groups

PAGES: Final = 200  # pages of one group each; with all of 5,000 the report would not open


def paged_rows(material: Material) -> list[int]:
    """Return the rows that have a page of their own, in ranked order.

    Parameters
    ----------
    material : Material

    Returns
    -------
    list of int
        Rows of ``material.run``: the first ``material.pages`` where that is said; all where there are at most 200;
        otherwise those that could stand among the top K or whose score is another than before, at most 200 by best
        rank.

    Examples
    --------
    >>> from ocgscore import assess
    >>> from ocgscore.report.meeting.gather import gather
    >>> rows = [{"group": name, "corruption": level} for name, level in [("A", "low"), ("B", "high")]]
    >>> paged_rows(gather(assess(rows, "sleipnir-2000"), draws=100))
    [0, 1]
    """
    ranking = material.ranking
    order: list[int] = ranking.order().tolist()
    if material.pages is not None:
        return order[: material.pages]
    if len(order) <= PAGES:
        return order
    changed = changed_rows(material)
    return [row for row in order if ranking.best[row] <= material.top or row in changed][:PAGES]


def who_has_none(material: Material, paged: int) -> str:
    """Return which groups have no page, and how to get one; empty where all have."""
    without = len(material.scores) - paged
    if not without:
        return ""
    if material.pages is not None:
        first = "No group has" if not paged else "The first has" if paged == 1 else f"The first {paged:,} have"
        return f"{first} a page. For another: {_command(material.matrix_named)}."
    return (
        f"{paged:,} of {groups(material, len(material.scores))} have a page: those that could stand among the top "
        f"{material.top} or whose score changed, at most {PAGES} by best rank. For one of the other {without:,}: "
        f"{_command(material.matrix_named)}."
    )


def _command(matrix: str) -> str:
    return f"ocgscore explain FILE --matrix {matrix} --group ID"


def linker(material: Material) -> Callable[[int], str | Link]:
    """Return what writes the group of a row: as a link where it has a page."""
    paged = set(paged_rows(material))

    def written(row: int) -> str | Link:
        group = material.group(row)
        return Link(group, page_id(row)) if row in paged else group

    return written


def changed_rows(material: Material) -> set[int]:
    """Return the rows whose exact score is another than before, or that were not there before.

    Before is the last meeting where its sheet is at hand; otherwise the assessment before the newest, where there is
    one.
    """
    if material.before is not None:
        return _since_last(material)
    return _since_step(material)


def _since_last(material: Material) -> set[int]:
    before = material.before
    if before is None:
        return set()
    old, new = before.scores[ranking_of(before).by], material.measure
    pairs = paired(before.scores.assessments, material.scores.assessments)
    changed = {row for then, row in pairs.both if old.exact(then) != new.exact(row)}
    return changed | set(pairs.new)


def _since_step(material: Material) -> set[int]:
    steps = material.steps
    if steps is None:
        return set()
    entries = steps.entries
    before, after = steps.steps.before, steps.steps.after
    moved = (entries.low[before] != entries.low[after]) | (entries.high[before] != entries.high[after])
    newest = np.append(entries.group[1:] != entries.group[:-1], True)[after]
    groups = {steps.groups[at] for at in entries.group[after[moved & newest]].tolist()}
    return {row for row in range(len(material.scores)) if material.group(row) in groups}
