"""The priorities: who comes first and how sure that is, the grid, and every group in order of rank."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import attrs
import numpy as np

from ocgscore.matrix import Measure, heading_key
from ocgscore.report.canvas.canvas import Frame
from ocgscore.report.meeting.blocks import Bar, Block, Heading, Link, Listing, Picture, Section, Value, Words
from ocgscore.report.meeting.material import Material, page_id
from ocgscore.report.meeting.sections.groups import paged_rows
from ocgscore.report.picture.text import clean, cut
from ocgscore.report.ranked_pictures.grid_axes import why_no_grid
from ocgscore.report.ranked_pictures.groups import Scale
from ocgscore.report.ranked_pictures.interval_bars import interval_bars
from ocgscore.report.ranked_pictures.line import ABOVE, OPEN, SIDES, Line, rows_to_draw
from ocgscore.report.ranked_pictures.taken import ranked_groups, risk_grid_of, scale_of
from ocgscore.scoring import MeasureScores
from ocgscore.table import Column
from ocgscore.words import counted

ID: Final = "priorities"
TASKING: Final = ("owner", "lead", "plan", "status")  # columns of a sheet that a tasking meeting asks for
LONGEST: Final = 60  # letters of such a cell
NAMED: Final = 5  # groups above the line, and as many that could be
NOTE: Final = (
    "The rank runs from the best to the worst place that the unknowns leave possible, and the list goes by the best; "
    "= marks a rank that is shared whatever is unknown. Known: criteria with a known level, of all."
)


def priorities_section(material: Material) -> Section:
    """Return the section on who comes first.

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
    >>> priorities_section(gather(assess(rows, "sleipnir-2000"), draws=10)).lead[:69]
    'With the numbers of this matrix, no group is above the line (rank 1 o'
    """
    line = Line.of(material.ranking, material.top)
    blocks: list[Block] = [_intervals(material, line), _listing(material), *_grid(material)]
    sides = {
        side: [row for row in _surest_first(material) if line.side_of(material.ranking, row) == side] for side in SIDES
    }
    names = _named(material, sides[ABOVE]), _named(material, sides[OPEN])
    lead = line_said(line, *names, by=material.measure.measure.title, subject=_subject(material))
    return Section(ID, "Priorities", lead, tuple(blocks))


def _surest_first(material: Material) -> list[int]:
    """Return the rows by the worst rank that the unknowns allow, so that nobody comes first for being ill known."""
    ranking = material.ranking
    order: list[int] = np.lexsort((ranking.best, ranking.worst)).tolist()
    return order


def _subject(material: Material) -> str:
    return material.scores.assessments.matrix.subject


def _named(material: Material, rows: Sequence[int]) -> str:
    """Return the first of some groups, each with its rank, and how many more there are."""
    said = ", ".join(f"{material.group(row)} (rank {material.ranking.text(row)})" for row in rows[:NAMED])
    left = len(rows) - NAMED
    return f"{said} and {left:,} more" if left > 0 else said


def line_said(line: Line, above: str, open_: str, *, by: str, subject: str = "group") -> str:
    """Return where the groups stand to the line, the surest first.

    Parameters
    ----------
    line : Line
    above, open_ : str
        Those above it whatever is unknown, and those that could be above or below it, by name.
    by : str
        The measure that ranks.
    subject : str
        What the matrix scores.

    Examples
    --------
    >>> line_said(Line(2, above=1, open=2, below=1), "A (rank 1)", "B (rank 2–3), C (rank 2–3)", by="Risk")[-72:]
    '2 could be above or below it: B (rank 2–3), C (rank 2–3). 1 is below it.'
    """
    groups, where = line.above + line.open + line.below, f"(rank {line.top:,} or better by {by})"
    if groups <= line.top:
        return f"The line {where} stands below all {counted(groups, subject)}. By worst rank: {above}."
    many = f"{line.above:,} of {counted(groups, subject)} {_are(line.above)}" if line.above else f"no {subject} is"
    said = f"With the numbers of this matrix, {many} above the line {where} whatever is unknown"
    parts = [f"{said}, by worst rank: {above}." if line.above else f"{said}."]
    if line.open:
        parts.append(f"{line.open:,} could be above or below it: {open_}.")
    if line.below:
        parts.append(f"{line.below:,} {_are(line.below)} below it.")
    return " ".join(parts)


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def picture_frame(material: Material) -> Frame:
    """Return what stands round a picture of the report: its page bears the marking at head and foot."""
    matrix = material.scores.assessments.matrix
    files = ", ".join(source.name for source in material.sources if source.what == "assessments")
    return Frame(source=f"{matrix.title} ({matrix.name}){f'; {files}' if files else ''}")


def _intervals(material: Material, line: Line) -> Picture:
    scores, ranking = material.scores, material.ranking
    groups = ranked_groups(scores, ranking, rows_to_draw(ranking).tolist())
    svg = interval_bars(groups, scale_of(scores, ranking.by), line, picture_frame(material))
    left = len(scores) - len(groups)
    rest = f"The first {len(groups):,} by rank are drawn; the other {left:,} are in the list below." if left else ""
    return Picture(svg, rest)


def _grid(material: Material) -> Iterator[Block]:
    svg = risk_grid_of(material.scores, material.ranking, picture_frame(material))
    if svg is not None:
        yield Picture(svg)
        return
    reason = why_no_grid(material.scores.assessments.matrix, material.ranking.by)
    yield Words(f"There is no risk grid: {reason}")


# -- the list of all groups --------------------------------------------------------------------------------------------


@attrs.frozen
class _Column:
    """A column of the list, a value and a sort key for each group in order of rank."""

    heading: Heading
    values: Sequence[Value]
    keys: Sequence[float]


def _listing(material: Material) -> Listing:
    order = material.ranking.order().tolist()
    columns = list(_columns(material, order))
    return Listing(
        id="all-groups",
        caption=f"All {counted(len(order), 'group')}, highest first by {material.measure.measure.title}",
        headings=tuple(column.heading for column in columns),
        rows=tuple(zip(*(column.values for column in columns), strict=True)),
        orders=tuple(zip(*(column.keys for column in columns), strict=True)),
        note=NOTE,
    )


def _columns(material: Material, order: list[int]) -> Iterator[_Column]:
    ranking, scores, matrix = material.ranking, material.scores, material.scores.assessments.matrix
    texts, places = [ranking.text(row) for row in order], [float(place) for place in range(len(order))]
    yield _Column(Heading("rank", "number"), texts, places)
    paged = frozenset(paged_rows(material))
    names = [material.group(row) for row in order]
    linked = [Link(name, page_id(row)) if row in paged else name for row, name in zip(order, names, strict=True)]
    yield _Column(Heading(matrix.subject, first=True), linked, _alphabetical(names))
    yield from _score(material, order)
    yield _known(material, order)
    others = [measure for measure in matrix.measures if measure.id != ranking.by]
    for measure in sorted(others, key=lambda one: not one.is_grid):  # grids first: the verdicts
        yield _measure(measure, scores[measure.id], order)
    yield from _of_the_sheet(material, order)


def _alphabetical(names: Sequence[str]) -> list[float]:
    places = {name: float(place) for place, name in enumerate(sorted(set(names), key=lambda n: (n.casefold(), n)))}
    return [places[name] for name in names]


def _keys(result: MeasureScores, order: list[int]) -> list[float]:
    """Return what scores sort by: the highest possible, then the lowest."""
    ends = list(zip(result.high[order].tolist(), result.low[order].tolist(), strict=True))
    places = {both: float(place) for place, both in enumerate(sorted(set(ends)))}
    return [places[both] for both in ends]


def _texts(result: MeasureScores, order: list[int]) -> tuple[list[str], list[str]]:
    """Return the scores and the bands as displayed, each distinct one worked out once."""
    known: dict[tuple[int, int], tuple[str, str]] = {}
    ends = list(zip(result.low[order].tolist(), result.high[order].tolist(), strict=True))
    for row, both in zip(order, ends, strict=True):
        if both not in known:
            known[both] = result.score_text(row), result.band_text(row)
    return [known[both][0] for both in ends], [known[both][1] for both in ends]


def _score(material: Material, order: list[int]) -> Iterator[_Column]:
    result, scale = material.measure, scale_of(material.scores, material.ranking.by)
    (scores, bands), keys = _texts(result, order), _keys(result, order)
    title, reach = result.measure.title, _reach(material)
    lows, highs = (ends[order].tolist() for ends in (result.low, result.high))
    bars = [_bar(low, high, result, scale, reach) for low, high in zip(lows, highs, strict=True)]
    yield _Column(Heading(f"{title}, {reach}"), bars, keys)
    yield _Column(Heading(title, "number"), scores, keys)
    if result.measure.bands:
        yield _Column(Heading("band"), bands, keys)


def _reach(material: Material) -> str:
    """Return all that the measure can come to, in words."""
    matrix, result = material.scores.assessments.matrix, material.measure
    compiled = matrix.program.measures[matrix.measure_position(result.measure.id)]
    return f"{result.shown(compiled.low)} to {result.shown(compiled.high)}"


def _bar(low: int, high: int, result: MeasureScores, scale: Scale, reach: str) -> Bar:
    wide = (scale.high - scale.low) or 1.0
    start, end = ((end / result.denominator - scale.low) / wide for end in (low, high))
    said = f"{result.shown(low)}" if low == high else f"{result.shown(low)} to {result.shown(high)}"
    return Bar(start, end, f"{said} of {reach}")


def _known(material: Material, order: list[int]) -> _Column:
    known, criteria = material.scores.known[order].tolist(), len(material.scores.assessments.matrix.criteria)
    return _Column(Heading("known", "number"), [f"{one}/{criteria}" for one in known], [float(one) for one in known])


def _measure(measure: Measure, result: MeasureScores, order: list[int]) -> _Column:
    scores, bands = _texts(result, order)
    heading = Heading(measure.title, "text" if measure.bands else "number")
    return _Column(heading, bands if measure.bands else scores, _keys(result, order))


def _of_the_sheet(material: Material, order: list[int]) -> Iterator[_Column]:
    """Yield the force, and what the sheet says of who works on the group."""
    batch = material.scores.assessments
    shown = [] if batch.force is None else [("force", batch.force)]
    passed = {heading_key(column.heading): column for column in material.further}
    shown += [(name, passed[name]) for name in TASKING if name in passed]
    for name, column in shown:
        texts = _cells(column, order)
        yield _Column(Heading(name), texts, _alphabetical(texts))


def _cells(column: Column, order: list[int]) -> list[str]:
    texts = [cut(clean(text), LONGEST) for text in column.texts()]
    codes = column.codes[np.array(order, np.intp)].tolist()
    return [texts[code] for code in codes]
