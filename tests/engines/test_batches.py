"""The function from record batch to record batch: what scored_table gives, however the rows are split."""

import datetime as dt
import pickle
import sqlite3
import sys
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import compute, parquet

from ocgscore import assess, load_matrix, rank, read_table, score, scored_table, sift
from ocgscore.errors import AssessmentError, MissingExtraError, RequestError, TableError
from ocgscore.report.batches import arrow_scorer, with_ranks
from ocgscore.testing import matrices, rows

ROOT = Path(__file__).parents[2]
RANK_SQL = (ROOT / "examples" / "engines" / "rank.sql").read_text(encoding="utf-8")
MATRIX = "ocg-tactical"


def arrow(listed):
    """Return rows as an Arrow table of text."""
    headings = list(dict.fromkeys(key for row in listed for key in row))
    return pa.table({heading: pa.array([row.get(heading) for row in listed], pa.string()) for heading in headings})


def split(table, cuts):
    """Return a table's rows as batches that end at the cuts; empty batches among them."""
    ends = [0, *sorted(min(cut, len(table)) for cut in cuts), len(table)]
    whole = table.combine_chunks().to_batches() or [pa.RecordBatch.from_pylist([], table.schema)]
    return [whole[0].slice(start, stop - start) for start, stop in pairwise(ends)]


def expected(table):
    """Return the rows that a scored table holds, as Arrow gives them: undefined is null."""
    columns = {
        column.heading: [None if cell == "undefined" else cell for cell in column.cells()] for column in table.columns
    }
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


@st.composite
def sheets(draw):
    matrix = draw(matrices(most_criteria=4))
    return matrix, draw(rows(matrix)), draw(st.lists(st.integers(0, 9), max_size=4))


@given(sheets())
def test_scored_in_any_split_the_rows_are_those_of_the_scored_table(sheet):
    matrix, listed, cuts = sheet
    scorer, table = arrow_scorer(matrix), arrow(listed)
    found = pa.Table.from_batches(scorer.each(split(table, cuts)), scorer.schema(table.schema))
    assert found.to_pylist() == expected(scored_table(score(assess(listed, matrix))))
    assert found.column_names == scored_table(score(assess(listed, matrix))).headings


@given(sheets())
def test_the_schema_is_known_in_advance_and_depends_on_nothing_in_the_rows(sheet):
    matrix, listed, cuts = sheet
    for problems in ("raise", "column"):
        scorer, table = arrow_scorer(matrix, problems=problems, numerators=True), arrow(listed)
        unknown = table.set_column(1, table.field(1), pa.nulls(len(table), pa.string()))
        for batch in [*split(table, cuts), *split(unknown, []), *split(table.slice(0, 0), [])]:
            scored = scorer(batch)
            scored.validate(full=True)
            assert scored.schema == scorer.schema(table.schema)
            assert scored.num_rows == batch.num_rows


@given(sheets())
def test_ranked_after_gathering_the_ranks_are_those_of_the_whole(sheet):
    matrix, listed, cuts = sheet
    scorer, table = arrow_scorer(matrix, numerators=True), arrow(listed)
    gathered = pa.Table.from_batches(scorer.each(split(table, cuts)))
    for measure in matrix.measures:
        ranking = rank(score(assess(listed, matrix)), measure.id)
        ranked = with_ranks(gathered, measure.id)
        assert ranked["rank_best"].to_pylist() == ranking.best.tolist()
        assert ranked["rank_worst"].to_pylist() == ranking.worst.tolist()
        assert by_sql(gathered, measure.id) == list(zip(ranking.best.tolist(), ranking.worst.tolist(), strict=True))


def by_sql(gathered, by):
    """Return the ranks that the plain SQL of the examples gives, in SQLite."""
    numerators = [gathered[f"{by}_{part}_numerator"].to_pylist() for part in ("low", "high")]
    with sqlite3.connect(":memory:") as connection:
        connection.execute(f'CREATE TABLE scored (at, "{by}_low_numerator", "{by}_high_numerator")')
        connection.executemany("INSERT INTO scored VALUES (?, ?, ?)", zip(range(len(gathered)), *numerators))  # noqa: B905
        found = connection.execute(RANK_SQL.replace("risk_", f"{by}_")).fetchall()
    connection.close()
    return [ranks for *_, ranks in sorted((at, (best, worst)) for at, _, _, best, worst in found)]


def test_the_rows_are_those_that_the_command_writes_for_the_same_parquet_file(ocgscore, tmp_path):
    demo = read_table(ROOT / "examples" / "demo.csv")
    table = pa.table({c.heading: [c.row_text(row) or None for row in range(len(demo))] for c in demo.columns})
    parquet.write_table(table, tmp_path / "groups.parquet")
    assert ocgscore("score", "groups.parquet", "--matrix", MATRIX, "--out", "scored.parquet").status == 0
    theirs = parquet.read_table(tmp_path / "scored.parquet").drop_columns("provenance")
    scorer = arrow_scorer(MATRIX, numerators=True)
    pieces = parquet.ParquetFile(tmp_path / "groups.parquet").iter_batches(batch_size=7)
    ranked = with_ranks(pa.Table.from_batches(scorer.each(pieces)), "risk")
    assert ranked.select(theirs.column_names).to_pylist() == theirs.to_pylist()
    assert set(ranked.column_names) - set(theirs.column_names) == {
        "provenance", *(f"{m.id}_{end}_numerator" for m in load_matrix(MATRIX).measures for end in ("low", "high")),
    }  # fmt: skip


def test_own_columns_come_out_first_as_they_went_in():
    own = {
        "note": pa.array([b"\0x", None]), "group": pa.array([7, 8], pa.uint16()), "tags": pa.array([["a"], None]),
        "corruption": pa.array(["high", None]).dictionary_encode(), "when": pa.array([dt.time(1), None], pa.time64("ns")),
    }  # fmt: skip
    schema = pa.schema(
        [pa.field(name, array.type, metadata={"k": "v"}) for name, array in own.items()], {"marking": "X"}
    )
    batch = pa.record_batch(list(own.values()), schema=schema)
    scored = arrow_scorer("sleipnir-2000")(batch)
    assert scored.select(range(5)).equals(batch.replace_schema_metadata(scored.schema.metadata), check_metadata=True)
    assert scored.schema.metadata == {b"marking": b"X"}


@pytest.mark.parametrize(
    "levels",
    [
        pa.array([3, None, 0], pa.int8()), pa.array([3.0, None, 0.0]), pa.array([Decimal("3.0"), None, Decimal("0.0")]),
        pa.array(["3", "?", "0"]), pa.array([" Serious ", "unknown", "none"], pa.large_string()),
        pa.array(["3", "", "0"], pa.string_view()), pa.array(["3", "Unknown", "0"]).dictionary_encode(),
    ],
    ids=lambda array: str(array.type),
)  # fmt: skip
def test_levels_are_read_from_columns_of_any_plain_type(levels):
    scored = arrow_scorer(MATRIX)(pa.record_batch({"group": ["A", "B", "C"], "physical": levels}))
    rows_of_text = [{"group": id_, "physical": level} for id_, level in zip("ABC", ["3", None, "0"], strict=True)]
    harm = score(assess(rows_of_text, MATRIX))["harm"]
    assert [int(shown) for shown in scored["harm_low"].to_pylist()] == harm.low.tolist()
    assert [int(shown) for shown in scored["harm_high"].to_pylist()] == harm.high.tolist()
    assert scored["completeness"].to_pylist() == [Decimal("0.06"), Decimal("0.00"), Decimal("0.06")]  # 1 of 16


BAD = {
    "group": ["A", "B", " ", "D"],
    "corruption": ["high", "hihg", "low", "nil"],
    "assessed_on": [None, "May", None, ""],
}


def test_a_batch_with_problems_is_refused_with_all_of_them_each_with_its_group():
    with pytest.raises(AssessmentError) as caught:
        arrow_scorer("sleipnir-2000")(pa.record_batch(BAD))
    assert [problem.where for problem in caught.value] == [
        "batch[2].corruption of 'B'", "batch[2].assessed_on of 'B'", "batch[3].group",
    ]  # fmt: skip
    assert "did you mean 'high'?" in str(caught.value)
    assert pickle.loads(pickle.dumps(caught.value)).problems == caught.value.problems  # noqa: S301 - a worker sends it home


def test_rows_with_problems_may_stay_with_null_results_and_their_problems():
    scorer = arrow_scorer("sleipnir-2000", problems="column", numerators=True)
    gathered = pa.Table.from_batches(scorer.each(split(pa.table(BAD), [1, 2])))
    assert gathered["group"].to_pylist() == BAD["group"]
    assert gathered["total_low"].to_pylist() == [Decimal(76), None, None, Decimal(0)]
    assert gathered["provenance"].is_valid().to_pylist() == [True, False, False, True]
    said = gathered["problems"].to_pylist()
    assert (said[0], said[3]) == (None, None)
    assert said[1].split(" | ")[1].startswith("assessed_on: 'May' is not a date")
    assert said[2].startswith("group: an id is missing")
    assert pa.Table.from_batches([scorer(pa.record_batch(BAD))]).equals(gathered.combine_chunks())
    # ranks are those among the sound rows, as `score --accept-valid` gives them
    sound = rank(score(sift(read_rows(BAD), "sleipnir-2000").accepted))
    ranked = with_ranks(gathered, "total")
    assert ranked["rank_best"].to_pylist() == [sound.best[0], None, None, sound.best[1]]
    assert ranked["rank_worst"].to_pylist() == [sound.worst[0], None, None, sound.worst[1]]


def read_rows(columns):
    from ocgscore.table import Table

    return Table.from_rows([dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)])


@pytest.mark.parametrize(
    ("columns", "error", "said"),
    [
        ({"corruption": ["high"]}, AssessmentError, "a column headed 'group' is missing"),
        ({"group": ["A"], "colour": ["red"]}, AssessmentError, "a column for any criterion"),
        ({"group": ["A"], "corruptoin": ["high"], "violence": ["low"]}, AssessmentError, "did you mean 'corruption'"),
        ({"group": ["A"], "criterion": ["corruption"], "level": ["high"]}, AssessmentError, "turn it first"),
        ({"group": ["A"], "corruption": ["high"], "Corruption ": ["low"]}, TableError, "a heading of its own"),
        ({"group": ["A"], "corruption": [["high"]]}, TableError, "batch corruption: 'list<"),
        ({"group": ["A"], "corruption": ["high"], " ": ["x"]}, TableError, "a heading is missing"),
    ],
)
def test_columns_that_do_not_fit_are_refused_before_any_row_is_read(columns, error, said):
    batch = pa.record_batch(columns)
    with pytest.raises(error) as caught:
        arrow_scorer("sleipnir-2000").schema(batch.schema)
    assert said in str(caught.value)
    with pytest.raises(error):
        arrow_scorer("sleipnir-2000", problems="column")(batch)


def test_criteria_without_a_column_are_said():
    schema = pa.schema({"group": pa.string(), "corruption": pa.string()})
    assert arrow_scorer("sleipnir-2000").notices(schema)[0].startswith("batch: 18 of 19 criteria have no column")


def test_an_earlier_result_is_replaced_and_not_repeated():
    scorer = arrow_scorer("sleipnir-2000", problems="column", numerators=True)
    once = scorer(pa.record_batch({"group": ["A"], "corruption": ["high"]}))
    assert scorer(once).equals(once)


def test_the_scorer_can_be_sent_to_another_process():
    scorer = arrow_scorer(MATRIX, problems="column")
    sent = pickle.loads(pickle.dumps(scorer))  # noqa: S301 - our own bytes
    batch = pa.record_batch({"group": ["A"], "physical": ["3"]})
    assert sent(batch).equals(scorer(batch))


def test_figures_beyond_eighteen_digits_are_exact():
    """By hand: 3 × 10¹⁷ × 10 = 3 × 10¹⁸ has nineteen digits; a third of 10¹⁷ has the digits 3."""
    from ocgscore import parse_matrix

    text = """
    id = "large"
    version = "1.0.0"
    title = "Large"
    subject = "group"
    status = "illustrative"
    source = "made for a test"
    licence = "none"
    ranks_by = "product"
    digits = 2
    [[sections]]
    id = "all"
    title = "All"
    [[criteria]]
    id = "a"
    title = "A"
    section = "all"
    question = "?"
    levels = [
      {code = "0", label = "none", value = 0, anchor = "-"},
      {code = "1", label = "some", value = 100000000000000000, anchor = "-"},
    ]
    [[criteria]]
    id = "b"
    title = "B"
    section = "all"
    question = "?"
    levels = [{code = "0", label = "no", value = 0, anchor = "-"}, {code = "1", label = "yes", value = 10, anchor = "-"}]
    [[measures]]
    id = "product"
    title = "Product"
    formula = "a * 3 * b"
    [[measures]]
    id = "third"
    title = "Third"
    formula = "mean(a, 0, 0)"
    """
    scored = arrow_scorer(parse_matrix(text))(pa.record_batch({"group": ["A"], "a": ["1"], "b": ["1"]}))
    assert scored.schema.field("product_low").type == pa.decimal128(38, 2)
    assert scored["product_low"].to_pylist() == [Decimal("3000000000000000000.00")]
    assert scored["third_high"].to_pylist() == [Decimal("33333333333333333.33")]


def test_an_id_is_blank_to_arrow_where_it_is_blank_to_python():
    """The fast check of ids rests on this."""
    characters = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]
    trimmed = compute.utf8_trim_whitespace(pa.array(characters, pa.large_string()))
    blank = compute.equal(trimmed, "").to_numpy(zero_copy_only=False)
    assert [characters[at] for at in np.flatnonzero(blank).tolist()] == [c for c in characters if c.isspace()]


def test_what_is_asked_wrongly_is_refused_with_the_remedy():
    with pytest.raises(RequestError, match="did you mean 'column'"):
        arrow_scorer(MATRIX, problems="colum")
    with pytest.raises(RequestError, match=r"scorer\.each\(table\.to_batches\(\)\)"):
        arrow_scorer(MATRIX)(pa.table({"group": ["A"]}))
    with pytest.raises(RequestError, match="numerators=True"):
        with_ranks(arrow_table_without_numerators(), "risk")


def arrow_table_without_numerators():
    return pa.Table.from_batches([arrow_scorer(MATRIX)(pa.record_batch({"group": ["A"], "physical": ["3"]}))])


def test_a_missing_package_is_named_with_the_command_that_installs_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match="python -m pip install pyarrow"):
        arrow_scorer(MATRIX)
