"""The groups, one by one: a page for each that a meeting will ask about."""

from ocgscore.report.meeting.sections.groups.paged import paged_rows
from ocgscore.report.meeting.sections.groups.section import groups_section

__all__ = ["groups_section", "paged_rows"]
