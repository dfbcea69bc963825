"""Log entries of one line each, so that a line-wise reader of the server's log never splits one."""

import logging
from typing import Any

from ikz.failures import explain, outage


class OneLine(logging.Formatter):
    """Formats an entry with its traceback on one line; line breaks become " | ". An outage needs no traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the entry without line breaks."""
        return " | ".join(line.strip() for line in super().format(record).splitlines() if line.strip())

    def formatException(self, ei: Any) -> str:
        """Return the traceback; of an outage what is away."""
        error = outage(ei[1])
        return (error and explain(error)) or super().formatException(ei)
