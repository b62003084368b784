"""How levels, and what became of a figure, are written in the sections on groups and changes."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from ocgscore.explain import Result, exact_text
from ocgscore.matrix import Criterion, Measure
from ocgscore.report.meeting.material import Material
from ocgscore.scoring import rounded
from ocgscore.words import counted

UNKNOWN = "unknown"
TO = "→"


@cache
def level_said(criterion: Criterion, low: int, high: int) -> str:
    """Return a level by code and label, a range as ``lowest–highest``, and ``unknown`` where nothing is ruled out.

    Examples
    --------
    >>> from ocgscore import load_matrix
    >>> physical = load_matrix("ocg-tactical").criterion("physical")
    >>> level_said(physical, 2, 2), level_said(physical, 1, 2), level_said(physical, 0, 4)
    ('2 Moderate', '1–2 Minor–Moderate', 'unknown')
    """
    if low == 0 and high == len(criterion.levels) - 1 and low != high:
        return UNKNOWN
    codes, labels = _codes_labels(criterion, low, high)
    return labels if codes.casefold() == labels.casefold() else f"{codes} {labels}"


def level_code(criterion: Criterion, low: int, high: int) -> str:
    """Return a level as `level_said` does, by its code alone.

    Examples
    --------
    >>> from ocgscore import load_matrix
    >>> physical = load_matrix("ocg-tactical").criterion("physical")
    >>> level_code(physical, 2, 2), level_code(physical, 1, 2), level_code(physical, 0, 4)
    ('2', '1–2', 'unknown')
    """
    if level_said(criterion, low, high) == UNKNOWN:
        return UNKNOWN
    codes, labels = _codes_labels(criterion, low, high)
    return labels if codes.casefold() == labels.casefold() else codes


def _codes_labels(criterion: Criterion, low: int, high: int) -> tuple[str, str]:
    ends = [criterion.levels[at] for at in dict.fromkeys((low, high))]
    return "–".join(level.code for level in ends), "–".join(level.label for level in ends)


def looked_up(measure: Measure) -> bool:
    """Return whether a measure is looked up in a grid, so that its band is its result: the number only orders cells.

    Examples
    --------
    >>> from ocgscore import load_matrix
    >>> tactical = load_matrix("ocg-tactical")
    >>> looked_up(tactical.measure("priority")), looked_up(tactical.measure("risk"))
    (True, False)
    """
    return measure.is_grid and bool(measure.bands)


def figure(result: Result) -> str:
    """Return what a measure comes to in one figure: its score, or the band where it is looked up."""
    return result.band_text if looked_up(result.measure) else result.score_text


def with_band(result: Result, between: str) -> str:
    """Return what a measure comes to: its score and its band; once where it is looked up."""
    band = "" if looked_up(result.measure) else result.band_text
    return f"{figure(result)}{between}{band}" if band else figure(result)


def groups(material: Material, count: int) -> str:
    """Return a number of groups, or of what else the matrix scores, in words."""
    subject = material.scores.assessments.matrix.subject
    return counted(count, subject)


def became(before: str, after: str) -> str:
    """Return what a figure was and is; once where it is the same.

    Examples
    --------
    >>> became("7", "3–4"), became("7", "7")
    ('7 → 3–4', '7')
    """
    return before if before == after else f"{before} {TO} {after}"


def score_became(measure: Measure, before: tuple[Fraction, Fraction], after: tuple[Fraction, Fraction]) -> str:
    """Return what a score was and is: as displayed, or exact where two that differ would be displayed alike.

    Examples
    --------
    >>> from ocgscore import load_matrix
    >>> risk = load_matrix("ocg-tactical").measure("risk")
    >>> score_became(risk, (Fraction(3), Fraction(3)), (Fraction(3001, 1000), Fraction(4)))
    '3 → 3–4'
    >>> score_became(risk, (Fraction(3), Fraction(3)), (Fraction(3001, 1000), Fraction(3001, 1000)))
    '3 → 3.001'
    """
    old, new = (_interval([f"{rounded(end, measure.digits)}" for end in ends]) for ends in (before, after))
    if before != after and old == new:
        old, new = (_interval([exact_text(end) for end in ends]) for ends in (before, after))
    return became(old, new)


def _interval(ends: list[str]) -> str:
    return "–".join(dict.fromkeys(ends))
