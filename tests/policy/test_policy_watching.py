"""A folder of policies that is edited while it is watched: good edits come into force, others never, none is missed."""

import asyncio
import logging
import os
import shutil
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gateway.authorization import reload
from gateway.authorization.gate import Gate
from gateway.authorization.in_force import InForce
from gateway.authorization.plain_file import LARGEST
from gateway.authorization.policy import PolicyFiles, load_policy, proved, read_files, shipped_policies
from gateway.authorization.reload import UNEXPECTED, PolicyWatch
from gateway.domain.rights import Right, Role
from gateway.storage.database import Database

EXTRA = "p, mandated_provider, manager, read\n"
UNLAWFUL = "p, person, manager, designate\n"
MISSPELT = "p, officer, histori, read\n"
WRITTEN_OTHERWISE = "# A remark.\n"
VERIFY_NOTHING = None


class Watched:
    """A gate, and a watch that looks when the test says so."""

    def __init__(self, folder: Path, database: Path) -> None:
        self.folder = folder
        self.files = read_files(folder)
        self.time = datetime(2026, 1, 1, tzinfo=UTC)
        self.gate = Gate(Database.at(f"sqlite:///{database}"), proved(self.files), self.clock)
        self.watch = PolicyWatch(self.files, VERIFY_NOTHING, self.gate)

    def clock(self) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time

    @property
    def in_force(self) -> InForce:
        return self.gate.in_force

    def look(self, times: int = 1) -> InForce:
        """What is in force after so many looks."""

        async def looks() -> None:
            for _ in range(times):
                await self.watch.look()

        asyncio.run(looks())
        return self.in_force


@pytest.fixture
def watched(folder: Path, tmp_path: Path) -> Iterator[Watched]:
    yield Watched(folder, tmp_path / "gateway.sqlite")


def append(folder: Path, line: str) -> None:
    """As an editor that writes in place."""
    with (folder / "policy.csv").open("a") as policy:
        policy.write(line)


def save(folder: Path, content: str) -> None:
    """As an editor that writes another file and puts it in the place of this one."""
    (folder / ".policy.csv.swp").write_text(content)
    (folder / ".policy.csv.swp").replace(folder / "policy.csv")


def text(folder: Path) -> str:
    return (folder / "policy.csv").read_text()


def test_a_good_edit_is_in_force_once_two_looks_see_the_same(watched: Watched) -> None:
    before = watched.in_force
    append(watched.folder, EXTRA)
    assert watched.look() is before
    after = watched.look()
    assert after.policy == load_policy(watched.folder) and after.policy != before.policy
    assert after.policy.grants(Role.MANDATED_PROVIDER, Right("manager", "read"))
    assert (after.reloads, after.failures, after.last_error) == (1, 0, None)
    assert after.loaded_at > before.loaded_at
    assert watched.look(3) is after


@pytest.mark.parametrize("line", [UNLAWFUL, MISSPELT])
def test_a_bad_edit_is_never_in_force_and_is_told_loudly_once(
    watched: Watched, line: str, caplog: pytest.LogCaptureFixture
) -> None:
    before = watched.in_force
    append(watched.folder, line)
    after = watched.look(6)
    assert (after.policy, after.loaded_at) == (before.policy, before.loaded_at)
    assert (after.reloads, after.failures) == (0, 1)
    [record] = [record for record in caplog.records if record.levelno == logging.ERROR]
    number = text(watched.folder).count("\n")
    assert f"{watched.folder.as_posix()}/policy.csv:{number}:" in record.getMessage()
    assert line.strip() in record.getMessage() and "^^^" in record.getMessage()
    assert before.policy.version in record.getMessage()


def test_each_bad_content_is_told_anew(watched: Watched, caplog: pytest.LogCaptureFixture) -> None:
    good = text(watched.folder)
    for line in (UNLAWFUL, MISSPELT):
        save(watched.folder, good + line)
        watched.look(4)
    assert watched.in_force.failures == 2
    assert len([record for record in caplog.records if record.levelno == logging.ERROR]) == 2


def test_the_error_names_no_folder_and_shows_no_line(watched: Watched) -> None:
    append(watched.folder, MISSPELT)
    error = watched.look(2).last_error
    number = text(watched.folder).count("\n")
    assert error is not None
    assert error.message == f'policy.csv:{number}:13: unknown resource "histori"'


def test_the_error_of_a_file_that_never_was_a_policy_is_short(watched: Watched) -> None:
    save(watched.folder, "a secret, that is long\n" * 5_000)
    error = watched.look(2).last_error
    assert error is not None
    assert len(error.message.splitlines()) == 11 and len(error.message) < 4_100
    assert error.message.endswith("and 4990 more")


def test_the_error_goes_when_the_files_are_good_again(watched: Watched) -> None:
    good = text(watched.folder)
    for again, reloads in ((good + WRITTEN_OTHERWISE, 1), (good, 2)):
        save(watched.folder, good + UNLAWFUL)
        assert watched.look(2).last_error is not None
        save(watched.folder, again)
        after = watched.look(2)
        assert after.last_error is None and after.reloads == reloads


def test_files_put_back_as_they_were_are_no_reload(watched: Watched) -> None:
    before, good = watched.in_force, text(watched.folder)
    save(watched.folder, good + UNLAWFUL)
    watched.look(2)
    save(watched.folder, good)
    after = watched.look(2)
    assert (after.policy, after.loaded_at, after.reloads) == (before.policy, before.loaded_at, 0)
    assert (after.failures, after.last_error) == (1, None)


def test_another_wording_is_another_version_and_the_same_meaning(watched: Watched) -> None:
    before = watched.in_force.policy
    append(watched.folder, WRITTEN_OTHERWISE)
    after = watched.look(2).policy
    assert after.version != before.version and after.meaning == before.meaning
    append(watched.folder, EXTRA)
    assert watched.look(2).policy.meaning != before.meaning


def test_a_file_that_is_still_being_written_is_not_judged(watched: Watched) -> None:
    """Each half would be refused; none is seen twice."""
    before, good = watched.in_force, text(watched.folder)
    for end in range(1000, 2000, 100):
        save(watched.folder, good[:end])
        assert watched.look() is before
    save(watched.folder, good)
    assert watched.look(2).last_error is None and watched.in_force.failures == 0


def test_what_changed_during_the_proof_is_not_put_in_force(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    good = text(watched.folder)

    def slow(files: PolicyFiles, verify: None) -> object:
        policy = proved(files, verify)
        save(watched.folder, good)
        return policy

    monkeypatch.setattr(reload, "proved", slow)
    append(watched.folder, EXTRA)
    after = watched.look(2)
    assert after.policy == load_policy(watched.folder) and after.reloads == 0


def test_a_policy_in_force_is_the_one_of_the_bytes_that_were_proved(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The files are unlawful from when they were read until they are proved: nothing is read in between."""

    judge = reload._judge

    def spoilt_meanwhile(files: PolicyFiles, verify: None) -> object:
        save(watched.folder, files.contents["policy.csv"].decode() + UNLAWFUL)
        try:
            return judge(files, verify)
        finally:
            save(watched.folder, files.contents["policy.csv"].decode())

    monkeypatch.setattr(reload, "_judge", spoilt_meanwhile)
    append(watched.folder, EXTRA)
    after = watched.look(2)
    assert after.reloads == 1 and after.policy == load_policy(watched.folder)


def test_missing_files_and_a_missing_folder_leave_the_policy_in_force(watched: Watched) -> None:
    before = watched.in_force.policy
    (watched.folder / "invariants.csv").unlink()
    error = watched.look(2).last_error
    assert error is not None and error.message == "invariants.csv:1:1: this file is missing"
    shutil.rmtree(watched.folder)
    error = watched.look(2).last_error
    assert error is not None and len(error.message.splitlines()) == 3
    assert watched.in_force.policy == before
    shutil.copytree(shipped_policies(), watched.folder)
    append(watched.folder, EXTRA)
    after = watched.look(2)
    assert after.last_error is None and after.reloads == 1


def test_what_is_no_file_is_refused_and_the_next_good_edit_is_taken_over(watched: Watched) -> None:
    """A pipe that nobody writes to would keep the reader, and a device without end would fill its memory."""
    policy, good = watched.folder / "policy.csv", text(watched.folder)
    for put, message in (
        (lambda: os.mkfifo(policy), "this is no file"),
        (lambda: policy.symlink_to("/dev/zero"), "this is no file"),
        (lambda: policy.write_bytes(b"#" * (LARGEST + 1)), "this file is too large (more than 1,048,576 bytes)"),
    ):
        policy.unlink()
        put()
        error = watched.look(2).last_error
        assert error is not None and error.message == f"policy.csv:1:1: {message}"
    save(watched.folder, good + EXTRA)
    assert (watched.look(2).last_error, watched.in_force.reloads) == (None, 1)


def test_a_pipe_for_a_signature_is_none(folder: Path) -> None:
    os.mkfifo(folder / "policies.sig")
    assert read_files(folder).signature is None


@pytest.mark.parametrize("content", ["", "# Nothing is promised any more.\n"])
def test_rules_of_which_no_invariant_asks_anything_are_never_in_force(watched: Watched, content: str) -> None:
    before = watched.in_force.policy
    (watched.folder / "invariants.csv").write_text(content)
    after = watched.look(2)
    assert after.policy == before and after.last_error is not None
    assert after.last_error.message == "invariants.csv:1:1: no invariant stands here"


def test_a_link_to_a_folder_may_be_exchanged(tmp_path: Path) -> None:
    """What no notice of the system tells of."""
    for name in ("v1", "v2"):
        shutil.copytree(shipped_policies(), tmp_path / name)
    append(tmp_path / "v2", EXTRA)
    (tmp_path / "policies").symlink_to("v1")
    watched = Watched(tmp_path / "policies", tmp_path / "gateway.sqlite")
    (tmp_path / "next").symlink_to("v2")
    (tmp_path / "next").replace(tmp_path / "policies")
    assert watched.look(2).policy == load_policy(tmp_path / "v2")
    append(tmp_path / "v2", WRITTEN_OTHERWISE)
    assert watched.look(2).policy == load_policy(tmp_path / "v2")


def test_a_mounted_config_map_may_be_exchanged(tmp_path: Path) -> None:
    """Files are links into ``..data``, which is a link to a folder with a date for its name."""
    folder = tmp_path / "policies"
    for name in ("..v1", "..v2"):
        shutil.copytree(shipped_policies(), folder / name)
    append(folder / "..v2", EXTRA)
    (folder / "..data").symlink_to("..v1")
    for name in read_files(folder / "..v1").contents:
        (folder / name).symlink_to(f"..data/{name}")
    watched = Watched(folder, tmp_path / "gateway.sqlite")
    (folder / "..data_tmp").symlink_to("..v2")
    (folder / "..data_tmp").replace(folder / "..data")
    assert watched.look(2).policy.grants(Role.MANDATED_PROVIDER, Right("manager", "read"))


def test_a_signature_that_is_taken_away_is_told_although_the_rules_are_the_same(folder: Path, tmp_path: Path) -> None:
    (folder / "policies.sig").write_bytes(b"signed")
    watched = Watched(folder, tmp_path / "gateway.sqlite")
    watched.watch = PolicyWatch(watched.files, lambda _, sig: None if sig == b"signed" else "not signed", watched.gate)
    append(folder, EXTRA)
    assert watched.look(2).reloads == 1
    (folder / "policies.sig").write_bytes(b"forged")
    error = watched.look(2).last_error
    assert error is not None and error.message == "policies.sig:1:1: not signed"
    append(folder, WRITTEN_OTHERWISE)
    assert watched.look(2).reloads == 1 and watched.in_force.failures == 2


def test_what_nobody_expected_is_told_once_and_tried_again(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """PyCasbin in a thread may raise a SystemError; a good edit is in force as soon as it does not."""
    fails = 3

    def failing(files: PolicyFiles, verify: None) -> object:
        nonlocal fails
        fails -= 1
        if fails >= 0:
            raise SystemError("AST constructor recursion depth mismatch")
        return proved(files, verify)

    monkeypatch.setattr(reload, "proved", failing)
    monkeypatch.setattr(reload, "RETRY_SECONDS", 0.01)
    append(watched.folder, EXTRA)
    asyncio.run(_watching(watched, lambda: _until(lambda: watched.in_force.last_error is not None)))
    error = watched.in_force.last_error
    assert error is not None and error.message == UNEXPECTED
    asyncio.run(_watching(watched, lambda: _until(lambda: watched.in_force.reloads == 1)))
    assert (watched.in_force.failures, watched.in_force.last_error) == (1, None)
    [record] = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert record.exc_info is not None


def test_what_nobody_expected_is_forgotten_when_the_files_are_put_back(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = text(watched.folder)
    monkeypatch.setattr(reload, "RETRY_SECONDS", 0.01)
    with monkeypatch.context() as patched:
        patched.setattr(reload, "proved", lambda *_: 1 // 0)
        append(watched.folder, EXTRA)
        asyncio.run(_watching(watched, lambda: _until(lambda: watched.in_force.last_error is not None)))
    save(watched.folder, good)
    asyncio.run(_watching(watched, lambda: _until(lambda: watched.in_force.last_error is None)))
    assert watched.in_force.reloads == 0


async def _watching(watched: Watched, meanwhile: Callable[[], Awaitable[None]]) -> None:
    task = asyncio.create_task(watched.watch.keep_watching(0.01))
    await meanwhile()
    assert not task.done()
    task.cancel()
    await asyncio.wait([task])


async def _until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.005)
