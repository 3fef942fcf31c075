"""The names of statutory functions."""

from gateway.domain.corporate_function import FunctionCode
from gateway.domain.language import Language
from gateway.sentences.say import say


def function_label(code: FunctionCode, language: Language) -> str:
    """A function as a label on its own: "Administrateur délégué", "Managing director".

    In running text hand the code itself to `say`, which writes it small: "managing director".
    """
    return say(f"function.label.{code}", language)
