"""What comes of an extract: published, re-saved, imported again, updated."""

import re
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from small_extract import (
    ADAM,
    COLIN,
    ESTABLISHMENT,
    KEYS,
    LAMBERT,
    MAES,
    PERSON,
    SMALL,
    Silent,
    SmallExtract,
    ask,
    dotted,
    meta,
    rejected,
    run_import,
    write_files,
)

from gateway.domain.company import Address, Company, CompanyName, CompanyNameKind
from gateway.domain.identifiers import EnterpriseNumber, PersonKeys, parse_national_number
from gateway.domain.language import Language
from gateway.register.importer import import_extract
from gateway.register.source import NotAnExtract
from gateway.storage.company import CodeKey, addresses, code_labels, companies, names

NUMBERS = [EnterpriseNumber(number) for number in (LAMBERT, MAES, ADAM, COLIN, PERSON)]


def content(register: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything in a register, but the ids of functions."""
    queries = {
        "company": "SELECT * FROM company ORDER BY 1",
        "name": "SELECT company, kind, language, text, words FROM name ORDER BY id",
        "address": "SELECT * FROM address ORDER BY 1",
        "code": "SELECT * FROM code ORDER BY 1, 2, 3",
        "function": 'SELECT company, code, person_key, last_name, first_name, holder, "begin", "end", signing_power '
        "FROM function ORDER BY 1, 2, 3, 7",
    }
    with closing(sqlite3.connect(register)) as connection:
        return {table: connection.execute(query).fetchall() for table, query in queries.items()}


def function_ids(register: Path) -> dict[tuple[object, ...], str]:
    with closing(sqlite3.connect(register)) as connection:
        rows = connection.execute('SELECT id, company, code, person_key, holder, "begin", "end" FROM function')
        return {tuple(rest): row_id for row_id, *rest in rows}


@pytest.fixture
def current(tmp_path: Path) -> Path:
    """The register of the small extract, in force."""
    return run_import(SMALL.write(tmp_path / "small.zip"), tmp_path / "data").path


def test_every_row_of_a_good_extract_is_kept_or_said_not_to_be_kept(tmp_path: Path) -> None:
    outcome = run_import(SMALL.write(tmp_path / "small.zip"), tmp_path / "data")
    assert {count.file: (count.kept, count.not_kept, count.rejected) for count in outcome.counts} == {
        "meta.csv": (4, 0, 0),
        "code.csv": (14, 0, 0),
        "enterprise.csv": (5, 0, 0),
        "denomination.csv": (6, 1, 0),
        "address.csv": (2, 3, 0),
        "functions.csv": (4, 0, 0),
    }
    assert rejected(outcome) == []
    assert outcome.made.snapshot_date == date(2026, 8, 31)
    assert outcome.made.extract_number == "100"


def test_companies_are_read_as_the_register_has_them(current: Path) -> None:
    found = ask(current, lambda read: companies(read, [*NUMBERS, EnterpriseNumber("0206731645")]))
    assert set(found) == set(NUMBERS)
    assert found[NUMBERS[0]] == Company(NUMBERS[0], False, "000", "610", date(1960, 8, 9))
    assert found[NUMBERS[4]] == Company(NUMBERS[4], True, "000", None, date(2001, 1, 1))


def test_names_come_official_first_and_those_of_establishments_not_at_all(current: Path) -> None:
    found = ask(current, lambda read: names(read, NUMBERS))
    assert found[NUMBERS[0]] == (
        CompanyName("Boulangerie Lambert", Language.FR, CompanyNameKind.NAME),
        CompanyName("Au Pain d'Épices", Language.FR, CompanyNameKind.TRADE_NAME),
    )
    assert found[NUMBERS[3]][0].text == 'Imprimerie "Colin", Père & Fils'
    assert found[NUMBERS[4]] == (CompanyName("Janssens, José", None, CompanyNameKind.NAME),)


def test_seats_are_read_and_those_of_natural_persons_or_struck_off_are_not_even_stored(current: Path) -> None:
    found = ask(current, lambda read: addresses(read, NUMBERS))
    assert set(found) == {NUMBERS[0], NUMBERS[1]}
    assert found[NUMBERS[0]] == Address(
        street_fr="Rue Neuve",
        street_nl="Nieuwstraat",
        house_number="12",
        box="3",
        postal_code="1000",
        municipality_fr="Bruxelles",
        municipality_nl="Brussel",
        country_fr=None,
        country_nl=None,
    )
    assert (found[NUMBERS[1]].country_fr, found[NUMBERS[1]].country_nl) == ("France", "Frankrijk")


def test_codes_have_labels_by_language(current: Path) -> None:
    keys = [CodeKey("JuridicalForm", "017"), CodeKey("JuridicalForm", "999")]
    found = ask(current, lambda read: code_labels(read, keys))
    assert found == {keys[0]: {Language.FR: "form 017", Language.NL: "form 017"}}


def test_each_read_is_one_statement_for_a_thousand_keys(current: Path) -> None:
    many = [*NUMBERS, *(EnterpriseNumber(f"{n:010d}") for n in range(1000))]

    async def statements(read):  # type: ignore[no-untyped-def]
        counts = []
        for query in (companies, names, addresses):
            before = read.statements
            await query(read, many)
            counts.append(read.statements - before)
        return counts

    assert ask(current, statements) == [1, 1, 1]


def test_a_spreadsheet_without_quotes_and_leading_zeros_makes_the_same_register(tmp_path: Path, current: Path) -> None:
    published = SMALL.texts(quoted=False)
    saved = {}
    for name, text in published.items():
        text = re.sub(r"(?m)(?<=,)0+(?=\d)(?![\d]*\.)(?!\d{10})", "", text) if name != "functions.csv" else text
        saved[name] = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
    assert b",14,2,17," in saved["enterprise.csv"]
    again = run_import(write_files(tmp_path / "saved", saved), tmp_path / "other")
    assert rejected(again) == []
    assert content(again.path) == content(current)


@pytest.mark.parametrize(
    "spelt", ["0000.000.196", "0000000196", "196", "000000196", "BE 0000.000.196", "BE0000000196", " 0000.000.196 "]
)
def test_a_number_is_read_in_any_spelling_that_leaves_no_doubt(tmp_path: Path, spelt: str) -> None:
    texts = SMALL.texts()
    texts["enterprise.csv"] = texts["enterprise.csv"].replace(dotted(LAMBERT), spelt)
    source = write_files(tmp_path / "spelt", {name: text.encode() for name, text in texts.items()})
    assert rejected(run_import(source, tmp_path / "data")) == []


def test_national_numbers_that_lost_their_zero_are_the_same_people(tmp_path: Path, current: Path) -> None:
    texts = SMALL.texts()
    texts["functions.csv"] = texts["functions.csv"].replace('"0207099', '"207099').replace('"0103149', '"103149')
    source = write_files(tmp_path / "lost", {name: text.encode() for name, text in texts.items()})
    assert content(run_import(source, tmp_path / "other").path)["function"] == content(current)["function"]


@pytest.mark.parametrize("quoted", [True, False])
def test_semicolons_separate_as_well_as_commas(tmp_path: Path, current: Path, quoted: bool) -> None:
    texts = SMALL.texts(quoted, delimiter=";")
    again = run_import(
        write_files(tmp_path / "saved", {name: text.encode() for name, text in texts.items()}), tmp_path / "other"
    )
    assert rejected(again) == []
    assert content(again.path) == content(current)


def test_columns_in_another_order_and_columns_that_nobody_asked_for_are_fine(tmp_path: Path, current: Path) -> None:
    texts = SMALL.texts()
    lines = [line.split(",", 3) for line in texts["denomination.csv"].splitlines()]
    texts["denomination.csv"] = "".join(
        f"{','.join([kind, number, 'Extra' if i == 0 else '', language, text])}\n"
        for i, (number, language, kind, text) in enumerate(lines)
    )
    source = write_files(tmp_path / "shuffled", {name: text.encode() for name, text in texts.items()})
    assert content(run_import(source, tmp_path / "other").path)["name"] == content(current)["name"]


def test_the_same_extract_twice_changes_nothing_zipped_or_not(tmp_path: Path, current: Path) -> None:
    for source in (SMALL.write(tmp_path / "again.zip"), SMALL.write(tmp_path / "again")):
        before = sorted(current.parent.iterdir())
        again = run_import(source, current.parent, current)
        assert again.unchanged
        assert again.path == current
        assert sorted(current.parent.iterdir()) == before


def test_the_same_extract_without_its_functions_changes_nothing(tmp_path: Path, current: Path) -> None:
    assert run_import(SMALL.without("functions").write(tmp_path / "again.zip"), current.parent, current).unchanged


def test_functions_stay_when_none_are_given(tmp_path: Path, current: Path) -> None:
    source = SMALL.without("functions").with_rows("code", "JuridicalForm|030|FR|form 030").write(tmp_path / "next.zip")
    after = run_import(source, current.parent, current)
    assert function_ids(after.path) == function_ids(current)
    assert after.lost_functions == 0


def test_functions_of_a_company_that_is_gone_are_counted_as_lost(tmp_path: Path, current: Path) -> None:
    enterprises = [row for row in SMALL.files["enterprise"] if row[0] != dotted(ADAM)]
    source = SmallExtract({**SMALL.without("functions").files, "enterprise": enterprises}).write(tmp_path / "next")
    after = run_import(source, current.parent, current)
    assert after.lost_functions == 2  # One in the company that is gone, one that it held.


def test_ids_of_functions_survive_an_import_and_new_ones_are_random(tmp_path: Path, current: Path) -> None:
    added = SMALL.with_rows("functions", f"{dotted(MAES)}|CHAIR|02070990679|Maes|Emma||01-01-2025||0")
    before, after = (
        function_ids(current),
        function_ids(run_import(added.write(tmp_path / "a"), current.parent, current).path),
    )
    assert before.items() <= after.items()
    assert len(set(after.values())) == 5
    assert all(re.fullmatch("[0-9a-f]{32}", row_id) for row_id in after.values())


def test_a_function_that_ends_keeps_its_id_and_equal_rows_keep_theirs(tmp_path: Path) -> None:
    row = f"{dotted(MAES)}|DIRECTOR|02070990679|Maes|Emma||01-01-2025|{{}}|1"
    twice = SMALL.with_rows("functions", row.format(""), row.format("31-12-2025"))
    first = run_import(twice.write(tmp_path / "a"), tmp_path / "data")
    other_way_round = SMALL.with_rows("functions", row.format("31-12-2025"), row.format("30-06-2026"))
    second = run_import(other_way_round.write(tmp_path / "b"), tmp_path / "data", first.path)
    before, after = (
        {end: i for (company, *_, begin, end), i in function_ids(release.path).items() if begin == "2025-01-01"}
        for release in (first, second)
    )
    assert after["2025-12-31"] == before["2025-12-31"]
    assert set(before.values()) == set(after.values())


def test_functions_are_hashed_and_no_national_number_is_in_the_file(current: Path) -> None:
    key = KEYS.of(parse_national_number("02070990283"))
    assert key in {row[2] for row in content(current)["function"]}
    stored = current.read_bytes()
    for number in ("02070990283", "2070990283", "01031490773", "02070990481"):
        assert number.encode() not in stored


def test_under_another_key_the_same_files_are_imported_again(tmp_path: Path, current: Path) -> None:
    other = PersonKeys(b"quite another key, also of 32 bytes")
    after = import_extract(SMALL.write(tmp_path / "z.zip"), None, current.parent, current, other, Silent())
    assert not after.unchanged


UPDATE = SmallExtract(
    {
        "meta": meta("update", 101),
        "enterprise_delete": [[dotted(MAES)], [dotted(COLIN)]],
        "enterprise_insert": [[dotted(MAES), "AC", "012", "2", "014", "", "16-02-1923"]],
        "denomination_delete": [[dotted(MAES)], [dotted(ESTABLISHMENT)]],
        "denomination_insert": [[dotted(MAES), "2", "001", "Maes in vereffening"]],
        "address_delete": [[dotted(LAMBERT)], [dotted(MAES)]],
        "address_insert": [
            [dotted(MAES), "REGO", "", "", "8000", "Brugge", "Bruges", "Markt", "Marché", "1", "", "", ""],
        ],
    }
)


def test_an_update_deletes_before_it_inserts(tmp_path: Path, current: Path) -> None:
    after = run_import(UPDATE.write(tmp_path / "update.zip"), current.parent, current)
    assert rejected(after) == []
    found = ask(after.path, lambda read: companies(read, NUMBERS))
    assert set(found) == set(NUMBERS) - {NUMBERS[3]}
    assert found[NUMBERS[1]].situation == "012"
    assert [name.text for name in ask(after.path, lambda read: names(read, NUMBERS))[NUMBERS[1]]] == [
        "Maes in vereffening"
    ]
    seats = ask(after.path, lambda read: addresses(read, NUMBERS))
    assert {number: seat.postal_code for number, seat in seats.items()} == {NUMBERS[1]: "8000"}
    assert content(after.path)["code"] == content(current)["code"]
    assert function_ids(after.path) == function_ids(current)


def test_what_an_update_leaves_alone_is_as_it_was(tmp_path: Path, current: Path) -> None:
    after = run_import(UPDATE.write(tmp_path / "update.zip"), current.parent, current).path
    for table in ("company", "name", "address"):
        rest = [row for row in content(current)[table] if row[0] in (int(ADAM), int(PERSON))]
        assert [row for row in content(after)[table] if row[0] in (int(ADAM), int(PERSON))] == rest


def test_the_same_update_twice_changes_nothing(tmp_path: Path, current: Path) -> None:
    source = UPDATE.write(tmp_path / "update.zip")
    first = run_import(source, current.parent, current)
    assert run_import(source, current.parent, first.path).unchanged


def test_an_update_makes_what_the_full_extract_of_that_day_makes(tmp_path: Path, current: Path) -> None:
    updated = run_import(UPDATE.write(tmp_path / "update.zip"), current.parent, current)
    kept = {
        name: [row for row in SMALL.files[name] if row[0] not in (dotted(MAES), gone)]
        for name, gone in (("enterprise", dotted(COLIN)), ("denomination", dotted(COLIN)), ("address", dotted(LAMBERT)))
    }
    full = SmallExtract(
        {**SMALL.files, **{name: [*rows, *UPDATE.files[f"{name}_insert"]] for name, rows in kept.items()}}
    )
    assert content(updated.path) == content(run_import(full.write(tmp_path / "full"), tmp_path / "other").path)


def test_a_company_inserted_without_being_deleted_is_rejected_as_given_already(tmp_path: Path, current: Path) -> None:
    update = SmallExtract({**UPDATE.files, "enterprise_delete": [], "address_delete": []})
    after = run_import(update.write(tmp_path / "update"), current.parent, current)
    assert rejected(after) == [
        ("enterprise_insert.csv", 2, "given already"),
        ("address_insert.csv", 2, "given already"),
    ]


def test_an_update_that_does_not_follow_is_refused(tmp_path: Path, current: Path) -> None:
    late = SmallExtract({**UPDATE.files, "meta": meta("update", 103)})
    with pytest.raises(NotAnExtract, match="Update 103 does not follow"):
        run_import(late.write(tmp_path / "late"), current.parent, current)


def test_an_update_without_a_register_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotAnExtract, match="no register yet"):
        run_import(UPDATE.write(tmp_path / "update"), tmp_path / "data")
