"""The library's own JSON form of a map."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NoReturn

from ocgscore.errors import Described, Problem, TableError, did_you_mean
from ocgscore.network.model import MapError, OcgMap
from ocgscore.network.reading.checking import map_of
from ocgscore.network.reading.sheet import FIELDS, TABLES, Faults, Sheet, visible
from ocgscore.table.grid import shortened
from ocgscore.table.source import Source
from ocgscore.table.text import check_text, not_utf8

FORMAT: Final = "ocgscore-map"
VERSION: Final = 1
_ESCAPE: Final = re.compile(
    r"\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\u([dD][89a-fA-F][\da-fA-F]{2})|\\.", re.DOTALL
)  # a pair of halves, half a character alone, any other escape
_BUILD: Final = "make one with `network build`"


def read_json_map(source: Source) -> OcgMap:
    r"""Read a map from JSON.

    Raises
    ------
    TableError
        If the file is not JSON.
    MapError
        If it is not a map of this form, or its records do not make one; with every problem.

    Examples
    --------
    >>> raw = b'{"format": "ocgscore-map", "version": 1, "people": [{"id": "p1", "name": "Ann"}]}'
    >>> read_json_map(Source("map.json", raw)).people[0].name
    'Ann'
    """
    document = _parsed(source)
    problems = list(_head_problems(source.name, document))
    if problems:
        raise MapError(problems)
    faults = Faults()
    sheets = {}
    for kind in TABLES:
        listed = document.get(kind, [])
        if isinstance(listed, list):
            sheets[kind] = _sheet(source.name, kind, listed, problems, document.get("marking", ""))
        else:
            problems.append(Problem(f"{source.name} {kind}", _shown(listed), "a list of objects", "put it in [ ]"))
    if problems:
        faults.stop(problems)
    return map_of(sheets, faults, exact=True)


def _parsed(source: Source) -> Any:
    check_text(source)
    try:
        text = source.raw.decode("utf-8-sig")
        document = json.loads(text, parse_constant=_constant, object_pairs_hook=_once)
    except UnicodeDecodeError as error:
        raise not_utf8(source) from error
    except json.JSONDecodeError as error:
        at = f" line {error.lineno} column {error.colno}"
        raise source.fault(f"damaged JSON ({error.msg})", "JSON", "was the whole file saved?", at=at) from error
    except RecursionError as error:
        reason = "JSON that cannot be read (lists within lists without end)"
        raise source.fault(reason, "a map in JSON", _BUILD) from error
    except ValueError as error:
        long = "digits" in str(error)
        reason, hint = ("a number of thousands of digits", "put it in quotes") if long else (str(error), _BUILD)
        raise source.fault(f"JSON that cannot be read ({reason})", "a map in JSON", hint) from error
    halves = list(_halves(source.name, text)) if "\\ud" in text.casefold() else []
    if halves:
        raise TableError(shortened(halves, source.name))
    return document


def _halves(name: str, text: str) -> Iterator[Problem]:
    """Yield each half of a pair of characters that stands alone: no text can be written with it."""
    for escape in _ESCAPE.finditer(text):
        if escape[1]:
            line, start = text.count("\n", 0, escape.start()) + 1, text.rfind("\n", 0, escape.start())
            got = Described(f"half a character ({escape[0]})")
            where = f"{name} line {line} column {escape.start() - start}"
            yield Problem(where, got, "a whole character", "take it out, or write both halves")


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        again = next(key for at, (key, _) in enumerate(pairs) if key in dict(pairs[:at]))
        raise ValueError(f"the key {again!r} stands twice in one object")
    return made


def _head_problems(name: str, document: Any) -> list[Problem]:
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        hint = f"{_BUILD}; a list of links in JSON is read by `network build --links`"
        return [Problem(name, Described("other JSON"), f'a map ("format": "{FORMAT}")', hint)]
    if document.get("version") != VERSION:
        hint = "this release reads version 1: was the file made by a later one?"
        return [Problem(f"{name} version", _shown(document.get("version")), f"version {VERSION}", hint)]
    known = {"format", "version", "marking", *TABLES}
    marking = document.get("marking", "")
    marked = [] if isinstance(marking, str) else [Problem(f"{name} marking", _shown(marking), "a text", "quote it")]
    return marked + [
        Problem(visible(f"{name} {key}"), key, "a key of a map", did_you_mean(key, known) or "leave it out")
        for key in document
        if key not in known
    ]


def _shown(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)[:60]


def _sheet(name: str, kind: str, listed: Sequence[Any], problems: list[Problem], marking: str) -> Sheet:
    """Return a list of objects as a sheet; note what is no object, no field, or no plain value."""
    records: list[dict[str, Any]] = []
    for number, record in enumerate(listed):
        where = f"{name} {kind}[{number}]"
        found = list(_record_problems(where, kind, record))
        problems += found
        records.append({} if found else record)
    columns: Mapping[str, Sequence[Any]] = {field: [record.get(field) for record in records] for field in FIELDS[kind]}

    def place(row: int, field: str) -> str:
        return f"{name} {kind}[{row}] {field}"

    def address(row: int) -> str:
        return f"{name} {kind}[{row}]"

    more = [record.get("more", {}) for record in records]
    return Sheet(kind, f"{name} {kind}", len(records), columns, more, place, address, marking)


def _record_problems(where: str, kind: str, record: Any) -> list[Problem]:
    if not isinstance(record, dict):
        return [Problem(where, _shown(record), "an object", "write it in { }")]
    known = {*FIELDS[kind], "more"}
    found = [
        Problem(
            f"{where} {key}", key, f"one of {', '.join(FIELDS[kind])}", did_you_mean(key, known) or "put it in more"
        )
        for key in record
        if key not in known
    ]
    found += [
        Problem(f"{where} {key}", _shown(value), "a text or a number", "write it in quotes")
        for key, value in record.items()
        if key in FIELDS[kind] and isinstance(value, dict | list | bool)
    ]
    more = record.get("more", {})
    if not isinstance(more, dict) or not all(isinstance(value, str) for value in more.values()):
        found.append(Problem(f"{where} more", _shown(more), "an object of texts", 'such as {"colour": "red"}'))
    return found
