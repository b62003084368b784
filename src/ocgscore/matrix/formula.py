"""The formula language of a matrix: what a measure is made of.

Names, non-negative decimals, ``+``, ``*``, ``sum``, ``mean``, ``max``, ``min`` and ``grid(rows, columns)``. There is no
subtraction and no division, so that raising a level can never lower a score and the bounds of a score are the scores of
its extreme completions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Final, TypeAlias

import attrs

FUNCTIONS: Final = ("sum", "mean", "max", "min", "grid")
LONGEST_NUMBER: Final = 19  # eighteen digits and a point: more could not be scored in 64 bits
LONGEST: Final = 20_000  # characters of a formula
DEEPEST: Final = 40  # nesting beyond this is no formula a person wrote
TOKEN: Final = re.compile(r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z_]\w*)|(?P<mark>[-+*/(),]))")
NO_MINUS: Final = "there is no subtraction: a score must never fall when a level rises"
NO_DIVISION: Final = "there is no division: use mean(...), or multiply by a decimal such as 0.5"


@attrs.frozen
class Number:
    """A non-negative decimal written in a formula."""

    value: Decimal


@attrs.frozen
class Name:
    """A criterion (its value times its weight) or a measure (its score)."""

    id: str


@attrs.frozen
class Call:
    """A function, ``+`` or ``*`` over its arguments."""

    function: str
    arguments: tuple[Formula, ...]


Formula: TypeAlias = Number | Name | Call


class FormulaError(ValueError):
    """A formula that cannot be read.

    Parameters
    ----------
    got : str
        The part at fault.
    expected : str
        What should stand there, as a noun phrase.
    hint : str
        The remedy.
    """

    def __init__(self, got: str, expected: str, hint: str = "") -> None:
        super().__init__(got, expected, hint)
        self.got, self.expected, self.hint = got, expected, hint


def parse_formula(text: str) -> Formula:
    """Read a formula.

    Parameters
    ----------
    text : str
        Such as ``"sum(physical, financial) * likelihood"``.

    Returns
    -------
    Formula
        A tree of `Number`, `Name` and `Call`.

    Raises
    ------
    FormulaError
        Where the text is not in the language; it says which part and why.

    Examples
    --------
    >>> formula_text(parse_formula("sum(a,b)*0.5+ c"))
    'sum(a, b) * 0.5 + c'
    """
    if len(text) > LONGEST:
        raise FormulaError(
            f"{len(text)} characters", f"a formula of at most {LONGEST}", "give parts measures of their own"
        )
    reader = _Reader(text)
    formula = reader.addition(0)
    if reader.token is not None:
        raise FormulaError(reader.token, "the end of the formula", "join parts with +, * or a comma inside brackets")
    return formula


def formula_text(formula: Formula) -> str:
    """Return the one canonical spelling of a formula.

    Examples
    --------
    >>> formula_text(parse_formula("(a + b)  * max( c,1.50 )"))
    '(a + b) * max(c, 1.5)'
    """
    if isinstance(formula, Number):
        return plain(formula.value)
    if isinstance(formula, Name):
        return formula.id
    parts = [formula_text(argument) for argument in formula.arguments]
    if formula.function == "+":
        return " + ".join(parts)
    if formula.function == "*":
        return " * ".join(f"({p})" if _is_sum(a) else p for p, a in zip(parts, formula.arguments, strict=True))
    return f"{formula.function}({', '.join(parts)})"


def names_in(formula: Formula) -> Iterator[str]:
    """Yield every name in a formula, in order, repeats included."""
    if isinstance(formula, Name):
        yield formula.id
    elif isinstance(formula, Call):
        for argument in formula.arguments:
            yield from names_in(argument)


def plain(value: Decimal) -> str:
    """Return a decimal without exponent or trailing zeros.

    Examples
    --------
    >>> plain(Decimal("2.50")), plain(Decimal("100")), plain(Decimal("0E+2"))
    ('2.5', '100', '0')
    """
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _flattened(mark: str, parts: Iterable[Formula]) -> Iterator[Formula]:
    """Open brackets that change nothing: ``a + (b + c)`` is ``a + b + c``."""
    for part in parts:
        if isinstance(part, Call) and part.function == mark:
            yield from part.arguments
        else:
            yield part


def _is_sum(formula: Formula) -> bool:
    return isinstance(formula, Call) and formula.function == "+"


class _Reader:
    """A recursive-descent reader: addition of products of single things."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self.kind: str | None = None
        self.token: str | None = None
        self._step()

    def addition(self, depth: int) -> Formula:
        return self._chain("+", depth, self._product)

    def _product(self, depth: int) -> Formula:
        return self._chain("*", depth, self._single)

    def _chain(self, mark: str, depth: int, part: Callable[[int], Formula]) -> Formula:
        parts = [part(depth)]
        while self.token == mark:
            self._step()
            parts.append(part(depth))
        return parts[0] if len(parts) == 1 else Call(mark, tuple(_flattened(mark, parts)))

    def _single(self, depth: int) -> Formula:
        if depth > DEEPEST:
            raise FormulaError("(", f"a formula nested at most {DEEPEST} deep", "give a part a measure of its own")
        kind, token = self.kind, self.token
        if token is None:
            raise FormulaError("the end", "a name, a number or a bracket", "complete the formula")
        if kind == "number":
            self._step()
            if len(token) > LONGEST_NUMBER:
                raise FormulaError(token[:20] + "…", f"a number of at most {LONGEST_NUMBER} characters")
            return Number(Decimal(token))
        if kind == "name":
            self._step()
            return self._call(token, depth) if self.token == "(" else Name(token)
        if token == "(":
            self._step()
            inner = self.addition(depth + 1)
            self._expect(")")
            return inner
        raise FormulaError(token, "a name, a number or an opening bracket", _why(token))

    def _call(self, function: str, depth: int) -> Formula:
        if function not in FUNCTIONS:
            raise FormulaError(function, f"a function ({', '.join(FUNCTIONS)})")
        self._step()
        arguments = [self.addition(depth + 1)]
        while self.token == ",":
            self._step()
            arguments.append(self.addition(depth + 1))
        self._expect(")")
        return Call(function, tuple(arguments))

    def _expect(self, mark: str) -> None:
        if self.token != mark:
            raise FormulaError(self.token or "the end", f"{mark!r}", _why(self.token or "") or "check the brackets")
        self._step()

    def _step(self) -> None:
        self.kind, self.token = next(self._tokens, (None, None))


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    """Yield (kind, token) pairs; anything outside the language is a fault at once."""
    position, end = 0, len(text.rstrip())
    while position < end:
        found = TOKEN.match(text, position)
        if found is None:
            odd = text[position:].strip()[:1]
            raise FormulaError(odd, "part of a formula", "use names, decimals, + * ( ) , sum mean max min grid")
        position = found.end()
        kind = str(found.lastgroup)
        token = found[kind]
        if token in "-/":
            raise FormulaError(token, "an operator of the language", _why(token))
        yield kind, token


def _why(token: str) -> str:
    return {"-": NO_MINUS, "/": NO_DIVISION}.get(token, "")
