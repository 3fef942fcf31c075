"""What should be answered to whom, and what each act should bring about: the rules as somebody would tell them.

It shares no code with the gateway but names, so that it cannot repeat the gateway's mistakes.
"""

from collections.abc import Iterator
from typing import Any

from mandate_papers import Asked, Paper, first_day, shared, takes_over
from mandate_state import OTHER, State
from mandate_world import GROUPS

Answer = tuple[Any, ...]
NEAREST_FIRST = ("wrong_party", "assurance_too_low", "company_in_liquidation", "no_function", "no_role")
"""Of two sides, the reason is that of the one for which less is missing."""
LOOKED_BACK = 10
"""Of how many former versions a signature is told to be."""


class No(Exception):
    """A refusal: its kind, and what it says."""


class Model(State):
    """The papers as they should be. Acts are refused as `refusal` says, and change what `do` says."""

    def refusal(self, persona: str | None, asked: Asked) -> Answer | None:
        """The answer that the gateway should give instead of acting; None if it should act."""
        try:
            paper, side = self.admitted(persona, asked)
            getattr(self, f"_may_{asked.verb}")(paper, asked, side, persona)
        except No as no:
            return no.args
        return None

    def admitted(self, persona: str | None, asked: Asked) -> tuple[Paper, str]:
        """What the act is about, and for which side it is done."""
        if persona is None:
            raise No("unauthenticated", "not_authenticated")
        paper = self.drafted("", asked, "") if asked.verb == "draft" else self.papers.get(asked.mandate)
        if paper is None or not any(self.belongs_to(persona, paper.company(side)) for side in OTHER):
            raise No("forbidden", "no_role")
        sides = [asked.side] if asked.side else [*OTHER]
        reasons = {side: self.why_not(persona, asked.verb, paper, side) for side in sides}
        able = [side for side in sides if reasons[side] is None]
        if not able:
            raise No("forbidden", min(reasons.values(), key=NEAREST_FIRST.index))
        if len(able) > 1:
            raise No("invalid", {"side_needed"})
        return paper, able[0]

    # --------------------------------------------------------------------------------- what is in the way

    def _may_draft(self, paper: Paper, asked: Asked, side: str, _: str) -> None:
        self._check_terms(paper, start_quarter_take_over=asked.replaces is not None and paper.start == self.quarter)
        if asked.replaces is not None:
            former = paper.replaces
            if former is None or former.principal != paper.principal:
                raise No("not_found", "mandate_unknown")
            if side == "mandatary" and former.mandatary != paper.mandatary:
                raise No("not_found", "mandate_unknown")
            self._check_take_over(paper, former)
        self._check_room(paper, side)

    def _may_amend(self, paper: Paper, asked: Asked, side: str, _: str) -> None:
        amended = self.amended("", paper, asked, side)
        other_groups = asked.groups is not None and set(asked.groups) != set(paper.keeps)
        if not other_groups and amended.end == paper.end and asked.start in (None, paper.start):
            raise No("invalid", {"nothing_changes"})
        from_another = paper.replaces if paper.open and takes_over(paper) else None
        too_early = from_another is not None and amended.start == self.quarter
        self._check_terms(amended, start_quarter_take_over=too_early)
        if from_another and side == "principal":
            self._check_take_over(amended, from_another)
        if not paper.open:
            self._check_newest(paper, self.newer(paper))
            self._check_in_force(paper)
        self._check_room(amended, side, itself=paper)

    def _may_sign(self, paper: Paper, asked: Asked, side: str, persona: str) -> None:
        if asked.authentication:
            raise No("invalid", {"certificate_for_authentication"})
        if asked.card != persona:
            raise No("invalid", {"certificate_holder"})
        if asked.signs != (paper.id, paper.version):
            older = asked.signs[0] == paper.id and asked.signs[1] >= paper.version - LOOKED_BACK
            raise No("invalid", {"signature_older" if older else "signature_wrong"})
        self._check_open(paper)
        if side in paper.signed:
            raise No("conflict", "wrong_state", {paper.id: "already_signed"})
        if paper.start < self.quarter:
            raise No("conflict", "wrong_state", {paper.id: "start_quarter_passed"})
        if takes_over(paper) and paper.start == self.quarter:
            raise No("conflict", "wrong_state", {paper.id: "take_over_quarter_begun"})
        self._check_overlap(paper, side, paper)

    def _may_withdraw(self, paper: Paper, *_: object) -> None:
        self._check_open(paper)

    def _may_refuse(self, paper: Paper, asked: Asked, *_: object) -> None:
        check_reason(asked)
        self._check_open(paper)

    def _may_end(self, paper: Paper, asked: Asked, *_: object) -> None:
        check_reason(asked)
        self._check_newest(paper, [one for one in self.amendments(paper) if self.in_force(one)])
        self._check_in_force(paper)
        if not paper.covers_from(paper.groups, first_day(self.quarter + 1)):
            raise No("conflict", "wrong_state", {paper.id: "ends_already"})

    def _check_newest(self, paper: Paper, newer: list[Paper]) -> None:
        if newer:
            raise No("conflict", "stale_version", {one.id: "newer_version" for one in newer})

    def _check_in_force(self, paper: Paper) -> None:
        if not self.in_force(paper):
            raise No("conflict", "wrong_state", {paper.id: "mandate_not_in_force"})

    def _check_open(self, paper: Paper) -> None:
        if not paper.open:
            raise No("conflict", "wrong_state", {paper.id: "proxy_not_open"})

    def _check_terms(self, paper: Paper, **also: bool) -> None:
        wrong = {
            "groups_none": not paper.groups,
            "groups_unknown": not set(paper.groups) <= GROUPS.keys(),
            "groups_repeated": len(set(paper.groups)) < len(paper.groups),
            "start_quarter_past": paper.start < self.quarter,
            "end_before_start": paper.end is not None and paper.end < paper.start,
            **also,
        }
        if any(wrong.values()):
            raise No("invalid", {problem for problem, so in wrong.items() if so})

    def _check_take_over(self, paper: Paper, former: Paper) -> None:
        wrong = {
            "replaces_same_provider": former.mandatary == paper.mandatary,
            "replaces_no_group": not shared(paper, former),
        }
        if any(wrong.values()):
            raise No("invalid", {problem for problem, so in wrong.items() if so})
        if not self.in_force(former):
            raise No("conflict", "wrong_state", {former.id: "nothing_to_take_over"})

    def _check_room(self, paper: Paper, side: str, itself: Paper | None = None) -> None:
        if not self.accounts[paper.company(side)]:
            raise No("conflict", "no_account", {None: f"no_account_as_{side}"})
        proxies = [
            one.id
            for one in self.others(paper, itself)
            if one.open and one.mandatary == paper.mandatary and shared(one, paper)
        ]
        if proxies:
            raise No("conflict", "proxy_open", dict.fromkeys(proxies, "proxy_open"))
        self._check_overlap(paper, side, itself)

    def _check_overlap(self, paper: Paper, side: str, itself: Paper | None) -> None:
        found, days = {}, paper.asks_for(since=self.today)
        for one in self.others(paper, itself):
            meet = [code for code in shared(one, paper) if one.claims(code) & days]
            binds = one.bound or ("principal" in one.signed and one.start >= self.quarter)
            if one is paper.replaces:
                continue
            if one.mandatary == paper.mandatary and one.bound and meet:
                found[one.id] = "overlap_with_itself"
            if one.mandatary != paper.mandatary and side == "principal" and binds and any(map(GROUPS.get, meet)):
                found[one.id] = "overlap" if one.bound else "overlap_reserved"
        if found:
            raise No("conflict", "period_overlap", found)

    def others(self, paper: Paper, itself: Paper | None) -> Iterator[Paper]:
        """The papers of the same principal that are not closed."""
        for one in self.papers.values():
            if one.principal == paper.principal and not one.closed and one is not itself:
                yield one

    def newer(self, paper: Paper) -> list[Paper]:
        """The amendments that may come, or have come, in its place."""
        return [one for one in self.amendments(paper) if one.open or self.in_force(one)]

    def amendments(self, paper: Paper) -> list[Paper]:
        return [one for one in self.papers.values() if one.replaces is paper and one.mandatary == paper.mandatary]

    # ------------------------------------------------------------------------------------- what is different

    def do(self, persona: str, asked: Asked, made: str) -> None:
        """The act was done; `made` is the id of the mandate that it gave."""
        paper, side = self.admitted(persona, asked)
        match asked.verb:
            case "draft":
                self.papers[made] = self.drafted(made, asked, side)
            case "amend":
                self.papers[made] = self.amended(made, paper, asked, side)
            case "sign":
                paper.signed.add(side)
                if paper.bound:
                    self._bind(paper)
            case "withdraw":
                paper.closed = "withdrawn"
            case "refuse":
                paper.closed = "rejected"
            case "end":
                self._end(paper, side)

    def drafted(self, made: str, asked: Asked, side: str) -> Paper:
        former = self.papers.get(asked.replaces or "")
        assert asked.start is not None
        assert asked.groups is not None
        return Paper(made, asked.principal, asked.mandatary, asked.groups, asked.start, asked.end, 1, former, side)

    def amended(self, made: str, paper: Paper, asked: Asked, side: str) -> Paper:
        """An open paper as its next version, or the paper that would follow one in force."""
        start = asked.start or max(paper.start, self.quarter)
        groups = paper.keeps if asked.groups is None else asked.groups
        end = paper.end if asked.end == 0 else asked.end
        former = paper.replaces if paper.open else paper
        return Paper(made, paper.principal, paper.mandatary, groups, start, end, paper.version + 1, former, side)

    def _bind(self, paper: Paper) -> None:
        """It covers its days from today on; what it replaces goes over at a change of quarter."""
        paper.days = {code: paper.asks_for(since=self.today) for code in paper.groups}
        if former := paper.replaces:
            goes = shared(paper, former) if takes_over(paper) else former.groups
            former.goes_over(goes, max(first_day(paper.start), first_day(self.quarter + 1)))

    def _end(self, paper: Paper, side: str) -> None:
        """With it goes what would let the provider go on: newer versions that are open, and all older ones."""
        for one in self.amendments(paper):
            if one.open:
                one.closed = "withdrawn" if one.prepared_by == side else "rejected"
        version: Paper | None = paper
        while version and version.mandatary == paper.mandatary:
            version.cut(version.groups, first_day(self.quarter + 1), "ended")
            version = version.replaces

    def close_account(self, company: str) -> None:
        """What is open is called off, and what is in force ends this very day."""
        self.accounts[company] = False
        for paper in self.papers.values():
            for side in OTHER:
                if paper.company(side) == company and paper.open:
                    paper.closed = "withdrawn" if paper.prepared_by == side else "rejected"
                elif paper.company(side) == company and paper.bound:
                    paper.cut(paper.groups, self.today, "ended")


def check_reason(asked: Asked) -> None:
    if asked.reason and len(asked.reason) > 500:
        raise No("invalid", {"reason_too_long"})
