"""For a unit that prepares for an inspection, and writes scripts: what is missing, stale, wrong, or only seems to move.

Run it::

    python examples/inspector.py
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

from ocgscore import read_assessments, score
from ocgscore.review.coverage import coverage, read_rules
from ocgscore.review.history import history
from ocgscore.review.register import read_register
from ocgscore.review.verify import verify

FOLDER = Path(__file__).with_name("review")
AS_OF = dt.date(2026, 3, 31)


def main(folder: Path) -> None:
    """Print the counts, the head of the work list, wrong totals, and what the steps between assessments are."""
    register = read_register(folder / "register.csv")
    assessments = read_assessments(folder / "assessments.csv", "ocg-tactical")
    scores = score(assessments)
    found = coverage(register, scores, AS_OF, read_rules(folder / "rules.toml"))
    for count in (*found.counts("force"), *found.counts()):
        name = count.name or "in all"
        print(f"{name}: {count.identified} identified, {count.never} never scored, {count.out_of_date} out of date")
    for item in found.worklist()[:3]:
        print(f"{item.place}. {item.group}, risk {item.score}: {', '.join(item.why)}")
    verified = verify(scores)
    print(f"{verified.differing} of {sum(verified.counts.values())} recorded cells differ")
    for explanation in verified.explanations:
        print(explanation.text())
    in_all = history(assessments, register=register).counted[0]
    print(f"{in_all.of('level change')} of {in_all.of()} steps are real change, as far as the sheet shows it")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
