"""How every command runs: errors become messages and an exit status, never a traceback."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from ocgscore.errors import FileUseError, MissingExtraError, OcgScoreError, Problem, RequestError

DATA_STATUS, USAGE_STATUS = 1, 2
USAGE_ERRORS = (FileUseError, RequestError, MissingExtraError)


class FriendlyGroup(click.Group):
    """A group whose commands report errors as messages on standard error."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; turn what the library refuses into messages and an exit status."""
        try:
            return super().invoke(ctx)
        except OcgScoreError as error:
            say_problems(error.problems)
            ctx.exit(USAGE_STATUS if isinstance(error, USAGE_ERRORS) else DATA_STATUS)
        except MemoryError:
            say("There is not enough memory for this file: split it into parts.")
            ctx.exit(DATA_STATUS)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as fault:  # noqa: BLE001 - the last net: a fault of ours must not show a user a traceback
            say(f"ocgscore met a fault of its own, and wrote nothing: {_described(fault)}. Please report it.")
            ctx.exit(DATA_STATUS)


def _described(fault: Exception) -> str:
    last = traceback.extract_tb(fault.__traceback__)[-1]
    return f"{type(fault).__name__}: {fault} ({Path(last.filename).name}:{last.lineno})"


def say(message: str) -> None:
    """Print a line for the user on standard error."""
    click.echo(message, err=True)


def say_problems(problems: Iterable[Problem]) -> None:
    """Print every problem on standard error, a line each, and how many there are where they are many."""
    listed = [str(problem) for problem in problems]
    sys.stderr.flush()
    click.echo("\n".join(listed), err=True)
    if len(listed) > 1:
        say(f"{len(listed)} problems.")


def say_notices(notices: Iterable[str]) -> None:
    """Print what the user should know but need not mend."""
    for notice in notices:
        say(f"note: {notice}")
