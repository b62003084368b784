"""Whether the pages are true: blocks run, commands, options, keys and names are there, links lead somewhere.

What a fence of a page says after its back-quotes decides what is done with the block:

- ``python`` with ``>>>``: a doctest, collected by pytest itself; without: run in the page's folder;
- ``console``: each line ``$ ocgscore ...`` is run at 80 columns and its output compared with what is shown
  (``...`` stands for anything); ``console exit=1`` expects that exit status of the last command;
- ``csv``, ``json``, ``toml`` or ``python`` with a file name: put into the page's folder by that name; such a
  ``toml`` is a whole matrix and is proved sound; one marked ``faulty`` or without a name need only be TOML;
- ``sh``, ``bat``, ``text``: not run (they install things, or are no commands).

``python tests/docs/test_docs.py`` writes into the pages what their commands print now, to be read over.
"""

from __future__ import annotations

import csv
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import attrs
import click
import pytest
from click.testing import CliRunner

import ocgscore
from ocgscore.cli import ocgscore as command_line
from ocgscore.errors import OcgScoreError
from ocgscore.matrix import diff, form, formula, list_matrices, parse_matrix, proofs
from ocgscore.testing import __all__ as testing_names

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
DIGEST = re.compile(r"(?<=ingerprint )[0-9a-f]{12,64}|(?<=#)[0-9a-f]{12}|\b[0-9a-f]{64}\b")
NOT_RUN = {"sh", "bat", "text"}
FILES = {"csv", "json", "toml", "python"}


def name_of(path):
    return path.relative_to(ROOT).as_posix()


@attrs.frozen
class Block:
    """One fenced block: where it is, its language, what follows the language, and its text."""

    page: Path
    line: int
    start: int
    language: str
    rest: str
    text: str

    @property
    def place(self):
        return f"{name_of(self.page)}:{self.line}"


def blocks_of(page):
    source = page.read_text(encoding="utf-8")
    for found in FENCE.finditer(source):
        language, _, rest = found["info"].strip().partition(" ")
        line = source.count("\n", 0, found.start()) + 1
        yield Block(page, line, found.start("text"), language, rest.strip(), found["text"])


# -- running a page --------------------------------------------------------------------------------


def commands_of(text):
    """Return (command line, output shown) pairs of a console block."""
    parts = re.split(r"^\$ (.*)\n", text, flags=re.MULTILINE)
    assert not parts[0].strip(), f"output without a command: {parts[0]}"
    return list(zip(parts[1::2], parts[2::2], strict=True))


def run_command(line):
    """Run a command line in the present folder; return its exit status and all that it printed."""
    words = shlex.split(line)
    target = Path(words.pop()) if words[-2:-1] == [">"] else None
    if target is not None:
        words.pop()
    if words[0] == "python":
        return run_python(*words[1:])
    assert words[0] == "ocgscore", f"only ocgscore and python can be shown running: {line}"
    runner = CliRunner(env={"COLUMNS": "80"})
    found = runner.invoke(command_line, words[1:], prog_name="ocgscore")
    assert "a fault of its own" not in found.output, found.output
    if target is not None:
        target.write_bytes(found.stdout_bytes)
        return found.exit_code, ""
    return found.exit_code, found.output


def run_python(*arguments):
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "COLUMNS": "80", "PYTHONUTF8": "1"}
    found = subprocess.run(
        [sys.executable, *arguments], capture_output=True, env=environment, check=False, encoding="utf-8"
    )
    return found.returncode, found.stdout + found.stderr


def tidy(text):
    return "\n".join(line.rstrip() for line in text.strip("\n").splitlines())


def matches(shown, found):
    """Whether an output is the one shown, where ``...`` stands for anything."""
    pattern = ".*?".join(map(re.escape, tidy(shown).split("...")))
    return re.fullmatch(pattern, tidy(found), re.DOTALL) is not None


def faults_of_console(block):
    wanted = int(block.rest.removeprefix("exit=") or 0)
    commands = commands_of(block.text)
    for number, (line, shown) in enumerate(commands, 1):
        status, found = run_command(line)
        if not matches(shown, found):
            yield f"{block.place}: `{line}` prints\n{found}\nand the page shows\n{shown}"
        if status != (wanted if number == len(commands) else 0):
            yield f"{block.place}: `{line}` exits with {status}\n{found}"


def faults_of_file(block):
    name, _, faulty = block.rest.partition(" ")
    if name:
        Path(name).write_text(block.text, encoding="utf-8", newline="\n")
    try:
        if block.language == "toml":
            parse_matrix(block.text, name) if name and not faulty else tomllib.loads(block.text)
        elif block.language == "json":
            json.loads(block.text)
        elif block.language == "csv":
            widths = {len(row) for row in csv.reader(block.text.splitlines(), strict=True)}
            assert len(widths) == 1, f"rows of different widths: {widths}"
        elif not name:
            status, said = run_python("-c", block.text)
            assert status == 0, said
    except (OcgScoreError, ValueError, AssertionError) as error:
        yield f"{block.place}: {error}"


def faults_of_page(page):
    """Run a page from top to bottom in the present folder."""
    for block in blocks_of(page):
        if block.language == "console":
            yield from faults_of_console(block)
        elif block.language in FILES and ">>>" not in block.text:
            yield from faults_of_file(block)


def furnish(page, folder):
    """Put the examples that pages read, and the files that lie beside a page, into a folder."""
    for name in ("map", "review"):
        shutil.copytree(ROOT / "examples" / name, folder / "examples" / name)
    for name in ("calibration.csv", "demo.csv"):
        shutil.copyfile(ROOT / "examples" / name, folder / "examples" / name)
    if page.parent != ROOT:
        for beside in page.parent.iterdir():
            if beside.is_file() and beside.suffix != ".md":
                (folder / beside.name).write_bytes(beside.read_bytes())


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_block_of_the_page_runs_and_prints_what_is_shown(page, tmp_path, monkeypatch):
    furnish(page, tmp_path)
    monkeypatch.chdir(tmp_path)
    faults = list(faults_of_page(page))
    assert not faults, "\n\n".join(faults)


def test_every_block_is_of_a_kind_that_is_run_or_named_as_not_run():
    languages = {block.language: block.place for page in PAGES for block in blocks_of(page)}
    assert set(languages) <= {"console", *FILES, *NOT_RUN}, languages


def test_the_transcript_has_every_command_of_the_readme_in_its_order():
    readme = [
        line for block in blocks_of(ROOT / "README.md") if block.language == "sh" for line in block.text.splitlines()
    ]
    transcript = blocks_of(DOCS / "reference" / "transcript.md")
    shown = [line for block in transcript if block.language == "console" for line, _ in commands_of(block.text)]
    assert shown == [line for line in readme if line.startswith("ocgscore")]
    assert len(shown) > 20


def test_pytest_collects_the_doctests_of_the_pages():
    options = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]
    assert "--doctest-glob=*.md" in options["addopts"]
    assert {"docs", "README.md"} <= set(options["testpaths"])
    assert any(">>>" in block.text for block in blocks_of(ROOT / "README.md"))


@pytest.mark.parametrize(
    ("shown", "found", "same"),
    [
        ("a\nb\n", "a  \nb\n\n", True),
        ("a ... z\n", "a b\nc z\n", True),
        ("a\n", "a\nb\n", False),
        ("rank 1\n", "rank 2\n", False),
        ("", "anything\n", False),
    ],
)
def test_an_output_that_differs_is_noticed(shown, found, same):
    assert matches(shown, found) is same


def test_a_page_that_shows_a_wrong_output_fails(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shown = "$ ocgscore --version\nocgscore, version 0.0.0\n"
    page = ROOT / "README.md"
    assert list(faults_of_console(Block(page, 1, 0, "console", "", shown)))
    assert list(faults_of_console(Block(page, 1, 0, "console", "exit=1", shown.replace("0.0.0", "..."))))
    assert list(faults_of_file(Block(page, 1, 0, "toml", "m.toml", 'id = "x"\n')))
    assert list(faults_of_file(Block(page, 1, 0, "python", "", "raise SystemExit(3)\n")))


# -- the readme ------------------------------------------------------------------------------------


def test_the_two_commands_stand_in_the_readme_each_on_a_line_of_its_own():
    lines = [
        line for block in blocks_of(ROOT / "README.md") if block.language == "sh" for line in block.text.splitlines()
    ]
    assert "python -m pip install . && ocgscore demo" in lines
    assert 'python -m pip install -e ".[dev]" && python -m pytest' in lines


def test_the_readme_shows_the_whole_demo():
    shown = [
        shown for b in blocks_of(ROOT / "README.md") if b.language == "console" for _, shown in commands_of(b.text)
    ]
    assert any(output.count("\n") > 30 and matches(output, run_command("ocgscore demo")[1]) for output in shown)


# -- the command line ------------------------------------------------------------------------------

CLI_PAGE = DOCS / "reference" / "cli.md"


def tree(command=command_line, name="ocgscore"):
    """Yield (name, command) for every command, groups included."""
    yield name, command
    for sub, child in getattr(command, "commands", {}).items():
        yield from tree(child, f"{name} {sub}")


def sections_of(page, level="## "):
    """Return the text under each heading of a level."""
    parts = re.split(rf"^{level}(.*)\n", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def options_of(command):
    context = click.Context(command, help_option_names=["-h", "--help"])
    return [parameter for parameter in command.get_params(context) if isinstance(parameter, click.Option)]


@pytest.mark.parametrize(("name", "command"), list(tree()), ids=[name for name, _ in tree()])
def test_the_reference_has_the_command_with_all_its_options_and_no_others(name, command):
    section = sections_of(CLI_PAGE)[f"`{name}`"]
    rows = re.findall(r"^\| `(-(?:[^|\\]|\\.)*)` \| (.*?) \|$", section, re.MULTILINE)
    documented = {spelling for cell, _ in rows for spelling in re.findall(r"(?<![\w-])--?[a-z][a-z0-9-]*", cell)}
    real = {spelling for option in options_of(command) for spelling in option.opts}
    assert documented == real
    for option in options_of(command):
        if option.help:
            said = next(text for cell, text in rows if option.opts[-1] in cell)
            assert said.startswith(option.help.split("  [")[0]), f"{option.opts}: the help says {option.help!r}"
    for argument in (p for p in command.params if isinstance(p, click.Argument)):
        assert f"`{argument.metavar}`" in section


def test_the_reference_names_no_command_or_option_that_does_not_exist():
    headings = {heading.strip("`") for heading in sections_of(CLI_PAGE) if heading.startswith("`")}
    assert headings == {name for name, _ in tree()}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z0-9-]*", CLI_PAGE.read_text(encoding="utf-8")))
    assert named <= {spelling for _, command in tree() for option in options_of(command) for spelling in option.opts}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_the_page_names_no_option_that_does_not_exist(page):
    known = {spelling for _, command in tree() for option in options_of(command) for spelling in option.opts}
    prose = FENCE.sub("", page.read_text(encoding="utf-8"))
    spans = [span for span in re.findall(r"`([^`\n]+)`", prose) if span.startswith(("--", "ocgscore"))]
    assert {option for span in spans for option in re.findall(r"(?<![\w-])--[a-z][a-z0-9-]*", span)} <= known


# -- the matrix file -------------------------------------------------------------------------------

MATRIX_PAGE = DOCS / "reference" / "matrix-file.md"
TABLES = {  # the key path's last named part: the heading of its table
    "": "The head of the file",
    "sections": "`[[sections]]`",
    "level_sets": "`[level_sets.NAME]`",
    "criteria": "`[[criteria]]`",
    "levels": "Levels",
    "measures": "`[[measures]]`",
    "bands": "Bands",
    "changes": "`[[changes]]`",
}


def keys_of_the_form():
    """Return the keys each kind of table may have, as the reader of the form itself asks for them."""
    found = {}

    def known(_self, _table, keys, path):
        kind = next((part for part in reversed(path.split(".")) if part in TABLES), "")
        found.setdefault(kind, set()).update(keys)

    with mock.patch.object(form._Form, "known", known):
        for shipped in list_matrices():
            text = (ROOT / "matrices" / f"{shipped.id}.toml").read_text(encoding="utf-8")
            parse_matrix(text)
    return found


def test_every_key_of_the_matrix_form_is_documented_and_no_other():
    keys, sections = keys_of_the_form(), sections_of(MATRIX_PAGE)
    assert set(keys) == set(TABLES)
    for kind, heading in TABLES.items():
        documented = set(re.findall(r"^\| `(\w+)` \|", sections[heading], re.MULTILINE))
        assert documented == keys[kind], heading


def test_reserved_names_functions_and_limits_are_documented():
    page = MATRIX_PAGE.read_text(encoding="utf-8")
    reserved = sections_of(MATRIX_PAGE)["Reserved names"]
    assert set(re.findall(r"`(\w+)`", reserved.split("\n\n")[1])) == proofs.RESERVED
    assert all(f"`{part}`" in reserved for part in proofs.MEASURE_COLUMNS)
    assert set(re.findall(r"^\| `(\w+)\(", page, re.MULTILINE)) == set(formula.FUNCTIONS)
    for limit in (proofs.MOST_LEVELS, form.MOST_CRITERIA, form.LONGEST, form.MOST_DIGITS, formula.DEEPEST):
        assert re.search(rf"\b{limit}\b", page), limit


def test_the_version_rules_are_those_of_the_code():
    page = (DOCS / "adr" / "0004-matrix-versions.md").read_text(encoding="utf-8")
    rows = {
        what: set(re.findall(r"`([^`]+)`", keys))
        for what, keys in re.findall(r"^\| (\w+) \|(.*)\|$", page, re.MULTILINE)
    }
    rules = {
        (f"{kind}.{key}" if kind != "matrix" else key): part
        for kind, keys in diff.RULES.items()
        for key, part in keys.items()
    }
    rules |= {f"{kind} added": part for kind, part in diff.ADDED.items()}
    rules |= {f"{kind} removed": part for kind, part in diff.REMOVED.items()}
    for part in ("major", "minor"):
        assert rows[part] == {rule for rule, calls_for in rules.items() if calls_for == part}, part
    assert {rule for rule, calls_for in rules.items() if calls_for == "patch"} <= rows["patch"]


# -- results, errors, the library ------------------------------------------------------------------


def test_every_column_of_a_result_is_documented():
    page = (DOCS / "reference" / "results.md").read_text(encoding="utf-8")
    for name in (
        *(f"m_{part}" for part in proofs.MEASURE_COLUMNS),
        "completeness",
        "rank_best",
        "rank_worst",
        "provenance",
    ):
        assert f"`{name}`" in page, name


def test_every_kind_of_error_is_documented():
    page = (DOCS / "reference" / "errors.md").read_text(encoding="utf-8")
    assert all(f"`{kind.__name__}`" in page for kind in (OcgScoreError, *OcgScoreError.__subclasses__()))


@pytest.mark.parametrize("name", [name for name in ocgscore.__all__ if name != "__version__"])
def test_every_public_name_has_a_docstring_with_an_example_or_is_documented(name):
    docstring = getattr(ocgscore, name).__doc__ or ""
    page = (DOCS / "how-to" / "use-from-python.md").read_text(encoding="utf-8")
    assert docstring.strip()
    assert f"`{name}`" in page, "the page lists every public name"
    assert ">>>" in docstring or re.search(
        rf"\b{name}\b", "".join(b.text for b in blocks_of(DOCS / "how-to" / "use-from-python.md"))
    )


def test_the_strategies_for_a_forces_own_tests_are_documented():
    page = (DOCS / "how-to" / "use-from-python.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in page for name in ("matrices", "assessments", "rows", "assert_consistent"))
    assert {"matrices", "assessments", "rows", "assert_consistent"} <= set(testing_names)


# -- links and words -------------------------------------------------------------------------------


def anchor_of(heading):
    """Return the anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def anchors_of(page):
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    return {anchor_of(heading) for heading in re.findall(r"^#+ (.*)$", text, re.MULTILINE)}


def links_of(page):
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    return [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if not link.startswith(("http://", "https://"))]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_the_links_of_the_page_lead_somewhere(page):
    for link in links_of(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors_of(target), link


def test_every_page_is_one_click_from_the_index():
    index = DOCS / "index.md"
    linked = {(DOCS / link.partition("#")[0]).resolve() for link in links_of(index)}
    assert {page for page in DOCS.rglob("*.md") if page != index} <= linked
    assert "docs/index.md" in links_of(ROOT / "README.md")


def test_the_tutorials_sheet_is_the_packaged_example_but_for_three_cells():
    def rows(path):
        return list(csv.reader(path.read_text(encoding="utf-8").splitlines()))

    example, mended, sheet = (
        rows(path)
        for path in (
            ROOT / "examples" / "demo.csv",
            DOCS / "tutorial" / "batch-mended.csv",
            DOCS / "tutorial" / "batch.csv",
        )
    )
    assert all(row in example for row in mended)
    differing = [
        (a, b) for one, two in zip(sheet, mended, strict=True) for a, b in zip(one, two, strict=True) if a != b
    ]
    assert len(differing) == 3


# -- writing the outputs again ---------------------------------------------------------------------


def refreshed(block):
    """Return a console block's text with what its commands print now; what still matches stays as it is."""
    parts = []
    for line, shown in commands_of(block.text):
        found = run_command(line)[1]
        kept = shown if matches(shown, found) else DIGEST.sub("...", tidy(found)) + "\n"
        parts.append(f"$ {line}\n{kept.lstrip() if kept.strip() else ''}")
    return "".join(parts)


def refresh(page):
    """Run a page from top to bottom and write its outputs again."""
    source = page.read_text(encoding="utf-8")
    changes = []
    with TemporaryDirectory() as folder, chdir(folder):
        furnish(page, Path(folder))
        for block in blocks_of(page):
            if block.language == "console":
                changes.append((block, refreshed(block)))
            elif block.language in FILES and ">>>" not in block.text:
                sys.stdout.writelines(f"{fault}\n" for fault in faults_of_file(block))
    for block, text in reversed(changes):
        source = source[: block.start] + text + source[block.start + len(block.text) :]
    page.write_text(source, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    for each in PAGES:
        refresh(each)
