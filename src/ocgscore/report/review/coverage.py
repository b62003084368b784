"""A coverage review as tables: counts, the work list, what to mend."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from ocgscore.report.review.document import ReviewDocument, common_marking, plain_table, sheet_facts
from ocgscore.report.review.rates import peers_table, rates_said, rates_table
from ocgscore.review.coverage.run import BY
from ocgscore.scoring import UNDEFINED, rounded
from ocgscore.table import Cell, Table

if TYPE_CHECKING:
    from ocgscore.review.coverage import Count, Coverage
    from ocgscore.review.on_map import Mapped
    from ocgscore.review.rates import Rates

TABLES: Final = ("coverage", "worklist", "findings")
NOBODY: Final = {"force": "(no force)", "region": "(no region)"}
COUNTS: Final = (
    "rows", "merged", "below", "identified", "mapped", "not_mapped", "mapped_unknown", "never", "part", "complete",
    "own", "superseded", "other", "version_not_stated", "current", "out_of_date", "age_unknown", "no_interval",
    "active", "dormant", "archived", "archived_high", "archived_possibly_high", "archived_not_high", "archived_never",
    "archived_undefined", "no_owner", "people_unknown", "unregistered", "unregistered_rows",
)  # fmt: skip
HEADINGS: Final = {
    "rows": "rows_on_register",
    "below": "below_definition",
    "never": "never_scored",
    "part": "scored_in_part",
    "complete": "scored_complete",
    "own": "own_version",
    "superseded": "superseded_version",
    "other": "other_version",
    "archived_never": "archived_never_scored",
    "unregistered": "assessed_not_on_register",
    "unregistered_rows": "rows_not_on_register",
}
MEANINGS: Final = (
    "rows_on_register = merged + below_definition + identified.",
    (
        "identified = mapped + not_mapped + mapped_unknown = never_scored + scored_in_part + scored_complete = "
        "active + dormant + archived."
    ),
    (
        "Scored groups (identified less never_scored) = own_version + superseded_version + other_version + "
        "version_not_stated = current + out_of_date + age_unknown + no_interval."
    ),
    (
        "archived = archived_high + archived_possibly_high + archived_not_high + archived_never_scored + "
        "archived_undefined."
    ),
    (
        "One assessment of each group counts: the newest dated one; of several on that day the one with most criteria "
        "known, then the first; one without a date only where none has a date. A row without one level is none."
    ),
    (
        "superseded_version: recorded against an earlier version of the same matrix; other_version: against a later "
        "one or another matrix. Both are scored here with the version given."
    ),
    "assessed_not_on_register and rows_not_on_register stand beside the counts, by the assessment's own force.",
)
SILENCE: Final = (
    "The counts measure what police have identified and chosen to map, and not how much organised crime there is.",
    (
        "Forces stand in name order. They differ in population, in practice and in who does the mapping: this is no "
        "league table, and no order of merit can be read from it."
    ),
    "A score that is out of date or was made on another version may be right still; the world may have moved.",
)


def coverage_document(
    found: Coverage, marking: str = "", rates: Rates | None = None, on_map: Mapped | None = None
) -> ReviewDocument:
    """Return a coverage review ready to be written.

    Parameters
    ----------
    found : Coverage
    marking : str
        A protective marking; those of the inputs by default.
    rates : Rates, optional
        The counts beside population.
    on_map : Mapped, optional
        The map that said which groups are mapped.
    """
    batch = found.scores.assessments
    facts: dict[str, Any] = {
        "as_of": found.as_of.isoformat(),
        "measure": found.rules.measure.id,
        **sheet_facts(batch),
        "register_sha256": found.register.table.sha256,
        "people": found.rules.rules.people,
        **found.rules.plain(),
    }
    said = {
        "rules": list(found.rules.words()),
        "meanings": list(MEANINGS),
        "what_the_counts_do_not_say": list(SILENCE),
        "notices": list(found.notices()),
    }
    marks = [on_map.marking] if on_map else []
    if on_map is not None:
        facts["map_sha256"] = on_map.sha256
        said["notices"] += on_map.notices()
    sources = [found.register.table, batch.table]
    tables = {"coverage": _counts(found), "worklist": _worklist(found), "findings": _findings(found)}
    if rates is not None:
        facts["population_sha256"] = rates.source.sha256 if rates.source else ""
        sources += [rates.source] if rates.source else []
        said |= rates_said(rates)
        tables |= {"rates": rates_table(rates), "peers": peers_table(rates)}
    return ReviewDocument("coverage", facts, said, tables, common_marking(marking, sources, *marks))


def _counts(found: Coverage) -> Table:
    headings = ("by", "name", *(HEADINGS.get(name, name) for name in COUNTS), "reason")
    return plain_table("coverage", headings, _count_rows(found))


def _count_rows(found: Coverage) -> Iterator[tuple[Cell, ...]]:
    for by in BY:
        counts = found.counts(by)
        if by == "all" or by in found.register.columns:
            for count in counts:
                yield by, name_of(count, by), *_numbers(count), "; ".join(count.reasons())


def name_of(count: Count, by: str) -> str:
    """Return a name to show: of the counts in all, and of those without a force or region, too."""
    return count.name or NOBODY.get(by, "in all")


def _numbers(count: Count) -> Iterator[Cell]:
    for name in COUNTS:
        number = getattr(count, name)
        yield UNDEFINED if number is None else number


def _worklist(found: Coverage) -> Table:
    measure = found.rules.measure
    score = (f"{measure.id}_low", f"{measure.id}_high")
    bands = (f"{measure.id}_band_low", f"{measure.id}_band_high") if measure.bands else ()
    headings = (
        "place", "group", "force", "region", "owner", "status", "why", *score, *bands, "age_days",
        "days_overdue", "cell",
    )  # fmt: skip
    rows = (
        (
            item.place, item.group, item.force, item.region, item.owner, item.status, "; ".join(item.why),
            rounded(item.low, measure.digits), rounded(item.high, measure.digits),
            *((item.band_low, item.band_high) if bands else ()), item.age, item.overdue, item.cell,
        )
        for item in found.worklist()
    )  # fmt: skip
    return plain_table("worklist", headings, rows)


def _findings(found: Coverage) -> Table:
    headings = ("finding", "group", "force", "region", "cell", "what")
    rows = ((one.kind, one.group, one.force, one.region, one.cell, one.what) for one in found.findings())
    return plain_table("findings", headings, rows)
