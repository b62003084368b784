"""A verification, as it reads on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final

from ocgscore.cli.layout import heading, listed, paragraph, table
from ocgscore.cli.review.giving import marked
from ocgscore.words import counted

if TYPE_CHECKING:
    from ocgscore.review.verify import RecordedCell, Verification

CELLS_SHOWN: Final = 20
ROWS_SHOWN: Final = 40
NAMED: Final = 3
SHORT: Final = ("wrong", "rounding", "unreadable", "missing level", "blank")
VERDICT_WORDS: Final = {
    "wrong": "wrong: not the figure or band that the levels give, nor a rounding of it",
    "rounding": "rounding: the same number once both are rounded to the fewer places",
    "unreadable": "unreadable: an error value, text among numbers, or a band that the measure does not have",
    "missing level": "missing level: possible, but a level is unknown, so it cannot be worked out again",
    "blank": "blank: nothing recorded",
}


def verify_lines(found: Verification, marking: str) -> Iterator[str]:
    """Yield the verdict, the columns, the forces, what would explain differences, and the first cells."""
    yield from marked(marking)
    yield from paragraph(_verdict(found), "")
    yield from paragraph(_uncounted(found), "")
    yield from _version_lines(found)
    yield from _column_lines(found)
    yield from _force_lines(found)
    yield from _explanation_lines(found)
    yield from _cell_lines(found)
    yield from _words(found)
    yield from marked(marking)


def _verdict(found: Verification) -> str:
    """Return the first line: how many cells differ, in how many columns, from which forces."""
    cells = sum(found.counts.values())
    if not found.differing:
        equal = found.counts["equal"]
        whole = "all are equal to those worked out here" if equal == cells else f"{equal:,} are equal, none differs"
        return f"{counted(cells, 'recorded cell')}: {whole}."
    columns = [one for one in found.columns if one.differs.any()]
    verb = "differs" if found.differing == 1 else "differ"
    forces = sorted({one.force or "(no force)" for one in found.forces if sum(one.counts[v] for v in SHORT[:3])})
    everyone = len({one.force for one in found.forces})
    place = ""
    if everyone > 1 and len(forces) < everyone:
        place = (
            f", all from {' and '.join(forces)}"
            if len(forces) <= NAMED
            else f", from {len(forces)} of {everyone} forces"
        )
    return f"{found.differing:,} of {cells:,} recorded cells {verb}, in {counted(len(columns), 'column')}{place}."


def _uncounted(found: Verification) -> str:
    """Return what is neither equal nor different, and of how many rows that leaves all equal."""
    counts, said = found.counts, []
    if counts["missing level"]:
        said.append(f"{counts['missing level']:,} cannot be worked out again, because a level is unknown")
    if counts["blank"]:
        said.append(f"{counts['blank']:,} {'is' if counts['blank'] == 1 else 'are'} blank")
    rows = f"{found.rows['equal']:,} of {counted(len(found.scores), 'row')} have every recorded cell equal"
    return f"{'; '.join([*said, rows])}.".capitalize()


def _version_lines(found: Verification) -> Iterator[str]:
    """Yield which rows are judged by an earlier version, and which of those that differ may be right under another."""
    at_hand = found.scores.assessments.matrix.name
    for one in found.versions:
        if one.judged_by != at_hand:
            verb, it = ("states", "is") if one.rows == 1 else ("state", "are")
            yield from paragraph(f"{counted(one.rows, 'row')} {verb} {one.version}, and {it} judged by it.", "")
    elsewhere = [(one, one.of(*SHORT[:3])) for one in found.versions if not one.at_hand]
    elsewhere = [(one, cells) for one, cells in elsewhere if cells]
    if elsewhere:
        cells = sum(cells for _, cells in elsewhere)
        verb = "is" if cells == 1 else "are"
        each = "; ".join(f"{one.version} ({counted(count, 'cell')})" for one, count in elsewhere)
        it = "it" if len(elsewhere) == 1 else "each"
        yield from paragraph(
            f"{cells:,} of the cells that differ {verb} in rows that state another version: {each}. They may be right "
            f"under it; give {it} with --earlier.",
            "",
        )


def _counted_rows(named: Sequence[tuple[list[str], dict[str, int]]], heads: list[str]) -> Iterator[str]:
    """Yield a table of counts: only the verdicts that occur have a column."""
    occurring = [verdict for verdict in SHORT if any(counts[verdict] for _, counts in named)]
    rows = [
        [
            *names,
            f"{sum(counts.values()):,}",
            f"{counts['equal']:,}",
            *(f"{counts[verdict]:,}" for verdict in occurring),
        ]
        for names, counts in named[:ROWS_SHOWN]
    ]
    yield from table([*heads, "cells", "equal", *occurring], rows)
    if len(named) > ROWS_SHOWN:
        yield from paragraph(f"{len(named) - ROWS_SHOWN} more are in --out.")


def _column_lines(found: Verification) -> Iterator[str]:
    from ocgscore.review.verify import unchecked_said

    rows = [([one.column.heading], one.counts) for one in found.columns if one.counts["equal"] < len(one.verdicts)]
    clean = [one.column.heading for one in found.columns if one.counts["equal"] == len(one.verdicts)]
    yield from heading("BY COLUMN")
    if rows:
        yield from _counted_rows(rows, ["column"])
    if clean:
        yield from paragraph(f"Equal throughout ({counted(len(clean), 'column')}): {listed(clean)}.")
    if found.unchecked:
        yield from paragraph(f"{unchecked_said(found.unchecked)}.")


def _force_lines(found: Verification) -> Iterator[str]:
    forces: dict[str, dict[str, int]] = {}
    for one in found.forces:
        total = forces.setdefault(one.force or "(no force)", dict.fromkeys(one.counts, 0))
        for verdict, count in one.counts.items():
            total[verdict] += count
    if forces:
        yield from heading("BY FORCE")
        yield from _counted_rows([([name], counts) for name, counts in forces.items()], ["force"])


def _explanation_lines(found: Verification) -> Iterator[str]:
    unsettled = found.differing or found.counts["missing level"]
    if not unsettled:
        return
    from ocgscore.review.verify import in_words

    yield from heading("WHAT WOULD EXPLAIN IT")
    for sentence in in_words(found.explanations):
        yield from paragraph(sentence)
    for stale in found.stale:
        title = found.scores.assessments.matrix.criteria[stale.criterion].title
        columns = listed([column.heading for column in stale.columns])
        yield from paragraph(
            f"{stale.address} {stale.group}: {columns} would be right if {title} were {stale.level}, not {stale.now}."
        )
    if found.explanations or found.stale:
        yield from paragraph(
            "This is arithmetic: several changes may fit the same cells, and none is shown to be the cause."
        )
    else:
        yield from paragraph(
            "No single change that was tried explains a column: another rule for unknowns, weights forgotten, a "
            "criterion left out, one weight, level value or band cut, rows apart, a factor. --against M tries another "
            "matrix."
        )


def _cell_lines(found: Verification) -> Iterator[str]:
    from ocgscore.review.verify import DIFFERING, LISTED

    cells = list(islice(found.cells(DIFFERING if found.differing else LISTED), CELLS_SHOWN))
    if not cells:
        return
    yield from heading(f"THE FIRST CELLS of {found.scores.assessments.table.name}")
    rows = [
        [
            one.address.rpartition("!")[2],
            one.group,
            one.recorded,
            one.low if one.low == one.high else f"{one.low} to {one.high}",
            one.verdict,
            _apart(one),
            one.column.heading,
        ]
        for one in cells
    ]
    yield from table(["cell", "group", "recorded", "should be", "verdict", "difference", "column"], rows)
    chosen = found.differing or found.counts["missing level"]
    if chosen > len(cells):
        yield from paragraph(f"{len(cells)} of {chosen:,} shown; all are in --out with --table cells.")
    elif found.differing and found.counts["missing level"]:
        yield from paragraph("Those that lack a level are in --out with --table cells.")


def _apart(cell: RecordedCell) -> str:
    """Return how far a cell is off: a number, or so many bands."""
    if cell.bands_apart:
        return f"{counted(abs(cell.bands_apart), 'band')} {'lower' if cell.bands_apart < 0 else 'higher'}"
    return "" if cell.difference is None else f"{cell.difference:+f}"


def _words(found: Verification) -> Iterator[str]:
    occurring = [VERDICT_WORDS[verdict] for verdict in SHORT if found.counts[verdict]]
    if occurring:
        yield ""
        for words in occurring:
            yield from paragraph(f"{words[0].upper()}{words[1:]}.", "")
