"""The composition root: from settings to the database, the policy, the schema and the application. No logic."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from gateway.application_groups import load_application_groups
from gateway.authorization.elsewhere import Elsewhere
from gateway.authorization.gate import Gate
from gateway.authorization.policy import load_policy, proved, read_files
from gateway.authorization.reload import PolicyWatch
from gateway.authorization.system_act import SystemAct
from gateway.domain.identifiers import PersonKeys
from gateway.graphql.answer import Executor
from gateway.graphql.documents import DocumentRules
from gateway.graphql.introspection import Introspection
from gateway.graphql.schema import build_schema
from gateway.graphql.subscribing import Subscriptions
from gateway.graphql.trusted import Mode, Trusted
from gateway.http.budgets import Budgets
from gateway.http.card_reader import DemoReader, Reader
from gateway.http.crowd import Crowd
from gateway.http.door import Door
from gateway.http.event_stream import EventStreams
from gateway.http.explorer import Explorer, SignIn
from gateway.http.graphql import GraphQL
from gateway.http.health import Health
from gateway.http.letter import Letters
from gateway.http.metrics import Metrics
from gateway.http.personas import DemoSwitch, Switch
from gateway.http.proxy import Proxies
from gateway.http.web import Application, Served, web
from gateway.http.websocket import Sockets
from gateway.identity import Bearer, ClaimNames, FollowedKeys, Issuer
from gateway.register.importer import Outcome
from gateway.register.release import import_lock, remove_other_releases
from gateway.settings import Settings, StoreSettings
from gateway.signature import Seal, SealBroken, Trust, WebEid, verify_again
from gateway.storage.database import Database
from gateway.storage.proxy import StoredSignature
from gateway.storage.register_release import current_release
from gateway.storage.upgrade import upgrade
from gateway.telemetry.measures import Measures
from gateway.telemetry.tracing import tracing_to
from gateway.use_cases.manager import Terms
from gateway.use_cases.mandate import MandateTerms
from gateway.use_cases.verification import Finding, verified_mandates, verified_signatures

TALLY_SECONDS = 1.0
POLICY_SECONDS = 0.05
ELSEWHERE_SECONDS = 0.5

Importing = Callable[[Path, Path | None, PersonKeys], Outcome]


def now() -> datetime:
    """The clock of a gateway that is not under test."""
    return datetime.now(UTC)


def issuers_of(settings: Settings, clock: Callable[[], datetime] = now) -> tuple[Issuer, ...]:
    """The issuers whose tokens count. Raises ValueError if one has its keys in a file that cannot be used."""
    return tuple(
        Issuer(
            url=trusted.url,
            audience=trusted.audience,
            keys=FollowedKeys.of(trusted.url, trusted.jwks, clock, trusted.refetch_seconds, trusted.refresh_seconds),
            algorithms=trusted.algorithms,
            claims=ClaimNames(**trusted.claims.model_dump()),
            assurance_levels=trusted.assurance_levels,
            authorized_parties=frozenset(trusted.authorized_parties),
            access_tokens_only=trusted.access_tokens_only,
            sender_constrained=trusted.sender_constrained,
            clock_skew_seconds=trusted.clock_skew_seconds,
        )
        for trusted in settings.issuers
    )


@asynccontextmanager
async def open_gate(settings: Settings, clock: Callable[[], datetime] = now) -> AsyncIterator[Gate]:
    """A gate on the database and the policy of the settings, for a command that does not serve."""
    database = Database.at(settings.database_url)
    try:
        yield Gate(database, load_policy(settings.policies, settings.verify_policies), clock)
    finally:
        await database.close()


def trust_of(settings: Settings) -> Trust:
    """Whose cards may sign. Raises ValueError if the trusted certificates cannot be used."""
    return Trust(settings.signature_trust, settings.signature_crls)


def mandate_terms_of(settings: Settings, trust: Trust) -> MandateTerms:
    """What mandates depend on. Raises ValueError if the groups cannot be used."""
    signatures = WebEid(trust, settings.person_keys, settings.seal)
    return MandateTerms(load_application_groups(settings.application_groups), signatures)


def document_rules_of(settings: Settings) -> DocumentRules:
    """What documents may be. Raises WrongManifest if there must be a manifest and it cannot be used."""
    trusted = Trusted.read(Mode(settings.documents_mode), settings.documents)
    return DocumentRules(trusted, Introspection(settings.introspection), settings.field_suggestions)


def explorer_of(settings: Settings, *, personas: bool) -> Explorer:
    """The page to explore the schema, on which people sign in at the first issuer that says as which client."""
    sign_ins = [SignIn(issuer.url, issuer.client_id) for issuer in settings.issuers if issuer.client_id]
    return Explorer(personas, sign_ins[0] if sign_ins else None)


def create_app(
    settings: Settings,
    issuers: Sequence[Issuer],
    clock: Callable[[], datetime] = now,
    reader: Reader | None = None,
    switch: Switch | None = None,
) -> Application:
    """The application; `reader` and `switch` are the demo's card reader and persona switcher, for a demo alone.

    Raises PolicyRefused at once if the policy is malformed, unlawful or not signed as the settings ask.
    """
    database = Database.at(settings.database_url)
    files, verify = read_files(settings.policies), settings.verify_policies
    gate = Gate(database, proved(files, verify), clock, settings.operation_seconds)
    watch = PolicyWatch(files, verify, gate)
    budgets = Budgets(settings.caller_cost_a_minute, settings.address_cost_a_minute, clock)
    door = Door(Bearer(issuers, settings.person_keys, clock), gate, budgets)
    trust, terms = trust_of(settings), Terms(settings.person_keys, settings.designation_term)
    mandate_terms = mandate_terms_of(settings, trust)
    rules = document_rules_of(settings)
    executor = Executor(build_schema(), gate, terms, mandate_terms, rules, settings.requests_at_once)
    subscriptions, crowd = Subscriptions(executor, gate), Crowd()
    measures, tracing = Measures(), tracing_to(settings.otlp_endpoint, settings.trace_ratio)
    explorer = explorer_of(settings, personas=switch is not None) if settings.graphiql else None

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        await database.warm_up()
        beside = [
            asyncio.create_task(gate.tally.keep_writing_down(TALLY_SECONDS)),
            asyncio.create_task(watch.keep_watching(POLICY_SECONDS)),
            asyncio.create_task(Elsewhere(database, gate).keep_looking(ELSEWHERE_SECONDS)),
            asyncio.create_task(measures.keep_measuring_lag()),
            *(asyncio.create_task(issuer.keys.keep_fresh()) for issuer in issuers),
        ]
        try:
            yield
        finally:
            for task in beside:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
            await gate.tally.write_down()
            await database.close()
            await asyncio.to_thread(tracing.close)

    served = Served(
        graphql=GraphQL(
            door,
            executor,
            EventStreams(subscriptions, crowd),
            explorer.page if explorer else None,
            by_draft=settings.status_codes == "draft",
        ),
        sockets=Sockets(door, subscriptions, crowd, frozenset(settings.cors_origins)),
        letters=Letters(door, gate),
        proxies=Proxies(door, gate, mandate_terms.groups),
        health=Health(gate, database.path, issuers, crowd),
        metrics=Metrics(measures, gate, database, issuers, trust, crowd, executor.turns),
        explorer=explorer,
        reader=DemoReader(gate, reader) if reader else None,
        switch=DemoSwitch(switch) if switch else None,
    )
    return web(served, running, settings.cors_origins, settings.allowed_hosts, tracing, measures)


async def verified(settings: StoreSettings) -> AsyncIterator[Finding]:
    """Every signature that was ever given, and every mandate, with what does not hold of it."""
    database = Database.at(settings.database_url)
    try:
        async with database.snapshot() as read:
            async for finding in verified_signatures(read, lambda stored: _wrong_with(stored, settings.seal)):
                yield finding
            async for finding in verified_mandates(read):
                yield finding
    finally:
        await database.close()


def _wrong_with(stored: StoredSignature, seal: Seal) -> str | None:
    shown = stored.shown
    try:
        chain = seal.open(stored.sealed_chain, stored.bound_to)
    except SealBroken as broken:
        return str(broken)
    return verify_again(stored.document, shown.algorithm, stored.signature, shown.fingerprint, chain, shown.signed_at)


def switch_register(settings: Settings, importing: Importing) -> Outcome:
    """Make a new register beside the one in force, and put it in its place in one short transaction."""
    path = Database.at(settings.database_url).path
    upgrade(path)
    with import_lock(path.parent):
        return asyncio.run(_switch(settings, path.parent, importing))


async def _switch(settings: Settings, folder: Path, importing: Importing) -> Outcome:
    async with open_gate(settings) as gate:
        async with gate.operation(None) as operation:
            current = await current_release(await operation.snapshot())
        outcome = importing(folder, folder / current if current else None, settings.person_keys)
        if not outcome.unchanged:
            async with gate.system_act(SystemAct.IMPORT) as work:
                await work.releases.switch(outcome.path.name, work.now)
            remove_other_releases(folder, outcome.path)
    return outcome
