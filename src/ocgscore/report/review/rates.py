"""Counts beside population as tables: in the order of names, the counting rule in every row."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

from ocgscore.report.review.document import plain_table
from ocgscore.review.rates import ForceRate, Limits, PeerSet, Rates
from ocgscore.review.rates.words import sentences
from ocgscore.scoring import UNDEFINED, rounded
from ocgscore.table import Cell, Table

EXPECTED_DIGITS: Final = 1
LEVELS: Final = ("95", "998")
HEADINGS: Final = (
    "force",
    "region",
    "peers",
    "count",
    "population",
    "rate",
    "rate_unit",
    "expected",
    *(f"{end}_within_{level}" for level in LEVELS for end in ("lowest", "highest")),
    "outside",
    *(f"{end}_within_widened_{level}" for level in LEVELS for end in ("lowest", "highest")),
    "outside_widened",
    "reason",
    "counting_rule",
)
PEER_HEADINGS: Final = (
    "peers",
    "forces",
    "count",
    "population",
    "rate",
    "rate_unit",
    "spread",
    "spread_winsorised",
    "spread_limit",
    "differ_beyond_chance",
    "reason",
    "counting_rule",
)


def rates_table(rates: Rates) -> Table:
    """Return each force with its count, its rate and its limits, by name.

    Parameters
    ----------
    rates : Rates

    Returns
    -------
    Table
        ``rate`` and ``expected`` rounded once, half up. The limits are whole counts, the lowest and the highest
        that are within.

    Examples
    --------
    >>> from ocgscore.review.rates import population_of, rates
    >>> rows = [{"force": name, "population": 900_000} for name in ("North", "East", "West")]
    >>> table = rates_table(rates({"North": 40, "East": 45}, population_of(Table.from_rows(rows)), "active groups"))
    >>> [str(cell) for cell in table.columns[table.headings.index("rate")].cells()]
    ['50.0', '44.4', 'undefined']
    """
    return plain_table("rates", HEADINGS, (tuple(_cells(one, rates)) for one in rates.forces))


def peers_table(rates: Rates) -> Table:
    """Return each set of peers with its overall rate and its spread, by name."""
    return plain_table("peers", PEER_HEADINGS, (_peer_cells(one, rates) for one in rates.peers))


def rates_said(rates: Rates) -> dict[str, Any]:
    """Return what is to be said beside the tables: the rule, and how to read them."""
    return {"counting_rule": rates.rule, "how_to_read_rates": list(sentences(rates))[1:]}


def _cells(one: ForceRate, rates: Rates) -> Iterator[Cell]:
    yield from (one.name, one.region, one.peers, _shown(one.count), _shown(one.population))
    yield from (_rounded(one.rate, rates.digits), rates.unit, _rounded(one.expected, EXPECTED_DIGITS))
    yield from _limits(one.limits, UNDEFINED)
    yield one.standing
    yield from _limits(one.widened, "" if one.limits else UNDEFINED)
    yield one.standing_widened
    yield from (one.reason, rates.rule)


def _limits(pairs: tuple[Limits, Limits] | None, absent: str) -> Iterator[Cell]:
    if pairs is None:
        yield from (absent,) * 4
        return
    for pair in pairs:
        yield 0 if pair.lower is None else math.floor(pair.lower) + 1
        yield math.ceil(pair.upper) - 1


def _peer_cells(one: PeerSet, rates: Rates) -> tuple[Cell, ...]:
    spread = (one.phi, one.phi_winsorised, one.phi_limit)
    differ = UNDEFINED if one.phi is None else "yes" if one.overdispersed else "no"
    numbers = (one.name, len(one.forces), one.count, one.population, _rounded(one.rate, rates.digits), rates.unit)
    reason = "; ".join(dict.fromkeys(filter(None, (one.reason, one.phi_reason))))
    return (*numbers, *(_rounded(each, 2) for each in spread), differ, reason, rates.rule)


def _shown(value: int | None) -> Cell:
    return UNDEFINED if value is None else value


def _rounded(value: Fraction | float | None, digits: int) -> Cell:
    return UNDEFINED if value is None else rounded(Fraction(value), digits)
