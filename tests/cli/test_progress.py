"""A sign of life appears on a terminal only, and only for work that takes long enough."""

from __future__ import annotations

import io
import threading

import pytest

from ocgscore.cli.progress import Bar, working


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


def test_a_bar_on_a_terminal_fills_up_and_is_wiped():
    terminal = Terminal(tty=True)
    with Bar("drawing", terminal, patience=0) as bar:
        for _ in range(4):
            bar(250, 1000)
    said = terminal.getvalue()
    assert "drawing [#######.......................] 25 %" in said
    assert "drawing [##############################] 100 %" in said
    assert said.split("\r")[-2].strip() == ""


@pytest.mark.parametrize(("tty", "patience"), [(True, 3600), (False, 0)])
def test_short_work_shows_no_bar_and_no_terminal_gets_none(tty, patience):
    stream = Terminal(tty=tty)
    with Bar("drawing", stream, patience=patience) as bar:
        bar(1000, 1000)
    assert stream.getvalue() == ""
