"""What changed: real change apart from knowledge, another scorer and another version, and ranks that others moved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from ocgscore.report.meeting.blocks import Block, Points, Section, Words
from ocgscore.report.meeting.material import Material, ranking_of
from ocgscore.report.meeting.sections.changes.compare import Compared, compared
from ocgscore.report.meeting.sections.changes.line import crossed
from ocgscore.report.meeting.sections.changes.listed import OTHER_CRITERIA, classes, only_ranks, same_version
from ocgscore.report.meeting.sections.changes.moves import Moves
from ocgscore.report.meeting.sections.changes.newcomers import gone, new
from ocgscore.report.meeting.sections.changes.stepped import newest_steps
from ocgscore.report.meeting.sections.groups.wording import groups
from ocgscore.review.history.words import CHANGE, CLASSES, KNOWLEDGE_ONLY, NONE, VERSION_ONLY

ID: Final = "changes"
SILENCE: Final = (
    "Up and down are certain, whatever the unknowns turn out to be; open: the score changed, and the ranges overlap.",
    "A level that changed is the scorer's word: the group may have changed, or what was known of it, or the judgement.",
    "Rank now with the old score: what other groups alone have made of the rank; empty where they have not moved it.",
    "Nothing here says why a group changed, or that anything done about it had an effect.",
)
NOTHING: Final = (
    "Not worked out: there is nothing to compare with. Give the sheet as it stood at the last meeting (--last FILE), "
    "or leave earlier assessments in the sheet, each with its date."
)
OTHER_NUMBERS: Final = (
    "Not worked out: the sheet of the last meeting was scored with {then}, this one with {now}. Score both with one "
    "matrix, by one measure."
)


def changes_section(material: Material) -> Section:
    """Return the section on what changed since the last meeting.

    Parameters
    ----------
    material : Material

    Returns
    -------
    Section
        Where no sheet of the last meeting was given, of what changed from the assessment before the newest of each
        group to the newest; where there is none either, of what to give.

    Examples
    --------
    >>> from ocgscore import assess
    >>> from ocgscore.report.meeting.gather import gather
    >>> old, new = (assess([{"group": "A", "corruption": level}], "sleipnir-2000") for level in ("low", "high"))
    >>> changes_section(gather(new, last=old, draws=100)).lead[-31:]
    '1 otherwise (scorer not named).'
    """
    if material.before is not None:
        return _since_the_last(material)
    if material.steps is not None:
        moves = newest_steps(material, material.steps)
        if len(moves):
            return _since_the_one_before(material, moves)
    return Section(ID, "What changed since the last meeting", NOTHING, ())


def _since_the_last(material: Material) -> Section:
    title, before = "What changed since the last meeting", material.before
    if before is None:
        raise AssertionError(material)  # the caller looked
    old, new = before.scores.assessments.matrix, material.scores.assessments.matrix
    if old.fingerprint != new.fingerprint or ranking_of(before).by != material.ranking.by:
        return Section(ID, title, OTHER_NUMBERS.format(then=old.name, now=new.name), ())
    found = compared(material, before)
    came, went = len(found.pairs.new), len(found.pairs.gone)
    counts = [
        _counts(found.moves, "in both sheets"),
        *(f"{count:,} {what}" for count, what in ((came, "new"), (went, "gone")) if count),
    ]
    lead = f"{'; '.join(counts)}."
    return Section(ID, title, lead, tuple(_blocks(material, found)))


def _blocks(material: Material, found: Compared) -> Iterator[Block]:
    yield Points(tuple(_said(material, found)))
    yield from crossed(material, found)
    yield from classes(found.moves)
    yield from only_ranks(found.moves)
    yield from new(material, found)
    yield from gone(material, found)
    yield Points(SILENCE)


def _said(material: Material, found: Compared) -> Iterator[str]:
    moves, then = found.moves, groups(material, len(found.then.scores))
    same = ~moves.levels_changed
    yield f"{then} then, {len(material.scores):,} now, {len(moves):,} of them in both."
    pushed, unchanged = int((moves.rank_moved & same).sum()), int((~moves.rank_moved & same).sum())
    if pushed:
        them = "it" if pushed == 1 else "them"
        yield f"{pushed:,} {_have(pushed)} the same levels as before and another rank: only others moved {them}."
    if unchanged:
        yield f"{unchanged:,} {_have(unchanged)} the same levels and the same rank as before."
    version = int((same & moves.flags["another version"]).sum())
    if version:
        said = f"{version:,} of those with the levels they had state another version of the matrix"
        yield f"{said}: {CLASSES[VERSION_ONLY]}."


def _since_the_one_before(material: Material, moves: Moves) -> Section:
    others = len(material.scores) - len(moves)
    once = f"{groups(material, others)} assessed once: no movement to show."
    lead = f"{_counts(moves, 'assessed more than once')}. {once}"
    said = (
        "From the assessment before the newest of each group to the newest, on whatever days they were made; ranks are "
        "those among the groups assessed up to the day. For what changed since a meeting, give the sheet as it stood "
        "then: --last FILE."
    )
    blocks = (Words(said), *classes(moves), Points(SILENCE))
    return Section(ID, "What changed from one assessment to the next", lead, blocks)


def _have(count: int) -> str:
    return "has" if count == 1 else "have"


def _counts(moves: Moves, which: str) -> str:
    """Return how many groups changed in which way; what none did is left out."""
    of = f"Of {groups(moves.material, len(moves))} {which}"
    said = list(_kinds(moves))
    return f"{of}, {', '.join(said)}" if said else f"{of}, none has a level that changed"


def _kinds(moves: Moves) -> Iterator[str]:
    held = {name: np.flatnonzero(moves.levels_changed & (moves.classes == at)) for at, name in enumerate(CLASSES)}
    real, knowledge = held.pop(CHANGE), held.pop(KNOWLEDGE_ONLY)
    if len(real):
        yield f"{len(real):,} changed level by the same scorer on {same_version(moves, real.tolist())}"
    if len(knowledge):
        yield f"{len(knowledge):,} changed in knowledge only"
    rest = {name: len(rows) for name, rows in held.items() if len(rows)}
    if rest:
        how = ", ".join(OTHER_CRITERIA if name == NONE else name.removeprefix(f"{CHANGE}, ") for name in rest)
        yield f"{sum(rest.values()):,} otherwise ({how})"
