"""Bad rows: counted by reason, written down by line, never repeated, never in the way of the others."""

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_extract import (
    ADAM,
    ESTABLISHMENT,
    LAMBERT,
    MAES,
    SMALL,
    dotted,
    header,
    rejected,
    run_import,
    write_files,
)

from gateway.register.importer import Outcome

UNKNOWN = dotted("0206731645")
WRONG = "0000.000.197"
NO_ESTABLISHMENT = "2.001.171.664"
NO_COMPANY = "no enterprise number, or wrong check digits"
NO_PERSON = "no national number, or wrong check digits"
BAD_ROWS = [
    ("code", 'JuridicalSituation,0,FR,"twice"', "given already"),
    ("code", "JuridicalForm,777,XX,what", "unknown code"),
    ("code", "JuridicalForm,777,FR,", "text missing"),
    ("enterprise", f"{WRONG},AC,000,2,014,,01-01-2000", NO_COMPANY),
    ("enterprise", "not a number,AC,000,2,014,,01-01-2000", NO_COMPANY),
    ("enterprise", "0000.000.000,AC,000,2,014,,01-01-2000", NO_COMPANY),
    ("enterprise", f"{dotted(ESTABLISHMENT)},AC,000,2,014,,01-01-2000", NO_COMPANY),
    ("enterprise", f"{UNKNOWN},AC,777,2,014,,01-01-2000", "unknown code"),
    ("enterprise", f"{UNKNOWN},AC,000,2,777,,01-01-2000", "unknown code"),
    ("enterprise", f"{UNKNOWN},AC,000,7,014,,01-01-2000", "unknown code"),
    ("enterprise", f"{UNKNOWN},ZZ,000,2,014,,01-01-2000", "unknown code"),
    ("enterprise", f"{UNKNOWN},AC,000,2,014,,31-02-2000", "impossible date"),
    ("enterprise", f"{UNKNOWN},AC,000,2,014,,yesterday", "impossible date"),
    ("enterprise", f"{UNKNOWN},AC,000,2,014,,01/02/2000", "date that can be read in two ways"),
    ("enterprise", f"{dotted(LAMBERT)},AC,000,2,014,,01-01-2000", "given already"),
    ("enterprise", header("enterprise"), "header repeated"),
    ("enterprise", f"{UNKNOWN},AC,000,2,014,01-01-2000", "wrong number of columns"),
    ("enterprise", f"{UNKNOWN},AC,000,2,014,,01-01-2000,", "wrong number of columns"),
    ("enterprise", "", "blank line"),
    ("denomination", f"{UNKNOWN},1,001,Nobody", "company not in the register"),
    ("denomination", f"{NO_ESTABLISHMENT},1,001,Nobody", NO_COMPANY),
    ("denomination", f"{dotted(MAES)},9,001,Maes", "unknown code"),
    ("denomination", f"{dotted(MAES)},1,009,Maes", "unknown code"),
    ("denomination", f"{dotted(MAES)},1,001,  ", "text missing"),
    ("denomination", f'"{dotted(MAES)}","1","001","Maes', "quotes or line ends that do not fit"),
    ("denomination", f'{dotted(MAES)},1,001,"Maes" NV', "quotes or line ends that do not fit"),
    ("denomination", f"{dotted(MAES)},1,001,Ma\res", "quotes or line ends that do not fit"),
    ("denomination", f"{dotted(MAES)},1,001,{'x' * 20_000}", "line too long"),
    ("denomination", f"{dotted(MAES)},1,001,{'x' * 900_000}", "line too long"),
    ("denomination", b"0000.010.193,1,001,Caf\xe9", "bytes that are not UTF-8"),
    ("address", f"{UNKNOWN},REGO,,,1000,B,B,S,S,1,,,", "company not in the register"),
    ("address", f"{dotted(MAES)},HOME,,,1000,B,B,S,S,1,,,", "unknown code"),
    ("address", f"{dotted(MAES)},REGO,,,1000,B,B,S,S,1,,,32-01-2020", "impossible date"),
    ("address", f"{dotted(LAMBERT)},REGO,,,1000,B,B,S,S,1,,,", "given already"),
    ("functions", f"{UNKNOWN},DIRECTOR,02070990283,A,B,,01-01-2020,,1", "company not in the register"),
    ("functions", f"{dotted(MAES)},DIRECTOR,,,,{UNKNOWN},01-01-2020,,1", "company not in the register"),
    ("functions", f"{dotted(MAES)},EMPEROR,02070990283,A,B,,01-01-2020,,1", "unknown code"),
    ("functions", f"{dotted(MAES)},DIRECTOR,02070990283,A,B,,01-01-2020,,2", "unknown code"),
    (
        "functions",
        f"{dotted(MAES)},DIRECTOR,02070990284,A,B,,01-01-2020,,1",
        NO_PERSON,
    ),
    (
        "functions",
        f"{dotted(MAES)},DIRECTOR,,A,B,{dotted(ADAM)},01-01-2020,,1",
        NO_PERSON,
    ),
    ("functions", f"{dotted(MAES)},DIRECTOR,02070990283,,,,01-01-2020,,1", "text missing"),
    ("functions", f"{dotted(MAES)},DIRECTOR,,,,,01-01-2020,,1", "held by nobody"),
    ("functions", f"{dotted(MAES)},DIRECTOR,02070990283,A,B,,,,1", "impossible date"),
    ("functions", f"{dotted(MAES)},DIRECTOR,02070990283,A,B,,02-01-2020,01-01-2020,1", "ends before it begins"),
]


def spoilt(tmp_path: Path, file: str, line: str | bytes) -> Outcome:
    """The small extract with one line put in after the second row of a file."""
    files = {name: text.encode() for name, text in SMALL.texts().items()}
    lines = files[f"{file}.csv"].split(b"\n")
    lines.insert(3, line if isinstance(line, bytes) else line.encode())
    files[f"{file}.csv"] = b"\n".join(lines)
    return run_import(write_files(tmp_path / "spoilt", files), tmp_path / "data")


@pytest.mark.parametrize(("file", "line", "reason"), BAD_ROWS)
def test_a_bad_row_is_rejected_with_its_line_and_reason(
    tmp_path: Path, file: str, line: str | bytes, reason: str
) -> None:
    outcome = spoilt(tmp_path, file, line)
    assert rejected(outcome) == [(f"{file}.csv", 4, reason)]
    (count,) = (count for count in outcome.counts if count.file == f"{file}.csv")
    assert {str(why): times for why, times in count.reasons.items()} == {reason: 1}
    assert count.kept + count.not_kept == len(SMALL.files[file])


def test_rows_of_establishments_are_not_kept_and_not_bad(tmp_path: Path) -> None:
    outcome = spoilt(tmp_path, "address", f"{dotted(ESTABLISHMENT)},BAET,,,1000,B,B,S,S,1,,,")
    assert rejected(outcome) == []
    assert {count.file: count.not_kept for count in outcome.counts}["address.csv"] == 4


def test_a_name_on_two_lines_is_one_row_and_the_lines_after_it_keep_their_numbers(tmp_path: Path) -> None:
    outcome = spoilt(tmp_path, "denomination", f'"{dotted(MAES)}","1","003","Maes\nLogistics"\nbad line')
    assert rejected(outcome) == [("denomination.csv", 6, "wrong number of columns")]
    assert {count.file: count.kept for count in outcome.counts}["denomination.csv"] == 7


def test_a_quote_that_is_never_closed_costs_one_line_in_the_middle_of_thousands(tmp_path: Path) -> None:
    many = SMALL.with_rows("denomination", *(f"{dotted(MAES)}|1|003|Maes number {n}" for n in range(20_000)))
    lines = many.texts()["denomination.csv"].split("\n")
    for at in (5_000, 5_001, 12_345, len(lines) - 2):
        lines[at] = lines[at].removesuffix('"')
    files = {**many.texts(), "denomination.csv": "\n".join(lines)}
    source = write_files(tmp_path / "e.zip", {name: text.encode() for name, text in files.items()})
    outcome = run_import(source, tmp_path / "data")
    reason = "quotes or line ends that do not fit"
    assert rejected(outcome) == [("denomination.csv", at, reason) for at in (5_001, 5_002, 12_346, len(lines) - 1)]
    assert {count.file: count.kept for count in outcome.counts}["denomination.csv"] == 20_002


def test_the_rejects_file_is_written_where_it_is_wanted(tmp_path: Path) -> None:
    wanted = tmp_path / "elsewhere.csv"
    outcome = run_import(SMALL.write(tmp_path / "small"), tmp_path / "data", rejects=wanted)
    assert outcome.rejects == wanted
    assert wanted.read_text() == "file,line,reason\n"


def test_the_rejects_file_repeats_nothing_of_the_rows(tmp_path: Path) -> None:
    secret = "02070990284"
    outcome = spoilt(tmp_path, "functions", f"{dotted(MAES)},DIRECTOR,{secret},Doe,Jane,,01-01-2020,,1")
    assert outcome.rejects is not None
    text = outcome.rejects.read_text()
    assert not any(word in text for word in (secret, "Doe", "Jane", "DIRECTOR", MAES, dotted(MAES)))


GOOD = {  # Rows without which an extract would be refused as a whole, because no company is left.
    "code.csv": [b"JuridicalSituation,000,DE,normal"],
    "enterprise.csv": [f"{UNKNOWN},AC,000,2,,,01-01-2000".encode()],
}
FILES = ("code.csv", "enterprise.csv", "denomination.csv", "address.csv", "functions.csv")
VALUES = st.text(max_size=12) | st.sampled_from(
    [LAMBERT, WRONG, "000", "1", "REGO", "01-01-2020", '"', "\n", "\r", ";"]
)
BYTES = st.binary(max_size=40) | st.sampled_from(
    [b'"', b"\n", b"\r\n", b'","', b"\xff", b"\x00", b"\xef\xbb\xbf", b"\n\n"]
)


@st.composite
def mutations(draw: st.DrawFn) -> tuple[str, bytes]:
    """A file of the small extract after its header, spoilt: bytes put in or taken out, or rows of anything."""
    file = draw(st.sampled_from(FILES))
    first, _, content = SMALL.texts(draw(st.booleans()))[file].encode().partition(b"\n")
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(content)))
        content = content[:at] + draw(BYTES) + content[at + draw(st.integers(0, 30)) :]
    if draw(st.booleans()):
        out = io.StringIO()
        csv.writer(out).writerows(draw(st.lists(st.lists(VALUES, min_size=1, max_size=13), max_size=4)))
        content += out.getvalue().encode("utf-8", "replace")
    return file, first + b"\n" + content


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutation=mutations())
def test_nothing_in_a_file_stops_the_import_and_every_line_is_accounted_for(mutation: tuple[str, bytes]) -> None:
    file, content = mutation
    files = {name: text.encode() for name, text in SMALL.texts().items()}
    first, _, rest = content.partition(b"\n")
    content = files[file] = b"\n".join([first, *GOOD.get(file, []), rest])
    with TemporaryDirectory() as folder:
        outcome = run_import(write_files(Path(folder) / "e", files), Path(folder) / "data")
        lines = content.count(b"\n") + (not content.endswith(b"\n")) - 1
        (count,) = (count for count in outcome.counts if count.file == file)
        several = lines - count.read  # A row may take several lines, inside quotes.
        assert 0 <= several <= content.count(b"\n")
        assert several == 0 or b'"' in content
        numbers = [line for name, line, _ in rejected(outcome) if name == file]
        assert len(numbers) == count.rejected == len(set(numbers))
        assert all(2 <= line <= lines + 1 for line in numbers)
