"""Who exercises which function: in person, through an enterprise, through several, round in a circle."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_extract import ADAM, COLIN, KEYS, LAMBERT, MAES, SMALL, Connected, SmallExtract, ask, dotted, run_import

from gateway.domain.corporate_function import CorporateFunction, FunctionCode, HeldFunction, active_on
from gateway.domain.identifiers import EnterpriseNumber, parse_national_number
from gateway.storage.corporate_function import corporate_functions, held_functions, representatives

TODAY = date(2026, 11, 23)
LEA, HUGO, DRIES = "02070990283", "01031490773", "01031490377"
CHAIN = [LAMBERT, ADAM, MAES, "0000020190"]


def register_of(folder: Path, *functions: str) -> Path:
    """A register with these functions and no others."""
    rows = [row.split("|") for row in functions]
    extract = SmallExtract({**SMALL.files, "functions": rows}).with_rows(
        "enterprise", "0000.020.190|AC|000|2|014||01-01-2000"
    )
    return run_import(extract.write(folder / "extract"), folder / "data").path


def row(
    company: str,
    code: str = "DIRECTOR",
    person: str = "",
    holder: str = "",
    begin: str = "01-01-2020",
    end: str = "",
    signs: int = 1,
) -> str:
    """A row of the feed."""
    name = {"": "|", LEA: "Lambert|Léa", HUGO: "Adam|Hugo", DRIES: "Peeters|Dries"}[person]
    return f"{dotted(company)}|{code}|{person}|{name}|{dotted(holder) if holder else ''}|{begin}|{end}|{signs}"


def permanent(company: str, person: str = "", holder: str = "", begin: str = "01-01-2020", end: str = "") -> str:
    return row(company, "PERMANENT_REPRESENTATIVE", person, holder, begin, end, 0)


def held(register: Path, person: str) -> tuple[HeldFunction, ...]:
    key = KEYS.of(parse_national_number(person))
    return ask(register, lambda read: held_functions(read, key))


def shown(register: Path, company: str = LAMBERT, today: date = TODAY) -> tuple[CorporateFunction, ...]:
    number = EnterpriseNumber(company)
    return ask(register, lambda read: representatives(read, [number], today)).get(number, ())


def people(register: Path, company: str = LAMBERT, today: date = TODAY) -> list[str | None]:
    return [function.first_name for function in shown(register, company, today)]


def test_a_function_of_ones_own_is_held_whether_it_is_past_present_or_to_come(tmp_path: Path) -> None:
    register = register_of(
        tmp_path,
        row(LAMBERT, person=LEA, begin="01-01-2010", end="31-12-2011"),
        row(LAMBERT, "MANAGER", LEA, signs=0),
        row(MAES, person=LEA, begin="01-01-2030"),
        row(MAES, person=DRIES),
    )
    assert held(register, LEA) == (
        HeldFunction(LAMBERT, FunctionCode.DIRECTOR, date(2010, 1, 1), date(2011, 12, 31), True, "000", False),
        HeldFunction(LAMBERT, FunctionCode.MANAGER, date(2020, 1, 1), None, False, "000", False),
        HeldFunction(MAES, FunctionCode.DIRECTOR, date(2030, 1, 1), None, True, "000", False),
    )
    assert people(register, MAES) == ["Dries"]


def test_the_person_whom_the_row_names_exercises_what_an_enterprise_holds(tmp_path: Path) -> None:
    register = register_of(tmp_path, row(LAMBERT, person=LEA, holder=ADAM), permanent(ADAM, HUGO))
    assert [function.company for function in held(register, LEA)] == [LAMBERT]
    assert [function.company for function in held(register, HUGO)] == [ADAM]
    (function,) = shown(register)
    assert (function.first_name, function.holder, function.legal_representative) == ("Léa", ADAM, True)


def test_where_the_row_names_nobody_the_permanent_representative_of_the_holder_does(tmp_path: Path) -> None:
    register = register_of(tmp_path, row(LAMBERT, holder=ADAM, begin="01-01-2019"), permanent(ADAM, HUGO))
    company, own = held(register, HUGO)
    assert (company.company, company.code, company.begin, company.signing_power) == (
        LAMBERT,
        FunctionCode.DIRECTOR,
        date(2020, 1, 1),
        True,
    )
    assert own.code is FunctionCode.PERMANENT_REPRESENTATIVE
    (function,) = shown(register)
    assert (function.first_name, function.last_name, function.holder) == ("Hugo", "Adam", ADAM)
    assert (function.since, function.until) == (date(2019, 1, 1), None)
    assert function.legal_representative


def test_the_permanent_representative_does_not_represent_the_enterprise_itself(tmp_path: Path) -> None:
    register = register_of(tmp_path, row(LAMBERT, holder=ADAM), permanent(ADAM, HUGO))
    (function,) = shown(register, ADAM)
    assert not function.legal_representative


def test_another_function_in_the_holder_is_not_enough(tmp_path: Path) -> None:
    register = register_of(tmp_path, row(LAMBERT, holder=ADAM), row(ADAM, "MANAGING_DIRECTOR", HUGO))
    assert [function.company for function in held(register, HUGO)] == [ADAM]
    (function,) = shown(register)
    assert (function.first_name, function.legal_representative) == (None, False)


def test_chains_are_followed_and_every_link_must_stand(tmp_path: Path) -> None:
    links = [
        row(CHAIN[0], holder=CHAIN[1], begin="01-01-2020", end="31-12-2030"),
        permanent(CHAIN[1], holder=CHAIN[2], begin="01-06-2021"),
        permanent(CHAIN[2], holder=CHAIN[3], end="30-06-2029"),
        permanent(CHAIN[3], HUGO, begin="01-01-2018"),
    ]
    register = register_of(tmp_path, *links)
    outermost = {function.company: function for function in held(register, HUGO)}[EnterpriseNumber(LAMBERT)]
    assert (outermost.begin, outermost.end) == (date(2021, 6, 1), date(2029, 6, 30))
    assert (outermost.code, outermost.signing_power) == (FunctionCode.DIRECTOR, True)
    for day, name in (
        (date(2021, 5, 31), None),
        (date(2021, 6, 1), "Hugo"),
        (date(2029, 6, 30), "Hugo"),
        (date(2029, 7, 1), None),
    ):
        assert people(register, LAMBERT, day) == [name]
    assert people(register, LAMBERT, date(2031, 1, 1)) == []


def test_links_that_never_stand_together_make_nobody_hold_anything(tmp_path: Path) -> None:
    register = register_of(
        tmp_path, row(LAMBERT, holder=ADAM, end="31-12-2021"), permanent(ADAM, HUGO, begin="01-01-2022")
    )
    assert [function.company for function in held(register, HUGO)] == [ADAM]


def test_a_circle_leads_to_nobody(tmp_path: Path) -> None:
    register = register_of(
        tmp_path,
        *(row(a, holder=b) for a, b in ((LAMBERT, ADAM), (ADAM, LAMBERT))),
        *(permanent(a, holder=b) for a, b in ((LAMBERT, ADAM), (ADAM, LAMBERT))),
        row(MAES, holder=MAES),
        permanent(MAES, holder=MAES),
    )
    for company in (LAMBERT, ADAM, MAES):
        assert people(register, company) == [None, None]
        assert not any(function.legal_representative for function in shown(register, company))


def test_a_circle_gives_nobody_a_function_that_comes_round_to_their_own_enterprise(tmp_path: Path) -> None:
    register = register_of(
        tmp_path, permanent(ADAM, HUGO), permanent(MAES, holder=ADAM), row(ADAM, holder=MAES), row(LAMBERT, holder=MAES)
    )
    assert [function.company for function in held(register, HUGO)] == [LAMBERT, MAES, ADAM]
    assert {function.code for function in held(register, HUGO) if function.company == ADAM} == {
        FunctionCode.PERMANENT_REPRESENTATIVE
    }
    assert people(register, ADAM) == ["Hugo", None] or people(register, ADAM) == [None, "Hugo"]


def test_two_permanent_representatives_are_two_entries_with_ids_of_their_own(tmp_path: Path) -> None:
    register = register_of(
        tmp_path, row(LAMBERT, holder=ADAM), permanent(ADAM, HUGO), permanent(ADAM, DRIES), permanent(ADAM, HUGO)
    )
    functions = shown(register)
    assert sorted(str(function.first_name) for function in functions) == ["Dries", "Hugo"]
    ids = [function.id for function in functions]
    assert len(set(ids)) == 2 and all("-" in shown_id for shown_id in ids)
    found = ask(register, lambda read: corporate_functions(read, [*ids, "nobody", ids[0].partition("-")[0]], TODAY))
    assert found == dict(zip(ids, functions, strict=True))


def test_functions_are_found_by_id_while_they_are_active(tmp_path: Path) -> None:
    register = register_of(tmp_path, row(LAMBERT, person=LEA, end="23-11-2026"))
    (function,) = shown(register)
    assert function.id.isalnum()
    assert ask(register, lambda read: corporate_functions(read, [function.id], TODAY)) == {function.id: function}
    assert ask(register, lambda read: corporate_functions(read, [function.id], date(2026, 11, 24))) == {}


def test_what_makes_a_representative_is_one_function_alone(tmp_path: Path) -> None:
    register = register_of(
        tmp_path,
        row(LAMBERT, "AUDITOR", LEA),
        row(LAMBERT, "DIRECTOR", HUGO, signs=0),
        row(LAMBERT, "DAILY_MANAGEMENT", DRIES),
        row(COLIN, person=LEA),
    )
    representing = {function.first_name for function in shown(register) if function.legal_representative}
    assert representing == {"Dries"}
    assert not shown(register, COLIN)[0].legal_representative  # It has ended.


def test_the_longest_held_comes_first(tmp_path: Path) -> None:
    register = register_of(
        tmp_path, row(LAMBERT, person=LEA, begin="02-01-2020"), row(LAMBERT, person=HUGO, begin="01-01-2020")
    )
    assert people(register) == ["Hugo", "Léa"]


def test_functions_of_many_companies_are_one_statement(tmp_path: Path) -> None:
    register = register_of(tmp_path, row(LAMBERT, person=LEA), row(MAES, person=LEA), row(ADAM, holder=MAES))

    async def statements(read: Connected) -> int:
        numbers = [EnterpriseNumber(number) for number in (LAMBERT, MAES, ADAM, COLIN)]
        assert set(await representatives(read, numbers, TODAY)) == {LAMBERT, MAES, ADAM}
        return read.statements

    assert ask(register, statements) == 1


PEOPLE = st.sampled_from([LEA, HUGO, DRIES])
COMPANIES = st.sampled_from(CHAIN)
DAYS = st.sampled_from([("01-01-2020", ""), ("01-01-2020", "31-12-2025"), ("01-01-2025", ""), ("01-01-2028", "")])
ROWS = st.builds(
    lambda company, code, who, days: row(company, code, *who, *days),
    COMPANIES,
    st.sampled_from(["DIRECTOR", "PERMANENT_REPRESENTATIVE", "PERMANENT_REPRESENTATIVE"]),
    st.one_of(st.tuples(PEOPLE, st.just("")), st.tuples(st.just(""), COMPANIES), st.tuples(PEOPLE, COMPANIES)),
    DAYS,
)


@pytest.mark.parametrize("day", [date(2020, 1, 1), date(2025, 12, 31), TODAY, date(2028, 1, 1)])
@settings(max_examples=25, deadline=None)
@given(rows=st.lists(ROWS, max_size=10))
def test_seen_from_the_person_and_from_the_company_it_is_the_same(day: date, rows: list[str]) -> None:
    async def both(read: Connected) -> tuple[set[object], set[object]]:
        numbers = [EnterpriseNumber(number) for number in CHAIN]
        inwards = await representatives(read, numbers, day)
        names = {LEA: "Léa", HUGO: "Hugo", DRIES: "Dries"}
        outwards = {
            (function.company, function.code, name)
            for person, name in names.items()
            for function in await held_functions(read, KEYS.of(parse_national_number(person)))
            if active_on(day, function.begin, function.end)
        }
        shown_today = {(f.company, f.code, f.first_name) for some in inwards.values() for f in some if f.first_name}
        ids = [function.id for some in inwards.values() for function in some]
        assert len(ids) == len(set(ids))
        return outwards, shown_today

    with TemporaryDirectory() as folder:
        outwards, inwards = ask(register_of(Path(folder), *rows), both)
    assert outwards == inwards
