"""Bad input: a message naming place, value and remedy, the right exit status, nothing lost, never a traceback."""

from __future__ import annotations

import io
import os
import zipfile

import openpyxl
import pytest

ROW = "group,violence\nA,low\n"


def scored(ocgscore, path, *more):
    return ocgscore("score", path, "--matrix", "sleipnir-2000", *more)


def test_no_matrix(ocgscore, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(ROW, encoding="utf-8")
    ran = ocgscore("score", path)
    assert ran.status == 2
    assert "sleipnir-2000" in ran.err


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("ocg-tactcal", "did you mean 'ocg-tactical'?"),
        ("ocg-tactical@9.0.0", "ships ocg-tactical@1.0.0"),
        ("none.toml", "missing"),
    ],
)
def test_no_such_matrix(ocgscore, tmp_path, reference, said):
    path = tmp_path / "a.csv"
    path.write_text(ROW, encoding="utf-8")
    ran = ocgscore("score", path, "--matrix", reference)
    assert ran.status == 2
    assert said in ran.err


def test_no_such_measure(ocgscore, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(ROW, encoding="utf-8")
    ran = scored(ocgscore, path, "--by", "totl")
    assert ran.status == 2
    assert "did you mean 'total'?" in ran.err


CONTENT = {
    "an empty file": ("a.csv", b"", 1),
    "only headings": ("a.csv", b"group,violence\n", 1),
    "a heading twice": ("a.csv", b"group,violence,Violence\nA,low,low\n", 1),
    "a ragged row": ("a.csv", b"group,violence\nA,low,extra\n", 1),
    "not UTF-8": ("a.csv", b"group,violence\nCaf\xe9,low\n", 1),
    "UTF-16": ("a.csv", "group,violence\nA,low\n".encode("utf-16"), 1),
    "a picture": ("a.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", 1),
    "a PDF": ("a.csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", 1),
    "an unclosed quote": ("a.csv", b'group,violence\n"A,low\n', 1),
    "a workbook that is text": ("a.xlsx", b"group,violence\nA,low\n", 1),
    "an old workbook": ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, 1),
    "a damaged workbook": ("a.xlsx", b"PK\x03\x04" + b"\0" * 100, 1),
    "an empty zip": ("a.xlsx", b"PK\x05\x06" + b"\0" * 18, 1),
    "JSON cut short": ("a.json", b'[{"group": "A"', 1),
    "JSON that is a number": ("a.json", b"3", 1),
    "JSON nested deep": ("a.json", b"[" * 100_000, 1),
    "JSON lines with a fault": ("a.jsonl", b'{"group": "A", "violence": "low"}\n{"group":\n', 1),
    "JSON with a list in a cell": ("a.json", b'[{"group": "A", "violence": ["low"]}]', 1),
    "Parquet that is not": ("a.parquet", b"PAR1nothing", 1),
    "an unknown ending": ("a.docx", b"x", 2),
    "no ending": ("a", b"x", 2),
    "an old ending": ("a.xls", b"x", 2),
}


@pytest.mark.parametrize(("name", "content", "status"), CONTENT.values(), ids=CONTENT)
def test_content_that_cannot_be_read(ocgscore, tmp_path, name, content, status):
    path = tmp_path / name
    path.write_bytes(content)
    out = tmp_path / "out.csv"
    ran = scored(ocgscore, path, "--out", out)
    assert ran.status == status, ran.err
    assert name in ran.err
    assert "fault of its own" not in ran.err
    assert len(ran.err) < 2_000
    assert not out.exists()


def test_a_file_that_is_not_there_or_is_a_directory(ocgscore, tmp_path):
    for path in (tmp_path / "none.csv", tmp_path):
        ran = scored(ocgscore, path)
        assert ran.status == 2
        assert str(path.name) in ran.err


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser can read every file")
def test_an_unreadable_file(ocgscore, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(ROW, encoding="utf-8")
    path.chmod(0)
    assert scored(ocgscore, path).status == 2


def test_a_zip_bomb_posing_as_a_workbook(ocgscore, tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as member:
            block = b" " * 2**20
            for _ in range(700):
                member.write(block)
    assert path.stat().st_size < 2**20
    ran = scored(ocgscore, path)
    assert ran.status == 1
    assert "bomb.xlsx" in ran.err


def workbook(tmp_path, change):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["group", "violence", "note"], ["A", "low", 1], ["B", "high", 2], ["C", "nil", 3]):
        sheet.append(row)
    change(sheet)
    path = tmp_path / "book.xlsx"
    book.save(path)
    return path


def test_merged_cells_are_refused_by_range(ocgscore, tmp_path):
    ran = scored(ocgscore, workbook(tmp_path, lambda sheet: sheet.merge_cells("B2:B3")))
    assert ran.status == 1
    assert "B2:B3" in ran.err


def test_hidden_rows_are_scored_and_said(ocgscore, tmp_path):
    def hide(sheet):
        sheet.row_dimensions[3].hidden = True

    ran = scored(ocgscore, workbook(tmp_path, hide), "--format", "csv")
    assert ran.status == 0
    assert ran.out.count("\n") == 4
    assert "hidden" in ran.err
    assert "3" in ran.err


def test_an_error_cell_is_a_problem_and_never_an_unknown(ocgscore, tmp_path):
    def spoil(sheet):
        sheet["B3"] = "#DIV/0!"
        sheet["B3"].data_type = "e"

    ran = scored(ocgscore, workbook(tmp_path, spoil))
    assert ran.status == 1
    assert "book.xlsx!Sheet!B3 violence: '#DIV/0!'" in ran.err


def test_a_sheet_by_name(ocgscore, tmp_path):
    path = workbook(tmp_path, lambda _: None)
    ran = scored(ocgscore, path, "--sheet", "Sheeet")
    assert ran.status == 2
    assert "'Sheet'" in ran.err


def test_an_output_never_replaces_an_input_or_another_output(ocgscore, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(ROW, encoding="utf-8")
    ran = scored(ocgscore, path, "--out", path)
    assert ran.status == 2
    assert path.read_text(encoding="utf-8") == ROW
    ran = scored(ocgscore, path, "--out", tmp_path / "o.csv", "--record", tmp_path / "o.csv")
    assert ran.status == 2
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.csv"]


def test_an_output_in_a_folder_that_is_not_there(ocgscore, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(ROW, encoding="utf-8")
    ran = scored(ocgscore, path, "--out", tmp_path / "none" / "o.csv")
    assert ran.status == 2
    assert "none" in ran.err


def test_an_output_of_an_unknown_kind(ocgscore, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(ROW, encoding="utf-8")
    ran = scored(ocgscore, path, "--out", tmp_path / "o.docx")
    assert ran.status == 2
    assert not (tmp_path / "o.docx").exists()


def test_ten_thousand_problems(ocgscore, tmp_path):
    path = tmp_path / "many.csv"
    path.write_text("group,violence\n" + "".join(f"G{i},wrong\n" for i in range(10_000)), encoding="utf-8")
    ran = ocgscore("check", path, "--matrix", "sleipnir-2000")
    assert ran.status == 1
    assert ran.err.count("is not a level of") == 10_000
    assert "10,000 rows read: 0 sound, 10,000 rejected" in ran.err


def test_a_matrix_file_with_faults_lists_them_and_scores_nothing(ocgscore, tmp_path):
    path, matrix = tmp_path / "a.csv", tmp_path / "bad.toml"
    path.write_text(ROW, encoding="utf-8")
    matrix.write_text('id = "Bad"\n', encoding="utf-8")
    ran = ocgscore("score", path, "--matrix", matrix)
    assert ran.status == 1
    assert "bad.toml id: 'Bad'" in ran.err
    assert "bad.toml version" in ran.err


def test_a_cell_of_every_kind_of_text_survives(ocgscore, tmp_path):
    odd = ['quote " inside', "comma, inside", "line\nbreak", "Ünïcödé 組", "  spaces  ", "=1+1", "0042", "1e5", "TRUE"]
    text = io.StringIO()
    import csv

    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["group", "note", "violence"])
    for number, cell in enumerate(odd):
        writer.writerow([f"G{number}", cell, "low"])
    path = tmp_path / "odd.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    ran = scored(ocgscore, path, "--format", "csv")
    assert ran.status == 0
    notes = [row[1] for row in csv.reader(io.StringIO(ran.raw.decode(), newline=""))][1:]
    assert notes == ["'=1+1" if cell == "=1+1" else cell for cell in odd]
