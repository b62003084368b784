"""For an analyst: from a sheet of assessments to a scored copy of it and the first five of the ranking.

Run it as it stands to score the invented groups of ``demo.csv``; the scored copy then goes to a temporary
folder and is cleared away again. Give a folder to keep it there::

    python examples/analyst.py
    python examples/analyst.py C:/Users/me/Documents

To score your own sheet, change SHEET and MATRIX. A sheet may be .xlsx if the ``excel`` extra is installed.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from ocgscore import Ranking, Scores, rank, read_assessments, score, scored_table, write_table

SHEET = Path(__file__).with_name("demo.csv")
MATRIX = "ocg-tactical"
SHOWN = 5


def main(folder: Path) -> None:
    """Score the sheet, write the result into a folder, and print the first few."""
    scores = score(read_assessments(SHEET, MATRIX))
    ranking = rank(scores)
    result = folder / "scored.csv"
    write_table(scored_table(scores, ranking), result)
    print(f"{len(scores)} assessments scored with {scores.assessments.matrix.name}: {result.name}")
    for row in ranking.order()[:SHOWN].tolist():
        print(line(scores, ranking, row))


def line(scores: Scores, ranking: Ranking, row: int) -> str:
    """Return one group's rank, id, score, band and completeness; an interval where something is unknown."""
    result, group = scores[ranking.by], scores.assessments.group.row_text(row)
    known = f"{scores.known[row]} of {len(scores.assessments.matrix.criteria)} known"
    score_and_band = f"{result.score_text(row):9}  {result.band_text(row):16}"
    return f"{ranking.text(row):>5}  {group:8}  {score_and_band}  {known}"


if __name__ == "__main__":
    if sys.argv[1:]:
        main(Path(sys.argv[1]))
    else:
        with TemporaryDirectory() as temporary:
            main(Path(temporary))
