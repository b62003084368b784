"""Counts against population: each force beside its peers, with the limits that chance alone would keep it in."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

import attrs
import numpy as np

from ocgscore.errors import Problem, RequestError, did_you_mean, whole_number_problems
from ocgscore.review.rates.model import ForceRate, PeerSet, Rates
from ocgscore.review.rates.poisson import limits
from ocgscore.review.rates.population import ForcePopulation, Population
from ocgscore.review.records import folded

MOST: Final = 1_000_000_000  # of one count
FEWEST: Final = 3  # forces from which on one can be unusual among them
WINSORISED: Final = 0.1  # on each side
LEAST_EXPECTED: Final = 1  # below which a count says too little about dispersion
NOT_SENT: Final = "no count was given: nothing to count, or nothing sent in"
NO_POPULATION: Final = "the population table lacks this force"
NO_FORCE: Final = "counted without the name of a force"
NO_PEERS: Final = "the population table gives it no peers to be compared with"
RULE_HINT: Final = "say in a sentence what is counted, for example: groups of three or more people, active, 31 March"


def rates(
    counts: Mapping[str, int],
    population: Population,
    rule: str,
    *,
    per: int = 1_000_000,
    what: str = "groups",
    uncounted: Mapping[str, str] | None = None,
    places: Mapping[str, str] | None = None,
) -> Rates:
    """Set the counts of forces beside their population and their peers.

    Parameters
    ----------
    counts : mapping of str to int
        By force; 0 or more. Forces whose names differ by case or spaces alone are one. A force that is not in it is
        undefined; one with 0 is 0.
    population : Population
    rule : str
        The counting rule, a sentence, carried into everything that is made of the result.
    per : int
        People that a rate is for.
    what : str
        What is counted, in a word, several of them.
    uncounted : mapping of str to str, optional
        By force, why it has no count.
    places : mapping of str to str, optional
        By force, the cell that names it: where to mend it if the population table does not know it.

    Returns
    -------
    Rates

    Raises
    ------
    RequestError
        No rule; a count that is no whole number from 0 on.

    Notes
    -----
    The overall rate of a set of peers is a ratio of sums over the forces that have both numbers. Limits: see `limits`.
    Dispersion phi is the sum of squares of (count - expected) / sqrt(expected) over k - 1, k forces; above
    1 + 2 sqrt(2 / (k - 1)), two standard deviations over 1, forces differ by more than chance allows under one rate,
    and limits are given that are sqrt(phi) times as far from the expected count. For this the outermost tenth on each
    side is set to the quantile there (linear between values): Spiegelhalter, D. J. (2005), Handling over-dispersion of
    performance indicators, Quality and Safety in Health Care 14, 347-351.

    Examples
    --------
    >>> from ocgscore.review.rates import population_of
    >>> from ocgscore.table import Table
    >>> rows = [{"force": "North", "population": 1_000_000}, {"force": "East", "population": 500_000}]
    >>> rows.append({"force": "West", "population": 2_000_000})
    >>> found = rates({"North": 40, "East": 45, "West": 90}, population_of(Table.from_rows(rows)), "active groups")
    >>> [(one.force, int(one.rate), int(one.expected), one.standing) for one in found.forces]
    [('East', 90, 25, 'above 99.8 %'), ('North', 40, 50, 'within'), ('West', 45, 100, 'within')]
    """
    _check(counts, rule, per, what)
    known = {folded(one.force): one for one in population.forces}
    given, notices = _gathered(counts, known)
    why = {folded(force): reason for force, reason in (uncounted or {}).items()}
    rated = [_rated(one, given.get(key), per, why.get(key, NOT_SENT)) for key, one in known.items()]
    sets = _sets(rated, per)
    compared = [_compared(one, sets.get(one.peers)) for one in rated]
    lacking = [
        ForceRate(name, count=count, reason=NO_POPULATION if name else NO_FORCE)
        for key, (name, count) in given.items()
        if key not in known
    ]
    lacking += [
        ForceRate(force, reason=reason) for force, reason in (uncounted or {}).items() if folded(force) not in known
    ]
    told = (*notices, *_lacking_notices(lacking, population, places or {}), *_small_notices(compared, what))
    return Rates(
        " ".join(rule.split()),
        what.strip(),
        per,
        tuple(sorted([*compared, *lacking], key=lambda one: _order(one.force))),
        tuple(sets[name] for name in sorted(sets, key=_order)),
        (*population.notices, *told),
        population.table,
    )


def _small_notices(forces: Sequence[ForceRate], what: str) -> Iterator[str]:
    """Yield a notice for each force of which more is counted than it has people."""
    for one in forces:
        if one.count is not None and one.population is not None and one.count > one.population:
            yield f"{one.force}: more {what} ({one.count:,}) than people ({one.population:,}): in thousands?"


def _check(counts: Mapping[str, int], rule: str, per: int, what: str) -> None:
    problems: list[Problem] = []
    if not rule.strip():
        problems.append(Problem("rule", None, "the counting rule", RULE_HINT))
    if not what.strip():
        problems.append(Problem("what", None, "the word for what is counted", "groups, for example"))
    problems += whole_number_problems("per", per, 1, MOST, hint="1,000,000 is usual")
    for force in sorted(counts):
        problems += whole_number_problems(f"count of {force!r}", counts[force], 0, MOST)
    if problems:
        raise RequestError(problems)


def _order(name: str) -> tuple[str, str]:
    return name.casefold(), name


def _gathered(
    counts: Mapping[str, int], known: Mapping[str, ForcePopulation]
) -> tuple[dict[str, tuple[str, int]], list[str]]:
    """Return each force's name and count by its folded name, and a notice for each that is written otherwise."""
    given: dict[str, tuple[str, int]] = {}
    notices = []
    for written in sorted(counts):
        key = folded(written)
        name, before = given.get(key, (known[key].force if key in known else written.strip(), 0))
        given[key] = name, before + int(counts[written])
        if written.strip() != name:
            notices.append(f"{written!r} is taken as {name!r}: spelled otherwise (case, spaces, dashes)")
    return given, notices


def _rated(one: ForcePopulation, given: tuple[str, int] | None, per: int, reason: str) -> ForceRate:
    """Return a force of the population table with its rate, not compared yet."""
    if given is None:
        return ForceRate(one.force, one.region, one.peers, population=one.population, reason=reason)
    rate = Fraction(given[1] * per, one.population)
    return ForceRate(one.force, one.region, one.peers, given[1], one.population, rate)


def _sets(rated: Iterable[ForceRate], per: int) -> dict[str, PeerSet]:
    members: dict[str, list[ForceRate]] = {}
    for one in rated:
        if one.peers:
            members.setdefault(one.peers, [])
            members[one.peers] += [one] if one.rate is not None else []
    return {
        name: _set(name, sorted(forces, key=lambda one: _order(one.force)), per) for name, forces in members.items()
    }


def _set(name: str, forces: Sequence[ForceRate], per: int) -> PeerSet:
    count, people = sum(one.count or 0 for one in forces), sum(one.population or 0 for one in forces)
    plain = PeerSet(name, tuple(one.force for one in forces), count, people)
    if forces:
        plain = attrs.evolve(plain, rate=Fraction(count * per, people))
    if len(forces) < FEWEST:
        few = ("no force", "only 1 force", "only 2 forces")[len(forces)]
        reason = f"{few} of these peers with a rate: among fewer than {FEWEST} none can be called unusual"
        return attrs.evolve(plain, reason=reason, phi_reason=reason)
    if not count:
        reason = "nothing was counted in any of these peers: there is no rate to compare with"
        return attrs.evolve(plain, reason=reason, phi_reason=reason)
    return _with_dispersion(plain, forces)


def _with_dispersion(one: PeerSet, forces: Sequence[ForceRate]) -> PeerSet:
    expected = [Fraction((force.population or 0) * one.count, one.population) for force in forces]
    if min(expected) < LEAST_EXPECTED:
        return attrs.evolve(one, phi_reason=f"a force is expected to have fewer than {LEAST_EXPECTED}: too few to tell")
    away = sorted(
        float((force.count or 0) - least) / math.sqrt(least) for force, least in zip(forces, expected, strict=True)
    )
    drawn_in = np.clip(away, *np.quantile(away, [WINSORISED, 1 - WINSORISED])).tolist()
    spare = len(forces) - 1
    phi, winsorised = (math.fsum(each * each for each in values) / spare for values in (away, drawn_in))
    return attrs.evolve(one, phi=phi, phi_winsorised=winsorised, phi_limit=1 + 2 * math.sqrt(2 / spare))


def _compared(one: ForceRate, peers: PeerSet | None) -> ForceRate:
    """Return a force with what is expected of it and its limits, where its peers support them."""
    if one.rate is None:
        return one
    if peers is None:
        return attrs.evolve(one, reason=NO_PEERS)
    expected = Fraction((one.population or 0) * peers.count, peers.population)
    if peers.reason:
        return attrs.evolve(one, expected=expected, reason=peers.reason)
    inner, outer = limits(float(expected))
    widened = None
    if peers.overdispersed:
        times, centre = math.sqrt(peers.phi_winsorised or 1.0), float(expected)
        widened = inner.widened(centre, times), outer.widened(centre, times)
    return attrs.evolve(one, expected=expected, limits=(inner, outer), widened=widened)


def _lacking_notices(lacking: Iterable[ForceRate], population: Population, places: Mapping[str, str]) -> Iterator[str]:
    names = [one.force for one in population.forces]
    for one in sorted(lacking, key=lambda one: _order(one.force)):
        if not one.force:
            if one.count is None:
                continue
            yield f"{one.count:,} counted without the name of a force: they are in the total and in no rate"
            continue
        counted = f"{one.count:,} counted" if one.count is not None else f"and no count: {one.reason}"
        near = did_you_mean(one.force, names)
        hint = f"; {near}" if near else "; add a row for it"
        where = f" of {places[one.force]}" if one.force in places else ""
        yield f"{population.table.name}: no population for the force {one.force!r}{where} ({counted}){hint}"
