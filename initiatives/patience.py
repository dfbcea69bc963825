"""Waiting for a database that is away, where the work at hand would be lost otherwise."""

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import Error, connection

from ikz.failures import explain, outage

log = logging.getLogger(__name__)

LONGEST = 600  # seconds; what was still not done then is begun anew by another
SECONDS_BETWEEN = 1
T = TypeVar("T")


def patiently(act: Callable[[], T]) -> T:
    """Do what must not be lost, and do it again each second while the database is away. It must bear being done twice.

    Raises what is no outage at once, and an outage that lasts longer than LONGEST.
    """
    deadline, told = time.monotonic() + LONGEST, False
    while True:
        try:
            return act()
        except (Error, OSError) as error:
            away = outage(error)
            if away is None or connection.in_atomic_block or time.monotonic() > deadline:
                raise
            if not told:
                log.warning("Es wird gewartet: %s", explain(away))
            told = True
            connection.close()
        time.sleep(SECONDS_BETWEEN)
