"""Gaps to collect: what is worth finding out first, what is most often unknown, and the rows that are not scored."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

import numpy as np

from ocgscore.ranking import percent_text
from ocgscore.report.meeting.blocks import Block, Heading, Listing, Page, Points, Section, Words
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
STAYS: Final = "no answer would change the likeliest band or the likelier side of the line"
SIDE_STAYS: Final = "no answer would change the likelier side of the line"

LIKELIEST_BAND: Final = "The likeliest band is the one that most ways to fill in a group's unknown levels give."
LIKELIER_SIDE: Final = (
    "The likelier side of the line is above where at least half of the ways to fill in the unknown levels of all "
    "groups put the group there, and below otherwise."
)


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
        Heading("still possible"), Heading("what the answers could change"),
        Heading(f"{material.measure.measure.title} moves by", "number"),
    )  # fmt: skip
    rows = tuple(
        (
            f"{place}", written(gap.row), material.ranking.text(gap.row),
            f"{gap.criterion.title}: {gap.criterion.question}", _possible(gap), _effect(material, gap),
            f"{rounded(gap.expected_change, material.measure.measure.digits + 1)}",
        )
        for place, gap in enumerate(found, 1)
    )  # fmt: skip
    orders = tuple(
        (
            float(place),
            0.0,
            float(material.ranking.best[gap.row]),
            0.0,
            0.0,
            float(gap.value),
            float(gap.expected_change),
        )
        for place, gap in enumerate(found, 1)
    )
    rest = len(material.gaps) - len(found)
    note = f"{rest:,} more, further down in that order. ocgscore gaps lists all." if rest else ""
    yield Words(_order_said(material))
    yield Listing("gaps-first", "What to find out first", headings, rows, orders, note)


def _order_said(material: Material) -> str:
    """Return why the unknowns stand in this order."""
    title, banded = material.measure.measure.title, bool(material.measure.measure.bands)
    either, added = ("the likeliest band or ", " (the two shares added)") if banded else ("", "")
    return (
        f"The order is that of the share of answers that would change {either}the likelier side of the line{added}; "
        f"where that is alike, of how far {title} would move on average."
    )


def _possible(gap: Gap) -> str:
    """Return the levels that are left: all of them where nothing is ruled out."""
    levels = gap.criterion.levels
    low, high = levels.index(gap.lowest), levels.index(gap.highest)
    if low == 0 and high == len(levels) - 1:
        ends = (level_said(gap.criterion, at, at) for at in (low, high))
        return f"all {len(levels)}: {' to '.join(ends)}"
    return level_said(gap.criterion, low, high)


def _effect(material: Material, gap: Gap) -> str:
    """Return what the answers could change: first what the order goes by, then whether the band would be settled."""
    banded, said = bool(material.measure.measure.bands), []
    if gap.chance_band:
        said.append(f"{answers_said(gap, gap.chance_band)} would change the likeliest band")
    if gap.chance_line:
        said.append(f"{answers_said(gap, gap.chance_line)} would change the likelier side of the line")
    if not said:
        said.append(STAYS if banded else SIDE_STAYS)
    if gap.settling:
        now = material.measure.band_text(gap.row)
        said.append(f"{gap.settling} of {counted(gap.answers, 'answer')} would settle the band, now {now}")
    return "; ".join(said)


def answers_said(gap: Gap, chance: Fraction) -> str:
    """Return a chance as so many of the answers possible; in per cent where these are not taken as equally likely.

    Parameters
    ----------
    gap : Gap
    chance : Fraction
        Of that gap, such as its ``chance_line``.

    Examples
    --------
    >>> from ocgscore import assess, score
    >>> from ocgscore.robustness.gaps import gaps
    >>> rows = [{"group": "A", "physical": "3", "psychological": "?"}, {"group": "B", "physical": "2"}]
    >>> full = dict.fromkeys("financial community_environment victim_vulnerability geographic_scope".split(), "2")
    >>> gap = gaps(score(assess([full | row for row in rows], "ocg-tactical")), "harm", top=1)[0]
    >>> answers_said(gap, gap.chance_line)
    '1 of 5 answers'
    """
    answers = chance * gap.answers
    if answers.denominator == 1:
        return f"{answers} of {counted(gap.answers, 'answer')}"
    return f"answers with a chance of {percent_text(chance)} together"


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
        *([LIKELIEST_BAND] if material.measure.measure.bands else []),
        LIKELIER_SIDE,
        "Every level still possible counts alike: that is nobody's belief, and no record of cases.",
        f"Each answer is taken alone. What it takes to get it is not weighed, nor what the {subject} does meanwhile.",
        "A level that is known may be wrong: nothing here tests it.",
    ]
    error = Fraction(float(found.standard_error.max(initial=0)))
    if error:
        said.append(
            f"Where the ways are too many to count, {found.draws:,} are drawn (seed {found.seed}): the share of them "
            f"that decides which band or side is likelier has a standard error of up to {rounded(100 * error, 1)} %."
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
