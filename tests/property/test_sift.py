"""Accepted plus rejected is the input: whatever stands in a sheet, no row is lost, doubled or changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore import load_matrix, sift
from ocgscore.errors import AssessmentError
from ocgscore.report import rejects_table
from ocgscore.table import Table

MATRIX = load_matrix("group-threat-derbyshire")
LEVELS = st.sampled_from(["nil", "Low", "medium", "HIGH", "", "?", "low-high", "not nil", "hihg", "9", "#REF!"])
CRITERIA = {criterion.id: LEVELS for criterion in MATRIX.criteria}
WIDE = st.fixed_dictionaries(
    {
        "note": st.text(max_size=3),
        "group": st.sampled_from(["A", "B", "C", "D", ""]),
        "assessor": st.sampled_from(["x", "X", "y"]),
        "assessed_on": st.sampled_from(["2026-01-02", "2026-02-01", "02/01/2026", ""]),
        **CRITERIA,
    }
)
LONG = st.fixed_dictionaries(
    {
        "group": st.sampled_from(["A", "B", ""]),
        "criterion": st.sampled_from([*CRITERIA, "Weapons", "weaponz"]),
        "level": LEVELS,
        "rationale": st.sampled_from(["", "seen", "heard"]),
    }
)


def rows_of(table, columns=None):
    headings = table.headings[:columns]
    return [tuple(column.row_text(row) for column in table.columns[: len(headings)]) for row in range(len(table))]


@given(st.lists(WIDE, min_size=1, max_size=8))
def test_a_wide_sheet_is_parted_without_loss(rows):
    table = Table.from_rows(rows)
    sifted = sift(table, MATRIX)
    accepted, rejected = sifted.accepted.table, sifted.rejected
    numbers = [*accepted.row_numbers.tolist(), *rejected.row_numbers.tolist()]
    assert sorted(numbers) == table.row_numbers.tolist()
    found = dict(zip(numbers, [*rows_of(accepted), *rows_of(rejected)], strict=True))
    assert [found[number] for number in table.row_numbers.tolist()] == rows_of(table)
    assert bool(sifted.problems) == bool(len(rejected))
    assert all(reason for reason in sifted.reasons)


@given(st.lists(LONG, min_size=1, max_size=10))
def test_a_long_sheet_is_parted_by_assessment_without_loss(rows):
    table = Table.from_rows(rows)
    if all(row["criterion"] == "weaponz" for row in rows):
        with pytest.raises(AssessmentError) as caught:  # nothing can be parted, and every row is named
            sift(table, MATRIX)
        assert len(caught.value.problems) > len(rows)
        return
    sifted = sift(table, MATRIX)
    rejected = rows_of(rejects_table(sifted), columns=4)
    kept = {line for lines in sifted.accepted.table.lines for line in lines}
    accepted = [row for line, row in enumerate(rows_of(table)) if line in kept]
    assert sorted([*accepted, *rejected]) == sorted(rows_of(table))
    assert sifted.rows_read == len(table) == len(kept) + len(sifted.rejected)
    assert set(sifted.accepted.group.cells()).isdisjoint({row[0] for row in rejected})
