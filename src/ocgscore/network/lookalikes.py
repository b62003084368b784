"""People who look the same under different ids: the same name, however it is written, and the same date of birth."""

from __future__ import annotations

import datetime as dt
import unicodedata
from itertools import combinations
from typing import Final

import attrs

from ocgscore.network.model import OcgMap, Person
from ocgscore.network.ties import name_order

DROPPED: Final = frozenset("'`.\N{ACUTE ACCENT}\N{MODIFIER LETTER APOSTROPHE}\N{LEFT SINGLE QUOTATION MARK}’")


@attrs.frozen
class Lookalikes:
    """Two or more people who look the same.

    Parameters
    ----------
    people : tuple of Person
        In the order of their ids; at least two.
    born : date
    """

    people: tuple[Person, ...]
    born: dt.date

    @property
    def ids(self) -> tuple[str, ...]:
        """Their ids."""
        return tuple(person.id for person in self.people)


@attrs.frozen
class Lookalike:
    """Two people who look the same; `person` comes first by id."""

    person: Person
    other: Person


def plain_words(text: str) -> tuple[str, ...]:
    """Return the words of a name without case, accents and punctuation, in the order of the alphabet.

    Surname first or last is the same name, O’Brien is OBrien, and J.R. is JR. Letters that Unicode does not take apart
    (ø, ł) stay as they are.

    Examples
    --------
    >>> plain_words("O’BRIEN, Séan-Paul"), plain_words("Sean Paul OBrien")
    (('obrien', 'paul', 'sean'), ('obrien', 'paul', 'sean'))
    """
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    letters = (_plain_letter(letter) for letter in apart if not unicodedata.combining(letter) and letter not in DROPPED)
    return tuple(sorted("".join(letters).split()))


def _plain_letter(letter: str) -> str:
    """Return a letter, digit or vowel sign; a space for anything else."""
    return letter if letter.isalnum() or unicodedata.category(letter).startswith("M") else " "


def lookalike_sets(network: OcgMap) -> tuple[Lookalikes, ...]:
    """Return the sets of people who look the same.

    Two people look the same where `plain_words` makes the same of their names and their dates of birth are the same.
    A person without a name or without a date of birth looks like nobody.

    Parameters
    ----------
    network : OcgMap

    Returns
    -------
    tuple of Lookalikes
        Each person in one set at most; in the order of the first id of each.

    Examples
    --------
    >>> born = dt.date(1990, 1, 2)
    >>> two = OcgMap(people=(Person("a7", "Ann Lee", born), Person("9", "LEE, Ann", born), Person("b", "Ann Lee")))
    >>> [found.ids for found in lookalike_sets(two)]
    [('9', 'a7')]
    """
    alike: dict[tuple[tuple[str, ...], dt.date], list[Person]] = {}
    for person in sorted(network.people, key=lambda person: name_order(person.id)):
        if person.born is not None and (words := plain_words(person.name)):
            alike.setdefault((words, person.born), []).append(person)
    return tuple(Lookalikes(tuple(people), born) for (_, born), people in alike.items() if len(people) > 1)


def lookalikes(network: OcgMap) -> tuple[Lookalike, ...]:
    """Return every pair of people who look the same.

    A name and date that stand for many (a placeholder, say) make very many pairs: `lookalike_sets` names each person
    once.

    Parameters
    ----------
    network : OcgMap

    Returns
    -------
    tuple of Lookalike
        Set by set, in the order of `lookalike_sets`.

    Examples
    --------
    >>> born = dt.date(1990, 1, 2)
    >>> three = OcgMap(people=tuple(Person(id, "Ann Lee", born) for id in "cab"))
    >>> [(pair.person.id, pair.other.id) for pair in lookalikes(three)]
    [('a', 'b'), ('a', 'c'), ('b', 'c')]
    """
    return tuple(Lookalike(*pair) for found in lookalike_sets(network) for pair in combinations(found.people, 2))
