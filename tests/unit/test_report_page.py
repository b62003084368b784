"""The page as text: one file, escaped throughout, shut against whatever is not in it, the same for the same report."""

import re
import sys
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore.errors import MissingExtraError
from ocgscore.report.meeting.blocks import (
    Bar,
    Facts,
    Heading,
    Link,
    Listing,
    Noted,
    Page,
    Picture,
    Points,
    Report,
    Section,
    Words,
)
from ocgscore.report.meeting.page import page
from ocgscore.report.meeting.page.page import html
from ocgscore.report.meeting.page.tables import interval, table_rows

pytest.importorskip("jinja2", reason="Jinja2 is not installed")
VOID = {"meta", "path"}
ATTACKS = [
    "<b>", "</p>", "</td>", "</style>", "</script>", "</title>", "<!--", "-->", "]]>", "<svg/onload=x>", '"', "'", ">", " x=1",
    "/", "&lt;b&gt;", "&#60;b>", "{{ x }}", "{% raw %}", "\\", "\n", "\u202e", "\x00", "\ud800",
]  # fmt: skip
HEADS = (Heading("group", first=True), Heading("score", "number"), Heading("drawn"), Heading("band"))


def report(*blocks, marking="OFFICIAL", title="Tasking", warnings=()):
    return Report(title, "3 groups", marking, warnings, (Section("one", "One", "In short.", blocks),))


def listing(rows, headings=HEADS, orders=()):
    return Listing("list", "Groups", headings, rows, orders)


class Reader(HTMLParser):
    """What a browser would make of a text: elements with their attributes, and the words between them."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.words, self.open = [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("style", "script"):
            self.words.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


def every_field(said):
    """A report that says a text wherever a report says anything."""
    cells = (Link(said, "p"), Noted(said, said), Bar(0.1, 0.2, said), said)
    blocks = (
        Words(said),
        Words(said, strong=True),
        Points((said, said)),
        Facts(((said, said),)),
        Listing("list", said, tuple(Heading(said, first=at == 0) for at in range(4)), (cells,), note=said),
        Picture("<svg></svg>", said),
        Page("p", said, (Words(said),)),
    )
    return Report(said, said, said, (said,), (Section("s", said, said, blocks),), day=said)


def test_the_same_report_gives_the_same_text():
    assert html(every_field("a")) == html(every_field("a"))


@given(st.lists(st.sampled_from(ATTACKS) | st.text(), min_size=1).map("".join))
def test_whatever_a_text_holds_it_makes_no_element_and_no_attribute(said):
    hostile, plain = Reader(html(every_field(f"a{said}"))), Reader(html(every_field("a")))
    shape = [(tag, sorted(set(attributes) - {"data-o", "class"})) for tag, attributes in hostile.elements]
    assert shape == [(tag, sorted(set(attributes) - {"data-o", "class"})) for tag, attributes in plain.elements]


@given(st.text(st.characters() | st.sampled_from("\u202e\u2066\x00\x1b\x9f\ud800\uffff"), min_size=1))
def test_no_letter_that_does_harm_unseen_is_left_in_the_file(said):
    text = html(every_field(said))
    text.encode()
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]", text)


def test_text_is_shown_as_it_is_written():
    said = "<script>alert(1)</script> & \"both\" 'kinds' {{ 7*7 }}"
    assert Reader(html(report(Words(said)))).words.count(said) == 1


def test_the_picture_alone_is_markup():
    text = html(report(Picture('<svg role="img"><rect/></svg>', "<b>caption</b>"), Words("<svg>")))
    assert '<svg role="img"><rect/></svg>' in text
    assert "<b>" not in text
    assert "<p>&lt;svg&gt;</p>" in text


def test_the_policy_shuts_the_page_and_names_its_own_style_and_script():
    text = html(report())
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)
    policy = policy.replace("&#39;", "'")
    assert policy.startswith("default-src 'none'; ")
    for tag in ("style", "script"):
        (inside,) = re.findall(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        assert f"{tag}-src 'sha256-{b64encode(sha256(inside.encode()).digest()).decode()}'" in policy
    assert "unsafe" not in policy


def test_nothing_outside_the_file_is_named():
    text = html(every_field("a"))
    assert not re.search(r"https?:|//[a-z]|@import|url\((?!#)|\bsrc=|<link|<base", text)


def test_the_marking_goes_to_the_margins_of_paper_in_numbers_of_letters():
    text = html(report(marking='A"\\}</style>'))
    said = numbers('A"\\}</style>')
    assert f'@top-center{{content:"{said}"}}@bottom-center{{content:"{said}"}}' in text
    assert text.count("</style>") == 1


def numbers(said):
    return "".join(f"\\{ord(letter):x} " for letter in said)


def test_a_long_marking_stands_in_smaller_letters_at_the_foot_where_title_and_number_stand_beside_it():
    text = html(report(marking="M" * 37))
    assert f'@bottom-center{{content:"{numbers("M" * 37)}";font-size:8.5pt}}' in text
    assert f'@top-center{{content:"{numbers("M" * 37)}"}}' in text


def test_the_title_and_the_day_stand_at_the_foot_of_paper_in_numbers_of_letters():
    title = 'A"\\}</style>'
    text = html(attrs.evolve(report(title=title), day="2026-12-31"))
    assert f'@bottom-left{{content:"{numbers(title + ", 2026-12-31")}"}}' in text
    assert text.count("</style>") == 1


def test_a_long_title_is_cut_at_the_foot_but_not_the_day():
    text = html(attrs.evolve(report(title="a" * 500), day="2026-12-31"))
    assert f'content:"{numbers("a" * 69 + "…, 2026-12-31")}"' in text


def test_a_note_stands_in_small_letters_below_its_text_and_only_where_there_is_one():
    rows = (("A", Noted("wording", "<b>reason</b>"), "", ""), ("B", Noted("wording", ""), "", ""))
    text = html(report(listing(rows)))
    assert "wording <small>&lt;b&gt;reason&lt;/b&gt;</small></td>" in text
    assert text.count("<small>") == 1


def test_a_report_without_marking_has_no_empty_one():
    text = html(report(marking=" "))
    assert 'class="marking' not in text
    assert "center{content" not in text


def test_headings_descend_one_step_at_a_time_and_the_first_is_the_title():
    inner = Page("c", "C", (Page("d", "D", (Page("e", "E", (Page("f", "F", ()),)),)),))
    text = html(report(Page("b", "B", (inner,)), title="Top"))
    assert re.findall(r"<h(\d)[^>]*>(.*?)</h", text) == [
        ("1", "Top"), ("2", "Contents"), ("2", "One"), ("3", "B"), ("4", "C"), ("5", "D"), ("6", "E"), ("6", "F"),
    ]  # fmt: skip


def test_a_table_has_a_caption_column_heads_and_row_heads():
    read = Reader(html(report(listing((("A", "1", Bar(0, 1, "all of it"), "low"),)))))
    assert [head["scope"] for head in read.all("th")] == ["col"] * 4 + ["row"]
    assert read.all("caption") == [{"id": "list-caption"}]
    assert read.all("svg")[0]["aria-label"] == "all of it"
    assert read.all("svg")[0]["role"] == "img"


def test_a_section_of_several_pages_lists_them():
    pages = tuple(Page(f"p{at}", f"Page {at}", ()) for at in range(3))
    read = Reader(html(report(*pages)))
    assert [link["href"] for link in read.all("a")] == ["#report-main", "#one", "#p0", "#p1", "#p2"]


def orders(rows, given_orders=(), headings=HEADS):
    return [[cell.order for cell in row] for row in table_rows(listing(rows, headings, given_orders))]


def test_a_cell_carries_an_order_only_where_its_text_does_not_say_it():
    rows = (("A", "9–12", Bar(0.1, 0.3, ""), "low"), ("B", "1,010", Bar(0.1, 0.2, ""), "high"))
    assert orders(rows, ((0, 9, 0, 1), (0, 1010, 0, 2))) == [[None, 0, 1, 0], [None, 1, 0, 1]]


def test_plain_numbers_need_no_order():
    rows = (("A", "9", Bar(0, 0, ""), "low"), ("B", "1,010.5", Bar(0, 0, ""), "low"))
    assert orders(rows, ((0, 9, 0, 0), (0, 1010.5, 0, 0))) == [[None] * 4] * 2


def test_numbers_said_more_coarsely_than_they_sort_keep_their_order():
    rows = (("A", "1", Bar(0, 0, ""), ""), ("B", "1", Bar(0, 0, ""), ""))
    assert [row[1] for row in orders(rows, ((0, 1.2, 0, 0), (0, 1.1, 0, 0)))] == [1, 0]


def test_a_bar_that_is_missing_sorts_after_all_others():
    rows = (("A", "", "undefined", ""), ("B", "", Bar(0.9, 1, ""), ""))
    assert [row[2] for row in orders(rows)] == [1, 0]


def test_equal_orders_stay_equal():
    rows = tuple((name, "x", Bar(0.5, 0.6, ""), band) for name, band in [("A", "low"), ("B", "high"), ("C", "low")])
    assert [row[3] for row in orders(rows, ((0, 0, 0, 1), (0, 0, 0, 2), (0, 0, 0, 1)))] == [0, 1, 0]


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_bar_is_drawn_within_its_box_and_is_never_too_thin_to_see(one, other):
    low, high = sorted((one, other))
    start, wide = map(float, re.match(r"M(-?[\d.]+) \d+h([\d.]+)", interval(Bar(low, high, ""))).groups())
    assert wide >= 2.2
    assert -1.2 <= start <= start + wide <= 102.3


def test_a_row_of_ten_columns_with_a_bar_takes_few_bytes():
    headings = tuple(Heading(str(at), "number", first=at == 0) for at in range(10))
    cells = (Link("WB-0001", "group-1"), *["242–506"] * 8, Bar(0.2, 0.5, "242 to 506 of 0 to 1200"))
    rows = tuple(cells for _ in range(1001))
    size = len(html(report(listing(rows, headings))).encode()) - len(html(report(listing(rows[:1], headings))).encode())
    assert size / 1000 < 500


def test_without_jinja_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "jinja2", None)
    page._environment.cache_clear()
    with pytest.raises(MissingExtraError, match="Jinja2") as caught:
        html(report())
    assert "pip install Jinja2" in str(caught.value)
    assert page._environment.cache_info().currsize == 0
