"""Whatever is done to the files: either they are refused, or PyCasbin alone decides as the gateway does.

`pytest tests/policy/test_policy_mutations.py --hypothesis-profile=thousands` tries over 7,000 edits of the rules.
"""

import re
import shutil
import tempfile
from collections import Counter
from itertools import combinations
from pathlib import Path

import casbin
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.authorization.casbin_engine import DEFINITIONS, holds
from gateway.authorization.decision_table import DecisionTable
from gateway.authorization.policy import load_policy, shipped_policies
from gateway.authorization.vocabulary import FACTS, RIGHTS, ROLES
from gateway.domain.facts import Fact
from gateway.domain.rights import Role
from gateway.domain.standing import Candidate
from gateway.workbench.examination import examine

SHIPPED = {name: (shipped_policies() / name).read_text() for name in ("model.conf", "policy.csv", "invariants.csv")}
UNCOMMENTED = {name: re.sub(r"^#.*\n|^\n", "", text, flags=re.MULTILINE) for name, text in SHIPPED.items()}
WORDS = sorted({*ROLES, *FACTS, *(word for right in RIGHTS for word in right), "p", "p2", "g", "only", "always"})
TOKEN = re.compile(r"\w+|[^\w\s]|\s+")
CHARACTERS = st.sampled_from("#\"'`;,&|()[]\\ \t\r\n\x00\x0b\x0c\x1c\x85\u2028\u00a0\u200b\ufeffеａp2gPG_ae.-!=")
ASKED: dict[str, tuple[object, object]] = {}
RELAXED = "only, authenticated, account, confirm_closure\n"  # Promises nothing, so that more edits pass.

often = settings(deadline=None)
seldom = settings(deadline=None, max_examples=settings().max_examples // 4)


@st.composite
def edited_characters(draw: st.DrawFn, text: str) -> str:
    at = draw(st.integers(0, len(text)))
    gone = draw(st.integers(0, 2))
    return text[:at] + draw(st.text(CHARACTERS, max_size=2)) + text[at + gone :]


@st.composite
def edited_tokens(draw: st.DrawFn, text: str) -> str:
    rules = [line.span() for line in re.finditer(r"^[a-z].*$", text, re.MULTILINE)]
    begin, end = draw(st.sampled_from(rules))
    token = draw(st.sampled_from(list(TOKEN.finditer(text, begin, end))))
    instead = draw(st.sampled_from([*WORDS, "", ",", " & ", " | ", "anyone", token.group() * 2]))
    return text[: token.start()] + instead + text[token.end() :]


@st.composite
def edited_lines(draw: st.DrawFn, text: str) -> str:
    lines = text.split("\n")
    one, other = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    match draw(st.sampled_from(["remove", "repeat", "swap", "join", "cut", "move"])):
        case "remove":
            del lines[one]
        case "repeat":
            lines.insert(other, lines[one])
        case "swap":
            lines[one], lines[other] = lines[other], lines[one]
        case "join":
            lines[one : one + 2] = ["".join(lines[one : one + 2])]
        case "cut":
            lines = [*lines[:one], lines[one][: draw(st.integers(0, 40))]]
        case _:
            lines.insert(other, lines.pop(one))
    return "\n".join(lines)


@st.composite
def edited_bytes(draw: st.DrawFn, name: str) -> str:
    content = draw(st.sampled_from([SHIPPED[name], UNCOMMENTED[name]])).encode()
    at = draw(st.integers(0, len(content)))
    gone = draw(st.integers(0, 2))
    content = content[:at] + draw(st.binary(max_size=2)) + content[at + gone :]
    return content.decode("utf-8", "surrogateescape")


@st.composite
def edited(draw: st.DrawFn, name: str) -> str:
    text = draw(st.sampled_from([SHIPPED[name], *[UNCOMMENTED[name]] * 4]))
    for _ in range(draw(st.integers(1, 2))):
        kind = draw(st.sampled_from([edited_characters, edited_tokens, edited_lines]))
        if re.search("^[a-z]", text, re.MULTILINE):
            text = draw(kind(text))
    return text


def decided_by_pycasbin(folder: Path, facts_of_roles: dict[Role, list[Fact]]) -> tuple[object, object]:
    """Every right of every role, and each role for every set of the facts that its lines may mention.

    Asked once for each model and set of rules that PyCasbin holds: many edits change no more than a comment.
    """
    enforcer = casbin.Enforcer(str(folder / "model.conf"), str(folder / "policy.csv"))
    enforcer.add_function("holds", holds)
    held = str([(kind, a.value, a.policy) for section in enforcer.get_model().values() for kind, a in section.items()])
    if held not in ASKED:
        ASKED[held] = asked_of(enforcer, facts_of_roles)
    return ASKED[held]


def asked_of(enforcer: casbin.Enforcer, facts_of_roles: dict[Role, list[Fact]]) -> tuple[object, object]:
    context = enforcer.new_enforce_context(DEFINITIONS)
    rights = {(role, right) for role in Role for right in RIGHTS if enforcer.enforce(role.value, *right)}
    made = {
        (role, facts)
        for role, mentioned in facts_of_roles.items()
        for size in range(len(mentioned) + 1)
        for facts in combinations(mentioned, size)
        if enforcer.enforce(context, role.value, " & ".join(facts))
    }
    return rights, made


def decided_by_gateway(table: DecisionTable, facts_of_roles: dict[Role, list[Fact]]) -> tuple[object, object]:
    bits = {role: 1 << position for position, role in enumerate(Role)}
    rights = {(role, right) for role in Role for right in RIGHTS if table.granted[right] & bits[role]}
    made = {
        (role, facts)
        for role, mentioned in facts_of_roles.items()
        for size in range(len(mentioned) + 1)
        for facts in combinations(mentioned, size)
        if role in table.roles([Candidate(frozenset(facts))])
    }
    return rights, made


def facts_near(text: str) -> dict[Role, list[Fact]]:
    """For each role the facts that stand anywhere in a line with its name, found without the loader; and one more."""
    near: dict[Role, list[Fact]] = {}
    for role in Role:
        lines = " ".join(
            line for line in text.splitlines() if role in line and not line.lstrip().startswith(("p,", "#"))
        )
        facts = [fact for fact in Fact if re.search(rf"\b{fact}\b", lines)]
        near[role] = [*facts, next(fact for fact in Fact if fact not in facts)]
    return near


def accepted(files: dict[str, str]) -> bool:
    """Whether `gateway policy check` takes these files; then PyCasbin alone decides the same of everything.

    Whatever is refused is told with a place and a kind; a byte that is no UTF-8 is written as a surrogate.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, text in files.items():
            (folder / file).write_bytes(text.encode("utf-8", "surrogateescape"))
        examination = examine(folder)
        for finding in examination.findings:
            assert finding.problem.line >= 1 and finding.problem.column >= 1
            assert finding.kind.name != "refused"
        if not examination.contents:
            assert examination.findings
            return False
        table = load_policy(folder).table
        near = facts_near(files["policy.csv"])
        assert decided_by_gateway(table, near) == decided_by_pycasbin(folder, near)
        return True


@often
@given(edited("policy.csv"), st.booleans())
def test_edited_rules_are_refused_or_read_alike(rules: str, relaxed: bool) -> None:
    invariants = RELAXED if relaxed else SHIPPED["invariants.csv"]
    accepted({**SHIPPED, "policy.csv": rules, "invariants.csv": invariants})


@seldom
@given(edited_bytes("policy.csv"))
def test_any_other_bytes_in_the_rules_are_refused_or_read_alike(rules: str) -> None:
    accepted({**SHIPPED, "policy.csv": rules, "invariants.csv": RELAXED})


@seldom
@given(edited("model.conf"))
def test_an_edited_model_is_refused_or_read_alike(model: str) -> None:
    accepted({**SHIPPED, "model.conf": model})


@seldom
@given(edited("invariants.csv"))
def test_edited_invariants_change_no_decision(invariants: str) -> None:
    accepted({**SHIPPED, "invariants.csv": invariants})


@seldom
@given(st.lists(st.sampled_from(SHIPPED["policy.csv"].splitlines()), unique=True))
def test_any_part_of_the_rules_in_any_order_is_refused_or_read_alike(lines: list[str]) -> None:
    assert accepted({**SHIPPED, "policy.csv": "\n".join(lines), "invariants.csv": RELAXED})


def test_single_words_are_exchanged_for_every_other() -> None:
    """Every rule of a role, with the role exchanged: the edit that passes most easily, so that enough is compared."""
    outcomes: Counter[bool] = Counter()
    for rule in (line for line in SHIPPED["policy.csv"].splitlines() if line.startswith("p, registered_officer")):
        for role in Role:
            text = SHIPPED["policy.csv"].replace(rule, rule.replace("registered_officer", role))
            outcomes[accepted({**SHIPPED, "policy.csv": text})] += 1
    assert outcomes[True] >= 5
    assert outcomes[False] >= 5


def test_the_files_as_shipped_are_accepted() -> None:
    assert accepted(SHIPPED)
    with tempfile.TemporaryDirectory() as name:
        copy = Path(shutil.copytree(shipped_policies(), Path(name) / "policies"))
        assert load_policy(copy).table == load_policy(shipped_policies()).table
