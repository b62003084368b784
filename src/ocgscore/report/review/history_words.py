"""How a history's levels, scores and reasons are written."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from ocgscore.review.history.words import CLASSES, KINDS, MOVED
from ocgscore.scoring import rounded

if TYPE_CHECKING:
    from ocgscore.matrix import Criterion
    from ocgscore.review.history import History

PART_DIGITS: Final = 6
UNKNOWN: Final = "?"


@cache
def level_text(criterion: Criterion, low: int, high: int) -> str:
    """Return a level as its label, a range as ``lowest–highest``, and ``?`` where nothing is known.

    Examples
    --------
    >>> from ocgscore import load_matrix
    >>> violence = load_matrix("sleipnir-2000").criterion("violence")
    >>> level_text(violence, 1, 1), level_text(violence, 1, 2), level_text(violence, 0, 3)
    ('Low', 'Low–Medium', '?')
    """
    if low == 0 and high == len(criterion.levels) - 1:
        return UNKNOWN
    labels = [criterion.levels[at].label for at in (low, high)]
    return labels[0] if low == high else "–".join(labels)


def moment_cell(moment: np.datetime64) -> dt.date | dt.datetime | None:
    """Return a moment as a day, with the time where one is given; None without a date."""
    if np.isnat(moment):
        return None
    when: dt.datetime = moment.astype("datetime64[us]").item()
    return when.date() if when.time() == dt.time.min else when


def part_cell(part: Fraction) -> Decimal:
    """Return a part of a movement, to six places where it does not end before.

    Examples
    --------
    >>> part_cell(Fraction(-19, 2)), part_cell(Fraction(4)), part_cell(Fraction(1, 3))
    (Decimal('-9.5'), Decimal('4'), Decimal('0.333333'))
    """
    shown = rounded(part, PART_DIGITS).normalize()
    return shown.quantize(Decimal(1)) if shown == shown.to_integral_value() else shown


def range_text(low: object, high: object) -> str:
    """Return two ends as one text; one where they are the same."""
    return f"{low}" if low == high else f"{low}–{high}"


def score_text(found: History, entry: int) -> str:
    """Return a score as displayed, against the matrix at hand."""
    low, high = (rounded(end, found.measure.digits) for end in found.score(entry))
    return range_text(low, high)


def band_text(found: History, entry: int) -> str:
    """Return a band as displayed; empty where the measure has none."""
    labels = [band.label for band in found.measure.bands]
    ends = int(found.entries.band_low[entry]), int(found.entries.band_high[entry])
    return range_text(labels[ends[0]], labels[ends[1]]) if labels else ""


def rank_text(best: int, worst: int) -> str:
    """Return a rank as displayed; empty where there is none."""
    return range_text(best, worst) if best else ""


def change_text(found: History, change: int) -> str:
    """Return a change as ``Violence Low to High``."""
    changes = found.changes
    criterion = found.assessments.matrix.criteria[int(changes.criterion[change])]
    old = level_text(criterion, int(changes.before_low[change]), int(changes.before_high[change]))
    new = level_text(criterion, int(changes.after_low[change]), int(changes.after_high[change]))
    return f"{criterion.title} {old} to {new}"


def alone_text(found: History, change: int) -> str:
    """Return what a change does by itself: ``+54``, or ``lowest +19, highest -57`` where the two ends differ."""
    low, high = (
        rounded(Fraction(int(ends[change]), found.scored_over), found.measure.digits)
        for ends in (found.changes.alone_low, found.changes.alone_high)
    )
    return f"{low:+}" if low == high else f"lowest {low:+}, highest {high:+}"


def class_of(found: History, step: int) -> str:
    """Return the class of a step."""
    return list(CLASSES)[int(found.steps.kind[step])]


def moved_of(found: History, step: int) -> str:
    """Return which way a step went."""
    return MOVED[int(found.steps.moved[step])]


def kind_of(found: History, change: int) -> str:
    """Return how a criterion changed."""
    return KINDS[int(found.changes.kind[change]) - 1]
