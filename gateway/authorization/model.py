"""The model: how PyCasbin reads the rules. It is fixed, and policies/model.conf shows it to whoever reads them.

With another matcher the same rules would mean something else, so a folder with another model is refused.
"""

from itertools import zip_longest

from gateway.authorization.policy_file import Line, read_lines
from gateway.authorization.problem import Problem

MODEL = """\
[request_definition]
r = role, resource, verb
r2 = role, facts
[policy_definition]
p = role, resource, verb
p2 = role, facts
[role_definition]
g = _, _
[policy_effect]
e = some(where (p.eft == allow))
e2 = some(where (p.eft == allow))
[matchers]
m = r.resource == p.resource && r.verb == p.verb && g(r.role, p.role)
m2 = r2.role == p2.role && holds(r2.facts, p2.facts)
"""


def check_model(file: str, content: bytes, problems: list[Problem]) -> None:
    """Compare model.conf with the model; the first line that differs is named in `problems`.

    Comments, blank lines and the blanks around a line mean nothing.
    """
    lines = read_lines(file, content, problems)
    for line, expected in zip_longest(lines, MODEL.splitlines()):
        if line is None or line.text.strip(" ") != expected:
            problems.append(_differs(file, line, expected))
            return


def _differs(file: str, line: Line | None, expected: str | None) -> Problem:
    hint = f"here stands: {expected}" if expected else "take it out"
    message = "the model is not the gateway's own"
    return line.problem_with_all(message, hint) if line else Problem(file, 1, 1, 0, "", message, hint)
