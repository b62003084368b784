"""What is measured of groups in one drawn network: by the links drawn, or by the relations drawn."""

from __future__ import annotations

from typing import Final, TypeAlias

import attrs
import numpy as np

from ocgscore.network.between import relation_ties_of
from ocgscore.network.grades import Grades
from ocgscore.network.groups.pairs import GroupPairs, crossing_pairs, shared_pairs
from ocgscore.network.groups.parts import inner_ties, largest_parts
from ocgscore.network.local.crossing import ei_index
from ocgscore.network.measures.grouped import joined_ties, placed_groups, standing_of
from ocgscore.network.membership import Membership
from ocgscore.network.model import SIGNS, OcgMap
from ocgscore.network.paths.rounds import Sources
from ocgscore.network.ties import Flags, Floats, Ints, Ties

Found: TypeAlias = tuple[Floats, Flags]
RELATIONS: Final = {"alliance": "alliances", "rivalry": "rivalries", "tension": "tensions"}


@attrs.frozen(eq=False)
class GroupDraws:
    """What does not change from draw to draw: who is in which group, which groups share people, which are allied.

    Parameters
    ----------
    belonging : Membership
    sharing : GroupPairs
    allied : pair of ndarray of int64
        The positions of the two groups of each alliance.
    linked : bool
        Whether the map holds any link, drawn or not: without, nothing is known of links.
    sources, seed
        Of betweenness.
    """

    belonging: Membership
    sharing: GroupPairs
    allied: tuple[Ints, Ints]
    linked: bool
    sources: Sources
    seed: int

    @classmethod
    def of(
        cls, belonging: Membership, allied: tuple[Ints, Ints], sources: Sources, seed: int, *, linked: bool
    ) -> GroupDraws:
        """Gather what does not change."""
        sharing = shared_pairs(belonging.person, belonging.group, len(belonging.groups))
        return cls(belonging, sharing, allied, linked, sources, seed)

    def within(self, ties: Ties) -> dict[str, Found]:
        """Return what rests on the links within groups, and on how many leave them."""
        belonging, groups, sizes = self.belonging, len(self.belonging.groups), self.belonging.sizes
        group, one, other = inner_ties(ties, belonging)
        inside = np.bincount(group, minlength=groups)
        ends = np.bincount(belonging.group, ties.degree[belonging.person], groups).astype(np.int64)
        outside, others = ends - 2 * inside, len(belonging.people) - sizes
        known = (sizes > 0) & self.linked
        several = known & (sizes > 1)
        pairs = np.maximum(sizes * (sizes - 1), 1)
        apart = (2 * inside * others) / np.maximum((sizes - 1) * outside, 1)
        return {
            "ties_within": (inside.astype(np.float64), known),
            "density": (2 * inside / pairs, several),
            "largest_part": (largest_parts(belonging, one, other).astype(np.float64), known),
            "ties_outside": (outside.astype(np.float64), known),
            "cohesion": (apart, several & (outside > 0)),
        }

    def between(self, ties: Ties) -> dict[str, Found]:
        """Return what rests on the links between groups."""
        crossing, groups = crossing_pairs(ties, self.belonging), len(self.belonging.groups)
        members = self.belonging.sizes > 0
        none = np.zeros(0, np.int64)
        reached = joined_ties(self.belonging, crossing, GroupPairs.of(none, none, none, groups), (none, none)).degree
        linked = joined_ties(self.belonging, crossing, self.sharing, (none, none)).degree
        joined = joined_ties(self.belonging, crossing, self.sharing, self.allied)
        placed = placed_groups(joined, self.belonging)
        standing = standing_of(joined, self.sources, self.seed)
        return {
            "cross_group_degree": (reached.astype(np.float64), members & self.linked),
            "linked_groups": (linked.astype(np.float64), members),
            **{name: (found.values, placed & found.defined) for name, found in standing.items()},
        }

    def crossing(self, ties: Ties) -> dict[str, Found]:
        """Return the E–I index."""
        found = ei_index(ties, belonging=self.belonging).groups.index
        return {"ei_index": (found.values, found.defined)}


TIED: Final = {
    GroupDraws.within: ("ties_within", "density", "largest_part", "ties_outside", "cohesion"),
    GroupDraws.between: ("cross_group_degree", "linked_groups", "joined_groups", "betweenness", "betweenness_share"),
    GroupDraws.crossing: ("ei_index",),
}
"""What is worked out together, and the measures that come of it."""

RELATED: Final = (*RELATIONS.values(), "signed_balance")


def relation_layers(network: OcgMap, grades: Grades | None) -> Ties:
    """Return alliances, rivalries and tensions as one network: every group stands in it once for each of the three.

    Examples
    --------
    >>> from ocgscore.network.model import Group, Relation
    >>> two = OcgMap(groups=(Group("X"), Group("Y")), relations=(Relation("X", "Y", "rivalry"),))
    >>> layers = relation_layers(two, None)
    >>> len(layers), layers.nodes[2], layers.tails.tolist(), layers.heads.tolist()
    (6, ('rivalry', 'X'), [2], [3])
    """
    layers = [relation_ties_of(network, [kind], grades=grades) for kind in SIGNS]
    starts = [at * len(network.groups) for at in range(len(layers))]
    return Ties(
        tuple((kind, node) for kind, layer in zip(SIGNS, layers, strict=True) for node in layer.nodes),
        np.concatenate([layer.tails + start for layer, start in zip(layers, starts, strict=True)]),
        np.concatenate([layer.heads + start for layer, start in zip(layers, starts, strict=True)]),
        np.concatenate([layer.strength for layer in layers]),
        np.concatenate([layer.chance for layer in layers]),
    )


def of_relations(layers: Ties) -> dict[str, Found]:
    """Return what rests on the relations of `relation_layers`, each group once; undefined balance where it has none.

    Examples
    --------
    >>> from ocgscore.network.model import Group, Relation
    >>> two = OcgMap(groups=(Group("X"), Group("Y")), relations=(Relation("X", "Y", "rivalry"),))
    >>> found = of_relations(relation_layers(two, None))
    >>> found["rivalries"][0].tolist(), found["signed_balance"][0].tolist()
    ([1.0, 1.0], [-1.0, -1.0])
    """
    groups = len(layers) // len(SIGNS)
    counts = layers.degree.reshape(len(SIGNS), groups).astype(np.float64)
    everybody = np.ones(groups, np.bool_)
    found = {RELATIONS[kind]: (counts[at], everybody) for at, kind in enumerate(SIGNS)}
    kind, low = np.divmod(layers.tails, max(groups, 1))
    against = np.array([sign < 0 for sign in SIGNS.values()])[kind]
    keys = np.unique((low * groups + layers.heads % max(groups, 1))[against])
    ends = np.concatenate([keys // max(groups, 1), keys % max(groups, 1)])
    opposed = np.bincount(ends, minlength=groups)
    allied = sum(counts[at] for at, sign in enumerate(SIGNS.values()) if sign > 0)
    both = allied + opposed
    return {**found, "signed_balance": ((allied - opposed) / np.maximum(both, 1), both > 0)}
