"""An audit as a document: everything it found, for a program to read."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

import attrs

from ocgscore.audit import Audit, OrdinalProduct, ScaleUse
from ocgscore.matrix import Criterion, Measure
from ocgscore.version import __version__

P_DIGITS: Final = 9  # of a float worked out through logarithms: the rest may differ between processors
METHODS: Final = {
    "reachable": "all combinations of levels counted exactly, the counts of independent parts combined; where that is "
    "too much work ('exact' is false), random combinations",
    "pairs": "levels equally likely, the truth uniform over a level's stretch, midway to the level below to midway to "
    "the level above; a grid's truth is the product of its axes; pairs of equal truth left out (after Cox 2008)",
    "influence": "swings exact; variance_share is Var(E[score | level]) / Var(score) (Sobol 2001; Saltelli et al. "
    "2008), exact for sums and products of independent parts; redraw and one_up by random assessments",
    "products": "every combination of the factors' scores, or every cell of the grid, counted once",
    "directions": "each value v replaced by highest + lowest - v and the lowest score ranked first (after Thomas, "
    "Bratvold and Bickel 2014); sums agree always, grids have no other direction, the rest by random pairs",
    "unknown_rules": "random pairs of profiles, every level and unknown equally likely",
    "unknown_spread": "random pairs, each level unknown with the chance given",
    "correlations": "Spearman's rank correlation over assessments in which both criteria are known, 10 or more",
    "effective": "k^2 / sum of squared correlations (Bretherton et al. 1999)",
    "heaping": "certain scores within a window of each cut; exact two-sided binomial test against the share that "
    "the scores that can occur there and the windows further out lead to expect; undefined below 10; not corrected for "
    "the number of cuts",
}


def audit_document(audit: Audit) -> dict[str, Any]:
    """Return an audit as plain dictionaries, lists, texts and numbers, ready for JSON.

    Parameters
    ----------
    audit : Audit

    Returns
    -------
    dict
        Keys as in `Audit`; criteria and measures by their ids; what is undefined as ``{"undefined": why}``.

    Examples
    --------
    >>> from ocgscore import load_matrix
    >>> from ocgscore.audit import audit_matrix
    >>> document = audit_document(audit_matrix(load_matrix("ocg-harm"), draws=100))
    >>> document["reachable"][0]["distinct"], document["seed"]
    (5, 1)
    """
    matrix = audit.matrix
    head = {
        "matrix": matrix.id,
        "matrix_version": matrix.version,
        "matrix_fingerprint": matrix.fingerprint,
        "ranked_by": matrix.ranks_by,
        "ocgscore": __version__,
        "methods": METHODS,
    }
    return head | {field.name: _plain(getattr(audit, field.name)) for field in attrs.fields(Audit)[1:]}


def _plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    match value:
        case Measure() | Criterion():
            return value.id
        case Fraction():
            return int(value) if value.denominator == 1 else float(value)
        case float():
            return round(value, P_DIGITS)
        case tuple():
            return [_plain(each) for each in value]
    if attrs.has(type(value)):
        return _fields(value)
    return value


def _fields(value: Any) -> dict[str, Any]:
    found = {field.name: _plain(getattr(value, field.name)) for field in attrs.fields(type(value))}
    if set(found) == {"reason"}:
        return {"undefined": found["reason"]}
    if isinstance(value, OrdinalProduct):
        found["cells"] = value.cells
    if isinstance(value, ScaleUse):
        found |= {"unused": list(value.unused), "middle": _plain(value.middle)}
    return found
