"""Counts beside population, on a terminal: in the order of names, the counting rule first."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from ocgscore.cli.layout import heading, listed, paragraph, table

if TYPE_CHECKING:
    from ocgscore.review.rates import ForceRate, Limits, Rates

UNDEFINED: Final = "undefined"


def rates_lines(rates: Rates) -> Iterator[str]:
    """Yield the counting rule, a line for each force in the order of names, and what to make of it.

    Forces of several sets of peers stand in a table for each set: nothing is compared across.
    """
    from ocgscore.review.rates.words import sentences

    rule, *said = sentences(rates)
    yield from heading(f"{rates.what.upper()} BESIDE POPULATION, rate per {rates.per:,} people")
    yield from paragraph(rule)
    yield from _tables(rates)
    yield from paragraph(f"Counted in all: {rates.counted(rates.total)}.")
    yield from _reasons(rates)
    for sentence in said:
        yield from paragraph(sentence)


def _tables(rates: Rates) -> Iterator[str]:
    for one in rates.peers:
        yield ""
        name = f"{one.name[:1].upper()}{one.name[1:]}"
        rate = rates.shown(one.rate)
        yield from paragraph(f"{name}: overall rate {rate}, {one.count:,} on {one.population:,} people")
        yield from _table([force for force in rates.forces if force.peers == one.name], rates)
    alone = [force for force in rates.forces if not force.peers]
    if alone:
        yield from heading("  Compared with none")
        yield from _table(alone, rates)
    yield ""


def _table(forces: Sequence[ForceRate], rates: Rates) -> Iterator[str]:
    widened = any(one.widened for one in forces)
    last = ["outside", "outside widened"] if widened else ["95 % limits", "outside"]
    rows = [_row(one, rates, widened=widened) for one in forces]
    yield from table(["force", "count", "population", "rate", *last], rows)


def _row(one: ForceRate, rates: Rates, *, widened: bool) -> list[str]:
    last = [one.standing, one.standing_widened] if widened else [_between(one.limits), one.standing]
    return [one.name, _whole(one.count), _whole(one.population), rates.shown(one.rate), *last]


def _whole(value: int | None) -> str:
    return UNDEFINED if value is None else f"{value:,}"


def _between(limits: tuple[Limits, Limits] | None) -> str:
    """Return the lowest and the highest count within the 95 % limits."""
    if limits is None:
        return UNDEFINED
    lower, upper = limits[0].lower, limits[0].upper
    return f"{0 if lower is None else math.floor(lower) + 1:,} to {math.ceil(upper) - 1:,}"


def _reasons(rates: Rates) -> Iterator[str]:
    """Yield why something is undefined, the forces of one reason together."""
    reasons: dict[tuple[str, str], list[str]] = {}
    for one in rates.forces:
        if one.reason:
            reasons.setdefault(("Rate" if one.rate is None else "Limits", one.reason), []).append(one.name)
    for (what, reason), names in reasons.items():
        yield from paragraph(f"{what} undefined for {listed(names)}: {reason}.")
