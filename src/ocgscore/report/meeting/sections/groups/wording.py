"""How levels, and what became of a figure, are written in the sections on groups and changes."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from ocgscore.explain import exact_text
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
    levels = criterion.levels
    if low == 0 and high == len(levels) - 1 and low != high:
        return UNKNOWN
    codes, labels = ([getattr(levels[at], name) for at in dict.fromkeys((low, high))] for name in ("code", "label"))
    same = [code.casefold() for code in codes] == [label.casefold() for label in labels]
    return "–".join(labels) if same else f"{'–'.join(codes)} {'–'.join(labels)}"


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
