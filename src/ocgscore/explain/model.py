"""What an explanation consists of: levels, steps, results, flips and unknowns, all exact."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Final

import attrs

from ocgscore.assessments import Assessments
from ocgscore.matrix import Criterion, Level, Matrix, Measure
from ocgscore.scoring import rounded

if TYPE_CHECKING:
    from ocgscore.explain.outcomes import Lazy

UP: Final = "up"
DOWN: Final = "down"


@attrs.frozen(eq=False)
class Result:
    """What one measure comes to.

    Parameters
    ----------
    measure : Measure
    low, high : Fraction
        The exact lowest and highest score that the levels leave possible.
    band_low, band_high : int
        Positions of their bands in ``measure.bands``; 0 where the measure has none.
    """

    measure: Measure
    low: Fraction
    high: Fraction
    band_low: int
    band_high: int

    @property
    def width(self) -> Fraction:
        """How far the score is open: 0 where it is certain."""
        return self.high - self.low

    def shown(self, value: Fraction) -> Decimal:
        """Return a score of this measure as it is displayed: rounded half up, once, to the measure's digits."""
        return rounded(value, self.measure.digits)

    @cached_property
    def score_text(self) -> str:
        """The score as displayed: one figure where it is certain, ``low–high`` where it is not."""
        low = f"{self.shown(self.low)}"
        return low if self.low == self.high else f"{low}–{self.shown(self.high)}"

    @cached_property
    def band_text(self) -> str:
        """The band's label, ``lowest–highest`` where unknowns reach several, empty where there are none."""
        if not self.measure.bands:
            return ""
        low, high = (self.measure.bands[band].label for band in (self.band_low, self.band_high))
        return low if low == high else f"{low}–{high}"


@attrs.frozen(eq=False)
class Part:
    """A part of a step: what goes into it, with the lowest and the highest exact value.

    Parameters
    ----------
    name : str
        A criterion's or measure's id, a number, or the canonical text of an inner formula.
    operation : str
        ``"level"`` (a level's value times the criterion's weight), ``"measure"``, ``"number"``; or how `parts` are put
        together: ``"sum"``, ``"product"``, ``"mean"`` (their sum over `divisor`), ``"max"``, ``"min"``, ``"grid"``
        (looked up by the bands of two measures).
    low, high : Fraction
    parts : tuple of Part
        Empty for a level, a measure and a number.
    divisor : Fraction
        The total weight that a mean divides by; 1 for anything else.
    """

    name: str
    operation: str
    low: Fraction
    high: Fraction
    parts: tuple[Part, ...] = ()
    divisor: Fraction = Fraction(1)


@attrs.frozen(eq=False)
class Published:
    """What the source's own rule for unknowns makes of an assessment.

    Parameters
    ----------
    score : Fraction or None
        None where it is undefined: the rule does not say what a level narrowed to a range, or an unknown of a
        criterion it does not cover, counts.
    band : int or None
        Position of its band; None where it is undefined.
    """

    score: Fraction | None
    band: int | None


@attrs.frozen(eq=False)
class Step:
    """One measure worked out, from its parts to its band.

    Parameters
    ----------
    result : Result
    formula : str
        As the matrix spells it.
    whole : Part
        The formula with its values.
    working_low, working_high : str
        The formula with the lowest and with the highest values put in, such as ``(3×4 + 2) / 4``: exact, so that
        working it out gives the result.
    published : Published or None
        None where the matrix has no published rule for unknowns.
    """

    result: Result
    formula: str
    whole: Part
    working_low: str
    working_high: str
    published: Published | None

    @property
    def measure(self) -> Measure:
        """The measure worked out."""
        return self.result.measure

    @property
    def floor(self) -> Fraction | None:
        """Where the lower band begins: below it is another. None where there is none below."""
        return Fraction(self.measure.bands[self.result.band_low].start) if self.result.band_low else None

    @property
    def ceiling(self) -> Fraction | None:
        """Where the band above the higher one begins; None where there is none above."""
        above = self.result.band_high + 1
        return Fraction(self.measure.bands[above].start) if above < len(self.measure.bands) else None


@attrs.frozen(eq=False)
class Given:
    """The levels of one criterion that an assessment leaves possible.

    Parameters
    ----------
    criterion : Criterion
    lowest, highest : int
        Positions in ``criterion.levels``: equal where the level is known.
    low, high : Fraction
        Their values times the criterion's weight: what they contribute.
    """

    criterion: Criterion
    lowest: int
    highest: int
    low: Fraction
    high: Fraction

    @property
    def levels(self) -> tuple[Level, ...]:
        """The levels still possible, lowest first."""
        return self.criterion.levels[self.lowest : self.highest + 1]

    @property
    def known(self) -> bool:
        """Whether only one level is possible."""
        return self.lowest == self.highest

    @property
    def narrowed(self) -> bool:
        """Whether some levels are ruled out and more than one is left."""
        return not self.known and len(self.levels) < len(self.criterion.levels)


@attrs.frozen
class Rank:
    """A competition rank among `of` assessments: the best and the worst that the unknowns allow."""

    best: int
    worst: int
    of: int

    @property
    def text(self) -> str:
        """The rank as displayed: one figure where it is certain, ``best–worst`` where it is not."""
        return f"{self.best}" if self.best == self.worst else f"{self.best}–{self.worst}"


@attrs.frozen(eq=False)
class Outcome:
    """What an assessment would come to with one level changed, everything else as it is.

    Parameters
    ----------
    results : tuple of Result
        Of every measure that depends on the criterion.
    moved : tuple of str
        Ids of the measures whose band, or stretch of bands, would be another.
    rank : Rank or None
        None where nothing ranks.
    rank_moves : bool
        Whether the best or the worst rank would be another.
    """

    results: tuple[Result, ...]
    moved: tuple[str, ...]
    rank: Rank | None
    rank_moves: bool

    def result(self, measure: str) -> Result | None:
        """Return what a measure would come to; None where the level changes nothing about it."""
        return next((result for result in self.results if result.measure.id == measure), None)


@attrs.frozen(eq=False)
class Flip:
    """A single change of level that would move a band or the rank.

    Parameters
    ----------
    criterion : Criterion
    level : int
        Position of the level changed to: one that the assessment rules out.
    direction : str
        ``"up"`` or ``"down"``. No measure falls where a level rises, so this is also the direction of the result.
    outcome : Outcome
    """

    criterion: Criterion
    level: int
    direction: str
    outcome: Outcome


@attrs.frozen(eq=False)
class Share:
    """What one unknown contributes to the width of a measure, exactly; the shares of all unknowns add up to it."""

    measure: Measure
    amount: Fraction


@attrs.frozen(eq=False)
class Unknown:
    """What one level that is not known exactly does, and what learning it could do.

    Parameters
    ----------
    given : Given
    shares : tuple of Share
        Of each measure that depends on the criterion.
    if_known : sequence of Outcome
        For each level still possible, lowest first: what would follow if it were that level.
    could_change : tuple of str
        Ids of the measures in which two of its levels lead to different bands, or stretches of bands: it alone could
        change the band.
    could_settle, would_settle : tuple of str
        Of those, the measures that one of its levels, and that every one of its levels, leaves in a single band.
    """

    given: Given
    shares: tuple[Share, ...]
    if_known: Lazy[Outcome]
    could_change: tuple[str, ...]
    could_settle: tuple[str, ...]
    would_settle: tuple[str, ...]

    def share(self, measure: str) -> Fraction:
        """Return what this unknown contributes to the width of a measure; 0 where the measure does not depend on it."""
        return next((share.amount for share in self.shares if share.measure.id == measure), Fraction(0))

    def results(self, measure: str) -> tuple[Result, ...]:
        """Return what a measure would come to for each level; empty where the measure does not depend on it."""
        found = (outcome.result(measure) for outcome in self.if_known)
        return tuple(result for result in found if result is not None)


@attrs.frozen(eq=False, repr=False)
class Explanation:
    """How one assessment's scores come about, what would move them, and what its unknowns could do.

    Parameters
    ----------
    batch : Assessments
        What it was assessed among.
    row : int
        Its position (from 0) in the batch.
    group : str
    where : str
        The row of the sheet.
    about : dict of str to str
        ``assessed_on``, ``force`` and ``assessor``, as far as the sheet gives them.
    given : tuple of Given
        The levels, in the matrix's order.
    rationale : dict of str to str
        By criterion id, where the sheet gives a reason.
    steps : tuple of Step
        Every measure, each after those it is made of.
    ranked_by : str or None
        Id of the measure that ranks.
    rank : Rank or None
    flips : sequence of Flip
        By criterion, then level; each is made when it is asked for.
    unknowns : tuple of Unknown
        The criteria not known exactly, in the matrix's order.
    """

    batch: Assessments
    row: int
    group: str
    where: str
    about: dict[str, str]
    given: tuple[Given, ...]
    rationale: dict[str, str]
    steps: tuple[Step, ...]
    ranked_by: str | None
    rank: Rank | None
    flips: Lazy[Flip]
    unknowns: tuple[Unknown, ...]

    def __repr__(self) -> str:
        """Return a short description: the whole would fill pages."""
        return f"Explanation({self.group!r}, {self.matrix.name}, {len(self.flips)} flips)"

    @property
    def matrix(self) -> Matrix:
        """What it is assessed against."""
        return self.batch.matrix

    @property
    def cells(self) -> tuple[str, ...]:
        """For each criterion the address of the cell that gave its level."""
        return tuple([self.batch.address(self.row, criterion) for criterion in range(len(self.given))])

    def step(self, measure: str) -> Step:
        """Return the step that works out a measure; `RequestError` where the matrix has no such measure."""
        wanted = self.matrix.measure(measure)
        return next(step for step in self.steps if step.measure is wanted)
