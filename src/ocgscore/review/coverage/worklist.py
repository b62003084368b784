"""Which groups to score, or to score again, next: by how high they could be, given what is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from ocgscore.assessments.versions import OTHER, SUPERSEDED
from ocgscore.review.coverage.fitted import Fitted
from ocgscore.review.coverage.model import (
    AGE_UNKNOWN,
    CERTAINLY,
    IDENTIFIED,
    IN_PART,
    NEVER_SCORED,
    NOT_APPLICABLE,
    OUT_OF_DATE,
    POSSIBLY,
    Facts,
    Ints,
    WorkItem,
)
from ocgscore.review.register import Register, RegisteredGroup
from ocgscore.scoring.scores import rounded

Flags = npt.NDArray[np.bool_]
REASONS: Final = (
    "never scored",
    "scored in part",
    "in part, the score certain",
    "out of date",
    "superseded version",
    "other version",
    "undated",
    "archived, still high",
    "archived, possibly still high",
)


def reasons_of(facts: Facts) -> Flags:
    """Return which of `REASONS` each row of the register has to be on the work list; bool, shape (reasons, g).

    Archived groups are on it only where they are certainly or possibly still high; one never scored is not: it has no
    score to be high.
    """
    each = np.array(
        [
            facts.state == NEVER_SCORED,
            (facts.state == IN_PART) & (facts.low < facts.high),
            (facts.state == IN_PART) & (facts.low == facts.high),
            facts.currency == OUT_OF_DATE,
            facts.version == SUPERSEDED,
            facts.version == OTHER,
            facts.currency == AGE_UNKNOWN,
            facts.still_high == CERTAINLY,
            facts.still_high == POSSIBLY,
        ]
    )
    in_play = (facts.still_high == NOT_APPLICABLE) | each[-2] | each[-1]
    found: Flags = each & in_play & (facts.kind == IDENTIFIED)
    return found


def order_of(register: Register, facts: Facts, as_of: dt.date, chosen: Ints) -> Ints:
    """Return the rows chosen in the order of the work list."""
    ids = [register.groups[at].id for at in chosen.tolist()]
    by_id = np.empty(len(ids), np.int64)
    by_id[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
    overdue = np.where(facts.currency == OUT_OF_DATE, facts.age - facts.interval, 0)[chosen]
    waited = np.array([_waited(register.groups[at], int(facts.age[at]), as_of) for at in chosen.tolist()], np.int64)
    return chosen[np.lexsort((by_id, -waited, -overdue, -facts.low[chosen], -facts.high[chosen]))]


def _waited(group: RegisteredGroup, age: int, as_of: dt.date) -> int:
    """Return the days since a group was scored, or, where no such day is known, identified; -1 where neither is."""
    if age >= 0 or group.identified_on is None:
        return age
    return (as_of - group.identified_on).days


def items(
    register: Register,
    facts: Facts,
    rules: Fitted,
    rows: Ints,
    reasons: Flags,
    named: Callable[[int], tuple[str, str]],
) -> Iterator[WorkItem]:
    """Yield the rows as items of the work list, in the order given."""
    shown = _shown(rules)
    labels = [band.label for band in rules.measure.bands] or [""]
    for place, at in enumerate(rows.tolist(), 1):
        group = register.groups[at]
        low, high = int(facts.low[at]), int(facts.high[at])
        bands = labels[int(facts.band_low[at])], labels[int(facts.band_high[at])]
        age, late = int(facts.age[at]), facts.currency[at] == OUT_OF_DATE
        force, region = named(at)
        yield WorkItem(
            place=place,
            group=group.id,
            force=force,
            region=region,
            owner=group.owner,
            status=group.status,
            why=tuple(reason for reason, so in zip(REASONS, reasons[:, at].tolist(), strict=True) if so),
            low=Fraction(low, rules.denominator),
            high=Fraction(high, rules.denominator),
            score=shown(low) if low == high else f"{shown(low)}–{shown(high)}",
            band=bands[0] if bands[0] == bands[1] else f"{bands[0]}–{bands[1]}",
            band_low=bands[0],
            band_high=bands[1],
            age=age if age >= 0 else None,
            overdue=age - int(facts.interval[at]) if late else None,
            cell=group.place,
        )


def _shown(rules: Fitted) -> Callable[[int], str]:
    """Return a function from a numerator to the score as displayed; each distinct one is worked out once."""
    return cache(lambda numerator: f"{rounded(Fraction(numerator, rules.denominator), rules.measure.digits):f}")
