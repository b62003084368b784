"""The report as an Excel workbook."""

from ocgscore.report.meeting.workbook.book import workbook_chunks

__all__ = ["workbook_chunks"]
