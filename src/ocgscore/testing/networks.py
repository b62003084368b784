"""Invented maps of organised crime groups: of any size from a seed, and small and odd ones from Hypothesis."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from itertools import combinations, permutations, product
from typing import Any, Final, TypeVar

import attrs
import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st

from ocgscore.chance import Chance, Ints
from ocgscore.errors import RequestError, whole_number_problems
from ocgscore.network.model import DIRECTIONS, SIGNS, STANDINGS, Group, Link, Member, OcgMap, Person, Relation
from ocgscore.network.ties import Ties

Made = TypeVar("Made")
Floats = npt.NDArray[np.float64]

FORCES: Final = ("Norvale", "Eastmere", "Southholt", "Westbrook", "Highfell", "Lowmarsh", "Stanbridge", "Kingsmoor")
GIVEN: Final = (
    "Abel", "Beryl", "Corin", "Della", "Edwin", "Fay", "Gideon", "Hester", "Ivor", "Juno", "Kester", "Lorna", "Milo",
    "Nell", "Osric", "Perdita", "Quill", "Rhoda", "Silas", "Tamsin", "Ulric", "Verity", "Wystan", "Xanthe", "Yorick",
)  # fmt: skip
HEADS: Final = ("Ash", "Brack", "Crow", "Dun", "Els", "Farrow", "Gar", "Hallam", "Ingle", "Jess", "Kettle", "Lam")
TAILS: Final = ("bourn", "by", "combe", "dale", "ford", "hurst", "ley", "mere", "side", "stead", "wick", "worth")
PLACES: Final = ("Harbour", "Mill", "Quarry", "Dock", "Fen", "Larch", "Ridge", "Canal", "Market", "Chapel", "Station")
WAYS: Final = ("Road", "Street", "Lane", "Gate", "Side", "Row", "Yard", "Hill", "Green", "Wharf")
ROLES: Final = ("head", "deputy", "enforcer", "storage", "driver", "courier", "money")
KINDS: Final = ("phone", "meeting", "kin", "money", "co-offending")
GRADES: Final = ("1A", "1B", "2A", "2B", "2C", "2D", "3C", "3D", "Confirmed", "Tentative", "")
RELATIONS: Final = ("alliance", "alliance", "alliance", "rivalry", "rivalry", "tension")
SINCE: Final = dt.date(2025, 1, 1)
BORN: Final = dt.date(1955, 1, 1)
DAYS: Final = 365  # over which records are spread
LIFETIMES: Final = 18_000  # days over which births are spread
ONE_IN: Final = 5  # links have a second record, from another source
WITHIN: Final = 0.8  # of the links are within a group
NEAR: Final = 0.95  # these and those to a group near by in the list
APART: Final = 40  # groups: how far near by reaches
SKEW: Final = 1.6  # above 1: some members have far more links than others
SEVERAL: Final = 0.05  # of the people are in a second group
NOWHERE: Final = 0.01  # are in none
TWINS: Final = 50  # every so many groups, one is the last one mapped again by another force
BEYOND_DRAWS: Final = 2**32  # block for the lots cast tie by tie: as a draw's number it would repeat them in that draw


def synthetic_map(seed: int = 1, *, groups: int = 5_000, people: int = 50_000, links: int = 150_000) -> OcgMap:
    """Return an invented map of organised crime groups.

    Parameters
    ----------
    seed : int
    groups, people : int
        How many there are, people at least as many as groups.
    links : int
        How many pairs of people are linked; one in five has two records.

    Returns
    -------
    OcgMap
        Groups of very different sizes in eight forces, dense within and held together by few; everybody but one in a
        hundred in a group, one in twenty in two; sources, dates and grades on every record; alliances, rivalries and
        tensions. One group in fifty is another one mapped again, under a like name and with most of its members.

    Raises
    ------
    RequestError
        If there are more groups than people, or more links than half of the pairs of people.

    Notes
    -----
    Nothing in it is anybody's: names are put together from syllables. It is for tests and timings; sizes and shapes
    were chosen, not estimated from a real map, and say nothing about one.

    Examples
    --------
    >>> small = synthetic_map(groups=20, people=200, links=600)
    >>> len(small.groups), len(small.people), len({tuple(sorted((link.person, link.other))) for link in small.links})
    (20, 200, 600)
    >>> small == synthetic_map(groups=20, people=200, links=600)
    True
    >>> small == synthetic_map(2, groups=20, people=200, links=600)
    False
    """
    problems = [
        *whole_number_problems("seed", seed, 0, 2**32),
        *whole_number_problems("people", people, 2, 10_000_000),
        *whole_number_problems("groups", groups, 1, max(people, 1), of=", the number of people"),
        *whole_number_problems("links", links, 1, (people * (people - 1) + 2) // 4, of=", half of the pairs of people"),
    ]
    if problems:
        raise RequestError(problems)
    made = _Making.of(seed, groups, people)
    return OcgMap(
        people=made.people(),
        groups=made.groups_(),
        members=made.members(),
        links=made.links(links),
        relations=made.relations(),
        name=f"synthetic-{seed}",
    )


@attrs.frozen(eq=False)
class _Making:
    """A map in the making: who is in which group."""

    seed: int
    group_count: int
    main: Ints  # each person's group; -1 for none
    second: Ints  # another one; -1 for most

    @classmethod
    def of(cls, seed: int, groups: int, people: int) -> _Making:
        """Put people into groups."""
        chance = Chance.of(seed, 0)
        weight = 1 / (1 + np.arange(groups)[np.argsort(chance.words(groups), kind="stable")]) ** 0.6
        edges = np.cumsum(weight) / weight.sum()
        main = np.minimum(np.searchsorted(edges, _uniform(chance, people)), groups - 1)
        main[:groups] = np.arange(groups)  # no group is empty
        nowhere = _uniform(chance, people) < NOWHERE
        nowhere[:groups] = False
        main[nowhere] = -1
        several = (_uniform(chance, people) < SEVERAL) & (main >= 0)
        second = np.where(several, (main + 1 + chance.below(np.full(people, APART), 1)[0]) % groups, -1)
        twin = (main >= 0) & (main % TWINS == 0) & (main + 1 < groups) & (_uniform(chance, people) < WITHIN)
        second = np.where(twin, main + 1, second)
        return cls(seed, groups, main, np.where(second == main, -1, second))

    def people(self) -> tuple[Person, ...]:
        """Return the people; one in two hundred is the one before under another spelling."""
        count, chance = len(self.main), Chance.of(self.seed, 1)
        given, head, tail, day = chance.below(
            np.repeat([len(GIVEN), len(HEADS), len(TAILS), LIFETIMES], count), 1
        ).reshape(4, count)
        again = _uniform(chance, count) < 1 / 200
        width = len(str(count))
        made: list[Person] = []
        for number in range(count):
            id_, force = f"P{number + 1:0{width}}", FORCES[max(int(self.main[number]), 0) % len(FORCES)]
            if again[number] and made:
                first, _, last = made[-1].name.partition(" ")
                name = f"{last.upper()}, {first}" if "," not in made[-1].name else made[-1].name
                made.append(Person(id_, name, made[-1].born, force))
            else:
                name = f"{GIVEN[given[number]]} {HEADS[head[number]]}{TAILS[tail[number]]}"
                made.append(Person(id_, name, BORN + dt.timedelta(days=int(day[number])), force))
        return tuple(made)

    def groups_(self) -> tuple[Group, ...]:
        """Return the groups, each named for a place; a twin has the name of the one before, spelled otherwise."""
        made: list[Group] = []
        for number in range(self.group_count):
            place, way = PLACES[number % len(PLACES)], WAYS[number // len(PLACES) % len(WAYS)]
            town = f"{HEADS[number // 7 % len(HEADS)]}{TAILS[number // 84 % len(TAILS)]}"
            name = f"{place} {way}, {town}"
            if number % TWINS == 1:
                name = made[-1].name.replace(",", "").upper() + " OCG"
            made.append(Group(self._group(number), name, FORCES[number % len(FORCES)]))
        return tuple(made)

    def members(self) -> tuple[Member, ...]:
        """Return the memberships: one head and up to two of significance in each group, the rest on the edge of it."""
        person = np.concatenate([np.flatnonzero(self.main >= 0), np.flatnonzero(self.second >= 0)])
        group = np.concatenate([self.main[self.main >= 0], self.second[self.second >= 0]])
        seen = np.zeros(self.group_count, np.int64)
        records = _Records.of(self.seed, 2, len(person))
        made = []
        for at, (who, where) in enumerate(zip(person.tolist(), group.tolist(), strict=True)):
            place = int(seen[where])
            seen[where] += 1
            standing = "principal" if not place else "significant" if place < 3 else "peripheral"
            role = ROLES[min(place, 2) if place < 3 else 3 + place % 4]
            made.append(Member(self._person(who), self._group(where), role, standing, *records.of_row(at)))
        return tuple(made)

    def links(self, count: int) -> tuple[Link, ...]:
        """Return the links: so many pairs, and a second record of some."""
        keys = self._pairs(count)
        chance, n = Chance.of(self.seed, BEYOND_DRAWS), len(self.main)
        twice = np.sort(np.concatenate([keys, keys[_uniform(chance, count) < 1 / ONE_IN]]))
        records = _Records.of(self.seed, 5, len(twice))
        kind, strength, turn = chance.below(np.repeat([len(KINDS), 9, 10], len(twice)), 1).reshape(3, -1).tolist()
        made = []
        for at, key in enumerate(twice.tolist()):
            one, other = divmod(key, n)
            direction = "to" if turn[at] < 2 else "both" if turn[at] < 3 else "none"
            made.append(
                Link(
                    self._person(one),
                    self._person(other),
                    KINDS[kind[at]],
                    direction,
                    float(max(strength[at] - 3, 1)),
                    *records.of_row(at),
                )
            )
        return tuple(made)

    def relations(self) -> tuple[Relation, ...]:
        """Return alliances, rivalries and tensions between groups near each other in the list."""
        count = self.group_count * 3 // 5
        chance = Chance.of(self.seed, 6)
        one, away, kind = chance.below(np.repeat([self.group_count, APART, len(RELATIONS)], count), 1).reshape(3, -1)
        other = (one + 1 + away) % self.group_count
        records = _Records.of(self.seed, 7, count)
        return tuple(
            Relation(self._group(a), self._group(b), RELATIONS[kind[at]], "none", 1.0, *records.of_row(at))
            for at, (a, b) in enumerate(zip(one.tolist(), other.tolist(), strict=True))
            if a != b
        )

    def _pairs(self, count: int) -> Ints:
        """Return so many different pairs of people, as one number each, rising."""
        n, chance = len(self.main), Chance.of(self.seed, 3)
        order = np.argsort(self.main, kind="stable")
        starts = np.searchsorted(self.main[order], np.arange(self.group_count + 1))
        found: Ints = np.empty(0, np.int64)
        while len(found) < count:
            one = chance.below(np.full(count, n), 1)[0]
            where = _uniform(chance, count)
            group = np.where(where < WITHIN, self.main[one], self.main[one] + chance.below(np.full(count, APART), 1)[0])
            group = np.where(self.main[one] < 0, 0, group % self.group_count)
            size = starts[group + 1] - starts[group]
            skewed = starts[group] + (size * _uniform(chance, count) ** SKEW).astype(np.int64)
            other = np.where(where < NEAR, order[skewed], chance.below(np.full(count, n), 1)[0])
            keys = np.minimum(one, other) * n + np.maximum(one, other)
            found = np.concatenate([found, keys[one != other]])
            _, first = np.unique(found, return_index=True)
            found = found[np.sort(first)]
        return np.sort(found[:count])

    def _person(self, number: int) -> str:
        return f"P{number + 1:0{len(str(len(self.main)))}}"

    def _group(self, number: int) -> str:
        return f"G{number + 1:0{len(str(self.group_count))}}"


@attrs.frozen(eq=False)
class _Records:
    """Sources, grades and dates for many records."""

    source: list[int]
    grade: list[int]
    day: list[int]

    @classmethod
    def of(cls, seed: int, block: int, count: int) -> _Records:
        """Draw them."""
        bounds = np.repeat([9_000, len(GRADES), DAYS], count)
        return cls(*Chance.of(seed, 100 + block).below(bounds, 1).reshape(3, count).tolist())

    def of_row(self, at: int) -> tuple[str, str, dt.date]:
        """Return the source, the grade and the date of one."""
        return f"R-{self.source[at] + 1000}", GRADES[self.grade[at]], SINCE + dt.timedelta(days=self.day[at])


def _uniform(chance: Chance, count: int) -> Floats:
    """Return numbers from 0 up to but not including 1."""
    found: Floats = (chance.words(count) >> np.uint64(11)).astype(np.float64) * 2.0**-53
    return found


ODD: Final = (
    "Ó Súilleabháin, Séan", "Se\u0301an", "S\u00e9an", "שלום", "😀", 'a "quoted" name', "two\nlines", "tab\there",
    "007", "1e5", "2024-01-02", "=A1", "'=A1", "-", "TRUE", "b", "B", ";", "a|b",
)  # fmt: skip
HUGE: Final = ("12345678901234567890", "12345678901234567891")  # the same to a float
_CHARACTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff\ufeff", codec="utf-8")
_TEXTS = st.sampled_from(ODD) | st.text(_CHARACTERS, max_size=6).map(str.strip)
_IDS = st.sampled_from(HUGE) | _TEXTS.filter(bool)
_DATES = st.none() | st.dates()
_MORE = st.dictionaries(st.sampled_from(["colour", "Straße", "id", "=1+1"]), _IDS, max_size=2)
_RECORDED: Final = {
    "source": st.sampled_from(["", "A", "Ó, B"]),
    "grade": st.sampled_from([*GRADES, "0.8", "35 %"]),
    "date": _DATES,
    "more": _MORE,
}
_DRAWN: Final = {
    "direction": st.sampled_from(DIRECTIONS),
    "strength": st.sampled_from([1.0, 2.0, 0.1, 1e9]),
    **_RECORDED,
}


@st.composite
def maps(draw: st.DrawFn, *, most_people: int = 5, most_groups: int = 4) -> OcgMap:
    """Generate small sound maps with everything a map may hold.

    Ids and names in many scripts, with commas, quotes and digits without end; people in several groups and in none;
    several records of one link, membership or relation; directions, strengths, dates, and grades of the illustrative
    table or that state their own probability.

    Parameters
    ----------
    draw : DrawFn
        Given by Hypothesis.
    most_people, most_groups : int
        The most to generate; the fewest are none.

    Returns
    -------
    SearchStrategy of OcgMap

    Examples
    --------
    >>> from hypothesis import given
    >>> @given(maps(most_people=3))
    ... def every_member_is_somebody(network):
    ...     assert {member.person for member in network.members} <= {person.id for person in network.people}
    >>> every_member_is_somebody()
    """
    person = st.builds(Person, _IDS, _TEXTS, _DATES, _TEXTS, _MORE)
    group = st.builds(Group, _IDS, _TEXTS, _TEXTS, _MORE)
    people = draw(st.lists(person, max_size=most_people, unique_by=lambda one: one.id))
    groups = draw(st.lists(group, max_size=most_groups, unique_by=lambda one: one.id))
    persons, named = [one.id for one in people], [one.id for one in groups]
    standing = st.sampled_from(["", *STANDINGS])
    members = _records(Member, list(product(persons, named)), role=_TEXTS, standing=standing, **_RECORDED)
    links = _records(Link, list(permutations(persons, 2)), kind=st.sampled_from(["", *KINDS]), **_DRAWN)
    relations = _records(Relation, list(permutations(named, 2)), kind=st.sampled_from(list(SIGNS)), **_DRAWN)
    return OcgMap(tuple(people), tuple(groups), tuple(draw(members)), tuple(draw(links)), tuple(draw(relations)))


def _records(
    made: Callable[..., Made], pairs: Sequence[tuple[str, str]], **columns: st.SearchStrategy[Any]
) -> st.SearchStrategy[list[Made]]:
    """Return a strategy of records between pairs, some of which come several times."""
    if not pairs:
        return st.just([])
    return st.lists(
        st.sampled_from(pairs).flatmap(lambda pair: st.builds(made, st.just(pair[0]), st.just(pair[1]), **columns)),
        max_size=6,
    )


@st.composite
def networks(draw: st.DrawFn, *, most: int = 7, directed: bool | None = None, certain: bool = False) -> Ties:
    """Generate small networks: whole or in parts, with people on their own, ties equally strong or not.

    Parameters
    ----------
    draw : DrawFn
        Given by Hypothesis.
    most : int
        Of how many people at most; 1 at least.
    directed : bool, optional
        Whether ties have a direction; by default either.
    certain : bool
        Whether every tie is certain; by default their chances run from next to nothing to 1.

    Returns
    -------
    SearchStrategy of Ties

    Examples
    --------
    >>> from hypothesis import given
    >>> @given(networks(directed=False))
    ... def every_tie_has_two_ends(ties):
    ...     assert ties.degree.sum() == 2 * ties.size
    >>> every_tie_has_two_ends()
    """
    people = range(draw(st.integers(1, most)))
    pointed = draw(st.booleans()) if directed is None else directed
    ends = list(permutations(people, 2) if pointed else combinations(people, 2))
    pairs = draw(st.lists(st.sampled_from(ends), unique=True)) if ends else []
    strengths = [1.0] if draw(st.booleans()) else [1.0, 3.0, 0.1]
    chances = [1.0] if certain else [1e-9, 0.25, 0.5, 0.9, 1.0]
    strength, chance = ([draw(st.sampled_from(some)) for _ in pairs] for some in (strengths, chances))
    return Ties.of(people, pairs, strength, chance, directed=pointed)
