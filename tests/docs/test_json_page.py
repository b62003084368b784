"""Whether the page on JSON lists every key that the commands write, with its types and a real value.

``python tests/docs/test_json_page.py`` writes the tables again, to be read over.
"""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "json.md"
KEYS = re.compile(
    r"(?<=^<!-- keys of )(?P<name>\S+)(?P<head> -->\n\n)(?P<table>.*?)(?P<foot>\n*<!-- end of keys -->)$",
    re.MULTILINE | re.DOTALL,
)


def loaded(path, name):
    """Return a module from a file: neither the tests nor the site's extension are on the path."""
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


pages = loaded(ROOT / "tests" / "docs" / "test_docs.py", "the_tests_of_the_pages")
site = loaded(ROOT / "docs" / "_ext" / "ocgscore_site" / "__init__.py", "ocgscore_site")
shapes = loaded(ROOT / "docs" / "_ext" / "ocgscore_site" / "shapes.py", "ocgscore_site.shapes")


def made(folder):
    """Return the page with the tables that its commands call for now."""

    def filled(found):
        document = json.loads(Path(found["name"]).read_text(encoding="utf-8"))
        return f"{found['name']}{found['head']}{shapes.keys_table(document)}\n\n<!-- end of keys -->"

    with chdir(folder):
        pages.furnish(PAGE, Path(folder))
        assert not list(pages.faults_of_page(PAGE))
        return KEYS.sub(filled, PAGE.read_text(encoding="utf-8"))


def test_the_page_lists_every_key_that_the_commands_write(tmp_path):
    assert made(tmp_path) == PAGE.read_text(encoding="utf-8")


def test_every_command_that_writes_json_has_its_section():
    text = PAGE.read_text(encoding="utf-8")
    for name, command in pages.tree():
        written = [option.type for option in pages.options_of(command) if option.name == "format"]
        if any("json" in getattr(kind, "choices", ()) for kind in written):
            assert re.search(rf"^## `{name}( --audit)?`$", text, re.MULTILINE), name


@pytest.mark.parametrize(
    ("document", "row"),
    [
        ({"a": []}, "| `a` | list | `[]` |"),
        ({"a": [{"b": 1}, {"b": 1.5}]}, "| `a[].b` | number | `1` |"),
        ({"a": {n: {"b": "x|y"} for n in "pqr"}}, '| `a.*.b` | text | `"x\\|y"` |'),
        ({"ocgscore": "9.9"}, "| `ocgscore` | text | `…` |"),
    ],
)
def test_a_key_is_shown_with_its_types_and_a_value(document, row):
    assert row in shapes.keys_table(document).splitlines()


if __name__ == "__main__":
    with TemporaryDirectory() as temporary:
        PAGE.write_text(made(temporary), encoding="utf-8", newline="\n")
