"""Formulas with their values put in: the workings of each measure, exact, as text and as parts."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

import attrs

from ocgscore.explain.model import Part
from ocgscore.matrix import Matrix, Measure, formula_text, plain
from ocgscore.matrix.formula import Call, Formula, Name, Number

TIMES: Final = "×"
LONGEST_DECIMAL: Final = 12  # digits after the point worth reading; a longer one is written as a fraction
OPERATIONS: Final = {"+": "sum", "*": "product"}
COMBINED: Final[Mapping[str, Callable[[Sequence[Fraction]], Fraction]]] = {
    "sum": lambda values: sum(values, Fraction(0)),
    "mean": lambda values: sum(values, Fraction(0)),
    "product": lambda values: math.prod(values, start=Fraction(1)),
    "max": max,
    "min": min,
}


def exact_text(value: Fraction) -> str:
    """Return a fraction as text without loss: a decimal where it ends soon, else ``numerator/denominator``.

    Examples
    --------
    >>> exact_text(Fraction(21, 8)), exact_text(Fraction(10, 3)), exact_text(Fraction(12))
    ('2.625', '10/3', '12')
    """
    if value.denominator == 1:
        return str(value.numerator)
    digits = next((d for d in range(1, LONGEST_DECIMAL + 1) if 10**d % value.denominator == 0), None)
    if digits is None:
        return str(value)
    whole, rest = divmod(value.numerator * (10**digits // value.denominator), 10**digits)
    return f"{whole}.{rest:0{digits}}"


def term_text(value: Fraction) -> str:
    """Return a value as it stands inside a working: a fraction in brackets."""
    text = exact_text(value)
    return f"({text})" if "/" in text else text


@attrs.frozen(eq=False)
class Working:
    """One measure's formula, ready for values to be put in.

    Parameters
    ----------
    measure : Measure
    formula : str
        Its canonical text.
    template : str
        The formula with ``{}`` where the value of a name goes.
    names : tuple of str
        The criteria and measures that go there, in order.
    weights : dict of str to Decimal
        The weight of each criterion.
    operation : str
        How the arguments are put together; empty for a bare name.
    divisor : Fraction
        What a mean divides by.
    flat : bool
        Whether every argument is a name.
    """

    measure: Measure
    formula: str
    template: str
    names: tuple[str, ...]
    weights: dict[str, Decimal]
    operation: str
    divisor: Fraction
    flat: bool

    @classmethod
    def of(cls, matrix: Matrix, measure: Measure) -> Working:
        """Prepare a measure of a matrix."""
        weights = {criterion.id: criterion.weight for criterion in matrix.criteria}
        formula = measure.formula
        template, names = _template(formula, weights)
        arguments = formula.arguments if isinstance(formula, Call) else ()
        return cls(
            measure=measure,
            formula=formula_text(formula),
            template=template,
            names=tuple(names),
            weights=weights,
            operation=_operation(formula) if isinstance(formula, Call) else "",
            divisor=_divisor(formula, weights),
            flat=all(isinstance(argument, Name) for argument in arguments),
        )

    def whole(self, low: Fraction, high: Fraction, leaves: tuple[Part, ...]) -> Part:
        """Return the formula as parts.

        Parameters
        ----------
        low, high : Fraction
            What the measure comes to.
        leaves : tuple of Part
            For each of `names` its part.
        """
        formula = self.measure.formula
        if not isinstance(formula, Call):
            return leaves[0]
        parts = leaves if self.flat else self._inner(formula, dict(zip(self.names, leaves, strict=True)))
        return Part(self.formula, self.operation, low, high, parts, self.divisor)

    def _inner(self, formula: Call, leaves: Mapping[str, Part]) -> tuple[Part, ...]:
        return tuple(self._part(argument, leaves) for argument in formula.arguments)

    def _part(self, formula: Formula, leaves: Mapping[str, Part]) -> Part:
        if isinstance(formula, Name):
            return leaves[formula.id]
        if isinstance(formula, Number):
            return Part(plain(formula.value), "number", Fraction(formula.value), Fraction(formula.value))
        parts = self._inner(formula, leaves)
        combined, divisor = COMBINED[_operation(formula)], _divisor(formula, self.weights)
        low, high = combined([part.low for part in parts]), combined([part.high for part in parts])
        return Part(formula_text(formula), _operation(formula), low / divisor, high / divisor, parts, divisor)


def _divisor(formula: Formula, weights: Mapping[str, Decimal]) -> Fraction:
    """Return what a mean divides by: each criterion's own weight, 1 for anything else. It is 1 for no mean."""
    if not isinstance(formula, Call) or formula.function != "mean":
        return Fraction(1)
    own = (weights.get(part.id, Decimal(1)) if isinstance(part, Name) else Decimal(1) for part in formula.arguments)
    return sum(map(Fraction, own), Fraction(0))


def _operation(formula: Call) -> str:
    return OPERATIONS.get(formula.function, formula.function)


def _template(formula: Formula, weights: Mapping[str, Decimal]) -> tuple[str, list[str]]:
    """Return a formula with a place for each name's value, and the names."""
    if isinstance(formula, Name):
        return "{}", [formula.id]
    if isinstance(formula, Number):
        return plain(formula.value), []
    made = [_template(argument, weights) for argument in formula.arguments]
    texts, names = [text for text, _ in made], [name for _, inner in made for name in inner]
    operation = _operation(formula)
    if operation == "sum":
        return " + ".join(texts), names
    if operation == "mean":
        return f"({' + '.join(texts)}) / {term_text(_divisor(formula, weights))}", names
    if operation == "product":
        bracketed = (_bracketed(t, a) for t, a in zip(texts, formula.arguments, strict=True))
        return f" {TIMES} ".join(bracketed), names
    return f"{operation}({', '.join(texts)})", names


def _bracketed(text: str, formula: Formula) -> str:
    """Put brackets round a sum that is to be multiplied."""
    adds = isinstance(formula, Call) and formula.function in ("+", "sum") and " + " in text
    return f"({text})" if adds else text
