"""One group's whole story, on a terminal: each assessment, and what moved the score to the next."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np

from ocgscore.cli.layout import heading, paragraph
from ocgscore.cli.review.history_shared import day_text, framed, place_text
from ocgscore.cli.terminal import filled, terminal_width
from ocgscore.errors import Problem, RequestError, did_you_mean
from ocgscore.report.review.history_words import (
    alone_text,
    band_text,
    change_text,
    class_of,
    kind_of,
    moved_of,
    part_cell,
    range_text,
    rank_text,
    score_text,
)
from ocgscore.review.history.words import CLASSES, FLAGS
from ocgscore.scoring import rounded
from ocgscore.words import counted

if TYPE_CHECKING:
    from ocgscore.review.history import History
    from ocgscore.review.register import Register

INDENT: Final = "      "


def story_lines(found: History, register: Register | None, group: str, marking: str) -> Iterator[str]:
    """Yield one group's whole story."""
    yield from framed(found, register, marking, _story(found, _known(found, register, group)))


def _known(found: History, register: Register | None, group: str) -> str:
    """Return the id that the group's history goes by; `RequestError` where it has none."""
    at = None if register is None else register.find(group)
    name = group if register is None or at is None else register.groups[at].id
    if name in found.groups:
        return name
    where = found.assessments.table.name
    hint = did_you_mean(name, found.groups) or f"it has {counted(len(found.groups), 'group')}"
    raise RequestError(Problem(where, group, "a group of this sheet", hint))


def _story(found: History, group: str) -> Iterator[str]:
    at = found.groups.index(group)
    entries = np.flatnonzero(found.entries.group == at).tolist()
    yield f"HISTORY of {group}: {found.assessments.matrix.name}, {found.measure.title}"
    before = dict(zip(found.steps.after.tolist(), range(len(found.steps)), strict=True))
    for entry in entries:
        yield ""
        yield from _entry(found, entry)
        if entry in before:
            yield from _step(found, before[entry])
    if len(entries) == 1:
        yield from paragraph("Assessed once: no movement.")
    flags = {flag for step in found.steps_of(group) for flag in found.flags(step)}
    kinds = {class_of(found, step) for step in found.steps_of(group)}
    if flags or kinds:
        yield from heading("WHAT THE WORDS MEAN")
        for name, meaning in [*CLASSES.items(), *FLAGS.items()]:
            if name in kinds | flags:
                yield from filled(
                    f"{name}: {meaning}.", terminal_width(), initial_indent="  ", subsequent_indent="    "
                )


def _entry(found: History, entry: int) -> Iterator[str]:
    entries = found.entries
    who = [found.forces[int(entries.force[entry])], found.assessors[int(entries.assessor[entry])]]
    version = found.versions[int(entries.version[entry])].name or "version not stated"
    by = ", ".join(name for name in who if name) or "scorer not named"
    band = band_text(found, entry)
    rank = f", rank {place_text(found, entry)}" if int(entries.standing.best[entry]) else ""
    place = found.assessments.table.row_address(int(entries.row[entry]))
    head = f"{day_text(found, entry)}: {score_text(found, entry)}{f' ({band})' if band else ''}{rank}"
    yield from filled(head, terminal_width())
    yield from paragraph(f"by {by}, {version}; {place}{_then(found, entry)}")


def _then(found: History, entry: int) -> str:
    """Return the score as it was on its own version, where that is another."""
    then = found.score_then(entry)
    if then is None or then == found.score(entry):
        return ""
    return f"; as it was then {range_text(*(f'{rounded(end, found.measure.digits)}' for end in then))}"


def _step(found: History, step: int) -> Iterator[str]:
    kind, flags = class_of(found, step), [flag for flag in found.flags(step) if flag not in class_of(found, step)]
    beside = f" ({'; '.join(flags)})" if flags else ""
    yield from paragraph(f"{moved_of(found, step)}; class: {kind}{beside}")
    standing, new = found.entries.standing, int(found.steps.after[step])
    alone = rank_text(int(standing.old_best[new]), int(standing.old_worst[new]))
    yield from paragraph(f"rank with the score before: {alone} (what others' assessments alone did)")
    for change in range(*found.edges[step : step + 2].tolist()):
        yield from paragraph(
            f"{change_text(found, change)}: {kind_of(found, change)}, by itself {alone_text(found, change)}", INDENT
        )
    yield from paragraph(f"movement: {_parts(found, step)}")


def _parts(found: History, step: int) -> str:
    """Return the parts of a movement as a sum."""
    names = {"version": "from the version", "knowledge": "from what became known or unknown", "level": "from levels"}
    said = []
    for name, words in names.items():
        part = found.part(step, name)
        if part is None:
            said.append(f"{words} undefined: a version is not at hand")
        elif any(part):
            said.append(f"{words} {_ends_text(part)}")
    return "; ".join(said) or "none"


def _ends_text(part: tuple[Fraction, Fraction]) -> str:
    low, high = (part_cell(end) for end in part)
    return f"{low:+}" if low == high else f"lowest {low:+}, highest {high:+}"
