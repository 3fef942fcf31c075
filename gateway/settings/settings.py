"""All settings of a gateway."""

from gateway.settings.addresses import is_loopback
from gateway.settings.apps import AppSettings
from gateway.settings.rules import RuleSettings
from gateway.settings.serving import ServingSettings
from gateway.settings.trust import TrustSettings
from gateway.settings.variables import variable
from gateway.settings.wrong import WrongSettings


class Settings(AppSettings, ServingSettings, RuleSettings, TrustSettings):
    """What an operator sets. The fields come in the order of the bases, the last one first."""


def refuse_to_listen(settings: Settings, host: str) -> None:
    """Raises WrongSettings for an address that others can reach while nobody has said under which names they may.

    With the names that are there by default they would be sent away, and a page that makes its own name stand for
    this address (DNS rebinding) would not.
    """
    if not is_loopback(host) and "allowed_hosts" not in settings.model_fields_set:
        said = "to listen where other machines can call, say under which names they may"
        raise WrongSettings({variable("allowed_hosts"): said})
