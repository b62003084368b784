"""What can be read from any networkx graph: strengths, chances and groups under their usual names."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ocgscore.errors import Problem
from ocgscore.network.grades import Grades
from ocgscore.network.model import STRONGEST, WEAKEST, MapError

if TYPE_CHECKING:
    import networkx as nx


def edge_records(
    graph: nx.Graph[Any], grades: Grades | None
) -> list[tuple[Hashable, Hashable, bool, float, float, str]]:
    """Return (one end, the other, whether both ways, strength, chance, source) of each edge but self-loops.

    Raises
    ------
    MapError
        If a strength or a chance is not a number in range, or the table of grades lacks a grade.
    """
    problems: list[Problem] = []
    if grades is not None:
        places = ((f"edge {a} – {b}", str(said.get("grade", ""))) for a, b, said in graph.edges(data=True))
        problems += grades.unknown(places)
    records = []
    directed = graph.is_directed()
    for one, other, said in graph.edges(data=True):
        if one == other:
            continue
        where = f"edge {one} – {other}"
        given = said.get("strength", said.get("weight", 1))
        strength = _number(f"{where} strength", given, WEAKEST, STRONGEST, problems)
        chance = _chance(where, said, grades, problems)
        both = not directed or said.get("direction", "to") != "to"
        records.append((one, other, both, strength, chance, str(said.get("source", ""))))
    if problems:
        raise MapError(problems)
    return records


def _chance(where: str, said: Mapping[str, Any], grades: Grades | None, problems: list[Problem]) -> float:
    if "chance" in said:
        return _number(f"{where} chance", said["chance"], 0.0, 1.0, problems)
    if grades is None:
        return 1.0
    return grades.chance(str(said.get("grade", ""))) or 1.0


def _number(where: str, value: Any, least: float, most: float, problems: list[Problem]) -> float:
    """Return a number above 0 and within a range; note the problem and return 1 if it is none."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = -1.0
    if number > 0 and least <= number <= most:
        return number
    expected = f"a number {f'from {least:g} to' if least else 'above 0 and at most'} {most:g}"
    problems.append(Problem(where, str(value), expected, "mend it, or leave the edge out"))
    return 1.0


def group_pairs(graph: nx.Graph[Any]) -> Iterator[tuple[Hashable, Hashable]]:
    """Yield each node with each group that its attribute ``groups`` or ``group`` names."""
    for node, said in graph.nodes(data=True):
        named = said.get("groups", said.get("group"))
        if isinstance(named, str):
            yield from ((node, part.strip()) for part in named.split("|") if part.strip())
        elif isinstance(named, list | tuple | set | frozenset):
            yield from ((node, group) for group in named)
        elif named is not None:
            yield node, named
