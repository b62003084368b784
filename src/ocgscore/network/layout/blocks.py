"""A group's members as one disc: laid out inside first, turned towards their links afterwards."""

from __future__ import annotations

from typing import Final

import attrs
import numpy as np

from ocgscore.network.layout.apart import boxes_apart
from ocgscore.network.layout.exact import directions, total
from ocgscore.network.layout.stress import placed, steps_between
from ocgscore.network.ties import Floats, Ints

EDGE: Final = 22.0  # of a group's disc beyond its members: for the outline and the name
INSIDE: Final = 10.0  # between the boxes of members that a link joins


@attrs.frozen(eq=False)
class Block:
    """Nodes that stay together: the members of one group, or one node by itself.

    Parameters
    ----------
    nodes : ndarray of int64, shape (k,)
    at : ndarray of float64, shape (k, 2)
        Their places, about the middle of the disc.
    radius : float
        Of the disc.
    """

    nodes: Ints
    at: Floats
    radius: float


def homes(count: int, belongs: Ints) -> Ints:
    """Return the block of each node: that of its group if it has just one, one of its own otherwise.

    Parameters
    ----------
    count : int
    belongs : ndarray of int64, shape (b, 2)
        Node and group.

    Examples
    --------
    >>> homes(4, np.array([[0, 0], [1, 0], [2, 0], [2, 1]])).tolist()
    [0, 0, 1, 2]
    """
    alone = np.bincount(belongs[:, 0], minlength=count) != 1
    group = np.full(count, -1)
    group[belongs[:, 0]] = belongs[:, 1]
    keys = np.where(alone, int(group.max(initial=0)) + 1 + np.arange(count), group)
    _, first, home = np.unique(keys, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first, kind="stable"), kind="stable")
    return rank[home].astype(np.int64)


def block_of(nodes: Ints, boxes: Floats, pairs: Ints) -> Block:
    """Lay out the nodes of one block by the links among them.

    Parameters
    ----------
    nodes : ndarray of int64, shape (k,)
    boxes : ndarray of float64, shape (k, 2)
    pairs : ndarray of int64, shape (m, 2)
        Links among them, as positions in `nodes`.
    """
    if len(nodes) == 1:
        return Block(nodes, np.zeros((1, 2)), float(boxes[0].sum()) / 4)
    at = placed(steps_between(len(nodes), pairs), boxes.sum(axis=1) / 4, INSIDE)
    return settled(Block(nodes, at, 0.0), boxes, tight=True)


def settled(block: Block, boxes: Floats, *, tight: bool = False) -> Block:
    """Return a block with no member on another, about its middle again."""
    if len(block.nodes) == 1:
        return block
    at = boxes_apart(block.at, boxes, tight=tight)
    at = at - (at.min(axis=0) + at.max(axis=0)) / 2
    reach = np.abs(at) + boxes / 2
    radius = float(np.sqrt((reach * reach).sum(axis=1)).max()) + EDGE
    return Block(block.nodes, at, radius)


def turned_best(block: Block, centre: Floats, inner: Ints, outer: Floats) -> Block:
    """Turn or mirror a block so that its links to the outside are short.

    Parameters
    ----------
    block : Block
    centre : ndarray of float64, shape (2,)
    inner : ndarray of int64, shape (m,)
        Position in the block of the inner end of each outward link.
    outer : ndarray of float64, shape (m, 2)
        Where the outer ends are.
    """
    if len(block.nodes) == 1 or not len(inner):
        return block
    best, shortest = block, np.inf
    for x, y in directions().tolist():
        for mirror in (1.0, -1.0):
            east, north = block.at[:, 0], block.at[:, 1] * mirror
            at = np.column_stack([east * x - north * y, east * y + north * x])
            apart = at[inner] + centre - outer
            length = float(total(np.sqrt(apart[:, 0] * apart[:, 0] + apart[:, 1] * apart[:, 1])))
            if length < shortest:
                best, shortest = attrs.evolve(block, at=at), length
    return best
