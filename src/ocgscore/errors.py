"""What can go wrong, said so that a person can mend it and a program can read it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from operator import index

import attrs

MOST_DRAWS, MOST_SEED = 1_000_000, 2**63 - 1
SHOWN_VALUE = 60  # characters of an offending value worth repeating in a message


class Described(str):
    """What stands in a place, described and not quoted: ``Described("an empty file")``.

    Examples
    --------
    >>> print(Problem("forces.csv", Described("an empty file"), "a table", "was it saved?"))
    forces.csv: an empty file is not a table; was it saved?
    """

    __slots__ = ()


@attrs.frozen
class Problem:
    """One fault: where it is, what stands there, what should, and what to do.

    Parameters
    ----------
    where : str
        The place, as its owner knows it: ``"forces.xlsx!Assess!D17 physical"`` or
        ``"local.toml criteria.physical.levels.high.anchor"``.
    got : str or None
        What stands there, as text; None where nothing does. A `Described` one is not put in quotes.
    expected : str
        What should stand there, as a noun phrase: ``'a level of "Physical harm"'``.
    hint : str
        The remedy, as an imperative or a question; may be empty.

    Examples
    --------
    >>> print(Problem("forces.csv!D17 physical", "hihg", 'a level of "Physical harm"', "did you mean 'high'?"))
    forces.csv!D17 physical: 'hihg' is not a level of "Physical harm"; did you mean 'high'?
    >>> print(Problem("local.toml criteria.physical.question", None, "a question"))
    local.toml criteria.physical.question: a question is missing
    """

    where: str
    got: str | None
    expected: str
    hint: str = ""

    def __str__(self) -> str:
        """Return the one-line message."""
        fault = f"{self.expected} is missing" if self.got is None else f"{_quoted(self.got)} is not {self.expected}"
        return f"{self.where}: {fault}; {self.hint}" if self.hint else f"{self.where}: {fault}"


def _quoted(value: str) -> str:
    """Quote a value, shortened, with control characters made visible; leave a description as it is."""
    if isinstance(value, Described):
        return str(value)
    return repr(value if len(value) <= SHOWN_VALUE else value[: SHOWN_VALUE - 1] + "…")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``"did you mean 'x'?"`` for the nearest known word, or an empty string.

    Examples
    --------
    >>> did_you_mean("hihg", ["low", "medium", "high"])
    "did you mean 'high'?"
    >>> did_you_mean("banana", ["low", "medium", "high"])
    ''
    """
    by_folded: dict[str, str] = {}
    for name in known:
        by_folded.setdefault(name.casefold(), name)  # of names alike but for case, the first is the one to suggest
    near = get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return f"did you mean {by_folded[near[0]]!r}?" if near else ""


def same_id_hint(id_: str, known: Iterable[str]) -> str:
    """Return ``"did you mean 'x'?"`` for a known id that is the same but for its spelling, or an empty string.

    Case, spaces, hyphens and leading zeros are spelling. An id with another digit is somebody else's, and is never
    suggested.

    Examples
    --------
    >>> same_id_hint("n-3", ["N003", "N004"]), same_id_hint("N005", ["N003", "N004"])
    ("did you mean 'N003'?", '')
    """
    plain = plain_id(id_)
    same = next((other for other in known if plain_id(other) == plain), None)
    return "" if same is None else f"did you mean {same!r}?"


def plain_id(id_: str) -> str:
    """Return an id without what is easily written otherwise: case, blanks, signs, zeros in front of numbers.

    Examples
    --------
    >>> plain_id("n-003"), plain_id("N3")
    ('n3', 'n3')
    """
    return re.sub(r"(?<!\d)0+(?=\d)", "", re.sub(r"[\W_]+", "", id_.casefold()))


def whole_number_problems(
    name: str, value: object, least: int, most: int, *, of: str = "", hint: str = ""
) -> Iterator[Problem]:
    """Yield what is wrong with a number that should be whole and within bounds: one problem, or none.

    Parameters
    ----------
    name : str
        What the user calls it.
    value : object
        Any kind of whole number is taken, numpy's too; True and False are none.
    least, most : int
    of : str
        What the upper bound is, if that helps: ``", the number of assessments"``.
    hint : str
        The remedy.

    Examples
    --------
    >>> [str(problem) for problem in whole_number_problems("draws", 0, 1, 10, hint="10 is a good number")]
    ["draws: '0' is not a whole number from 1 to 10; 10 is a good number"]
    >>> list(whole_number_problems("draws", 7, 1, 10))
    []
    """
    try:
        number = None if isinstance(value, bool) else index(value)  # type: ignore[arg-type]
    except TypeError:
        number = None
    if number is None or not least <= number <= most:
        yield Problem(name, str(value), f"a whole number from {least} to {most}{of}", hint)


def drawing_problems(draws: object, seed: object, *, least: int = 1, usual: int = 10_000) -> Iterator[Problem]:
    """Yield what is wrong with a number of draws and a seed; the limits are the same wherever something is drawn.

    Examples
    --------
    >>> [problem.where for problem in drawing_problems(0, -1)]
    ['draws', 'seed']
    """
    yield from whole_number_problems("draws", draws, least, MOST_DRAWS, hint=f"{usual} is a good number")
    yield from whole_number_problems("seed", seed, 0, MOST_SEED, hint="1 is as good as any")


class OcgScoreError(Exception):
    """Anything this library refuses, with every reason at once.

    Parameters
    ----------
    problems : iterable of Problem, or Problem
        All the reasons, in the order of their places.

    Attributes
    ----------
    problems : tuple of Problem
        The same, for a program to read.
    """

    def __init__(self, problems: Iterable[Problem] | Problem) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        """Return the problems, a line each."""
        return "\n".join(map(str, self.problems))

    def __iter__(self) -> Iterator[Problem]:
        """Iterate over the problems."""
        return iter(self.problems)


class MatrixError(OcgScoreError, ValueError):
    """A matrix that is not sound: its problems carry key paths."""


class TableError(OcgScoreError, ValueError):
    """A file whose content cannot be read as a table: empty, damaged, or of another kind."""


class AssessmentError(OcgScoreError, ValueError):
    """A table that does not fit the matrix: its problems carry cell addresses."""


class RecordError(OcgScoreError, ValueError):
    """A register, or another table of records beside the assessments, with faults: each at its cell."""


class FileUseError(OcgScoreError, OSError):
    """A file that cannot be used as asked: absent, a directory, unreadable, of an unknown kind, or in the way."""


class RequestError(OcgScoreError, LookupError):
    """A request for something that does not exist: a matrix, a measure, a sheet, a group."""


class MissingExtraError(OcgScoreError, ImportError):
    """An optional package that the request needs is not installed."""
