"""How every command runs: errors become messages and an exit status, never a traceback."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from ocgscore.cli.options import REFERENCE

if TYPE_CHECKING:
    from ocgscore.assessments import Assessments
    from ocgscore.errors import Problem
    from ocgscore.matrix import Matrix

DATA_STATUS, USAGE_STATUS = 1, 2


class FriendlyGroup(click.Group):
    """A group whose commands report errors as messages on standard error."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; turn what the library refuses into messages and an exit status."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise  # Click's own
        except Exception as error:  # noqa: BLE001 - the last net: no fault, not even ours, shows a user a traceback
            ctx.exit(_reported(error))


def _reported(error: Exception) -> int:
    """Print an error for the user; return the exit status it calls for."""
    from ocgscore.errors import FileUseError, MissingExtraError, OcgScoreError, RequestError

    if isinstance(error, OcgScoreError):
        say_problems(error.problems)
        return USAGE_STATUS if isinstance(error, FileUseError | RequestError | MissingExtraError) else DATA_STATUS
    if isinstance(error, OSError):
        say(f"standard output: {error.strerror or error}")
        return USAGE_STATUS
    if isinstance(error, MemoryError):
        say("There is not enough memory for this file: split it into parts.")
    else:
        say(f"ocgscore met a fault of its own, and wrote nothing: {_described(error)}. Please report it.")
    return DATA_STATUS


def _described(error: Exception) -> str:
    import traceback
    from pathlib import Path

    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({Path(last.filename).name}:{last.lineno})"


def say(message: str) -> None:
    """Print lines for the user on standard error: what a cell holds must not drive the terminal."""
    click.echo("".join(sign if sign.isprintable() or sign == "\n" else _visible(sign) for sign in message), err=True)


def _visible(sign: str) -> str:
    return sign.encode("unicode_escape").decode()


def one_standard_input(*files: str | None) -> None:
    """Refuse standard input for more than one file."""
    if sum(file == "-" for file in files) > 1:
        raise click.UsageError("Only one file can be standard input (-): name the others.")


def print_bytes(chunks: Iterable[bytes]) -> None:
    """Write a result for a program to standard output."""
    if sys.stdout is None:
        raise click.UsageError("Standard output is closed: name a file with --out.")
    for chunk in chunks:
        sys.stdout.buffer.write(chunk)
    sys.stdout.buffer.flush()


def inputs_with_matrix(*files: str, further: Iterable[tuple[str, Matrix]] = ()) -> list[str]:
    """Return the files a command has read, those of its matrices among them: none may be written over.

    `further` are the matrices that other options name, as `named_matrices` gives them.
    """
    from ocgscore.matrix import matrix_file

    named = [click.get_current_context().meta[REFERENCE], *(name for name, _ in further)]
    return [*files, *(str(matrix_file(name)) for name in named)]


def read_batch(
    file: str, matrix: Matrix, sheet: str | None, *, newest_only: bool, repeats: bool = False
) -> Assessments:
    """Read a sound sheet; any problem in it is said, and ends the command.

    With `repeats` one assessment may stand in it twice: nobody is named who could have entered it twice.
    """
    from ocgscore.assessments import latest, sift
    from ocgscore.table import read_table

    sifted = sift(read_table(file, sheet=sheet), matrix, repeats=repeats)
    if sifted.problems:
        say_problems(sifted.problems)
        say("Nothing was worked out: that takes the whole batch, without a problem in it.")
        click.get_current_context().exit(DATA_STATUS)
    return latest(sifted.accepted) if newest_only else sifted.accepted


def say_problems(problems: Iterable[Problem]) -> None:
    """Print every problem on standard error, a line each, and how many there are where they are many."""
    listed = [str(problem) for problem in problems]
    say("\n".join(listed))
    if len(listed) > 1:
        say(f"{len(listed):,} problems.")


def say_notices(notices: Iterable[str]) -> None:
    """Print what the user should know but need not mend."""
    for notice in notices:
        say(f"note: {notice}")
