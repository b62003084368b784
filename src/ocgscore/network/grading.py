"""Reading a table of grades."""

from __future__ import annotations

import os

from ocgscore.errors import Described, Problem
from ocgscore.network.grades import ILLUSTRATIVE, Grades, illustrative, plain_grade, probability
from ocgscore.network.model import MapError, OcgMap
from ocgscore.network.reading.graded import BLANK, grade_fault
from ocgscore.network.writing.texts import record_name
from ocgscore.table import Table, read_table
from ocgscore.table.cells import plain_heading
from ocgscore.table.files import PathLike

_COLUMNS = {"grade": ("grade", "grading"), "chance": ("chance", "probability")}


def load_grades(value: PathLike) -> Grades:
    r"""Read what each grade is worth from a file, or return the table that is only an illustration.

    Parameters
    ----------
    value : path
        A table with the columns ``grade`` and ``chance`` (a probability above 0 and at most 1, or a percentage), or the
        word ``illustrative``.

    Raises
    ------
    MapError
        With every problem in the table, each at its cell.
    TableError, FileUseError
        If there is no such table.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp(), "ours.csv")
    >>> _ = path.write_bytes(b"grade,chance\nConfirmed,0.9\n1A,95%\n")
    >>> grades = load_grades(path)
    >>> grades.chance("confirmed"), grades.chance("1-A-P"), grades.name
    (0.9, 0.95, 'ours.csv')
    """
    if os.fspath(value) == ILLUSTRATIVE:
        return illustrative()
    table = read_table(value)
    at = {plain_heading(heading): position for position, heading in reversed(list(enumerate(table.headings)))}
    found = {field: next((at[name] for name in names if name in at), None) for field, names in _COLUMNS.items()}
    problems = [
        Problem(table.name, None, f"a column {field}", "the headings are grade and chance")
        for field, position in found.items()
        if position is None
    ]
    chances = {} if problems else _chances(table, found["grade"] or 0, found["chance"] or 0, problems)
    if problems:
        raise MapError(problems)
    return Grades(chances, table.name)


def _chances(table: Table, grade: int, chance: int, problems: list[Problem]) -> dict[str, float]:
    """Return the chances by plain grade; note each cell that is wrong."""
    chances: dict[str, float] = {}
    first: dict[str, int] = {}
    for row in range(len(table)):
        text, stated = table.columns[grade].row_text(row), table.columns[chance].row_text(row)
        number, plain = probability(stated), plain_grade(text)
        if not number:
            hint = "write it as 0.8 or 80%; leave out the row of a grade that is never right"
            got = stated or Described("an empty cell")
            problems.append(Problem(table.place(row, chance), got, "a probability above 0 and at most 1", hint))
        if first.setdefault(plain, row) != row:
            where = table.address(first[plain], grade).removeprefix(f"{table.name}!")
            hint = "keep one row of the two"
            problems.append(Problem(table.place(row, grade), text or None, f"a grade of its own (as {where})", hint))
        chances[plain] = number or 1.0
    return chances


def check_grades(network: OcgMap, grades: Grades) -> None:
    """Refuse a map with a grade that a table of grades lacks.

    Raises
    ------
    MapError
        With each such grade, once, at a record that has it.

    Examples
    --------
    >>> from ocgscore.network.model import Link, Person
    >>> people = Person("a"), Person("b")
    >>> check_grades(OcgMap(people, links=(Link("a", "b", grade="2B"),)), illustrative())
    """
    kinds = ("members", "links", "relations")
    lacking: dict[str, Problem] = {}
    for kind in kinds:
        for record in getattr(network, kind):
            plain = plain_grade(record.grade)
            if plain not in lacking and grades.chance(record.grade) is None:
                fault = grade_fault(record.grade, grades)
                got = record.grade.strip() or BLANK
                lacking[plain] = Problem(f"{record_name(kind, record)} grade", got, fault.expected, fault.hint)
    if lacking:
        raise MapError(lacking.values())
