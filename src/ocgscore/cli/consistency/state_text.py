"""The state of the data, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ocgscore.cli.layout import listed, paragraph, table
from ocgscore.consistency.estimate import plain
from ocgscore.words import counted

if TYPE_CHECKING:
    from ocgscore.consistency.study import Consistency

ROWS_SHOWN: Final = 60
EXAMPLES: Final = 3
PROFILED: Final = 3  # criteria from which on it says something that two groups have one profile
OLD: Final = 365
OFTEN: Final = 0.2


def state_lines(found: Consistency) -> Iterator[str]:
    """Yield the age of scores, what is unknown, profiles given twice, other versions of the matrix."""
    state, everyone = found.state, found.state.everyone
    if state.as_of is not None and everyone.ages.median is not None:
        old = sum(count for edge, count in zip(state.edges, everyone.ages.histogram, strict=True) if edge >= OLD)
        later = f", {everyone.ages.future} dated later" if everyone.ages.future else ""
        yield from paragraph(
            f"As of {state.as_of}: median age {everyone.ages.median:.0f} days, oldest {everyone.ages.oldest}; "
            f"{counted(old, 'assessment')} a year old or more, {everyone.ages.undated} undated{later}."
        )
    else:
        later = f"; {counted(everyone.ages.future, 'assessment')} dated later" if everyone.ages.future else ""
        until = f" up to {state.as_of}" if state.as_of else ""
        yield from paragraph(f"Age of scores: undefined; no assessment has a date{until}{later}.")
    profiles = len(state.criteria) >= PROFILED
    if found.rated.by != "assessment":
        yield from _table(found, profiles=profiles)
        yield from _worst_missing(found)
    for example in everyone.identical.examples[: EXAMPLES if profiles else 0]:
        yield from paragraph(
            f"One profile of levels given to {counted(example.count, 'group')}: {listed(example.groups)}."
        )
    if everyone.versions.other:
        versions = ", ".join(f"{name} ({count})" for name, count in everyone.versions.others)
        yield from paragraph(f"Other versions of the matrix, left out of all comparisons: {versions}.")


def _table(found: Consistency, *, profiles: bool) -> Iterator[str]:
    headings = ["scorer", "assessments", "median age", "levels unknown"]
    rows = [
        [one.scorer, str(one.n), _age(one.ages.median), _missing(one.missing, one.n)]
        + ([str(one.identical.scores)] if profiles else [])
        for one in found.state.scorers
        if one.n
    ]
    yield from table([*headings, *(["same levels as another"] if profiles else [])], rows[:ROWS_SHOWN])


def _age(days: float | None) -> str:
    return "undefined" if days is None else f"{days:.0f} days"


def _missing(missing: tuple[int, ...], n: int) -> str:
    cells = n * len(missing)
    return f"{plain(100 * sum(missing) / cells, 0)} %" if cells else "undefined"


def _worst_missing(found: Consistency) -> Iterator[str]:
    titles = {scale.id: scale.title for scale in found.ratings.scales}
    worst = sorted(
        (
            (share, one.scorer, titles[criterion])
            for one in found.state.scorers
            for criterion, share in zip(found.state.criteria, one.missing_shares, strict=True)
            if share and share >= OFTEN
        ),
        key=lambda of: (-of[0], of[1], of[2]),
    )
    if worst:
        said = "; ".join(f"{scorer}, {title} {plain(100 * share, 0)} %" for share, scorer, title in worst[:EXAMPLES])
        more = f"; and {len(worst) - EXAMPLES} more of a fifth or more" if len(worst) > EXAMPLES else ""
        yield from paragraph(f"Unknown most often: {said}{more}.")
