"""A difference in sentences, for people, for a review (Markdown), and as a document for programs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from gateway.authorization.breach import named, somebody
from gateway.authorization.invariants import Invariant
from gateway.domain.facts import Fact
from gateway.domain.rights import Right
from gateway.workbench.changed_reasons import ReasonChange, Told
from gateway.workbench.cover import Group
from gateway.workbench.difference import DECISIONS, Change, Difference, RightsChange, RoleChange
from gateway.workbench.who_can import Law


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, and sentences below it."""

    heading: str
    sentences: tuple[str, ...]


def sections(difference: Difference, reasons: Iterable[ReasonChange] = ()) -> list[Section]:
    """All that a difference says; a heading without a sentence is left out."""
    gained = [change for change in difference.changes if change.gained]
    lost = [change for change in difference.changes if not change.gained]
    told = [
        Section("New permissions", tuple(map(_change, gained))),
        Section("Permissions that are taken away", tuple(map(_change, lost))),
        Section("Roles, where no decision changes", tuple(_roles(difference))),
        Section("Invariants", tuple(_invariants(difference))),
        Section("Reasons of denials", tuple(map(_reason, reasons))),
    ]
    return [section for section in told if section.sentences]


def summary(difference: Difference) -> str:
    """How much changes, in a sentence."""
    if difference.decisions:
        return f"{difference.decisions:,} of {DECISIONS:,} decisions change."
    return "No decision changes." if difference else "Nothing changes in meaning."


def as_text(told: Sequence[Section]) -> str:
    """The sections for a terminal."""
    return "\n\n".join("\n".join([f"{s.heading}:", *(f"  {sentence}" for sentence in s.sentences)]) for s in told)


def as_markdown(told: Sequence[Section]) -> str:
    """The sections for the description of a change."""
    return "\n\n".join("\n".join([f"### {s.heading}", "", *(f"- {_literal(t)}" for t in s.sentences)]) for s in told)


def as_document(difference: Difference, reasons: Iterable[ReasonChange] = ()) -> dict[str, object]:
    """The same for programs."""
    return {
        "decisions": {"changed": difference.decisions, "all": DECISIONS},
        "changes": [
            {
                "gained": change.gained,
                **_group(change.group),
                "onlyWhoDidNot": change.unless,
                "rights": [", ".join(right) for right in change.rights],
                "sentence": _change(change),
            }
            for change in difference.changes
        ],
        "roles": list(_roles(difference)),
        "invariants": list(_invariants(difference)),
        "reasons": [
            {
                **_group(reason.group),
                "rights": [", ".join(right) for right in reason.rights],
                "sentence": _reason(reason),
            }
            for reason in reasons
        ],
    }


def _change(change: Change) -> str:
    who, acts = somebody(*change.group), _acts(change.rights)
    if change.unless:
        before = "Unless they already might, " if change.gained else "Unless they still may by another role, "
        return f"{before}{who} {'may now' if change.gained else 'may no longer'} {acts}."
    return f"{_capital(who)} {'may now' if change.gained else 'may no longer'} {acts}."


def _roles(difference: Difference) -> Iterator[str]:
    yield from map(_role, difference.roles)
    yield from map(_role_rights, difference.rights)


def _role(change: RoleChange) -> str:
    return f"{_capital(somebody(*change.group))} is {'now' if change.gained else 'no longer'} {change.role}."


def _role_rights(change: RightsChange) -> str:
    return f"Whoever is {change.role} {'has now' if change.gained else 'has no longer'} {_acts(change.rights)} as such."


def _invariants(difference: Difference) -> Iterator[str]:
    for row in difference.invariants_gone:
        so = "No longer demanded, and no longer so" if row in difference.broken else "No longer demanded"
        yield f"{so}: {named(row.right)}: {_law(row)}"
    yield from (f"Now demanded: {named(row.right)}: {_law(row)}" for row in difference.invariants_new)


def _law(row: Invariant) -> str:
    return Law(row.kind, row.alternatives, row.line).sentence


def _reason(change: ReasonChange) -> str:
    who = _capital(somebody(*change.group))
    before, after = _told(change.before), _told(change.after)
    return f"{who} who still may not {_acts(change.rights)} was told {before}; now {after}."


def _told(told: Told) -> str:
    reason = told.reason.name if told.reason else "denied"
    lacking = f", lacking {_listed([fact.value for fact in told.missing])}" if told.missing else ""
    return f"{reason}{lacking}"


def _group(group: Group) -> dict[str, object]:
    return {
        "having": [fact.value for fact in Fact if fact in group.having],
        "lacking": [fact.value for fact in Fact if fact in group.lacking],
    }


def _acts(rights: Sequence[Right]) -> str:
    return _listed([named(right) for right in rights])


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _capital(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"


def _literal(text: str) -> str:
    return text.replace("_", "\\_")
