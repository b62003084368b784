"""Ties shown, and pairs divided by what their order rests on: golden cases, the sample, and what is said."""

from __future__ import annotations

import json
from fractions import Fraction

import numpy as np
import pytest

from ocgscore import assess, load_matrix, parse_matrix, rank, score
from ocgscore.errors import RequestError
from ocgscore.matrix import document
from ocgscore.ranking import dominance, pairs, percent_text
from ocgscore.testing import from_levels


def ratings(*values):
    """Return a matrix of three criteria of five levels that carry given values, and their sum."""
    raw = document(load_matrix("sleipnir-2000"))
    levels = [
        {"code": f"{at}", "label": f"Level {at}", "value": str(v), "anchor": "Seen."} for at, v in enumerate(values, 1)
    ]
    criterion = {"section": raw["sections"][0]["id"], "question": "How much?", "levels": levels}
    raw["criteria"] = [{**criterion, "id": name, "title": name} for name in "abc"]
    raw["measures"] = [{"id": "total", "title": "Total", "formula": "sum(a, b, c)"}]
    raw["ranks_by"] = "total"
    return parse_matrix(json.dumps(raw), "ratings", ".json")


def sheet(*rows):
    return [{"group": f"G{at}", **dict(zip("abc", map(str, row), strict=True))} for at, row in enumerate(rows)]


@pytest.mark.parametrize(("values", "totals"), [((1, 2, 3, 4, 5), (7, 8)), ((1, 2, 4, 8, 16), (18, 10))])
def test_two_profiles_that_another_recoding_turns_round_rest_on_the_scale(values, totals):
    """Ratings (5,1,1) and (3,3,2), totals worked out by hand: 7 v 8, and 18 v 10 under doubling values."""
    scores = score(assess(sheet((5, 1, 1), (3, 3, 2)), ratings(*values)))
    assert tuple(scores["total"].low.tolist()) == totals
    found = dominance(scores)
    assert (found.by_levels, found.by_scale, found.relation(0, 1)) == (0, 1, "by_scale")
    assert found.dominated(0).size == found.dominated(1).size == found.dominators(0).size == 0


def test_the_four_kinds_of_pair_are_told_apart():
    scores = score(assess(sheet((5, 5, 1), (4, 5, 1), (1, 5, 4), (5, 4, 1), ("?", 1, 1)), ratings(1, 2, 3, 4, 5)))
    found = dominance(scores)
    assert found.relation(0, 1) == found.relation(1, 0) == "by_levels"
    assert found.relation(0, 2) == "by_scale"
    assert found.relation(1, 2) == found.relation(1, 3) == "tied"  # 10 each, by different levels
    assert found.relation(0, 4) == "by_levels"  # 11 against 3 to 7, whatever the unknown turns out to be
    assert found.relation(2, 4) == "by_scale"  # 10 against 3 to 7, but its first level may be the higher
    assert found.counts() == {
        "pairs": 10, "by_levels": 4, "by_scale": 3, "tied": 3, "open": 0, "identical": 0, "sampled": 0,
    }  # fmt: skip
    assert found.dominated(0).tolist() == [1, 3, 4]
    assert found.dominators(4).tolist() == [0, 3]


def test_what_unknowns_leave_undecided_is_open():
    found = dominance(score(assess(sheet((3, 3, 3), ("?", 3, 3), (3, 3, 3)), ratings(1, 2, 3, 4, 5))))
    assert (found.open, found.tied, found.identical) == (2, 1, 1)
    assert found.relation(0, 1) == "open"


def test_an_order_that_only_the_highest_possible_level_could_upset_does_not_rest_on_the_levels():
    found = dominance(score(assess(sheet((5, 5, 4), (1, 1, "4-5")), ratings(1, 2, 3, 4, 5))))
    assert found.relation(0, 1) == "by_scale"


def test_criteria_that_the_measure_is_not_made_of_do_not_count():
    levels = np.zeros((2, 16), np.uint8)
    matrix = load_matrix("ocg-tactical")
    levels[0, 0] = 1
    levels[1, matrix.program.reached(matrix.measure_position("confidence"))[0]] = 4
    scores = score(from_levels(matrix, levels.tolist(), levels.tolist()))
    assert dominance(scores, "harm").relation(0, 1) == "by_levels"
    assert dominance(scores, "confidence").relation(0, 1) == "by_levels"


def test_a_certain_tie_is_shown_in_the_rank_and_an_accidental_overlap_is_not():
    scores = score(assess(sheet((5, 5, 5), (3, 3, 3), (2, 3, 4), ("2-4", 3, 3), (1, 1, 1)), ratings(1, 2, 3, 4, 5)))
    ranking = rank(scores)
    assert ranking.tied.tolist() == [False, True, True, False, False]
    assert [ranking.text(row) for row in range(5)] == ["1", "2–3=", "2–3=", "2–4", "5"]
    certain = rank(score(assess(sheet((1, 1, 1), (3, 3, 3), (2, 3, 4)), ratings(1, 2, 3, 4, 5))))
    assert [certain.text(row) for row in range(3)] == ["3", "1=", "1="]
    assert not certain.tied.flags.writeable


def test_ranks_and_ties_are_the_same_whether_scores_are_counted_or_sorted(monkeypatch):
    scores = score(assess(sheet((5, 5, 5), (3, 3, 3), ("?", 3, 4), (2, 3, 4), (1, 1, 1)), ratings(1, 2, 3, 4, 5)))
    counted, divided = rank(scores), dominance(scores)
    monkeypatch.setattr("ocgscore.ranking.order.COUNTED", 0)
    by_sorting = rank(scores)
    assert by_sorting.best.tolist() == counted.best.tolist()
    assert by_sorting.worst.tolist() == counted.worst.tolist()
    assert dominance(scores).counts() == divided.counts()


@pytest.fixture
def large():
    """Return scores of 1,200 invented groups: more pairs than the sample holds, few enough to compare all."""
    chance = np.random.default_rng(5)
    lowest = chance.integers(0, 5, (1200, 3)).astype(np.uint8)
    highest = np.where(chance.random((1200, 3)) < 0.2, 4, lowest).astype(np.uint8)
    return score(from_levels(ratings(1, 2, 3, 4, 5), lowest.tolist(), highest.tolist()))


def test_a_sampled_division_is_near_the_exact_one_and_says_how_near(large):
    exact, drawn = dominance(large), dominance(large, most_pairs=1000)
    assert (exact.sampled, exact.standard_error) == (0, 0.0)
    assert drawn.sampled == pairs.DRAWN
    assert 0 < drawn.standard_error < 0.001
    off = abs(float(drawn.shares()["by_levels"] - exact.shares()["by_levels"]))
    assert off < 4 * drawn.standard_error
    assert (drawn.tied, drawn.open, drawn.identical) == (exact.tied, exact.open, exact.identical)
    assert drawn.by_levels + drawn.by_scale == exact.by_levels + exact.by_scale
    assert drawn.counts() == dominance(large, most_pairs=1000).counts()
    assert "divided by a sample of 500000 (standard error up to 0.0" in drawn.text()


def test_blocks_never_change_a_count(large, monkeypatch):
    whole = dominance(large).counts()
    monkeypatch.setattr(pairs, "BLOCK", 7)
    assert dominance(large).counts() == whole


def test_levels_too_many_for_one_whole_number_are_still_compared(large, monkeypatch):
    whole = dominance(large).counts()
    monkeypatch.setattr(pairs, "LARGEST", 8)
    assert dominance(large).counts() == whole
    assert whole["identical"] > 0


def test_the_sentence_names_the_shares_and_leaves_out_what_there_is_none_of():
    found = dominance(score(assess(sheet((5, 1, 1), (3, 3, 2), (1, 1, 1), (1, 1, 1)), ratings(1, 2, 3, 4, 5))))
    assert found.text() == (
        "Of 6 pairs: 67 % keep their order whatever numbers the levels carry, 17 % rest on the values and weights "
        "chosen, 16 % are tied."
    )
    assert sum(found.shares().values()) == 1
    assert found.shares()["by_levels"] == Fraction(2, 3)


def test_fewer_than_two_assessments_have_no_pair_and_no_share():
    found = dominance(score(assess(sheet((1, 1, 1)), ratings(1, 2, 3, 4, 5))))
    assert (found.pairs, found.shares(), found.text()) == (0, {}, "")


@pytest.mark.parametrize("pair", [(0, 0), (0, 2), (-1, 0)])
def test_a_pair_that_is_none_is_refused(pair):
    found = dominance(score(assess(sheet((1, 1, 1), (2, 1, 1)), ratings(1, 2, 3, 4, 5))))
    with pytest.raises(RequestError):
        found.relation(*pair)


def test_a_share_is_never_shown_as_none_or_all_where_it_is_not():
    assert [percent_text(Fraction(part, 1000)) for part in (0, 1, 5, 994, 999, 1000)] == [
        "0 %", "<1 %", "1 %", "99 %", ">99 %", "100 %",
    ]  # fmt: skip


# -- on the command line ---------------------------------------------------------------------------


@pytest.fixture
def tied_sheet(tmp_path):
    path = tmp_path / "tied.csv"
    names = [criterion.id for criterion in load_matrix("sleipnir-2000").criteria]
    levels = (("A", "low"), ("B", "low"), ("C", "high"))
    lines = [",".join([group, *[level] * len(names)]) for group, level in levels]
    path.write_text("\n".join([",".join(["group", *names]), *lines]) + "\n", encoding="utf-8")
    return path


def test_a_ranked_table_shows_ties_and_says_what_the_order_rests_on(ocgscore, tied_sheet):
    ran = ocgscore("score", tied_sheet, "--matrix", "sleipnir-2000")
    assert [line.split()[:2] for line in ran.out.splitlines() if line[:1].isdigit()] == [
        ["1", "C"], ["2=", "A"], ["2=", "B"],
    ]  # fmt: skip
    said = " ".join(ran.out.split())
    assert "Of 3 pairs: 67 % keep their order whatever numbers the levels carry, 33 % are tied." in said
    assert "A rank with = is shared" in said


def test_a_written_result_has_the_sentence_beside_its_count_and_the_counts_in_its_record(
    ocgscore, tied_sheet, tmp_path
):
    record = tmp_path / "record.json"
    options = ("--matrix", "sleipnir-2000", "--out", tmp_path / "out.csv", "--record", record)
    ran = ocgscore("score", tied_sheet, *options)
    assert "Of 3 pairs: 67 % keep their order" in ran.err
    assert json.loads(record.read_text(encoding="utf-8"))["pairs"] == {
        "pairs": 3, "by_levels": 2, "by_scale": 0, "tied": 1, "open": 0, "identical": 1, "sampled": 0,
    }  # fmt: skip
