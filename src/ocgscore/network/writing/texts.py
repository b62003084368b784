"""What a format cannot hold, found before anything is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from ocgscore.errors import Problem
from ocgscore.network.model import MapError, OcgMap
from ocgscore.network.reading.sheet import FIELDS, TABLES, visible

NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NOT_CSV: Final = re.compile("[\0\ud800-\udfff]")  # what would make the reader take the file for no text
HALF: Final = re.compile("[\ud800-\udfff]")
_NOUNS: Final = {"people": "person", "groups": "group", "members": "membership", "links": "link"}


def check_characters(network: OcgMap, bad: re.Pattern[str], format_: str) -> None:
    """Refuse a map with characters that a format has no way to write.

    Raises
    ------
    MapError
        With every text that has one, at its record.
    """
    problems = [_problem(where, text, format_) for where, text in _texts(network) if bad.search(text)]
    if problems:
        raise MapError(problems)


def _problem(where: str, text: str, format_: str) -> Problem:
    shown = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return Problem(where, shown, f"text that {format_} can hold", "take out its control character")


def _texts(network: OcgMap) -> Iterator[tuple[str, str]]:
    """Yield each text that is not plainly printable, and where it stands."""
    yield "marking", network.marking
    for kind in TABLES:
        for record in getattr(network, kind):
            said = [(field, getattr(record, field)) for field in FIELDS[kind]]
            said += [
                (f"more {visible(heading)}", part)
                for heading, value in record.more.items()
                for part in (heading, value)
            ]
            for field, text in said:
                if isinstance(text, str) and not text.isprintable():
                    yield f"{record_name(kind, record)} {field}", text


def record_name(kind: str, record: Any) -> str:
    """Return what messages call a record.

    Examples
    --------
    >>> from ocgscore.network.model import Link, Person
    >>> record_name("people", Person("p1")), record_name("links", Link("p1", "p2"))
    ('person p1', 'link p1 – p2')
    """
    ends = FIELDS[kind][:1] if kind in {"people", "groups"} else FIELDS[kind][:2]
    named = " – ".join(getattr(record, end) for end in ends)
    return visible(f"{_NOUNS.get(kind) or record.kind} {named}")
