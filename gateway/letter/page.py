"""A page of a letter: its margins, its typeface, and text that cannot break it."""

import re
import unicodedata
from datetime import datetime
from importlib.resources import files
from typing import cast

from fpdf import FPDF
from fpdf.enums import MethodReturnValue, XPos, YPos
from fpdf.fonts import TTFFont

MARGIN = 25.0
"""Millimetres, on both sides."""
WIDTH = 210.0 - 2 * MARGIN
COLUMN = 75.0
"""One of the two columns of a page; the other one begins at `RIGHT`."""
RIGHT = MARGIN + WIDTH - COLUMN

_TOP = 20.0
_LINE = 1.35
_FACE = "Letter"
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_BREAKABLE = re.compile(r"[^\S\N{NO-BREAK SPACE}]+")
_FONTS = files("gateway.letter") / "fonts"


class Page(FPDF):
    """One A4 page, or more, in millimetres, with a typeface of its own, so that it looks the same everywhere.

    The typeface has the letters of every European language; any other is shown as a replacement character.
    """

    def __init__(self, title: str, language: str, created: datetime) -> None:
        """`created` is the only moment in the file: the same letter is always the same bytes."""
        super().__init__(format="A4", unit="mm")
        self.set_title(title)
        self.set_lang(language)
        self.set_creation_date(created)
        self.set_producer("gateway")
        self.set_auto_page_break(False)
        self.set_margins(MARGIN, _TOP)
        self.c_margin = 0
        self.add_font(_FACE, "", str(_FONTS / "DejaVuSerifCondensed.ttf"))
        self.add_font(_FACE, "B", str(_FONTS / "DejaVuSerifCondensed-Bold.ttf"))
        self.add_page()
        self.write_in(11)

    def write_in(self, size: float, *, bold: bool = False) -> None:
        """Go on in this size, in points."""
        self.set_font(_FACE, "B" if bold else "", size)

    def put(
        self, text: str, gap: float = 0.0, x: float = MARGIN, width: float = WIDTH, most: int | None = None
    ) -> None:
        """Write a paragraph at the height reached, then leave a gap below; measures in millimetres.

        Of one with more than `most` lines, the last of them ends in an ellipsis.
        """
        shown = self.showable(text)
        if most is not None:
            shown = self._first_lines(shown, width, most)
        self.set_x(x)
        self.multi_cell(width, self.font_size * _LINE, shown, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(gap)

    def blank(self, label: str, until: float) -> None:
        """Write a label where the page stands, then a line to fill in by hand that ends at `until`, in millimetres."""
        self.cell(self.get_string_width(label) + 3, self.font_size * _LINE, label)
        y = self.get_y() + self.font_size * _LINE
        self.line(self.get_x(), y, until, y)
        self.set_x(until + 4)

    def rule(self, until: float = MARGIN + WIDTH, x: float = MARGIN) -> None:
        """Draw a line across the page at the height reached."""
        self.line(x, self.get_y(), until, self.get_y())

    def foot(self, y: float, *paragraphs: str) -> None:
        """Write small below a line, from a height on."""
        self.set_y(y)
        self.line(MARGIN, y - 2, MARGIN + WIDTH, y - 2)
        self.write_in(8)
        for text in paragraphs:
            self.put(text)

    def go_on(self) -> None:
        """Begin another page, and as many more as it takes."""
        self.set_auto_page_break(True, margin=_TOP)
        self.add_page()

    def _first_lines(self, text: str, width: float, most: int) -> str:
        measured = self.multi_cell(width, text=text, align="L", dry_run=True, output=MethodReturnValue.LINES)
        lines = cast(list[str], measured)
        if len(lines) <= most:
            return text
        last = lines[most - 1][:-1]
        while last and self.get_string_width(f"{last}…") > width:
            last = last[:-1]
        return "\n".join([*lines[: most - 1], f"{last}…"])

    def showable(self, text: str) -> str:
        """The text with letters put together, white space made single, and what the typeface lacks replaced."""
        has = cast(TTFFont, self.current_font).cmap
        together = _BREAKABLE.sub(" ", unicodedata.normalize("NFC", text))
        return "".join(letter if ord(letter) in has else _REPLACEMENT for letter in together)
