"""A GraphQL gateway over Casbin policies: who may act for a Belgian company towards Social Security.

A request falls through the folders in one direction; each answers one question and is the only one that imports
its library.

    http/            who is calling?        token → Identity, or nobody           starlette
    graphql/         what do they ask?      operation → typed values              strawberry
    authorization/   may they?              facts → roles → Casbin; the gate      casbin
    use_cases/       what must happen?      load → domain rule → keep             no library
    storage/         where is it kept?      tables, queries, transactions         sqlalchemy
    domain/          is it right?           pure functions, frozen dataclasses    stdlib, stdnum

Beside them, each with a library of its own: workbench/ works out what rules would mean (PyYAML), register/ reads the
files of the BCE, identity/ checks tokens and follows the keys that sign them (joserfc, httpx), signature/ checks
digital signatures (cryptography), sentences/ says things in four languages (Babel), letter/ draws up PDFs (fpdf2),
explorer/ is the page on which people explore the schema (GraphiQL, built with npm), demo/ is a fictional world to try
it in, cli/ is the command line and the server (typer, rich, uvicorn), settings/ is what an operator sets (pydantic),
telemetry/ what an operator sees (structlog, Prometheus, OpenTelemetry). application_groups.py reads the operator's
file of what mandates cover, and app.py puts it all together.

A feature has the same file name in every layer: `git ls-files '*/manager.py'` lists one from top to bottom.
"""
