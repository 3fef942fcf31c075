"""What is no extract is refused with one sentence, and whatever fails leaves the register in force as it was."""

import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from small_extract import KEYS, SMALL, Silent, SmallExtract, meta, run_import, write_files

from gateway.register.importer import import_extract
from gateway.register.release import ImportRunning, import_lock, made_of, remove_other_releases
from gateway.register.source import NotAnExtract
from gateway.register.staging import SecondProcess


def refused(source: Path, tmp_path: Path) -> str:
    """The sentence with which a source is refused, which left nothing behind."""
    data = tmp_path / "data"
    with pytest.raises(NotAnExtract) as refusal:
        run_import(source, data)
    assert list(data.iterdir()) == []
    sentence = str(refusal.value)
    assert sentence.endswith(".") and "\n" not in sentence
    return sentence


def test_a_text_file_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "notes.txt"
    source.write_text("EnterpriseNumber,Status")
    assert "neither a zip nor a folder" in refused(source, tmp_path)


def test_nothing_is_refused(tmp_path: Path) -> None:
    assert "no file or folder" in refused(tmp_path / "nowhere.zip", tmp_path)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "no enterprise.csv" in refused(tmp_path / "empty", tmp_path)


@pytest.mark.parametrize("file", ["code", "enterprise", "denomination", "address"])
def test_an_extract_that_lacks_a_file_is_refused(tmp_path: Path, file: str) -> None:
    assert f"no {file}.csv" in refused(SMALL.without(file).write(tmp_path / "e.zip"), tmp_path)


def test_a_zip_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    whole = SMALL.write(tmp_path / "whole.zip").read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[: len(whole) // 2])
    refused(tmp_path / "cut.zip", tmp_path)


def test_a_zip_with_damaged_content_is_refused_as_a_whole(tmp_path: Path) -> None:
    source = SMALL.write(tmp_path / "e.zip")
    content = bytearray(source.read_bytes())
    with zipfile.ZipFile(source) as archive:
        start = archive.getinfo("enterprise.csv").header_offset + 30 + len("enterprise.csv")
    content[start + 10 : start + 30] = b"\x55" * 20
    source.write_bytes(content)
    assert "damaged" in refused(source, tmp_path)


def test_a_zip_that_would_burst_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    files = {name: text.encode() for name, text in SMALL.texts().items()}
    files["enterprise.csv"] += b"\n" * 50_000_000
    assert "absurd size" in refused(write_files(tmp_path / "bomb.zip", files), tmp_path)


def test_a_zip_with_a_file_twice_is_refused(tmp_path: Path) -> None:
    source = SMALL.write(tmp_path / "e.zip")
    with zipfile.ZipFile(source, "a") as archive:
        archive.writestr("../other/Enterprise.csv", "x")
    assert "twice" in refused(source, tmp_path)


def test_paths_in_a_zip_lead_nowhere(tmp_path: Path) -> None:
    source = tmp_path / "e.zip"
    with zipfile.ZipFile(source, "w") as archive:
        for name, text in SMALL.texts().items():
            archive.writestr(f"../../../extract/{name}", text)
    before = sorted(tmp_path.parent.iterdir())
    assert run_import(source, tmp_path / "data").rejected == 0
    assert sorted(tmp_path.parent.iterdir()) == before


def test_an_encrypted_zip_is_refused(tmp_path: Path) -> None:
    source = SMALL.write(tmp_path / "e.zip")
    content = bytearray(source.read_bytes())
    for at in range(len(content) - 4):
        if content[at : at + 4] == b"PK\x01\x02":
            content[at + 8] |= 1
        elif content[at : at + 4] == b"PK\x03\x04":
            content[at + 6] |= 1
    source.write_bytes(content)
    assert "encrypted" in refused(source, tmp_path)


@pytest.mark.parametrize(
    "first", [b"", b"hello", b"a,b,c\n1,2,3\n", b"\x00\xff" * 99, b'"EnterpriseNumber', b"x" * 99_999]
)
def test_a_file_with_another_header_is_refused(tmp_path: Path, first: bytes) -> None:
    files = {name: text.encode() for name, text in SMALL.texts().items()}
    assert "header" in refused(write_files(tmp_path / "e", {**files, "enterprise.csv": first}), tmp_path)


def test_an_extract_without_any_company_that_can_be_used_is_refused(tmp_path: Path) -> None:
    source = SmallExtract({**SMALL.files, "enterprise": [["1", "2", "3", "4", "5", "6", "7"]]}).write(tmp_path / "e")
    assert "no company" in refused(source, tmp_path)


def test_a_full_extract_that_says_it_is_an_update_is_refused(tmp_path: Path) -> None:
    source = SmallExtract({**SMALL.files, "meta": meta("update")}).write(tmp_path / "e")
    assert "not clear" in refused(source, tmp_path)


def test_functions_that_are_not_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NotAnExtract, match="no file nothing"):
        run_import(SMALL.write(tmp_path / "e"), tmp_path / "data", functions=tmp_path / "nothing.csv")


def test_a_failure_half_way_leaves_the_register_in_force_and_nothing_else(tmp_path: Path) -> None:
    current = run_import(SMALL.write(tmp_path / "e"), tmp_path / "data").path
    before = {path: path.read_bytes() for path in current.parent.iterdir()}
    source = SmallExtract({**SMALL.files, "meta": meta(number=101)}).write(tmp_path / "next")
    (source / "functions.csv").write_text("no header of functions\n")
    with pytest.raises(NotAnExtract):
        run_import(source, current.parent, current)
    assert {path: path.read_bytes() for path in current.parent.iterdir()} == before


KILLED = """
import sys
from pathlib import Path
from small_extract import KEYS
from gateway.register.importer import import_extract

class Telling:
    def begin(self, stage, size):
        if stage == "address.csv":
            print("half way", flush=True)
            sys.stdin.read()
    def advance(self, done):
        pass

import_extract(Path(sys.argv[1]), None, Path(sys.argv[2]), Path(sys.argv[3]), KEYS, Telling())
"""


def test_an_import_that_is_killed_leaves_the_register_in_force_and_the_next_one_cleans_up(tmp_path: Path) -> None:
    current = run_import(SMALL.write(tmp_path / "e"), tmp_path / "data").path
    before = current.read_bytes()
    source = SmallExtract({**SMALL.files, "meta": meta(number=101)}).write(tmp_path / "next")
    paths = os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parents[2])])
    command = [sys.executable, "-c", KILLED, str(source), str(current.parent), str(current)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": paths}
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"half way\n"
        assert list(current.parent.glob("*.part"))
        process.send_signal(signal.SIGKILL)
    assert current.read_bytes() == before
    assert made_of(current).extract_number == "100"
    after = run_import(source, current.parent, current)
    assert made_of(after.path).extract_number == "101"
    assert not list(current.parent.glob("*.part"))


def test_two_imports_at_a_time_are_refused_with_a_sentence(tmp_path: Path) -> None:
    with import_lock(tmp_path), pytest.raises(ImportRunning, match="Another import"), import_lock(tmp_path):
        pass
    with import_lock(tmp_path):
        pass


def test_former_releases_are_removed_with_their_rejects_and_the_current_one_stays(tmp_path: Path) -> None:
    first = run_import(SMALL.write(tmp_path / "e"), tmp_path / "data")
    source = SmallExtract({**SMALL.files, "meta": meta(number=101)}).write(tmp_path / "next")
    second = run_import(source, first.path.parent, first.path)
    remove_other_releases(first.path.parent, second.path)
    assert sorted(first.path.parent.iterdir()) == sorted([second.path, second.rejects])  # type: ignore[type-var]


def test_a_large_register_is_indexed_in_a_process_of_its_own_and_one_that_fails_is_told(tmp_path: Path) -> None:
    files = {"register": str(tmp_path / "x.sqlite")}
    SecondProcess(files, ["CREATE TABLE register.t(a)", "INSERT INTO register.t VALUES (1)"]).wait()
    failing = SecondProcess(files, ["SELECT * FROM register.nowhere"])
    with pytest.raises(RuntimeError, match="no such table"):
        failing.wait()
    failing.kill()
    began = time.monotonic()
    endless = SecondProcess(
        files, ["WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"]
    )
    endless.kill()
    assert time.monotonic() - began < 5


def test_the_key_and_numbers_show_in_no_error(tmp_path: Path) -> None:
    source = SMALL.with_rows("functions", "0000.010.193|DIRECTOR|02070990284|Doe|Jane||01-01-2020||1").write(
        tmp_path / "e"
    )
    outcome = import_extract(source, None, tmp_path, None, KEYS, Silent())
    assert "02070990284" not in repr(outcome)
