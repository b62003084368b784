"""Removal curves: what is left of the largest component as people are taken out."""

from __future__ import annotations

from collections.abc import Hashable
from fractions import Fraction

import attrs
import numpy as np

from ocgscore.chance import Chance
from ocgscore.errors import Problem, RequestError, drawing_problems, whole_number_problems
from ocgscore.network.between import Network, ties_of
from ocgscore.network.disruption.recovery import Recovery
from ocgscore.network.disruption.sizes import largest_along
from ocgscore.network.disruption.standing import Course
from ocgscore.network.disruption.strategy import Progress, Strategy, course_of
from ocgscore.network.model import MapError
from ocgscore.network.ties import Ints, Ties


@attrs.frozen(eq=False)
class Curve:
    """What removals leave of the largest component.

    Parameters
    ----------
    strategy : Strategy
    course : Course
        Who goes, k people of n.
    sizes : ndarray of int64, shape (k + 1,)
        People in the largest component before, and after each removal.
    robustness : Fraction or None
        R of Schneider et al. [1]_: the mean, over all n removals, of the part of all people that is left in the largest
        component. From (n - 1)/n² (no two people linked) to (n - 1)/2n (never broken). None where the curve stops
        short of the end.
    halved : int or None
        Removals after which the largest component has at most half of the people it had; None if more are needed than
        were looked at.
    recovery : Recovery or None
        The assumption under which ties were made; None where none were.

    References
    ----------
    .. [1] Schneider, C. M. et al. (2011). Mitigation of malicious attacks on networks. PNAS 108(10):3838-3841.
    """

    strategy: Strategy
    course: Course
    sizes: Ints
    robustness: Fraction | None
    halved: int | None
    recovery: Recovery | None = None

    def __len__(self) -> int:
        """Return how many are removed."""
        return len(self.sizes) - 1

    @property
    def people(self) -> int:
        """How many there are in all, n."""
        return len(self.course.ties)

    @property
    def removed(self) -> tuple[Hashable, ...]:
        """Who goes, the first first."""
        return self.course.names()

    def share(self, step: int) -> Fraction:
        """Return the largest component after so many removals as a part of the largest at the start, 0 to 1."""
        return Fraction(int(self.sizes[step]), int(self.sizes[0]))

    def share_of_all(self, step: int) -> Fraction:
        """Return the largest component after so many removals as a part of all people, 0 to 1."""
        return Fraction(int(self.sizes[step]), self.people)

    def area(self, steps: int | None = None) -> Fraction:
        """Return the mean of `share_of_all` over the first so many removals, all by default: R, cut short."""
        count = len(self) if steps is None else steps
        return _area(self.sizes, count, self.people)


def removal_curve(
    network: Network,
    strategy: Strategy | str = "degree",
    *,
    steps: int | None = None,
    recovery: Recovery | None = None,
    progress: Progress | None = None,
) -> Curve:
    """Return the size of the largest component as people are taken out.

    Parameters
    ----------
    network : OcgMap, networkx graph or Ties
        Directions are ignored.
    strategy : Strategy or str
        The order; a str is what to rank by, once.
    steps : int, optional
        How many go: by default everybody, or everybody in the order given.
    recovery : Recovery, optional
        Assume that those whom a removed person linked find each other.
    progress : callable, optional
        Called with (removals just made, all) for what takes long.

    Returns
    -------
    Curve
        Exact.

    Raises
    ------
    RequestError
        If the strategy, the recovery or the number of steps cannot be met.
    MapError
        If the network has nobody in it.

    Examples
    --------
    >>> import networkx as nx
    >>> curve = removal_curve(nx.star_graph(4))
    >>> curve.sizes.tolist(), curve.removed[:2], str(curve.robustness), curve.halved
    ([5, 1, 1, 1, 1, 0], (0, 1), '4/25', 1)
    """
    ties = ties_of(network)
    strategy = Strategy(strategy) if isinstance(strategy, str) else strategy
    check_removals(ties, strategy, steps, recovery)
    all_ = len(ties) if strategy.order is None else len(strategy.order)
    count = all_ if steps is None else min(steps, all_)
    cheap = recovery is None and strategy.recompute is None
    course = course_of(ties, strategy, all_ if cheap else count, recovery, progress)
    sizes = _sizes(course)
    robustness = _area(sizes, len(ties), len(ties)) if len(sizes) > len(ties) else None
    short = np.flatnonzero(2 * sizes <= sizes[0])
    halved = int(short[0]) if len(short) else None
    course = attrs.evolve(course, order=course.order[:count])
    return Curve(strategy, course, sizes[: count + 1], robustness, halved, recovery)


def area_between(one: Curve, other: Curve) -> Fraction:
    """Return how much less the first curve leaves than the second, as a mean part of all people.

    Above 0 the first breaks the network more over the removals that both have; the difference of R where both go to
    the end.

    Examples
    --------
    >>> import networkx as nx
    >>> star = nx.star_graph(4)
    >>> str(area_between(removal_curve(star), removal_curve(star, Strategy("given", order=[4, 3, 2, 1, 0]))))
    '6/25'
    """
    steps = min(len(one), len(other))
    return other.area(steps) - one.area(steps)


@attrs.frozen(eq=False)
class RandomBand:
    """What removals at random leave of the largest component, over several orders drawn.

    Parameters
    ----------
    sizes : ndarray of int64, shape (draws, k + 1)
        Of each order drawn.
    people : int
    seed : int
    """

    sizes: Ints
    people: int
    seed: int

    @property
    def draws(self) -> int:
        """How many orders were drawn."""
        return len(self.sizes)

    @property
    def low(self) -> Ints:
        """The smallest of the draws at each step; int64, shape (k + 1,)."""
        low: Ints = self.sizes.min(axis=0)
        return low

    @property
    def high(self) -> Ints:
        """The largest of the draws at each step: one order more lies from low to high with chance (m - 1)/(m + 1)."""
        high: Ints = self.sizes.max(axis=0)
        return high

    def mean(self, step: int) -> Fraction:
        """Return the mean size over the draws."""
        return Fraction(int(self.sizes[:, step].sum()), self.draws)

    def area(self) -> Fraction:
        """Return the mean over the draws of `Curve.area`; of R, where everybody goes."""
        total = sum(_area(sizes, len(sizes) - 1, self.people) for sizes in self.sizes)
        return Fraction(total, self.draws)


def random_removals(
    network: Network, *, steps: int | None = None, draws: int = 20, seed: int = 1, progress: Progress | None = None
) -> RandomBand:
    """Return what is left of the largest component when people are taken out at random.

    Parameters
    ----------
    network : OcgMap, networkx graph or Ties
    steps : int, optional
        How many go; everybody by default.
    draws : int
        How many orders are drawn.
    seed : int
        Each order is drawn from a stream of its own.
    progress : callable, optional
        Called with (orders just drawn, all).

    Raises
    ------
    RequestError
        If steps, draws or seed are out of range.
    MapError
        If the network has nobody in it.

    Examples
    --------
    >>> import networkx as nx
    >>> band = random_removals(nx.complete_graph(4), draws=3)
    >>> band.low.tolist(), band.high.tolist(), str(band.area())
    ([4, 3, 2, 1, 0], [4, 3, 2, 1, 0], '3/8')
    """
    ties = ties_of(network)
    problems = [*_step_problems(ties, steps), *drawing_problems(draws, seed, usual=20)]
    _refuse(ties, problems)
    count = len(ties) if steps is None else min(steps, len(ties))
    drawn = []
    for draw in range(draws):
        order = np.argsort(Chance.of(seed, draw).words(len(ties)), kind="stable")[:count]
        drawn.append(largest_along(ties, one_by_one(order)))
        if progress is not None:
            progress(1, draws)
    return RandomBand(np.stack(drawn), len(ties), seed)


def one_by_one(order: Ints) -> list[Ints]:
    """Return an order as batches of one."""
    return list(order.reshape(-1, 1))


def check_removals(
    ties: Ties, strategy: Strategy, steps: int | None, recovery: Recovery | None, seed: int | None = None
) -> None:
    """Refuse what cannot be met, with every reason.

    Raises
    ------
    RequestError, MapError
    """
    problems = [*strategy.problems(ties), *_step_problems(ties, steps)]
    if recovery is not None:
        problems += recovery.problems()
    elif seed is not None:
        problems += drawing_problems(1, seed)
    _refuse(ties, problems)


def _refuse(ties: Ties, problems: list[Problem]) -> None:
    if not len(ties):
        raise MapError(Problem("network", None, "anybody", "is it the right file?"))
    if problems:
        raise RequestError(problems)


def _step_problems(ties: Ties, steps: int | None) -> list[Problem]:
    if steps is None or not len(ties):
        return []
    return list(whole_number_problems("steps", steps, 1, len(ties), of=", the number of people"))


def _sizes(course: Course) -> Ints:
    """Return the size of the largest component along a course."""
    if not len(course.made):
        return largest_along(course.ties, one_by_one(course.order))
    return np.array([course.at(step).largest() for step in range(len(course.order) + 1)], np.int64)


def _area(sizes: Ints, count: int, people: int) -> Fraction:
    return Fraction(int(sizes[1 : count + 1].sum()), max(count, 1) * people)
