"""Roles and rights as one table: who may what, by which lines, and whom the law keeps it for."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from itertools import groupby

from gateway.authorization.breach import named
from gateway.authorization.decision_table import ROLE_BITS
from gateway.authorization.policy_file import Line
from gateway.authorization.rules import Definition
from gateway.authorization.vocabulary import RIGHTS
from gateway.domain.facts import Fact
from gateway.domain.rights import Right, Role
from gateway.workbench.opened import OpenedPolicy
from gateway.workbench.way import Way, ways_to
from gateway.workbench.who_can import Law, WhoCan, who_can

OWN, INCLUDED = "✔", "○"
LEGEND = f"{OWN} by a line of its own   {INCLUDED} through a role that it includes"


@dataclass(frozen=True, slots=True)
class Row:
    """A right, the roles that have it and the ways in which each comes to it, and everybody who can have it."""

    right: Right
    cells: Mapping[Role, tuple[Way, ...]]
    who: WhoCan

    @property
    def name(self) -> str:
        """The right as an action, with the side if it is a mandate's."""
        return named(self.right)

    def mark(self, role: Role) -> str:
        """What stands in the table: empty, if the role does not have the right."""
        return (OWN if self.cells[role][0].own else INCLUDED) if role in self.cells else ""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Every right, grouped by resource, against every role. `definitions`: the lines that make each role."""

    version: str
    meaning: str
    rows: tuple[Row, ...]
    definitions: Mapping[Role, tuple[Definition, ...]]

    def by_resource(self) -> Iterator[tuple[str, tuple[Row, ...]]]:
        """The rows of each resource, in the order of the vocabulary."""
        for resource, rows in groupby(self.rows, key=lambda row: row.right.resource):
            yield resource, tuple(rows)


def matrix_of(opened: OpenedPolicy) -> Matrix:
    """The table of a policy. Which role has which right is what the deciding table says."""
    resources = list(dict.fromkeys(right.resource for right in RIGHTS))
    rights = sorted(RIGHTS, key=lambda right: resources.index(right.resource))
    definitions = {role: tuple(d for d in opened.rules.definitions if d.role is role) for role in Role}
    policy = opened.policy
    return Matrix(policy.version, policy.meaning, tuple(_row(right, opened) for right in rights), definitions)


def _row(right: Right, opened: OpenedPolicy) -> Row:
    having = opened.policy.table.granted[right]
    cells = {role: ways_to(right, role, opened.rules) for role, bit in ROLE_BITS.items() if having & bit}
    return Row(right, cells, who_can(right, opened))


def as_markdown(matrix: Matrix) -> str:
    """A table as GitHub shows it, and below it who can, right by right."""
    lines = [f"| action | {' | '.join(Role)} |", f"|---|{':-:|' * len(Role)}"]
    lines += [f"| {row.name} | {' | '.join(row.mark(role) for role in Role)} |" for row in matrix.rows]
    lines += ["", LEGEND, "", "## Who can"]
    for row in matrix.rows:
        lines += ["", f"### {row.name}", "", *(f"- {sentence}" for sentence in who_can_sentences(row.who))]
    return "\n".join(lines)


def who_can_sentences(who: WhoCan) -> list[str]:
    """The smallest sets of facts that suffice, and the law, each as a sentence."""
    enough = [f"{enough.sentence[:-1]}, as {_either(enough.roles)}." for enough in who.enough]
    laws = [f"{law.sentence[:-1]}: {law.place}." for law in who.laws]
    return [*(enough or ["Nobody."]), *laws]


def as_csv(matrix: Matrix) -> str:
    """A row for each right: `own` or `included` for each role that has it."""
    words = {OWN: "own", INCLUDED: "included", "": ""}
    written = StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(["action", "resource", "verb", *Role])
    for row in matrix.rows:
        marks = [words[row.mark(role)] for role in Role]
        writer.writerow([RIGHTS[row.right].name, row.right.resource, row.right.verb, *marks])
    return written.getvalue().rstrip("\n")


def as_json(matrix: Matrix) -> str:
    """Everything, for programs: each cell with its lines."""
    document = {
        "version": matrix.version,
        "meaning": matrix.meaning,
        "roles": {
            role: [{"facts": _facts(d.facts), "by": _line(d.line)} for d in definitions]
            for role, definitions in matrix.definitions.items()
        },
        "rights": [
            {
                "action": RIGHTS[row.right].name,
                "resource": row.right.resource,
                "verb": row.right.verb,
                "roles": {
                    role: [{"own": way.own, "lines": [_line(line) for line in way.lines]} for way in ways]
                    for role, ways in row.cells.items()
                },
                **who_can_document(row.who),
            }
            for row in matrix.rows
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def who_can_document(who: WhoCan) -> dict[str, object]:
    """Who can, and the law, as plain values."""
    return {
        "whoCan": [{"facts": _facts(enough.facts), "roles": list(enough.roles)} for enough in who.enough],
        "law": [_law(law) for law in who.laws],
    }


def _law(law: Law) -> dict[str, object]:
    facts = [_facts(alternative) for alternative in law.alternatives]
    return {"kind": law.kind, "facts": facts, "by": _line(law.line) if law.line else None}


def _either(roles: tuple[Role, ...]) -> str:
    return " or ".join(filter(None, [", ".join(roles[:-1]), roles[-1]]))


def _facts(facts: frozenset[Fact]) -> list[str]:
    return [fact for fact in Fact if fact in facts]


def _line(line: Line) -> dict[str, object]:
    return {"file": line.file, "line": line.number, "text": line.text.strip()}
