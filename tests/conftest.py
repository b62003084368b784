"""What several tests need: the shared real data, and the command line through its real entry point."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data"

settings.register_profile(
    "ordinary", max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("long", max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ordinary"))


@pytest.fixture
def shared_data():
    """Return a function from a name to a path in the shared data folder; skips where the folder is absent."""

    def path(*parts):
        if not SHARED.is_dir():
            pytest.skip("the shared data folder is not beside the checkout")
        return SHARED.joinpath(*parts)

    return path


@pytest.fixture
def tables_in(tmp_path):
    """Return a function that makes a folder of csv tables, each given by its name and its text."""

    def made(name, tables):
        folder = tmp_path / name
        folder.mkdir()
        for table, text in tables.items():
            (folder / f"{table}.csv").write_text(text, encoding="utf-8")
        return folder

    return made


@pytest.fixture
def ocgscore(tmp_path):
    """Return a function that runs the command line in a folder of its own, at 80 columns."""

    def run(*arguments, stdin=None, columns="80", cwd=tmp_path):
        command = [sys.executable, "-m", "ocgscore", *map(str, arguments)]
        environment = os.environ | {"COLUMNS": columns, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "0"}
        found = subprocess.run(command, input=stdin, capture_output=True, cwd=cwd, env=environment, check=False)
        return Ran(found.returncode, found.stdout.decode(), found.stderr.decode(), found.stdout)

    return run


class Ran:
    """What a command did: its status, and what it printed."""

    def __init__(self, status, out, err, raw):
        self.status, self.out, self.err, self.raw = status, out, err, raw
        assert "Traceback" not in err, err
