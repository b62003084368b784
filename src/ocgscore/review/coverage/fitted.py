"""The rules of a coverage review, fitted to the measure that ranks: days by band, the line that is high, in words."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.errors import Problem, RecordError, did_you_mean
from ocgscore.matrix import Band, Matrix, Measure, level_key, plain
from ocgscore.review.coverage.rules import ANY, QUARTER, Rules
from ocgscore.review.register import STATUSES
from ocgscore.scoring.scores import score_levels

Ints = npt.NDArray[np.int64]
NEVER: Final = -1
FAR: Final = 2**40  # days; later than any interval
STATUTE: Final = (
    "three or more in the Serious Crime Act 2015, s.45, for England and Wales; two or more (“more than one "
    "person”) in the definition used in Scotland"
)


@attrs.frozen(eq=False)
class Fitted:
    """Rules fitted to a measure.

    Parameters
    ----------
    rules : Rules
    measure : Measure
    denominator : int
        What scores are over.
    shortest : ndarray of int64, shape (statuses, bands, bands)
        The days after which a score is out of date, whose lowest possible band is the second index and whose highest
        the third; `NEVER` for no interval. One band where the measure has none.
    line : int or None
        The least numerator that is high; None where that is undefined.
    high_from : Fraction or None
        The score from which a group is high, as the rules have it.
    bounds : tuple of int
        Numerators of the lowest and the highest score that the measure can have: those of a group never scored.
    bands : tuple of int
        Their bands' positions.
    """

    rules: Rules
    measure: Measure
    denominator: int
    shortest: Ints
    line: int | None
    high_from: Fraction | None
    bounds: tuple[int, int]
    bands: tuple[int, int]

    def reason(self) -> str:
        """Return why what is high is undefined; empty where it is not."""
        if self.line is not None:
            return ""
        return f"{self.measure.title} has no bands, and the rules give no score from which it is high"

    def words(self) -> Iterator[str]:
        """Yield the rules, a sentence or two each."""
        yield (
            f"A group counts from {self.rules.people} people known ({STATUTE}); where the number is not known it "
            "counts. One below it is counted apart."
        )
        yield f"A score is out of date after: {'; '.join(map(self._interval, STATUSES))}.{self._open_bands()}"
        if any(self.rules.days(status, ANY) == QUARTER for status in STATUSES):
            yield (
                f"{QUARTER} days is a quarter, the only interval in the public record (Scotland collates its mapping "
                "every quarter)."
            )
        yield self._high()

    def plain(self) -> dict[str, str]:
        """Return the rules that a measure can change, as they are recorded beside a result."""
        line = "undefined" if self.high_from is None else _number(self.high_from)
        return {f"interval_{status}": self._interval(status).split(", ", 1)[1] for status in STATUSES} | {"high": line}

    def _interval(self, status: str) -> str:
        given = [(band.label, self.rules.days(status, band.label)) for band in self.measure.bands]
        any_ = self.rules.days(status, ANY)
        apart = ", ".join(f"{label} {_days(days)}" for label, days in given if days != any_)
        return f"{status}, {_days(any_)}" + (f" ({apart})" if apart else "")

    def _open_bands(self) -> str:
        by_band = any(len({self.rules.days(status, b.label) for b in self.measure.bands}) > 1 for status in STATUSES)
        return " Where the band is open, the shortest of the possible bands applies." if by_band else ""

    def _high(self) -> str:
        if self.high_from is None:
            return f"Which archived group still scores high is undefined: {self.reason()}."
        bands = self.measure.bands
        band = next((band for band in bands if Fraction(band.start) == self.high_from), None)
        line = f"{_number(self.high_from)} or more"
        if band is not None:
            line = f"in the band {band.label}{' or above' if band is not bands[-1] else ''} ({line})"
        return f"An archived group still scores high where its {self.measure.title} is {line}."


def fitted(rules: Rules, matrix: Matrix, by: str) -> Fitted:
    """Fit rules to a measure of a matrix.

    Parameters
    ----------
    rules : Rules
    matrix : Matrix
    by : str
        Id of the measure that ranks.

    Returns
    -------
    Fitted

    Raises
    ------
    RecordError
        A band that the measure has not, or a score that it cannot reach, each at its key path.

    Examples
    --------
    >>> from ocgscore import load_matrix
    >>> found = fitted(Rules(), load_matrix("ocg-tactical"), "risk")
    >>> found.line, found.bounds, found.shortest[0, 0, 3]
    (280, (0, 768), np.int64(92))
    """
    measure = matrix.measure(by)
    at = matrix.measure_position(by)
    denominator = matrix.program.measures[at].denominator
    tops = [len(criterion.levels) - 1 for criterion in matrix.criteria]
    numerators, bands = score_levels(matrix, np.array([[0] * len(tops), tops], np.uint8, order="F"))
    low, high = numerators[at].tolist()
    start, problems = _line(rules, measure, Fraction(high, denominator))
    problems = [*_band_problems(rules, measure), *problems]
    if problems:
        raise RecordError(problems)
    return Fitted(
        rules,
        measure,
        denominator,
        _shortest(rules, measure),
        None if start is None else ceil(start * denominator),
        start,
        (low, high),
        (int(bands[at, 0]), int(bands[at, 1])),
    )


def _band_problems(rules: Rules, measure: Measure) -> Iterator[Problem]:
    """Yield a problem for each band in the intervals that the measure has not."""
    known = {level_key(band.label) for band in measure.bands}
    for status, days in rules.intervals.items():
        for label in days:
            if level_key(label) not in known and label != ANY:
                yield _no_band(f"{rules.name} interval.{status}", label, measure)


def _no_band(where: str, label: str, measure: Measure) -> Problem:
    labels = [band.label for band in measure.bands]
    near = did_you_mean(label, labels)
    listed = (
        f"its bands are {', '.join(labels)}" if labels else f"it has no bands: give days for {ANY}, high as a score"
    )
    return Problem(where, label, f"a band of {measure.title}", near or listed)


def _line(rules: Rules, measure: Measure, highest: Fraction) -> tuple[Fraction | None, list[Problem]]:
    """Return the score from which a group is high, or what is wrong with it."""
    if rules.high is None:
        return (Fraction(measure.bands[-1].start) if measure.bands else None), []
    if isinstance(rules.high, str):
        band = _band(rules.high, measure)
        if band is None:
            return None, [_no_band(f"{rules.name} high", rules.high, measure)]
        return Fraction(band.start), []
    if Fraction(rules.high) > highest:
        hint = f"it reaches {_number(highest)} at most"
        return None, [Problem(f"{rules.name} high", str(rules.high), f"a score of {measure.title}", hint)]
    return Fraction(rules.high), []


def _band(label: str, measure: Measure) -> Band | None:
    return next((band for band in measure.bands if level_key(band.label) == level_key(label)), None)


def _shortest(rules: Rules, measure: Measure) -> Ints:
    labels = [band.label for band in measure.bands] or [ANY]
    given = [[rules.days(status, label) for label in labels] for status in STATUSES]
    days = np.array([[FAR if number is None else number for number in row] for row in given], np.int64)
    shortest = np.full((len(STATUSES), len(labels), len(labels)), NEVER, np.int64)
    for low in range(len(labels)):
        shortest[:, low, low:] = np.minimum.accumulate(days[:, low:], axis=1)
    shortest[shortest == FAR] = NEVER
    return shortest


def _days(days: int | None) -> str:
    return "no interval" if days is None else f"{days} day{'' if days == 1 else 's'}"


def _number(value: Fraction) -> str:
    """Return a score of the rules as a plain number; bands and scores are decimals, so this is exact or nearly so."""
    return plain(Decimal(value.numerator) / Decimal(value.denominator))
