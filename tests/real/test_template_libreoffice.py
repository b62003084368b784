"""The workbook's live totals, recalculated by LibreOffice, against the library's.

Workbooks are filled in with openpyxl (which drops every stored result), recalculated and saved by LibreOffice in one
headless call, and read back as a user's would be.
"""

import random
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from ocgscore import load_matrix, read_table, score, sift
from ocgscore.matrix import LevelReader, shipped_ids
from ocgscore.matrix.form import build_matrix
from ocgscore.report.template import write_template
from ocgscore.report.template.plan import live_measures, plan_columns
from ocgscore.scoring import recorded_differences

openpyxl = pytest.importorskip("openpyxl")
SOFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
ROWS = 40  # sound rows of each workbook
BAD = [
    "hihg", "2-", "-", "|", "not", "not ?", "not nothing", "0-9-", "1||2", "#", "~", "*", "??", "0-1-0-1", "=",
    "9" * 300,
]  # fmt: skip


def levels(*pairs):
    """Codes and labels with values 0, 1.5, 3, ... unless three are given."""
    return [
        {"code": p[0], "label": p[1], "value": p[2] if len(p) > 2 else str(n * 1.5), "anchor": f"When {p[1]} is met."}
        for n, p in enumerate(pairs)
    ]


def criterion(id_, *pairs, title=None, **more):
    return {
        "id": id_,
        "title": title or id_.capitalize(),
        "section": "s",
        "question": "Which, & <why>?",
        "levels": levels(*pairs),
    } | more


def matrix(id_, criteria, measures, subject="group"):
    head = {"id": id_, "version": "1.2.3", "title": id_.title(), "subject": subject, "status": "illustrative"}
    rest = {"source": "made for this test", "licence": "MIT", "sections": [{"id": "s", "title": "All of it"}]}
    return build_matrix(head | rest | {"criteria": criteria, "measures": measures}, id_)


def measure(id_, formula, *cuts, digits=0, **more):
    """A measure with bands from 0 and from each cut."""
    edges = [0, *cuts]
    bands = [{"label": f"b{n}, {edge}", "from": edge} for n, edge in enumerate(edges)]
    for band, above in zip(bands, edges[1:], strict=False):
        band["below"] = above
    return (
        {"id": id_, "title": id_.capitalize(), "formula": formula, "digits": digits}
        | more
        | ({"bands": bands} if cuts else {})
    )


GRID = [["0", "0.25", "0.5"], ["0.25", "0.5", 1], [1, 1, "2.125"]]


def odd_spellings():
    """Labels with every character that means something to a spreadsheet."""
    criteria = [
        criterion("wild", ("*", "a*b?"), ("~", "~tilde~"), ("w", 'so-called "big", say'), ("x", "either|or")),
        criterion("dashed", ("a-b", "one-to-four"), ("c", "five–ten"), ("d", "not known"), ("e", "=1+1")),
        criterion("numbers", ("1.5", "7"), ("02", "2.50%"), ("3", "10"), ("100", "£1,000"), weight="0.7"),
        criterion("dates", ("1", "1-2 victims"), ("2", "3-5 victims"), ("3", "6 or more"), title="Dates, or not"),
        criterion("accents", ("É", "Élevé"), ("ñ", "Año"), ("ß", "STRASSE x"), title="'Accents'"),
    ]
    measures = [measure("whole", "sum(wild, dashed, numbers, dates, accents)", 3, "7.25", digits=2)]
    return matrix("odd-spellings", criteria, measures)


def all_arithmetic():
    """Products of decimals, weighted means, max, min, nesting, fixed numbers and a grid of decimals."""
    steps = (("0", "none"), ("1", "some"), ("2", "much"), ("3", "most"))
    criteria = [criterion(c, *steps, weight=str(0.25 + n)) for n, c in enumerate("abcdefg")]
    criteria.append(criterion("h", *steps, unknown_counts_as="1.5"))
    measures = [
        measure("thirds", "mean(a, b, c)", "1.1", "2.5", digits=3),
        measure("product", "0.35 * a * (b + 0.5) * max(c, d, 0.75)", "0.2", 1, 10, digits=4),
        measure("least", "min(2 * a, max(b, min(c, d)), 0.5 + e)", "0.5", 1, digits=1),
        measure("nested", "mean(thirds, product) + 0.125 * least", 1, 2, 10, digits=2),
        measure("mixed", "sum(a, c, e, g) + sum(b, 0.5 * d, f, h)", 10, digits=0),
        measure("table", "grid(thirds, least)", "0.5", "1.5", digits=2, cells=GRID),
        measure("plain", "a", digits=0),
        measure("over", "table * mixed", digits=3),
    ]
    return matrix("all-arithmetic", criteria, measures, subject="vulnerability")


def many():
    """More parts than one function takes in this workbook, and headings that collide."""
    criteria = [criterion(f"c{n}", ("l", "Low"), ("m", "Medium"), ("h", "High")) for n in range(22)]
    criteria[3]["title"] = "C2: wording"
    criteria[5]["title"] = "Rationale"
    criteria[7]["title"] = "Every other: lowest"
    names = ", ".join(f"c{n % 22}" for n in range(66))
    others = ", ".join(f"c{2 * n % 22}" for n in range(61))
    measures = [
        measure("every_other", f"sum({others})", 40, digits=1, title="Every other"),
        measure("peak", f"max({names})", "1.5", 3, title="Twice"),
        measure("average", f"mean({names})", 1, digits=3, title="Twice"),
        measure("huge", "99999999999999 * c0", title="Too large"),
    ]
    return matrix("many", criteria, measures)


def one_long_list():
    """One criterion of the most levels there may be."""
    pairs = [(str(n), f"Step {n}", n) for n in range(254)]
    return matrix("one-long-list", [criterion("only", *pairs)], [measure("seventh", "mean(only)", 7, 100, digits=0)])


MADE = {made.__name__: made for made in (odd_spellings, all_arithmetic, many, one_long_list)}
NAMES = [*shipped_ids(), *MADE]


def bad_texts(name):
    """Texts that are no level: all of them on one matrix of each kind, three on the others."""
    return BAD if name in ("odd_spellings", "thematic") else BAD[:3]


def the_matrix(name):
    return MADE[name]() if name in MADE else load_matrix(name)


def random_case(rng, text):
    return "".join(rng.choice([letter.lower(), letter.upper()]) if letter.isascii() else letter for letter in text)


def spaced(rng, text):
    return rng.choice(["", " ", "  ", "\xa0", "\n"]) + text + rng.choice(["", " ", "\t"])


def cell(rng, criterion):
    """Return something an assessor may write: about half of them are one level."""

    def name():
        level = rng.choice(criterion.levels)
        return random_case(rng, rng.choice([level.code, level.label]))

    way = rng.random()
    if way < 0.5:
        return rng.choice([name, name, lambda: spaced(rng, name()), lambda: numeric(criterion, rng)])()
    if way < 0.6:
        return rng.choice(["", None, "?", "unknown", " UNKNOWN ", "Unknown"])
    if way < 0.7:
        return spaced(rng, f"{rng.choice(['not', 'Not  '])} {name()}")
    gap = rng.choice(["-", "|", " - ", " | ", "–", " — ", "|  "])
    return gap.join(name() for _ in range(3 if "|" in gap and rng.random() < 0.4 else 2))


def numeric(criterion, rng):
    """Return a level's code as a number or with needless zeros, where it is one."""
    code = rng.choice(criterion.levels).code
    if not code.isdecimal():
        return code
    return rng.choice([int(code), float(code), f"{int(code)}.0", f"0{int(code)}", f" {int(code)}.00"])


def sound_cell(rng, criterion, reader):
    """Return a cell that the library reads."""
    while True:
        found = cell(rng, criterion)
        if reader.read("" if found is None else f"{found:g}" if isinstance(found, float) else str(found)) is not None:
            return found


def fill(path, chosen, seed, bad_texts):
    """Write a template and fill it in: sound rows, one row for each text that is no level, and gaps between."""
    write_template(chosen, path, rows=ROWS + len(bad_texts) + 10, marking="OFFICIAL")
    rng, book = random.Random(seed), openpyxl.load_workbook(path)
    sheet, readers = book["Assess"], [LevelReader(criterion) for criterion in chosen.criteria]
    at = [number for number, column in enumerate(plan_columns(chosen), 1) if column.kind == "level"]
    for number in range(ROWS + len(bad_texts)):
        row = 3 + number + number // 20
        sheet.cell(row, 1, f"G{number:03}")
        sheet.cell(row, 4, date(2026, 1, 1 + number % 28))
        for column, criterion, reader in zip(at, chosen.criteria, readers, strict=True):
            write(sheet.cell(row, column), sound_cell(rng, criterion, reader))
        if number >= ROWS:
            bad = bad_texts[number - ROWS]
            place = next(n for n in rng.sample(range(len(at)), len(at)) if readers[n].read(bad) is None)
            write(sheet.cell(row, at[place]), bad)
    book.save(path)


def write(cell, value):
    """Put a value into a cell as someone types it into a cell formatted as text: never as a formula."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory):
    """Every workbook, recalculated and saved by LibreOffice."""
    folder = tmp_path_factory.mktemp("template")
    for seed, name in enumerate(NAMES):
        fill(folder / f"{name}.xlsx", the_matrix(name), seed, bad_texts(name))
    convert(folder, [folder / f"{name}.xlsx" for name in NAMES])
    return folder / "saved"


def convert(folder, paths):
    profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
    command = [SOFFICE, profile, "--headless", "--convert-to", "xlsx", "--outdir", folder / "saved", *paths]
    subprocess.run(command, check=True, capture_output=True, timeout=300)


def totals(assessments, wanted=("low", "high")):
    """Yield the cells of each live column of the parts wanted."""
    for (id_, part), at in assessments.recorded.items():
        if part in wanted:
            yield id_, assessments.table.columns[at].cells()


@pytest.mark.parametrize("name", NAMES)
def test_every_live_total_is_the_librarys(recalculated, name):
    chosen = the_matrix(name)
    sifted = sift(read_table(recalculated / f"{name}.xlsx"), chosen)
    assert len(sifted.accepted) == ROWS
    assert recorded_differences(score(sifted.accepted)) == ()


@pytest.mark.parametrize("name", NAMES)
def test_every_sound_row_has_numbers_and_bands(recalculated, name):
    chosen = the_matrix(name)
    accepted = sift(read_table(recalculated / f"{name}.xlsx"), chosen).accepted
    live = [chosen.measures[position] for position in live_measures(chosen)]
    numbers = dict.fromkeys(id_ for id_, _ in totals(accepted))
    assert {*numbers} == {each.id for each in live}
    assert len(list(totals(accepted))) == 2 * len(live)
    assert all(isinstance(cell, int | float) for _, cells in totals(accepted) for cell in cells)
    banded = list(totals(accepted, ("band_low", "band_high")))
    assert len(banded) == 2 * sum(bool(each.bands) for each in live)
    for id_, cells in banded:
        assert {*cells} <= {band.label for band in chosen.measure(id_).bands}


@pytest.mark.parametrize("name", NAMES)
def test_a_text_that_is_no_level_holds_the_totals_back(recalculated, name):
    sifted = sift(read_table(recalculated / f"{name}.xlsx"), the_matrix(name))
    assert len(sifted.rejected) == len(sifted.problems) == len(bad_texts(name))
    recorded = sifted.accepted.recorded.values()
    assert {cell for at in recorded for cell in sifted.rejected.columns[at].cells()} == {"check levels"}
    wordings = [column for column in sifted.rejected.columns if column.heading.rstrip(" (2)").endswith(": wording")]
    assert all("not a level" in cells for cells in zip(*(column.cells() for column in wordings), strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_the_wording_shown_is_that_of_the_level(recalculated, name):
    chosen = the_matrix(name)
    accepted = sift(read_table(recalculated / f"{name}.xlsx"), chosen).accepted
    seen = 0
    for position, (criterion, at) in enumerate(zip(chosen.criteria, accepted.criterion_columns, strict=True)):
        for row in range(len(accepted)):
            low, high = accepted.lowest[row, position], accepted.highest[row, position]
            shown = accepted.table.columns[at + 1].row_text(row)
            if low == high:
                assert shown == criterion.levels[low].anchor
                seen += 1
            else:
                ends = f"from {criterion.levels[low].label} to {criterion.levels[high].label}"
                assert shown in ("", "unknown: any level", ends)
    assert seen > ROWS / 5


@pytest.mark.parametrize("name", NAMES)
def test_the_version_and_the_marking_come_along(recalculated, name):
    chosen = the_matrix(name)
    table = read_table(recalculated / f"{name}.xlsx")
    accepted = sift(table, chosen).accepted
    assert table.marking == "OFFICIAL"
    assert {*accepted.matrix_version.cells()} == {chosen.name}
    assert not [notice for notice in accepted.notices if "recorded against" in notice]


def test_a_measure_too_large_for_a_spreadsheet_has_no_live_total(recalculated):
    assert ("huge", "low") not in sift(read_table(recalculated / "many.xlsx"), many()).accepted.recorded


def test_a_total_typed_over_is_reported(recalculated, tmp_path):
    path = tmp_path / "altered.xlsx"
    book = openpyxl.load_workbook(recalculated / "thematic.xlsx")
    sheet = book["Assess"]
    heading = next(cell for cell in sheet[2] if cell.value == "Risk: highest")
    sheet.cell(5, heading.column, 999.5)
    book.save(path)
    convert(tmp_path, [path])
    accepted = sift(read_table(tmp_path / "saved" / "altered.xlsx"), "thematic").accepted
    (problem,) = recorded_differences(score(accepted))
    assert problem.where == f"altered.xlsx!Assess!{heading.column_letter}5 Risk: highest"
    assert problem.got == "999.5"


def test_an_untouched_template_recalculates_to_blank_rows(tmp_path):
    path = tmp_path / "blank.xlsx"
    write_template("ocg-tactical", path, rows=8)
    convert(tmp_path, [path])
    sheet = openpyxl.load_workbook(tmp_path / "saved" / "blank.xlsx", data_only=True)["Assess"]
    assert {cell for row in sheet.iter_rows(min_row=2, values_only=True) for cell in row} <= {None, ""}
