"""Who is calling? From a request to a question, from an answer to a response. Only Starlette is known here."""
