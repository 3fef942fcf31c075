"""Mandates on a real file, with real signatures, in any order: they must be what a simple model of them is.

After every step: the answer is the model's, a refusal has changed nothing, every mandate is what the model holds, what
is covered by whom on which day is as the model has it, nothing has effect without the signatures of both sides under
the same bytes, and nothing that was ever signed is altered or lost. The rules are guided, so that each act succeeds
often: how often is counted, printed, and asserted at the end.
"""

from collections import Counter
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test
from mandate_acts import VERBS
from mandate_asks import SOME_GROUPS, Ask, amendments, drafts, preparers, signature, signatures, take_overs
from mandate_counts import check_each_was_done_often, print_counts
from mandate_papers import Asked, Paper, first_day
from mandate_state import BRUSSELS, OTHER
from mandate_steps import Steps
from mandate_world import (
    GROUPS,
    PEOPLE,
    PRINCIPALS,
    PROVIDERS,
    REPRESENTATIVES,
    WEAK,
    Cards,
    close_account,
    open_account,
)
from procedure_world import START, person_of

CLOCK_STOPS = START + timedelta(days=4 * 365)
ANYBODY = (*[None] * 4, *PEOPLE, *WEAK)
SIDES = st.sampled_from([*OTHER])
LATER = st.sampled_from([0, 0, 1, 1, 2])
LASTING = st.sampled_from([None, None, 0, 1, 3])
"""How many quarters after the first one is the last one."""
SIGNED_BY = st.sampled_from([None, *OTHER])
"""Who signs at once, before the other side does; or nobody."""
LONG_REASON = "x" * 501


class Mandates(Steps):
    """The acts, and the time that passes between them."""

    @initialize(data=st.data(), begun=st.integers(0, 3))
    def begin_somewhere(self, data: st.DataObject, begun: int) -> None:
        """Some mandates are in force already: else the far end would seldom be seen."""
        for _ in range(begun):
            asks = drafts(self.model, data.draw(st.sampled_from(PRINCIPALS)), "principal", 0, data.draw(LASTING))
            self.ask_for_one(data, "draft", asks, signed_by="principal")

    @rule(data=st.data())
    def something_happens(self, data: st.DataObject) -> None:
        """One rule for all: of several, Hypothesis leaves out some in each example, and nothing would come far."""
        getattr(self, data.draw(st.sampled_from(self.deeds())))(data)

    def deeds(self) -> list[str]:
        """What can be tried now."""
        deeds = ["draft", "ask_for_what_conflicts", "days_pass", "anybody_asks_for_anything"]
        if self.papers(is_open):
            deeds += [
                "sign",
                "sign",
                "sign_as_both",
                "sign_what_does_not_count",
                "amend_an_open_proxy",
                "withdraw_or_refuse",
            ]
        if self.papers(self.newest_in_force):
            deeds += ["amend_a_mandate_in_force"]
        if self.papers(self.model.in_force):
            deeds += ["draft_a_take_over", "end", "the_quarter_goes_by", "close_an_account_seldom"]
        if self.model.papers:
            deeds += ["representative_asks_for_anything"]
        if not all(self.model.accounts.values()):
            deeds += ["open_the_accounts_again"]
        return deeds if self.model.now < CLOCK_STOPS else [deed for deed in deeds if not deed.endswith(("pass", "by"))]

    def newest_in_force(self, paper: Paper) -> bool:
        return self.model.in_force(paper) and not self.model.newer(paper)

    def draft(self, data: st.DataObject) -> None:
        principal, side = data.draw(st.sampled_from(PRINCIPALS)), data.draw(SIDES)
        self.ask_for_one(data, "draft", drafts(self.model, principal, side, data.draw(LATER), data.draw(LASTING)))

    def ask_for_what_conflicts(self, data: st.DataObject) -> None:
        """Draft, or sign, what something stands in the way of, each thing as often; or draft what nothing does."""
        side = data.draw(SIDES)
        asks = drafts(self.model, data.draw(st.sampled_from(PRINCIPALS)), side, data.draw(LATER), None)
        by_reason: dict[str, list[Ask]] = {}
        for ask in [*asks, *signatures(self.papers(is_open))]:
            match self.model.refusal(*ask):
                case ("conflict", _, in_the_way):
                    by_reason.setdefault(min(in_the_way.values()), []).append(ask)
        conflicting = by_reason[data.draw(st.sampled_from(sorted(by_reason)))] if by_reason else asks
        self.ask("ask for what conflicts" if by_reason else "draft", *data.draw(st.sampled_from(conflicting)))

    def draft_a_take_over(self, data: st.DataObject) -> None:
        former, side = self.one(data, self.model.in_force), data.draw(SIDES)
        later = data.draw(st.sampled_from([1, 1, 1, 1, 2, 0]))
        asks = take_overs(self.model, former, side, later, data.draw(LASTING))
        self.ask_for_one(data, "draft a take-over", asks, signed_by=data.draw(SIGNED_BY))

    def sign(self, data: st.DataObject) -> None:
        self.ask_for_one(data, "sign", signatures(self.papers(is_open)))

    def sign_as_both(self, data: st.DataObject) -> None:
        self.both_sign(self.one(data, is_open), data.draw(SIDES))

    def sign_what_does_not_count(self, data: st.DataObject) -> None:
        """A former version, another mandate, with another person's card, or with the card's other certificate."""
        side = data.draw(SIDES)
        how = data.draw(st.sampled_from(["older", "older", "another", "card", "authentication"]))
        redrawn = [paper for paper in self.papers(is_open) if (paper.id, paper.version - 1) in self.ledger.documents]
        paper = self.one(data, redrawn.__contains__ if how == "older" and redrawn else is_open)
        former = [document for document in self.ledger.documents if document != (paper.id, paper.version)]
        if how == "older":
            former = [document for document in former if document[0] == paper.id]
        who, right = signature(paper, side)
        signs = data.draw(st.sampled_from(former)) if how in ("older", "another") and former else right.signs
        card = data.draw(st.sampled_from(PEOPLE)) if how == "card" else who
        asked = Asked("sign", side, paper.id, signs=signs, card=card, authentication=how == "authentication")
        self.ask("sign what does not count", who, asked)

    def amend_an_open_proxy(self, data: st.DataObject) -> None:
        """Rather one that is signed by one side, whose signature is void then."""
        pending = self.papers(lambda paper: paper.open and paper.signed)
        paper = self.one(data, pending.__contains__ if pending else is_open)
        self.ask_for_one(data, "amend an open proxy", amendments(self.model, paper))

    def amend_a_mandate_in_force(self, data: st.DataObject) -> None:
        """Often one that is an amendment itself, and far ahead: of a row of versions to come each must be right."""
        amended = self.papers(lambda paper: self.newest_in_force(paper) and paper.version > 1)
        which = amended.__contains__ if amended and data.draw(st.booleans()) else self.newest_in_force
        asks = amendments(self.model, self.one(data, which))
        if data.draw(st.booleans()):
            asks = [(who, asked) for who, asked in asks if asked.start == self.model.quarter + 2]
        self.ask_for_one(data, "amend a mandate in force", asks, signed_by=data.draw(SIGNED_BY))

    def withdraw_or_refuse(self, data: st.DataObject) -> None:
        paper, verb = self.one(data, is_open), data.draw(st.sampled_from(["withdraw", "refuse"]))
        side = paper.prepared_by if verb == "withdraw" else OTHER[paper.prepared_by]
        able = preparers(self.model, paper.company(side), side)
        who = data.draw(st.sampled_from(able)) if verb == "withdraw" else able[0]
        self.ask(verb, who, Asked(verb, data.draw(st.sampled_from([None, side])), paper.id))

    def end(self, data: st.DataObject) -> None:
        """Rather one with versions before it."""
        side = data.draw(SIDES)
        papers = [paper for paper in self.papers(self.model.in_force) for _ in range(paper.version)]
        asks = [(REPRESENTATIVES[paper.company(side)], Asked("end", side, paper.id)) for paper in papers]
        self.ask_for_one(data, "end", asks)

    def representative_asks_for_anything(self, data: st.DataObject) -> None:
        """Whatever state the mandate is in, for a side that may be left out."""
        paper, side = self.one(data, lambda _: True), data.draw(SIDES)
        who, groups = REPRESENTATIVES[paper.company(side)], data.draw(st.sampled_from(SOME_GROUPS))
        verb, reason = data.draw(st.sampled_from(VERBS[1:])), data.draw(st.sampled_from([None, "Moved.", LONG_REASON]))
        signs = (paper.id, paper.version)
        named = data.draw(st.sampled_from([side, None]))
        asked = Asked(verb, named, paper.id, groups=groups, signs=signs, card=who, reason=reason)
        self.ask("anything, by a representative", who, asked)

    def anybody_asks_for_anything(self, data: st.DataObject) -> None:
        draw, known = data.draw, [*self.model.papers, "unknown"]
        persona, verb, ends = draw(st.sampled_from(ANYBODY)), draw(st.sampled_from(VERBS)), draw(st.booleans())
        asked = Asked(
            verb,
            draw(st.sampled_from([None, *OTHER])),
            draw(st.sampled_from(known)),
            draw(st.sampled_from(PRINCIPALS)),
            draw(st.sampled_from(PROVIDERS)),
            tuple(draw(st.lists(st.sampled_from([*GROUPS, "NO_GROUP"]), max_size=2))),
            self.model.quarter + draw(st.integers(-1, 2)),
            self.model.quarter + 1 if ends else None,
            draw(st.sampled_from([None, None, *known])),
            draw(st.sampled_from([*self.ledger.documents, ("unknown", 1)])),
            person_of(persona or "petra"),
        )
        self.ask("anything, by anybody", persona, asked)

    def close_an_account_seldom(self, data: st.DataObject) -> None:
        """What is ended by it is gone."""
        opened = [company for company, is_open in self.model.accounts.items() if is_open]
        if opened and data.draw(st.booleans()):
            company = data.draw(st.sampled_from(opened))
            self.run(close_account(self.house, company))
            self.model.close_account(company)
            self.answers["close an account", "accepted"] += 1
            self.check()

    def open_the_accounts_again(self, _: st.DataObject) -> None:
        for company, is_open in self.model.accounts.items():
            if not is_open:
                self.run(open_account(self.house, company))
                self.model.accounts[company] = True
        self.answers["open an account", "accepted"] += 1
        self.check()

    def days_pass(self, data: st.DataObject) -> None:
        self.go_on_to(self.model.now + timedelta(days=data.draw(st.sampled_from([1, 20, 45]))))

    def the_quarter_goes_by(self, data: st.DataObject) -> None:
        begins = datetime.combine(date.fromordinal(first_day(self.model.quarter + 1)), time(), BRUSSELS)
        self.go_on_to(begins + timedelta(hours=data.draw(st.sampled_from([-1, 0, 9]))))

    def go_on_to(self, moment: datetime) -> None:
        self.pass_time(max(moment - self.model.now, timedelta(0)))
        self.answers["time passes", "accepted"] += 1
        self.check()


def is_open(paper: Paper) -> bool:
    return paper.open


def search(template: Path, cards: Path, examples: int, steps: int, *, always_the_same: bool) -> None:
    """Run the machine, tell what it did, and see that every act was done often."""
    Mandates.template, Mandates.cards = template, Cards(cards)
    Mandates.answers, Mandates.transitions, Mandates.refusals = Counter(), Counter(), Counter()
    run_state_machine_as_test(
        Mandates,
        settings=settings(
            max_examples=examples,
            derandomize=always_the_same,
            stateful_step_count=steps,
            deadline=None,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
    print_counts(Mandates.answers, Mandates.transitions, Mandates.refusals)
    check_each_was_done_often(Mandates.answers, Mandates.transitions)


def test_mandates_are_what_their_model_says_whatever_is_asked_by_whomever(
    mandate_template: Path, tmp_path: Path
) -> None:
    search(mandate_template, tmp_path / "cards", examples=12, steps=40, always_the_same=True)


@pytest.mark.slow
def test_mandates_are_what_their_model_says_in_a_long_campaign(mandate_template: Path, tmp_path: Path) -> None:
    search(mandate_template, tmp_path / "cards", examples=130, steps=50, always_the_same=False)
