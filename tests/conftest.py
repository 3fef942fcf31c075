"""The tests of every day find the same things every day; the long campaigns, marked `slow`, look further each time."""

from hypothesis import settings

settings.register_profile("every_day", derandomize=True, deadline=None)
settings.load_profile("every_day")
