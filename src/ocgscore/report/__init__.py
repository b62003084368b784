"""Reports: scores as tables and workbooks."""

from ocgscore.report.results import provenance, provenance_text, scored_table
from ocgscore.report.run import Run, check_destinations, rejects_table, run_record, write_run
from ocgscore.report.template import write_template

__all__ = [
    "Run",
    "check_destinations",
    "provenance",
    "provenance_text",
    "rejects_table",
    "run_record",
    "scored_table",
    "write_run",
    "write_template",
]
