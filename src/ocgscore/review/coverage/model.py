"""What a coverage review finds: facts of each group, counts, the work list, what to mend."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int8]

IDENTIFIED, BELOW, MERGED = range(3)
NEVER_SCORED, IN_PART, COMPLETE = range(3)
CURRENT, OUT_OF_DATE, AGE_UNKNOWN, NO_INTERVAL = range(4)
CERTAINLY, POSSIBLY, NOT_HIGH, UNSCORED, UNDEFINED = range(5)
MAPPED, NOT_MAPPED, MAPPED_UNKNOWN = range(3)
NOT_APPLICABLE: Final = -1
NONE_REGISTERED: Final = "no group on the register: none identified, or none sent in"


@attrs.frozen(eq=False)
class Facts:
    """What is known of each of the g rows of the register; every array has shape (g,).

    Parameters
    ----------
    kind : ndarray of int8
        `IDENTIFIED`, `BELOW` (known people below the rule) or `MERGED` (into another row).
    row : ndarray of int64
        The assessment that counts, as a row of the scores: the newest dated one; of several on that day the one with
        most criteria known, then the first. Undated ones count only where none has a date. -1 where there is none.
    rows, empty : ndarray of int64
        How many assessments say something of the group, and how many rows name it without one level.
    same_day : ndarray of int64
        How many assessments stand on the day of the one that counts (or without a date, as it).
    state : ndarray of int8
        `NEVER_SCORED`, `IN_PART` or `COMPLETE`.
    version : ndarray of int8
        `OWN`, `SUPERSEDED`, `OTHER` or `NOT_STATED`; `NOT_APPLICABLE` where never scored.
    age : ndarray of int64
        Days from the assessment to the day of the review; -1 where it is unknown.
    interval : ndarray of int64
        Days after which the score is out of date; -1 for never.
    currency : ndarray of int8
        `CURRENT`, `OUT_OF_DATE`, `AGE_UNKNOWN` or `NO_INTERVAL`; `NOT_APPLICABLE` where never scored.
    mapped : ndarray of int8
        `MAPPED`, `NOT_MAPPED` or `MAPPED_UNKNOWN`.
    status : ndarray of int8
        Position in the register's `STATUSES`.
    still_high : ndarray of int8
        Of an archived group `CERTAINLY`, `POSSIBLY`, `NOT_HIGH`, `UNSCORED` or `UNDEFINED`; of others
        `NOT_APPLICABLE`.
    low, high : ndarray of int64
        Numerators of the score's bounds; of a group never scored those of an assessment without a level.
    band_low, band_high : ndarray of uint8
        Positions of their bands.
    """

    kind: Codes
    row: Ints
    rows: Ints
    empty: Ints
    same_day: Ints
    state: Codes
    version: Codes
    age: Ints
    interval: Ints
    currency: Codes
    mapped: Codes
    status: Codes
    still_high: Codes
    low: Ints
    high: Ints
    band_low: npt.NDArray[np.uint8]
    band_high: npt.NDArray[np.uint8]


@attrs.frozen
class Unregistered:
    """An id of the assessments that the register does not know.

    Parameters
    ----------
    id : str
        As its first row has it.
    force : str
        Of most of its rows; empty where they do not say.
    where : str
        The address of its first cell, with its heading.
    rows : int
    near : str
        A question after the group that may be meant; may be empty.
    """

    id: str
    force: str
    where: str
    rows: int
    near: str


@attrs.frozen
class Count:
    """The counts of one force, one region, or in all.

    What adds up: ``rows = merged + below + identified``; ``identified = never + part + complete = mapped + not_mapped +
    mapped_unknown = active + dormant + archived``; ``never`` less, the scored groups are ``own + superseded + other +
    version_not_stated = current + out_of_date + age_unknown + no_interval``; ``archived = archived_high +
    archived_possibly_high + archived_not_high + archived_never + archived_undefined``.

    Parameters
    ----------
    name : str
        The force or region; empty for none, and in all.
    rows, merged, below, identified : int
        Rows of the register; merged into another; below the definition; groups that count.
    mapped, not_mapped : int or None
        None where the register says it of none of the groups.
    mapped_unknown : int
    never, part, complete : int
        Groups never scored, scored in part, scored complete.
    own, superseded, other : int or None
        Scored groups by the version of the matrix; None where none of them has it stated.
    version_not_stated : int
    current, out_of_date : int or None
        None where none of the scored groups that could be out of date has a date.
    age_unknown, no_interval : int
    active, dormant, archived : int
    archived_high, archived_possibly_high, archived_not_high : int or None
        Archived groups that are certainly, possibly, not still high; None where what is high is undefined.
    archived_never, archived_undefined : int
    no_owner : int or None
        None where the register has no column of owners.
    people_unknown : int
        Groups that count without their number of people being known.
    unregistered, unregistered_rows : int
        Groups assessed but not on the register, by the assessment's own force, and their rows.
    """

    name: str
    rows: int
    merged: int
    below: int
    identified: int
    mapped: int | None
    not_mapped: int | None
    mapped_unknown: int
    never: int
    part: int
    complete: int
    own: int | None
    superseded: int | None
    other: int | None
    version_not_stated: int
    current: int | None
    out_of_date: int | None
    age_unknown: int
    no_interval: int
    active: int
    dormant: int
    archived: int
    archived_high: int | None
    archived_possibly_high: int | None
    archived_not_high: int | None
    archived_never: int
    archived_undefined: int
    no_owner: int | None
    people_unknown: int
    unregistered: int
    unregistered_rows: int

    def reasons(self) -> tuple[str, ...]:
        """Return why counts are undefined, a phrase each."""
        why = {
            "mapped": (self.mapped, "the register does not say which groups are mapped"),
            "superseded": (self.superseded, "no assessment states its version of the matrix"),
            "out of date": (self.out_of_date, "no assessment has a date"),
            "archived, still high": (self.archived_high, "the measure has no bands, and the rules give no score"),
            "no owner": (self.no_owner, "the register has no column of owners"),
        }
        said = [f"{name}: {reason}" for name, (count, reason) in why.items() if count is None]
        return tuple(said if self.rows else [f"identified: {NONE_REGISTERED}", *said])


@attrs.frozen
class WorkItem:
    """A group to score, or to score again.

    Parameters
    ----------
    place : int
        From 1: by the highest score that is possible, then the lowest, then days overdue, then days waited, then id.
    group, force, region, owner, status : str
    why : tuple of str
        Every reason.
    low, high : Fraction
        The score's bounds; of a group never scored those of an assessment without a level.
    score, band : str
        The same as displayed.
    band_low, band_high : str
        Labels; empty where the measure has no bands.
    age : int or None
        Days since the assessment; None where it has none or no date.
    overdue : int or None
        Days by which it is out of date; None where it is not.
    cell : str
        The group's cell in the register.
    """

    place: int
    group: str
    force: str
    region: str
    owner: str
    status: str
    why: tuple[str, ...]
    low: Fraction
    high: Fraction
    score: str
    band: str
    band_low: str
    band_high: str
    age: int | None
    overdue: int | None
    cell: str


@attrs.frozen
class Finding:
    """One thing to mend.

    Parameters
    ----------
    kind : str
        One of `FINDINGS`.
    group : str
        The id in the register; as written where it is not there.
    force, region : str
    cell : str
        Where to mend it.
    what : str
        What is so.
    """

    kind: str
    group: str
    force: str
    region: str
    cell: str
    what: str


FINDINGS: Final = (
    "not mapped",
    "not said whether mapped",
    "never scored",
    "scored in part",
    "out of date",
    "superseded version",
    "other version",
    "undated",
    "several on one day",
    "no owner",
    "archived, still high",
    "below the definition",
    "not on the register",
    "id followed",
)
