"""What those get who build apps, and who explore the schema."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator
from pydantic_settings import NoDecode

from gateway.settings.addresses import exact_origin
from gateway.settings.paths import existing_file
from gateway.settings.spelling import between_commas
from gateway.settings.variables import Variables, variable

Origins = Annotated[tuple[Annotated[str, AfterValidator(exact_origin)], ...], NoDecode, BeforeValidator(between_commas)]


class AppSettings(Variables):
    """Which apps may call, with which documents, and what they can find out about the schema."""

    cors_origins: Origins = Field(
        default=(), description="Origins of the apps that may call from a browser, between commas."
    )
    status_codes: Literal["audits", "draft"] = Field(
        default="audits",
        description="Whose status codes GraphQL answers have: what graphql-http's audits expect, or the draft's.",
    )
    graphiql: bool = Field(default=False, description="Whether a browser gets GraphiQL at /graphql.")
    introspection: Literal["off", "on", "by_right"] = Field(
        default="off",
        description="Whether the schema can be asked for: off, on, or by_right: what the caller could ever use of it.",
    )
    field_suggestions: bool = Field(
        default=False, description="Whether the error of a name that the schema has not says which it may mean."
    )
    documents: Annotated[Path, AfterValidator(existing_file)] | None = Field(
        default=None, description="The manifest of trusted documents: JSON, a document under each SHA-256."
    )
    documents_mode: Literal["off", "prefer", "only"] = Field(
        default="off",
        description="Whether trusted documents can be asked by their ids: off, prefer (others too), or only these.",
    )

    @field_validator("documents_mode")
    @classmethod
    def _of_a_manifest(cls, value: str, before: ValidationInfo) -> str:
        if value != "off" and before.data.get("documents", ...) is None:
            said = f"without {variable('documents')} no document is trusted: name a manifest, or leave it off"
            raise ValueError(said)
        return value
