"""The trail holds the facts that were judged, so that what was decided can be decided again on other rules."""

import json

from asking import contact
from running import Running

from gateway.authorization.policy import load_policy, shipped_policies
from gateway.demo.personas import PERSONAS
from gateway.demo.world import LAMBERT
from gateway.workbench.replay import Replay, Rules, Verdict

WORDS = {"authenticated", "high_assurance", "registered_in_statutes", "mandate_active", "function_represents"}


def trail_of(gateway: Running) -> list[dict[str, object]]:
    gateway.act("lea", "designateChiefAccessManager", {"company": LAMBERT, "manager": contact("gita")})
    gateway.act("bruno", "designateChiefAccessManager", {"company": LAMBERT, "manager": contact("gita")})
    gateway.stop()
    rows = [row for row in gateway.rows("audit") if row["action"] == "MANAGER_DESIGNATE"][-2:]
    return [{**row, "facts": json.loads(row["facts"])} for row in rows]


def test_an_act_and_a_refusal_keep_the_facts_they_were_decided_on(gateway: Running) -> None:
    act, refusal = trail_of(gateway)

    assert act["outcome"] == "done"
    assert act["facts"] == {"manager": [_in_order({*WORDS, "anyone", "signing_power"})]}
    assert refusal["outcome"] == "forbidden"
    assert refusal["facts"] == {"manager": [_in_order({*WORDS, "anyone"})]}
    assert not any(persona.national_number in str((act, refusal)) for persona in PERSONAS.values())


def test_decided_again_on_the_same_meaning_nothing_is_different(gateway: Running) -> None:
    rows = [{**row, "policy": None} for row in trail_of(gateway)]
    policy = load_policy(shipped_policies())
    rules = Rules(policy.version, policy.table)
    replay = Replay(rules, rules)
    for row in rows:
        replay.take("a row", row)

    assert (replay.counts, replay.different) == ({Verdict.SAME: 2}, [])


def _in_order(words: set[str]) -> list[str]:
    order = ["anyone", "authenticated", "registered_in_statutes", "mandate_active", "function_represents"]
    return [word for word in [*order, "signing_power", "high_assurance"] if word in words]
