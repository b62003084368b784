"""The page: a report as one HTML file that needs nothing else to be read, on a screen, on paper or aloud."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from ocgscore.report.meeting.blocks import Block, Report
from ocgscore.report.meeting.page.tables import has_many, interval, is_dense, is_tall, table_rows
from ocgscore.report.picture.text import clean
from ocgscore.table.source import missing_extra

if TYPE_CHECKING:
    from jinja2 import Environment

FOOT: Final = 70  # letters of the title at the foot of a page of paper
ONE_LINE: Final = 36  # letters of a marking that stand in one line between title and number of the page


def html(report: Report) -> str:
    """Return a report as one HTML file.

    Parameters
    ----------
    report : Report

    Returns
    -------
    str
        The whole file; the same report gives the same text.

    Raises
    ------
    MissingExtraError
        If Jinja2 is not installed.

    Notes
    -----
    All texts are escaped; control characters, and signs that turn the direction of what follows, become U+FFFD. The
    ``svg`` of a `Picture` alone is taken as it is. A Content Security Policy in the file forbids whatever is not in
    it: no request leaves, and no script or style runs but the file's own, known by their sha256.

    Examples
    --------
    >>> from ocgscore.report.meeting.blocks import Section, Words
    >>> report = Report("Tasking", "3 groups", "OFFICIAL", (), (Section("notes", "Notes", "", (Words("a < b"),)),))
    >>> "<p>a &lt; b</p>" in html(report)
    True
    """
    script, style = _packaged("script.js"), _packaged("style.css") + _margins(report)
    return _environment().get_template("page.html.j2").render(
        report=report,
        policy=_policy(script, style),
        script=_markup(script),
        style=_markup(style),
    )  # fmt: skip


@cache
def _packaged(name: str) -> str:
    """Return a text file of this package."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    try:
        from jinja2 import Environment, FunctionLoader, StrictUndefined
    except ModuleNotFoundError as error:
        raise missing_extra("report.html", "Jinja2", "report") from error
    environment = Environment(
        loader=FunctionLoader(lambda name: _packaged(f"templates/{name}")),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.tests.update(tall=is_tall, many=has_many, dense=is_dense)
    environment.filters.update(kind=_kind, drawn=_markup, rows=table_rows, interval=interval)
    return environment


def _shown(value: Any) -> Any:
    """Return what a template writes: every text without what does harm unseen, before it is escaped.

    Whatever `clean` takes out is not printable, so that a printable text, as nearly all are, is left as it is.
    """
    if isinstance(value, str) and not hasattr(value, "__html__") and not value.isprintable():
        return clean(value)
    return value


def _kind(block: Block) -> str:
    """Return the name of the template of a block."""
    return type(block).__name__.lower()


def _markup(text: str) -> Any:
    """Return a text of this package's own as markup."""
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 - style, script and pictures are made here, and what a sheet said is escaped in them


def _margins(report: Report) -> str:
    """Return the style that repeats the marking at head and foot, and the title at the foot, of every page of paper."""
    marking, title = report.marking, clean(report.title)
    short = title if len(title) <= FOOT else f"{title[: FOOT - 1]}…"
    boxes = {"bottom-left": _quoted(f"{short}, {report.day}" if report.day else short)}
    if marking.strip():
        small = ";font-size:8.5pt" if len(marking) > ONE_LINE else ""
        boxes |= {"top-center": _quoted(marking), "bottom-center": f"{_quoted(marking)}{small}"}
    return f"@page{{{''.join(f'@{at}{{content:{said}}}' for at, said in boxes.items())}}}\n"


def _quoted(said: str) -> str:
    """Return a text for a style in numbers of letters, so that none can end the text it stands in."""
    return '"{}"'.format("".join(f"\\{ord(letter):x} " for letter in clean(said)))


def _policy(script: str, style: str) -> str:
    """Return the rule that lets the page load nothing, and run and style only what stands in it."""
    run, styled = (f"'sha256-{b64encode(sha256(part.encode()).digest()).decode()}'" for part in (script, style))
    return f"default-src 'none'; script-src {run}; style-src {styled}; base-uri 'none'; form-action 'none'"
