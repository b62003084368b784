"""What is to be drawn: people, groups, who belongs where, and what joins them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from typing import Final

import attrs
import numpy as np

from ocgscore.network.between import Network, membership_of, relation_ties_of, ties_of
from ocgscore.network.grades import Grades
from ocgscore.network.membership import Membership
from ocgscore.network.model import SIGNS, STANDINGS, OcgMap
from ocgscore.network.ties import Ties

KINDS: Final = tuple(SIGNS)


@attrs.frozen(eq=False)
class Facts:
    """A map, ready to be drawn.

    Parameters
    ----------
    network : OcgMap
    ties : Ties
        The links between people; directed where any link runs one way only.
    belonging : Membership
    names : tuple of str
        What to call each person, as `ties.nodes`.
    standing : tuple of str
        The highest standing of each person in any group; empty where none is recorded.
    group_names : tuple of str
        What to call each group, as `belonging.groups`.
    relations : tuple of (str, Ties)
        Alliances, rivalries and tensions between groups.
    grades : str
        Whose table says what grades are worth; empty where there is none.
    """

    network: OcgMap
    ties: Ties
    belonging: Membership
    names: tuple[str, ...]
    standing: tuple[str, ...]
    group_names: tuple[str, ...]
    relations: tuple[tuple[str, Ties], ...]
    grades: str = ""

    @classmethod
    def of(cls, network: Network, grades: Grades | None = None) -> Facts:
        """Gather what is to be drawn from a map or a networkx graph."""
        from ocgscore.network.graphs import from_networkx

        if not isinstance(network, OcgMap):
            network = from_networkx(network)
        ties, belonging = _ties(network, grades), membership_of(network)
        people = {person.id: person.name or person.id for person in network.people}
        groups = {group.id: group.name or group.id for group in network.groups}
        standing: dict[str, str] = {}
        for member in network.members:
            standing[member.person] = _higher(standing.get(member.person, ""), member.standing)
        return cls(
            network,
            ties,
            belonging,
            _told_apart([people[str(node)] for node in ties.nodes], ties.nodes),
            tuple(standing.get(str(node), "") for node in ties.nodes),
            _told_apart([groups[str(group)] for group in belonging.groups], belonging.groups),
            tuple((kind, relation_ties_of(network, [kind], grades=grades)) for kind in KINDS),
            "" if grades is None else grades.said,
        )

    @property
    def groups_of(self) -> list[list[int]]:
        """The groups of each person, by number."""
        cuts, group = self.belonging.starts.tolist(), self.belonging.group.tolist()
        return [group[cuts[at] : cuts[at + 1]] for at in range(len(self.names))]


def _ties(network: OcgMap, grades: Grades | None) -> Ties:
    """Return ties with directions where some run one way only, without where none does."""
    ties = ties_of(network, directed=True, grades=grades)
    count = max(len(ties), 1)
    mutual = np.isin(ties.tails * count + ties.heads, ties.heads * count + ties.tails)
    return ties_of(network, grades=grades) if mutual.all() else ties


def _higher(one: str, other: str) -> str:
    return min(one, other, key=lambda standing: STANDINGS.index(standing) if standing in STANDINGS else len(STANDINGS))


def _told_apart(labels: list[str], ids: Iterable[Hashable]) -> tuple[str, ...]:
    """Return labels, with the id behind those that several share."""
    seen = Counter(labels)
    return tuple(f"{text} ({id_})" if seen[text] > 1 else text for text, id_ in zip(labels, ids, strict=True))
