"""A sign of life while a command works: on a terminal only, and only when it takes longer than about a second."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

PATIENCE, BEAT = 1.0, 0.5  # seconds before the first sign, and between two


@contextmanager
def working(what: str, stream: TextIO | None = None, *, patience: float = PATIENCE) -> Iterator[None]:
    """Show what is being done, and for how long, until the block ends; then wipe the line.

    Parameters
    ----------
    what : str
        Such as ``"reading big.csv"``.
    stream : text stream, optional
        Standard error by default. Where it is not a terminal nothing is ever printed.
    patience : float
        Seconds before the first sign.
    """
    shown = stream or sys.stderr
    if not shown.isatty():
        yield
        return
    done = threading.Event()
    beat = threading.Thread(target=_beat, args=(what, shown, done, patience), daemon=True)
    beat.start()
    try:
        yield
    finally:
        done.set()
        beat.join()


def _beat(what: str, stream: TextIO, done: threading.Event, patience: float) -> None:
    """Print the line again at every beat until done."""
    waited = patience
    if done.wait(patience):
        return
    while True:
        stream.write(f"\r{what} … {waited:.0f} s ")
        stream.flush()
        if done.wait(BEAT):
            break
        waited += BEAT
    stream.write("\r" + " " * (len(what) + 12) + "\r")
    stream.flush()
