"""The matrix as one page of HTML that needs nothing else: no script, no font, no picture, no other file.

It may be shown under the strictest content security policy, which it brings along: only its own style is let in.
"""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template

from gateway.authorization.invariants import Facts, Kind
from gateway.domain.facts import Fact
from gateway.domain.rights import Role
from gateway.workbench.matrix import INCLUDED, OWN, Matrix, Row
from gateway.workbench.way import Way
from gateway.workbench.who_can import FLOOR_PLACE, Law

_EVERYBODY = "any"


def as_page(matrix: Matrix) -> str:
    """The page. The same rules make the same page, to the byte."""
    folder = files("gateway.workbench")
    style = (folder / "matrix_page.css").read_text(encoding="utf-8") + _choosing()
    template = Template((folder / "matrix_page.html").read_text(encoding="utf-8"))
    return template.substitute(
        digest=b64encode(sha256(style.encode()).digest()).decode(),
        style=style,
        counts=_counts(matrix),
        choices="".join(_choices()),
        heads="".join(f'<th scope="col">{_spoken(role)}</th>' for role in Role),
        groups="\n".join(_group(resource, rows) for resource, rows in matrix.by_resource()),
        roles="\n".join(_role(role, matrix) for role in Role),
        answers="\n".join(_answers(matrix)),
        version=matrix.version,
        meaning=matrix.meaning,
    ).rstrip("\n")


def _choosing() -> str:
    """Choosing a role leaves out the rights that it does not have: by style alone, since there is no script."""
    return "".join(
        f"main:has(#only-{role}:checked) tbody tr:not(.resource):not(.{role}) {{ display: none; }}\n"
        f"main:has(#only-{role}:checked) tbody:not(:has(.{role})) {{ display: none; }}\n"
        for role in Role
    )


def _choices() -> Iterable[str]:
    for role in (_EVERYBODY, *Role):
        checked, label = (" checked", "everybody") if role == _EVERYBODY else ("", _spoken(role))
        yield f'<input type="radio" name="only" id="only-{role}"{checked}><label for="only-{role}">{label}</label>'


def _counts(matrix: Matrix) -> str:
    reserved = sum(any(law.kind is Kind.ONLY for law in row.who.laws) for row in matrix.rows)
    return f"{len(Role)} roles, {len(matrix.rows)} rights, {reserved} of them reserved by an invariant"


def _group(resource: str, rows: Iterable[Row]) -> str:
    head = f'<tr class="resource"><th scope="colgroup" colspan="{len(Role) + 1}">{_spoken(resource)}</th></tr>'
    return "\n".join(["<tbody>", head, *map(_row, rows), "</tbody>"])


def _row(row: Row) -> str:
    lock = '<span class="lock">reserved</span>' if any(law.kind is Kind.ONLY for law in row.who.laws) else ""
    name = f'<th scope="row"><a href="#{_anchor(row)}"><code>{escape(row.name)}</code></a>{lock}</th>'
    return f'<tr class="{" ".join(row.cells)}">{name}{"".join(_cell(row, role) for role in Role)}</tr>'


def _cell(row: Row, role: Role) -> str:
    if role not in row.cells:
        return "<td></td>"
    way = row.cells[role][0]
    kind, mark = ("own", OWN) if way.own else ("included", INCLUDED)
    by = escape(_by(way), quote=True)
    return f'<td><span class="mark {kind}" role="img" aria-label="may, by {by}" title="{by}">{mark}</span></td>'


def _by(way: Way) -> str:
    return "\n".join(f"{line.place}: {line.text.strip()}" for line in way.lines)


def _role(role: Role, matrix: Matrix) -> str:
    made = [
        f'<li title="{escape(definition.line.place, quote=True)}">{_facts(definition.facts)}</li>'
        for definition in matrix.definitions[role]
    ] or ["<li>Nobody: no line makes it.</li>"]
    return f'<section class="card"><h3>{_spoken(role)}</h3><ul>{"".join(made)}</ul></section>'


def _answers(matrix: Matrix) -> Iterable[str]:
    """A card for each answer, with all the actions that have it."""
    alike: dict[object, list[Row]] = {}
    for row in matrix.rows:
        told = frozenset((law.kind, law.alternatives) for law in row.who.laws)
        alike.setdefault((row.who.enough, told), []).append(row)
    for rows in alike.values():
        tags = "".join(f'<span class="tag" id="{_anchor(row)}">{escape(row.name)}</span>' for row in rows)
        enough = [
            f'<li>{_person(each.facts)} <span class="soft">as {" or ".join(map(_spoken, each.roles))}</span></li>'
            for each in rows[0].who.enough
        ] or ["<li>Nobody.</li>"]
        laws = "".join(_law(law, rows) for law in rows[0].who.laws)
        yield f'<section class="card"><div class="tags">{tags}</div><ul>{"".join(enough)}{laws}</ul></section>'


def _law(law: Law, rows: Sequence[Row]) -> str:
    """What an invariant says of all these rights, each by a line of its own."""
    told = (law.kind, law.alternatives)
    same = [other for row in rows for other in row.who.laws if (other.kind, other.alternatives) == told]
    numbers = sorted(other.line.number for other in same if other.line)
    lines = (
        f"line{'s' * (len(numbers) > 1)} {', '.join(map(str, numbers))} of invariants.csv" if numbers else FLOOR_PLACE
    )
    words, link = ("Reserved", "for") if law.kind is Kind.ONLY else ("Always granted", "to")
    who = ", or ".join(_person(facts, capital=False) for facts in law.alternatives)
    if set(law.alternatives) == {each.facts for each in rows[0].who.enough}:
        who = (
            "exactly these, whatever the rules say" if law.kind is Kind.ONLY else "all of these, whatever the rules say"
        )
    return f'<li class="law {law.kind}"><b>{words}</b> {link} {who} <span class="soft">· {lines}</span></li>'


def _person(facts: Facts, *, capital: bool = True) -> str:
    words = f"a person with {_facts(facts)}" if facts else "anybody at all"
    return f"{words[0].upper()}{words[1:]}" if capital else words


def _facts(facts: Facts) -> str:
    shown = [f'<span class="fact">{fact}</span>' for fact in Fact if fact in facts]
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))


def _anchor(row: Row) -> str:
    return f"{row.right.resource}-{row.right.verb}"


def _spoken(word: str) -> str:
    """A word of the files as people write it: legal representative."""
    return word.replace("_", " ")
