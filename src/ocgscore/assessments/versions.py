"""What a version written beside an assessment is to the matrix at hand."""

from __future__ import annotations

import re
from typing import Final

from ocgscore.matrix import Matrix

OWN, SUPERSEDED, OTHER, NOT_STATED = range(4)
VERSION: Final = re.compile(r"(?:(?P<id>[^@]+)@)?v?(?P<numbers>\d{1,9}(?:\.\d{1,9}){0,2})", re.IGNORECASE)


def is_version(text: str, matrix: Matrix) -> bool:
    """Whether what is written beside an assessment is a version number, of this matrix or of none that is named.

    Examples
    --------
    >>> from ocgscore import load_matrix
    >>> [is_version(text, load_matrix("ocg-tactical")) for text in ("0.9", "ocg-tactical@2.0.0", "as Smith had it")]
    [True, True, False]
    """
    found = VERSION.fullmatch("".join(text.split()))
    return found is not None and (not found["id"] or found["id"].casefold() == matrix.id.casefold())


def version_code(text: str, matrix: Matrix) -> int:
    """Return what a version written beside an assessment is to a matrix.

    Parameters
    ----------
    text : str
        ``1.0.0`` or ``ocg-tactical@1.0.0``; ``1.0``, as a spreadsheet writes it, and ``v1`` are the same.
    matrix : Matrix

    Returns
    -------
    int
        `OWN`; `SUPERSEDED`, a lower version of the same matrix; `OTHER`, a later version, another matrix, or what is no
        version; or `NOT_STATED`.

    Examples
    --------
    >>> from ocgscore import load_matrix
    >>> matrix = load_matrix("ocg-tactical")  # 1.0.0
    >>> [version_code(text, matrix) for text in ("1.0.0", "ocg-tactical@0.9.2", "0.9", "2.0.0", "thematic@0.1.0", "")]
    [0, 1, 1, 2, 2, 3]
    """
    if not text:
        return NOT_STATED
    found = VERSION.fullmatch("".join(text.split()))
    if not found or not is_version(text, matrix):
        return OTHER
    theirs = [int(part) for part in found["numbers"].split(".")]
    theirs += [0] * (3 - len(theirs))
    ours = [int(part) for part in matrix.version.split(".")]
    return OWN if theirs == ours else SUPERSEDED if theirs < ours else OTHER
