"""Method and limits: whose the numbers are, what the report does not cover, and the command that makes it again."""

from __future__ import annotations

import datetime as dt
import re
import shlex
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore import assess, load_matrix, read_assessments
from ocgscore.cli.report import report
from ocgscore.network.model import Group, OcgMap, Person
from ocgscore.report.meeting.blocks import Points, Words
from ocgscore.report.meeting.gather import Review, gather
from ocgscore.report.meeting.material import Rejected, Source
from ocgscore.report.meeting.sections.method import AGREEMENT, POLICED, command, method_section
from ocgscore.review.register import register_of
from ocgscore.table import Table

EXAMPLES = Path(__file__).parents[2] / "examples"
ROWS = [{"group": name, "force": force, "corruption": "low"} for name in "AB" for force in ("East", "West")]
ONE = [{"group": name, "corruption": "low"} for name in "AB"]
TWO_PEOPLE = OcgMap((Person("1"), Person("2")), (Group("A"),))


def material(**asked):
    return gather(assess(ONE, "sleipnir-2000"), **{"draws": 10} | asked)


def points(section):
    return next(block for block in section.blocks if isinstance(block, Points)).said


def missing(section):
    return [block.said for block in section.blocks if isinstance(block, Words)][1:]


def everything():
    register = register_of(Table.from_rows([{"group": "A"}], "register.csv"))
    return material(
        last=assess(ONE, "sleipnir-2000"), network=TWO_PEOPLE, together=assess(ROWS, "sleipnir-2000"),
        review=Review(register, dt.date(2026, 3, 31)),
    )  # fmt: skip


def test_what_is_not_covered_is_said_with_the_option_that_adds_it():
    (said,) = missing(method_section(material()))
    for option in ("--last FILE", "--map MAP", "--register FILE --as-of DATE", "--together FILE"):
        assert option in said


def test_nothing_is_missing_from_a_report_that_has_everything():
    assert missing(method_section(everything())) == []


def test_limits_of_a_map_and_of_agreement_are_said_where_there_is_one():
    bare, whole = points(method_section(material())), points(method_section(everything()))
    assert POLICED not in bare
    assert AGREEMENT not in bare
    assert POLICED in whole
    assert AGREEMENT in whole


def test_the_numbers_are_said_to_be_whose_they_are():
    said = " ".join(points(method_section(gather(read_assessments(EXAMPLES / "demo.csv", "ocg-tactical"), draws=10))))
    assert "The numbers of the matrix are an illustration: nobody's official scheme." in said


def test_of_a_matrix_of_somebodys_own_nobody_says_whose_scheme_it_is():
    own = attrs.evolve(load_matrix("ocg-tactical"), id="force-own")
    said = " ".join(points(method_section(gather(assess([{"group": "A", "physical": "2"}], own), draws=10))))
    assert "The numbers of the matrix are an illustration. A result" in said
    assert "scheme" not in said


def test_the_command_has_every_part_that_the_report_has():
    """By hand: options that are as they would be by themselves (by, seed, top) are left out."""
    sources = (
        Source("assessments", "demo.csv", ""), Source("map", "map", ""), Source("register", "who is who.csv", ""),
        Source("rules", "rules.toml", ""), Source("scored together", "c.xlsx", ""),
    )  # fmt: skip
    found = attrs.evolve(everything(), sources=sources)
    assert command(found) == (
        'ocgscore report demo.csv --matrix sleipnir-2000@1.0.0 --last LAST --map map --register "who is who.csv" '
        "--rules rules.toml --together c.xlsx --as-of 2026-03-31 --draws 10 --out report.html"
    )


def test_the_command_has_what_was_asked_for_otherwise():
    found = material(top=2, seed=7, draws=20, redacted=True, title="Tasking", marking="OFFICIAL - SENSITIVE")
    found = attrs.evolve(found, rejected=(Rejected("row 3", "", ("wrong",)),))
    assert command(found).endswith(
        '--top 2 --draws 20 --seed 7 --accept-valid --redact --title Tasking --marking "OFFICIAL - SENSITIVE" '
        "--out report.html"
    )


def test_every_option_that_the_section_names_is_one_of_the_command():
    everywhere = material(top=1, seed=7, by="total", redacted=True, title="T", marking="M")
    said = f"{command(everything())} {command(everywhere)} {missing(method_section(BARE))}"
    known = {option for parameter in report.params for option in parameter.opts}
    assert set(re.findall(r"--[a-z-]+", said)) <= known


@pytest.mark.parametrize(
    "name", ["a;rm -rf ~.csv", "$(id).csv", "`id`.csv", "-x.csv", '"q".csv', "a\nb.csv", "%x%.csv"]
)
def test_a_name_that_a_terminal_might_run_is_left_to_fill_in(name):
    said = command(material(sources=(Source("assessments", name, ""),)))
    assert said.startswith("ocgscore report SHEET --matrix")


@given(st.text(max_size=12))
def test_a_name_is_one_word_of_the_command_whatever_it_is(name):
    words = shlex.split(command(attrs.evolve(BARE, sources=(Source("assessments", name, ""),))))
    assert words[2] in (name, "SHEET")
    assert words[3] == "--matrix"


BARE = material()
