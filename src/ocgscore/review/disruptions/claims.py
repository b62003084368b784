"""The records of the window: which group each is about, which force claims it, whether that force graded it itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import attrs
import numpy as np

from ocgscore.errors import Problem, did_you_mean
from ocgscore.review.disruptions.model import NO_FORCE, NOT_KNOWN, Coded, Disruptions, Ints
from ocgscore.review.disruptions.reading import NAMED
from ocgscore.review.late import late_problem
from ocgscore.review.records import folded
from ocgscore.review.register import Register


@attrs.frozen(eq=False)
class Claims:
    """The m records of the window.

    Parameters
    ----------
    records : Disruptions
        All records of the sheet.
    rows : ndarray of int64, shape (m,)
        Positions of the window's records in it.
    group : ndarray of int64, shape (m,)
        The same number for the same group: its position on the register; numbers beyond it for other groups.
    groups : dict of int to str
        The id of each such group: as on the register, else as first written.
    force : ndarray of int64, shape (m,)
        Position in `forces` of the force that claims it.
    forces : tuple of str
        By name, those of the register without a record among them; last ``"(no force)"``, if any record has none.
    grade, kind : ndarray of int64, shape (m,)
        As in `Disruptions`.
    self_assessed : ndarray of int64, shape (m,)
        1 where the force that claims it graded it, 0 where another did, -1 where that is not known.
    notices : tuple of str
    """

    records: Disruptions
    rows: Ints
    group: Ints
    groups: dict[int, str]
    force: Ints
    forces: tuple[str, ...]
    grade: Ints
    kind: Ints
    self_assessed: Ints
    notices: tuple[str, ...]

    def __len__(self) -> int:
        """Return the number of records in the window."""
        return len(self.rows)


class Names:
    """Numbers for group ids: the position on the register, and numbers beyond it for ids that it does not know."""

    def __init__(self, register: Register | None) -> None:
        self.register = register
        self.offset = 0 if register is None else len(register)
        self.ids: dict[int, str] = {}
        self._other: dict[str, int] = {}

    def number(self, id_: str) -> int:
        """Return the number of a group id."""
        at = None if self.register is None else self.register.find(id_)
        if at is not None and self.register is not None:
            self.ids[at] = self.register.groups[at].id
            return at
        new = self.offset + self._other.setdefault(folded(id_), len(self._other))
        self.ids[new] = min(id_, self.ids.get(new, id_))  # whichever row comes first
        return new

    def numbers(self, ids: Coded) -> Ints:
        """Return the number of each record's group."""
        return np.array([self.number(id_) for id_ in ids.names] or [0], np.int64)[ids.codes]


def claims_of(
    records: Disruptions, as_of: dt.date, since: dt.date | None, register: Register | None, names: Names
) -> Claims:
    """Return the records from `since` up to `as_of` as claims of forces."""
    group = names.numbers(records.group)
    force, forces = _forces(records, group, register)
    self_assessed, contradicted = _self_assessed(records, force, forces)
    inside = records.day <= np.datetime64(as_of, "D")
    if since is not None:
        inside &= records.day >= np.datetime64(since, "D")
    rows = np.flatnonzero(inside)
    notices = (
        *_followed(records, register),
        *_unregistered(records, group, register),
        *_spellings(records, forces),
        *_strangers(records, register),
        *_graders(records, self_assessed),
    )
    shown = (*forces[1:], *((NO_FORCE,) if (force[rows] == 0).any() else ()))  # nought, the blank one, becomes the last
    return Claims(
        records, rows, group[rows], names.ids, (force[rows] - 1) % max(len(shown), 1), shown, records.grade[rows],
        records.kind[rows], self_assessed[rows], (*notices, *contradicted),
    )  # fmt: skip


def late_problems(records: Disruptions, as_of: dt.date) -> Iterator[Problem]:
    """Yield a problem for each record dated after the day of the review."""
    for row in np.flatnonzero(records.day > np.datetime64(as_of, "D")).tolist():
        yield late_problem(records.place(row, "date"), records.day[row], as_of)


def _forces(records: Disruptions, group: Ints, register: Register | None) -> tuple[Ints, tuple[str, ...]]:
    """Return for each record the force that claims it, as a position in the forces' names; blank is a name too."""
    spelled: dict[str, str] = {}
    listed = () if register is None else register.groups
    for source in ((one.force for one in listed), records.force.names):
        found: dict[str, str] = {}
        for name in source:
            found[folded(name)] = min(name, found.get(folded(name), name))
        spelled = found | spelled  # as the register spells it, if it does
    keys = ["", *sorted((key for key in spelled if key), key=lambda key: (spelled[key].casefold(), spelled[key]))]
    number = {key: at for at, key in enumerate(keys)}
    force = np.array([number[folded(name)] for name in records.force.names] or [0], np.int64)[records.force.codes]
    if register is not None:
        own = np.array([*(number[folded(one.force)] for one in listed), 0], np.int64)
        force = np.where(force == 0, own[np.minimum(group, len(listed))], force)
    return force, ("", *(spelled[key] for key in keys[1:]))


def _self_assessed(records: Disruptions, force: Ints, forces: tuple[str, ...]) -> tuple[Ints, tuple[str, ...]]:
    """Return whether each record is self-assessed, and a notice for each that is said to be what it is not."""
    keys = {folded(name): at for at, name in enumerate(forces)}
    grader = np.array([keys.get(folded(name), NOT_KNOWN) for name in records.graded_by.names] or [0], np.int64)
    grader = grader[records.graded_by.codes]
    own = (grader > 0) & (grader == force)
    other = (grader > 0) & (force > 0) & (grader != force)
    known = np.where(own, 1, np.where(records.stated != NOT_KNOWN, records.stated, np.where(other, 0, NOT_KNOWN)))
    odd = np.flatnonzero((own & (records.stated == 0)) | (other & (records.stated == 1))).tolist()
    said = [_contradiction(records, row, own=bool(own[row])) for row in odd[:NAMED]]
    return known, tuple(said + _more(records, odd, "records whose self_assessed and graded_by disagree"))


def _contradiction(records: Disruptions, row: int, *, own: bool) -> str:
    where, grader = records.place(row, "self_assessed"), records.graded_by.names[int(records.graded_by.codes[row])]
    if own:
        return f"{where}: it says no, but the force graded its own claim ({grader}): it counts as self-assessed"
    return f"{where}: it says yes, but another force graded it ({grader}): it counts as self-assessed all the same"


def _followed(records: Disruptions, register: Register | None) -> Iterator[str]:
    """Yield a notice for each id that is not written as on the register."""
    if register is None:
        return
    at = records.columns["group"]
    _, followed = register.follow(records.table.columns[at], records.table, at)
    yield from map(str, followed[:NAMED])
    yield from _more(records, followed, "ids that are not written as on the register")


def _unregistered(records: Disruptions, group: Ints, register: Register | None) -> Iterator[str]:
    """Yield a notice for each group that the register does not know."""
    if register is None:
        return
    unknown = np.flatnonzero(group >= len(register))
    _, first = np.unique(group[unknown], return_index=True)
    rows = np.sort(unknown[first]).tolist()
    for row in rows[:NAMED]:
        id_ = records.group.names[int(records.group.codes[row])]
        near = register.near(id_)
        yield f"{records.place(row, 'group')}: {id_!r} is not on the register" + (f"; {near}" if near else "")
    yield from _more(records, rows, "groups that are not on the register")


def _spellings(records: Disruptions, forces: tuple[str, ...]) -> Iterator[str]:
    """Yield a notice for each force that is written in another way than it is shown."""
    shown = {folded(name): name for name in forces}
    for code, name in enumerate(records.force.names):
        if shown[folded(name)] != name:
            row = int(np.argmax(records.force.codes == code))
            taken = f"{name!r} is taken as {shown[folded(name)]!r}"
            yield f"{records.place(row, 'force')}: {taken}: spelled otherwise (case, spaces, dashes)"


def _strangers(records: Disruptions, register: Register | None) -> Iterator[str]:
    """Yield a notice for each force that claims a disruption and has no group on the register."""
    known = {} if register is None else {folded(group.force): group.force for group in register.groups if group.force}
    if not known:
        return
    strange = [code for code, name in enumerate(records.force.names) if name and folded(name) not in known]
    for code in strange[:NAMED]:
        name, row = records.force.names[code], int(np.argmax(records.force.codes == code))
        near = did_you_mean(name, known.values())
        yield f"{records.place(row, 'force')}: {name!r} is no force of the register" + (f"; {near}" if near else "")
    yield from _more(records, strange, "forces that are not on the register")


def _graders(records: Disruptions, self_assessed: Ints) -> Iterator[str]:
    """Yield a notice where somebody graded who is no force here, and nothing says whether that is self-assessment."""
    graded = np.array([bool(name) for name in records.graded_by.names] or [False], np.bool_)[records.graded_by.codes]
    rows = np.flatnonzero((self_assessed == NOT_KNOWN) & graded).tolist()
    if rows:
        by = sorted({records.graded_by.names[int(records.graded_by.codes[row])] for row in rows})
        names = ", ".join(map(repr, by[:NAMED]))
        yield (
            f"{records.place(rows[0], 'graded_by')}: {len(rows):,} of the records are graded by what is no force here "
            f"({names}): whether self-assessed is not known; fill self_assessed"
        )


def _more(records: Disruptions, found: Sequence[object], what: str) -> list[str]:
    return [f"{records.table.name}: {len(found) - NAMED:,} more {what}"] if len(found) > NAMED else []
