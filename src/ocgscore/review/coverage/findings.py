"""What to mend, one thing each, with its cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from ocgscore.assessments.versions import OTHER, SUPERSEDED
from ocgscore.review.coverage.model import (
    AGE_UNKNOWN,
    BELOW,
    CERTAINLY,
    IDENTIFIED,
    IN_PART,
    MAPPED_UNKNOWN,
    NEVER_SCORED,
    NOT_MAPPED,
    OUT_OF_DATE,
    POSSIBLY,
    Finding,
    Ints,
)
from ocgscore.review.records import Records
from ocgscore.review.register import FIELDS, HOW, WHAT
from ocgscore.words import counted

if TYPE_CHECKING:
    from ocgscore.review.coverage.run import Coverage

NAMED: Final = 3  # criteria named in a finding
Said = tuple[str, str]  # where, and what is so


def findings_of(found: Coverage) -> Iterator[Finding]:
    """Yield the findings of a coverage review, kind by kind, each in the order of the register or of the sheet."""
    told = _Told(found)
    for kind, rows, say in told.kinds():
        for row in rows.tolist():
            where, what = say(row)
            force, region = found.named(row)
            yield Finding(kind, found.register.groups[row].id, force, region, where, what)
    for one in found.unregistered:
        named = f"{counted(one.rows, 'row')} of the assessments"
        what = f"{named}, and no group of the register; {one.near or 'add it to the register, or correct the id'}"
        yield Finding("not on the register", one.id, one.force, "", one.where, what)
    for id_ in found.followed:
        more = f", in {id_.rows:,} rows" if id_.rows > 1 else ""
        force, region = found.named(found.register.find(id_.group) or 0)
        what = f"{id_.written!r} is taken as {id_.group!r}: {HOW[id_.how]}{more}"
        yield Finding("id followed", id_.group, force, region, id_.where, what)


class _Told:
    """Says what is so of a row of the register; texts are made only for what is found."""

    def __init__(self, found: Coverage) -> None:
        self.found, self.facts = found, found.facts
        self.cells = Records(found.register.table, FIELDS, WHAT)
        self.assessments = found.scores.assessments
        group_at = self.assessments.column_of("group")
        self.group_at = 0 if group_at is None else group_at
        self.columns = {name: self.assessments.column_of(name) for name in ("assessed_on", "matrix_version")}

    def kinds(self) -> Iterator[tuple[str, Ints, Callable[[int], Said]]]:
        """Yield each kind with its rows of the register and what says it of one."""
        facts = self.facts
        counted = facts.kind == IDENTIFIED
        unsaid = counted & (facts.mapped == MAPPED_UNKNOWN) & self.cells.has("mapped")
        ownerless = np.array([not group.owner for group in self.found.register.groups], np.bool_)
        yield "not mapped", np.flatnonzero(counted & (facts.mapped == NOT_MAPPED)), self.unmapped
        yield "not said whether mapped", np.flatnonzero(unsaid), self.unsaid
        yield "never scored", np.flatnonzero(counted & (facts.state == NEVER_SCORED)), self.never
        yield "scored in part", np.flatnonzero(counted & (facts.state == IN_PART)), self.in_part
        yield "out of date", np.flatnonzero(counted & (facts.currency == OUT_OF_DATE)), self.late
        yield "superseded version", np.flatnonzero(counted & (facts.version == SUPERSEDED)), self.version
        yield "other version", np.flatnonzero(counted & (facts.version == OTHER)), self.version
        yield "undated", np.flatnonzero(counted & (facts.currency == AGE_UNKNOWN)), self.undated
        yield "several on one day", np.flatnonzero(counted & (facts.same_day > 1)), self.several
        owners = counted & ownerless & self.cells.has("owner")
        yield "no owner", np.flatnonzero(owners), self.ownerless
        high = counted & np.isin(facts.still_high, (CERTAINLY, POSSIBLY))
        yield "archived, still high", np.flatnonzero(high), self.high
        yield "below the definition", np.flatnonzero(facts.kind == BELOW), self.below

    def unmapped(self, row: int) -> Said:
        return self.cells.place(row, "mapped"), "identified, and not on the map"

    def unsaid(self, row: int) -> Said:
        return self.cells.place(row, "mapped"), "the register does not say whether it is on the map"

    def never(self, row: int) -> Said:
        group, empty = self.found.register.groups[row], int(self.facts.empty[row])
        since = f"identified {group.identified_on}, " if group.identified_on else ""
        rows = f"; {counted(empty, 'row')} of the assessments without one level" if empty else ""
        return self.cells.place(row, "group"), f"{group.status}, {since}never scored{rows}"

    def in_part(self, row: int) -> Said:
        at = int(self.facts.row[row])
        lowest, highest = self.assessments.lowest[at], self.assessments.highest[at]
        unknown = np.flatnonzero(lowest != highest).tolist()
        criteria = self.assessments.matrix.criteria
        names = [criteria[one].title for one in unknown[:NAMED]]
        more = [f"and {len(unknown) - NAMED} more"] if len(unknown) > NAMED else []
        where = self.assessments.table.place(at, self.group_at)
        return where, f"{len(unknown)} of {len(criteria)} criteria not known: {', '.join([*names, *more])}"

    def late(self, row: int) -> Said:
        age, interval = int(self.facts.age[row]), int(self.facts.interval[row])
        over = age - interval
        said = f"{age:,} days old, out of date after {interval:,}: {counted(over, 'day')} overdue"
        return self.dated(row), said

    def version(self, row: int) -> Said:
        column = self.assessments.matrix_version
        stated = "" if column is None else column.row_text(int(self.facts.row[row]))
        which = self.assessments.matrix.name
        what = "an earlier version" if self.facts.version[row] == SUPERSEDED else "neither this version nor an earlier"
        return self.place_of(row, "matrix_version"), f"recorded against {stated}, {what}; scored here with {which}"

    def undated(self, row: int) -> Said:
        return self.dated(row), "no date: how old the score is cannot be told"

    def several(self, row: int) -> Said:
        many = int(self.facts.same_day[row])
        on = "without a date" if self.facts.age[row] < 0 else "on the newest day"
        said = f"{many:,} assessments {on}: the one with most criteria known counts, then the first"
        return self.dated(row), said

    def ownerless(self, row: int) -> Said:
        return self.cells.place(row, "owner"), "nobody owns it"

    def high(self, row: int) -> Said:
        result = self.found.scores[self.found.rules.measure.id]
        at = int(self.facts.row[row])
        how = "certainly" if self.facts.still_high[row] == CERTAINLY else "possibly"
        band = f" ({result.band_text(at)})" if result.band_text(at) else ""
        return self.cells.place(
            row, "status"
        ), f"{how} still high: {result.measure.title} {result.score_text(at)}{band}"

    def below(self, row: int) -> Said:
        group, scored = self.found.register.groups[row], self.facts.row[row] >= 0
        least = self.found.rules.rules.people
        said = f"{group.people} known, a group counts from {least}{'; scored all the same' if scored else ''}"
        return self.cells.place(row, "people"), said

    def dated(self, row: int) -> str:
        """Return the cell of the date of the assessment that counts."""
        return self.place_of(row, "assessed_on")

    def place_of(self, row: int, heading: str) -> str:
        """Return a cell of the assessment that counts; that of its group where there is no such column."""
        at = self.columns[heading]
        return self.assessments.table.place(int(self.facts.row[row]), self.group_at if at is None else at)
