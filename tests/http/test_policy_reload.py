"""The files are edited while the gateway answers: every answer is that of a policy that was in force meanwhile."""

import asyncio
import random
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import combinations
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx
import pytest
from asking import JUDGED
from prometheus_client.parser import text_string_to_metric_families
from running import BASE, Clock, Prepared, Running

from gateway.app import create_app, open_gate
from gateway.authorization.policy import PolicyFiles, proved, read_files, shipped_policies
from gateway.demo.folder import ISSUER
from gateway.demo.personas import PERSONAS
from gateway.demo.world import LAMBERT
from gateway.domain.rights import Action, Role
from gateway.identity import DemoIssuer

OPTIONAL = (
    "p, mandated_provider, manager, read",
    "p, person, account, read",
    "p, person, ebox, read",
    "p, registered_officer, mandate_as_principal, read",
)
"""Lines that rules may lawfully have or not; each set of them is a policy of its own."""
UNLAWFUL = ("p, person, manager, designate", "p, public, ebox, activate", "g, registered_officer, legal_representative")
MALFORMED = ("p, offficer, account, read", "p, officer, account", "p, person, viewer, read # always", "q, a, b")

ASKED = f"""{{ policy {{ version meaning matrix {{ role action allowed }} }}
  company(number: "{LAMBERT}") {{ viewerPermissions {{ ...Judged }} }} }} {JUDGED}"""
EVERY_DAY, CAMPAIGN, CAMPAIGNS = 30, 500, 4
SECONDS = 30
"""Longer than this nothing may take: whoever waits so long is stuck."""


class Folder:
    """A folder of policies behind a link, and an author who saves in every way there is."""

    def __init__(self, path: Path, dice: random.Random) -> None:
        self.path = path / "policies"
        self._versions = path
        self._dice = dice
        self._count = 0
        self.base = (shipped_policies() / "policy.csv").read_text().rstrip()
        self._versions.mkdir()
        self.path.symlink_to(self._make(self.base))

    def good(self) -> str:
        """Lawful rules, never the same twice; the optional ones stand first, so that no beginning is lawful."""
        self._count += 1
        lines = [line for line in OPTIONAL if self._dice.random() < 0.5]
        return "\n".join([f"# Edit {self._count}.", *lines, self.base])

    def bad(self) -> str:
        """Rules that are unlawful, malformed, or no rules at all."""
        kind = self._dice.choice(["unlawful", "malformed", "half", "bytes"])
        if kind == "half":
            return self.base[: self._dice.randrange(3_000)]
        line = {"unlawful": UNLAWFUL, "malformed": MALFORMED, "bytes": ("\x00\ufeff",)}[kind]
        return f"{self.good()}\n{self._dice.choice(line)}\n"

    def save(self, content: str) -> None:
        """As an editor that writes in place, or another file first, or in pieces; or as a mount that is exchanged."""
        how = self._dice.choice([self._in_place, self._renamed, self._in_pieces, self._removed, self._exchanged])
        how(content)

    def _in_place(self, content: str) -> None:
        (self.path / "policy.csv").write_text(content)

    def _renamed(self, content: str) -> None:
        (self.path / "policy.csv~").write_text(content)
        (self.path / "policy.csv~").replace(self.path / "policy.csv")

    def _in_pieces(self, content: str) -> None:
        with (self.path / "policy.csv").open("w") as policy:
            for begin in range(0, len(content), 1_500):
                policy.write(content[begin : begin + 1_500])
                policy.flush()
                time.sleep(0.002)

    def _removed(self, content: str) -> None:
        (self.path / "policy.csv").unlink()
        time.sleep(self._dice.choice([0, 0.01]))
        (self.path / "policy.csv").write_text(content)

    def _exchanged(self, content: str) -> None:
        """The link to the folder, at once."""
        former = self.path.resolve()
        made = self._make(content)
        (self._versions / "next").symlink_to(made)
        (self._versions / "next").replace(self.path)
        shutil.rmtree(former)

    def _make(self, content: str) -> Path:
        self._count += 1
        made = Path(shutil.copytree(shipped_policies(), self._versions / f"v{self._count}"))
        (made / "policy.csv").write_text(content)
        return made


@dataclass
class Seen:
    """What happened meanwhile, in seconds."""

    answers: int = 0
    slowest: float = 0
    good: list[float] = field(default_factory=list)
    bad: list[float] = field(default_factory=list)
    stalls: list[float] = field(default_factory=list)


class World:
    """A gateway that runs on a folder, asked at once by several callers, each again and again.

    `log`: the versions of all lawful edits, in order, from before they are saved; `sure`: the place in it of the one
    that was last seen to be in force. Only what stands there or later may decide.
    """

    def __init__(self, client: httpx.AsyncClient, issuer: DemoIssuer, folder: Folder) -> None:
        self.client = client
        self.folder = folder
        self.seen = Seen()
        self.over = False
        self.allowed = {lines: granted(folder, lines) for lines in subsets()}
        self.lines = {version_of(folder, folder.base): frozenset[str]()}
        self.log = list(self.lines)
        self.sure = 0
        self._tokens = {who: issuer.sign(PERSONAS[who].claims(), timedelta(days=1)) for who in ("lea", "ines")}

    async def ask(self, who: str | None) -> None:
        """One answer, all of it by one version, which was in force at a moment between question and answer."""
        headers = {"Authorization": f"Bearer {self._tokens[who]}"} if who else {}
        sure, began = self.sure, time.monotonic()
        response = await self.client.post("/graphql", json={"query": ASKED}, headers=headers)
        self.seen.slowest = max(self.seen.slowest, time.monotonic() - began)
        body = response.json()
        assert response.status_code == 200 and "errors" not in body, body
        policy = body["data"]["policy"]
        assert policy["version"] in self.log[sure:]
        allowed = self.allowed[self.lines[policy["version"]]]
        assert {(cell["role"], cell["action"]): cell["allowed"] for cell in policy["matrix"]} == allowed
        for decision in body["data"]["company"]["viewerPermissions"]:
            if not decision["action"].startswith("MANDATE_"):
                assert decision["allowed"] is any(allowed[role, decision["action"]] for role in decision["roles"])
        self.seen.answers += 1

    async def edit_well(self) -> None:
        """A lawful edit is in force."""
        content = self.folder.good()
        version = version_of(self.folder, content)
        self.lines[version] = frozenset(line for line in OPTIONAL if line in content.splitlines())
        self.log.append(version)
        await asyncio.to_thread(self.folder.save, content)
        taken = await self.until(lambda detail: detail["version"] == version and detail["last_error"] is None)
        self.seen.good.append(taken)
        self.sure = len(self.log) - 1

    async def edit_badly(self) -> None:
        """Any other edit is not, and is told."""
        before = await self.detail()
        await asyncio.to_thread(self.folder.save, self.folder.bad())
        self.seen.bad.append(await self.until(lambda detail: detail["failures"] > before["failures"]))
        assert (await self.detail())["version"] == self.log[self.sure]

    async def detail(self) -> dict[str, Any]:
        return dict((await self.client.get("/readyz")).raise_for_status().json()["policy"])

    async def until(self, holds: Callable[[dict[str, Any]], bool]) -> float:
        began = time.monotonic()
        async with asyncio.timeout(SECONDS):
            while not holds(await self.detail()):  # noqa: ASYNC110
                await asyncio.sleep(0.005)
        return time.monotonic() - began

    async def keep_asking(self, who: str | None) -> None:
        while not self.over:
            await self.ask(who)
            await asyncio.sleep(0.01)

    async def keep_time(self) -> None:
        """How long the loop is away."""
        while not self.over:
            began = time.monotonic()
            await asyncio.sleep(0.005)
            self.seen.stalls.append(time.monotonic() - began - 0.005)


def subsets() -> list[frozenset[str]]:
    return [frozenset(lines) for count in range(len(OPTIONAL) + 1) for lines in combinations(OPTIONAL, count)]


def files_of(folder: Folder, content: str) -> PolicyFiles:
    files = read_files(folder.path)
    return replace(files, contents={**files.contents, "policy.csv": content.encode()})


def version_of(folder: Folder, content: str) -> str:
    return files_of(folder, content).version


def granted(folder: Folder, lines: frozenset[str]) -> dict[tuple[str, str], bool]:
    """What rules with these lines allow, known before the gateway knows."""
    policy = proved(files_of(folder, "\n".join([*lines, folder.base])))
    return {
        (role.name, action.name): any(policy.grants(role, right) for right in action.rights)
        for role in Role
        for action in Action
    }


async def edited(prepared: Prepared, tmp: Path, edits: int, seed: int) -> World:
    """A world in which so many edits were made, while everybody asked."""
    dice = random.Random(seed)
    folder = Folder(tmp / "rules", dice)
    settings = prepared.copy_to(tmp / "world").model_copy(update={"policies": folder.path})
    issuer = DemoIssuer(tmp / "world" / ISSUER, Clock())
    app = create_app(settings, [issuer.issuer], Clock())
    transport = httpx.ASGITransport(app)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url=BASE) as client:
        world = World(client, issuer, folder)
        callers = [asyncio.create_task(world.keep_asking(who)) for who in ("lea", "ines", None)]
        callers.append(asyncio.create_task(world.keep_time()))
        for _ in range(edits):
            await (world.edit_well() if dice.random() < 0.6 else world.edit_badly())
        await world.edit_well()
        world.over = True
        await asyncio.gather(*callers)
    return world


def check(world: World, edits: int) -> None:
    seen = world.seen
    assert len(seen.good) + len(seen.bad) == edits + 1 and seen.bad
    assert seen.answers > edits
    assert max(seen.slowest, *seen.stalls) < SECONDS


def test_while_the_files_are_edited_every_answer_is_that_of_a_policy_in_force(
    prepared: Prepared, tmp_path: Path
) -> None:
    check(asyncio.run(edited(prepared, tmp_path, EVERY_DAY, seed=1)), EVERY_DAY)


@pytest.mark.slow
@pytest.mark.parametrize("campaign", range(CAMPAIGNS))
def test_two_thousand_edits_in_four_campaigns(prepared: Prepared, tmp_path: Path, campaign: int) -> None:
    seed = random.randrange(10**6)
    world = asyncio.run(edited(prepared, tmp_path, CAMPAIGN, seed))
    check(world, CAMPAIGN)
    seen = world.seen
    print(f"campaign {campaign}, seed {seed}, {seen.answers} answers, slowest {seen.slowest:.3f} s")
    for what, seconds in (("good edits", seen.good), ("bad edits", seen.bad), ("stalls", seen.stalls)):
        p50, p99 = (quantiles(seconds, n=100)[at] * 1000 for at in (49, 98))
        print(f"{what}: {len(seconds)}, p50 {p50:.0f} ms, p99 {p99:.0f} ms, worst {max(seconds) * 1000:.0f} ms")


def test_a_request_ends_on_the_policy_that_it_began_with(prepared: Prepared, tmp_path: Path) -> None:
    async def swapped() -> None:
        async with open_gate(prepared.copy_to(tmp_path / "world")) as gate:
            former = gate.in_force
            other = replace(former.policy, version="another")
            async with gate.operation(None) as operation:
                await operation.view()
                gate.in_force = former.replaced_by(other, gate.clock())
                await operation.close()
                assert (await operation.view()).policy is former.policy
                assert operation.in_force is former
            async with gate.operation(None) as operation:
                assert (await operation.view()).policy is other

    asyncio.run(swapped())


@pytest.fixture
def followed(prepared: Prepared, tmp_path: Path) -> Iterator[tuple[Path, list[Running]]]:
    """A folder of policies, and two gateways that follow it."""
    policies = Path(shutil.copytree(shipped_policies(), tmp_path / "policies"))
    with ExitStack() as open_ones:
        worlds = [tmp_path / name for name in ("one", "other")]
        settings = [prepared.copy_to(world).model_copy(update={"policies": policies}) for world in worlds]
        gateways = [Running(each, world) for each, world in zip(settings, worlds, strict=True)]
        yield policies, [open_ones.enter_context(gateway) for gateway in gateways]


def add(policies: Path, line: str) -> None:
    with (policies / "policy.csv").open("a") as policy:
        policy.write(f"{line}\n")


def told(gateway: Running, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """What /readyz says of the policy, once it says so."""
    deadline = time.monotonic() + SECONDS
    while not holds(detail := gateway.send("GET", "/readyz").raise_for_status().json()["policy"]):
        assert time.monotonic() < deadline
    return dict(detail)


def metrics(gateway: Running) -> dict[str, float]:
    text = gateway.send("GET", "/metrics").raise_for_status().text
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {sample.name.removeprefix("gateway_policy_"): sample.value for sample in samples}


def test_an_edit_is_in_force_in_every_gateway_that_follows_the_folder(
    followed: tuple[Path, list[Running]],
) -> None:
    policies, gateways = followed
    former = {told(gateway, bool)["version"] for gateway in gateways}
    add(policies, OPTIONAL[0])
    versions = {told(gateway, lambda detail: detail["reloads"] == 1)["version"] for gateway in gateways}
    assert len(former) == len(versions) == 1 and former != versions


def test_readyz_the_metrics_and_the_query_tell_what_is_in_force_and_what_is_not(
    followed: tuple[Path, list[Running]],
) -> None:
    policies, (gateway, _) = followed
    before = told(gateway, bool)
    assert (before["reloads"], before["failures"], before["last_error"]) == (0, 0, None)
    assert (metrics(gateway)["files_in_force"], metrics(gateway)["reload_failures_total"]) == (1, 0)
    add(policies, UNLAWFUL[0])
    after = told(gateway, lambda detail: detail["last_error"] is not None)
    kept = ("version", "meaning", "loaded_at", "reloads")
    assert [after[name] for name in kept] == [before[name] for name in kept]
    assert after["failures"] == 1
    assert after["last_error"]["message"].endswith("may MANAGER_DESIGNATE.")
    assert (metrics(gateway)["files_in_force"], metrics(gateway)["reload_failures_total"]) == (0, 1)
    shown = gateway.read(None, "{ policy { version lastError { at message } } }")["policy"]
    assert shown["version"] == before["version"]
    assert shown["lastError"]["message"] == after["last_error"]["message"]


def test_the_metrics_name_the_policy_in_force(followed: tuple[Path, list[Running]]) -> None:
    _, (gateway, _) = followed
    policy = told(gateway, bool)
    assert f'gateway_policy_info{{meaning="{policy["meaning"]}",version="{policy["version"]}"}} 1.0' in (
        gateway.send("GET", "/metrics").text
    )
    assert metrics(gateway)["loaded_timestamp_seconds"] == datetime.fromisoformat(policy["loaded_at"]).timestamp()
