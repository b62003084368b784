"""Recorded totals, bands and ranks against recomputed ones, and the single changes that would explain differences."""

import random
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import attrs
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ocgscore import assess, load_matrix, rank, read_assessments, score
from ocgscore.assessments import sift
from ocgscore.errors import AssessmentError, RequestError
from ocgscore.report.results import scored_table
from ocgscore.report.review.verify import verify_document
from ocgscore.review.verify import VERDICTS, in_words, recorded_columns, verify
from ocgscore.review.verify.candidates import Candidate
from ocgscore.review.verify.effects import effect_of
from ocgscore.review.verify.fitted import simplest
from ocgscore.review.verify.numbers import Numbers, verdict_of
from ocgscore.review.versions import read_under
from ocgscore.scoring.recorded import read_number
from ocgscore.table import Column, Table, write_table
from ocgscore.testing import matrices, rows

SHIPPED = ["ocg-tactical", "sleipnir-2000", "ocg-harm", "ocg-threat", "thematic", "group-threat-derbyshire"]
NAMED = ["North", "South", "East"]
OLDER = (
    Path(__file__).parents[2] / "examples" / "review" / "ocg-tactical-0.9.0.toml"
)  # risk is harm x likelihood + harm


def levels(matrix, n=45, unknown=0.0, seed=1):
    """Return rows of random levels."""
    draw = random.Random(seed)
    return [
        {"group": f"G{at}", "force": NAMED[at % 3]}
        | {c.id: "" if draw.random() < unknown else draw.choice(c.levels).code for c in matrix.criteria}
        for at in range(n)
    ]


def scored_again(batch):
    """Return a batch's own result as a sheet that is read again."""
    scores = score(batch)
    ranking = rank(scores) if batch.matrix.ranks_by else None
    return score(sift(scored_table(scores, ranking), batch.matrix).accepted)


def recorded(name, change=None, *, only=None, n=45, unknown=0.0, measures=None):
    """Return a sheet whose single totals and bands were worked out with a changed matrix, in one force or all."""
    matrix = load_matrix(name)
    made = levels(matrix, n, unknown)
    ours, theirs = score(assess(made, matrix)), score(assess(made, change(matrix) if change else matrix))
    for at, row in enumerate(made):
        source = theirs if only in (None, row["force"]) else ours
        for measure in matrix.measures:
            if measures is None or measure.id in measures:
                result = source[measure.id]
                row[f"{measure.title} score"] = result.shown(int(result.low[at]))
                if measure.bands:
                    row[f"{measure.title} band"] = result.measure.bands[int(result.band_low[at])].label
    return matrix, made


def verified(sheet, **asked):
    matrix, made = sheet
    return verify(score(assess(made, matrix)), **asked)


def with_criterion(id_, **changes):
    return lambda matrix: attrs.evolve(
        matrix, criteria=tuple(attrs.evolve(c, **changes) if c.id == id_ else c for c in matrix.criteria)
    )


def with_value(position, value, id_=None):
    def criterion(one):
        changed = (attrs.evolve(lv, value=Decimal(value)) if n == position else lv for n, lv in enumerate(one.levels))
        return attrs.evolve(one, levels=tuple(changed)) if id_ in (None, one.id) else one

    return lambda matrix: attrs.evolve(matrix, criteria=tuple(criterion(one) for one in matrix.criteria))


def with_cut(id_, at, cut):
    def measure(one):
        bands = list(one.bands)
        bands[at - 1] = attrs.evolve(bands[at - 1], below=Decimal(cut))
        bands[at] = attrs.evolve(bands[at], start=Decimal(cut))
        return attrs.evolve(one, bands=tuple(bands))

    return lambda matrix: attrs.evolve(
        matrix, measures=tuple(measure(one) if one.id == id_ else one for one in matrix.measures)
    )


def only_verdict(cells, matrix="thematic", **levels_given):
    """Return the verdict on one recorded cell of one row."""
    full = {c.id: c.levels[0].code for c in load_matrix(matrix).criteria} | levels_given
    found = verify(score(assess([{"group": "A", **full, **cells}], matrix)))
    (column,) = found.columns
    return VERDICTS[int(column.verdicts[0])]


# -- verdicts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("unknown", [0.0, 0.2])
def test_the_librarys_own_output_is_clean(name, unknown):
    matrix = load_matrix(name)
    found = verify(scored_again(assess(levels(matrix, unknown=unknown), matrix)))
    assert found.differing == 0
    assert found.counts["equal"] == sum(found.counts.values()) == 45 * len(found.columns)
    assert found.rows["equal"] == 45
    assert not found.explanations
    assert not list(found.cells())


@given(st.data())
def test_own_output_of_any_matrix_is_clean_and_any_altered_cell_is_found(data):
    matrix = data.draw(matrices(most_criteria=3))
    batch = assess(data.draw(rows(matrix, most=4)), matrix)
    scores = score(batch)
    table = scored_table(scores, rank(scores))
    clean = verify(score(sift(table, matrix).accepted))
    assert clean.counts["equal"] == sum(clean.counts.values())
    one = data.draw(st.sampled_from([c for c in clean.columns if c.column.part != "provenance"]))
    row = data.draw(st.integers(0, len(batch) - 1))
    cells = table.columns[one.column.at].cells()
    others = [measure_band.label for m in matrix.measures for measure_band in m.bands]
    other = data.draw(st.sampled_from([*others, "", "x", "#DIV/0!", "0", "1", "7.5", "-3", "123456"]))
    assume(other != str(cells[row]) and not (read_number(other) is not None and read_number(other) == cells[row]))
    cells[row] = other
    columns = list(table.columns)
    columns[one.column.at] = Column.from_cells(one.column.heading, cells)
    found = verify(score(sift(attrs.evolve(table, columns=tuple(columns), records=None), matrix).accepted))
    at = [c.column.at for c in found.columns].index(one.column.at)
    if found.columns[at].verdicts[row] == 0:  # the exact figure is as right as the one displayed
        assert Fraction(read_number(other)) in exact_figures(scores, one.column, row)
    elif "published" not in one.column.part:  # the source's rule may leave such a cell open
        assert found.differing == 1
    assert all((c.verdicts != 0).sum() == (n == at and c.verdicts[row] != 0) for n, c in enumerate(found.columns))


def exact_figures(scores, column, row):
    """Return the exact figures that a cell may hold."""
    if not column.measure:
        return scores.completeness()[row : row + 1]
    result = scores[column.measure]
    published = [] if result.published is None else [Fraction(int(result.published[row]), result.denominator)]
    return [*result.exact(row), *published]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
def test_an_altered_cell_is_found_through_a_file_with_its_address(tmp_path, ending):
    matrix = load_matrix("ocg-tactical")
    scores = score(assess(levels(matrix, unknown=0.1), matrix))
    table = scored_table(scores, rank(scores))
    write_table(table, tmp_path / f"own.{ending}")
    assert verify(score(read_assessments(tmp_path / f"own.{ending}", matrix))).differing == 0
    at = table.headings.index("risk_high")
    cells = table.columns[at].cells()
    cells[6] += 1
    columns = [*table.columns[:at], Column.from_cells("risk_high", cells), *table.columns[at + 1 :]]
    write_table(attrs.evolve(table, columns=tuple(columns)), tmp_path / f"altered.{ending}")
    (cell,) = verify(score(read_assessments(tmp_path / f"altered.{ending}", matrix))).cells()
    assert (cell.verdict, cell.group, cell.difference) == ("wrong", "G6", 1)
    assert cell.address.startswith(f"altered.{ending}")
    assert "8" in cell.address or ending == "json"  # the heading is row 1


# harm of the thematic matrix is (3 a + 2 b + 2 c + d) / 8 at two digits; with a = 2 and the others 1 it is 11/8 = 1.375
@pytest.mark.parametrize(
    ("cell", "verdict"),
    [
        ("1.38", "equal"),  # as displayed
        ("1.375", "equal"),  # the exact figure
        ("1.3750000", "equal"),
        (1.375, "equal"),
        (1.3750000000000002, "equal"),  # a spreadsheet's arithmetic
        ("1.37", "rounding"),  # cut off
        ("1.4", "rounding"),  # fewer places
        ("1.379", "rounding"),  # 1.38 too, but not what 1.375 rounds to at three places
        ("1", "rounding"),
        ("1.36", "wrong"),
        ("1.39", "wrong"),
        ("2.4", "wrong"),
        ("-1.375", "wrong"),
        ("1e30", "wrong"),
        ("", "blank"),
        ("#DIV/0!", "unreadable"),
        ("n/k", "unreadable"),
        ("1,38", "unreadable"),
        (True, "unreadable"),
        ("undefined", "unreadable"),
    ],
)
def test_a_number_is_equal_rounding_wrong_blank_or_unreadable(cell, verdict):
    assert only_verdict({"harm_low": cell}, victim_harm="2") == verdict


@pytest.mark.parametrize(
    ("cell", "verdict"),
    [("Low", "equal"), (" LOW ", "equal"), ("High", "wrong"), ("Critical", "unreadable"), ("", "blank")],
)
def test_a_band_is_equal_wrong_blank_or_unreadable(cell, verdict):
    assert only_verdict({"harm_band_low": cell}) == verdict


# sleipnir-2000: corruption high is 4 x 19 = 76; each unknown adds up to 4 x its weight, 684 in all, and by rule 342
@pytest.mark.parametrize(
    ("cell", "verdict"),
    [
        (76, "missing level"),
        (500, "missing level"),
        (760, "missing level"),
        (418, "equal"),  # the published rule's own number
        (75, "wrong"),
        (761, "wrong"),
    ],
)
def test_a_single_total_with_unknowns_is_not_reproducible_inside_its_bounds_and_wrong_outside(cell, verdict):
    found = verify(score(assess([{"group": "A", "corruption": "high", "Total score": cell}], "sleipnir-2000")))
    assert [one.verdict for one in found.cells(range(6))] == [verdict]


# harm is 3 x 2 + 2 x 2 + 2 x 2 + 2 x 2 + 2 x 1 = 20, and geographic scope adds 0 to 4: Moderate is 14 to 20, High 21 to 27
@pytest.mark.parametrize(
    ("band", "verdict"),
    [("Moderate", "missing level"), ("High", "missing level"), ("Low", "wrong"), ("Severe", "wrong")],
)
def test_a_single_band_with_unknowns_is_wrong_only_where_it_cannot_be_reached(band, verdict):
    twos = dict.fromkeys(["physical", "psychological", "financial", "community_environment"], "2")
    made = [{"group": "A", **twos, "victim_vulnerability": "1", "Harm band": band}]
    assert [one.verdict for one in verified((load_matrix("ocg-tactical"), made)).cells(range(6))] == [verdict]


def test_whole_numbers_in_a_column_of_decimals_are_taken_with_the_columns_places():
    numbers = Numbers.of(Table.from_rows([]), Column.from_cells("mean", [2.0, 1.67, 2.33, 1.25, 1.5, None]))
    assert numbers.places.tolist() == [2, 2, 2, 2, 2, 2]
    assert VERDICTS[verdict_of(numbers, 0, Fraction(5, 3), 2)] == "wrong"  # 2.00 is no rounding of 1.67


def test_provenance_of_another_matrix_is_wrong():
    matrix = load_matrix("ocg-tactical")
    made = levels(matrix, 6)
    table = scored_table(score(assess(made, matrix)))
    other = score(sift(table, with_criterion("physical", weight=Decimal(2))(matrix)).accepted)
    (provenance,) = [one for one in verify(other).columns if one.column.part == "provenance"]
    assert provenance.counts["wrong"] == 6


def test_ranks_are_compared_by_the_measure_that_the_sheet_says():
    matrix = load_matrix("ocg-tactical")
    scores = score(assess(levels(matrix, unknown=0.1), matrix))
    found = verify(score(sift(scored_table(scores, rank(scores, "harm")), matrix).accepted))
    assert found.differing == 0


def test_counts_add_up_by_column_force_and_row():
    found = verified(
        recorded("ocg-tactical", with_criterion("physical", weight=Decimal(2)), only="North", unknown=0.05)
    )
    for name in VERDICTS:
        assert sum(one.counts[name] for one in found.forces) == found.counts[name]
    assert sum(found.rows.values()) == 45
    assert {one.force for one in found.forces if one.counts["wrong"]} == {"North"}


# -- which columns -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "what"),
    [
        ("Risk", "risk total"),
        ("risk score", "risk total"),
        ("Risk-Score", "risk total"),
        ("Total risk", "risk total"),
        ("Risk rating", "risk total"),
        ("Risk band", "risk band"),
        ("Grade risk", "risk band"),
        ("Total harm", "harm total"),
        ("Total harm score", "harm total"),
        ("Risk: lowest", "risk low"),
        ("risk_band_high", "risk band high"),
    ],
)
def test_headings_of_a_force_are_recognised(heading, what):
    found = verified((load_matrix("ocg-tactical"), [{"group": "A", "physical": "3", heading: 1}]))
    assert [one.column.what for one in found.columns] == [what]


def test_a_bare_heading_holds_bands_where_its_cells_are_bands():
    matrix = load_matrix("ocg-tactical")
    found = verified((matrix, [{"group": "A", "physical": "3", "Priority": "P1"}]))
    assert found.columns[0].column.what == "priority band"


def test_criteria_win_where_a_measure_shares_their_title():
    matrix = load_matrix("ocg-tactical")
    measures = tuple(attrs.evolve(m, title="Physical harm") if m.id == "harm" else m for m in matrix.measures)
    shared = attrs.evolve(matrix, measures=measures)
    with pytest.raises(RequestError, match="column of recorded results"):
        verified((shared, [{"group": "A", "Physical harm": "3"}]))


def test_a_heading_that_may_be_either_of_two_measures_is_left_alone_and_said():
    matrix = load_matrix("ocg-tactical")
    measures = tuple(attrs.evolve(m, title="Overall") if m.id in ("harm", "risk") else m for m in matrix.measures)
    twins = attrs.evolve(matrix, measures=measures)
    found = verified((twins, [{"group": "A", "physical": "3", "Overall": 5, "risk_low": 0}]))
    assert len(found.columns) == 1
    assert "may be harm or risk" in found.notices[0]


def test_columns_named_by_the_user_are_compared():
    made = [{"group": "A", "physical": "3", "Our figure": 9, "Our word": "Low"}]
    found = verified((load_matrix("ocg-tactical"), made), columns={"Our figure": "harm", "our word": "likelihood:band"})
    assert [one.column.what for one in found.columns] == ["harm total", "likelihood band"]


def test_everything_wrong_with_what_the_user_names_is_said_at_once():
    made = [{"group": "A", "physical": "3", "Our figure": 9}]
    asked = {"Our figrue": "harm", "Our figure": "hram", "physical": "harm", "group": "harm:median"}
    with pytest.raises(RequestError) as error:
        verified((load_matrix("ocg-tactical"), made), columns=asked)
    said = str(error.value)
    for part in ("did you mean 'Our figure'?", "did you mean 'harm'?", "it is read as criterion physical", "'median'"):
        assert part in said


def test_a_sheet_that_records_nothing_is_refused_with_the_headings_that_would_do():
    with pytest.raises(RequestError, match=r"harm_low, 'Total harm' or 'Total harm score'.*--column"):
        verified((load_matrix("ocg-tactical"), [{"group": "A", "physical": "3"}]))


# -- explanations ------------------------------------------------------------------------------------------------------

PLANTED = {
    "weight": (with_criterion("physical", weight=Decimal(2)), "the weight of Physical harm were 2 instead of 3"),
    "fraction": (
        with_criterion("physical", weight=Decimal("2.5")),
        "the weight of Physical harm were 2.5 instead of 3",
    ),
    "left out": (with_criterion("intent", weight=Decimal(0)), "Intent were left out"),
    "value": (
        with_value(4, 5, "physical"),
        'the value of the level "Severe" of Physical harm were 5 instead of 4',
    ),
    "cut": (with_cut("harm", 2, 25), '"High" of Total harm began above'),
}


@pytest.mark.parametrize("planted", PLANTED)
@pytest.mark.parametrize("only", [None, "North"])
def test_one_change_of_the_matrix_is_found_for_every_column_and_where(planted, only):
    change, said = PLANTED[planted]
    found = verified(recorded("ocg-tactical", change, only=only, n=90))
    assert found.differing
    whole = [one for one in found.explanations if one.complete and said in one.said]
    assert len(whole) == 1
    assert whole[0].where == ("force North" if only else "")
    assert sum(effect.explained for effect in whole[0].effects) == found.differing
    assert not whole[0].against


def test_the_weight_of_a_mean_is_found():
    found = verified(recorded("thematic", with_criterion("scale", weight=Decimal(3))))
    assert [one.said for one in found.explanations] == ["the weight of Scale were 3 instead of 2"]


def test_another_value_of_a_level_in_every_criterion_is_found():
    found = verified(recorded("sleipnir-2000", with_value(3, 3)))
    assert 'the value of the level "High" of every criterion that has it were 3 instead of 4' in [
        one.said for one in found.explanations
    ]


@pytest.mark.parametrize(
    ("share", "said"),
    [
        ("low", "the lowest level it may be"),
        ("high", "the highest level it may be"),
        ("published", "the published rule of the matrix says"),
    ],
)
def test_a_rule_for_unknowns_is_found(share, said):
    matrix = load_matrix("sleipnir-2000")
    if share == "published":  # the same rule written as another matrix's: ours has none
        bare = attrs.evolve(matrix, criteria=tuple(attrs.evolve(c, unknown_counts_as=None) for c in matrix.criteria))
        made = levels(matrix, unknown=0.1)
        scores = score(assess(made, matrix))["total"]
        sheet = (matrix, made)
        for at, row in enumerate(made):
            row["Total score"] = int(scores.published[at])
        assert verified(sheet).counts["missing level"] == 0
        found = verified((bare, made))
        said = "the middle level it may be (the higher of two)"
    else:
        made = levels(matrix, unknown=0.1)
        scores = score(assess(made, matrix))["total"]
        for at, row in enumerate(made):
            row["Total score"] = int(getattr(scores, share)[at])
        found = verified((matrix, made))
    assert found.counts["missing level"] > 10
    assert found.differing == 0
    assert any(said in one.said and one.complete for one in found.explanations)


def test_another_matrix_at_hand_is_found_and_one_that_cannot_read_the_sheet_is_said():
    change = with_criterion("physical", weight=Decimal(2))
    doubled = with_criterion("intent", weight=Decimal(2))
    matrix = load_matrix("ocg-tactical")
    old = attrs.evolve(doubled(change(matrix)), version="0.9.0")
    sheet = recorded("ocg-tactical", lambda one: doubled(change(one)))
    found = verified(sheet, others=[load_matrix("sleipnir-2000"), old])
    assert found.explanations[0].kind == "other matrix"
    assert "ocg-tactical@0.9.0" in found.explanations[0].said
    assert sum(effect.explained for effect in found.explanations[0].effects) == found.differing
    assert "cannot read the sheet" in found.notices[0]


# -- versions ----------------------------------------------------------------------------------------------------------


def mixed(columns=("Risk", "Risk band"), n=24, older=lambda at: at % 6 == 0, seed=5):
    """Return a sheet in which some rows of North state version 0.9.0, and are right under it."""
    new, old = load_matrix("ocg-tactical"), load_matrix(OLDER)
    made = levels(new, n, seed=seed)
    both = {matrix.version: score(assess(made, matrix))["risk"] for matrix in (new, old)}
    for at, row in enumerate(made):
        row["matrix_version"] = "0.9.0" if older(at) else "1.0.0"
        result = both[row["matrix_version"]]
        cells = {
            "Risk": result.shown(int(result.low[at])),
            "Risk band": result.measure.bands[int(result.band_low[at])].label,
        }
        row |= {heading: cells[heading] for heading in columns}
    return new, made, old


@pytest.mark.parametrize("columns", [("Risk",), ("Risk", "Risk band")])
@pytest.mark.parametrize("seed", range(4))
def test_the_version_that_rows_state_is_found_whatever_columns_stand_beside_the_total(columns, seed):
    matrix, made, old = mixed(columns, seed=seed)
    found = verified((matrix, made), others=[old])
    assert [(one.kind, one.where) for one in found.explanations] == [("other matrix", "matrix version 0.9.0")]
    assert sum(effect.explained for effect in found.explanations[0].effects) == found.differing > 3
    assert not found.explanations[0].against


@pytest.mark.parametrize("blank", [(0,), (2,), (12,), (18,), (0, 2)])
def test_a_level_unknown_speaks_neither_for_another_version_nor_against_it(blank):
    matrix, made, old = mixed()
    for at in blank:
        made[at]["physical"] = ""  # its figures are possible under either, and certain under none
    found = verified((matrix, made), others=[old])
    assert [(one.kind, one.where, one.against) for one in found.explanations] == [
        ("other matrix", "matrix version 0.9.0", ())
    ]


def test_a_cell_that_would_be_open_under_a_change_is_not_broken_by_it():
    matrix, made, _ = mixed()
    scores = score(assess(made, matrix))
    candidate = Candidate("other matrix", "another matrix", lambda _: scores)
    (column, *_), *_ = recorded_columns(scores.assessments)
    before = np.array([VERDICTS.index(name) for name in ("equal", "wrong", "missing level")], np.uint8)
    after = np.array([VERDICTS.index(name) for name in ("missing level", "equal", "missing level")], np.uint8)
    effect = effect_of(candidate, column, before, after)
    assert (effect.broken, effect.explained, effect.undetermined, effect.complete) == (0, 1, 1, True)
    broken = np.array([VERDICTS.index(name) for name in ("rounding", "equal", "missing level")], np.uint8)
    assert effect_of(candidate, column, before, broken).broken == 1


def test_a_change_that_explains_fewer_of_the_same_cells_is_not_given_beside_one_that_explains_all():
    matrix, made, old = mixed(older=lambda at: at % 2 == 0, seed=1)
    made[1]["physical"] = ""
    # in these rows another weight would give every band, but not the totals that a version gives with them
    assert [one.kind for one in verified((matrix, made), others=[old]).explanations] == ["other matrix"]


def test_a_row_that_states_an_earlier_version_is_judged_by_it():
    matrix, made, old = mixed()
    assert verified((matrix, made)).differing > 3
    found = verified((matrix, made), earlier=[old])
    assert found.differing == 0
    assert [(one.version, one.judged_by, one.rows) for one in found.versions] == [
        ("ocg-tactical@0.9.0", "ocg-tactical@0.9.0", 4),
        ("ocg-tactical@1.0.0", "ocg-tactical@1.0.0", 20),
    ]


def test_every_row_may_state_an_earlier_version():
    matrix, made, old = mixed(older=lambda _: True)
    assert verified((matrix, made), earlier=[old]).counts["equal"] == 48


@pytest.mark.parametrize("at", [0, 1])
def test_an_altered_cell_is_found_and_explained_under_the_version_its_row_states(at):
    matrix, made, old = mixed()
    right = int(made[at]["Risk"])
    made[at]["Risk"] = right + 1
    (cell,) = verified((matrix, made), earlier=[old]).cells()
    assert (cell.row, cell.recorded, cell.low, cell.difference) == (at, str(right + 1), str(right), 1)
    assert cell.judged_by == ("ocg-tactical@0.9.0" if at == 0 else "ocg-tactical@1.0.0")
    assert cell.address == f"rows[{at + 1}].Risk"


def test_what_explains_the_rows_of_one_version_is_said_of_them_alone():
    matrix, made, old = mixed(n=36)
    new = score(assess(made, matrix))["risk"]
    for at, row in enumerate(made):
        row["Risk"] = new.shown(int(new.low[at]))  # all were worked out with 1.0.0
        row["Risk band"] = new.measure.bands[int(new.band_low[at])].label
    found = verified((matrix, made), earlier=[old])
    assert found.differing
    assert [(one.where, one.kind) for one in found.explanations] == [("ocg-tactical@0.9.0", "other matrix")]
    assert "ocg-tactical@1.0.0" in found.explanations[0].said


def test_a_row_left_behind_is_named_where_it_stands_under_an_earlier_version():
    matrix, made, old = mixed(n=36)
    at = next(n for n, row in enumerate(made) if n % 6 == 0 and n and row["physical"] == "1")
    made[at]["physical"] = "4"
    (stale,) = verified((matrix, made), earlier=[old]).stale
    assert (stale.row, stale.level, stale.address) == (at, "Minor", f"rows[{at + 1}].physical")


def test_cells_of_a_version_not_at_hand_are_counted_apart_and_said():
    matrix, made, _ = mixed()
    found = verified((matrix, made))
    (older,) = [one for one in found.versions if not one.at_hand]
    assert (older.version, older.rows, older.counts["wrong"]) == ("0.9.0", 4, found.differing)
    assert "4 rows state 0.9.0, which is not at hand, and are judged by ocg-tactical@1.0.0" in found.notices
    assert sum(one.rows for one in found.versions) == 24
    for name in VERDICTS:
        assert sum(one.counts[name] for one in found.versions) == found.counts[name]


def test_no_versions_are_counted_where_the_sheet_states_none():
    assert verified(recorded("ocg-tactical")).versions == ()


def test_a_column_that_the_earlier_version_does_not_know_is_judged_by_the_matrix_at_hand_and_said():
    matrix, made, old = mixed(older=lambda _: True)
    without = attrs.evolve(old, measures=tuple(one for one in old.measures if one.id in ("harm", "likelihood")))
    found = verified((matrix, made), earlier=[without])
    assert {cell.judged_by for cell in found.cells()} == {"ocg-tactical@1.0.0"}
    assert "Risk, Risk band are judged by ocg-tactical@1.0.0 in every row" in found.notices[-1]


def test_cells_that_an_earlier_version_does_not_know_are_problems_under_it():
    matrix, made, old = mixed()
    shorter = with_criterion("physical", levels=old.criteria[0].levels[:2])(old)
    made[0]["physical"] = made[6]["physical"] = "4"
    with pytest.raises(AssessmentError) as error:
        verified((matrix, made), earlier=[shorter])
    beyond = [at for at, row in enumerate(made) if at % 6 == 0 and row["physical"] not in ("0", "1")]
    assert [one.where for one in error.value.problems] == [
        f"rows[{at + 1}].physical (under ocg-tactical@0.9.0)" for at in beyond
    ]


def test_a_version_is_given_once_and_is_not_the_matrix_itself():
    matrix, made, old = mixed()
    with pytest.raises(RequestError, match="given once"):
        verified((matrix, made), earlier=[old, old])
    with pytest.raises(RequestError, match="given once"):
        verified((matrix, made), earlier=[matrix])


# -- further explanations ----------------------------------------------------------------------------------------------


def test_forgotten_weights_are_found():
    def flat(matrix):
        return attrs.evolve(matrix, criteria=tuple(attrs.evolve(c, weight=Decimal(1)) for c in matrix.criteria))

    found = verified(recorded("ocg-tactical", flat))
    assert [one.said for one in found.explanations] == ["every criterion had the weight 1"]
    assert sum(effect.explained for effect in found.explanations[0].effects) == found.differing


def counted_as_lowest(rows_unknown, **more):
    """Return a sheet whose single risk totals count an unknown as the lowest level, with some rows' levels blank."""
    matrix = load_matrix("ocg-tactical")
    made = levels(matrix)
    for at in rows_unknown:
        made[at]["physical"] = made[at]["intent"] = ""
    scores = score(assess(made, matrix))
    for at, row in enumerate(made):
        row["Risk"] = scores["risk"].shown(int(scores["risk"].low[at]))
        row |= {heading: cell(scores, at) for heading, cell in more.items()}
    return matrix, made


def test_completeness_and_bounds_do_not_speak_against_a_rule_for_unknowns():
    sheet = counted_as_lowest(
        [3, 9, 17],
        completeness=lambda scores, at: f"{float(scores.completeness()[at]):.2f}",
        risk_high=lambda scores, at: scores["risk"].shown(int(scores["risk"].high[at])),
    )
    found = verified(sheet)
    assert found.counts["missing level"] == 3
    (one,) = [one for one in found.explanations if "the lowest level" in one.said]
    assert one.complete
    assert not one.against


def test_a_completeness_that_is_wrong_does_not_speak_for_a_rule_for_unknowns():
    found = verified(counted_as_lowest([3, 9, 17], completeness=lambda _, __: "1.00"))
    (one,) = [one for one in found.explanations if "the lowest level" in one.said]
    assert [effect.column.measure for effect in one.effects] == ["risk"]


def test_no_rule_for_unknowns_is_made_of_one_cell():
    assert not verified(counted_as_lowest([3])).explanations
    assert verified(counted_as_lowest([3, 9])).explanations


def test_rules_that_would_explain_the_same_cells_are_one_sentence():
    matrix = load_matrix("sleipnir-2000")
    short = levels(matrix, 6)
    for at in (1, 4):
        criterion = matrix.criteria[0]
        short[at][criterion.id] = f"{criterion.levels[1].code}-{criterion.levels[2].code}"
    middle = score(assess(short, matrix))["total"]
    for at, row in enumerate(short):
        row["Total score"] = middle.shown(int(middle.low[at]))
    (sentence,) = in_words(verified((matrix, short)).explanations)
    assert sentence.count("an unknown counted as") == 1
    assert "the lowest level it may be, or as the middle level it may be (the lower of two)." in sentence


@pytest.mark.parametrize("unknown", [0.0, 0.04])
@pytest.mark.parametrize("down", [1, -1])
def test_several_columns_that_slipped_together_are_found_together(unknown, down):
    matrix, made = load_matrix("ocg-tactical"), levels(load_matrix("ocg-tactical"), 30, unknown)
    scores = score(assess(made, matrix))
    for measure in ("harm", "likelihood", "risk"):
        result = scores[measure]
        figures = [result.shown(int(value)) for value in result.low]
        moved = [None, *figures[:-1]] if down == 1 else [*figures[1:], None]
        for row, figure in zip(made, moved, strict=True):
            row[result.measure.title] = figure
    found = verified((matrix, made))
    whole = [one for one in found.explanations if one.kind == "rows apart"]
    assert [len(one.effects) for one in whole] == [3]
    assert f"stood 1 row too {'low' if down == 1 else 'high'}" in whole[0].said
    told = sum(effect.explained + effect.undetermined for effect in whole[0].effects)
    assert told == found.differing


def test_slipped_figures_that_a_row_rules_out_are_not_called_slipped():
    matrix, made = altered("ocg-tactical", "harm", lambda figures: [figures[-1], *figures[:-1]])
    made[10]["Total harm score"] += 60
    assert not [one for one in verified((matrix, made)).explanations if one.kind == "rows apart" and one.complete]


def test_a_slipped_figure_must_be_possible_in_a_row_with_a_level_unknown():
    matrix = load_matrix("ocg-tactical")
    made = levels(matrix, 30)
    made[9]["physical"] = ""
    result = score(assess(made, matrix))["harm"]
    for row, value in zip(made, [0, *result.low[:-1].tolist()], strict=True):
        row["Total harm"] = result.shown(value)
    assert [one.kind for one in verified((matrix, made)).explanations] == ["rows apart"]
    made[10]["Total harm"] = 999  # beside row 9 it is beyond all that the unknown level allows
    assert not [one for one in verified((matrix, made)).explanations if one.kind == "rows apart"]


# -- what is not checked, and how it is written ------------------------------------------------------------------------


def test_columns_that_look_like_results_and_name_no_measure_are_listed():
    matrix, made = recorded("ocg-tactical")
    for at, row in enumerate(made):
        row |= {"Overall risk": at * 3, "RAG": "High" if at % 2 else "low", "Remarks": f"seen {at}", "Empty": ""}
    found = verified((matrix, made))
    assert found.unchecked == ("Overall risk", "RAG")
    said = verify_document(found).json().decode()
    assert "Not checked, for no measure is recognised in their headings: Overall risk, RAG (name them with" in said
    assert verified((matrix, made), columns={"Overall risk": "risk"}).unchecked == ("RAG",)


def test_a_sheet_without_a_recognised_column_says_which_may_be_named():
    with pytest.raises(RequestError, match=r"no measure is recognised in its heading: Overall \(name it with --column"):
        verified((load_matrix("ocg-tactical"), [{"group": "A", "physical": "3", "Overall": 28}]))


def test_numbers_are_written_as_numbers_and_bands_apart_as_bands():
    matrix, made = recorded("ocg-tactical", measures=["harm"])
    made[0]["Total harm score"] = "99.75"
    made[1]["Total harm score"] = "n/k"
    label = made[2]["Total harm band"]
    bands = [band.label for band in matrix.measure("harm").bands]
    at = bands.index(label)
    made[2]["Total harm band"] = bands[at - 1 if at else 1]
    cells = verify_document(verified((matrix, made))).tables["cells"]
    column = {one.heading: one.cells() for one in cells.columns}
    assert column["recorded"] == [Decimal("99.75"), "n/k", made[2]["Total harm band"]]
    assert column["recomputed_low"][2] == label
    assert all(isinstance(one, int | Decimal) for one in column["recomputed_low"][:2])
    assert isinstance(column["difference"][0], int | Decimal)
    assert column["difference"][1:] == [None, None]
    assert column["bands_apart"] == [None, None, -1 if at else 1]


# -- and neither too much nor too little -------------------------------------------------------------------------------


def test_two_changes_have_no_false_single_explanation():
    def both(matrix):
        return with_criterion("psychological", weight=Decimal(5))(with_criterion("physical", weight=Decimal(2))(matrix))

    found = verified(recorded("ocg-tactical", both, measures=["harm"]))
    assert found.differing > 30
    assert not [one for one in found.explanations if one.complete]
    assert not found.stale


def test_changes_to_different_columns_are_found_apart_and_what_speaks_against_each_is_said():
    def both(matrix):
        return with_criterion("intent", weight=Decimal(2))(with_criterion("physical", weight=Decimal(2))(matrix))

    found = verified(recorded("ocg-tactical", both, measures=["harm", "likelihood"]))
    said = {one.said: one.effects[0].column.measure for one in found.explanations if one.complete}
    assert said == {
        "the weight of Physical harm were 2 instead of 3": "harm",
        "the weight of Intent were 2 instead of 1": "likelihood",
    }


def altered(name, measure, change):
    """Return a sheet whose right totals of one measure a function has rearranged or rescaled."""
    matrix, made = recorded(name, measures=[measure])
    heading = f"{matrix.measure(measure).title} score"
    for row, figure in zip(made, change([row[heading] for row in made]), strict=True):
        row[heading] = figure
    return matrix, made


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda figures: [figures[-1], *figures[:-1]], "stood 1 row too low"),
        (lambda figures: [*figures[2:], *figures[:2]], "stood 2 rows too high"),
        (sorted, "sorted or pasted apart from the rows"),
        (lambda figures: [round(float(figure) / 7.68, 1) for figure in figures], "out of 100, where ours go up to 768"),
        (lambda figures: [figure + 3 for figure in figures], "each recorded figure were ours plus 3"),
        (lambda figures: [figure * 2 + 1 for figure in figures], "each recorded figure were ours times 2, plus 1"),
    ],
)
def test_figures_moved_or_rescaled_are_found(change, said):
    found = verified(altered("ocg-tactical", "risk", change))
    assert any(said in one.said and one.complete for one in found.explanations)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (int, "cut off to whole numbers, not rounded"),
        (lambda figure: round(figure, 1), "after 1 decimal place"),
    ],
)
def test_figures_rounded_otherwise_are_found(change, said):
    found = verified(altered("thematic", "risk", lambda figures: [change(figure) for figure in figures]))
    assert found.counts["wrong"] == 0
    assert found.counts["rounding"] > 10
    assert any(said in one.said for one in found.explanations)


def test_one_row_left_behind_by_a_changed_level_is_named():
    matrix, made = recorded("ocg-tactical")
    at = next(n for n, row in enumerate(made) if row["physical"] == "1")
    made[at]["physical"] = "4"
    (stale,) = verified((matrix, made)).stale
    assert (stale.row, stale.now, stale.level) == (at, "Severe", "Minor")
    assert {column.measure for column in stale.columns} >= {"harm", "risk"}


def test_no_explanation_is_given_of_one_differing_cell_by_a_number_fitted_to_it():
    matrix, made = recorded("ocg-tactical", measures=["harm"])
    made[3]["Total harm score"] += 1
    found = verified((matrix, made))
    assert found.differing == 1
    assert not found.explanations


def test_the_same_sheet_gives_the_same_findings():
    sheet = recorded("ocg-tactical", with_criterion("physical", weight=Decimal(2)), unknown=0.1)
    first, second = verified(sheet), verified(sheet)
    assert first.explanations == second.explanations
    assert list(first.cells()) == list(second.cells())


def test_no_rows_and_rows_taken_from_the_middle_are_verified():
    matrix = load_matrix("ocg-tactical")
    batch = scored_again(assess(levels(matrix), matrix)).assessments
    assert sum(verify(score(batch.take(np.array([], np.intp)))).counts.values()) == 0
    part = verify(score(batch.take(np.array([4, 9], np.intp))))
    ranks = {"rank_best", "rank_worst"}
    assert all(one.counts["equal"] == 2 for one in part.columns if one.column.part not in ranks)


@given(st.fractions(0, 50, max_denominator=400), st.fractions(0, 1, max_denominator=50))
def test_the_simplest_decimal_lies_within_its_bounds(low, width):
    found = simplest(low, low + width)
    assert found is None or low <= Fraction(found) <= low + width


def test_an_earlier_version_that_lacks_a_criterion_of_its_rows_is_refused_and_not_read_as_unknown():
    matrix = load_matrix("ocg-tactical")
    lacking = attrs.evolve(
        matrix,
        version="0.9.0",
        criteria=tuple(
            attrs.evolve(c, id="toughness", title="Toughness") if c.id == "resilience" else c for c in matrix.criteria
        ),
    )
    rows = [{"group": "A", "matrix_version": "0.9.0", "Resilience to enforcement": "2", "Intent": "2"}]
    _, problems = read_under(Table.from_rows(rows), matrix, [lacking])
    assert [str(problem) for problem in problems] == [
        "rows[1].Resilience to enforcement (under ocg-tactical@0.9.0): '2' is not blank: the version that the row states has no criterion 'Resilience to enforcement'; give the matrix that these rows were made on"
    ]
