"""Who was at which event, and the links between people that follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Final

import attrs

from ocgscore.errors import Problem
from ocgscore.network.model import Link, MapError, OcgMap, Person

KIND: Final = "shared events"
KEPT: Final = "events"  # under which people and links say which
BETWEEN: Final = " | "  # two events
MOST_PAIRS: Final = 5_000_000


def shared_events(attended: Iterable[tuple[str, str]], source: str) -> list[Link]:
    """Return a link for each two people who were at the same event, with the number of such events for strength.

    Which events those were is in the link's `more`, under ``events``.

    Parameters
    ----------
    attended : iterable of (person, event)
        A pair said twice counts once.
    source : str
        Where it is recorded.

    Raises
    ------
    MapError
        If so many people were at one event that their pairs cannot be listed.

    References
    ----------
    Breiger, R. L. (1974). The duality of persons and groups. Social Forces 53(2), 181–190.

    Examples
    --------
    >>> links = shared_events([("a", "1"), ("b", "1"), ("c", "1"), ("a", "2"), ("b", "2")], "events.csv")
    >>> [(link.person, link.other, link.strength, link.more["events"]) for link in links]
    [('a', 'b', 2.0, '1 | 2'), ('a', 'c', 1.0, '1'), ('b', 'c', 1.0, '1')]
    """
    present, largest = _present(attended)
    if sum(len(people) * (len(people) - 1) // 2 for people in present.values()) > MOST_PAIRS:
        hint = f"leave out the events that say least; the largest, {largest!r}, has {len(present[largest])} people"
        expected = f"a table of events that makes at most {MOST_PAIRS:,} links"
        raise MapError(Problem(source, f"{len(present)} events", expected, hint))
    shared: dict[tuple[str, str], list[str]] = {}
    for event, people in present.items():
        for pair in combinations(sorted(people), 2):
            shared.setdefault(pair, []).append(event)
    return [
        Link(one, other, kind=KIND, strength=float(len(events)), source=source, more={KEPT: BETWEEN.join(events)})
        for (one, other), events in sorted(shared.items())
    ]


def attending(people: Iterable[Person], attended: Iterable[tuple[str, str]]) -> list[Person]:
    """Return people who say in their `more`, under ``events``, where they were.

    Examples
    --------
    >>> [person.more for person in attending([Person("a"), Person("b")], [("a", "1"), ("a", "2")])]
    [mappingproxy({'events': '1 | 2'}), mappingproxy({})]
    """
    events: dict[str, dict[str, None]] = {}
    for person, event in attended:
        events.setdefault(person, {})[event] = None
    return [
        attrs.evolve(person, more={**person.more, KEPT: BETWEEN.join(events[person.id])})
        if person.id in events
        else person
        for person in people
    ]


def attended_of(network: OcgMap) -> list[tuple[str, str]]:
    """Return who was at which event, as a map made from a table of events knows it.

    Examples
    --------
    >>> attended_of(OcgMap(people=(Person("a", more={"events": "1 | 2"}), Person("b"))))
    [('a', '1'), ('a', '2')]
    """
    return [
        (person.id, event)
        for person in network.people
        if KEPT in person.more
        for event in person.more[KEPT].split(BETWEEN)
    ]


def events_notices(attended: Iterable[tuple[str, str]], source: str) -> Iterator[str]:
    """Yield what should be known of the links that events make: how much of it is the largest event's doing.

    Examples
    --------
    >>> list(events_notices([("a", "1"), ("b", "1"), ("c", "2")], "events.csv"))
    ["events.csv: 2 events; the largest, '1', links 2 people to each other"]
    """
    present, largest = _present(attended)
    if present:
        everybody = f"the largest, {largest!r}, links {len(present[largest])} people to each other"
        counted = f"{len(present)} events" if len(present) > 1 else "1 event"
        yield f"{source}: {counted}; {everybody}"


def _present(attended: Iterable[tuple[str, str]]) -> tuple[dict[str, dict[str, None]], str]:
    """Return who was at each event, and the first of the largest events."""
    present: dict[str, dict[str, None]] = {}
    for person, event in attended:
        present.setdefault(event, {})[person] = None
    return present, max(present, key=lambda event: len(present[event]), default="")
