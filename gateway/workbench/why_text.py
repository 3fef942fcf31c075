"""A decision and its proof, written for people as a tree, and for programs as JSON."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from gateway.authorization.breach import named
from gateway.authorization.policy_file import Line
from gateway.domain.corporate_function import HeldFunction
from gateway.domain.facts import Fact
from gateway.domain.rights import Right, Role
from gateway.workbench.way import Way
from gateway.workbench.why import HeldRole, Judged, Why, WouldDo


@dataclass(frozen=True, slots=True)
class _Node:
    """What is so, the line that makes it so, and what follows from it."""

    says: str
    line: Line | None = None
    below: tuple["_Node", ...] = ()


def headline(why: Why) -> str:
    """The decision in one line."""
    if why.decision.allowed:
        return f"{named(why.right)}: allowed"
    reason = why.decision.reason
    return f"{named(why.right)}: denied, {reason.name if reason else ''}"


def proof_tree(why: Why) -> str:
    """From facts to roles to the right, each with its line; or what would have to be true as well."""
    return "\n\n".join("\n".join(_drawn(_judged(judged, why))) for judged in why.judged)


def answered(why: Why, sentence: str | None) -> str:
    """What somebody with these facts is told. `sentence`: the gateway's own words, where it is known to whom."""
    decision = why.decision
    if decision.allowed or not decision.reason:
        return ""
    told = f"The gateway answers {decision.reason.name}{f': {sentence}' if sentence else '.'}"
    if decision.missing:
        return f"{told}\nIt names as missing {_listed(decision.missing)}."
    return f"{told}\nIt names no fact as missing."


def as_document(why: Why, sentence: str | None) -> dict[str, object]:
    """The same as a document of plain values."""
    decision = why.decision
    return {
        "action": decision.action.name,
        "right": {"resource": why.right.resource, "verb": why.right.verb},
        "allowed": decision.allowed,
        "reason": decision.reason.name if decision.reason else None,
        "sentence": sentence,
        "missing": list(decision.missing),
        "roles": list(decision.roles),
        "requires": list(decision.requires),
        "judged": [
            {
                "facts": _in_order(judged.candidate.facts),
                "function": _function_document(judged.candidate.function),
                "roles": [
                    {
                        "role": held.definition.role,
                        "by": _line_document(held.definition.line),
                        "ways": [_way_document(way) for way in held.ways],
                    }
                    for held in judged.held
                ],
                "wouldDo": [
                    {
                        "role": would_do.role,
                        "way": _way_document(would_do.way),
                        "lacks": [
                            {"facts": _in_order(lack.facts), "by": _line_document(lack.definition.line)}
                            for lack in would_do.lacks
                        ],
                    }
                    for would_do in judged.would_do
                ],
            }
            for judged in why.judged
        ],
    }


def _judged(judged: Judged, why: Why) -> _Node:
    helping = sorted((held for held in judged.held if held.ways), key=lambda held: len(held.ways[0].inclusions))
    idle = [held for held in judged.held if not held.ways]
    nodes = [_held(held, why.right) for held in [*helping, *idle]]
    if not why.decision.allowed:
        nodes += [_would_do(would_do, why.right) for would_do in judged.would_do]
        if not judged.would_do:
            nodes.append(_Node(f"no line grants {_written(why.right)} to any role"))
    return _Node(_who(judged), None, tuple(nodes))


def _who(judged: Judged) -> str:
    facts = [fact for fact in _in_order(judged.candidate.facts) if fact is not Fact.ANYONE]
    with_facts = f"with {_listed(facts)}" if facts else "with nothing that is not true of anyone"
    function = judged.candidate.function
    if not function:
        return with_facts
    until = f" to {function.end.isoformat()}" if function.end else ""
    name = function.code.replace("_", " ").lower()
    return f"by the function of {name}, from {function.begin.isoformat()}{until},\n{with_facts}"


def _held(held: HeldRole, right: Right) -> _Node:
    role = held.definition.role
    if not held.ways:
        return _Node(f"{role}, which does not have this right", held.definition.line)
    return _Node(str(role), held.definition.line, tuple(_way(way, right) for way in held.ways))


def _way(way: Way, right: Right) -> _Node:
    """The lines of a way, each below the one before."""
    node = _Node(f"may {_written(right)}", way.grant.line)
    for inclusion in reversed(way.inclusions):
        node = _Node(f"includes {inclusion.included}", inclusion.line, (node,))
    return node


def _would_do(would_do: WouldDo, right: Right) -> _Node:
    lacks = [_Node(f"lacks {_listed(_in_order(lack.facts))}", lack.definition.line) for lack in would_do.lacks]
    below = lacks or [_Node("which nobody can be: no line makes it")]
    return _Node(f"would do: {would_do.role}", None, (_way(would_do.way, right), *below))


def _drawn(node: _Node, first: str = "", rest: str = "") -> Iterator[str]:
    """A tree in lines. The line that makes something so stands below it, with its place."""
    yield from (f"{first}{says}" for says in node.says.split("\n"))
    if node.line:
        stem = "│  " if node.below else "   "
        yield f"{rest}{stem}{node.line.file}:{node.line.number}: {node.line.text.strip()}"
    for position, below in enumerate(node.below, 1):
        is_last = position == len(node.below)
        yield from _drawn(below, f"{rest}{'└─ ' if is_last else '├─ '}", f"{rest}{'   ' if is_last else '│  '}")


def _written(right: Right) -> str:
    return f"{right.resource}, {right.verb}"


def _in_order(facts: Iterable[Fact]) -> list[Fact]:
    known = frozenset(facts)
    return [fact for fact in Fact if fact in known]


def _listed(words: Sequence[Fact | Role]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _line_document(line: Line) -> dict[str, object]:
    return {"file": line.file, "line": line.number, "text": line.text.strip()}


def _way_document(way: Way) -> list[dict[str, object]]:
    return [_line_document(line) for line in way.lines]


def _function_document(function: HeldFunction | None) -> dict[str, object] | None:
    if not function:
        return None
    return {
        "code": function.code,
        "begin": function.begin.isoformat(),
        "end": function.end.isoformat() if function.end else None,
        "signingPower": function.signing_power,
    }
