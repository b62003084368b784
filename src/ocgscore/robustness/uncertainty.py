"""What is taken to be uncertain: weights, level values, unknown levels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Final, TypeAlias

import attrs

from ocgscore.errors import Problem, drawing_problems, whole_number_problems
from ocgscore.robustness.unknowns import UNKNOWNS

SHARE: Final = re.compile(r"(?P<number>\d{1,9}(?:\.\d{1,20})?)\s*(?P<percent>%?)", re.ASCII)
LEAST_SPREAD: Final = Fraction(1, 1000)
WEIGHTS: Final = ("stated", "any", "order")
VALUES: Final = ("stated", "any")
Weights: TypeAlias = str | Fraction


@attrs.frozen
class Uncertainty:
    """What may be otherwise than the matrix and the sheet say.

    Parameters
    ----------
    weights : str or Fraction
        ``"stated"``: the matrix's own. ``"any"``: all weights alike possible. ``"order"``: any that keep the order of
        importance stated. A share from 0.001 to 1, such as ``Fraction(1, 4)``: each within that share of its own.
    values : str
        ``"stated"``, or ``"any"``: any values of the levels between the lowest and the highest that never fall.
    unknowns : str
        An unknown level is drawn ``"uniform"`` (every level alike) or as often as the ``"batch"`` has it.

    Examples
    --------
    >>> Uncertainty(weights=Fraction(1, 4)).weights_text()
    'within 25 % of those stated'
    """

    weights: Weights = "any"
    values: str = "any"
    unknowns: str = "uniform"

    def weights_text(self) -> str:
        """Return in words which weights are tried."""
        if isinstance(self.weights, Fraction):
            return f"within {float(self.weights * 100):g} % of those stated"
        return {
            "stated": "as stated",
            "any": "any, all alike possible",
            "order": "any that keep the stated order of importance",
        }[self.weights]

    def values_text(self) -> str:
        """Return in words which level values are tried."""
        return "as stated" if self.values == "stated" else "any that never fall from level to level"

    def unknowns_text(self) -> str:
        """Return in words how unknown levels are drawn."""
        return "every level alike" if self.unknowns == "uniform" else "as often as the batch has each level"


@attrs.frozen
class Request:
    """One question about robustness, checked.

    Parameters
    ----------
    by : str
        The measure that ranks.
    uncertainty : Uncertainty
    top : int
        K.
    draws, seed : int
    """

    by: str
    uncertainty: Uncertainty
    top: int
    draws: int
    seed: int


def read_weights(text: str | float | Fraction) -> Weights | None:
    """Return a choice of weights from what a user wrote; None where it is none.

    Examples
    --------
    >>> read_weights("order"), read_weights("25%"), read_weights("0.1"), read_weights("-1"), read_weights("nan")
    ('order', Fraction(1, 4), Fraction(1, 10), None, None)
    """
    written = str(text).strip()
    if written in WEIGHTS:
        return written
    found = SHARE.fullmatch(written)
    if found is None:
        return Fraction(text) if isinstance(text, Fraction) and LEAST_SPREAD <= text <= 1 else None
    share = Fraction(found["number"]) / (100 if found["percent"] else 1)
    return share if LEAST_SPREAD <= share <= 1 else None


def number_problems(*, draws: int, seed: int, top: int | None, groups: int) -> Iterator[Problem]:
    """Yield what is wrong with the numbers of a request.

    Parameters
    ----------
    draws, seed : int
        From 1 to a million; from 0 to 2**63 - 1.
    top : int or None
        K, from 1 to the number of groups; None for the default.
    groups : int
        How many assessments the batch has.
    """
    yield from drawing_problems(draws, seed)
    if groups == 0:
        yield Problem("the batch", None, "an assessment", "there is nothing to rank")
    elif top is not None:
        hint = "leave it out for 10, or for all where there are fewer"
        yield from whole_number_problems("top", top, 1, groups, of=", the number of assessments", hint=hint)


def choice_problems(weights: Weights | None, written: object, values: str, unknowns: str) -> Iterator[Problem]:
    """Yield what is wrong with the choices of a request; `weights` as read, `written` as given."""
    if weights is None:
        hint = "write stated, any, order, or a share from 0.001 to 1 (25% is 0.25)"
        yield Problem("weights", str(written), "a choice of weights", hint)
    for name, value, known in (("values", values, VALUES), ("unknowns", unknowns, UNKNOWNS)):
        if value not in known:
            yield Problem(name, str(value), f"one of {', '.join(known)}", "choose one of these")
