"""What the texts of a history share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ocgscore.cli.review.giving import marked
from ocgscore.report.review.document import common_marking
from ocgscore.report.review.history_words import moment_cell, rank_text

if TYPE_CHECKING:
    from ocgscore.review.history import History
    from ocgscore.review.register import Register


def framed(found: History, register: Register | None, marking: str, lines: Iterator[str]) -> Iterator[str]:
    """Yield lines between the marking at the head and at the foot, where there is one."""
    inputs = [found.assessments.table, *([register.table] if register is not None else [])]
    mark = common_marking(marking, inputs)
    yield from marked(mark)
    yield from lines
    yield from marked(mark)


def day_text(found: History, entry: int) -> str:
    """Return the day of an assessment."""
    moment = moment_cell(found.entries.moment[entry])
    return "no date" if moment is None else f"{moment:%Y-%m-%d}"


def place_text(found: History, entry: int) -> str:
    """Return a rank on its day as ``3 of 20``."""
    standing = found.entries.standing
    rank = rank_text(int(standing.best[entry]), int(standing.worst[entry]))
    return f"{rank} of {int(standing.groups[entry]):,}"
