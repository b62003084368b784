"""How it is said that hardly a group of the meeting is where it should be: on the register, or on the map."""

from __future__ import annotations

from ocgscore.words import counted


def hardly_any(found: int, groups: int, where: str) -> str:
    """Return in words that none, or only so many, of the groups of the meeting are somewhere.

    Examples
    --------
    >>> hardly_any(0, 8, "the register"), hardly_any(1, 8, "the map")
    ('None of the 8 groups of this meeting is on the register', 'Only 1 of the 8 groups of this meeting is on the map')
    >>> hardly_any(0, 1, "the map")
    'The one group of this meeting is not on the map'
    """
    if groups == 1:
        return f"The one group of this meeting is not on {where}"
    start = f"Only {found:,}" if found else "None"
    return f"{start} of the {counted(groups, 'group')} of this meeting {'are' if found > 1 else 'is'} on {where}"
