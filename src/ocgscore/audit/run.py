"""The audit of a matrix: what its numbers can and cannot tell apart, for the matrix in hand."""

from __future__ import annotations

from typing import Final

import attrs

from ocgscore.assessments import Assessments
from ocgscore.audit.batch import BatchAudit
from ocgscore.audit.correlation import Known, axis_correlations, chance_limit, correlations, effective_number
from ocgscore.audit.distribution import Distribution
from ocgscore.audit.findings import findings
from ocgscore.audit.influence import Changes, influences
from ocgscore.audit.model import Audit
from ocgscore.audit.pairs import drawn_answers, pair_orders
from ocgscore.audit.products import directions, ordinal_products
from ocgscore.audit.reachable import reachable
from ocgscore.audit.scales import heaping, scale_use
from ocgscore.audit.unknowns import unknown_rules, unknown_spread
from ocgscore.errors import Problem, RequestError, drawing_problems
from ocgscore.matrix import Matrix
from ocgscore.scoring import score

LEAST_DRAWS: Final = 100


def audit_matrix(
    matrix: Matrix, assessments: Assessments | None = None, *, draws: int = 20_000, seed: int = 1
) -> Audit:
    """Audit a matrix: what its scores and bands can tell apart, and what drives them.

    The scores that can occur and the level combinations in each band are counted exactly wherever that is affordable.
    How far scores and bands keep the true order of random pairs follows Cox (Risk Analysis 28(2), 2008); what each
    criterion does, Sobol and Saltelli; the effect of the scale's direction, Thomas, Bratvold and Bickel (SPE Economics
    & Management 6(2), 2014). Nothing is quoted: every figure is worked out for this matrix.

    Parameters
    ----------
    matrix : Matrix
    assessments : Assessments, optional
        Adds correlated criteria, the use of the scales and gathering at the cuts between bands.
    draws : int
        Random pairs and random assessments for what is estimated, 100 or more. What would take too much work is given
        fewer, and every estimate says how many it rests on.
    seed : int
        0 or more; the same seed gives the same audit.

    Returns
    -------
    Audit
        Data only.

    Raises
    ------
    RequestError
        Too few draws, a negative seed, or assessments made against another matrix.

    Examples
    --------
    >>> from ocgscore import load_matrix
    >>> audit = audit_matrix(load_matrix("ocg-tactical"), draws=1000)
    >>> harm = audit.reachable[0]
    >>> harm.combinations, harm.distinct, harm.never
    (15625, 49, 0)
    """
    _check(matrix, assessments, draws, seed)
    distribution = Distribution(matrix.program)
    answers = drawn_answers(matrix, draws, seed)
    drawn = answers.rated()
    found = Audit(
        matrix=matrix,
        draws=draws,
        seed=seed,
        findings=(),
        reachable=tuple(reachable(matrix, at, distribution, drawn) for at in range(len(matrix.measures))),
        pairs=tuple(pair_orders(matrix, answers, seed)),
        influence=tuple(influences(matrix, distribution, draws, seed)),
        products=tuple(ordinal_products(matrix, distribution)),
        directions=tuple(directions(matrix, answers)),
        unknown_rules=tuple(unknown_rules(matrix, draws, seed)),
        unknown_spread=tuple(unknown_spread(matrix, draws, seed)),
        batch=None if assessments is None else _batch(assessments, distribution, draws, seed),
    )
    return attrs.evolve(found, findings=tuple(findings(found)))


def _check(matrix: Matrix, assessments: Assessments | None, draws: int, seed: int) -> None:
    problems = [*drawing_problems(draws, seed, least=LEAST_DRAWS, usual=20_000)]
    if assessments is not None and assessments.matrix != matrix:
        hint = f"read them again with {matrix.name}"
        problems.append(Problem("assessments", assessments.matrix.name, "the matrix audited", hint))
    if problems:
        raise RequestError(problems)


def _batch(assessments: Assessments, distribution: Distribution, draws: int, seed: int) -> BatchAudit:
    matrix = assessments.matrix
    known = Known.of(assessments, seed)
    pairs = correlations(matrix, known)
    return BatchAudit(
        assessments=len(assessments),
        rows_correlated=known.codes.shape[1],
        correlations=tuple(pairs),
        chance_limit=chance_limit(pairs),
        effective=effective_number(matrix, known, pairs),
        axes=tuple(axis_correlations(assessments)),
        scale_use=tuple(scale_use(assessments)),
        heaping=tuple(heaping(score(assessments), distribution, Changes(matrix, draws, seed))),
    )
