"""Checks of whom we trust: those whose cards may sign, and those who say who somebody is."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from gateway.app import now, trust_of
from gateway.cli.config.finding import Finding, State
from gateway.identity.keys import KeysUnavailable, keys_of
from gateway.identity.source import KeyFile, Published
from gateway.settings import IssuerSettings, Settings
from gateway.signature import AuthorityState, authority_states

AUTHORITIES, ISSUERS = "signature authorities", "issuers"
_SOON, _A_DAY = timedelta(days=30), timedelta(days=1)


def authorities(settings: Settings) -> Iterator[Finding]:
    """Until when each is good, and until when it is known what it has revoked."""
    trust, moment = trust_of(settings), now()
    for each in authority_states(trust, moment):
        yield _certificate(each, moment)
        if settings.signature_crls is not None:
            yield _revocation(each, moment)


def issuers(settings: Settings) -> Iterator[Finding]:
    """Those whose keys are in a file; no other is asked for them."""
    for issuer in settings.issuers:
        said = f"{issuer.url}: its keys are fetched at the start; --reach tries it"
        yield _of_file(issuer) if _in_file(issuer) else Finding(ISSUERS, State.OK, said)


def reached_issuers(settings: Settings) -> Iterator[Finding]:
    """The same, and those who publish their keys are asked for them. A start would go on without an answer."""
    for issuer in settings.issuers:
        yield _of_file(issuer) if _in_file(issuer) else _reached(issuer)


def _in_file(issuer: IssuerSettings) -> bool:
    return issuer.jwks is not None and not issuer.jwks.startswith("https://")


def _of_file(issuer: IssuerSettings) -> Finding:
    keys = keys_of(KeyFile(Path(issuer.jwks or "")).document() or {})
    return Finding(ISSUERS, State.OK, f"{issuer.url}: keys in a file: {len(keys)}")


def _reached(issuer: IssuerSettings) -> Finding:
    try:
        keys = keys_of(asyncio.run(Published(issuer.url, issuer.jwks).read()))
    except KeysUnavailable as unavailable:
        return Finding(ISSUERS, State.WARNING, f"{issuer.url}: {unavailable}")
    return Finding(ISSUERS, State.OK, f"{issuer.url}: keys fetched, by TLS that verifies: {len(keys)}")


def _certificate(each: AuthorityState, moment: datetime) -> Finding:
    day = f"{each.until:%Y-%m-%d}"
    if each.until <= moment:
        return Finding(AUTHORITIES, State.WARNING, f"{each.name} ended on {day}: cards below it cannot sign")
    state = State.WARNING if each.until - moment < _SOON else State.OK
    return Finding(AUTHORITIES, state, f"{each.name}, until {day}")


def _revocation(each: AuthorityState, moment: datetime) -> Finding:
    if each.revoked_until is None:
        said = f"{each.name}: no list of what it revoked is current: cards below it cannot sign"
        return Finding(AUTHORITIES, State.WARNING, said)
    left = each.revoked_until - moment
    said = f"{each.name}: what it revoked is known for {left // timedelta(hours=1)} hours from now"
    return Finding(AUTHORITIES, State.WARNING if left < _A_DAY else State.OK, said)
