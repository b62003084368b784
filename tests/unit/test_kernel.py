"""A large batch goes through wide joint tables and several chunks, a small one through narrow ones: same scores."""

from __future__ import annotations

import numpy as np
import pytest

from ocgscore import list_matrices, score
from ocgscore.assessments import Assessments
from ocgscore.table import Column, Table
from ocgscore.testing import assert_same_scores, reference_scores

ROWS, SHOWN = 140_000, 400  # more than one chunk, and enough rows for the largest joint tables


def large_batch(matrix):
    chance = np.random.default_rng(20261123)
    tops = np.array([len(criterion.levels) - 1 for criterion in matrix.criteria])
    ends = np.sort(chance.integers(0, tops + 1, (2, ROWS, len(tops))), axis=0).astype(np.uint8)
    lowest, highest = (np.asfortranarray(end) for end in ends)
    group = Column("group", ["G"], np.zeros(ROWS, np.int32))
    table = Table("memory", (group,), np.arange(ROWS))
    dates = np.full(ROWS, "NaT", "datetime64[us]")
    return Assessments(matrix, lowest, highest, group, None, None, None, dates, table, (None,) * len(tops))


@pytest.mark.parametrize("matrix", list_matrices(), ids=lambda matrix: matrix.id)
def test_a_large_batch_scores_as_its_parts_and_as_exact_fractions(matrix):
    batch = large_batch(matrix)
    whole = score(batch)
    last = np.arange(ROWS - SHOWN, ROWS)
    parts = [score(batch.take(last[start : start + 100])) for start in range(0, SHOWN, 100)]
    assert_same_scores(score(batch.take(last)), parts)
    for row in (0, 65_536, 131_071, 131_072, ROWS - 1):
        expected = reference_scores(matrix, batch.lowest[row].tolist())
        assert {m.id: whole[m.id].exact(row)[0] for m in matrix.measures} == expected
    assert (whole.low[:, last] == score(batch.take(last)).low).all()
    assert (whole.band_high[:, last] == score(batch.take(last)).band_high).all()
