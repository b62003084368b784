"""Outputs that appear whole or not at all, and never over an input."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeAlias

import attrs

from ocgscore.errors import Described, FileUseError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import TracebackType

PathLike: TypeAlias = str | os.PathLike[str]


@attrs.define
class _Output:
    """One finished output, waiting beside its destination."""

    asked: str
    destination: Path
    waiting: Path
    kept: Path | None = None
    moved: bool = False


class _Guarded:
    """Chunks, remembering an error of their source's, so that it is not blamed on the file being written."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks
        self.error: BaseException | None = None

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._chunks
        except OSError as error:
            self.error = error
            raise


class OutputSet:
    r"""Several output files that take their places together, or not at all.

    Each is written to a temporary file in its destination's folder. When the ``with`` block ends well all
    are moved into place; when it ends with an exception nothing is left and no destination has been touched.

    Parameters
    ----------
    inputs : iterable of path
        Files that must not be written over, under whatever name, and folders none of whose files must (``"-"`` is
        standard input and is passed over).

    Raises
    ------
    FileUseError
        For a destination that is an input, another output, a folder or a device, or that cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> with OutputSet(inputs=[folder / "forces.csv"]) as outputs:
    ...     outputs.write(folder / "scores.csv", [b"group\n", b"A\n"])
    >>> (folder / "scores.csv").read_bytes()
    b'group\nA\n'
    """

    def __init__(self, inputs: Iterable[PathLike] = ()) -> None:
        named = [Path(path) for path in inputs if os.fspath(path) not in {"-", ""}]
        self._inputs = [os.fspath(file) for path in named for file in (path.iterdir() if path.is_dir() else [path])]
        self._outputs: list[_Output] = []

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Move every output into place, or clear every one away."""
        try:
            if kind is None:
                self._move_all()
        finally:
            for output in self._outputs:
                output.waiting.unlink(missing_ok=True)
                if output.kept is not None:
                    output.kept.unlink(missing_ok=True)

    def check(self, path: PathLike) -> Path:
        """Refuse a destination that could not be written, before the work that would fill it.

        Parameters
        ----------
        path : path
            The destination as asked for.

        Returns
        -------
        Path
            The file that will be written: a symbolic link is followed, so that it stays a link.

        Raises
        ------
        FileUseError
            As `write` would.
        """
        asked = os.fspath(path)
        destination = Path(os.path.realpath(asked))
        fault = _fault(destination) or self._clash(destination)
        if fault is not None:
            raise FileUseError(attrs.evolve(fault, where=asked))
        return destination

    def write(self, path: PathLike, chunks: Iterable[bytes]) -> None:
        """Write one output, to be moved into place when the block ends.

        Parameters
        ----------
        path : path
            The destination.
        chunks : iterable of bytes
            The content, piece by piece.

        Raises
        ------
        FileUseError
            If the destination cannot be used, or the writing fails (a full disk, say).
        """
        destination = self.check(path)
        waiting = destination.with_name(f".ocgscore-{secrets.token_hex(8)}.part")
        self._outputs.append(_Output(os.fspath(path), destination, waiting))
        pieces = _Guarded(chunks)
        try:
            with open(waiting, "xb") as file:
                file.writelines(pieces)
            if os.path.exists(destination):
                shutil.copymode(destination, waiting)  # who may read it stays as it was
        except OSError as error:
            if error is pieces.error:  # the source of the chunks failed, not this file
                raise
            raise _refused(os.fspath(path), error) from error

    def _clash(self, destination: Path) -> Problem | None:
        if any(_same(destination, name) for name in self._inputs):
            return Problem("", Described("an input of this run"), "a place for an output", "choose another name")
        if any(_same(destination, output.destination) for output in self._outputs):
            return Problem("", Described("another output of this run"), "a place for an output", "choose another name")
        return None

    def _move_all(self) -> None:
        """Move every output into place; if one cannot be, put back those already moved."""
        try:
            for output in self._outputs:
                if len(self._outputs) > 1 and output.destination.exists():
                    output.kept = _keep(output.destination)
                output.waiting.replace(output.destination)
                output.moved = True
        except OSError as error:
            self._put_back()
            raise _refused(output.asked, error) from error

    def _put_back(self) -> None:
        for output in self._outputs:
            if output.moved and output.kept is not None:
                output.kept.replace(output.destination)
            elif output.moved:
                output.destination.unlink()


def _fault(destination: Path) -> Problem | None:
    """Return what keeps a destination from being written, or None."""
    if not os.path.isdir(destination.parent):  # os.path answers False where pathlib raises: for a name too long
        return Problem("", None, "the folder to write to", "make the folder first, or choose another")
    if os.path.isdir(destination):
        return Problem("", Described("a folder"), "a file", "name a file inside the folder")
    if os.path.exists(destination) and not os.path.isfile(destination):
        return Problem("", Described("a device or pipe"), "an ordinary file", "write to an ordinary file")
    if os.path.exists(destination) and not os.access(destination, os.W_OK):
        return Problem(
            "", Described("write-protected"), "open to writing", "lift its protection or choose another name"
        )
    return None


def _same(destination: Path, other: PathLike) -> bool:
    """Whether two names mean one file, through links and other spellings."""
    if os.path.normcase(destination) == os.path.normcase(os.path.realpath(other)):
        return True
    return os.path.exists(destination) and os.path.exists(other) and destination.samefile(other)


def _keep(destination: Path) -> Path:
    """Keep a destination's present content beside it, until every output is in place."""
    kept = destination.with_name(f".ocgscore-{secrets.token_hex(8)}.kept")
    try:
        os.link(destination, kept)
    except OSError:  # a file system without hard links
        shutil.copy2(destination, kept)
    return kept


def _refused(asked: str, error: OSError) -> FileUseError:
    reason = error.strerror or str(error)
    return FileUseError(
        Problem(asked, reason, "a state in which it can be written", "close it elsewhere, or write elsewhere")
    )
