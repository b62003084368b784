"""The names of groups as they are written into the cells of a grid: whole where two lines are enough."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ocgscore.report.canvas.canvas import SIZE, all_fitted, named, wrapped
from ocgscore.report.picture.text import width

MOST_LINES: Final = 2  # of one name in a cell
INDENT: Final = "\N{NO-BREAK SPACE}" * 3  # of the second line of a name
BREAKS: Final = "-/_. "  # letters after which a name goes on in the next line rather than after others
MARK: Final = " ?"


def written(names: Sequence[str], room: float) -> dict[str, list[str]]:
    """Return the lines of names as they are written into cells: one line, two where that is enough, or a cut name.

    Parameters
    ----------
    names : sequence of str
        No two of them alike.
    room : float
        How wide a line may be, a mark behind the name among it.

    Examples
    --------
    >>> found = written(["East", "Northmoor-OCG-0013"], 100.0)
    >>> found["East"], [line.strip() for line in found["Northmoor-OCG-0013"]]
    (['East'], ['Northmoor-', 'OCG-0013'])
    """
    room -= width(MARK, SIZE)
    found = {}
    for name, short in zip(names, all_fitted(names, room), strict=True):
        lines = [named(name)]
        if width(lines[0], SIZE) > room:
            lines = _broken(lines[0], room)
        found[name] = [lines[0], *(f"{INDENT}{line}" for line in lines[1:])] if len(lines) <= MOST_LINES else [short]
    return found


def _broken(name: str, room: float) -> list[str]:
    """Return the lines of a name that is too wide for one: broken at a hyphen or the like if it can be."""
    rest = room - width(INDENT, SIZE)
    places = [at for at in range(1, len(name)) if name[at - 1] in BREAKS and width(name[:at].strip(), SIZE) <= room]
    if places and width(name[places[-1] :].strip(), SIZE) <= rest:
        return [name[: places[-1]].strip(), name[places[-1] :].strip()]
    return wrapped(name, SIZE, rest)


def marked(lines: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Yield the lines of a name, and whether each is its last."""
    return ((line, at == len(lines)) for at, line in enumerate(lines, 1))
