"""The sheets ``Levels`` and ``Explanation``: what each group was given, and what it counts."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs

from ocgscore.matrix import Criterion, plain
from ocgscore.report.meeting.workbook.cells import GREYS, NOT_KNOWN, OPEN, PLAIN, Look, level_text, shade, share
from ocgscore.report.meeting.workbook.listing import WIDEST, Field, Listing, turned_width
from ocgscore.report.meeting.workbook.priorities import PERCENT, subject, text_field
from ocgscore.report.meeting.workbook.sheets import Book

if TYPE_CHECKING:
    from ocgscore.report.meeting.material import Material

WRAPPED: Final[Look] = {"text_wrap": True}
MOST_LINES: Final = 40_000  # lines of the explanation up to which every group has its own
LEVELS_SAID: Final = (
    "The levels as they were given, by rank. ? is unknown (crossed); 2–4 is any of these levels (hatched); "
    "the higher a level, the darker its grey. The sheet Matrix has the wording of each level. Further "
    "columns of the sheet stand last."
)
EXPLANATION_SAID: Final = (
    "A line for each level of each group, by rank: what it means, what it counts, and why it was given. Contribution "
    "is value times weight, at the lowest and at the highest level still possible; the sheet Matrix says how "
    "contributions make up a measure."
)


def add_levels(book: Book, material: Material) -> None:
    """Write the sheet ``Levels``: a row a group, a column a criterion, then what else the sheet says."""
    rows = material.ranking.order().tolist()
    book.add(Listing("Levels", "Levels", (LEVELS_SAID,), tuple(_level_fields(material, rows)), kept=2, turned=4))


def _level_fields(material: Material, rows: list[int]) -> Iterator[Field]:
    batch, criteria = material.scores.assessments, material.scores.assessments.matrix.criteria
    yield Field("Rank best", material.ranking.best[rows].tolist())
    yield text_field(subject(material), batch.group, rows)
    yield text_field("Force", batch.force, rows)
    yield Field(
        "Share of levels known", [share(int(one), len(criteria)) for one in material.scores.known[rows]], PERCENT
    )
    for at, criterion in enumerate(criteria):
        ends = list(zip(batch.lowest[rows, at].tolist(), batch.highest[rows, at].tolist(), strict=True))
        said = {pair: (level_text(criterion, *pair), _look(criterion, *pair)) for pair in set(ends)}
        cells, looks = [said[pair][0] for pair in ends], [said[pair][1] for pair in ends]
        width = max((len(text) for text, _ in said.values()), default=1) + 3.0
        width = max(width, turned_width(criterion.title))
        yield Field(criterion.title, cells, {"align": "center"}, looks, width=width)
    for column in material.further:
        field = text_field(column.heading, column, rows)
        longest = max((len(str(cell)) for cell in field.cells if cell is not None), default=0) + 2.0
        yield attrs.evolve(field, width=min(max(longest, turned_width(column.heading)), WIDEST))


def _look(criterion: Criterion, low: int, high: int) -> Look:
    if low != high:
        return NOT_KNOWN if high - low == len(criterion.levels) - 1 else OPEN
    return shade(low, len(criterion.levels), GREYS)


def add_explanation(book: Book, material: Material) -> None:
    """Write the sheet ``Explanation``: a row a group and criterion."""
    lead, rows = [EXPLANATION_SAID], material.ranking.order().tolist()
    if len(rows) * len(material.scores.assessments.matrix.criteria) > MOST_LINES:
        from ocgscore.report.meeting.sections.groups import paged_rows

        chosen = set(paged_rows(material))
        rows = [row for row in rows if row in chosen]
        lead.append(
            f"Of {len(material.scores):,} groups the {len(rows):,} with a page of their own are explained here; "
            "the command `ocgscore explain` explains every one. The levels of all are on the sheet Levels."
        )
    book.add(Listing("Explanation", "How each score comes about", tuple(lead), _explained(material, rows), kept=2))


def _explained(material: Material, rows: list[int]) -> tuple[Field, ...]:
    batch = material.scores.assessments
    criteria = batch.matrix.criteria
    sections = {section.id: section.title for section in batch.matrix.sections}
    lines = [(row, at) for row in rows for at in range(len(criteria))]
    pairs = [(at, int(batch.lowest[row, at]), int(batch.highest[row, at])) for row, at in lines]
    said = {(at, low, high): _Said.of(criteria[at], low, high) for at, low, high in set(pairs)}
    found = [said[pair] for pair in pairs]
    many = len(sections) > 1
    return (
        Field("Rank best", [int(material.ranking.best[row]) for row, _ in lines]),
        Field(subject(material), [material.group(row) for row, _ in lines]),
        *([Field("Section", [sections[criteria[at].section] for _, at in lines], WRAPPED, width=15)] if many else []),
        Field("Criterion", [criteria[at].title for _, at in lines], WRAPPED, width=22),
        Field("Level", [one.level for one in found], {"align": "center"}, [one.look for one in found]),
        Field("Label", [one.label for one in found], WRAPPED, width=15),
        Field("Wording of the level", [one.anchor for one in found], WRAPPED, width=46),
        Field("Value: lowest", [one.values[0] for one in found], width=9),
        Field("Value: highest", [one.values[1] for one in found], width=9),
        Field("Contribution: lowest", [one.counts[0] for one in found], width=13.5),
        Field("Contribution: highest", [one.counts[1] for one in found], width=13.5),
        *_rationales(material, lines),
        Field("Cell", [batch.address(row, at) for row, at in lines]),
    )


def _rationales(material: Material, lines: list[tuple[int, int]]) -> Iterator[Field]:
    """Yield the column of reasons; none where nobody gave one."""
    criteria = material.scores.assessments.matrix.criteria
    cells = [_rationale(material, row, criteria[at]) for row, at in lines]
    if any(cell is not None for cell in cells):
        yield Field("Rationale", cells, WRAPPED, width=40)


def _rationale(material: Material, row: int, criterion: Criterion) -> str | None:
    column = material.scores.assessments.rationale.get(criterion.id)
    return None if column is None else column.row_text(row) or None


@attrs.frozen(eq=False)
class _Said:
    """What is said of a level, or of a range of them, whoever has it."""

    level: str
    look: Look
    label: str
    anchor: str
    values: tuple[Decimal, Decimal]
    counts: tuple[Decimal, Decimal]

    @classmethod
    def of(cls, criterion: Criterion, low: int, high: int) -> _Said:
        first, last = criterion.levels[low], criterion.levels[high]
        known = low == high
        return cls(
            level_text(criterion, low, high),
            PLAIN if known else _look(criterion, low, high),
            first.label if known else f"{first.label} to {last.label}",
            first.anchor if known else _between(criterion, low, high),
            (_exact(first.value), _exact(last.value)),
            (_exact(first.value * criterion.weight), _exact(last.value * criterion.weight)),
        )


def _between(criterion: Criterion, low: int, high: int) -> str:
    whole = high - low == len(criterion.levels) - 1
    return "Not known: any level is possible." if whole else "Not known exactly: any of these levels is possible."


def _exact(value: Decimal) -> Decimal:
    return Decimal(plain(value))
