"""The languages in which the gateway speaks: the three of Belgium, and English."""

from enum import StrEnum


class Language(StrEnum):
    """A language of names, labels and sentences."""

    FR = "fr"
    NL = "nl"
    DE = "de"
    EN = "en"
