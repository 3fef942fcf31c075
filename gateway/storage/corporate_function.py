"""Who exercises which function, resolved through the enterprises that hold functions.

A function held by an enterprise is exercised by the person whom the same row names, or if it names none, by whoever
holds PERMANENT_REPRESENTATIVE in that enterprise, itself perhaps through another. From the person outwards that is
`held_functions`, from the company inwards `representatives`; both follow the same links. The companies on the way,
the last one included, are all different: going round in a circle leads to nobody.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Boolean, Date, Row, String, TextClause, bindparam, text
from sqlalchemy.types import TypeEngine

from gateway.domain.corporate_function import CorporateFunction, FunctionCode, HeldFunction, represents
from gateway.domain.identifiers import EnterpriseNumber, PersonKey
from gateway.storage.company import chunks
from gateway.storage.reading import Reading
from gateway.storage.register_tables import EnterpriseNumberColumn

_LONGEST_CHAIN = 32
_BOUNDS = {"permanent": FunctionCode.PERMANENT_REPRESENTATIVE.value, "longest": _LONGEST_CHAIN}
_TYPES: dict[str, TypeEngine[Any]] = {
    "company": EnterpriseNumberColumn(),
    "code": String(),
    "holder": EnterpriseNumberColumn(),
    "begin": Date(),
    "end": Date(),
    "signing_power": Boolean(),
    "situation": String(),
    "natural_person": Boolean(),
}

# From the rows that name the person, outwards through the enterprises in which they are permanent representative. The
# limit is for data that branches without end: the shortest chains are found first.
_HELD = text(
    """
WITH RECURSIVE held(id, company, code, "begin", "end", signing_power, path, length) AS (
  SELECT id, company, code, "begin", "end", signing_power, ',' || company || ',', 1
  FROM register.function WHERE person_key = :key
  UNION ALL
  SELECT f.id, f.company, f.code, max(f."begin", held."begin"),
         nullif(min(coalesce(f."end", '9999-12-31'), coalesce(held."end", '9999-12-31')), '9999-12-31'),
         f.signing_power, held.path || f.company || ',', held.length + 1
  FROM held JOIN register.function f ON f.holder = held.company
  WHERE held.code = :permanent AND f.person_key IS NULL AND held.length < :longest
    AND instr(held.path, ',' || f.company || ',') = 0
    AND max(f."begin", held."begin") <= min(coalesce(f."end", '9999-12-31'), coalesce(held."end", '9999-12-31'))
  LIMIT 10000
)
SELECT held.company, code, "begin", "end", signing_power, situation, natural_person
FROM held JOIN register.company ON number = held.company ORDER BY held.company, "begin", held.id, path
"""
).columns(**_TYPES)


def _exercised(column: str) -> TextClause:
    """From the rows of companies, inwards to those that name a person; `next` is the enterprise still to look into."""
    return text(
        f"""
WITH RECURSIVE chain(root, link, person_key, last_name, first_name, next, path, length) AS (
  SELECT id, id, person_key, last_name, first_name, iif(person_key IS NULL, holder, NULL), ',' || company || ',', 1
  FROM register.function WHERE {column} IN :wanted AND "begin" <= :today AND coalesce("end", :today) >= :today
  UNION ALL
  SELECT chain.root, f.id, f.person_key, f.last_name, f.first_name, iif(f.person_key IS NULL, f.holder, NULL),
         chain.path || f.company || ',', chain.length + 1
  FROM chain JOIN register.function f ON f.company = chain.next
  WHERE f.code = :permanent AND chain.length < :longest AND instr(chain.path, ',' || f.company || ',') = 0
    AND f."begin" <= :today AND coalesce(f."end", :today) >= :today
  LIMIT 200000
)
SELECT root, link, chain.person_key, chain.last_name, chain.first_name,
       f.company, code, holder, "begin", "end", signing_power, situation, natural_person
FROM chain JOIN register.function f ON f.id = root JOIN register.company ON number = f.company
WHERE chain.person_key IS NOT NULL OR link = root
ORDER BY f.company, "begin", root, chain.person_key IS NULL, link
"""  # noqa: S608 - the column is one of two constants
    ).bindparams(bindparam("wanted", expanding=True), bindparam("today", type_=Date()))


_OF_COMPANIES = _exercised("company").bindparams(bindparam("wanted", expanding=True, type_=EnterpriseNumberColumn()))
_WITH_IDS = _exercised("id")


async def held_functions(read: Reading, key: PersonKey) -> tuple[HeldFunction, ...]:
    """Every function, past, present and to come, that a person exercises, in every company."""
    return tuple(
        HeldFunction(
            company=row.company,
            code=FunctionCode(row.code),
            begin=row.begin,
            end=row.end,
            signing_power=row.signing_power,
            situation=row.situation,
            natural_person=row.natural_person,
        )
        for row in await read.rows(_HELD, {"key": key, **_BOUNDS})
    )


async def representatives(
    read: Reading, numbers: Collection[EnterpriseNumber], today: date
) -> dict[EnterpriseNumber, tuple[CorporateFunction, ...]]:
    """The functions of each company that are active today, with who exercises them, those held longest first.

    A company without any is left out. A function that several people exercise shows up once for each of them.
    """
    found = defaultdict[EnterpriseNumber, list[CorporateFunction]](list)
    for some in chunks(numbers):
        for shown in await _active(read, _OF_COMPANIES, some, today):
            found[shown.company].append(shown)
    return {number: tuple(shown) for number, shown in found.items()}


async def corporate_functions(read: Reading, ids: Collection[str], today: date) -> dict[str, CorporateFunction]:
    """The functions with these ids that are active today; others are left out."""
    found = {}
    for some in chunks({wanted.partition("-")[0] for wanted in ids}):
        found.update({shown.id: shown for shown in await _active(read, _WITH_IDS, some, today)})
    return {wanted: found[wanted] for wanted in ids if wanted in found}


async def _active(read: Reading, statement: TextClause, wanted: Sequence[str], today: date) -> list[CorporateFunction]:
    typed = statement.columns(root=String(), link=String(), **_TYPES)
    rows = await read.rows(typed, {"wanted": wanted, "today": today, **_BOUNDS})
    return [shown for _, links in groupby(rows, lambda row: row.root) for shown in _shown(list(links))]


def _shown(links: Sequence[Row[Any]]) -> list[CorporateFunction]:
    """One function, once for each person who exercises it, or once without a name."""
    people: dict[str, Row[Any]] = {}
    for link in links:
        if link.person_key:
            people.setdefault(link.person_key, link)
    if len(people) > 1:
        return [_one(link, f"{link.root}-{link.link}") for link in people.values()]
    return [_one(links[0], links[0].root)]


def _one(link: Row[Any], shown_id: str) -> CorporateFunction:
    code = FunctionCode(link.code)
    representing = represents(code, link.situation, natural_person=link.natural_person)
    return CorporateFunction(
        id=shown_id,
        company=link.company,
        code=code,
        first_name=link.first_name,
        last_name=link.last_name,
        holder=link.holder,
        since=link.begin,
        until=link.end,
        signing_power=link.signing_power,
        legal_representative=representing and link.signing_power and link.person_key is not None,
    )
