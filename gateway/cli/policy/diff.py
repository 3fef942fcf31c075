"""`gateway policy diff`: what would change, in sentences about people, and which decisions of the past with it."""

import asyncio
import json
from enum import StrEnum
from typing import Annotated

import typer

from gateway.authorization.problem import presentable
from gateway.cli.demo import refuse
from gateway.cli.policy.options import Policies, folder_of
from gateway.workbench.changed_reasons import ReasonChange, changed_reasons
from gateway.workbench.difference import Difference, compare
from gateway.workbench.difference_text import Section, as_document, as_markdown, as_text, sections, summary
from gateway.workbench.replay import Replay, Replayed, Rules, Verdict
from gateway.workbench.revision import NoSuchPolicy, Revision, open_revision
from gateway.workbench.trail_row import NotATrail

_SHOWN = 50


class Format(StrEnum):
    """How a difference is written."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


def diff(
    old: Annotated[str, typer.Argument(help="A folder, or a revision of Git: REV, or REV:path.")],
    new: Annotated[str | None, typer.Argument(help="The same; by default, the folder of --policies.")] = None,
    policies: Policies = None,
    against_log: Annotated[
        str | None, typer.Option(help="An exported audit trail, or a database: replay its decisions under NEW.")
    ] = None,
    with_reasons: Annotated[bool, typer.Option("--reasons", help="Tell denials that are explained otherwise.")] = False,
    how: Annotated[Format, typer.Option("--format", help="For people, programs, or a review.")] = Format.TEXT,
) -> None:
    """Tell every decision that changes from OLD to NEW, in the fewest sentences. Texts are not compared.

    Ends with 0 if nothing changes in meaning, with 1 if anything does, and with 3 if an invariant is broken: if one of
    them would be refused, or if NEW breaks an invariant of OLD that it no longer demands. Of rules that would be
    refused the problems are told, and what would change if they were in force.
    """
    before, after = _opened(old, new, policies)
    problems = [problem for revision in (before, after) for problem in revision.problems]
    refused = [f"{presentable(r.name)} is refused." for r in (before, after) if r.problems]
    difference: Difference | None = None
    reasons: tuple[ReasonChange, ...] = ()
    replayed: Replay | None = None
    if before.table and after.table:
        difference = compare(before.table, after.table, before.invariants, after.invariants)
        reasons = changed_reasons(before.table, after.table) if with_reasons else ()
        if against_log:
            replayed = _replayed(against_log, Rules(before.version, before.table), Rules(after.version, after.table))
    if how is Format.JSON:
        document = {
            "old": {"name": presentable(before.name), "version": before.version},
            "new": {"name": presentable(after.name), "version": after.version},
            "problems": [str(problem) for problem in problems],
            "difference": as_document(difference, reasons) if difference is not None else None,
            "log": _log_document(replayed) if replayed is not None else None,
        }
        typer.echo(json.dumps(document, indent=2, ensure_ascii=False))
    else:
        told = sections(difference, reasons) if difference is not None else []
        told += [_log(replayed)] if replayed is not None else []
        parts = [_fenced("\n\n".join(map(str, problems)), how), " ".join(refused)]
        if difference is None:
            parts.append("What would change cannot be told, since not every rule is understood.")
        elif refused:
            parts.append("If both were in force, this would change:")
        parts += [(as_markdown if how is Format.MARKDOWN else as_text)(told)]
        parts += [summary(difference)] if difference is not None else []
        typer.echo("\n\n".join(filter(None, parts)))
    _end(bool(refused), difference)


def _opened(old: str, new: str | None, policies: Policies) -> tuple[Revision, Revision]:
    folder = folder_of(policies)
    try:
        return open_revision(old, folder), open_revision(new if new is not None else folder.as_posix(), folder)
    except NoSuchPolicy as nothing:
        refuse(str(nothing))


def _end(refused: bool, difference: Difference | None) -> None:
    if refused or (difference and difference.broken):
        raise typer.Exit(3)
    if difference:
        raise typer.Exit(1)


def _replayed(log: str, old: Rules, new: Rules) -> Replay:
    from gateway.cli.policy.trail import rows_of  # Only a trail needs the libraries of a database.

    async def taken() -> Replay:
        replay = Replay(old, new)
        async for place, row in rows_of(log):
            replay.take(place, row)
        return replay

    try:
        return asyncio.run(taken())
    except NotATrail as wrong:
        refuse(str(wrong))


def _log(replay: Replay) -> Section:
    counts, other = replay.counts, replay.different
    told = [f"{counts.total():,} decisions: " + ", ".join(f"{counts[v]:,} {v}" for v in Verdict) + "."]
    told += [_row(each) for each in other[:_SHOWN]]
    told += [f"... and {len(other) - _SHOWN:,} more: --format json has them all."] if len(other) > _SHOWN else []
    return Section("The decisions of the trail", tuple(told))


def _row(each: Replayed) -> str:
    row = each.taken
    where = f" in {row.company}" if row.company else ""
    was = "allowed" if row.allowed else f"denied ({row.reason})"
    times = f" {row.times} times" if row.counted else ""
    open_ = each.verdict is Verdict.OPEN
    became = "cannot tell, since the row does not hold enough" if open_ else str(each.verdict)
    return f"{row.at} {row.action.name}{where}: was {was}{times}; {became}."


def _log_document(replay: Replay) -> dict[str, object]:
    return {
        "decisions": replay.counts.total(),
        "verdicts": {verdict.name.lower(): replay.counts[verdict] for verdict in Verdict},
        "different": [
            {
                "id": each.taken.id,
                "at": each.taken.at,
                "company": each.taken.company,
                "action": each.taken.action.name,
                "allowed": each.taken.allowed,
                "reason": each.taken.reason,
                "times": each.taken.times,
                "verdict": each.verdict.name.lower(),
            }
            for each in replay.different
        ],
    }


def _fenced(text: str, how: Format) -> str:
    return f"```\n{text}\n```" if text and how is Format.MARKDOWN else text
