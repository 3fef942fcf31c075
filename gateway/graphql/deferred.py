"""An answer in parts: what is deferred comes after the rest, in the shape of the specification's proposal.

The parts are worked out as fast as without it, and wait for a client that reads slowly: the snapshot that they come
from is never open for longer than for one answer. What an operation may cost bounds how much can wait.
"""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

from graphql import (
    ExperimentalIncrementalExecutionResults,
    GraphQLError,
    InitialIncrementalExecutionResult,
    SubsequentIncrementalExecutionResult,
)

from gateway.graphql.context import Context
from gateway.graphql.presented import of_fields


@dataclass(frozen=True, slots=True)
class Incremental:
    """The first part, and the parts that follow. Whether more follow, each part says in `hasNext`."""

    first: dict[str, Any]
    rest: AsyncGenerator[dict[str, Any]]


async def parts_of(
    executed: ExperimentalIncrementalExecutionResults, context: Context, extensions: dict[str, Any]
) -> AsyncGenerator[dict[str, Any]]:
    """All parts; the reads of each are recorded before it is handed out, or it is not, and there are no more."""
    first = executed.initial_result
    await context.operation.record_reads()
    yield _first_part(first, context, extensions)
    pending = [each.id for each in first.pending]
    try:
        async for result in executed.subsequent_results:
            part = _later_part(result, context)
            await context.operation.record_reads()
            completed = {each.id for each in result.completed or ()}
            pending = [each for each in (*pending, *(new.id for new in result.pending or ())) if each not in completed]
            yield part
    except Exception as error:
        yield _broken_off(error, pending, context)


def _first_part(
    result: InitialIncrementalExecutionResult, context: Context, extensions: dict[str, Any]
) -> dict[str, Any]:
    """What is not deferred, and what is still to come."""
    errors = list(of_fields(result.errors, context))
    return {**result.formatted, **({"errors": errors} if errors else {}), "extensions": extensions}


def _later_part(result: SubsequentIncrementalExecutionResult, context: Context) -> dict[str, Any]:
    """One or more deferred fragments, with the errors of each."""
    shown: dict[str, Any] = {**result.formatted}
    for kind, parts in (("incremental", result.incremental), ("completed", result.completed)):
        if parts:
            shown[kind] = [
                {**part.formatted, **({"errors": list(of_fields(part.errors, context))} if part.errors else {})}
                for part in parts
            ]
    return shown


def _broken_off(error: Exception, pending: list[str], context: Context) -> dict[str, Any]:
    """The last part, where something unexpected happened: nothing more comes of all that was still to come."""
    errors = list(of_fields([GraphQLError("", original_error=error)], context))
    return {"completed": [{"id": each, "errors": errors} for each in pending], "hasNext": False}


class Ahead:
    """Runs through all parts at once, and hands them out as they are asked for."""

    def __init__(self, parts: AsyncGenerator[Any]) -> None:
        self._found: asyncio.Queue[Any] = asyncio.Queue()
        self.running = asyncio.create_task(self._run(parts))

    async def _run(self, parts: AsyncGenerator[Any]) -> None:
        try:
            async for part in parts:
                self._found.put_nowait(part)
        finally:
            self._found.put_nowait(None)

    async def each(self) -> AsyncGenerator[Any]:
        """All parts; what broke them off is raised after the last."""
        while (part := await self._found.get()) is not None:
            yield part
        await asyncio.shield(self.running)
