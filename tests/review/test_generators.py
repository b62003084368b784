"""Invented registers and histories: what they promise, at any size, and from any seed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore.assessments import sift
from ocgscore.errors import RequestError
from ocgscore.matrix import load_matrix, shipped_ids
from ocgscore.review.late import late_groups
from ocgscore.review.register import register_of
from ocgscore.table import table_bytes
from ocgscore.testing import reviews, synthetic_review

GROUP_MATRICES = [id_ for id_ in shipped_ids() if load_matrix(id_).subject == "group"]


def as_bytes(table):
    return b"".join(table_bytes(table, "csv"))


@pytest.mark.parametrize("matrix", GROUP_MATRICES)
def test_every_table_is_sound_and_of_the_size_asked_for(matrix):
    made = synthetic_review(3, groups=300, assessments=2_000, matrix=matrix)
    register, found = register_of(made.register), sift(made.assessments, matrix)
    assert len(register) == 300
    assert (len(found.accepted), found.problems) == (2_000, ())
    assert list(late_groups(register, made.as_of)) == []
    assert found.accepted.assessed_on.max() <= np.datetime64(made.as_of)


def test_the_same_seed_gives_the_same_bytes_and_another_gives_others():
    one, same, other = (synthetic_review(seed, groups=80, assessments=400) for seed in (7, 7, 8))
    for name in ("register", "assessments", "disruptions"):
        assert as_bytes(getattr(one, name)) == as_bytes(getattr(same, name))
        assert as_bytes(getattr(one, name)) != as_bytes(getattr(other, name))


@given(st.integers(0, 2**32), st.integers(50, 400), st.integers(1, 50))
def test_no_group_is_assessed_twice_on_one_day_whatever_the_size(seed, groups, each):
    made = synthetic_review(seed, groups=groups, assessments=groups * each)
    assert sift(made.assessments, "ocg-tactical").problems == ()


def test_it_holds_what_a_review_is_to_find():
    made = synthetic_review(groups=500, assessments=3_000)
    register, found = register_of(made.register), sift(made.assessments, "ocg-tactical").accepted
    position, followed = register.follow(found.group, found.table, 0)
    assert (position < 0).any()  # scored and not on the register
    assert {one.how for one in followed} >= {"alias", "merged"}
    assert len(set(range(500)) - set(position.tolist())) > 10  # never scored
    assert {group.status for group in register.groups} == {"active", "dormant", "archived"}
    assert 0 < (found.known() < len(found.matrix.criteria)).sum() < 3_000


def test_sizes_that_cannot_be_made_are_refused_all_at_once():
    with pytest.raises(RequestError) as refused:
        synthetic_review(-1, groups=10, assessments=5)
    assert [problem.where for problem in refused.value] == ["seed", "groups", "assessments"]


@given(reviews(load_matrix("ocg-tactical")))
def test_drawn_registers_and_sheets_are_sound(drawn):
    register, assessments = drawn
    assert len(register_of(register)) == len(register)
    assert sift(assessments, "ocg-tactical").problems == ()
