"""What networkx does not mind in GraphML and GEXF, and their owner should: links to nobody, ids twice, parts lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from ocgscore.errors import Described, Problem
from ocgscore.network.model import MapError
from ocgscore.table.grid import shortened

_NO_ID: Final = "give it the attribute id"
_ENDS: Final = ("source", "target")


class Shape:
    """Watches the elements of a file go by, each with its line.

    Parameters
    ----------
    name : str
        What messages call the file.
    line : callable
        The line that is being read.
    """

    def __init__(self, name: str, line: Callable[[], int]) -> None:
        self.root = ""
        self._taken: dict[str, Callable[[Mapping[str, str]], None]] = {}
        self._name, self._line = name, line
        self._nodes: dict[str, int] = {}
        self._ends: list[tuple[int, str, str]] = []
        self._problems: list[Problem] = []
        self._graphs = 0

    def start(self, element: str, said: Mapping[str, str]) -> None:
        """Take note of an element."""
        if not self.root:
            space, _, self.root = element.rpartition(" ")
            parts = {"node": self._node, "edge": self._edge, "graph": self._graph}
            self._taken = {f"{space} {tag}".lstrip(): take for tag, take in parts.items()}
        take = self._taken.get(element)  # not an element of a drawing, say, that is called node too
        if take:
            take(said)

    def _graph(self, _: Mapping[str, str]) -> None:
        self._graphs += 1
        if self._graphs == 2:
            got, hint = Described("a second graph"), "save each in a file of its own; take out a graph within a node"
            self._problems.append(Problem(self._where(), got, "the only graph of the file", hint))

    def _node(self, said: Mapping[str, str]) -> None:
        id_ = said.get("id", "")
        if not id_:
            self._problems.append(Problem(f"{self._where()} node", None, "an id", _NO_ID))
            return
        if id_ in self._nodes:
            expected = f"an id of its own (line {self._nodes[id_]} has it too)"
            self._problems.append(Problem(f"{self._where()} node id", id_, expected, "give one of the two another id"))
        self._nodes.setdefault(id_, self._line())

    def _edge(self, said: Mapping[str, str]) -> None:
        for end in _ENDS:
            if said.get(end):
                self._ends.append((self._line(), end, said[end]))
            else:
                hint = f"name the node it {'begins' if end == 'source' else 'ends'} at"
                self._problems.append(Problem(f"{self._where()} edge", None, f"a {end}", hint))

    def _where(self) -> str:
        return f"{self._name} line {self._line()}"

    def stop(self, others: Callable[[], Iterable[Problem]]) -> None:
        """Raise all problems, if there are any, among them every edge that ends at no node, and then others."""
        for line, end, id_ in self._ends:
            if id_ not in self._nodes:
                hint = "add the node, or leave the edge out"
                where = f"{self._name} line {line} edge {end}"
                self._problems.append(Problem(where, id_, "the id of a node in the file", hint))
        if self._problems:
            raise MapError([*shortened(self._problems, self._name), *others()])
