"""Stochastic multicriteria acceptability analysis of a ranking: how often each group takes each place."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Final

import attrs
import numpy as np

from ocgscore.errors import RequestError, whole_number_problems
from ocgscore.ranking import ranking_measure
from ocgscore.robustness.central import central_weights, confidence_factors, mean_weights
from ocgscore.robustness.comparing import Pairs
from ocgscore.robustness.engine import MOST_THREADS, Counted, Engine, Progress
from ocgscore.robustness.places import Floats, Places
from ocgscore.robustness.plan import Block
from ocgscore.robustness.uncertainty import Request, Uncertainty, choice_problems, number_problems, read_weights
from ocgscore.scoring import Scores

DEFAULT_TOP: Final = 10
SHOWN_TURNED: Final = 10


@attrs.frozen
class Tau:
    """How far the drawn rankings agree with the stated one.

    Kendall's tau-b, from -1 (reversed) to 1 (the same). Pairs that the stated ranking leaves open because of unknown
    levels count as its ties.

    Parameters
    ----------
    kept : float
        The share of the pairs ordered by the stated ranking that keep their order, over all draws; from 0 to 1.
    mean : float
    low : float
        All but the lowest 5 % of the draws agree at least so well.
    error : float
        Standard error of the mean.
    most : float
        The tau of a draw that turns no pair round and ties none: below 1 while unknowns leave pairs open.
    draws : int
        Over so many draws.
    sampled : bool
        Whether over a sample of 20,000 pairs and not all.
    """

    kept: float
    mean: float
    low: float
    error: float
    most: float
    draws: int
    sampled: bool


@attrs.frozen
class Turned:
    """A pair that draws turn round.

    Parameters
    ----------
    above, below : int
        Rows, as the stated numbers order them.
    share : float
        In what share of the draws the second stands above the first.
    draws : int
    """

    above: int
    below: int
    share: float
    draws: int


@attrs.frozen(eq=False, repr=False)
class Acceptability:
    """How far the ranking of n assessments survives what is uncertain; get it from `acceptability`.

    Parameters
    ----------
    scores : Scores
    request : Request
        The measure that ranks, what is uncertain, K, draws asked for, seed.
    blocks : tuple of Block
        Which criteria's weights are traded against each other; empty where none are drawn.
    draws : int
        Draws made: 1 where nothing is uncertain, and the answer exact.
    p_top, p_first : ndarray of float64, shape (n,)
        The share of draws in which each is among the first K, and first; those who tie share the places they take.
    p_bands : ndarray of float64, shape (n, bands)
        The share of draws in each band, lowest band first; no columns where the measure has no bands.
    expected_rank, rank_error : ndarray of float64, shape (n,), or None
        The mean rank (those who tie get the mean of theirs) and its standard error, which ties can only make too
        large; None where places were not counted.
    central : dict of int to dict of int to float
        By row ever first, then criterion: its mean share in the draws in which the row is first.
    mean_weights : dict of int to float
        By criterion with a drawn weight: its mean share in all draws, which central weights are to be read against.
    confidence : dict of int to float
        By row first in at least 1 % of the draws: how often it is first with its central weights.
    tau : Tau or None
        None where it is undefined: the stated ranking or every draw orders no pair.
    turned : tuple of Turned
        The ten pairs turned round most often, among the 100 groups ranked highest.
    exact : bool
        Whether nothing was left to chance.
    places : Places or None
        The counts behind `rank_acceptability`.
    """

    scores: Scores
    request: Request
    blocks: tuple[Block, ...]
    draws: int
    p_top: Floats
    p_first: Floats
    p_bands: Floats
    expected_rank: Floats | None
    rank_error: Floats | None
    central: Mapping[int, Mapping[int, float]]
    mean_weights: Mapping[int, float]
    confidence: Mapping[int, float]
    tau: Tau | None
    turned: tuple[Turned, ...]
    exact: bool
    places: Places | None

    def __len__(self) -> int:
        """Return the number of assessments."""
        return len(self.scores)

    def __repr__(self) -> str:
        """Return a short description."""
        return f"Acceptability({len(self)} assessments by {self.request.by}, {self.draws} draws)"

    @cached_property
    def rank_acceptability(self) -> Floats | None:
        """The share of draws in which each takes each place; float64, shape (n, places), each row adds up to 1.

        Of more than 6,000 assessments only the first K places are counted; None where places were not counted at all.
        """
        return None if self.places is None else self.places.all() / self.draws

    def error(self, share: float) -> float:
        """Return the Monte-Carlo standard error of a share of draws; 0 where nothing was left to chance."""
        return 0.0 if self.exact else math.sqrt(share * (1 - share) / self.draws)

    @property
    def largest_error(self) -> float:
        """The standard error that no share exceeds: that of one half."""
        return self.error(0.5)


def acceptability(  # noqa: PLR0913 - each is one part of the question
    scores: Scores,
    by: str | None = None,
    *,
    top: int | None = None,
    weights: str | float | Fraction = "any",
    values: str = "any",
    unknowns: str = "uniform",
    draws: int = 10_000,
    seed: int = 1,
    places: bool = True,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Acceptability:
    """Say how often each group takes each place under other weights, other level values and what is unknown.

    Parameters
    ----------
    scores : Scores
        Of n assessments.
    by : str, optional
        The measure that ranks; the matrix's own by default.
    top : int, optional
        K of "among the first K"; 10, or all where there are fewer, by default.
    weights : str, float or Fraction
        ``"any"``: uniform on the simplex, separately for each set of criteria that are added together; ``"order"``:
        uniform among those that keep the stated order of importance; a share from 0.001 to 1 (or a text such as
        ``"25%"``): uniform among those within that share of the stated ones; ``"stated"``.
    values : str
        ``"any"``: uniform among level values that never fall from level to level and keep the lowest and the highest;
        ``"stated"``.
    unknowns : str
        ``"uniform"``: every level still possible alike; ``"batch"``: as often as the batch has it.
    draws : int
        From 1 to 1,000,000.
    seed : int
        From 0 to 2**63 - 1. The same seed gives the same answer, whatever `threads`.
    places : bool
        Count every place; without, only `p_top`, `p_first` and `p_bands`, in about half the time.
    threads : int, optional
        From 1 to 8; as many as there are processors by default.
    progress : callable, optional
        Called with (draws just made, draws to make) as work goes on.

    Returns
    -------
    Acceptability

    Raises
    ------
    RequestError
        With everything wrong with the request at once; or the measure's numbers are too long to be varied exactly.

    Notes
    -----
    A weight is the share that a criterion has in what the criteria added together contribute between all lowest and
    all highest levels; that whole is kept, so that cuts between bands keep their meaning. Products, extremes and grids
    are worked out as the matrix says over sums so drawn. All draws are on whole numbers and all scores exact.

    References
    ----------
    R. Lahdelma, P. Salminen, "SMAA-2: Stochastic multicriteria acceptability analysis for group decision making",
    *Operations Research* 49 (2001) 444-454. R. Lahdelma, K. Miettinen, P. Salminen, "Ordinal criteria in stochastic
    multicriteria acceptability analysis (SMAA)", *European Journal of Operational Research* 147 (2003) 117-127.

    Examples
    --------
    >>> from ocgscore import assess, score
    >>> from ocgscore.matrix import load_matrix
    >>> names = [criterion.id for criterion in load_matrix("sleipnir-2000").criteria]
    >>> rows = [{"group": g, **dict.fromkeys(names, level)} for g, level in (("A", "high"), ("B", "low"))]
    >>> found = acceptability(score(assess(rows, "sleipnir-2000")), draws=100)
    >>> found.p_first.tolist(), found.rank_acceptability.tolist()  # A has the higher level everywhere
    ([1.0, 0.0], [[1.0, 0.0], [0.0, 1.0]])
    """
    chosen = ranking_measure(scores, by)
    read = read_weights(weights)
    problems = [*choice_problems(read, weights, values, unknowns)]
    problems += number_problems(draws=draws, seed=seed, top=top, groups=len(scores))
    if threads is not None:
        problems += whole_number_problems("threads", threads, 1, MOST_THREADS, hint="leave it out")
    if problems or read is None:
        raise RequestError(problems)
    kept = min(DEFAULT_TOP, len(scores)) if top is None else int(top)
    request = Request(chosen, Uncertainty(read, values, unknowns), kept, int(draws), int(seed))
    engine = Engine(scores, request, places=places, threads=threads)
    return _answer(scores, request, engine, engine.run(progress))


def _answer(scores: Scores, request: Request, engine: Engine, counted: Counted) -> Acceptability:
    central = central_weights(engine, counted)
    expected, error = _expected(counted)
    return Acceptability(
        scores=scores,
        request=request,
        blocks=engine.plan.blocks,
        draws=counted.draws,
        p_top=counted.hits / counted.draws,
        p_first=counted.first / counted.draws,
        p_bands=_bands(scores, request, counted),
        expected_rank=expected,
        rank_error=error,
        central=central,
        mean_weights=mean_weights(engine, counted),
        confidence=confidence_factors(engine, counted, central),
        tau=agreement(engine, counted),
        turned=tuple(_turned(engine, counted))[:SHOWN_TURNED],
        exact=not engine.drawer.uncertain,
        places=counted.places,
    )


def _expected(counted: Counted) -> tuple[Floats, Floats] | tuple[None, None]:
    if counted.places is None:
        return None, None
    ranks, squares = (moment / counted.draws for moment in counted.places.moments())
    return ranks, np.sqrt(np.maximum(squares - ranks**2, 0.0) / counted.draws)


def _bands(scores: Scores, request: Request, counted: Counted) -> Floats:
    """Turn how often each cut is reached into how often each band is met."""
    bands = len(scores[request.by].measure.bands)
    if not bands:
        return np.zeros((len(scores), 0))
    reached = np.vstack([np.full(len(scores), counted.draws), counted.bands, np.zeros(len(scores), np.int64)])
    found: Floats = -np.diff(reached, axis=0).T / counted.draws
    return found


def agreement(engine: Engine, counted: Counted) -> Tau | None:
    """Return how far the drawn rankings agree with the stated one; None where that is undefined."""
    if not len(counted.tau):
        return None
    comparison = engine.comparison
    return Tau(
        kept=counted.kept / (comparison.ordered * counted.compared),
        mean=float(counted.tau.mean()),
        low=float(np.sort(counted.tau)[len(counted.tau) // 20]),
        error=float(counted.tau.std() / math.sqrt(len(counted.tau))) if engine.drawer.uncertain else 0.0,
        most=comparison.most,
        draws=len(counted.tau),
        sampled=comparison.sampled,
    )


def _turned(engine: Engine, counted: Counted) -> Iterator[Turned]:
    """Yield the pairs that the stated ranking orders and draws turn round, most often first."""
    watched: Pairs = engine.comparison.watched
    often = np.where(watched.ordered, counted.turned, 0)
    for pair in np.argsort(-often, kind="stable")[:SHOWN_TURNED].tolist():
        if often[pair]:
            share = int(often[pair]) / counted.compared
            yield Turned(int(watched.above[pair]), int(watched.below[pair]), share, counted.compared)
