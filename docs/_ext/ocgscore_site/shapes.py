"""The keys of a JSON document, with the types of their values and an example of each."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from .matrices import table

LONGEST: Final = 48  # characters of an example
ALIKE: Final = 3  # so many objects with the same keys under names of their own are shown once, under *
KINDS: Final = {str: "text", bool: "true or false", int: "whole number", float: "number", type(None): "null"}
VARYING: Final = re.compile(r"\b[0-9a-f]{12,64}\b|(?<=ocgscore )\d[\w.]*")  # digests, and the library's version
ELSEWHERE: Final = frozenset({"ocgscore", "engine", "engines"})  # values that differ with what is installed


def keys_table(document: Any) -> str:
    """Return a Markdown table of every key of a document, the types of its values, and the first value.

    A key within a list is written with ``[]``; ``*`` stands for names that the data give.

    Examples
    --------
    >>> print(keys_table({"rows": [{"group": "A", "cost": None}, {"group": "B", "cost": 2}]}))
    | key | type | example |
    |---|---|---|
    | `rows` | list of objects |  |
    | `rows[].group` | text | `"A"` |
    | `rows[].cost` | null or whole number | `2` |
    """
    kinds: dict[str, dict[str, None]] = {}
    examples: dict[str, Any] = {}
    for path, kind, value in _walked(document, ""):
        kinds.setdefault(path, {})[kind] = None
        if value is not None:
            examples.setdefault(path, value)
    rows = [(f"`{path}`", _said(list(found)), _example(path, examples.get(path))) for path, found in kinds.items()]
    return table(("key", "type", "example"), rows)


def _walked(value: Any, path: str) -> Iterator[tuple[str, str, Any]]:
    if path:
        yield path, _kind(value), None if isinstance(value, dict) else value
    if isinstance(value, dict):
        alike = _are_alike(value)
        for key, entry in value.items():
            name = "*" if alike else key
            yield from _walked(entry, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for entry in value:
            if isinstance(entry, dict):
                yield from (found for found in _walked(entry, f"{path}[]") if found[0] != f"{path}[]")


def _are_alike(value: dict[str, Any]) -> bool:
    """Whether an object holds objects of one shape under names that the data give."""
    shapes = {tuple(entry) if isinstance(entry, dict) else None for entry in value.values()}
    return len(value) >= ALIKE and len(shapes) == 1 and None not in shapes


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        return "object"
    if not isinstance(value, list):
        return KINDS[type(value)]
    within = dict.fromkeys(_kind(entry).split(" ")[0] if isinstance(entry, list) else _kind(entry) for entry in value)
    return f"list of {' and '.join(f'{kind}s' for kind in within)}" if within else "list"


def _said(kinds: list[str]) -> str:
    full = any(kind.startswith("list of") for kind in kinds)
    narrower = {"list"} if full else set()
    narrower |= {"whole number"} if "number" in kinds else set()
    return " or ".join(kind for kind in kinds if kind not in narrower)


def _example(path: str, value: Any) -> str:
    """Return a value as a code span; what differs from run to run or machine to machine is an ellipsis."""
    if value is None or (isinstance(value, list) and any(isinstance(entry, dict) for entry in value)):
        return ""
    if path.rsplit(".", 1)[-1] in ELSEWHERE:
        return "`…`"
    text = VARYING.sub("…", json.dumps(value, ensure_ascii=False))
    shown = text if len(text) <= LONGEST else f"{text[: LONGEST - 2]} …"
    return "`" + shown.replace("|", r"\|").replace("`", "'") + "`"
