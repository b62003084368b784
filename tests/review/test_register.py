"""The register: every fault at its cell, all at once; and every id followed to the group that stands for it now."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore.errors import FileUseError, RecordError, TableError
from ocgscore.matrix import load_matrix
from ocgscore.review.late import late_groups
from ocgscore.review.records import Field, Records, folded, read_together
from ocgscore.review.register import read_register, register_of
from ocgscore.table import Column, Table, write_table
from ocgscore.testing import reviews


def refused(rows):
    with pytest.raises(RecordError) as caught:
        register_of(Table.from_rows(rows, "register"))
    return [str(problem) for problem in caught.value]


def followed(register, ids):
    column = Column.from_cells("group", ids)
    position, told = register.follow(column, Table.from_rows([{"group": id_} for id_ in ids], "sheet"), 0)
    return [register.groups[at].id if at >= 0 else None for at in position.tolist()], [str(one) for one in told]


def test_every_fault_is_named_at_its_cell_all_at_once():
    assert refused(
        [
            {"group": "A", "status": "active", "identified_on": "2026-01-05", "mapped": "yes", "people": 4},
            {"group": " a ", "status": "actve", "identified_on": "1/2/2026", "mapped": "maybe", "people": "2.5"},
            {"group": None, "status": None},
        ]
    ) == [
        "register[2].group: 'a' is not a group that stands in the register once; register[1].group has 'A': keep one row, or give one another id",
        "register[2].status: 'actve' is not one of active, dormant, archived; did you mean 'active'?",
        "register[2].identified_on: '1/2/2026' is not a date; write it as 2026-02-01 or as 2026-01-02, whichever is meant",
        "register[2].mapped: 'maybe' is not yes or no; write yes or no; leave the cell blank where it is not known",
        "register[2].people: '2.5' is not a whole number of people; write a number such as 12, without other signs; leave the cell blank where it is not known",
        "register[3].group: an id is missing; every row needs one",
        "register[3].status: one of active, dormant, archived is missing; choose one of these",
    ]


def test_a_merger_that_leads_nowhere_or_back_is_named():
    assert refused([{"group": "A", "merged_into": "B-2"}, {"group": "B-02"}]) == [
        "register[1].merged_into: 'B-2' is not a group of the register; did you mean 'B-02'?"
    ]
    ring = refused([{"group": "A", "merged_into": "B"}, {"group": "B", "merged_into": "a"}])
    assert [line.split(":")[0] for line in ring] == ["register[1].merged_into", "register[2].merged_into"]
    assert refused([{"group": "A", "merged_into": "A"}])


def test_an_alias_of_two_groups_or_that_is_another_group_is_named():
    assert len(refused([{"group": "A", "aliases": "X; Y"}, {"group": "B", "aliases": "y"}])) == 1
    assert len(refused([{"group": "A", "aliases": "b"}, {"group": "B"}])) == 1


def test_ids_are_followed_through_spelling_aliases_and_chains_of_mergers():
    register = register_of(
        Table.from_rows(
            [
                {"group": "N 001", "aliases": "OLD-1; OLD-2"},
                {"group": "N 002", "merged_into": "n 001"},
                {"group": "N 003", "aliases": "OLD-3", "merged_into": "N 002"},
            ]
        )
    )
    found, told = followed(register, ["N 001", "n001", "OLD-2", "N 002", "old-3", "X", "n001"])
    assert found == ["N 001", "N 001", "N 001", "N 001", "N 001", None, "N 001"]
    assert told == [
        "sheet[2].group: 'n001' is taken as 'N 001': spelled otherwise (case, spaces, dashes) (and 1 more)",
        "sheet[3].group: 'OLD-2' is taken as 'N 001': the register gives it as another name of that group",
        "sheet[4].group: 'N 002' is taken as 'N 001': the register has it merged into that group",
        "sheet[5].group: 'old-3' is taken as 'N 001': the register gives it as another name of that group",
    ]


def test_an_id_with_another_number_of_zeros_is_asked_after_and_not_taken():
    register = register_of(Table.from_rows([{"group": "N-003"}]))
    assert register.find("N-3") is None
    assert register.near("N-3") == "did you mean 'N-003'?"
    assert register.near("N-4") == ""


def test_a_register_without_status_or_force_says_what_follows():
    register = register_of(Table.from_rows([{"ocgm_urn": 59379736}], "register"))
    assert (register.groups[0].id, register.groups[0].status) == ("59379736", "active")
    assert register.notices == (
        "register: no column status: every group counts as active",
        "register: no column force: only the whole is counted",
        "register: no column mapped: whether groups are mapped is undefined",
    )


def test_a_day_after_the_review_is_named_at_its_cell():
    rows = [{"group": "A", "identified_on": "2026-04-01"}, {"group": "B", "identified_on": "2026-03-31"}]
    found = late_groups(register_of(Table.from_rows(rows)), dt.date(2026, 3, 31))
    assert [(problem.where, problem.got) for problem in found] == [("rows[1].identified_on", "2026-04-01")]


def test_what_excel_does_to_ids_is_named_and_not_guessed(tmp_path):
    path = tmp_path / "register.csv"
    path.write_text("group,force\n1.23457E+11,North\n#REF!,North\n", encoding="utf-8")
    with pytest.raises(RecordError) as caught:
        read_register(str(path))
    assert [problem.where for problem in caught.value] == ["register.csv!A2 group", "register.csv!A3 group"]


def test_two_columns_of_one_field_and_a_missing_column_are_named():
    with pytest.raises(RecordError, match=r"Group.*is not the only column for group; rows group is one already"):
        register_of(Table.from_rows([{"group": "A", "Group": "B"}]))
    with pytest.raises(RecordError, match=r"the column group of a register of groups is missing"):
        register_of(Table.from_rows([{"name": "A"}]))


def test_problems_of_several_files_come_at_once():
    def bad(where):
        return lambda: Records(Table.from_rows([{"x": 1}], where), [Field("group", needed=True)], "a list")

    with pytest.raises(RecordError) as caught:
        read_together(bad("one"), lambda: 1, bad("two"))
    assert [problem.where for problem in caught.value] == ["one", "two"]
    assert read_together(lambda: 1, lambda: 2) == [1, 2]


def test_a_file_that_is_no_table_is_told_with_the_others(tmp_path):
    empty = tmp_path / "empty.csv"
    empty.write_text("", encoding="utf-8")
    with pytest.raises(RecordError, match="empty"):
        read_together(lambda: read_register(str(empty)))
    with pytest.raises(TableError):
        read_register(str(empty))


@given(reviews(load_matrix("ocg-tactical")))
def test_every_name_leads_to_a_group_that_stands_by_itself(drawn):
    register = register_of(drawn[0])
    standing = set(register.standing().tolist())
    for group in register.groups:
        for name in (group.id, group.id.lower(), *group.aliases):
            assert register.find(name) in standing


@given(reviews(load_matrix("ocg-tactical")), st.randoms(use_true_random=False))
def test_the_order_of_the_register_changes_nothing(drawn, shuffle):
    rows = [
        dict(zip(drawn[0].headings, cells, strict=True))
        for cells in zip(*(c.cells() for c in drawn[0].columns), strict=True)
    ]
    shuffled = list(rows)
    shuffle.shuffle(shuffled)
    one, other = register_of(Table.from_rows(rows)), register_of(Table.from_rows(shuffled))
    for name in "ABCDEFGHIJKLZ":
        ends = [found.groups[at].id if (at := found.find(name)) is not None else None for found in (one, other)]
        assert ends[0] == ends[1]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
def test_a_register_reads_the_same_from_any_format(tmp_path, ending):
    table = Table.from_rows([{"group": "=A1", "force": "North", "identified_on": dt.date(2026, 1, 5), "people": 3}])
    write_table(table, tmp_path / f"register.{ending}")
    group = read_register(str(tmp_path / f"register.{ending}")).groups[0]
    assert (group.id, group.identified_on, group.people) == ("=A1", dt.date(2026, 1, 5), 3)


def test_folding_leaves_hyphens_and_zeros():
    assert folded(" Wb 01") == folded("wB01") != folded("WB-01")


def test_a_long_chain_of_mergers_and_many_faults_are_read_in_one_walk():
    rows = [{"group": f"G{at}", "merged_into": f"G{at + 1}" if at < 19_999 else ""} for at in range(20_000)]
    assert register_of(Table.from_rows(rows)).find("G0") == 19_999
    assert len(refused([{"group": f"G{at}", "merged_into": f"X{at}"} for at in range(900)])) == 900


def test_only_the_groups_of_a_ring_are_named_and_not_those_that_lead_into_it():
    rows = [("A", "B"), ("B", "C"), ("C", "B"), ("D", "A"), ("E", "E")]
    found = refused([{"group": group, "merged_into": into} for group, into in rows])
    assert [line.split(".")[0] for line in found] == ["register[2]", "register[3]", "register[5]"]


def test_signs_that_nobody_sees_make_no_other_group():
    zero_width, dash, composed = "A\u200b1", "NM\u20131", "Caf\u00e9"
    register = register_of(Table.from_rows([{"group": "A1"}, {"group": "NM-1"}, {"group": "Cafe\u0301"}]))
    assert [register.find(id_) for id_ in (zero_width, dash, composed, "\uff21\uff11")] == [0, 1, 2, 0]
    assert len(refused([{"group": "A1"}, {"group": zero_width}])) == 1


def test_aliases_parted_by_a_comma_are_a_fault_and_no_name():
    assert refused([{"group": "A", "aliases": "OLD, OLD2"}]) == [
        "register[1].aliases: 'OLD, OLD2' is not one id; part several by a semicolon, not by a comma"
    ]


def test_two_headings_of_one_field_are_refused():
    with pytest.raises(RecordError, match="rows members: 'members' is not the only column for people"):
        register_of(Table.from_rows([{"group": "A", "people": 3, "members": 9}]))


def test_a_file_that_is_not_there_is_told_beside_the_faults_of_the_others(tmp_path):
    bad = tmp_path / "register.csv"
    bad.write_text("group,people\nA,some\n", encoding="utf-8")
    with pytest.raises(FileUseError) as caught:
        read_together(lambda: read_register(str(bad)), lambda: read_register(str(tmp_path / "absent.csv")))
    assert [problem.where.split("!")[0] for problem in caught.value] == ["register.csv", str(tmp_path / "absent.csv")]


def test_one_workbook_may_hold_every_table_on_a_sheet_of_its_name(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    for name, heading in (("Register", "group"), ("Population", "force")):
        book.create_sheet(name).append([heading])
    book["Register"].append(["A"])
    book.save(tmp_path / "unit.xlsx")
    assert read_register(str(tmp_path / "unit.xlsx")).groups[0].id == "A"


def test_what_nobody_sees_is_blank():
    (said,) = refused([{"group": "\u200b", "force": "\u200b", "merged_into": "\u200b"}])
    assert said == "register[1].group: '\\u200b' is not an id; every row needs one"
