"""The whole report: its sections in the order in which a meeting reads them, and the file they become."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from ocgscore.errors import FileUseError, Problem, did_you_mean
from ocgscore.report.meeting.blocks import Report, Section
from ocgscore.report.meeting.material import Material
from ocgscore.report.meeting.sections.agreement import agreement_section
from ocgscore.report.meeting.sections.changes import changes_section
from ocgscore.report.meeting.sections.contenders import contenders_section
from ocgscore.report.meeting.sections.gaps import gaps_section
from ocgscore.report.meeting.sections.groups import groups_section
from ocgscore.report.meeting.sections.method import method_section
from ocgscore.report.meeting.sections.network import network_section
from ocgscore.report.meeting.sections.priorities import priorities_section
from ocgscore.report.meeting.sections.provenance import provenance_section
from ocgscore.report.meeting.sections.state import state_section
from ocgscore.report.meeting.warned import warnings_of
from ocgscore.report.results import provenance
from ocgscore.table import OutputSet
from ocgscore.table.source import missing_extra
from ocgscore.words import counted

ENDINGS: Final = (".html", ".xlsx")
TITLE: Final = "Groups for the tasking meeting"
SECTIONS: Final[tuple[Callable[[Material], Section | None], ...]] = (
    priorities_section,
    changes_section,
    contenders_section,
    gaps_section,
    network_section,
    state_section,
    agreement_section,
    method_section,
    provenance_section,
    groups_section,
)


def report_of(material: Material) -> Report:
    """Return the report as it will be read.

    Parameters
    ----------
    material : Material

    Returns
    -------
    Report

    Examples
    --------
    >>> from ocgscore import assess
    >>> from ocgscore.report.meeting.gather import gather
    >>> rows = [{"group": name, "corruption": level} for name, level in [("A", "high"), ("B", "low")]]
    >>> report = report_of(gather(assess(rows, "sleipnir-2000"), draws=100))
    >>> report.title, report.sections[0].id
    ('Groups for the tasking meeting', 'priorities')
    """
    matrix = material.scores.assessments.matrix
    meeting = f"Meeting of {material.as_of}: " if material.as_of else ""
    sections = (section(material) for section in SECTIONS)
    return Report(
        material.title or TITLE,
        f"{meeting}{counted(len(material.scores), matrix.subject)}, scored with {matrix.title} ({matrix.name})",
        material.marking,
        warnings_of(material),
        tuple(section for section in sections if section is not None),
        day=str(material.as_of) if material.as_of else "",
    )


def write_report(
    material: Material,
    out: str,
    *,
    inputs: Sequence[str | os.PathLike[str]] = (),
    record: str | None = None,
    options: Mapping[str, Any] | None = None,
) -> None:
    """Write a report: one HTML file, or a workbook.

    Parameters
    ----------
    material : Material
    out : str
        Ends in .html or .xlsx.
    inputs : sequence of path
        Files that must not be written over.
    record : str, optional
        Where the run's provenance goes, as JSON.
    options : mapping, optional
        What was asked for, for the record.

    Raises
    ------
    FileUseError
        Another ending, an input, or a file that cannot be written.
    MissingExtraError
        If Jinja2 (for .html) or XlsxWriter (for .xlsx) is not installed.
    """
    ending = report_ending(out)
    with OutputSet(inputs=inputs) as outputs:
        outputs.write(out, _page(material) if ending == ".html" else _workbook(material))
        if record is not None:
            facts = json.dumps(report_record(material, options or {}), indent=2, ensure_ascii=False)
            outputs.write(record, [f"{facts}\n".encode(errors="backslashreplace")])


def check_writable(out: str) -> None:
    """Refuse a report that could never be written, before the work that would be lost.

    Raises
    ------
    FileUseError
        Another ending than .html and .xlsx.
    MissingExtraError
        If what writes it is not installed.
    """
    package, extra = ("Jinja2", "report") if report_ending(out) == ".html" else ("XlsxWriter", "excel")
    if find_spec(package.lower()) is None:
        raise missing_extra(out, package, extra)


def report_ending(out: str) -> str:
    """Return the ending of a report's file: .html or .xlsx.

    Raises
    ------
    FileUseError
        Another ending, or none.

    Examples
    --------
    >>> report_ending("Meeting.HTML")
    '.html'
    """
    ending = Path(out).suffix.lower()
    if ending not in ENDINGS:
        hint = did_you_mean(ending, ENDINGS) or "name it report.html or report.xlsx"
        raise FileUseError(Problem(out or "''", ending or "a name without ending", "one of .html, .xlsx", hint))
    return ending


def report_record(material: Material, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return a report's provenance: files, matrix, options and counts; the same report gives the same record."""
    facts = provenance(material.scores, material.ranking)
    matrix = {key: facts[f"matrix_{key}"] for key in ("version", "status", "fingerprint")} | {"id": facts["matrix"]}
    return {
        "ocgscore": facts["ocgscore"],
        "matrix": matrix,
        "inputs": [{"what": one.what, "name": one.name, "sha256": one.sha256} for one in material.sources],
        "options": dict(options),
        "seed": material.tried.request.seed,
        "draws": material.tried.request.draws,
        "assessments_read": len(material.all_assessments),
        "groups_scored": len(material.scores),
        "rows_rejected": len(material.rejected),
        "ranked_by": material.ranking.by,
        "redacted": material.redacted,
    }


def _page(material: Material) -> Iterator[bytes]:
    from ocgscore.report.meeting.page.page import html

    yield html(report_of(material)).encode()


def _workbook(material: Material) -> Iterator[bytes]:
    from ocgscore.report.meeting.workbook import workbook_chunks

    return workbook_chunks(material)
