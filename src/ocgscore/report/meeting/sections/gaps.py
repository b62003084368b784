"""Gaps to collect: what is worth finding out first, what is most often unknown, and the rows that are not scored."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

import numpy as np

from ocgscore.ranking import percent_text
from ocgscore.report.meeting.blocks import Block, Heading, Listing, Page, Points, Section
from ocgscore.report.meeting.material import Material, Rejected
from ocgscore.report.meeting.sections.groups.paged import linker
from ocgscore.report.meeting.sections.groups.wording import groups, level_said
from ocgscore.robustness.gaps import Gap
from ocgscore.scoring import rounded
from ocgscore.words import counted

SHOWN: Final = 20  # unknowns to task
CRITERIA_SHOWN: Final = 20
REJECTED_SHOWN: Final = 100
PROBLEMS_SHOWN: Final = 5  # of one row
STAYS: Final = "whatever the answer, the most likely band and side of the line stay"
SIDE_STAYS: Final = "whatever the answer, the most likely side of the line stays"


def gaps_section(material: Material) -> Section:
    """Return the section on gaps to collect, with the rows that are not scored.

    Parameters
    ----------
    material : Material

    Returns
    -------
    Section

    Examples
    --------
    >>> from ocgscore import assess
    >>> from ocgscore.report.meeting.gather import gather
    >>> rows = [{"group": "A", "corruption": "high"}, {"group": "B", "corruption": "low"}]
    >>> gaps_section(gather(assess(rows, "sleipnir-2000"), draws=100)).lead
    '36 levels that Total is made of are not known, in 2 of 2 groups; 20 to find out first are listed.'
    """
    blocks = (*_first(material), *_often(material), *_limits(material), *_rejected(material.rejected))
    return Section("gaps", "Gaps to collect", _lead(material), blocks)


def _lead(material: Material) -> str:
    refused = len(material.rejected)
    verb = "is" if refused == 1 else "are"
    return _known(material) + (f" {counted(refused, 'row')} {verb} not scored." if refused else "")


def _known(material: Material) -> str:
    found, title = material.gaps, material.measure.measure.title
    if not len(found):
        return f"Nothing to find out: every level that {title} is made of is known."
    of = f"{len(np.unique(found.row)):,} of {groups(material, len(material.scores))}"
    listed = f"; {SHOWN} to find out first are listed" if len(found) > SHOWN else ""
    levels = counted(len(found), "level")
    verb = "is" if len(found) == 1 else "are"
    return f"{levels} that {title} is made of {verb} not known, in {of}{listed}."


def _first(material: Material) -> Iterator[Block]:
    """Yield the unknowns to find out first, as questions that somebody can be tasked with."""
    found = material.gaps[:SHOWN]
    if not found:
        return
    written, subject = linker(material), material.scores.assessments.matrix.subject
    headings = (
        Heading("place", "number"), Heading(subject, first=True), Heading("rank", "number"), Heading("find out"),
        Heading("still possible"), Heading("what the answer could change"),
    )  # fmt: skip
    rows = tuple(
        (
            f"{place}", written(gap.row), material.ranking.text(gap.row),
            f"{gap.criterion.title}: {gap.criterion.question}", _possible(gap), _effect(material, gap),
        )
        for place, gap in enumerate(found, 1)
    )  # fmt: skip
    orders = tuple(
        (float(place), 0.0, float(material.ranking.best[gap.row]), 0.0, 0.0, 0.0) for place, gap in enumerate(found, 1)
    )
    rest = len(material.gaps) - len(found)
    note = f"{rest:,} more, none expected to change more. ocgscore gaps lists all." if rest else ""
    yield Listing("gaps-first", "What to find out first", headings, rows, orders, note)


def _possible(gap: Gap) -> str:
    """Return the levels that are left: all of them where nothing is ruled out."""
    levels = gap.criterion.levels
    low, high = levels.index(gap.lowest), levels.index(gap.highest)
    if low == 0 and high == len(levels) - 1:
        ends = (level_said(gap.criterion, at, at) for at in (low, high))
        return f"all {len(levels)}: {' to '.join(ends)}"
    return level_said(gap.criterion, low, high)


def _effect(material: Material, gap: Gap) -> str:
    """Return what the answer could change: the band, the line, and how far the score moves on average."""
    result, said = material.measure, []
    if gap.settling:
        said.append(f"{gap.settling} of {gap.answers} answers would settle the band, now {result.band_text(gap.row)}")
    if gap.chance_band:
        said.append(f"the most likely band changes with chance {percent_text(gap.chance_band)}")
    if gap.chance_line:
        said.append(f"crosses the line of the top {material.top} with chance {percent_text(gap.chance_line)}")
    if not said:
        said.append(STAYS if result.measure.bands else SIDE_STAYS)
    change = rounded(gap.expected_change, result.measure.digits + 1)
    return f"{'; '.join(said)}; {result.measure.title} moves by {change} on average"


def _often(material: Material) -> Iterator[Block]:
    """Yield the criteria that are most often not known, over all groups of the report."""
    batch = material.scores.assessments
    tops = np.array([len(criterion.levels) - 1 for criterion in batch.matrix.criteria])
    unknown = ((batch.lowest == 0) & (batch.highest == tops) & (tops > 0)).sum(axis=0)
    open_ = (batch.lowest != batch.highest).sum(axis=0)
    order = [at for at in np.lexsort((-unknown, -open_)).tolist() if open_[at]]
    if not order:
        return
    reached = batch.matrix.program.reached(batch.matrix.measure_position(material.ranking.by))
    title, n = material.measure.measure.title, len(batch)
    headings = (
        Heading("criterion", first=True), Heading("unknown", "number"), Heading("narrowed", "number"),
        Heading("share not known", "number"), Heading(f"part of {title}"),
    )  # fmt: skip
    rows = tuple(
        (
            batch.matrix.criteria[at].title, f"{unknown[at]:,}", f"{open_[at] - unknown[at]:,}",
            percent_text(Fraction(int(open_[at]), n)), "yes" if at in reached else "no",
        )
        for at in order[:CRITERIA_SHOWN]
    )  # fmt: skip
    orders = tuple(
        (0.0, float(unknown[at]), float(open_[at] - unknown[at]), float(open_[at]), 0.0)
        for at in order[:CRITERIA_SHOWN]
    )
    rest = len(order) - len(rows)
    note = f"{counted(rest, 'criterion', 'criteria')} more, each less often." if rest else ""
    caption = f"Criteria most often not known, over {groups(material, n)}"
    yield Listing("gaps-criteria", caption, headings, rows, orders, note)


def _limits(material: Material) -> Iterator[Block]:
    """Yield what the figures are not."""
    found, subject = material.gaps, material.scores.assessments.matrix.subject
    if not len(found):
        return
    said = [
        "In order by verdicts expected to change, the band and the side of the line; then by how far the score moves.",
        "Band and side of the line are the most likely ones; a group crosses where the other side becomes more likely.",
        "Chances take every level still possible as equally likely: they are nobody's belief, and no record of cases.",
        f"Each answer is taken alone. What it takes to get it is not weighed, nor what the {subject} does meanwhile.",
        "A level that is known may be wrong: nothing here tests it.",
    ]
    error = Fraction(float(found.standard_error.max(initial=0)))
    if error:
        said.append(
            f"Some chances rest on {found.draws:,} draws (seed {found.seed}); their standard error is up to "
            f"{rounded(100 * error, 1)} %."
        )
    yield Page("gaps-limits", "What these figures are not", (Points(tuple(said)),))


def _rejected(rejected: tuple[Rejected, ...]) -> Iterator[Block]:
    """Yield the rows that are not scored, each with its problems."""
    if not rejected:
        return
    headings = (Heading("row", first=True), Heading("id"), Heading("problems"))
    rows = tuple((one.where, one.group, _problems(one)) for one in rejected[:REJECTED_SHOWN])
    rest = len(rejected) - len(rows)
    note = f"{counted(rest, 'row')} more. ocgscore check FILE --matrix M lists every problem." if rest else ""
    caption = "Not scored, so not in this report: mend them, and make it again"
    listing = Listing("gaps-rejected", caption, headings, rows, note=note)
    yield Page("gaps-rejected-page", f"Not scored: {counted(len(rejected), 'row')}", (listing,))


def _problems(one: Rejected) -> str:
    shown = "; ".join(one.problems[:PROBLEMS_SHOWN])
    more = len(one.problems) - PROBLEMS_SHOWN
    return f"{shown}; and {more:,} more" if more > 0 else shown
