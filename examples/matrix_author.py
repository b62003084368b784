"""For whoever writes a force's own matrix: copy the shipped file, change it, prove it, compare.

Needs the ``testing`` extra for the laws. In earnest the text would be a file of your own, edited by hand::

    python examples/matrix_author.py
"""

from __future__ import annotations

from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory

from ocgscore import Matrix, OcgScoreError, compare_matrices, parse_matrix, read_assessments, score
from ocgscore.matrix import matrix_text
from ocgscore.movement import compare_scores

SHEET = Path(__file__).with_name("demo.csv")
OWN = {
    'id = "ocg-tactical"': 'id = "northmoor-tactical"',
    "Tactical assessment of organised crime groups (illustration)": "Northmoor tactical (an example)",
}


def changed(text: str, changes: dict[str, str]) -> str:
    """Return a text with the first of each passage replaced; every passage must be there."""
    for before, after in changes.items():
        if before not in text:
            raise LookupError(before)
        text = text.replace(before, after, 1)
    return text


def first_issue() -> str:
    """Return our own matrix, version 1.0.0: so far a copy under a name of its own."""
    return changed(matrix_text("ocg-tactical"), OWN)


def second_issue() -> str:
    """Return version 2.0.0, in which physical harm weighs 4 instead of 3."""
    entry = 'version = "2.0.0"\ndate = 2026-12-01\nnote = "Physical harm weighs 4."\n'
    changes = {
        'version = "1.0.0"': 'version = "2.0.0"',
        "weight = 3": "weight = 4",
        "[[changes]]\n": f"[[changes]]\n{entry}\n[[changes]]\n",
    }
    return changed(first_issue(), changes)


def prove(matrix: Matrix) -> None:
    """Check the laws of scoring on random cases; in a folder of its own, where Hypothesis may keep its notes."""
    with TemporaryDirectory() as temporary, chdir(temporary):
        from ocgscore.testing import assert_consistent

        assert_consistent(matrix, examples=25)
    print(f"{matrix.name} is sound and scores consistently")


def say_what_changed(before: Matrix, after: Matrix) -> None:
    """Print the differences, the version they call for, and how many of the sheet's groups they move."""
    comparison = compare_matrices(before, after)
    for change in comparison.changes:
        print(change)
    print(f"calls for {comparison.least_version}; {after.version} is enough: {comparison.version_is_enough}")
    moves = compare_scores(*(score(read_assessments(SHEET, matrix)) for matrix in (before, after)))
    bands = [move for move in moves if move.what == "risk band"]
    print(f"{len({move.row for move in moves})} groups change in something, {len(bands)} in their band of risk:")
    for move in bands:
        print(f"  {move.group}: {move.before} -> {move.after}")


def main() -> None:
    """Prove both issues, compare them, and show that a mistake is caught."""
    before, after = parse_matrix(first_issue()), parse_matrix(second_issue())
    prove(after)
    say_what_changed(before, after)
    mistaken = second_issue().replace("from = 14, below = 21", "from = 15, below = 21", 1)
    try:
        parse_matrix(mistaken, "northmoor.toml")
    except OcgScoreError as error:
        print(f"refused: {error}")


if __name__ == "__main__":
    main()
