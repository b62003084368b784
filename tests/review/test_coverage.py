"""Coverage: categories partition the register, nothing is lost, and time makes no score fresher."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore import assess, load_matrix, score
from ocgscore.errors import RecordError, RequestError
from ocgscore.matrix import parse_matrix
from ocgscore.review.coverage import FINDINGS, Rules, coverage, read_rules, rules_of
from ocgscore.review.coverage.model import BELOW, IDENTIFIED, MERGED, OUT_OF_DATE
from ocgscore.review.register import register_of
from ocgscore.table import Table

# Two criteria, 0 to 3 each; risk is their sum, 0 to 6: Low below 2, High below 5, Top from 5. Scores are worked by hand.
SMALL = parse_matrix(
    """
id = "small"
version = "2.1.0"
title = "Small"
subject = "group"
status = "illustrative"
source = "made for tests"
licence = "MIT"
ranks_by = "risk"
sections = [{ id = "all", title = "All" }]

[level_sets.four]
levels = [
  { code = "0", label = "none", value = 0, anchor = "none" },
  { code = "1", label = "some", value = 1, anchor = "some" },
  { code = "2", label = "much", value = 2, anchor = "much" },
  { code = "3", label = "most", value = 3, anchor = "most" },
]

[[criteria]]
id = "harm"
title = "Harm"
section = "all"
question = "How much harm?"
level_set = "four"

[[criteria]]
id = "reach"
title = "Reach"
section = "all"
question = "How far?"
level_set = "four"

[[measures]]
id = "risk"
title = "Risk"
formula = "harm + reach"
bands = [{ label = "Low", from = 0, below = 2 }, { label = "High", from = 2, below = 5 }, { label = "Top", from = 5 }]

[[measures]]
id = "extent"
title = "Extent"
formula = "reach"
"""
)
DAY = dt.date(2026, 3, 31)


def reviewed(groups, rows, rules=None, as_of=DAY, **asked):
    """Review rows of a register and of a sheet; a sheet without a row is one of a group nobody knows."""
    register = register_of(Table.from_rows(groups, "register"))
    return coverage(register, score(assess(rows, SMALL, name="sheet")), as_of, rules, **asked)


def whole(found):
    return found.counts()[0]


def seen(found, kind):
    return [(one.group, one.cell, one.what) for one in found.findings() if one.kind == kind]


GROUPS = [
    {"group": "A", "force": "North", "region": "N", "status": "active", "owner": "X", "mapped": "yes", "people": 5},
    {"group": "B", "force": "North", "region": "N", "status": "active", "owner": "", "mapped": "no", "people": None},
    {"group": "C", "force": "south", "region": "S", "status": "archived", "owner": "X", "mapped": "", "people": 3},
    {"group": "D", "force": "South", "region": "S", "status": "dormant", "owner": "X", "mapped": "yes", "people": 2},
    {"group": "E", "force": "South", "region": "S", "status": "active", "owner": "X", "merged_into": "A"},
]
ROWS = [
    {"group": "a", "force": "North", "assessed_on": "2026-03-01", "matrix_version": "2.1.0", "harm": 3, "reach": 3},
    {"group": "A", "force": "North", "assessed_on": "2025-01-01", "matrix_version": "2.1.0", "harm": 0, "reach": 0},
    {"group": "C", "force": "South", "assessed_on": "2025-11-01", "matrix_version": "1.9", "harm": 3, "reach": "1-3"},
    {"group": "Z-1", "force": "East", "assessed_on": "2026-01-01", "matrix_version": "", "harm": 1, "reach": 1},
]


# -- worked by hand ------------------------------------------------------------------------------------------------


def test_a_small_register_is_counted_as_by_hand():
    count = whole(reviewed(GROUPS, ROWS))
    assert (count.rows, count.merged, count.below, count.identified) == (5, 1, 1, 3)
    assert (count.mapped, count.not_mapped, count.mapped_unknown) == (1, 1, 1)
    assert (count.never, count.part, count.complete) == (1, 1, 1)
    assert (count.own, count.superseded, count.other, count.version_not_stated) == (1, 1, 0, 0)
    assert (count.current, count.out_of_date, count.age_unknown, count.no_interval) == (1, 0, 0, 1)
    assert (count.active, count.dormant, count.archived) == (2, 0, 1)
    assert (count.archived_high, count.archived_possibly_high) == (0, 1)  # C: 3 + 1 to 3 + 3, high from 5
    assert (count.no_owner, count.people_unknown) == (1, 1)
    assert (count.unregistered, count.unregistered_rows) == (1, 1)


def test_forces_stand_in_name_order_in_one_spelling_and_an_assessments_own_force_has_its_row():
    forces = reviewed(GROUPS, ROWS).counts("force")
    assert [(one.name, one.identified, one.unregistered) for one in forces] == [
        ("East", 0, 1),
        ("North", 2, 0),
        ("South", 1, 0),
    ]


def test_the_work_list_goes_by_the_highest_possible_score_then_the_lowest():
    rows = [
        {"group": "A", "assessed_on": "2025-01-01", "harm": 3, "reach": 3},  # 6 to 6, 454 days old
        {"group": "B", "assessed_on": "2026-03-30", "harm": 3, "reach": ""},  # 3 to 6
        {"group": "D", "assessed_on": "2025-03-31", "harm": 1, "reach": 1},  # 2 to 2, 365 days old
        {"group": "F", "assessed_on": "2026-03-30", "harm": 1, "reach": 1},  # current and complete
    ]
    groups = [{"group": name, "identified_on": "2026-01-01"} for name in "ABCDEF"]
    groups[4]["identified_on"] = "2025-01-01"  # E has waited longer than C
    found = [
        (item.place, item.group, item.score, item.band, item.why, item.overdue)
        for item in reviewed(groups, rows).worklist()
    ]
    assert found == [
        (1, "A", "6", "Top", ("out of date",), 454 - 92),
        (2, "B", "3–6", "High–Top", ("scored in part",), None),
        (3, "E", "0–6", "Low–Top", ("never scored",), None),
        (4, "C", "0–6", "Low–Top", ("never scored",), None),
        (5, "D", "2", "High", ("out of date",), 365 - 92),
    ]


def test_an_archived_group_is_on_the_work_list_only_where_it_may_still_be_high():
    groups = [{"group": name, "status": "archived"} for name in "ABCD"]
    rows = [
        {"group": "A", "assessed_on": "2024-01-01", "harm": 2, "reach": 2},  # 4: not high, though in no interval
        {"group": "B", "assessed_on": "2024-01-01", "harm": 3, "reach": 2},  # 5: high
        {"group": "C", "assessed_on": "2024-01-01", "harm": 3, "reach": "not 0"},  # 4 to 6
    ]
    found = reviewed(groups, rows)
    assert [(item.group, item.why) for item in found.worklist()] == [
        ("C", ("scored in part", "archived, possibly still high")),
        ("B", ("archived, still high",)),
    ]
    assert whole(found).archived_never == 1  # D
    assert [group for group, *_ in seen(found, "archived, still high")] == ["B", "C"]


def test_of_several_assessments_the_newest_dated_counts_then_the_fullest_then_the_first():
    rows = [
        {"group": "A", "assessor": "1", "assessed_on": "", "harm": 3, "reach": 3},
        {"group": "A", "assessor": "2", "assessed_on": "2026-03-01", "harm": 1, "reach": ""},
        {"group": "A", "assessor": "3", "assessed_on": "2026-03-01", "harm": 1, "reach": 1},
        {"group": "A", "assessor": "4", "assessed_on": "2026-03-01", "harm": 2, "reach": 2},
        {"group": "A", "assessor": "5", "assessed_on": "2026-02-01", "harm": 3, "reach": 3},
    ]
    found = reviewed([{"group": "A"}], rows)
    assert found.facts.row.tolist() == [2]
    assert [what for *_, what in seen(found, "several on one day")] == [
        "3 assessments on the newest day: the one with most criteria known counts, then the first"
    ]


def test_undated_assessments_count_only_where_none_is_dated():
    rows = [{"group": "A", "harm": 3, "reach": 3}, {"group": "B", "harm": 1, "reach": 1, "assessed_on": "2026-03-01"}]
    found = reviewed([{"group": "A"}, {"group": "B"}], rows)
    count = whole(found)
    assert (count.age_unknown, count.current, count.out_of_date) == (1, 1, 0)
    assert seen(found, "undated") == [("A", "sheet[1].assessed_on", "no date: how old the score is cannot be told")]


def test_a_row_without_one_level_scores_nobody():
    found = reviewed([{"group": "A"}], [{"group": "A", "assessed_on": "2026-03-01", "harm": "", "reach": "?"}])
    assert (whole(found).never, whole(found).part) == (1, 0)
    assert seen(found, "never scored")[0][2] == "active, never scored; 1 row of the assessments without one level"


def test_a_score_is_out_of_date_the_day_after_its_interval():
    groups, rows = [{"group": "A"}], [{"group": "A", "assessed_on": "2026-01-01", "harm": 1, "reach": 1}]
    last_good = dt.date(2026, 1, 1) + dt.timedelta(92)
    assert whole(reviewed(groups, rows, as_of=last_good)).current == 1
    assert whole(reviewed(groups, rows, as_of=last_good + dt.timedelta(1))).out_of_date == 1


def test_where_the_band_is_open_the_shortest_possible_interval_applies():
    rules = Rules(intervals={"active": {"any": 200, "top": 10, "LOW": None}})
    rows = [
        {"group": "A", "assessed_on": "2026-01-01", "harm": 3, "reach": ""},  # High to Top
        {"group": "B", "assessed_on": "2026-01-01", "harm": 2, "reach": 0},  # High
        {"group": "C", "assessed_on": "2026-01-01", "harm": 0, "reach": 0},  # Low
        {"group": "D", "assessed_on": "2026-01-01", "harm": 0, "reach": "0-2"},  # Low to High
    ]
    found = reviewed([{"group": name} for name in "ABCD"], rows, rules)
    assert found.facts.interval.tolist() == [10, 200, -1, 200]
    assert whole(found).out_of_date == 1


@pytest.mark.parametrize(
    ("written", "counted"),
    [
        ("2.1.0", "own"), ("small@2.1.0", "own"), ("Small @ v2.1", "own"),
        ("2.0.9", "superseded"), ("small@1.10.0", "superseded"), ("1", "superseded"),
        ("2.10.0", "other"), ("large@1.0.0", "other"), ("the old one", "other"),
        ("", "version_not_stated"),
    ],
)  # fmt: skip
def test_each_way_to_write_a_version_is_counted_once(written, counted):
    row = {"group": "A", "assessed_on": "2026-03-01", "harm": 1, "reach": 1, "matrix_version": written}
    count = whole(reviewed([{"group": "A"}], [row]))
    parts = ("own", "superseded", "other", "version_not_stated")
    assert [name for name in parts if getattr(count, name)] == [counted]


def test_ids_are_followed_through_case_spaces_aliases_and_mergers():
    groups = [{"group": "A", "aliases": "Old 7; older-7"}, {"group": "B", "merged_into": "a"}]
    rows = [
        {"group": name, "assessor": name, "assessed_on": "2026-03-01", "harm": 1, "reach": 1}
        for name in (" a ", "OLD7", "Older-7", "b", "A")
    ]
    found = reviewed(groups, rows)
    assert found.position.tolist() == [0] * 5
    assert [what for *_, what in seen(found, "id followed")] == [
        "'a' is taken as 'A': spelled otherwise (case, spaces, dashes)",
        "'OLD7' is taken as 'A': the register gives it as another name of that group",
        "'Older-7' is taken as 'A': the register gives it as another name of that group",
        "'b' is taken as 'A': the register has it merged into that group",
    ]


def test_what_is_not_on_the_register_is_named_with_its_cell_and_the_group_that_may_be_meant():
    rows = [
        {"group": "n 1", "force": "North", "harm": 1, "reach": 1, "assessor": "1"},
        {"group": "N1", "force": "South", "harm": 1, "reach": 1, "assessor": "2"},
        {"group": "N1", "force": "South", "harm": 1, "reach": 1, "assessor": "3"},
    ]
    found = reviewed([{"group": "N-001", "force": "North"}], rows)
    (one,) = found.unregistered
    assert (one.id, one.force, one.where, one.rows) == ("n 1", "South", "sheet[1].group", 3)
    assert one.near == "did you mean 'N-001'?" == found.register.near("n 1")


def test_every_kind_of_finding_has_its_cell():
    rows = [*ROWS, {"group": "B", "harm": "", "reach": 1, "matrix_version": "small@3.0.0"}]
    found = {(one.kind, one.group): one.cell for one in reviewed(GROUPS, rows).findings()}
    assert found == {
        ("not mapped", "B"): "register[2].mapped",
        ("not said whether mapped", "C"): "register[3].mapped",
        ("scored in part", "B"): "sheet[5].group",
        ("scored in part", "C"): "sheet[3].group",
        ("superseded version", "C"): "sheet[3].matrix_version",
        ("other version", "B"): "sheet[5].matrix_version",
        ("undated", "B"): "sheet[5].assessed_on",
        ("no owner", "B"): "register[2].owner",
        ("archived, still high", "C"): "register[3].status",
        ("below the definition", "D"): "register[4].people",
        ("not on the register", "Z-1"): "sheet[4].group",
        ("id followed", "A"): "sheet[1].group",
    }


def test_criteria_not_known_are_named_a_few_and_counted():
    matrix = load_matrix("sleipnir-2000")
    register = register_of(Table.from_rows([{"group": "A"}]))
    found = coverage(register, score(assess([{"group": "A", "corruption": "high"}], matrix)), DAY)
    said = seen(found, "scored in part")[0][2]
    named = ", ".join(criterion.title for criterion in matrix.criteria if criterion.id != "corruption").split(", ")
    assert said.startswith("18 of 19 criteria not known: ")
    assert said.endswith(", and 15 more")
    assert named[0] in said


# -- what the data do not support --------------------------------------------------------------------------------------


def test_what_the_register_or_the_sheet_does_not_say_is_undefined_and_not_nought():
    count = whole(reviewed([{"group": "A"}], [{"group": "A", "harm": 1, "reach": 1}]))
    assert (count.mapped, count.not_mapped, count.mapped_unknown) == (None, None, 1)
    assert (count.current, count.out_of_date, count.age_unknown) == (None, None, 1)
    assert (count.own, count.superseded, count.version_not_stated) == (None, None, 1)
    assert count.no_owner is None
    assert [reason.split(":")[0] for reason in count.reasons()] == ["mapped", "superseded", "out of date", "no owner"]


def test_still_high_is_undefined_where_there_are_no_bands_and_no_score_and_defined_where_the_rules_give_one():
    groups, rows = [{"group": "A", "status": "archived"}], [{"group": "A", "harm": 0, "reach": 3}]
    count = whole(reviewed(groups, rows, by="extent"))
    assert (count.archived_high, count.archived_undefined) == (None, 1)
    assert any("no bands" in reason for reason in count.reasons())
    assert whole(reviewed(groups, rows, Rules(high=3), by="extent")).archived_high == 1


def test_a_matrix_that_ranks_nothing_asks_for_a_measure():
    matrix = load_matrix("group-threat-derbyshire")
    scores = score(assess([{"group": "A", matrix.criteria[0].id: "?"}], matrix))
    with pytest.raises(RequestError, match="a measure that ranks is missing"):
        coverage(register_of(Table.from_rows([{"group": "A"}])), scores, DAY)


def test_counts_by_anything_else_are_refused():
    with pytest.raises(RequestError, match="did you mean 'force'"):
        reviewed(GROUPS, ROWS).counts("forces")


# -- the rules -----------------------------------------------------------------------------------------------------


def test_the_definition_is_a_rule_and_two_people_are_a_group_in_scotland():
    assert whole(reviewed(GROUPS, ROWS, Rules(people=2))).below == 0
    assert "counts from 2 people" in next(reviewed(GROUPS, ROWS, Rules(people=2)).rules.words())


def test_every_fault_of_the_rules_is_told_at_its_key(tmp_path):
    path = tmp_path / "rules.toml"
    path.write_text(
        'people = 0\nhihg = 1\nhigh = -1\n[interval.actve]\nany = 3\n[interval.dormant]\nany = 1.5\n"A b" = "x"\n'
    )
    with pytest.raises(RecordError) as caught:
        read_rules(path)
    assert [problem.where for problem in caught.value.problems] == [
        "rules.toml", "rules.toml people", "rules.toml high", "rules.toml interval",
        "rules.toml interval.dormant.any", 'rules.toml interval.dormant."A b"',
    ]  # fmt: skip
    assert caught.value.problems[0].hint == "did you mean 'high'?"


@pytest.mark.parametrize(
    "text",
    [
        "people =",
        "interval = 3",
        "[interval]\nactive = 92",
        'people = "three"',
        "people = true",
        "high = true",
        "\udcff",
    ],
)
def test_a_rules_file_that_is_none_is_refused(tmp_path, text):
    path = tmp_path / "rules.toml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(RecordError):
        read_rules(path)


def test_bands_of_the_rules_are_those_of_the_measure_and_a_late_date_is_told_with_them():
    rules = rules_of({"high": "Tpo", "interval": {"active": {"Hihg": 3}}}, "local.toml")
    rows = [{"group": "A", "assessed_on": "2027-01-01", "harm": 1}]
    with pytest.raises(RecordError) as caught:
        reviewed([{"group": "A", "identified_on": "2026-12-01"}], rows, rules)
    assert [(problem.where, problem.hint) for problem in caught.value.problems] == [
        ("local.toml interval.active", "did you mean 'High'?"),
        ("local.toml high", "did you mean 'Top'?"),
        ("register[1].identified_on", "correct the date, or review as of a later day"),
        ("sheet[1].assessed_on", "correct the date, or review as of a later day"),
    ]
    with pytest.raises(RecordError, match="it reaches 6 at most"):
        reviewed([{"group": "A"}], [{"group": "A", "harm": 1}], Rules(high=7))


# -- laws ----------------------------------------------------------------------------------------------------------

IDS = [f"G{number}" for number in range(6)]
LEVELS = st.sampled_from(["0", "1", "2", "3", "", "1-2", "not 0"])
DATES = st.one_of(st.just(""), st.dates(dt.date(2024, 1, 1), DAY).map(str))
FORCES = st.sampled_from(["", "North", "NORTH", "South"])
RULES = st.builds(
    Rules,
    people=st.integers(1, 4),
    intervals=st.dictionaries(
        st.sampled_from(["active", "dormant", "archived"]),
        st.dictionaries(st.sampled_from(["any", "Low", "High", "Top"]), st.one_of(st.none(), st.integers(1, 400))),
    ),
    high=st.sampled_from([None, "High", 3, 0]),
)


@st.composite
def registers(draw):
    ids = draw(st.permutations(IDS))[: draw(st.integers(1, len(IDS)))]
    rows = []
    for at, name in enumerate(ids):
        row = {
            "group": name,
            "force": draw(FORCES),
            "region": draw(st.sampled_from(["", "N", "S"])),
            "status": draw(st.sampled_from(["active", "dormant", "archived"])),
            "owner": draw(st.sampled_from(["", "X"])),
            "mapped": draw(st.sampled_from(["", "yes", "no"])),
            "people": draw(st.sampled_from([None, 1, 2, 3, 9])),
            "aliases": f"OLD{name}" if draw(st.booleans()) else "",
            "identified_on": draw(DATES),
        }
        if at and draw(st.integers(0, 4)) == 0:
            row["merged_into"] = draw(st.sampled_from(ids[:at]))  # backwards only: a chain with an end
        rows.append(row)
    return rows


@st.composite
def sheets(draw):
    names = st.sampled_from(
        [*IDS, *(name.lower() for name in IDS), *(f"old {name}" for name in IDS), "X1", "x 1", "X2"]
    )
    return [
        {
            "group": draw(names), "force": draw(FORCES), "assessor": str(number), "assessed_on": draw(DATES),
            "matrix_version": draw(st.sampled_from(["", "2.1.0", "1.0.0", "9.0.0", "odd"])),
            "harm": draw(LEVELS), "reach": draw(LEVELS),
        }
        for number in range(draw(st.integers(1, 12)))
    ]  # fmt: skip


def add_up(count):
    parts = {
        count.rows: (count.merged, count.below, count.identified),
    }
    assert all(total == sum(of) for total, of in parts.items())
    scored = count.part + count.complete
    for total, of in (
        (count.identified, (count.never, count.part, count.complete)),
        (count.identified, (count.mapped, count.not_mapped, count.mapped_unknown)),
        (count.identified, (count.active, count.dormant, count.archived)),
        (scored, (count.own, count.superseded, count.other, count.version_not_stated)),
        (scored, (count.current, count.out_of_date, count.age_unknown, count.no_interval)),
        (
            count.archived,
            (
                count.archived_high, count.archived_possibly_high, count.archived_not_high, count.archived_never,
                count.archived_undefined,
            ),
        ),
    ):  # fmt: skip
        assert total == sum(number or 0 for number in of)


def numbers(count):
    return {name: number or 0 for name, number in vars_of(count).items() if name != "name"}


def vars_of(count):
    return {name: getattr(count, name) for name in type(count).__slots__ if not name.startswith("_")}


@given(registers(), sheets(), RULES)
def test_categories_partition_the_register_and_forces_and_regions_add_up_to_all(groups, rows, rules):
    found = reviewed(groups, rows, rules)
    total = whole(found)
    add_up(total)
    for by in ("force", "region"):
        counts = found.counts(by)
        for count in counts:
            add_up(count)
        assert len({count.name.casefold() for count in counts}) == len(counts)
        summed = {name: sum(numbers(count)[name] for count in counts) for name in numbers(total)}
        assert summed == numbers(total)


@given(registers(), sheets(), RULES)
def test_no_row_is_lost(groups, rows, rules):
    found = reviewed(groups, rows, rules)
    facts = found.facts
    standing = [not group.merged_into for group in found.register.groups]
    followed = int(facts.rows.sum() + facts.empty.sum())
    assert followed + sum(one.rows for one in found.unregistered) == len(rows)
    assert all(stands for stands, named in zip(standing, facts.rows + facts.empty, strict=True) if named)
    assert sorted(facts.kind.tolist()) == sorted(
        MERGED
        if not stands
        else BELOW
        if group.people is not None and group.people < found.rules.rules.people
        else IDENTIFIED
        for stands, group in zip(standing, found.register.groups, strict=True)
    )


@given(registers(), sheets(), RULES, st.integers(0, 500))
def test_moving_the_day_forward_makes_no_score_fresher(groups, rows, rules, days):
    before = reviewed(groups, rows, rules)
    after = reviewed(groups, rows, rules, as_of=DAY + dt.timedelta(days))
    dated = before.facts.age >= 0
    assert (after.facts.age[dated] - before.facts.age[dated] == days).all()
    assert (after.facts.age[~dated] == -1).all()
    late, later = before.facts.currency == OUT_OF_DATE, after.facts.currency == OUT_OF_DATE
    assert (later | ~late).all()
    assert {item.group for item in before.worklist()} <= {item.group for item in after.worklist()}


@given(registers(), sheets(), RULES, st.randoms(use_true_random=False))
def test_another_order_of_rows_gives_the_same_counts_and_the_same_work_list(groups, rows, rules, chance):
    once = {(row["group"].casefold().replace(" ", "").removeprefix("old"), row["assessed_on"]): row for row in rows}
    known = {group["group"].casefold(): group for group in groups}
    ends = {name: end_of(known, name) for name in known}
    once = {(ends.get(name, name), day): row for (name, day), row in once.items()}  # nothing decided by the order
    sheet = list(once.values())
    shuffled = chance.sample(groups, len(groups)), chance.sample(sheet, len(sheet))
    one, other = reviewed(groups, sheet, rules), reviewed(*shuffled, rules)
    for by in ("all", "force", "region"):
        assert one.counts(by) == other.counts(by)
    assert [no_cell(item) for item in one.worklist()] == [no_cell(item) for item in other.worklist()]


def end_of(known, name):
    while known[name].get("merged_into"):
        name = known[name]["merged_into"].casefold()
    return name


def no_cell(item):
    return item.group, item.force, item.why, item.score, item.band, item.age, item.overdue, item.status


@given(registers(), sheets(), RULES)
def test_the_work_list_is_in_order_and_names_each_group_once(groups, rows, rules):
    work = reviewed(groups, rows, rules).worklist()
    assert [item.place for item in work] == list(range(1, len(work) + 1))
    assert len({item.group for item in work}) == len(work)
    keys = [(-item.high, -item.low, -(item.overdue or 0)) for item in work]
    assert keys == sorted(keys)
    assert all(item.why and 0 <= item.low <= item.high <= Fraction(6) for item in work)


@given(registers(), sheets(), RULES)
def test_findings_agree_with_the_counts(groups, rows, rules):
    found = reviewed(groups, rows, rules)
    count = whole(found)
    kinds = [one.kind for one in found.findings()]
    assert set(kinds) <= set(FINDINGS)
    assert [FINDINGS.index(kind) for kind in kinds] == sorted(FINDINGS.index(kind) for kind in kinds)
    for kind, number in {
        "not mapped": count.not_mapped, "never scored": count.never, "scored in part": count.part,
        "out of date": count.out_of_date, "superseded version": count.superseded, "undated": count.age_unknown,
        "no owner": count.no_owner, "below the definition": count.below, "not on the register": count.unregistered,
    }.items():  # fmt: skip
        assert kinds.count(kind) == (number or 0), kind


def test_one_band_under_two_spellings_in_the_rules_is_refused():
    with pytest.raises(RecordError, match="'Very High' is not a band that stands once; 'very high' is the same"):
        Rules(intervals={"active": {"very high": 3, "Very High": 30}})


@pytest.mark.parametrize(
    ("level", "reason"), [("Physical harm", "scored in part"), ("Capacity gap", "in part, the score certain")]
)
def test_an_unknown_that_cannot_move_the_score_is_told_from_one_that_can(level, reason):
    matrix = load_matrix("ocg-tactical")
    row = {"group": "A", "assessed_on": "2026-03-30"} | {criterion.title: "2" for criterion in matrix.criteria}
    register = register_of(Table.from_rows([{"group": "A", "status": "active"}], "register"))
    found = coverage(register, score(assess([row | {level: ""}], matrix)), dt.date(2026, 3, 31))
    assert [item.why for item in found.worklist()] == [(reason,)]
