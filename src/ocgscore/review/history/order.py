"""A sheet's assessments in the order of a history: each group's together, oldest first, each under its own version."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.assessments import Assessments
from ocgscore.errors import AssessmentError, Problem
from ocgscore.matrix import Matrix
from ocgscore.review.records import folded
from ocgscore.review.register import Followed, Register
from ocgscore.review.versions import Version, read_under, versions_of
from ocgscore.table import Column, Table

Ints = npt.NDArray[np.int64]
DATED = "fill assessed_on: without it the order of the group's assessments cannot be told"


@attrs.frozen(eq=False)
class Ordered:
    """The n assessments of a sheet in the order of a history; every array has shape (n,).

    Parameters
    ----------
    row : ndarray of int64
        Position in the sheet.
    group : ndarray of int64
        Position in `groups`.
    groups : tuple of str
        Ids, sorted; of the register where there is one.
    moment : ndarray of datetime64[us]
    written : ndarray of int64
        A number that is the same for ids written alike.
    origin : ndarray of int64
        The register's own row of the id as written, before mergers are followed; -1 where it knows none.
    force, assessor : ndarray of int64
        Position in the names; 0 where nothing is said.
    forces, assessors : tuple of str
        Names, the first one empty.
    version : ndarray of int64
        Position in `versions`.
    versions : tuple of Version
    followed : tuple of Followed
    """

    row: Ints
    group: Ints
    groups: tuple[str, ...]
    moment: npt.NDArray[np.datetime64]
    written: Ints
    origin: Ints
    force: Ints
    forces: tuple[str, ...]
    assessor: Ints
    assessors: tuple[str, ...]
    version: Ints
    versions: tuple[Version, ...]
    followed: tuple[Followed, ...]


def ordered(assessments: Assessments, earlier: Sequence[Matrix], register: Register | None) -> Ordered:
    """Put a sheet's assessments in the order of a history; the order of its rows decides nothing.

    Parameters
    ----------
    assessments : Assessments
    earlier : sequence of Matrix
    register : Register or None

    Returns
    -------
    Ordered

    Raises
    ------
    AssessmentError
        For each assessment without a date of a group that has several.
    """
    group, groups, followed, origin = _groups(assessments, register)
    undated = _undated(assessments, group, groups)
    if undated:
        raise AssessmentError(undated)
    n = len(assessments)
    written = _numbered(assessments.group, n, str)[0]
    force, forces = _numbered(assessments.force, n, folded)
    assessor, assessors = _numbered(assessments.assessor, n, folded)
    version, versions = versions_of(assessments, earlier)
    order = np.lexsort((np.arange(n), written, assessor, force, assessments.assessed_on, group))
    return Ordered(
        row=order.astype(np.int64),
        group=group[order],
        groups=groups,
        moment=assessments.assessed_on[order],
        written=written[order],
        origin=origin[order],
        force=force[order],
        forces=forces,
        assessor=assessor[order],
        assessors=assessors,
        version=version[order],
        versions=versions,
        followed=followed,
    )


def sound_under(table: Table, matrix: Matrix, earlier: Sequence[Matrix] = ()) -> Assessments:
    """Check a sheet against a matrix and, where its rows name them, against earlier versions; say all that is wrong.

    Parameters
    ----------
    table : Table
    matrix : Matrix
        The one that all are read against.
    earlier : sequence of Matrix
        Versions that rows may name in ``matrix_version``, as ``1.0.0`` or ``ocg-tactical@1.0.0``.

    Returns
    -------
    Assessments

    Raises
    ------
    AssessmentError
        With the problems under every version, each saying under which where there are several.

    Examples
    --------
    >>> from ocgscore import load_matrix
    >>> table = Table.from_rows([{"group": "A", "corruption": "high"}])
    >>> sound_under(table, load_matrix("sleipnir-2000"))
    Assessments(1 against sleipnir-2000@1.0.0)
    """
    accepted, problems = read_under(table, matrix, earlier)
    group, groups, *_ = _groups(accepted, None)
    problems += _undated(accepted, group, groups)
    if problems:
        raise AssessmentError(problems)
    return accepted


def _groups(
    assessments: Assessments, register: Register | None
) -> tuple[Ints, tuple[str, ...], tuple[Followed, ...], Ints]:
    """Return for each row its group, the ids of the groups, the ids followed, and the register's row of the id."""
    column = assessments.group
    texts = column.texts()
    followed: tuple[Followed, ...] = ()
    if register is None:
        names, own = texts, [-1] * len(texts)
    else:
        position, followed = register.follow_sheet(assessments)
        rows = _own_rows(register)
        own = [rows.get(folded(text), -1) for text in texts]
        reached = dict(zip(column.codes.tolist(), position.tolist(), strict=True))
        names = [
            text if reached.get(code, -1) < 0 else register.groups[reached[code]].id for code, text in enumerate(texts)
        ]
    groups = sorted({names[code] for code in np.unique(column.codes).tolist()})
    place = {name: at for at, name in enumerate(groups)}
    of = np.array([place.get(name, -1) for name in names] or [0], np.int64)
    return of[column.codes], tuple(groups), followed, np.array(own or [0], np.int64)[column.codes]


def _own_rows(register: Register) -> dict[str, int]:
    """Return for each folded id and alias the register's own row of it, mergers not followed."""
    rows = {folded(alias): at for at, group in enumerate(register.groups) for alias in group.aliases}
    return rows | {folded(group.id): at for at, group in enumerate(register.groups)}


def _undated(assessments: Assessments, group: Ints, groups: Sequence[str]) -> list[Problem]:
    """Say which assessments cannot be put in order for want of a date."""
    several = np.bincount(group, minlength=1)[group] > 1 if len(group) else np.zeros(0, np.bool_)
    rows = np.flatnonzero(np.isnat(assessments.assessed_on) & several)
    return [
        Problem(assessments.place(row, "assessed_on"), None, f"the date of an assessment of {groups[at]!r}", DATED)
        for row, at in zip(rows.tolist(), group[rows].tolist(), strict=True)
    ]


def _numbered(column: Column | None, n: int, key: Callable[[str], str]) -> tuple[Ints, tuple[str, ...]]:
    """Return numbers that are the same for texts of one key, in the order of the keys, and a text of each; 0 blank."""
    if column is None:
        return np.zeros(n, np.int64), ("",)
    texts = column.texts()
    names: dict[str, str] = {"": ""}
    for text in sorted(texts[code] for code in np.unique(column.codes).tolist()):
        names.setdefault(key(text), text)
    keys = sorted(names)
    place = {one: at for at, one in enumerate(keys)}
    codes = np.array([place.get(key(text), 0) for text in texts] or [0], np.int64)[column.codes]
    return codes, tuple(names[one] for one in keys)
