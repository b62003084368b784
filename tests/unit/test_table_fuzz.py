"""Whatever the bytes, reading gives a table or an error of ours, and never another."""

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ocgscore.errors import OcgScoreError
from ocgscore.table import Table, csv_coding, csv_scanning, read_table, table_bytes
from ocgscore.table.source import FORMATS

TABLE = Table.from_rows(
    [{"group": f"G{i}", "physical": i, "total": i / 4, "note": 'é, "quoted"\nline', "=x": None} for i in range(9)]
)
WHOLE = {format_: b"".join(table_bytes(TABLE, format_, {"a": "b"})) for format_ in FORMATS}
quiet = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch):
    monkeypatch.setattr(csv_scanning, "CHUNK_ROWS", 2)
    monkeypatch.setattr(csv_coding, "MIXED_ROWS", 2)
    monkeypatch.setattr("ocgscore.table.csv_reading.SCAN_FROM", 20)


def reads_or_refuses(folder, format_, raw):
    path = folder / f"fuzz.{format_}"
    path.write_bytes(raw)
    try:
        table = read_table(path)
    except OcgScoreError as error:
        refusal = str(error)
        table = None
    if table is None:
        assert refusal
    else:
        b"".join(table_bytes(table, "csv"))
        assert len(table) == len(table.columns[0].cells())


@st.composite
def damaged(draw, whole):
    """Bytes cut off, changed or put in."""
    raw = bytearray(whole[: draw(st.integers(0, len(whole)))] if draw(st.booleans()) else whole)
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, max(len(raw) - 1, 0)))
        raw[place : place + draw(st.integers(0, 2))] = draw(st.binary(max_size=2))
    return bytes(raw)


@pytest.mark.parametrize("format_", FORMATS)
@quiet
@given(raw=st.binary(max_size=200))
def test_random_bytes(format_, tmp_path, raw):
    reads_or_refuses(tmp_path, format_, raw)


@pytest.mark.parametrize("format_", FORMATS)
@quiet
@given(data=st.data())
def test_damaged_files(format_, tmp_path, data):
    reads_or_refuses(tmp_path, format_, data.draw(damaged(WHOLE[format_])))


@pytest.mark.parametrize(
    "part",
    [
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
        "[Content_Types].xml",
        "xl/_rels/workbook.xml.rels",
        "docProps/app.xml",
    ],
)
@quiet
@given(data=st.data())
def test_workbooks_with_a_damaged_part(part, tmp_path, data):
    old = zipfile.ZipFile(io.BytesIO(WHOLE["xlsx"]))
    new = io.BytesIO()
    with zipfile.ZipFile(new, "w") as archive:
        for name in old.namelist():
            content = old.read(name)
            archive.writestr(name, data.draw(damaged(content)) if name == part else content)
    reads_or_refuses(tmp_path, "xlsx", new.getvalue())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["rows", "a", "A", "", "marking"]), inner)
    ),
    max_leaves=8,
)


@pytest.mark.parametrize("format_", ["json", "jsonl"])
@quiet
@given(document=JSON)
def test_any_json(format_, tmp_path, document):
    import json

    reads_or_refuses(tmp_path, format_, json.dumps(document).encode())
