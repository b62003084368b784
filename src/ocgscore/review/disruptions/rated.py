"""Disruptions beside population, with the rule they were counted by."""

from __future__ import annotations

import numpy as np

from ocgscore.review.disruptions.model import NO_FORCE, SILENT
from ocgscore.review.disruptions.result import DisruptionReview
from ocgscore.review.rates import Population, Rates, rates

PER = 1_000_000


def disruption_rates(found: DisruptionReview, population: Population, threshold: str = "minor") -> Rates:
    """Set the disruptions of each force beside its population.

    Parameters
    ----------
    found : DisruptionReview
    population : Population
    threshold : str
        The least grade that counts.

    Returns
    -------
    Rates
        Per million people; the counting rule says which records.

    Examples
    --------
    >>> import datetime as dt
    >>> from ocgscore.review.disruptions import disruptions, disruptions_of
    >>> from ocgscore.review.rates import population_of
    >>> from ocgscore.table import Table
    >>> rows = [{"group": "A", "date": "2026-01-05", "grade": "major", "force": "North"}]
    >>> found = disruptions(disruptions_of(Table.from_rows(rows)), as_of=dt.date(2026, 3, 31))
    >>> people = population_of(Table.from_rows([{"force": "North", "population": 500_000}]))
    >>> disruption_rates(found, people).forces[0].rate
    Fraction(2, 1)
    """
    least = threshold if threshold == "major" else f"{threshold} or better"
    since = f"from {found.since} " if found.since else ""
    rule = f"disruptions graded {least}, {since}up to {found.as_of}, by the force that claims them, as recorded"
    uncounted = {one.force: SILENT for one in found.forces if not one.count}
    counts = {
        "" if force == NO_FORCE else force: count
        for force, count in found.counts(threshold).items()
        if force not in uncounted
    }
    return rates(counts, population, rule, per=PER, what="disruptions", uncounted=uncounted, places=_places(found))


def _places(found: DisruptionReview) -> dict[str, str]:
    """Return the first cell of the records that names each force."""
    records = found.claims.records
    first: dict[str, str] = {}
    for code, name in enumerate(records.force.names):
        rows = np.flatnonzero(records.force.codes == code)
        if name and len(rows):
            first.setdefault(name, records.cell(int(rows[0]), "force"))
    return first
