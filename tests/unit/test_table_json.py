"""JSON and JSON Lines as tables."""

from decimal import Decimal

import pytest

from ocgscore.errors import TableError
from ocgscore.table import read_table


@pytest.fixture
def read(tmp_path):
    def read_text(text, name="forces.json"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_table(path)

    return read_text


def messages(read, text, name="forces.json"):
    with pytest.raises(TableError) as caught:
        read(text, name)
    return [str(problem) for problem in caught.value.problems]


def test_a_list_of_objects_is_a_table_and_absent_keys_are_blank(read):
    table = read('[{"group": "A", "x": 2.50}, {"group": "B", "y": true}]')
    assert [column.cells() for column in table.columns] == [["A", "B"], [Decimal("2.50"), None], [None, True]]
    assert (table.address(1, 0), table.heading_address(1)) == ("forces.json[2].group", "forces.json x")


@pytest.mark.parametrize("key", ["rows", "assessments"])
def test_the_list_may_stand_in_an_object_beside_a_marking(read, key):
    table = read(f'{{"marking": "OFFICIAL", "{key}": [{{"group": "A"}}], "marking_foot": "OFFICIAL"}}')
    assert (table.marking, len(table)) == ("OFFICIAL", 1)


def test_blank_objects_are_left_out_and_the_others_keep_their_places(read):
    table = read('[{"group": null}, {}, {"group": "A"}]')
    assert (len(table), table.address(0, 0)) == (1, "forces.json[3].group")


def test_json_lines_are_addressed_by_their_line(read):
    table = read('{"group": "A"}\n\n{"group": "B\u2028"}\r\n', "forces.jsonl")
    assert (len(table), table.address(1, 0)) == (2, "forces.jsonl[3].group")


def test_json_lines_may_have_a_marking_on_the_first_line_and_the_last(read):
    table = read('{"marking": "OFFICIAL"}\n{"group": "A"}\n{"marking": "OFFICIAL"}\n', "forces.jsonl")
    assert (table.marking, table.headings, len(table)) == ("OFFICIAL", ["group"], 1)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "an empty file"),
        ("[{", "forces.json line 1 column 3"),
        ('[\n{"a": 1,}\n]', "forces.json line 2 column"),
        ("3", "3 is not a list of objects"),
        ("null", "null is not a list of objects"),
        ('{"a": 1}', "an object without rows"),
        ('{"rows": 1}', "1 is not a list of objects"),
        ('{"rows": [], "rows": []}', "'rows' is not a key used once"),
        ("[]", "any row below the headings is missing"),
        ("[{}]", "any row below the headings is missing"),
        ("[1]", "forces.json[1]: '1' is not an object"),
        ('[{"a": NaN}]', "NaN is not a number JSON knows"),
        ('[{"a": -Infinity}]', "-Infinity is not a number"),
        ('[{"a": 1, "A ": 2}]', "'A ' is not a heading of its own"),
        ('[{"": 1}]', "a heading is missing"),
        (b'[{"a": "\xff"}]', "0xFF"),
        ('[{"a": "\\ud800"}]', "is not text that can be written as UTF-8"),
        ("[" * 100_000, "nested too deeply"),
        ('[{"a": %s}]' % ("9" * 5_000), "too long"),
        ('[{"a": 1e%s}]' % ("9" * 30), "too long"),
        ('[{"a": 1}]'.encode("utf-16"), "UTF-16"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused(read, text, part):
    assert part in "\n".join(messages(read, text))


def test_nested_cells_and_repeated_keys_are_all_named(read):
    found = messages(read, '[{"a": [1], "b": {"c": 1}}, {"a": 1, "a": 2}]')
    assert [message.split(":")[0] for message in found] == [
        "forces.json[1].a", "forces.json[1].b", "forces.json[2].a",
    ]  # fmt: skip


def test_every_line_that_does_not_parse_is_named(read):
    found = messages(read, '{"a": 1}\n{"a"}\n{"a": 2}\nnope\n', "forces.jsonl")
    assert [message.split(":")[0] for message in found] == [
        "forces.jsonl line 2 column 5", "forces.jsonl line 4 column 1",
    ]  # fmt: skip
