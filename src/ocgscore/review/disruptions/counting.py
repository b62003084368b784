"""Counts of disruptions by force, and what they could be under other grading."""

from __future__ import annotations

import numpy as np

from ocgscore.review.disruptions.claims import Claims
from ocgscore.review.disruptions.model import GRADES, NO_FORCE, NOT_KNOWN, SILENT, THRESHOLDS, Ints
from ocgscore.review.disruptions.result import Bounds, ForceDisruptions, Range
from ocgscore.review.records import folded
from ocgscore.review.register import Register

ARCHIVED = "archived"
NO_REGISTER = "no register was given"
NO_FORCES = "the register has no column force"
NO_GROUPS = "the register has no active or dormant group"
UNNAMED = "no force is named"


def counted_by_force(
    claims: Claims, register: Register | None
) -> tuple[tuple[ForceDisruptions, ...], ForceDisruptions]:
    """Return what each force claims, by name, and all of it together."""
    grades, kinds = len(GRADES), len(claims.records.kinds) + 1
    graded = _crossed(claims.force * 3 + claims.self_assessed + 1, claims.grade, 3 * len(claims.forces), grades)
    graded = graded.reshape(len(claims.forces), 3, grades)
    kind = np.where(claims.kind == NOT_KNOWN, kinds - 1, claims.kind)
    by_kind = _crossed(claims.force, kind, len(claims.forces), kinds)
    groups = _groups(register)
    silent = graded.sum((1, 2)) == 0
    each = tuple(
        _one(name, graded[at], by_kind[at], *((None, SILENT) if silent[at] else _base(name, register, groups)))
        for at, name in enumerate(claims.forces)
    )
    all_groups = sum(groups.values())
    reason = NO_REGISTER if register is None else "" if all_groups else NO_GROUPS
    return each, _one("", graded.sum(0), by_kind.sum(0), all_groups or None, reason)


def _crossed(first: Ints, second: Ints, rows: int, columns: int) -> Ints:
    """Return how many records have each value of one field and of another; int64, shape (rows, columns)."""
    return np.bincount(first * columns + second, minlength=rows * columns).reshape(rows, columns)


def _groups(register: Register | None) -> dict[str, int]:
    """Return how many active and dormant groups each force has on the register, by its folded name."""
    found: dict[str, int] = {}
    for one in () if register is None else register.groups:
        if not one.merged_into and one.status != ARCHIVED:
            found[folded(one.force)] = found.get(folded(one.force), 0) + 1
    return found


def _base(name: str, register: Register | None, groups: dict[str, int]) -> tuple[int | None, str]:
    """Return the active and dormant groups of a force on the register, or why there is no rate over them."""
    if register is None:
        return None, NO_REGISTER
    if name == NO_FORCE:
        return None, UNNAMED
    if "force" not in register.columns:
        return None, NO_FORCES
    number = groups.get(folded(name), 0)
    return (number, "") if number else (None, f"{NO_GROUPS} of this force")


def _one(name: str, graded: Ints, by_kind: Ints, groups: int | None, reason: str) -> ForceDisruptions:
    """Return a force's counts; `graded` has a row for not known, not self-assessed and self-assessed."""
    not_known, independent, self_assessed = graded.sum(1).tolist()
    at_least = graded[:, ::-1].cumsum(1)[:, ::-1]
    bounds = tuple(_bounds(at_least, threshold) for threshold in THRESHOLDS)
    by_grade, kinds = tuple(graded.sum(0).tolist()), tuple(by_kind.tolist())
    return ForceDisruptions(name, by_grade, kinds, self_assessed, independent, not_known, groups, reason, bounds)


def _bounds(at_least: Ints, threshold: str) -> Bounds:
    """Return the bounds at a threshold from the numbers at or above each grade."""
    at = GRADES.index(threshold)
    higher = at_least[:, at + 1] if at + 1 < len(GRADES) else np.zeros(3, np.int64)
    here, lower = at_least[:, at], at_least[:, at - 1]
    return Bounds(
        threshold,
        recorded=int(here.sum()),
        regraded=(int(higher.sum()), int(lower.sum())),
        independent=_independent(here, here),
        both=_independent(higher, lower),
    )


def _independent(fewest: Ints, most: Ints) -> Range:
    """Return the fewest of those known not to be self-assessed, and the most of those not known to be."""
    return int(fewest[1]), int(most[0] + most[1])
