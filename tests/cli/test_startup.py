"""Starting is quick because heavy packages are imported where they are used; and the front door is small."""

from __future__ import annotations

import subprocess
import sys

import pytest

import ocgscore
from ocgscore.cli import ocgscore as command_line
from ocgscore.cli.start import START, TASKS

HEAVY = (
    "numpy",
    "networkx",
    "openpyxl",
    "xlsxwriter",
    "pyarrow",
    "hypothesis",
    "scipy",
    "jinja2",
    "importlib.metadata",
)


@pytest.mark.parametrize(
    "code",
    [
        "import ocgscore",
        "import ocgscore.cli",
        "from ocgscore.cli import ocgscore\nocgscore(['--help'], standalone_mode=False)",
    ],
)
def test_heavy_packages_are_not_imported_before_they_are_used(code):
    check = f"{code}\nimport sys\nprint(*[name for name in {HEAVY!r} if name in sys.modules], sep=',', file=sys.stderr)"
    ran = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr.strip() == ""


def test_the_front_door_has_about_twenty_names_that_all_exist():
    assert len(ocgscore.__all__) <= 22
    for name in ocgscore.__all__:
        assert getattr(ocgscore, name) is not None


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'scroe'"):
        ocgscore.scroe  # noqa: B018 - looking it up is the test


def test_the_version_is_said(ocgscore):
    ran = ocgscore("--version")
    assert ran.status == 0
    assert ran.out.strip().endswith("0.1.0")


def test_without_arguments_it_says_where_to_start(ocgscore):
    ran = ocgscore()
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == START + "\n"
    assert max(map(len, ran.out.splitlines())) <= 80
    named = [line.split()[1] for line in START.splitlines() if line.startswith("  ocgscore ")]
    assert set(named) <= set(command_line.commands)


def test_the_help_lists_every_command_once_by_what_it_is_for(ocgscore):
    listed = [name for commands in TASKS.values() for name in commands]
    assert sorted(listed) == sorted(command_line.commands)
    out = ocgscore("--help").out
    assert all(f"  {name} " in out for name in listed)
    assert "..." not in out.split("Score:")[1]
