"""Where to draw each node of a network: the same places, to a tenth, on every machine."""

from __future__ import annotations

from typing import Final

import numpy as np

from ocgscore.network.layout.exact import directions
from ocgscore.network.layout.hulls import hull
from ocgscore.network.layout.packing import packed
from ocgscore.network.layout.placing import Ground
from ocgscore.network.ties import Floats, Ints

__all__ = ["LANDSCAPE", "directions", "hull", "lay_out"]

LANDSCAPE: Final = 1.414  # width over height of a sheet of paper laid across


def lay_out(boxes: Floats, pairs: Ints, belongs: Ints, *, shape: float = LANDSCAPE) -> Floats:
    """Return where to draw each node.

    Members of a group stand together in a disc of their own; a member of several groups stands by itself near all of
    them. Nodes and groups that links join are near each other, parts that nothing joins stand side by side, and no
    box lies on another. The work grows with the square of the nodes: a second for 500, some five for 1,500.

    Parameters
    ----------
    boxes : ndarray of float64, shape (n, 2)
        Width and height of what is drawn for each node, its label among it; units of length.
    pairs : ndarray of int64, shape (m, 2)
        Links between nodes.
    belongs : ndarray of int64, shape (b, 2)
        Node and group number of each belonging, each pair once.
    shape : float
        Width over height of the page to fill.

    Returns
    -------
    ndarray of float64, shape (n, 2)
        The middle of each box, to a tenth; the corner of the whole is (0, 0) and y runs downwards.

    Examples
    --------
    >>> boxes = np.full((3, 2), 20.0)
    >>> at = lay_out(boxes, np.array([[0, 1], [1, 2]]), np.zeros((0, 2), np.int64))
    >>> at.shape, bool((at >= 10).all())
    ((3, 2), True)
    """
    if not len(boxes):
        return np.zeros((0, 2))
    ground = Ground.of(boxes, pairs, belongs)
    at = np.zeros((len(boxes), 2))
    parts = [ground.place(at, part, shape) for part in ground.parts()]
    for nodes, move in zip(parts, packed([(at[nodes], boxes[nodes]) for nodes in parts], shape), strict=True):
        at[nodes] += move
    tenths: Floats = np.rint((at - (at - boxes / 2).min(axis=0)) * 10) / 10
    return tenths
