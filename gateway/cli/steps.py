"""The steps of a connection, and how long each may take."""

from enum import Enum, auto


class Step(Enum):
    """What is waited for next."""

    FIRST_REQUEST = auto()
    NEXT_REQUEST = auto()
    REST_OF_HEAD = auto()
    REST_OF_BODY = auto()
    ANSWER = auto()
    READING = auto()
    GOING = auto()


WAITING = {Step.FIRST_REQUEST: 10, Step.NEXT_REQUEST: 65, Step.REST_OF_HEAD: 10}
SECONDS = {**WAITING, Step.REST_OF_BODY: 15, Step.READING: 20, Step.GOING: 2}
"""For the whole of a step: sending byte by byte wins nothing. Proxies keep idle connections for 60 seconds."""
LEAVING_SECONDS = {**dict.fromkeys(WAITING, 1), Step.REST_OF_BODY: 5, Step.READING: 5}
"""When the server is about to stop, clients get no more: the next server waits for them."""
