"""What the register says of companies. Many keys in, rows by key out, in one statement each."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple, TypeVar

from sqlalchemy import select, tuple_

from gateway.domain.company import Address, Company, CompanyName, CompanyNameKind
from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.language import Language
from gateway.storage import register_tables as register
from gateway.storage.reading import Reading

SITUATION = "JuridicalSituation"
LEGAL_FORM = "JuridicalForm"
_KEYS_A_STATEMENT = 5_000
_Key = TypeVar("_Key")


class CodeKey(NamedTuple):
    """A code of the register, in its category: ``JuridicalForm``, ``014``."""

    category: str
    code: str


def chunks(keys: Collection[_Key], most: int = _KEYS_A_STATEMENT) -> Iterator[Sequence[_Key]]:
    """The keys, in portions that one statement can take; nearly always a single one."""
    distinct = list(dict.fromkeys(keys))
    for start in range(0, len(distinct), most):
        yield distinct[start : start + most]


async def companies(read: Reading, numbers: Collection[EnterpriseNumber]) -> dict[EnterpriseNumber, Company]:
    """The companies with these numbers; those that the register does not know are left out."""
    found = {}
    for some in chunks(numbers):
        for row in await read.rows(select(register.company).where(register.company.c.number.in_(some))):
            found[row.number] = Company(row.number, row.natural_person, row.situation, row.legal_form, row.start_date)
    return found


async def names(
    read: Reading, numbers: Collection[EnterpriseNumber]
) -> dict[EnterpriseNumber, tuple[CompanyName, ...]]:
    """The names of each company, official ones first; a company without any is left out."""
    found = defaultdict[EnterpriseNumber, list[CompanyName]](list)
    for some in chunks(numbers):
        rows = select(register.name).where(register.name.c.company.in_(some)).order_by(register.name.c.id)
        for row in await read.rows(rows):
            language = Language(row.language) if row.language else None
            found[row.company].append(CompanyName(row.text, language, CompanyNameKind(row.kind)))
    return {number: tuple(named) for number, named in found.items()}


async def addresses(read: Reading, numbers: Collection[EnterpriseNumber]) -> dict[EnterpriseNumber, Address]:
    """The seats of companies. Of enterprises that are natural persons the register holds none."""
    found = {}
    for some in chunks(numbers):
        for row in await read.rows(select(register.address).where(register.address.c.company.in_(some))):
            lines = row._asdict()
            number = lines.pop("company")
            found[number] = Address(**lines)
    return found


async def code_labels(read: Reading, keys: Collection[CodeKey]) -> dict[CodeKey, dict[Language, str]]:
    """What codes are called, in the languages in which the register says it."""
    found = defaultdict[CodeKey, dict[Language, str]](dict)
    code = register.code
    for some in chunks(keys):
        for row in await read.rows(select(code).where(tuple_(code.c.category, code.c.code).in_(some))):
            found[CodeKey(row.category, row.code)][Language(row.language)] = row.label
    return dict(found)
