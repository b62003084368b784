"""Whether what the page for data-protection officers says of the program is so: nothing stored, nothing sent."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from ocgscore.cli import ocgscore as command_line

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-to" / "set-the-rules-for-data-protection.md"
CODE = sorted((ROOT / "src" / "ocgscore").rglob("*.py"))
CONNECTS = {"socket", "ssl", "urllib.request", "http", "ftplib", "smtplib", "requests", "httpx", "asyncio", "xmlrpc"}
STORES = {"sqlite3", "dbm", "shelve", "pickle", "marshal", "logging", "winreg", "platformdirs", "appdirs"}
KNOWS = {"getpass", "pwd", "uuid", "webbrowser", "time"}  # who, where and when
WATCHED = """
import json, os, sys
seen = {"written": [], "connected": []}
def watch(event, told):
    if event == "open" and isinstance(told[0], (str, bytes, os.PathLike)):
        if (told[2] or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) or set(str(told[1] or "")) & set("wax+"):
            seen["written"].append(os.path.abspath(os.fsdecode(told[0])))
    elif event in ("os.mkdir", "os.rename", "shutil.move", "shutil.copyfile"):
        seen["written"] += [os.path.abspath(os.fsdecode(each)) for each in told[:2] if isinstance(each, str)]
    elif event.startswith(("socket.", "urllib.", "http.", "ftplib.", "smtplib.", "sqlite3.", "webbrowser.")):
        seen["connected"].append(event)
sys.addaudithook(watch)
from ocgscore.cli import ocgscore
ocgscore(sys.argv[1:], prog_name="ocgscore", standalone_mode=False)
sys.stderr.write("\\nSEEN " + json.dumps(seen))
"""
RUNS = [
    ("score examples/demo.csv --matrix ocg-tactical", set()),
    ("score examples/demo.csv --matrix ocg-tactical --out scored.csv --record record.json", {"scored.csv", "record.json"}),
    ("explain examples/demo.csv --matrix ocg-tactical --group WB-011 --out why.json", {"why.json"}),
    ("robustness examples/demo.csv --matrix ocg-tactical --draws 100", set()),
    ("score examples/demo.csv --matrix ocg-tactical --out scored.xlsx", {"scored.xlsx"}),
    ("check examples/demo.csv --matrix ocg-tactical", set()),
    ("coverage --register examples/review/register.csv --assessments examples/review/assessments.csv --matrix ocg-tactical --as-of 2026-03-31 --out state.json", {"state.json"}),
    ("network keyplayers examples/map -k 2 --out players.csv", {"players.csv"}),
    ("report examples/demo.csv --matrix ocg-tactical --draws 100 --out report.html", {"report.html"}),
    ("report examples/demo.csv --matrix ocg-tactical --draws 100 --map examples/map --out report.xlsx", {"report.xlsx"}),
    ("consistency examples/calibration.csv --matrix ocg-tactical", set()),
]  # fmt: skip


def modules_in(path):
    """Yield every module that a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def offending(path, refused):
    return {name for name in modules_in(path) if name in refused or name.partition(".")[0] in refused}


def test_the_code_imports_nothing_that_connects_stores_or_knows_who_and_when():
    found = {path.relative_to(ROOT).as_posix(): offending(path, CONNECTS | STORES | KNOWS) for path in CODE}
    assert {path: names for path, names in found.items() if names} == {
        "src/ocgscore/cli/progress.py": {"time"}  # how long a run has taken, for the line on the terminal alone
    }


@pytest.mark.parametrize("line", ["import socket", "from urllib import request", "def f():\n    import http.client"])
def test_an_import_that_connects_is_noticed_wherever_it_stands(line, tmp_path):
    path = tmp_path / "code.py"
    path.write_text(f"import json\n{line}\n", encoding="utf-8")
    assert offending(path, CONNECTS)


def test_no_code_asks_for_the_day_the_user_or_the_home_folder():
    asks = re.compile(r"\.(?:now|today|utcnow)\(|\b(?:getuser|getlogin|expanduser)\(|Path\.home")
    told = {path.name for path in CODE if asks.search(path.read_text(encoding="utf-8"))}
    assert not told


def watched(line, folder):
    """Run a command with every file it opens to write, and every connection, noted; its home is a folder of its own."""
    home = folder / "home"
    home.mkdir()
    environment = os.environ | {name: str(home) for name in ("HOME", "USERPROFILE", "APPDATA", "XDG_CACHE_HOME")}
    environment |= {"PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", WATCHED, *line.split()]
    found = subprocess.run(command, capture_output=True, cwd=folder, env=environment, check=False, encoding="utf-8")
    return json.loads(found.stderr.rpartition("\nSEEN ")[2]), home


@pytest.mark.parametrize(
    ("line", "made"), RUNS, ids=[f"{line.split(' --')[0]} {' '.join(sorted(made))}" for line, made in RUNS]
)
def test_a_run_writes_the_files_it_was_asked_for_and_connects_to_nothing(line, made, tmp_path):
    seen, home = watched(line.replace("examples/", f"{ROOT.as_posix()}/examples/"), tmp_path)
    assert seen["connected"] == []
    assert {path.name for path in tmp_path.iterdir() if path != home} == made
    assert not list(home.iterdir())
    elsewhere = [path for path in seen["written"] if Path(path).parent != tmp_path and path != os.devnull]
    assert not elsewhere


def test_the_watch_notices_what_it_is_set_to_notice(tmp_path):
    told = WATCHED.replace("from ocgscore.cli import ocgscore", "import socket; open('left', 'w'); socket.socket()")
    command = [sys.executable, "-c", told.replace("ocgscore(sys.argv", "(lambda *a, **k: None)(sys.argv")]
    found = subprocess.run(command, capture_output=True, cwd=tmp_path, check=True, encoding="utf-8")
    seen = json.loads(found.stderr.rpartition("\nSEEN ")[2])
    assert [Path(path).name for path in seen["written"]] == ["left"]
    assert seen["connected"]


def test_the_page_names_every_command_in_its_table_of_what_is_written():
    rows = PAGE.read_text(encoding="utf-8").partition("## What is written")[2].partition("## Markings")[0]
    named = {word for cell in re.findall(r"^\| (`.*?) \|", rows, re.MULTILINE) for word in re.findall(r"`(\w+)`", cell)}
    assert isinstance(command_line, click.Group)
    assert set(command_line.commands) <= named


def test_the_page_names_the_six_events_of_the_act_and_so_does_the_example():
    events = re.findall(r"^\| (\w+) \| ", PAGE.read_text(encoding="utf-8").partition("### Logging")[2], re.MULTILINE)
    assert {"collection", "alteration", "consultation", "disclosure", "combination", "erasure"} <= set(events)
    example = (ROOT / "examples" / "logged_run.py").read_text(encoding="utf-8")
    assert all(f'"{event}"' in example for event in events[1:7])
