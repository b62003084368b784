"""Measures of many people or groups side by side, each with its engine, its error and the reasons for what it lacks."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence

import attrs
import numpy as np

from ocgscore.errors import Problem, RequestError, did_you_mean
from ocgscore.network import engines
from ocgscore.network.measures.definitions import Measure
from ocgscore.network.ties import Flags, Floats, Ints


@attrs.frozen(eq=False)
class Measured:
    """One measure of every person or group.

    Parameters
    ----------
    measure : Measure
        Its definition.
    values : ndarray of float64, shape (n,)
        To 12 significant digits; 0 where undefined.
    defined : ndarray of bool, shape (n,)
    reasons : tuple of str, length n
        Why there is no value; empty where there is one.
    error : ndarray of float64, shape (n,)
        Standard error of each value; 0 where it is exact.
    exact : bool
        Whether nothing was sampled.
    engine : str
        What computed it, and from how many sources where they are a sample.
    """

    measure: Measure
    values: Floats
    defined: Flags
    reasons: tuple[str, ...]
    error: Floats
    exact: bool = True
    engine: str = engines.ARRAYS

    def at(self, position: int) -> float | None:
        """Return one value, None where it is undefined."""
        return float(self.values[position]) if self.defined[position] else None

    def as_list(self) -> list[float | None]:
        """Return all values, None where undefined."""
        return [
            value if known else None for value, known in zip(self.values.tolist(), self.defined.tolist(), strict=True)
        ]


@attrs.frozen(eq=False)
class Ranked:
    """Who comes where by one measure, the highest first.

    Parameters
    ----------
    order : ndarray of int64, shape (n,)
        Positions, the highest value first, equals by name, those without a value last.
    best, worst : ndarray of int64, shape (n,)
        The first and the last rank that a value shares with its equals, from 1; 0 where undefined. In the order of the
        nodes.
    """

    order: Ints
    best: Ints
    worst: Ints

    def text(self, position: int) -> str:
        """Return a rank as it is shown: ``2``, or ``2=`` where it is shared; a dash where undefined.

        Examples
        --------
        >>> ranked = ranked_by(np.array([1.0, 3, 1, 0]), np.array([True, True, True, False]))
        >>> ranked.order.tolist(), [ranked.text(position) for position in range(4)]
        ([1, 0, 2, 3], ['2=', '1', '2=', '–'])
        """
        if not self.best[position]:
            return "–"
        return f"{self.best[position]}{'' if self.best[position] == self.worst[position] else '='}"


def ranked_by(values: Floats, defined: Flags) -> Ranked:
    """Rank values, the highest first.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
    defined : ndarray of bool, shape (n,)
    """
    order = np.lexsort((np.arange(len(values)), np.where(defined, -values, 0.0), ~defined))
    known = np.sort(-values[defined])
    best = np.where(defined, np.searchsorted(known, -values, side="left") + 1, 0)
    worst = np.where(defined, np.searchsorted(known, -values, side="right"), 0)
    return Ranked(order, best.astype(np.int64), worst.astype(np.int64))


@attrs.frozen(eq=False)
class MeasureTable:
    """Measures side by side.

    Parameters
    ----------
    nodes : tuple of hashable, length n
        The people or groups, by name.
    columns : mapping of str to Measured
        By the name of the measure, in the order in which they are shown.
    seed : int
        Of samples, and of communities.
    """

    nodes: tuple[Hashable, ...]
    columns: Mapping[str, Measured]
    seed: int

    def __len__(self) -> int:
        """Return the number of people or groups."""
        return len(self.nodes)

    def __getitem__(self, measure: str) -> Measured:
        """Return one measure.

        Raises
        ------
        RequestError
            If there is no such measure in the table.
        """
        return self.columns[chosen([measure], self.columns, "measure")[0]]

    def ranked(self, by: str) -> Ranked:
        """Rank by a measure, the highest first.

        Raises
        ------
        RequestError
            If there is no such measure in the table, or it is a label.
        """
        [name] = chosen([by], {name: found for name, found in self.columns.items() if found.measure.ordered}, "by")
        return ranked_by(self.columns[name].values, self.columns[name].defined)

    def as_dict(self) -> dict[Hashable, dict[str, float | None]]:
        """Return all measures of each person or group, None where undefined."""
        columns = [found.as_list() for found in self.columns.values()]
        rows = zip(*columns, strict=True) if columns else iter(())
        return {node: dict(zip(self.columns, row, strict=True)) for node, row in zip(self.nodes, rows, strict=True)}

    def why(self, position: int) -> dict[str, list[str]]:
        """Return for one person or group the reasons for what is undefined, each with the names of the measures."""
        found: dict[str, list[str]] = {}
        for name, column in self.columns.items():
            if column.reasons[position]:
                found.setdefault(column.reasons[position], []).append(name)
        return found

    @property
    def engines(self) -> dict[str, list[str]]:
        """What computed what: each engine with the names of its measures."""
        found: dict[str, list[str]] = {}
        for name, column in self.columns.items():
            found.setdefault(column.engine, []).append(name)
        return found


def chosen(asked: Sequence[str], known: Mapping[str, object], where: str) -> list[str]:
    """Return the measures asked for, refusing all that there are not.

    Raises
    ------
    RequestError
        With a problem for each that is not known.
    """
    problems = list(unknown(asked, known, where))
    if problems:
        raise RequestError(problems)
    return list(asked)


def unknown(asked: Sequence[str], known: Mapping[str, object], where: str) -> Iterator[Problem]:
    """Yield a problem for each measure asked for that there is not.

    Examples
    --------
    >>> [str(problem) for problem in unknown(["sise"], {"size": 1}, "--by")]
    ["--by: 'sise' is not a measure to be had here; did you mean 'size'?"]
    """
    for name in asked:
        if name not in known:
            hint = did_you_mean(name, known) or f"choose one of {', '.join(known)}"
            yield Problem(where, name, "a measure to be had here", hint)
