"""What the site needs beyond plain Markdown, so that the pages read well without it too.

A page asks for text made from the code with a comment, ``<!-- made: KIND WORDS -->``; a reader of the plain file sees
nothing there. Fences keep the words that tell the tests what to do with a block.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from .docstrings import with_plain_references
from .pages import filled

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, Any]:
    """Fill the comments of each page as it is read, and name the languages that Pygments does not know."""
    from pygments.lexers.special import TextLexer

    app.add_lexer("csv", TextLexer)
    app.connect("source-read", _fill)
    app.connect("autodoc-process-docstring", _mended)
    app.connect("autodoc-process-signature", _signed)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _fill(app: Sphinx, docname: str, source: list[str]) -> None:
    if "<!-- made: " in source[0]:
        app.env.note_reread()  # what it is made from is no file that Sphinx watches
    source[0] = filled(source[0], Path(app.env.doc2path(docname)), Path(app.srcdir))


def _mended(_app: Sphinx, _what: str, _name: str, _thing: Any, _options: Any, lines: list[str]) -> None:
    lines[:] = with_plain_references(lines)


def _signed(*told: Any) -> tuple[str | None, str | None]:
    """Show an attrs default that is made anew each time as what it is: something left out."""
    *_, signature, returned = told
    return signature and signature.replace("=NOTHING", "=..."), returned
