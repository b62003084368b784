"""Whether the names of two groups are the same or nearly so, however they are written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import combinations
from typing import Final

import numpy as np

from ocgscore.network.lookalikes import plain_words
from ocgscore.network.ties import Flags, Ints

WORDS_OF_ALL: Final = frozenset(
    {
        *(
            "the",
            "of",
            "ocg",
            "ocgs",
            "ocn",
            "group",
            "groups",
            "crew",
            "crews",
            "gang",
            "gangs",
            "network",
            "networks",
        ),
        *("organised", "organized", "crime", "criminal", "unknown", "unnamed", "unidentified"),
    }
)
ALIKE: Final = 0.8  # of SequenceMatcher.ratio
LONGEST: Final = 200  # letters compared
MOST_NAMESAKES: Final = 10
UNSTATED, DIFFERENT, NEAR, SAME = range(4)
_BLOCK: Final = 1 << 18  # pairs screened at a time
_KINDS: Final = 28  # of letters told apart in the screen: a to z, the space, all others together


def plain_group_name(name: str) -> str:
    """Return a group's name as it is compared: plain words without those that any group's name may have.

    Examples
    --------
    >>> plain_group_name("The HARBOUR Crew"), plain_group_name("Harbour O.C.G."), plain_group_name("Unknown group")
    ('harbour', 'harbour', '')
    """
    return " ".join(word for word in plain_words(name) if word not in WORDS_OF_ALL)


def likeness(name: str, other: str) -> int:
    """Return whether two plain names are `SAME`, `NEAR`, `DIFFERENT`, or `UNSTATED` where either is empty.

    Near are names of which difflib's ratio is at least 0.8 and whose numbers are the same: "zone 1" is not nearly
    "zone 2".

    Examples
    --------
    >>> likeness("harbour", "harbour") == SAME, likeness("harbour", "harbor") == NEAR
    (True, True)
    >>> likeness("quay", "harbour") == likeness("1 zone", "2 zone") == DIFFERENT, likeness("", "harbour") == UNSTATED
    (True, True)
    """
    if not name or not other:
        return UNSTATED
    if name == other:
        return SAME
    if _numbers(name) != _numbers(other):
        return DIFFERENT
    first, second = sorted((name[:LONGEST], other[:LONGEST]))  # the ratio depends on the order
    return NEAR if SequenceMatcher(None, first, second, autojunk=False).ratio() >= ALIKE else DIFFERENT


def _numbers(name: str) -> list[str]:
    return [word for word in name.split() if any(map(str.isdigit, word))]


def likenesses(names: Sequence[str], low: Ints, high: Ints) -> Ints:
    """Return the likeness of each pair of plain names, given by position; int64, shape (p,).

    Names that have too few letters in common, in whatever order, are told different without looking further.
    """
    codes = {name: code for code, name in enumerate(dict.fromkeys(names))}
    code = np.array([codes[name] for name in names], np.int64)
    empty = np.array([not name for name in names], np.bool_)
    result = np.where(code[low] == code[high], SAME, DIFFERENT).astype(np.int64)
    result[empty[low] | empty[high]] = UNSTATED
    open_ = np.flatnonzero((result == DIFFERENT) & _may_be_near(names, low, high))
    pairs = zip(low[open_].tolist(), high[open_].tolist(), strict=True)
    result[open_] = [likeness(names[one], names[other]) for one, other in pairs]
    return result


def _may_be_near(names: Sequence[str], low: Ints, high: Ints) -> Flags:
    """Return whether the letters that two names have in common could make their ratio large enough."""
    letters = np.array([_letters(name[:LONGEST]) for name in names], np.int16).reshape(-1, _KINDS)
    lengths = letters.sum(axis=1)
    possible = np.zeros(len(low), np.bool_)
    for start in range(0, len(low), _BLOCK):
        one, other = low[start : start + _BLOCK], high[start : start + _BLOCK]
        common = np.minimum(letters[one], letters[other]).sum(axis=1)
        possible[start : start + _BLOCK] = 2 * common >= ALIKE * (lengths[one] + lengths[other]) - 1e-9
    return possible


def _letters(name: str) -> list[int]:
    """Count the letters of a name by kind."""
    counts = [0] * _KINDS
    for letter in name:
        counts[ord(letter) - ord("a") if "a" <= letter <= "z" else _KINDS - 2 + (letter != " ")] += 1
    return counts


def same_names(names: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of positions whose plain names are the same and not empty.

    A name that more than `MOST_NAMESAKES` have tells nobody apart, and makes no pair.
    """
    alike: dict[str, list[int]] = {}
    for position, name in enumerate(names):
        if name:
            alike.setdefault(name, []).append(position)
    for positions in alike.values():
        if len(positions) <= MOST_NAMESAKES:
            yield from combinations(positions, 2)
