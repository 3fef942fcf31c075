"""What a token lets anybody do hangs on facts in the database, not on its age: a right that is lost is lost at once."""

from collections.abc import Callable
from typing import Any

import pytest
from asking import mutation_document
from streaming import Live
from test_streams_rights import LOST

from gateway.demo.world import MAES

READ = f"""{{
  viewer {{ person {{ firstName }} }}
  company(number: "{MAES}") {{ history(first: 1) {{ edges {{ cursor }} }} }}
}}"""
IN_THE_DATABASE = {how: lost for how, lost in LOST.items() if "policy" not in how}


def asked(live: Live, headers: dict[str, str], query: str, **variables: object) -> dict[str, Any]:
    response = live.send("POST", "/graphql", json={"query": query, "variables": variables}, headers=headers)
    assert response.status_code == 200
    return dict(response.json())


@pytest.mark.parametrize("how", IN_THE_DATABASE)
def test_a_token_that_holds_for_years_reads_no_more_once_the_right_is_lost(live: Live, how: str) -> None:
    lose: Callable[[Live], None]
    who, lose = IN_THE_DATABASE[how]
    headers = live.headers(who)
    assert "errors" not in asked(live, headers, READ)

    lose(live)
    live.clock.advance(days=300)
    after = asked(live, headers, READ)

    assert after["data"]["viewer"] is not None
    assert after["data"]["company"]["history"] is None
    assert [error["extensions"]["code"] for error in after["errors"]] == ["FORBIDDEN"]


def test_a_token_that_holds_for_years_does_nothing_more_once_the_right_is_lost(live: Live) -> None:
    who, lose = LOST["by a register that is put in force"]
    headers = live.headers(who)
    acts = {"requestAccountClosure": {}, "activateEbox": {"notificationEmail": "post@maes.example"}}
    lose(live)
    before = live.kept()

    for act, given in acts.items():
        payload = asked(live, headers, mutation_document(act), input={"company": MAES, **given})["data"]["answer"]
        assert [error["code"] for error in payload["errors"]] == ["FORBIDDEN"]
    assert live.kept() == before
