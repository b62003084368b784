"""Which criteria scorers read otherwise than the others, and how they use the scale, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from ocgscore.cli.layout import listed, paragraph
from ocgscore.consistency.estimate import plain
from ocgscore.words import counted

if TYPE_CHECKING:
    from ocgscore.consistency.study import Consistency

FLAGS_SHOWN: Final = 12
SEVERAL: Final = 5  # scorings, all alike, that are worth a word
FAR_ABOVE: Final = 0.15  # of a halo above that of all scorers together


def criteria_lines(found: Consistency) -> Iterator[str]:
    """Yield departures on units in common, departures at equal totals, and the use of the scale."""
    titles = {scale.id: scale.title for scale in found.ratings.scales}
    if len(titles) == 1:
        yield from paragraph("There is one criterion only, and no other to compare it with.")
    else:
        yield from _on_shared_units(found, titles)
        yield from _at_equal_totals(found, titles)
    yield from _scale_use(found, titles)
    always = _always_the_same(found)
    if always:
        yield from paragraph(
            "The same level of every criterion every time, so that other figures show this rather than severity: "
            f"{listed(always)}."
        )


def _always_the_same(found: Consistency) -> list[str]:
    """Return the scorers who gave each criterion one level only, several times."""
    by_scorer: dict[str, list[bool]] = {}
    for use in found.scale_use.levels:
        if use.n:
            by_scorer.setdefault(use.scorer, []).append(use.n >= SEVERAL and max(use.counts) == use.n)
    return [scorer for scorer, alike in by_scorer.items() if all(alike)]


def _on_shared_units(found: Consistency, titles: Mapping[str, str]) -> Iterator[str]:
    shared = found.shared
    if not shared.tests:
        reason = next((one.reason for one in shared.departures if one.reason), "there is nothing to compare")
        yield from paragraph(f"On the same units: undefined; {reason}.")
        return
    flagged = sorted(shared.flagged, key=lambda one: (-abs(one.steps or 0.0), one.criterion, one.scorer))
    for one in flagged[:FLAGS_SHOWN]:
        steps = one.steps or 0.0
        yield from paragraph(
            f"{one.scorer} scores {titles[one.criterion]} {abs(steps):.2f} level steps {_way(steps)} than the "
            f"others do on the same {one.units} units, beyond what it does on all criteria (p {_chance(one.adjusted)})."
        )
    if len(flagged) > FLAGS_SHOWN:
        yield from paragraph(f"... and {len(flagged) - FLAGS_SHOWN} more: --format json lists all.")
    seen = (
        ""
        if shared.least_seen is None
        else f"; one of about {shared.least_seen:.1f} level steps would most likely be seen"
    )
    yield from paragraph(
        f"{'No other' if flagged else 'No'} departure on one criterion is shown on the same units "
        f"({counted(shared.tests, 'test')}, p adjusted for all of them){seen}."
    )


def _at_equal_totals(found: Consistency, titles: Mapping[str, str]) -> Iterator[str]:
    different, known = found.differential, {(one.scorer, one.criterion) for one in found.shared.flagged}
    if not different.tests:
        reason = next((one.reason for one in different.departures if one.reason), "there is nothing to compare")
        yield from paragraph(f"At equal totals: undefined; {reason}.")
        return
    flagged = sorted(different.flagged, key=lambda one: (-abs(one.steps or 0.0), one.criterion, one.scorer))
    news = [one for one in flagged if (one.scorer, one.criterion) not in known]
    for one in news[:FLAGS_SHOWN]:
        yield from paragraph(
            f"{one.scorer} scores {titles[one.criterion]} {one.direction} than the others at an equal total: "
            f"{abs(one.steps or 0.0):.2f} level steps (p {_chance(one.adjusted)})."
        )
    if len(news) > FLAGS_SHOWN:
        yield from paragraph(f"... and {len(news) - FLAGS_SHOWN} more: --format json lists all.")
    which = "The same is" if flagged and not news else "None is" if not flagged else "No other is"
    yield from paragraph(
        f"{which} shown at equal totals ({counted(different.tests, 'test')}), where each scorer's own groups count "
        "too. It takes many groups to be seen there, and a scorer who is high on every criterion alike never is."
    )
    for notice in different.notices:
        yield from paragraph(f"{notice[0].upper()}{notice[1:].rstrip('.')}.")


def _way(steps: float) -> str:
    return "higher" if steps > 0 else "lower"


def _chance(p: float | None) -> str:
    return "undefined" if p is None else "below 0.001" if p < 0.001 else f"{p:.3f}"


def _scale_use(found: Consistency, titles: Mapping[str, str]) -> Iterator[str]:
    never = [
        (titles[use.criterion], use.never_used) for use in found.scale_use.levels_of_all if use.never_used and use.n
    ]
    if never:
        said = "; ".join(f"{title}: {', '.join(labels)}" for title, labels in never[:FLAGS_SHOWN])
        more = f"; and on {counted(len(never) - FLAGS_SHOWN, 'more criterion', 'more criteria')}" * (
            len(never) > FLAGS_SHOWN
        )
        yield from paragraph(f"Levels that nobody used: {said}{more}.")
    everyone = found.scale_use.profiles_of_all.halo.value
    if everyone is not None:
        profiles = sorted(found.scale_use.profiles, key=lambda one: (-(one.halo.value or 0.0), one.scorer))
        high = [
            f"{one.scorer} {one.halo.text()}"
            for one in profiles
            if one.halo.value is not None and one.halo.value > everyone + FAR_ABOVE
        ]
        said = f"; far above it: {listed(high)}" if high else ""
        yield from paragraph(f"Criteria go together with a mean correlation of {plain(everyone)}{said}.")
