"""A history as tables: steps, criteria, groups, classes, regression to the mean, and another version replayed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ocgscore.errors import Problem, RequestError
from ocgscore.report.review.document import ReviewDocument, common_marking, plain_table, sheet_facts
from ocgscore.report.review.history_steps import criteria_table, steps_table
from ocgscore.report.review.history_words import (
    band_text,
    moment_cell,
    part_cell,
    rank_text,
)
from ocgscore.review.history.classes import moved_of as ways
from ocgscore.review.history.words import CHANGE, CLASSES, FLAGS, MOVED
from ocgscore.review.notices import sheet_notices
from ocgscore.scoring import UNDEFINED, rounded
from ocgscore.table import Cell, Table

if TYPE_CHECKING:
    from ocgscore.review.history import Counted, History
    from ocgscore.review.history.bands import Rebanded
    from ocgscore.review.history.replay import Replay
    from ocgscore.review.register import Register

TABLES: Final = ("steps", "criteria", "groups", "classes", "regression", "replay")
ALL: Final = "(all)"
NO_FORCE: Final = "(no force)"
SEVERAL: Final = "; "
LISTED: Final = 100  # ids in a cell: a spreadsheet's holds no more than 32,767 characters
CORRELATION: Final = 4  # digits
SAID: Final = (
    "Scores, bands and ranks are those of the matrix given, whatever version an assessment was made on.",
    (
        "version, knowledge and level part add up exactly to the movement from the score as it was then to the next as "
        "it was then; knowledge and level part to the movement under the matrix given. Parts are written to six places."
    ),
    "Only the class 'level change' counts as real change, and even that is the scorer's word that a level changed.",
    (
        "Ranks are among all groups assessed up to the day, each by its newest assessment. rank_by_others is where the "
        "score before would have stood on the later day: what others' assessments alone did."
    ),
    "What a criterion does alone need not add up to the movement where a measure is more than a sum.",
    "Groups scored highest at first fall on average the second time even if nothing changed.",
)


def history_document(
    found: History,
    replayed: Replay | None = None,
    register: Register | None = None,
    marking: str = "",
    only: str | None = None,
) -> ReviewDocument:
    """Return a history ready to be written.

    Parameters
    ----------
    found : History
    replayed : Replay, optional
        Adds the table ``replay``.
    register : Register, optional
        The one whose aliases were followed.
    marking : str
        A protective marking; those of the inputs by default.
    only : str, optional
        The one table to make, for a format that holds one.

    Returns
    -------
    ReviewDocument

    Raises
    ------
    RequestError
        No such table; ``replay`` without `replayed`.
    """
    makers: dict[str, Callable[[], Table]] = {
        "steps": lambda: steps_table(found),
        "criteria": lambda: criteria_table(found),
        "groups": lambda: groups_table(found),
        "classes": lambda: classes_table(found),
        "regression": lambda: regression_table(found),
    }
    if replayed is not None:
        makers["replay"] = lambda: replay_table(replayed)
    if only is not None and only not in makers:
        raise RequestError(Problem("table", only, "a table of this history", f"it has {', '.join(makers)}"))
    tables = {name: make() for name, make in makers.items() if only in (None, name)}
    inputs = [found.assessments.table, *([register.table] if register is not None else [])]
    return ReviewDocument(
        "history",
        _facts(found, replayed, register),
        _said(found, replayed, register),
        tables,
        common_marking(marking, inputs),
    )


def _facts(found: History, replayed: Replay | None, register: Register | None) -> dict[str, Any]:
    facts = sheet_facts(found.assessments) | {"measure": found.by}
    if found.since is not None:
        facts["since"] = found.since.isoformat()
    own = found.assessments.matrix
    for one in found.versions:
        if one.matrix is not None and one.matrix is not own:
            facts[f"earlier {one.name} fingerprint"] = one.matrix.fingerprint
    if register is not None:
        facts["register_sha256"] = register.table.sha256
    if replayed is not None:
        facts |= {
            "what_if": replayed.other.name,
            "what_if_fingerprint": replayed.other.fingerprint,
            "top": replayed.top,
        }
    return facts


def _said(found: History, replayed: Replay | None, register: Register | None) -> dict[str, Any]:
    fitted = found.regression
    of_sheet = sheet_notices(found.assessments, followed=register is not None, versions=True)
    return {
        "notes": list(SAID),
        "classes_mean": dict(CLASSES),
        "flags_mean": dict(FLAGS),
        "assessments": len(found.entries),
        "groups_assessed": len(found.groups),
        "groups_assessed_once": found.counted[0].once,
        "regression_groups": fitted.groups,
        "regression_slope": UNDEFINED if fitted.slope is None else round(float(fitted.slope), CORRELATION),
        "regression_correlation": UNDEFINED if fitted.correlation is None else round(fitted.correlation, CORRELATION),
        "regression_reason": fitted.reason or None,
        "ids_followed": [str(one) for one in found.followed],
        "notices": [*of_sheet, *found.notices, *(replayed.notices if replayed is not None else ())],
    }


def _fraction(value: Fraction | None) -> Cell:
    return UNDEFINED if value is None else part_cell(value)


def name_of(one: Counted) -> str:
    """Return the force that steps are counted for, or what stands for all or for none."""
    return ALL if one.force is None else one.force or NO_FORCE


def classes_table(found: History) -> Table:
    """Return how many steps of each class went which way, in all and by force of the later assessment."""
    rows = [
        (name_of(one), kind, "yes" if kind == CHANGE else "no", *counts, sum(counts))
        for one in found.counted
        for kind, counts in zip(CLASSES, one.steps, strict=True)
    ]
    return plain_table("classes", ("force", "class", "real_change", *MOVED, "steps"), rows)


def groups_table(found: History) -> Table:
    """Return a row for each group: how often assessed, where it stands, how it got there."""
    scores = (f"{found.by}_{when}_{end}" for when in ("first", "newest") for end in ("low", "high"))
    headings = (
        "group", "force", "assessments", "first_on", "newest_on", *scores, "moved", f"{found.by}_band_first",
        f"{found.by}_band_newest", "rank_newest", "groups_standing", "steps", "real_changes", "real_up", "real_down",
        "flags",
    )  # fmt: skip
    return plain_table("groups", headings, _group_rows(found))


def _group_rows(found: History) -> Iterator[tuple[Cell, ...]]:
    entries, steps = found.entries, found.steps
    every = np.arange(len(found.groups))
    first = np.searchsorted(entries.group, every)
    last = np.searchsorted(entries.group, every, side="right") - 1
    real = steps.kind == list(CLASSES).index(CHANGE)
    of = entries.group[steps.after]
    counts = [
        np.bincount(of[flags], minlength=len(every)).tolist()
        for flags in (real, real & (steps.moved == MOVED.index("up")), real & (steps.moved == MOVED.index("down")))
    ]
    way = ways((entries.low[first], entries.high[first]), (entries.low[last], entries.high[last])).tolist()
    standing = entries.standing
    flagged = {flag: set(of[where].tolist()) for flag, where in steps.flags.items()}
    for at, (old, new) in enumerate(zip(first.tolist(), last.tolist(), strict=True)):
        yield (
            found.groups[at],
            found.forces[int(entries.force[new])] or None,
            new - old + 1,
            moment_cell(entries.moment[old]),
            moment_cell(entries.moment[new]),
            *(rounded(end, found.measure.digits) for one in (old, new) for end in found.score(one)),
            MOVED[way[at]] if new > old else None,
            band_text(found, old) or None,
            band_text(found, new) or None,
            rank_text(int(standing.best[new]), int(standing.worst[new])) or None,
            int(standing.groups[new]) or None,
            new - old,
            *(count[at] for count in counts),
            "; ".join(flag for flag, groups in flagged.items() if at in groups) or None,
        )


def regression_table(found: History) -> Table:
    """Return mean first and second scores by band of the first, beside what the line gives any such groups."""
    fitted = found.regression
    headings = ("first_score", "groups", "mean_first", "mean_second", "mean_expected", "beyond_expected", "reason")
    rows: list[Sequence[Cell]] = [
        (part.label, part.groups, *map(part_cell, (part.first, part.second, part.expected, part.beyond)), None)
        for part in fitted.parts
    ]
    means = (_fraction(fitted.first), _fraction(fitted.second))
    expected = _fraction(None if fitted.reason else fitted.second)
    rows.append((ALL, fitted.groups, *means, expected, UNDEFINED if fitted.reason else 0, fitted.reason or None))
    return plain_table("regression", headings, rows)


def replay_table(replayed: Replay) -> Table:
    """Return what another matrix would have changed: bands in all, by force, by quarter, and each quarter's list."""
    headings = (
        "what", "name", "other", "assessments", "same", "possible", "another", "groups", "stay", "enter", "leave",
        "undecided", "entered", "left", "open", "reason",
    )  # fmt: skip
    return plain_table("replay", headings, _replay_rows(replayed))


def _replay_rows(replayed: Replay) -> Iterator[tuple[Cell, ...]]:
    blank = (None,) * 8
    if replayed.everything is None:
        count = len(replayed.assessments)
        yield ("all", ALL, None, count, UNDEFINED, UNDEFINED, UNDEFINED, *blank, replayed.reason)
    else:
        yield _banded("all", ALL, replayed.everything)
    yield from (_banded("force", one.name or NO_FORCE, one) for one in replayed.forces)
    yield from (_banded("quarter", one.name, one) for one in replayed.quarters)
    for pair in replayed.pairs:
        yield ("band", pair.before, pair.after, pair.assessments, None, None, None, *blank, None)
    for end in replayed.ends:
        parts = (end.stayed, end.entered, end.left, end.open)
        lists = (_listed(part) for part in parts[1:])
        yield (f"first {replayed.top}", end.quarter, *(None,) * 5, end.groups, *map(len, parts), *lists, None)


def _listed(ids: Sequence[str]) -> str | None:
    more = [f"and {len(ids) - LISTED:,} more"] if len(ids) > LISTED else []
    return SEVERAL.join([*ids[:LISTED], *more]) or None


def _banded(what: str, name: str, one: Rebanded) -> tuple[Cell, ...]:
    return (what, name, None, one.assessments, one.same, one.possible, one.another, *(None,) * 9)
