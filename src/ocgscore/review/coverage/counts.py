"""Counts by force, by region and in all: parts that add up, and None where the data do not say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from ocgscore.assessments.versions import NOT_STATED, OTHER, OWN, SUPERSEDED
from ocgscore.review.coverage.model import (
    AGE_UNKNOWN,
    BELOW,
    CERTAINLY,
    COMPLETE,
    CURRENT,
    IDENTIFIED,
    IN_PART,
    MAPPED,
    MAPPED_UNKNOWN,
    MERGED,
    NEVER_SCORED,
    NO_INTERVAL,
    NOT_HIGH,
    NOT_MAPPED,
    OUT_OF_DATE,
    POSSIBLY,
    UNDEFINED,
    UNSCORED,
    Count,
    Facts,
    Ints,
)
from ocgscore.review.register import STATUSES, Register

Flags = npt.NDArray[np.bool_]


def counts_of(register: Register, facts: Facts, code: Ints, names: Sequence[str], beside: Ints) -> Iterator[Count]:
    """Yield the counts of each name.

    Parameters
    ----------
    register : Register
        g rows.
    facts : Facts
    code : ndarray of int64, shape (g,)
        For each row the position of its name.
    names : sequence of str
    beside : ndarray of int64, shape (2, names)
        Groups assessed but not on the register, and their rows.
    """
    many = len(names)
    tallied = {
        key: np.bincount(code[chosen], minlength=many).tolist() for key, chosen in _flags(register, facts).items()
    }
    unregistered, unregistered_rows = beside.tolist()
    for at, name in enumerate(names):
        one: dict[str, int | None] = {key: numbers[at] for key, numbers in tallied.items()}
        _undefine(one, ("mapped", "not_mapped"), "mapped_unknown")
        _undefine(one, ("own", "superseded", "other"), "version_not_stated")
        _undefine(one, ("current", "out_of_date"), "age_unknown")
        _undefine(one, ("archived_high", "archived_possibly_high", "archived_not_high"), "archived_undefined")
        if "owner" not in register.columns:
            one["no_owner"] = None
        yield Count(
            name=name,
            unregistered=unregistered[at],
            unregistered_rows=unregistered_rows[at],
            **one,  # type: ignore[arg-type]  # None only where `_undefine` and the columns put it
        )


def _undefine(one: dict[str, int | None], parts: Sequence[str], unknown: str) -> None:
    """Where something is said of no group, nought of them would be an invention."""
    if one[unknown] and not any(one[part] for part in parts):
        one.update(dict.fromkeys(parts))


def _flags(register: Register, facts: Facts) -> dict[str, Flags]:
    """Return for each count which rows of the register it counts."""
    identified = facts.kind == IDENTIFIED
    flags = {
        "rows": np.ones(len(register), np.bool_),
        "merged": facts.kind == MERGED,
        "below": facts.kind == BELOW,
        "identified": identified,
        "no_owner": identified & np.array([not group.owner for group in register.groups], np.bool_),
        "people_unknown": identified & np.array([group.people is None for group in register.groups], np.bool_),
    }
    by_code = (
        (facts.mapped, {"mapped": MAPPED, "not_mapped": NOT_MAPPED, "mapped_unknown": MAPPED_UNKNOWN}),
        (facts.state, {"never": NEVER_SCORED, "part": IN_PART, "complete": COMPLETE}),
        (facts.version, {"own": OWN, "superseded": SUPERSEDED, "other": OTHER, "version_not_stated": NOT_STATED}),
        (
            facts.currency,
            {"current": CURRENT, "out_of_date": OUT_OF_DATE, "age_unknown": AGE_UNKNOWN, "no_interval": NO_INTERVAL},
        ),
        (facts.status, {status: at for at, status in enumerate(STATUSES)}),
        (
            facts.still_high,
            {
                "archived_high": CERTAINLY,
                "archived_possibly_high": POSSIBLY,
                "archived_not_high": NOT_HIGH,
                "archived_never": UNSCORED,
                "archived_undefined": UNDEFINED,
            },
        ),
    )
    for codes, parts in by_code:
        flags |= {name: identified & (codes == value) for name, value in parts.items()}
    return flags
