"""What nobody expects: the caller gets the id of the trace, the log has what happened under it, and nothing typed."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from logged import Log, logged
from running import Running

from gateway.demo.world import LAMBERT, MAES

TYPED = "typed_by_somebody"


def lose(folder: Path, table: str) -> None:
    """What a fault in a disk or a migration might do."""
    with closing(sqlite3.connect(folder / "gateway.sqlite")) as connection:
        connection.execute(f"DROP TABLE {table}")
        connection.commit()


def under(trace: str, log: Log) -> str:
    """What went wrong, as the log tells it in a trace."""
    [failed] = [line for line in log.lines if "exception" in line]
    assert failed["trace_id"] == trace
    return str(failed["exception"][-1]["message"])


def test_an_unexpected_error_of_a_field_is_answered_with_an_id_and_logged_under_it(gateway: Running) -> None:
    gateway.read("lea", "{ viewer { person { id } } }")
    lose(gateway.folder, "ebox")
    query = f'query Q {{ company(number: "{LAMBERT}") {{ name mine: ebox {{ status }} }} }}'
    with logged() as log:
        response = gateway.post("lea", {"query": query.replace("mine", TYPED)})
    answer = response.json()

    (error,) = answer["errors"]
    assert answer["data"]["company"]["name"] == "Boulangerie Lambert SRL"
    assert error["extensions"]["code"] == "INTERNAL"
    assert error["extensions"]["id"] in error["message"]
    assert "ebox" not in error["message"]
    assert under(error["extensions"]["id"], log) == "no such table: ebox"
    assert response.headers["traceresponse"].split("-")[1] == error["extensions"]["id"]
    assert TYPED not in log.text


def test_an_unexpected_error_of_an_act_leaves_nothing_done(gateway: Running) -> None:
    gateway.read("emma", "{ viewer { person { id } } }")
    before = gateway.rows("account")
    lose(gateway.folder, "closure")
    mutation = 'mutation { requestAccountClosure(input: {company: "0000010193"}) { errors { code } } }'
    answer = gateway.post("emma", {"query": mutation}).json()

    assert [error["extensions"]["code"] for error in answer["errors"]] == ["INTERNAL"]
    assert gateway.rows("account") == before
    assert all(row["action"] != "ACCOUNT_REQUEST_CLOSURE" for row in gateway.rows("audit"))


def test_an_unexpected_error_outside_of_an_operation_is_500_with_an_id(gateway: Running) -> None:
    lose(gateway.folder, "manager")
    with logged() as log:
        answer = gateway.post("lea", {"query": f'{{ companies(search: "{TYPED}") {{ edges {{ cursor }} }} }}'})

    (error,) = answer.json()["errors"]
    assert answer.status_code == 500
    assert error["extensions"]["code"] == "INTERNAL"
    assert error["extensions"]["id"] in error["message"]
    assert under(error["extensions"]["id"], log) == "no such table: manager"
    assert TYPED not in log.text


LATE = {
    "ebox": ("lea", f'company(number: "{LAMBERT}") {{ ebox {{ status }} }}'),
    "audit": ("emma", f'company(number: "{MAES}") {{ chiefAccessManager {{ email }} }}'),
}
"""By the table that is lost: a field breaks, or the writing down of whose address was read."""


@pytest.mark.parametrize("lost", LATE)
def test_an_unexpected_error_in_a_late_part_has_an_id_too_and_ends_the_answer(gateway: Running, lost: str) -> None:
    who, late = LATE[lost]
    gateway.read(who, "{ viewer { person { id } } }")
    lose(gateway.folder, lost)
    headers = {**gateway.headers(who), "Accept": "multipart/mixed;incrementalSpec=v0.2, application/json;q=0.9"}
    with logged() as log:
        answer = gateway.send(
            "POST", "/graphql", json={"query": f"{{ __typename ... @defer {{ {late} }} }}"}, headers=headers
        )
    first, last = (json.loads(part.splitlines()[-1]) for part in answer.text.split("\r\n---")[1:-1])

    assert (first["data"], first["hasNext"], last["hasNext"]) == ({"__typename": "Query"}, True, False)
    [error] = [error for part in (*last.get("incremental", ()), *last["completed"]) for error in part.get("errors", ())]
    assert error["extensions"]["code"] == "INTERNAL"
    assert error["extensions"]["id"] in error["message"]
    assert under(error["extensions"]["id"], log) == f"no such table: {lost}"
    assert [part["id"] for part in last["completed"]] == [part["id"] for part in first["pending"]]
