"""Do scorers agree: who can be compared, how well they agree, who scores high or low, and what it changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import attrs

from ocgscore.consistency import Estimate
from ocgscore.consistency.estimate import plain
from ocgscore.consistency.study import Agreement, Consistency, Unmeasured
from ocgscore.network.groups.joining import listed
from ocgscore.report.agreement.pictured import pictures
from ocgscore.report.meeting.blocks import Block, Heading, Listing, Page, Picture, Points, Section, Words
from ocgscore.report.meeting.material import Material
from ocgscore.report.meeting.sections.agreement.ranking import ranking_blocks
from ocgscore.report.meeting.sections.agreement.standing import (
    NAMED,
    for_the_meeting,
    is_the_meetings_sheet,
    standing_out,
)
from ocgscore.words import counted

FLAGS_SHOWN: Final = 12
NOTICES_SHOWN: Final = 10
DRAWN: Final = ("links", "severity", "differences", "bands", "funnel")  # alphas stand in a table
COMPARABLE: Final = {
    "connected": "They can be compared: they scored groups in common.",
    "too weak": "They can hardly be compared: they scored too few groups in common.",
    "not connected": "They cannot all be compared: they scored no groups in common.",
    "one scorer": "There is nobody to compare with.",
}
HOW_TO_READ: Final = (
    "Alpha is 1 where scorers always agree and 0 where they agree as often as chance would make them. The words go by "
    "the lower end of its interval. Same, and within one, are shares of pairs of scorers: the level of a criterion, "
    "the band of the measure."
)
UNITS: Final = "In the pictures a unit is a group that was scored."
HOW_TO_READ_SEVERITY: Final = (
    "In the first picture, who stands left of 0, with a minus, scores the same groups higher than the others do. It is "
    "in logits: one more divides the odds of a level against the one below it by about 2.7. The second picture shows "
    "each pair of scorers, in level steps."
)
NOT_RIGHT: Final = (
    "Agreement is not correctness: scorers who agree may all be wrong. Who differs may know something that the others "
    "do not."
)


def agreement_section(material: Material) -> Section | None:
    """Return the section on consistency; None where nothing that several scored was given.

    Parameters
    ----------
    material : Material

    Returns
    -------
    Section or None
    """
    found = material.agreement
    if found is None:
        return None
    svgs = pictures(_unmarked(found, material.marking))
    drawn = {name: _picture(svgs[f"{name}.svg"]) for name in DRAWN}
    own = is_the_meetings_sheet(material, found)
    pages = (
        Page("agreement-design", "Can they be compared?", tuple(_design(found, drawn))),
        Page("agreement-levels", "Do they agree?", tuple(_levels(found))),
        Page("agreement-severity", "Who scores high or low?", tuple(_severity(found, drawn))),
        Page("agreement-criteria", "On which criteria?", (Points(tuple(_criteria(found))),)),
        Page("agreement-ranking", "What does it change?", tuple(ranking_blocks(found, drawn, own=own))),
        Page("agreement-meeting", "What follows for this meeting?", tuple(for_the_meeting(material, found))),
    )
    return Section("agreement", "Do scorers agree?", _lead(found, own=own), (Words(NOT_RIGHT), *pages))


def _unmarked(found: Consistency, marking: str) -> Consistency:
    """Return a study whose pictures do not say again the marking at head and foot of the page."""
    batch = found.rated.assessments
    if batch.table.marking != marking:
        return found
    plain_batch = attrs.evolve(batch, table=attrs.evolve(batch.table, marking=""))
    return attrs.evolve(found, rated=attrs.evolve(found.rated, assessments=plain_batch))


def _picture(svg: str) -> Picture:
    """Return a picture of the page; its question stands in it as its heading, so that it needs no caption."""
    return Picture(svg[svg.index("<svg") :].strip())


def _lead(found: Consistency, *, own: bool) -> str:
    ratings = found.ratings
    groups, scorers = counted(len(ratings.units), "group"), counted(len(ratings.scorers), found.rated.by)
    where = "in this meeting's own sheet" if own else "scored together, apart from this meeting's sheet"
    compared = f"{counted(len(ratings), 'assessment')} of {groups} by {scorers}, {where}."
    return " ".join([compared, COMPARABLE[found.design.verdict], *_same_band(found)])


def _same_band(found: Consistency) -> Iterator[str]:
    if not isinstance(found.measured, Unmeasured) and found.measured.total.agreement.exact.defined:
        total = found.measured.total.agreement
        yield (
            f"Two who scored the same group put it into the same band of {total.title} in {_percent(total.exact)} of "
            "cases."
        )


def _percent(share: Estimate) -> str:
    return "undefined" if share.value is None else f"{plain(100 * share.value, 0)} %"


def _design(found: Consistency, drawn: Mapping[str, Picture]) -> Iterator[Block]:
    design = found.design
    yield Words(_sentence(design.reason), strong=design.verdict != "connected")
    if len(design.links.scorers) > 1:
        cut = design.links.articulation()
        if cut:
            yield Words(f"Without any one of these, others would no longer be linked: {listed(cut, NAMED)}.")
        if not design.links.connected:
            pairs = [f"{one} and {other}" for one, other in design.needed()]
            yield Words(
                f"To connect them, let each of these pairs score five groups or more in common: {listed(pairs)}."
            )
        yield Words(UNITS)
        yield drawn["links"]
    notices = (*found.rated.notices, *found.rated.assessments.notices)
    if notices:
        more = len(notices) - NOTICES_SHOWN
        yield Points((*notices[:NOTICES_SHOWN], *([f"and {more:,} more"] if more > 0 else [])))


def _sentence(said: str) -> str:
    return f"{said[:1].upper()}{said[1:].rstrip('.')}."


def _levels(found: Consistency) -> Iterator[Block]:
    every = [*found.criteria]
    if not isinstance(found.measured, Unmeasured) and len(every) > 1:  # a measure of one criterion says it again
        every.append(found.measured.total.agreement)
    if any(one.alpha.units for one in every):
        rows = tuple(
            (
                one.title, one.alpha.text(), one.alpha.interval_text(), _percent(one.exact), _percent(one.adjacent),
                str(one.alpha.units),
            )
            for one in every
        )  # fmt: skip
        heads = ("alpha", "95 % interval", "same", "within one", "groups")
        headings = (Heading("criterion", first=True), *(Heading(said, "number") for said in heads))
        yield Listing("agreement-alphas", "How well scorers agree", headings, rows, note=HOW_TO_READ)
    yield Points((*_bands(every), *_undefined(every)))


def _bands(every: list[Agreement]) -> Iterator[str]:
    by_band: dict[str, list[str]] = {}
    for one in sorted(every, key=lambda of: -2.0 if of.alpha.low is None else of.alpha.low, reverse=True):
        if one.alpha.low is not None:
            by_band.setdefault(one.band, []).append(one.title)
    for band, titles in by_band.items():
        yield f"{band}: {', '.join(titles)} ({len(titles)} of {len(every)})."


def _undefined(every: list[Agreement]) -> Iterator[str]:
    reasons: dict[tuple[str, bool], list[str]] = {}
    for one in every:
        if one.alpha.reason:
            reasons.setdefault((one.alpha.reason, one.alpha.defined), []).append(one.title)
    for (reason, defined), titles in reasons.items():
        who = "All" if len(titles) == len(every) else listed(titles, NAMED)
        yield f"{who}: {'' if defined else 'undefined; '}{reason}."


def _severity(found: Consistency, drawn: Mapping[str, Picture]) -> Iterator[Block]:
    verdict = found.design.verdict
    if verdict == "not connected":
        yield Words(f"Refused across parts: {found.design.reason}.", strong=True)
    elif verdict == "too weak":
        yield Words("Nobody is named: the links are too weak to trust a difference.", strong=True)
    said = [] if verdict == "too weak" else list(standing_out(found))
    said += _no_severity(found)
    if said:
        yield Points(tuple(said))
    if verdict in ("connected", "not connected"):
        if any(one.severity.defined for one in found.severities.scorers):
            yield Words(HOW_TO_READ_SEVERITY)
        yield drawn["severity"]
        yield drawn["differences"]


def _no_severity(found: Consistency) -> Iterator[str]:
    reasons: dict[str, list[str]] = {}
    for one in found.severities.scorers:
        if not one.severity.defined:
            reasons.setdefault(one.severity.reason, []).append(one.scorer)
    for reason, names in sorted(reasons.items()):
        yield f"Undefined for {listed(names, NAMED)}: {reason}."


def _criteria(found: Consistency) -> Iterator[str]:
    """Yield who reads a criterion otherwise than the others, on the same groups."""
    titles, shared = {scale.id: scale.title for scale in found.ratings.scales}, found.shared
    if not shared.tests:
        reason = next((one.reason for one in shared.departures if one.reason), "there is nothing to compare")
        yield f"Undefined: {reason}."
        return
    flagged = sorted(shared.flagged, key=lambda one: (-abs(one.steps or 0.0), one.criterion, one.scorer))
    for one in flagged[:FLAGS_SHOWN]:
        steps = one.steps or 0.0
        way = "higher" if steps > 0 else "lower"
        yield (
            f"{one.scorer} scores {titles[one.criterion]} {plain(abs(steps), 1)} level steps {way} than the others do "
            f"on the same {one.units} groups, beyond what it does on all criteria."
        )
    if len(flagged) > FLAGS_SHOWN:
        yield f"and {len(flagged) - FLAGS_SHOWN:,} more"
    seen = shared.least_seen
    least = "" if seen is None else f" One of about {plain(seen, 1)} level steps would most likely be seen."
    none = "No other" if flagged else "No"
    yield f"{none} departure on one criterion is shown ({counted(shared.tests, 'test')}).{least}"
