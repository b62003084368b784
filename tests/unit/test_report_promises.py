"""What a report promises in small: whose share stands beside whom, what is counted, which marking is kept."""

import datetime as dt
import io
import warnings

import attrs
import openpyxl
import pytest

from ocgscore import assess, load_matrix
from ocgscore.assessments import sift
from ocgscore.errors import Problem
from ocgscore.network.model import Group, Member, OcgMap, Person, Relation
from ocgscore.network.model import Link as MapLink
from ocgscore.report.meeting.blocks import Listing, Points
from ocgscore.report.meeting.crossing import Crossings, Turn
from ocgscore.report.meeting.gather import Review, gather
from ocgscore.report.meeting.given import Given
from ocgscore.report.meeting.left_out import left_out
from ocgscore.report.meeting.material import Rejected, Source
from ocgscore.report.meeting.page.page import html
from ocgscore.report.meeting.redaction import Redaction
from ocgscore.report.meeting.report import report_of, report_record
from ocgscore.report.meeting.sections.agreement.standing import is_the_meetings_sheet
from ocgscore.report.meeting.sections.changes import changes_section
from ocgscore.report.meeting.sections.contenders import _settling, contenders_section
from ocgscore.report.meeting.sections.groups.paged import changed_rows
from ocgscore.report.meeting.sections.groups.pairs import paired
from ocgscore.report.meeting.sections.method import command
from ocgscore.report.meeting.sections.priorities import priorities_section
from ocgscore.report.meeting.warned import unmet
from ocgscore.report.meeting.workbook import workbook_chunks
from ocgscore.report.ranked_pictures.taken import tried_of
from ocgscore.review.register import register_of
from ocgscore.table import Table

M = "sleipnir-2000"
NIL = {c.id: "nil" for c in load_matrix(M).criteria}
DAY = dt.date(2026, 3, 31)


def batch(ids):
    return assess([{"group": i, "violence": "low"} for i in ids], M)


def full(**corruption):
    return assess([{"group": g} | NIL | {"corruption": level} for g, level in corruption.items()], M)


def twice():
    return assess([{"group": "A", "assessed_on": d, "violence": "low"} for d in ("2026-01-01", "2026-02-01")], M)


def review(*ids):
    return Review(register_of(Table.from_rows([{"group": i} for i in ids], "r.csv")), DAY)


def given_of(table, **more):
    matrix = load_matrix(M)
    return Given(matrix, table, sift(table, matrix), **more)


def book_of(material):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(b"".join(workbook_chunks(material))))


def lines(sheet):
    rows = list(sheet.iter_rows())
    head = next(at for at, r in enumerate(rows) if sum(c.value is not None for c in r) > 4)
    names = [c.value for c in rows[head]]
    return [dict(zip(names, r, strict=False)) for r in rows[head + 1 :] if isinstance(r[0].value, int)]


def points(old, new):
    return next(b for b in changes_section(gather(new, last=old, draws=10)).blocks if isinstance(b, Points)).said


def test_two_ids_now_are_not_both_one_group_then():
    assert paired(batch(["A 1"]), batch(["a1", "A  1"])).both == ()


def test_another_version_is_not_compared():
    other = attrs.evolve(load_matrix(M), version="9.0.0")
    old, new = (assess([{"group": "A", "violence": "low"}], m) for m in (other, M))
    made = gather(new, last=old, draws=10)
    assert changes_section(made).lead.startswith("Not worked out: the sheet of the last meeting was scored with")
    cells = [str(c) for row in book_of(made)["Changes"].iter_rows(values_only=True) for c in row]
    assert any("Not worked out" in c for c in cells)


def test_who_moved_by_others_is_not_unchanged_too():
    said = points(full(A="high", B="medium", C="low"), full(A="high", B="nil", C="low"))
    assert "1 has the same levels and the same rank as before." in said


def test_a_worst_rank_alone_that_moves_is_a_move():
    assert any(
        "1 has the same levels as before and another rank" in s
        for s in points(full(A="medium", B="low"), full(A="medium", B="?"))
    )


def test_an_earlier_step_that_moved_is_no_change_now():
    days = (("2026-01-01", "low"), ("2026-01-02", "nil"), ("2026-01-03", "nil"))
    rows = [{"group": "A", "assessed_on": d} | NIL | {"corruption": level} for d, level in days]
    assert changed_rows(gather(assess(rows, M), draws=10)) == set()


def test_standing_and_strengths_stay():
    found = Redaction().map(
        OcgMap(
            (Person("P1"), Person("P2")), (Group("A"), Group("B")), (Member("P1", "A", standing="principal"),),
            (MapLink("P1", "P2", strength=3.0),), (Relation("A", "B", "rivalry", strength=2.0),),
        )
    )  # fmt: skip
    assert (found.members[0].standing, found.links[0].strength, found.relations[0].strength) == ("principal", 3.0, 2.0)


def test_names_of_worksheets_and_rules_are_dropped():
    rows = [{"group": "A", "violence": "low"}, {"group": "B", "violence": "hihg"}]
    table = attrs.evolve(Table.from_rows(rows, "now.csv"), sheet="Zzqxsheet")
    made = given_of(table, rules_source=Source("rules", "Zzqxrules.toml", "ab" * 32)).material(
        keep=(), accept_valid=True, draws=10
    )
    assert "Zzqx" not in html(report_of(made)) + repr(made.sources)


def test_the_record_of_a_redacted_report_names_no_worksheet(ocgscore, tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Zzqx"
    for row in (("group", "physical"), ("A", 2), ("B", 1)):
        book.active.append(row)
    book.save(tmp_path / "now.xlsx")
    ran = ocgscore(
        "report", tmp_path / "now.xlsx", "--sheet", "Zzqx", "--matrix", "ocg-tactical", "--redact", "--draws", "100",
        "--out", tmp_path / "r.html", "--record", tmp_path / "r.json",
    )  # fmt: skip
    assert ran.status == 0, ran.err
    assert "Zzqx" not in (tmp_path / "r.json").read_text()


def test_what_is_kept_is_said():
    assert any(
        w.endswith("worked out, but for town.")
        for w in report_of(gather(batch("A"), draws=10, redacted=True, keep=["town"])).warnings
    )


def test_the_day_of_the_review_is_the_day_of_the_meeting():
    assert report_of(gather(batch("A"), draws=10, review=review("A"))).day == "2026-03-31"


def test_the_review_sees_earlier_assessments():
    assert len(gather(twice(), draws=10, review=review("A")).state.scores) == 2


def test_everything_goes_by_the_measure_asked_for():
    rows = [{"group": g, "force": f, "physical": "2", "intent": "3"} for g in "ABCDEF" for f in ("X", "Y")]
    together = sift(Table.from_rows(rows, "t.csv"), load_matrix("ocg-tactical"), repeats=True).accepted
    one = assess([{"group": g, "physical": "2"} for g in "ABC"], "ocg-tactical")
    made = gather(one, by="harm", last=one, together=together, draws=10)
    assert made.before.ranking.by == "harm"
    assert made.agreement.measured.total.agreement.title == "Total harm"
    assert not is_the_meetings_sheet(made, made.agreement)


def test_the_marking_of_the_map_is_kept():
    table = Table.from_rows([{"group": "A", "violence": "low"}], "now.csv")
    assert (
        given_of(table, network=OcgMap((), (Group("A"),), marking="OFFICIAL")).material(draws=10).marking == "OFFICIAL"
    )


def test_a_problem_of_no_row_is_listed():
    found = sift(Table.from_rows([{"group": "A", "violence": "low"}], "now.csv"), M)
    assert [one.where for one in left_out(attrs.evolve(found, problems=(Problem("now.csv", None, "a sheet"),)))] == [
        "now.csv"
    ]


def test_the_id_of_a_row_left_out_is_found_under_its_subject():
    matrix = load_matrix("disruption-scale")
    assert (
        left_out(sift(Table.from_rows([{"disruption": "D1", matrix.criteria[0].id: "wrong"}], "d.csv"), matrix))[
            0
        ].group
        == "D1"
    )


def test_half_of_the_groups_on_the_register_is_enough():
    assert unmet(gather(batch("AB"), draws=10, review=review("A"))) == ()


def test_counts_of_the_record_and_options_of_the_command():
    made = gather(twice(), draws=10, rejected=[Rejected("r", "X", ("p",))], redacted=True, keep=["town"], pages=3)
    record = report_record(made, {})
    assert (record["assessments_read"], record["groups_scored"], record["rows_rejected"]) == (2, 1, 1)
    assert "--redact --keep town" in command(made)
    assert "--pages 3" in command(made)


def test_the_nearest_to_the_line_come_first():
    found = contenders_section(gather(full(A="high", B="medium", C="low", D="nil"), top=2, draws=10))
    (near,) = [b for b in found.blocks if isinstance(b, Listing) and b.id == "contenders-level"]
    assert [row[1].said for row in near.rows] == ["B", "C", "A", "D"]


def test_the_largest_share_of_answers_settles_not_the_largest_number():
    one, other = load_matrix("ocg-tactical").criteria[:2]
    found = Crossings({0: (Turn(0, one, 3, True, 0, 4), Turn(0, other, 1, True, 0, 1))}, {})
    assert _settling(found, 0) == f"{other.title}: 1 of 2 answers would settle it"


def test_the_lead_counts_those_it_does_not_name():
    rows = {f"G{i}": "high" if i < 7 else "nil" for i in range(9)}
    assert "and 2 more" in priorities_section(gather(full(**rows), top=7, draws=10)).lead


def test_grids_first_and_names_in_order_whatever_their_case():
    made = gather(assess([{"group": g, "physical": "2"} for g in ("b", "A", "C")], "ocg-tactical"), draws=10)
    found = priorities_section(made).blocks[1]
    said = [heading.said for heading in found.headings]
    assert said.index("Priority") < said.index("Total harm")
    order = {row[1].said: key[1] for row, key in zip(found.rows, found.orders, strict=True)}
    assert order["A"] < order["b"] < order["C"]


def test_marking_in_the_foot_tools_of_ten_rows_and_no_referrer():
    page = html(report_of(gather(batch("ABCDEFGHIJ"), draws=10, marking="OFFICIAL")))
    assert "OFFICIAL" in page.partition("<footer>")[2].partition("</footer>")[0]
    assert 'id="all-groups" class="tools"' in page or 'id="all-groups" class="many tools"' in page
    assert '<meta name="referrer" content="no-referrer">' in page


def test_shares_are_good_to_two_standard_errors():
    tried = gather(batch("AB"), draws=50).tried
    assert float(tried_of(tried).margin) == pytest.approx(200 * tried.largest_error)


def test_numbers_have_the_digits_of_their_measure():
    matrix = load_matrix("thematic")
    made = gather(assess([{"theme": "A", matrix.criteria[0].id: matrix.criteria[0].levels[1].code}], matrix), draws=10)
    assert lines(book_of(made)["Priorities"])[0][f"{made.measure.measure.title}: lowest"].number_format == "0.00"
    assert lines(book_of(gather(batch("AB"), draws=10))["Gaps"])[0]["Total: expected change"].number_format == "0.00"


def test_a_share_stands_beside_its_own_group():
    made = gather(full(A="nil", B="low", C="medium", D="high"), top=1, draws=100)
    shown = {
        line["Group"].value: line["Share in the first 1 under other numbers"].value
        for line in lines(book_of(made)["Priorities"])
    }
    assert shown == {made.group(row): pytest.approx(made.tried.p_top[row], abs=5e-5) for row in range(4)}


def test_unknown_and_narrowed_look_otherwise_and_the_ranking_measure_comes_first():
    rows = [{"group": "A", "physical": "?"}, {"group": "B", "physical": "1-2"}]
    book = book_of(gather(assess(rows, "ocg-tactical"), draws=10))
    found = {line["Group"].value: line["Physical harm"].fill.patternType for line in lines(book["Levels"])}
    assert found["A"] != found["B"]
    assert list(lines(book["All measures"])[0])[4] == "Risk: lowest"


def test_a_rule_that_does_not_say_gives_no_number():
    (line,) = lines(book_of(gather(assess([{"group": "A", "corruption": "low-medium"}], M), draws=10))["Priorities"])
    assert line["Total: by the source's rule for unknowns"].value == "undefined"


def test_id_stays_in_view_and_the_warning_stands_above():
    book = book_of(gather(batch("A"), draws=10))
    assert book["Priorities"].freeze_panes.startswith("E")
    assert "must not be shown as one of any other scheme" in " ".join(
        str(c) for r in book["Priorities"].iter_rows(values_only=True) for c in r
    )


def test_each_chance_stands_under_its_heading():
    made = gather(assess([{"group": "A", "physical": "?"}, {"group": "B", "physical": "2"}], "ocg-tactical"), draws=10)
    for gap, line in zip(made.gaps[:], lines(book_of(made)["Gaps"]), strict=True):
        assert line["Chance that the band is settled"].value == pytest.approx(float(gap.chance_settles_band), abs=5e-5)


def test_ranks_twice_are_ranks_once():
    import pyarrow as pa

    from ocgscore.report.batches import arrow_scorer, with_ranks

    piece = pa.record_batch({"group": ["A", "B"], "corruption": ["low", "high"]})
    scored = pa.Table.from_batches([arrow_scorer(M, numerators=True)(piece)])
    assert with_ranks(with_ranks(scored, "total"), "total").column_names.count("rank_best") == 1


def test_one_call_keeps_the_markings_of_all_that_it_was_given():
    marked = OcgMap((), (Group("A"),), marking="OFFICIAL")
    assert gather(batch("A"), draws=10, network=marked).marking == "OFFICIAL"


def test_page_and_workbook_warn_of_the_same_and_one_row_is_one_row():
    made = attrs.evolve(gather(batch("A"), draws=10, as_of=DAY), rejected=(Rejected("r", "X", ("p",)),))
    warned = report_of(made).warnings
    assert any(warning.startswith("1 row had problems and is left out") for warning in warned)
    said = " ".join(
        str(cell.value) for row in book_of(made)["Priorities"].iter_rows(max_row=6) for cell in row if cell.value
    )
    assert all(warning in said for warning in warned)
    assert "Meeting of 2026-03-31" in said


def test_ids_on_the_map_are_met_whatever_their_case():
    assert unmet(gather(batch(["wb-1"]), draws=10, network=OcgMap((), (Group("WB-1"),)))) == ()


def test_a_matrix_of_ones_own_is_named_by_its_file(ocgscore, tmp_path):
    ocgscore("matrix", "show", "ocg-tactical", "--out", "own.toml")
    (tmp_path / "s.csv").write_text("group,physical,intent\nA,2,1\nB,1,1\n", encoding="utf-8")
    arguments = ("report", "s.csv", "--matrix", "own.toml", "--draws", "10", "--pages", "1", "--out", "r.html")
    assert ocgscore(*arguments).status == 0
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "ocgscore report s.csv --matrix own.toml" in page
    assert "ocgscore explain FILE --matrix own.toml" in page
