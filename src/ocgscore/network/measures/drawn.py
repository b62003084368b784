"""Any measure of people or groups over the uncertain graph: what it is over draws of the links that may not exist."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

import attrs

from ocgscore.errors import Problem, RequestError
from ocgscore.network.between import Network, membership_of, ties_of
from ocgscore.network.grades import Grades
from ocgscore.network.groups.measures import MEASURES, group_measures
from ocgscore.network.measures.definitions import GROUP_MEASURES, PERSON_MEASURES, Measure
from ocgscore.network.measures.families import FAMILIES, WHOLE, Asked, Family, Share, belonging_of
from ocgscore.network.measures.group_draws import RELATED, TIED, GroupDraws, of_relations, relation_layers
from ocgscore.network.measures.grouped import allied_pairs, counted
from ocgscore.network.measures.table import Measured, chosen
from ocgscore.network.model import OcgMap
from ocgscore.network.paths.hops import Progress
from ocgscore.network.paths.rounds import Sources
from ocgscore.network.ties import Flags, Floats, Ties
from ocgscore.network.uncertain import Uncertain, uncertain

Level: TypeAlias = Literal["person", "group"]
Found: TypeAlias = tuple[Floats, Flags]
LEVELS: Final[Mapping[str, Mapping[str, Measure]]] = MappingProxyType(
    {"person": PERSON_MEASURES, "group": GROUP_MEASURES}
)
USUAL_DRAWS: Final = 1_000
USUAL_TOP: Final = 10


@attrs.frozen(eq=False)
class Drawn:
    """Measures over draws.

    Parameters
    ----------
    level : str
        ``"person"`` or ``"group"``.
    nodes : tuple of hashable, length n
        The people or groups, by name.
    columns : mapping of str to Uncertain
        By the name of the measure; in the order of the nodes.
    draws, seed, top : int
        How many networks were drawn, from where, and of how many the chance to be among the first is given.
    certain : bool
        Whether no link is uncertain, so that every draw is the same network.
    grades : str
        Whose table says what grades are worth; empty where there is none.
    """

    level: Level
    nodes: tuple[Hashable, ...]
    columns: Mapping[str, Uncertain]
    draws: int
    seed: int
    top: int
    certain: bool
    grades: str = ""

    def __getitem__(self, measure: str) -> Uncertain:
        """Return one measure."""
        return self.columns[measure]


def over_draws(  # noqa: PLR0913 - what is measured, how, and how it is drawn
    network: Network,
    level: Level = "person",
    *,
    measures: Sequence[str] | None = None,
    grades: Grades | None = None,
    draws: int = USUAL_DRAWS,
    seed: int = 1,
    top: int = USUAL_TOP,
    directed: bool = False,
    hops: bool = False,
    sources: Sources = None,
    progress: Progress | None = None,
) -> Drawn:
    """Return measures over draws of the network, each link there with its chance.

    Parameters
    ----------
    network : OcgMap, networkx graph or Ties
    level : str
        ``"person"`` or ``"group"``.
    measures : sequence of str, optional
        Of `PERSON_MEASURES` or `GROUP_MEASURES`; by default all that rank, and directions where kept.
    grades : Grades, optional
        What the grade of a link, or of a relation between groups, stands for; without it only a stated ``chance`` is
        uncertain.
    draws, seed, top : int
        See `ocgscore.network.uncertain.uncertain`.
    directed, hops, sources
        As in `measured_people`; the group level knows no directions, and always counts steps.
    progress : callable, optional

    Returns
    -------
    Drawn

    Raises
    ------
    RequestError
        If there is no such level or measure, or a measure is a label, which has no mean.
    MapError
        If the table of grades lacks a grade.

    Notes
    -----
    Links are drawn independently of each other. Memberships are taken as certain, and so are alliances where they join
    groups for betweenness; the counts of alliances, rivalries and tensions are over draws of the relations. A draw in
    which somebody's measure is undefined is left out of the mean of that person.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.Graph([("ann", "bob", {"chance": 0.5}), ("bob", "cy")])
    >>> found = over_draws(graph, measures=["degree"], draws=100, top=1)
    >>> found["degree"].low.tolist(), found["degree"].high.tolist()
    ([0.0, 1.0, 1.0], [1.0, 2.0, 1.0])
    """
    ties = ties_of(network, directed=directed and level == "person", grades=grades)
    ranking = rankable(level, directed=ties.directed)
    names = list(ranking) if measures is None else chosen(measures, ranking, "measures")
    if level == "person":
        parts = _of_people(ties, Asked(belonging_of(network), hops, sources, seed))
    else:
        parts = _of_groups(network, ties, grades, sources, seed)
    found: dict[str, Uncertain] = {}
    wanted = [(drawn, {name: work for name, work in works.items() if name in names}) for drawn, works in parts]
    wanted = [(drawn, works) for drawn, works in wanted if works]
    for drawn, works in wanted:
        share = None if progress is None else Share(progress, WHOLE, WHOLE * len(wanted))
        found.update(uncertain(drawn, works, draws=draws, seed=seed, top=top, progress=share))
    certain = all(drawn.certain for drawn, _ in wanted)
    nodes = ties.nodes if level == "person" else membership_of(network).groups
    columns = MappingProxyType({name: found[name] for name in names})
    return Drawn(level, nodes, columns, draws, seed, top, certain, "" if grades is None else grades.said)


def rankable(level: Level, *, directed: bool) -> dict[str, Measure]:
    """Return the measures that rank, of people or of groups; those of directions only where these are kept.

    Raises
    ------
    RequestError
        If there is no such level.

    Examples
    --------
    >>> "community" in rankable("person", directed=False), "degree_in" in rankable("person", directed=True)
    (False, True)
    """
    if level not in LEVELS:
        raise RequestError(Problem("level", level, "person or group", "choose one of the two"))
    return {name: said for name, said in LEVELS[level].items() if said.ordered and (directed or not said.directed)}


@attrs.define(eq=False)
class _Together:
    """Works measures out that come of one piece of work, once for each draw, whichever is asked for first."""

    work: Callable[[Ties], Mapping[str, Found]]
    _ties: Ties | None = attrs.field(default=None, init=False)
    _found: Mapping[str, Found] = attrs.field(factory=dict, init=False)

    def measure(self, name: str) -> Callable[[Ties], Found]:
        """Return what gives one of the measures."""

        def of(ties: Ties) -> Found:
            if ties is not self._ties:
                self._ties, self._found = ties, self.work(ties)
            return self._found[name]

        return of


Part: TypeAlias = tuple[Ties, dict[str, Callable[[Ties], Found]]]


def _of_people(ties: Ties, asked: Asked) -> list[Part]:
    """Return what to draw, and how each measure of people comes of a draw."""
    works = {}
    for family, names in FAMILIES.items():
        together = _Together(_values_by(family, asked))
        works.update({name: together.measure(name) for name in names})
    return [(ties, works)]


def _values_by(family: Family, asked: Asked) -> Callable[[Ties], Mapping[str, Found]]:
    return lambda ties: {name: (found.values, found.defined) for name, found in family(ties, asked, None)}


def _of_groups(network: Network, ties: Ties, grades: Grades | None, sources: Sources, seed: int) -> list[Part]:
    """Return what to draw, links and relations, and how each measure of groups comes of a draw."""
    plain = group_measures(network)
    unchanging = GroupDraws.of(plain.belonging, allied_pairs(network), sources, seed, linked=ties.size > 0)
    works = {name: _always(counted(GROUP_MEASURES[name], plain)) for name in MEASURES}
    for work, names in TIED.items():
        together = _Together(partial(work, unchanging))
        works.update({name: together.measure(name) for name in names})
    if not isinstance(network, OcgMap) or not network.relations:
        return [(ties, works)]
    related = _Together(of_relations)
    for name in RELATED:
        del works[name]
    return [(ties, works), (relation_layers(network, grades), {name: related.measure(name) for name in RELATED})]


def _always(found: Measured) -> Callable[[Ties], Found]:
    """Return a measure that no draw changes."""
    return lambda _: (found.values, found.defined)
