"""For a force with a log of its own: no sheet is scored without a line that says who did it, when, and why.

The library reads no clock, knows no user and keeps no log. All three belong to the force, so they stand here: one
line of JSON a run, added to the force's log *before* the result is written. Without arguments it shows such a line
for the packaged example and writes nothing; with them it scores a sheet, logs, and writes::

    python examples/logged_run.py
    python examples/logged_run.py SHEET RESULT LOG "why it is consulted"
"""

from __future__ import annotations

import datetime as dt
import getpass
import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any

from ocgscore import Scores, rank, read_assessments, score, scored_table, write_table
from ocgscore.matrix import shipped_folder
from ocgscore.table import Table, format_of, table_bytes

MATRIX = "ocg-tactical"
EVENTS = ("collection", "alteration", "consultation", "disclosure", "combination", "erasure")
JUSTIFICATION = "justification"  # the field's name in the log: what the law asks for under it may change
SHOWN_AT = dt.datetime(2026, 11, 2, 9, 30, tzinfo=dt.UTC)  # of the line shown; a real line has the real time


def entry(scores: Scores, *, at: dt.datetime, who: str, why: str, event: str = "consultation") -> dict[str, Any]:
    """Return a line of the log: who, when, why, and what was read with which matrix; groups by id only."""
    if not why.strip():
        raise SystemExit(f"nothing was scored: say why ({JUSTIFICATION})")
    if event not in EVENTS:
        raise SystemExit(f"nothing was scored: {event!r} is none of {', '.join(EVENTS)}")
    batch = scores.assessments
    return {
        "at": at.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "who": who,
        "event": event,
        JUSTIFICATION: why.strip(),
        "input": batch.table.name,
        "input_sha256": batch.table.sha256,
        "matrix": batch.matrix.name,
        "matrix_fingerprint": batch.matrix.fingerprint,
        "groups": sorted({batch.group.row_text(row) for row in range(len(batch))}),
    }


def append(log: Path, line: dict[str, Any]) -> None:
    """Add a line to the log and have it on the disk before anything else happens."""
    with log.open("a", encoding="utf-8", newline="\n") as stream:
        stream.write(json.dumps(line, ensure_ascii=False) + "\n")
        stream.flush()
        os.fsync(stream.fileno())


def logged_run(sheet: Path, result: Path, log: Path, why: str) -> None:
    """Score a sheet, log it, and write the result: no result without a line, though perhaps a line without a result."""
    scores, table = scored(sheet)
    line = entry(scores, at=dt.datetime.now(dt.UTC), who=getpass.getuser(), why=why)
    digest = hashlib.sha256(b"".join(table_bytes(table, format_of(result)))).hexdigest()
    append(log, line | {"output": result.name, "output_sha256": digest})
    write_table(table, result)


def scored(sheet: Path) -> tuple[Scores, Table]:
    """Return a sheet's scores, and the sheet with them beside it."""
    scores = score(read_assessments(sheet, MATRIX))
    return scores, scored_table(scores, rank(scores))


if __name__ == "__main__":
    if len(sys.argv) == 5:
        logged_run(*map(Path, sys.argv[1:4]), sys.argv[4])
    elif len(sys.argv) == 1:
        example, _ = scored(shipped_folder("examples") / "demo.csv")
        print(json.dumps(entry(example, at=SHOWN_AT, who="an.analyst", why="weekly tasking meeting"), indent=1))
    else:
        raise SystemExit(__doc__)
