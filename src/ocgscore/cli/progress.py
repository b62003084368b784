"""A sign of life while a command works: on a terminal only, and only when it takes longer than about a second."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self, TextIO

PATIENCE, BEAT = 1.0, 0.5  # seconds before the first sign, and between two
CELLS = 30  # of a bar


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


class Bar:
    """A bar for work of known length; on a terminal only, and only once it has taken longer than about a second.

    Parameters
    ----------
    what : str
        Such as ``"drawing"``.
    stream : text stream, optional
        Standard error by default.
    patience : float
        Seconds before the first sign.
    """

    def __init__(self, what: str, stream: TextIO | None = None, *, patience: float = PATIENCE) -> None:
        self._what, self._stream = what, stream or sys.stderr
        self._done, self._shown, self._due = 0, "", time.monotonic() + patience

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Wipe the line."""
        if self._shown:
            self._write("\r" + " " * len(self._shown) + "\r")

    def __call__(self, step: int, total: int) -> None:
        """Count what has just been done of a total."""
        self._done += step
        if time.monotonic() < self._due or not self._stream.isatty():
            return
        filled = CELLS * self._done // total
        shown = f"{self._what} [{'#' * filled}{'.' * (CELLS - filled)}] {100 * self._done // total} %"
        if shown != self._shown:
            self._shown = shown
            self._write("\r" + shown)

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


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
