"""The file form of a matrix: from the dictionary that TOML or JSON gives, to a `Matrix`, every fault at once.

The keys are documented for the people who write them in ``docs/reference/matrix-file.md``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeAlias

import attrs

from ocgscore.errors import MatrixError, Problem, did_you_mean
from ocgscore.matrix.formula import Formula, FormulaError, Number, parse_formula
from ocgscore.matrix.model import (
    STATUSES,
    SUBJECTS,
    Band,
    Change,
    Criterion,
    Level,
    Matrix,
    Measure,
    Section,
)
from ocgscore.matrix.proofs import prove

Raw: TypeAlias = Mapping[str, Any]

TOP: Final = (
    "id", "version", "title", "subject", "status", "source", "licence", "ranks_by", "digits",
    "sections", "level_sets", "criteria", "measures", "changes", "fingerprint",
)  # fmt: skip
CRITERION: Final = (
    "id", "title", "section", "question", "weight", "levels", "level_set", "anchors", "unknown_counts_as",
)  # fmt: skip
MATRIX_ID: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
PLAIN_ID: Final = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
VERSION: Final = re.compile(r"(?:0|[1-9]\d{0,8})\.(?:0|[1-9]\d{0,8})\.(?:0|[1-9]\d{0,8})")
LONGEST: Final = 18  # digits of a decimal: more could not be scored in 64 bits in any case
SHOWN_BITS: Final = 256  # of a whole number, in a message
MOST_DIGITS: Final = 6
MOST_CRITERIA: Final = 500


def build_matrix(raw: Raw, name: str) -> Matrix:
    """Read and prove a matrix.

    Parameters
    ----------
    raw : mapping
        What ``tomllib`` or ``json`` made of the file; decimals as `Decimal`, int or text.
    name : str
        What to call the file in messages.

    Returns
    -------
    Matrix

    Raises
    ------
    MatrixError
        With every fault, each at its key path.
    """
    form = _Form(name)
    matrix = form.matrix(raw)
    if form.problems or matrix is None:
        raise MatrixError(form.problems)
    faults = list(dict.fromkeys(_in_the_file(raw, name, fault) for fault in prove(matrix, name)))
    if faults:
        raise MatrixError(faults)
    return _same_fingerprint(matrix, raw.get("fingerprint"), name)


def _in_the_file(raw: Raw, name: str, fault: Problem) -> Problem:
    """Name a fault in a level of a shared set where the file has it: in the set, not in each criterion that uses it."""
    for criterion in raw["criteria"]:
        place = f"{name} criteria.{criterion['id']}.levels"
        if "level_set" in criterion and fault.where.startswith(place):
            return attrs.evolve(
                fault, where=fault.where.replace(place, f"{name} level_sets.{criterion['level_set']}.levels")
            )
    return fault


def _same_fingerprint(matrix: Matrix, stated: object, name: str) -> Matrix:
    """Refuse a file that states a fingerprint which its content does not have."""
    if stated in (None, matrix.fingerprint):
        return matrix
    hint = "the file was changed after it was written; delete the key to use it as it stands"
    raise MatrixError(Problem(f"{name} fingerprint", _said(stated), "the fingerprint of this content", hint))


@attrs.define
class _Form:
    """Reads keys, remembering every fault."""

    name: str
    problems: list[Problem] = attrs.field(factory=list)

    # -- the parts of the file ------------------------------------------------------------------------------------

    def matrix(self, raw: Raw) -> Matrix | None:
        self.known(raw, TOP, "")
        digits = self.integer(raw, "digits", "", MOST_DIGITS)
        sets = self.level_sets(raw)
        matrix = Matrix(
            id=self.identity(raw, "id", "", MATRIX_ID, "lower-case letters, digits and hyphens"),
            version=self.identity(raw, "version", "", VERSION, "three numbers such as 1.0.0"),
            title=self.text(raw, "title", ""),
            subject=self.choice(raw, "subject", SUBJECTS),
            status=self.choice(raw, "status", STATUSES),
            source=self.text(raw, "source", ""),
            licence=self.text(raw, "licence", ""),
            sections=tuple(self.section(table, path) for table, path in self.tables(raw, "sections", "")),
            criteria=tuple(self.criterion(table, path, sets) for table, path in self.tables(raw, "criteria", "")),
            measures=tuple(self.measure(table, path, digits) for table, path in self.tables(raw, "measures", "")),
            ranks_by=self.text(raw, "ranks_by", "") if "ranks_by" in raw else None,
            changes=tuple(self.change(table, path) for table, path in self.tables(raw, "changes", "", least=0)),
        )
        if len(matrix.criteria) > MOST_CRITERIA:
            self.fault("criteria", str(len(matrix.criteria)), f"at most {MOST_CRITERIA} criteria")
        return matrix

    def section(self, table: Raw, path: str) -> Section:
        self.known(table, ("id", "title"), path)
        return Section(self.plain_id(table, path), self.text(table, "title", path))

    def level_sets(self, raw: Raw) -> dict[str, Raw]:
        sets = raw.get("level_sets", {})
        if not isinstance(sets, Mapping):
            self.fault("level_sets", _said(sets), "a table of level sets", "write [level_sets.name]")
            return {}
        for name, one in sets.items():
            if isinstance(one, Mapping):
                self.known(one, ("levels", "unknown_counts_as"), f"level_sets.{name}")
            else:
                self.fault(f"level_sets.{name}", _said(one), "a table with levels")
        self._unused(raw, sets)
        return {name: one for name, one in sets.items() if isinstance(one, Mapping)}

    def _unused(self, raw: Raw, sets: Raw) -> None:
        criteria = raw.get("criteria")
        named = [c.get("level_set") for c in criteria if isinstance(c, Mapping)] if isinstance(criteria, list) else []
        for name in sets:
            if name not in named:
                self.fault(f"level_sets.{name}", name, "a level set that a criterion uses", "use it or delete it")

    def criterion(self, table: Raw, path: str, sets: Mapping[str, Raw]) -> Criterion:
        self.known(table, CRITERION, path)
        chosen = self._level_set(table, path, sets)
        levels = self.levels(table, path, chosen)
        unknown = self.decimal(table, "unknown_counts_as", path, default=None)
        if unknown is None and chosen is not None:
            unknown = self.decimal(chosen, "unknown_counts_as", f"level_sets.{table.get('level_set')}", default=None)
        return Criterion(
            id=self.plain_id(table, path),
            title=self.text(table, "title", path),
            section=self.text(table, "section", path),
            question=self.text(table, "question", path),
            levels=levels,
            weight=self._weight(table, path),
            unknown_counts_as=unknown,
        )

    def _weight(self, table: Raw, path: str) -> Decimal:
        weight = self.decimal(table, "weight", path, default=Decimal(1)) or Decimal(0)
        if weight == 0 and "weight" in table and not self._at(f"{path}.weight"):
            self.fault(f"{path}.weight", "0", "a weight above 0", "leave the criterion out of the formulas instead")
        return weight or Decimal(1)

    def _level_set(self, table: Raw, path: str, sets: Mapping[str, Raw]) -> Raw | None:
        if "level_set" not in table:
            return None
        name = self.text(table, "level_set", path)
        if "levels" in table:
            self.fault(f"{path}.levels", "levels beside level_set", "the only levels of the criterion", "keep one")
        if name not in sets:
            self.fault(f"{path}.level_set", name, "a level set of this file", did_you_mean(name, sets))
        return sets.get(name)

    def levels(self, table: Raw, path: str, chosen: Raw | None) -> tuple[Level, ...]:
        anchors = table.get("anchors", {})
        if not isinstance(anchors, Mapping):
            self.fault(f"{path}.anchors", _said(anchors), "a table of anchor texts by level code")
            anchors = {}
        elif "anchors" in table and "level_set" not in table:
            self.fault(f"{path}.anchors", "anchors", "a key used with level_set", "write the anchor in the level")
        if chosen is None and "level_set" in table:
            return ()
        owner, place = (table, path) if chosen is None else (chosen, f"level_sets.{table['level_set']}")
        found = tuple(self.level(one, at, anchors, path) for one, at in self.tables(owner, "levels", place))
        for code in anchors:
            if code not in [level.code for level in found]:
                self.fault(f"{path}.anchors.{code}", code, "the code of a level", "check it against the level set")
        return found

    def level(self, table: Raw, path: str, anchors: Raw, criterion_path: str) -> Level:
        self.known(table, ("code", "label", "value", "anchor"), path)
        code = self.text(table, "code", path)
        if code in anchors:
            anchor = self.text(anchors, code, f"{criterion_path}.anchors")
        elif "anchor" not in table and anchors:
            anchor = self.text(anchors, code, f"{criterion_path}.anchors", "write the wording of this level")
        else:
            hint = "write the wording that tells an assessor when this level applies"
            anchor = self.text(table, "anchor", path, hint)
        value = self.decimal(table, "value", path)
        return Level(code, self.text(table, "label", path), value or Decimal(0), anchor)

    def measure(self, table: Raw, path: str, digits: int) -> Measure:
        self.known(table, ("id", "title", "formula", "digits", "bands", "cells", "note"), path)
        return Measure(
            id=self.plain_id(table, path),
            title=self.text(table, "title", path),
            formula=self.formula(table, path),
            bands=tuple(self.band(one, at) for one, at in self.tables(table, "bands", path, least=0)),
            digits=self.integer(table, "digits", path, MOST_DIGITS) if "digits" in table else digits,
            cells=self.cells(table, path),
            note=self.text(table, "note", path) if "note" in table else "",
        )

    def formula(self, table: Raw, path: str) -> Formula:
        text = self.text(table, "formula", path)
        if text:
            try:
                return parse_formula(text)
            except FormulaError as fault:
                self.fault(f"{path}.formula", fault.got, fault.expected, fault.hint)
        return Number(Decimal(0))

    def cells(self, table: Raw, path: str) -> tuple[tuple[Decimal, ...], ...]:
        rows = table.get("cells", [])
        if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
            self.fault(f"{path}.cells", _said(rows), "a list of rows, each a list of numbers")
            return ()
        return tuple(
            tuple(self.number(cell, f"{path}.cells.{r}.{c}") for c, cell in enumerate(row, 1))
            for r, row in enumerate(rows, 1)
        )

    def band(self, table: Raw, path: str) -> Band:
        self.known(table, ("label", "from", "below"), path)
        start = self.decimal(table, "from", path)
        below = self.decimal(table, "below", path, default=None)
        return Band(self.text(table, "label", path), start or Decimal(0), below)

    def change(self, table: Raw, path: str) -> Change:
        self.known(table, ("version", "date", "note"), path)
        date = table.get("date", "")
        if isinstance(date, dt.date):
            date = date.isoformat()
        if not isinstance(date, str):
            self.fault(f"{path}.date", _said(date), "a date such as 2026-11-23")
            date = ""
        version = self.identity(table, "version", path, VERSION, "three numbers such as 1.0.0")
        return Change(version, self.text(table, "note", path), date)

    # -- the kinds of value ----------------------------------------------------------------------------------------

    def tables(self, raw: Raw, key: str, path: str, least: int = 1) -> Iterator[tuple[Raw, str]]:
        """Yield each table of a list with its key path; a fault where the list is not one of tables."""
        place = _join(path, key)
        listed = raw.get(key, [])
        if not isinstance(listed, list):
            self.fault(place, _said(listed), "a list of tables", f"write [[{key}]] for each")
            return
        if len(listed) < least:
            self.fault(place, None, f"at least {least} of {key}")
        for number, table in enumerate(listed, 1):
            if isinstance(table, Mapping):
                yield table, f"{place}.{_handle(table, number)}"
            else:
                self.fault(f"{place}.#{number}", _said(table), "a table of keys")

    def known(self, table: Raw, keys: Iterable[str], path: str) -> None:
        for key in table:
            if key not in keys:
                hint = did_you_mean(key, keys) or f"the keys are {', '.join(keys)}"
                self.fault(_join(path, key), key, "a key of the matrix form", hint)

    def text(self, table: Raw, key: str, path: str, hint: str = "") -> str:
        value = table.get(key)
        if isinstance(value, str) and value.strip() and _is_text(value):
            return value.strip()
        if isinstance(value, int) and not isinstance(value, bool) and key in ("code", "label"):
            return _said(value)
        empty = value is None or (isinstance(value, str) and not value.strip())
        self.fault(_join(path, key), None if empty else _said(value), f"a text for {key!r}", hint)
        return ""

    def identity(self, table: Raw, key: str, path: str, pattern: re.Pattern[str], form: str) -> str:
        value = self.text(table, key, path)
        if value and not pattern.fullmatch(value):
            self.fault(_join(path, key), value, f"of the form wanted for {key!r}", f"use {form}")
        return value

    def plain_id(self, table: Raw, path: str) -> str:
        return self.identity(table, "id", path, PLAIN_ID, "lower-case letters, digits and single underscores")

    def choice(self, table: Raw, key: str, among: tuple[str, ...]) -> str:
        value = self.text(table, key, "")
        if value and value not in among:
            self.fault(key, value, f"one of {', '.join(among)}", did_you_mean(value, among))
        return value

    def integer(self, table: Raw, key: str, path: str, most: int) -> int:
        value = table.get(key, 0)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most:
            return value
        self.fault(_join(path, key), _said(value), f"a whole number from 0 to {most}")
        return 0

    def decimal(self, table: Raw, key: str, path: str, default: object = ...) -> Decimal | None:
        if key in table:
            return self.number(table[key], _join(path, key))
        if default is ...:
            self.fault(_join(path, key), None, f"a number for {key!r}")
            return None
        return default if isinstance(default, Decimal) else None

    def number(self, value: object, path: str) -> Decimal:
        number = _decimal(value)
        if number is None or not number.is_finite() or number < 0 or not _short(number):
            hint = "levels, weights and bands are decimals of 0 or more"
            self.fault(path, _said(value), f"a number of 0 or more with at most {LONGEST} digits", hint)
            return Decimal(0)
        return number + 0  # -0 is 0

    def fault(self, path: str, got: str | None, expected: str, hint: str = "") -> None:
        self.problems.append(Problem(f"{self.name} {path}", got, expected, hint))

    def _at(self, path: str) -> bool:
        return any(problem.where == f"{self.name} {path}" for problem in self.problems)


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _said(value: object) -> str:
    """Return a value as a message can hold it: a whole number of thousands of digits has no text at all."""
    if isinstance(value, int) and value.bit_length() > SHOWN_BITS:
        return f"a whole number of {value.bit_length()} bits"
    try:
        return str(value).encode(errors="backslashreplace").decode()
    except ValueError:  # such a number inside a list or a table
        return f"a {type(value).__name__}"


def _is_text(value: str) -> bool:
    """Whether a text can be written as UTF-8 (JSON can hold halves of characters that cannot)."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _handle(table: Raw, number: int) -> str:
    """Return what a person would call an entry of a list: its id, code or label, else its number."""
    for key in ("id", "code", "label", "version"):
        value = table.get(key)
        if isinstance(value, str | int) and _said(value).strip():
            return _said(value)
    return f"#{number}"


def _decimal(value: object) -> Decimal | None:
    """Return a value as a decimal, or None where it is not a number or the text of one."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        return None
    try:
        return Decimal(value)
    except InvalidOperation:
        return None


def _short(number: Decimal) -> bool:
    """Whether a decimal has few enough digits before and after its point."""
    parts = number.as_tuple()
    exponent = int(parts.exponent)
    return -LONGEST <= exponent <= LONGEST and len(parts.digits) + max(exponent, 0) <= LONGEST
