"""How the workbook to fill in looks: colours that also print in black and white, and heights that show whole texts."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any, Final

import attrs

from ocgscore.table.xlsx_writing import MOST_HEADER, in_header

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_CHARACTERS: Final = 32_767  # of one cell
TALLEST: Final = 400  # points of one row; Excel takes 409
LINE: Final = 14.5  # points of one line of text
SMALL_LINE: Final = 12.5
TINTS: Final = ("DCE6F1", "FBE9D0", "E3E8D0", "EADCF0", "D5ECEC", "F6DCDC", "E8E8E8", "F5F0C8")
INK, PALE, EDGE, ALARM, ALARM_FILL = "1F2937", "F2F2F2", "BFBFBF", "9C0006", "FFD9D9"


@attrs.define
class Style:
    """The formats of one workbook, each made once.

    Parameters
    ----------
    book : xlsxwriter.Workbook
    made : dict
        The formats so far, by their properties.
    """

    book: Any
    made: dict[tuple[tuple[str, object], ...], Any] = attrs.field(factory=dict)

    def of(self, **properties: object) -> Any:
        """Return the format with these properties, text at the top left and in dark ink unless they say otherwise."""
        whole = {"valign": "top", "font_color": INK} | properties
        key = tuple(sorted(whole.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format(whole)
        return self.made[key]

    @property
    def text(self) -> Any:
        """Plain cells that stay text when someone edits them."""
        return self.of(num_format="@")

    def heading(self, tint: str, *, edge: bool = False) -> Any:
        """Return the format of a column's heading; `edge` draws a line where a section begins."""
        look = {"bold": True, "text_wrap": True, "bg_color": tint, "border": 1, "border_color": EDGE}
        return self.of(**look, bottom=2, bottom_color=INK, **_edge(edge))

    def input(self, num_format: str = "@", *, edge: bool = False) -> Any:
        """Return the format of a cell to fill in."""
        look = {"num_format": num_format, "text_wrap": True, "border": 1, "border_color": EDGE}
        return self.of(**look, align="left", **_edge(edge))

    def worked_out(self, num_format: str = "General", *, small: bool = False) -> Any:
        """Return the format of a cell that works itself out."""
        look = {"font_size": 9} if small else {"align": "center"}
        return self.of(num_format=num_format, text_wrap=True, bg_color=PALE, border=1, border_color=EDGE, **look)

    @staticmethod
    def clipped(text: str) -> str:
        """Return as much of a text as one cell holds."""
        return text if len(text) <= MOST_CHARACTERS else f"{text[: MOST_CHARACTERS - 1]}…"


def _edge(drawn: bool) -> dict[str, object]:
    return {"left": 2, "left_color": INK} if drawn else {}


def lines_of(text: str, width: float) -> int:
    r"""Return how many lines a text takes in a cell so many characters wide.

    Examples
    --------
    >>> lines_of("two words", 5), lines_of("", 10), lines_of("a\n\nb", 10)
    (2, 1, 3)
    """
    return sum(max(len(textwrap.wrap(part, max(int(width), 1))), 1) for part in text.split("\n"))


def pieces(text: str, width: float) -> list[str]:
    r"""Return a text in pieces that each fit the tallest row: one piece a paragraph, long paragraphs parted at a word.

    Examples
    --------
    >>> pieces("One line\nof a paragraph.\n\nAnother.", 80)
    ['One line of a paragraph.', 'Another.']
    """
    most = int(TALLEST / LINE)
    found = []
    for paragraph in text.split("\n\n"):
        wrapped = textwrap.wrap(" ".join(paragraph.split()), int(width), break_long_words=False, break_on_hyphens=False)
        found += [" ".join(wrapped[at : at + most]) for at in range(0, len(wrapped), most)]
    return found


def tallest(texts: Sequence[tuple[str, float]], line: float, most: int) -> float:
    """Return the height in points of a row of (text, width) cells, at most so many lines."""
    return line * min(max((lines_of(text, width) for text, width in texts), default=1), most) + 3


def page(sheet: Any, marking: str, title: str) -> None:
    """Set a sheet up for printing: landscape A4, the marking at head and foot of each page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.8, bottom=0.8)
    named = in_header(title, MOST_HEADER // 4)
    foot = f"&L&8{named}&C&B{{}}&R&8&P of &N"
    said = in_header(marking, MOST_HEADER - len(foot))
    sheet.set_header(f"&C&B{said}")
    sheet.set_footer(foot.format(said))
