"""Do scorers agree."""

from ocgscore.report.meeting.sections.agreement.section import NOT_RIGHT, agreement_section

__all__ = ["NOT_RIGHT", "agreement_section"]
