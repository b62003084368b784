"""Counts of groups beside population, with the rule they were counted by."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ocgscore.errors import Problem, RecordError, RequestError, did_you_mean
from ocgscore.review.coverage.model import NONE_REGISTERED, Count
from ocgscore.review.coverage.run import Coverage
from ocgscore.review.rates import Population, Rates, rates
from ocgscore.review.records import Records
from ocgscore.review.register import FIELDS, WHAT

COUNTED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "identified": "groups on the register, active, dormant and archived",
        "active": "groups that the register has as active",
        "mapped": "groups on the register that are mapped, active, dormant and archived",
    }
)


def coverage_rates(found: Coverage, population: Population, what: str = "identified") -> Rates:
    """Set the groups of each force beside its population.

    Parameters
    ----------
    found : Coverage
    population : Population
    what : str
        Which groups count: a key of `COUNTED`.

    Returns
    -------
    Rates
        Per million people; the counting rule says which groups, from how many people on, and as of when.

    Raises
    ------
    RequestError
        No such count.
    RecordError
        The register has no column of forces.

    Examples
    --------
    >>> import datetime as dt
    >>> from ocgscore import assess, score
    >>> from ocgscore.review.coverage import coverage
    >>> from ocgscore.review.rates import population_of
    >>> from ocgscore.review.register import register_of
    >>> from ocgscore.table import Table
    >>> register = register_of(Table.from_rows([{"group": "A", "force": "North"}, {"group": "B", "force": "North"}]))
    >>> scores = score(assess([{"group": "A", "violence": "high"}], "sleipnir-2000"))
    >>> people = population_of(Table.from_rows([{"force": "North", "population": 500_000}]))
    >>> found = coverage_rates(coverage(register, scores, dt.date(2026, 3, 31)), people)
    >>> found.forces[0].rate, found.rule[:52]
    (Fraction(4, 1), 'groups on the register, active, dormant and archived')
    """
    if what not in COUNTED:
        hint = did_you_mean(what, COUNTED) or f"it may be {', '.join(COUNTED)}"
        raise RequestError(Problem("count", what, "a count of groups", hint))
    table = found.register.table
    if "force" not in found.register.columns:
        hint = "a count of a force needs one; leave the population out otherwise"
        raise RecordError(Problem(table.name, None, "a column force", hint))
    every = found.counts("force")
    uncounted = {count.name: reason for count in every if (reason := _uncounted(count, what))}
    counts = {count.name: getattr(count, what) for count in every if count.name not in uncounted}
    least = found.rules.rules.people
    rule = (
        f"{COUNTED[what]}, with {least} people or more or an unknown number, a group merged into another counted once; "
        f"as of {found.as_of}"
    )
    return rates(counts, population, rule, uncounted=uncounted, places=_places(found))


def _places(found: Coverage) -> dict[str, str]:
    """Return the first cell of the register that names each force."""
    records = Records(found.register.table, FIELDS, WHAT)
    places: dict[str, str] = {}
    for row, group in enumerate(found.register.groups):
        places.setdefault(group.force, records.cell(row, "force"))
    return places


def _uncounted(count: Count, what: str) -> str:
    """Return why a force has no count; empty where it has one."""
    if not count.rows:
        return NONE_REGISTERED
    unsaid = count.mapped_unknown if what == "mapped" else 0
    return f"whether mapped is not said of {unsaid:,} of its {count.identified:,} groups" if unsaid else ""
