"""What changed between two versions of a matrix, and which version number that calls for.

The rules are those of ``docs/adr/0004-matrix-versions.md``: major where an old sheet would be read or scored
differently, minor where results or guidance grow and old scores stand, patch for everything else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

import attrs

from ocgscore.matrix.canonical import document
from ocgscore.matrix.model import Matrix

MAJOR, MINOR, PATCH, NONE = "major", "minor", "patch", "none"
WEIGHT: Final = {NONE: 0, PATCH: 1, MINOR: 2, MAJOR: 3}
ABSENT: Final = "(absent)"

# What a change to a key calls for, by the kind of thing it stands in; a key not named here is a patch.
RULES: Final[Mapping[str, Mapping[str, str]]] = {
    "matrix": {"id": MAJOR, "subject": MAJOR, "ranks_by": MAJOR, "status": MINOR},
    "criteria": {
        "title": MAJOR, "weight": MAJOR, "unknown_counts_as": MAJOR,
        "order": MINOR, "section": MINOR, "question": MINOR,
    },
    "levels": {"label": MAJOR, "value": MAJOR, "order": MAJOR, "anchor": MINOR},
    "measures": {"formula": MAJOR, "cells": MAJOR, "title": MINOR, "digits": MINOR, "order": MINOR},
    "bands": {"from": MAJOR, "below": MAJOR, "order": MAJOR},
}  # fmt: skip
# What it calls for to add or to take away a whole entry.
ADDED: Final = {"criteria": MAJOR, "levels": MAJOR, "measures": MINOR, "bands": MAJOR, "sections": PATCH}
REMOVED: Final = {"criteria": MAJOR, "levels": MAJOR, "measures": MAJOR, "bands": MAJOR, "sections": PATCH}
HANDLES: Final = {"criteria": "id", "levels": "code", "measures": "id", "bands": "label", "sections": "id"}
SKIPPED: Final = frozenset({"version", "changes"})  # the number is what we judge; the history is its own record

Entry: TypeAlias = Mapping[str, Any]


@attrs.frozen
class MatrixChange:
    """One difference between two matrices.

    Parameters
    ----------
    path : str
        The key path, such as ``criteria.physical.levels.3.value``.
    before, after : str
        What stood there and what stands there now; ``(absent)`` where nothing does.
    calls_for : {"major", "minor", "patch"}
        The part of the version number that it raises.
    """

    path: str
    before: str
    after: str
    calls_for: str

    def __str__(self) -> str:
        """Return the change as a line."""
        return f"{self.calls_for}: {self.path}: {self.before} -> {self.after}"


@attrs.frozen
class MatrixComparison:
    """All the differences between two matrices, and the version they call for.

    Parameters
    ----------
    before, after : Matrix
    changes : tuple of MatrixChange
        In the order of the file.
    calls_for : {"major", "minor", "patch", "none"}
        The greatest of the changes.
    least_version : str
        The lowest version number that `after` may carry.
    version_is_enough : bool
        Whether it carries that or a higher one; always so between matrices of different ids.
    """

    before: Matrix
    after: Matrix
    changes: tuple[MatrixChange, ...]
    calls_for: str
    least_version: str
    version_is_enough: bool


def compare_matrices(before: Matrix, after: Matrix) -> MatrixComparison:
    """Say what changed between two matrices.

    Parameters
    ----------
    before, after : Matrix

    Returns
    -------
    MatrixComparison

    Examples
    --------
    >>> from ocgscore import load_matrix, parse_matrix
    >>> from ocgscore.matrix import canonical_json
    >>> before = load_matrix("sleipnir-2000")
    >>> after = parse_matrix(canonical_json(before).replace('"weight":"18"', '"weight":"17"'), ending=".json")
    >>> comparison = compare_matrices(before, after)
    >>> print(comparison.changes[0], "|", comparison.least_version, comparison.version_is_enough)
    major: criteria.violence.weight: 18 -> 17 | 2.0.0 False
    """
    changes = tuple(_changes(document(before), document(after), "matrix", ""))
    calls_for = max((change.calls_for for change in changes), key=WEIGHT.__getitem__, default=NONE)
    least = _raised(before.version, calls_for)
    enough = before.id != after.id or _numbers(after.version) >= _numbers(least)
    return MatrixComparison(before, after, changes, calls_for, least, enough)


def _changes(before: Entry, after: Entry, kind: str, path: str) -> Iterator[MatrixChange]:
    """Compare two entries of one kind key by key, and their lists entry by entry."""
    rules = RULES.get(kind, {})
    for key in dict.fromkeys([*before, *after]):
        place = f"{path}.{key}" if path else key
        if key in SKIPPED:
            continue
        if key in HANDLES:
            yield from _list_changes(before.get(key, []), after.get(key, []), key, place)
        elif before.get(key) != after.get(key):
            yield MatrixChange(place, _shown(before.get(key)), _shown(after.get(key)), rules.get(key, PATCH))


def _list_changes(before: list[Entry], after: list[Entry], kind: str, path: str) -> Iterator[MatrixChange]:
    handle = HANDLES[kind]
    old, new = ({entry[handle]: entry for entry in entries} for entries in (before, after))
    for name, entry in old.items():
        if name in new:
            yield from _changes(entry, new[name], kind, f"{path}.{name}")
        else:
            yield MatrixChange(f"{path}.{name}", _title(entry), ABSENT, REMOVED[kind])
    for name, entry in new.items():
        if name not in old:
            # bands where a measure had none leave every old score and band as it was
            calls_for = MINOR if kind == "bands" and not old else ADDED[kind]
            yield MatrixChange(f"{path}.{name}", ABSENT, _title(entry), calls_for)
    kept_before, kept_after = [name for name in old if name in new], [name for name in new if name in old]
    if kept_before != kept_after:
        calls_for = RULES.get(kind, {}).get("order", PATCH)
        yield MatrixChange(f"{path} (order)", ", ".join(kept_before), ", ".join(kept_after), calls_for)


def _title(entry: Entry) -> str:
    return str(entry.get("title") or entry.get("label"))


def _shown(value: object) -> str:
    if value is None:
        return ABSENT
    if isinstance(value, list):
        return "; ".join(" ".join(map(str, row)) for row in value)
    return str(value)


def _raised(version: str, calls_for: str) -> str:
    major, minor, patch = _numbers(version)
    return {
        NONE: version,
        PATCH: f"{major}.{minor}.{patch + 1}",
        MINOR: f"{major}.{minor + 1}.0",
        MAJOR: f"{major + 1}.0.0",
    }[calls_for]


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
