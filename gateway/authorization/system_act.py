"""What happens without a caller who asks for it. Out of reach of GraphQL, which may not import this."""

from enum import StrEnum


class SystemAct(StrEnum):
    """The acts that no caller asks for. There is no other way around the decision."""

    IMPORT = "import"
    DEMO = "demo"
    SIGN_IN = "sign_in"
    EXPIRY = "expiry"
    OFFICERS = "officers"
