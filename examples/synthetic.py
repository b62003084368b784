"""Makes the synthetic groups of the examples: invented ids, seeded levels, nothing taken from any real group.

Run it to write ``demo.csv`` again::

    python examples/synthetic.py
"""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

from ocgscore import Matrix, load_matrix

FORCES = {"Northmoor": "NM", "Eastvale": "EV", "Southmere": "SM", "Westbrook": "WB"}  # no such forces
ASSESSORS = ("A. Finch", "B. Heron", "C. Martin", "D. Swift")
SEED, GROUPS = 20261123, 24


def synthetic_rows(matrix: Matrix, groups: int = GROUPS, seed: int = SEED) -> list[dict[str, str]]:
    """Return rows of a sheet for any matrix: about one level in ten unknown, one in twenty a range."""
    chance = random.Random(seed)
    rows = []
    for number in range(1, groups + 1):
        force = chance.choice(sorted(FORCES))
        row = {
            matrix.subject: f"{FORCES[force]}-{number:03d}",
            "force": force,
            "assessor": chance.choice(ASSESSORS),
            "assessed_on": f"2026-{chance.randint(7, 10):02d}-{chance.randint(1, 28):02d}",
            "matrix_version": matrix.version,
        }
        seriousness = chance.betavariate(1.4, 1.9)
        thoroughness = chance.choice((0.02, 0.05, 0.25))
        for criterion in matrix.criteria:
            top = len(criterion.levels) - 1
            at = min(top, max(0, round(chance.gauss(seriousness * top, 0.9))))
            codes = [level.code for level in criterion.levels]
            row[criterion.title] = _answer(chance, codes, at, thoroughness)
        rows.append(row)
    return rows


def _answer(chance: random.Random, codes: list[str], at: int, thoroughness: float) -> str:
    """Return a level's code, or now and then an unknown or a range round it."""
    if chance.random() < thoroughness:
        return chance.choice(("", "?", "unknown"))
    if chance.random() < 0.05:
        return f"{codes[max(0, at - 1)]}|{codes[at]}" if at else f"not {codes[-1]}"
    return codes[at]


def as_csv(rows: list[dict[str, str]]) -> str:
    """Return rows as the text of a CSV file."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


if __name__ == "__main__":
    target = Path(__file__).with_name("demo.csv")
    target.write_text(as_csv(synthetic_rows(load_matrix("ocg-tactical"))), encoding="utf-8", newline="")
    print(f"{GROUPS} synthetic groups: {target.name}")
