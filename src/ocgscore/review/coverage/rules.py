"""The rules of a coverage review: what counts as a group, when a score is out of date, what is high."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import attrs

from ocgscore.errors import Problem, RecordError, did_you_mean, whole_number_problems
from ocgscore.matrix import level_key
from ocgscore.review.register import STATUSES
from ocgscore.table.source import Source, load

Days: TypeAlias = Mapping[str, int | None]
ANY: Final = "any"
NONE: Final = "none"
QUARTER: Final = 92  # days
INTERVALS: Final[Mapping[str, Days]] = MappingProxyType(
    {"active": {ANY: QUARTER}, "dormant": {ANY: QUARTER}, "archived": {ANY: None}}
)
MOST_PEOPLE, MOST_DAYS = 1000, 36_500
KEYS: Final = ("people", "high", "interval")
NO_INTERVAL: Final = f'write whole days, or "{NONE}" where a score never goes out of date'


@attrs.frozen
class Rules:
    """What a coverage review goes by.

    Parameters
    ----------
    people : int
        Least number of people for a group to count, from 1. Three or more by the Serious Crime Act 2015, s.45, in
        England and Wales; two or more ("more than one person") by the definition used in Scotland.
    intervals : mapping of str to mapping of str to (int or None)
        By status of the register (active, dormant, archived) and then by band of the ranking measure, or ``"any"``,
        the days after which a score is out of date; None for never. What is not given is as by default.
    high : str, int, Decimal or None
        The band, or the score, from which an archived group is still scoring high; the top band where None.
    name : str
        What to call the rules in messages.

    Raises
    ------
    RecordError
        With every fault, each at its key path.

    Notes
    -----
    The default of 92 days is a quarter: the only interval in the public record is Scotland's, where mapping data are
    collated every quarter. The public record gives none for England and Wales.

    Examples
    --------
    >>> rules = Rules(people=2, intervals={"active": {"Very high": 28}})
    >>> rules.days("active", "Very high"), rules.days("active", "Low"), rules.days("archived", "Low")
    (28, 92, None)
    """

    people: int = 3
    intervals: Mapping[str, Days] = attrs.field(factory=dict)
    high: str | int | Decimal | None = None
    name: str = "rules"

    def __attrs_post_init__(self) -> None:
        """Refuse what cannot be a rule."""
        problems = [*_people_problems(self.people, self.name), *_high_problems(self.high, self.name)]
        for status, days in self.intervals.items():
            if status not in STATUSES:
                problems.append(_unknown(f"{self.name} interval", status, "a status of the register", STATUSES))
            seen: dict[str, str] = {}
            for band, number in days.items():
                where = f"{self.name} interval.{status}.{_quoted(band)}"
                problems += _days_problems(number, where)
                first = seen.setdefault(level_key(band), band)
                if first != band:
                    problems.append(Problem(where, band, "a band that stands once", f"{first!r} is the same: keep one"))
        if problems:
            raise RecordError(problems)

    def days(self, status: str, band: str) -> int | None:
        """Return the days after which a score of a band is out of date; None for never."""
        given = {level_key(name): number for name, number in self.intervals.get(status, {}).items()}
        return given.get(level_key(band), given.get(ANY, INTERVALS[status][ANY]))


def read_rules(path: str | os.PathLike[str]) -> Rules:
    r"""Read the rules of a coverage review from a TOML file.

    Parameters
    ----------
    path : str or path
        A ``.toml`` file with any of ``people``, ``high`` and tables ``[interval.active]``, ``[interval.dormant]``,
        ``[interval.archived]``, each with ``any`` and bands of the ranking measure as keys and days, or ``"none"``,
        as values.

    Returns
    -------
    Rules

    Raises
    ------
    RecordError
        With every fault, each at its key path; a key that is not known is one.
    FileUseError
        The file is absent or cannot be read.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp(), "scotland.toml")
    >>> _ = path.write_text('people = 2\n[interval.active]\nany = 92\n"Very high" = 28\n')
    >>> read_rules(path).people
    2
    """
    return rules_from(load(path))


def rules_from(source: Source) -> Rules:
    """Return the rules that the bytes of a TOML file hold; raises as `read_rules` does."""
    name = source.name
    try:
        raw = tomllib.loads(source.raw.decode("utf-8-sig"), parse_float=Decimal)
    except UnicodeDecodeError:
        raise RecordError(Problem(name, None, "UTF-8 text", "save the file as UTF-8")) from None
    except (ValueError, ArithmeticError, RecursionError) as error:
        hint = "missing quotes and unclosed brackets are the usual reasons"
        raise RecordError(Problem(name, str(error)[:200], "sound TOML", hint)) from None
    return rules_of(raw, name)


def rules_of(raw: Mapping[str, Any], name: str = "rules") -> Rules:
    """Return the rules that a mapping gives, as ``tomllib`` makes one.

    Raises
    ------
    RecordError
        With every fault, each at its key path.

    Examples
    --------
    >>> rules_of({"poeple": 2})
    Traceback (most recent call last):
        ...
    ocgscore.errors.RecordError: rules: 'poeple' is not a key of the rules; did you mean 'people'?
    """
    problems = [_unknown(name, key, "a key of the rules", KEYS) for key in raw if key not in KEYS]
    tables = raw.get("interval", {})
    if not isinstance(tables, Mapping):
        problems.append(Problem(f"{name} interval", str(tables), "a table for each status", "write [interval.active]"))
        tables = {}
    intervals: dict[str, Days] = {}
    for status, table in tables.items():
        if isinstance(table, Mapping):
            intervals[status] = {band: None if days == NONE else days for band, days in table.items()}
        else:
            where = f"{name} interval.{_quoted(status)}"
            problems.append(Problem(where, str(table), "a table of days", f"write [interval.{status}] and any = 92"))
    try:
        rules = Rules(raw.get("people", 3), intervals, raw.get("high"), name)
    except RecordError as error:
        problems += error.problems
    if problems:
        raise RecordError(problems)
    return rules


def _people_problems(people: object, name: str) -> Iterator[Problem]:
    hint = "3 is the number of the Serious Crime Act 2015, 2 that of Scotland"
    yield from whole_number_problems(f"{name} people", people, 1, MOST_PEOPLE, hint=hint)


def _days_problems(days: object, where: str) -> Iterator[Problem]:
    if days is not None:
        yield from whole_number_problems(where, days, 1, MOST_DAYS, hint=NO_INTERVAL)


def _high_problems(high: object, name: str) -> Iterator[Problem]:
    text = isinstance(high, str) and high.strip()
    number = isinstance(high, int | Decimal) and not isinstance(high, bool) and Decimal(high).is_finite() and high >= 0
    if high is not None and not text and not number:
        hint = "write the label of a band in quotes, or a number of 0 or more"
        yield Problem(f"{name} high", str(high), "a band or a score", hint)


def _unknown(where: str, got: str, expected: str, known: tuple[str, ...]) -> Problem:
    return Problem(where, got, expected, did_you_mean(got, known) or f"there are {', '.join(known)}")


def _quoted(key: str) -> str:
    """Return a key as it stands in a TOML file."""
    bare = key.isascii() and key.replace("_", "").replace("-", "").isalnum()
    return key if bare else f'"{key}"'
