"""Log entries of one line each, so that a line-wise reader of the server's log never splits one."""

import logging


class OneLine(logging.Formatter):
    """Formats an entry with its traceback on one line; line breaks become " | "."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the entry without line breaks."""
        return " | ".join(line.strip() for line in super().format(record).splitlines() if line.strip())
