"""Who could move over the line, and what it would take: what is unknown, one level, or other numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from ocgscore.report.meeting.blocks import Block, Heading, Link, Listing, Picture, Section, Value, Words
from ocgscore.report.meeting.crossing import Crossings, Turn, crossings
from ocgscore.report.meeting.material import Material, page_id
from ocgscore.report.meeting.sections.gaps import answers_said
from ocgscore.report.meeting.sections.groups import paged_rows
from ocgscore.report.meeting.sections.priorities import picture_frame
from ocgscore.report.ranked_pictures.line import OPEN, Line
from ocgscore.report.ranked_pictures.place_bars import percent, place_bars
from ocgscore.report.ranked_pictures.taken import place_shares, tried_of
from ocgscore.robustness.gaps import Gap
from ocgscore.words import counted

ID: Final = "contenders"
MOST: Final = 40  # groups in a list
DRAWN: Final = 30  # groups in the picture
SHOWN: Final = 3  # turns in a cell
SELDOM: Final = 0.05  # share of draws above the line, below which a group is not drawn
SURE: Final = 0.95
UP: Final = "above the line if"
DOWN: Final = "below the line if"
NO_LEVEL: Final = "no single level"
SETTLED_BY: Final = "Each level named would settle the place alone, whatever else is unknown."
ONE_LEVEL: Final = (
    "One level that is now ruled out, all else as it is: because the group changes, or because it was misjudged. Only "
    "the nearest such level of each criterion is named."
)
FIRST: Final = (
    "Find out first: the unknown with the largest share of answers that would change on which side of the line the "
    "group is likelier to stand; where there is none, the one with the largest share that would settle it."
)
NOTHING: Final = "nothing: its score is known, those of others are not"
NO_ANSWER: Final = "no answer alone moves it"


def contenders_section(material: Material) -> Section:
    """Return the section on who could move over the line.

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
    >>> rows = [{"group": name, "corruption": level} for name, level in [("A", "high"), ("B", "low")]]
    >>> contenders_section(gather(assess(rows, "sleipnir-2000"), top=1, draws=10)).lead[:66]
    '2 groups could be above or below the line (rank 1 or better), depe'
    """
    line = Line.of(material.ranking, material.top)
    if len(material.scores) <= material.top:
        lead = f"The line stands below all {counted(len(material.scores), 'group')}: none can move over it."
        return Section(ID, _title(material), lead, ())
    found = crossings(material.explanations, material.top)
    open_, near = _open_rows(material, line), _near_rows(material, line, found)
    lists = [*_open(material, found, open_), *_near(material, line, found, near)]
    blocks = [Words(_draws_said(material)), *lists, *_other_numbers(material)]
    return Section(ID, _title(material), _lead(material, open_, near), tuple(blocks))


def _title(material: Material) -> str:
    return f"Who could move into or out of the first {material.top:,}"


def _open_rows(material: Material, line: Line) -> list[int]:
    return [row for row in material.ranking.order().tolist() if line.side_of(material.ranking, row) == OPEN]


def _near_rows(material: Material, line: Line, found: Crossings) -> list[int]:
    """Return the groups that are on one side and would be taken to the line by one other level, the nearest first."""
    order = material.ranking.order().tolist()
    near = [row for row in order if row in found.changed and line.side_of(material.ranking, row) != OPEN]
    return sorted(near, key=lambda row: _away(material, row))


def _away(material: Material, row: int) -> int:
    """Return how many ranks lie between a group that is on one side whatever is unknown and the line."""
    best, worst = int(material.ranking.best[row]), int(material.ranking.worst[row])
    return material.top - worst if worst <= material.top else best - material.top - 1


def _lead(material: Material, open_: Sequence[int], near: Sequence[int]) -> str:
    line = f"the line (rank {material.top:,} or better)"
    if open_:
        said = f"{counted(len(open_), 'group')} could be above or below {line}, depending on what is unknown."
    else:
        said = f"Nothing that is unknown can carry a group over {line}."
    if not near:
        return f"{said} No other group is one level away from it."
    verb = "is" if len(near) == 1 else "are"
    return f"{said} {counted(len(near), 'other group', 'other groups')} {verb} one level away from it."


# -- the lists ---------------------------------------------------------------------------------------------------------


def _open(material: Material, found: Crossings, rows: Sequence[int]) -> Iterator[Block]:
    if not rows:
        return
    shown = rows[:MOST]
    likeliest = _find_out_first(material)
    ways = {
        True: [_turns(found, row, up=True) for row in shown],
        False: [_turns(found, row, up=False) for row in shown],
    }
    kept = [up for up, cells in ways.items() if any(cells)]
    first = [likeliest.get(row) or _settling(found, row) or _why_nothing(material, row) for row in shown]
    columns = [[cell or NO_LEVEL for cell in ways[up]] for up in kept]
    cells = [(*turns, find_out) for *turns, find_out in zip(*columns, first, strict=True)]
    headings = (*(UP if up else DOWN for up in kept), "find out first")
    caption = "Above or below the line, depending on what is unknown"
    yield _listing(material, "contenders-unknown", caption, headings, rows, cells, f"{_settled_said(kept)} {FIRST}")


def _settled_said(kept: Sequence[bool]) -> str:
    """Return what the columns of what would settle a place say, or that there is nothing to say in them."""
    if not kept:
        return "No single answer settles on which side any of them stands: it takes several, or answers about others."
    if len(kept) == 2:
        return SETTLED_BY
    return f"{SETTLED_BY} None would settle that a group is {'below' if kept[0] else 'above'} the line."


def _near(material: Material, line: Line, found: Crossings, rows: Sequence[int]) -> Iterator[Block]:
    if not rows:
        return
    cells = [(line.side_of(material.ranking, row), _changed(found.changed[row])) for row in rows[:MOST]]
    headings = ("stands now, whatever is unknown", "could cross if the level were")
    caption = "One level away from the line"
    yield _listing(material, "contenders-level", caption, headings, rows, cells, ONE_LEVEL)


def _listing(
    material: Material,
    known_as: str,
    caption: str,
    headings: Sequence[str],
    rows: Sequence[int],
    cells: Sequence[tuple[str, ...]],
    note: str,
) -> Listing:
    top, paged = material.tried.p_top.tolist(), frozenset(paged_rows(material))
    shown = rows[: len(cells)]
    first: list[tuple[Value, ...]] = [
        (material.ranking.text(row), _name(material, row, paged), material.measure.score_text(row), percent(top[row]))
        for row in shown
    ]
    score = material.measure.measure.title
    left = len(rows) - len(shown)
    blank = [0.0] * len(headings)
    return Listing(
        id=known_as,
        caption=f"{caption}: {counted(len(rows), 'group')}{f', of which the first {len(shown)}' if left else ''}",
        headings=(
            Heading("rank", "number"),
            Heading(material.scores.assessments.matrix.subject, first=True),
            Heading(score, "number"),
            Heading(f"share of draws in the first {material.top:,}", "number"),
            *map(Heading, headings),
        ),
        rows=tuple((*start, *rest) for start, rest in zip(first, cells, strict=True)),
        orders=tuple(
            (float(at), 0.0, float(material.measure.high[row]), top[row], *blank) for at, row in enumerate(shown)
        ),
        note=f"{note} {counted(left, 'further group')}, not listed." if left else note,
    )


def _name(material: Material, row: int, paged: frozenset[int]) -> Value:
    name = material.group(row)
    return Link(name, page_id(row)) if row in paged else name


def _turns(found: Crossings, row: int, *, up: bool) -> str:
    """Return what would settle a group above the line, or below it; empty where nothing would alone."""
    return _joined([turn.said for turn in found.learnt.get(row, ()) if turn.up == up])


def _changed(turns: Sequence[Turn]) -> str:
    return _joined([f"{turn.said} (now {turn.now})" for turn in turns])


def _joined(parts: Sequence[str]) -> str:
    """Return alternatives as one text, the first few and how many more."""
    shown = "; or ".join(parts[:SHOWN])
    left = len(parts) - SHOWN
    return f"{shown}; or {left} more" if left > 0 else shown


def _find_out_first(material: Material) -> dict[int, str]:
    """Return for each row the unknown likeliest to change on which side of the line it is likelier to stand."""
    gaps = material.gaps
    best: dict[int, tuple[Fraction, int]] = {}
    for at, (row, chance) in enumerate(zip(gaps.row.tolist(), gaps.chance_line, strict=True)):
        if chance > best.get(row, (Fraction(0), 0))[0]:
            best[row] = chance, at
    return {row: _likeliest(gaps[at]) for row, (_, at) in best.items()}


def _likeliest(gap: Gap) -> str:
    return f"{gap.criterion.title}: {answers_said(gap, gap.chance_line)} would change the likelier side"


def _settling(found: Crossings, row: int) -> str:
    """Return the unknown with the largest share of answers that would settle where a group stands; empty for none."""
    answers: dict[str, tuple[int, int]] = {}
    for turn in found.learnt.get(row, ()):
        answers[turn.criterion.title] = answers.get(turn.criterion.title, (0, 0))[0] + turn.answers, turn.possible
    if not answers:
        return ""
    title, (settling, possible) = max(answers.items(), key=lambda item: Fraction(*item[1]))
    return f"{title}: {settling} of {counted(possible, 'answer')} would settle it"


def _why_nothing(material: Material, row: int) -> str:
    """Return why there is nothing to find out about a group that could decide on which side it stands."""
    if material.measure.low[row] == material.measure.high[row]:
        return NOTHING
    return NO_ANSWER


# -- other numbers -----------------------------------------------------------------------------------------------------


def _draws_said(material: Material) -> str:
    """Return what a share of draws is, before the first one is shown."""
    return (
        f"Share of draws: how often a group is in the first {material.top:,} when other weights and level values, and "
        "levels for what is unknown, are drawn. “Whatever is unknown” holds with the numbers of this matrix; the draws "
        "try others, so a group above the line may have less than 100 %, and one below it more than 0 %. It is not the "
        "probability that a group is harmful, or that its place is right."
    )


def _other_numbers(material: Material) -> Iterator[Block]:
    tried, order = material.tried, material.ranking.order().tolist()
    top = tried.p_top.tolist()
    sure = sum(share >= SURE for share in top)
    seldom = sum(share <= 1 - SURE for share in top)
    many = f"{counted(sure, 'group')} {'is' if sure == 1 else 'are'}" if sure else "no group is"
    yield Words(
        f"With other numbers tried, {many} in the first {material.top:,} in at least 95 % of the draws, {seldom:,} in "
        f"at most 5 %, and {len(top) - sure - seldom:,} depend on the numbers or on what is unknown."
    )
    shown = [row for row in order if top[row] >= SELDOM or material.ranking.best[row] <= material.top]
    shown = sorted(shown, key=lambda row: -top[row])[:DRAWN]
    shares = place_shares(tried, material.ranking, shown)
    if shares:
        yield Picture(place_bars(shares, tried_of(tried), len(top) - len(shares), picture_frame(material)))
