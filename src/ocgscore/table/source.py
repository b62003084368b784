"""The bytes a table is read from, whatever its format."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

import attrs

from ocgscore.errors import Described, FileUseError, MissingExtraError, Problem, TableError, did_you_mean

FORMATS = ("csv", "tsv", "xlsx", "json", "jsonl", "parquet")
STANDARD_INPUT = "-"
PROVENANCE = "Provenance"  # the sheet in which a workbook of ours says how it was made
EXTRAS = {"excel": "openpyxl defusedxml XlsxWriter", "arrow": "pyarrow", "report": "Jinja2"}  # the packages of each
COMPANIONS = (PROVENANCE, "Matrix", "Lists", "Workings")  # what our own workbooks hold beside the table itself
PARQUET_MARKING = b"ocgscore.marking"
PARQUET_PROVENANCE = b"ocgscore.provenance"

_REMEDIES = {
    "xls": "open it in Excel and save as .xlsx",
    "xlsb": "open it in Excel and save as .xlsx",
    "ods": "open it in LibreOffice and save as .xlsx",
    "numbers": "export it from Numbers as .xlsx",
    "txt": "rename it .csv (commas) or .tsv (tabs)",
    "zip": "unpack it first",
    "gz": "unpack it first",
}

# What a file's first bytes say it is, whatever its name says.
_SIGNATURES = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"PK\x03\x04", "a zip archive or Excel workbook"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an encrypted or old Excel workbook"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"PAR1", "a Parquet file"),
    (b"ARROW1", "an Arrow file"),
    (b"{\\rtf", "a rich-text document"),
)


@attrs.frozen
class Source:
    """A file's bytes and what its owner calls it.

    Parameters
    ----------
    name : str
        The file's name without its folder; ``"-"`` for standard input.
    raw : bytes
        Its content.
    """

    name: str
    raw: bytes = attrs.field(repr=False)

    def sha256(self) -> str:
        """Return the hex digest of the content."""
        return hashlib.sha256(self.raw).hexdigest()

    def fault(self, got: str | None, expected: str, hint: str = "", at: str = "") -> TableError:
        """Return the error for one fault of the file, or of a place in it; what it got is a description."""
        return TableError(Problem(f"{self.name}{at}", None if got is None else Described(got), expected, hint))


def format_of(path: str | os.PathLike[str]) -> str:
    """Return the format a file's ending names.

    Examples
    --------
    >>> format_of("Forces.XLSX"), format_of("-")
    ('xlsx', 'csv')
    >>> format_of("forces.xls")
    Traceback (most recent call last):
    ...
    ocgscore.errors.FileUseError: forces.xls: '.xls' is not one of .csv, .tsv, .xlsx, .json, .jsonl,
    .parquet; open it in Excel and save as .xlsx
    """
    if os.fspath(path) == STANDARD_INPUT:
        return "csv"
    ending = Path(path).suffix.lower().removeprefix(".")
    if ending == "xlsm":
        return "xlsx"
    if ending in FORMATS:
        return ending
    expected = "one of " + ", ".join(f".{known}" for known in FORMATS)
    hint = _REMEDIES.get(ending) or did_you_mean(ending, FORMATS) or "save it in one of these formats"
    raise FileUseError(Problem(os.fspath(path), f".{ending}" if ending else "a name without ending", expected, hint))


def load(path: str | os.PathLike[str]) -> Source:
    """Read a file's bytes, or standard input's for ``"-"``.

    Raises
    ------
    FileUseError
        If there is no such file, or it may not be read.
    """
    asked = os.fspath(path)
    if asked == STANDARD_INPUT:
        if sys.stdin is None:
            raise FileUseError(Problem("-", None, "standard input", "it is closed: name a file"))
        return Source(asked, sys.stdin.buffer.read())
    try:
        with open(path, "rb") as file:
            return Source(Path(path).name, file.read())
    except FileNotFoundError as error:
        problem = Problem(asked, None, "the file", "check the folder and the spelling")
        raise FileUseError(problem) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        if "\0" not in asked and os.path.isdir(asked):
            raise FileUseError(
                Problem(asked, Described("a folder"), "a file", "name a file inside the folder")
            ) from error
        reason = getattr(error, "strerror", None) or str(error)
        raise FileUseError(
            Problem(asked, reason, "a state in which it can be read", "check who may read it")
        ) from error


def kind_of(raw: bytes) -> str:
    """Return what a file's first bytes say it is, or an empty string for text and whatever is not known.

    Examples
    --------
    >>> kind_of(b"%PDF-1.7"), kind_of(b"group,physical")
    ('a PDF document', '')
    """
    return next((kind for signature, kind in _SIGNATURES if raw.startswith(signature)), "")


def missing_extra(asked: str, package: str, extra: str) -> MissingExtraError:
    """Return the error for a package that is not installed, with the command that installs it.

    Examples
    --------
    >>> print(missing_extra("forces.parquet", "pyarrow", "arrow"))
    forces.parquet: the package pyarrow (of the extra 'arrow') is missing; run: python -m pip install pyarrow
    """
    hint = f"run: python -m pip install {EXTRAS[extra]}"
    return MissingExtraError(Problem(asked, None, f"the package {package} (of the extra {extra!r})", hint))
