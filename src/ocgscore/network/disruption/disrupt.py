"""What removals do to a network, all in one: the curve, efficiency, chance beside it, and recovery if assumed."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import Final

import attrs

from ocgscore.errors import Problem
from ocgscore.network.between import Network, membership_of, ties_of
from ocgscore.network.disruption.curve import Curve, RandomBand, check_removals, random_removals, removal_curve
from ocgscore.network.disruption.efficiency import Efficiency, efficiency_along
from ocgscore.network.disruption.groups import GroupCurve, GroupDamage, group_damage, group_removals
from ocgscore.network.disruption.recovery import Recovery
from ocgscore.network.disruption.scores import MEASURES
from ocgscore.network.disruption.strategy import Progress, Strategy
from ocgscore.network.model import MapError
from ocgscore.network.ties import Ties

SMALL: Final = 200  # people up to whom everybody is taken out unless told otherwise
SOME: Final = 50  # removals in larger networks
DRAWS: Final = 20  # orders at random
PARTS: Final = 1000  # of a progress bar, for each phase


@attrs.frozen(eq=False)
class Disruption:
    """What removals do to a network.

    Parameters
    ----------
    curve : Curve
    efficiency : Efficiency
        Along the same removals.
    chance : RandomBand
        As many removals at random.
    recovered : Curve or None
        The same strategy where the network is assumed to mend itself.
    recovered_efficiency : Efficiency or None
    """

    curve: Curve
    efficiency: Efficiency
    chance: RandomBand
    recovered: Curve | None = None
    recovered_efficiency: Efficiency | None = None

    @property
    def ties(self) -> Ties:
        """The network before the first removal."""
        return self.curve.course.ties

    @property
    def engines(self) -> tuple[str, ...]:
        """What worked out each part, in words."""
        ranking = [f"order: {MEASURES[self.curve.strategy.by]}, {engine}" for engine in self.curve.course.engines]
        return (*ranking, "largest component: exact, union-find in reverse", self.efficiency.engine)


def disrupt(
    network: Network,
    strategy: Strategy | str = "degree",
    *,
    steps: int | None = None,
    recovery: Recovery | None = None,
    seed: int = 1,
    progress: Progress | None = None,
) -> Disruption:
    """Return what removals do to a network.

    Parameters
    ----------
    network : OcgMap, networkx graph or Ties
        Directions are ignored.
    strategy : Strategy or str
        The order; a str is what to rank by, once.
    steps : int, optional
        How many go; by default everybody of up to 200 people, else 50, or as many as an order given names.
    recovery : Recovery, optional
        Look too at what is left where the network is assumed to mend itself.
    seed : int
        Of the orders at random, and of the people drawn for efficiency in a large network.
    progress : callable, optional
        Called with (parts just done, all parts).

    Raises
    ------
    RequestError, MapError
        As of `removal_curve` and `random_removals`.

    Examples
    --------
    >>> import networkx as nx
    >>> found = disrupt(nx.star_graph(4), recovery=Recovery(1.0))
    >>> found.curve.sizes.tolist(), found.recovered.sizes.tolist()
    ([5, 1, 1, 1, 1, 0], [5, 4, 3, 2, 1, 0])
    """
    ties = ties_of(network)
    strategy = Strategy(strategy) if isinstance(strategy, str) else strategy
    check_removals(ties, strategy, steps, recovery, seed)
    named = len(strategy.order or ())
    usual = named or (len(ties) if len(ties) <= SMALL else SOME)
    count = usual if steps is None else steps
    phases = _phases(progress, 3 if recovery is None else 5)
    curve = removal_curve(ties, strategy, steps=count, progress=next(phases))
    chance = random_removals(ties, steps=len(curve), draws=DRAWS, seed=seed, progress=next(phases))
    efficiency = efficiency_along(curve.course, seed=seed, progress=next(phases))
    if recovery is None:
        return Disruption(curve, efficiency, chance)
    way = Strategy("given", order=curve.removed) if strategy.recompute is None else strategy  # ranked already
    recovered = removal_curve(ties, way, steps=len(curve), recovery=recovery, progress=next(phases))
    recovered = attrs.evolve(recovered, strategy=strategy)
    mended = efficiency_along(recovered.course, seed=seed, progress=next(phases))
    return Disruption(curve, efficiency, chance, recovered, mended)


def _phases(progress: Progress | None, count: int) -> Iterator[Progress | None]:
    """Yield for each phase what makes its own steps into parts of the whole."""
    for _ in range(count):
        yield None if progress is None else _phase(progress, PARTS * count)


def _phase(progress: Progress, parts: int) -> Progress:
    done = 0

    def shared(step: int, total: int) -> None:
        nonlocal done
        before, done = PARTS * done // total, done + step
        progress(PARTS * done // total - before, parts)

    return shared


@attrs.frozen(eq=False)
class GroupDisruption:
    """What removing whole groups does to a network.

    Parameters
    ----------
    damage : GroupDamage
        Each group alone.
    curve : GroupCurve
        One after another.
    """

    damage: GroupDamage
    curve: GroupCurve


def disrupt_groups(
    network: Network,
    order: Sequence[Hashable] | None = None,
    *,
    steps: int | None = None,
    shared: str = "removed",
    progress: Progress | None = None,
) -> GroupDisruption:
    """Return what removing whole groups does to a network.

    Parameters
    ----------
    network : OcgMap or networkx graph
        Directions are ignored.
    order, shared
        As of `group_removals`.
    steps : int, optional
        How many groups go: 10 by default, or as many as an order given names; all where there are fewer.
    progress : callable, optional
        Called with (parts just done, all parts).

    Raises
    ------
    RequestError
        As of `group_removals`.
    MapError
        If the network has no group with a member.

    Examples
    --------
    >>> import networkx as nx
    >>> path = nx.path_graph(5)
    >>> nx.set_node_attributes(path, {0: "X", 1: "X", 2: "Y"}, "group")
    >>> found = disrupt_groups(path)
    >>> found.damage.largest.tolist(), found.curve.removed
    ([3, 2], ('Y', 'X'))
    """
    ties, membership = ties_of(network), membership_of(network)
    if not len(membership.person):
        raise MapError(Problem("network", None, "a group with a member", "say who belongs to which group"))
    count = (10 if order is None else len(order)) if steps is None else steps
    phases = _phases(progress, 2)
    damage = group_damage(ties, membership=membership, shared=shared, progress=next(phases))
    curve = group_removals(ties, order, steps=count, membership=membership, shared=shared, progress=next(phases))
    return GroupDisruption(damage, curve)
