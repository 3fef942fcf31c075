"""From the sign-in at a certified provider to the act, at a gateway as an operator runs it: not in a demo."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from asking import contact
from code_flow import CodeFlow
from operated import Operated, operating
from provider_gateway import LEA, forged
from provider_process import Provider

from gateway.demo.personas import PERSONAS
from gateway.demo.world import LAMBERT
from gateway.identity import TokenFault

CAN = f'{{ company(number: "{LAMBERT}") {{ viewerCan(action: MANAGER_DESIGNATE) {{ allowed reason }} }} }}'
MANAGER = f'{{ company(number: "{LAMBERT}") {{ account {{ status }} chiefAccessManager {{ firstName status }} }} }}'


@pytest.fixture
def operated(federal: Provider, enterprise: Provider, tmp_path: Path) -> Iterator[Operated]:
    with operating(tmp_path, federal.trusted(), enterprise.trusted()) as operated:
        yield operated


def test_a_legal_representative_designates_a_manager_who_takes_it_up_by_signing_in(
    operated: Operated, federal: Provider, flow: CodeFlow, enterprise_flow: CodeFlow
) -> None:
    for who in ("bruno", "weak-lea", "lea"):
        operated.sign_in(flow, who)
    assert {who: may(operated, who) for who in operated.tokens} == {
        "bruno": "NO_SIGNING_POWER",
        "weak-lea": "ASSURANCE_TOO_LOW",
        "lea": None,
    }
    given = {"company": LAMBERT, "manager": contact("petra")}
    [refusal] = operated.act("bruno", "designateChiefAccessManager", given)["errors"]
    assert refusal["code"] == "FORBIDDEN"
    assert operated.act("lea", "designateChiefAccessManager", given)["manager"]["status"] == "DESIGNATED"

    operated.sign_in(enterprise_flow, "petra")
    assert operated.read("petra", MANAGER)["company"] == {
        "account": {"status": "ACTIVE"},
        "chiefAccessManager": {"firstName": "Petra", "status": "ACTIVE"},
    }

    federal.sign_with("second")
    operated.sign_in(flow, "lea")
    assert operated.says(operated.token("lea")) == LEA
    assert operated.says(forged(federal, "made-up")) == TokenFault.KEY
    printed = operated.printed.read_text()
    assert "designateChiefAccessManager" in printed
    for who in operated.tokens:
        assert operated.token(who) not in printed
        assert PERSONAS[who].national_number not in printed


def may(operated: Operated, who: str) -> str | None:
    """Why somebody may not designate; nothing if they may."""
    decision = operated.read(who, CAN)["company"]["viewerCan"]
    return None if decision["allowed"] else str(decision["reason"])
