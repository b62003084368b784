"""The newest step of each group in the sheet's own history, for want of a sheet of the last meeting."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ocgscore.report.meeting.material import Material
from ocgscore.report.meeting.sections.changes.moves import Moves, Side, who_text
from ocgscore.review.history import History
from ocgscore.review.history.model import Ints
from ocgscore.review.history.parts import kinds_of_change

Rows = npt.NDArray[np.intp]


def newest_steps(material: Material, found: History) -> Moves:
    """Return what became of each group from its assessment before the newest to the newest.

    Parameters
    ----------
    material : Material
    found : History
        Of ``material.all_assessments``, by the measure that ranks.
    """
    rows = {material.group(row): row for row in range(len(material.scores))}
    entries, steps = found.entries, found.steps
    newest = np.append(entries.group[1:] != entries.group[:-1], True)
    named = [found.groups[at] in rows for at in entries.group[steps.after].tolist()]
    chosen = np.flatnonzero(newest[steps.after] & np.array(named, np.bool_))
    then, now = (_side(found, entry[chosen]) for entry in (steps.before, steps.after))
    after = steps.after[chosen]
    return Moves(
        material=material,
        row=np.array([rows[found.groups[at]] for at in entries.group[after].tolist()], np.intp),
        then=then,
        now=now,
        kinds=kinds_of_change((then.lowest, then.highest), (now.lowest, now.highest)),
        classes=steps.kind[chosen],
        flags={name: flags[chosen] for name, flags in steps.flags.items()},
        moved=steps.moved[chosen],
        others_best=entries.standing.old_best[after],
        others_worst=entries.standing.old_worst[after],
    )


def _side(found: History, entry: Ints) -> Side:
    entries, batch = found.entries, found.assessments
    rows = entries.row[entry]
    named = zip(entries.assessor[entry].tolist(), entries.force[entry].tolist(), strict=True)
    return Side(
        lowest=batch.lowest[rows],
        highest=batch.highest[rows],
        low=entries.low[entry],
        high=entries.high[entry],
        band_low=entries.band_low[entry],
        band_high=entries.band_high[entry],
        best=entries.standing.best[entry],
        worst=entries.standing.worst[entry],
        who=tuple(who_text(found.assessors[one], found.forces[other]) for one, other in named),
        when=entries.moment[entry],
    )
