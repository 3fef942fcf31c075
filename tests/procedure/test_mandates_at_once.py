"""Both sides act on the same mandates at the same moment, on a real file: the rule holds, and nothing is doubled."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from mandate_house import EXCLUSIVE, NEXT, NOW, PRINCIPAL, SHARED, MandateHouse
from mandate_races import ROUNDS, at_once, play, quarters, refusals
from mandate_world import BENALI, GROUPS, NOORD, RENARD
from procedure_world import START

from gateway.domain.day import day_in_belgium
from gateway.domain.mandate import IN_FORCE, Mandate, MandateStatus
from gateway.domain.quarter import Quarter
from gateway.domain.side import Side

TEN = 10
TODAY = day_in_belgium(START)
either_gateway = pytest.mark.parametrize("gateways", [1, 2])


async def drafted(house: MandateHouse, quarter: Quarter, signed_by: str | None = None) -> Mandate:
    """A proxy to Noord for one quarter, prepared by Noord and signed by somebody."""
    made = await house.draft("jan", "jan", (EXCLUSIVE,), quarter, quarter)
    return await house.sign(signed_by, made.id, house.signed(signed_by, made.id)) if signed_by else made


@either_gateway
def test_when_both_sides_sign_at_once_both_have_signed_and_it_is_in_force_once(
    mandate_template: Path, tmp_path: Path, gateways: int
) -> None:
    async def story(house: MandateHouse, other: MandateHouse) -> None:
        for (quarter,) in quarters():
            made = await drafted(house, quarter)
            emma, jan = (house.signed(by, made.id) for by in ("emma", "jan"))
            results = await at_once(house.sign("emma", made.id, emma), other.sign("jan", made.id, jan))
            assert sorted(len(one.waiting_for) for one in results if isinstance(one, Mandate)) == [0, 1]
            status = MandateStatus.ACTIVE if quarter == NOW else MandateStatus.SCHEDULED
            assert (await house.kept(made)).status(TODAY) is status
        told = {"drafted": ROUNDS, "signed": 2 * ROUNDS, "in_force": ROUNDS}
        assert house.told(PRINCIPAL) == house.told(NOORD) == told
        assert house.outcomes() == {("done", None): 2 * sum(told.values())}

    play(mandate_template, tmp_path, gateways, story)


@either_gateway
def test_of_ten_signatures_of_the_same_side_at_once_one_is_given(
    mandate_template: Path, tmp_path: Path, gateways: int
) -> None:
    async def story(house: MandateHouse, other: MandateHouse) -> None:
        made = await drafted(house, NOW)
        forms = [house.signed("emma", made.id) for _ in range(TEN)]
        acts = [(house, other)[i % 2].sign("emma", made.id, form) for i, form in enumerate(forms)]
        results = await at_once(*acts)
        assert refusals(results) == ["wrong_state: already_signed"] * (TEN - 1)
        assert (await house.kept(made)).waiting_for == (Side.MANDATARY,)
        assert [row["side"] for row in house.rows("SELECT side FROM proxy_signature")] == ["principal"]
        assert house.told(PRINCIPAL) == house.told(NOORD) == {"drafted": 1, "signed": 1}
        assert house.outcomes() == {("done", None): 4, ("conflict", "wrong_state"): TEN - 1}

    play(mandate_template, tmp_path, gateways, story)


@either_gateway
@pytest.mark.parametrize("first_by", [None, "jan"])
def test_what_is_signed_while_it_is_amended_is_signed_as_it_was_seen_or_not_at_all(
    mandate_template: Path, tmp_path: Path, gateways: int, first_by: str | None
) -> None:
    async def story(house: MandateHouse, other: MandateHouse) -> None:
        for (quarter,) in quarters():
            made = await drafted(house, quarter, first_by)
            emma = house.signed("emma", made.id)
            signed, amended = await at_once(
                house.sign("emma", made.id, emma), other.amend("jan", made.id, (EXCLUSIVE, SHARED))
            )
            assert isinstance(amended, Mandate)
            assert (amended.version, amended.waiting_for) == (2, (Side.PRINCIPAL, Side.MANDATARY))
            now = await house.kept(made)
            if isinstance(signed, Mandate) and first_by:
                assert (now.version, now.status(TODAY) in IN_FORCE, amended.replaces) == (1, True, made.id)
            else:
                assert isinstance(signed, Mandate) or signed == "signature_older"
                assert now == amended
            await house.withdraw("jan", amended.id)

    play(mandate_template, tmp_path, gateways, story)


@either_gateway
@pytest.mark.parametrize(("close", "by"), [(MandateHouse.withdraw, "jan"), (MandateHouse.refuse, "emma")])
def test_a_proxy_is_signed_or_closed_and_never_both(
    mandate_template: Path,
    tmp_path: Path,
    gateways: int,
    close: Callable[[MandateHouse, str, str], Awaitable[Mandate]],
    by: str,
) -> None:
    async def story(house: MandateHouse, other: MandateHouse) -> None:
        for (quarter,) in quarters():
            made = await drafted(house, quarter, "jan")
            emma = house.signed("emma", made.id)
            results = await at_once(house.sign("emma", made.id, emma), close(other, by, made.id))
            assert refusals(results) == ["wrong_state: proxy_not_open"]
            assert await house.kept(made) in results
        told = house.told(PRINCIPAL)
        assert told == house.told(NOORD)
        assert told["in_force"] + told["withdrawn"] + told["refused"] == ROUNDS
        assert told["signed"] == ROUNDS + told["in_force"]
        assert house.outcomes() == {("done", None): 2 * told.total(), ("conflict", "wrong_state"): ROUNDS}

    play(mandate_template, tmp_path, gateways, story)


@either_gateway
@pytest.mark.parametrize("providers_first", [True, False])
def test_of_two_take_overs_of_a_group_that_are_signed_at_once_one_is_in_force(
    mandate_template: Path, tmp_path: Path, gateways: int, providers_first: bool
) -> None:
    async def story(house: MandateHouse, other: MandateHouse) -> None:
        for start, then in quarters(each=2):
            former = await house.in_force("jan", (EXCLUSIVE,), start=start, end=then)
            rivals = {
                by: await house.draft("emma", by, (EXCLUSIVE,), then, then, former.id) for by in ("karin", "farid")
            }
            providers = [other.sign(by, one.id, house.signed(by, one.id)) for by, one in rivals.items()]
            if providers_first:
                await asyncio.gather(*providers)
                providers.clear()
            emma = [house.sign("emma", one.id, house.signed("emma", one.id)) for one in rivals.values()]
            results = await at_once(*emma, *providers)
            (refusal,) = refusals(results)
            assert refusal in ("period_overlap: overlap", "period_overlap: overlap_reserved")
            now = [await house.kept(one) for one in rivals.values()]
            (won,), (lost,) = ([one for one in now if one.signed is signed] for signed in (True, False))
            assert lost.waiting_for == (Side.PRINCIPAL,)
            (group,) = (await house.kept(former)).groups
            assert (group.taken_over_from, group.taken_over_by) == (then, won.id)
            await house.withdraw("emma", lost.id)
        assert house.told(PRINCIPAL)["superseded"] == house.told(NOORD)["superseded"] == ROUNDS
        assert house.told(RENARD)["in_force"] + house.told(BENALI)["in_force"] == ROUNDS
        assert house.outcomes()["conflict", "period_overlap"] == ROUNDS

    play(mandate_template, tmp_path, gateways, story)


@either_gateway
def test_of_ten_drafts_at_once_for_a_group_and_a_provider_one_is_made(
    mandate_template: Path, tmp_path: Path, gateways: int
) -> None:
    async def story(house: MandateHouse, other: MandateHouse) -> None:
        acts = [(house, other)[i % 2].draft(("emma", "jan")[i % 2], "jan", (SHARED, EXCLUSIVE)) for i in range(TEN)]
        results = await at_once(*acts)
        assert refusals(results) == ["proxy_open: proxy_open"] * (TEN - 1)
        (made,) = [one for one in results if isinstance(one, Mandate)]
        for table, rows in {"mandate": 1, "mandate_group": 2, "proxy": 1}.items():
            assert len(house.rows(f"SELECT 1 FROM {table}")) == rows
        assert (await house.kept(made)) == made
        assert house.told(PRINCIPAL) == house.told(NOORD) == {"drafted": 1}
        assert house.outcomes() == {("done", None): 2, ("conflict", "proxy_open"): TEN - 1}

    play(mandate_template, tmp_path, gateways, story)


@either_gateway
def test_a_mandate_that_both_sides_end_at_once_ends_once(mandate_template: Path, tmp_path: Path, gateways: int) -> None:
    async def story(house: MandateHouse, other: MandateHouse) -> None:
        made = await house.in_force("jan", (EXCLUSIVE,))
        results = await at_once(
            *(at.end(by, made.id) for at, by in ((house, "emma"), (other, "jan")) for _ in range(3))
        )
        assert refusals(results) == ["wrong_state: ends_already"] * 5
        assert (await house.kept(made)).ended_from == NOW.next.first_day
        assert house.told(PRINCIPAL)["ended"] == house.told(NOORD)["ended"] == 1
        assert house.outcomes()["conflict", "wrong_state"] == 5

    play(mandate_template, tmp_path, gateways, story)


@either_gateway
def test_a_mandate_ends_or_its_amendment_comes_into_force_and_never_both(
    mandate_template: Path, tmp_path: Path, gateways: int
) -> None:
    async def story(house: MandateHouse, other: MandateHouse) -> None:
        for code in GROUPS:
            made = await house.in_force("jan", (code,))
            amended = await house.amend("jan", made.id, start=NEXT)
            await house.sign("jan", amended.id, house.signed("jan", amended.id))
            emma = house.signed("emma", amended.id)
            results = await at_once(house.sign("emma", amended.id, emma), other.end("jan", made.id))
            before, after = await house.kept(made), await house.kept(amended)
            if after.signed:
                assert refusals(results) == ["stale_version: newer_version"]
                assert (before.superseded_from, before.ended_from) == (NEXT, None)
            else:
                assert refusals(results) == ["wrong_state: proxy_not_open"]
                assert (before.ended_from, after.closed_as) == (NEXT.first_day, MandateStatus.WITHDRAWN)

    play(mandate_template, tmp_path, gateways, story)
