"""A sheet becomes level codes; whatever does not fit is named by its cell, with what to do."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from ocgscore import assess, latest, load_matrix, read_assessments, sift
from ocgscore.errors import AssessmentError, OcgScoreError
from ocgscore.table import Column, Table, read_table

HEADINGS = "group,force,assessor,assessed_on,corruption,violence\n"


@pytest.fixture
def sheet(tmp_path):
    """Return a function that writes a csv of Sleipnir assessments and sifts it."""

    def make(text, matrix="sleipnir-2000"):
        path = tmp_path / "forces.csv"
        path.write_text(text, encoding="utf-8")
        return sift(read_table(path), matrix)

    return make


def messages(sifted):
    return [str(problem) for problem in sifted.problems]


@pytest.mark.parametrize(
    ("text", "stretch"),
    [
        ("high", (3, 3)), ("High", (3, 3)), ("  HIGH ", (3, 3)), ("nil", (0, 0)),
        ("", (0, 3)), ("?", (0, 3)), ("unknown", (0, 3)), ("Unknown", (0, 3)),
        ("low-high", (1, 3)), ("low - medium", (1, 2)), ("low–medium", (1, 2)), ("high-low", (1, 3)),
        ("low|medium", (1, 2)), ("low | high", (1, 3)), ("nil|low|medium", (0, 2)),
        ("not nil", (1, 3)), ("NOT High", (0, 2)), ("not low", (0, 3)),
    ],
)  # fmt: skip
def test_what_an_assessor_may_write(text, stretch):
    batch = assess([{"group": "A", "corruption": text}], "sleipnir-2000")
    assert (batch.lowest[0, 0], batch.highest[0, 0]) == stretch


@pytest.mark.parametrize("cell", [3, 3.0, "3", "3.0", "03", "Severe", "severe"])
def test_numbers_are_read_as_codes_however_the_sheet_holds_them(cell):
    batch = assess([{"group": "A", "physical": cell}], "ocg-tactical")
    matrix = load_matrix("ocg-tactical")
    expected = [level.code for level in matrix.criteria[0].levels].index("3")
    if isinstance(cell, str) and not cell[0].isdigit():
        expected = [level.label.casefold() for level in matrix.criteria[0].levels].index(cell.casefold())
    assert batch.lowest[0, 0] == batch.highest[0, 0] == expected


def test_a_misspelt_level_is_named_by_its_cell_with_the_nearest_level(sheet):
    assert messages(sheet(HEADINGS + "A,N,x,2026-01-02,hihg,low\n")) == [
        "forces.csv!E2 corruption: 'hihg' is not a level of \"Corruption\"; did you mean 'high'?"
    ]


def test_titles_and_ids_both_head_a_column(sheet):
    found = sheet("GROUP,Links to other organised crime groups,violence\nA,high,low\n")
    assert found.accepted.lowest[0, 17] == 3


@pytest.mark.parametrize(
    ("cell", "hint"),
    [
        (dt.date(2026, 4, 2), "Excel turned a range"),
        (dt.datetime(2026, 4, 2), "Excel turned a range"),  # noqa: DTZ001 - as Excel gives it
        ("02-Apr", "Excel turned a range"),
        ("2026-04-02", "Excel turned a range"),
        ("#DIV/0!", "a formula in the sheet failed"),
        ("5", "the levels are"),
        (True, "the levels are"),
    ],
)
def test_an_impossible_level_is_refused_with_the_likeliest_reason(cell, hint):
    with pytest.raises(AssessmentError, match=hint):
        assess([{"group": "A", "corruption": cell}], "sleipnir-2000")


def test_every_problem_is_found_at_once_in_the_order_of_the_sheet(sheet):
    found = sheet(
        HEADINGS
        + "A,N,x,2026-01-02,hihg,low\n"
        + ",N,x,2026-01-02,high,low\n"
        + "C,N,x,31/12/2026,high,lwo\n"
        + "D,N,x,2026-01-02,high,low\n"
        + "D,N,x,2026-01-02,high,low\n"
        + "E,N,x,2026-01-02,high,low\n"
    )
    assert [problem.where.split()[0] for problem in found.problems] == [
        "forces.csv!E2", "forces.csv!A3", "forces.csv!D4", "forces.csv!F4", "forces.csv!A5", "forces.csv!A6",
    ]  # fmt: skip
    assert found.accepted.group.cells() == ["E"]
    assert found.rows_read == 6 == len(found.accepted) + len(found.rejected)


@pytest.mark.parametrize(
    ("date", "remedy"),
    [
        ("31/12/2026", "write it as 2026-12-31"),
        ("03/04/2026", "write it as 2026-04-03 or as 2026-03-04, whichever is meant"),
        ("12/31/26", "such as 2026-11-23"),
        ("2026-13-01", "such as 2026-11-23"),
        ("2026-02-30", "such as 2026-11-23"),
        ("yesterday", "such as 2026-11-23"),
        ("45000", "format the cells as dates"),
        ("20260101", "such as 2026-11-23"),
    ],
)
def test_a_date_that_is_not_one_is_refused_with_what_to_write(sheet, date, remedy):
    [message] = messages(sheet(HEADINGS + f"A,N,x,{date},high,low\n"))
    assert message.startswith(f"forces.csv!D2 assessed_on: '{date}' is not a date")
    assert remedy in message


def test_dates_keep_their_time_and_are_brought_to_utc(sheet):
    found = sheet(HEADINGS + "A,N,x,2026-01-02T10:00:00+01:00,high,low\nB,N,x,2026-01-02,high,low\nC,N,x,,high,low\n")
    assert found.accepted.assessed_on.tolist() == [dt.datetime(2026, 1, 2, 9), dt.datetime(2026, 1, 2), None]  # noqa: DTZ001


@pytest.mark.parametrize(
    ("rows", "repeats"),
    [
        ("A,N,x,2026-01-02,high,low\nA,N,x,2026-01-02,low,low\n", 2),
        ("A,N,x,2026-01-02,high,low\nA,N,x,2026-01-02,low,low\nA,N,x,2026-01-02,nil,low\n", 3),
        ("A,N,,,high,low\nA,N,,,low,low\n", 2),
        ("A,Northmoor,X,2026-01-02,high,low\nA,northmoor ,x,2026-01-02,low,low\n", 2),
        ("A,N,x,2026-01-02,high,low\nA,N,y,2026-01-02,low,low\n", 0),
        ("A,N,x,2026-01-02,high,low\nA,N,x,2026-01-03,low,low\n", 0),
        ("A,N,x,2026-01-02,high,low\nA,M,x,2026-01-02,low,low\n", 0),
        ("A,N,x,2026-01-02,high,low\nB,N,x,2026-01-02,low,low\nC,N,x,2026-01-02,low,low\n", 0),
    ],
)
def test_a_group_may_be_assessed_often_but_not_twice_by_one_assessor_on_one_date(sheet, rows, repeats):
    found = sheet(HEADINGS + rows)
    assert len(found.problems) == repeats
    assert all(
        "is not assessed only once by" in message and "see forces.csv row" in message for message in messages(found)
    )
    assert len(found.accepted) == (0 if repeats else rows.count("\n"))


def test_a_missing_criterion_is_unknown_in_every_row_and_said_so(sheet):
    found = sheet("group,corruption\nA,high\n")
    assert found.accepted.lowest[0].tolist() == [3] + [0] * 18
    assert found.accepted.highest[0].tolist() == [3] * 19
    assert any(
        "18 of 19 criteria have no column, unknown in every row: Violence; Infiltration;" in notice
        for notice in found.accepted.notices
    )


@pytest.mark.parametrize(
    ("headings", "said"),
    [
        ("group,corruption,Violense", "'Violense' is not a criterion of sleipnir-2000@1.0.0; did you mean 'violence'?"),
        ("name,corruption", "a column headed 'group' is missing"),
        ("group,remarks", "a column for any criterion of sleipnir-2000@1.0.0 is missing"),
        ("group,theme_of_it,corruption,Corruption ", "heading"),
        ("group,assessed on,assessed_on,corruption", "the only column for assessed_on"),
    ],
)
def test_headings_that_do_not_fit_are_refused(tmp_path, headings, said):
    path = tmp_path / "forces.csv"
    path.write_text(headings + "\n" + ",".join(["high"] * (headings.count(",") + 1)) + "\n", encoding="utf-8")
    with pytest.raises(OcgScoreError) as caught:
        sift(read_table(path), "sleipnir-2000")
    assert said in str(caught.value)


def test_id_and_title_of_one_criterion_may_not_head_two_columns():
    rows = [{"group": "A", "physical": "1", "Physical harm": "2"}]
    with pytest.raises(AssessmentError, match="is not the only column for physical"):
        assess(rows, "ocg-tactical")


def test_other_columns_pass_through_and_reasons_are_kept(sheet):
    found = sheet("ref,group,corruption,corruption_rationale,note\n7,A,high,seen it,x\n")
    assert found.accepted.table.headings == ["ref", "group", "corruption", "corruption_rationale", "note"]
    assert found.accepted.rationale["corruption"].cells() == ["seen it"]


def test_another_version_of_the_matrix_is_said_so(sheet):
    found = sheet("group,matrix_version,corruption\nA,1.0.0,high\nB,0.9.0,high\nC,,high\nD,sleipnir-2000@1.0.0,high\n")
    [notice] = [notice for notice in found.accepted.notices if "recorded against" in notice]
    assert notice.startswith("1 row recorded against version 0.9.0, scored here with sleipnir-2000@1.0.0")
    assert "forces.csv row 3" in notice


LONG = (
    "group,assessor,assessed_on,criterion,level,rationale,region\n"
    "A,x,2026-01-02,corruption,high,seen,North\n"
    "A,x,2026-01-02,Violence,low,heard,North\n"
    "B,x,2026-01-02,violence,medium,,South\n"
)


def test_the_long_form_is_read_as_one_row_an_assessment(sheet):
    batch = sheet(LONG).accepted
    assert batch.group.cells() == ["A", "B"]
    assert batch.lowest[:, :2].tolist() == [[3, 1], [0, 2]]
    assert batch.highest[:, :2].tolist() == [[3, 1], [3, 2]]
    assert batch.rationale["violence"].cells() == ["heard", ""]
    assert batch.table.headings[:4] == ["group", "assessor", "assessed_on", "region"]
    assert batch.address(0, 1) == "forces.csv!E3"


def test_problems_of_the_long_form_are_named_by_their_own_cells(sheet):
    found = sheet(
        LONG
        + "C,x,2026-01-02,violense,low,,\nC,x,2026-01-02,violence,lwo,,\n"
        + "D,x,2026-01-02,violence,low,,\nD,x,2026-01-02,violence,high,,\n"
    )
    said = messages(found)
    assert (
        "forces.csv!D5 criterion: 'violense' is not a criterion of sleipnir-2000@1.0.0; did you mean 'violence'?"
        in said
    )
    assert any(message.startswith("forces.csv!E6") and "'lwo' is not a level" in message for message in said)
    assert any(message.startswith("forces.csv!D8") and "see forces.csv row 7" in message for message in said)
    assert found.accepted.group.cells() == ["A", "B"]
    assert found.rejected.row_numbers.tolist() == [5, 6, 7, 8]
    assert found.rows_read == 7


def test_a_long_sheet_gives_the_scores_of_the_same_wide_sheet(sheet):
    wide = sheet("group,corruption,violence\nA,high,low\nB,,medium\n").accepted
    long = sheet(LONG).accepted
    assert np.array_equal(wide.lowest, long.lowest)
    assert np.array_equal(wide.highest, long.highest)


def test_taking_rows_of_a_long_sheet_keeps_their_addresses(sheet):
    batch = sheet(LONG).accepted.take(np.array([1]))
    assert batch.address(0, 1) == "forces.csv!E4"
    assert batch.group.cells() == ["B"]


def test_latest_keeps_the_newest_of_each_group(sheet):
    rows = "A,N,x,2026-01-02,high,low\nB,N,x,2026-01-02,nil,low\nA,N,y,2026-03-01,low,low\n"
    newest = latest(sheet(HEADINGS + rows).accepted)
    assert newest.group.cells() == ["B", "A"]
    assert newest.lowest[:, 0].tolist() == [0, 1]
    assert "1 earlier assessment left out" in newest.notices[-1]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("A,N,x,2026-01-02,high,low\nA,N,y,,low,low\n", "the date of an assessment of 'A' is missing"),
        ("A,N,x,2026-01-02,high,low\nA,N,y,2026-01-02,low,low\n", "is not a newest assessment by itself"),
    ],
)
def test_latest_refuses_to_guess(sheet, rows, said):
    with pytest.raises(AssessmentError, match=said):
        latest(sheet(HEADINGS + rows).accepted)


def test_a_theme_may_head_the_column_of_ids_of_a_thematic_matrix():
    matrix = load_matrix("thematic")
    assert assess([{"theme": "Fraud", matrix.criteria[0].id: ""}], matrix).group.cells() == ["Fraud"]


def test_arrays_are_read_only_and_column_by_column():
    batch = assess([{"group": "A", "corruption": "high"}], "sleipnir-2000")
    assert batch.lowest.flags.f_contiguous
    assert batch.highest.flags.f_contiguous
    with pytest.raises(ValueError, match="read-only"):
        batch.lowest[0, 0] = 1


def test_ten_thousand_problems_are_all_reported(sheet):
    found = sheet(HEADINGS + "".join(f"G{i},N,x,2026-01-02,wrong{i},low\n" for i in range(10_000)))
    assert len(found.problems) == 10_000
    assert found.problems[-1].where.startswith("forces.csv!E10001")


def test_a_table_of_cells_made_in_memory_is_sifted_alike():
    columns = (Column.from_cells("group", ["A"]), Column.from_cells("corruption", ["high"]))
    table = Table("memory", columns, np.array([2]))
    assert sift(table, "sleipnir-2000").accepted.lowest[0, 0] == 3


def test_read_assessments_raises_every_problem(tmp_path):
    path = tmp_path / "two.csv"
    path.write_text("group,corruption\nA,hihg\nB,lwo\n", encoding="utf-8")
    with pytest.raises(AssessmentError) as caught:
        read_assessments(path, "sleipnir-2000")
    assert len(caught.value.problems) == 2


def test_ids_that_differ_only_in_case_or_spacing_are_said_to_be_taken_as_different(sheet):
    found = sheet("group,violence\nOCG 1,low\nocg 1,high\nOCG1,nil\nB,low\n")
    [notice] = [notice for notice in found.accepted.notices if "case or spacing" in notice]
    assert "'OCG 1' and 'OCG1' and 'ocg 1'" in notice


@pytest.mark.parametrize(
    ("cell", "hint"),
    [
        (">2", "write a range as 2-4"),
        ("2+", "write a range as 2-4"),
        ("1 or 2", "write a range as 2-4"),
        ("n/a", "write ?, where the level is not known"),
        ("NK", "write ?, where the level is not known"),
        ("-", "write ?, where the level is not known"),
    ],
)
def test_an_inequality_or_a_word_for_unknown_is_answered_with_how_to_write_it(cell, hint):
    with pytest.raises(AssessmentError) as caught:
        assess([{"group": "A", "physical": cell}], "ocg-tactical")
    assert hint in str(caught.value)
    assert "did you mean" not in str(caught.value)


def test_no_rows_are_refused_as_such():
    with pytest.raises(AssessmentError, match="at least one row is missing"):
        assess([], "ocg-tactical")


def test_descriptions_are_short():
    batch = assess([{"group": "A", "physical": "1"}], "ocg-tactical")
    assert repr(batch) == "Assessments(1 against ocg-tactical@1.0.0)"
    assert len(repr(batch.matrix)) < 80


@pytest.mark.parametrize("rows", [[None], [[1, 2]], "abc", [{1: "A"}], [{"group": "A", "violence": "low"}, 3]])
def test_rows_that_are_no_mappings_are_refused_with_what_to_give(rows):
    with pytest.raises(AssessmentError, match="is not a mapping of headings to cells; give a list with one mapping"):
        assess(rows, "sleipnir-2000")


def test_one_mapping_alone_is_one_row():
    assert len(assess({"group": "A", "violence": "low"}, "sleipnir-2000")) == 1


LARGE = 20_000  # rows: enough for ids to be left in the file's bytes, where a blank or a padded one must still be seen


def test_a_blank_id_among_many_distinct_ones_is_refused(sheet):
    rows = [f"N,OCG-{number:06d},high\n" for number in range(LARGE)]
    rows[12_345] = "N,,high\n"
    found = sheet("force,group,violence\n" + "".join(rows))
    assert [problem.where for problem in found.problems] == ["forces.csv!B12347 group"]
    assert len(found.accepted) == LARGE - 1


@pytest.mark.parametrize("padded", ["OCG-000007 ", " OCG-000007", "OCG-000007\N{NO-BREAK SPACE}"])
def test_a_padded_id_among_many_distinct_ones_is_the_same_group(sheet, padded):
    rows = [f"OCG-{number:06d},high\n" for number in range(LARGE)]
    rows[12_345] = f"{padded},low\n"
    found = sheet("group,violence\n" + "".join(rows))
    assert [problem.where for problem in found.problems] == ["forces.csv!A9 group", "forces.csv!A12347 group"]


@pytest.mark.parametrize("heading", ["Total harm", "Total harm score", "Total likelihood"])
def test_a_total_that_the_sheet_records_is_not_taken_for_a_misspelt_criterion(heading):
    table = Table.from_rows([{"group": "A", "Intent": "2", heading: 12}])  # Physical harm and the like have no column
    assert len(sift(table, "ocg-tactical").accepted) == 1


def test_a_misspelt_criterion_is_refused_all_the_same():
    with pytest.raises(AssessmentError, match="did you mean 'Physical harm'"):
        sift(Table.from_rows([{"group": "A", "Intent": "2", "Pysical harm": 2}]), "ocg-tactical")
