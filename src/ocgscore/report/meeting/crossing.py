"""What would carry a group over the line: an unknown that turns out so, or a level that is another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.explain import Explanations
from ocgscore.explain.changes import Changes
from ocgscore.matrix import Criterion

Flags: TypeAlias = npt.NDArray[np.bool_]
Places: TypeAlias = npt.NDArray[np.int64]
OPEN: Final = 0
UNKNOWN: Final = "unknown"


@attrs.frozen(eq=False)
class Turn:
    """One level of one criterion that would carry a group over the line, all else as it is.

    Parameters
    ----------
    row : int
    criterion : Criterion
    level : int
        The level nearest to those possible now that would do it; every level beyond it would too.
    up : bool
        Whether the group would come to stand higher.
    lowest, highest : int
        The levels possible now.
    """

    row: int
    criterion: Criterion
    level: int
    up: bool
    lowest: int
    highest: int

    @property
    def said(self) -> str:
        """The turn in words, such as ``Intent: Preparing or higher``."""
        levels = self.criterion.levels
        last = len(levels) - 1 if self.up else 0
        beyond = "" if self.level == last else " or higher" if self.up else " or lower"
        return f"{self.criterion.title}: {levels[self.level].label}{beyond}"

    @property
    def possible(self) -> int:
        """How many levels are possible now."""
        return self.highest - self.lowest + 1

    @property
    def answers(self) -> int:
        """How many of the levels possible now would do it."""
        first, last = (self.level, self.highest) if self.up else (self.lowest, self.level)
        return max(min(last, self.highest) - max(first, self.lowest) + 1, 0)

    @property
    def now(self) -> str:
        """The levels possible now, in words."""
        levels = self.criterion.levels
        if self.lowest == self.highest:
            return levels[self.lowest].label
        if (self.lowest, self.highest) == (0, len(levels) - 1):
            return UNKNOWN
        return f"{levels[self.lowest].label} to {levels[self.highest].label}"


@attrs.frozen(eq=False)
class Crossings:
    """Every single level that would carry a group over the line, by row.

    Parameters
    ----------
    learnt : dict of int to tuple of Turn
        Of groups that may be above or below: an unknown which, were it known to be so, would settle where they stand.
    changed : dict of int to tuple of Turn
        Levels now ruled out that would settle where a group stands that may be above or below, or open it for one that
        is on one side whatever is unknown.
    """

    learnt: dict[int, tuple[Turn, ...]]
    changed: dict[int, tuple[Turn, ...]]


def crossings(explanations: Explanations, top: int) -> Crossings:
    """Find every single level that would carry a group over the line.

    Parameters
    ----------
    explanations : Explanations
        Of a ranked batch.
    top : int
        K: above the line are the ranks up to K.

    Returns
    -------
    Crossings

    Examples
    --------
    >>> from ocgscore import assess, score
    >>> from ocgscore.explain import explain_batch
    >>> full = dict.fromkeys("financial community_environment victim_vulnerability geographic_scope".split(), "2")
    >>> rows = [{"physical": "3", "psychological": "?"}, {"physical": "2", "psychological": "3"}]
    >>> batch = assess([{"group": name, **full, **row} for name, row in zip("AB", rows)], "ocg-tactical")
    >>> found = crossings(explain_batch(score(batch), "harm"), 1)
    >>> [turn.said for turn in found.learnt[0]]
    ['Psychological harm: Minor or lower', 'Psychological harm: Moderate or higher']
    """
    learnt: dict[int, dict[tuple[str, bool], Turn]] = {}
    changed: dict[int, dict[tuple[str, bool], Turn]] = {}
    for found in explanations.changes():
        before, after = _stands_before(explanations, found, top), _stands_after(found, top)
        settled = found.possible & (before == OPEN) & (after != OPEN)
        moved = ~found.possible & (after != before)
        for kept, wanted in ((learnt, settled), (changed, moved)):
            _keep_nearest(kept, _turns(explanations, found, wanted, after > before))
    return Crossings(*({row: tuple(turns.values()) for row, turns in kept.items()} for kept in (learnt, changed)))


def _stands_before(explanations: Explanations, found: Changes, top: int) -> Places:
    ranking = explanations.ranking
    if ranking is None:
        raise AssertionError(explanations)  # a report is made of a ranked batch alone
    return _stands(ranking.best[found.row], ranking.worst[found.row], top)


def _stands_after(found: Changes, top: int) -> Places:
    if found.best is None or found.worst is None:
        raise AssertionError(found)
    return _stands(found.best, found.worst, top)


def _stands(best: Places, worst: Places, top: int) -> Places:
    """Return where groups stand: -1 for below the line and 1 for above it whatever is unknown, 0 for either."""
    return (worst <= top).astype(np.int64) - (best > top)


def _turns(explanations: Explanations, found: Changes, wanted: Flags, up: Flags) -> Iterator[Turn]:
    batch = explanations.scores.assessments
    for at in np.flatnonzero(wanted).tolist():
        row, criterion = int(found.row[at]), int(found.criterion[at])
        ends = int(batch.lowest[row, criterion]), int(batch.highest[row, criterion])
        yield Turn(row, batch.matrix.criteria[criterion], int(found.level[at]), bool(up[at]), *ends)


def _keep_nearest(kept: dict[int, dict[tuple[str, bool], Turn]], turns: Iterator[Turn]) -> None:
    """Keep for each row, criterion and direction the level nearest to those possible now: levels come in order."""
    for turn in turns:
        own = kept.setdefault(turn.row, {})
        key = (turn.criterion.id, turn.up)
        if not turn.up or key not in own:
            own[key] = turn
