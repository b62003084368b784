"""A change that would explain differences: what it is, which columns it explains, and which of several to give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from ocgscore.review.verify.columns import RecordedColumn
from ocgscore.review.verify.numbers import MISSING, ROUNDING, UNREADABLE, WRONG, Flags, Verdicts

DIFFERENT, LACKING = "wrong", "missing level"
MOST_NAMED: Final = 4
MOST_WHOLE: Final = 8
MOST_PARTIAL: Final = 3


@attrs.frozen
class Effect:
    """What a change would do to one column.

    Parameters
    ----------
    column : RecordedColumn
    differing, explained : int
        Cells that are wrong, rounding or lack a level, and how many of them the change would make right.
    broken : int
        Cells that are equal now and would not be.
    undetermined : int
        Further cells that could be right or wrong under it: a level is unknown.
    settles : frozenset of str
        ``"wrong"`` where it explains every cell that is wrong or rounding, ``"missing level"`` where every cell that
        lacks a level; empty where it breaks any.
    """

    column: RecordedColumn
    differing: int
    explained: int
    broken: int
    undetermined: int
    settles: frozenset[str]

    @property
    def complete(self) -> bool:
        """Whether it explains a kind of difference in the whole column."""
        return bool(self.settles)


@attrs.frozen
class Explanation:
    """A single change that would explain differences.

    Parameters
    ----------
    kind : str
    said : str
        The change: ``"the weight of Physical harm were 2 instead of 3"``.
    where : str
        The rows it would be of: ``"force North"``; empty for the whole sheet.
    effects : tuple of Effect
        Columns it explains, in whole or in part.
    against : tuple of RecordedColumn
        Columns with cells that are equal now and that it would make wrong.
    """

    kind: str
    said: str
    where: str
    effects: tuple[Effect, ...]
    against: tuple[RecordedColumn, ...]

    @property
    def complete(self) -> bool:
        """Whether it explains a whole column at least."""
        return any(effect.complete for effect in self.effects)

    def text(self) -> str:
        """Return it as a sentence, which claims no cause."""
        effects = [effect for effect in self.effects if effect.complete] or list(self.effects)
        explained, differing = (sum(getattr(one, name) for one in effects) for name in ("explained", "differing"))
        cells = "cell" if differing == 1 else "cells"
        count = f"{explained} of the {differing}"
        if explained == differing:
            count = "The one" if differing == 1 else f"All {differing}"
        rows = f" in the rows of {self.where}" if self.where else ""
        named = _named([effect.column for effect in effects])
        fault = "does not agree" if differing == 1 else "do not agree"
        if all(effect.settles == {LACKING} for effect in effects):
            fault = "lacks a level" if differing == 1 else "lack a level"
        text = f"{count} {cells} of {named}{rows} that {fault} would be explained if {self.said}."
        undetermined = sum(effect.undetermined for effect in effects)
        if undetermined:
            text += f" {undetermined} more lack a level, and cannot tell."
        if self.against:
            text += f" But cells of {_named(self.against)} that agree now would then be wrong."
        return text


def _named(columns: Sequence[RecordedColumn]) -> str:
    headings = [column.heading for column in columns]
    more = f" and {len(headings) - MOST_NAMED} more columns" if len(headings) > MOST_NAMED + 1 else ""
    return ", ".join(headings[:MOST_NAMED] if more else headings) + more


def hard_targets(column: RecordedColumn, verdicts: Verdicts) -> Flags:
    """Return the cells that are wrong or rounding; among bands also those that are none of the measure's."""
    hard: Flags = (verdicts == WRONG) | (verdicts == ROUNDING)
    hard |= (verdicts == UNREADABLE) & column.is_band
    return hard


def targets(column: RecordedColumn, verdicts: Verdicts) -> Flags:
    """Return the cells to be explained: the same, and those that lack a level."""
    wanted: Flags = hard_targets(column, verdicts) | (verdicts == MISSING)
    return wanted


def joined(ways: Sequence[Explanation]) -> Iterator[Explanation]:
    """Yield the same change of several columns as one."""
    together: dict[tuple[str, str, str], Explanation] = {}
    for way in ways:
        key = (way.kind, way.said, way.where)
        known = together.get(key)
        together[key] = way if known is None else attrs.evolve(known, effects=known.effects + way.effects)
    yield from together.values()


def best(listed: Sequence[Explanation], differing: Sequence[RecordedColumn]) -> tuple[Explanation, ...]:
    """Return the changes that explain whole columns; then the best in part, for the columns that nothing explains.

    What is explained throughout and against nothing needs no explanation of some rows, or with something against it.
    """
    complete = [one for one in listed if one.complete and not _refuted(one)]
    explained = {key for one in complete if not one.where for key in settled(one)}
    sound = {key for one in complete if not one.where and not one.against for key in settled(one)}
    whole = [
        one for one in complete if not (one.where or one.against) or settled(one) - (explained if one.where else sound)
    ]
    whole.sort(key=lambda one: (bool(one.where), len(one.against) > 0, -sum(effect.complete for effect in one.effects)))
    parts: dict[int, tuple[int, Explanation]] = {}
    for column in differing:
        if (column, DIFFERENT) in explained:
            continue
        gains = [(_gain(one, column), number) for number, one in enumerate(listed) if not one.complete]
        for gain, number in sorted(gains, key=lambda entry: (-entry[0], entry[1]))[:1]:
            if gain > 0:
                parts[number] = (gain, listed[number])
    partial = sorted(parts.items(), key=lambda entry: (-entry[1][0], entry[0]))[:MOST_PARTIAL]
    return (*whole[:MOST_WHOLE], *(one for _, (_, one) in partial))


def settled(explanation: Explanation) -> set[tuple[RecordedColumn, str]]:
    """Return the columns, and the kind of difference in each, that a change explains altogether."""
    return {(effect.column, kind) for effect in explanation.effects for kind in effect.settles}


def _refuted(explanation: Explanation) -> bool:
    """Whether other columns of the very measures that a change explains speak against it."""
    measures = {effect.column.measure for effect in explanation.effects if effect.complete}
    return measures.issubset({column.measure for column in explanation.against})


def _gain(explanation: Explanation, column: RecordedColumn) -> int:
    """Return how many cells of a column a change makes right; 0 where they are under half, or it breaks others."""
    for effect in explanation.effects:
        if effect.column == column and 2 * effect.explained >= effect.differing and not explanation.against:
            return effect.explained
    return 0
