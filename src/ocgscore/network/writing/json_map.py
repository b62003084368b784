"""The library's own JSON form, a record a line."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from ocgscore.network.model import OcgMap
from ocgscore.network.reading.json_map import FORMAT, VERSION
from ocgscore.network.reading.sheet import FIELDS, TABLES
from ocgscore.network.writing.texts import HALF, check_characters


def json_chunks(network: OcgMap) -> Iterator[bytes]:
    """Yield a map as JSON; what a record does not say is left out.

    Raises
    ------
    MapError
        If a text holds half a character.

    Examples
    --------
    >>> from ocgscore.network.model import Person
    >>> print(b"".join(json_chunks(OcgMap(people=(Person("p1", "Ann"),)))).decode())
    {
    "format": "ocgscore-map",
    "version": 1,
    "people": [
    {"id": "p1", "name": "Ann"}
    ],
    "groups": [],
    "members": [],
    "links": [],
    "relations": []
    }
    <BLANKLINE>
    """
    check_characters(network, HALF, "JSON")
    yield f'{{\n"format": "{FORMAT}",\n"version": {VERSION},\n'.encode()
    if network.marking:
        yield f'"marking": {_literal(network.marking)},\n'.encode()
    for kind, following in pairwise((*TABLES, "")):
        records = getattr(network, kind)
        yield f'"{kind}": ['.encode()
        for number, record in enumerate(records):
            yield (",\n" if number else "\n").encode() + _literal(plain_record(kind, record)).encode()
        yield (("\n]" if records else "]") + (",\n" if following else "\n}\n")).encode()


def plain_record(kind: str, record: Any) -> dict[str, Any]:
    """Return what a record says by field, dates as ISO text; blanks and what is taken for granted left out."""
    said = {field: getattr(record, field) for field in FIELDS[kind]}
    plain = {field: value.isoformat() if isinstance(value, dt.date) else value for field, value in said.items()}
    found = {field: value for field, value in plain.items() if value not in {"", None} and (field, value) not in _USUAL}
    return found | ({"more": dict(record.more)} if record.more else {})


_literal = json.JSONEncoder(ensure_ascii=False).encode
_USUAL = {("direction", "none"), ("strength", 1.0)}
