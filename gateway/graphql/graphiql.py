"""The page on which integrators explore the schema."""

from collections.abc import Sequence
from importlib.resources import files

from strawberry.http.ides import get_graphql_ide_html


def graphiql(personas: Sequence[str] = ()) -> str:
    """GraphiQL as Strawberry ships it: its scripts come from a public network, so it is for the demo.

    With personas it has the demo's card reader in a corner, which signs proxies for them.
    """
    page = get_graphql_ide_html("graphiql")
    if not personas:
        return page
    options = "".join(f"<option>{name}</option>" for name in personas)
    reader = (files("gateway.graphql") / "card_reader.html").read_text(encoding="utf-8")
    return page.replace("</body>", f"{reader.replace('{personas}', options)}</body>")
