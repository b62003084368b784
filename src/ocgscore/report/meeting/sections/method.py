"""Method and limits in words that need no statistics, what this report leaves open, and how to make it again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ocgscore.network.groups.joining import listed
from ocgscore.report.meeting.blocks import Block, Facts, Points, Section, Words
from ocgscore.report.meeting.gather import DRAWS
from ocgscore.report.meeting.material import Material, usual_top
from ocgscore.report.meeting.sections.provenance import sources_of, whose_numbers

SEED: Final = 1
PLAIN: Final = re.compile(r"\w[\w.@-]*", re.ASCII)  # needs no quotation marks in any terminal
SPACED: Final = re.compile(r"\w[\w.@ -]*", re.ASCII)
UNNAMED: Final = {
    "assessments": "SHEET",
    "matrix": "MATRIX",
    "last meeting": "LAST",
    "map": "MAP",
    "register": "REGISTER",
    "rules": "RULES",
    "scored together": "TOGETHER",
}
METHOD: Final = (
    "Assessors chose a level for each criterion. The matrix says what each level counts and how the counts become a "
    "score; the score is worked out from that exactly, the same way for every group. Where a level is not known the "
    "score is a range, from the lowest to the highest that the levels still possible can give, and so is the rank: a "
    "group is above another for certain only where its range lies above the other's."
)
AGREEMENT: Final = (
    "Agreement is not correctness: scorers may agree and be wrong, and differ because they know different things."
)
POLICED: Final = (
    "A map shows whom the police looked at. Who is watched more has more links; a group that nobody looked at is not "
    "on it."
)


def method_section(material: Material) -> Section:
    """Return the section on method and limits.

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
    >>> section = method_section(gather(assess([{"group": "A", "corruption": "high"}], "sleipnir-2000"), draws=10))
    >>> section.id, section.blocks[-1].said[0][0]
    ('method', 'To make this report again')
    """
    lead = "The score sorts groups for discussion. It does not decide, and it does not say why a group is where it is."
    absent = _absent(material)
    blocks: list[Block] = [Words(METHOD), Points(tuple(_limits(material)))]
    blocks += [Words(absent)] if absent else []
    blocks.append(Facts((("To make this report again", command(material)),)))
    return Section("method", "Method and limits", lead, tuple(blocks))


def _limits(material: Material) -> Iterator[str]:
    matrix = material.scores.assessments.matrix
    yield "Unknown is not low: a level that nobody knows makes a score wider, never lower."
    yield "Levels are ordered, not measured: 400 is not twice 200, and other numbers could stand for the levels."
    yield f"The numbers of the matrix are {whose_numbers(matrix)}. A result is only as good as they are."
    yield (
        "Shares of draws are not probabilities: they say how often a group keeps its place when other numbers are put "
        "in, and not how likely anything is in the world."
    )
    yield "A difference from the last meeting says what changed in the sheet, not what brought it about."
    if material.mapped is not None or material.state is not None:
        yield POLICED
    if material.agreement is not None:
        yield AGREEMENT


def _absent(material: Material) -> str:
    """Return in a sentence what this report does not cover, and what would add it; empty where it covers all."""
    parts = [
        (material.before, "what changed since the last meeting (--last FILE)"),
        (material.mapped, "who connects the groups (--map MAP)"),
        (material.state, "whether the map is complete and current (--register FILE --as-of DATE)"),
        (material.agreement, "whether scorers agree (--together FILE)"),
    ]
    missing = [said for part, said in parts if part is None]
    return f"Not in this report, and the option that would add it: {listed(missing)}." if missing else ""


def command(material: Material) -> str:
    """Return the command that makes the same report again.

    Notes
    -----
    A file name that a terminal might take for more than a name is left for the reader to fill in.
    """
    files = {one.what: _name(one.name, UNNAMED.get(one.what, "FILE")) for one in sources_of(material)}
    matrix = material.scores.assessments.matrix
    parts = [f"ocgscore report {files.get('assessments', 'SHEET')} --matrix {files.get('matrix', matrix.name)}"]
    given = {
        "last meeting": ("--last", material.before),
        "map": ("--map", material.mapped),
        "register": ("--register", material.state),
        "rules": ("--rules", files.get("rules")),
        "scored together": ("--together", material.agreement),
    }
    parts += [
        f"{option} {files.get(what, UNNAMED[what])}" for what, (option, part) in given.items() if part is not None
    ]
    return " ".join([*parts, *_choices(material), "--out report.html"])


def _choices(material: Material) -> Iterator[str]:
    """Yield the options that are not as they would be by themselves."""
    asked, worksheet = material.tried.request, material.all_assessments.table.sheet
    given = {
        "--sheet": (_name(worksheet, "NAME") if worksheet else None, None),
        "--as-of": (material.as_of, None),
        "--by": (asked.by, material.scores.assessments.matrix.ranks_by),
        "--top": (material.top, usual_top(len(material.scores))),
        "--pages": (material.pages, None),
        "--draws": (asked.draws, DRAWS),
        "--seed": (asked.seed, SEED),
    }
    yield from (f"{option} {value}" for option, (value, usual) in given.items() if value != usual)
    yield from _rows_and_columns(material)
    for option, said in (("--title", material.title), ("--marking", material.marking)):
        if said:
            yield f"{option} {_name(said, option[2:].upper())}"


def _rows_and_columns(material: Material) -> Iterator[str]:
    """Yield the options that leave something out, or keep it."""
    if material.rejected:
        yield "--accept-valid"
    if material.redacted:
        yield " ".join(["--redact", *(f"--keep {_name(heading, 'COLUMN')}" for heading in material.keep)])


def _name(name: str, otherwise: str) -> str:
    if PLAIN.fullmatch(name):
        return name
    return f'"{name}"' if SPACED.fullmatch(name) else otherwise
