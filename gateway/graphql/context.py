"""What a resolver works with: who asks, in which language, what they may see, and the batch loaders over it."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, TypeAlias

from strawberry.types import Info as StrawberryInfo

from gateway.authorization.operation import Operation
from gateway.authorization.view import View
from gateway.domain.errors import Sentence
from gateway.domain.language import Language
from gateway.domain.rights import Action
from gateway.graphql.following import Following
from gateway.graphql.loaders import Loaders
from gateway.sentences import say
from gateway.storage.once import Once
from gateway.storage.work import Work
from gateway.use_cases.manager import Terms
from gateway.use_cases.mandate import MandateTerms


@dataclass(slots=True)
class Context:
    """One request. `base_url` is the address of the gateway as the caller knows it, with a slash at the end."""

    operation: Operation
    language: Language
    terms: Terms
    mandate_terms: MandateTerms
    base_url: str
    idempotency_key: str | None = None
    followed: Following | None = None
    _work: Work | None = None
    _loaders: Loaders | None = None

    async def look(self) -> View:
        """Open what the caller may see now; it is the same for all fields until an act changes something."""
        view = await self.operation.view()
        if self._loaders is None or self._loaders.view is not view:
            self._loaders = Loaders(view)
        return view

    @property
    def load(self) -> Loaders:
        """The batch loaders over the view that the root field opened."""
        if self._loaders is None:
            raise RuntimeError("A field below was resolved before its root field had opened the view.")
        return self._loaders

    @property
    def view(self) -> View:
        """What the caller may see, opened by the root field."""
        return self.load.view

    @property
    def now(self) -> datetime:
        """When the request began."""
        return self.operation.now

    @property
    def following(self) -> Following:
        """Where the subscription at hand stands."""
        if self.followed is None:
            raise RuntimeError("Only a subscription goes on.")
        return self.followed

    @property
    def work(self) -> Work:
        """The work of the act at hand. Mutations run one after the other, so there is one at a time."""
        if self._work is None:
            raise RuntimeError("Only a mutation has work, and only behind the gate.")
        return self._work

    @work.setter
    def work(self, work: Work) -> None:
        self._work = work

    def once(self, field: str, action: Action, asked: Any) -> Once | None:
        """What makes a retry of this act known, if the app sent a key; `field` is its name in the answer."""
        if self.idempotency_key is None:
            return None
        fingerprint = self.terms.keys.fingerprint
        text = json.dumps([action, asdict(asked)], sort_keys=True, default=str)
        return Once(fingerprint(f"{field}:{self.idempotency_key}"), fingerprint(text))

    def labels(self, codes: Iterable[str]) -> str:
        """Groups of applications as running text; one that the operator has taken out by its code."""
        groups, language = self.mandate_terms.groups, self.language
        return ", ".join(groups[code].labels[language] if code in groups else code for code in codes)

    def say(self, topic: str, sentence: Sentence) -> str:
        """A sentence in the language of the request."""
        return say(f"{topic}.{sentence.key}", self.language, **sentence.words)


Info: TypeAlias = StrawberryInfo[Context, None]
