"""The right that a field requires, read from the SDL, where everybody can read it."""

from graphql import EnumValueNode, FieldDefinitionNode


def right_of(field: FieldDefinitionNode) -> str | None:
    """The name of the action that the field's `@authorize` declares; None for one that needs no right of its own."""
    for directive in field.directives or ():
        if directive.name.value == "authorize":
            for argument in directive.arguments or ():
                if isinstance(argument.value, EnumValueNode):
                    return argument.value.value
    return None
