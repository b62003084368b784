"""What changes lead to, as columns; an object for each is made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar, overload

import attrs

from ocgscore.explain.changes import Changes
from ocgscore.explain.model import DOWN, UP, Flip, Outcome, Rank
from ocgscore.explain.shelf import Shelf

Made = TypeVar("Made", Flip, Outcome)


@attrs.frozen(eq=False)
class Outcomes:
    """What c changes lead to: columns, and an object for one of them when it is asked for.

    Parameters
    ----------
    found : Changes
    shelf : Shelf
    """

    found: Changes
    shelf: Shelf

    def outcome(self, at: int) -> Outcome:
        """Return one outcome."""
        found, shelf = self.found, self.shelf
        depending = shelf.dependents[found.criterion[at]]
        results = [shelf.result(m, int(found.low[m, at]), int(found.high[m, at])) for m in depending]
        moved = [shelf.ids[measure] for measure in depending if found.band_moves[measure, at]]
        return Outcome(tuple(results), tuple(moved), self._rank(at), bool(found.rank_moves[at]))

    def flip(self, at: int) -> Flip:
        """Return one outcome as a flip."""
        criterion = self.shelf.matrix.criteria[self.found.criterion[at]]
        direction = UP if self.found.up[at] else DOWN
        return Flip(criterion, int(self.found.level[at]), direction, self.outcome(at))

    def _rank(self, at: int) -> Rank | None:
        if self.found.best is None or self.found.worst is None:
            return None
        return self.shelf.rank(int(self.found.best[at]), int(self.found.worst[at]))


@attrs.frozen(eq=False, repr=False)
class Lazy(Sequence[Made]):
    """A stretch of outcomes, of which each object is made when it is asked for.

    Parameters
    ----------
    outcomes : Outcomes
    span : range
        Their positions.
    make : function
        ``Outcomes.outcome`` or ``Outcomes.flip``.
    """

    outcomes: Outcomes
    span: range
    make: Callable[[Outcomes, int], Made]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.span)

    def __repr__(self) -> str:
        """Return what the sequence of them would show."""
        return repr(list(self))

    @overload
    def __getitem__(self, at: int) -> Made: ...

    @overload
    def __getitem__(self, at: slice) -> Lazy[Made]: ...

    def __getitem__(self, at: int | slice) -> Made | Lazy[Made]:
        """Return one of them, or a stretch."""
        if isinstance(at, slice):
            return attrs.evolve(self, span=self.span[at])
        return self.make(self.outcomes, self.span[at])
