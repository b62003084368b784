"""Blocks on the ground: which are joined, which part each belongs to, and where they go."""

from __future__ import annotations

from typing import Final

import attrs
import numpy as np

from ocgscore.network.layout.apart import boxes_apart, discs_apart, drawn_together
from ocgscore.network.layout.blocks import Block, block_of, homes, settled, turned_best
from ocgscore.network.layout.exact import directions
from ocgscore.network.layout.stress import FAR, Steps, placed, steps_between
from ocgscore.network.ties import Floats, Ints

BETWEEN: Final = 16.0  # between discs that a link joins
MOST_STRETCH: Final = 2.0  # of width over height, to fit the page


@attrs.frozen(eq=False)
class Ground:
    """Nodes in blocks, and the blocks that something joins.

    Parameters
    ----------
    boxes : ndarray of float64, shape (n, 2)
    pairs : ndarray of int64, shape (m, 2)
    home : ndarray of int64, shape (n,)
        The block of each node.
    blocks : tuple of Block
    joined : ndarray of int64, shape (j, 2)
        Pairs of blocks, each once, the lower first.
    weight : ndarray of float64, shape (j,)
        The square root of how many links join each pair.
    steps : ndarray of uint8, shape (b, b)
        Between blocks.
    """

    boxes: Floats
    pairs: Ints
    home: Ints
    blocks: tuple[Block, ...]
    joined: Ints
    weight: Floats
    steps: Steps

    @classmethod
    def of(cls, boxes: Floats, pairs: Ints, belongs: Ints) -> Ground:
        """Gather nodes into blocks, each laid out inside."""
        home = homes(len(boxes), belongs)
        blocks = _blocks(home, boxes, pairs)
        every = np.sort(_joined(home, pairs, belongs), axis=1)
        joined, times = np.unique(every, axis=0, return_counts=True)
        steps = steps_between(len(blocks), joined)
        return cls(boxes, pairs, home, tuple(blocks), joined, np.sqrt(times.astype(np.float64)), steps)

    def parts(self) -> list[Ints]:
        """Return the blocks of each part that nothing joins to another."""
        first = (self.steps != FAR).argmax(axis=1)
        return [np.flatnonzero(first == number) for number in np.unique(first)]

    def place(self, at: Floats, part: Ints, shape: float) -> Ints:
        """Fill in the places of one part's nodes; return the nodes."""
        blocks = [self.blocks[number] for number in part.tolist()]
        radius = np.array([block.radius for block in blocks])
        centres = _across(placed(self.steps[np.ix_(part, part)], radius, BETWEEN), radius, shape)
        if any(len(block.nodes) > 1 for block in blocks):
            inside = np.isin(self.joined[:, 0], part)
            joined = np.searchsorted(part, self.joined[inside])
            drawn = drawn_together(centres, radius + BETWEEN / 2, joined, self.weight[inside], shape)
            centres = _across(drawn, radius, shape)
        centres = discs_apart(centres, radius + BETWEEN / 2, tight=True)
        for block, centre in zip(blocks, centres, strict=True):
            at[block.nodes] = block.at + centre
        turned = self._turned(at, blocks, centres)
        centres = discs_apart(centres, np.array([block.radius for block in turned]) + BETWEEN / 4)
        for block, centre in zip(turned, centres, strict=True):
            at[block.nodes] = block.at + centre
        nodes = np.concatenate([block.nodes for block in blocks])
        at[nodes] = boxes_apart(at[nodes], self.boxes[nodes])
        return nodes

    def _turned(self, at: Floats, blocks: list[Block], centres: Floats) -> list[Block]:
        """Turn each block in its place, the first first, towards where its links lead."""
        turned = []
        place = np.full(len(at), -1)
        for block, centre in zip(blocks, centres, strict=True):
            place[block.nodes] = np.arange(len(block.nodes))
            inner = place[self.pairs] >= 0
            one, other = inner[:, 0] & ~inner[:, 1], inner[:, 1] & ~inner[:, 0]
            outward = np.concatenate([self.pairs[one], self.pairs[other][:, ::-1]])
            better = turned_best(block, centre, place[outward[:, 0]], at[outward[:, 1]])
            at[block.nodes] = better.at + centre
            turned.append(settled(better, self.boxes[block.nodes]))
            place[block.nodes] = -1
        return turned


def _blocks(home: Ints, boxes: Floats, pairs: Ints) -> list[Block]:
    """Return the blocks, each laid out inside."""
    order = np.argsort(home, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(home))])
    place = np.empty(len(home), np.int64)
    place[order] = np.arange(len(home)) - starts[home[order]]
    inside = pairs[home[pairs[:, 0]] == home[pairs[:, 1]]]
    inside = inside[np.argsort(home[inside[:, 0]], kind="stable")]
    cuts = np.searchsorted(home[inside[:, 0]], np.arange(len(starts)))
    blocks = []
    for number in range(len(starts) - 1):
        nodes = order[starts[number] : starts[number + 1]]
        blocks.append(block_of(nodes, boxes[nodes], place[inside[cuts[number] : cuts[number + 1]]]))
    return blocks


def _joined(home: Ints, pairs: Ints, belongs: Ints) -> Ints:
    """Return the pairs of blocks that a link joins, or that a group joins which has members in both."""
    linked = home[pairs[home[pairs[:, 0]] != home[pairs[:, 1]]]]
    order = np.argsort(belongs[:, 1], kind="stable")
    node, group = belongs[order, 0], belongs[order, 1]
    lone = np.bincount(belongs[:, 0], minlength=len(home))[node] == 1
    _, first, number = np.unique(group, return_index=True, return_inverse=True)
    for at in np.flatnonzero(lone)[::-1].tolist():
        first[number[at]] = at
    shared = np.column_stack([home[node[first[number]]], home[node]])
    return np.concatenate([linked, shared[shared[:, 0] != shared[:, 1]]])


def _across(at: Floats, radius: Floats, shape: float) -> Floats:
    """Turn the whole so that it fits the page best, and stretch it the rest of the way."""
    best, proportion, least = at, 1.0, np.inf
    for x, y in directions()[:8].tolist():
        turned = np.column_stack([at[:, 0] * x - at[:, 1] * y, at[:, 0] * y + at[:, 1] * x])
        wide, high = ((turned + radius[:, None]).max(axis=0) - (turned - radius[:, None]).min(axis=0)).tolist()
        if max(wide, high * shape) < least:
            best, proportion, least = turned, wide / (high * shape), max(wide, high * shape)
    stretch = float(np.sqrt(min(max(proportion, 1 / MOST_STRETCH), MOST_STRETCH)))
    return np.column_stack([best[:, 0] / stretch, best[:, 1] * stretch])
