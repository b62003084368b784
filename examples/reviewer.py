"""For a reviewer who writes scripts: whether the forces of an exercise score alike, and what it does to the ranking.

Run it::

    python examples/reviewer.py
"""

from __future__ import annotations

import sys
from pathlib import Path

from ocgscore import read_assessments
from ocgscore.consistency.study import consistency

EXERCISE = Path(__file__).with_name("calibration.csv")


def main(sheet: Path) -> None:
    """Print the verdict, who scores high or low, and what changes."""
    found = consistency(read_assessments(sheet, "ocg-tactical"))
    print(found.design.reason)
    if found.design.verdict != "connected":
        print("link first:", "; ".join(" and ".join(pair) for pair in found.design.needed()))
    for severity in found.severities.scorers:
        print(f"{severity.scorer}: {severity.severity.text()} logits ({severity.severity.interval_text()})")
    for departure in found.shared.flagged:
        print(f"{departure.scorer} reads {departure.criterion} otherwise, by {departure.steps:.1f} level steps")
    adjusted = found.measured.so_what.adjusted
    if adjusted is not None:
        print(f"{len(adjusted.moves.moves)} of {adjusted.moves.groups} assessments change band")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else EXERCISE)
