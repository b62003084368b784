"""The steps of a history as a table, a row each, and the changes of criteria within them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.report.review.document import plain_table
from ocgscore.report.review.history_words import change_text, level_text, moment_cell, part_cell
from ocgscore.review.history.words import CLASSES, KINDS, MOVED
from ocgscore.scoring import UNDEFINED, rounded
from ocgscore.table import Cell, Column, Table

if TYPE_CHECKING:
    from ocgscore.review.history import History

Numbers: TypeAlias = npt.NDArray[Any]
ENDS: Final = ("low", "high")
PARTS: Final = ("version", "knowledge", "level")
NEVER_STATED: Final = "(not stated)"


def coded(heading: str, numbers: Numbers, show: Callable[[Any], Cell]) -> Column:
    """Return a column of what each number is shown as; a distinct number is shown once.

    Examples
    --------
    >>> coded("rank", np.array([2, 1, 2]), str).cells()
    ['2', '1', '2']
    """
    values, codes = np.unique(numbers, return_inverse=True)
    return Column(heading, [show(value) for value in values.tolist()], codes.reshape(-1).astype(np.int32))


def steps_table(found: History) -> Table:
    """Return a row for each step: who and when, what it is, scores, bands, ranks, parts and why."""
    steps, entries = found.steps, found.entries
    when = np.array([steps.before, steps.after])
    columns = [
        _named("group", entries.group[steps.after], found.groups),
        *_moments(found, when),
        *_pair("force", entries.force, found.forces, when),
        *_pair("assessor", entries.assessor, found.assessors, when),
        *_pair("matrix_version", entries.version, [one.name or NEVER_STATED for one in found.versions], when),
        _named("class", steps.kind, list(CLASSES)),
        _named("moved", steps.moved, MOVED),
        _joined("flags", steps.flags),
        *_scores(found, when),
        *_ranks(found, when),
        *_parts(found),
        *_places(found, when),
        _why(found),
    ]
    return _table("steps", columns, len(steps))


def criteria_table(found: History) -> Table:
    """Return a row for each criterion that changed in a step, with what it does by itself."""
    changes, steps, entries = found.changes, found.steps, found.entries
    criteria = found.assessments.matrix.criteria
    digits = found.measure.digits
    after = steps.after[changes.step]

    def alone(numerator: int) -> Decimal:
        return rounded(Fraction(numerator, found.scored_over), digits)

    columns = [
        _named("group", entries.group[after], found.groups),
        _moment("assessed_on_before", entries.moment[steps.before[changes.step]]),
        _moment("assessed_on", entries.moment[after]),
        _named("criterion", changes.criterion, [criterion.id for criterion in criteria]),
        _named("title", changes.criterion, [criterion.title for criterion in criteria]),
        _named("kind", changes.kind.astype(np.int64) - 1, KINDS),
        _levels(found, "before"),
        _levels(found, "after"),
        coded(f"{found.by}_low_alone", changes.alone_low, alone),
        coded(f"{found.by}_high_alone", changes.alone_high, alone),
        _named("class", steps.kind[changes.step], list(CLASSES)),
        _cells("place", found, entries.row[after], changes.criterion),
    ]
    return _table("criteria", columns, len(changes))


def _table(name: str, columns: Sequence[Column], rows: int) -> Table:
    empty = plain_table(name, [column.heading for column in columns], [])
    numbers = np.arange(1, rows + 1, dtype=np.int64)
    return attrs.evolve(empty, columns=tuple(columns), row_numbers=numbers) if rows else empty


def _named(heading: str, numbers: Numbers, names: Sequence[str]) -> Column:
    return coded(heading, numbers, lambda at: names[at] or None)


def _pair(name: str, codes: Numbers, names: Sequence[str], when: Numbers) -> Iterator[Column]:
    for end, entries in zip(("before", "after"), when, strict=True):
        yield _named(f"{name}_{end}", codes[entries], names)


def _moment(heading: str, moments: npt.NDArray[np.datetime64]) -> Column:
    values, codes = np.unique(moments, return_inverse=True)
    return Column(heading, [moment_cell(value) for value in values], codes.reshape(-1).astype(np.int32))


def _moments(found: History, when: Numbers) -> Iterator[Column]:
    moments = found.entries.moment[when]
    yield _moment("assessed_on_before", moments[0])
    yield _moment("assessed_on_after", moments[1])
    days = moments.astype("datetime64[D]").astype(np.int64)
    yield coded("days", days[1] - days[0], int)


def _joined(heading: str, flags: Mapping[str, npt.NDArray[np.bool_]]) -> Column:
    """Return the names of the flags that are up in each row."""
    names = list(flags)
    bits = np.zeros(len(next(iter(flags.values()))), np.int64)
    for at, name in enumerate(names):
        bits |= flags[name].astype(np.int64) << at
    return coded(heading, bits, lambda up: "; ".join(n for at, n in enumerate(names) if up >> at & 1) or None)


def _scores(found: History, when: Numbers) -> Iterator[Column]:
    labels = [band.label for band in found.measure.bands]

    def shown(numerator: int) -> Decimal:
        return rounded(Fraction(numerator, found.scored_over), found.measure.digits)

    for time, entries in zip(("before", "after"), when, strict=True):
        for end in ENDS:
            yield coded(f"{found.by}_{end}_{time}", getattr(found.entries, end)[entries], shown)
        for end in ENDS if labels else ():
            bands = getattr(found.entries, f"band_{end}")[entries]
            yield _named(f"{found.by}_band_{end}_{time}", bands, labels)


def _ranks(found: History, when: Numbers) -> Iterator[Column]:
    standing = found.entries.standing
    for time, entries in zip(("before", "after"), when, strict=True):
        for name in ("best", "worst"):
            yield coded(f"rank_{name}_{time}", getattr(standing, name)[entries], int)
        yield coded(f"groups_{time}", standing.groups[entries], int)
    for name in ("best", "worst"):
        yield coded(f"rank_{name}_by_others", getattr(standing, f"old_{name}")[when[1]], int)


def _parts(found: History) -> Iterator[Column]:
    """Yield the parts of each movement; undefined with the reason where a version is not at hand."""
    parts = found.steps.parts

    def shown(numerator: int) -> Cell:
        return part_cell(Fraction(numerator, found.denominator))

    for name in PARTS:
        for end in ENDS:
            column = coded(f"{name}_part_{end}", getattr(parts, f"{name}_{end}"), shown)
            yield _defined(column, parts.version_defined) if name == "version" else column
    yield _reasons(found)


def _defined(column: Column, defined: npt.NDArray[np.bool_]) -> Column:
    codes = np.where(defined, column.codes, len(column.values)).astype(np.int32)
    return Column(column.heading, [*column.values, UNDEFINED], codes)


def _reasons(found: History) -> Column:
    """Return why the part of the version is undefined."""
    versions, steps = found.versions, found.steps
    pairs = found.entries.version[steps.before] * len(versions) + found.entries.version[steps.after]

    def reason(pair: int) -> Cell:
        both = [versions[at] for at in divmod(pair, len(versions))]
        missing = dict.fromkeys(one.name for one in both if one.matrix is None)
        return "; ".join(f"version {name} not at hand" for name in missing) or None

    return coded("reason", pairs, reason)


def _places(found: History, when: Numbers) -> Iterator[Column]:
    rows = found.entries.row[when]
    table = found.assessments.table
    for time, own in zip(("before", "after"), rows, strict=True):
        yield Column(f"place_{time}", [table.row_address(row) for row in own.tolist()], _run(len(own)))


def _run(count: int) -> npt.NDArray[np.int32]:
    return np.arange(count, dtype=np.int32)


def _why(found: History) -> Column:
    """Return the changes of each step in words; the words of a distinct change are made once."""
    changes, steps = found.changes, len(found.steps)
    key = np.stack(
        [changes.criterion, changes.before_low, changes.before_high, changes.after_low, changes.after_high], 1
    ).astype(np.int64)
    _, first, number = np.unique(key, axis=0, return_index=True, return_inverse=True)
    texts = [change_text(found, at) for at in first.tolist()]
    said = [texts[at] for at in number.reshape(-1).tolist()]
    edges = found.edges.tolist()
    return Column.from_cells("why", ["; ".join(said[edges[at] : edges[at + 1]]) or None for at in range(steps)])


def _levels(found: History, time: str) -> Column:
    changes, criteria = found.changes, found.assessments.matrix.criteria
    low, high = (getattr(changes, f"{time}_{end}").astype(np.int64) for end in ENDS)

    def text(packed: int) -> Cell:
        return level_text(criteria[packed >> 16], packed >> 8 & 255, packed & 255)

    return coded(time, changes.criterion << 16 | low << 8 | high, text)


def _cells(heading: str, found: History, rows: Numbers, criteria: Numbers) -> Column:
    address = found.assessments.address
    cells = [address(row, criterion) for row, criterion in zip(rows.tolist(), criteria.tolist(), strict=True)]
    return Column(heading, cells, _run(len(cells)))
