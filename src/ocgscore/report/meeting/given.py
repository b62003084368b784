"""The files that a report is made from: all read, and all that is wrong in any of them told at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, TypeVar, cast

import attrs

from ocgscore.assessments import Assessments, Sifted, sift
from ocgscore.errors import AssessmentError, OcgScoreError, Problem, RequestError
from ocgscore.matrix import Matrix, load_matrix
from ocgscore.network.files import read_map
from ocgscore.network.model import OcgMap
from ocgscore.report.meeting.gather import DRAWS, Review, gather
from ocgscore.report.meeting.left_out import left_out
from ocgscore.report.meeting.material import Material, Source
from ocgscore.report.meeting.redaction import Redaction
from ocgscore.review.coverage import Rules
from ocgscore.review.coverage.rules import rules_from
from ocgscore.review.records import read_named, read_together
from ocgscore.review.register import Register, read_register
from ocgscore.table import Table, read_table
from ocgscore.table.source import load

Read = TypeVar("Read")
MATRIX_ENDINGS: Final = (".toml", ".json")


@attrs.frozen(eq=False)
class Given:
    """What was read.

    Parameters
    ----------
    matrix : Matrix
    sheet : Table
        The assessments.
    sifted : Sifted
        The same, checked.
    last, together : Table or None
        The sheet of the last meeting, and what several forces scored; both sound.
    network : OcgMap or None
    register : Register or None
    rules : Rules
    rules_source : Source or None
    named : str
        The matrix as the user named it: a file is told apart from a shipped id.
    """

    matrix: Matrix
    sheet: Table
    sifted: Sifted
    last: Table | None = None
    together: Table | None = None
    network: OcgMap | None = None
    register: Register | None = None
    rules: Rules = attrs.field(factory=Rules)
    rules_source: Source | None = None
    named: str = ""

    def material(  # noqa: PLR0913 - each is one choice of the report
        self,
        *,
        keep: Sequence[str] | None = None,
        accept_valid: bool = False,
        as_of: dt.date | None = None,
        by: str | None = None,
        top: int | None = None,
        pages: int | None = None,
        title: str = "",
        marking: str = "",
        draws: int = DRAWS,
        seed: int = 1,
    ) -> Material:
        """Work out everything that a report shows.

        Parameters
        ----------
        keep : sequence of str, optional
            Redact, and keep these columns; None not to redact.
        accept_valid : bool
            Report on the sound rows, and list the others in the report.
        as_of : date, optional
            The day of the meeting; needed with a register.
        marking : str
            Those of the files by default.
        by, top, pages, title, draws, seed
            As `gather` takes them.

        Raises
        ------
        AssessmentError
            Rows with problems, unless the sound ones are accepted; no sound row.
        RequestError
            A column to keep that no sheet has; a register without a day.
        """
        if self.register is not None and as_of is None:
            raise RequestError(
                Problem(
                    "--as-of", None, "the day of the meeting, for the ages of the register", "say --as-of 2026-03-31"
                )
            )
        if self.sifted.problems and not accept_valid:
            raise AssessmentError(self.sifted.problems)
        if not len(self.sifted.accepted):
            hint = "mend the rows with problems: there is nothing to report on without them"
            raise AssessmentError(Problem(self.sheet.name, None, "a row that is sound", hint))
        files = tuple(self._sources(named=keep is None))
        given = self if keep is None else self._redacted(Redaction(tuple(keep)))
        review = None if given.register is None or as_of is None else Review(given.register, as_of, given.rules)
        return gather(
            given.sifted.accepted,
            last=_sound(given.last, self.matrix),
            network=given.network,
            together=_sound(given.together, self.matrix),
            review=review,
            as_of=as_of,
            rejected=left_out(given.sifted, redacted=keep is not None),
            sources=files,
            marking=marking,
            redacted=keep is not None,
            keep=keep or (),
            by=by,
            top=top,
            pages=pages,
            title=title,
            draws=draws,
            seed=seed,
        )

    def _redacted(self, redaction: Redaction) -> Given:
        redaction.check([table for table in (self.sheet, self.last, self.together) if table is not None])

        def of(table: Table | None, name: str) -> Table | None:
            return None if table is None else redaction.sheet(table, self.matrix, name)

        sheet = redaction.sheet(self.sheet, self.matrix)
        return attrs.evolve(
            self,
            sheet=sheet,
            sifted=sift(sheet, self.matrix),
            last=of(self.last, "last meeting"),
            together=of(self.together, "scored together"),
            network=None if self.network is None else redaction.map(self.network),
            register=None if self.register is None else redaction.register(self.register),
        )

    def _tables(self) -> list[Table]:
        register = None if self.register is None else self.register.table
        return [table for table in (self.sheet, self.last, self.together, register) if table is not None]

    def _sources(self, *, named: bool) -> Iterator[Source]:
        """Yield the files; without their names where even those may say too much."""
        tables = {"assessments": self.sheet, "last meeting": self.last, "scored together": self.together}
        register = None if self.register is None else self.register.table
        for what, table in (tables | {"register": register}).items():
            if table is not None:
                yield Source(what, table.name if named else "", table.sha256)
        if self.network is not None:
            yield Source("map", self.network.name if named else "", self.network.sha256)
        if self.named.lower().endswith(MATRIX_ENDINGS):
            yield Source("matrix", Path(self.named).name if named else "", "")
        if self.rules_source is not None:
            yield self.rules_source if named else attrs.evolve(self.rules_source, name="")


def read_given(  # noqa: PLR0913 - each is one file
    file: str,
    matrix: Matrix | str,
    *,
    sheet: str | None = None,
    last: str | None = None,
    map_: str | None = None,
    register: str | None = None,
    rules: str | None = None,
    together: str | None = None,
    named: str = "",
) -> Given:
    """Read the files of a report.

    Parameters
    ----------
    file : str
        The assessments; rows with problems are kept apart (`Given.sifted`).
    matrix : Matrix or str
    sheet : str, optional
        The worksheet of `file`.
    last, map_, register, rules, together : str, optional
        The sheet of the last meeting, the network map, the register, the rules of the review, and what several forces
        scored.
    named : str
        Where `matrix` has been loaded: what the user called it.

    Raises
    ------
    OcgScoreError
        With everything that is wrong in any of the files.

    Examples
    --------
    >>> from ocgscore.matrix import shipped_folder
    >>> given = read_given(str(shipped_folder("examples") / "demo.csv"), "ocg-tactical")
    >>> len(given.sifted.accepted), given.last
    (24, None)
    """
    named = named if isinstance(matrix, Matrix) else matrix
    matrix = matrix if isinstance(matrix, Matrix) else load_matrix(matrix)
    own: list[Sifted] = []

    def of_the_sheet() -> Table:
        table = read_table(file, sheet=sheet)
        own.append(sift(table, matrix))
        return table

    readers = (
        of_the_sheet,
        _if(last, lambda path: _sound_table(path, matrix)),
        _if(together, lambda path: _sound_table(path, matrix)),
        _if(map_, read_map),
        _if(register, read_register),
        _if(rules, _rules),
    )
    try:
        table, *others = read_together(*readers)
    except OcgScoreError as error:
        if own and own[0].problems:
            raise type(error)([*own[0].problems, *error.problems]) from error
        raise
    before, scored_together, network, known, asked = others
    return Given(
        matrix,
        cast("Table", table),
        own[0],
        cast("Table | None", before),
        cast("Table | None", scored_together),
        cast("OcgMap | None", network),
        cast("Register | None", known),
        *cast("tuple[Rules, Source | None]", asked or (Rules(), None)),
        named,
    )


def _if(path: str | None, read: Callable[[str], Read]) -> Callable[[], Read | None]:
    return lambda: None if path is None else read(path)


def _rules(path: str) -> tuple[Rules, Source]:
    source = load(path)
    return rules_from(source), Source("rules", source.name, source.sha256())


def _sound(table: Table | None, matrix: Matrix) -> Assessments | None:
    return None if table is None else sift(table, matrix, repeats=True).accepted


def _sound_table(path: str, matrix: Matrix) -> Table:
    table = read_named(path, None, "assessments")
    problems = sift(table, matrix).problems
    if problems:
        raise AssessmentError(problems)
    return table
