"""The tables of the register of companies, in a release file of their own that is attached as the schema `register`.

A release is written completely and never changed again. `register_index` adds the index that names are searched with.
"""

from typing import Any

from sqlalchemy import Boolean, Column, Date, Dialect, Index, Integer, MetaData, String, Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.types import TypeDecorator

from gateway.domain.identifiers import EnterpriseNumber

register_metadata = MetaData(schema="register")


class EnterpriseNumberColumn(TypeDecorator[EnterpriseNumber]):
    """An enterprise number: ten digits in Python, an integer in the register, where there are millions of them."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: EnterpriseNumber | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> EnterpriseNumber | None:
        return None if value is None else EnterpriseNumber(f"{value:010d}")


release = Table(
    "release",
    register_metadata,
    Column("snapshot_date", Date),
    Column("extract_number", String),
    Column("extract_fingerprint", String, nullable=False),
    Column("functions_fingerprint", String),
    comment="One row: which extract this register was made of, and which functions.",
)

company = Table(
    "company",
    register_metadata,
    Column("number", EnterpriseNumberColumn, primary_key=True, autoincrement=False),
    Column("natural_person", Boolean, nullable=False),
    Column("situation", String, nullable=False),
    Column("legal_form", String),
    Column("start_date", Date),
)

name = Table(
    "name",
    register_metadata,
    Column("id", Integer, primary_key=True, comment="In order of quality: of two equal matches, the lower is better."),
    Column("company", EnterpriseNumberColumn, nullable=False),
    Column("kind", String, nullable=False),
    Column("language", String),
    Column("text", String, nullable=False),
    Column("words", String, nullable=False, comment="The text as it is searched: see register_words."),
)
Index("name_company", name.c.company)
Index("name_words", name.c.words)

address = Table(
    "address",
    register_metadata,
    Column("company", EnterpriseNumberColumn, primary_key=True, autoincrement=False),
    Column("street_fr", String),
    Column("street_nl", String),
    Column("house_number", String),
    Column("box", String),
    Column("postal_code", String),
    Column("municipality_fr", String),
    Column("municipality_nl", String),
    Column("country_fr", String),
    Column("country_nl", String),
)

code = Table(
    "code",
    register_metadata,
    Column("category", String, primary_key=True),
    Column("code", String, primary_key=True),
    Column("language", String, primary_key=True),
    Column("label", String, nullable=False),
    sqlite_with_rowid=False,
)

function = Table(
    "function",
    register_metadata,
    Column("id", String(32), primary_key=True),
    Column("company", EnterpriseNumberColumn, nullable=False),
    Column("code", String, nullable=False),
    Column("person_key", String(64)),
    Column("last_name", String),
    Column("first_name", String),
    Column("holder", EnterpriseNumberColumn),
    Column("begin", Date, nullable=False),
    Column("end", Date),
    Column("signing_power", Boolean, nullable=False),
)
Index("function_company", function.c.company)
Index("function_person", function.c.person_key, sqlite_where=function.c.person_key.is_not(None))
Index("function_holder", function.c.holder, sqlite_where=function.c.holder.is_not(None))


def create_tables() -> tuple[str, ...]:
    """The statements that create the tables in an empty file, attached as `register`."""
    return tuple(str(CreateTable(table).compile(dialect=sqlite.dialect())) for table in register_metadata.sorted_tables)


def create_indexes(table: Table) -> tuple[str, ...]:
    """The statements that index a table, once it is full."""
    indexes = sorted(table.indexes, key=lambda index: str(index.name))
    return tuple(str(CreateIndex(index).compile(dialect=sqlite.dialect())) for index in indexes)
