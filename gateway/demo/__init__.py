"""The demo: a fictional world on the embedded database, with an issuer of its own. Out of reach of a real gateway."""
