"""Is the map complete and current? Every group identified, against the assessments there are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cached_property

import attrs
import numpy as np

from ocgscore.errors import Problem, RecordError, RequestError, did_you_mean
from ocgscore.ranking import ranking_measure
from ocgscore.review.coverage.counts import counts_of
from ocgscore.review.coverage.facts import facts_of
from ocgscore.review.coverage.findings import findings_of
from ocgscore.review.coverage.fitted import Fitted, fitted
from ocgscore.review.coverage.model import IDENTIFIED, Count, Facts, Finding, Ints, Unregistered, WorkItem
from ocgscore.review.coverage.rules import Rules
from ocgscore.review.coverage.unregistered import unregistered_of
from ocgscore.review.coverage.worklist import items, order_of, reasons_of
from ocgscore.review.late import late_assessments, late_groups
from ocgscore.review.names import Names
from ocgscore.review.notices import sheet_notices
from ocgscore.review.records import folded
from ocgscore.review.register import Followed, Register, refuse
from ocgscore.scoring import Scores
from ocgscore.table.grid import shortened

BY = ("all", "force", "region")


@attrs.frozen(eq=False, repr=False)
class Coverage:
    """A register of identified groups against the assessments there are, as of a day.

    Get one from `coverage`.

    Parameters
    ----------
    register : Register
        g rows.
    scores : Scores
        Of n assessments.
    as_of : date
    rules : Fitted
        The rules, fitted to the measure that ranks; `Fitted.words` has them as sentences.
    facts : Facts
        Of each row of the register.
    position : ndarray of int64, shape (n,)
        Which row of the register each assessment is about; -1 where it is on none.
    followed : tuple of Followed
        Ids that stand in the assessments in another form than on the register.
    unregistered : tuple of Unregistered
        Ids that the register does not know.
    """

    register: Register
    scores: Scores
    as_of: dt.date
    rules: Fitted
    facts: Facts
    position: Ints
    followed: tuple[Followed, ...]
    unregistered: tuple[Unregistered, ...]

    def __repr__(self) -> str:
        """Return a short description."""
        return (
            f"Coverage({len(self.register)} rows of the register, {len(self.scores)} assessments, as of {self.as_of})"
        )

    def counts(self, by: str = "all") -> tuple[Count, ...]:
        """Return the counts in all (one), or of every force or region in name order, the one without a name last.

        Parameters
        ----------
        by : {"all", "force", "region"}

        Returns
        -------
        tuple of Count
            Those of forces, and those of regions, add up to those in all.

        Raises
        ------
        RequestError
            `by` is none of these.
        """
        if by not in BY:
            raise RequestError(Problem("by", by, "all, force or region", did_you_mean(by, BY)))
        names, code, beside = self._named[by]
        many = len(names.names)
        groups = np.bincount(beside, minlength=many)
        rows = np.bincount(beside, [one.rows for one in self.unregistered] or None, minlength=many).astype(np.int64)
        return tuple(counts_of(self.register, self.facts, code, names.names, np.array([groups, rows])))

    def worklist(self) -> tuple[WorkItem, ...]:
        """Return which groups to score, or score again, next: the highest possible score first."""
        reasons = reasons_of(self.facts)
        rows = order_of(self.register, self.facts, self.as_of, np.flatnonzero(reasons.any(axis=0)))
        return tuple(items(self.register, self.facts, self.rules, rows, reasons, self.named))

    def findings(self) -> Iterator[Finding]:
        """Yield what to mend, one thing each, kind by kind."""
        return findings_of(self)

    def named(self, row: int) -> tuple[str, str]:
        """Return the force and the region of a row of the register, each in the spelling that the counts have."""
        (force, of_force, _), (region, of_region, _) = self._named["force"], self._named["region"]
        return force.names[of_force[row]], region.names[of_region[row]]

    def archived_high(self, state: int) -> tuple[str, ...]:
        """Return the archived groups that are `CERTAINLY` or `POSSIBLY` still high, in the order of the register."""
        found = (self.facts.still_high == state) & (self.facts.kind == IDENTIFIED)
        return tuple(self.register.groups[at].id for at in np.flatnonzero(found).tolist())

    def notices(self) -> Iterator[str]:
        """Yield what the owner should know but need not mend."""
        yield from self.register.notices
        yield from sheet_notices(self.scores.assessments, followed=True)
        for what in ("force", "region"):
            for spellings in self._named[what][0].alike:
                yield f"taken as one {what}: {' and '.join(map(repr, spellings))}"

    @cached_property
    def _named(self) -> dict[str, tuple[Names, Ints, Ints]]:
        """Return for each way to count: the names, the code of each row of the register, of each unregistered group."""
        groups = self.register.groups
        forces, beside = [group.force for group in groups], [one.force for one in self.unregistered]
        regions = [group.region for group in groups]
        home = _homes(forces, regions)
        return {
            "all": _coded([""] * len(groups), [""] * len(beside)),
            "force": _coded(forces, beside),
            "region": _coded(regions, [home.get(folded(force), "") for force in beside]),
        }


def coverage(
    register: Register, scores: Scores, as_of: dt.date, rules: Rules | None = None, *, by: str | None = None
) -> Coverage:
    """Set a register of identified groups against the assessments there are.

    Parameters
    ----------
    register : Register
        g rows, at least one of them a group.
    scores : Scores
        Of n assessments, any number of each group.
    as_of : date
        The day of the review: nothing may be dated later.
    rules : Rules, optional
        What counts as a group, when a score is out of date, what is high.
    by : str, optional
        The measure that the work list goes by; the matrix's own ranking measure by default.

    Returns
    -------
    Coverage

    Raises
    ------
    RecordError
        A date after `as_of`, each at its cell; a rule that does not fit the matrix, at its key path.
    RequestError
        No such measure, or none given for a matrix that ranks nothing by itself.

    Notes
    -----
    One assessment of each group counts: the newest dated one; of several on that day the one with most criteria known,
    then the first in the sheet. One without a date counts only where none of the group's has one. A row that gives no
    level at all is no assessment: a sheet made ready in advance does not score a group.

    Examples
    --------
    >>> from ocgscore import assess, score
    >>> from ocgscore.review.register import register_of
    >>> from ocgscore.table import Table
    >>> register = register_of(Table.from_rows([{"group": "A", "force": "North"}, {"group": "B", "force": "North"}]))
    >>> scores = score(assess([{"group": "a", "assessed_on": "2026-01-05", "violence": "high"}], "sleipnir-2000"))
    >>> found = coverage(register, scores, dt.date(2026, 3, 31))
    >>> (north,) = found.counts("force")
    >>> north.identified, north.never, north.part, north.out_of_date
    (2, 1, 1, 0)
    >>> [(item.group, item.why, item.score) for item in found.worklist()]
    [('A', ('scored in part',), '72–760'), ('B', ('never scored',), '0–760')]
    """
    assessments, chosen = scores.assessments, ranking_measure(scores, by)
    if not len(register):
        hint = "review as of a later day"
        raise RecordError(Problem(register.table.name, None, f"any group identified up to {as_of}", hint))
    late = [
        *shortened(list(late_groups(register, as_of)), register.table.name),
        *shortened(list(late_assessments(assessments, as_of)), assessments.table.name),
    ]
    try:
        fit = fitted(rules or Rules(), assessments.matrix, chosen)
    except RecordError as error:
        raise RecordError([*error.problems, *late]) from None
    refuse(late)
    position, followed = register.follow_sheet(assessments)
    facts = facts_of(register, scores, position, as_of, fit)
    unregistered = unregistered_of(register, assessments, position)
    return Coverage(register, scores, as_of, fit, facts, position, followed, unregistered)


def _coded(texts: list[str], beside: list[str]) -> tuple[Names, Ints, Ints]:
    names = Names.of([*texts, *beside])
    return names, names.codes(texts), names.codes(beside)


def _homes(forces: list[str], regions: list[str]) -> dict[str, str]:
    """Return the region of each force whose groups are all in one: an assessment names its force alone."""
    found: dict[str, dict[str, str]] = {}
    for force, region in dict.fromkeys(zip(forces, regions, strict=True)):
        if region:
            found.setdefault(folded(force), {})[folded(region)] = region
    return {force: next(iter(of.values())) for force, of in found.items() if force and len(of) == 1}
