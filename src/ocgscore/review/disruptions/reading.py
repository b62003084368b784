"""Reading records of disruptions: every fault at its cell, every record that stands there twice named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import attrs
import numpy as np

from ocgscore.errors import did_you_mean
from ocgscore.review.disruptions.model import GRADES, KINDS, NOT_KNOWN, SCHEMES, Coded, Days, Disruptions, Ints
from ocgscore.review.records import Field, Records, folded, read_named
from ocgscore.table import Table
from ocgscore.words import counted

FIELDS: Final = (
    Field("group", ("group_id", "ocg", "ocg_id", "urn", "ocgm_urn"), needed=True),
    Field("date", ("disrupted_on", "disruption_date", "day", "date_of_disruption"), needed=True),
    Field("kind", ("kind_of_activity", "activity", "4p", "strand", "pillar")),
    Field("grade", ("grading", "disruption_grade", "effect", "level"), needed=True),
    Field("force", ("police_force", "claimed_by", "claiming_force")),
    Field("graded_by", ("grader", "assessed_by", "assessor")),
    Field("self_assessed", ("self_graded", "self_assessment")),
    Field("id", ("disruption", "disruption_id", "reference", "ref")),
)
OTHER_SCALES: Final = frozenset({"frustrated", "disrupted", "dismantled", "significant"})
NAMED: Final = 20  # notices of one sort; the rest are counted
SHOWN_PLACES: Final = 3


def read_disruptions(path: str, *, sheet: str | None = None, kinds: Sequence[str] = KINDS) -> Disruptions:
    r"""Read records of disruptions from a file.

    Parameters
    ----------
    path : str
        A .csv, .tsv, .xlsx, .json, .jsonl or .parquet file; ``"-"`` for CSV on standard input.
    sheet : str, optional
        The worksheet; the first by default.
    kinds : sequence of str
        The words that the kind of activity may be; those of another scheme are refused.

    Returns
    -------
    Disruptions

    Raises
    ------
    RecordError
        With every fault, each at its cell.
    TableError, FileUseError, MissingExtraError
        Where the file cannot be read as a table.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp(), "disruptions.csv")
    >>> _ = path.write_text("group,date,kind,grade\nA,2026-02-01,pursue,major\nB,2026-03-01,,none\n")
    >>> len(read_disruptions(str(path)))
    2
    """
    return disruptions_of(read_named(str(path), sheet, "disruptions"), kinds=kinds)


def disruptions_of(table: Table, *, kinds: Sequence[str] = KINDS) -> Disruptions:
    """Return the disruptions that a table records.

    Parameters
    ----------
    table : Table
        One row a disruption: ``group``, ``date`` and ``grade`` (needed; major, moderate, minor, none or negative), and
        where known ``kind``, ``force`` (who claims it), ``graded_by``, ``self_assessed`` (yes or no) and ``id``.
    kinds : sequence of str
        The words that the kind of activity may be; those of another scheme are refused.

    Returns
    -------
    Disruptions

    Raises
    ------
    RecordError
        With every fault, each at its cell.

    Examples
    --------
    >>> disruptions_of(Table.from_rows([{"group": "A", "date": "2026-02-01", "grade": "mayor", "kind": "detect"}]))
    Traceback (most recent call last):
        ...
    ocgscore.errors.RecordError: rows[1].grade: 'mayor' is not one of major, moderate, minor, none, negative; did you mean 'major'?
    rows[1].kind: 'detect' is not one of pursue, prevent, protect, prepare; it is of another scheme (divert, deter, detect, disrupt): read the sheet by that one
    """  # noqa: E501 - a message is one line
    records = Records(table, FIELDS, "records of disruptions")
    group = Coded.of(records.ids("group"))
    force, graded_by, id_ = (Coded.of(records.texts(name)) for name in ("force", "graded_by", "id"))
    day = _days(records)
    grade = _words(records, "grade", GRADES, blank=False)
    kind = _words(records, "kind", tuple(kinds), blank=True)
    stated = np.array([NOT_KNOWN if flag is None else int(flag) for flag in records.flags("self_assessed")], np.int64)
    records.stop()
    alike = (*map(_folded, (group, force, graded_by)), id_.codes, day.view(np.int64), kind, grade, stated)
    return Disruptions(
        table, group, force, graded_by, id_, day, kind, grade, stated, tuple(kinds),
        columns={field.name: _position(records, field.name) for field in FIELDS if records.has(field.name)},
        repeats=tuple(_repeats(alike)),
        notices=(*table.notices, *_same_ids(records, id_)),
    )  # fmt: skip


def records_up_to(records: Disruptions, as_of: dt.date) -> Disruptions:
    """Leave out the records dated after a day; a notice says how many.

    Parameters
    ----------
    records : Disruptions
    as_of : date

    Examples
    --------
    >>> rows = [{"group": "A", "date": f"2026-0{month}-01", "grade": "minor"} for month in (1, 2, 3)]
    >>> records_up_to(disruptions_of(Table.from_rows(rows)), dt.date(2026, 2, 1)).notices
    ('1 record dated after 2026-02-01 left out',)
    """
    late = records.day > np.datetime64(as_of, "D")
    count = int(late.sum())
    if not count:
        return records
    kept = disruptions_of(records.table.take(np.flatnonzero(~late)), kinds=records.kinds)
    notice = f"{counted(count, 'record')} dated after {as_of} left out"
    return attrs.evolve(kept, notices=(*kept.notices, notice))


def _position(records: Records, name: str) -> int:
    column = records.column(name)
    return next(at for at, one in enumerate(records.table.columns) if one is column)


def _days(records: Records) -> Days:
    column = records.column("date")
    days = records.days("date")
    for row in () if column is None else column.blank_rows().tolist():
        records.fault(row, "date", "the day of the disruption", "every record needs one")
    return np.array(days, "datetime64[D]")


def _words(records: Records, name: str, words: Sequence[str], *, blank: bool) -> Ints:
    """Return a field's words as positions in a list; -1 for a blank one, where it may be."""
    coded = Coded.of(" ".join(text.casefold().split()) for text in records.texts(name))
    number = {word: at for at, word in enumerate(words)} | ({"": NOT_KNOWN} if blank else {})
    for code, text in enumerate(coded.names):
        if text not in number:
            for row in np.flatnonzero(coded.codes == code).tolist():
                records.fault(
                    row,
                    name,
                    f"one of {', '.join(reversed(words) if name == 'grade' else words)}",
                    _hint(name, text, words),
                )
    meant = np.array([number.get(text, NOT_KNOWN) for text in coded.names] or [NOT_KNOWN], np.int64)
    return meant[coded.codes]


def _hint(name: str, text: str, words: Sequence[str]) -> str:
    if not text:
        return "write none where no effect was seen"
    other = next((scheme for scheme in SCHEMES.values() if name == "kind" and text in scheme), None)
    if other is not None:
        return f"it is of another scheme ({', '.join(other)}): read the sheet by that one"
    if name == "grade" and text in OTHER_SCALES:
        return "it is of another scale, and is not translated: grade the disruption on this one"
    return did_you_mean(text, words) or "choose one of these"


def _folded(coded: Coded) -> Ints:
    """Return a field's codes with names that differ only by case or spaces taken as one."""
    number: dict[str, int] = {}
    same = [number.setdefault(folded(name), len(number)) for name in coded.names]
    return np.array(same or [0], np.int64)[coded.codes]


def _repeats(fields: Iterable[Ints]) -> Iterator[tuple[int, int]]:
    """Yield each record that is the same in every field as an earlier one, with the first of them."""
    key = np.zeros(1, np.int64)
    for field in fields:
        _, codes = np.unique(field, return_inverse=True)
        _, key = np.unique(key * (codes.max(initial=0) + 1) + codes, return_inverse=True)
    _, first, which = np.unique(key, return_index=True, return_inverse=True)
    earlier = first[which]
    later = np.flatnonzero(earlier != np.arange(len(earlier)))
    yield from zip(later.tolist(), earlier[later].tolist(), strict=True)


def _same_ids(records: Records, ids: Coded) -> Iterator[str]:
    """Yield a notice for each id that stands more than once."""
    if not records.has("id"):
        return
    counts = np.bincount(ids.codes, minlength=len(ids.names))
    several = [code for code, name in enumerate(ids.names) if name and counts[code] > 1]
    for code in several[:NAMED]:
        places = [records.cell(row, "id") for row in np.flatnonzero(ids.codes == code)[:SHOWN_PLACES].tolist()]
        more = f" and {counts[code] - SHOWN_PLACES} more" if counts[code] > SHOWN_PLACES else ""
        yield f"{' and '.join(places)}{more}: {ids.names[code]!r} is the id of {counts[code]} records; each is counted"
    if len(several) > NAMED:
        yield f"{records.table.name}: {len(several) - NAMED:,} more ids stand more than once"
