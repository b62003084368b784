"""Where matrices come from: the shipped ones by id, a force's own by path."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

from ocgscore.errors import Described, FileUseError, MatrixError, Problem, RequestError, did_you_mean
from ocgscore.matrix.form import build_matrix
from ocgscore.matrix.model import Matrix

ENDINGS: Final = (".toml", ".json")
LARGEST_FILE: Final = 16 * 2**20  # bytes; the largest shipped matrix is under 40 thousand


def shipped_folder(kind: str) -> Path:
    """Return the folder of what ships with the library: in an installed wheel first, else in the checkout.

    Parameters
    ----------
    kind : str
        ``"matrices"`` or ``"examples"``.
    """
    package = Path(__file__).parents[1]
    packaged = package / "shipped" / kind
    return packaged if packaged.is_dir() else package.parents[1] / kind


def list_matrices() -> list[Matrix]:
    """Return the shipped matrices, by id.

    Examples
    --------
    >>> for matrix in list_matrices():
    ...     print(matrix.name, matrix.status)
    disruption-scale@1.0.0 adapted
    group-threat-derbyshire@1.0.0 adapted
    ocg-harm@1.0.0 illustrative
    ocg-tactical@1.0.0 illustrative
    ocg-threat@1.0.0 adapted
    sleipnir-2000@1.0.0 secondary
    thematic@1.0.0 illustrative
    """
    return [_shipped(id_) for id_ in shipped_ids()]


def load_matrix(reference: str | os.PathLike[str]) -> Matrix:
    """Return a matrix, proved sound.

    Parameters
    ----------
    reference : str or path
        A shipped id (``"ocg-tactical"``), an id with a version (``"ocg-tactical@1.0.0"``), or the path of a
        ``.toml`` or ``.json`` file. Anything with one of those endings is a path.

    Returns
    -------
    Matrix

    Raises
    ------
    RequestError
        No such shipped matrix, or not in that version.
    FileUseError
        The file is absent, a directory or unreadable.
    MatrixError
        The file is not a sound matrix; every fault is listed with its key path.

    Examples
    --------
    >>> load_matrix("ocg-tactical").title
    'Tactical assessment of organised crime groups (illustration)'
    """
    text = os.fspath(reference)
    if isinstance(reference, os.PathLike) or text.lower().endswith(ENDINGS):
        return _from_file(matrix_file(reference))
    id_, _, version = text.partition("@")
    if id_ not in shipped_ids():
        known = shipped_ids()
        hint = did_you_mean(id_, known) or f"the shipped matrices are {', '.join(known)}"
        raise RequestError(Problem("matrix", text, "a shipped matrix, nor a path ending in .toml or .json", hint))
    matrix = _shipped(id_)
    if version not in ("", matrix.version):
        hint = f"this library ships {matrix.name}; keep older versions as files of your own"
        raise RequestError(Problem("matrix", text, "a version that is here", hint))
    return matrix


def matrix_text(reference: str | os.PathLike[str]) -> str:
    """Return the file of a matrix as it was written, comments included: the text to copy for a matrix of one's own.

    Parameters and errors are those of `load_matrix`.
    """
    load_matrix(reference)
    return _text(matrix_file(reference))


def matrix_file(reference: str | os.PathLike[str]) -> Path:
    """Return the file a reference means, shipped or not, whether it is there or not: what must not be written over."""
    text = os.fspath(reference)
    if isinstance(reference, os.PathLike) or text.lower().endswith(ENDINGS):
        return Path(reference)
    return shipped_folder("matrices") / f"{text.partition('@')[0]}.toml"


def parse_matrix(text: str, name: str = "matrix", ending: str = ".toml") -> Matrix:
    """Return the matrix written in a text.

    Parameters
    ----------
    text : str
        TOML, or JSON such as `canonical_json` writes.
    name : str
        What to call it in messages.
    ending : {".toml", ".json"}
        The form of the text.

    Raises
    ------
    MatrixError
        Every fault, each at its key path.
    """
    return build_matrix(_parsed(text, name, ending), name)


def shipped_ids() -> list[str]:
    """Return the ids of the shipped matrices, without loading them.

    Examples
    --------
    >>> shipped_ids()[0]
    'disruption-scale'
    """
    return sorted(path.stem for path in shipped_folder("matrices").glob("*.toml"))


@cache
def _shipped(id_: str) -> Matrix:
    return _from_file(shipped_folder("matrices") / f"{id_}.toml")


def _from_file(path: Path) -> Matrix:
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise FileUseError(
            Problem(str(path), ending or "no ending", "the ending of a matrix file", "use .toml or .json")
        )
    return parse_matrix(_text(path), path.name, ending)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_FILE:
            size, hint = f"{path.stat().st_size:,} bytes", "is it the right file? A matrix takes some kB"
            raise MatrixError(Problem(str(path), size, "the size of a matrix file", hint))
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        near = did_you_mean(path.name, [p.name for p in path.parent.glob("*") if p.suffix.lower() in ENDINGS])
        raise FileUseError(Problem(str(path), None, "the file", near or "check the path")) from None
    except IsADirectoryError:
        raise FileUseError(Problem(str(path), Described("a folder"), "a file", "name the file in it")) from None
    except UnicodeDecodeError as error:
        hint = "save the file as UTF-8"
        raise MatrixError(Problem(str(path), f"byte 0x{error.object[error.start]:02x}", "UTF-8 text", hint)) from None
    except ValueError as error:  # a NUL in the name
        raise FileUseError(Problem(repr(str(path)), str(error), "a file name", "name a .toml file")) from None
    except OSError as error:
        hint = "check its path, and that you may read it"
        raise FileUseError(
            Problem(str(path), error.strerror or "unreadable", "a file that can be read", hint)
        ) from None


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse an object that gives a key twice: the last would win without a word."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {key!r} stands twice in one object")
        found[key] = value
    return found


def _parsed(text: str, name: str, ending: str) -> Mapping[str, Any]:
    try:
        if ending == ".toml":
            return tomllib.loads(text, parse_float=Decimal)
        raw = json.loads(text, parse_float=Decimal, object_pairs_hook=_each_key_once)
    except (ValueError, ArithmeticError, RecursionError) as error:
        kind = ending.removeprefix(".").upper()
        hint = "decimal commas, missing quotes and unclosed brackets are the usual reasons"
        raise MatrixError(Problem(name, str(error)[:200] or "the text", f"sound {kind}", hint)) from None
    if not isinstance(raw, dict):
        hint = "begin it with keys such as id and version: `ocgscore matrix show ocg-tactical --out own.toml` makes one"
        raise MatrixError(Problem(name, type(raw).__name__, "a table of keys at the top of the file", hint))
    return raw
