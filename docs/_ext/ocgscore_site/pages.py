"""The Markdown of a page with its comments filled and its links out of docs/ led to pages of the site."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from .api import module_text
from .commands import help_text
from .matrices import matrix_markdown, matrix_table

COMMENT: Final = re.compile(r"^<!-- made: (?P<kind>[a-z-]+)(?P<words>[^>]*?) -->$", re.MULTILINE)
LINK: Final = re.compile(r"\[(?P<said>[^\]]*)\]\((?P<path>[^)\s#:]+)(?P<anchor>#[^)\s]*)?\)")
FENCED: Final = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
ITEM: Final = re.compile(r"^- \[([^\]]*)\]\(([^)\s#:]+)\.md", re.MULTILINE)
HEADING: Final = re.compile(r"^#+ (.*)$", re.MULTILINE)
MAKERS: Final[dict[str, Callable[..., str]]] = {
    "api": module_text,
    "matrix": matrix_markdown,
    "matrices": matrix_table,
    "help": help_text,
}
STAND_INS: Final = {
    "README.md": "readme.md",
    "CHANGELOG.md": "changes.md",
    "examples/README.md": "examples.md",
}  # files above docs/


def filled(text: str, page: Path, docs: Path) -> str:
    """Return a page as the site shows it.

    Parameters
    ----------
    text : str
        The page as it stands in its file.
    page, docs : Path
        The file, and the folder of all pages.
    """
    whole = re.search(r"^<!-- made: file (\S+) -->$", text, re.MULTILINE)
    if whole is not None:
        above = page.parent / whole[1]
        return _led(above.read_text(encoding="utf-8"), above, page, docs)
    return COMMENT.sub(lambda found: _made(found, text), _led(text, page, page, docs))


def _made(found: re.Match[str], text: str) -> str:
    words = found["words"].split()
    if found["kind"] == "toctree":
        return toctree_of(text, " ".join(words))
    return MAKERS[found["kind"]](*words)


def toctree_of(text: str, heading: str) -> str:
    """Return a hidden table of contents of the pages that the list under a heading begins its items with.

    Examples
    --------
    >>> page = ["## How to", "", "- [Check](a/check.md): with [more](b.md)", "", "## Rest", "", "- [Other](c.md)"]
    >>> print(toctree_of(chr(10).join(page), "How to"))
    ```{toctree}
    :hidden:
    :caption: How to
    <BLANKLINE>
    Check <a/check>
    ```
    """
    parts = HEADING.split(text)
    section = dict(zip(parts[1::2], parts[2::2], strict=True))[heading]
    listed = [f"{said} <{path}>" for said, path in ITEM.findall(section)]
    return "\n".join(["```{toctree}", ":hidden:", f":caption: {heading}", "", *listed, "```"])


def _led(text: str, read_from: Path, page: Path, docs: Path) -> str:
    """Lead the links of a text, written for the folder it was read from, from its page on the site."""

    def led(found: re.Match[str]) -> str:
        target = (read_from.parent / found["path"]).resolve()
        if target.is_dir():
            return found["said"]
        stand_in = STAND_INS.get(target.relative_to(docs.parent).as_posix())
        target = target if stand_in is None else docs / stand_in
        path = Path(os.path.relpath(target, page.parent)).as_posix()
        return f"[{found['said']}]({path}{found['anchor'] or ''})"

    parts = re.split(f"({FENCED.pattern})", text, flags=FENCED.flags)
    return "".join(part if part.startswith("```") else LINK.sub(led, part) for part in parts)
