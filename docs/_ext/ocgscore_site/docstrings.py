"""Docstrings as reStructuredText takes them: numpydoc numbers references anew in each, and a page holds many."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

REFERENCE: Final = re.compile(r"^\.\. \[(\d+)\] (.*)$")
CITED: Final = re.compile(r"\[(\d+)\]_")


def with_plain_references(lines: Iterable[str]) -> Iterator[str]:
    r"""Yield a docstring's lines with its numbered references as a list, and citations as plain numbers.

    Examples
    --------
    >>> list(with_plain_references(["As in [1]_.", "", ".. [1] A. Author,", "       A title."]))
    ['As in \\[1].', '', '-  \\[1] A. Author,', '   A title.']
    """
    within = False
    for line in lines:
        found = REFERENCE.match(line)
        within = found is not None or (within and line.startswith(" "))
        if found is not None:
            yield f"-  \\[{found[1]}] {found[2]}"
        else:
            yield f"   {line.strip()}" if within else CITED.sub(r"\\[\1]", line)
