"""Two sheets under two matrices as two methods over the same groups."""

from __future__ import annotations

from ocgscore.assessments import Assessments
from ocgscore.consistency.batch import NOBODY, scorers_of
from ocgscore.consistency.effects import Totals
from ocgscore.consistency.methods import MethodComparison, compare_methods
from ocgscore.errors import Problem, RequestError
from ocgscore.scoring import score


def compared_methods(
    first: Assessments, second: Assessments, by: str = "force", measure: str | None = None
) -> MethodComparison:
    """Compare two methods, such as a harm-focused and an attribute-focused one, over the groups that both assessed.

    Parameters
    ----------
    first, second : Assessments
        Under two matrices; the bands of the first's measure are the levels of harm. Assessments may be repeated,
        unequal in number and unpaired.
    by : {"force", "assessor", "assessment"}
        Who is a scorer: pairs by the same one are matched first, where both sheets name scorers.
    measure : str, optional
        Of the first matrix; each matrix's ranking measure by default.

    Raises
    ------
    RequestError
        No such measure, or a second matrix that ranks by none.

    Examples
    --------
    >>> from ocgscore import assess, load_matrix
    >>> names = [criterion.id for criterion in load_matrix("ocg-threat").criteria]
    >>> rows = [{"group": f"G{at}", **dict(zip(names, ["high"] * at + ["low"] * (16 - at)))} for at in range(16)]
    >>> batch = assess(rows, "ocg-threat")
    >>> found = compared_methods(batch, batch, measure="criminality")
    >>> found.by_means.spearman.text(), len(found.pairs)
    ('0.94', 16)
    """
    if second.matrix.ranks_by is None:
        hint = "only totals of the measure that a matrix ranks by are laid beside others: give it one, ranks_by"
        raise RequestError(Problem(second.matrix.name, None, "a measure that ranks", hint))
    return compare_methods(_totals(first, by, measure), _totals(second, by, None))


def _totals(assessments: Assessments, by: str, measure: str | None) -> Totals:
    column = assessments.force if by == "force" else assessments.assessor
    if by != "assessment" and column is None:  # groups can be compared without a name for anybody
        return Totals.of(score(assessments), [NOBODY] * len(assessments), [], measure)
    names, scorer, _ = scorers_of(assessments, by)
    return Totals.of(score(assessments), scorer, names, measure)
