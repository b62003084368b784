"""What every command says with --help, from the commands themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import click

from ocgscore.cli import ocgscore

WIDTH: Final = 100


def help_text() -> str:
    """Return a section for each command with the help that it prints.

    Examples
    --------
    >>> help_text().splitlines()[0]
    '## `ocgscore`'
    """
    return "\n\n".join(f"## `{name}`\n\n```text\n{said}\n```" for name, said in _said(ocgscore, "ocgscore", None))


def _said(command: click.Command, name: str, above: click.Context | None) -> Iterator[tuple[str, str]]:
    context = click.Context(command, parent=above, info_name=name.rsplit(maxsplit=1)[-1], terminal_width=WIDTH)
    yield name, command.get_help(context)
    for sub, child in sorted(command.commands.items()) if isinstance(command, click.Group) else ():
        yield from _said(child, f"{name} {sub}", context)
