"""The whole procedure on a real file, in any order, by anybody: it must answer as a simple model of it does.

After every step: the answer is the model's, the trail has grown by what the model says and nothing else, a refusal has
changed nothing, and what is kept of each company is what the model holds. The rules are guided, so that each act
succeeds often: how often is counted, and asserted at the end.
"""

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from procedure_model import ACTIONS, GOOD_EMAIL, WRONG, Asked, Company, Model
from procedure_world import COLIN, LAMBERT, MAES, OFFICER, UNKNOWN, House, form_of

from gateway.demo.personas import PERSONAS
from gateway.domain.account import Account
from gateway.domain.errors import Conflict, Forbidden, Invalid, NotFound, Refused, Unauthenticated
from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.manager import Manager
from gateway.domain.rights import Action
from gateway.storage.audit import history_of
from gateway.storage.page import Wanted
from gateway.storage.work import Work
from gateway.use_cases import account, ebox, manager

REPRESENTATIVES = {LAMBERT: ["lea", "nadia"], MAES: ["emma"], COLIN: ["karin"]}
CANDIDATES = ["dries", "gita", "jan", "lea", "bruno", "emma"]
ANYBODY = [
    None,
    None,
    "lea",
    "weak-lea",
    "bruno",
    "chantal",
    "nadia",
    "emma",
    "karin",
    "olivier",
    "ines",
    "petra",
    "dries",
]
TIMES = [timedelta(hours=1), timedelta(days=1), timedelta(days=1), timedelta(days=12), timedelta(days=31)]
KINDS = ["unauthenticated", "forbidden", "invalid", "not_found", "conflict"]
REASONS = {
    "no_role",
    "no_function",
    "function_not_started",
    "function_ended",
    "company_in_liquidation",
    "no_signing_power",
    "assurance_too_low",
}
A_SECOND = timedelta(seconds=1)


def use_case(house: House, asked: Asked) -> Callable[[Work], Awaitable[Any]]:
    """The use case of an act, with what it is given."""
    company = EnterpriseNumber(asked.company)
    form = form_of(asked.persona, **{name: WRONG[name] for name in asked.wrong})
    return {
        "designate": lambda work: manager.designate(work, house.terms, company, form),
        "replace": lambda work: manager.replace(work, house.terms, company, form, asked.seen),
        "confirm": lambda work: manager.confirm(work, company, asked.seen),
        "activate_ebox": lambda work: ebox.activate(work, company, asked.email),
        "request_closure": lambda work: account.request_closure(work, company),
        "cancel_closure": lambda work: account.cancel_closure(work, company),
        "confirm_closure": lambda work: account.confirm_closure(work, company, asked.reference),
    }[asked.verb]


def told(refused: Refused) -> tuple[Any, ...]:
    """A refusal as the model says it."""
    match refused:
        case Unauthenticated():
            return ("unauthenticated", refused.decision.reason)
        case Forbidden():
            return ("forbidden", refused.decision.reason)
        case Invalid():
            return ("invalid", *(problem.path for problem in refused.problems))
        case NotFound():
            return ("not_found", refused.sentence.key)
        case Conflict():
            return ("conflict", refused.kind, refused.manager)
    raise AssertionError(refused)


class Procedure(RuleBasedStateMachine):
    """The gateway and the model, side by side."""

    template: ClassVar[Path]
    successes: ClassVar[Counter[str]]
    refusals: ClassVar[Counter[tuple[Any, ...]]]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.runner = asyncio.Runner()
        self.house = House.copied(self.template, self.folder / "house")
        self.runner.run(self.house.__aenter__())
        self.model = Model()
        self.trail = self.house.trail()

    def teardown(self) -> None:
        try:
            self.runner.run(self.check_history())
            self.runner.run(self.house.gate.tally.write_down())
            assert self.house.counted() == self.model.counted
        finally:
            self.runner.run(self.house.__aexit__())
            self.runner.close()
        try:
            self.check_no_national_number()
        finally:
            shutil.rmtree(self.folder)

    # ------------------------------------------------------------------------------------------ a step

    def enter(self, persona: str | None) -> Any:
        """Somebody comes in by the door, which settles what is due."""
        self.pass_time(A_SECOND)
        self.model.enter(persona)
        identity = self.runner.run(self.house.enter(persona))
        self.check()
        return identity

    def ask(self, persona: str | None, asked: Asked) -> bool:
        """Somebody comes in and asks for an act; whether it was done."""
        return self.ask_inside(persona, self.enter(persona), asked)

    def ask_inside(self, persona: str | None, identity: Any, asked: Asked) -> bool:
        self.pass_time(A_SECOND)
        expected, before = self.model.refusal(persona, asked), self.house.state()
        action, company = Action[ACTIONS[asked.verb]], EnterpriseNumber(asked.company)
        try:
            made = self.runner.run(self.house.act(identity, action, company, use_case(self.house, asked)))
        except Refused as refused:
            assert told(refused) == expected
            assert self.house.state() == before
            self.check_strangers_learn_nothing(persona, asked, refused)
            self.refusals[told(refused)] += 1
        else:
            assert expected is None
            assert persona is not None
            self.model.do(persona, asked, self.name_of(made, asked))
            self.successes[asked.verb] += 1
        self.check()
        return expected is None

    def check_strangers_learn_nothing(self, persona: str | None, asked: Asked, refused: Refused) -> None:
        if isinstance(refused, Forbidden) and persona and not self.model.takes_part(persona, asked.company):
            assert refused.decision.missing == ()
            assert refused.decision.function is None

    def name_of(self, made: object, asked: Asked) -> str:
        """What the gateway called what it made: an id, or the reference of a letter."""
        if isinstance(made, Manager):
            return made.id
        if isinstance(made, Account) and asked.verb == "request_closure":
            (row,) = self.house.rows(
                "SELECT reference FROM closure WHERE company = ? AND status = 'requested'", asked.company
            )
            return str(row["reference"])
        return ""

    def pass_time(self, time: timedelta) -> None:
        self.model.pass_time(time)
        self.house.now = self.model.now

    # ----------------------------------------------------------------------------------------- checks

    def check(self) -> None:
        """The trail has grown as the model's, and every company is where the model has it."""
        trail = self.house.trail()
        assert trail - self.trail == Counter(map(tuple, self.model.trail))
        assert self.trail <= trail
        self.trail = trail
        self.model.trail.clear()
        for number, company in self.model.companies.items():
            self.check_company(number, company)

    def check_company(self, number: str, company: Company) -> None:
        managers = self.house.rows("SELECT id, status FROM manager WHERE company = ? ORDER BY rowid", number)
        assert [tuple(row) for row in managers] == [(one.id, one.status) for one in company.designations]
        assert [one.id for one in company.designations if one.status in ("designated", "active")] == (
            [company.live.id] if company.live else []
        )
        accounts = self.house.rows("SELECT status FROM account WHERE company = ?", number)
        assert [row["status"] for row in accounts] in ([company.account], [] if company.account == "none" else None)
        open_letters = "SELECT reference FROM closure WHERE company = ? AND status = 'requested'"
        assert [row["reference"] for row in self.house.rows(open_letters, number)] == (
            [company.letter] if company.letter else []
        )
        assert len(self.house.rows("SELECT 1 FROM ebox WHERE company = ?", number)) == company.ebox

    async def check_history(self) -> None:
        """Newest first, and made of what happened there and of nothing else."""
        async with self.house.gate.operation(None) as operation:
            reading = (await operation.view()).reading
            histories = await history_of(reading, [LAMBERT, MAES, COLIN, UNKNOWN], Wanted(100_000))
        assert UNKNOWN not in histories
        for number, (entries, *_) in histories.items():
            assert all(newer.at >= older.at for newer, older in pairwise(entries))
            shown = Counter((entry.event.value, entry.at.replace(microsecond=0)) for entry in entries)
            assert shown == Counter((row[6], row[8]) for row in self.trail.elements() if row[2] == number and row[6])
            for newer, older in pairwise(entries):
                assert newer.event != "account_activated" or older.event == "manager_activated"

    def check_no_national_number(self) -> None:
        """None of them is anywhere in what the gateway has written."""
        numbers = {persona.national_number for persona in PERSONAS.values()} | {WRONG["national_number"]}
        spelled = {number.encode() for number in numbers}
        spelled |= {f"{n[:2]}.{n[2:4]}.{n[4:6]}-{n[6:9]}.{n[9:]}".encode() for n in numbers}
        for file in (path for path in self.house.folder.rglob("*") if path.is_file()):
            content = file.read_bytes()
            assert not any(number in content for number in spelled), file.name

    # ------------------------------------------------------------------------------- who, where, what

    def representative(self, draw: Any, company: str) -> str:
        able = [
            name
            for name in REPRESENTATIVES[EnterpriseNumber(company)]
            if self.model.denial(name, "designate", company) is None
        ]
        return str(draw(st.sampled_from(able)))

    def where(self, holds: Callable[[Company], object]) -> list[str]:
        return [number for number, company in self.model.companies.items() if holds(company)]

    def act_of_representative(self, draw: Any, holds: Callable[[Company], object], **asked: Any) -> None:
        """A representative asks for something where the model holds that it can be done."""
        company = draw(st.sampled_from(self.where(holds)))
        live = self.model.companies[company].live
        self.ask(self.representative(draw, company), Asked(company=company, seen=live.id if live else "", **asked))

    # ------------------------------------------------------------------------------------------ rules

    @initialize(stages=st.tuples(*[st.integers(0, 3)] * 3))
    def begin_somewhere(self, stages: tuple[int, int, int]) -> None:
        """Some companies have come a part of the way: else the far end of it would seldom be seen."""
        for (company, (representative, *_)), stage in zip(REPRESENTATIVES.items(), stages, strict=True):
            if stage > 0:
                self.ask(representative, Asked("designate", company, "gita"))
            if stage > 1:
                self.enter("gita")
            if stage > 2:
                self.ask(representative, Asked("request_closure", company))

    @rule(time=st.sampled_from([*TIMES, timedelta(days=150)]))
    def time_passes(self, time: timedelta) -> None:
        self.pass_time(time)

    @rule(persona=st.sampled_from(ANYBODY))
    def somebody_signs_in(self, persona: str | None) -> None:
        self.enter(persona)

    @precondition(lambda self: self.where(self.model.waiting))
    @rule(data=st.data())
    def the_designated_person_signs_in(self, data: st.DataObject) -> None:
        company = self.model.companies[data.draw(st.sampled_from(self.where(self.model.waiting)))]
        assert company.live
        self.enter(company.live.persona)
        self.successes["sign_in"] += company.live is not None

    @precondition(lambda self: self.where(lambda company: not company.live))
    @rule(data=st.data(), persona=st.sampled_from(CANDIDATES))
    def designate(self, data: st.DataObject, persona: str) -> None:
        self.act_of_representative(data.draw, lambda company: not company.live, verb="designate", persona=persona)

    @precondition(lambda self: self.where(lambda company: company.live))
    @rule(data=st.data(), persona=st.sampled_from(CANDIDATES))
    def designate_where_there_is_one(self, data: st.DataObject, persona: str) -> None:
        self.act_of_representative(data.draw, lambda company: company.live, verb="designate", persona=persona)

    @rule(data=st.data(), verb=st.sampled_from(["designate", "replace"]), wrong=st.sets(st.sampled_from([*WRONG])))
    def give_wrong_details(self, data: st.DataObject, verb: str, wrong: set[str]) -> None:
        self.act_of_representative(data.draw, lambda _: True, verb=verb, wrong=tuple(sorted(wrong)))

    @precondition(lambda self: self.where(lambda company: company.live))
    @rule(data=st.data(), verb=st.sampled_from(["replace", "replace", "confirm"]), persona=st.sampled_from(CANDIDATES))
    def replace_or_confirm_the_one_seen(self, data: st.DataObject, verb: str, persona: str) -> None:
        self.act_of_representative(data.draw, lambda company: company.live, verb=verb, persona=persona)

    @precondition(lambda self: any(company.designations for company in self.model.companies.values()))
    @rule(data=st.data(), verb=st.sampled_from(["replace", "confirm"]))
    def replace_or_confirm_somebody_else(self, data: st.DataObject, verb: str) -> None:
        company = data.draw(st.sampled_from([LAMBERT, MAES, COLIN]))
        ever = [one.id for company in self.model.companies.values() for one in company.designations]
        seen = data.draw(st.sampled_from([*ever, "", "unknown"]))
        self.ask(self.representative(data.draw, company), Asked(verb, company, seen=seen))

    @precondition(lambda self: self.where(can_have_ebox))
    @rule(data=st.data())
    def activate_the_ebox(self, data: st.DataObject) -> None:
        self.act_of_representative(data.draw, can_have_ebox, verb="activate_ebox")

    @precondition(lambda self: self.where(lambda company: company.account == "active"))
    @rule(data=st.data())
    def request_closure(self, data: st.DataObject) -> None:
        self.act_of_representative(data.draw, lambda company: company.account == "active", verb="request_closure")

    @precondition(lambda self: self.where(lambda company: company.letter))
    @rule(data=st.data(), spelling=st.sampled_from(["{}", " {} ", "lower", None]))
    def record_the_letter_or_call_it_off(self, data: st.DataObject, spelling: str | None) -> None:
        if spelling is None:
            self.act_of_representative(data.draw, lambda company: company.letter, verb="cancel_closure")
            return
        company = data.draw(st.sampled_from(self.where(lambda company: company.letter)))
        letter = self.model.companies[company].letter or ""
        reference = letter.lower() if spelling == "lower" else spelling.format(letter)
        self.ask(OFFICER, Asked("confirm_closure", company, reference=reference))

    @rule(data=st.data(), company=st.sampled_from([LAMBERT, MAES, COLIN]))
    def record_any_letter(self, data: st.DataObject, company: str) -> None:
        """Of this company or another one, open, called off, recorded, or none."""
        letters = [letter for one in self.model.companies.values() for letter in one.letters]
        reference = data.draw(st.sampled_from([*letters, "", "2026-AAAAAAAAAA"]))
        self.ask(OFFICER, Asked("confirm_closure", company, reference=reference))

    @precondition(lambda self: self.where(self.model.waiting))
    @rule(data=st.data(), verb=st.sampled_from(["designate", "designate", "replace", "confirm", *ACTIONS]))
    def a_designation_runs_out_after_the_door(self, data: st.DataObject, verb: str) -> None:
        """Who comes in finds a designation that stands; when they act, its term is over."""
        number = data.draw(st.sampled_from(self.where(self.model.waiting)))
        company = self.model.companies[number]
        persona = OFFICER if verb == "confirm_closure" else self.representative(data.draw, number)
        identity = self.enter(persona)
        if company.live and self.model.waiting(company):
            self.pass_time(company.live.expires_at - self.model.now)
            seen, letter = company.live.id, company.letter or ""
            done = self.ask_inside(persona, identity, Asked(verb, number, seen=seen, reference=letter))
            self.successes["designate_after_expiry"] += done and verb == "designate"

    @rule(
        data=st.data(),
        persona=st.sampled_from(ANYBODY),
        verb=st.sampled_from([*ACTIONS]),
        company=st.sampled_from([LAMBERT, MAES, COLIN, UNKNOWN]),
        email=st.sampled_from([GOOD_EMAIL, GOOD_EMAIL, "nowhere"]),
    )
    def anybody_asks_for_anything(
        self, data: st.DataObject, persona: str | None, verb: str, company: str, email: str
    ) -> None:
        ever = [one.id for known in self.model.companies.values() for one in known.designations]
        letters = [letter for known in self.model.companies.values() for letter in known.letters]
        asked = Asked(
            verb,
            company,
            data.draw(st.sampled_from(CANDIDATES)),
            data.draw(st.sampled_from([(), (), ("email",)])),
            data.draw(st.sampled_from([*ever, ""])),
            email,
            data.draw(st.sampled_from([*letters, ""])),
        )
        self.ask(persona, asked)


def can_have_ebox(company: Company) -> bool:
    return not company.ebox and company.account not in ("none", "closed")


def search(template: Path, examples: int, steps: int, often: int, *, always_the_same: bool) -> None:
    """Run the machine, and see that every act was done often and every refusal given."""
    Procedure.template, Procedure.successes, Procedure.refusals = template, Counter(), Counter()
    run_state_machine_as_test(
        Procedure,
        settings=settings(
            max_examples=examples,
            derandomize=always_the_same,
            stateful_step_count=steps,
            deadline=None,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert min(Procedure.successes[act] for act in [*ACTIONS, "sign_in"]) >= often, Procedure.successes
    assert Procedure.successes["designate_after_expiry"]
    kinds = Counter(answer[0] for answer in Procedure.refusals.elements())
    assert min(kinds[kind] for kind in KINDS) >= often, kinds


def test_the_procedure_answers_as_its_model_whatever_is_asked_by_whomever(template: Path) -> None:
    search(template, examples=15, steps=40, often=1, always_the_same=True)


@pytest.mark.slow
def test_the_procedure_answers_as_its_model_in_a_long_campaign(template: Path) -> None:
    search(template, examples=500, steps=60, often=3, always_the_same=False)
    assert {answer[1] for answer in Procedure.refusals if answer[0] == "forbidden"} == REASONS
