"""The report for a meeting: one page that people read, or the same as a workbook."""
