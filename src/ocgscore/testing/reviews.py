"""Invented registers, histories of assessments and disruptions: of any size from a seed, and small odd ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st

from ocgscore.chance import Chance, Ints
from ocgscore.errors import RequestError, whole_number_problems
from ocgscore.matrix import Criterion, Matrix, load_matrix
from ocgscore.table import Cell, Column, Table

Floats = npt.NDArray[np.float64]

FORCES: Final = ("Eastvale", "Highfell", "Kingsmoor", "Lowmarsh", "Northmoor", "Southmere", "Stanbridge", "Westbrook")
REGIONS: Final = ("East", "North", "North", "South", "North", "South", "East", "South")  # of each force
PEOPLE: Final = (1_240_000, 610_000, 2_730_000, 845_000, 1_505_000, 980_000, 455_000, 1_890_000)  # who live there
SEVERITY: Final = (-0.4, 0.2, 0.0, 0.0, 0.5, 0.0, -0.2, 0.0)  # level steps by which each force scores higher
UNKNOWN: Final = (0.05, 0.1, 0.25, 0.05, 0.15, 0.02, 0.3, 0.1)  # share of criteria not known at first
STATUSES: Final = ("active",) * 14 + ("dormant",) * 3 + ("archived",) * 3
GRADES: Final = ("major", "moderate", "moderate", "minor", "minor", "minor", "minor", "none", "none", "negative")
KINDS: Final = ("pursue",) * 7 + ("prevent", "protect", "prepare", "")
AS_OF: Final = dt.date(2026, 3, 31)
YEARS: Final = 5 * 365  # days over which groups were identified
NEWEST: Final = 200  # days before the review by which the newest was
VERSION_DAYS: Final = 400  # days before the review on which the present version came in
MOST: Final = 50  # assessments a group, on average
NEVER: Final = 25  # one group in so many has never been scored
MERGED: Final = 100  # one in so many has been merged into the next of its force
ALIASED: Final = 50  # one in so many once had another id
STRAY: Final = 100  # for so many groups on the register one is scored that is not
JUMPED: Final = 6  # one in so many has changed for good at some time


@attrs.frozen(eq=False)
class SyntheticReview:
    """Invented tables for a review, which fit together.

    Parameters
    ----------
    register, assessments, disruptions, population : Table
    as_of : date
        A day on which all of it is known: no record is dated later.
    """

    register: Table
    assessments: Table
    disruptions: Table
    population: Table
    as_of: dt.date


def synthetic_review(
    seed: int = 1, *, groups: int = 1_000, assessments: int = 10_000, matrix: Matrix | str = "ocg-tactical"
) -> SyntheticReview:
    """Return an invented register, a history of assessments, disruptions and populations of eight forces.

    Parameters
    ----------
    seed : int
    groups : int
        Rows of the register, 50 or more.
    assessments : int
        Rows of the sheet of assessments, at least as many as groups and at most fifty times as many.
    matrix : Matrix or str
        What is assessed against.

    Returns
    -------
    SyntheticReview
        One group in 25 never scored; some scored in part, or on an earlier version; aliases, mergers, and groups scored
        that are not on the register. One in six changes at some time; forces differ in how high they score and in how
        much they know, and learn more with every assessment.

    Raises
    ------
    RequestError
        For numbers outside these bounds.

    Notes
    -----
    Nothing in it is anybody's: forces, ids and numbers are invented, shapes were chosen and not estimated.

    Examples
    --------
    >>> made = synthetic_review(groups=60, assessments=300)
    >>> len(made.register), len(made.assessments), len(made.population)
    (60, 300, 8)
    >>> from ocgscore.assessments import sift
    >>> len(sift(made.assessments, "ocg-tactical").accepted)
    300
    """
    problems = [
        *whole_number_problems("seed", seed, 0, 2**32),
        *whole_number_problems("groups", groups, 50, 1_000_000),
        *whole_number_problems("assessments", assessments, groups, MOST * groups, of=", fifty times the groups"),
    ]
    if problems:
        raise RequestError(problems)
    loaded = load_matrix(matrix) if isinstance(matrix, str) else matrix
    made = _Making(seed, groups, assessments, loaded)
    return SyntheticReview(made.register(), made.assessments(), made.disruptions(), _population(), AS_OF)


@attrs.frozen(eq=False)
class _Making:
    """A review in the making: groups on the register come first, then the strays."""

    seed: int
    groups: int
    rows: int
    matrix: Matrix

    @cached_property
    def all(self) -> int:
        """All groups, those not on the register among them."""
        return self.groups + self.groups // STRAY

    @cached_property
    def force(self) -> Ints:
        """The force of each group; a group that was merged has the same as the next."""
        drawn = self._below(1, len(FORCES), self.all)
        into = np.flatnonzero(self.merged)
        drawn[into] = drawn[into + 1]
        return drawn

    @cached_property
    def merged(self) -> npt.NDArray[np.bool_]:
        """Which groups are now part of the next one."""
        at = np.arange(self.all)
        chosen: npt.NDArray[np.bool_] = (at % MERGED == MERGED // 2) & (at < self.groups - 1)
        return chosen

    @cached_property
    def age(self) -> Ints:
        """Days before the review on which each group was identified."""
        return NEWEST + self._below(2, YEARS - NEWEST, self.all)

    @cached_property
    def status(self) -> Ints:
        """The position of each group's status in `STATUSES`."""
        return self._below(3, len(STATUSES), self.all)

    @cached_property
    def of(self) -> Ints:
        """The group of each assessment."""
        never = np.arange(self.all) % NEVER == 1
        never[self.groups :] = False
        scored = np.flatnonzero(~never)
        scored = scored[np.argsort(Chance.of(self.seed, 4).words(len(scored)), kind="stable")]
        base, rest = divmod(self.rows, len(scored))
        count = np.full(len(scored), base)
        count[:rest] += 1
        half = len(scored) // 2
        moved = np.minimum(self._below(5, base // 2 + 1, half), np.maximum(count[:half] - 1, 0))
        count[:half] -= moved
        count[half : 2 * half] += moved
        return np.repeat(scored, count)

    @cached_property
    def turn(self) -> Ints:
        """Which of its group's assessments each one is, from 0."""
        return _turns(self.of)

    @cached_property
    def day(self) -> Ints:
        """Days before the review of each assessment; no two of a group's on one day."""
        count = np.bincount(self.of, minlength=self.all)[self.of]
        span = self.age[self.of]
        part = self._below(6, 2**15, self.rows)
        gone = (span * (self.turn * 2**16 + part)) // (count * 2**16)
        days: Ints = span - gone
        return days

    def register(self) -> Table:
        """Return the register."""
        ids, at = self._ids(), np.arange(self.groups)
        owner = self._below(7, 12, self.groups)
        people = 1 + self._below(8, 24, self.groups)
        mapped = self._below(9, 20, self.groups)
        cells: dict[str, list[Cell]] = {
            "group": list(ids[: self.groups]),
            "force": [FORCES[one] for one in self.force[: self.groups].tolist()],
            "region": [REGIONS[one] for one in self.force[: self.groups].tolist()],
            "identified_on": [_date(days) for days in self.age[: self.groups].tolist()],
            "status": [STATUSES[one] for one in self.status[: self.groups].tolist()],
            "owner": ["" if one == 0 else f"Team {one}" for one in owner.tolist()],
            "aliases": [f"OLD-{ids[one]}" if one % ALIASED == 0 else "" for one in at.tolist()],
            "merged_into": [ids[one + 1] if self.merged[one] else "" for one in at.tolist()],
            "mapped": ["" if one == 0 else "no" if one < 3 else "yes" for one in mapped.tolist()],
            "people": ["" if one % 7 == 0 else one for one in people.tolist()],
        }
        return _table("register", [Column.from_cells(name, column) for name, column in cells.items()])

    def assessments(self) -> Table:
        """Return the sheet of assessments, oldest first."""
        order = np.lexsort((self.of, -self.day))
        own = self.matrix.version
        versions = [own, "0.9.0" if own != "0.9.0" else "0.8.0", ""]
        version = np.where(self.day > VERSION_DAYS, 1, 0)
        version[self._below(10, 50, self.rows) == 0] = 2
        assessor = self.force[self.of] * 3 + self._below(11, 3, self.rows)
        days = [_date(day).isoformat() for day in range(YEARS + 1)]
        coded: list[tuple[str, Sequence[Cell], Ints]] = [
            (self.matrix.subject, *self._written()),
            ("force", FORCES, self.force[self.of]),
            ("assessor", [f"Assessor {at + 1}" for at in range(3 * len(FORCES))], assessor),
            ("assessed_on", days, self.day),
            ("matrix_version", versions, version),
            *self._levels(),
        ]
        return _table("assessments", [_coded(heading, values, codes[order]) for heading, values, codes in coded])

    def disruptions(self) -> Table:
        """Return records of disruptions: of half as many as there are groups."""
        count = self.groups // 2
        group = self._below(12, self.groups, count)
        day = self._below(13, 2 * 365, count)
        grade, kind, own = self._below(14, len(GRADES), count), self._below(15, 11, count), self._below(16, 5, count)
        ids = self._ids()
        force = [FORCES[one] for one in self.force[group].tolist()]
        cells: dict[str, list[Cell]] = {
            "group": [ids[one] for one in group.tolist()],
            "date": [_date(min(days, age)) for days, age in zip(day.tolist(), self.age[group].tolist(), strict=True)],
            "kind": [KINDS[one] for one in kind.tolist()],
            "grade": [GRADES[one] for one in grade.tolist()],
            "force": list(force),
            "graded_by": [name if one < 3 else "Regional panel" for name, one in zip(force, own.tolist(), strict=True)],
            "self_assessed": ["yes" if one < 3 else "no" for one in own.tolist()],
        }
        return _table("disruptions", [Column.from_cells(name, column) for name, column in cells.items()])

    def _levels(self) -> list[tuple[str, Sequence[Cell], Ints]]:
        """Return each criterion's levels, the last value of each a blank for unknown."""
        chance = Chance.of(self.seed, 17)
        serious = 0.5 + 1.8 * (_bell(chance, self.all) - 0.5)
        jump = np.where(self._below(18, JUMPED, self.all) == 0, 2 * _bell(chance, self.all) - 1, 0.0)
        since = self._below(19, 6, self.all)
        jumped = np.where(self.turn > since[self.of], jump[self.of], 0.0)
        severity = np.array(SEVERITY)[self.force[self.of]]
        unknown = np.array(UNKNOWN)[self.force]
        return [
            self._criterion(chance, criterion, serious, jumped, severity, unknown) for criterion in self.matrix.criteria
        ]

    def _criterion(
        self, chance: Chance, criterion: Criterion, serious: Floats, jumped: Floats, severity: Floats, unknown: Floats
    ) -> tuple[str, Sequence[Cell], Ints]:
        top = len(criterion.levels) - 1
        own = serious + 0.5 * (_bell(chance, self.all) - 0.5)
        noise = 1.2 * (_bell(chance, self.rows) - 0.5)
        level = np.clip(np.rint((own[self.of] + jumped) * top + severity + noise), 0, top).astype(np.int64)
        learnt = np.where(_uniform(chance, self.all) < unknown, chance.below(np.full(self.all, 8), 1)[0], 0)
        codes = np.where(self.turn < learnt[self.of], top + 1, level)
        return criterion.title, [*(one.code for one in criterion.levels), ""], codes

    def _written(self) -> tuple[Sequence[Cell], Ints]:
        """Return the ids as they stand in the sheet: now and then an old one, or one in small letters."""
        ids = self._ids()
        written = [*ids, *(f"OLD-{one}" for one in ids), *(one.lower() for one in ids)]
        old = (self.of % ALIASED == 0) & (self.of < self.groups) & (self.turn < 3)
        small = self._below(20, 2000, self.rows) == 0
        return written, self.of + np.where(small, 2 * self.all, np.where(old, self.all, 0))

    def _ids(self) -> list[str]:
        return [f"{FORCES[force][:2].upper()}-{at + 1:06d}" for at, force in enumerate(self.force.tolist())]

    def _below(self, block: int, bound: int, count: int) -> Ints:
        """Return whole numbers below a bound."""
        numbers: Ints = Chance.of(self.seed, block).below(np.full(count, bound), 1)[0]
        return numbers


def _turns(of: Ints) -> Ints:
    """Return the place of each row among those of the same number; rows of a number stand together."""
    first = np.flatnonzero(np.diff(of, prepend=-1))
    turns: Ints = np.arange(len(of)) - np.repeat(first, np.diff(np.append(first, len(of))))
    return turns


def _date(days: int) -> dt.date:
    return AS_OF - dt.timedelta(days=days)


def _uniform(chance: Chance, count: int) -> Floats:
    uniform: Floats = chance.whole(53, count) / 2.0**53
    return uniform


def _bell(chance: Chance, count: int) -> Floats:
    """Return numbers from 0 to 1, most of them near the middle."""
    total: Floats = chance.shorts(count, 4).astype(np.float64).sum(1)
    return total / (4 * 65_535)


def _coded(heading: str, values: Sequence[Cell], codes: Ints) -> Column:
    """Return a column of the values that are used."""
    used, at = np.unique(codes, return_inverse=True)
    return Column(heading, [values[code] for code in used.tolist()], at.astype(np.int32))


def _table(name: str, columns: Sequence[Column]) -> Table:
    return Table(name, tuple(columns), np.arange(1, len(columns[0].codes) + 1, dtype=np.int64), cells=False)


def _population() -> Table:
    rows = zip(FORCES, REGIONS, PEOPLE, strict=True)
    return Table.from_rows(
        [{"force": force, "region": region, "population": people} for force, region, people in rows], "population"
    )


@st.composite
def reviews(draw: Callable[..., Any], matrix: Matrix, *, most: int = 8) -> tuple[Table, Table]:
    """Draw a small register and a sheet of assessments that belong together.

    Parameters
    ----------
    draw : callable
        Given by Hypothesis.
    matrix : Matrix
    most : int
        Rows of either at most.

    Returns
    -------
    register, assessments : Table
        Ids of few letters, so that they meet; statuses, owners, mergers, aliases; dates in the first quarter of 2026
        or none; own, earlier and unstated versions; some groups that are not on the register. Both are sound.
    """
    ids = draw(st.lists(st.sampled_from("ABCDEFGHIJKL"), min_size=1, max_size=most, unique=True))
    register = [_registered(draw, id_, ids[:at]) for at, id_ in enumerate(ids)]
    days = st.one_of(st.none(), st.dates(dt.date(2026, 1, 1), AS_OF))
    names = st.sampled_from([*ids, *(id_.lower() for id_ in ids), *(f"old-{id_}" for id_ in ids), "Z", "Y"])
    keys = draw(st.lists(st.tuples(names, st.sampled_from(["North", "South", ""]), days), max_size=most, unique=True))
    rows = [_assessed(draw, matrix, *key) for key in keys or [("Z", "North", None)]]
    return Table.from_rows(register, "register"), Table.from_rows(rows, "assessments")


def _registered(draw: Callable[..., Any], id_: str, earlier: Sequence[str]) -> dict[str, Cell]:
    return {
        "group": id_,
        "force": draw(st.sampled_from(["North", "South", ""])),
        "region": draw(st.sampled_from(["R1", "R2", ""])),
        "identified_on": draw(st.one_of(st.none(), st.dates(dt.date(2024, 1, 1), AS_OF))),
        "status": draw(st.sampled_from(["active", "dormant", "archived"])),
        "owner": draw(st.sampled_from(["", "Team 1"])),
        "aliases": draw(st.sampled_from(["", f"old-{id_}"])),
        "merged_into": draw(st.sampled_from(["", "", *earlier])),
        "mapped": draw(st.sampled_from(["yes", "no", ""])),
        "people": draw(st.sampled_from(["", 1, 2, 3, 9])),
    }


def _assessed(draw: Callable[..., Any], matrix: Matrix, group: str, force: str, day: dt.date | None) -> dict[str, Cell]:
    row: dict[str, Cell] = {
        "group": group,
        "force": force,
        "assessed_on": day,
        "matrix_version": draw(st.sampled_from([matrix.version, matrix.name, "0.0.1", "99.0.0", ""])),
    }
    for criterion in matrix.criteria:
        row[criterion.title] = draw(st.sampled_from([*(level.code for level in criterion.levels), ""]))
    return row
