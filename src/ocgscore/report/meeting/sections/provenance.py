"""What was scored with what: files, matrix, library and draws, so that anybody can make the same report again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np

from ocgscore.assessments import Assessments
from ocgscore.matrix import Matrix, Measure, grid_axes, load_matrix, plain, shipped_ids
from ocgscore.matrix.formula import Call, Formula, Name, Number, names_in
from ocgscore.network.groups.joining import listed
from ocgscore.report.meeting.blocks import Block, Facts, Page, Points, Section, Words
from ocgscore.report.meeting.material import Material, Source
from ocgscore.version import __version__
from ocgscore.words import counted, plural

FORCES_SHOWN: Final = 20
NOTICES_SHOWN: Final = 30
SOURCE: Final = "provenance-matrix"
UNWRITTEN: Final = "made in memory"
NOBODYS: Final = "nobody's official scheme"
STATUSES: Final[Mapping[str, str]] = {  # what the numbers of a matrix are
    "published": "those that its source has published",
    "secondary": "those of a source as somebody else has reported them",
    "adapted": "adapted from a source, and not that source's own",
    "illustrative": f"an illustration: {NOBODYS}",
}
OF_MANY: Final = {"sum": "the sum of", "mean": "the mean of", "max": "the highest of", "min": "the lowest of"}


def provenance_section(material: Material) -> Section:
    """Return the section that says what was scored with what.

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
    >>> section = provenance_section(gather(assess([{"group": "A", "corruption": "high"}], "sleipnir-2000"), draws=10))
    >>> section.id, dict(section.blocks[1].said)["Groups scored"]
    ('provenance', '1, from 1 assessment')
    """
    matrix, scores = material.scores.assessments.matrix, material.scores
    lead = (
        f"{counted(len(scores), matrix.subject, plural(matrix.subject))} scored with {matrix.title} "
        f"({matrix.name}), ranked by {material.measure.measure.title}, by ocgscore {__version__}."
    )
    blocks: list[Block] = [
        _files(material),
        Facts(tuple(_facts(material))),
        *_notices(material),
        _source(matrix),
    ]
    return Section("provenance", "What was scored with what", lead, tuple(blocks))


def sources_of(material: Material) -> tuple[Source, ...]:
    """Return the files that a report rests on; the sheet by itself where none is named."""
    table = material.all_assessments.table
    return material.sources or (Source("assessments", table.name, table.sha256),)


def whose_numbers(matrix: Matrix) -> str:
    """Return what the numbers of a matrix are, in words.

    Notes
    -----
    Of the shipped illustrations it is known that nobody has made them a scheme of theirs; of a matrix of somebody's
    own, only what its file says of itself.

    Examples
    --------
    >>> from ocgscore.matrix import load_matrix
    >>> import attrs
    >>> whose_numbers(load_matrix("ocg-tactical")), whose_numbers(attrs.evolve(load_matrix("ocg-tactical"), id="ours"))
    ("an illustration: nobody's official scheme", 'an illustration')
    """
    said = STATUSES[matrix.status]
    return said if is_shipped(matrix) else said.removesuffix(f": {NOBODYS}")


def is_shipped(matrix: Matrix) -> bool:
    """Whether a matrix is one of this package's, to the last number."""
    return matrix.id in shipped_ids() and load_matrix(matrix.id).fingerprint == matrix.fingerprint


def _files(material: Material) -> Facts:
    """Return each file that was read, with its whole digest."""
    said = ((one, f"sha256 {one.sha256}" if one.sha256 else UNWRITTEN) for one in sources_of(material))
    return Facts(tuple((f"File, {one.what}", f"{one.name}: {digest}") for one, digest in said))


def _facts(material: Material) -> Iterator[tuple[str, str]]:
    matrix, read = material.scores.assessments.matrix, material.all_assessments
    yield from _counts(material)
    yield "Forces", _forces(read)
    yield "Dates of assessment", _dates(read)
    yield "Matrix", f"{matrix.title}, {matrix.name}: fingerprint {matrix.fingerprint}"
    yield "Its numbers", f"{whose_numbers(matrix)}."
    yield from ((f"Measure: {name}", said) for name, said in measures_in_words(matrix, material.measure.measure))
    yield from _weights(matrix, material.measure.measure)
    yield "Line of the meeting", f"the first {material.top} groups"
    yield "Other numbers tried", _draws(material)
    yield "Library", f"ocgscore {__version__}"


def _counts(material: Material) -> Iterator[tuple[str, str]]:
    used, read, refused = len(material.scores), len(material.all_assessments), len(material.rejected)
    earlier = f"; {counted(read - used, 'earlier one')} of the same groups set aside" if read > used else ""
    yield "Groups scored", f"{used:,}, from {counted(read, 'assessment')}{earlier}"
    said = f"{refused:,}, for problems in them: they are in no rank of this report" if refused else "none"
    yield "Rows left out", said
    if material.before is not None:
        yield "Groups at the last meeting", f"{len(material.before.scores):,}, scored here on the same matrix"


def _forces(read: Assessments) -> str:
    if read.force is None:
        return "undefined: the sheet has no column of forces"
    texts = read.force.texts()
    names = sorted({texts[code] for code in np.unique(read.force.codes).tolist()})
    said = listed([name for name in names if name], FORCES_SHOWN)
    return said or "undefined: no row names its force"


def _dates(read: Assessments) -> str:
    known = read.assessed_on[~np.isnat(read.assessed_on)]
    if not len(known):
        return "undefined: no assessment has a date"
    first, last = (str(day)[:10] for day in (known.min(), known.max()))
    undated = len(read) - len(known)
    return f"{first} to {last}{f'; {undated:,} undated' if undated else ''}"


def measures_in_words(matrix: Matrix, ranking: Measure) -> Iterator[tuple[str, str]]:
    """Yield how the ranking measure, and each measure it is made of, is worked out: its title, and words.

    Examples
    --------
    >>> from ocgscore.matrix import load_matrix
    >>> matrix = load_matrix("ocg-tactical")
    >>> dict(measures_in_words(matrix, matrix.measure("risk")))["Risk"][:30]
    'Total harm × Total likelihood.'
    """
    titles = {one.id: one.title for one in matrix.criteria} | {one.id: one.title for one in matrix.measures}
    made_of = {measure.id: measure for measure in matrix.measures}
    wanted, seen = [ranking], {ranking.id}
    for measure in wanted:
        yield measure.title, _measure_text(matrix, measure, titles)
        inner = [made_of[id_] for id_ in names_in(measure.formula) if id_ in made_of and id_ not in seen]
        wanted.extend({one.id: one for one in inner}.values())
        seen.update(one.id for one in inner)


def _measure_text(matrix: Matrix, measure: Measure, titles: Mapping[str, str]) -> str:
    axes = grid_axes(matrix, measure) if measure.is_grid else None
    if axes is not None:
        rows, columns = axes
        return f"looked up in a grid, by the band of {rows.title} and the band of {columns.title}"
    said = _words(measure.formula, titles)
    return f"{said}. {' '.join(measure.note.split())}" if measure.note else said


def _words(formula: Formula, titles: Mapping[str, str]) -> str:
    if isinstance(formula, Number):
        return plain(formula.value)
    if isinstance(formula, Name):
        return titles.get(formula.id, formula.id)
    parts = [
        f"({said})" if isinstance(part, Call) else said
        for part, said in ((part, _words(part, titles)) for part in formula.arguments)
    ]
    if formula.function in ("+", "*"):
        return (" + " if formula.function == "+" else " × ").join(parts)
    return f"{OF_MANY[formula.function]} {', '.join(parts)}"


def _weights(matrix: Matrix, ranking: Measure) -> Iterator[tuple[str, str]]:
    """Yield the weights of the criteria that the ranking measure is made of, where they are not all alike."""
    used = _criteria_of(matrix, ranking)
    weighed = [one for one in matrix.criteria if one.id in used]
    if len({one.weight for one in weighed}) > 1:
        yield "Weights", "; ".join(f"{one.title} {plain(one.weight)}" for one in weighed)


def _criteria_of(matrix: Matrix, ranking: Measure) -> set[str]:
    made_of = {measure.id: measure for measure in matrix.measures}
    found: set[str] = set()
    wanted = [ranking.id]
    while wanted:
        id_ = wanted.pop()
        if id_ not in found:
            found.add(id_)
            wanted.extend(names_in(made_of[id_].formula) if id_ in made_of else ())
    return found - made_of.keys()


def _draws(material: Material) -> str:
    tried = material.tried
    if tried.exact:
        return "none: nothing that could be drawn is uncertain"
    what = tried.request.uncertainty
    return (
        f"{tried.draws:,} draws, seed {tried.request.seed}; weights: {what.weights_text()}; level values: "
        f"{what.values_text()}; unknown levels: {what.unknowns_text()}"
    )


def _notices(material: Material) -> Iterator[Block]:
    notices = tuple(dict.fromkeys(material.run.notices))
    if notices:
        more = len(notices) - NOTICES_SHOWN
        said = (*notices[:NOTICES_SHOWN], *([f"and {more:,} more"] if more > 0 else []))
        yield Page("provenance-notices", "What the sheet's owner should know", (Points(said),))


def _source(matrix: Matrix) -> Page:
    said = (" ".join(part.split()) for part in (matrix.source, f"Licence. {matrix.licence}"))
    return Page(SOURCE, "Where the matrix comes from", tuple(map(Words, said)))
