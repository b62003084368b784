"""Numbers of things, in words."""

from __future__ import annotations


def counted(number: int, thing: str, several: str = "") -> str:
    """Return a number of things, the plural where there is not one.

    Examples
    --------
    >>> counted(1, "group"), counted(1200, "group"), counted(2, "person", "people")
    ('1 group', '1,200 groups', '2 people')
    """
    return f"{number:,} {thing if number == 1 else several or plural(thing)}"


def plural(thing: str) -> str:
    """Return the plural of a thing.

    Examples
    --------
    >>> plural("group"), plural("vulnerability"), plural("key")
    ('groups', 'vulnerabilities', 'keys')
    """
    return f"{thing[:-1]}ies" if thing.endswith("y") and thing[-2:-1] not in "aeiou" else f"{thing}s"
