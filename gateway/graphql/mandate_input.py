"""What the acts on mandates are given. `side` is needed only where the caller could act for both."""

import strawberry

from gateway.authorization.target import BetweenParties, OnMandate
from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.mandate import ProviderKind
from gateway.domain.mandate_terms import AmendForm, DraftForm
from gateway.domain.quarter import Quarter
from gateway.domain.side import Side
from gateway.domain.signature import SignatureAlgorithm, SignatureForm
from gateway.graphql.mandate import mandate_key

_SIDE = "For which side, if the caller could act for both."
_REASON = "Why, in one's own words; both sides can read it."


@strawberry.input(description="What a new electronic proxy is to say.")
class DraftMandateInput:
    principal: EnterpriseNumber = strawberry.field(description="The company that gives the mandate.")
    mandatary: EnterpriseNumber = strawberry.field(description="The social service provider that receives it.")
    provider_kind: ProviderKind = strawberry.field(description="What kind of provider that is.")
    application_groups: list[str] = strawberry.field(description="The codes of the groups of applications.")
    start_quarter: Quarter = strawberry.field(description="The current quarter or a later one.")
    end_quarter: Quarter | None = strawberry.field(default=None, description="The last quarter; null is open-ended.")
    replaces: strawberry.ID | None = strawberry.field(
        default=None,
        description="The mandate of another provider whose groups go over, at a change of quarter. See the preview.",
    )
    side: Side | None = strawberry.field(default=None, description=_SIDE)

    def target(self) -> BetweenParties:
        return BetweenParties(self.principal, self.mandatary, self.side)

    def form(self) -> DraftForm:
        return DraftForm(
            principal=self.principal,
            mandatary=self.mandatary,
            provider_kind=self.provider_kind,
            groups=tuple(self.application_groups),
            start=self.start_quarter,
            end=self.end_quarter,
            replaces=None if self.replaces is None else mandate_key(self.replaces),
        )


@strawberry.input(description="Which mandate to act on.")
class MandateInput:
    mandate: strawberry.ID = strawberry.field(description="The mandate.")
    side: Side | None = strawberry.field(default=None, description=_SIDE)

    @property
    def key(self) -> str:
        return mandate_key(self.mandate)

    def target(self) -> OnMandate:
        return OnMandate(self.key, self.side)


@strawberry.input(description="A signature under the present version of a proxy, as Web eID gives it.")
class SignMandateInput(MandateInput):
    certificate: str = strawberry.field(
        description="The signature certificate of the holder's own card, in DER, in base64."
    )
    algorithm: SignatureAlgorithm = strawberry.field(description="With what the card signed.")
    signature: str = strawberry.field(description="The signature, in base64; ECDSA values are raw r‖s.")

    def form(self) -> SignatureForm:
        return SignatureForm(self.certificate, self.algorithm, self.signature)


@strawberry.input(description="Which proxy to refuse.")
class RefuseMandateInput(MandateInput):
    reason: str | None = strawberry.field(default=None, description=_REASON)


@strawberry.input(description="Which proxy to withdraw.")
class WithdrawMandateInput(MandateInput):
    pass


@strawberry.input(description="What of a mandate is to be different. What is left out stays.")
class AmendMandateInput(MandateInput):
    application_groups: list[str] | None = strawberry.field(
        default=None, description="The codes of all groups of applications that it is to cover."
    )
    start_quarter: Quarter | None = strawberry.field(
        default=None, description="From when; if left out the same, or the current quarter if that has passed."
    )
    end_quarter: Quarter | None = strawberry.field(
        default=strawberry.UNSET, description="The last quarter; null makes it open-ended."
    )

    def form(self) -> AmendForm:
        groups = None if self.application_groups is None else tuple(self.application_groups)
        end = self.end_quarter or None
        return AmendForm(groups, self.start_quarter, end, opens_end=self.end_quarter is None)


@strawberry.input(description="Which mandate to end.")
class EndMandateInput(MandateInput):
    reason: str | None = strawberry.field(default=None, description=_REASON)
