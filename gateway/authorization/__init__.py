"""May they? Facts make roles, roles have rights, Casbin decides; the gate is the only way to the data."""
