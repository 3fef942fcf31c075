"""What the procedure should answer: a few fields a company, and the rules as somebody would tell them.

It shares no code with the gateway but names, so that it cannot repeat the gateway's mistakes.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from procedure_world import FUNCTIONS, OFFICER, SITUATIONS, START, TERM, person_of

from gateway.demo.personas import PERSONAS

BRUSSELS = ZoneInfo("Europe/Brussels")
ACTIONS = {
    "designate": "MANAGER_DESIGNATE",
    "replace": "MANAGER_REPLACE",
    "confirm": "MANAGER_REPLACE",
    "activate_ebox": "EBOX_ACTIVATE",
    "request_closure": "ACCOUNT_REQUEST_CLOSURE",
    "cancel_closure": "ACCOUNT_CANCEL_CLOSURE",
    "confirm_closure": "ACCOUNT_CONFIRM_CLOSURE",
}
REPRESENT = {"000": {"DIRECTOR", "MANAGING_DIRECTOR", "MANAGER"}, "012": {"LIQUIDATOR"}}
WRONG = {"first_name": "7", "last_name": " ", "national_number": "02070990284", "email": "at", "phone": "112"}
PATHS = {
    "first_name": ("manager", "firstName"),
    "last_name": ("manager", "lastName"),
    "national_number": ("manager", "nationalNumber"),
    "email": ("manager", "email"),
    "phone": ("manager", "phone"),
}
PROBLEMS = {
    "first_name": "name_characters",
    "last_name": "last_name_missing",
    "national_number": "national_number",
    "email": "email",
    "phone": "phone",
}
GOOD_EMAIL = "info@company.example"


class No(Exception):
    """An answer that is a refusal: which kind, and what it says."""


@dataclass(frozen=True)
class Asked:
    """Everything that an act may be given. `wrong`: which details of the person are spoilt."""

    verb: str
    company: str
    persona: str = "dries"
    wrong: tuple[str, ...] = ()
    seen: str = ""
    email: str = GOOD_EMAIL
    reference: str = ""


class Row(NamedTuple):
    """A row of the audit trail that is expected."""

    kind: str
    outcome: str
    company: str | None
    person: str | None
    action: str | None
    reason: str | None
    event: str | None
    words: tuple[tuple[str, str], ...]
    at: datetime


@dataclass
class Designation:
    """Somebody designated; `id` is what the gateway called it."""

    persona: str
    id: str
    expires_at: datetime
    status: str = "designated"

    @property
    def name(self) -> str:
        return f"{PERSONAS[self.persona].first_name} {PERSONAS[self.persona].last_name}"


@dataclass
class Company:
    """Where a company is in the procedure."""

    account: str = "none"
    live: Designation | None = None
    designations: list[Designation] = field(default_factory=list)
    letter: str | None = None
    letters: list[str] = field(default_factory=list)
    ebox: bool = False


class Model:
    """The world as it should be. Acts answer with what they made, or raise No; the trail grows as it should."""

    def __init__(self) -> None:
        self.now = START
        self.companies: dict[str, Company] = {number: Company() for number in SITUATIONS}
        self.known: set[str] = set()
        self.trail: list[Row] = []
        self.counted: Counter[tuple[str, str, str]] = Counter()

    # ------------------------------------------------------------------------------------------ who may

    def denial(self, persona: str | None, verb: str, company: str) -> str | None:
        """Why not, or None."""
        if persona is None:
            return "not_authenticated"
        if company not in self.companies or not self.has_part(persona, company):
            return "no_role"
        weak = persona != person_of(persona)
        if verb == "confirm_closure":
            return None if persona == OFFICER else "assurance_too_low" if weak else "no_role"
        held = FUNCTIONS.get((person_of(persona), company))  # type: ignore[arg-type]
        if held is None:
            return "no_function"
        today = self.now.astimezone(BRUSSELS).date()
        if today < held.begin:
            return "function_not_started"
        if held.end and today > held.end:
            return "function_ended"
        situation = SITUATIONS[company]  # type: ignore[index]
        if held.code not in REPRESENT[situation]:
            return {"000": "function_does_not_represent", "012": "company_in_liquidation"}[situation]
        if not held.signs:
            return "no_signing_power"
        return "assurance_too_low" if weak else None

    def has_part(self, persona: str, company: str) -> bool:
        """An officer, or a function of any time, or a live designation."""
        live = self.companies[company].live
        manages = live is not None and live.persona == person_of(persona)
        return persona == OFFICER or (person_of(persona), company) in FUNCTIONS or manages

    # ---------------------------------------------------------------------------------------- the door

    def enter(self, persona: str | None) -> None:
        """What happens by itself when somebody comes in."""
        if persona is None:
            return
        for number, company in self.companies.items():
            if company.live and self.overdue(company):
                self.expire(number, "expiry")
        person = person_of(persona)
        mine = [(n, c) for n, c in self.companies.items() if c.live and self.waiting(c) and c.live.persona == person]
        if person not in self.known and not mine:
            self.tell("sign_in", "done", None, person, None)
        self.known.add(person)
        for number, company in mine:
            assert company.live
            company.live.status = "active"
            self.tell("sign_in", "done", number, person, None, "manager_activated", manager=company.live.name)
            if company.account == "awaiting_first_sign_in":
                company.account = "active"
                self.tell("sign_in", "done", number, person, None, "account_activated")

    def waiting(self, company: Company) -> bool:
        return company.live is not None and company.live.status == "designated"

    def overdue(self, company: Company) -> bool:
        return self.waiting(company) and company.live is not None and company.live.expires_at <= self.now

    def expire(self, number: str, kind: str) -> None:
        company = self.companies[number]
        assert company.live
        gone, company.live = company.live, None
        gone.status = "expired"
        if company.account == "awaiting_first_sign_in":
            company.account = "none"
        self.tell(kind, "done", number, None, None, "designation_expired", at=gone.expires_at, manager=gone.name)

    # ----------------------------------------------------------------------------------------- the acts

    def refusal(self, persona: str | None, asked: Asked) -> tuple[Any, ...] | None:
        """The answer that the gateway should give instead of acting, with the trace that it should leave."""
        action, person = ACTIONS[asked.verb], person_of(persona) if persona else None
        reason = self.denial(persona, asked.verb, asked.company)
        if reason and (persona is None or (reason == "no_role" and not self.takes_part(persona, asked.company))):
            self.counted[person or "", action, reason] += 1
            return ("unauthenticated" if persona is None else "forbidden", reason)
        if reason:
            self.tell("caller", "forbidden", asked.company, person, action, "refused", reason)
            return ("forbidden", reason)
        try:
            self.check(asked)
        except No as no:
            kind, *details = no.args
            event = None if kind == "invalid" else "refused"
            why = ",".join(sorted({PROBLEMS[f] for f in asked.wrong} or {"email"})) if kind == "invalid" else details[0]
            self.tell("caller", kind, asked.company, person, action, event, why)
            return no.args
        return None

    def takes_part(self, persona: str, company: str) -> bool:
        return company in self.companies and self.has_part(persona, company)

    def check(self, asked: Asked) -> None:
        """Raise what stands in the way: values, then what is named besides, then the state."""
        checks: dict[str, Callable[[Asked, Company], None]] = {
            "designate": self._may_designate,
            "replace": self._may_replace,
            "confirm": self._is_the_one_seen,
            "activate_ebox": self._may_activate_ebox,
            "request_closure": self._may_request,
            "cancel_closure": self._may_cancel,
            "confirm_closure": self._may_record,
        }
        checks[asked.verb](asked, self.companies[asked.company])

    def _valid(self, asked: Asked) -> None:
        if asked.wrong:
            raise No("invalid", *(PATHS[name] for name in PATHS if name in asked.wrong))

    def _may_designate(self, asked: Asked, company: Company) -> None:
        self._valid(asked)
        if company.live and not self.overdue(company):
            raise No("conflict", "manager_exists", company.live.id)

    def _may_replace(self, asked: Asked, company: Company) -> None:
        self._valid(asked)
        self._is_the_one_seen(asked, company)

    def _is_the_one_seen(self, asked: Asked, company: Company) -> None:
        if company.live is None or self.overdue(company):
            raise No("conflict", "manager_changed", None)
        if company.live.id != asked.seen:
            raise No("conflict", "manager_changed", company.live.id)

    def _may_activate_ebox(self, asked: Asked, company: Company) -> None:
        if asked.email != GOOD_EMAIL:
            raise No("invalid", ("notificationEmail",))
        if company.ebox:
            raise No("conflict", "ebox_already_active", None)
        if company.account in ("none", "closed"):
            raise No("conflict", "no_account", None)

    def _may_request(self, asked: Asked, company: Company) -> None:
        if company.account in ("none", "closed"):
            raise No("conflict", "no_account", None)
        if company.account != "active":
            raise No("conflict", "wrong_state", None)

    def _may_cancel(self, asked: Asked, company: Company) -> None:
        if company.letter is None:
            raise No("conflict", "wrong_state", None)

    def _may_record(self, asked: Asked, company: Company) -> None:
        reference = asked.reference.strip().upper()
        if reference not in company.letters:
            raise No("not_found", "letter_unknown")
        if reference != company.letter:
            raise No("conflict", "wrong_state", None)

    def do(self, persona: str, asked: Asked, made: str) -> None:
        """The act was done: what is different now. `made`: the id of the designation, or the letter's reference."""
        number, company, person = asked.company, self.companies[asked.company], person_of(persona)
        action = ACTIONS[asked.verb]

        def tell(event: str, **words: str) -> None:
            self.tell("caller", "done", number, person, action, event, None, None, **words)

        match asked.verb:
            case "designate":
                if company.live:
                    self.expire(number, "caller")
                new = self._new(company, asked, made)
                if company.account in ("none", "closed"):
                    company.account = "awaiting_first_sign_in"
                tell("manager_designated", manager=new.name)
            case "replace":
                assert company.live
                former = company.live
                former.status = "replaced"
                new = self._new(company, asked, made)
                tell("manager_replaced", manager=former.name, successor=new.name)
            case "confirm":
                assert company.live
                tell("manager_confirmed", manager=company.live.name)
            case "activate_ebox":
                company.ebox = True
                tell("ebox_activated")
            case "request_closure":
                company.account, company.letter = "closure_requested", made
                company.letters.append(made)
                tell("closure_requested", reference=made)
            case "cancel_closure":
                tell("closure_cancelled", reference=company.letter or "")
                company.account, company.letter = "active", None
            case "confirm_closure":
                tell("account_closed", reference=company.letter or "")
                company.account, company.letter = "closed", None
                if company.live and self.overdue(company):
                    self.expire(number, "caller")
                elif company.live:
                    company.live.status = "ended"
                    company.live = None

    def _new(self, company: Company, asked: Asked, made: str) -> Designation:
        company.live = Designation(asked.persona, made, self.now + TERM)
        company.designations.append(company.live)
        return company.live

    def tell(
        self,
        kind: str,
        outcome: str,
        company: str | None,
        person: str | None,
        action: str | None,
        event: str | None = None,
        reason: str | None = None,
        at: datetime | None = None,
        **words: str,
    ) -> None:
        told = tuple(sorted(words.items()))
        self.trail.append(Row(kind, outcome, company, person, action, reason, event, told, at or self.now))

    def pass_time(self, time: timedelta) -> None:
        self.now += time
