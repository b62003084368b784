"""A sign of life appears on a terminal only, and only for work that takes long enough."""

from __future__ import annotations

import io
import threading

from ocgscore.cli.progress import working


class Terminal(io.StringIO):
    def __init__(self, *, tty):
        super().__init__()
        self.tty, self.first = tty, threading.Event()

    def isatty(self):
        return self.tty

    def write(self, text):
        self.first.set()
        return super().write(text)


def test_long_work_on_a_terminal_shows_what_is_done_and_wipes_the_line():
    terminal = Terminal(tty=True)
    with working("reading big.csv", terminal, patience=0):
        assert terminal.first.wait(30)
    said = terminal.getvalue()
    assert "reading big.csv" in said
    assert said.rpartition("\r")[2] == ""
    assert said.split("\r")[-2].strip() == ""


def test_short_work_on_a_terminal_prints_nothing():
    terminal = Terminal(tty=True)
    with working("reading small.csv", terminal, patience=3600):
        pass
    assert terminal.getvalue() == ""


def test_nothing_is_printed_where_there_is_no_terminal():
    stream = Terminal(tty=False)
    with working("reading big.csv", stream, patience=0):
        pass
    assert stream.getvalue() == ""
