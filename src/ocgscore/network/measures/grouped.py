"""Everything that is measured of each group, assembled: what it is like, and where it stands among the others."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

import attrs
import numpy as np

from ocgscore.network import engines
from ocgscore.network.between import Network, relation_ties_of, ties_of
from ocgscore.network.groups.measures import MEASURES, GroupTable, group_measures
from ocgscore.network.groups.pairs import GroupPairs
from ocgscore.network.local.crossing import ei_index
from ocgscore.network.measures.definitions import GROUP_MEASURES, Measure
from ocgscore.network.measures.table import Measured, MeasureTable
from ocgscore.network.membership import Membership
from ocgscore.network.model import OcgMap
from ocgscore.network.paths.betweenness import betweenness
from ocgscore.network.paths.hops import Progress
from ocgscore.network.paths.rounds import Sources
from ocgscore.network.paths.values import ByNode, settled
from ocgscore.network.ties import Flags, Floats, Ints, Ties

UNJOINED: Final = "no member and no alliance"
ON_TOP: Final = ("joined_groups", "betweenness", "betweenness_share")


@attrs.frozen(eq=False)
class GroupsTable(MeasureTable):
    """The measures of every group.

    Parameters
    ----------
    nodes, columns, seed
        As in `MeasureTable`; the measures are those of `GROUP_MEASURES`.
    found : GroupTable
        What `group_measures` found, exactly.
    ties : Ties
        The links between people.
    """

    found: GroupTable
    ties: Ties

    @property
    def belonging(self) -> Membership:
        """Who is in which group."""
        return self.found.belonging


def measured_groups(
    network: Network, *, sources: Sources = None, seed: int = 1, progress: Progress | None = None
) -> GroupsTable:
    """Measure every group in every way there is.

    Parameters
    ----------
    network : OcgMap or networkx graph
        A graph knows no gradings of members and no relations between groups: what rests on them is undefined.
    sources : int or "all", optional
        From how many groups the paths of betweenness are followed; see `ocgscore.network.paths.betweenness`.
    seed : int
        Of that sample.
    progress : callable, optional
        Called with (groups done, all groups) now and then.

    Returns
    -------
    GroupsTable
        In the order of names. Each column says what computed it, and from how large a sample.

    Raises
    ------
    RequestError
        For a network that cannot name groups, or if the number of sources or the seed is not one.

    Notes
    -----
    `group_measures` says how groups are measured by their members and ties, `ei_index` the E–I index. Betweenness is
    that of the network of groups, in steps, in which two are joined where a tie crosses between them, where they share
    a member, or where they are allied; rivals and tensions join nobody.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.Graph([("ann", "bob"), ("bob", "cy"), ("cy", "di")])
    >>> nx.set_node_attributes(graph, {"ann": "X", "bob": "X", "cy": "Y", "di": "Z"}, "group")
    >>> found = measured_groups(graph)
    >>> found["size"].as_list(), found["betweenness"].as_list(), found["density"].reasons[1]
    ([2.0, 1.0, 1.0], [0.0, 1.0, 0.0], 'fewer than 2 members')
    """
    found, ties = group_measures(network), ties_of(network)
    columns = {name: counted(GROUP_MEASURES[name], found) for name in MEASURES}
    crossing = ei_index(ties, belonging=found.belonging).groups.index
    columns["ei_index"] = _of_groups(GROUP_MEASURES["ei_index"], crossing, crossing.defined, crossing.undefined)
    joined = joined_ties(found.belonging, found.crossing, found.sharing, allied_pairs(network))
    placed = placed_groups(joined, found.belonging)
    for name, values in standing_of(joined, sources, seed, progress).items():
        columns[name] = _of_groups(GROUP_MEASURES[name], values, placed & values.defined, UNJOINED)
    return GroupsTable(found.belonging.groups, MappingProxyType(columns), seed, found, ties)


def allied_pairs(network: Network) -> tuple[Ints, Ints]:
    """Return the pairs of groups that are allied, by position; none where relations cannot be said."""
    if not isinstance(network, OcgMap):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    ties = relation_ties_of(network, ["alliance"])
    return ties.tails, ties.heads


def joined_ties(belonging: Membership, crossing: GroupPairs, sharing: GroupPairs, allied: tuple[Ints, Ints]) -> Ties:
    """Return the network of joined groups: by crossing ties, shared members or an alliance."""
    groups = len(belonging.groups)
    keys = np.unique(np.concatenate([crossing.keys(groups), sharing.keys(groups), allied[0] * groups + allied[1]]))
    ones = np.ones(len(keys))
    return Ties(belonging.groups, keys // max(groups, 1), keys % max(groups, 1), ones, ones.copy())


def placed_groups(joined: Ties, belonging: Membership) -> Flags:
    """Return which groups have a place among the others, be it one of their own: a member, or an ally."""
    placed: Flags = (joined.degree > 0) | (belonging.sizes > 0)
    return placed


def standing_of(joined: Ties, sources: Sources, seed: int, progress: Progress | None = None) -> dict[str, ByNode]:
    """Return where groups stand in the network of joined groups."""
    found = betweenness(joined, hops=True, sources=sources, seed=seed, progress=progress)
    degree = ByNode.exactly(joined.nodes, joined.degree.astype(np.float64), engines.ARRAYS)
    return dict(zip(ON_TOP, (degree, found.raw, found.normalised), strict=True))


def counted(measure: Measure, found: GroupTable) -> Measured:
    """Put what `group_measures` found of all groups under its definition.

    Parameters
    ----------
    measure : Measure
        One of `ocgscore.network.groups.measures.MEASURES`.
    found : GroupTable
    """
    values = [row[measure.name] for row in found]
    defined = np.array([value is not None for value in values], np.bool_)
    numbers: Floats = np.array([float(value or 0) for value in values], np.float64)
    reasons = tuple(row.why.get(measure.name, "") for row in found)
    return Measured(measure, settled(numbers), defined, reasons, np.zeros(len(values)))


def _of_groups(measure: Measure, found: ByNode, defined: Flags, why: str) -> Measured:
    """Put a measure of groups as nodes under its definition."""
    said = found.undefined if found.undefined and not found.defined.any() else why
    reasons = tuple("" if known else said for known in defined.tolist())
    values, error = np.where(defined, found.values, 0), np.where(defined, found.error, 0)
    return Measured(measure, values, defined, reasons, error, found.exact, found.engine)
