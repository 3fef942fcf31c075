"""Batch loaders: keys in, rows out. A level of a query costs one statement a table, however many companies it shows."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import TypeVar

from strawberry.dataloader import DataLoader

from gateway.authorization.view import View
from gateway.domain.identifiers import EnterpriseNumber
from gateway.storage import account, audit, company, corporate_function, ebox, manager, mandate, person, proxy
from gateway.storage.page import NOTHING, Slice
from gateway.storage.reading import Reading

K = TypeVar("K")
V = TypeVar("V")
W = TypeVar("W", bound=tuple[object, ...])


class Loaders:
    """The loaders over one view. Each answers for all keys that one level of the query asks for."""

    def __init__(self, view: View) -> None:
        self.view = view
        read, today = view.reading, view.standing.today
        self.company = _by_key(read, company.companies)
        self.names = _by_key(read, company.names)
        self.address = _by_key(read, company.addresses)
        self.label = _by_key(read, company.code_labels)
        self.representatives = _by_key(read, lambda r, keys: corporate_function.representatives(r, keys, today))
        self.function = _by_key(read, lambda r, ids: corporate_function.corporate_functions(r, ids, today))
        self.account = _by_key(read, account.accounts)
        self.closure = _by_key(read, account.last_closures)
        self.ebox = _by_key(read, ebox.eboxes)
        self.live_manager = _by_key(read, manager.live_managers)
        self.manager = _by_key(read, manager.managers)
        self.person = _by_key(read, person.people)
        self.last_managers = _by_key(read, manager.last_managers)
        self.history_entry = _by_key(read, audit.history_entries)
        self.mandate = _by_key(read, mandate.mandates)
        self.proxy = _by_key(read, proxy.proxies)
        self.signatures = _by_key(read, proxy.signatures)
        self.mandates = _by_page(read, mandate.mandates_of)
        self.managers = _by_page(read, manager.managers_of)
        self.history = _by_page(read, audit.history_of)


def _by_key(
    read: Reading, load: Callable[[Reading, Collection[K]], Awaitable[Mapping[K, V]]]
) -> DataLoader[K, V | None]:
    async def load_all(keys: list[K]) -> list[V | None]:
        found = await load(read, keys)
        return [found.get(key) for key in keys]

    return DataLoader(load_fn=load_all)


def _by_page(
    read: Reading,
    load: Callable[[Reading, Collection[EnterpriseNumber], W], Awaitable[Mapping[EnterpriseNumber, Slice[V]]]],
) -> DataLoader[tuple[EnterpriseNumber, W], Slice[V]]:
    """One statement for each page that is wanted: mostly one, since a query asks for the same of all companies."""

    async def load_all(keys: list[tuple[EnterpriseNumber, W]]) -> list[Slice[V]]:
        found = {}
        for wanted in {wanted for _, wanted in keys}:
            companies = [number for number, other in keys if other == wanted]
            found.update({(number, wanted): rows for number, rows in (await load(read, companies, wanted)).items()})
        return [found.get(key, NOTHING) for key in keys]

    return DataLoader(load_fn=load_all)
