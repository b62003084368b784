"""The sheet ``Assess``: a row an assessment, drop-downs, the wording of the level chosen, live totals."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

import attrs

from ocgscore.report.template.lists import EM_DASH, EN_DASH, SPACE, CriterionLists, Lists
from ocgscore.report.template.plan import PlannedColumn, plan_columns
from ocgscore.report.template.style import (
    ALARM,
    ALARM_FILL,
    LINE,
    SMALL_LINE,
    TINTS,
    Style,
    page,
    tallest,
)
from ocgscore.report.template.workings import Arithmetic, Chosen, Marks, MeasureCells, Operand, Workings, levels_chosen
from ocgscore.scoring import CHECK_LEVELS
from ocgscore.table import column_letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ocgscore.matrix import Criterion, Matrix

NAME: Final = "Assess"
NO_LEVEL: Final = "not a level"
FIRST_DATE: Final = dt.date(1990, 1, 1)
MOST_TITLE, MOST_MESSAGE = 32, 255  # characters of an input message
WIDTHS: Final = {"group": 18, "level": 15, "rationale": 50, "total": 11, "band": 12}
DETAIL_WIDTHS: Final = {"force": 16, "assessor": 16, "assessed_on": 12, "matrix_version": 17}
WIDEST_WORD: Final = 24
MOST_LINES, USUAL_LINES = 9, 5
PLAIN_TINT: Final = "D9D9D9"


@attrs.define
class AssessSheet:
    """Writes the sheet and the workings behind it.

    Parameters
    ----------
    sheet : xlsxwriter worksheet
    matrix : Matrix
    style : Style
    lists : Lists
    workings : Workings
    rows : int
        How many rows are prepared.
    marking : str
    """

    sheet: Any
    matrix: Matrix
    style: Style
    lists: Lists
    workings: Workings
    rows: int
    marking: str
    columns: list[PlannedColumn] = attrs.field(factory=list)
    criteria: list[CriterionLists] = attrs.field(factory=list)
    formulas: dict[int, str] = attrs.field(factory=dict)
    wording_width: int = 0

    def plan(self) -> None:
        """Settle the columns and write the lists; `workings` is complete afterwards, no row is yet written."""
        self.columns = plan_columns(self.matrix)
        self.wording_width = _wording_width(self.matrix)
        self._formulas()

    def write(self) -> None:
        """Write the sheet as planned."""
        self._headings()
        for at, column in enumerate(self.columns):
            self._cells(at, column)
        self._drop_downs()
        self._alarms()
        self._surroundings()

    @property
    def top(self) -> int:
        """The row of the headings, from 0."""
        return 1 if self.marking else 0

    @property
    def data(self) -> range:
        """The rows to fill in, from 0."""
        return range(self.top + 1, self.top + 1 + self.rows)

    # -- formulas ------------------------------------------------------------------------------------------------------

    def _formulas(self) -> None:
        """Add the workings; settle each criterion's lists, and the formula of each column that has one."""
        version = self.lists.cell("version", self.matrix.name)
        marks = Marks(*(self.lists.cell(f"mark {n}", mark) for n, mark in enumerate((SPACE, EN_DASH, EM_DASH), 1)))
        count = len(self.matrix.criteria)
        self.criteria = [self.lists.criterion(self.matrix, position) for position in range(count)]
        chosen = levels_chosen(self.workings, self._cells_of("level"), self.criteria, marks)
        used = self._used(chosen)
        run = f"{chosen[0].low.text}:{chosen[-1].low.text}"
        wrong = self.workings.add("cells that name no level", f"=COUNTIF({run},0)", 0)
        measures = self._measures(chosen)
        answers = _Answers(self.matrix, self.lists, used, wrong, chosen, self.criteria, measures, version)
        found = {at: answers.formula(column) for at, column in enumerate(self.columns)}
        self.formulas = {at: formula for at, formula in found.items() if formula}

    def _cells_of(self, kind: str) -> list[str]:
        """Return the cells of each column of a kind, as other sheets name them."""
        found = [at for at, column in enumerate(self.columns) if column.kind == kind]
        return [f"{NAME}!${column_letters(at)}{{r}}" for at in found]

    def _used(self, chosen: Sequence[Chosen]) -> Operand:
        group = self._cells_of("group")[0]
        typed = f"SUMPRODUCT(LEN({chosen[0].text.text}:{chosen[-1].text.text}))"
        return self.workings.add("row in use", f'=IFERROR(IF(LEN(TRIM({group}&""))+{typed}>0,1,0),1)', 0)

    def _measures(self, chosen: Sequence[Chosen]) -> dict[str, dict[int, MeasureCells]]:
        """Add the arithmetic of both bounds."""
        terms = {}
        for bound, end in (("low", 0), ("high", -1)):
            levels = [each.low if bound == "low" else each.high for each in chosen]
            values = [whole[end] for whole in self.matrix.program.values]
            terms[bound] = [
                self.workings.add(f"counts {bound}", f"=IF({level.text}=0,0,INDEX({each.values},{level.text}))", value)
                for level, each, value in zip(levels, self.criteria, values, strict=True)
            ]
        return {
            bound: Arithmetic(self.workings, self.matrix, self.lists, bound, cells).measures()
            for bound, cells in terms.items()
        }

    # -- cells ---------------------------------------------------------------------------------------------------------

    def _headings(self) -> None:
        widths = [self._width(column) for column in self.columns]
        for at, (column, width) in enumerate(zip(self.columns, widths, strict=True)):
            tint, edge = self._tint(column)
            self.sheet.write_string(self.top, at, column.heading, self.style.heading(tint, edge=edge))
            self.sheet.set_column(at, at, width)
        texts = [(column.heading, width - 2) for column, width in zip(self.columns, widths, strict=True)]
        self.sheet.set_row(self.top, tallest(texts, LINE, 8))

    def _width(self, column: PlannedColumn) -> int:
        if column.kind == "wording":
            return self.wording_width
        usual = DETAIL_WIDTHS[column.part] if column.kind == "detail" else WIDTHS[column.kind]
        longest = max(map(len, column.heading.split()), default=0)
        return max(usual, min(longest + 3, WIDEST_WORD))

    def _tint(self, column: PlannedColumn) -> tuple[str, bool]:
        """Return the colour of a column's heading, and whether a section begins there."""
        if column.kind not in {"level", "wording"}:
            first = column.kind == "rationale" or (column.kind, column.part) == ("total", "low")
            return PLAIN_TINT, first
        sections = [section.id for section in self.matrix.sections]
        own = [criterion.section for criterion in self.matrix.criteria]
        starts = column.about == 0 or own[column.about - 1] != own[column.about]
        return TINTS[sections.index(own[column.about]) % len(TINTS)], starts and column.kind == "level"

    def _cells(self, at: int, column: PlannedColumn) -> None:
        """Write one column's prepared cells."""
        _, edge = self._tint(column)
        if at not in self.formulas:
            form = self.style.input("yyyy-mm-dd" if column.part == "assessed_on" else "@", edge=edge)
            for row in self.data:
                self.sheet.write_blank(row, at, None, form)
            return
        digits = self.matrix.measures[column.about].digits if column.kind == "total" else 0
        number = f"0.{'0' * digits}" if digits else "0"
        form = self.style.worked_out(number if column.kind == "total" else "General", small=column.kind == "wording")
        for row in self.data:
            self.sheet.write_formula(row, at, self.formulas[at].replace("{r}", str(row + 1)), form, "")

    def _drop_downs(self) -> None:
        """Offer the levels; anything may be typed, for ranges are not in a list, and the wording says what it means."""
        for at, column in enumerate(self.columns):
            if column.kind == "level":
                title, message = input_message(self.matrix.criteria[column.about])
                rule = {
                    "validate": "list",
                    "source": f"={self.criteria[column.about].choices}",
                    "show_error": False,
                    "input_title": title,
                    "input_message": message,
                }
                self.sheet.data_validation(self.data[0], at, self.data[-1], at, rule)
            if column.part == "assessed_on":
                self._dates(at)

    def _dates(self, at: int) -> None:
        rule = {
            "validate": "date",
            "criteria": ">=",
            "value": FIRST_DATE,
            "input_title": "Date of the assessment",
            "input_message": "Year, month and day, as 2026-11-23.",
            "error_title": "Not a date",
            "error_message": "Write the date as year-month-day, for example 2026-11-23.",
        }
        self.sheet.data_validation(self.data[0], at, self.data[-1], at, rule)

    def _alarms(self) -> None:
        """Show a text that is no level, and totals that wait for it, in red and bold."""
        alarm = self.style.book.add_format({"bold": True, "font_color": ALARM, "bg_color": ALARM_FILL})
        for at, column in enumerate(self.columns):
            said = {"wording": NO_LEVEL, "total": CHECK_LEVELS, "band": CHECK_LEVELS}.get(column.kind)
            if said:
                rule = {"type": "cell", "criteria": "==", "value": f'"{said}"', "format": alarm}
                self.sheet.conditional_format(self.data[0], at, self.data[-1], at, rule)

    def _surroundings(self) -> None:
        """Set heights, frozen panes, the marking and the printed page."""
        anchors = [(level.anchor, self.wording_width) for each in self.matrix.criteria for level in each.levels]
        height = max(tallest(anchors, SMALL_LINE, MOST_LINES), 3 * LINE)
        for row in self.data:
            self.sheet.set_row(row, height)
        last = len(self.columns) - 1
        self.sheet.freeze_panes(self.top + 1, 1)
        area = f"A{self.data[0] + 1}:{column_letters(last)}{self.data[-1] + 1}"
        self.sheet.ignore_errors({"number_stored_as_text": area})
        if self.marking:
            for row in (0, self.data[-1] + 1):
                self.sheet.write_string(row, 0, self.marking, self.style.of(bold=True))
        page(self.sheet, self.marking, f"{self.matrix.title} {self.matrix.name}")
        self.sheet.repeat_rows(self.top)
        self.sheet.repeat_columns(0, 0)
        self.sheet.set_paper(8)
        self.sheet.set_print_scale(60)


@attrs.frozen
class _Answers:
    """The formulas of the columns that work themselves out."""

    matrix: Matrix
    lists: Lists
    used: Operand
    wrong: Operand
    chosen: Sequence[Chosen]
    criteria: Sequence[CriterionLists]
    measures: dict[str, dict[int, MeasureCells]]
    version: str
    labels: dict[int, str] = attrs.field(factory=dict)

    def formula(self, column: PlannedColumn) -> str:
        """Return a column's formula with ``{r}`` for the row number; empty where it is to be filled in."""
        if column.part == "matrix_version":
            return f'=IF({self.used.outside}=0,"",{self.version})'
        if column.kind == "wording":
            return self._wording(self.chosen[column.about], self.criteria[column.about])
        if column.kind in {"total", "band"}:
            cells = self.measures[column.part][column.about]
            answer = self._total(column.about, cells) if column.kind == "total" else self._band(column.about, cells)
            waiting = f'IF({self.wrong.outside}>0,"{CHECK_LEVELS}",{answer})'
            return f'=IF({self.used.outside}=0,"",{waiting})'
        return ""

    @staticmethod
    def _wording(chosen: Chosen, lists: CriterionLists) -> str:
        text, low, high = chosen.text.outside, chosen.low.outside, chosen.high.outside
        stretch = f'"from "&INDEX({lists.labels},{low})&" to "&INDEX({lists.labels},{high})'
        known = f"IF({low}={high},INDEX({lists.anchors},{low}),{stretch})"
        unknown = f'IF(OR({text}="?",{text}="unknown"),IF({low}<{high},"unknown: any level",{known}),{known})'
        return f'=IF({text}="","",IF({low}=0,"{NO_LEVEL}",{unknown}))'

    def _total(self, position: int, cells: MeasureCells) -> str:
        compiled = self.matrix.program.measures[position]
        return rounding(cells.numerator.outside, compiled.denominator, self.matrix.measures[position].digits)

    def _band(self, position: int, cells: MeasureCells) -> str:
        measure = self.matrix.measures[position]
        if position not in self.labels:
            self.labels[position] = self.lists.column(f"{measure.id} bands", [band.label for band in measure.bands])
        if cells.band is None:
            raise AssertionError(measure.id)  # only a banded measure has a column of bands
        return f"INDEX({self.labels[position]},{cells.band.outside})"


def rounding(numerator: str, denominator: int, digits: int) -> str:
    """Return the expression of a quotient rounded half up to so many digits, without a fraction until the last step.

    Rounding half up is rounding down after adding a half: ``INT((2*n*scale + d) / (2*d)) / scale``. Numerator
    and denominator are whole, so a quotient that is not whole lies at least 1 / (2*d) below the next whole
    number: more than a spreadsheet's fifteen digits blur, as long as the dividend stays below 10**14.

    Examples
    --------
    >>> rounding("A1", 8, 2), rounding("A1", 1, 0), rounding("A1", 3, 1)
    ('INT((A1*25+1)/2)/100', 'A1', 'INT((A1*20+3)/6)/10')
    """
    from math import gcd

    scale = 10**digits
    common = gcd(scale, denominator)
    times, over = scale // common, denominator // common
    if over == 1:
        units = f"{numerator}*{times}" if times > 1 else numerator
    elif over % 2:
        units = f"INT(({numerator}*{2 * times}+{over})/{2 * over})"
    else:
        product = f"{numerator}*{times}" if times > 1 else numerator
        units = f"INT(({product}+{over // 2})/{over})"
    return f"{units}/{scale}" if scale > 1 else units


def input_message(criterion: Criterion) -> tuple[str, str]:
    """Return the title and the text that Excel shows beside a cell: the question and the levels, as far as they fit.

    Examples
    --------
    >>> from ocgscore import load_matrix
    >>> title, message = input_message(load_matrix("ocg-tactical").criteria[0])
    >>> title, len(message) <= 255, message.splitlines()[-1]
    ('Physical harm', True, '0 None, 1 Minor, 2 Moderate, 3 Serious, 4 Severe')
    """
    listed = _shortened(", ".join(_level_names(criterion)), MOST_MESSAGE * 2 // 3)
    question = _shortened(criterion.question, MOST_MESSAGE - _units(listed) - 1)
    return _shortened(criterion.title, MOST_TITLE), f"{question}\n{listed}"


def _level_names(criterion: Criterion) -> Iterator[str]:
    for level in criterion.levels:
        same = level.code.casefold() == level.label.casefold()
        yield level.label if same else f"{level.code} {level.label}"


def _shortened(text: str, most: int) -> str:
    """Return a text cut to so many of the units in which Excel counts."""
    text = " ".join(text.split())
    if _units(text) <= most:
        return text
    while _units(text) > most - 1:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _units(text: str) -> int:
    """Return a text's length in 16-bit units: some characters take two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _wording_width(matrix: Matrix) -> int:
    """Return the width at which the longest wording takes the usual number of lines, within reason."""
    longest = max(len(level.anchor) for criterion in matrix.criteria for level in criterion.levels)
    return min(max(longest // USUAL_LINES + 6, 24), 60)
