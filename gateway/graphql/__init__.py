"""What do they ask? The schema: every field names the right that it needs. Only Strawberry is known here."""

# The enumerations of the domain are described before any type uses one.
from gateway.graphql import enums as enums
from gateway.graphql import mandate_enums as mandate_enums
