"""The enumerations of mandates and of the signatures under them, as the schema shows them."""

from gateway.domain.mandate import MandateStatus, ProviderKind
from gateway.domain.side import Side
from gateway.domain.signature import Revocation, SignatureAlgorithm
from gateway.graphql.enums import described

described(
    Side,
    "A party to a mandate.",
    {
        Side.PRINCIPAL: "The company that gives the mandate.",
        Side.MANDATARY: "The social service provider that receives it.",
    },
    name="MandateSide",
)
described(
    MandateStatus,
    "What a mandate is today. It follows from dates and from what was done.",
    {
        MandateStatus.DRAFT: "Prepared; neither side has signed.",
        MandateStatus.PENDING: "One side has signed; it waits for the other.",
        MandateStatus.SCHEDULED: "Both sides have signed; its start quarter lies ahead.",
        MandateStatus.ACTIVE: "In force.",
        MandateStatus.ENDED: "Ended by a side, or with an account that was closed.",
        MandateStatus.EXPIRED: "Its end quarter has passed.",
        MandateStatus.SUPERSEDED: "A newer version, or another provider, has taken its place.",
        MandateStatus.WITHDRAWN: "Taken back, before both had signed, by the side that prepared it.",
        MandateStatus.REJECTED: "Refused by the side that did not prepare it.",
    },
)
described(
    ProviderKind,
    "What kind of social service provider a mandatary is.",
    {
        ProviderKind.RECOGNISED_SOCIAL_SECRETARIAT: "A recognised social secretariat.",
        ProviderKind.FULL_SERVICE_SECRETARIAT: "A full service secretariat.",
        ProviderKind.ACCOUNTANT: "An accountant.",
        ProviderKind.OTHER_INTERMEDIARY: "Another intermediary.",
    },
)
described(
    SignatureAlgorithm,
    "With what a proxy is signed: the algorithms of Web eID. ECDSA values are raw r‖s.",
    {
        **{
            SignatureAlgorithm[f"ES{size}"]: f"ECDSA on P-{521 if size == 512 else size} with SHA-{size}."
            for size in (256, 384, 512)
        },
        **{
            SignatureAlgorithm[f"RS{size}"]: f"RSA with PKCS #1 v1.5 padding and SHA-{size}."
            for size in (256, 384, 512)
        },
        **{SignatureAlgorithm[f"PS{size}"]: f"RSA-PSS with SHA-{size}." for size in (256, 384, 512)},
    },
)
described(
    Revocation,
    "What was known, when somebody signed, of whether their certificate was revoked.",
    {
        Revocation.NOT_REVOKED: "It was not, by lists of its issuers that were current.",
        Revocation.NOT_CHECKED: "It was not checked: the gateway was given no lists.",
    },
    name="CertificateRevocation",
)
