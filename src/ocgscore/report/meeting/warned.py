"""What must be known before a report is read: whose numbers they are, what is left out, what may be the wrong file."""

from __future__ import annotations

from collections.abc import Iterator

from ocgscore.report.meeting.material import Material
from ocgscore.report.meeting.sections.network import off_map
from ocgscore.report.meeting.sections.provenance import whose_numbers
from ocgscore.report.meeting.sections.state import off_register
from ocgscore.report.meeting.sections.unmet import hardly_any
from ocgscore.words import counted


def warnings_of(material: Material) -> tuple[str, ...]:
    """Return what must be known before anything of a report is read, in page and workbook alike."""
    return tuple(_warnings(material))


def _warnings(material: Material) -> Iterator[str]:
    matrix = material.scores.assessments.matrix
    yield (
        f"The numbers of the matrix are {whose_numbers(matrix)}. What is scored with them is a score of "
        f"{matrix.name}, and must not be shown as one of any other scheme."
    )
    left_out = len(material.rejected)
    if left_out:
        are = "is" if left_out == 1 else "are"
        yield f"{counted(left_out, 'row')} had problems and {are} left out: the ranks are those of the others alone."
    yield from unmet(material)
    if material.redacted:
        kept = f", but for {', '.join(material.keep)}" if material.keep else ""
        yield (
            "Redacted: names of people, reasons and further columns were taken out before anything was worked out"
            f"{kept}."
        )
        if material.mapped is not None:
            yield "People are numbered anew: of equally good sets of key players the full report may name another."


def unmet(material: Material) -> tuple[str, ...]:
    """Return a sentence for a register or a map that has few or none of the groups of the meeting.

    Parameters
    ----------
    material : Material

    Returns
    -------
    tuple of str
        Of a register that has fewer than half of them; of a map that has none.
    """
    groups, asked = len(material.scores), "is it the right one, in date and in ids?"
    said = []
    if material.state is not None and 2 * off_register(material) > groups:
        said.append(f"{hardly_any(groups - off_register(material), groups, 'the register')}: {asked}")
    if material.mapped is not None and off_map(material) == groups:
        said.append(f"{hardly_any(0, groups, 'the map')}: {asked}")
    return tuple(said)
