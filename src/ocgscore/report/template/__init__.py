"""The workbook to fill in."""

from ocgscore.report.template.book import write_template

__all__ = ["write_template"]
