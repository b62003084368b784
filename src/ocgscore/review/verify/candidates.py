"""Single systematic changes that might explain recorded results: each as the scores it would give."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.assessments import Assessments, sift
from ocgscore.errors import OcgScoreError
from ocgscore.matrix import Criterion, Matrix
from ocgscore.review.verify.explanation import UNKNOWN_COUNTED
from ocgscore.review.verify.judging import Rows
from ocgscore.scoring import Scores, score

UNKNOWN_RULE: Final = "unknown rule"
FORGOTTEN: Final = "weights forgotten"
OTHER_MATRIX: Final = "other matrix"
LEFT_OUT: Final = "criterion left out"
LEAST_RULE: Final = 2  # cells that a rule for unknowns must explain: one agrees with some rule or other
Levels = npt.NDArray[np.uint8]
ScoredRows = Callable[[Rows], Scores]
Share = Callable[[Levels, Levels], Levels]
SHARES: Final[dict[str, Share]] = {
    "the lowest level it may be": lambda low, _: low,
    "the middle level it may be (the lower of two)": lambda low, high: low + (high - low) // 2,
    "the middle level it may be (the higher of two)": lambda low, high: high - (high - low) // 2,
    "the highest level it may be": lambda _, high: high,
}


@attrs.frozen(eq=False)
class Candidate:
    """A change, in words and as scores.

    Parameters
    ----------
    kind : str
    said : str
        What would have to be so: ``"the weight of Physical harm were 2 instead of 3"``.
    scored : callable
        From rows of the sheet to their scores under the change.
    least : int
        Differing cells that it must explain to be worth naming: fewer agree with something or other by chance.
    """

    kind: str
    said: str
    scored: ScoredRows
    least: int = 1


def under(assessments: Assessments, matrix: Matrix) -> ScoredRows:
    """Return a function from rows to their scores, the same levels under a changed matrix."""
    return lambda rows: score(attrs.evolve(levels_of(assessments, rows), matrix=matrix))


def levels_of(assessments: Assessments, rows: Rows) -> Assessments:
    """Return assessments for scoring alone: the levels of some rows, without the sheet (which costs time to take)."""
    return attrs.evolve(
        assessments,
        lowest=np.asfortranarray(assessments.lowest[rows]),
        highest=np.asfortranarray(assessments.highest[rows]),
    )


def changed_criteria(matrix: Matrix, change: Callable[[Criterion], Criterion]) -> Matrix:
    """Return the matrix with each criterion changed; it need not be one that would load."""
    return attrs.evolve(matrix, criteria=tuple(change(criterion) for criterion in matrix.criteria))


def unknown_rules(scores: Scores) -> Iterator[Candidate]:
    """Yield what an unknown may have counted as: a level, what the matrix's published rule says, nothing."""
    assessments, matrix = scores.assessments, scores.assessments.matrix
    if not bool((assessments.lowest != assessments.highest).any()):
        return
    yield _fixed(assessments, "the lowest level it may be")
    if scores.published is not None:
        yield _rule("the published rule of the matrix says", _by_rule(assessments, matrix))
    for name in list(SHARES)[1:]:
        yield _fixed(assessments, name)
    if any(criterion.levels[0].value for criterion in matrix.criteria):
        nothing = changed_criteria(matrix, lambda one: attrs.evolve(one, unknown_counts_as=Decimal(0)))
        yield _rule("0", _by_rule(assessments, nothing))


def _fixed(assessments: Assessments, name: str) -> Candidate:
    share = SHARES[name]

    def scored(rows: Rows) -> Scores:
        batch = levels_of(assessments, rows)
        levels = np.asfortranarray(share(batch.lowest, batch.highest))
        return score(attrs.evolve(batch, lowest=levels, highest=levels))

    return _rule(name, scored)


def _rule(counted_as: str, scored: ScoredRows) -> Candidate:
    return Candidate(UNKNOWN_RULE, f"{UNKNOWN_COUNTED}as {counted_as}", scored, LEAST_RULE)


def _by_rule(assessments: Assessments, matrix: Matrix) -> ScoredRows:
    """Return scores that are those of the rule for unknowns, wherever it gives one."""

    def scored(rows: Rows) -> Scores:
        found = under(assessments, matrix)(rows)
        defined = found.published_defined
        if defined is None or found.published is None or found.band_published is None:
            return found
        return attrs.evolve(
            found,
            low=np.where(defined, found.published, found.low),
            high=np.where(defined, found.published, found.high),
            band_low=np.where(defined, found.band_published, found.band_low),
            band_high=np.where(defined, found.band_published, found.band_high),
        )

    return scored


def other_matrices(assessments: Assessments, matrices: Sequence[Matrix]) -> tuple[list[Candidate], list[str]]:
    """Return the sheet's levels under other matrices, and which cannot read the sheet, with one reason."""
    found, notices = [], []
    for matrix in matrices:
        try:
            sifted = sift(assessments.table, matrix, repeats=True)
            problems = sifted.problems
        except OcgScoreError as error:
            problems = error.problems
        if problems:
            notices.append(f"not tried under {matrix.name}, which cannot read the sheet: {problems[0]}")
            continue
        said = f"the sheet had been worked out with {matrix.name} (fingerprint {matrix.fingerprint[:12]})"
        found.append(Candidate(OTHER_MATRIX, said, under(sifted.accepted, matrix)))
    return found, notices


def forgotten_weights(assessments: Assessments) -> Iterator[Candidate]:
    """Yield every criterion with the weight 1: a plain sum where the matrix weights."""
    matrix = assessments.matrix
    if any(criterion.weight != 1 for criterion in matrix.criteria):
        flat = changed_criteria(matrix, lambda one: attrs.evolve(one, weight=Decimal(1)))
        yield Candidate(FORGOTTEN, "every criterion had the weight 1", under(assessments, flat), 2)


def left_out(assessments: Assessments) -> Iterator[Candidate]:
    """Yield each criterion left out: taken from sums and means, counted as 0 in them, or always at its lowest level."""
    matrix = assessments.matrix
    for position, criterion in enumerate(matrix.criteria):
        without = _with(matrix, position, attrs.evolve(criterion, weight=Decimal(0)))
        said = f"{criterion.title} were left out"
        yield Candidate(LEFT_OUT, said, under(assessments, without), 2)
        if "mean" in {_function(measure.formula) for measure in matrix.measures}:
            levels = tuple(attrs.evolve(level, value=Decimal(0)) for level in criterion.levels)
            nothing = _with(matrix, position, attrs.evolve(criterion, levels=levels))
            yield Candidate(LEFT_OUT, f"{criterion.title} counted as 0 in a mean", under(assessments, nothing), 2)
        if criterion.levels[0].value:
            yield Candidate(
                LEFT_OUT, f"{criterion.title} were always at its lowest level", _lowest(assessments, position), 2
            )


def _lowest(assessments: Assessments, position: int) -> ScoredRows:
    def scored(rows: Rows) -> Scores:
        batch = levels_of(assessments, rows)
        lowest, highest = batch.lowest.copy(order="F"), batch.highest.copy(order="F")
        lowest[:, position] = highest[:, position] = 0
        return score(attrs.evolve(batch, lowest=lowest, highest=highest))

    return scored


def _with(matrix: Matrix, position: int, criterion: Criterion) -> Matrix:
    criteria = list(matrix.criteria)
    criteria[position] = criterion
    return attrs.evolve(matrix, criteria=tuple(criteria))


def _function(formula: object) -> str:
    return str(getattr(formula, "function", ""))
