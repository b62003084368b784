"""A consistency study as a table of figures, as JSON, and as files: whole or not at all, and over no input."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import attrs
import numpy as np

from ocgscore.assessments import Assessments
from ocgscore.consistency.batch import Rated
from ocgscore.consistency.design import Design, Option
from ocgscore.consistency.methods import MethodComparison
from ocgscore.consistency.study import Consistency
from ocgscore.report.agreement.figure import Figure
from ocgscore.report.agreement.figures import design_figures, figures, plan_figures
from ocgscore.report.agreement.method_figures import method_figures
from ocgscore.report.results import SHORT, matrix_facts
from ocgscore.scoring import UNDEFINED
from ocgscore.table import Column, OutputSet, Table, format_of, table_bytes
from ocgscore.version import __version__

DIGESTS: Final = ("fingerprint", "sha256")
HEADINGS: Final = tuple(field.name for field in attrs.fields(Figure))


@attrs.frozen(eq=False)
class Document:
    """What a study, or a plan, is written as.

    Parameters
    ----------
    facts : dict
        What is needed to make the same again: matrix, input, options, library version.
    said : dict
        What the study says in words: the verdict and its reason, who is linked to whom, notices.
    figures : tuple of Figure
    marking : str
    """

    facts: dict[str, Any]
    said: dict[str, Any]
    figures: tuple[Figure, ...]
    marking: str

    @classmethod
    def of(cls, found: Consistency, marking: str = "") -> Document:
        """Return a study as a document."""
        options = {"by": found.rated.by, "top": found.top, "draws": found.draws, "seed": found.seed}
        said = _words(found.design, found.rated)
        return cls(_facts(found.rated, options), said, tuple(figures(found)), _marking(found.rated, marking))

    @classmethod
    def of_plan(cls, rated: Rated, design: Design, priced: list[Option], marking: str = "") -> Document:
        """Return a plan as a document."""
        rows = (*design_figures(design), *plan_figures(priced, design))
        return cls(_facts(rated, {"by": rated.by}), _words(design, rated), rows, _marking(rated, marking))

    @classmethod
    def of_methods(
        cls, first: Assessments, second: Assessments, found: MethodComparison, marking: str = ""
    ) -> Document:
        """Return a comparison of two methods as a document."""
        facts = _matrix_facts(first) | {f"against_{name}": value for name, value in _matrix_facts(second).items()}
        said = {"first": found.first, "second": found.second, "groups": list(found.groups)}
        return cls(facts, said, tuple(method_figures(found)), marking or first.table.marking)

    def table(self) -> Table:
        """Return the figures as a table, a row each; undefined ones say so and why."""
        said = (
            f"{name} {str(value)[:SHORT] if name.endswith(DIGESTS) else value}" for name, value in self.facts.items()
        )
        return figure_table(self.figures, " ".join(said), self.marking)

    def json(self) -> bytes:
        """Return the whole as JSON: an object with the facts, what is said, and a list of figures."""
        head = {"marking": self.marking} if self.marking else {}
        rows = [_plain(figure) for figure in self.figures]
        whole = head | {"provenance": self.facts, **self.said, "figures": rows} | head
        return f"{json.dumps(whole, indent=1, ensure_ascii=False)}\n".encode(errors="backslashreplace")

    def chunks(self, format_: str) -> Iterator[bytes]:
        """Yield the document as the bytes of a file of a format."""
        if format_ == "json":
            yield self.json()
        else:
            yield from table_bytes(self.table(), format_, {name: str(value) for name, value in self.facts.items()})

    def write(self, out: str, inputs: Sequence[str | os.PathLike[str]]) -> None:
        """Write the document; the ending picks the format.

        Raises
        ------
        FileUseError
            A file that is an input, or that cannot be written.
        """
        with OutputSet(inputs=inputs) as outputs:
            outputs.write(out, self.chunks(format_of(out)))


def figure_table(rows: Iterable[Figure], provenance: str, marking: str = "") -> Table:
    """Return figures as a table, a row each."""
    listed = [attrs.astuple(row if row.value is not None else attrs.evolve(row, value=UNDEFINED)) for row in rows]
    columns = [
        Column.from_cells(heading, cells)
        for heading, cells in zip(HEADINGS, zip(*listed, strict=True) if listed else [[]] * len(HEADINGS), strict=True)
    ]
    columns.append(Column.from_cells("provenance", [provenance] * len(listed)))
    numbers = np.arange(1, len(listed) + 1, dtype=np.int64)
    return Table("consistency", tuple(columns), numbers, cells=False, marking=marking)


def _facts(rated: Rated, options: dict[str, Any]) -> dict[str, Any]:
    return _matrix_facts(rated.assessments) | options


def _matrix_facts(assessments: Assessments) -> dict[str, Any]:
    return {
        **matrix_facts(assessments.matrix),
        "input_sha256": assessments.table.sha256,
        "ocgscore": __version__,
    }


def _words(design: Design, rated: Rated) -> dict[str, Any]:
    return {
        "verdict": design.verdict,
        "because": design.reason,
        "components": [list(members) for members in design.links.members()],
        "links_needed": [list(pair) for pair in design.needed()],
        "notices": [*rated.assessments.notices, *rated.notices],
    }


def _plain(figure: Figure) -> dict[str, Any]:
    """Return a figure without what does not apply; its value always stands, null where it is undefined."""
    row = attrs.asdict(figure)
    return {name: value for name, value in row.items() if name == "value" or value not in (None, "")}


def _marking(rated: Rated, marking: str) -> str:
    return marking or rated.assessments.table.marking
