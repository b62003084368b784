"""Totals and who gave them, and totals less what the scorer adds: in whole numbers, so that ties stay ties."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.consistency.ratings import UNKNOWN, Flags, Floats, Ints, Levels
from ocgscore.errors import Problem, RequestError
from ocgscore.matrix.program import CompiledMeasure
from ocgscore.ranking import ranking_measure
from ocgscore.scoring import MeasureScores, Scores

FINEST: Final = 20  # bits: a shift is taken to the millionth of the smallest step a total can make
ROOM: Final = 61  # bits that a total so divided may take: the difference of two still fits 64
MOST: Final = float(np.nextafter(2.0**63, 0))  # the greatest float that is an int64


@attrs.frozen(eq=False, repr=False, slots=False)
class Totals:
    """The totals of n scorings on one measure, and who gave each; get them from `Totals.of`.

    Parameters
    ----------
    scores : Scores
        One row a scoring.
    by : str
        Id of the measure.
    scorer : ndarray of int64, shape (n,)
        Position of each row's scorer in `scorers`; -1 where there is none, or none whose severity is wanted here.
    scorers : tuple of str, length f
        Names.

    Examples
    --------
    >>> from ocgscore import assess, load_matrix, score
    >>> levels = dict.fromkeys([criterion.id for criterion in load_matrix("sleipnir-2000").criteria], "low")
    >>> rows = [{"group": "A", **levels}, {"group": "B", "violence": "low"}]
    >>> totals = Totals.of(score(assess(rows, "sleipnir-2000")), [0, 0], ["North"])
    >>> totals.exact.tolist(), totals.least, totals.greatest
    ([True, False], 0, 760)
    """

    scores: Scores
    by: str
    scorer: Ints
    scorers: tuple[str, ...]

    @classmethod
    def of(cls, scores: Scores, scorer: npt.ArrayLike, scorers: Sequence[str], by: str | None = None) -> Totals:
        """Check who scored what.

        Parameters
        ----------
        scores : Scores
        scorer : array of integers, shape (n,)
        scorers : sequence of str
        by : str, optional
            A measure; the matrix's own ranking measure by default.

        Raises
        ------
        RequestError
            No such measure; a scorer for each row is not given; a name twice.
        """
        measure = ranking_measure(scores, by)
        whose = np.asarray(scorer)
        problems = list(_scorer_problems(whose, scorers, len(scores)))
        if problems:
            raise RequestError(problems)
        held = whose.astype(np.int64)
        held.flags.writeable = False
        return cls(scores, measure, held, tuple(scorers))

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.scores)

    def __repr__(self) -> str:
        """Return a short description."""
        return f"Totals({len(self)} scorings by {len(self.scorers)} scorers, {self.by})"

    @cached_property
    def measured(self) -> MeasureScores:
        """The measure's scores: numerators and bands."""
        return self.scores[self.by]

    @cached_property
    def _compiled(self) -> CompiledMeasure:
        matrix = self.scores.assessments.matrix
        return matrix.program.measures[matrix.measure_position(self.by)]

    @property
    def cuts(self) -> tuple[int, ...]:
        """For bands 1, 2, ...: the least numerator in it."""
        return self._compiled.cuts

    @property
    def least(self) -> int:
        """The least numerator that the measure can reach."""
        return self._compiled.low

    @property
    def greatest(self) -> int:
        """The greatest numerator that the measure can reach."""
        return self._compiled.high

    @property
    def bands(self) -> tuple[str, ...]:
        """The labels of the measure's bands, lowest first; none where it has none."""
        return tuple(band.label for band in self.measured.measure.bands)

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The group of each row."""
        column = self.scores.assessments.group
        texts = column.texts()
        return tuple(texts[code] for code in column.codes.tolist())

    @cached_property
    def group(self) -> Ints:
        """The place of each row's group among the distinct names in order; int64, shape (n,)."""
        place = {name: at for at, name in enumerate(sorted(set(self.groups)))}
        return np.array([place[name] for name in self.groups], np.int64)

    @cached_property
    def days(self) -> npt.NDArray[np.datetime64]:
        """The day of each scoring; datetime64[D], shape (n,), NaT where none is given."""
        return self.scores.assessments.assessed_on.astype("datetime64[D]")

    @cached_property
    def levels(self) -> Levels:
        """The level of each criterion, -1 where it is not known exactly; int16, shape (n, k)."""
        lowest, highest = self.scores.assessments.lowest, self.scores.assessments.highest
        return np.where(lowest == highest, lowest.astype(np.int16), np.int16(UNKNOWN))

    @cached_property
    def exact(self) -> Flags:
        """Where nothing unknown touches the total; bool, shape (n,)."""
        found: Flags = self.measured.low == self.measured.high
        return found

    @cached_property
    def usable(self) -> npt.NDArray[np.intp]:
        """The rows whose total is exact and whose scorer is given, in order."""
        return np.flatnonzero(self.exact & (self.scorer >= 0))

    @property
    def not_exact(self) -> int:
        """How many rows are left out because unknown levels leave their total open."""
        return int(np.count_nonzero(~self.exact))

    @property
    def unnamed(self) -> int:
        """How many rows with an exact total are left out because they have no scorer here."""
        return int(np.count_nonzero(self.exact & (self.scorer < 0)))

    @cached_property
    def parts(self) -> int:
        """Into how many parts the smallest step (1 / denominator) is divided for shifts: a power of 2."""
        return 1 << max(0, min(FINEST, ROOM - self.greatest.bit_length()))

    def raw(self) -> Ints:
        """Return the usable rows' totals in parts of a step; int64, shape (u,)."""
        return self.measured.low[self.usable] * self.parts

    def adjusted(self, shift: Floats) -> Ints:
        """Return the usable rows' totals less what their scorer adds, kept within the measure's range.

        Parameters
        ----------
        shift : ndarray of float64, shape (f,) or (d, f)
            Points that each scorer adds; rounded to a part of a step.

        Returns
        -------
        ndarray of int64, shape (u,) or (d, u)
            In parts of a step.
        """
        per_point, span = self.measured.denominator * self.parts, (self.greatest - self.least) * self.parts
        reach = 2 * span / per_point  # beyond, a shift takes every total to the end of the range all the same
        steps = np.rint(np.clip(shift, -reach, reach) * per_point)
        whole = np.clip(steps, -min(float(span), MOST), min(float(span), MOST)).astype(np.int64)
        raw = self.raw()
        # the shift is cut to what the range leaves before it is taken off: nothing can leave 64 bits
        found: Ints = raw - np.clip(
            whole[..., self.scorer[self.usable]], raw - self.greatest * self.parts, raw - self.least * self.parts
        )
        return found

    def band_of(self, totals: Ints) -> Ints:
        """Return the band of totals given in parts of a step; int64, 0 throughout where the measure has none."""
        per_point, beyond = self.measured.denominator * self.parts, self.greatest * self.parts + 1
        edges = [min(math.ceil(Fraction(band.start) * per_point), beyond) for band in self.measured.measure.bands[1:]]
        return np.searchsorted(np.array(edges, np.int64), totals, side="right").astype(np.int64)


def _scorer_problems(whose: npt.NDArray[np.generic], scorers: Sequence[str], rows: int) -> Iterator[Problem]:
    if whose.shape != (rows,) or (rows and not np.issubdtype(whose.dtype, np.integer)):
        hint = "give the position of each row's scorer, -1 for none"
        yield Problem("scorer", f"shape {whose.shape} and type {whose.dtype}", f"{rows} whole numbers", hint)
    elif rows and not (int(whose.min()) >= -1 and int(whose.max()) < len(scorers)):
        got = f"{int(whose.min())} to {int(whose.max())}"
        yield Problem("scorer", got, f"positions from -1 to {len(scorers) - 1}", "name every scorer")
    if len(set(scorers)) < len(scorers):
        twice = sorted({name for name in scorers if list(scorers).count(name) > 1})
        yield Problem("scorers", ", ".join(twice), "a name given once", "one scorer, one name")


def check_shift(totals: Totals, shift: npt.ArrayLike) -> Floats:
    """Return what each scorer adds as floats; `RequestError` where that is not one finite number for each."""
    found = np.asarray(shift, np.float64)
    f = len(totals.scorers)
    if found.shape != (f,) or not np.isfinite(found).all():
        got = f"shape {found.shape}" if found.shape != (f,) else "a number that is not finite"
        hint = "one for each scorer; give rows of scorers without an estimate the scorer -1"
        raise RequestError(Problem("shift", got, f"{f} finite numbers of points", hint))
    return found
