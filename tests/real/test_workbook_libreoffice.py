"""The report's workbook, opened by LibreOffice: it reads and recalculates everything without an error, and prints."""

import datetime as dt
import io
import shutil
import subprocess
import warnings
from pathlib import Path

import attrs
import pytest

from ocgscore import assess, load_matrix, read_assessments
from ocgscore.matrix import shipped_ids
from ocgscore.network.files import read_map
from ocgscore.report.meeting.gather import Review, gather
from ocgscore.report.meeting.material import Rejected
from ocgscore.report.meeting.workbook import workbook_chunks
from ocgscore.review.register import read_register

openpyxl = pytest.importorskip("openpyxl")
pytest.importorskip("xlsxwriter")
SOFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
EXAMPLES = Path(__file__).parents[2] / "examples"
MARKING = "OFFICIAL-SENSITIVE & EXAMPLE"
ERRORS = ("Err:", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#N/A", "#NUM!", "#NULL!")
HOSTILE = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    '=HYPERLINK("http://x","a")',
    "http://example.org",
    "<b>",
    "a\x07b",
    "'=1",
)


def whole():
    """A report with every sheet there is, and groups that are called after formulas."""
    batch = read_assessments(EXAMPLES / "review/assessments.csv", "ocg-tactical")
    material = gather(
        batch,
        last=read_assessments(EXAMPLES / "demo.csv", "ocg-tactical"),
        network=read_map(EXAMPLES / "map"),
        together=read_assessments(EXAMPLES / "calibration.csv", "ocg-tactical"),
        review=Review(read_register(EXAMPLES / "review/register.csv"), dt.date(2026, 12, 31)),
        marking=MARKING,
        draws=20,
    )
    return attrs.evolve(material, rejected=tuple(Rejected(text, text, (text,)) for text in HOSTILE))


def small(name):
    matrix = load_matrix(name)
    by = None if matrix.ranks_by else matrix.measures[0].id
    first = matrix.criteria[0]
    levels = [first.levels[at % len(first.levels)].code for at in range(len(HOSTILE))]
    rows = [
        {"group": text, first.id: level, f"{first.id}_rationale": text}
        for text, level in zip(HOSTILE, levels, strict=True)
    ]
    return gather(assess(rows, matrix), by=by, draws=20)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Every workbook as written, in ``saved`` as LibreOffice recalculates and saves it, in ``printed`` as a PDF."""
    found = tmp_path_factory.mktemp("workbook")
    reports = {"whole": whole()} | {name: small(name) for name in shipped_ids()}
    paths = []
    for name, material in reports.items():
        paths.append(found / f"{name}.xlsx")
        paths[-1].write_bytes(b"".join(workbook_chunks(material)))
    convert(found, "xlsx", "saved", paths)
    convert(found, "ods", "opened", paths[:1])
    convert(found, "pdf", "printed", paths[:1])
    return found


def convert(folder, to, where, paths):
    profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
    command = [SOFFICE, profile, "--headless", "--convert-to", to, "--outdir", folder / where, *paths]
    subprocess.run(command, check=True, capture_output=True, timeout=300)


def opened(path):
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".*extension is not supported", UserWarning)  # bars in cells
        return openpyxl.load_workbook(io.BytesIO(path.read_bytes()))


def cells_of(book):
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value not in (None, "")
    }


@pytest.mark.parametrize("name", ["whole", *shipped_ids()])
def test_every_cell_comes_back_as_it_was_written(folder, name):
    written, saved = cells_of(opened(folder / f"{name}.xlsx")), cells_of(opened(folder / "saved" / f"{name}.xlsx"))
    assert saved.keys() == written.keys()
    different = {at: (value, saved[at]) for at, value in written.items() if not same(value, saved[at])}
    assert different == {}


def same(value, other):
    if isinstance(value, float):
        return other == pytest.approx(value, rel=1e-12)
    if isinstance(value, dt.datetime | dt.date):
        return str(value)[:10] == str(other)[:10]
    return value == other


@pytest.mark.parametrize("name", ["whole", *shipped_ids()])
def test_no_cell_is_an_error_or_a_formula(folder, name):
    book = opened(folder / "saved" / f"{name}.xlsx")
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type not in ("e", "f")
                assert not str(cell.value).startswith(ERRORS)
                assert cell.hyperlink is None


def test_sheets_filters_repeated_headings_and_charts_are_all_read(folder):
    written, saved = opened(folder / "whole.xlsx"), opened(folder / "saved" / "whole.xlsx")
    assert saved.sheetnames == written.sheetnames
    for sheet in saved:
        assert sheet.auto_filter.ref == written[sheet.title].auto_filter.ref
        assert sheet.print_title_rows == written[sheet.title].print_title_rows
    assert len(saved["Charts"]._charts) == 2


def test_it_opens_as_a_sheet_of_another_kind(folder):
    assert (folder / "opened" / "whole.ods").read_bytes()[:2] == b"PK"


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_the_marking_stands_at_head_and_foot_of_every_printed_page(folder):
    command = ["pdftotext", "-layout", folder / "printed" / "whole.pdf", "-"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    pages = text.split("\f")[:-1]
    assert len(pages) >= len(opened(folder / "whole.xlsx").sheetnames)
    for number, page in enumerate(pages, 1):
        lines = [line for line in page.splitlines() if line.strip()]
        assert MARKING in lines[0]
        assert MARKING in lines[-1]
        assert f"{number} of {len(pages)}" in lines[-1]
