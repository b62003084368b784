"""Makes the synthetic calibration exercise of the examples: invented forces score the same invented paper cases.

Twelve vignettes are scored by four forces and a panel; each force also scores twenty groups of its own, of which the
panel re-scores four. Northmoor gives lower levels than the others and Eastvale higher ones; Westbrook gives higher
levels of one criterion, financial harm, alone. Run it to write ``calibration.csv`` again::

    python examples/calibration.py
"""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

from ocgscore import Matrix, load_matrix

SEVERITY = {
    "Northmoor": 0.7,
    "Eastvale": -0.6,
    "Southmere": 0.0,
    "Westbrook": 0.0,
    "Regional panel": 0.1,
}  # level steps
HIGH_ON = ("Westbrook", "financial", 2.2)
PANEL = "Regional panel"
SEED, VIGNETTES, OWN, RE_SCORED = 20261127, 12, 20, 4


def calibration_rows(matrix: Matrix, seed: int = SEED) -> list[dict[str, str]]:
    """Return the rows of the exercise: vignettes first, then each force's own groups and the panel's re-scores."""
    chance = random.Random(seed)
    rows = []
    for number in range(1, VIGNETTES + 1):
        true = _true_levels(chance, matrix)
        rows += [_row(chance, matrix, f"V-{number:02d}", force, true, "2026-10-05") for force in SEVERITY]
    for force in (one for one in SEVERITY if one != PANEL):
        for number in range(1, OWN + 1):
            true = _true_levels(chance, matrix)
            day = f"2026-{chance.randint(1, 9):02d}-{chance.randint(1, 28):02d}"
            group = f"{force[0]}-{number:03d}"
            rows.append(_row(chance, matrix, group, force, true, day))
            if number <= RE_SCORED:
                rows.append(_row(chance, matrix, group, PANEL, true, "2026-10-19"))
    return rows


def _true_levels(chance: random.Random, matrix: Matrix) -> list[float]:
    """Return where a unit stands on each criterion, as a share of the scale; most criteria go together."""
    seriousness = chance.betavariate(1.3, 1.5)
    return [min(1.0, max(0.0, chance.gauss(seriousness, 0.12))) for _ in matrix.criteria]


def _row(chance: random.Random, matrix: Matrix, group: str, force: str, true: list[float], day: str) -> dict[str, str]:
    """Return what one force makes of a unit."""
    row = {matrix.subject: group, "force": force, "assessed_on": day, "matrix_version": matrix.version}
    for criterion, share in zip(matrix.criteria, true, strict=True):
        top = len(criterion.levels) - 1
        departs = HIGH_ON[2] if (force, criterion.id) == HIGH_ON[:2] else 0.0
        at = round(chance.gauss(share * top - SEVERITY[force] + departs, 0.45))
        code = criterion.levels[min(top, max(0, at))].code
        row[criterion.title] = "?" if chance.random() < 0.005 else code
    return row


def as_csv(rows: list[dict[str, str]]) -> str:
    """Return rows as the text of a CSV file."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


if __name__ == "__main__":
    target = Path(__file__).with_name("calibration.csv")
    target.write_text(as_csv(calibration_rows(load_matrix("ocg-tactical"))), encoding="utf-8", newline="")
    print(f"{VIGNETTES} vignettes, {OWN} groups of each force: {target.name}")
