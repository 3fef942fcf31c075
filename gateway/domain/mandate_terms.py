"""What a mandate is to say, as it is typed: for which groups of applications, and for which quarters."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as changed
from datetime import date, datetime
from typing import NamedTuple

from gateway.domain.application_group import ApplicationGroups
from gateway.domain.company import Company, CompanyStatus
from gateway.domain.errors import Conflict, ConflictKind, Invalid, NotFound, Problem, Sentence
from gateway.domain.identifiers import EnterpriseNumber, holds_national_number
from gateway.domain.mandate import IN_FORCE, Mandate, MandateGroup, ProviderKind
from gateway.domain.quarter import Quarter
from gateway.domain.side import Side

LONGEST_REASON = 500
_BLANK = re.compile(r"[^\S\n]")


@dataclass(frozen=True, slots=True)
class DraftForm:
    """What a new proxy is to say. `replaces`: the id of the mandate whose groups go over; it may be of none."""

    principal: EnterpriseNumber
    mandatary: EnterpriseNumber
    provider_kind: ProviderKind
    groups: tuple[str, ...]
    start: Quarter
    end: Quarter | None
    replaces: str | None


class Preparer(NamedTuple):
    """Who prepares a proxy (the id of a person), for which side, and when."""

    person: str
    side: Side
    at: datetime


@dataclass(frozen=True, slots=True)
class AmendForm:
    """What is to be different; None leaves it as it is, but for the end if it is given as none (`opens_end`)."""

    groups: tuple[str, ...] | None
    start: Quarter | None
    end: Quarter | None
    opens_end: bool

    def changes(self, mandate: Mandate) -> bool:
        """Whether it asks for anything that is not so already, or about to be so."""
        return (
            (self.groups is not None and set(self.groups) != set(mandate.kept_codes))
            or (self.start is not None and self.start != mandate.start)
            or self.end_of(mandate) != mandate.end
        )

    def end_of(self, mandate: Mandate) -> Quarter | None:
        return None if self.opens_end else self.end or mandate.end


def judge_draft(form: DraftForm, current: Quarter, known: ApplicationGroups) -> tuple[MandateGroup, ...]:
    """The groups of a new proxy, or Invalid with all that is wrong with what was typed."""
    also = not_at_a_change(form.start, current) if form.replaces is not None else []
    if form.principal == form.mandatary:
        also.append(Problem(("mandatary",), Sentence("provider_is_principal")))
    return judge_terms(form.groups, form.start, form.end, current, known, {}, also)


def judge_terms(
    codes: Sequence[str],
    start: Quarter,
    end: Quarter | None,
    current: Quarter,
    known: ApplicationGroups,
    kept: Mapping[str, MandateGroup],
    also: Sequence[Problem] = (),
) -> tuple[MandateGroup, ...]:
    """The groups of a mandate, or Invalid with all that is wrong with them and with the quarters.

    `kept`: groups that the mandate has already; they stay possible if the operator has taken them out since. `also`:
    what else is wrong.
    """
    problems = [*_wrong_groups(codes, known, kept), *_wrong_quarters(start, end, current), *also]
    if problems:
        raise Invalid(*problems)
    return tuple(MandateGroup(code, known[code].exclusive if code in known else kept[code].exclusive) for code in codes)


def _wrong_groups(codes: Sequence[str], known: ApplicationGroups, kept: Mapping[str, MandateGroup]) -> list[Problem]:
    path, wrong = ("applicationGroups",), []
    if not codes:
        wrong.append("groups_none")
    if any(code not in known and code not in kept for code in codes):
        wrong.append("groups_unknown")
    if len(set(codes)) < len(codes):
        wrong.append("groups_repeated")
    return [Problem(path, Sentence(key)) for key in wrong]


def _wrong_quarters(start: Quarter, end: Quarter | None, current: Quarter) -> list[Problem]:
    problems = []
    if start < current:
        problems.append(Problem(("startQuarter",), Sentence("start_quarter_past")))
    if end and end < start:
        problems.append(Problem(("endQuarter",), Sentence("end_before_start")))
    return problems


def not_at_a_change(start: Quarter, current: Quarter) -> list[Problem]:
    """What is wrong if groups would go over from another provider in a quarter that has begun."""
    return [Problem(("startQuarter",), Sentence("start_quarter_take_over"))] if start == current else []


def judge_parties(form: DraftForm, known: Mapping[EnterpriseNumber, Company]) -> None:
    """A provider is a legal person, and both companies must still be there to sign."""
    problems, unknown = [], []
    for side, number in ((Side.PRINCIPAL, form.principal), (Side.MANDATARY, form.mandatary)):
        company = known.get(number)
        if company is None:
            unknown.append(side.value)
        elif company.status is CompanyStatus.ENDED:
            problems.append(Problem((side.value,), Sentence("company_ended")))
        elif side is Side.MANDATARY and company.natural_person:
            problems.append(Problem((side.value,), Sentence("provider_natural_person")))
    if problems:
        raise Invalid(*problems)
    for path in unknown:
        raise NotFound(Sentence("company_unknown"), (path,))


def judge_take_over(former: Mandate, mandatary: EnterpriseNumber, codes: Sequence[str], today: date) -> None:
    """Groups go over from another provider, which must hold them: Invalid or Conflict if nothing could."""
    problems = []
    if former.mandatary == mandatary:
        problems.append(Problem(("replaces",), Sentence("replaces_same_provider")))
    if not set(codes) & set(former.codes):
        problems.append(Problem(("applicationGroups",), Sentence("replaces_no_group")))
    if problems:
        raise Invalid(*problems)
    if former.status(today) not in IN_FORCE:
        raise Conflict(ConflictKind.WRONG_STATE, Sentence("nothing_to_take_over"), mandate=former.id)


def prepared(
    form: DraftForm, groups: tuple[MandateGroup, ...], former: Mandate | None, mandate_id: str, by: Preparer
) -> Mandate:
    """The first version of a proxy that says what the form says."""
    return Mandate(
        id=mandate_id,
        principal=form.principal,
        mandatary=form.mandatary,
        provider_kind=form.provider_kind,
        groups=groups,
        start=form.start,
        end=form.end,
        version=1,
        replaces=former.id if former else None,
        prepared_by=by.side,
        created_at=by.at,
        created_by=by.person,
        drawn_up_at=by.at,
    )


def redrawn(amended: Mandate, by: Preparer) -> Mandate:
    """The next version of an open proxy: whoever signed the former one has not signed this one."""
    return changed(
        amended,
        version=amended.version + 1,
        prepared_by=by.side,
        drawn_up_at=by.at,
        principal_signed_at=None,
        mandatary_signed_at=None,
    )


def next_version(amended: Mandate, mandate_id: str, by: Preparer) -> Mandate:
    """A mandate of its own: the one in force stays so until both sides have signed this one."""
    return Mandate(
        id=mandate_id,
        principal=amended.principal,
        mandatary=amended.mandatary,
        provider_kind=amended.provider_kind,
        groups=tuple(MandateGroup(group.code, group.exclusive) for group in amended.groups),
        start=amended.start,
        end=amended.end,
        version=amended.version + 1,
        replaces=amended.id,
        prepared_by=by.side,
        created_at=by.at,
        created_by=by.person,
        drawn_up_at=by.at,
    )


_UNREADABLE = {"Cc", "Cs", "Co", "Cn"}
_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"


def _readable(text: str) -> str:
    """What was typed or pasted, with plain blanks and line feeds, and without marks that nobody sees."""
    seen = (letter for letter in text if letter in _JOINERS or unicodedata.category(letter) != "Cf")
    lines = "".join(seen).replace("\r\n", "\n").split("\n")
    return unicodedata.normalize("NFC", "\n".join(_BLANK.sub(" ", line) for line in lines)).strip()


def judge_reason(text: str | None) -> str | None:
    """Why a proxy is refused or a mandate ended, in somebody's own words; the other side reads it."""
    reason = _readable(text or "")
    if len(reason) > LONGEST_REASON:
        wrong = "reason_too_long"
    elif any(unicodedata.category(letter) in _UNREADABLE for letter in reason.replace("\n", "")):
        wrong = "reason_characters"
    elif holds_national_number(reason):
        wrong = "reason_number"
    else:
        return reason or None
    raise Invalid(Problem(("reason",), Sentence(wrong)))
