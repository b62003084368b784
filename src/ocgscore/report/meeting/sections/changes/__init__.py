"""What changed since the last meeting."""

from ocgscore.report.meeting.sections.changes.section import changes_section

__all__ = ["changes_section"]
