"""Which engine computes: what is installed, which is best, and what a result says of it.

Every measure works on arrays of our own, and needs nothing more. Where the extra ``fast`` is installed igraph or scipy
take over what they do faster; all engines give the same numbers, and whether sources are sampled never depends on what
is installed.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Final

from ocgscore.errors import MissingExtraError, Problem, RequestError

ARRAYS: Final = "arrays"
IGRAPH: Final = "igraph"
SCIPY: Final = "scipy"
_HOME: Final = {IGRAPH: "igraph", SCIPY: "scipy.sparse.csgraph"}


@cache
def has(engine: str) -> bool:
    """Return whether an engine is installed and can be imported; tried once.

    Examples
    --------
    >>> has("arrays")
    True
    """
    if engine == ARRAYS:
        return True
    try:
        import_module(_HOME[engine])
    except ImportError:
        return False
    return True


def engine_for(what: str, engines: Sequence[str], asked: str | None = None) -> str:
    """Return the engine to compute with.

    Parameters
    ----------
    what : str
        What is to be computed, for the message.
    engines : sequence of str
        Those that can, best first, ``"arrays"`` last.
    asked : str, optional
        The engine that was asked for; by default the first that is installed.

    Raises
    ------
    RequestError
        If the engine asked for does not compute this.
    MissingExtraError
        If it is not installed.

    Examples
    --------
    >>> engine_for("betweenness", ["igraph", "arrays"], "arrays")
    'arrays'
    >>> engine_for("betweenness", ["igraph", "arrays"], "abacus")
    Traceback (most recent call last):
    ocgscore.errors.RequestError: engine: 'abacus' is not an engine for betweenness; use igraph or arrays
    """
    if asked is None:
        return next(engine for engine in engines if has(engine))
    if asked not in engines:
        raise RequestError(Problem("engine", asked, f"an engine for {what}", f"use {' or '.join(engines)}"))
    if not has(asked):
        hint = "run: python -m pip install igraph scipy"
        raise MissingExtraError(Problem(what, None, f"the package {asked} (of the extra 'fast')", hint))
    return asked


def said(engine: str, sampled: int | None = None) -> str:
    """Return what a result says of its engine.

    Parameters
    ----------
    engine : str
    sampled : int, optional
        How many sources were sampled; None where all were used.

    Examples
    --------
    >>> said("igraph"), said("arrays", 1428)
    ('igraph', 'arrays, 1,428 sources sampled')
    """
    return engine if sampled is None else f"{engine}, {sampled:,} sources sampled"
