"""The sheet ``Consistency``: the main figures of who scores alike, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from ocgscore.report.agreement.document import Document
from ocgscore.report.agreement.figure import Figure
from ocgscore.report.meeting.workbook.listing import Field, Listing
from ocgscore.scoring import rounded

if TYPE_CHECKING:
    from ocgscore.consistency.study import Consistency
    from ocgscore.table import Cell

SAID: Final = (
    "Of the assessments that were scored together. The main figures, with what they rest on; of departures on single "
    "criteria those that stand out. Where a value is undefined, the last column says why. Alpha is 1 where scorers "
    "always agree and 0 where they agree as often as chance would make them; severity is in logits, with a minus for "
    "who scores higher than the others. The command `ocgscore consistency` gives every figure."
)
DIGITS: Final = 3
QUESTIONS: Final[Mapping[str, str]] = {
    "design": "Can they be compared?",
    "agreement": "Do they agree?",
    "severity": "Who scores high or low?",
    "criteria": "On which criteria?",
    "ranking": "What does it change?",
}
WORDS: Final[Mapping[str, str]] = {
    "verdict": "Verdict",
    "units": "Groups that were scored",
    "scorers": "Scorers",
    "standard error against the mean": "Standard error against the mean of all, in level steps",
    "alpha": "Krippendorff's alpha",
    "band of alpha": "How alpha is read, by the lower end of its interval",
    "same level": "Share of pairs at the same level",
    "within one level": "Share of pairs at most one level apart",
    "same band": "Share of pairs in the same band",
    "within one band": "Share of pairs at most one band apart",
    "ICC(A,1)": "Intraclass correlation, absolute agreement: ICC(A,1)",
    "ICC(C,1)": "Intraclass correlation, consistency: ICC(C,1)",
    "totals not exact": "Assessments left out, their score a range",
    "severity in logits (positive: scores lower)": "Severity in logits (minus: scores higher)",
    "level steps above the fair mean": "Level steps above the mean of all, on groups alike",
    "level steps above the others on the same units": "Level steps above the others, on the same groups",
    "standard error of those steps": "Standard error of those steps",
    "Kendall's tau, raw and adjusted": "Kendall's tau of the ranking as scored and as adjusted",
}
MAIN: Final = frozenset(
    {"verdict", "units", "scorers", "standard error against the mean", "severity in logits (positive: scores lower)",
     "level steps above the fair mean"}
)  # fmt: skip
FLAGGED: Final = frozenset({"level steps above the others on the same units", "standard error of those steps"})


def consistency_listing(agreement: Consistency) -> Listing:
    """Return the figures as a list.

    Parameters
    ----------
    agreement : Consistency
    """
    document = Document.of(agreement)
    flagged = {(one.criterion, one.scorer) for one in agreement.shared.flagged}
    main = [figure for figure in document.figures if _is_main(figure, flagged)]
    titles = _titles(agreement)
    because = document.said["because"]
    subjects = [titles.get(one.subject, one.subject) or None for one in main]
    fields = [
        Field("Question", [QUESTIONS[one.section] for one in main]),
        Field("What", [_what(one.statistic) for one in main], {"text_wrap": True}, width=42),
        Field("Of", subjects),
        Field("And", [one.other or None for one in main]),
        Field("Value", [_shown(one.value) for one in main], {"text_wrap": True}, width=30),
        Field("Low end, 95 %", [_shown(one.low) for one in main]),
        Field("High end, 95 %", [_shown(one.high) for one in main]),
        Field("Rests on so many groups", [one.units for one in main], width=12),
        Field("Why undefined", [one.reason or None for one in main], {"text_wrap": True}, width=30),
    ]
    lead = (f"{because[:1].upper()}{because[1:].rstrip('.')}.", SAID)
    kept = tuple(field for field in fields if any(cell is not None for cell in field.cells))
    return Listing("Consistency", "Do scorers agree?", lead, kept)


def _titles(agreement: Consistency) -> dict[str, str]:
    """Return the title of each criterion and measure by its id."""
    matrix = agreement.rated.assessments.matrix
    return {one.id: one.title for one in matrix.measures} | {one.id: one.title for one in matrix.criteria}


def _what(statistic: str) -> str:
    """Return what a figure is, in words."""
    said = WORDS.get(statistic, statistic)
    return f"{said[:1].upper()}{said[1:]}"


def _shown(value: float | str | None) -> Cell:
    """Return a value with three digits at most."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else rounded(Fraction(value), DIGITS)
    return value if value is not None else None


def _is_main(figure: Figure, flagged: set[tuple[str, str]]) -> bool:
    """Whether a figure is one of those that answer the question, and not one of the hundreds behind them."""
    if figure.section == "criteria":
        return (figure.subject, figure.other) in flagged and figure.statistic in FLAGGED
    return (
        figure.section == "agreement"
        or figure.statistic in MAIN
        or (figure.section == "ranking" and not figure.subject)
    )
