"""Counts of groups beside population, with the rule they were counted by."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ocgscore.errors import Problem, RequestError, did_you_mean
from ocgscore.review.coverage.run import Coverage
from ocgscore.review.rates import Population, Rates, rates

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
    counts = {count.name: getattr(count, what) for count in found.counts("force")}
    least = found.rules.rules.people
    rule = (
        f"{COUNTED[what]}, with {least} people or more or an unknown number, a group merged into another counted once; "
        f"as of {found.as_of}"
    )
    return rates({name: count for name, count in counts.items() if count is not None}, population, rule)
