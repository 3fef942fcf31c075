"""A step with mandates: asked of the gateway and of the model, and all that must hold checked after it."""

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine
from mandate_acts import act, as_expected, in_words, told
from mandate_asks import Ask, signature
from mandate_checks import Ledger, Seen, check_covered, check_days, check_mandating, check_seen, look
from mandate_model import Model
from mandate_papers import Asked, Paper
from mandate_state import OTHER
from mandate_world import Cards, everything
from procedure_world import House

from gateway.domain.errors import Conflict, Refused

T = TypeVar("T")
A_SECOND = timedelta(seconds=1)


class Steps(RuleBasedStateMachine):
    """The gateway and the model, side by side; what is asked of them is for the rules."""

    template: ClassVar[Path]
    cards: ClassVar[Cards]
    answers: ClassVar[Counter[tuple[str, str]]]
    transitions: ClassVar[Counter[tuple[str, str]]]
    refusals: ClassVar[Counter[tuple[str, ...]]]

    def __init__(self) -> None:
        super().__init__()
        self.answers["example", ""] += 1
        self.folder = Path(tempfile.mkdtemp())
        self.runner = asyncio.Runner()
        self.house = House.copied(self.template, self.folder / "house")
        self.run(self.house.__aenter__())
        self.model, self.ledger = Model(), Ledger()
        self.seen, self.kept, self.day = Seen({}, {}, set()), everything(self.house), self.model.today

    def teardown(self) -> None:
        try:
            self.run(check_mandating(self.house, self.model))
            self.ledger.verify(self.house, self.ledger.signatures)
        finally:
            self.run(self.house.__aexit__())
            self.runner.close()
            shutil.rmtree(self.folder)

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(coroutine)

    # ------------------------------------------------------------------------------------------ a step

    def ask(self, what: str, persona: str | None, asked: Asked) -> bool:
        """Somebody asks for an act; whether it was done."""
        self.pass_time(A_SECOND)
        expected = self.model.refusal(persona, asked)
        try:
            made = self.run(act(self.house, self.cards, persona, asked))
        except Refused as refused:
            answer = told(refused)
            assert as_expected(answer, expected), (answer, expected)
            assert everything(self.house) == self.kept
            self.check_only_ones_own_is_named(persona, refused)
            self.refusals[asked.verb, *in_words(answer)] += 1
        else:
            assert expected is None, expected
            assert persona is not None
            self.model.do(persona, asked, made.id)
        self.answers[what, expected[0] if expected else "accepted"] += 1
        self.check()
        return expected is None

    def check_only_ones_own_is_named(self, persona: str | None, refused: Refused) -> None:
        """What stands in the way is told to those alone whose company is a party to it."""
        if isinstance(refused, Conflict) and refused.mandate:
            paper = self.model.papers[refused.mandate]
            assert persona is not None
            assert {paper.principal, paper.mandatary} & self.model.acts_for(persona)

    def pass_time(self, passing: timedelta) -> None:
        self.model.pass_time(passing)
        self.house.now = self.model.now

    def check(self) -> None:
        """All that must hold, where anything is different: another row, or another day."""
        before, kept, day = self.seen.statuses, everything(self.house), self.model.today
        if (kept, day) == (self.kept, self.day):
            return
        self.seen = self.run(look(self.house, date.fromordinal(day)))
        for key, status in self.seen.statuses.items():
            if status != before.get(key, ""):
                self.transitions[before.get(key, ""), status] += 1
        check_seen(self.seen, self.model)
        self.ledger.check(self.house, self.seen)
        check_covered(self.house, self.model)
        check_days(self.seen, self.model)
        self.kept, self.day = kept, day

    # ------------------------------------------------------------------------------- who, where, what

    def papers(self, holds: Callable[[Paper], object]) -> list[Paper]:
        return [paper for paper in self.model.papers.values() if holds(paper)]

    def one(self, data: st.DataObject, holds: Callable[[Paper], object]) -> Paper:
        return self.model.papers[data.draw(st.sampled_from([paper.id for paper in self.papers(holds)]))]

    def ask_for_one(self, data: st.DataObject, what: str, asks: Sequence[Ask], signed_by: str | None = None) -> None:
        """One of these; most often one that can be done, if there is one. What is done may be signed at once."""
        able = [ask for ask in asks if self.model.refusal(*ask) is None]
        rather = able if able and data.draw(st.integers(0, 9)) else asks
        if self.ask(what, *data.draw(st.sampled_from(rather))) and signed_by:
            self.both_sign([*self.model.papers.values()][-1], signed_by)

    def both_sign(self, paper: Paper, first: str) -> None:
        for side in (first, OTHER[first]):
            if paper.open and side not in paper.signed:
                self.ask("sign as both", *signature(paper, side))
