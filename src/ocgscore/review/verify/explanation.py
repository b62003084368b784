"""A change that would explain differences: what it is, which columns it explains, and how it is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from ocgscore.review.verify.columns import RecordedColumn
from ocgscore.review.verify.numbers import MISSING, ROUNDING, UNREADABLE, WRONG, Flags, Verdicts

DIFFERENT, LACKING = "wrong", "missing level"
MOST_NAMED: Final = 4
UNKNOWN_COUNTED: Final = "an unknown counted "


@attrs.frozen
class Effect:
    """What a change would do to one column.

    Parameters
    ----------
    column : RecordedColumn
    differing, explained : int
        Cells that are wrong, rounding or lack a level, and how many of them the change would make right.
    broken : int
        Cells that are equal now and would certainly not be.
    undetermined : int
        Further cells that could be right or wrong under it: a level is unknown.
    settles : frozenset of str
        ``"wrong"`` where it explains every cell that is wrong or rounding, ``"missing level"`` where every cell that
        lacks a level; empty where it breaks any.
    cells : ndarray of bool, shape (n,)
        The rows whose cell it would make right, and those in which it could be right or wrong.
    """

    column: RecordedColumn
    differing: int
    explained: int
    broken: int
    undetermined: int
    settles: frozenset[str]
    cells: Flags = attrs.field(eq=False, repr=False)

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

    @property
    def told(self) -> tuple[Effect, ...]:
        """The columns that it is told of: those it explains altogether, or all where there are none."""
        return tuple(effect for effect in self.effects if effect.complete) or self.effects

    @property
    def refuted(self) -> bool:
        """Whether other columns of the very measures that it explains altogether speak against it."""
        measures = {effect.column.measure for effect in self.effects if effect.complete}
        return measures.issubset({column.measure for column in self.against})

    def text(self) -> str:
        """Return it as a sentence, which claims no cause."""
        return _sentence(self, self.said)


def in_words(explanations: Sequence[Explanation]) -> tuple[str, ...]:
    """Return a sentence for each explanation; one for all that would explain the same cells.

    Parameters
    ----------
    explanations : sequence of Explanation

    Returns
    -------
    tuple of str
        In the order of the first of each.
    """
    rivals: list[list[Explanation]] = []
    for one in explanations:
        same = next((others for others in rivals if _alike(others[0], one)), None)
        if same is None:
            rivals.append([one])
        else:
            same.append(one)
    return tuple(_sentence(others[0], _either([one.said for one in others])) for others in rivals)


def _alike(one: Explanation, other: Explanation) -> bool:
    """Whether two changes would explain the very same cells, with the same against them."""
    if (one.where, one.against) != (other.where, other.against):
        return False
    ours, theirs = ({effect.column: effect for effect in each.told} for each in (one, other))
    return ours == theirs and all((effect.cells == theirs[column].cells).all() for column, effect in ours.items())


def _either(said: Sequence[str]) -> str:
    """Return changes as one clause: ``"an unknown counted as 0, or as the lowest level it may be"``."""
    first, *others = said
    shared = UNKNOWN_COUNTED if all(one.startswith(UNKNOWN_COUNTED) for one in said) else ""
    return first + "".join(f", or {one.removeprefix(shared) if shared else f'if {one}'}" for one in others)


def _sentence(explanation: Explanation, said: str) -> str:
    effects = explanation.told
    explained, differing = (sum(getattr(one, name) for one in effects) for name in ("explained", "differing"))
    cells = "cell" if differing == 1 else "cells"
    count = f"{explained:,} of the {differing:,}"
    if explained == differing:
        count = "The one" if differing == 1 else f"All {differing:,}"
    rows = f" in the rows of {explanation.where}" if explanation.where else ""
    named = _named([effect.column for effect in effects])
    fault = "does not agree" if differing == 1 else "do not agree"
    if all(effect.settles == {LACKING} for effect in effects):
        fault = "lacks a level" if differing == 1 else "lack a level"
    text = f"{count} {cells} of {named}{rows} that {fault} would be explained if {said}."
    undetermined = sum(effect.undetermined for effect in effects)
    if undetermined:
        text += f" {undetermined:,} more {'lacks' if undetermined == 1 else 'lack'} a level, and cannot tell."
    if explanation.against:
        text += f" But cells of {_named(explanation.against)} that agree now would then be wrong."
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


def settled(explanation: Explanation) -> set[tuple[RecordedColumn, str]]:
    """Return the columns, and the kind of difference in each, that a change explains altogether."""
    return {(effect.column, kind) for effect in explanation.effects for kind in effect.settles}
