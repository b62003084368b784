"""Whom a set of people reaches: how many within m steps, how near everybody is to it, and both as goals."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from fractions import Fraction

import attrs

from ocgscore.errors import Problem, RequestError, whole_number_problems
from ocgscore.network.between import Network, ties_of
from ocgscore.network.keyplayers.named import name_problems, places_of
from ocgscore.network.keyplayers.reaching import Reaching
from ocgscore.network.keyplayers.weighing import Weight, Weights, weight_problems
from ocgscore.network.ties import Ints, Ties


@attrs.frozen
class Reach:
    """Whom a set of people reaches.

    Parameters
    ----------
    within : int
    reached : Fraction
        How many people lie within so many steps of the set, its members among them; with weights, their weights
        together.
    nearness : Fraction
        The sum over everybody of 1 / distance to the nearest of the set, 1 for a member, 0 out of reach; with weights,
        each times the person's weight. Exact in steps, to 12 digits by strength.
    members : Fraction
        What the members themselves count for in either.
    everybody : Fraction
        What everybody together counts for.

    Notes
    -----
    m-reach is `reached`; R_D is `nearness` over `everybody` [1]_. A member counts 1 in R_D as one person reached at
    once does, so that R_D of a set from which everybody is a step away is 1 (leaving members out of the sum but not out
    of n, as one package does, gives less). By strength a distance is counted in ties as strong as the strongest.

    References
    ----------
    .. [1] Borgatti, S. P. (2006). Identifying sets of key players in a social network. Comput. Math. Organ. Theory
       12:21-34.
    """

    within: int
    reached: Fraction
    nearness: Fraction
    members: Fraction
    everybody: Fraction

    @property
    def others(self) -> Fraction:
        """What is reached beside the members themselves."""
        return self.reached - self.members

    @property
    def share(self) -> Fraction | None:
        """The part of everybody that is reached, 0 to 1; None where nobody counts: undefined."""
        return self.reached / self.everybody if self.everybody else None

    @property
    def r_d(self) -> Fraction | None:
        """R_D, 0 to 1; None where nobody counts: undefined."""
        return self.nearness / self.everybody if self.everybody else None


def reach(
    network: Network,
    chosen: Sequence[Hashable],
    *,
    within: int = 2,
    hops: bool = False,
    weights: Mapping[Hashable, Weight] | None = None,
) -> Reach:
    """Return whom a set of people reaches.

    Parameters
    ----------
    network : OcgMap, networkx graph or Ties
        Directions are ignored.
    chosen : sequence of hashable
        Ids of the set.
    within : int
        Steps, from 1, whatever the strength of ties.
    hops : bool
        Count steps for `nearness`; otherwise a tie costs 1 / strength, in units of the strongest.
    weights : mapping of id to number, optional
        What each person counts for, 0 or more; 1 for whoever is not named.

    Raises
    ------
    RequestError
        If somebody is not in the network, `within` is not a whole number from 1, or a weight not a number from 0.

    Examples
    --------
    >>> path = Ties.of("abcde", [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e")])
    >>> found = reach(path, "a", within=2)
    >>> found.reached, found.others, found.r_d
    (Fraction(3, 1), Fraction(2, 1), Fraction(37, 60))
    """
    ties = ties_of(network)
    problems = [
        *name_problems("chosen", chosen, ties), *within_problems(within, ties), *weight_problems(ties, weights)
    ]  # fmt: skip
    if problems:
        raise RequestError(problems)
    return reached(ties, places_of(chosen, ties), Weights.of(ties, weights), within=within, hops=hops)


def reached(ties: Ties, chosen: Ints, weights: Weights, *, within: int, hops: bool) -> Reach:
    """Return whom some people, by their positions, reach."""
    near = Reaching(ties, weights, within=within, hops=hops).exact(chosen)
    far = Reaching(ties, weights, within=None, hops=hops).exact(chosen)
    members = sum(weights.units[node] for node in chosen.tolist())
    return Reach(within, *(Fraction(units) * weights.unit for units in (near, far, members, weights.total)))


def within_problems(within: object, ties: Ties) -> Iterator[Problem]:
    """Yield what is wrong with a number of steps."""
    yield from whole_number_problems("within", within, 1, max(len(ties), 2), hint="2 is usual")
