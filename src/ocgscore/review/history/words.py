"""What steps and changes are called, and what the words mean."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

MOVED: Final = ("unchanged", "up", "down", "open")
KINDS: Final = ("raised", "lowered", "better known", "less known", "overlapping")
RAISED, LOWERED, BETTER, LESS, OVERLAPPING = range(1, 6)  # 0 stands for no change
NONE: Final = "none"
VERSION_ONLY: Final = "version only"
KNOWLEDGE_ONLY: Final = "knowledge only"
CHANGE: Final = "level change"
MERGED: Final = "level change, merged groups"
ANOTHER: Final = "level change, another scorer"
NOT_NAMED: Final = "level change, scorer not named"
SAME_DAY: Final = "level change, same day"
OTHER_VERSION: Final = "level change, another version"
CLASSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        NONE: "the same levels, of the criteria that the measure is made of, on the same version",
        VERSION_ONLY: "the same levels; only the version of the matrix that they were given on differs",
        KNOWLEDGE_ONLY: "levels became better or less known, and none certainly changed: the group may be as it was",
        CHANGE: "a level certainly changed, by the same scorer on the same version: nothing else here explains it",
        ANOTHER: "a level certainly changed, but so did the scorer: cannot be told from a difference between scorers",
        NOT_NAMED: "a level certainly changed, and it is not known whether the same scorer gave both",
        SAME_DAY: "a level certainly changed within one day: a correction, or something new; it says nothing of time",
        OTHER_VERSION: "a level certainly changed, but so did the version: its wording may have moved the scorer",
        MERGED: "a level certainly differs between groups that the register has as one since they were merged",
    }
)
FLAGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "another scorer": "another assessor, or one of another force",
        "scorer not named": "the assessor, or in one of the two the force, is not stated",
        "same day": "both on one date: the order between them says nothing of time",
        "another version": "the versions of the matrix that they were given on differ",
        "version not stated": "a version is not stated, and taken as the one at hand",
        "version not at hand": "a version is stated that is not at hand, and the one at hand is used in its place",
        "another id": "the ids are written differently",
        "other criteria": "criteria that the measure is not made of changed as well; they decide nothing here",
        "merged groups": "the ids were those of two groups until they were merged",
    }
)
