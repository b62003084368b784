"""The report for a meeting: one page that people read, or the same as a workbook.

From scores already at hand it is one call::

    write_report(gather(batch), "report.html")
"""

from ocgscore.report.meeting.gather import Review, gather
from ocgscore.report.meeting.given import Given, read_given
from ocgscore.report.meeting.material import Material
from ocgscore.report.meeting.redaction import Redaction
from ocgscore.report.meeting.report import report_of, write_report

__all__ = ["Given", "Material", "Redaction", "Review", "gather", "read_given", "report_of", "write_report"]
