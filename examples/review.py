"""Makes the synthetic review of the examples: a register, a history of assessments and what goes with them.

All of it is invented, and the four forces do not exist. Some groups were never scored, some in part, some long ago or
on an earlier version; one was mapped twice and merged, one goes by an old id in the older assessments. Eastvale's own
totals leave one criterion out. Run it to write the folder ``review`` again::

    python examples/review.py
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from pathlib import Path

from ocgscore import Matrix, assess, load_matrix, score
from ocgscore.matrix import matrix_text

FORCES = {"Northmoor": 22, "Eastvale": 16, "Southmere": 8, "Westbrook": 12}  # groups of each
IDS = {"Northmoor": "NM", "Eastvale": "EV", "Southmere": "SM", "Westbrook": "WB"}
REGION = {"Northmoor": "North", "Eastvale": "North", "Southmere": "South", "Westbrook": "South"}
PEOPLE = {"Northmoor": 1_505_000, "Eastvale": 1_240_000, "Southmere": 980_000, "Westbrook": 1_890_000}
UNSURE = {"Northmoor": 0.06, "Eastvale": 0.02, "Southmere": 0.2, "Westbrook": 0.04}  # of the levels, at first
AS_OF, SEED = dt.date(2026, 3, 31), 20260331
OLD_VERSION = dt.date(2025, 12, 1)  # assessments before it were made on 0.9.0
STATUSES = ("active",) * 6 + ("dormant", "dormant", "archived", "archived")
GRADES = ("major", "moderate", "moderate", "minor", "minor", "minor", "none", "negative")
KINDS = ("pursue",) * 6 + ("prevent", "protect", "prepare")
RESPONSES = [
    ("Very high", "any", 320, "a team for eight weeks"),
    ("Very high", "Exposed", 400, "borrowed specialists as well"),
    ("High", "any", 160, ""),
    ("Moderate", "any", 60, ""),
    ("Low", "any", 8, "reviewed, not worked on"),
]
CAPACITY = [("Proactive", 1800, ""), ("Financial", 900, ""), ("Partnership", 400, "with the council")]
VERSIONS = (  # the matrix as it was, and as somebody proposes it: one line of each differs
    ("0.9.0", 'formula = "harm * likelihood"', 'formula = "harm * likelihood + harm"'),
    (
        "2.0.0",
        'below = 280 },\n  { label = "Very high", from = 280 }',
        'below = 400 },\n  { label = "Very high", from = 400 }',
    ),
)
RULES = """\
# What counts, and when a score is out of date. Every number here is this example's own choice.
people = 3            # fewest in a group that counts: 3 in England and Wales, 2 in Scotland
high = "High"         # an archived group at this band or above is listed

[interval.active]     # days after which a score is out of date, by status, and by band where it differs
any = 92
"Very high" = 31

[interval.dormant]
any = 183
"""

Row = dict[str, str]


def review_rows(matrix: Matrix, seed: int = SEED) -> dict[str, list[Row]]:
    """Return the rows of each table, by the name of its file."""
    chance = random.Random(seed)
    register = [row for force, count in FORCES.items() for row in _registered(chance, force, count)]
    register[3] |= {"merged_into": register[4]["group"]}
    sheet = [row for group in register if not group["merged_into"] for row in _history(chance, matrix, group)]
    sheet += _history(chance, matrix, {"group": "WB-190", "force": "Westbrook", "identified_on": "2025-06-01"})
    sheet.sort(key=lambda row: (row["assessed_on"], row["group"]))
    _go_by_an_old_id(register, sheet, "Eastvale", "EV-OLD-7")
    population = [{"force": force, "region": REGION[force], "population": str(PEOPLE[force])} for force in FORCES]
    return {
        "register": register,
        "assessments": _with_totals(matrix, sheet),
        "disruptions": [_disruption(chance, group) for group in chance.choices(register[::2], k=40)],
        "population": population,
        "responses": [
            dict(zip(("band", "position", "hours", "note"), map(str, row), strict=True)) for row in RESPONSES
        ],
        "capacity": [dict(zip(("team", "hours", "note"), map(str, row), strict=True)) for row in CAPACITY],
    }


def _go_by_an_old_id(register: list[Row], sheet: list[Row], force: str, old: str) -> None:
    """Give the group of a force that has most assessments an old id, in all of them but the last two."""
    ids = [row["group"] for row in sheet if row["force"] == force]
    group = max(sorted(set(ids)), key=ids.count)
    for row in [row for row in sheet if row["group"] == group][:-2]:
        row["group"] = old
    next(row for row in register if row["group"] == group)["aliases"] = old


def _registered(chance: random.Random, force: str, count: int) -> list[Row]:
    return [
        {
            "group": f"{IDS[force]}-{100 + number}",
            "force": force,
            "region": REGION[force],
            "identified_on": str(dt.date(2024, 1, 1) + dt.timedelta(chance.randint(0, 600))),
            "status": chance.choice(STATUSES),
            "owner": chance.choice(("Proactive", "Financial", "Partnership", "")),
            "aliases": "",
            "merged_into": "",
            "mapped": chance.choice(("yes",) * 5 + ("no",)),
            "people": chance.choice(("", "2", "4", "5", "7", "9", "12")),
        }
        for number in range(1, count + 1)
    ]


def _history(chance: random.Random, matrix: Matrix, group: Row) -> list[Row]:
    """Return the assessments of a group: none, or up to four, later ones knowing more."""
    start = dt.date.fromisoformat(group["identified_on"])
    times = chance.choice((0, 1, 2, 3, 3, 4, 4))
    days = sorted(chance.sample(range(20, (AS_OF - start).days), times))
    serious = chance.betavariate(1.6, 1.7)
    true = [min(1.0, max(0.0, chance.gauss(serious, 0.18))) for _ in matrix.criteria]
    rows = []
    for turn, day in enumerate(days):
        if chance.random() < 0.25:
            true = [min(1.0, max(0.0, share + chance.choice((-0.3, 0.0, 0.0, 0.3)))) for share in true]
        date = start + dt.timedelta(day)
        rows.append(_row(chance, matrix, group, date, true, UNSURE[group["force"]] / (turn + 1)))
    return rows


def _row(  # what an assessment is made of
    chance: random.Random, matrix: Matrix, group: Row, date: dt.date, true: list[float], unsure: float
) -> Row:
    row = {
        "group": group["group"],
        "force": group["force"],
        "assessor": f"{group['force'][0]}. {chance.choice(('Finch', 'Heron', 'Martin'))}",
        "assessed_on": str(date),
        "matrix_version": "0.9.0" if date < OLD_VERSION else matrix.version,
    }
    for criterion, share in zip(matrix.criteria, true, strict=True):
        top = len(criterion.levels) - 1
        at = min(top, max(0, round(chance.gauss(share * top, 0.25))))
        row[criterion.title] = "" if chance.random() < unsure else criterion.levels[at].code
    return row


def _with_totals(matrix: Matrix, rows: list[Row]) -> list[Row]:
    """Put the totals that each force worked out for itself behind the levels; unknown counted as the lowest level."""
    first = matrix.criteria[0]
    left_out = [row | {first.title: first.levels[0].code} if row["force"] == "Eastvale" else row for row in rows]
    harm = score(assess(left_out, matrix))["harm"]
    return [row | {"Total harm score": str(harm.shown(int(harm.low[at])))} for at, row in enumerate(rows)]


def _disruption(chance: random.Random, group: Row) -> Row:
    date = dt.date(2025, 4, 1) + dt.timedelta(chance.randint(0, 364))
    judge = chance.choice((group["force"], group["force"], "Regional panel"))
    return {
        "group": group["group"],
        "date": str(max(date, dt.date.fromisoformat(group["identified_on"]))),
        "kind": chance.choice(KINDS),
        "grade": chance.choice(GRADES),
        "force": group["force"],
        "graded_by": judge,
        "self_assessed": "yes" if judge == group["force"] else "no",
    }


def as_csv(rows: list[Row]) -> str:
    """Return rows as the text of a CSV file."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def version_of(text: str, version: str, old: str, new: str) -> str:
    """Return the text of a matrix as another version of it, with one line that differs."""
    if old not in text:
        raise ValueError(f"{old!r} is no longer in the matrix")
    return text.replace('version = "1.0.0"', f'version = "{version}"').replace(old, new)


if __name__ == "__main__":
    folder = Path(__file__).with_name("review")
    folder.mkdir(exist_ok=True)
    shipped = matrix_text("ocg-tactical")
    for version, old, new in VERSIONS:
        text = version_of(shipped, version, old, new)
        (folder / f"ocg-tactical-{version}.toml").write_text(text, encoding="utf-8", newline="")
    (folder / "rules.toml").write_text(RULES, encoding="utf-8", newline="")
    for name, rows in review_rows(load_matrix("ocg-tactical")).items():
        (folder / f"{name}.csv").write_text(as_csv(rows), encoding="utf-8", newline="")
        print(f"{len(rows)} rows: {name}.csv")
