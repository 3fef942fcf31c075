"""Why not: one precise reason for each denial, and the smallest facts that would change the answer."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gateway.authorization.fact_mask import ALL_MASKS, facts_of
from gateway.authorization.policy import Policy, load_policy, shipped_policies
from gateway.domain.company import IN_LIQUIDATION, NORMAL
from gateway.domain.corporate_function import FunctionCode, HeldFunction
from gateway.domain.decision import Decision, DenialReason
from gateway.domain.facts import FACTS_OF_A_FUNCTION, Fact
from gateway.domain.identifiers import EnterpriseNumber, PersonKey
from gateway.domain.person import Identity
from gateway.domain.rights import Action, Right, Role
from gateway.domain.standing import Candidate, Standing

TODAY = date(2026, 7, 15)
LAST_YEAR = date(2025, 6, 30)
NEXT_MONTH = date(2026, 8, 1)
LONG_AGO = date(2010, 1, 1)

LAMBERT = EnterpriseNumber("0000000196")
MAES = EnterpriseNumber("0000010193")
BENALI = EnterpriseNumber("0000010292")
NOORD = EnterpriseNumber("0000010391")
COLIN = EnterpriseNumber("0000010490")
OUDE_MOLEN = EnterpriseNumber("0000010589")
RENARD = EnterpriseNumber("0000020190")
ADAM = EnterpriseNumber("0000030187")
SITUATIONS = {COLIN: "012", OUDE_MOLEN: "014", RENARD: "050"}

REGISTERED, ACTIVE = Fact.REGISTERED_IN_STATUTES, Fact.MANDATE_ACTIVE
REPRESENTS, SIGNING = Fact.FUNCTION_REPRESENTS, Fact.SIGNING_POWER
HIGH = Fact.HIGH_ASSURANCE


def function(
    company: EnterpriseNumber,
    code: FunctionCode = FunctionCode.DIRECTOR,
    begin: date = LONG_AGO,
    end: date | None = None,
    *,
    signs: bool = True,
) -> HeldFunction:
    return HeldFunction(company, code, begin, end, signs, SITUATIONS.get(company, "000"), natural_person=False)


def somebody(*functions: HeldFunction, assurance: int = 500, **others: object) -> Standing:
    held: dict[EnterpriseNumber, tuple[HeldFunction, ...]] = {}
    for one in functions:
        held[one.company] = (*held.get(one.company, ()), one)
    identity = Identity(PersonKey("0" * 64), "A", "Person", None, assurance)
    return Standing(identity, TODAY, held, **others)  # type: ignore[arg-type]


CODE = FunctionCode
ENDED_MANAGER = function(LAMBERT, CODE.MANAGER, end=LAST_YEAR)
PLAIN_DIRECTOR = function(LAMBERT, signs=False)
PERSONAS: Mapping[str, Standing] = {
    "nobody": Standing(None, TODAY),
    "lea": somebody(function(LAMBERT, CODE.MANAGING_DIRECTOR)),
    "weak-lea": somebody(function(LAMBERT, CODE.MANAGING_DIRECTOR), assurance=300),
    "bruno": somebody(PLAIN_DIRECTOR),
    "chantal": somebody(ENDED_MANAGER),
    "marie": somebody(ENDED_MANAGER, PLAIN_DIRECTOR),
    "nadia": somebody(function(LAMBERT, begin=NEXT_MONTH)),
    "dries": somebody(designations={MAES: True}),
    "emma": somebody(function(MAES, CODE.MANAGING_DIRECTOR)),
    "farid": somebody(function(BENALI, CODE.MANAGER)),
    "gita": somebody(designations={BENALI: True}),
    "hugo": somebody(function(ADAM, CODE.PERMANENT_REPRESENTATIVE), function(LAMBERT)),
    "jan": somebody(function(NOORD, CODE.MANAGING_DIRECTOR), mandating=frozenset({MAES})),
    "karin": somebody(function(COLIN, CODE.LIQUIDATOR), function(RENARD, CODE.CURATOR)),
    "olivier": somebody(function(COLIN), function(OUDE_MOLEN), function(RENARD)),
    "ines": somebody(officer=True),
    "petra": somebody(),
}
NO_FUNCTION = (REGISTERED, ACTIVE, REPRESENTS, SIGNING)
ALLOWED = (None, ())
STRANGER = (DenialReason.NO_ROLE, ())


@pytest.mark.parametrize(
    ("name", "company", "answer"),
    [
        ("lea", LAMBERT, ALLOWED),
        ("emma", MAES, ALLOWED),
        ("farid", BENALI, ALLOWED),
        ("hugo", LAMBERT, ALLOWED),
        ("jan", NOORD, ALLOWED),
        ("karin", COLIN, ALLOWED),
        ("karin", RENARD, ALLOWED),
        ("bruno", LAMBERT, (DenialReason.NO_SIGNING_POWER, (SIGNING,))),
        ("chantal", LAMBERT, (DenialReason.FUNCTION_ENDED, (ACTIVE,))),
        ("marie", LAMBERT, (DenialReason.NO_SIGNING_POWER, (SIGNING,))),
        ("nadia", LAMBERT, (DenialReason.FUNCTION_NOT_STARTED, (ACTIVE,))),
        ("weak-lea", LAMBERT, (DenialReason.ASSURANCE_TOO_LOW, (HIGH,))),
        ("hugo", ADAM, (DenialReason.FUNCTION_DOES_NOT_REPRESENT, (REPRESENTS,))),
        ("olivier", COLIN, (DenialReason.COMPANY_IN_LIQUIDATION, (REPRESENTS,))),
        ("olivier", OUDE_MOLEN, (DenialReason.COMPANY_ENDED, (REPRESENTS,))),
        ("olivier", RENARD, (DenialReason.COMPANY_BANKRUPT, (REPRESENTS,))),
        ("dries", MAES, (DenialReason.NO_FUNCTION, NO_FUNCTION)),
        ("gita", BENALI, (DenialReason.NO_FUNCTION, NO_FUNCTION)),
        ("jan", MAES, (DenialReason.NO_FUNCTION, NO_FUNCTION)),
        ("ines", MAES, (DenialReason.NO_FUNCTION, NO_FUNCTION)),
        ("petra", MAES, STRANGER),
        ("lea", MAES, STRANGER),
        ("jan", LAMBERT, STRANGER),
        ("nobody", MAES, (DenialReason.NOT_AUTHENTICATED, (Fact.AUTHENTICATED, *NO_FUNCTION, HIGH))),
    ],
)
@pytest.mark.parametrize(
    "action",
    [
        Action.MANAGER_DESIGNATE,
        Action.MANAGER_REPLACE,
        Action.EBOX_ACTIVATE,
        Action.ACCOUNT_REQUEST_CLOSURE,
        Action.ACCOUNT_CANCEL_CLOSURE,
        Action.MANDATE_SIGN,
        Action.MANDATE_END,
    ],
)
def test_what_is_reserved_is_refused_with_the_one_reason(
    shipped: Policy, action: Action, name: str, company: EnterpriseNumber, answer: tuple[object, object]
) -> None:
    decision = shipped.table.decide(action, PERSONAS[name].candidates(company), TODAY)
    assert (decision.reason, decision.missing) == answer
    assert decision.allowed is (answer == ALLOWED)
    assert decision.requires == (Role.LEGAL_REPRESENTATIVE,)


@pytest.mark.parametrize(
    ("name", "company", "action", "reason", "missing"),
    [
        ("ines", LAMBERT, Action.ACCOUNT_CONFIRM_CLOSURE, None, ()),
        ("lea", LAMBERT, Action.ACCOUNT_CONFIRM_CLOSURE, DenialReason.NO_ROLE, (Fact.OFFICER,)),
        ("weak-lea", LAMBERT, Action.ACCOUNT_CONFIRM_CLOSURE, DenialReason.ASSURANCE_TOO_LOW, (HIGH, Fact.OFFICER)),
        ("petra", LAMBERT, Action.ACCOUNT_CONFIRM_CLOSURE, *STRANGER),
        ("dries", MAES, Action.MANAGER_READ_CONTACT, None, ()),
        ("bruno", LAMBERT, Action.MANAGER_READ_CONTACT, DenialReason.NO_SIGNING_POWER, (SIGNING,)),
        ("bruno", LAMBERT, Action.MANAGER_READ, None, ()),
        ("chantal", LAMBERT, Action.MANAGER_READ, DenialReason.FUNCTION_ENDED, (ACTIVE,)),
        ("weak-lea", LAMBERT, Action.ACCOUNT_READ, None, ()),
        ("jan", MAES, Action.ACCOUNT_READ, None, ()),
        ("jan", MAES, Action.MANAGER_READ, DenialReason.NO_ROLE, (Fact.OFFICER,)),
        ("ines", MAES, Action.MANAGER_READ_CONTACT, DenialReason.NO_ROLE, (Fact.DESIGNATED, Fact.DESIGNATION_ACTIVE)),
        ("gita", BENALI, Action.MANDATE_DRAFT, None, ()),
        ("petra", MAES, Action.COMPANY_READ, None, ()),
        ("nobody", MAES, Action.REPRESENTATIVES_READ, None, ()),
        ("nobody", None, Action.POLICY_READ, None, ()),
        ("nobody", None, Action.VIEWER_READ, DenialReason.NOT_AUTHENTICATED, (Fact.AUTHENTICATED,)),
        ("petra", None, Action.VIEWER_READ, None, ()),
        (
            "nobody",
            MAES,
            Action.ACCOUNT_READ,
            DenialReason.NOT_AUTHENTICATED,
            (Fact.AUTHENTICATED, Fact.PROVIDER_MANDATE_ACTIVE),
        ),
    ],
)
def test_every_other_denial_names_the_nearest_role(
    shipped: Policy,
    name: str,
    company: EnterpriseNumber | None,
    action: Action,
    reason: DenialReason | None,
    missing: tuple[Fact, ...],
) -> None:
    decision = shipped.table.decide(action, PERSONAS[name].candidates(company), TODAY)
    assert (decision.reason, decision.missing) == (reason, missing)


def test_the_function_that_the_reason_speaks_of_is_named(shipped: Policy) -> None:
    def spoken_of(name: str, company: EnterpriseNumber = LAMBERT) -> HeldFunction | None:
        candidates = PERSONAS[name].candidates(company)
        return shipped.table.decide(Action.MANAGER_DESIGNATE, candidates, TODAY).function

    assert spoken_of("marie") == PLAIN_DIRECTOR
    assert spoken_of("chantal") == ENDED_MANAGER
    assert spoken_of("hugo", ADAM) == PERSONAS["hugo"].functions[ADAM][0]
    assert [spoken_of(name) for name in ("lea", "weak-lea", "petra", "nobody")] == [None] * 4


def test_of_two_ended_functions_the_one_that_lasted_longest_is_named(shipped: Policy) -> None:
    former = replace(ENDED_MANAGER, end=LAST_YEAR - timedelta(days=400))
    for functions in ((former, ENDED_MANAGER), (ENDED_MANAGER, former)):
        candidates = somebody(*functions).candidates(LAMBERT)
        decision = shipped.table.decide(Action.MANAGER_DESIGNATE, candidates, TODAY)
        assert decision.function == ENDED_MANAGER


def test_the_roles_are_told_with_every_denial(shipped: Policy) -> None:
    decision = shipped.table.decide(Action.EBOX_ACTIVATE, PERSONAS["bruno"].candidates(LAMBERT), TODAY)
    assert decision.roles == (Role.PUBLIC, Role.PERSON, Role.REGISTERED_OFFICER)
    assert shipped.table.roles(PERSONAS["nobody"].candidates(None)) == (Role.PUBLIC,)


def test_roles_that_would_do_are_all_named_in_their_order(shipped: Policy) -> None:
    decision = shipped.table.decide(Action.MANAGER_READ, PERSONAS["nobody"].candidates(MAES), TODAY)
    assert decision.requires == (
        Role.REGISTERED_OFFICER,
        Role.LEGAL_REPRESENTATIVE,
        Role.CHIEF_ACCESS_MANAGER,
        Role.OFFICER,
    )
    everybody = shipped.table.decide(Action.COMPANY_READ, PERSONAS["nobody"].candidates(MAES), TODAY)
    assert everybody.requires == tuple(Role)


AS_PRINCIPAL, AS_MANDATARY = Action.MANDATE_DRAFT.rights


def test_a_right_of_the_other_side_only_is_the_wrong_party(shipped: Policy) -> None:
    gita = PERSONAS["gita"].candidates(BENALI)
    wrong = shipped.table.decide(Action.MANDATE_DRAFT, gita, TODAY, right=AS_PRINCIPAL)
    assert (wrong.allowed, wrong.reason, wrong.missing) == (False, DenialReason.WRONG_PARTY, NO_FUNCTION)
    assert wrong.requires == (Role.LEGAL_REPRESENTATIVE,)
    assert shipped.table.decide(Action.MANDATE_DRAFT, gita, TODAY, right=AS_MANDATARY).allowed


def test_a_side_that_one_may_not_take_either_way_has_its_own_reason(shipped: Policy) -> None:
    bruno = PERSONAS["bruno"].candidates(LAMBERT)
    for right in Action.MANDATE_SIGN.rights:
        decision = shipped.table.decide(Action.MANDATE_SIGN, bruno, TODAY, right=right)
        assert decision.reason is DenialReason.NO_SIGNING_POWER


def test_what_no_role_may_is_refused_without_a_way(edited: Callable[..., Path]) -> None:
    table = load_policy(edited("p, person, viewer, read\n", "")).table
    expected = Decision(Action.VIEWER_READ, False, DenialReason.NO_ROLE, (Role.PUBLIC,), (), ())
    assert table.decide(Action.VIEWER_READ, PERSONAS["nobody"].candidates(None), TODAY) == expected


def test_a_role_that_nobody_can_hold_is_no_way(edited: Callable[..., Path]) -> None:
    folder = edited("p2, mandated_provider, authenticated & provider_mandate_active\n", "")
    text = (folder / "policy.csv").read_text().replace("p, person, viewer, read", "p, mandated_provider, viewer, read")
    (folder / "policy.csv").write_text(text)
    decision = load_policy(folder).table.decide(Action.VIEWER_READ, PERSONAS["petra"].candidates(None), TODAY)
    assert (decision.reason, decision.requires, decision.missing) == (
        DenialReason.NO_ROLE,
        (Role.MANDATED_PROVIDER,),
        (),
    )


def test_where_no_function_is_asked_for_none_is_spoken_of(edited: Callable[..., Path]) -> None:
    """A rule may ask for signing power alone; of which function it is to be, nobody could say."""
    made = "p2, mandated_provider, authenticated & provider_mandate_active"
    folder = edited(made, f"{made} & signing_power")
    standing = somebody(mandating=frozenset({MAES}))
    decision = load_policy(folder).table.decide(Action.ACCOUNT_READ, standing.candidates(MAES), TODAY)
    assert (decision.reason, decision.function) == (DenialReason.NO_FUNCTION, None)
    assert decision.missing == (Fact.SIGNING_POWER,)


def test_what_is_about_no_company_is_explained_to_everybody(edited: Callable[..., Path]) -> None:
    table = load_policy(edited("p, public, policy, read", "p, officer, policy, read")).table
    decision = table.decide(Action.POLICY_READ, PERSONAS["petra"].candidates(None), TODAY)
    assert (decision.reason, decision.missing) == (DenialReason.NO_ROLE, (Fact.OFFICER,))


def test_facts_without_a_function_are_explained_too(shipped: Policy) -> None:
    def reason(*lacking: Fact) -> DenialReason | None:
        person = [Candidate(frozenset(Fact) - set(lacking))]
        return shipped.table.decide(Action.MANAGER_DESIGNATE, person, TODAY).reason

    assert reason(REPRESENTS, SIGNING) is DenialReason.FUNCTION_DOES_NOT_REPRESENT
    assert reason(ACTIVE, SIGNING) is DenialReason.FUNCTION_ENDED
    assert reason(REGISTERED, HIGH) is DenialReason.NO_FUNCTION
    assert reason(SIGNING, HIGH) is DenialReason.NO_SIGNING_POWER


TABLE = load_policy(shipped_policies()).table
DAYS = st.dates(TODAY - timedelta(days=9), TODAY + timedelta(days=9))
FUNCTIONS = st.builds(
    HeldFunction,
    company=st.just(LAMBERT),
    code=st.sampled_from(FunctionCode),
    begin=DAYS,
    end=st.none() | DAYS,
    signing_power=st.booleans(),
    situation=st.sampled_from(sorted(NORMAL | IN_LIQUIDATION | {"014", "048", "050", "999"})),
    natural_person=st.booleans(),
)
STANDINGS = st.builds(
    Standing,
    identity=st.none()
    | st.sampled_from([Identity(PersonKey("0" * 64), "A", "B", None, level) for level in (300, 500)]),
    today=st.just(TODAY),
    functions=st.lists(FUNCTIONS, max_size=3).map(lambda held: {LAMBERT: tuple(held)}),
    designations=st.sampled_from([{}, {LAMBERT: False}, {LAMBERT: True}]),
    mandating=st.sampled_from([frozenset(), frozenset({LAMBERT})]),
    officer=st.booleans(),
)
QUESTIONS = st.sampled_from([(action, right) for action in Action for right in (None, *action.rights)])


def allowed_with(decision: Decision, right: Right | None, candidate: Candidate, more: frozenset[Fact]) -> bool:
    person = [Candidate(candidate.facts | more, candidate.function)]
    return TABLE.decide(decision.action, person, TODAY, right=right).allowed


@given(STANDINGS, QUESTIONS)
def test_the_missing_facts_suffice_and_nothing_smaller_does(
    standing: Standing, question: tuple[Action, Right | None]
) -> None:
    action, right = question
    candidates = standing.candidates(LAMBERT)
    decision = TABLE.decide(action, candidates, TODAY, right=right)
    assume(not decision.allowed and decision.missing)
    missing = frozenset(decision.missing)
    assert any(
        allowed_with(decision, right, candidate, missing) and not missing & candidate.facts for candidate in candidates
    )
    for mask in ALL_MASKS:
        if mask.bit_count() < len(missing):
            less = frozenset(facts_of(mask))
            assert not any(allowed_with(decision, right, candidate, less) for candidate in candidates)


@given(STANDINGS, QUESTIONS)
def test_every_denial_has_a_reason_and_every_permission_has_none(
    standing: Standing, question: tuple[Action, Right | None]
) -> None:
    action, right = question
    candidates = standing.candidates(LAMBERT)
    decision = TABLE.decide(action, candidates, TODAY, right=right)
    assert decision.allowed is (decision.reason is None)
    assert decision.allowed is bool(set(decision.roles) & set(decision.requires))
    assert not decision.allowed or not decision.missing
    assert list(decision.missing) == [fact for fact in Fact if fact in decision.missing]
    assert right or decision.allowed is TABLE.allowed(action, candidates)
    if decision.function:
        assert decision.missing[0] in FACTS_OF_A_FUNCTION


@given(STANDINGS, QUESTIONS)
def test_a_stranger_learns_nothing(standing: Standing, question: tuple[Action, Right | None]) -> None:
    stranger = replace(standing, functions={}, designations={}, mandating=frozenset(), officer=False)
    assume(stranger.identity is not None and question[0].about_company)
    decision = TABLE.decide(question[0], stranger.candidates(LAMBERT), TODAY, right=question[1])
    assert decision.allowed or (decision.reason, decision.missing, decision.function) == (*STRANGER, None)
