"""What it saves to keep documents that were parsed and found valid: the same questions, new and known.

    python -m tests.benchmarks.documents

prints in one table, in milliseconds, the median of preparing each question when its document is seen for the first time
and when it was kept; and their ratio. Nothing is executed: this is what comes before.
"""

import argparse
from statistics import median
from time import perf_counter

from gateway.graphql.documents import DocumentRules, Documents
from gateway.graphql.question import Question
from gateway.graphql.schema import build_schema

COMPANY = """... on Company {
  number name names { text language kind } status legalForm { label } address { street municipality country }
  representatives { edges { node { firstName lastName function { label } since holderCompany { name } } } }
  managers(first: 5) { edges { node { firstName status designatedBy { lastName } } } }
  history(first: 5) { edges { node { at event message by { firstName } } } }
  nextSteps { message done } viewerRoles viewerPermissions { action allowed message } }"""
ASKED = {
    "who am I": "{ viewer { person { firstName } } }",
    "a page of my companies": "{ viewer { companies { edges { node { number name status } } } } }",
    "a company with everything": '{ company(number: "0000000196") { ' + COMPANY + " } }",
    "sixty companies' names": "{"
    + " ".join(f'a{n}: company(number: "0000000196") {{ name }}' for n in range(60))
    + "}",
}


def milliseconds(documents: Documents, text: str) -> float:
    """To prepare the question."""
    begun = perf_counter()
    documents.prepare(Question(text, {}, None, reads_only=True))
    return (perf_counter() - begun) * 1000


def main() -> None:
    """Read the options, measure and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--repeats", type=int, default=51)
    repeats = range(options.parse_args().repeats)
    schema = build_schema()._schema
    documents = Documents(schema, DocumentRules())
    print(f"{'':28}{'new':>8}{'known':>8}{'ratio':>8}")
    for question, text in ASKED.items():
        # A comment makes another text of it, which is looked for in vain.
        new = median(milliseconds(documents, f"{text} # {n}") for n in repeats)
        known = median(milliseconds(documents, f"{text} # 0") for _ in repeats)
        print(f"{question:28}{new:8.2f}{known:8.3f}{new / known:8.0f}")


if __name__ == "__main__":
    main()
