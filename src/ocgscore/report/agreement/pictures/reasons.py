"""Why numbers are undefined: said where they would stand, or, where that is too long, below and by number."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from ocgscore.report.canvas.canvas import Block, paragraph
from ocgscore.report.picture.text import clean, width


@attrs.frozen
class Reasons:
    """Reasons, the long ones numbered.

    Parameters
    ----------
    numbered : tuple of str
        Those that do not fit, each once.
    """

    numbered: tuple[str, ...]

    @classmethod
    def of(cls, reasons: Iterable[str], wide: float, size: float) -> Reasons:
        """Find the reasons that do not fit into a width.

        Examples
        --------
        >>> Reasons.of(["one unit", "one unit", "no unit that another scorer scored"], 160.0, 12.0).numbered
        ('no unit that another scorer scored',)
        """
        once = dict.fromkeys(clean(reason) for reason in reasons if reason.strip())
        return cls(tuple(reason for reason in once if width(f"undefined: {reason}", size) > wide))

    def said(self, reason: str) -> str:
        """Return the word undefined with the reason, or the number of the reason."""
        reason = clean(reason)
        if reason in self.numbered:
            return f"undefined, for reason {self.numbered.index(reason) + 1} below"
        return f"undefined: {reason}"

    def blocks(self) -> list[Block]:
        """Return the reasons that stand below."""
        return [paragraph(f"Reason {at}: {reason}", colour="#444444") for at, reason in enumerate(self.numbered, 1)]
