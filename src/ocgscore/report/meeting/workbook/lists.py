"""The sheets ``Gaps`` and ``Rejects``: what to find out first, and what is not in the report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ocgscore.report.meeting.workbook.cells import OPEN, number_format
from ocgscore.report.meeting.workbook.listing import Field, Listing
from ocgscore.report.meeting.workbook.priorities import FINE_PERCENT, subject
from ocgscore.report.meeting.workbook.sheets import Book
from ocgscore.scoring import rounded

if TYPE_CHECKING:
    from ocgscore.report.meeting.material import Material
    from ocgscore.robustness.gaps import Gap

MOST_GAPS: Final = 2_000
FINER: Final = 2  # digits that an expected change has more than the score it is a change of
GAPS_SAID: Final = (
    "The unknown levels, the one to find out first on top. Value is the number of verdicts that finding it out is "
    "expected to change: the verdict on the group's band and the one on the first {top}."
)
REJECTS_SAID: Final = (
    "Rows with problems. They are not scored, and the ranks are those of the others alone: mend them and make the "
    "report again."
)


def add_gaps(book: Book, material: Material) -> None:
    """Write the sheet ``Gaps``: the first 2,000."""
    found = material.gaps[:MOST_GAPS]
    lead = [GAPS_SAID.format(top=material.top)]
    if len(found) < len(material.gaps):
        lead.append(f"The first {len(found):,} of {len(material.gaps):,}; the command `ocgscore gaps` lists every one.")
    if not found:
        lead.append("none: every level that the ranking rests on is known.")
    book.add(Listing("Gaps", "What to find out first", tuple(lead), _gap_fields(material, found), kept=3), "2F6FA7")


def _gap_fields(material: Material, found: list[Gap]) -> tuple[Field, ...]:
    measure = material.measure.measure
    digits, possible = measure.digits + FINER, dict(OPEN) | {"align": "center"}
    return (
        Field("Place", list(range(1, len(found) + 1))),
        Field(subject(material), [gap.group for gap in found]),
        Field("Criterion", [gap.criterion.title for gap in found]),
        Field("Still possible", [f"{gap.lowest.code}–{gap.highest.code}" for gap in found], possible),
        Field("Value", [rounded(gap.value, 4) for gap in found], {"num_format": "0.000"}),
        *_chances(material, found),
        Field(
            f"{measure.title}: expected change", [rounded(gap.expected_change, digits) for gap in found],
            {"num_format": number_format(digits)}, width=13,
        ),
        Field("Cell to fill in", [gap.address for gap in found]),
    )  # fmt: skip


def _chances(material: Material, found: list[Gap]) -> Iterator[Field]:
    bands = bool(material.measure.measure.bands)
    line = f"Chance to cross the line of the first {material.top}"
    chances = (
        ("Chance that the band changes", bands, [gap.chance_band for gap in found]),
        (line, True, [gap.chance_line for gap in found]),
        ("Chance that the band is settled", bands, [gap.chance_settles_band for gap in found]),
    )
    for heading, asked, shares in chances:
        if asked:
            yield Field(heading, [rounded(share, 4) for share in shares], FINE_PERCENT, width=14)


def add_rejects(book: Book, material: Material) -> None:
    """Write the sheet ``Rejects``: a line for each problem; one that says so where there is none."""
    lines = [(one.where, one.group, problem) for one in material.rejected for problem in one.problems]
    lines = lines or [("none", "", "no row was left out")]
    where, group, problem = zip(*lines, strict=True)
    fields = (
        Field("Row", where), Field(subject(material), [name or None for name in group]),
        Field("Problem", problem, {"text_wrap": True}, width=100),
    )  # fmt: skip
    title = f"Rows left out: {len(material.rejected):,}"
    book.add(Listing("Rejects", title, (REJECTS_SAID,), fields), "9C0006" if material.rejected else "")
