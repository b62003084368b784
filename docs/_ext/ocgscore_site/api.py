"""The reference of a module, made from its docstrings."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any, Final

import ocgscore

LONGEST_VALUE: Final = 200  # characters of a constant that are shown


def module_text(module: str, *names: str) -> str:
    """Return the block that shows a module's public names, or those named, from their docstrings.

    Examples
    --------
    >>> print(module_text("ocgscore.ranking", "rank"))
    ```{eval-rst}
    .. autofunction:: ocgscore.ranking.rank
    ```
    """
    home = import_module(module)
    blocks = [_directive(f"{module}.{name}", getattr(home, name)) for name in names or public_names(home)]
    return "\n".join(["```{eval-rst}", "\n\n".join(blocks), "```"])


def public_names(module: ModuleType) -> list[str]:
    """Return what a module offers: its `__all__`, or else the functions and classes that it defines.

    What the front door gives is left to the front door's page.

    Examples
    --------
    >>> from ocgscore.network import files
    >>> public_names(files)
    ['read_map', 'map_format']
    """
    listed = getattr(module, "__all__", None)
    names = list(listed) if listed is not None else [name for name in vars(module) if _is_own(module, name)]
    front = () if module is ocgscore else ocgscore.__all__
    return [name for name in names if not name.startswith("_") and name not in front]


def _is_own(module: ModuleType, name: str) -> bool:
    thing = getattr(module, name)
    return (inspect.isfunction(thing) or inspect.isclass(thing)) and thing.__module__ == module.__name__


def _directive(path: str, thing: Any) -> str:
    if inspect.isclass(thing) and thing.__module__.startswith("ocgscore"):  # not another's class by a name of ours
        kind = "autoexception" if issubclass(thing, BaseException) else "autoclass"
        return "\n\n".join([f".. {kind}:: {path}\n   :members:", *_cached(thing)])
    return f".. autofunction:: {path}" if inspect.isroutine(thing) else _constant(path, thing)


def _cached(kind: type) -> Iterator[str]:
    """Yield the cached properties of a class, whose docstrings attrs does not keep."""
    for node in ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0].body:  # type: ignore[attr-defined]
        if isinstance(node, ast.FunctionDef) and "cached_property" in map(ast.unparse, node.decorator_list):
            said = ast.get_docstring(node) or ""
            if not node.name.startswith("_"):
                yield textwrap.indent(f".. py:property:: {node.name}\n\n{textwrap.indent(said, '   ')}", "   ")


def _constant(path: str, thing: Any) -> str:
    shown = repr(thing) if isinstance(thing, (str, int, tuple)) else ""
    value = f"\n   :value: {shown}" if 0 < len(shown) <= LONGEST_VALUE else ""
    module, _, name = path.rpartition(".")
    return f".. py:currentmodule:: {module}\n.. py:data:: {name}{value}"
