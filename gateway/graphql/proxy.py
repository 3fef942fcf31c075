"""The electronic proxy and its signatures in the schema."""

from base64 import b64encode
from datetime import datetime
from typing import Annotated

import strawberry

from gateway.domain import proxy as domain
from gateway.domain.side import Side
from gateway.domain.signature import Revocation, SignatureAlgorithm
from gateway.graphql.authorize import computed
from gateway.graphql.context import Info
from gateway.graphql.node import global_id
from gateway.graphql.person import Person, known_person
from gateway.storage.proxy import ProxySignature as SignatureRow

PROXIES = "proxies"
"""Where proxies are fetched as PDF, below the address of the gateway."""


@strawberry.type(description="A signature under an electronic proxy. The certificate itself is shown to nobody.")
class ProxySignature:
    row: strawberry.Private[SignatureRow]
    side: Side = strawberry.field(description="For which side.")
    signed_at: datetime = strawberry.field(description="When.")
    algorithm: SignatureAlgorithm = strawberry.field(description="With what.")
    certificate_fingerprint: str = strawberry.field(description="The SHA-256 of the certificate, in hexadecimal.")
    revocation: Revocation = strawberry.field(description="What was known then of a revocation of the certificate.")

    @classmethod
    def of(cls, row: SignatureRow) -> "ProxySignature":
        return cls(
            row=row,
            side=row.side,
            signed_at=row.signed_at,
            algorithm=row.algorithm,
            certificate_fingerprint=row.fingerprint,
            revocation=row.revocation,
        )

    @computed("Who signed: a legal representative of that side.")
    async def signed_by(self, info: Info) -> Person:
        return await known_person(self.row.signed_by, info)


@strawberry.type(
    description="The electronic proxy of a mandate: the document that both sides sign, in its present version."
)
class ElectronicProxy:
    row: strawberry.Private[domain.Proxy]
    document: str = strawberry.field(
        description="What is signed: these very bytes, in UTF-8. Canonical JSON, as RFC 8785 has it."
    )
    media_type: str = strawberry.field(description="The media type of the document.")
    sha256: str = strawberry.field(description="The SHA-256 of the document, in hexadecimal.")
    sha384: str = strawberry.field(description="The SHA-384 of the document, in hexadecimal.")
    sha512: str = strawberry.field(description="The SHA-512 of the document, in hexadecimal.")

    @classmethod
    def of(cls, row: domain.Proxy) -> "ElectronicProxy":
        return cls(
            row=row,
            document=row.document,
            media_type=domain.MEDIA_TYPE,
            sha256=row.digest("sha256").hex(),
            sha384=row.digest("sha384").hex(),
            sha512=row.digest("sha512").hex(),
        )

    @computed("The hash of the document that a card signs with an algorithm, in base64, as Web eID's sign() takes it.")
    def hash(
        self,
        algorithm: Annotated[SignatureAlgorithm, strawberry.argument(description="With what the card will sign.")],
    ) -> str:
        return b64encode(self.row.digest(f"sha{algorithm[2:]}")).decode()

    @computed("The signatures under this version, the first one first. A change of the document voids them.")
    async def signatures(self, info: Info) -> list[ProxySignature]:
        rows = await info.context.load.signatures.load(self.row.mandate) or []
        return [ProxySignature.of(row) for row in rows]

    @computed(
        "Where the document is as a readable PDF, for those who may read the mandate, with the same bearer token; the "
        "Accept-Language header chooses its language."
    )
    def pdf_url(self, info: Info) -> str:
        return f"{info.context.base_url}{PROXIES}/{global_id('Mandate', self.row.mandate)}"
