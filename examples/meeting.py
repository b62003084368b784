"""For whoever prepares the paper for a tasking meeting: one report, as a page and as a workbook, from invented files.

Run it as it stands, and the files go to a temporary folder and are cleared away again. Give a folder to keep them::

    python examples/meeting.py
    python examples/meeting.py C:/Users/me/Documents

Needs the extras ``report`` and ``excel``.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from ocgscore.report.meeting import read_given, report_of, write_report

SHEET = Path(__file__).with_name("demo.csv")
TOGETHER = Path(__file__).with_name("calibration.csv")


def main(folder: Path) -> None:
    """Write the report twice, and print what is in it."""
    given = read_given(str(SHEET), "ocg-tactical", together=str(TOGETHER))
    material = given.material(top=5, title="Invented groups", marking="OFFICIAL (an example)")
    for name in ("report.html", "report.xlsx"):
        write_report(material, str(folder / name))
    for section in report_of(material).sections:
        print(f"{section.title}: {section.lead}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with TemporaryDirectory() as temporary:
            main(Path(temporary))
