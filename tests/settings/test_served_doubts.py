"""What is no fault, and hardly meant either, is told whenever a gateway starts, and not by `config check` alone."""

import json
from pathlib import Path

from joserfc.jwk import KeySet, RSAKey
from running import started


def test_what_leaves_a_doubt_is_told_when_the_gateway_starts(set_up: Path, tmp_path: Path) -> None:
    keys = tmp_path / "jwks.json"
    keys.write_text(json.dumps(KeySet([RSAKey.generate_key(2048, {"kid": "one"})]).as_dict(private=False)))
    issuers = [{"url": "https://issuer.example", "audience": "gateway", "jwks": str(keys)}]
    variables = {"GATEWAY_ISSUERS": json.dumps(issuers), "GATEWAY_GRAPHIQL": "true"}

    with started(printed=tmp_path / "printed", variables=variables):
        pass

    told = [json.loads(line) for line in (tmp_path / "printed").read_text().splitlines() if line.startswith("{")]
    doubts = [line["event"] for line in told if line["level"] == "warning" and line["event"].startswith("GATEWAY_")]
    assert [doubt.partition(":")[0] for doubt in doubts] == ["GATEWAY_SIGNATURE_CRLS", "GATEWAY_GRAPHIQL"]
    assert "introspection is off" in doubts[1]
    assert (set_up / "gateway.sqlite").exists()
