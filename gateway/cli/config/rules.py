"""Checks of what decides: the policy, the groups of applications, the trusted documents."""

import stat
from collections.abc import Iterator

from gateway.application_groups import load_application_groups
from gateway.authorization.policy import load_policy
from gateway.cli.config.finding import Finding, State
from gateway.graphql.trusted import Mode, Trusted
from gateway.settings import Settings

POLICY, GROUPS, DOCUMENTS = "policy", "application groups", "trusted documents"


def policy(settings: Settings) -> Iterator[Finding]:
    """Whether the rules are proved, and signed if they must be; and whether anybody can change them."""
    found = load_policy(settings.policies, settings.verify_policies)
    signed = "signed" if settings.policy_key else "nobody need have signed it"
    yield Finding(POLICY, State.OK, f"version {found.version} is lawful; {signed}")
    places = (settings.policies, *settings.policies.iterdir())
    if any(place.stat().st_mode & stat.S_IWOTH for place in places):
        yield Finding(POLICY, State.WARNING, f"everybody on this machine may change rules in {settings.policies}")


def groups(settings: Settings) -> Iterator[Finding]:
    """What mandates can cover."""
    yield Finding(GROUPS, State.OK, ", ".join(load_application_groups(settings.application_groups)))


def documents(settings: Settings) -> Iterator[Finding]:
    """The manifest, if one is used."""
    mode = Mode(settings.documents_mode)
    if mode is not Mode.OFF:
        trusted = Trusted.read(mode, settings.documents)
        yield Finding(DOCUMENTS, State.OK, f"{len(trusted.documents)}, in mode {mode}")
