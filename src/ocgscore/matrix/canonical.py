"""The canonical form of a matrix: one JSON text for one content, from which the fingerprint is taken."""

from __future__ import annotations

import json
from typing import Any, Final

from ocgscore.matrix.formula import formula_text, plain
from ocgscore.matrix.model import Band, Criterion, Matrix, Measure

NUMERIC: Final = frozenset({"value", "weight", "unknown_counts_as", "cells", "from", "below"})
EXACT_DIGITS: Final = 15  # a float gives back this many digits unchanged; longer decimals stay text


def canonical_json(matrix: Matrix) -> str:
    """Return the matrix as canonical JSON: sorted keys, decimals as plain text, level sets written out.

    `load_matrix` and `parse_matrix` read it back into an equal matrix with the same fingerprint.

    Parameters
    ----------
    matrix : Matrix

    Returns
    -------
    str
        One line of JSON, without a line end.

    Examples
    --------
    >>> from ocgscore import load_matrix
    >>> canonical_json(load_matrix("sleipnir-2000"))[:24]
    '{"changes":[{"date":"202'
    """
    return json.dumps(document(matrix), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def document(matrix: Matrix) -> dict[str, Any]:
    """Return the matrix as the dictionary its TOML file would load as, in the file's order, decimals as text."""
    return {
        "id": matrix.id,
        "version": matrix.version,
        "title": matrix.title,
        "subject": matrix.subject,
        "status": matrix.status,
        "source": matrix.source,
        "licence": matrix.licence,
        **({} if matrix.ranks_by is None else {"ranks_by": matrix.ranks_by}),
        "sections": [{"id": section.id, "title": section.title} for section in matrix.sections],
        "criteria": [_criterion(criterion) for criterion in matrix.criteria],
        "measures": [_measure(measure) for measure in matrix.measures],
        "changes": [_filled({"version": c.version, "date": c.date, "note": c.note}) for c in matrix.changes],
    }


def describe(matrix: Matrix) -> dict[str, Any]:
    """Return the matrix for a program to read: `document` with its fingerprint, and numbers as numbers.

    Returns
    -------
    dict
        Ready for ``json.dumps``; `load_matrix` reads the result back and checks the fingerprint.
    """
    return {"id": matrix.id, "version": matrix.version, "fingerprint": matrix.fingerprint, **_numeric(document(matrix))}


def _numeric(value: Any, key: str = "") -> Any:
    """Turn the texts of decimals into JSON numbers, digit for digit where they have at most fifteen."""
    if isinstance(value, dict):
        return {name: _numeric(entry, name) for name, entry in value.items()}
    if isinstance(value, list):
        return [_numeric(entry, key) for entry in value]
    if key in NUMERIC and len(value) <= EXACT_DIGITS:
        return float(value) if "." in value else int(value)
    return value


def _criterion(criterion: Criterion) -> dict[str, Any]:
    unknown = criterion.unknown_counts_as
    return {
        "id": criterion.id,
        "title": criterion.title,
        "section": criterion.section,
        "question": criterion.question,
        "weight": plain(criterion.weight),
        **({} if unknown is None else {"unknown_counts_as": plain(unknown)}),
        "levels": [
            {"code": level.code, "label": level.label, "value": plain(level.value), "anchor": level.anchor}
            for level in criterion.levels
        ],
    }


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "id": measure.id,
        "title": measure.title,
        "formula": formula_text(measure.formula),
        "digits": measure.digits,
        **_filled({"note": measure.note}),
        **_filled({"cells": [[plain(cell) for cell in row] for row in measure.cells]}),
        **_filled({"bands": [_band(band) for band in measure.bands]}),
    }


def _band(band: Band) -> dict[str, str]:
    below = {} if band.below is None else {"below": plain(band.below)}
    return {"label": band.label, "from": plain(band.start), **below}


def _filled(entries: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entries.items() if value}
