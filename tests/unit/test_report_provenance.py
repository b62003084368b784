"""What was scored with what: every file, the matrix and its arithmetic in words, and what was left out."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

from ocgscore import assess, list_matrices, load_matrix, read_assessments
from ocgscore.matrix.formula import parse_formula
from ocgscore.report.meeting.blocks import Facts, Page, Points, Words
from ocgscore.report.meeting.gather import gather
from ocgscore.report.meeting.material import Rejected, Source
from ocgscore.report.meeting.sections.provenance import STATUSES, measures_in_words, provenance_section

EXAMPLES = Path(__file__).parents[2] / "examples"


def material(rows=({"group": "A", "corruption": "high"},), **asked):
    return gather(assess(list(rows), "sleipnir-2000"), draws=10, **asked)


def facts(section):
    return {term: said for block in section.blocks if isinstance(block, Facts) for term, said in block.said}


def page(section, id_):
    return next(block for block in section.blocks if isinstance(block, Page) and block.id == id_)


def test_each_file_has_its_whole_digest_and_no_digest_stands_twice():
    sources = (Source("assessments", "a.csv", "ab" * 32), Source("map", "map", ""))
    section = provenance_section(material(sources=sources))
    assert section.blocks[0].said == (
        ("File, assessments", f"a.csv: sha256 {'ab' * 32}"), ("File, map", "map: made in memory"),
    )  # fmt: skip
    fingerprint = load_matrix("sleipnir-2000").fingerprint
    assert facts(section)["Matrix"].endswith(f"sleipnir-2000@1.0.0: fingerprint {fingerprint}")
    for digest in ("ab" * 32, fingerprint):
        assert repr(section).count(digest) == 1


def test_two_files_of_one_kind_are_both_named():
    sources = (Source("assessments", "a.csv", "ab" * 32), Source("assessments", "b.csv", "cd" * 32))
    said = provenance_section(material(sources=sources)).blocks[0].said
    assert [text[:5] for _, text in said] == ["a.csv", "b.csv"]


def test_the_sheet_is_named_even_where_no_source_is():
    batch = read_assessments(EXAMPLES / "demo.csv", "ocg-tactical")
    listed = provenance_section(gather(batch, draws=10)).blocks[0].said
    assert listed == (("File, assessments", f"{batch.table.name}: sha256 {batch.table.sha256}"),)


@pytest.mark.parametrize("changed", [{"id": "force-own"}, {"title": "Ours"}])
def test_of_a_matrix_of_somebodys_own_only_its_status_is_said(changed):
    """Whether a force's own matrix is anybody's official scheme this package cannot know."""
    own = attrs.evolve(load_matrix("ocg-tactical"), **changed)
    section = provenance_section(gather(assess([{"group": "A", "physical": "2"}], own), draws=10))
    assert facts(section)["Its numbers"] == "an illustration."
    assert "scheme" not in facts(section)["Its numbers"]


def test_earlier_assessments_and_rows_left_out_are_counted():
    rows = [{"group": "A", "assessed_on": f"2026-0{month}-01", "corruption": "low"} for month in (1, 2, 3)]
    found = facts(provenance_section(material(rows, rejected=(Rejected("row 9", "B", ("wrong",)),))))
    assert found["Groups scored"] == "1, from 3 assessments; 2 earlier ones of the same groups set aside"
    assert found["Rows left out"] == "1, for problems in them: they are in no rank of this report"
    assert found["Dates of assessment"] == "2026-01-01 to 2026-03-01"


def test_what_the_sheet_does_not_say_is_undefined():
    found = facts(provenance_section(material()))
    assert found["Forces"] == "undefined: the sheet has no column of forces"
    assert found["Dates of assessment"] == "undefined: no assessment has a date"


def test_forces_stand_once_each_in_name_order_and_undated_rows_are_counted():
    rows = [
        {"group": str(at), "force": force, "assessed_on": day, "corruption": "low"}
        for at, (force, day) in enumerate([("West", "2026-02-01"), ("East", ""), ("West", ""), ("", "2026-01-05")])
    ]
    found = facts(provenance_section(material(rows)))
    assert found["Forces"] == "East, West"
    assert found["Dates of assessment"] == "2026-01-05 to 2026-02-01; 2 undated"


def test_a_product_is_said_as_a_product_and_a_grid_as_a_grid():
    """By hand from the file: risk = harm * likelihood, priority = grid(likelihood, harm)."""
    matrix = load_matrix("ocg-tactical")
    risk, priority = (dict(measures_in_words(matrix, matrix.measure(id_))) for id_ in ("risk", "priority"))
    assert risk["Risk"].startswith("Total harm × Total likelihood.")
    assert list(risk) == ["Risk", "Total harm", "Total likelihood"]
    assert priority["Priority"] == ("looked up in a grid, by the band of Total likelihood and the band of Total harm")


def test_every_function_of_the_formula_language_has_words():
    matrix = load_matrix("sleipnir-2000")
    formula = parse_formula("max(corruption, min(violence, scope)) + 0.5 * mean(stability, monopoly)")
    ((_, said),) = measures_in_words(matrix, attrs.evolve(matrix.measures[0], formula=formula, note=""))
    titles = {one.id: one.title for one in matrix.criteria}
    assert said == (
        f"(the highest of {titles['corruption']}, (the lowest of {titles['violence']}, {titles['scope']})) + "
        f"(0.5 × (the mean of {titles['stability']}, {titles['monopoly']}))"
    )


def test_weights_are_listed_where_they_differ_and_only_those_of_the_ranking_measure():
    found = facts(provenance_section(gather(read_assessments(EXAMPLES / "demo.csv", "ocg-tactical"), draws=10)))
    assert found["Weights"].startswith("Physical harm 3; Psychological harm 2;")
    assert "Capacity gap" not in found["Weights"]  # of the organisational position, which ranks nothing


@pytest.mark.parametrize("matrix", list_matrices(), ids=lambda matrix: matrix.id)
def test_every_shipped_matrix_says_whose_its_numbers_are(matrix):
    row = {"group": "A", matrix.criteria[0].id: matrix.criteria[0].levels[0].code}
    by = matrix.ranks_by or matrix.measures[0].id
    section = provenance_section(gather(assess([row], matrix), by=by, draws=10))
    assert facts(section)["Its numbers"] == f"{STATUSES[matrix.status]}."
    source = page(section, "provenance-matrix").blocks[0]
    assert isinstance(source, Words)
    assert source.said == " ".join(matrix.source.split())


def test_an_illustration_is_called_one():
    assert STATUSES["illustrative"] == "an illustration: nobody's official scheme"


def test_very_many_notices_are_cut_and_counted():
    found = material()
    run = attrs.evolve(found.run, notices=tuple(f"notice {at}" for at in range(50)))
    (points,) = page(provenance_section(attrs.evolve(found, run=run)), "provenance-notices").blocks
    assert isinstance(points, Points)
    assert len(points.said) == 31
    assert points.said[-1] == "and 20 more"


def test_the_same_material_gives_the_same_section():
    assert provenance_section(material()) == provenance_section(material())
