"""The log of a whole process: what nobody catches is told there too, and nothing is said elsewhere."""

import json
import subprocess
import sys
import textwrap
from typing import Any

import pytest

CANARY = "canary-01031490179"
LEFT_OVER = """
    class Dropped:
        def __del__(self):
            raise ValueError(CANARY)

    async def failing():
        raise ValueError(CANARY)

    async def main():
        forgotten = asyncio.create_task(failing(), name=CANARY)
        await asyncio.sleep(0)
        del forgotten
        asyncio.get_running_loop().call_soon(int, CANARY)
        await asyncio.sleep(0)

    asyncio.run(main())
    Dropped()
    thread = threading.Thread(target=int, args=(CANARY,), name=CANARY)
    thread.start()
    thread.join()
    warnings.warn(f"{CANARY} is not good", stacklevel=1)
    raise ValueError(CANARY)
"""


def process(level: str, what: str) -> tuple[list[dict[str, Any]], str]:
    """What a process logs as JSON, and what else it prints."""
    code = f"""
    import asyncio, logging, threading, warnings
    from gateway.telemetry import logs
    CANARY = "{CANARY}"
    logs.set_up("json", "{level}")
    """
    code = textwrap.dedent(code) + textwrap.dedent(what)
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    return [json.loads(line) for line in run.stderr.splitlines()], run.stdout


def test_what_nobody_catches_is_one_line_each_and_quotes_nothing() -> None:
    lines, printed = process("info", LEFT_OVER)
    assert printed == ""
    assert [(line["level"], line["logger"], line.get("exception", [{}])[0].get("type")) for line in lines] == [
        ("error", "asyncio", "ValueError"),
        ("error", "asyncio", "ValueError"),
        ("error", "gateway.telemetry.logs", "ValueError"),
        ("error", "gateway.telemetry.logs", "ValueError"),
        ("warning", "py.warnings", None),
        ("error", "gateway.telemetry.logs", "ValueError"),
    ]
    assert "canary" not in json.dumps(lines)


@pytest.mark.parametrize(
    ("level", "heard"),
    [
        ("debug", ["gateway debug", "gateway info", "uvicorn info", "gateway error", "uvicorn error", "other error"]),
        ("info", ["gateway info", "uvicorn info", "gateway error", "uvicorn error", "other error"]),
        ("error", ["gateway error", "uvicorn error", "other error"]),
    ],
)
def test_a_library_is_never_heard_as_closely_as_the_gateway(level: str, heard: list[str]) -> None:
    """At DEBUG uvicorn shows each frame of a WebSocket, and with it the token."""
    lines, _ = process(
        level,
        """
        for level in (logging.DEBUG, logging.INFO, logging.ERROR):
            for name in ("gateway", "uvicorn", "other"):
                logging.getLogger(f"{name}.part").log(level, "Said.")
        """,
    )
    assert [f"{line['logger'].partition('.')[0]} {line['level']}" for line in lines] == heard


def test_what_cannot_be_logged_is_not_printed_with_all_that_it_consists_of() -> None:
    lines, printed = process(
        "info", 'logging.getLogger("gateway").error("%s and %s", CANARY)\nlogging.getLogger("gateway").error("Next.")'
    )
    assert ([line["event"] for line in lines], printed) == (["Next."], "")
