"""What was used last, as far as there is room: bounded in entries and in bytes."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Keeps what was used last; what has gone unused for longest makes room for the new."""

    def __init__(self, entries: int, size: int) -> None:
        self._room = entries, size
        self._kept: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._size = 0

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def size(self) -> int:
        """The size of all that is kept."""
        return self._size

    def get(self, key: K) -> V | None:
        """What is kept under the key, which was thereby used."""
        found = self._kept.get(key)
        if found is None:
            return None
        self._kept.move_to_end(key)
        return found[0]

    def keep(self, key: K, value: V, size: int) -> None:
        """Keep something of a size, unless it alone would be too large."""
        self._forget(key)
        entries, room = self._room
        if size > room:
            return
        self._kept[key] = value, size
        self._size += size
        while len(self._kept) > entries or self._size > room:
            self._forget(next(iter(self._kept)))

    def _forget(self, key: K) -> None:
        _, size = self._kept.pop(key, (None, 0))
        self._size -= size
