"""Output files appear whole or not at all, and never over an input; inputs that cannot be read are named."""

import os
import stat
import sys
from pathlib import Path

import pytest

from ocgscore.errors import FileUseError
from ocgscore.table import OutputSet, Table, read_table, table_bytes, write_table

TABLE = Table.from_rows([{"group": "A", "physical": "high"}])
posix = pytest.mark.skipif(os.name == "nt", reason="POSIX permissions and links")


def left_in(folder):
    return sorted(path.name for path in folder.iterdir())


def write_all(*outputs, inputs=()):
    with OutputSet(inputs) as written:
        for path, chunks in outputs:
            written.write(path, chunks)


def test_several_outputs_appear_together(tmp_path):
    with OutputSet() as outputs:
        outputs.write(tmp_path / "a.csv", [b"one", b"two"])
        outputs.write(tmp_path / "b.csv", [b"three"])
        assert not (tmp_path / "a.csv").exists()
    assert left_in(tmp_path) == ["a.csv", "b.csv"]
    assert (tmp_path / "a.csv").read_bytes() == b"onetwo"


def test_an_error_leaves_nothing_and_touches_nothing(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"old")

    def failing():
        yield b"new"
        raise ValueError("half way")

    with pytest.raises(ValueError, match="half way"):
        write_all((tmp_path / "b.csv", [b"done"]), (tmp_path / "a.csv", failing()))
    assert left_in(tmp_path) == ["a.csv"]
    assert (tmp_path / "a.csv").read_bytes() == b"old"


def test_an_error_of_the_source_is_not_blamed_on_the_output(tmp_path):
    def failing():
        raise OSError("the input went away")
        yield b""

    with pytest.raises(OSError, match="the input went away") as caught, OutputSet() as outputs:
        outputs.write(tmp_path / "a.csv", failing())
    assert not isinstance(caught.value, FileUseError)


def test_outputs_already_moved_are_put_back_when_a_later_one_cannot_be(tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_bytes(b"old")
    real = Path.replace

    def replace(source, destination):
        if str(destination).endswith("c.csv"):
            raise PermissionError(13, "open in Excel")
        real(source, destination)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(FileUseError, match=r"c\.csv: 'open in Excel'"):
        write_all(*[(tmp_path / f"{name}.csv", [b"new"]) for name in "abc"])
    assert left_in(tmp_path) == ["a.csv"]
    assert (tmp_path / "a.csv").read_bytes() == b"old"


def test_an_output_may_not_be_an_input_under_any_spelling(tmp_path):
    (tmp_path / "folder").mkdir()
    source = tmp_path / "forces.csv"
    source.write_bytes(b"x")
    for spelling in (source, tmp_path / "folder" / ".." / "forces.csv"):
        with (
            pytest.raises(FileUseError, match="an input of this run"),
            OutputSet(inputs=["-", source]) as outputs,
        ):
            outputs.write(spelling, [b"y"])
    assert source.read_bytes() == b"x"


@posix
def test_an_output_may_not_be_an_input_through_a_link(tmp_path):
    source = tmp_path / "forces.csv"
    source.write_bytes(b"x")
    (tmp_path / "soft.csv").symlink_to(source)
    (tmp_path / "hard.csv").hardlink_to(source)
    for name in ("soft.csv", "hard.csv"):
        with pytest.raises(FileUseError, match="an input of this run"), OutputSet(inputs=[source]) as outputs:
            outputs.write(tmp_path / name, [b"y"])
        with pytest.raises(FileUseError, match="an input"), OutputSet(inputs=[tmp_path / name]) as outputs:
            outputs.check(source)


def test_two_outputs_may_not_be_one_file(tmp_path):
    with pytest.raises(FileUseError, match="another output"):
        write_all((tmp_path / "a.csv", [b"x"]), (tmp_path / "." / "a.csv", [b"y"]))
    assert left_in(tmp_path) == []


def test_places_where_no_file_can_be_are_refused(tmp_path):
    with OutputSet() as outputs:
        with pytest.raises(FileUseError, match="the folder to write to is missing"):
            outputs.check(tmp_path / "nowhere" / "a.csv")
        with pytest.raises(FileUseError, match="a folder is not a file"):
            outputs.check(tmp_path)


@posix
def test_devices_and_write_protected_files_are_refused(tmp_path, monkeypatch):
    with OutputSet() as outputs:
        with pytest.raises(FileUseError, match="ordinary file"):
            outputs.check("/dev/null")
        path = tmp_path / "a.csv"
        path.write_bytes(b"x")
        monkeypatch.setattr(os, "access", lambda *_: False)
        with pytest.raises(FileUseError, match="write-protected"):
            outputs.check(path)


@posix
def test_a_new_file_has_the_rights_any_new_file_has(tmp_path):
    (tmp_path / "other").write_bytes(b"")
    write_table(TABLE, tmp_path / "a.csv")
    rights = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("other", "a.csv")]
    assert rights[0] == rights[1]


@posix
def test_a_symbolic_link_stays_one(tmp_path):
    (tmp_path / "real.csv").write_bytes(b"old")
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    write_table(TABLE, tmp_path / "link.csv")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_bytes() == b"group,physical\nA,high\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_told_as_such_and_leaves_nothing(tmp_path, monkeypatch):
    real = open
    monkeypatch.setattr("builtins.open", lambda *_: real("/dev/full", "wb"))
    with pytest.raises(FileUseError, match="No space left on device"):
        write_table(TABLE, tmp_path / "a.csv")
    assert left_in(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("nowhere.csv", "the file is missing"),
        ("forces.xls", "save as .xlsx"),
        ("forces.ods", "save as .xlsx"),
        ("forces.cvs", "did you mean 'csv'?"),
        ("forces", "one of .csv, .tsv, .xlsx, .json, .jsonl, .parquet"),
    ],
)
def test_an_input_that_cannot_be_used_is_named_with_the_remedy(tmp_path, name, part):
    with pytest.raises(FileUseError) as caught:
        read_table(tmp_path / name)
    assert part in str(caught.value)


def test_a_folder_or_a_forbidden_file_is_refused(tmp_path, monkeypatch):
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(FileUseError, match="a folder is not a file"):
        read_table(tmp_path / "folder.csv")

    def forbidden(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", forbidden)
    with pytest.raises(FileUseError, match="Permission denied"):
        read_table(tmp_path / "forces.csv")


def test_a_name_no_file_can_have_is_refused():
    with pytest.raises(FileUseError):
        read_table("a\0b.csv")


def test_an_unknown_format_of_output_is_refused_before_anything_is_written(tmp_path):
    with pytest.raises(FileUseError):
        write_table(TABLE, tmp_path / "scores.docx")
    with pytest.raises(LookupError, match="did you mean 'jsonl'"):
        table_bytes(TABLE, "jsnl")
    assert left_in(tmp_path) == []


def test_the_package_imports_nothing_heavy_until_asked():
    import subprocess

    code = "import sys, ocgscore.table; print([m for m in ('numpy', 'openpyxl', 'pyarrow') if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
