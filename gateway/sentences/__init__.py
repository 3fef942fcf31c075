"""What the gateway says to people, in French, Dutch, German and English.

One catalogue a topic, as a TOML file beside this one with the four languages side by side; a sentence's key is
the file's name and its own: `say("conflict.ebox_already_active", Language.FR, since=day)`.
"""

from gateway.sentences.decision import decision_sentence
from gateway.sentences.function import function_label
from gateway.sentences.say import say

__all__ = ["decision_sentence", "function_label", "say"]
