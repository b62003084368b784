"""Everything that is measured of each person, assembled."""

from __future__ import annotations

from collections.abc import Hashable
from types import MappingProxyType

import attrs

from ocgscore.network.between import Network, ties_of
from ocgscore.network.grades import Grades
from ocgscore.network.measures.definitions import PERSON_MEASURES, Measure
from ocgscore.network.measures.families import Asked, all_families, belonging_of
from ocgscore.network.measures.table import Measured, MeasureTable
from ocgscore.network.membership import Membership
from ocgscore.network.model import OcgMap
from ocgscore.network.paths.hops import Progress
from ocgscore.network.paths.rounds import Sources
from ocgscore.network.paths.values import ByNode
from ocgscore.network.ties import Ties


@attrs.frozen(eq=False)
class PeopleTable(MeasureTable):
    """The measures of every person.

    Parameters
    ----------
    nodes, columns, seed
        As in `MeasureTable`; the measures are those of `PERSON_MEASURES`, directions where there are any.
    ties : Ties
        What was measured.
    belonging : Membership or None
        Who is in which group; None where nobody is in any.
    roles, standings : tuple of str, length n
        What each person does, and how they are graded, in their groups, as recorded; empty where nothing is.
    hops : bool
        Whether distances are in steps; otherwise a tie costs 1 / strength.
    """

    ties: Ties
    belonging: Membership | None
    roles: tuple[str, ...]
    standings: tuple[str, ...]
    hops: bool

    @property
    def groups(self) -> tuple[tuple[Hashable, ...], ...]:
        """The groups of each person, by name; length n."""
        if self.belonging is None:
            return ((),) * len(self.nodes)
        starts, names = self.belonging.starts.tolist(), [self.belonging.groups[at] for at in self.belonging.group]
        return tuple(tuple(names[starts[at] : starts[at + 1]]) for at in range(len(self.nodes)))


def measured_people(
    network: Network,
    *,
    directed: bool = False,
    hops: bool = False,
    grades: Grades | None = None,
    sources: Sources = None,
    seed: int = 1,
    progress: Progress | None = None,
) -> PeopleTable:
    """Measure every person in every way there is.

    Parameters
    ----------
    network : OcgMap, networkx graph or Ties
        A Ties names no groups: what rests on them is undefined then.
    directed : bool
        Keep directions in degree, betweenness, closeness and brokerage; the other measures ignore them.
    hops : bool
        Count steps for distances; otherwise a tie costs 1 / strength.
    grades : Grades, optional
        What a grade stands for. No measure here rests on it: it is carried in `ties`, for `over_draws`.
    sources : int or "all", optional
        From how many people of each component shortest paths are followed; by default all, or a sample where that
        would take more than about 20 seconds: see `betweenness` and `distances`.
    seed : int
        Of samples and of communities.
    progress : callable, optional
        Called with (what has just been done, the whole) now and then.

    Returns
    -------
    PeopleTable
        In the order of names. Each column says what computed it, and from how large a sample.

    Raises
    ------
    RequestError
        If the number of sources or the seed is not one.
    MapError
        If the table of grades lacks a grade, or strengths are more than 1e12 times apart.

    Notes
    -----
    Which formulas are used, and from where, is said by the functions of `ocgscore.network.local` and
    `ocgscore.network.paths` that do the work, and in short in `PERSON_MEASURES`. Naming people otherwise permutes every
    column, but for the community, which is a label, and for what is sampled.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.Graph([("ann", "bob"), ("bob", "cy")])
    >>> nx.set_node_attributes(graph, {"ann": "X", "bob": "X", "cy": "Y"}, "group")
    >>> found = measured_people(graph)
    >>> found.as_dict()["bob"]["betweenness"], found["representative"].as_list(), found["hierarchy"].reasons[0]
    (1.0, [0.0, 1.0, 0.0], 'fewer than two contacts')
    >>> found.groups, found["degree"].measure.title
    ((('X',), ('X',), ('Y',)), 'Contacts')
    """
    ties, belonging = ties_of(network, directed=directed, grades=grades), belonging_of(network)
    found = all_families(ties, Asked(belonging, hops, sources, seed), progress)
    columns = {name: of_nodes(measure, found[name]) for name, measure in PERSON_MEASURES.items() if name in found}
    roles, standings = _recorded(network, ties)
    return PeopleTable(ties.nodes, MappingProxyType(columns), seed, ties, belonging, roles, standings, hops)


def of_nodes(measure: Measure, found: ByNode) -> Measured:
    """Put what was found under its definition, with a reason for each that has no value."""
    reasons = tuple("" if known else found.undefined for known in found.defined.tolist())
    return Measured(measure, found.values, found.defined, reasons, found.error, found.exact, found.engine)


def _recorded(network: Network, ties: Ties) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the roles and the standings of each person; with the group where somebody is in several."""
    if not isinstance(network, OcgMap):
        return ("",) * len(ties), ("",) * len(ties)
    groups: dict[str, set[str]] = {}
    for member in network.members:
        groups.setdefault(member.person, set()).add(member.group)
    roles: dict[Hashable, dict[str, None]] = {}
    standings: dict[Hashable, dict[str, None]] = {}
    for member in sorted(network.members, key=lambda record: (record.group, record.role)):
        where = f" ({member.group})" if len(groups[member.person]) > 1 else ""
        for said, into in ((member.role, roles), (member.standing, standings)):
            if said:
                into.setdefault(member.person, {})[said + where] = None
    both = (tuple("; ".join(into.get(node, ())) for node in ties.nodes) for into in (roles, standings))
    return next(both), next(both)
