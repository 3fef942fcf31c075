"""What an operator sets, from the environment and from files. A wrong value stops the start with the variable's name.

settings.py      all settings, and where the gateway may listen with them; from these:
  store.py         the few that it takes to verify again what is stored
  trust.py         whom the gateway believes, and its keys
  issuer.py        an OpenID provider
  rules.py         by which rules it decides
  serving.py       how it is reached, how much it does at once, what its operators see
  apps.py          what those get who build apps
variables.py     what all of them have in common
environment.py   reading them, or saying all that is wrong
files.py         those that are in files, one a variable
names.py         variables that look like ours and are not
spelling.py      how lists and JSON are spelled in a variable
addresses.py     which origins, hosts, networks and addresses are taken
paths.py         files and folders that must be there
keys.py          which keys are taken, and making a good one
marks.py         by what a demo's keys, cards and issuer are known, and refused elsewhere
wrong.py         what is said of what is wrong, which repeats nothing of it
doubts.py        what is no fault, and hardly meant either
shown.py         the settings in force, and where each comes from
table.py         the tables of the README
demo.py          the settings of a demo
"""

from gateway.settings.addresses import exact_origin
from gateway.settings.demo import DemoSecrets, demo_settings
from gateway.settings.doubts import doubts
from gateway.settings.environment import given, settings_from_environment
from gateway.settings.issuer import ClaimSettings, IssuerSettings
from gateway.settings.keys import new_demo_key, new_key
from gateway.settings.settings import Settings, refuse_to_listen
from gateway.settings.store import StoreSettings
from gateway.settings.wrong import WrongSettings

__all__ = [
    "ClaimSettings",
    "DemoSecrets",
    "IssuerSettings",
    "Settings",
    "StoreSettings",
    "WrongSettings",
    "demo_settings",
    "doubts",
    "exact_origin",
    "given",
    "new_demo_key",
    "new_key",
    "refuse_to_listen",
    "settings_from_environment",
]
