"""Takes over an edited policy while the gateway serves: a good one soon, a bad one never.

The folder is read again and again, since no notice of the system tells of every edit: of those that were tried, inotify
is silent when a symbolic link to the folder is exchanged, and for good once the folder was made anew. Reading three
small files costs less than it would to find out whether that was needed.
"""

import asyncio
import logging
from dataclasses import replace
from itertools import islice

from gateway.authorization.gate import Gate
from gateway.authorization.policy import Policy, PolicyFiles, proved, read_files
from gateway.authorization.problem import PolicyRefused
from gateway.authorization.signed import Verify

MOST_PROBLEMS = 10
MOST_CHARACTERS = 400
RETRY_SECONDS = 1.0
UNEXPECTED = "The policy files could not be judged; the log of the gateway says why."

logger = logging.getLogger(__name__)


class PolicyWatch:
    """Follows a folder of policies on behalf of a gate.

    `files`: those of the policy in force. `verify`: what they must be signed with, if they must.
    """

    def __init__(self, files: PolicyFiles, verify: Verify | None, gate: Gate) -> None:
        self._folder = files.folder
        self._seen = files
        self._judged: PolicyFiles | None = files
        self._verify = verify
        self._gate = gate

    async def keep_watching(self, every: float) -> None:
        """Look at the folder every so many seconds, until cancelled. Nothing that a folder holds ends this."""
        while True:
            await asyncio.sleep(every)
            try:
                await self.look()
            except Exception:
                self._could_not_judge()
                await asyncio.sleep(RETRY_SECONDS)

    async def look(self) -> None:
        """Judge the files, if they are others than those judged last and have come to rest.

        Files that were half written, or of which some are exchanged and others not yet, differ from one look to the
        next; so they are judged when two looks see the same, and only if they still stand there after the proof.
        Both take their time, in a thread, so that requests go on meanwhile.
        """
        before, files = self._seen, await self._read()
        self._seen = files
        if files != before or files == self._judged:
            return
        verdict = await asyncio.to_thread(_judge, files, self._verify)
        if await self._read() == files:
            self._judged = files
            self._conclude(verdict)

    async def _read(self) -> PolicyFiles:
        return await asyncio.to_thread(read_files, self._folder)

    def _conclude(self, verdict: Policy | PolicyRefused) -> None:
        gate, now = self._gate, self._gate.clock()
        if isinstance(verdict, PolicyRefused):
            gate.in_force = gate.in_force.kept_despite(_in_public(verdict), now)
            kept = gate.in_force.policy.version
            logger.error("The policy files are refused; policy %s stays in force.\n%s", kept, _first(verdict))
        elif verdict == gate.in_force.policy:
            gate.in_force = gate.in_force.restored()
        else:
            gate.in_force = gate.in_force.replaced_by(verdict, now)
            logger.info("Policy %s, which means %s, is in force.", verdict.version, verdict.meaning)

    def _could_not_judge(self) -> None:
        """It is tried again until it can be said what the files are; but told only once."""
        gate, self._judged = self._gate, None
        if gate.in_force.last_error is None or gate.in_force.last_error.message != UNEXPECTED:
            gate.in_force = gate.in_force.kept_despite(UNEXPECTED, gate.clock())
            logger.exception("The policy files could not be judged; policy %s stays.", gate.in_force.policy.version)


def _judge(files: PolicyFiles, verify: Verify | None) -> Policy | PolicyRefused:
    """The policy that the files make, or why they make none."""
    try:
        return proved(files, verify)
    except PolicyRefused as refused:
        return refused


def _first(refused: PolicyRefused) -> PolicyRefused:
    """The first problems: with a file that never was a policy, every line is one."""
    return PolicyRefused(refused.problems[:MOST_PROBLEMS])


def _in_public(refused: PolicyRefused) -> str:
    """What is wrong, for those who may read the policy: without the lines, which might come from any file at all."""
    first = (replace(each, file=each.file.rpartition("/")[2], text="", hint="") for each in refused.problems)
    told = [str(each)[:MOST_CHARACTERS] for each in islice(first, MOST_PROBLEMS)]
    more = len(refused.problems) - len(told)
    return "\n".join([*told, f"and {more} more"] if more else told)
