"""Commands that are imported when they are asked for: who checks rules need not wait for a web server to be read."""

from collections import UserDict
from collections.abc import Mapping
from pkgutil import resolve_name
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group


def commands_later(help_text: str, places: Mapping[str, str]) -> typer.Typer:
    """A group of commands by name, each at a place such as ``gateway.cli.serve:serve``: a function, or such a group."""

    class Group(TyperGroup):
        def __init__(self, **attributes: Any) -> None:
            super().__init__(**attributes)
            self.commands = _Commands(places)

    # Without a callback, Typer takes a group that knows no command yet for an oversight.
    return typer.Typer(
        cls=Group, help=help_text, callback=lambda: None, no_args_is_help=True, pretty_exceptions_enable=False
    )


class _Commands(UserDict[str, Any]):
    """Their names are known at once; looking one up imports it. A help that lists them all imports them all."""

    def __getitem__(self, name: str) -> Any:
        found, holder = resolve_name(self.data[name]), typer.Typer()
        if isinstance(found, typer.Typer):
            holder.add_typer(found, name=name)
        else:
            holder.command(name)(found)
        return get_group(holder).commands[name]
